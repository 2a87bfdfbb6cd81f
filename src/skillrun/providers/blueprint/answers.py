"""A whole answer: its reasoning and its files, cut into parts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from skillrun.errors import UsageError
from skillrun.providers.blueprint.apps import app_files
from skillrun.providers.blueprint.columns import CLASSES
from skillrun.providers.blueprint.commands import app_commands, project_commands
from skillrun.providers.blueprint.names import project_name_problem
from skillrun.providers.blueprint.project import (
    SETTINGS,
    URLS,
    Asked,
    has_project,
    require_canonical,
    require_named,
    require_project,
    require_room,
)
from skillrun.providers.blueprint.spec import Wish
from skillrun.providers.blueprint.viewing import app_view
from skillrun.providers.blueprint.wiring import install_app, mount_app
from skillrun.providers.blueprint.wishes import read_wish

if TYPE_CHECKING:
    from skillrun.providers.blueprint.growing import Growth

_FILES_A_PART = 28
_DEFAULT_PROJECT = "project"


@dataclass(frozen=True, slots=True)
class Whole:
    """An answer before it is cut into parts.

    Attributes:
        reasoning: The text of the reasoning section.
        files: Contents by path, in the order they are delivered.
    """

    reasoning: str
    files: Mapping[str, str]


def make_answer(asked: Asked) -> Whole:
    """Answer a request.

    Args:
        asked: The request and the workspace.

    Raises:
        UsageError: If the request is not understood, or the workspace can't take what it asks for.
    """
    wish = read_wish(asked.request, files=asked.files, listing=asked.listing)
    if wish.additions:
        return _grown(asked, wish)
    if wish.apps and has_project(asked) and (wish.into or not wish.project):
        return _added_apps(asked, wish)
    return _new_project(asked, wish)


def parts_of(answer: Whole) -> list[list[str]]:
    """The paths of each part: as few parts as may be, of about one length."""
    paths = list(answer.files)
    count = -(-len(paths) // _FILES_A_PART)
    size = -(-len(paths) // count)
    return [paths[start : start + size] for start in range(0, len(paths), size)]


def _grown(asked: Asked, wish: Wish) -> Whole:
    from skillrun.providers.blueprint.growing import grow

    if wish.apps or len(wish.additions) != 1:
        raise UsageError(
            "The request asks for an app and for fields of a model that is there.",
            advice="Ask for one after the other.",
        )
    require_project(asked)
    require_named(asked, wish.project)
    growth = grow(asked, wish.additions[0])
    commands = [f"uv run python manage.py makemigrations {growth.app.name}"]
    wish = replace(wish, notes=(*wish.notes, *growth.notes))
    return Whole(_reasoning(wish, commands, growth=growth), growth.files)


def _added_apps(asked: Asked, wish: Wish) -> Whole:
    require_named(asked, wish.project)
    files = {path: asked.files.get(path, "") for path in (SETTINGS, URLS)}
    for app in wish.apps:
        require_canonical(asked, app.name)
        files |= _wired(app.name, files) | app_files(app)
    return Whole(_reasoning(wish, app_commands([app.name for app in wish.apps], files)), files)


def _new_project(asked: Asked, wish: Wish) -> Whole:
    from skillrun.providers.blueprint.templates import render_tree, tidy

    name = wish.project or _project_name(asked.name)
    files = tidy(render_tree("project", {"project": name, "apps": ()}))
    for app in wish.apps:
        files |= _wired(app.name, files) | app_files(app)
    require_room(asked, files)
    commands = project_commands(name, [app.name for app in wish.apps], files)
    ordered = dict(sorted(files.items(), key=lambda item: _place(item[0])))
    return Whole(_reasoning(wish, commands, project=name), ordered)


def _wired(app: str, files: Mapping[str, str]) -> dict[str, str]:
    return {
        SETTINGS: install_app(files[SETTINGS], app, path=SETTINGS),
        URLS: mount_app(files[URLS], app, path=URLS),
    }


def _project_name(folder: str) -> str:
    """The project's name from the workspace's folder, where it can be one."""
    name = re.sub(r"[^A-Za-z0-9]+", "-", folder).strip("-").lower()
    return _DEFAULT_PROJECT if project_name_problem(name) else name


def _place(path: str) -> tuple[int, str]:
    """The order of delivery: the project's own files, its configuration, its apps, its tests."""
    tops = ("config", "apps", "tests", "nginx")
    top = path.split("/", 1)[0]
    return (tops.index(top) + 1 if top in tops else 0, path)


def _reasoning(
    wish: Wish, commands: list[str], *, project: str = "", growth: "Growth | None" = None
) -> str:
    from skillrun.providers.blueprint.templates import render_tree

    values = {
        "project": project,
        "project_assumed": bool(project) and not wish.project,
        "apps": [(app_view(app), app) for app in wish.apps],
        "commands": commands,
        "notes": wish.notes,
        "growth": growth,
        "types": {kind.value: name for kind, name in CLASSES.items()},
    }
    text = render_tree("reasoning", values)["reasoning.md"]
    return re.sub(r"\n{3,}", "\n\n", text).strip()
