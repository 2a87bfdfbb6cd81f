"""Violations as JSON, for programs: the keys are public."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from skillrun.rules.model import Severity, Violation

_VERSION = 1


def to_json_dict(violation: Violation) -> dict[str, str | int | bool]:
    """Make the object that stands for one violation in every JSON output.

    `target` is there where `--approve CODE:TARGET` could allow what was found.
    """
    fields = asdict(violation) | {"severity": violation.severity.value}
    if not violation.target:
        del fields["target"]
    return fields


def render_json(
    violations: Sequence[Violation],
    *,
    files: int,
    seconds: float,
    unused: Sequence[str] = (),
    fixed: int | None = None,
) -> str:
    """Render the object that `check --format json` prints.

    Args:
        violations: In the order in which they are to be shown.
        files: How many files were judged.
        seconds: How long that took.
        unused: Each ignore that excused nothing, as a line for a person.
        fixed: How many violations were mended; None where nothing was to be.

    Returns:
        One line of JSON and a newline; `ok` is false where a violation is an error.
    """
    report = {
        "version": _VERSION,
        "ok": all(violation.severity is not Severity.ERROR for violation in violations),
        "files": files,
        "seconds": round(seconds, 3),
        "violations": [to_json_dict(violation) for violation in violations],
    }
    if fixed is not None:
        report["fixed"] = fixed
    if unused:
        report["unused_ignores"] = list(unused)
    return json.dumps(report, ensure_ascii=False) + "\n"


def render_jsonl(
    violations: Sequence[Violation],
    *,
    files: int,
    seconds: float,
    unused: Sequence[str] = (),
    fixed: int | None = None,
) -> str:
    """Render an event a violation, a line each, and last the object of `render_json`."""
    events = ({"event": "violation", **to_json_dict(violation)} for violation in violations)
    lines = "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events)
    return lines + render_json(violations, files=files, seconds=seconds, unused=unused, fixed=fixed)
