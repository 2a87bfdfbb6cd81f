"""The map of a project: a line an app, with its models and fields, views and routes."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator

from skillrun.project.index import App, Field, Model, ProjectIndex, Route
from skillrun.project.routing import is_suffixed, spoken

_TOKEN = 4
_NOWHERE = "(in no app)"


def render_map(
    index: ProjectIndex, *, without: Collection[str] = (), tokens: int | None = None
) -> str:
    """Write the map of a project.

    Args:
        index: The project.
        without: Files whose things are left out: the reader has them.
        tokens: About how many tokens it may take; what is finest is left out first.

    Returns:
        A line an app, each ended; empty where there is nothing to tell. A map that is too long even
        without fields and routes tells apps with counts alone, or nothing.
    """
    for details in (_in_full, _names_alone, _counts):
        text = "".join(f"{line}\n" for line in _lines(index, frozenset(without), details))
        if tokens is None or len(text) <= tokens * _TOKEN:
            return text
    return ""


_Things = tuple[list[Model], list[str], list[Route]]
_Details = Callable[[_Things], Iterator[str]]


def _lines(index: ProjectIndex, without: frozenset[str], details: _Details) -> Iterator[str]:
    things: dict[str, _Things] = defaultdict(lambda: ([], [], []))
    apps = {app.label: app for app in index.apps}
    for model in index.models:
        if model.path not in without:
            things[model.app if model.app in apps else ""][0].append(model)
    for view in index.views:
        if view.path not in without:
            things[_label(index.app_of(view.path))][1].append(view.name)
    views = {view.qualified: view.path for view in index.views}
    for route in index.routes:
        if is_suffixed(route.pattern):
            continue
        if not {route.path, views.get(route.view, route.path)} <= without:
            things[_label(index.app_of(views.get(route.view, route.path)))][2].append(route)
    for label in (*apps, *([""] if "" in things else [])):
        told = "; ".join(details(things[label])) if label in things else ""
        head = f"{label} ({apps[label].folder})" if label else _NOWHERE
        if told or label:
            yield f"{head}: {told}" if told else head


def _in_full(things: _Things) -> Iterator[str]:
    models, views, routes = things
    if models:
        yield "models " + ", ".join(map(_model, models))
    if views:
        yield "views " + ", ".join(dict.fromkeys(views))
    if routes:
        yield "routes " + ", ".join(dict.fromkeys(map(_route, routes)))


def _names_alone(things: _Things) -> Iterator[str]:
    models, views, routes = things
    if models:
        yield "models " + ", ".join(model.name for model in models)
    if views:
        yield "views " + ", ".join(dict.fromkeys(views))
    if routes:
        yield f"{len(routes)} routes"


def _counts(things: _Things) -> Iterator[str]:
    models, views, routes = things
    counts = ((len(models), "models"), (len(views), "views"), (len(routes), "routes"))
    yield from (f"{count} {name}" for count, name in counts if count)


def _model(model: Model) -> str:
    kind = " abstract" if model.abstract else " proxy" if model.proxy else ""
    fields = ", ".join(map(_field, _own(model.fields)))
    return f"{model.name}{kind}({fields})" if fields else f"{model.name}{kind}"


def _own(fields: Iterable[Field]) -> Iterator[Field]:
    return (field for field in fields if not field.implicit)


def _field(field: Field) -> str:
    return f"{field.name}→{field.target}" if field.target else field.name


def _route(route: Route) -> str:
    pattern = spoken(route.pattern) or "/"
    return f"{pattern} [{route.name}]" if route.name else pattern


def _label(app: App | None) -> str:
    return app.label if app else ""
