"""Proof that what the blueprint writes works: real tools, real servers, no network of its own.

Each project is made by the command line as a user would, then held against everything that the
standard promises of it. `.ci/install` brings the servers and tools; what is missing is skipped
with a reason, and fails in CI.
"""

import contextlib
import json
import os
import re
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from skillrun.gate.servers import free_port
from tests.e2e.generated import (
    HOST,
    Project,
    Web,
    make_certificate,
    surroundings,
)
from tests.support.servers import Postgres, Server
from tests.support.tools import find_tool, require

pytestmark = pytest.mark.slow

MINIMUM_COVERAGE = 95
HEALTHY = {"status": "healthy", "db": "ok", "cache": "ok"}
DATABASE_DOWN = HEALTHY | {"status": "unhealthy", "db": "error: database is unavailable"}
CACHE_DOWN = HEALTHY | {"status": "unhealthy", "cache": "error: cache is unavailable"}
UNEXPECTED = {
    "type": "server_error",
    "errors": [{"code": "error", "detail": "An unexpected error occurred.", "attr": None}],
}
PASSWORD = "correct-horse-9-battery"


@pytest.fixture(scope="module")
def migrated(project: Project) -> Project:
    """The project with its migrations applied from zero."""
    project.manage("migrate", "--noinput")
    return project


