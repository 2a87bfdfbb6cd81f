"""Changes of behaviour that are left when Ruff has mended both sides alike.

What Ruff's fixes under the standard's rules would change is no change of behaviour: both texts are
given to it with all its fixes on, and what is equal then was equal before.
"""

import ast
import copy
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from skillrun.project.comparing import Change, ChangeKind, Comparison, compare
from skillrun.project.comparing.units import parsed
from skillrun.rules.ruff import Question, Stage, rewrite
from skillrun.rules.syntax.python import parse

# The standard's rules that rewrite code, on lines long enough that no fix is left out for its length.
_CONFIG = """
[tool.ruff]
line-length = 320
target-version = "py311"
preview = true

[tool.ruff.lint]
select = ["F", "E7", "UP", "B", "C4", "SIM", "PTH", "PL", "RUF", "PERF", "RET", "FURB"]
ignore = ["F401", "RUF100", "RUF022", "RUF023", "F811"]
"""
_WORDS = ("check", "--fix-only", "--unsafe-fixes", "--exit-zero", "--ignore-noqa")


def settle(found: Comparison, before: Mapping[str, str], after: Mapping[str, str]) -> Comparison:
    """Leave out the changes of behaviour that Ruff's fixes make.

    Args:
        found: What a comparison found.
        before: The texts before, by path.
        after: The texts after, by path.
    """
    doubtful = {c.old.path for c in found.changes if c.kind is ChangeKind.BEHAVIOUR}
    doubtful &= before.keys() & after.keys()
    if not doubtful:
        return found
    old = _mended({path: before[path] for path in doubtful})
    new = _mended({path: after[path] for path in doubtful})
    # The others are compared as they are: constants and moves are seen across files.
    again = compare({**before, **old}, {**after, **new}, found.renames, parse=grown)
    doubtful -= again.unread
    left = {_key(change) for change in again.changes}
    kept = (
        change
        for change in found.changes
        if change.kind is not ChangeKind.BEHAVIOUR
        or change.old.path not in doubtful
        or _key(change) in left
    )
    return replace(found, changes=tuple(kept))


def grown(text: str) -> ast.Module | None:
    """A tree of a text, of newer syntax than this interpreter's too."""
    return parsed(text) or copy.deepcopy(_newer(text))


@lru_cache(maxsize=128)
def _newer(text: str) -> ast.Module | None:
    """A tree that takes another process to grow; who asks gets a copy, for trees are used up."""
    return parse(text)[0]


def _key(change: Change) -> tuple[str, str]:
    return change.old.path, change.old.name


def _mended(texts: Mapping[str, str]) -> Mapping[str, str]:
    return rewrite(Stage(texts), Question("settle", _WORDS, _CONFIG))
