"""What a tool answers: JSON on one line, as short as can be, for an agent reads all of it.

Agents show their model an answer's structured twin beside its text, some of them twice and indented:
answers are text alone, and violations are told as linters tell them.
"""

import json
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any

from skillrun.rules.model import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skillrun.engine.events import Report
    from skillrun.rules.model import Violation
    from skillrun.rules.verdict import Verdict

# Of a run's report: what an agent does not act on.
_UNTOLD = frozenset({"exit_code", "model", "parts", "repairs", "usage", "files", "violations"})
LIMIT = 30


def to_text(data: object) -> str:
    """Write an answer as JSON with nothing in it but what it says."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # The name of a file need not be UTF-8; an answer must be.
    return text.encode("utf-8", "replace").decode("utf-8")


def verdict_object(verdict: "Verdict", limit: int = LIMIT) -> dict[str, Any]:
    """Make what `check_paths` and `check_response` answer.

    Args:
        verdict: What was found.
        limit: How many violations are told; the errors among them first.

    Returns:
        `ok` (no error is left), how many `files` were judged, and the violations of `told`.
    """
    found = verdict.violations
    ok = not any(v.severity is Severity.ERROR for v in found)
    return {"ok": ok, "files": len(verdict.subject.files), **told(found, limit)}


def told(found: "Sequence[Violation]", limit: int = LIMIT) -> dict[str, Any]:
    """Make what an agent is told of violations.

    Args:
        found: The violations, sorted by path.
        limit: How many are told; the errors among them first.

    Returns:
        `total`; `violations` by path, each a line; `by_code` where not all are told.
    """
    data: dict[str, Any] = {"total": len(found)}
    if len(found) > limit:
        data["by_code"] = dict(sorted(Counter(v.code for v in found).items()))
        # Sorting keeps the order among equals: by path and line.
        errors_first = sorted(found, key=lambda v: v.severity is not Severity.ERROR)
        found = sorted(errors_first[:limit], key=lambda v: v.path)
    if found:
        grouped = groupby(found, key=lambda violation: violation.path)
        data["violations"] = {path: [_line(v) for v in group] for path, group in grouped}
    if any(v.fixable for v in found):
        data["mend"] = "`skillrun check --fix PATH` mends those marked [*]."
    return data


def _line(violation: "Violation") -> str:
    severity = "" if violation.severity is Severity.ERROR else f" ({violation.severity.value})"
    mark = " [*]" if violation.fixable else ""
    message = " ".join(violation.message.split())
    return f"{violation.line}:{violation.column} {violation.code}{severity}{mark} {message}"


def run_object(report: "Report") -> dict[str, Any]:
    """Make what `apply_response` answers.

    Args:
        report: How the run ended.

    Returns:
        What `apply --format json` prints, without what was empty and what an agent does not act on.
    """
    from skillrun.cli.jsonio import report_object

    data = {
        key: value
        for key, value in report_object(report).items()
        if key not in _UNTOLD and value not in (None, "", [])
    }
    if report.files:
        data["files"] = [f"{file.action} {file.path}" for file in report.files]
    if report.violations:
        data |= told(report.violations)
    return data
