"""TOML: `tomllib`."""

import re
import tomllib
from functools import lru_cache

from skillrun.rules.syntax.problem import SyntaxProblem

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
# The parts of one dotted key, all at once: `tomllib`'s time grows with the square of their number.
_DOTTED = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+)++""")
_LONGEST = 1_000


def check(text: str) -> SyntaxProblem | None:
    """Parse TOML and say what is wrong with it."""
    return _parsed(text)[1]


def read(text: str) -> dict[str, object] | None:
    """Read TOML as data, which is not to be changed: who reads the same text next gets the same data.

    Args:
        text: The text.

    Returns:
        The data; None where it does not parse.
    """
    return _parsed(text)[0]


# Check and rules read the same file one after the other.
@lru_cache(maxsize=16)
def _parsed(text: str) -> tuple[dict[str, object] | None, SyntaxProblem | None]:
    if any(line.count(".") > _LONGEST and _is_deep(line) for line in text.split("\n")):
        return None, SyntaxProblem("it is nested too deeply to be read")
    try:
        return tomllib.loads(text), None
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _PLACE.search(message)
        line, column = (place[1], place[2]) if place and place[1] else (text.count("\n") + 1, 1)
        return None, SyntaxProblem(_PLACE.sub("", message), int(line), int(column))
    except ValueError as error:  # an integer of more digits than Python converts
        return None, SyntaxProblem(str(error))
    except (RecursionError, MemoryError):
        return None, SyntaxProblem("it is nested too deeply to be read")


def _is_deep(line: str) -> bool:
    return any(match[0].count(".") > _LONGEST for match in _DOTTED.finditer(line))
