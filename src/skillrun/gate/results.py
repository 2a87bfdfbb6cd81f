"""What the tests came to: the reporter's lines and coverage's file, as data."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillrun.gate.model import Coverage, Fault, FileCoverage
from skillrun.gate.reading import inside, is_own

LEAST_COVERAGE = 80.0
_MOST_FILES = 5
_MOST_LINES = 14
_MARKED = re.compile(r"^E {1,3}", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Tally:
    """How far the tests are.

    Attributes:
        total: How many there are; 0 while that is not known.
        passed: How many passed.
        skipped: How many were skipped.
        failed: How many failed, or had a file that could not be read.
        faults: One for each of those.
    """

    total: int
    passed: int
    skipped: int
    failed: int
    faults: tuple[Fault, ...]

    @property
    def done(self) -> int:
        """How many have ended."""
        return self.passed + self.skipped + self.failed


def read_tally(lines: Iterable[str], root: Path) -> Tally:
    """Read what the reporter wrote, whole or as far as it has come.

    Args:
        lines: A JSON object each; a last one that is not whole is left out.
        root: The workspace.
    """
    events = [event for line in lines if (event := _event(line))]
    ended: dict[str, str] = {}
    faults = []
    for event in events:
        if event["event"] in {"passed", "skipped"}:
            ended.setdefault(event["test"], event["event"])
        elif event["event"] in {"failed", "broken"}:
            ended[event["test"]] = "failed"
            faults.append(_fault(event, root))
    counts = Counter(ended.values())
    total = max([e["tests"] for e in events if e["event"] == "collected"], default=0)
    return Tally(total, counts["passed"], counts["skipped"], counts["failed"], tuple(faults))


def _event(line: str) -> dict[str, Any] | None:
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and "event" in event else None


def _fault(event: dict[str, Any], root: Path) -> Fault:
    """Cut a failure to where it went wrong in the project's code, and what was said there."""
    places = [(inside(str(path), root), int(line)) for path, line in event["places"]]
    own = [place for place in places if is_own(place[0])]
    test = str(event["test"])
    path, line = own[-1] if own else (test.split("::", maxsplit=1)[0], 0)
    when = f" while {event['when']}" if event.get("when") in {"setup", "teardown"} else ""
    text = str(event["text"])
    said = [_MARKED.sub("", row).strip() for row in text.splitlines() if _MARKED.match(row)]
    first = str(event["message"]).strip().splitlines() or said or text.strip().splitlines()[-1:]
    message = f"{test} failed{when}: {first[0] if first else 'no reason was given'}"
    related = tuple(dict.fromkeys([p for p, _line in own if p != path]))
    return Fault(path, line, " ".join(message.split()), _excerpt(text), related)


def _excerpt(text: str) -> str:
    """The lines of the failure that matter: the assertion and what it came to, at the end."""
    lines = text.strip("\n").splitlines()
    return "\n".join(lines[-_MOST_LINES:])


def read_coverage(text: str, required: float | None) -> Coverage | None:
    """Read coverage's JSON report.

    Args:
        text: The report.
        required: What the project asks for; the standard's 80 % hold at least.

    Returns:
        The figure with the worst files; None where the report is none.
    """
    try:
        data = json.loads(text)
        files = [_file(path, facts) for path, facts in data["files"].items()]
        shown = data["totals"]["percent_covered_display"]
        exact = data["totals"]["percent_covered"]
    except (ValueError, KeyError, TypeError):
        return None
    worst = sorted((f for f in files if f[0]), key=lambda f: -f[0])[:_MOST_FILES]
    # 79.6 is shown as 80 and passes for coverage itself: the displayed figure decides.
    percent = float(shown) if float(shown) >= LEAST_COVERAGE else round(float(exact), 2)
    wanted = max(required or 0.0, LEAST_COVERAGE)
    return Coverage(percent, wanted, tuple(file for _count, file in worst))


def _file(path: str, facts: dict[str, Any]) -> tuple[int, FileCoverage]:
    missing = [int(line) for line in facts["missing_lines"]]
    percent = round(float(facts["summary"]["percent_covered"]), 1)
    return len(missing), FileCoverage(path.replace("\\", "/"), percent, _ranges(missing))


def _ranges(lines: list[int]) -> str:
    """Write line numbers as `12-14, 20`."""
    spans: list[tuple[int, int]] = []
    for line in sorted(lines):
        if spans and line == spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], line)
        else:
            spans.append((line, line))
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)
