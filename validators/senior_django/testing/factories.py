"""TST002 no-factory."""

import ast
from collections.abc import Iterator

from skillrun.rules.model import Example, Finding, Severity, SourceRule, Subject
from skillrun.rules.source import Source

from ..semantics.classes import ClassInfo, class_index
from ..semantics.instances import instances_of
from ..semantics.orm import assigned, orm_of
from ..semantics.relations import SOME_MODEL, ModelRef, relations_of
from ..semantics.spelling import spelled
from .places import is_test_module, test_sources

_FACTORIES = ("DjangoModelFactory",)
_CREATES = frozenset(
    {"create", "acreate", "bulk_create", "abulk_create", "get_or_create", "aget_or_create"}
    | {"update_or_create", "aupdate_or_create"}
)
_SAVES = frozenset({"save", "asave"})
_CREATES_USERS = frozenset({"create_user", "create_superuser", "acreate_user", "acreate_superuser"})
_MANAGERS = frozenset({"objects", "_default_manager"})
_RAISING = frozenset({"raises", "assertRaises", "assertRaisesMessage", "assertRaisesRegex"})


class NoFactory(SourceRule):
    """A test that makes its fixtures by hand."""

    code = "TST002"
    name = "no-factory"
    directive = (
        "Tests take model instances from factory-boy factories in `tests/factories.py` of the app, not from "
        "`objects.create`."
    )
    decisions = (
        "An error where the project has no factory of that model; a warning where it has one and the test "
        "passes it by. `create`, `bulk_create`, `get_or_create`, `update_or_create`, `create_user` and "
        "`create_superuser` on the manager of a model or relation count, in tests and in what serves them, and so "
        "does `save` of an instance made there; what is expected to raise does not, nor do `create_user` and "
        "`save` where there is a factory: they are then what is tested. Factories that are imported from where they "
        "cannot be read stand for the model in their name."
    )
    bad = Example(
        "from apps.shop.models import Order\n\n\ndef test_total() -> None:\n"
        '    """The total is kept."""\n    order = Order.objects.create(total=5)\n'
        "    assert order.total == 5\n",
        path="apps/shop/tests/test_models.py",
    )
    good = Example(
        "from apps.shop.tests.factories import OrderFactory\n\n\ndef test_total() -> None:\n"
        '    """The total is kept."""\n    order = OrderFactory(total=5)\n'
        "    assert order.total == 5\n",
        path="apps/shop/tests/test_models.py",
    )
    languages = frozenset({"python"})

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:
        """Yield the calls that make instances by hand in a test file."""
        if not source.is_test or _is_sample_app(source, subject):
            return
        known = subject.once(factory_models)
        for call, method, model in _created(source, subject):
            name = _written(call) if model == SOME_MODEL else _name_of(model)
            made = _has_factory(name, known, source)
            if made and method in _CREATES_USERS | _SAVES:
                continue
            severity = Severity.WARNING if made else None
            called = f", `{name}Factory`," if name else ""
            advice = (
                "its factory-boy factory"
                if made
                else f"a factory-boy factory{called} in `tests/factories.py`"
            )
            message = f"`{_call_of(call, name)}` makes a fixture by hand: use {advice}."
            yield source.at_node(call, message, severity=severity)


def _is_sample_app(source: Source, subject: Subject) -> bool:
    """Whether a file belongs to an app that only exists for tests: its code is no fixture."""
    if is_test_module(source) or source.name == "conftest.py":
        return False
    folder = source.path.rpartition("/")[0]
    return any(f"{folder}/{name}" in subject.paths for name in ("models.py", "apps.py"))


def factory_models(subject: Subject) -> frozenset[str]:
    """The names of the models that the project has factories of; for `Subject.once`."""
    index = subject.once(class_index)
    found: set[str] = set()
    for source in subject.once(test_sources):
        for cls in index.of(source) if "Factory" in source.text else ():
            if any(name.endswith(_FACTORIES) for name in index.externals(cls)):
                found.update(_factory_model(cls, subject))
    return frozenset(found)


def _factory_model(cls: ClassInfo, subject: Subject) -> Iterator[str]:
    index = subject.once(class_index)
    yield cls.node.name.removesuffix("Factory")
    meta = index.attribute(cls, "Meta")
    for node in ast.walk(meta.node) if meta is not None else ():
        if isinstance(node, ast.Assign) and _targets_model(node):
            if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
                yield node.value.value.rsplit(".", 1)[-1]
            elif meta is not None:
                model = subject.once(instances_of).class_of(node.value, meta.owner.source)
                yield _name_of(_account(model, node.value, subject))


