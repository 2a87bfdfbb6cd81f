"""Real servers for the proof of generated projects, which can be stopped and started again.

Everything listens on loopback only, keeps its data in a folder of its own and ends with its
context.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from skillrun.gate.servers import free_port
from tests.support.tools import POSTGRES_HOME, find_tool

# PostgreSQL refuses to run as root.
SERVER_USER = "nobody"
START_SECONDS = 30.0


@dataclass
class Server:
    """A server that can be stopped and started again on the same port with the same data.

    Args:
        arguments: Its command line.
        port: Its loopback port.
        log: The file that takes what it prints.
        options: Further arguments for `Popen`: folder, environment, user.
        ending: The signal that ends it at once, connections or not.
    """

    arguments: list[str]
    port: int
    log: Path
    options: dict[str, Any] = field(default_factory=dict)
    ending: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and return when its port answers.

        Raises:
            RuntimeError: It ended or kept silent; the message holds its log.
        """
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.arguments,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **self.options,
            )
        deadline = time.monotonic() + START_SECONDS
        while not _answers(self.port):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                said = self.log.read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"{self.arguments[0]} did not start:\n{said}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End it at once, open connections included."""
        if self.process is not None:
            self.process.send_signal(self.ending)
            try:
                self.process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
            self.process = None


@dataclass(frozen=True)
class Postgres:
    """A PostgreSQL server and the role that may create databases on it."""

    server: Server
    user: str
    password: str


@contextlib.contextmanager
def running_postgres() -> Iterator[Postgres]:
    """PostgreSQL 16.11 with one superuser role, for as long as the context lasts."""
    with _server_folder("pg") as (folder, identity):
        home = folder / "home"
        shutil.copytree(POSTGRES_HOME, home, symlinks=True)
        secret = folder / "password"
        password = os.urandom(12).hex()
        secret.write_text(password, encoding="utf-8")
        data = folder / "data"
        subprocess.run(
            [
                str(home / "bin" / "initdb"),
                *("-D", str(data), "-U", "shop", "--pwfile", str(secret)),
                *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            cwd=folder,
            **identity,
        )
        port = free_port()
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": str(folder),
            "fsync": "off",
        }
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        server = Server(
            [str(home / "bin" / "postgres"), "-D", str(data), *flags],
            port,
            folder / "log",
            {"cwd": folder, **identity},
            signal.SIGINT,
        )
        with _running(server):
            yield Postgres(server, "shop", password)


@contextlib.contextmanager
def running_redis() -> Iterator[Server]:
    """Redis without persistence, for as long as the context lasts."""
    program = find_tool("redis-server")
    assert program is not None
    with tempfile.TemporaryDirectory(prefix="skillrun-redis-") as name:
        port = free_port()
        arguments = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", name]
        server = Server([*arguments, "--save", ""], port, Path(name) / "log")
        with _running(server):
            yield server


@contextlib.contextmanager
def _running(server: Server) -> Iterator[None]:
    server.start()
    try:
        yield
    finally:
        server.stop()


@contextlib.contextmanager
def _server_folder(kind: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """A temporary folder, and what makes a process run as the user that owns it."""
    with tempfile.TemporaryDirectory(prefix=f"skillrun-{kind}-") as name:
        folder = Path(name)
        if os.geteuid() != 0:
            yield folder, {}
            return
        account = pwd.getpwnam(SERVER_USER)
        os.chown(folder, account.pw_uid, account.pw_gid)
        yield folder, {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
