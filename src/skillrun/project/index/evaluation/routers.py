"""The routes that routers of Django REST framework make of viewsets."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from skillrun.project.index.evaluation.values import Instance, Made, Pattern, Ref, Registered
from skillrun.project.index.model import Action
from skillrun.project.index.names import Names
from skillrun.project.index.viewsets import DETAIL, LIST, actions

if TYPE_CHECKING:
    from skillrun.project.index.evaluation.interpreter import Interpreter

_UNTOLD = "<?>"
_MANAGED = re.compile(r"((?:\w+\.)*[A-Z]\w*|get_user_model\(\))\.")
_GIVEN = re.compile(r"\bmodel=((?:\w+\.)*[A-Z]\w*|get_user_model\(\))")
_FORMAT = r"\.(?P<format>[a-z0-9]+)/?$"
_FORMAT_ROUTE = "<drf_format_suffix:format>"


def is_router(names: Names, cls: str) -> bool:
    """Whether a class makes routes of viewsets: it is, or is made of, a router outside the project."""
    return _outside(names, cls) != ""


def routes(run: "Interpreter", router: Instance) -> Iterator[Pattern]:
    """The routes of a router, as its class outside the project makes them.

    Args:
        run: The interpreter.
        router: The router with what was registered.
    """
    kind = _outside(run.names, router.cls)
    shape = _Shape.of(run, router)
    found = [route for item in router.registered for route in _of(run, item, shape)]
    if "Default" in kind and "Nested" not in kind:
        if _flag(run, router, "include_root_view"):
            found.append(_root(run, router))
        if _flag(run, router, "include_format_suffixes"):
            found = [*with_formats(found, ())]
    elif "Default" in kind:
        found = [*with_formats(found, ())]
    yield from found


def with_formats(patterns: Iterable[Pattern], allowed: Iterable[object]) -> Iterator[Pattern]:
    """Each pattern, and it once more with a format's ending, as `format_suffix_patterns` makes them."""
    names = [str(name) for name in allowed]
    regex, route = _FORMAT, _FORMAT_ROUTE
    if names:
        one = names[0] if len(names) == 1 else f"({'|'.join(names)})"
        regex = rf"\.(?P<format>{one})/?$"
        route = f"<drf_format_suffix_{'_'.join(names)}:format>"
    for pattern in patterns:
        yield pattern
        stem = pattern.route.rstrip("$").rstrip("/")
        yield replace(pattern, route=stem + (regex if pattern.regex else route))


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a router spells its routes.

    Attributes:
        slash: What ends them.
        regex: They are regular expressions.
        parent: What stands before the prefix of a nested router.
        before: What a nested router puts before the name of a lookup.
    """

    slash: str = "/"
    regex: bool = True
    parent: str = ""

    @classmethod
    def of(cls, run: "Interpreter", router: Instance) -> "_Shape":
        """Read it from how the router was made."""
        slash = router.attributes.get("trailing_slash", router.keywords.get("trailing_slash", True))
        regex = router.keywords.get("use_regex_path", True) is not False
        parent = _parent(run, router, regex=regex)
        if isinstance(slash, str):
            return cls(slash, regex, parent)
        return cls("/" if slash is not False else "", regex, parent)

    def spelled(self, prefix: str, rest: str) -> str:
        """The pattern of one route."""
        body = f"{self.parent}{prefix}{rest}"
        if not prefix:
            body = f"{self.parent}{rest.removeprefix('/')}"
        return f"^{body}$" if self.regex else body


def _parent(run: "Interpreter", router: Instance, *, regex: bool) -> str:
    """What a nested router puts before its prefixes: the parent's prefix and lookup."""
    arguments = dict(
        zip(("parent_router", "parent_prefix", "lookup"), router.arguments, strict=False)
    )
    given = arguments | router.keywords
    parent, prefix = given.get("parent_router"), given.get("parent_prefix")
    if "Nested" not in _outside(run.names, router.cls) or not isinstance(parent, Instance):
        return ""
    lookup = given.get("lookup")
    before = f"{lookup}_" if isinstance(lookup, str) else f"nested_{_depth(router)}_"
    viewset = next((item.viewset for item in parent.registered if item.prefix == prefix), "")
    above = _parent(run, parent, regex=regex)
    return f"{above}{prefix}/{_lookup(run, viewset, before, regex=regex)}/"


def _depth(router: Instance) -> int:
    depth, parent = 0, router
    while parent.arguments and isinstance(parent.arguments[0], Instance):
        depth, parent = depth + 1, parent.arguments[0]
    return depth


