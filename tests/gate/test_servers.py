"""Temporary servers: they start, let in whom they should, and leave nothing."""

import json
import socket
from pathlib import Path

import pytest

from skillrun.errors import SkillrunError
from skillrun.gate.binaries import Binary, find_redis
from skillrun.gate.inside.settings import MARK
from skillrun.gate.needs import POSTGRES, REDIS, Login, Need, read_needs
from skillrun.gate.pointing import pointed
from skillrun.gate.servers import (
    Account,
    answers_as_redis,
    free_port,
    running_postgres,
    running_redis,
)
from skillrun.workspace.sandbox import Sandbox
from tests.support.tools import POSTGRES_HOME, require


@pytest.fixture(params=["sandbox", "without"])
def maybe(request: pytest.FixtureRequest) -> Sandbox | None:
    """The sandbox, and none."""
    if request.param == "without":
        return None
    found: Sandbox = request.getfixturevalue("sandbox")
    return found


def test_redis_lets_in_who_has_the_password(
    surroundings: dict[str, str], maybe: Sandbox | None
) -> None:
    require("redis-server")
    binary = find_redis("machine")
    assert binary is not None
    folder = Path(surroundings["TMPDIR"]) / "redis"
    with running_redis(binary, folder, 'a "b\\', maybe) as endpoint:
        assert bool(endpoint.path) is bool(maybe)
        assert answers_as_redis(endpoint.connect, "", 'a "b\\')
        assert answers_as_redis(endpoint.connect, "default", 'a "b\\')
        assert not answers_as_redis(endpoint.connect, "", "")
        assert not answers_as_redis(endpoint.connect, "", "wrong")
    assert not folder.exists()
    with pytest.raises((ConnectionRefusedError, FileNotFoundError)):
        endpoint.connect()


def test_postgres_of_any_names(surroundings: dict[str, str], maybe: Sandbox | None) -> None:
    require("postgres")
    binary = Binary(POSTGRES_HOME / "bin" / "postgres", "16.11", "machine")
    folder = Path(surroundings["TMPDIR"]) / "postgres"
    account = Account({"o'brien": "it's", "second": 'x"y'}, ("shop", 'we"ird', "postgres"))
    with running_postgres(binary, folder, account, maybe) as endpoint, endpoint.connect() as near:
        # A first message of the protocol: the server asks for a password, which it would not do
        # while it starts.
        body = b"\x00\x03\x00\x00user\x00o'brien\x00database\x00shop\x00\x00"
        near.sendall((len(body) + 4).to_bytes(4, "big") + body)
        answer = near.recv(200)
        assert answer[:1] == b"R", answer
        assert b"SCRAM-SHA-256" in answer
    assert not folder.exists()


@pytest.mark.parametrize("kind", ["postgres", "redis"])
def test_a_server_that_does_not_start(surroundings: dict[str, str], kind: str) -> None:
    folder = Path(surroundings["TMPDIR"]) / "server"
    home = Path(surroundings["TMPDIR"]) / "home" / "bin"
    home.mkdir(parents=True)
    for name in ("initdb", "postgres", "redis-server"):
        (home / name).write_text("#!/bin/sh\necho no space left >&2\nexit 3\n", encoding="utf-8")
        (home / name).chmod(0o755)
    binary = Binary(home / ("postgres" if kind == "postgres" else "redis-server"), "1.0", "machine")
    server = (
        running_postgres(binary, folder, Account({"a": "b"}), None)
        if kind == "postgres"
        else running_redis(binary, folder, "", None)
    )
    with pytest.raises(SkillrunError, match="did not start: no space left"):
        server.__enter__()
    assert not folder.exists()
    for path in sorted(home.parent.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    home.parent.rmdir()


def test_something_else_on_the_port_is_no_redis() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert not answers_as_redis(
            lambda: socket.create_connection(("127.0.0.1", port), 1), "", ""
        )
    assert free_port() > 0


def said(**facts: object) -> str:
    return f"noise\n{MARK}{json.dumps({'databases': [], 'redis': [], **facts})}\n"


def database(**facts: str) -> dict[str, str]:
    plain = {"alias": "default", "name": "shop", "user": "me", "password": "p", "host": "localhost"}
    return {**plain, "port": "", "engine": "django.db.backends.postgresql", **facts}


def test_needs_of_the_settings() -> None:
    databases = [
        database(),
        database(alias="other", name="stats", port="5432"),
        database(host="db", port="5433", engine="django.contrib.gis.db.backends.postgis"),
        database(engine="django.db.backends.sqlite3"),
        database(engine="django.db.backends.mysql", host="my"),
    ]
    redis = ["redis://:pass%20word@cache:6380/1", "redis://localhost", "rediss://far/0"]
    needs = read_needs(said(databases=databases, redis=redis))
    assert needs is not None
    assert needs.servers == (
        Need(POSTGRES, "localhost", 5432, (Login("me", "p", "shop"), Login("me", "p", "stats"))),
        Need(POSTGRES, "db", 5433, (Login("me", "p", "shop"),)),
        Need(REDIS, "cache", 6380, (Login("", "pass word", ""),)),
        Need(REDIS, "localhost", 6379, (Login("", "", ""),)),
        Need(REDIS, "far", 6379, (Login("", "", ""),), secured=True),
    )
    assert needs.foreign == ("MySQL at my",)
    assert [need.is_local for need in needs.servers] == [True, False, False, True, False]


def test_settings_that_could_not_be_read() -> None:
    assert read_needs("Traceback (most recent call last):\nKeyError: 'X'") is None


def test_variables_are_pointed_at_the_servers_of_the_run() -> None:
    variables = {
        "POSTGRES_HOST": "localhost",
        "POSTGRES_PORT": "5432",
        "EMAIL_HOST": "localhost",
        "EMAIL_PORT": "5432",
        "DB_HOST": "elsewhere",
        "DATABASE_URL": "postgres://me:p@localhost/shop?x=1",
        "REDIS_URL": "redis://localhost:6379/0",
        "CACHE_HOST": "localhost",
        "OTHER_URL": "redis://localhost:7000/0",
        "BROKEN": "redis://[",
    }
    started = [
        (Need(POSTGRES, "localhost", 5432, ()), 6001),
        (Need(REDIS, "localhost", 6379, ()), 6002),
    ]
    assert pointed(variables, started) == {
        "POSTGRES_HOST": "127.0.0.1",
        "POSTGRES_PORT": "6001",
        "DATABASE_URL": "postgres://me:p@127.0.0.1:6001/shop?x=1",
        "REDIS_URL": "redis://127.0.0.1:6002/0",
        "CACHE_HOST": "127.0.0.1",
        "CACHE_PORT": "6002",
    }
