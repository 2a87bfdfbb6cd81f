"""Which expressions are instances of models, and of which model."""

import ast
from collections.abc import Iterator

from skillrun.rules.functions import FUNCTIONS
from skillrun.rules.model import Subject
from skillrun.rules.source import Source
from skillrun.rules.walk import descend

from .annotations import annotated_class, unquoted
from .bindings import Binding, bindings
from .classes import ClassIndex, ClassInfo, class_index
from .handed import computes, handed_to, is_request, serialized
from .modules import Modules, modules_of
from .orm import Orm, orm_of, parameter_type
from .orm_names import LAZY, MODELS
from .own_methods import own_methods
from .relations import SOME_MODEL, ModelRef, Relations, relations_of
from .serializing import serializers_of

_GIVES_ONE = frozenset(
    {"get", "first", "last", "earliest", "latest", "create", "create_user", "create_superuser"}
    | {"get_by_natural_key"}
)
_GIVES_PAIR = frozenset({"get_or_create", "update_or_create"})
_SHORTCUTS = frozenset(
    {
        "django.shortcuts.get_object_or_404",
        "django.shortcuts.aget_object_or_404",
        "rest_framework.generics.get_object_or_404",
    }
)
_COPIES = frozenset({"copy.copy", "copy.deepcopy"})
_WRAPPERS = frozenset(
    {
        "asgiref.sync.sync_to_async",
        "channels.db.database_sync_to_async",
        "functools.partial",
    }
)
_TOKEN = "rest_framework.authtoken.models.Token"  # noqa: S105
# Attributes of `self` that are an instance, by the ends of the names of the classes that keep it there.
_KEPT = {
    "instance": ("Serializer",),
    "object": ("View", "ViewSet"),
    "user": ("TokenObtainSerializer", "TokenObtainPairSerializer", "TokenObtainSlidingSerializer"),
}
_ELEMENTS = frozenset({"list", "tuple", "set", "frozenset", "List", "Tuple", "Set", "Sequence"})
_ITERABLES = frozenset({"Iterable", "Iterator", "Collection", "AsyncIterable", "AsyncIterator"})
_DEEPEST = 12


