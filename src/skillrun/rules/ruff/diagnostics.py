"""What Ruff reports, as data: named tuples, because there are tens of thousands of them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class Edit(NamedTuple):
    """A replacement of text, its columns counted in characters from 1, its end excluded."""

    line: int
    column: int
    end_line: int
    end_column: int
    content: str


class Diagnostic(NamedTuple):
    """One thing that Ruff reports.

    Attributes:
        file: The file as Ruff names it.
        code: `F401`; `invalid-syntax` and `unformatted` have no shorter one.
        message: What is wrong.
        line: 1-based.
        column: 1-based, in characters.
        end_line: Last line.
        end_column: After the last character.
        safe: Ruff would mend it by itself.
        remedy: What the fix does, in Ruff's words; empty where there is none.
        edits: The fix, safe or not.
    """

    file: str
    code: str
    message: str
    line: int
    column: int
    end_line: int
    end_column: int
    safe: bool = False
    remedy: str = ""
    edits: tuple[Edit, ...] = ()


def read_diagnostics(output: bytes) -> tuple[Diagnostic, ...] | None:
    """Read Ruff's JSON.

    Returns:
        The diagnostics; None where Ruff died before it had written them whole.
    """
    try:
        data = json.loads(output)
    except ValueError:
        return None
    return tuple(map(_diagnostic, data))


def _diagnostic(item: Mapping[str, Any]) -> Diagnostic:
    fix = item["fix"] or {}
    place, end = item["location"], item["end_location"]
    return Diagnostic(
        file=item["filename"],
        code=item["code"] or item["name"],
        message=item["message"],
        line=place["row"],
        column=place["column"],
        end_line=end["row"],
        end_column=end["column"],
        safe=fix.get("applicability") == "safe",
        remedy=fix.get("message") or "",
        edits=tuple(_edits(fix)),
    )


def _edits(fix: Mapping[str, Any]) -> Iterator[Edit]:
    for edit in fix.get("edits", ()):
        start, end = edit["location"], edit["end_location"]
        yield Edit(start["row"], start["column"], end["row"], end["column"], edit["content"])
