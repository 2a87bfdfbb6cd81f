"""Which servers a project's settings name, read from what they say of themselves; pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from skillrun.gate.inside.settings import MARK

POSTGRES, REDIS = "PostgreSQL", "Redis"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0", ""})  # noqa: S104 - compared
_PORTS = {POSTGRES: 5432, REDIS: 6379}
_OTHER_ENGINES = {"mysql": "MySQL", "oracle": "Oracle", "mssql": "SQL Server"}


@dataclass(frozen=True, slots=True)
class Login:
    """A role, its password and the database it uses."""

    user: str
    password: str
    database: str


@dataclass(frozen=True, slots=True)
class Need:
    """A server that the settings name.

    Attributes:
        name: `PostgreSQL` or `Redis`.
        host: Its host; empty for PostgreSQL's own socket folder.
        port: Its port.
        logins: Who uses it.
        refusal: Why it does not let the project in, where that was tried.
        secured: It is reached by TLS.
    """

    name: str
    host: str
    port: int
    logins: tuple[Login, ...]
    refusal: str = ""
    secured: bool = False

    @property
    def is_local(self) -> bool:
        """It runs on this machine."""
        return self.host in _LOOPBACK or self.host.startswith(("127.", "/"))

    @property
    def spelled(self) -> str:
        """Where it is, for a person."""
        return f"{self.host or 'localhost'}:{self.port}"


@dataclass(frozen=True, slots=True)
class Needs:
    """All of them.

    Attributes:
        servers: Those that can be started for a run.
        foreign: Those that cannot: `MySQL at db:3306`.
    """

    servers: tuple[Need, ...]
    foreign: tuple[str, ...] = ()

    @property
    def passwords(self) -> frozenset[str]:
        """What must not come out."""
        return frozenset(one.password for need in self.servers for one in need.logins)


def read_needs(output: str) -> Needs | None:
    """Read what `inside/settings.py` printed.

    Args:
        output: Everything that came.

    Returns:
        The needs; None where the settings could not be read.
    """
    lines = [line for line in output.splitlines() if line.startswith(MARK)]
    if not lines:
        return None
    data = json.loads(lines[-1].removeprefix(MARK))
    found: dict[tuple[str, str, int], Need] = {}
    foreign = []
    for database in data["databases"]:
        engine = database["engine"].rpartition(".")[2]
        if "postg" in database["engine"] or "psql" in engine:
            _add(found, _database(database))
        elif other := next((_OTHER_ENGINES[e] for e in _OTHER_ENGINES if e in engine), ""):
            foreign.append(f"{other} at {database['host'] or 'localhost'}")
    for url in data["redis"]:
        _add(found, _redis(url))
    return Needs(tuple(found.values()), tuple(foreign))


def _add(found: dict[tuple[str, str, int], Need], need: Need) -> None:
    key = (need.name, need.host, need.port)
    before = found.get(key)
    if before is None:
        found[key] = need
        return
    logins = tuple(dict.fromkeys((*before.logins, *need.logins)))
    refusal = before.refusal or need.refusal
    found[key] = Need(need.name, need.host, need.port, logins, refusal, before.secured)


def _database(facts: Mapping[str, Any]) -> Need:
    login = Login(facts["user"], facts["password"], facts["name"])
    port = int(facts["port"]) if facts["port"].isdigit() else _PORTS[POSTGRES]
    return Need(POSTGRES, facts["host"], port, (login,), facts.get("refusal", ""))


def _redis(url: str) -> Need:
    parts = urlsplit(url)
    login = Login(unquote(parts.username or ""), unquote(parts.password or ""), "")
    host, port = parts.hostname or "localhost", parts.port or _PORTS[REDIS]
    return Need(REDIS, host, port, (login,), secured=parts.scheme == "rediss")
