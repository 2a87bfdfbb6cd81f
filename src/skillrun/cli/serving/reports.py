"""What a tool answers: the objects of `--format json`, short enough for an agent's context."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from skillrun.rules.reports.json_report import to_json_dict

if TYPE_CHECKING:
    from skillrun.rules.verdict import Verdict


def verdict_object(verdict: "Verdict", seconds: float, limit: int) -> dict[str, Any]:
    """Make the object that `check --format json` prints, with the first violations alone.

    Args:
        verdict: What was found.
        seconds: How long it took.
        limit: How many violations are told; the counts by code are of all.

    Returns:
        `ok`, `files`, `seconds`, `violations`, and `total` and `by_code` over all of them.
    """
    found = verdict.violations
    return {
        "version": 1,
        "ok": not any(v.severity == "error" for v in found),
        "files": len(verdict.subject.files),
        "seconds": round(seconds, 3),
        "total": len(found),
        "by_code": dict(sorted(Counter(v.code for v in found).items())),
        "violations": [to_json_dict(v) for v in found[:limit]],
    }
