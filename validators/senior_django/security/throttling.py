"""SEC008 throttling."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from skillrun.rules.model import Example, Finding, Subject, TreeRule
from skillrun.rules.source import Source

from ..semantics.classes import class_index
from ..semantics.production import in_production
from ..semantics.project import judged_settings, under_judgement
from ..semantics.settings import Entry, Settings, settings_of
from ..semantics.values import Unknown, literal

_NAME = "REST_FRAMEWORK"
_CLASSES = "DEFAULT_THROTTLE_CLASSES"
_RATES = "DEFAULT_THROTTLE_RATES"
_SCOPES = {
    "rest_framework.throttling.AnonRateThrottle": "anon",
    "rest_framework.throttling.UserRateThrottle": "user",
}
_BASE = 'INSTALLED_APPS = ["rest_framework"]\nROOT_URLCONF = "config.urls"\n'


class Throttling(TreeRule):
    """An API without rate limits."""

    code = "SEC008"
    name = "throttling"
    directive = (
        "Configure rate limits in `REST_FRAMEWORK`: `DEFAULT_THROTTLE_CLASSES` and a rate for each of "
        "them in `DEFAULT_THROTTLE_RATES`."
    )
    decisions = (
        "Empty is missing; so is a rate of None. A throttle class of the project asks for the rate of its "
        "`scope`, unless it has a `rate` of its own. What is set for development alone does not count. "
        "Which rates are right is not judged here (OPS010 compares them with the baseline)."
    )
    bad = Example(f'{_BASE}REST_FRAMEWORK = {{"PAGE_SIZE": 20}}\n', "config/settings.py")
    good = Example(
        f'{_BASE}REST_FRAMEWORK = {{\n    "{_CLASSES}": ["rest_framework.throttling.AnonRateThrottle"],\n'
        f'    "{_RATES}": {{"anon": "10/hour"}},\n}}\n',
        "config/settings.py",
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield the keys that are missing, and the rates that a class lacks."""
        main = judged_settings(subject)
        if main is not None:
            yield from under_judgement(_lacking(main, subject), subject)


def _lacking(main: Source, subject: Subject) -> Iterator[Finding]:
    settings = subject.once(settings_of)
    if not settings.is_complete:
        return
    entries = settings.entries(_NAME, in_production)
    for key in (_CLASSES, _RATES):
        if not _is_given(entries.get(key), settings) and not settings.is_open(_NAME):
            yield _missing(key, entries.get(key), settings, main)
    yield from _without_rate(entries, settings, subject)


def _is_given(entry: Entry | None, settings: Settings) -> bool:
    return entry is not None and literal(entry.value, settings.lookup) not in ([], {}, None)


def _missing(key: str, entry: Entry | None, settings: Settings, main: Source) -> Finding:
    message = f'`{_NAME}["{key}"]` is missing: without it nothing limits how often clients ask.'
    if entry is not None:
        return _at(entry, message)
    given = [setting for setting in settings.get(_NAME) if setting.key is None]
    if given:
        where = given[0]
        return replace(where.source.at_node(_head(where.node), message), path=where.source.path)
    return Finding(message, path=main.path)


def _head(node: ast.stmt) -> ast.AST:
    """The name that a statement assigns: the whole dictionary would be underlined otherwise."""
    if isinstance(node, ast.Assign):
        return node.targets[0]
    return node.target if isinstance(node, ast.AnnAssign) else node


def _without_rate(
    entries: dict[str, Entry], settings: Settings, subject: Subject
) -> Iterator[Finding]:
    classes, rates = entries.get(_CLASSES), entries.get(_RATES)
    if classes is None or rates is None:
        return
    known, limits = literal(classes.value, settings.lookup), literal(rates.value, settings.lookup)
    if not isinstance(known, list) or not isinstance(limits, dict) or not limits:
        return
    if any(isinstance(key, Unknown) for key in limits):
        return
    for name in known:
        scope = _scope(name, subject) if isinstance(name, str) else None
        if scope is not None and limits.get(scope) is None:
            message = f'`{name}` has no rate: add `"{scope}"` to `{_RATES}`.'
            yield _at(rates, message)


def _scope(name: str, subject: Subject) -> str | None:
    """The rate that a throttle class asks for; None where it has its own or the code does not tell."""
    index = subject.once(class_index)
    cls = index.find(name)
    if cls is None:
        return _SCOPES.get(name)
    if index.attribute(cls, "rate") or index.attribute(cls, "get_rate"):
        return None
    own = index.attribute(cls, "scope")
    scope = literal(own.value) if own is not None else None
    known = [_SCOPES[base] for base in index.externals(cls) if base in _SCOPES]
    return scope if isinstance(scope, str) else None if own or not known else known[0]


def _at(entry: Entry, message: str) -> Finding:
    source = entry.setting.source
    return replace(source.at_node(entry.value, message), path=source.path)
