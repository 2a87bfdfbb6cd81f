"""The models that are assumed when a request names none, as `skill/blueprint/domains.toml` has them."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from skillrun.rules.packaged import builtin_root


@cache
def domains() -> Mapping[str, Any]:
    """What is known of each app, by its name."""
    path = builtin_root() / "skill" / "blueprint" / "domains.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def app_by_alias(text: str) -> str | None:
    """The app that a word of another language or form means (`платежей` → `payments`)."""
    low = text.lower()
    return next((name for name, known in domains().items() if low in known["aliases"]), None)


def models_of(app: str) -> str | None:
    """The models that are assumed for an app, in the request language; None where nothing is known.

    Args:
        app: The app's name, singular or plural.
    """
    from skillrun.providers.blueprint.names import plural

    known = domains().get(app) or domains().get(plural(app))
    return str(known["models"]) if known else None
