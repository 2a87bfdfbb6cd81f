"""HTTP calls: by the functions and clients of well-known packages."""

import ast

from skillrun.rules.model import Subject
from skillrun.rules.source import Source

from ..semantics.bindings import bindings
from ..semantics.modules import modules_of
from ..semantics.values import module_lookup
from .making import acts_later, made_with
from .names import HTTP_CLASSES, HTTP_FUNCTIONS, HTTP_METHODS, SERVICE_PACKAGES, SERVICE_VERBS


def is_http(node: ast.Name | ast.Attribute, source: Source, subject: Subject) -> bool:
    """Whether a name is a function that makes HTTP calls, or a client's method or class that does.

    `client.post` counts where the client is made in the same function or at the top of a module
    of the project; a client that is made for others to call is an HTTP call by itself.
    """
    dotted = source.qualified(node)
    if dotted in HTTP_FUNCTIONS or asks_service(dotted):
        return True
    if dotted in HTTP_CLASSES:
        parent = source.parent(node)
        if not (isinstance(parent, ast.Call) and parent.func is node):
            return False
        return not acts_later(parent, HTTP_METHODS, source)
    if not (isinstance(node, ast.Attribute) and node.attr in HTTP_METHODS):
        return False
    if made_with(node.value, source) in HTTP_CLASSES:
        return True
    return isinstance(node.value, ast.Name | ast.Attribute) and _is_shared_client(
        node.value, source, subject
    )


def asks_service(dotted: str | None) -> bool:
    """Whether a dotted name is a call of a service's own package: `stripe.Customer.create`."""
    return (
        dotted is not None
        and dotted.startswith(SERVICE_PACKAGES)
        and dotted.count(".") > 1
        and dotted.rpartition(".")[2].removesuffix("_async") in SERVICE_VERBS
    )


def _is_shared_client(node: ast.Name | ast.Attribute, source: Source, subject: Subject) -> bool:
    """Whether an imported name is a client that another module of the project makes."""
    if isinstance(node, ast.Name) and any(True for _ in bindings(node, source)):
        return False
    place = subject.once(modules_of).split(source.qualified(node) or "")
    other = subject.source(place[0]) if place and len(place[1]) == 1 else None
    if place is None or other is None or other.path == source.path:
        return False
    value = module_lookup(other)(place[1][0])
    return isinstance(value, ast.Call) and other.qualified(value.func) in HTTP_CLASSES