@pytest.fixture(scope="module")
def served(migrated: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The project under Gunicorn with the mandated worker and configuration, in production."""
    migrated.manage("collectstatic", "--noinput")
    port = free_port()
    gunicorn = migrated.folder / ".venv" / "bin" / "gunicorn"
    server = Server(
        [
            *(str(gunicorn), "config.asgi:application", "-c", "config/gunicorn.conf.py"),
            *("--bind", f"127.0.0.1:{port}", "--workers", "2"),
        ],
        port,
        tmp_path_factory.mktemp("gunicorn") / "log",
        {
            "cwd": migrated.folder,
            "env": {**surroundings(), **migrated.variables, "LOG_LEVEL": "INFO"},
        },
    )
    with serving(server):
        yield server


@pytest.fixture(scope="module")
def web(served: Server) -> Web:
    """The application as Nginx speaks to it."""
    headers = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
    return Web(f"http://127.0.0.1:{served.port}", headers)


@contextlib.contextmanager
def serving(server: Server) -> Iterator[None]:
    """A server for as long as the context lasts."""
    server.start()
    try:
        yield
    finally:
        server.stop()


def wait_for(web: Web, path: str, status: int) -> dict[str, str]:
    """Ask until the answer has the status; give back its body.

    A server that has just come back may refuse a moment longer than its port does.
    """
    deadline = time.monotonic() + 20
    while True:
        code, body, _ = web.call("GET", path, Host="localhost")
        if code == status:
            assert isinstance(body, dict)
            return body
        assert time.monotonic() < deadline, (code, body)
        time.sleep(0.2)


def test_code_is_clean(project: Project) -> None:
    """Ruff finds nothing under the mandated configuration, and nothing to format."""
    linted = project.run("ruff", "check", "--no-fix", ".")
    assert linted.returncode == 0, linted.stdout
    formatted = project.run("ruff", "format", "--check", "--diff", ".")
    assert formatted.returncode == 0, formatted.stdout


def test_python_is_the_mandated_one(project: Project) -> None:
    """The environment is made with Python 3.12."""
    assert project.run("python", "--version").stdout.startswith("Python 3.12.")


def test_deployment_check_has_no_warnings(project: Project) -> None:
    """Django finds nothing to say about the production settings."""
    said = project.manage("check", "--deploy", "--fail-level", "INFO")
    assert "no issues" in said


def test_migrations_are_complete(migrated: Project) -> None:
    """They run on an empty database, and no model differs from them."""
    assert "No changes detected" in migrated.manage("makemigrations", "--check", "--dry-run")
    assert "[ ]" not in migrated.manage("showmigrations")


def test_own_tests_pass(project: Project) -> None:
    """The project's tests pass under its own configuration, with more coverage than it asks."""
    done = project.run("pytest", "-q", ENVIRONMENT="local")
    assert done.returncode == 0, done.stdout
    total = re.search(r"Total coverage: ([\d.]+)%", done.stdout)
    assert total is not None, done.stdout
    assert float(total[1]) >= MINIMUM_COVERAGE
    assert "warning" not in done.stdout.lower(), done.stdout


def test_schema_is_valid(project: Project) -> None:
    """The OpenAPI document validates without a warning and describes the app."""
    document = project.manage("spectacular", "--validate", "--fail-on-warn")
    assert f"/api/{project.app}/" in document


def test_health_tells_what_is_down(
    web: Web, served: Server, postgres: Postgres, redis: Server
) -> None:
    """200 with both services up; 503 with either down, in the reference's words; 200 again."""
    assert wait_for(web, "/api/health/", 200) == HEALTHY
    postgres.server.stop()
    try:
        assert wait_for(web, "/api/health/", 503) == DATABASE_DOWN
        code, body, _ = web.call("GET", "/api/users/me/", Authorization=f"Token {'0' * 40}")
        assert (code, body) == (500, UNEXPECTED)
    finally:
        postgres.server.start()
    assert wait_for(web, "/api/health/", 200) == HEALTHY
    redis.stop()
    try:
        assert wait_for(web, "/api/health/", 503) == CACHE_DOWN
    finally:
        redis.start()
    assert wait_for(web, "/api/health/", 200) == HEALTHY
    assert "uvicorn.workers.UvicornWorker" in served.log.read_text(encoding="utf-8")


def test_health_answers_probes_without_the_proxy(served: Server) -> None:
    """A probe speaks plain HTTP to the container; the rest is sent to https."""
    probe = Web(f"http://localhost:{served.port}")
    assert probe.call("GET", "/api/health/")[0] == 200
    assert probe.call("POST", "/api/health/", {})[0] == 405
    code, _, headers = probe.call("GET", "/api/users/")
    assert (code, headers["Location"][:8]) == (301, "https://")


def test_accounts_work(web: Web) -> None:
    """Somebody registers, gets a token, reads the own account and revokes the token."""
    account = {"email": "Ann@Example.com", "password": PASSWORD}
    code, user, _ = web.call("POST", "/api/users/", account)
    assert (code, user["email"]) == (201, "ann@example.com")
    code, answer, _ = web.call("POST", "/api/auth/token/", account)
    assert code == 200
    token = {"Authorization": f"Token {answer['token']}"}
    assert web.call("GET", "/api/users/me/", **token)[1]["id"] == user["id"]
    assert web.call("DELETE", "/api/auth/token/", **token)[0] == 204
    assert web.call("GET", "/api/users/me/", **token)[0] == 401


def test_errors_have_one_format(web: Web) -> None:
    """Errors of every origin look alike."""
    origins = {
        "validation": web.call("POST", "/api/users/", {"email": "ann"}),
        "media type": web.call("POST", "/api/users/", 1, Content_Type="text/x-odd"),
        "permission": web.call("GET", "/api/users/"),
        "address": web.call("GET", "/api/nowhere/"),
        "host": web.call("GET", "/api/users/", Host="elsewhere.example.com"),
    }
    for origin, (code, body, _) in origins.items():
        assert 400 <= code < 500, (origin, code)
        assert set(body) == {"type", "errors"}, (origin, body)
        assert all(set(error) == {"code", "detail", "attr"} for error in body["errors"]), body
    assert origins["host"][0] == 400


def test_logs_are_json_with_the_request(web: Web, served: Server) -> None:
    """Every line that the server prints is one JSON object; those of a request name it."""
    identity = "feedfacefeedfacefeedfacefeedface"
    _, _, headers = web.call("GET", "/api/nowhere/", X_Request_ID=identity)
    assert headers["X-Request-ID"] == identity
    lines = served.log.read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    assert all({"timestamp", "level", "logger", "message"} <= set(entry) for entry in entries)
    loggers = {entry["logger"] for entry in entries if entry["request_id"] == identity}
    assert {"django.request", "uvicorn.access"} <= loggers


def test_nginx_serves_the_project(served: Server, migrated: Project, tmp_path: Path) -> None:
    """The configuration is valid and carries a request to the application over TLS.

    Only what names the containers' surroundings is changed for this machine: the host `app`, the
    two ports, the folders of certificates and static files, and the pid file.
    """
    require("nginx", "openssl")
    certificates = tmp_path / "certificates"
    certificates.mkdir()
    make_certificate(certificates)
    plain, secure = free_port(), free_port()
    text = (migrated.folder / "nginx" / "nginx.conf").read_text(encoding="utf-8")
    for given, here in {
        "server app:8000;": f"server 127.0.0.1:{served.port};",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl;": f"listen 127.0.0.1:{secure} ssl;",
        "/etc/nginx/certificates/": f"{certificates}/",
        "/srv/static/": f"{migrated.folder}/staticfiles/",
        "/tmp/nginx.pid": f"{tmp_path}/nginx.pid",
    }.items():
        assert given in text, given
        text = text.replace(given, here)
    configuration = tmp_path / "nginx.conf"
    configuration.write_text("user root;\n" * (os.geteuid() == 0) + text, encoding="utf-8")
    program = find_tool("nginx")
    assert program is not None
    command = [program, "-p", str(tmp_path), "-c", str(configuration)]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    assert "[warn]" not in tested.stderr, tested.stderr

    server = Server([*command, "-g", "daemon off;"], secure, tmp_path / "log")
    trusted = ssl.create_default_context(cafile=str(certificates / "fullchain.pem"))
    trusted.check_hostname = False
    with serving(server):
        public = Web(f"https://127.0.0.1:{secure}", {"Host": HOST}, trusted)
        assert public.call("GET", "/api/health/")[:2] == (200, HEALTHY)
        code, body, headers = public.call("GET", "/api/users/me/")
        assert (code, body["errors"][0]["code"]) == (401, "not_authenticated")
        assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert len(headers["X-Request-ID"]) == 32
        code, page, _ = public.call("GET", "/admin/login/")
        style = re.search(r"/static/admin/css/base\.[0-9a-f]{12}\.css", page)
        assert style is not None, page
        code, _, headers = public.call("GET", style[0])
        assert (code, headers["X-Content-Type-Options"]) == (200, "nosniff")
        assert headers["Cache-Control"].endswith("immutable")
        _, _, headers = public.call("GET", "/static/admin/css/base.css")
        assert headers["Cache-Control"] == "public, max-age=300"
        insecure = Web(f"http://127.0.0.1:{plain}", {"Host": HOST})
        code, _, headers = insecure.call("GET", "/api/users/")
        assert (code, headers["Location"]) == (301, f"https://{HOST}/api/users/")
