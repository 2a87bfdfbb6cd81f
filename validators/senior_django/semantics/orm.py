"""Which expressions are model classes, managers and querysets."""

import ast
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from skillrun.rules.functions import FUNCTIONS, Function
from skillrun.rules.model import Subject
from skillrun.rules.source import Source
from skillrun.rules.walk import children

from .classes import ClassIndex, ClassInfo, class_index
from .flow import reaching
from .modules import Modules, modules_of
from .orm_names import LAZY, MANAGERS, MODELS, READS, WRITES

_MANAGER_NAMES = frozenset({"objects", "_default_manager", "_base_manager"})
_USER_MODEL = "django.contrib.auth.get_user_model"
_GET_MODEL = frozenset({"django.apps.apps.get_model", "apps.get_model"})
_DEEPEST = 12
# What each scope assigns, for as long as its tree lives.
_ASSIGNMENTS: WeakKeyDictionary[ast.AST, dict[str, list[ast.expr]]] = WeakKeyDictionary()
_DECLARATIONS: WeakKeyDictionary[ast.AST, dict[str, ast.expr]] = WeakKeyDictionary()


class Orm:
    """Questions about expressions of the project's code.

    Args:
        subject: What is judged.
    """

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._classes: ClassIndex = subject.once(class_index)
        self._modules: Modules = subject.once(modules_of)
        self._known: dict[ast.AST, bool] = {}
        self._models: dict[ClassInfo, bool] = {}

    def is_model(self, cls: ClassInfo) -> bool:
        """Whether a class of the project is a model, abstract ones too.

        A class of a base from elsewhere, whatever that is called, is one by its fields.
        """
        if cls not in self._models:
            names = self._classes.externals(cls)
            known = any(name in MODELS or _is_foreign_model(name) for name in names)
            elsewhere = any("." in name for name in names)
            self._models[cls] = known or (elsewhere and _has_fields(cls))
        return self._models[cls]

    def is_manager(self, cls: ClassInfo) -> bool:
        """Whether a class of the project is a manager or a queryset."""
        names = self._classes.externals(cls)
        return any(
            name in MANAGERS or name.endswith(("Manager", "QuerySet", ".from_queryset"))
            for name in names
        ) and (not self.is_model(cls))

    def is_model_class(self, node: ast.AST, source: Source) -> bool:
        """Whether an expression is a model class: `Book`, `get_user_model()`, `self.model`."""
        return self._is_model_class(node, source, 0)

    def is_queryset(self, node: ast.AST, source: Source) -> bool:
        """Whether an expression is a manager or a queryset, as far as the code shows.

        `Book.objects` and what it is chained into, names and attributes that were assigned
        one, parameters and functions of the project annotated as one, `self` in a manager,
        `get_queryset()`, `self.queryset`, and the reverse side `book_set`.
        """
        return self._is_queryset(node, source, 0)

    def _is_model_class(self, node: ast.AST, source: Source, depth: int) -> bool:
        if isinstance(node, ast.Call):
            name = source.qualified(node.func) or ""
            return name == _USER_MODEL or name in _GET_MODEL or name == "type"
        if isinstance(node, ast.Attribute) and node.attr in {"model", "__class__", "_meta"}:
            return node.attr != "_meta"
        found = self._classes.resolve(node, source)
        if isinstance(found, ClassInfo):
            return self.is_model(found)
        if isinstance(node, ast.Name) and depth < _DEEPEST:
            values = list(assigned(node, source))
            if values:
                return any(self._is_model_class(value, source, depth + 1) for value in values)
        return found is not None and (found in MODELS or _is_foreign_model(found))

    def _is_queryset(self, node: ast.AST, source: Source, depth: int) -> bool:
        if depth > _DEEPEST:
            return False
        if node not in self._known:
            self._known[node] = False
            self._known[node] = self._decide(node, source, depth)
        return self._known[node]

    def _decide(self, node: ast.AST, source: Source, depth: int) -> bool:
        if isinstance(node, ast.Call):
            return self._call(node, source, depth)
        if isinstance(node, ast.Attribute):
            return self._attribute(node, source)
        if isinstance(node, ast.Name):
            return self._name(node, source, depth)
        parts: tuple[ast.AST, ...] = ()
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
            parts = (node.value,)
        elif isinstance(node, ast.IfExp):
            parts = (node.body, node.orelse)
        elif isinstance(node, ast.BoolOp):
            parts = tuple(node.values)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr | ast.BitAnd):
            parts = (node.left,)
        elif isinstance(node, ast.NamedExpr):
            parts = (node.value,)
        return any(self._is_queryset(part, source, depth + 1) for part in parts)

    def _call(self, node: ast.Call, source: Source, depth: int) -> bool:
        function = node.func
        if isinstance(function, ast.Attribute):
            if function.attr in LAZY and function.attr != "get_queryset":
                return self._is_queryset(function.value, source, depth + 1)
            if _gives_by_name(function) or self._is_of_manager(function, source, depth):
                return True
        found = self._classes.resolve(function, source)
        if isinstance(found, ClassInfo):
            return self.is_manager(found)
        known = self._function(function, source)
        return found in MANAGERS or (known is not None and self._gives(*known, depth))

    def _is_of_manager(self, function: ast.Attribute, source: Source, depth: int) -> bool:
        """Whether a call is of a method of a manager of the project that gives a queryset."""
        from .own_methods import own_methods

        name, manager = function.attr, function.value
        if name in READS or name in WRITES or not self._is_queryset(manager, source, depth + 1):
            return False
        known = self._subject.once(own_methods)
        return known.gives_queryset(name) and not self.is_foreign_manager(manager, source)

    def is_foreign_manager(self, node: ast.AST, source: Source) -> bool:
        """Whether a manager is of a model from elsewhere: it has no methods of the project's own."""
        if not (isinstance(node, ast.Attribute) and node.attr in _MANAGER_NAMES):
            return False
        if isinstance(node.value, ast.Call):
            return False
        found = self._classes.resolve(node.value, source)
        return isinstance(found, str) and "." in found and self._modules.split(found) is None

    def _gives(self, function: Function, source: Source, depth: int) -> bool:
        """Whether a function of the project gives a queryset: it says so, or says nothing and does."""
        if function.returns is not None:
            return is_queryset_type(function.returns, source)
        return any(self._is_queryset(value, source, depth + 1) for value in returned(function))

    def _attribute(self, node: ast.Attribute, source: Source) -> bool:
        if node.attr in _MANAGER_NAMES:
            return self._may_own_objects(node.value, source)
        if node.attr.endswith("_set") and node.attr != "_set":
            return True
        if node.attr == "queryset":
            return isinstance(node.value, ast.Name) and node.value.id == "self"
        owner = self._classes.resolve(node.value, source)
        if isinstance(owner, ClassInfo) and self.is_model(owner):
            found = self._classes.attribute(owner, node.attr)
            return (
                found is not None
                and found.value is not None
                and self._is_queryset(found.value, found.owner.source, 1)
            )
        return self._is_reverse_side(node, source)

    def _is_reverse_side(self, node: ast.Attribute, source: Source) -> bool:
        """Whether an attribute of a model's instance manages others: `author.books`, `book.tags`."""
        from .instances import instances_of

        return self._subject.once(instances_of).related(node, source) is not None

    def _may_own_objects(self, node: ast.AST, source: Source) -> bool:
        """Anything may have an attribute `objects`; a model is a class or known as one."""
        if self.is_model_class(node, source):
            return True
        found = self._classes.resolve(node, source)
        if isinstance(found, ClassInfo):
            return False
        last = (found or "").rsplit(".", 1)[-1]
        return last[:1].isupper() or last in {"cls", "model", "Model", "model_class", "klass"}

    def _name(self, node: ast.Name, source: Source, depth: int) -> bool:
        if node.id == "self":
            cls = next((a for a in source.ancestors(node) if isinstance(a, ast.ClassDef)), None)
            return cls is not None and self.is_manager(self._classes.info(cls, source))
        annotation = parameter_type(node, source)
        if annotation is not None and is_queryset_type(annotation, source):
            return True
        return any(self._is_queryset(value, source, depth + 1) for value in assigned(node, source))

    def _function(self, node: ast.AST, source: Source) -> tuple[Function, Source] | None:
        """The project's function at the top of a module, or method, that an expression names."""
        from .callables import method_of

        method = method_of(node, source, self._subject)
        if method is not None:
            return method
        dotted = source.qualified(node)
        if dotted is None:
            return None
        if "." not in dotted:
            return _top_function(dotted, source)
        place = self._modules.split(dotted)
        if place is None or len(place[1]) != 1:
            return None
        other = self._subject.source(place[0])
        return _top_function(place[1][0], other) if other is not None else None


