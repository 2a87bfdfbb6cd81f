"""ERR006 log-level."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from skillrun.rules.functions import docstrings
from skillrun.rules.model import Example, Finding, Subject, TreeRule
from skillrun.rules.source import Source

from ..semantics.classes import class_index
from ..semantics.production import in_production
from ..semantics.project import judged_settings, under_judgement
from ..semantics.settings import Settings, settings_of
from ..semantics.values import Unknown, dict_entries, literal

_NEEDED = ("DEBUG", "INFO", "WARNING")
_SETTINGS_CLASSES = frozenset({"pydantic_settings.BaseSettings", "pydantic.BaseSettings"})
_BASE = 'INSTALLED_APPS = []\nROOT_URLCONF = "config.urls"\n'
_TAIL = (
    'LOGGING = {\n    "formatters": {"json": {"()": "project.JsonFormatter"}},\n'
    '    "root": {"handlers": ["console"], "level": LEVEL},\n}\n'
)


class LogLevel(TreeRule):
    """A log level that is fixed, or the same everywhere."""

    code = "ERR006"
    name = "log-level"
    directive = (
        "Read the log level from the pydantic-settings class: DEBUG in local, INFO in staging and "
        "WARNING in production."
    )
    decisions = (
        "The level of the root logger counts; without one, those of all loggers. It must not come down to a "
        "literal, and the settings modules or the settings class must name all three levels outside of "
        "annotations, lists of all levels and of `LOGGING` itself. Levels of single loggers may be literals."
    )
    bad = Example(f'{_BASE}LEVEL = "INFO"\n{_TAIL}', "config/settings.py")
    good = Example(
        f'{_BASE}LEVELS = {{"local": "DEBUG", "staging": "INFO", "production": "WARNING"}}\n'
        f"LEVEL = env.log_level or LEVELS[env.environment]\n{_TAIL}",
        "config/settings.py",
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield the level that is fixed, else the level that is everywhere the same."""
        if judged_settings(subject) is not None:
            yield from under_judgement(_lacking(subject), subject)


def _lacking(subject: Subject) -> Iterator[Finding]:
    settings = subject.once(settings_of)
    levels = list(_levels(settings))
    if not levels:
        yield from _unset(settings)
        return
    fixed = [level for level in levels if not _is_read(level[0], settings)]
    if len(fixed) == len(levels):
        source, node = fixed[0][1], fixed[0][0]
        message = "The log level is a literal: read it from the settings class."
        yield replace(source.at_node(node, message), path=source.path)
        return
    missing = [name for name in _NEEDED if name not in _named(settings, subject)]
    if missing:
        node, source = next(level for level in levels if level not in fixed)
        message = (
            f"The level {' and '.join(missing)} is never chosen: DEBUG belongs to local, INFO to "
            "staging, WARNING to production."
        )
        yield replace(source.at_node(node, message), path=source.path)


def _levels(settings: Settings) -> Iterator[tuple[ast.expr, Source]]:
    """Yield the levels that decide, with the modules they stand in."""
    entries = settings.entries("LOGGING", in_production)
    root, loggers = entries.get("root"), entries.get("loggers")
    if root is not None:
        level = dict_entries(root.value, settings.lookup).get("level")
        if level is not None:
            yield level, _source_of(level, settings, root.setting.source)
            return
    if loggers is not None:
        for logger in dict_entries(loggers.value, settings.lookup).values():
            level = dict_entries(logger, settings.lookup).get("level")
            if level is not None:
                yield level, _source_of(level, settings, loggers.setting.source)


def _source_of(node: ast.expr, settings: Settings, default: Source) -> Source:
    """The module that a part of a setting stands in: what one begins, others may add to."""
    sources = {setting.source.path: setting.source for setting in settings.get("LOGGING")}
    return next((s for s in sources.values() if s.parent(node) is not None), default)


def _unset(settings: Settings) -> Iterator[Finding]:
    entries = settings.entries("LOGGING", in_production)
    root = entries.get("root")
    if settings.is_open("LOGGING") or not entries:
        return
    for key in ("root", "loggers"):
        if key in entries and isinstance(literal(entries[key].value, settings.lookup), Unknown):
            return
    place = root or next(iter(entries.values()))
    message = "`LOGGING` sets no level: give the root logger one from the settings class."
    source = place.setting.source
    yield replace(source.at_node(place.value, message), path=source.path)


def _is_read(level: ast.expr, settings: Settings) -> bool:
    value = literal(level, settings.lookup)
    if not isinstance(value, Unknown):
        return False
    return not (isinstance(value.node, ast.Attribute) and value.node.attr in _NEEDED)


def _named(settings: Settings, subject: Subject) -> set[str]:
    """The levels that the settings modules and the settings classes choose between."""
    index = subject.once(class_index)
    sources = {module.path: module for module in settings.modules}
    for module in settings.modules:
        for name in module.imports.names.values():
            cls = index.find(name)
            if cls is not None and index.inherits(cls, _SETTINGS_CLASSES):
                sources[cls.source.path] = cls.source
            else:
                source = _module_of_instance(name, subject)
                if source is not None:
                    sources[source.path] = source
    return {level for source in sources.values() for level in _levels_in(source)}


def _module_of_instance(dotted: str, subject: Subject) -> Source | None:
    """The project's module that a name is imported from, such as `config.env.env`."""
    from ..semantics.modules import modules_of

    place = subject.once(modules_of).split(dotted)
    return subject.source(place[0]) if place else None


def _levels_in(source: Source) -> Iterator[str]:
    prose = set(docstrings(source))
    for node in source.of_type(ast.Constant):
        known = isinstance(node.value, str) and node.value.upper() in _NEEDED and node not in prose
        if known and not (
            _is_annotation(node, source)
            or _is_level_of_logger(node, source)
            or _is_one_of_all(node, source)
        ):
            yield str(node.value).upper()
    for attribute in source.of_type(ast.Attribute):
        # `logging.DEBUG`, or a member of an enumeration.
        if attribute.attr in _NEEDED:
            yield attribute.attr


def _is_one_of_all(node: ast.AST, source: Source) -> bool:
    """Whether a constant is listed with levels that no environment has, or is a member of an enumeration."""
    holder = source.parent(node)
    if isinstance(holder, ast.Set | ast.List | ast.Tuple):
        listed = {e.value for e in holder.elts if isinstance(e, ast.Constant)}
        return not listed.isdisjoint({"ERROR", "CRITICAL", "error", "critical"})
    cls = source.parent(holder) if isinstance(holder, ast.Assign) else None
    return isinstance(cls, ast.ClassDef) and any(
        (source.qualified(base) or "").endswith("Enum") for base in cls.bases
    )


def _is_annotation(node: ast.AST, source: Source) -> bool:
    return any(
        isinstance(ancestor, ast.Subscript)
        and (source.qualified(ancestor.value) or "").endswith(".Literal")
        for ancestor in source.ancestors(node)
    )


def _is_level_of_logger(node: ast.AST, source: Source) -> bool:
    """Whether a constant is given straight to a logger or handler: `"level": "INFO"`."""
    holder = source.parent(node)
    return isinstance(holder, ast.Dict) and any(
        value is node and isinstance(key, ast.Constant) and key.value == "level"
        for key, value in zip(holder.keys, holder.values, strict=True)
    )
