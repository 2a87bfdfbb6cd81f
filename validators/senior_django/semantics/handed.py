"""What Django and REST framework hand over: a request, the instance that a hook is about."""

import ast
from collections.abc import Iterator

from skillrun.rules.functions import FUNCTIONS, Function
from skillrun.rules.source import Source

from .bindings import bindings, parameter_names
from .classes import ClassIndex, ClassInfo, assigned_names, body_of
from .orm import scopes

# What an instance is called where a method is handed one.
_HANDED = {
    "perform_destroy": frozenset({"instance"}),
    "update": frozenset({"instance"}),
    "to_representation": frozenset({"instance"}),
}
_RECEIVERS = frozenset({"django.dispatch.receiver", "django.dispatch.dispatcher.receiver"})
_MODEL_SERIALIZER = "ModelSerializer"
_DEEPEST = 4


def is_request(node: ast.AST, source: Source, depth: int = 0) -> bool:
    """Whether an expression is the request: `request`, `self.request`, `self.context["request"]`."""
    if isinstance(node, ast.Attribute):
        return node.attr == "request"
    if isinstance(node, ast.Subscript):
        return _is_key(node.slice)
    if isinstance(node, ast.Call):
        is_get = isinstance(node.func, ast.Attribute) and node.func.attr == "get"
        return is_get and bool(node.args) and _is_key(node.args[0])
    if isinstance(node, ast.Name):
        return node.id == "request" or (
            depth < _DEEPEST
            and any(
                binding.part == "whole" and is_request(binding.value, source, depth + 1)
                for binding in bindings(node, source)
            )
        )
    return False


def handed_to(node: ast.Name, source: Source) -> Function | None:
    """The method or signal receiver that is handed an instance of a model under this name."""
    for scope in scopes(node, source):
        if isinstance(scope, FUNCTIONS) and node.id in parameter_names(scope):
            in_class = isinstance(source.parent(scope), ast.ClassDef)
            is_handed = in_class and node.id in _HANDED.get(scope.name, ())
            received = node.id == "instance" and _is_receiver(scope, source)
            return scope if is_handed or received else None
    return None


def computes(node: ast.Name, source: Source) -> bool:
    """Whether a name is what `get_total(self, order)` of a serializer computes a field of."""
    for scope in scopes(node, source):
        if isinstance(scope, FUNCTIONS) and node.id in (names := parameter_names(scope)):
            is_method = isinstance(source.parent(scope), ast.ClassDef) and names[0] == "self"
            return is_method and len(names) == 2 and scope.name.startswith("get_")
    return False


def serialized(cls: ClassInfo, index: ClassIndex) -> tuple[ast.expr, ClassInfo] | None:
    """What a model's serializer calls its model: the expression and the class that says so."""
    if not any(name.endswith(_MODEL_SERIALIZER) for name in index.externals(cls)):
        return None
    meta = index.attribute(cls, "Meta")
    if meta is None or not isinstance(meta.node, ast.ClassDef):
        return None
    values = list(_assigned(meta.node, "model"))
    return (values[-1], meta.owner) if values else None


def _assigned(cls: ast.ClassDef, name: str) -> Iterator[ast.expr]:
    for node in body_of(cls.body):
        is_said = isinstance(node, ast.Assign | ast.AnnAssign) and name in assigned_names(node)
        value = getattr(node, "value", None)
        if is_said and isinstance(value, ast.expr):
            yield value


def _is_key(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == "request"


def _is_receiver(function: Function, source: Source) -> bool:
    return any(source.qualified(d) in _RECEIVERS for d in function.decorator_list)
