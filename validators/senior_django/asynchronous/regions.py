"""What runs in a function itself, and where its values come from."""

import ast
from collections.abc import Iterator

from skillrun.rules.functions import FUNCTIONS, Function
from skillrun.rules.source import Source
from skillrun.rules.walk import children

from ..semantics.bindings import is_shadowed
from ..semantics.orm import assigned, parameter_type

_INNER = (*FUNCTIONS, ast.ClassDef, ast.Lambda)
_NAMES = 4


def runs(function: Function) -> Iterator[ast.AST]:
    """Yield the nodes that run when a function does: not those of the functions inside it."""
    stack: list[ast.AST] = list(reversed(function.body))
    while stack:
        node = stack.pop()
        if isinstance(node, _INNER):
            continue
        yield node
        stack.extend(reversed(children(node)))


def is_awaited(node: ast.AST, source: Source) -> bool:
    """Whether an expression is awaited as it stands."""
    return isinstance(source.parent(node), ast.Await)


def is_generator(function: Function) -> bool:
    """Whether calling a function only makes an iterator."""
    return any(isinstance(node, ast.Yield | ast.YieldFrom) for node in runs(function))


def imported(node: ast.AST, source: Source) -> str | None:
    """The dotted name of an expression whose first name the module imports; None for any other."""
    root = node
    while isinstance(root, ast.Attribute | ast.Subscript | ast.Call):
        root = root.func if isinstance(root, ast.Call) else root.value
    known = isinstance(root, ast.Name) and root.id in source.imports.names
    return source.qualified(node) if known and not is_shadowed(root, source) else None


def origin(node: ast.AST, source: Source) -> str | None:
    """The imported name that a value is made with, local names and parameter types followed.

    `requests.Session` for `session` after `session = requests.Session()`; `pathlib.Path` for a
    parameter `path: Path` and for `Path("a") / "b"`.
    """
    for _ in range(_NAMES):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            node = node.left
        found = imported(node, source)
        if found is not None or not isinstance(node, ast.Name):
            return found
        annotation = parameter_type(node, source)
        if annotation is not None:
            return imported(annotation, source)
        value = next(assigned(node, source), None)
        if value is None:
            return None
        node = value
    return None
