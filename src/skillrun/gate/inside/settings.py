"""Says which servers the project's settings name, and whether they let the project in.

Prints one line of JSON after a mark, whatever else the settings print. With `connect` as its
argument it also tries each database as the settings give it.
"""

import importlib
import json
import os
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

MARK = "skillrun-settings:"
_FACTS = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
_MODULE = re.compile(r"DJANGO_SETTINGS_MODULE\W+([\w.]+)")


def settings_module() -> str:
    """Find the settings as the tests use them: pytest's configuration, else `manage.py`."""
    named = os.environ.get("DJANGO_SETTINGS_MODULE", "")
    for path in (Path("pyproject.toml"), Path("manage.py")):
        if named or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".toml":
            tool = tomllib.loads(text).get("tool", {})
            named = tool.get("pytest", {}).get("ini_options", {}).get("DJANGO_SETTINGS_MODULE", "")
        else:
            found = _MODULE.search(text)
            named = found.group(1) if found else ""
    return named


def databases(settings: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - Django's settings
    """Name the databases: alias, engine, address, and how to get in.

    Args:
        settings: Django's settings.
    """
    return [
        {
            "alias": alias,
            "engine": str(database.get("ENGINE", "")),
            **{key.lower(): str(database.get(key) or "") for key in _FACTS},
        }
        for alias, database in settings.DATABASES.items()
        if database.get("ENGINE")
    ]


def redis_urls(settings: Any) -> list[str]:  # noqa: ANN401 - Django's settings
    """Name the addresses of Redis: caches, channel layers, and what is a setting of its own.

    Args:
        settings: Django's settings.
    """
    found: list[str] = []
    for name in dir(settings):
        value = getattr(settings, name, None) if name.isupper() else None
        if name in {"CACHES", "CHANNEL_LAYERS"} or isinstance(value, str):
            _collect(value, found)
    return list(dict.fromkeys(found))


def _collect(value: object, found: list[str]) -> None:
    if isinstance(value, str) and re.match(r"rediss?://", value):
        found.append(value)
    elif isinstance(value, dict):
        for inner in value.values():
            _collect(inner, found)
    elif isinstance(value, list | tuple):
        for inner in value:
            _collect(inner, found)


def refusal(alias: str) -> str:
    """Say why a database does not let the tests in; empty where it does.

    Args:
        alias: Its name in the settings.
    """
    connections: Any = importlib.import_module("django.db").connections
    query = "select rolcreatedb or rolsuper from pg_roles where rolname = current_user"
    try:
        with connections[alias]._nodb_cursor() as cursor:
            cursor.execute(query)
            may_create = cursor.fetchone()[0]
    except Exception as error:
        return (str(error).strip().splitlines() or [type(error).__name__])[0]
    return "" if may_create else "the role may not create the tests' database"


def main(*arguments: str) -> None:
    """Print what the settings say.

    Args:
        *arguments: `connect` to try the databases.
    """
    sys.path.insert(0, str(Path.cwd()))
    os.environ["DJANGO_SETTINGS_MODULE"] = settings_module()
    settings = importlib.import_module("django.conf").settings
    known = databases(settings)
    found = {"databases": known, "redis": redis_urls(settings)}
    if "connect" in arguments:
        for database in known:
            is_postgres = "postg" in database["engine"] or "psql" in database["engine"]
            database["refusal"] = refusal(database["alias"]) if is_postgres else ""
    sys.stdout.write(f"\n{MARK}{json.dumps(found)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
