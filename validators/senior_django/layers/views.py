"""ARC001 write-in-view, ARC002 query-in-view, ARC003 fat-view."""

import ast
from collections.abc import Iterator

from skillrun.rules.functions import Function
from skillrun.rules.model import Example, Finding, SourceRule, Subject
from skillrun.rules.source import Source

from ..semantics.bindings import functions_of
from ..semantics.classes import class_index
from ..semantics.spelling import spelled
from .complexity import complexity, statement_count
from .effects import effects_of
from .inherited import inherited_view_writes
from .places import is_view_class, is_view_function, layer_of
from .queries import queries_of

_PYTHON = frozenset({"python"})
MOST_STATEMENTS = 15
MOST_COMPLEX = 5

_VIEW = '''from rest_framework import viewsets

from apps.shop import selectors, services
from apps.shop.models import Order
from apps.shop.serializers import OrderSerializer


class OrderViewSet(viewsets.ModelViewSet):
    """Orders of a shop."""

    serializer_class = OrderSerializer
    queryset = Order.objects.none()
'''
_SELECTING = '''
    def get_queryset(self) -> "QuerySet[Order]":
        """Choose the orders that the request can reach."""
        return selectors.list_orders(user=self.request.user)
'''


class WriteInView(SourceRule):
    """A view that writes, sends or dispatches."""

    code = "ARC001"
    name = "write-in-view"
    directive = (
        "A view checks permissions, reads the request and forms the response. It writes nothing: no ORM write, "
        "no `serializer.save()`, no transaction, mail, HTTP call or task; it calls a service with "
        "`serializer.validated_data`."
    )
    decisions = (
        "Views are `views.py`, `viewsets.py`, modules of a package `views`, and modules called `api` that hold "
        "a view. Managers, querysets, model instances and serializers are followed through assignments, loops, "
        "annotations, foreign keys and reverse sides, and so are the project's own methods of models and managers "
        "that write (`order.cancel()`), unless their name reads (`get_…`, `is_…`). What is saved with "
        "`update_fields`, or after its attributes were set, is an instance unless the code says what else it is; "
        "`.save()` of a form that is made from no model, a file or an object whose kind the code does not tell is "
        "no finding. What a generic view inherits without a word (`perform_create` of "
        "`ModelViewSet`) is not seen as written in the view; `super().perform_create(serializer)` is, and so "
        "is `super().create(…)` where the project leaves `perform_create` as it was. The methods `.add`, `.set`, "
        "`.remove` and `.clear` count on relations alone."
    )
    bad = Example(
        _VIEW
        + '\n    def perform_create(self, serializer: OrderSerializer) -> None:\n        """Store."""\n'
        "        serializer.save(user=self.request.user)\n",
        path="apps/shop/views.py",
    )
    good = Example(
        _VIEW
        + '\n    def perform_create(self, serializer: OrderSerializer) -> None:\n        """Store."""\n'
        "        services.create_order(user=self.request.user, data=serializer.validated_data)\n",
        path="apps/shop/views.py",
    )
    languages = _PYTHON

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:
        """Yield the effects of a module of views."""
        if layer_of(source, subject) != "views":
            return
        for effect in subject.once(effects_of).of(source):
            message = (
                f"`{effect.text}` {effect.kind} in a view: move it into a function of `services.py` "
                "and call that."
            )
            yield source.at_node(effect.node, message)
        for call in inherited_view_writes(source, subject):
            message = (
                f"`{spelled(call.func)}` saves in the view layer: hand "
                "`serializer.validated_data` to a function of `services.py`."
            )
            yield source.at_node(call, message)


class QueryInView(SourceRule):
    """A view that spells out a query."""

    code = "ARC002"
    name = "query-in-view"
    directive = (
        "A view spells out no query: `filter`, `annotate`, `aggregate`, `Q`, `Subquery` and every chain beyond "
        "`objects.all()` and `objects.none()` belong into a function of `selectors.py`, whose result "
        "`get_queryset` returns."
    )
    decisions = (
        "One finding a query: what is inside another query, or only chooses what ARC001 sees written, counts "
        "with it. A single read such as `objects.get(…)`, `exists()` or `count()` is a query too, and a method "
        "of the project's own managers that gives a queryset (`objects.open()`). "
        "`get_object_or_404(Order, pk=pk)` is a shortcut of the transport layer and none; further methods on "
        "what a selector returned are."
    )
    bad = Example(
        _VIEW + _SELECTING.replace("selectors.list_orders", "Order.objects.filter"),
        path="apps/shop/views.py",
    )
    good = Example(_VIEW + _SELECTING, path="apps/shop/views.py")
    languages = _PYTHON

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:
        """Yield the queries of a module of views."""
        if layer_of(source, subject) != "views":
            return
        for query in subject.once(queries_of).of(source):
            message = (
                f"`{query.name}` makes a query in a view: write it as a function of `selectors.py` "
                "and call that."
            )
            yield source.at_node(query.node, message)


class FatView(SourceRule):
    """A view that does too much."""

    code = "ARC003"
    name = "fat-view"
    directive = (
        "A method of a view has at most 15 statements and a cyclomatic complexity of at most 5; what is more "
        "belongs into services and selectors."
    )
    decisions = (
        "Counted are methods of view classes and functions that take a request, wherever views stand. Nested "
        "statements count, the docstring does not; complexity is counted as Ruff's C901 counts it."
    )
    bad = Example(
        _VIEW
        + "\n    def list(self, request: Request) -> Response:\n"
        + '        """List."""\n'
        + "".join(f"        value_{n} = request.GET.get('{n}')\n" for n in range(15))
        + "        return Response([value_0])\n",
        path="apps/shop/views.py",
    )
    good = Example(_VIEW + _SELECTING, path="apps/shop/views.py")
    languages = _PYTHON

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:
        """Yield the fat methods of a module of views."""
        if layer_of(source, subject) != "views":
            return
        for function in functions_of(source):
            problem = fatness(function)
            if problem and _is_of_view(function, source, subject):
                message = (
                    f"`{function.name}` has {problem}: move its logic into functions of "
                    "`services.py` or `selectors.py`."
                )
                yield source.at_name(function, message)


def fatness(function: Function) -> str:
    """Say by what a function exceeds the limits; empty where it keeps them."""
    count, branches = statement_count(function), complexity(function)
    found = []
    if count > MOST_STATEMENTS:
        found.append(f"{count} statements, over {MOST_STATEMENTS}")
    if branches > MOST_COMPLEX:
        found.append(f"a cyclomatic complexity of {branches}, over {MOST_COMPLEX}")
    return " and ".join(found)


def _is_of_view(function: Function, source: Source, subject: Subject) -> bool:
    holder = source.parent(function)
    if isinstance(holder, ast.ClassDef):
        return is_view_class(subject.once(class_index).info(holder, source), subject)
    return is_view_function(function, source)
