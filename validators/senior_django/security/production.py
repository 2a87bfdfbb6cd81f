"""SEC003 security-settings."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from skillrun.rules.model import Example, Finding, Subject, TreeRule
from skillrun.rules.source import Source

from ..assets import asset
from ..semantics.production import for_production, holds, is_production_module
from ..semantics.project import edits, judged_settings, under_judgement
from ..semantics.settings import Setting, Settings, settings_of
from ..semantics.values import Unknown, literal

_BASE = 'INSTALLED_APPS = []\nROOT_URLCONF = "config.urls"\n'


class SecuritySettings(TreeRule):
    """A production setting that is missing or weaker than the baseline's."""

    code = "SEC003"
    name = "security-settings"
    directive = (
        "Set all nine production security settings of the baseline with its values; they may stand "
        "under a switch that is on in production."
    )
    decisions = (
        "All settings modules count together. What stands only in a development module (`local`, "
        "`dev`, `test`) or under a test that fails in production (`if DEBUG`, `if env.stage is "
        "Stage.LOCAL`) sets nothing. A value from the environment, such as `not DEBUG`, is accepted, unless "
        "its name says that it is off in production (`DEBUG`); of `a if b else c` one side must do. A longer HSTS time is stronger. Django's own defaults do not "
        "count: the baseline is written out."
    )
    bad = Example(f"{_BASE}SECURE_SSL_REDIRECT = False\n", "config/settings.py")
    good = Example(_BASE + asset("security_settings.py"), "config/settings.py")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield each setting of the baseline that production lacks."""
        main = judged_settings(subject)
        if main is not None:
            yield from under_judgement(_lacking(main, subject), subject)


def _lacking(main: Source, subject: Subject) -> Iterator[Finding]:
    settings = subject.once(settings_of)
    for name, value in _baseline().items():
        given = for_production(settings, name)
        if not given and settings.is_complete:
            idle = settings.get(name)
            where = idle[-1] if idle and edits(subject, idle[-1].source.path) else None
            message = f"`{name} = {_spelled(value)}` is missing in production: set it."
            yield _at(where, message) if where else Finding(message, path=main.path)
        yield from _weak(name, value, given, settings)


@cache
def _baseline() -> dict[str, object]:
    """The nine settings with their values."""
    assignments = ast.parse(asset("security_settings.py")).body
    return {
        node.targets[0].id: literal(node.value)
        for node in assignments
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }


def _spelled(value: object) -> str:
    return repr(tuple(value)) if isinstance(value, list) else repr(value)


def _weak(
    name: str, wanted: object, given: tuple[Setting, ...], settings: Settings
) -> Iterator[Finding]:
    good = [setting for setting in given if _is_enough(setting.value, wanted, settings)]
    for setting in given:
        if setting in good or any(_overrides(other, setting) for other in good):
            continue
        message = (
            f"`{name}` is weaker than the baseline: set it to {_spelled(wanted)} in production."
        )
        yield _at(setting, message)


def _overrides(later: Setting, earlier: Setting) -> bool:
    if later.source is earlier.source:
        return later.node.lineno > earlier.node.lineno
    return is_production_module(later.source.path)


def _is_enough(value: ast.expr, wanted: object, settings: Settings) -> bool:
    if isinstance(wanted, bool) and (switch := holds(value)) is not None:
        return switch
    given = literal(value, settings.lookup)
    if not isinstance(given, Unknown):
        return _reaches(given, wanted)
    if isinstance(given.node, ast.IfExp):
        sides = (given.node.body, given.node.orelse)
        return any(_is_enough(side, wanted, settings) for side in sides)
    return True


def _reaches(given: object, wanted: object) -> bool:
    """Whether a value that is known is as strong as the baseline's."""
    if isinstance(wanted, list):
        return given == wanted or (
            isinstance(given, list) and any(isinstance(item, Unknown) for item in given)
        )
    if isinstance(wanted, str):
        return isinstance(given, str) and given.upper() == wanted
    if isinstance(wanted, bool):
        return bool(given)
    return isinstance(given, int | float) and isinstance(wanted, int) and given >= wanted


def _at(setting: Setting, message: str) -> Finding:
    return replace(setting.source.at_node(setting.node, message), path=setting.source.path)