class Instances:
    """Questions about expressions of the project's code.

    Args:
        subject: What is judged.
    """

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._classes: ClassIndex = subject.once(class_index)
        self._orm: Orm = subject.once(orm_of)
        self._modules: Modules = subject.once(modules_of)
        self._relations: Relations = subject.once(relations_of)
        self._known: dict[ast.AST, ModelRef | None] = {}
        self._managed: dict[ast.AST, ModelRef | None] = {}
        self._depth = 0

    def model_of(self, node: ast.AST, source: Source) -> ModelRef | None:
        """The model that an expression is an instance of.

        Returns:
            The model, `SOME_MODEL` for an instance of a model that the code does not name, None
            for anything else.
        """
        if node in self._known:
            return self._known[node]
        if self._depth > _DEEPEST:
            return None
        self._known[node] = None
        self._depth += 1
        try:
            self._known[node] = self._decide(node, source)
        finally:
            self._depth -= 1
        return self._known[node]

    def model_of_queryset(self, node: ast.AST, source: Source) -> ModelRef | None:
        """The model that a manager or queryset is of; None for what is neither."""
        if not self._orm.is_queryset(node, source):
            return None
        return self._manages(node, source, 0) or SOME_MODEL

    def related(self, node: ast.Attribute, source: Source) -> ModelRef | None:
        """The model that an attribute of an instance manages: `author.books`, `book.tags`."""
        owner = self.model_of(node.value, source)
        if owner is None:
            return None
        default = SOME_MODEL if node.attr.endswith("_set") else None
        return self._relations.many(owner, node.attr) or default

    def class_of(self, node: ast.AST, source: Source) -> ModelRef | None:
        """The model that an expression names as a class: `Book`, `get_user_model()`."""
        if isinstance(node, ast.Attribute) and node.attr in {"model", "__class__"}:
            return self.model_of(node.value, source) or SOME_MODEL
        if (source.qualified(node) or "").endswith("get_user_model"):
            return self._relations.user
        found = self._classes.resolve(node, source)
        if isinstance(found, ClassInfo):
            return found if self._orm.is_model(found) else None
        if found is not None and ("." in found) and _is_model_name(found):
            return found
        return SOME_MODEL if self._orm.is_model_class(node, source) else None

    def _decide(self, node: ast.AST, source: Source) -> ModelRef | None:
        if isinstance(node, ast.Await | ast.NamedExpr):
            return self.model_of(node.value, source)
        if isinstance(node, ast.Call):
            return self._call(node, source)
        if isinstance(node, ast.Name):
            return self._name(node, source)
        if isinstance(node, ast.Attribute):
            return self._attribute(node, source)
        if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice):
            return self.model_of_queryset(node.value, source)
        parts: tuple[ast.expr, ...] = ()
        if isinstance(node, ast.IfExp):
            parts = (node.body, node.orelse)
        elif isinstance(node, ast.BoolOp):
            parts = tuple(node.values)
        return next((m for part in parts if (m := self.model_of(part, source))), None)

    def _call(self, node: ast.Call, source: Source) -> ModelRef | None:
        function = node.func
        name = source.qualified(function)
        if isinstance(function, ast.Call) and name in _WRAPPERS and function.args:
            wrapped = ast.Call(function.args[0], node.args, node.keywords)
            return self._call(wrapped, source)
        if name in _COPIES and node.args:
            return self.model_of(node.args[0], source)
        if name in _SHORTCUTS and node.args:
            first = node.args[0]
            found = self.class_of(first, source) or self.model_of_queryset(first, source)
            return found or SOME_MODEL
        if isinstance(function, ast.Attribute):
            found = self._method(node, function, source)
            if found is not None:
                return found
        if isinstance(function, ast.Call):
            return None
        return self.class_of(function, source) or self._returned(function, source)

    def _method(self, node: ast.Call, function: ast.Attribute, source: Source) -> ModelRef | None:
        name = function.attr
        if name == "get_object" and _is_self(function.value):
            return SOME_MODEL
        if name == "save" and any(keyword.arg == "commit" for keyword in node.keywords):
            return SOME_MODEL
        if name == "save" and self._subject.once(serializers_of).is_serializer(
            function.value, source
        ):
            return SOME_MODEL
        if _sync_name(name) in _GIVES_ONE:
            return self.model_of_queryset(function.value, source)
        return self._own_method(function, source)

    def _own_method(self, function: ast.Attribute, source: Source) -> ModelRef | None:
        """The model that a method of the class around says it returns."""
        cls = self._class_around(function, source) if _is_self(function.value) else None
        found = self._classes.attribute(cls, function.attr) if cls is not None else None
        if found is None or not isinstance(found.node, FUNCTIONS):
            return None
        return self._annotated(found.node.returns, found.owner.source)

    def _returned(self, function: ast.expr, source: Source) -> ModelRef | None:
        """The model that a function of the project says it returns."""
        dotted = source.qualified(function)
        place = self._modules.split(dotted) if dotted and "." in dotted else None
        other = self._subject.source(place[0]) if place and len(place[1]) == 1 else source
        name = place[1][0] if place and len(place[1]) == 1 else dotted
        for node in other.tree.body if other is not None and other.tree is not None else ():
            if isinstance(node, FUNCTIONS) and node.name == name and other is not None:
                return self._annotated(node.returns, other)
        return None

    def _annotated(self, annotation: ast.expr | None, source: Source) -> ModelRef | None:
        node = annotated_class(annotation)
        return None if node is None else self.class_of_annotation(node, source)

    def class_of_annotation(self, node: ast.expr, source: Source) -> ModelRef | None:
        """The model that the class in an annotation is."""
        found = self._classes.resolve(node, source)
        if isinstance(found, ClassInfo):
            return found if self._orm.is_model(found) else None
        return found if found and (found in MODELS or _is_model_name(found)) else None

    def _name(self, node: ast.Name, source: Source) -> ModelRef | None:
        if node.id == "self":
            return self._self(node, source)
        annotated = self._annotated(parameter_type(node, source), source)
        if annotated is not None:
            return annotated
        handed = self._handed(node, source)
        if handed is not None:
            return handed
        return next((m for b in bindings(node, source) if (m := self._bound(b, source))), None)

    def _bound(self, binding: Binding, source: Source) -> ModelRef | None:
        value = binding.value
        if binding.part == "whole":
            return self.model_of(value, source)
        if binding.part == "element":
            peeled = _peeled(value)
            return self.model_of_queryset(peeled, source) or self._listed(peeled, source)
        inner = value.value if isinstance(value, ast.Await) else value
        function = inner.func if isinstance(inner, ast.Call) else None
        if isinstance(function, ast.Attribute) and _sync_name(function.attr) in _GIVES_PAIR:
            return self.model_of_queryset(function.value, source)
        return None

    def _self(self, node: ast.AST, source: Source) -> ModelRef | None:
        cls = self._class_around(node, source)
        return cls if cls is not None and self._orm.is_model(cls) else None

    def _class_around(self, node: ast.AST, source: Source) -> ClassInfo | None:
        holder = next((a for a in source.ancestors(node) if isinstance(a, ast.ClassDef)), None)
        return None if holder is None else self._classes.info(holder, source)

    def _listed(self, node: ast.AST, source: Source) -> ModelRef | None:
        """The model whose instances a list holds: a parameter `orders: list[Order]`, `[Order(…)]`."""
        if isinstance(node, ast.ListComp | ast.GeneratorExp | ast.SetComp):
            return self.model_of(node.elt, source)
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            return self.model_of(node.elts[0], source) if node.elts else None
        if not isinstance(node, ast.Name):
            return None
        kind = unquoted(parameter_type(node, source))
        if isinstance(kind, ast.Subscript) and _last(kind.value) in _ELEMENTS | _ITERABLES:
            inner = kind.slice.elts[0] if isinstance(kind.slice, ast.Tuple) else kind.slice
            return self._annotated(inner, source)
        values = (b.value for b in bindings(node, source) if b.part == "whole")
        lists = (v for v in values if not isinstance(v, ast.Name))
        return next((m for v in lists if (m := self._listed(v, source))), None)

    def _handed(self, node: ast.Name, source: Source) -> ModelRef | None:
        """The model of the instance that a framework hands over under a name."""
        if handed_to(node, source) is not None:
            return self._serialized(node, source) or SOME_MODEL
        return self._serialized(node, source) if computes(node, source) else None

    def _serialized(self, node: ast.AST, source: Source) -> ModelRef | None:
        cls = self._class_around(node, source)
        said = serialized(cls, self._classes) if cls is not None else None
        return self.class_of(said[0], said[1].source) if said is not None else None

    def _attribute(self, node: ast.Attribute, source: Source) -> ModelRef | None:
        if node.attr == "user" and is_request(node.value, source):
            return self._relations.user
        if node.attr in _KEPT and self._is_kept(node, source):
            return SOME_MODEL
        held = self._held(node, source)
        if held is not None:
            return held
        owner = self.model_of(node.value, source)
        if owner is None:
            return None
        if node.attr == "auth_token":
            return _TOKEN
        return self._relations.one(owner, node.attr)

    def _is_kept(self, node: ast.Attribute, source: Source) -> bool:
        """Whether `….instance` is a serializer's, `self.object` a view's, `self.user` a login's."""
        serializers = self._subject.once(serializers_of)
        if node.attr == "instance" and serializers.is_serializer(node.value, source):
            return True
        cls = self._class_around(node, source) if _is_self(node.value) else None
        return cls is not None and any(
            name.endswith(_KEPT[node.attr]) for name in self._classes.externals(cls)
        )

    def _held(self, node: ast.Attribute, source: Source) -> ModelRef | None:
        """What the class assigns to an attribute of `self`, or says of its type."""
        cls = self._class_around(node, source) if _is_self(node.value) else None
        if cls is None:
            return None
        for value in _assigned_to_self(cls.node, node.attr):
            found = self.model_of(value, source)
            if found is not None:
                return found
        return None

    def _manages(self, node: ast.AST, source: Source, depth: int) -> ModelRef | None:
        """The model that a manager or queryset is of, where the code names it."""
        if depth > _DEEPEST:
            return None
        # A name that is assigned itself again and again is looked at once.
        if node not in self._managed:
            self._managed[node] = None
            self._managed[node] = self._decide_managed(node, source, depth)
        return self._managed[node]

    def _decide_managed(self, node: ast.AST, source: Source, depth: int) -> ModelRef | None:
        if isinstance(node, ast.Call):
            return self._manages_call(node, source, depth)
        if isinstance(node, ast.Subscript):
            return self._manages(node.value, source, depth + 1)
        if isinstance(node, ast.Attribute):
            return (
                self.class_of(node.value, source)
                if node.attr in {"objects", "_default_manager", "_base_manager"}
                else self.related(node, source)
            )
        if isinstance(node, ast.Name):
            values = (b.value for b in bindings(node, source) if b.part == "whole")
            return next((m for v in values if (m := self._manages(v, source, depth + 1))), None)
        return None

    def _manages_call(self, node: ast.Call, source: Source, depth: int) -> ModelRef | None:
        if isinstance(node.func, ast.Attribute) and (
            node.func.attr in LAZY or self._subject.once(own_methods).gives_queryset(node.func.attr)
        ):
            return self._manages(node.func.value, source, depth + 1)
        return None


