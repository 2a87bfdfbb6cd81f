"""SCP001 model-changed, SCP002 schema-changed, SCP003 route-changed."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from skillrun.rules.model import Example, Finding, Subject, TreeRule

if TYPE_CHECKING:
    from skillrun.rules.packs.scope.outcomes import Outcome

_MODELS = "apps/shop/models.py"
_ORDER = (
    "from django.db import models\n\n\nclass Order(models.Model):\n"
    "    number = models.CharField(max_length=9)\n    total = models.IntegerField()\n"
)
_URLS = (
    "from django.urls import path\n\nfrom apps.shop import views\n\nurlpatterns = [\n"
    '    path("orders/", views.orders, name="order-list"),\n'
    '    path("orders/<int:pk>/", views.order, name="order-detail"),\n]\n'
)
NO_REQUEST = (
    " Where no request is known (`skillrun apply` without `--request`) nothing is named: what breaks or "
    "loses something is still found, what only adds is not."
)


class Scoped(TreeRule):
    """Reports the outcomes of a view that nobody asked for.

    Attributes:
        view: The function that works the outcomes out, allowed ones too, as `module:name` of this
            package: what it needs is imported when an edit is judged, not when the program starts.
    """

    view: ClassVar[str]

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield what changed and was not asked for."""
        outcomes = subject.once(_view(self.view)) if subject.once(alters_code) else ()
        for outcome in outcomes:
            if not outcome.allowed:
                yield outcome.departure.finding(subject)


def _view(place: str) -> "Callable[[Subject], tuple[Outcome, ...]]":
    module, _, name = place.partition(":")
    view: Callable[[Subject], tuple[Outcome, ...]] = getattr(
        import_module(f"{__package__}.{module}"), name
    )
    return view


def alters_files(subject: Subject) -> bool:
    """Whether an existing file is altered or taken away; a view for `Subject.once`."""
    if subject.answer is None and not any(_differs(subject, path) for path in subject.files):
        return False
    from skillrun.rules.packs.scope.change import change_of

    return bool(subject.once(change_of).edits)


def alters_code(subject: Subject) -> bool:
    """Whether existing Python is: without that no structure changes; a view for `Subject.once`."""
    if not subject.once(alters_files):
        return False
    from skillrun.rules.packs.scope.change import change_of

    return any(edit.is_python for edit in subject.once(change_of).edits.values())


def _differs(subject: Subject, path: str) -> bool:
    before = subject.on_disk(path)
    return before is not None and before != subject.files[path].text


class ModelChanged(Scoped):
    """A model that was renamed, removed or moved."""

    code = "SCP001"
    name = "model-changed"
    directive = (
        "Never rename, remove or move a model unless the request asks for exactly that; list it under the "
        "recommendations heading instead."
    )
    decisions = (
        "A model that lost its name is the same as a new one with most of its fields: one finding, however "
        "much follows from it (serializers, routes, callers). To name a model is not enough: `add a field to Order` "
        "does not allow to rename it; the request must ask for a rename, a removal or a move, in English or in Russian."
        + NO_REQUEST
    )
    bad = Example(
        _ORDER.replace("Order", "Purchase"),
        _MODELS,
        {_MODELS: _ORDER},
        "add docstrings to apps/shop/models.py",
    )
    good = Example(
        _ORDER.replace("Order", "Purchase"),
        _MODELS,
        {_MODELS: _ORDER},
        "rename the model Order to Purchase",
    )
    view = "schema:model_outcomes"


class SchemaChanged(Scoped):
    """A field or an option of the schema that changed."""

    code = "SCP002"
    name = "schema-changed"
    directive = (
        "Never add, remove, rename or alter a field, constraint, index or table name of an existing model that "
        "the request does not name; list it under the recommendations heading instead."
    )
    decisions = (
        "`verbose_name`, `help_text`, labels of choices, the order of fields and of results (`ordering`: SCP005) are no schema. "
        "A default that is spelled out (`null=False`) and a constant in place of its literal change nothing. A field is "
        "named with its model or, where the request names no other model, alone; `add soft deletion to Order` names "
        "`is_deleted`. A field of an abstract model is one finding, at that model." + NO_REQUEST
    )
    bad = Example(
        _ORDER + "    note = models.TextField()\n    phone = models.TextField()\n",
        _MODELS,
        {_MODELS: _ORDER},
        "add a field phone to Order",
    )
    good = Example(
        _ORDER + "    phone = models.TextField()\n",
        _MODELS,
        {_MODELS: _ORDER},
        "add a field phone to Order",
    )
    view = "schema:field_outcomes"


class RouteChanged(Scoped):
    """A route that was there and is another, or none."""

    code = "SCP003"
    name = "route-changed"
    directive = (
        "Never remove or alter an existing URL pattern, route name or router prefix that the request does not "
        "name; list it under the recommendations heading instead."
    )
    decisions = (
        "Routes are compared as they are reached from the root: a prefix of an `include` that changed is one finding. "
        "Targets are spelled without anchors; the pattern as it stands in the code and the route's name approve as well. "
        "The same pattern as a regular expression is the same route. What follows from a model that is renamed or "
        "removed is no finding of its own. A route is named by its path, by its name, or by what it serves "
        "together with a word such as endpoint; and the request must ask for more than an addition."
        + NO_REQUEST
    )
    bad = Example(
        _URLS.replace('"orders/"', '"purchases/"'),
        "config/urls.py",
        {"config/urls.py": _URLS},
        "add docstrings",
    )
    good = Example(
        _URLS.replace("\n]", '\n    path("carts/", views.carts, name="cart-list"),\n]'),
        "config/urls.py",
        {"config/urls.py": _URLS},
        "add an endpoint for carts",
    )
    view = "routing:route_outcomes"
