"""Where what is made here acts: the client that sends, the message that is sent."""

import ast
from collections.abc import Collection

from skillrun.rules.source import Source

from ..semantics.bindings import bindings
from ..semantics.orm import scopes
from ..semantics.touched import attributes_of
from .names import MAIL_CLASSES, MAIL_METHODS


def made_with(node: ast.AST, source: Source) -> str | None:
    """The imported class or function whose result a name holds in its own function."""
    if not isinstance(node, ast.Name):
        return None
    for binding in bindings(node, source):
        value = binding.value.value if isinstance(binding.value, ast.Await) else binding.value
        if binding.part == "whole" and isinstance(value, ast.Call):
            return source.qualified(value.func)
    return None


def acts_later(call: ast.Call, methods: Collection[str], source: Source) -> bool:
    """Whether what a call makes gets a name, on which one of these methods is called further on."""
    parent = source.parent(call)
    if isinstance(parent, ast.Await):
        parent = source.parent(parent)
    if isinstance(parent, ast.Assign):
        targets = parent.targets
    elif isinstance(parent, ast.AnnAssign | ast.NamedExpr):
        targets = [parent.target]
    elif isinstance(parent, ast.withitem) and parent.optional_vars is not None:
        targets = [parent.optional_vars]
    else:
        return False
    scope = next(scopes(call, source))
    names = {target.id for target in targets if isinstance(target, ast.Name)}
    return any(not attributes_of(name, scope).isdisjoint(methods) for name in names)


def is_mail(node: ast.Name | ast.Attribute, source: Source) -> bool:
    """Whether a name sends a message that was made, or makes one that is sent elsewhere."""
    if isinstance(node, ast.Attribute) and node.attr in MAIL_METHODS:
        return made_with(node.value, source) in MAIL_CLASSES
    parent = source.parent(node)
    if not (isinstance(parent, ast.Call) and parent.func is node):
        return False
    return source.qualified(node) in MAIL_CLASSES and not acts_later(parent, MAIL_METHODS, source)
