"""Dispatching of background tasks: Celery's, RQ's, Dramatiq's, Django's own."""

import ast
import sys

from skillrun.rules.model import Subject
from skillrun.rules.source import Source

from ..semantics.bindings import bindings, top_functions
from ..semantics.modules import modules_of
from .names import (
    DECORATED_TASK_METHODS,
    SIGNATURES,
    TASK_DECORATORS,
    TASK_FUNCTIONS,
    TASK_METHODS,
)

_DEEPEST = 6


def is_dispatch(node: ast.Name | ast.Attribute, source: Source, subject: Subject) -> bool:
    """Whether a name dispatches a task: `send_receipt.delay`, `app.send_task`."""
    if source.qualified(node) in TASK_FUNCTIONS:
        return True
    if not isinstance(node, ast.Attribute):
        return False
    if node.attr == "send_task":
        return _is_imported(node.value, source)
    if node.attr in DECORATED_TASK_METHODS:
        return bool(_decorated(node.value, source, subject))
    return node.attr in TASK_METHODS and _is_task(node.value, source, subject, 0)


def _is_task(node: ast.AST, source: Source, subject: Subject, depth: int) -> bool:
    """Whether an expression is a task or a signature of one."""
    if depth > _DEEPEST:
        return False
    if isinstance(node, ast.Call):
        if (source.qualified(node.func) or "").startswith("celery."):
            return True
        return _is_task(node.func, source, subject, depth + 1)
    if isinstance(node, ast.Attribute) and node.attr in SIGNATURES:
        return _is_task(node.value, source, subject, depth + 1)
    if isinstance(node, ast.Name):
        values = list(bindings(node, source))
        if values:
            return any(_is_task(b.value, source, subject, depth + 1) for b in values)
    known = _decorated(node, source, subject)
    return _is_imported(node, source) if known is None else known


def _decorated(node: ast.AST, source: Source, subject: Subject) -> bool | None:
    """Whether the function of the project that a name stands for is a task; None if there is none."""
    dotted = source.qualified(node)
    if dotted is None:
        return None
    place = subject.once(modules_of).split(dotted) if "." in dotted else None
    other = subject.source(place[0]) if place else source
    name = place[1][-1] if place and place[1] else dotted
    found = top_functions(other).get(name) if other is not None else None
    if found is None or other is None:
        return None
    names = [other.qualified(decorator) or "" for decorator in found.decorator_list]
    if any(called.rsplit(".", 1)[-1] in TASK_DECORATORS for called in names):
        return True
    # What another decorator makes of it only the way it is called tells.
    return None if names else False


def _is_imported(node: ast.AST, source: Source) -> bool:
    """Whether a dotted name begins with an import from outside the standard library."""
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    name = source.imports.names.get(node.id) if isinstance(node, ast.Name) else None
    return name is not None and name.partition(".")[0] not in sys.stdlib_module_names
