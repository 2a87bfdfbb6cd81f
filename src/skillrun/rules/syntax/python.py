"""Python: `ast`, and on an interpreter older than the language of the file, LibCST."""

import ast
import re
import subprocess
import sys
import warnings

from skillrun.machine.collecting import no_collection
from skillrun.machine.environment import python_environment
from skillrun.rules.syntax.problem import SyntaxProblem

_NEWEST_GRAMMAR = (3, 12)
_NEWER = re.compile(
    r"^[ \t]*type[ \t]+\w+[^=\n]*=|\b(?:class|def)[ \t]+\w+[ \t]*\["
    r"|\b[rR]?[fF][rR]?[\"'][^\n]*\{",
    re.MULTILINE,
)
_LONGEST = 1_000_000
_PATIENCE = 20.0  # seconds


def parse(text: str) -> tuple[ast.Module | None, SyntaxProblem | None]:
    """Parse Python, whatever the text is.

    The standard's code is Python 3.12 while this program runs on 3.11 too. What the
    interpreter's own parser refuses is therefore shown to LibCST, and where that reads it,
    the newer spellings are written in the older ones, every position kept.

    Args:
        text: The source.

    Returns:
        The tree and no problem, or no tree and the problem.
    """
    tree, problem = _parse(text)
    if problem is None or sys.version_info >= _NEWEST_GRAMMAR or not _NEWER.search(text):
        return tree, problem
    lowered = _lower(text)
    newer = None if lowered is None else _parse(lowered)[0]
    return (None, problem) if newer is None else (newer, None)


def _lower(text: str) -> str | None:
    """Have another process lower the text: LibCST's native parser overruns its stack on some."""
    if len(text) > _LONGEST or "\0" in text:
        return None
    from skillrun.rules.syntax import lowering

    # -P: a folder called `libcst` where the user stands is not LibCST.
    command = [sys.executable, "-P", str(lowering.__file__)]
    try:
        raw = text.encode("utf-8")
        done = subprocess.run(
            command,
            env=python_environment(),
            input=raw,
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
        )
    except (UnicodeEncodeError, OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8")


def _parse(text: str) -> tuple[ast.Module | None, SyntaxProblem | None]:
    with warnings.catch_warnings(), no_collection():
        # An invalid escape in the file is no concern of this process.
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text.removeprefix("\ufeff")), None
        except SyntaxError as error:
            return None, SyntaxProblem(
                error.msg, max(error.lineno or 1, 1), max(error.offset or 1, 1)
            )
        except (RecursionError, MemoryError):
            return None, SyntaxProblem("it is nested too deeply to be read")
        except UnicodeEncodeError as error:
            before = text[: error.start]
            return None, SyntaxProblem("it is not UTF-8 text", before.count("\n") + 1, 1)
        except ValueError as error:  # null bytes
            return None, SyntaxProblem(str(error))
