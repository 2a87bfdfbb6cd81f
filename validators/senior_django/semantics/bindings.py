"""What the names of a function hold: values assigned, elements of loops, parts of tuples."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from weakref import WeakKeyDictionary

from skillrun.rules.functions import FUNCTIONS, Function
from skillrun.rules.source import Source

from .flow import reaching
from .orm import own_nodes, scopes


@dataclass(frozen=True, slots=True)
class Binding:
    """One place that gives a name its value.

    Attributes:
        value: The expression.
        part: `whole`: the name is the value; `element`: one of what the value yields;
            `first`: the first of the pair that the value is.
    """

    value: ast.expr
    part: Literal["whole", "element", "first"] = "whole"


_FUNCTIONS: WeakKeyDictionary[ast.Module, dict[str, Function]] = WeakKeyDictionary()
_SCOPES: WeakKeyDictionary[ast.AST, dict[str, list[Binding]]] = WeakKeyDictionary()


def bindings(node: ast.Name, source: Source) -> Iterator[Binding]:
    """Yield what a name may hold, as the innermost scope that gives it anything does."""
    for scope in scopes(node, source):
        found = _of_scope(scope).get(node.id)
        if found:
            yield from reaching(node, found, lambda binding: binding.value, source)
            return
        if isinstance(scope, FUNCTIONS) and node.id in parameter_names(scope):
            return


def is_shadowed(node: ast.AST, source: Source) -> bool:
    """Whether the first name of an expression is a function's own, whatever the module imports."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    if not isinstance(node, ast.Name):
        return False
    return any(
        node.id in parameter_names(scope) or node.id in _of_scope(scope)
        for scope in scopes(node, source)
        if isinstance(scope, FUNCTIONS)
    )


def functions_of(source: Source) -> Iterator[Function]:
    """Yield the functions and methods of a file, nested ones too."""
    for node in source.of_type(*FUNCTIONS):
        if isinstance(node, FUNCTIONS):
            yield node


def top_functions(source: Source) -> dict[str, Function]:
    """The functions at the top of a module, by name."""
    tree = source.tree
    if tree is None:
        return {}
    if tree not in _FUNCTIONS:
        _FUNCTIONS[tree] = {node.name: node for node in tree.body if isinstance(node, FUNCTIONS)}
    return _FUNCTIONS[tree]


def parameter_names(function: Function) -> list[str]:
    """The names of a function's parameters, `*args` and `**kwargs` left out."""
    arguments = function.args
    return [a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]


def _of_scope(scope: Function | ast.Module) -> dict[str, list[Binding]]:
    if scope not in _SCOPES:
        found: dict[str, list[Binding]] = {}
        for node in own_nodes(scope):
            for target, binding in _bound(node):
                found.setdefault(target.id, []).append(binding)
        _SCOPES[scope] = found
    return _SCOPES[scope]


def _bound(node: ast.AST) -> Iterator[tuple[ast.Name, Binding]]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _of_target(target, node.value)
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr):
        if node.value is not None:
            yield from _of_target(node.target, node.value)
    elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
        if isinstance(node.target, ast.Name):
            yield node.target, Binding(node.iter, "element")
    elif isinstance(node, ast.withitem) and isinstance(node.optional_vars, ast.Name):
        yield node.optional_vars, Binding(node.context_expr)


def _of_target(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.Name, Binding]]:
    if isinstance(target, ast.Name):
        yield target, Binding(value)
    elif isinstance(target, ast.Tuple | ast.List):
        if isinstance(value, ast.Tuple | ast.List):
            for inner, part in zip(target.elts, value.elts, strict=False):
                yield from _of_target(inner, part)
        elif target.elts and isinstance(target.elts[0], ast.Name):
            yield target.elts[0], Binding(value, "first")
