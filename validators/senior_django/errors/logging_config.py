"""ERR005 logging-config."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace

from skillrun.rules.model import Example, Finding, Subject, TreeRule
from skillrun.rules.source import Source

from ..semantics.classes import ClassInfo, class_index
from ..semantics.production import for_production
from ..semantics.project import judged_settings, under_judgement
from ..semantics.settings import Setting, Settings, settings_of
from ..semantics.values import Unknown, literal

# Formatters that write JSON say so in their name, or are known for it.
_JSON = ("json", "ecs_logging", "logstash")
_BASE = 'INSTALLED_APPS = []\nROOT_URLCONF = "config.urls"\n'


class LoggingConfig(TreeRule):
    """Logs that a collector cannot read."""

    code = "ERR005"
    name = "logging-config"
    directive = (
        "Define `LOGGING` as a dict in the settings, with a JSON formatter that the handlers use."
    )
    decisions = (
        "A formatter is JSON when its class or factory says so in its name (`JsonFormatter`, "
        "`jsonlogger`, `ecs_logging`) or, in the project, writes with `json.dumps`. At least one handler must use it, "
        "and the root logger or another must use that handler. What only running the code would tell is accepted."
    )
    bad = Example(
        f'{_BASE}LOGGING = {{"version": 1, "formatters": {{"plain": {{"format": "%(message)s"}}}}}}\n',
        "config/settings.py",
    )
    good = Example(
        f'{_BASE}LOGGING = {{\n    "version": 1,\n'
        '    "formatters": {"json": {"()": "pythonjsonlogger.json.JsonFormatter"}},\n'
        '    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},\n'
        '    "root": {"handlers": ["console"], "level": env.log_level},\n}\n',
        "config/settings.py",
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield what is missing, the first thing alone."""
        main = judged_settings(subject)
        if main is not None:
            yield from under_judgement(_lacking(main, subject), subject)


def _lacking(main: Source, subject: Subject) -> Iterator[Finding]:
    settings = subject.once(settings_of)
    given = for_production(settings, "LOGGING")
    if not given:
        if settings.is_complete:
            message = "`LOGGING` is missing: define it with a JSON formatter."
            yield Finding(message, path=main.path)
        return
    yield from _disabled(settings)
    whole = [setting for setting in given if setting.key is None and not setting.adds]
    problems = [(setting, _problem(setting, settings, subject)) for setting in whole]
    # Which of several holds, only running the code would tell: one that will do is enough.
    if problems and all(problem for _, problem in problems):
        setting, problem = max(problems, key=lambda found: _length(found[0].node))
        yield _at(setting, str(problem))


def _length(node: ast.stmt) -> int:
    """How many lines a statement takes: an empty dictionary is not the one to mend."""
    return (node.end_lineno or node.lineno) - node.lineno


def _disabled(settings: Settings) -> Iterator[Finding]:
    for setting in for_production(settings, "LOGGING_CONFIG"):
        if isinstance(setting.value, ast.Constant) and setting.value.value is None:
            message = "`LOGGING_CONFIG = None` leaves `LOGGING` unread: remove it."
            place = setting.source.at_node(setting.node, message)
            yield replace(place, path=setting.source.path)


def _problem(setting: Setting, settings: Settings, subject: Subject) -> str | None:
    """The first link that is missing from the formatter to a logger; None where that cannot be told."""
    value = literal(setting.value, settings.lookup)
    if not isinstance(value, dict):
        return None if isinstance(value, Unknown) else "`LOGGING` is no dict: define it as one."
    if any(isinstance(key, Unknown) for key in value):
        return None
    config = {str(key): part for key, part in value.items()}
    for later in settings.get("LOGGING"):
        if later.key:
            part, before = literal(later.value, settings.lookup), config.get(later.key)
            if later.adds and isinstance(part, dict) and isinstance(before, dict):
                part = {**before, **part}
            config[later.key] = part
    json = _json_formatters(config.get("formatters"), subject)
    if not json:
        advice = "add one, such as a class that writes with `json.dumps`."
        return None if json is None else f"`LOGGING` has no JSON formatter: {advice}"
    handlers = _using(config.get("handlers"), "formatter", json)
    if not handlers:
        advice = f'give one `"formatter": "{min(json)}"`.'
        return None if handlers is None else f"No handler uses the JSON formatter: {advice}"
    if _loggers_using(config, handlers) == set():
        advice = f"give the root logger `{min(handlers)}`."
        return f"No logger uses the handler with the JSON formatter: {advice}"
    return None


def _loggers_using(config: Mapping[str, object], handlers: set[str]) -> set[str] | None:
    loggers = config.get("loggers", {})
    if isinstance(loggers, dict):
        return _using({"root": config.get("root", {}), **loggers}, "handlers", handlers)
    return None


def _json_formatters(formatters: object, subject: Subject) -> set[str] | None:
    """Names of the JSON formatters; None where that cannot be told."""
    if isinstance(formatters, Unknown):
        return None
    found: set[str] = set()
    for name, formatter in formatters.items() if isinstance(formatters, dict) else ():
        if isinstance(name, Unknown) or isinstance(formatter, Unknown):
            return None
        if isinstance(formatter, Mapping) and _is_json(formatter, subject):
            found.add(str(name))
    return found


def _is_json(formatter: Mapping[object, object], subject: Subject) -> bool:
    for key in ("()", "class"):
        made_by = formatter.get(key)
        if isinstance(made_by, Unknown):
            made_by = _dotted(made_by.node, subject)
            if made_by is None:
                return True
        if isinstance(made_by, str):
            return (
                any(word in made_by.lower() for word in _JSON)
                or _renders_json(formatter)
                or _dumps(made_by, subject)
            )
    return False


def _dotted(node: ast.AST, subject: Subject) -> str | None:
    """The dotted name of a class that stands in a settings module; None for what is no name."""
    if not isinstance(node, ast.Name | ast.Attribute):
        return None
    modules = subject.once(settings_of).modules
    names = (source.qualified(node) for source in modules if source.parent(node) is not None)
    return next(names, None)


def _renders_json(formatter: Mapping[object, object]) -> bool:
    """Whether a formatter is given something that renders JSON, as structlog's is."""
    values = [v for v in formatter.values() if isinstance(v, Unknown)]
    return any(
        "json" in ast.unparse(value.node).lower()
        for value in values
        if hasattr(value.node, "lineno")
    )


def _dumps(dotted: str, subject: Subject) -> bool:
    cls = subject.once(class_index).find(dotted)
    return isinstance(cls, ClassInfo) and any(
        (cls.source.qualified(node) or "").endswith(
            ("json.dumps", "orjson.dumps", "msgspec.json.encode")
        )
        for node in ast.walk(cls.node)
        if isinstance(node, ast.Call)
    )


def _using(users: object, key: str, wanted: set[str]) -> set[str] | None:
    """Names of those that use one of the wanted; None where that cannot be told."""
    if isinstance(users, Unknown):
        return None
    found: set[str] = set()
    for name, user in users.items() if isinstance(users, dict) else ():
        used = user.get(key) if isinstance(user, dict) else user
        if isinstance(used, Unknown) or isinstance(name, Unknown):
            return None
        used = used if isinstance(used, list) else [used]
        if any(isinstance(item, Unknown) for item in used):
            return None
        if any(item in wanted for item in used):
            found.add(str(name))
    return found


def _at(setting: Setting, message: str) -> Finding:
    head = setting.node.targets[0] if isinstance(setting.node, ast.Assign) else setting.node
    return replace(setting.source.at_node(head, message), path=setting.source.path)