def _targets_model(node: ast.Assign) -> bool:
    return any(isinstance(target, ast.Name) and target.id == "model" for target in node.targets)


def _account(model: ModelRef | None, node: ast.expr, subject: Subject) -> ModelRef:
    """The model of accounts where `get_user_model()` or its setting stands for it."""
    if "user_model" in spelled(node).lower():
        user = subject.once(relations_of).user
        return "User" if user == SOME_MODEL else user
    return model or SOME_MODEL


def _created(source: Source, subject: Subject) -> Iterator[tuple[ast.Call, str, ModelRef]]:
    """The calls that make an instance of a model, with the method as it is told."""
    for call in source.of_type(ast.Call):
        function = call.func
        if not isinstance(function, ast.Attribute):
            continue
        if function.attr in _SAVES:
            found = _made(function.value, source, subject)
        elif function.attr in _CREATES | _CREATES_USERS:
            found = _managed(function.value, source, subject)
        else:
            continue
        if found is not None and not _is_excused(call, source, subject):
            yield call, function.attr, found


def _managed(node: ast.expr, source: Source, subject: Subject) -> ModelRef | None:
    """The model of a manager: of `Order.objects`, of `customer.orders`."""
    if not isinstance(node, ast.Attribute):
        return None
    instances = subject.once(instances_of)
    if node.attr not in _MANAGERS:
        return instances.related(node, source)
    model = instances.class_of(node.value, source)
    return None if model is None else _account(model, _origin(node.value, source), subject)


def _made(node: ast.expr, source: Source, subject: Subject) -> ModelRef | None:
    """The model of an instance that is made where it is saved, or in the same function."""
    made = _origin(node, source)
    if not isinstance(made, ast.Call) or not isinstance(made.func, ast.Name | ast.Attribute):
        return None
    index = subject.once(class_index)
    found = index.resolve(made.func, source)
    is_model = isinstance(found, ClassInfo) and subject.once(orm_of).is_model(found)
    return found if is_model else None


def _origin(node: ast.expr, source: Source) -> ast.expr:
    """What a name was assigned in its function or module: `User = get_user_model()`."""
    return next(assigned(node, source), node) if isinstance(node, ast.Name) else node


def _is_excused(call: ast.Call, source: Source, subject: Subject) -> bool:
    """Whether a call is expected to raise, or stands in a factory."""
    index = subject.once(class_index)
    for ancestor in source.ancestors(call):
        if isinstance(ancestor, ast.With | ast.AsyncWith) and any(
            _raises(item.context_expr) for item in ancestor.items
        ):
            return True
        if isinstance(ancestor, ast.ClassDef):
            cls = index.info(ancestor, source)
            if any(name.endswith("Factory") for name in index.externals(cls)):
                return True
    return False


def _raises(node: ast.expr) -> bool:
    function = node.func if isinstance(node, ast.Call) else node
    return isinstance(function, ast.Attribute) and function.attr in _RAISING


def _has_factory(name: str, known: frozenset[str], source: Source) -> bool:
    """Whether the project has a factory of a model, or the file imports one called so."""
    wanted = f"{name}Factory"
    return name in known or any(
        dotted.rsplit(".", 1)[-1] == wanted for dotted in source.imports.names.values()
    )


def _written(call: ast.Call) -> str:
    """The last name before the manager, for a model that the code does not name: `SiteModel`."""
    before = [part for part in spelled(call.func).split(".")[:-2] if part.isidentifier()]
    return before[-1] if before and before[-1][:1].isupper() else ""


def _call_of(call: ast.Call, name: str) -> str:
    """The call as a message shows it: `Order.objects.create`, `Order(…).save`, `order.lines.create`."""
    *before, method = spelled(call.func).split(".")
    if method in _SAVES:
        return f"{name}(…).{method}"
    is_manager = bool(before) and before[-1] in _MANAGERS and bool(name)
    return f"{name}.objects.{method}" if is_manager else ".".join([*before, method])


def _name_of(model: ModelRef) -> str:
    return model.node.name if isinstance(model, ClassInfo) else model.rsplit(".", 1)[-1]