def instances_of(subject: Subject) -> Instances:
    """The view of the project's instances; for `Subject.once`."""
    return Instances(subject)


def _is_model_name(dotted: str) -> bool:
    """A class from a module of models that is not read here: `rest_framework.authtoken.models.Token`."""
    *modules, last = dotted.split(".")
    return (
        dotted in MODELS
        or ("models" in modules and modules[:2] != ["django", "db"] and last[:1].isupper())
    ) and modules[:1] != ["pydantic"]


def _sync_name(name: str) -> str:
    """The method without the `a` of its asynchronous form, where that is one."""
    return name[1:] if name[:1] == "a" and name[1:] in _GIVES_ONE | _GIVES_PAIR else name


def _is_self(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "super"
    return isinstance(node, ast.Name) and node.id == "self"


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _peeled(node: ast.expr) -> ast.expr:
    """The queryset under `enumerate(…)`, `list(…)`, `sorted(…)` and `.iterator()`."""
    while isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr in {"iterator", "aiterator"}:
            node = node.func.value
        elif isinstance(node.func, ast.Name) and node.func.id in {"list", "sorted", "reversed"}:
            if not node.args:
                return node
            node = node.args[0]
        else:
            return node
    return node


def _assigned_to_self(cls: ast.ClassDef, name: str) -> Iterator[ast.expr]:
    for node in descend(cls):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if (
                    isinstance(target, ast.Attribute)
                    and target.attr == name
                    and _is_self(target.value)
                ):
                    yield node.value
