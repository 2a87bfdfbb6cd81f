"""The files that a new app, a route, a setting or a dependency is wired into."""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from skillrun.project.imports import Modules
from skillrun.project.index import ProjectIndex

_CANONICAL = ("config/settings.py", "config/urls.py", "pyproject.toml", "docker-compose.yml")
_SETTINGS_PACKAGE = "config/settings/"
_COMPOSE = re.compile(r"(?:[^/]+/)?(?:docker-)?compose[\w.-]*\.ya?ml")
_CONFTEST = re.compile(r"(?:[^/]+/)?(?:tests?/)?conftest\.py")
_MOST_SETTINGS = 6


def wiring(listing: Sequence[str], index: ProjectIndex) -> Iterator[str]:
    """Name the wiring of a project, what is edited most often first; a path may come twice.

    Args:
        listing: The project's paths.
        index: Its index.
    """
    known = frozenset(listing)
    yield from (path for path in _CANONICAL[:2] if path in known)
    yield from _settings(index)
    if not any(setting.name == "INSTALLED_APPS" for setting in index.settings):
        yield from (p for p in listing if p.startswith(_SETTINGS_PACKAGE) and p.endswith(".py"))
    yield from _urls(listing, index)
    yield from _project_file(listing, known)
    yield from (path for path in listing if _COMPOSE.fullmatch(path))
    yield from (path for path in listing if _CONFTEST.fullmatch(path))


def _settings(index: ProjectIndex) -> Iterator[str]:
    """The modules of settings, those first that install the apps; of very many these alone."""
    paths = [
        path
        for path in dict.fromkeys(setting.path for setting in index.settings)
        if not PurePosixPath(path).name.startswith("test")
    ]
    installs = {s.path for s in index.settings if s.name in {"INSTALLED_APPS", "ROOT_URLCONF"}}
    paths.sort(key=lambda path: path not in installs)
    yield from paths if len(paths) <= _MOST_SETTINGS else (p for p in paths if p in installs)


def _urls(listing: Sequence[str], index: ProjectIndex) -> Iterator[str]:
    modules = Modules(listing)
    roots = dict.fromkeys(route.root for route in index.routes)
    yield from filter(None, map(modules.file, roots))


def _project_file(listing: Sequence[str], known: frozenset[str]) -> Iterator[str]:
    """The project's own `pyproject.toml`: beside `manage.py`, or above it."""
    if "pyproject.toml" in known:
        yield "pyproject.toml"
    for path in listing:
        if path.endswith("/manage.py") and path.count("/") == 1:
            beside = f"{path.rpartition('/')[0]}/pyproject.toml"
            yield from (beside,) if beside in known else ()