def orm_of(subject: Subject) -> Orm:
    """The view of the project's queries; for `Subject.once`."""
    return Orm(subject)


def assigned(node: ast.Name, source: Source) -> Iterator[ast.expr]:
    """Yield what a name may hold, as the innermost scope that assigns it does."""
    for scope in scopes(node, source):
        values = _assignments(scope).get(node.id)
        if values:
            yield from reaching(node, values, lambda value: value, source)
            return
        if isinstance(scope, FUNCTIONS) and node.id in _parameters(scope):
            return


def scopes(node: ast.AST, source: Source) -> Iterator[Function | ast.Module]:
    """Yield the functions that hold a node, innermost first, and the module."""
    for ancestor in source.ancestors(node):
        if isinstance(ancestor, (*FUNCTIONS, ast.Module)):
            yield ancestor


def parameter_type(node: ast.Name, source: Source) -> ast.expr | None:
    """The annotation of the parameter or variable that a name is, in its own function."""
    for scope in scopes(node, source):
        if isinstance(scope, ast.Module):
            return None
        if node.id in _parameters(scope):
            return _parameters(scope)[node.id]
        if node.id in _declarations(scope):
            return _declarations(scope)[node.id]
    return None


def is_queryset_type(annotation: ast.expr | None, source: Source) -> bool:
    """Whether an annotation means a queryset or manager, quoted or not: `QuerySet[Book]`, `BookQuerySet`."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            annotation = ast.parse(annotation.value, mode="eval").body
        except (SyntaxError, ValueError):
            return False
    if isinstance(annotation, ast.BinOp):
        return is_queryset_type(annotation.left, source) or is_queryset_type(
            annotation.right, source
        )
    name = source.qualified(annotation) if annotation is not None else None
    return name is not None and (name in MANAGERS or name.endswith("QuerySet"))


def _assignments(scope: Function | ast.Module) -> dict[str, list[ast.expr]]:
    if scope not in _ASSIGNMENTS:
        found: dict[str, list[ast.expr]] = {}
        declared: dict[str, ast.expr] = {}
        for node in own_nodes(scope):
            _collect(node, found)
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                declared[node.target.id] = node.annotation
        _ASSIGNMENTS[scope] = found
        _DECLARATIONS[scope] = declared
    return _ASSIGNMENTS[scope]


def _declarations(function: Function) -> dict[str, ast.expr]:
    """What a function says of the types of its variables: `order: Order = …`."""
    _assignments(function)
    return _DECLARATIONS[function]


def _collect(node: ast.AST, found: dict[str, list[ast.expr]]) -> None:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name):
                found.setdefault(target.id, []).append(node.value)
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr):
        if isinstance(node.target, ast.Name) and node.value is not None:
            found.setdefault(node.target.id, []).append(node.value)
    elif isinstance(node, ast.withitem) and isinstance(node.optional_vars, ast.Name):
        found.setdefault(node.optional_vars.id, []).append(node.context_expr)


def returned(function: Function) -> Iterator[ast.expr]:
    """Yield what a function returns, the functions inside it left out."""
    for node in own_nodes(function):
        if isinstance(node, ast.Return) and node.value is not None:
            yield node.value


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a scope without those of the functions and classes inside it."""
    stack = children(scope)
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.Lambda)):
            stack += children(node)


