"""Places that run a query of the ORM there and then."""

import ast
from collections.abc import Iterator
from typing import TypeGuard

from skillrun.rules.functions import FUNCTIONS
from skillrun.rules.model import Subject
from skillrun.rules.source import Source

from ..semantics.classes import ClassInfo, class_index
from ..semantics.evidence import is_saved_as_model
from ..semantics.instances import instances_of
from ..semantics.orm import assigned, orm_of, parameter_type
from ..semantics.orm_names import READS, WRITES
from ..semantics.serializing import serializers_of
from .lazy import fetched, may_be_prefetched
from .regions import imported, is_awaited

_RUNS = (READS | WRITES) - {"iterator"}
_OF_RELATION = frozenset({"add", "remove", "clear", "set"})
_OF_INSTANCE = frozenset({"save", "delete", "refresh_from_db", "full_clean", "validate_unique"})
_FUNCTIONS = frozenset(
    {
        "django.shortcuts.get_object_or_404",
        "django.shortcuts.get_list_or_404",
        "django.contrib.auth.authenticate",
        "django.contrib.auth.login",
        "django.contrib.auth.logout",
        "django.contrib.auth.update_session_auth_hash",
    }
)
_CONNECTIONS = ("django.db.connection.", "django.db.connections.")
_OF_CONNECTION = frozenset({"cursor", "ensure_connection", "connect", "is_usable"})
_ATOMIC = "django.db.transaction.atomic"
_CONSUMERS = frozenset(
    {"list", "tuple", "set", "frozenset", "dict", "sorted", "len", "bool", "sum", "min", "max"}
    | {"any", "all", "next", "enumerate", "zip", "map", "filter", "reversed", "iter"}
)
_LONGEST = 20
_REQUESTS = ("HttpRequest", "ASGIRequest")


def query_block(node: ast.AST, source: Source, subject: Subject) -> str | None:
    """How a node runs a query, in words that follow a comma; None where it runs none."""
    if isinstance(node, ast.Call):
        return _of_call(node, source, subject)
    if isinstance(node, ast.withitem) and _is_atomic(node.context_expr, source):
        return "`transaction.atomic` opens a transaction"
    if isinstance(node, ast.Attribute):
        if _is_lazy_user(node, source):
            return "`request.user` is loaded from the session"
        return fetched(node, source, subject)
    for part in _evaluated(node):
        if _runs(part, source, subject):
            return "a queryset is evaluated"
    return None


def _of_call(call: ast.Call, source: Source, subject: Subject) -> str | None:
    name = imported(call.func, source)
    if name in _FUNCTIONS:
        return f"`{name.rsplit('.', 1)[-1]}` runs a query"
    if isinstance(call.func, ast.Attribute):
        return _of_method(call, call.func, source, subject)
    consumes = isinstance(call.func, ast.Name) and call.func.id in _CONSUMERS
    if consumes and any(_runs(argument, source, subject) for argument in call.args):
        return f"`{ast.unparse(call.func)}` evaluates a queryset"
    return None


def _of_method(
    call: ast.Call, function: ast.Attribute, source: Source, subject: Subject
) -> str | None:
    name = function.attr
    if name in _RUNS and _is_queryset(function.value, source, subject):
        is_own = not is_awaited(call, source) or _is_known(function.value, source, subject)
        return f"`.{name}()` runs a query" if is_own else None
    owner = function.value
    is_query = (
        (name in _OF_INSTANCE and _is_instance(owner, source, subject))
        or (name in _OF_RELATION and _is_relation(owner, source, subject))
        or (name == "save" and _is_saving(call, owner, source, subject))
    )
    if is_query and not is_awaited(call, source):
        return f"`.{name}()` runs a query"
    dotted = imported(function, source) or ""
    if name in _OF_CONNECTION and dotted.startswith(_CONNECTIONS):
        return f"`.{name}()` talks to the database"
    return None


