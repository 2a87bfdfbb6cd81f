"""Pointing a project's variables at servers on other ports; pure."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit, urlunsplit

from skillrun.gate.needs import POSTGRES, REDIS, Need

_NAMES = {
    POSTGRES: r"(?:\w+_)?(?:POSTGRES|POSTGRESQL|PG|DB|DATABASE|SQL)",
    REDIS: r"(?:\w+_)?(?:REDIS|VALKEY|CACHE|CELERY|BROKER)",
}
_SCHEMES = {POSTGRES: ("postgres", "postgresql", "postgis", "psql"), REDIS: ("redis",)}


def pointed(variables: Mapping[str, str], started: Iterable[tuple[Need, int]]) -> dict[str, str]:
    """Name the variables that have to change, with their new values.

    A variable is one of a server's where its name says so (`POSTGRES_HOST`, `DB_PORT`) and its
    value is the one that the settings have; an address is one by its scheme, host and port.

    Args:
        variables: What the settings read.
        started: The servers as the settings name them, with the ports of those in their place.
    """
    changed: dict[str, str] = {}
    for need, port in started:
        for name, value in variables.items():
            if (new := _pointed(name, value, need, port)) is not None:
                changed[name] = new
                if name.endswith("HOST"):
                    # The port may be the settings' own default, which no file names.
                    changed.setdefault(f"{name.removesuffix('HOST')}PORT", str(port))
    return changed


def _pointed(name: str, value: str, need: Need, port: int) -> str | None:
    """A variable's new value; None where it says nothing of the server."""
    found = re.fullmatch(rf"{_NAMES[need.name]}_?(HOST|PORT)", name, re.IGNORECASE)
    if found and found.group(1).upper() == "HOST":
        return "127.0.0.1" if value == need.host else None
    if found:
        return str(port) if value == str(need.port) else None
    return _address(value, need, port)


def _address(value: str, need: Need, port: int) -> str | None:
    try:
        parts = urlsplit(value)
        given = parts.port
    except ValueError:
        return None
    if parts.scheme not in _SCHEMES[need.name]:
        return None
    if parts.hostname != need.host or (given or need.port) != need.port:
        return None
    login, at, _place = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{login}{at}127.0.0.1:{port}"))
