"""The apps of a project: by their configurations, by what settings install, by their folders."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from posixpath import dirname

from skillrun.project.index.facts import ClassFacts
from skillrun.project.index.model import App
from skillrun.project.index.names import Names

_CONFIG = "django.apps.AppConfig"
_CONFIGS = frozenset({_CONFIG, "django.apps.config.AppConfig"})
_MARKS = ("models.py", "models/__init__.py", "migrations/__init__.py", "admin.py", "views.py")


@dataclass(frozen=True, slots=True)
class _Config:
    """A class that configures an app."""

    dotted: str
    name: str
    label: str
    path: str
    line: int
    default: bool


def apps_of(names: Names, installed: Iterable[str]) -> tuple[App, ...]:
    """Find the apps.

    Args:
        names: The names of the project.
        installed: The entries of `INSTALLED_APPS` of all settings.

    Returns:
        The apps by label; those of one label by folder.
    """
    entries = tuple(installed)
    configs = [one for one in _configs(names) if _is_found(one, entries)]
    found: dict[str, App] = {}
    for config in _one_each(configs, entries):
        app = _configured(names, config)
        if app is not None:
            found.setdefault(app.name, app)
    taken = {app.folder for app in found.values()}
    for entry in entries:
        module = names.layout.find(entry)
        if module is not None and _folder(names, module) not in taken:
            found[module] = _bare(names, module)
            taken.add(found[module].folder)
    for module in _marked(names):
        folder = _folder(names, module)
        if module not in found and folder not in taken:
            found[module] = _bare(names, module)
    wanted = {names.resolve(entry) for entry in entries} | set(entries)
    marked = (
        replace(app, installed=bool({app.name, app.config} & wanted)) for app in found.values()
    )
    return tuple(sorted(marked, key=lambda app: (app.label, app.folder)))


def is_config(names: Names, dotted: str) -> bool:
    """Whether a class configures an app."""
    order = names.order(dotted)
    return any(base in _CONFIGS or _outside_config(names, base) for base in order[1:])


def _is_found(config: _Config, entries: tuple[str, ...]) -> bool:
    """Whether Django would come upon a configuration: by its file, or because it is installed."""
    name = config.path.rpartition("/")[2]
    return name in {"apps.py", "__init__.py"} or config.dotted in entries


def _outside_config(names: Names, base: str) -> bool:
    return names.cls(base) is None and base.rpartition(".")[2].endswith("Config") and "." in base


def _configs(names: Names) -> Iterator[_Config]:
    for path, facts in sorted(names.facts.items()):
        module = names.layout.modules[path]
        for cls in facts.classes if "Config" in facts.text else ():
            dotted = f"{module}.{cls.name}"
            if "." in cls.name or not names.bases(dotted) or not is_config(names, dotted):
                continue
            name = _inherited(names, dotted, "name") or _package(module, path, cls)
            if name:
                label = _inherited(names, dotted, "label") or name.rpartition(".")[2]
                default = cls.attribute("default")
                is_default = default is not None and default.text == "True"
                yield _Config(dotted, name, label, path, cls.line, is_default)


def _package(module: str, path: str, cls: ClassFacts) -> str:
    """`name = __package__`, or computed: an `apps.py` says it by where it lies."""
    if cls.attribute("name") is None:
        return ""
    return module if path.endswith("__init__.py") else module.rpartition(".")[0]


def _inherited(names: Names, dotted: str, attribute: str) -> str:
    for base in names.order(dotted):
        facts = names.cls(base)
        found = facts.attribute(attribute) if facts is not None else None
        if found is not None and facts is not None:
            return _literal(facts, attribute)
    return ""


def _literal(facts: ClassFacts, attribute: str) -> str:
    found = facts.attribute(attribute)
    try:
        value = ast.literal_eval(found.text) if found is not None else ""
    except (ValueError, SyntaxError):
        return ""
    return value if isinstance(value, str) else ""


def _one_each(configs: list[_Config], entries: tuple[str, ...]) -> Iterator[_Config]:
    """Of several configurations of one app: the installed one, the default, the first."""
    by_name: dict[str, list[_Config]] = {}
    for config in configs:
        by_name.setdefault(config.name, []).append(config)
    for of_name in by_name.values():
        yield min(of_name, key=lambda one: (one.dotted not in entries, not one.default))


def _configured(names: Names, config: _Config) -> App | None:
    module = names.layout.find(config.name)
    package = names.layout.modules[config.path].removesuffix(".apps")
    if module is None and package.endswith(f".{config.name}"):
        module = package  # a template of a project, or an app that lies somewhere else
    folder = _folder(names, module) if module is not None else dirname(config.path) or "."
    return App(config.label, config.name, folder, config.path, config.line, config.dotted)


def _bare(names: Names, module: str) -> App:
    folder = _folder(names, module)
    prefix = "" if folder == "." else f"{folder}/"
    candidates = ("apps.py", *_MARKS, "__init__.py")
    path = next(
        (prefix + c for c in candidates if prefix + c in names.facts), f"{prefix}__init__.py"
    )
    return App(module.rpartition(".")[2], module, folder, path, 1)


def _folder(names: Names, module: str) -> str:
    path = names.layout.paths.get(module, "")
    return (
        dirname(path) or "." if path.endswith(("/__init__.py", "/")) else path.removesuffix(".py")
    )


def _marked(names: Names) -> Iterator[str]:
    """The packages that hold models or migrations and no configuration."""
    for path in sorted(names.facts):
        for mark in ("models.py", "models/__init__.py"):
            if path.endswith(f"/{mark}"):
                package = names.layout.modules[path].rpartition(".")[0]
                if package and package in names.layout.paths:
                    yield package