def _of(run: "Interpreter", item: Registered, shape: _Shape) -> Iterator[Pattern]:
    """The routes of one registration, in the router's order."""
    if not item.viewset:
        yield _pattern(item, shape, "/<?>" if item.prefix else "", "", "", "")
        return
    known = actions(run.names, item.viewset)
    plain = {action.name for action in known if not action.custom}
    base = item.basename or _basename(run, item.viewset)
    lookup = _lookup(run, item.viewset, "", regex=shape.regex)
    mapping = {method: name for method, name in LIST.items() if name in plain}
    if mapping:
        yield _pattern(item, shape, shape.slash, f"{base}-list", item.viewset, _mapped(mapping))
    yield from _extra(known, item, shape, base, "/", detail=False)
    mapping = {method: name for method, name in DETAIL.items() if name in plain}
    if mapping:
        rest = f"/{lookup}{shape.slash}"
        yield _pattern(item, shape, rest, f"{base}-detail", item.viewset, _mapped(mapping))
    yield from _extra(known, item, shape, base, f"/{lookup}/", detail=True)


def _extra(
    known: Iterable[Action],
    item: Registered,
    shape: _Shape,
    base: str,
    before: str,
    *,
    detail: bool,
) -> Iterator[Pattern]:
    # Django REST framework finds them with `inspect.getmembers`: by name.
    for action in sorted(known, key=lambda one: one.name):
        if action.custom and action.detail is detail:
            mapping = dict.fromkeys(action.methods, action.name)
            rest = f"{before}{action.url_path}{shape.slash}"
            name = f"{base}-{action.url_name}"
            yield _pattern(item, shape, rest, name, item.viewset, _mapped(mapping))


def _pattern(
    item: Registered, shape: _Shape, rest: str, name: str, viewset: str, mapping: str
) -> Pattern:
    return Pattern(
        shape.spelled(item.prefix, rest),
        Ref(viewset) if viewset else None,
        name,
        item.path,
        item.line,
        item.conditional,
        router=item.prefix,
        own=item.prefix,
        action=mapping,
        regex=shape.regex,
    )


def _mapped(mapping: dict[str, str]) -> str:
    return ",".join(f"{method}={name}" for method, name in mapping.items())


def _lookup(run: "Interpreter", viewset: str, before: str, *, regex: bool) -> str:
    field = _text(run, viewset, "lookup_field") or "pk"
    kwarg = _text(run, viewset, "lookup_url_kwarg") or field
    value = _text(run, viewset, "lookup_value_regex")
    if regex:
        return f"(?P<{before}{kwarg}>{value or '[^/.]+'})"
    converter = _text(run, viewset, "lookup_value_converter") or value or "str"
    return f"<{converter}:{before}{kwarg}>"


def _text(run: "Interpreter", cls: str, name: str) -> str:
    value = run.attribute(Ref(cls), name) if cls else ""
    return value if isinstance(value, str) else ""


def _basename(run: "Interpreter", viewset: str) -> str:
    """The name of the queryset's model in small letters, as a router takes it."""
    for dotted in run.names.order(viewset):
        facts = run.names.cls(dotted)
        found = facts.attribute("queryset") if facts is not None else None
        if found is not None:
            return _model(run, found.text, run.names.place(dotted)[0]).lower() or _UNTOLD
    return _UNTOLD


def _model(run: "Interpreter", text: str, module: str) -> str:
    """The model's name in `shop.Order.objects.all()` and in `QuerySet(model=Order)`; else empty."""
    named = _MANAGED.match(text) or _GIVEN.search(text)
    if named is None:
        return ""
    if named[1] == "get_user_model()":
        return str(run.setting("AUTH_USER_MODEL") or "User").rpartition(".")[2]
    return run.names.written(named[1], module).rpartition(".")[2]


def _root(run: "Interpreter", router: Instance) -> Pattern:
    name = router.attributes.get("root_view_name") or _text(run, router.cls, "root_view_name")
    first = router.registered[0] if router.registered else None
    return Pattern(
        "",
        Made("rest_framework.routers.APIRootView.as_view"),
        name if isinstance(name, str) and name else "api-root",
        first.path if first else run.names.place(router.cls)[1],
        first.line if first else 1,
        router="",
    )


def _flag(run: "Interpreter", router: Instance, name: str) -> bool:
    value = router.attributes.get(name, run.attribute(Ref(router.cls), name))
    return value is not False


def _outside(names: Names, cls: str) -> str:
    """The router outside the project that a class is, or is made of; empty where there is none."""
    for dotted in names.order(cls):
        last = dotted.rpartition(".")[2]
        if names.cls(dotted) is None and last.endswith("Router") and last != "APIRouter":
            return last
    return ""