def _is_saving(call: ast.Call, owner: ast.AST, source: Source, subject: Subject) -> bool:
    """Whether a `save` is a serializer's, or a model's by what it is given."""
    is_serializer = subject.once(serializers_of).is_serializer(owner, source)
    return is_serializer or is_saved_as_model(call, source, subject)


def _is_instance(node: ast.AST, source: Source, subject: Subject) -> bool:
    return subject.once(instances_of).model_of(node, source) is not None


def _is_relation(node: ast.AST, source: Source, subject: Subject) -> bool:
    related = subject.once(instances_of).related
    return isinstance(node, ast.Attribute) and related(node, source) is not None


def _is_known(node: ast.AST, source: Source, subject: Subject) -> bool:
    """Whether a manager is surely Django's own; those of other ORMs, and some of projects, are awaited."""
    found = subject.once(instances_of).model_of_queryset(node, source)
    if not isinstance(found, ClassInfo):
        return False
    return subject.once(class_index).attribute(found, "objects") is None


def _is_queryset(node: ast.AST, source: Source, subject: Subject) -> bool:
    """Whether an expression is a queryset, `qs.iterator()` too."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value if node.func.attr == "iterator" else node
    if not subject.once(orm_of).is_queryset(node, source):
        return False
    root = _root(node, source)
    # Much is called `…_set` (`model_fields_set`): only the reverse side of a known relation counts.
    is_reverse = isinstance(root, ast.Attribute) and root.attr.endswith("_set")
    return not is_reverse or _is_relation(root, source, subject)


def _runs(node: ast.AST, source: Source, subject: Subject) -> bool:
    """Whether taking the elements of an expression runs a query."""
    return _is_queryset(node, source, subject) and not may_be_prefetched(node, source, subject)


def _root(node: ast.AST, source: Source) -> ast.AST:
    """The manager that a chain of calls and names begins with."""
    for _ in range(_LONGEST):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            node = node.func.value
        elif isinstance(node, ast.Subscript):
            node = node.value
        elif isinstance(node, ast.BinOp):
            node = node.left
        elif isinstance(node, ast.Name):
            value = next(assigned(node, source), None)
            if value is None:
                return node
            node = value
        else:
            return node
    return node


def _evaluated(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a node that it iterates over, tests, or takes one element of."""
    if isinstance(node, ast.For) or (isinstance(node, ast.comprehension) and not node.is_async):
        yield node.iter
    elif isinstance(node, ast.Starred) or _unpacks(node):
        yield node.value
    elif isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert):
        yield node.test
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.Compare):
        inside = (ast.In, ast.NotIn)
        pairs = zip(node.ops, node.comparators, strict=True)
        yield from (part for operator, part in pairs if isinstance(operator, inside))
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        yield from () if isinstance(node.slice, ast.Slice) else (node.value,)


def _unpacks(node: ast.AST) -> TypeGuard[ast.Assign]:
    return isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple | ast.List)


def _is_atomic(node: ast.expr, source: Source) -> bool:
    return imported(node, source) == _ATOMIC


def _is_lazy_user(node: ast.Attribute, source: Source) -> bool:
    """Whether an attribute is read of Django's lazy `request.user`."""
    user = node.value
    if not (isinstance(user, ast.Attribute) and user.attr == "user"):
        return False
    if not (isinstance(user.value, ast.Name) and isinstance(user.ctx, ast.Load)):
        return False
    annotation = parameter_type(user.value, source)
    quoted = annotation.value if isinstance(annotation, ast.Constant) else None
    name = quoted if isinstance(quoted, str) else annotation and source.qualified(annotation)
    return bool(name) and str(name).endswith(_REQUESTS) and not _is_replaced(user, source)


def _is_replaced(user: ast.Attribute, source: Source) -> bool:
    """Whether the function sets `request.user` itself, as after `await request.auser()`."""
    holder = next((a for a in source.ancestors(user) if isinstance(a, FUNCTIONS)), None)
    return any(
        isinstance(node, ast.Attribute) and node.attr == "user" and isinstance(node.ctx, ast.Store)
        for node in (ast.walk(holder) if holder else ())
    )
