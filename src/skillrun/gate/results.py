"""What the tests came to: the reporter's lines and coverage's file, as data."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from skillrun.gate.model import Coverage, Fault, FileCoverage
from skillrun.gate.reading import inside, is_own

LEAST_COVERAGE = 80.0
_MOST_FILES = 5
_MOST_LINES = 14
_MARKED = re.compile(r"^E {1,3}")
# The reporter's texts have pytest's short form: a line for each place, then the line of code.
_CHAIN = re.compile(
    r"^(?:The above exception was the direct|During handling of the above exception).*$",
    re.MULTILINE,
)
_FRAME = re.compile(r"^(?P<path>\S.*?\.py):(?P<line>\d+): in ", re.MULTILINE)


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
    text, test = _CHAIN.split(str(event["text"]))[-1], str(event["test"])
    frames = [(inside(f["path"], root), int(f["line"])) for f in _FRAME.finditer(text)]
    own = [frame for frame in frames if is_own(frame[0])]
    path, line = own[-1] if own else (test.split("::", maxsplit=1)[0], 0)
    said = [_MARKED.sub("", row).strip() for row in text.splitlines() if _MARKED.match(row)]
    first = next(filter(None, said or text.strip().splitlines()[-1:]), "no reason was given")
    what = "cannot be read" if event["event"] == "broken" else "failed"
    when = f" in its {event['when']}" if event.get("when") in {"setup", "teardown"} else ""
    related = tuple(dict.fromkeys([p for p, _line in own if p != path]))
    message = " ".join(f"{test} {what}{when}: {first}".split())
    return Fault(path, line, message, _excerpt(text, root), related)


def _excerpt(text: str, root: Path) -> str:
    """The lines of a failure that matter: what went through the project's code, what was said."""
    kept: list[str] = []
    wanted = True
    for row in text.strip("\n").splitlines():
        if frame := _FRAME.match(row):
            wanted = is_own(inside(frame["path"], root))
        if (wanted or _MARKED.match(row)) and set(_MARKED.sub("", row)) - {" ", "^", "~"}:
            kept.append(row)
    return "\n".join(kept[-_MOST_LINES:])


def grouped(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Tell once what fails for one reason, however many tests run into it.

    Args:
        faults: A failed test each.
    """
    same: dict[tuple[str, int, str, bool, bool], list[Fault]] = {}
    for fault in faults:
        reason = fault.message.partition(": ")[2]
        # An error has one cause wherever it comes up; `assert False` may have many.
        place = (
            (fault.path, fault.line) if reason.startswith(("assert", "AssertionError")) else ("", 0)
        )
        same.setdefault((*place, reason, fault.before, fault.excused), []).append(fault)
    return tuple(_together(group) for group in same.values())


def _together(group: list[Fault]) -> Fault:
    first, *others = group
    if not others:
        return first
    count = f"{len(others)} more" if len(others) > 1 else "one more"
    related = dict.fromkeys(path for fault in group for path in fault.related)
    message = f"{first.message} ({count} in the same way)"
    return replace(first, message=message, related=tuple(related))


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
