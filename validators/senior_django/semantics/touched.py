"""Which attributes a function reads and sets of each name."""

import ast
from collections.abc import Mapping
from weakref import WeakKeyDictionary

from skillrun.rules.functions import Function

from .orm import own_nodes

# What each scope touches, for as long as its tree lives.
_TOUCHED: WeakKeyDictionary[ast.AST, dict[str, set[str]]] = WeakKeyDictionary()
_NOTHING: frozenset[str] = frozenset()


def attributes_of(name: str, scope: Function | ast.Module) -> "frozenset[str] | set[str]":
    """The attributes that a scope itself reads of a name, and with `=` after them those it sets."""
    return _touched(scope).get(name, _NOTHING)


def _touched(scope: Function | ast.Module) -> Mapping[str, set[str]]:
    if scope not in _TOUCHED:
        found: dict[str, set[str]] = {}
        for node in own_nodes(scope):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                mark = "=" if isinstance(node.ctx, ast.Store) else ""
                found.setdefault(node.value.id, set()).add(node.attr + mark)
        _TOUCHED[scope] = found
    return _TOUCHED[scope]
