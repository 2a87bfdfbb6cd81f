"""The routes of a project: its trees of patterns walked from their roots."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from skillrun.project.index.evaluation import Included, Interpreter, Made, Pattern, Ref
from skillrun.project.index.evaluation.values import Imported, Local
from skillrun.project.index.model import Route
from skillrun.project.index.unknown import UNKNOWN

_DEEPEST = 20
_MOST = 50_000


def routes_of(run: Interpreter, roots: Iterable[str]) -> tuple[Route, ...]:
    """Walk the routes of a project.

    Args:
        run: Works out what modules of URLs say.
        roots: The modules that settings name as `ROOT_URLCONF`; empty to find them.
    """
    walk = _Walk(run)
    chosen = [*roots] or _roots(run)
    return tuple(route for root in chosen for route in walk.root(root))


@dataclass(frozen=True, slots=True)
class _Here:
    """How far a walk has come.

    Attributes:
        root: The module it began at.
        prefix: The patterns so far.
        namespaces: The namespaces so far.
        conditional: An unknown condition stands above.
        depth: How many includes.
    """

    root: str
    prefix: str = ""
    namespaces: tuple[str, ...] = ()
    conditional: bool = False
    depth: int = 0


class _Walk:
    """Walks trees of patterns.

    Args:
        run: Works out what modules of URLs say.
    """

    def __init__(self, run: Interpreter) -> None:
        self._run = run
        self._left = _MOST

    def root(self, module: str) -> Iterator[Route]:
        """The routes below a module of URLs."""
        found = self._run.names.layout.find(module)
        if found is not None:
            patterns = self._run.module(found).names.get("urlpatterns", [])
            yield from self._list(_seen(self._run, patterns), _Here(found))

    def _list(self, patterns: object, here: _Here) -> Iterator[Route]:
        if not isinstance(patterns, list | tuple) or here.depth > _DEEPEST:
            return
        for item in patterns:
            if isinstance(item, list | tuple):
                yield from self._list(item, here)
            elif isinstance(item, Pattern) and self._left > 0:
                self._left -= 1
                yield from self._one(item, here)

    def _one(self, pattern: Pattern, here: _Here) -> Iterator[Route]:
        below = replace(
            here,
            prefix=here.prefix + pattern.route,
            conditional=here.conditional or pattern.conditional,
            depth=here.depth + 1,
        )
        target = self._target(pattern.target)
        if target is None:
            yield _route(pattern, below, view_of(pattern.target), mount=False)
            return
        namespace = target.namespace or target.app_name
        if namespace:
            below = replace(below, namespaces=(*here.namespaces, namespace))
        if isinstance(target.target, list | tuple):
            yield from self._list(target.target, below)
        else:
            yield _route(pattern, below, view_of(target.target), mount=True)

    def _target(self, value: object) -> Included | None:
        """What a pattern includes; None where it has a view."""
        if isinstance(value, list):
            return Included(value)
        if isinstance(value, tuple) and value and isinstance(value[0], list | Ref | tuple):
            texts = [item if isinstance(item, str) else "" for item in (*value[1:3], "", "")]
            value = Included(value[0], texts[0], texts[1])
        if isinstance(value, Ref) and value.dotted.endswith(".urls"):
            return Included(value)
        if not isinstance(value, Included):
            return None
        return self._followed(value)

    def _followed(self, included: Included) -> Included:
        """An included module of the project is its patterns and its `app_name`."""
        target = included.target
        if isinstance(target, Included):
            inner = self._followed(target)
            return Included(
                inner.target,
                included.app_name or inner.app_name,
                included.namespace or inner.namespace,
            )
        if isinstance(target, Ref) and self._run.names.layout.find(target.dotted):
            scope = self._run.module(self._run.names.layout.find(target.dotted) or "")
            app_name = included.app_name or scope.names.get("app_name", "")
            patterns = _seen(self._run, scope.names.get("urlpatterns", UNKNOWN))
            name = app_name if isinstance(app_name, str) else ""
            if isinstance(patterns, list | tuple):
                return Included(patterns, name, included.namespace)
        if isinstance(target, tuple) and target and isinstance(target[0], list):
            return self._target(target) or included
        return included


def view_of(value: object) -> str:
    """The dotted view that a value is, decorators taken off; empty where source cannot tell."""
    if isinstance(value, Ref):
        return value.dotted
    if isinstance(value, Local):
        return f"{value.scope.module}.{value.node.name}"
    if isinstance(value, Made):
        inner = [view_of(item) for item in value.arguments if isinstance(item, Ref | Made)]
        if inner:
            return inner[-1]
        return value.callee.removesuffix(".as_view")
    return ""


def _seen(run: Interpreter, value: object) -> object:
    return run.value_of(value.dotted) if isinstance(value, Imported) else value


def _route(pattern: Pattern, here: _Here, view: str, *, mount: bool) -> Route:
    name = ":".join([*here.namespaces, pattern.name]) if pattern.name else ""
    action = pattern.action
    return Route(
        here.prefix,
        name,
        view,
        pattern.path,
        pattern.line,
        own_pattern=pattern.own,
        own_name=pattern.name,
        router=pattern.router,
        action=action or _told(pattern.target),
        root=here.root,
        conditional=here.conditional,
        mount=mount,
    )


def _told(target: object) -> str:
    """The methods that `as_view({"get": "list"})` names."""
    actions = target.keywords.get("actions") if isinstance(target, Made) else None
    if not isinstance(actions, dict):
        return ""
    return ",".join(f"{method}={name}" for method, name in actions.items())


def _roots(run: Interpreter) -> list[str]:
    """Modules that hold `urlpatterns` and that no other of them includes."""
    names = run.names
    holding = [
        names.layout.modules[path]
        for path, facts in sorted(names.facts.items())
        if "urlpatterns" in facts.text and not facts.problem
    ]
    included = {
        found
        for module in holding
        for found in _included(run, run.module(module).names.get("urlpatterns", []), 0)
    }
    return [module for module in holding if module not in included]


def _included(run: Interpreter, value: object, depth: int) -> Iterator[str]:
    """The modules that a tree of patterns includes."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list | tuple):
        for item in value:
            yield from _included(run, item, depth + 1)
    elif isinstance(value, Pattern | Included):
        yield from _included(run, value.target, depth + 1)
    elif isinstance(value, Ref):
        found = run.names.layout.find(value.dotted)
        if found is not None:
            yield found
