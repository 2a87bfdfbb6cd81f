"""Names: which are free, and the forms that one name takes in code, routes and tables."""

import builtins
import hashlib
import keyword
import re
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

import inflection

from skillrun.rules.packaged import builtin_root

_APP = re.compile(r"[a-z][a-z0-9_]*\Z")
_PROJECT = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*\Z")
_MODEL = re.compile(r"[A-Z][A-Za-z0-9]*\Z")
_LONGEST = 40
_INDEX_LENGTH = 30


@cache
def reserved() -> Mapping[str, Any]:
    """The names that are taken, as `skill/blueprint/reserved.toml` lists them."""
    path = builtin_root() / "skill" / "blueprint" / "reserved.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def app_name_problem(name: str) -> str:
    """Why an app can't be called so; empty when it can."""
    if not _APP.match(name) or name.endswith("_") or "__" in name:
        return f'"{name}" is no app name: lower-case Latin letters, digits and underscores, as in payments'
    if len(name) > _LONGEST:
        return f"an app name is at most {_LONGEST} characters long"
    if keyword.iskeyword(name) or keyword.issoftkeyword(name):
        return f'"{name}" is a word of Python'
    if name in sys.stdlib_module_names:
        return f'"{name}" is a module of the standard library, and startapp refuses it'
    if name in reserved()["apps"]:
        return f'"{name}" is taken by the canonical project or one of its packages'
    return ""


def project_name_problem(name: str) -> str:
    """Why a project can't be called so; empty when it can."""
    if not _PROJECT.match(name) or len(name) > _LONGEST:
        return f'"{name}" is no project name: Latin letters, digits, "-" and "_", as in shop'
    if name.lower().replace("_", "-") in reserved()["projects"]:
        return f'"{name}" is the name of a package that the project needs'
    if keyword.iskeyword(name):
        return f'"{name}" is a word of Python'
    return ""


def model_name_problem(name: str) -> str:
    """Why a model can't be called so; empty when it can."""
    if not _MODEL.match(name):
        return f'"{name}" is no model name: Latin letters in CamelCase, as in OrderItem'
    if len(name) > _LONGEST:
        return f"a model name is at most {_LONGEST} characters long"
    if hasattr(builtins, name) or keyword.iskeyword(name):
        return f'"{name}" is a name of Python itself'
    if name in reserved()["models"]:
        return f'"{name}" is a name that Django, DRF or the project uses in the same modules'
    return ""


def field_name_problem(name: str) -> str:
    """Why a field can't be called so; empty when it can."""
    if not _APP.match(name) or len(name) > _LONGEST:
        return f'"{name}" is no field name: up to {_LONGEST} lower-case Latin letters, digits and underscores'
    if "__" in name or name.endswith("_"):
        return f'"{name}" can\'t be used in a query: no double underscore, none at the end'
    if keyword.iskeyword(name):
        return f'"{name}" is a word of Python'
    if name in reserved()["added_fields"]:
        return f'every model has "{name}" by itself'
    if name in reserved()["fields"] or name.startswith("get_"):
        return f'"{name}" is a name that Django\'s models or the generated module use themselves'
    return ""


def choice_value(text: str) -> str:
    """The stored value of a choice: snake case, or capitals where it is written so; empty when it can't be a name."""
    plain = re.sub(r"[\s-]+", "_", text.strip())
    value = plain.lower()
    good = _APP.match(value) and "__" not in value and not value.endswith("_")
    return (plain if plain.isupper() else value) if good else ""


def snake(name: str) -> str:
    """`OrderItem` → `order_item`."""
    return inflection.underscore(name)


def camel(name: str) -> str:
    """`order_items` → `OrderItems`."""
    return inflection.camelize(name)


def plural(name: str) -> str:
    """`category` → `categories`."""
    return inflection.pluralize(name)


def singular(name: str) -> str:
    """`categories` → `category`."""
    return inflection.singularize(name)


def words(name: str) -> str:
    """`OrderItem` or `order_item` → `order item`."""
    return snake(name).replace("_", " ")


def bounded(name: str, limit: int = _INDEX_LENGTH) -> str:
    """A name of the database, cut with a hash at its end where it is too long."""
    if len(name) <= limit:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:6]
    return f"{name[: limit - 7].rstrip('_')}_{digest}"
