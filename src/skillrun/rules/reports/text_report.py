"""Violations as text, for people: grouped by file, the line shown with a mark under it."""

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from skillrun.rules.model import Severity, Violation
from skillrun.rules.source import Source

# What a model wrote must not steer the terminal it is shown on.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_WIDTH = 100
_LEAD = 30
_TAB = "    "


class _Colors(NamedTuple):
    """What is written before and after what is to be seen in a colour; nothing where none is."""

    bold: str = ""
    red: str = ""
    yellow: str = ""
    blue: str = ""
    dim: str = ""
    end: str = ""


_PLAIN = _Colors()
_ANSI = _Colors(*(f"\x1b[{n}m" for n in ("1", "31", "33", "34", "2", "0")))


def render_text(
    violations: Sequence[Violation], sources: Mapping[str, Source], *, color: bool
) -> str:
    """Render violations for a person.

    Args:
        violations: Sorted by path.
        sources: The files by path; a violation in any other file is shown without its line.
        color: Use ANSI colours.

    Returns:
        The text, ending in a summary line.
    """
    colors = _ANSI if color else _PLAIN
    parts: list[str] = []
    for path, group in groupby(violations, key=lambda violation: violation.path):
        parts.append(f"{colors.bold}{_printable(path)}{colors.end}\n")
        source = sources.get(path)
        lines = () if source is None else source.lines
        parts.extend(_one(violation, lines, colors) for violation in group)
        parts.append("\n")
    parts.append(_summary(violations, sources) + "\n")
    return "".join(parts)


def _one(violation: Violation, lines: Sequence[str], colors: _Colors) -> str:
    place = f"{violation.line}:{violation.column}"
    error = violation.severity is Severity.ERROR
    shade = colors.red if error else colors.yellow
    note = "" if error else f" {colors.dim}(warning){colors.end}"
    message = violation.message
    if "  " in message or not message.isprintable():
        message = _printable(" ".join(message.split()))
    head = f"  {place:<7} {shade}{violation.code}{colors.end} {message}{note}\n"
    return head + _excerpt(violation, lines, colors, shade)


def _excerpt(violation: Violation, lines: Sequence[str], colors: _Colors, shade: str) -> str:
    number = violation.line
    if not 0 < number <= len(lines):
        return ""
    line = lines[number - 1]
    if not line or line.isspace():
        return ""
    length = len(line)
    start = min(max(violation.column - 1, 0), length)
    end = min(violation.end_column - 1, length) if violation.end_line == number else length
    first = max(start - _LEAD, 0) if length > _WIDTH else 0
    end = min(max(end, start + 1), first + _WIDTH)
    shown = line if length <= _WIDTH else line[first : first + _WIDTH]
    if "\t" in shown:
        indent, marks = len(_spread(line[first:start])), len(_spread(line[start:end]))
    else:
        indent, marks = start - first, min(end, length) - start
    before, after = f"  {colors.blue}", f" |{colors.end} "
    return (
        f"{before}{number:>6}{after}{_spread(shown)}\n"
        f"{before}      {after}{' ' * indent}{shade}{'^' * max(marks, 1)}{colors.end}\n"
    )


def _spread(text: str) -> str:
    return text if text.isprintable() else _printable(text.replace("\t", _TAB))


def _printable(text: str) -> str:
    # Nearly every line is; asking costs less than looking for what is not.
    if text.isprintable():
        return text
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def _summary(violations: Sequence[Violation], sources: Mapping[str, Source]) -> str:
    judged = _count(len(sources), "file")
    paths = {violation.path for violation in violations}
    if not paths:
        return f"All checks passed: {judged}." if judged else "No file was checked."
    errors = sum(violation.severity is Severity.ERROR for violation in violations)
    counts = [_count(errors, "error"), _count(len(violations) - errors, "warning")]
    found = " and ".join(filter(None, counts))
    if paths <= sources.keys():
        return f"Found {found} in {len(paths)} of {judged}."
    # The answer itself, and what is missing, are no files that were judged.
    return f"Found {found}; {judged or 'no file'} judged."


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s' if number != 1 else ''}" if number else ""
