"""OPS010 drf-baseline."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

from skillrun.rules.model import Example, Finding, Subject, TreeRule
from skillrun.rules.source import Source

from ..assets import asset
from ..semantics.production import in_production, is_development_module
from ..semantics.project import is_whole_project
from ..semantics.settings import Entry, Setting, Settings, settings_of
from ..semantics.values import Unknown, literal

_NAME = "REST_FRAMEWORK"
_PACKAGES = frozenset({"rest_framework", "drf_spectacular", "apps"})
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_RATE = re.compile(r"\s*(\d+)\s*/\s*(\d*)\s*([smhd])")


class DrfBaseline(TreeRule):
    """A key of `REST_FRAMEWORK`."""

    code = "OPS010"
    name = "drf-baseline"
    directive = (
        "The settings' `REST_FRAMEWORK` holds every key and value of the skill's `rest_framework.py` "
        "asset; keys and list members may be added."
    )
    decisions = (
        "Compared as data: lists and tuples alike, names followed, a class given for its dotted name. "
        "Stricter throttle rates are fine. A value that only running the code would tell "
        "is left alone. Settings modules for development and tests do not count. Who asks for another value by the "
        "key's name (`set PAGE_SIZE to 50`) gets it."
    )
    bad = Example(
        'ROOT_URLCONF = "config.urls"\nREST_FRAMEWORK = {"PAGE_SIZE": 20}\n', "config/settings.py"
    )
    good = Example(
        'ROOT_URLCONF = "config.urls"\n' + asset("rest_framework.py"), "config/settings.py"
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield each key that is missing or other than the baseline."""
        everything = subject.once(settings_of)
        counted = tuple(setting for setting in everything.settings if in_production(setting))
        settings = Settings(everything.modules, counted)
        judged = [s for s in settings.get(_NAME) if s.source.path in subject.files]
        if judged:
            place = next((s for s in judged if s.key is None), judged[0])
            yield from _compared(settings, place, subject.request)
        elif everything.is_readable and not everything.get(_NAME) and is_whole_project(subject):
            modules = [m for m in settings.modules if not is_development_module(m.path)]
            yield from _missing_dict([m for m in modules if m.path in subject.files])


def _missing_dict(modules: list[Source]) -> Iterator[Finding]:
    if modules:
        # Of several modules the longest is the one that the others lean on.
        main = max(modules, key=lambda module: len(module.text))
        message = f"{_NAME} is missing: add the baseline of the skill's `rest_framework.py`."
        yield Finding(message, 1, path=main.path)


@cache
def _baseline() -> Mapping[str, object]:
    tree = ast.parse(asset("rest_framework.py"))
    statement = tree.body[0]
    assert isinstance(statement, ast.Assign)
    value: Mapping[str, object] = ast.literal_eval(statement.value)
    return value


def _compared(settings: Settings, place: Setting, request: str) -> Iterator[Finding]:
    entries = settings.entries(_NAME)
    unseen = settings.is_open(_NAME)
    for key, wanted in _baseline().items():
        entry = entries.get(key)
        if entry is None:
            if not unseen:
                message = f'{_NAME} lacks "{key}": add {wanted!r}.'
                yield Finding(message, place.node.lineno, path=place.source.path)
        # Who asks for another value by the key's name overrides the baseline.
        elif not _fits(_data(entry, settings), wanted, key) and key not in request:
            source = entry.setting.source
            message = f'{_NAME}["{key}"] is not the baseline: write {wanted!r}.'
            yield replace(source.at_node(entry.value, message), path=source.path)


def _data(entry: Entry, settings: Settings) -> object:
    return _named(literal(entry.value, settings.lookup), entry.setting.source)


def _named(value: object, source: Source) -> object:
    """Classes given as such become their dotted names."""
    if isinstance(value, list):
        return [_named(item, source) for item in value]
    if isinstance(value, Unknown) and isinstance(value.node, ast.Name | ast.Attribute):
        dotted = source.qualified(value.node)
        return dotted if dotted and dotted.split(".")[0] in _PACKAGES else value
    return value


def _fits(found: object, wanted: object, key: str) -> bool:
    if isinstance(found, Unknown):
        return True
    if isinstance(wanted, dict):
        return isinstance(found, dict) and _fits_dict(found, wanted, key)
    if isinstance(wanted, list):
        is_open = isinstance(found, list) and any(isinstance(item, Unknown) for item in found)
        return isinstance(found, list) and (is_open or all(item in found for item in wanted))
    if key == "DEFAULT_THROTTLE_RATES":
        return found == wanted or _is_stricter(found, wanted)
    return found == wanted and type(found) is type(wanted)


def _fits_dict(found: Mapping[object, object], wanted: Mapping[str, object], key: str) -> bool:
    is_open = any(isinstance(name, Unknown) for name in found)
    return all(
        _fits(found[name], value, key) if name in found else is_open
        for name, value in wanted.items()
    )


def _is_stricter(found: object, wanted: object) -> bool:
    rates = [_per_second(rate) for rate in (found, wanted)]
    return rates[0] is not None and rates[1] is not None and rates[0] <= rates[1]


def _per_second(rate: object) -> float | None:
    match = _RATE.match(rate) if isinstance(rate, str) else None
    if match is None:
        return None
    return int(match[1]) / (int(match[2] or 1) * _SECONDS[match[3]])
