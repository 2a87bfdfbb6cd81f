"""A generated project and a served one, for the tests that prove them."""

import json
import os
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from functools import cache
from pathlib import Path
from typing import Any

from skillrun.machine.environment import clean_environment
from skillrun.workspace.python import find_python
from tests.support.tools import find_tool

# The host name under which projects are served in production.
HOST = "shop.example.com"


@dataclass(frozen=True)
class Project:
    """A generated project with its own environment.

    Args:
        folder: Its root.
        app: The app that was asked for.
        variables: What its settings read from the environment.
    """

    folder: Path
    app: str
    variables: Mapping[str, str]

    def run(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run one of its programs, as `uv run` would; standard error goes to the output."""
        program, *arguments = command
        return subprocess.run(
            [str(self.folder / ".venv" / "bin" / program), *arguments],
            cwd=self.folder,
            env={**surroundings(), **self.variables, **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )

    def manage(self, *command: str, **variables: str) -> str:
        """Run a management command that must succeed, and give back what it prints."""
        done = self.run("python", "manage.py", *command, **variables)
        assert done.returncode == 0, done.stdout
        return done.stdout


@dataclass(frozen=True)
class Web:
    """A served project.

    Args:
        url: Where it is, without a slash at the end.
        headers: What every request carries.
        context: Whom to trust when it is https.
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    context: ssl.SSLContext | None = None

    def call(
        self, method: str, path: str, data: object = None, **headers: str
    ) -> tuple[int, Any, Message]:
        """Send a request and give back status, JSON body and headers; redirects are not followed."""
        body = None if data is None else json.dumps(data).encode()
        given = {"Content-Type": "application/json", **self.headers}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.url + path, body, given, method=method)
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=self.context),
            NoRedirect(),
        )
        try:
            with opener.open(request, timeout=30) as response:
                return response.status, as_json(response.read()), response.headers
        except urllib.error.HTTPError as error:
            with error:
                return error.code, as_json(error.read()), error.headers


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Hand redirects to the caller."""

    def redirect_request(self, *_: object) -> None:
        """Follow none."""
        return


def as_json(body: bytes) -> Any:  # noqa: ANN401 - JSON is anything
    """What a body means, or its text where it is no JSON."""
    try:
        return json.loads(body)
    except ValueError:
        return body.decode(errors="replace")


@cache
def mandated_python() -> Path | None:
    """A Python 3.12 that really starts; None where there is none."""
    return find_python("3.12", os.environ)


def surroundings() -> dict[str, str]:
    """The machine's environment as a child of skillrun gets it, with the Python that is mandated."""
    python = mandated_python()
    return clean_environment(os.environ, **({"UV_PYTHON": str(python)} if python else {}))


def generate(request: str, folder: Path) -> None:
    """Ask for a project the way a user does, and let the commands run."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "skillrun", "ask", request),
            *("--workspace", str(folder), "--model", "blueprint", "--yes", "--format", "json"),
        ],
        env=surroundings(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["status"] == "written"


def uv(folder: Path, *arguments: str) -> None:
    """Run uv in a project; it must succeed."""
    done = subprocess.run(
        [sys.executable, "-m", "uv", *arguments],
        cwd=folder,
        env=surroundings(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def make_certificate(folder: Path) -> None:
    """A self-signed certificate for the host, under the names that Nginx is told."""
    program = find_tool("openssl")
    assert program is not None
    subprocess.run(
        [
            *(program, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", f"/CN={HOST}", "-keyout", str(folder / "privkey.pem")),
            *("-out", str(folder / "fullchain.pem")),
        ],
        check=True,
        capture_output=True,
    )
