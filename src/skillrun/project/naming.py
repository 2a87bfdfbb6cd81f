"""What of a project a request names: apps, models, views, routes, functions, fields and settings."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from skillrun.project.index import App, Model, ProjectIndex, Route, View
from skillrun.project.routing import Addresses, is_suffixed, spoken
from skillrun.project.vocabulary import (
    OF_APPS,
    OF_ENDPOINTS,
    OF_EVERY_REQUEST,
    RUSSIAN_OF_EVERY_REQUEST,
)
from skillrun.project.words import Words, read_words, words_of

Read = Callable[[str], str | None]
# A name that so many things bear names none of them.
_TOO_MANY = 6
_OF_VIEWS = frozenset({"api", "apiview", "set", "view", "viewset"})
_STRING = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_VERBOSE = re.compile(r"^\s*verbose_name\s*=\s*(.+)$", re.M)


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that a request names.

    Attributes:
        kind: `app`, `model`, `view`, `serializer`, `route`, `function`, `field` or `setting`.
        name: Its own name: what else in the project speaks of it by.
        path: Where it stands; of an app, its folder.
        why: It in words.
        label: Of an app or a model, its label; of a view, serializer or route, its dotted name.
        said: What other files speak of it by: names that are hardly anything else's.
    """

    kind: str
    name: str
    path: str
    why: str
    label: str = ""
    said: tuple[str, ...] = ()


def named_in(request: str, index: ProjectIndex, read: Read) -> tuple[Named, ...]:
    """Find what a request names.

    Args:
        request: What was asked, without the paths of files in it.
        index: The project.
        read: The text of a file; None where it is not to be had.

    Returns:
        The things, in the order of their kinds; no thing comes twice.
    """
    words = read_words(request)
    found = [
        *_by_code(words, index),
        *_by_route(request, words, index),
        *_by_words(words, index, read),
    ]
    return tuple(dict.fromkeys(found))


def _by_code(words: Words, index: ProjectIndex) -> Iterator[Named]:
    """Things whose very name stands in the request as code does."""
    wanted = words.codes | {dotted.rpartition(".")[2] for dotted in words.dotted}
    candidates: dict[str, list[Named]] = defaultdict(list)
    for thing in _things(index):
        last = thing.name.rpartition(".")[2]
        if last in wanted or thing.name in wanted or thing.name in words.dotted:
            candidates[last].append(thing)
    for things in candidates.values():
        exact = [t for t in things if t.label in words.dotted or t.name in words.dotted]
        if exact or len(things) <= _TOO_MANY:
            yield from exact or things


def _things(index: ProjectIndex) -> Iterator[Named]:
    yield from map(_model, index.models)
    for view in index.views:
        yield _view(view, f"defines the view `{view.name}`")
    for one in index.serializers:
        why = f"defines the serializer `{one.name}`"
        yield Named("serializer", one.name, one.path, why, one.qualified, (one.name,))
    for function in (*index.services, *index.selectors):
        why = f"defines `{function.name}`"
        said = _distinct(function.name.rpartition(".")[2])
        yield Named("function", function.name, function.path, why, function.qualified, said)
    for model in index.models:
        for field in model.fields:
            if not field.implicit and field.path == model.path:
                why = f"has the field `{model.name}.{field.name}`"
                label = f"{model.label}.{field.name}"
                yield Named("field", field.name, field.path, why, label, (model.name,))
    for setting in index.settings:
        yield Named("setting", setting.name, setting.path, f"sets `{setting.name}`")


def _by_route(request: str, words: Words, index: ProjectIndex) -> Iterator[Named]:
    views = {view.qualified: view for view in index.views}
    for route in _routes(request, words, index):
        if route.view in views:
            yield _view(views[route.view], f"serves `{spoken(route.pattern)}`")
        why = f"routes `{spoken(route.pattern)}`"
        yield Named("route", "", route.path, why, route.view, spoken_of(route))


def _routes(request: str, words: Words, index: ProjectIndex) -> Iterator[Route]:
    yield from Addresses(index.routes).in_request(request)
    for route in index.routes:
        own = route.name.rpartition(":")[2]
        # A name with no joint is a word like any other, unless it is written as code.
        jointed = re.search(r"[-_]", own) and _stands(own, request)
        if own in words.codes or jointed or (own != route.name and _stands(route.name, request)):
            yield route


def spoken_of(route: Route) -> tuple[str, ...]:
    """What tests speak of a route by: its name and its address, where these say enough."""
    name = route.name if re.search(r"[-_:]", route.name) else ""
    return tuple(filter(None, (name, _literal(route.pattern))))


def _literal(pattern: str) -> str:
    """The address of a route as tests write it, up to its first value; empty where that says little."""
    plain = re.split(r"[<(\\?\[]", f"/{spoken(pattern)}")[0]
    return plain if plain.count("/") > 1 else ""


