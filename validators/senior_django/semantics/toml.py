"""TOML as data, and the lines its keys stand on."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import cast

from skillrun.rules.syntax.toml import read

__all__ = ["get", "line_of", "line_of_text", "read", "strings", "table"]

_HEADER = re.compile(r"\s*\[\[?(?P<name>[^\[\]]+)\]\]?\s*(?:#.*)?$")
_KEY = re.compile(
    r"""\s*(?P<key>(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*'))*)\s*="""
)
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*'""")


def get(data: object, path: Sequence[str]) -> object:
    """What stands under a path of keys; None where nothing does."""
    for key in path:
        if not isinstance(data, Mapping):
            return None
        data = data.get(key)
    return data


def table(data: object, path: Sequence[str]) -> dict[str, object]:
    """The table under a path of keys; an empty one where none is."""
    found = get(data, path)
    return cast("dict[str, object]", found) if isinstance(found, dict) else {}


def strings(value: object) -> list[str]:
    """The strings of a list; none where there is no list."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def line_of(text: str, path: Sequence[str]) -> int:
    """The 1-based line of a key, or of the nearest table above it; 1 where there is none.

    Args:
        text: The file.
        path: The key with its tables: `("tool", "ruff", "line-length")`.
    """
    places = _places(text)
    known = (places.get(tuple(path[:length])) for length in range(len(path), 0, -1))
    return next((line for line in known if line), 1)


@lru_cache(maxsize=8)
def _places(text: str) -> dict[tuple[str, ...], int]:
    """The line on which each key and table first stands."""
    found: dict[tuple[str, ...], int] = {}
    here: tuple[str, ...] = ()
    for number, line in enumerate(_lines(text), 1):
        header = _HEADER.match(line)
        key = None if header else _KEY.match(line)
        if header:
            here = _parts(header["name"])
        name = here if header else (*here, *_parts(key["key"])) if key else ()
        found.setdefault(name, number)
    return found


def line_of_text(text: str, sought: str, start: int = 1) -> int:
    """The first line from `start` on that holds a text; `start` where none does."""
    lines = _lines(text)
    found = (number for number in range(start, len(lines) + 1) if sought in lines[number - 1])
    return next(found, start)


@lru_cache(maxsize=8)
def _lines(text: str) -> list[str]:
    return text.split("\n")


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(name))
