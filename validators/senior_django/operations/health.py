"""OPS001 healthcheck."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatch

from skillrun.rules.model import Example, Finding, Subject, TreeRule

from ..semantics.project import is_whole_project
from .access import access_findings
from .backends import backend_findings
from .probe import Probe, probe_of, probes_in
from .replies import reply_findings
from .routes import Route, root_urls, routes_of

_PATH = "api/health/"
_PLACE = "apps/core/healthcheck.py"
_GOOD = '''"""Health check."""

from asgiref.sync import sync_to_async
from django.core.cache import cache
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET


@require_GET
async def health(request: HttpRequest) -> JsonResponse:
    """Report whether the database and the cache can be reached."""
    try:
        await sync_to_async(connection.ensure_connection)()
        await cache.aset("health", "ok")
    except (Error, OSError):
        down = "error: unavailable"
        return JsonResponse({"status": "unhealthy", "db": down, "cache": down}, status=503)
    return JsonResponse({"status": "healthy", "db": "ok", "cache": "ok"})
'''


class Healthcheck(TreeRule):
    """The endpoint that orchestrators ask."""

    code = "OPS001"
    name = "healthcheck"
    directive = (
        "GET `/api/health/` is answered without authentication by an `async def` Django view in "
        "`apps/core/healthcheck.py`, which refuses other methods and tries the database and the "
        'cache: 200 with `{"status": "healthy", "db": "ok", "cache": "ok"}`, else 503 with the same '
        "keys."
    )
    decisions = (
        "The view is found by its route, from ROOT_URLCONF through every include; without the "
        "route at hand, it is what takes a request in a `healthcheck.py`. A check counts where "
        "the view, or a function of the project that it calls, talks to the database or the cache; naming "
        "them does not. HEAD may be allowed beside GET, and 405 for other methods is no other "
        "status. In the body `status` is `healthy` or `unhealthy`, the others are `ok` or begin with `error`, "
        "where literals tell. A DRF view is no `async def` view, since DRF cannot await one. An edit of a project "
        "that never had the route is not told about it."
    )
    bad = Example(
        _GOOD.replace("async def", "def").replace("await ", ""), "apps/core/healthcheck.py"
    )
    good = Example(_GOOD, "apps/core/healthcheck.py")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield a route that is missing or elsewhere, and what the view does otherwise."""
        routes = subject.once(routes_of)
        found = [route for route in routes if _is_the_path(route)]
        if routes and not found:
            yield from _missing_route(routes, subject)
        probes = [(route, probe_of(route.view, route.source, subject)) for route in found]
        for route, probe in probes:
            if probe is None and route.source.path in subject.files:
                message = "The health check is not the project's own: write it in `apps/core/healthcheck.py`."
                yield replace(route.source.at_node(route.node, message), path=route.source.path)
            elif probe is not None and _is_elsewhere(probe, subject):
                message = (
                    f"The health check stands in `{probe.source.path}`: move it to `{_PLACE}`."
                )
                yield replace(probe.at_view(message), path=probe.source.path)
        for probe in _judged([probe for _, probe in probes if probe], subject):
            yield from _findings(probe, subject)


def _is_elsewhere(probe: Probe, subject: Subject) -> bool:
    """Whether the view is newly written at another place than its own."""
    path = probe.source.path
    is_new = path in subject.files and subject.on_disk(path) is None
    return is_new and not re.search(r"(?:^|/)core/healthcheck(?:\.py|/)", path)


def _missing_route(routes: tuple[Route, ...], subject: Subject) -> Iterator[Finding]:
    root = root_urls(subject)
    near = next((r for r in routes if "health" in r.pattern and "admin" not in r.pattern), None)
    if root is None or not (is_whole_project(subject) or _was_dropped(subject)):
        return
    if near is not None:
        message = f"The health check is at `/{near.pattern}`: its place is `/{_PATH}`."
        yield replace(near.source.at_node(near.node, message), path=near.source.path)
    else:
        message = f"There is no health check: route `{_PATH}` to `apps/core/healthcheck.py`."
        yield Finding(message, 1, path=root.path)


def _was_dropped(subject: Subject) -> bool:
    """Whether the files on disk had the route before the change."""
    if subject.answer is None or not subject.root_listing:
        return False
    before = Subject(files={}, on_disk=subject.on_disk, root_listing=subject.root_listing)
    return any(_is_the_path(route) for route in routes_of(before))


def _is_the_path(route: Route) -> bool:
    return route.pattern == _PATH or ("health" in route.pattern and fnmatch(_PATH, route.pattern))


def _judged(probes: list[Probe], subject: Subject) -> Iterator[Probe]:
    """The views under judgement: those of the routes, else those that look like it."""
    if not probes:
        for source in subject.files.values():
            if source.name == "healthcheck.py" and not source.is_test:
                yield from probes_in(source, subject)
    yield from {
        probe.node: probe for probe in probes if probe.source.path in subject.files
    }.values()


def _findings(probe: Probe, subject: Subject) -> Iterator[Finding]:
    for make in (access_findings, backend_findings, reply_findings):
        for finding in make(probe, subject):
            path = finding.path or probe.source.path
            yield replace(finding, path=path)
