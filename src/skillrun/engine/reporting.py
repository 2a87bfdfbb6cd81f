"""What a report says of files: of one write, and of several one after the other."""

import hashlib
from dataclasses import replace

from skillrun.engine import events
from skillrun.engine.writing import Written
from skillrun.workspace.plan import Change, unified_diff


def finished(report: events.Report, written: Written) -> events.Report:
    """Put a write into a report.

    Args:
        report: The report so far.
        written: What the write came to.
    """
    shown = written.status == "planned"
    return replace(
        report,
        status=written.status,
        exit_code=written.exit_code,
        files=tuple(_file(change, shown=shown) for change in written.changes),
        operations=written.operations,
        removed=written.removed,
        error="Nothing was written: the answer to the question was no."
        if written.status == "interrupted"
        else "",
    )


def joined(first: events.Report, then: events.Report) -> events.Report:
    """Put two writes of a run into one report.

    Args:
        first: The report of the first write.
        then: The report after the second, which has written too.

    Returns:
        The second report, with the files and commands of both; a file that the first one made
        is new, whatever the second did to it, and a command that was run again ended as it did then.
    """
    files = {file.path: file for file in first.files}
    for file in then.files:
        before = files.get(file.path)
        files[file.path] = replace(file, action=before.action) if before else file
    removed = dict.fromkeys((*first.removed, *then.removed))
    again = {operation.command for operation in then.operations}
    operations = (*(o for o in first.operations if o.command not in again), *then.operations)
    failed = any(operation.status == "failed" for operation in operations)
    return replace(
        then,
        exit_code=5 if failed else then.exit_code,
        files=tuple(files[path] for path in sorted(files)),
        operations=operations,
        removed=tuple(path for path in removed if path not in files),
        recommendations=then.recommendations or first.recommendations,
        reasoning=first.reasoning,
    )


def _file(change: Change, *, shown: bool) -> events.WrittenFile:
    return events.WrittenFile(
        change.path,
        change.action,
        len(change.content),
        hashlib.sha256(change.content).hexdigest(),
        unified_diff(change) if shown and change.action == "modify" else "",
    )