def _stands(name: str, request: str) -> bool:
    return bool(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", request))


def _by_words(words: Words, index: ProjectIndex, read: Read) -> Iterator[Named]:
    """Things named in plain words: where a longer name stands, a shorter one in it does not."""
    taken: set[int] = set()
    names = _names(index, read)
    for length in sorted({len(name) for name in names}, reverse=True):
        own: set[int] = set()
        for name in (name for name in names if len(name) == length):
            places = [p for p in words.places(name) if taken.isdisjoint(p)]
            own.update(position for place in places for position in place)
            yield from _meant(names[name], name, places, words)
        taken |= own
    yield from _exact_apps(words, index)


def _names(index: ProjectIndex, read: Read) -> Mapping[tuple[str, ...], list[Named]]:
    """Things by the words of their names: verbose names are names too."""
    found: dict[tuple[str, ...], list[Named]] = defaultdict(list)
    users = {setting.value for setting in index.settings if setting.name == "AUTH_USER_MODEL"}
    for model in index.models:
        for text in (model.name, *_strings(model.options.get("verbose_name", ""))):
            found[words_of(text)].append(_model(model))
        for text in _strings(model.options.get("verbose_name_plural", "")):
            found[words_of(text)].append(_model(model))
        if model.label in users:
            found["user",].append(_model(model))
    for app in index.apps:
        for text in (app.label, *_verbose_of(app, read)):
            found[words_of(text)].append(_app(app))
    for thing in _things(index):
        words = words_of(thing.name)
        if thing.kind in {"view", "serializer", "function"} and len(words) > 1:
            found[words].append(thing)
    for name, view in _view_names(index):
        found[name].append(view)
    return {name: list(dict.fromkeys(things)) for name, things in found.items() if name}


def _view_names(index: ProjectIndex) -> Iterator[tuple[tuple[str, ...], Named]]:
    """Views by what is left of their names in speech: `PasswordResetView` is the password reset."""
    views = {view.qualified: view for view in index.views}
    for view in views.values():
        words = words_of(view.name)
        while words and words[-1] in _OF_VIEWS:
            words = words[:-1]
        thing = _view(view, f"defines the view `{view.name}`")
        yield words, thing
        if len(words) > 2:
            yield words[:2], thing
    for route in index.routes:
        if route.view in views and not is_suffixed(route.pattern):
            view = views[route.view]
            name = words_of(route.name.rpartition(":")[2])
            yield name, _view(view, f"defines the view `{view.name}`")


def _meant(
    things: Sequence[Named], name: tuple[str, ...], places: Sequence[range], words: Words
) -> Iterator[Named]:
    """Yield those things of one name that the request means, where the name stands in it.

    A word of every request names nothing, unless it is written with the capital of a class; an app
    is meant where it is called one, or where nothing else bears its name.
    """
    if not places:
        return
    is_name = len(name) > 1 or name[0] not in OF_EVERY_REQUEST
    said = {words.words[p.start].exact for p in places if not words.begins_sentence(p)}
    is_name = is_name or any(_is_russian_name(place, words) for place in places)
    others = [t for t in things if t.kind != "app" and (is_name or t.name in said)]
    views = [thing for thing in things if thing.kind == "view"]
    if len(name) == 1 and not any(_beside(place, words, OF_ENDPOINTS) for place in places):
        others = [thing for thing in others if thing.kind != "view"]
    yield from others if len(views) <= _TOO_MANY else (t for t in others if t.kind != "view")
    if any(_beside(place, words, OF_APPS) for place in places) or (is_name and not others):
        yield from (thing for thing in things if thing.kind == "app")


def _is_russian_name(place: range, words: Words) -> bool:
    """Whether a Russian word is more than a word of every request: «проверка» is a name, `check` is not."""
    word = words.words[place.start]
    return word.russian and not word.readings & RUSSIAN_OF_EVERY_REQUEST


def _beside(place: range, words: Words, others: frozenset[str]) -> bool:
    """Whether one of some words stands within two words of a place."""
    near = (*range(place.start - 2, place.start), *range(place.stop, place.stop + 2))
    return any(
        words.words[position].readings & others
        for position in near
        if 0 <= position < len(words.words)
    )


def _exact_apps(words: Words, index: ProjectIndex) -> Iterator[Named]:
    """Apps whose label stands in the request to the letter."""
    said = {word.exact.lower() for word in words.words} | {code.lower() for code in words.codes}
    heads = {dotted.rpartition(".")[0] for dotted in words.dotted} | words.dotted
    for app in index.apps:
        label = app.label.lower()
        plain = label in said and any(word not in OF_EVERY_REQUEST for word in words_of(label))
        dotted = any(head == app.name or head.startswith(f"{app.name}.") for head in heads)
        if dotted or app.label in words.codes or plain:
            yield _app(app)


def _model(model: Model) -> Named:
    why = f"defines the model `{model.name}`"
    return Named("model", model.name, model.path, why, model.label, (model.name,))


def _view(view: View, why: str) -> Named:
    return Named("view", view.name, view.path, why, view.qualified, _distinct(view.name))


def _distinct(name: str) -> tuple[str, ...]:
    """A name, unless it is a word like `index` that stands for anything."""
    return () if name.islower() and "_" not in name else (name,)


def _app(app: App) -> Named:
    return Named("app", app.label, app.folder, f"app `{app.label}` is named", app.label)


def _verbose_of(app: App, read: Read) -> tuple[str, ...]:
    text = read(app.path) if app.config else None
    said = _VERBOSE.search(text) if text else None
    return _strings(said[1]) if said else ()


def _strings(source: str) -> tuple[str, ...]:
    return tuple(one or other for one, other in _STRING.findall(source))
