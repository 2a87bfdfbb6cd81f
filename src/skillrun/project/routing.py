"""Which routes the addresses in a request mean."""

import re
from collections.abc import Iterator, Sequence

from skillrun.project.index import Route

# `/api/orders/5/`, `orders/<int:pk>/`, `api/v1/orders`: words between slashes, at least two or one in front.
_ADDRESS = re.compile(
    r"(?<![\w.:/])(?:https?://[^\s/]+)?(/?(?:[\w\-.{}<>:*]+/)+[\w\-.{}<>:*]*|/[\w\-{}<>]+)"
)
_VALUE = re.compile(r"<[^>]*>|\{[^}]*\}|\A:\w+|\A(?:\d+|\*|[0-9a-f]{8}-[0-9a-f-]{27})\Z")
_ANY = ""


def spoken(pattern: str) -> str:
    """Write a pattern as a person would: `orders/<pk>/` for `^orders/(?P<pk>[^/.]+)/$`."""
    plain = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", pattern)
    return re.sub(r"/\?\$|[\^$]|\\[AZz]|\\(?=[-./])", "", plain)


def is_suffixed(pattern: str) -> bool:
    """Whether a route is another one again, with the format that Django REST framework adds to it."""
    return bool(re.search(r"\(\?P<format>|<drf_format_suffix:", pattern))


class Addresses:
    """The routes of a project, found by what a person writes of them.

    Args:
        routes: All routes.
    """

    def __init__(self, routes: Sequence[Route]) -> None:
        self._routes = [
            (_parts(route.pattern), route)
            for route in routes
            if not route.mount and not is_suffixed(route.pattern)
        ]

    def in_request(self, request: str) -> Iterator[Route]:
        """Find the routes whose addresses stand in a request; a part of the way is enough.

        Args:
            request: What was asked.
        """
        for address in dict.fromkeys(_ADDRESS.findall(request)):
            wanted = _parts(address.rstrip(".:"))
            if wanted and any(wanted):
                yield from self._at(wanted)

    def _at(self, wanted: Sequence[str]) -> list[Route]:
        """The routes at an address, else those that end in it, those below it, those that take it."""
        for test in (_is_same, _ends_in, _is_below, _takes):
            found = [route for parts, route in self._routes if test(parts, wanted)]
            if found:
                return found
        return []


def _parts(pattern: str) -> tuple[str, ...]:
    """The parts of an address; one that takes a value is empty."""
    parts = [part for part in spoken(pattern).split("/") if part]
    return tuple(_ANY if _VALUE.search(part) else part.rstrip("?").lower() for part in parts)


def _is_same(parts: Sequence[str], wanted: Sequence[str]) -> bool:
    return tuple(parts) == tuple(wanted)


def _ends_in(parts: Sequence[str], wanted: Sequence[str]) -> bool:
    # What is written may leave the front of the way out, or bring a front along that a server adds.
    shorter = min(len(parts), len(wanted))
    return _is_same(parts[-shorter:], wanted[-shorter:]) and any(parts[-shorter:])


def _is_below(parts: Sequence[str], wanted: Sequence[str]) -> bool:
    places = range(len(parts) - len(wanted) + 1)
    return any(_is_same(parts[i : i + len(wanted)], wanted) for i in places)


def _takes(parts: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether an address is one of the route's, some of its values given."""
    given = (part in (_ANY, word) for part, word in zip(parts, wanted, strict=False))
    return len(parts) == len(wanted) and any(parts) and all(given)
