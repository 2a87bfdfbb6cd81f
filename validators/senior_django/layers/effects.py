"""What a module does to the world: writes, transactions, mail, HTTP calls, tasks."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from skillrun.rules.functions import FUNCTIONS, Function
from skillrun.rules.model import Subject
from skillrun.rules.source import Source

from ..semantics.bindings import is_shadowed
from ..semantics.classes import ClassIndex, ClassInfo, class_index
from ..semantics.evidence import is_narrowed, is_saved_as_model
from ..semantics.instances import Instances, instances_of
from ..semantics.orm import Orm, orm_of
from ..semantics.orm_names import WRITES
from ..semantics.own_methods import Method, OwnMethods, own_methods
from ..semantics.relations import SOME_MODEL, ModelRef
from ..semantics.serializing import Serializers, serializers_of
from ..semantics.spelling import spelled
from .clients import is_http
from .making import is_mail
from .names import HTTP_FUNCTIONS, MAIL_FUNCTIONS, TRANSACTIONS
from .tasks import is_dispatch

_ON_INSTANCE = frozenset({"save", "delete"})
_ON_RELATION = frozenset({"add", "remove", "set", "clear"})
_FUNCTIONS = TRANSACTIONS | MAIL_FUNCTIONS | HTTP_FUNCTIONS
# What reads by its name, though it may keep what it found.
_READING = re.compile(
    r"(?:get(?!_or_create)|is|has|can|to|as|check|validate|clean|full_clean)(?:_|$)"
)
_ASYNCHRONOUS = WRITES | _ON_INSTANCE | _ON_RELATION


class Kind(StrEnum):
    """What an effect is, as messages call it."""

    WRITE = "writes to the database"
    RELATION = "changes related objects"
    SAVE = "saves through a serializer"
    TRANSACTION = "manages a transaction"
    MAIL = "sends mail"
    HTTP = "makes an HTTP call"
    TASK = "dispatches a task"


SIDE_EFFECTS = frozenset({Kind.MAIL, Kind.HTTP, Kind.TASK})
ORM_WRITES = frozenset({Kind.WRITE, Kind.RELATION, Kind.SAVE})


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """One place that has an effect.

    Attributes:
        kind: What it is.
        node: The call, or the name where it is not called there.
        model: What is written to; None where that is no model's matter.
    """

    kind: Kind
    node: ast.expr
    model: ModelRef | None = None

    @property
    def text(self) -> str:
        """The name that is called, shortened: `payment.save`, `….delete`."""
        node = self.node.func if isinstance(self.node, ast.Call) else self.node
        written = spelled(node)
        return written if len(written) <= 40 else f"….{written.rpartition('.')[2]}"


class Effects:
    """The effects of each file, found on first use.

    Args:
        subject: What is judged.
    """

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._instances: Instances = subject.once(instances_of)
        self._serializers: Serializers = subject.once(serializers_of)
        self._classes: ClassIndex = subject.once(class_index)
        self._orm: Orm = subject.once(orm_of)
        self._methods: OwnMethods = subject.once(own_methods)
        self._by_path: dict[str, tuple[Effect, ...]] = {}
        self._straight: dict[str, tuple[Effect, ...]] = {}
        self._writing: dict[Function, bool] = {}

    def of(self, source: Source) -> tuple[Effect, ...]:
        """The effects of a file, in source order."""
        if source.path not in self._by_path:
            found = [*self._own(source), *self._through_methods(source)]
            found.sort(key=lambda e: (e.node.lineno, e.node.col_offset))
            self._by_path[source.path] = tuple(found)
        return self._by_path[source.path]

    def _own(self, source: Source) -> tuple[Effect, ...]:
        """The effects that a file has itself."""
        if source.path not in self._straight:
            self._straight[source.path] = tuple(self._find(source))
        return self._straight[source.path]

    def _through_methods(self, source: Source) -> Iterator[Effect]:
        """Calls of the project's own methods of models and managers that write."""
        models, managers = self._methods.of_models, self._methods.of_managers
        for call in source.of_type(ast.Call):
            function = call.func
            if not isinstance(function, ast.Attribute) or not _may_write(call, function.attr):
                continue
            written = self._by_model(function, source) if function.attr in models else None
            if written is None and function.attr in managers:
                written = self._by_manager(function, source)
            if written is not None:
                yield Effect(Kind.WRITE, call, written)

    def _by_model(self, function: ast.Attribute, source: Source) -> ModelRef | None:
        """The model whose instance or class is told to write by a method of its own."""
        receiver = function.value
        model = self._instances.model_of(receiver, source)
        if model is None and isinstance(receiver, ast.Name | ast.Attribute):
            found = self._classes.resolve(receiver, source)
            model = found if isinstance(found, ClassInfo) else None
        if model is None or (isinstance(model, str) and model != SOME_MODEL):
            return None
        methods = self._methods.of_models[function.attr]
        line = self._classes.line(model) if isinstance(model, ClassInfo) else ()
        fitting = [m for m in methods if model == SOME_MODEL or m.owner in line]
        return model if any(map(self._writes, fitting)) else None

    def _by_manager(self, function: ast.Attribute, source: Source) -> ModelRef | None:
        methods = self._methods.of_managers[function.attr]
        model = self._instances.model_of_queryset(function.value, source)
        if model is None or self._orm.is_foreign_manager(function.value, source):
            return None
        return model if any(map(self._writes, methods)) else None

    def _writes(self, method: Method) -> bool:
        """Whether a method writes itself; functions inside it may never run."""
        if method.node not in self._writing:
            source = method.owner.source
            functions = (
                next((a for a in source.ancestors(effect.node) if isinstance(a, FUNCTIONS)), None)
                for effect in self._own(source)
                if effect.kind in ORM_WRITES
            )
            self._writing[method.node] = method.node in functions
        return self._writing[method.node]

    def _find(self, source: Source) -> Iterator[Effect]:
        for name in source.of_type(ast.Name):
            if isinstance(name.ctx, ast.Load) and name.id in source.imports.names:
                kind = self._outside(name, source)
                if kind is not None:
                    yield Effect(kind, _whole(name, source))
        for attribute in source.of_type(ast.Attribute):
            if isinstance(attribute.ctx, ast.Load):
                effect = self._attribute(attribute, source)
                if effect is not None:
                    yield effect

    def _attribute(self, node: ast.Attribute, source: Source) -> Effect | None:
        kind = self._outside(node, source)
        if kind is not None:
            return Effect(kind, _whole(node, source))
        name = synchronous(node.attr)
        if name not in _ASYNCHRONOUS and name != "email_user":
            return None
        return self._method(name, node, source)

    def _method(self, name: str, node: ast.Attribute, source: Source) -> Effect | None:
        receiver, whole = node.value, _whole(node, source)
        if name == "email_user":
            found = self._instances.model_of(receiver, source)
            return None if found is None else Effect(Kind.MAIL, whole)
        if name == "save" and self._serializers.is_serializer(receiver, source):
            return Effect(Kind.SAVE, whole)
        model = self._written(name, node, source)
        if model is not None:
            return Effect(Kind.WRITE, whole, model)
        if name in _ON_RELATION and isinstance(receiver, ast.Attribute):
            model = self._instances.related(receiver, source)
        return None if model is None else Effect(Kind.RELATION, whole, model)

    def _written(self, name: str, node: ast.Attribute, source: Source) -> ModelRef | None:
        """The model that a method writes, of an instance or of a manager."""
        model = None
        if name in _ON_INSTANCE:
            model = self._instances.model_of(node.value, source)
        if model is None and name in WRITES:
            model = self._instances.model_of_queryset(node.value, source)
        if model is None:
            return SOME_MODEL if self._looks_written(name, node, source) else None
        return model

    def _looks_written(self, name: str, node: ast.Attribute, source: Source) -> bool:
        whole = _whole(node, source)
        if not isinstance(whole, ast.Call):
            return False
        is_saved = name == "save" and is_saved_as_model(whole, source, self._subject)
        return is_saved or is_narrowed(node)

    def _outside(self, node: ast.Name | ast.Attribute, source: Source) -> Kind | None:
        """The effect of a function from a library or of a task."""
        dotted = source.qualified(node)
        if dotted in _FUNCTIONS and is_shadowed(node, source):
            return None
        if dotted in TRANSACTIONS:
            return Kind.TRANSACTION
        if dotted in MAIL_FUNCTIONS or is_mail(node, source):
            return Kind.MAIL
        if is_http(node, source, self._subject):
            return Kind.HTTP
        return Kind.TASK if is_dispatch(node, source, self._subject) else None


def effects_of(subject: Subject) -> Effects:
    """The effects of all files; for `Subject.once`."""
    return Effects(subject)


def synchronous(name: str) -> str:
    """The method without the `a` of its asynchronous form: `acreate` is `create`."""
    return name[1:] if name[:1] == "a" and name[1:] in _ASYNCHRONOUS else name


def _may_write(call: ast.Call, name: str) -> bool:
    """Whether a method may be one of a project's own that writes: not told to save nothing."""
    if name in WRITES or name in _ON_INSTANCE or _READING.match(name):
        return False
    return not any(
        keyword.arg in {"save", "commit"}
        and isinstance(keyword.value, ast.Constant)
        and keyword.value.value is False
        for keyword in call.keywords
    )


def _whole(node: ast.expr, source: Source) -> ast.expr:
    """The call that a name is called in, else the name."""
    parent = source.parent(node)
    return parent if isinstance(parent, ast.Call) and parent.func is node else node
