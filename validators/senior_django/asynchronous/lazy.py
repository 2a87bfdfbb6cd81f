"""Relations that are fetched by a query when they are first read: `order.customer`."""

import ast
from collections.abc import Iterator

from skillrun.rules.functions import FUNCTIONS
from skillrun.rules.model import Subject
from skillrun.rules.source import Source

from ..semantics.bindings import Binding, bindings
from ..semantics.classes import ClassInfo, class_index
from ..semantics.instances import instances_of
from ..semantics.orm import own_nodes
from ..semantics.own_methods import own_methods
from ..semantics.relations import relations_of
from ..semantics.touched import attributes_of
from .regions import imported

_GIVES_ONE = frozenset({"aget", "afirst", "alast", "aearliest", "alatest"})
_SHORTCUT = "django.shortcuts.aget_object_or_404"
# What may stand in a query and brings no relation along.
_PLAIN = frozenset({"all", "filter", "exclude", "order_by", "distinct", "reverse", "aiterator"})
_MANAGERS = frozenset({"objects", "_default_manager"})
_FETCHING = frozenset({"aprefetch_related_objects", "prefetch_related_objects"})
_PREFETCHING = _FETCHING | {"prefetch_related", "Prefetch"}
_NAMES = 4


def fetched(node: ast.Attribute, source: Source, subject: Subject) -> str | None:
    """How reading a relation runs a query, in words that follow a comma; None where it does not.

    That is said only of an instance that the same function fetched, by a query that shows all it
    brings along.
    """
    owner = node.value
    if not (isinstance(owner, ast.Name) and isinstance(node.ctx, ast.Load)):
        return None
    relations = subject.once(relations_of)
    if not relations.has(node.attr):
        return None
    models = {_fetched_model(binding, source, subject) for binding in bindings(owner, source)}
    model = models.pop() if len(models) == 1 else None
    if model is None or relations.one(model, node.attr) is None:
        return None
    if _is_brought(node, owner, source):
        return None
    return f'`{owner.id}.{node.attr}` runs a query that `select_related("{node.attr}")` would save'


def may_be_prefetched(node: ast.AST, source: Source, subject: Subject) -> bool:
    """Whether `order.lines.all()` may hold what a `prefetch_related` of the project brought.

    It holds nothing where the same function fetched the instance by a query that brings nothing.
    """
    function = node.func if isinstance(node, ast.Call) else None
    if not (isinstance(function, ast.Attribute) and function.attr == "all"):
        return False
    manager = function.value
    if not isinstance(manager, ast.Attribute):
        return False
    if manager.attr not in subject.once(_prefetched_names):
        return False
    owner = manager.value
    known = list(bindings(owner, source)) if isinstance(owner, ast.Name) else []
    return not known or any(_fetched_model(b, source, subject) is None for b in known)


def _prefetched_names(subject: Subject) -> frozenset[str]:
    """The relations that any query under judgement brings along; for `Subject.once`."""
    found: set[str] = set()
    for source in subject.files.values():
        if source.language == "python" and "refetch_related" in source.text:
            for call in source.of_type(ast.Call):
                name = getattr(call.func, "attr", None) or getattr(call.func, "id", "")
                if name in _PREFETCHING:
                    found.update(_relations_in(call))
    return frozenset(found)


def _relations_in(call: ast.Call) -> Iterator[str]:
    for argument in call.args:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield from argument.value.split("__")


def _fetched_model(binding: Binding, source: Source, subject: Subject) -> ClassInfo | None:
    """The model of which a plain asynchronous query gives the value of a name."""
    value: ast.expr = binding.value
    if binding.part == "element":
        return _model(value, source, subject)
    call = value.value if binding.part == "whole" and isinstance(value, ast.Await) else None
    if not isinstance(call, ast.Call):
        return None
    if imported(call.func, source) == _SHORTCUT and call.args:
        known = subject.once(instances_of).class_of(call.args[0], source)
        return known if isinstance(known, ClassInfo) else _model(call.args[0], source, subject)
    if isinstance(call.func, ast.Attribute) and call.func.attr in _GIVES_ONE:
        return _model(call.func.value, source, subject)
    return None


def _model(node: ast.expr, source: Source, subject: Subject) -> ClassInfo | None:
    """The model at the root of a query that brings no relation along; None for any other."""
    manager = _manager(node, source)
    if manager is None:
        return None
    model = subject.once(instances_of).class_of(manager.value, source)
    if not isinstance(model, ClassInfo):
        return None
    # A manager of the project's own may bring along what it likes.
    own = subject.once(class_index).attribute(model, manager.attr)
    changed = own is not None and "get_queryset" in subject.once(own_methods).of_managers
    return None if changed else model


def _manager(node: ast.expr, source: Source) -> ast.Attribute | None:
    """The manager that a plain query begins with: `Order.objects`."""
    names = 0
    while not (isinstance(node, ast.Attribute) and node.attr in _MANAGERS):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr not in _PLAIN:
                return None
            node = node.func.value
        elif isinstance(node, ast.Name) and names < _NAMES:
            found = list(bindings(node, source))
            if len(found) != 1 or found[0].part != "whole":
                return None
            node, names = found[0].value, names + 1
        else:
            return None
    return node


def _is_brought(node: ast.Attribute, owner: ast.Name, source: Source) -> bool:
    """Whether the function sets the relation itself, or fetches what it needs in another way."""
    holder = next((a for a in source.ancestors(node) if isinstance(a, FUNCTIONS)), None)
    if holder is None or f"{node.attr}=" in attributes_of(owner.id, holder):
        return holder is not None
    return any(name in source.text for name in _FETCHING) and any(map(_fetches, own_nodes(holder)))


def _fetches(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _FETCHING
    )
