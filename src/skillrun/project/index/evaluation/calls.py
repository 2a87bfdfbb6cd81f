"""What calls return: Django's own for routes, the project's by running them, others by name."""

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from skillrun.project.index.evaluation import django, native, routers
from skillrun.project.index.evaluation.values import (
    Call,
    Instance,
    Local,
    Made,
    Method,
    Pattern,
    Ref,
    Registered,
    Registry,
    Scope,
    Super,
)
from skillrun.project.index.unknown import UNKNOWN

if TYPE_CHECKING:
    from skillrun.project.index.evaluation.interpreter import Interpreter

_PROPERTIES = ("property",)
_OF_CLASS = ("classmethod", "classonlymethod")
_STATIC = ("staticmethod",)


class Calls:
    """Works out calls.

    Args:
        interpreter: Runs the functions that are called.
    """

    def __init__(self, interpreter: "Interpreter") -> None:
        self._run = interpreter

    def value(self, node: ast.Call, scope: Scope) -> object:
        """What a call returns; UNKNOWN where source cannot tell."""
        arguments: list[object] = []
        for item in node.args:
            if isinstance(item, ast.Starred):
                more = self._run.value(item.value, scope)
                arguments.extend(more if isinstance(more, list | tuple) else [])
            else:
                arguments.append(self._run.value(item, scope))
        keywords: dict[str, object] = {}
        for keyword in node.keywords:
            value = self._run.value(keyword.value, scope)
            if keyword.arg:
                keywords[keyword.arg] = value
            elif isinstance(value, dict):
                keywords.update({str(key): item for key, item in value.items()})
        if isinstance(node.func, ast.Name) and node.func.id == "super" and scope.owner:
            return Super(scope.owner, scope.cls)
        if isinstance(node.func, ast.Attribute):
            owner = self._run.value(node.func.value, scope)
            return self._on(owner, node, scope, arguments, keywords)
        return self._called(self._run.value(node.func, scope), node, scope, arguments, keywords)

    def find_method(self, cls: str, name: str, *, after: str = "") -> tuple[str, str] | None:
        """The class that defines a method of a class of the project, and the method's name."""
        order = self._run.names.order(cls)
        if after in order:
            order = order[order.index(after) + 1 :]
        for dotted in order:
            facts = self._run.names.cls(dotted)
            if facts is not None and facts.method(name) is not None:
                return dotted, name
        return None

    def is_property(self, cls: str, name: str) -> bool:
        """Whether a method is read like an attribute."""
        return self._marked(cls, name, _PROPERTIES)

    def is_of_class(self, cls: str, name: str) -> bool:
        """Whether a method is called on the class itself."""
        return self._marked(cls, name, (*_OF_CLASS, *_STATIC))

    def _marked(self, cls: str, name: str, marks: tuple[str, ...]) -> bool:
        facts = self._run.names.cls(cls)
        method = facts.method(name) if facts is not None else None
        return method is not None and any(text.endswith(marks) for text in method.decorators)

    def method(
        self,
        owner: Instance | Ref,
        cls: str,
        name: str,
        arguments: list[object],
        keywords: Mapping[str, object],
    ) -> object:
        """Run a method of the project on an object, or on a class."""
        node = self._run.class_node(cls)
        found = [
            item
            for item in (node.body if node is not None else [])
            if isinstance(item, ast.FunctionDef) and item.name == name
        ]
        if not found:
            return UNKNOWN
        module, path = self._run.names.place(cls)
        inner = Scope(module, path, outer=self._run.module(module), owner=owner, cls=cls)
        given = arguments if self._marked(cls, name, _STATIC) else [owner, *arguments]
        return self._run.call(found[-1], inner, given, keywords)

    def is_router(self, cls: str) -> bool:
        """Whether a class makes routes of viewsets."""
        return routers.is_router(self._run.names, cls)

    def urls_of(self, router: Instance) -> object:
        """`router.urls`: by a `get_urls` of the project where its class has one."""
        own = self.find_method(router.cls, "get_urls")
        return self.routes_of(router) if own is None else self.method(router, *own, [], {})

    def routes_of(self, router: Instance) -> list[object]:
        """The routes that a router makes of what was registered."""
        return [*routers.routes(self._run, router)]

    def place(self, node: ast.Call, scope: Scope) -> tuple[str, int, bool]:
        """File, line and whether an unknown condition stands above it."""
        return scope.path, node.lineno, self._run.conditional > 0

    def _on(
        self,
        owner: object,
        node: ast.Call,
        scope: Scope,
        arguments: list[object],
        keywords: dict[str, object],
    ) -> object:
        """A call of an attribute."""
        assert isinstance(node.func, ast.Attribute)
        name = node.func.attr
        if isinstance(owner, str | dict | list | tuple):
            return self._on_plain(owner, name, arguments, keywords)
        if name == "as_view":
            return self._view(owner, arguments, keywords)
        router = owner.owner if isinstance(owner, Super) else owner
        if isinstance(router, Instance) and self.is_router(router.cls):
            if name == "register" and router is owner:
                return self._register(router, node, scope, arguments, keywords)
            if name == "get_urls":
                return self.urls_of(router) if router is owner else self.routes_of(router)
        if isinstance(owner, Registry) and name == "extend" and arguments:
            self._take_over(owner, arguments[0])
            return None
        called = self._run.attribute(owner, name)
        return self._called(called, node, scope, arguments, keywords)

    def _on_plain(
        self,
        owner: str | dict[object, object] | list[object] | tuple[object, ...],
        name: str,
        arguments: list[object],
        keywords: dict[str, object],
    ) -> object:
        """A call of a method of a plain value."""
        if isinstance(owner, list) and name in {"append", "extend", "insert"}:
            native.grow(owner, name, arguments, self._run.marked)
            return None
        return native.method(owner, name, arguments, keywords)

    def _take_over(self, mine: Registry, other: object) -> None:
        """`router.registry.extend(other.registry)`."""
        if isinstance(other, Registry):
            mine.router.registered += other.router.registered

    def _view(self, owner: object, arguments: list[object], keywords: dict[str, object]) -> object:
        """`View.as_view()`; of a viewset with the methods it is told."""
        if not isinstance(owner, Ref):
            return owner
        actions = arguments[0] if arguments else keywords.get("actions")
        return Made(f"{owner.dotted}.as_view", (owner,), {"actions": actions})

    def _called(
        self,
        called: object,
        node: ast.Call,
        scope: Scope,
        arguments: list[object],
        keywords: dict[str, object],
    ) -> object:
        if isinstance(called, Method):
            return self.method(called.owner, called.cls, called.name, arguments, keywords)
        if isinstance(called, Local):
            inner = Scope(scope.module, scope.path, outer=called.scope, owner=scope.owner)
            return self._run.call(called.node, inner, arguments, keywords)
        if isinstance(called, Made):
            return Made(called.callee, (*called.arguments, *arguments), keywords)
        return self._named(called, node, scope, arguments, keywords)

    def _named(
        self,
        called: object,
        node: ast.Call,
        scope: Scope,
        arguments: list[object],
        keywords: dict[str, object],
    ) -> object:
        """A call of something by its dotted name."""
        if not isinstance(called, Ref):
            return UNKNOWN
        name = django.short(called.dotted)
        special = django.FUNCTIONS.get(name)
        if special is not None:
            call = Call(self._run, name, *self.place(node, scope), arguments, keywords)
            return special(call)
        if called.dotted in native.BUILTINS:
            return native.BUILTINS[called.dotted](arguments)
        return self._of_project(called.dotted, arguments, keywords)

    def _of_project(
        self, dotted: str, arguments: list[object], keywords: dict[str, object]
    ) -> object:
        if self._run.names.cls(dotted) is not None or self.is_router(dotted):
            return self._made(dotted, arguments, keywords)
        node = self._run.function_node(dotted)
        if node is None:
            return Made(dotted, tuple(arguments), keywords)
        module, path = self._run.names.place(dotted)
        inner = Scope(module, path, outer=self._run.module(module))
        value = self._run.call(node, inner, arguments, keywords)
        if value is UNKNOWN and arguments and _are_patterns(arguments[0]):
            return arguments[0]
        if value is UNKNOWN or isinstance(value, Ref | Local):
            return Made(dotted, tuple(arguments), keywords)
        return value

    def _made(self, cls: str, arguments: list[object], keywords: dict[str, object]) -> Instance:
        made = Instance(cls, tuple(arguments), keywords)
        start = self.find_method(cls, "__init__")
        if start is not None:
            self.method(made, *start, arguments, keywords)
        return made

    def _register(
        self,
        router: Instance,
        node: ast.Call,
        scope: Scope,
        arguments: list[object],
        keywords: dict[str, object],
    ) -> object:
        """`router.register(prefix, viewset, basename=…)`."""
        given = dict(zip(("prefix", "viewset", "basename"), arguments, strict=False)) | keywords
        prefix, viewset = given.get("prefix"), given.get("viewset")
        basename = given.get("basename", given.get("base_name"))
        path, line, conditional = self.place(node, scope)
        router.registered.append(
            Registered(
                prefix if isinstance(prefix, str) else "<?>",
                viewset.dotted if isinstance(viewset, Ref) else "",
                basename if isinstance(basename, str) else "",
                path,
                line,
                conditional,
            )
        )
        return router


def _are_patterns(value: object) -> bool:
    """What a function of the project is given to decorate: it hands the same patterns back."""
    return isinstance(value, list) and any(isinstance(item, Pattern) for item in value)