def _parameters(function: Function) -> dict[str, ast.expr | None]:
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return {argument.arg: argument.annotation for argument in named}


def _top_function(name: str, source: Source) -> tuple[Function, Source] | None:
    for node in source.tree.body if source.tree else ():
        if isinstance(node, FUNCTIONS) and node.name == name:
            return node, source
    return None


def _has_fields(cls: ClassInfo) -> bool:
    """Whether a class has a field of a model: `name = models.CharField()`."""
    calls = (getattr(node, "value", None) for node in cls.node.body)
    names = (cls.source.qualified(call) for call in calls if isinstance(call, ast.Call))
    return any(
        name is not None
        and name.startswith("django.db.models.")
        and name.endswith(("Field", "ForeignKey"))
        for name in names
    )


def _gives_by_name(function: ast.Attribute) -> bool:
    """Whether what is called like this gives a queryset in Django and REST framework."""
    return function.attr in {"get_queryset", "as_manager"} or (
        function.attr == "filter_queryset" and _is_own(function.value)
    )


def _is_own(node: ast.AST) -> bool:
    """`self` or `super()`."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "super"
    return isinstance(node, ast.Name) and node.id == "self"


def _is_foreign_model(name: str) -> bool:
    """A class from a package that by all conventions is a model: `mptt.models.MPTTModel`."""
    module, _, last = name.rpartition(".")
    return (
        last.endswith("Model")
        and last[:1].isupper()
        and (module.endswith("models") or module.startswith("django_"))
        and (not module.startswith("pydantic"))
    )
