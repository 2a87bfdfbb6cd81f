"""Lint that no one can mend without calling a function in another way.

Whoever edits a file mends its lint. A parameter that was there before is another matter: the scope
rules forbid what would mend it, so that an answer could obey neither.
"""

import ast
import re
from collections.abc import Iterator

from skillrun.rules.model import Violation
from skillrun.rules.source import Source

_OF_PARAMETER = re.compile(r"Ruff (FBT00[12]|A002|ARG00[1-5]|N803)\b")
_OF_FUNCTION = re.compile(r"Ruff PLR091[37]\b")

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def is_inherited(violation: Violation, before: Source, now: Source) -> bool:
    """Tell whether a violation is about parameters that the function had before.

    Args:
        violation: What is wrong with the file as it is now.
        before: The file as it was.
        now: The file as it is.
    """
    if now.tree is None or before.tree is None:
        return False
    old = dict(_functions(before.tree, ""))
    for name, function in _functions(now.tree, ""):
        if name not in old:
            continue
        if _OF_FUNCTION.match(violation.message) and function.lineno == violation.line:
            return len(_parameters(function)) <= len(_parameters(old[name]))
        if _OF_PARAMETER.match(violation.message):
            known = {one.arg for one in _parameters(old[name])}
            here = [one.arg for one in _parameters(function) if _stands(one, violation)]
            if here:
                return here[0] in known
    return False


def _stands(parameter: ast.arg, violation: Violation) -> bool:
    return (parameter.lineno, parameter.col_offset + 1) == (violation.line, violation.column)


def _parameters(function: _Function) -> list[ast.arg]:
    all_ = function.args
    rest = [one for one in (all_.vararg, all_.kwarg) if one]
    return [*all_.posonlyargs, *all_.args, *all_.kwonlyargs, *rest]


def _functions(node: ast.AST, inside: str) -> Iterator[tuple[str, _Function]]:
    """Yield functions by their dotted names."""
    for child in ast.iter_child_nodes(node):
        name = inside
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = f"{inside}.{child.name}"
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield name, child
        yield from _functions(child, name)
