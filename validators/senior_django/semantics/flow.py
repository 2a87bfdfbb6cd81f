"""Which of several assignments to a name may still hold where the name is read."""

import ast
import builtins
from collections.abc import Callable, Sequence
from typing import TypeVar

from skillrun.rules.functions import FUNCTIONS
from skillrun.rules.source import Source

_T = TypeVar("_T")
_BLOCKS = ("body", "orelse", "finalbody")
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_MOST = 60
_HOLDERS = (ast.With, ast.AsyncWith, ast.For, ast.AsyncFor)


def reaching(
    node: ast.Name, found: Sequence[_T], value_of: Callable[[_T], ast.expr], source: Source
) -> Sequence[_T]:
    """Leave out what another assignment has replaced before a name is read, and what comes after.

    What another branch assigns stays: it tells of what kind the name is where this one does not.

    Args:
        node: The name where it is read.
        found: What assigns the name, all in one function or module.
        value_of: The expression that each of them assigns.
        source: The file.

    Returns:
        Those that may hold; all where the name is read in a function inside theirs, and the
        first and last of more than anybody follows.
    """
    if len(found) < 2:
        return found
    if len(found) > _MOST:
        return [*found[: _MOST // 2], *found[-_MOST // 2 :]]
    holders = [node, *source.ancestors(node)]
    local = {id(one): _comprehension(value_of(one), source) for one in found}
    inner = [one for one in found if local[id(one)] in holders]
    if inner:
        return inner
    found = [one for one in found if local[id(one)] is None]
    scope = _scope(node, source)
    if len(found) < 2 or any(_scope(value_of(one), source) is not scope for one in found):
        return found
    places = {id(one): _statement(value_of(one), source) for one in found}
    before = [one for one in found if _dominates(places[id(one)], holders, source)]
    final = [one for one in before if not _continues(value_of(one), node.id)]
    if not final:
        return found
    last = max(final, key=lambda one: _start(places[id(one)]))
    since, loop = _start(places[id(last)]), _loop(holders, places[id(last)], source)
    replaced = [one for one in before if _start(places[id(one)]) < since]
    return [
        one
        for one in found
        if (loop is not None and loop in source.ancestors(value_of(one)))
        or (
            one not in replaced
            and (one is last or places[id(one)] not in holders)
            and _start(places[id(one)]) < _start(node)
        )
    ]


def _scope(node: ast.AST, source: Source) -> ast.AST | None:
    kinds = (*FUNCTIONS, ast.Lambda, ast.Module)
    return next((a for a in source.ancestors(node) if isinstance(a, kinds)), None)


def _comprehension(value: ast.expr, source: Source) -> ast.AST | None:
    """The comprehension that gives a name a value, for itself alone."""
    parent = source.parent(value)
    return source.parent(parent) if isinstance(parent, ast.comprehension) else None


def _statement(node: ast.AST, source: Source) -> ast.AST:
    """The statement that assigns, or the expression that does: `(a := b)`."""
    parent = source.parent(node)
    if isinstance(parent, ast.NamedExpr):
        return parent
    return next((a for a in source.ancestors(node) if isinstance(a, ast.stmt)), node)


def _dominates(place: ast.AST, holders: list[ast.AST], source: Source) -> bool:
    """Whether a statement is always done before what these hold is reached."""
    if not isinstance(place, ast.stmt):
        return False
    within = set(holders)
    if place in within:
        return isinstance(place, _HOLDERS) and not within.isdisjoint(place.body)
    parent = source.parent(place)
    if parent not in within:
        return False
    for name in _BLOCKS:
        block = getattr(parent, name, None)
        if isinstance(block, list) and place in block:
            return not within.isdisjoint(block[block.index(place) + 1 :])
    return False


def _continues(value: ast.expr, name: str) -> bool:
    """Whether a value is likely what the name held before: `orders.filter(…)`, `narrow(orders)`."""
    if isinstance(value, ast.Call) and not _is_other_kind(value.func):
        arguments = [*value.args, *(keyword.value for keyword in value.keywords)]
        if any(isinstance(part, ast.Name) and part.id == name for part in arguments):
            return True
    root: ast.AST = value
    while isinstance(root, ast.Call | ast.Attribute | ast.Subscript | ast.Await):
        root = root.func if isinstance(root, ast.Call) else root.value
    if isinstance(root, ast.Name):
        return root.id == name
    parts: list[ast.AST] = [*root.values] if isinstance(root, ast.BoolOp) else [root]
    if isinstance(root, ast.IfExp):
        parts = [root.body, root.orelse]
    return any(isinstance(part, ast.Name) and part.id == name for part in parts)


def _is_other_kind(function: ast.expr) -> bool:
    """Whether what is called makes something new of what it is given: a class, `list`, `len`."""
    if isinstance(function, ast.Attribute):
        return function.attr[:1].isupper()
    return isinstance(function, ast.Name) and (
        function.id[:1].isupper() or function.id in vars(builtins)
    )


def _loop(holders: list[ast.AST], place: ast.AST, source: Source) -> ast.AST | None:
    """The outermost loop around a reading that the assignment before it is not in."""
    around = {place, *source.ancestors(place)}
    loops = [holder for holder in holders if isinstance(holder, _LOOPS) and holder not in around]
    return loops[-1] if loops else None


def _start(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)
