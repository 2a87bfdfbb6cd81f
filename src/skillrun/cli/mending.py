"""`check --fix`: what a program can mend is written back, all of it or nothing, and can be undone."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from skillrun.cli.console import Console, wants_color
from skillrun.errors import UsageError, WorkspaceError

if TYPE_CHECKING:
    from skillrun.rules.mending import Mended
    from skillrun.rules.registry import Catalogue
    from skillrun.rules.settings import RuleSettings
    from skillrun.rules.verdict import Verdict
    from skillrun.sessions.store import Session
    from skillrun.workspace.plan import Change

_REQUEST = "check --fix"


def mend_in_place(
    verdict: "Verdict", rules: "Catalogue", settings: "RuleSettings", root: Path
) -> "Mended":
    """Mend files where they are.

    Args:
        verdict: What was found in the files.
        rules: The rules in force.
        settings: The project's decisions about single rules.
        root: The workspace; all files that are mended lie in it.

    Returns:
        What was mended and what is left.

    Raises:
        UsageError: If a file that would be mended lies outside the workspace.
        WorkspaceError: If the workspace refuses; it is as it was.
    """
    from skillrun.rules.mending import mend
    from skillrun.rules.verdict import changed, hold

    mended = mend(
        rules,
        verdict,
        lambda files: hold(changed(verdict.subject, files), rules, settings),
        only=_mendable(verdict, root),
    )
    for path in mended.files:
        if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
            raise UsageError(
                f"`{path}` lies outside the workspace: nothing is mended.",
                advice="Name the project's folder with --workspace.",
            )
    _write(root, mended.files, verdict)
    return mended


def _mendable(verdict: "Verdict", root: Path) -> frozenset[str]:
    """What was read, and what is missing; what is there and was not read is left alone."""
    missing = {v.path for v in verdict.violations} - verdict.subject.files.keys()
    made = {path for path in missing if not os.path.lexists(root / path)}
    return frozenset(made | verdict.subject.files.keys())


def _write(root: Path, files: Mapping[str, str], verdict: "Verdict") -> None:
    if not files:
        return
    from skillrun.workspace.plan import plan_changes

    changes = plan_changes(root, {path: text.encode() for path, text in files.items()})
    # By content, not by path: a symlink's change has the path of what it leads to.
    known = verdict.subject.files
    read = {known[path].text.encode() if path in known else None for path in files}
    for change in changes:
        if change.before not in read:
            raise WorkspaceError(
                f"`{change.path}` changed while it was checked.", advice="Run the command again."
            )
    if changes:
        _commit(root, changes)


def _commit(root: Path, changes: "Sequence[Change]") -> None:
    """Write the changes in one transaction, in a session that can be undone."""
    from skillrun.workspace.transaction.committing import commit

    if (session := _session(root)) is None:
        commit(root, changes)
        return
    with session.ending("written"), session.writing(root, changes):
        commit(root, changes)


def _session(root: Path) -> "Session | None":
    """Begin the session that `skillrun undo` needs; a store that is no use stops nobody's fixes."""
    from skillrun.sessions.store import new_session

    session = new_session()
    try:
        session.begin(_REQUEST, root, kind="fix")
    except UsageError as error:
        console = Console(sys.stderr, color=wants_color("auto", sys.stderr))
        console.paragraph(f"What is fixed cannot be taken back: {error.message}", "yellow")
        return None
    return session
