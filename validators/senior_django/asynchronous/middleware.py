"""ASY007 middleware-mode."""

import ast
from collections.abc import Iterable, Iterator
from typing import TypeGuard

from skillrun.rules.functions import FUNCTIONS, Function
from skillrun.rules.model import Example, Finding, NodeRule, Subject
from skillrun.rules.source import Source

from ..semantics.classes import ClassIndex, ClassInfo, class_index
from ..semantics.values import literal
from .blocking import Kind, blocking_of
from .regions import runs

_GIVEN = "get_response"
_MIXINS = ("MiddlewareMixin",)
_ASYNC_ENTRIES = frozenset({"__call__", "__acall__"})
_KINDS: tuple[Kind, ...] = ("query", "io", "cache")
_DECLARED = frozenset(
    {
        "django.utils.decorators.async_only_middleware",
        "django.utils.decorators.sync_and_async_middleware",
    }
)
_GOOD = '''class Stamp:
    """Stamp answers."""

    sync_capable = False
    async_capable = True

    def __init__(self, get_response: object) -> None:
        """Wrap."""
        self.get_response = get_response

    async def __call__(self, request: object) -> object:
        """Answer."""
        return await self.get_response(request)
'''


class MiddlewareMode(NodeRule):
    """Middleware that is async without saying so, or blocks."""

    code = "ASY007"
    name = "middleware-mode"
    directive = (
        "Middleware is synchronous, or declares what it can: with `async_capable = True` and an "
        "`async def __acall__`; with `async def __call__` also `sync_capable = False`. "
        "Nothing in its async methods blocks."
    )
    decisions = (
        "A class that takes `get_response` and is called with a request is middleware, and so is a "
        "function that takes `get_response` and returns an inner `async def`; that one is declared by "
        "`async_only_middleware` or `sync_and_async_middleware`. Declarations may come from a "
        "base class. What blocks is what ASY001, ASY003 and ASY006 find, and a `get_response` that is not awaited."
    )
    bad = Example(
        _GOOD.replace("    sync_capable = False\n    async_capable = True\n\n", ""),
        "apps/core/middleware.py",
    )
    good = Example(_GOOD, "apps/core/middleware.py")
    nodes = (ast.ClassDef, ast.FunctionDef)

    def check(self, node: ast.AST, source: Source, subject: Subject) -> Iterator[Finding]:
        """Yield what is undeclared and what blocks."""
        if isinstance(node, ast.ClassDef):
            entries = [entry for entry in node.body if _is_async_entry(entry)]
            index = subject.once(class_index)
            # Whether it is middleware takes a look at all its bases: most classes have no such entry.
            if entries and _is_middleware(cls := index.info(node, source), index):
                yield from _of_class(cls, entries, index, subject)
        elif isinstance(node, ast.FunctionDef):
            yield from _of_factory(node, source, subject)


def _is_middleware(cls: ClassInfo, index: ClassIndex) -> bool:
    if any(name.endswith(_MIXINS) for name in index.externals(cls)):
        return True
    maker, call = index.attribute(cls, "__init__"), index.attribute(cls, "__call__")
    takes = maker is not None and isinstance(maker.node, FUNCTIONS) and _takes(maker.node)
    return takes and call is not None


def _takes(function: Function) -> bool:
    arguments = function.args
    return _GIVEN in {
        a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    }


def _is_async_entry(node: ast.stmt) -> TypeGuard[ast.AsyncFunctionDef]:
    return isinstance(node, ast.AsyncFunctionDef) and node.name in _ASYNC_ENTRIES


def _of_class(
    cls: ClassInfo, entries: Iterable[ast.AsyncFunctionDef], index: ClassIndex, subject: Subject
) -> Iterator[Finding]:
    for entry in entries:
        yield from _undeclared(entry, cls, index)
        yield from _blocks(entry, cls.source, subject)


def _undeclared(
    method: ast.AsyncFunctionDef, cls: ClassInfo, index: ClassIndex
) -> Iterator[Finding]:
    inherits = any(name.endswith(_MIXINS) for name in index.externals(cls))
    if not (inherits or _says(cls, index, "async_capable", default=False)):
        message = f"`{cls.node.name}` is async without declaring it: add `async_capable = True`."
        yield cls.source.at_name(method, message)
    elif method.name == "__call__" and _says(cls, index, "sync_capable", default=True):
        message = (
            f"`{cls.node.name}` is async only, and says it is not: add `sync_capable = False`."
        )
        yield cls.source.at_name(method, message)


def _says(cls: ClassInfo, index: ClassIndex, name: str, *, default: bool) -> bool:
    found = index.attribute(cls, name)
    value = literal(found.value) if found is not None and found.value is not None else default
    return value if isinstance(value, bool) else default


def _blocks(method: ast.AsyncFunctionDef, source: Source, subject: Subject) -> Iterator[Finding]:
    for kind in _KINDS:
        for block in subject.once(blocking_of).blocks(method, source, kind):
            advice = "every request waits for it; use the async way."
            yield block.finding(source, advice, advice)
    for node in runs(method):
        if _calls_on(node) and not _is_waited_for(node, method, source):
            yield source.at_node(node, f"`{_GIVEN}` is not awaited: write `await`.")


def _is_waited_for(node: ast.AST, method: ast.AsyncFunctionDef, source: Source) -> bool:
    """Whether a call is awaited, inside `cast(…)` or under a name of its own too."""
    for holder in source.ancestors(node):
        if isinstance(holder, ast.Await):
            return True
        if isinstance(holder, ast.stmt):
            names = {t.id for t in getattr(holder, "targets", ()) if isinstance(t, ast.Name)}
            waited = (n.value for n in runs(method) if isinstance(n, ast.Await))
            return any(isinstance(value, ast.Name) and value.id in names for value in waited)
    return False


def _calls_on(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == _GIVEN
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "self"
    )


def _wraps(function: ast.AsyncFunctionDef, source: Source) -> bool:
    return any(source.qualified(d) == "functools.wraps" for d in function.decorator_list)


def _of_factory(node: ast.FunctionDef, source: Source, subject: Subject) -> Iterator[Finding]:
    if not _takes(node) or isinstance(source.parent(node), ast.ClassDef):
        return
    inner = [n for n in ast.walk(node) if isinstance(n, ast.AsyncFunctionDef)]
    returned = {
        n.value.id
        for n in runs(node)
        if isinstance(n, ast.Return) and isinstance(n.value, ast.Name)
    }
    # What wraps `get_response` itself is a decorator of views, no middleware.
    handlers = [n for n in inner if n.name in returned and not _wraps(n, source)]
    if handlers and not any(source.qualified(d) in _DECLARED for d in node.decorator_list):
        advice = "decorate it with `async_only_middleware` or `sync_and_async_middleware`."
        yield source.at_name(node, f"`{node.name}` is async without declaring it: {advice}")
    for handler in handlers:
        yield from _blocks(handler, source, subject)
