"""An index from files, and an index after a change of files."""

import ast
from collections.abc import Callable, Iterable, Mapping

from skillrun.machine.collecting import no_collection
from skillrun.project.index.apps import apps_of
from skillrun.project.index.dependencies import declares, dependencies_of
from skillrun.project.index.evaluation import Interpreter
from skillrun.project.index.facts import FileFacts
from skillrun.project.index.functions import functions_of, tests_of
from skillrun.project.index.layout import layout_of
from skillrun.project.index.model import ProjectIndex, Unread
from skillrun.project.index.models import Models
from skillrun.project.index.names import Names
from skillrun.project.index.reading import read_facts
from skillrun.project.index.routes import routes_of
from skillrun.project.index.serializers import serializers_of
from skillrun.project.index.settings import settings_modules, settings_of
from skillrun.project.index.views import views_of

Read = Callable[[str], str | None]
Trees = Callable[[str], ast.Module | None]


def index_of(paths: Iterable[str], read: Read, *, trees: Trees | None = None) -> ProjectIndex:
    """Index a project.

    Args:
        paths: All its files, from the root, with forward slashes; what is of no use is not read.
        read: The text of a file; None where it is not to be had or not text.
        trees: Syntax trees that were parsed before; None where a file's is not to be had.

    Returns:
        The index. No file makes this raise: what cannot be read is in `unread`.
    """
    with no_collection():
        facts = {p: facts_of(p, read(p), trees) for p in sorted(filter(is_useful, paths))}
        return compose(facts)


def updated(
    index: ProjectIndex, changed: Mapping[str, str | None], *, trees: Trees | None = None
) -> ProjectIndex:
    """Index a project after a change: only the changed files are read again.

    Args:
        index: The index before.
        changed: New texts by path; None for a file that is gone.
        trees: As for `index_of`.

    Returns:
        What `index_of` would return for the files after the change.
    """
    facts = {path: kept for path, kept in index.facts.items() if path not in changed}
    for path, text in changed.items():
        if text is not None and is_useful(path):
            facts[path] = facts_of(path, text, trees)
    with no_collection():
        return compose(dict(sorted(facts.items())))


def is_useful(path: str) -> bool:
    """Whether a file tells the index anything: Python but migrations, and files of dependencies."""
    *folders, name = path.split("/")
    if name.endswith(".py"):
        return "migrations" not in folders or name == "__init__.py"
    return declares(path)


def facts_of(path: str, text: str | None, trees: Trees | None = None) -> FileFacts:
    """What one file says; with a `problem` where it cannot be read."""
    if text is None:
        return FileFacts(path, "", problem=(1, "it is not UTF-8 text"))
    if not path.endswith(".py"):
        return FileFacts(path, text)
    return read_facts(path, text, trees(path) if trees is not None else None)


def compose(facts: Mapping[str, FileFacts]) -> ProjectIndex:
    """Put together what the files of a project say.

    Args:
        facts: Of all useful files, by path.
    """
    code = {path: one for path, one in facts.items() if path.endswith(".py")}
    names = Names(code, layout_of(facts))
    run = Interpreter(names)
    settings = settings_modules(run)
    agreed = settings.agreed()
    apps = apps_of(names, settings.installed())
    run = Interpreter(names, agreed, {app.label: app.config for app in apps if app.config})
    models = Models(run, apps, agreed)
    routes = routes_of(run, settings.roots())
    declared = {path: one.text for path, one in facts.items() if declares(path)}
    return ProjectIndex(
        apps=apps,
        models=models.all(),
        serializers=tuple(serializers_of(names, models.label)),
        views=tuple(
            views_of(names, (route.view for route in routes), models.label, models.is_model)
        ),
        routes=routes,
        settings=tuple(settings_of(names, settings)),
        services=tuple(functions_of(names, "services")),
        selectors=tuple(functions_of(names, "selectors")),
        tests=tuple(tests_of(names)),
        dependencies=tuple(dependencies_of(declared)),
        unread=tuple(Unread(p, *one.problem) for p, one in facts.items() if one.problem),
        facts=facts,
    )
