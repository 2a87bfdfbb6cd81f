"""What a change does to the routes that were there, and whether it was asked for."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from skillrun.project.comparing import Renames
from skillrun.project.index import Route
from skillrun.rules.model import Subject
from skillrun.rules.packs.scope.change import ProjectChange, change_of
from skillrun.rules.packs.scope.findings import Departure
from skillrun.rules.packs.scope.outcomes import Outcome, judged, reach_of
from skillrun.rules.packs.scope.reach import Reach
from skillrun.rules.packs.scope.request import Clause
from skillrun.rules.packs.scope.schema import model_outcomes
from skillrun.rules.packs.scope.words import stems_of
from skillrun.rules.source import Source

_CHANGING = ("rename", "remove", "move", "change", "repair", "rework")
_GROUP = re.compile(r"\(\?P<(\w+)>[^()]*(?:\([^()]*\)[^()]*)*\)")
_ONE_OBJECT = re.compile(r"\^?(?:<[^<>]*>|\(\?P<\w+>[^/]*\))/?\$?$")
_CONVERTED = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class _RouteChange:
    """A route that was there, and the one that it became, if any."""

    before: Route
    after: Route | None


def route_outcomes(subject: Subject) -> tuple[Outcome, ...]:
    """Routes that were removed or altered, those of one cause together; a view for `Subject.once`."""
    change: ProjectChange = subject.once(change_of)
    reach = reach_of(subject, model_outcomes)
    groups: dict[tuple[str, ...], list[_RouteChange]] = {}
    for altered in _changes(change):
        groups.setdefault(_cause(altered, change), []).append(altered)
    return tuple(_outcome(subject, change, reach, cause, group) for cause, group in groups.items())


def _changes(change: ProjectChange) -> Iterator[_RouteChange]:
    renames = change.renames
    old = [r for r in change.index_before.routes if not Source(r.path, "").is_test]
    new = list(change.index_after.routes)
    known = {_key(route, renames) for route in new}
    before = {_key(route, renames) for route in old}
    fresh = [route for route in new if _key(route, renames) not in before]
    for route in old:
        if _key(route, renames) not in known:
            partner = _partner(route, fresh, renames)
            if partner:
                fresh.remove(partner)
            yield _RouteChange(route, partner)


def _key(route: Route, renames: Renames) -> tuple[str, str, str]:
    return route.root, plain_pattern(route.pattern, renames), renames.text(route.name)


def plain_pattern(pattern: str, renames: Renames) -> str:
    """A pattern without the way it is written: as a path or as a regular expression."""
    plain = _GROUP.sub(r"<\1>", pattern).replace("\\Z", "").replace("^", "").replace("$", "")
    # The converter is part of what a path takes; regular expressions have none.
    plain = plain if "<" in plain and plain == pattern else _CONVERTED.sub(r"<\1>", plain)
    return renames.text(plain)


def _partner(route: Route, fresh: Iterable[Route], renames: Renames) -> Route | None:
    """The new route that an old one became: by its name, its pattern, its view."""
    candidates = [other for other in fresh if other.root == route.root]
    tests = (
        lambda other: route.name and renames.text(other.name) == renames.text(route.name),
        lambda other: (
            plain_pattern(other.pattern, renames) == plain_pattern(route.pattern, renames)
        ),
        lambda other: (
            _view(other, renames) == _view(route, renames)
            and other.own_pattern == route.own_pattern
            and other.own_name == route.own_name
        ),
        lambda other: (
            route.view
            and _view(other, renames) == _view(route, renames)
            and other.action == route.action
        ),
    )
    for test in tests:
        for other in candidates:
            if test(other):
                return other
    return None


def _view(route: Route, renames: Renames) -> str:
    return renames.text(route.view)


def _cause(altered: _RouteChange, change: ProjectChange) -> tuple[str, ...]:
    """What the routes that changed together have in common."""
    old, new = altered.before, altered.after
    one = ("altered", old.root, old.pattern, old.name)
    if old.router is not None:
        # All routes of one registration.
        one = ("router", old.path, str(old.line), old.router)
    if new is None:
        return ("include", _prefix(old)) if _is_left_out(old, change) else one
    if old.own_pattern == new.own_pattern and old.pattern != new.pattern:
        return "prefix", _prefix(old), _prefix(new)
    if old.own_name == new.own_name and old.name != new.name and old.pattern == new.pattern:
        return "namespace", old.name.rpartition(":")[0], new.name.rpartition(":")[0]
    return one


def _is_left_out(route: Route, change: ProjectChange) -> bool:
    """Whether a route is gone because the module that has it is no longer included."""
    left = any(other.path == route.path for other in change.index_after.routes)
    return not left and route.path not in change.edits and route.router is None


def _prefix(route: Route) -> str:
    if route.router is None:
        return route.pattern.removesuffix(route.own_pattern)
    # The routes of one registration differ in what follows its prefix.
    place = route.pattern.rfind(route.router) if route.router else -1
    return route.pattern[:place] if place >= 0 else _ONE_OBJECT.sub("", route.pattern)


def shown(pattern: str) -> str:
    """A pattern as a person types it: without anchors, with named groups as in a path."""
    return _GROUP.sub(r"<\1>", pattern).replace("\\Z", "").replace("^", "").replace("$", "")


def _outcome(
    subject: Subject,
    change: ProjectChange,
    reach: Reach,
    cause: tuple[str, ...],
    group: list[_RouteChange],
) -> Outcome:
    first = group[0]
    old, new = first.before, first.after
    what, target = _worded(cause, group)
    path, line = _place(subject, change, cause, old, new)
    departure = Departure("SCP003", target, what, "the request does not ask for it", path, line)
    routes = [route for r in group for route in (r.before, r.after) if route]
    allowed = _is_asked(reach, [r.before for r in group], new) or _approved(subject, target, routes)
    names = {part for route in routes for part in (route.own_name, route.router or "")}
    return judged(subject, departure, allowed=allowed, names=names)


def _worded(cause: tuple[str, ...], group: list[_RouteChange]) -> tuple[str, str]:
    old, new = group[0].before, group[0].after
    kind = cause[0]
    if kind in {"prefix", "namespace"}:
        word = "The prefix" if kind == "prefix" else "The namespace"
        target = shown(cause[1] or old.pattern)
        return f"{word} `{shown(cause[1])}` of routes became `{shown(cause[2])}`", target
    if kind == "include":
        return f"The routes under `{shown(cause[1])}` are gone", shown(cause[1] or old.pattern)
    if kind == "router":
        return _worded_router(group)
    target = shown(old.pattern) or old.name or "/"
    if new is None:
        return f"The route `{target}` is removed", target
    if plain_pattern(old.pattern, Renames()) == plain_pattern(new.pattern, Renames()):
        return f"The name `{old.name}` of the route `{target}` became `{new.name}`", target
    return f"The route `{target}` became `{shown(new.pattern)}`", target


def _worded_router(group: list[_RouteChange]) -> tuple[str, str]:
    """A registration, called by the shortest of its routes."""
    first = min(group, key=lambda altered: len(altered.before.pattern))
    prefix = shown(first.before.pattern)
    if first.after is None:
        return f"The routes of the router prefix `{prefix}` are removed", prefix
    if shown(first.after.pattern) == prefix:
        return (
            f"The name `{first.before.name}` of the router prefix `{prefix}` became `{first.after.name}`",
            prefix,
        )
    return f"The router prefix `{prefix}` became `{shown(first.after.pattern)}`", prefix


def _approved(subject: Subject, target: str, routes: Iterable[Route]) -> bool:
    """A person may name a route by its pattern, as a whole or as written, or by its name."""
    spelled = {target}
    for route in routes:
        spelled |= {
            route.pattern,
            route.own_pattern,
            route.name,
            route.own_name,
            route.router or "",
        }
    plain = {s.strip("/^$") for s in (*spelled, *map(shown, spelled)) if s}
    allowed = {
        target.removeprefix("SCP003:").strip("/^$")
        for target in subject.approved
        if target.startswith("SCP003:")
    }
    return bool(plain & allowed)


def _place(
    subject: Subject,
    change: ProjectChange,
    cause: tuple[str, ...],
    old: Route,
    new: Route | None,
) -> tuple[str, int]:
    if cause[0] not in {"prefix", "include", "namespace"}:
        if new and new.path in subject.files:
            return new.path, new.line
        if old.path in change.edits:
            source = subject.files.get(old.path)
            return old.path, min(old.line, len(source.lines)) if source else 1
    # The line that made it so stands in a file of URLs that was changed.
    edits = sorted(change.edits.values(), key=lambda e: ("urls" not in e.path, e.path))
    for edit in edits:
        lines = (edit.after or "").split("\n")
        known = set(edit.before.split("\n"))
        changed = [n for n, text in enumerate(lines, 1) if text not in known]
        wanted = cause[-1]
        fitting = [n for n in changed if wanted and wanted in lines[n - 1]]
        if fitting or (changed and "urls" in edit.path):
            return edit.path, (fitting or changed)[0]
    first = edits[0].path if edits else old.path
    return first, 1


def _is_asked(reach: Reach, old: list[Route], new: Route | None) -> bool:
    follows = {s for name in reach.affected for s in stems_of(name)}
    if follows and all(follows & set(_stems(route)) for route in old):
        return True
    for clause in reach.request.clauses:
        if clause.is_style or not clause.wants(*_CHANGING):
            continue
        if all(_names(clause, route) for route in old):
            return True
        if (
            new is not None
            and any(_spells(path, new) for path in clause.paths)
            and any(_names(clause, route) or clause.covers(_resource(route)) for route in old)
        ):
            return True
        if _drops_owner(reach, clause, old):
            return True
    return False


def _drops_owner(reach: Reach, clause: Clause, old: list[Route]) -> bool:
    """Whether the app or the view behind the routes is what is to go or to be made anew."""
    for route in old:
        app = reach.index.app_of(route.path)
        view = route.view.rpartition(".")[2]
        named = (
            len(stems_of(view)) > 1
            and clause.names(view)
            and clause.wants("remove", "rename", "move", "rework")
        )
        whole = bool(app) and reach.app(app.label if app else "", "remove", "rename", "move")
        if not (named or whole):
            return False
    return bool(old)


def _names(clause: Clause, route: Route) -> bool:
    if any(_spells(path, route) for path in clause.paths):
        return True
    if route.own_name and (clause.spells(route.name) or _spells_name(clause, route.own_name)):
        return True
    if "route" not in clause.kinds and "view" not in clause.kinds:
        return False
    return bool(
        set(_stems(route)) & {s for w in clause.words for s in (*w.senses, *stems_of(w.text))}
    )


def _spells_name(clause: Clause, name: str) -> bool:
    return "-" in name and clause.names(name) and "route" in clause.kinds


def _spells(path: str, route: Route) -> bool:
    """Whether a path of the request is the route's, as a whole or from some segment on."""
    said = _CONVERTED.sub(r"<\1>", path).replace("{", "<").replace("}", ">").strip("/.,")
    if not said:
        return False
    for pattern in (route.pattern, route.own_pattern):
        plain = plain_pattern(_CONVERTED.sub(r"<\1>", pattern), Renames()).strip("/")
        if plain == said or plain.endswith(f"/{said}") or (said.endswith(f"/{plain}") and plain):
            return True
        # `/orders/` stands for all that lies below it.
        if f"/{plain}/".startswith(f"/{said}/<") or f"/{said}/<" in f"/{plain}/":
            return True
    return route.router is not None and said.rpartition("/")[2] == route.router.strip("/")


def _resource(route: Route) -> str:
    parts = [part for part in route.pattern.split("/") if part and "<" not in part]
    return parts[-1] if parts else route.own_name


def _stems(route: Route) -> tuple[str, ...]:
    own = [
        part
        for part in route.pattern.split("/")
        if part and "<" not in part and part not in {"api", "v1", "v2"}
    ]
    view = route.view.rpartition(".")[2]
    texts = [*own[-2:], route.own_name, view, route.router or ""]
    return tuple(s for text in texts for s in stems_of(text) if s not in _PLAIN)


_PLAIN = frozenset(
    {
        "view",
        "viewset",
        "set",
        "api",
        "list",
        "detail",
        "create",
        "updat",
        "delet",
        "retriev",
        "destroy",
    }
)
