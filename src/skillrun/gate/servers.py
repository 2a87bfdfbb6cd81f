"""Servers that live as long as a verification: PostgreSQL and Redis in a temporary folder.

In the sandbox they listen on a Unix socket only, and end with skillrun even where that is killed.
Without one they listen on a free port of the loopback.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillrun.errors import SkillrunError
from skillrun.gate.binaries import Binary
from skillrun.machine.environment import clean_environment
from skillrun.workspace.sandbox import Reach, Sandbox

START_SECONDS = 60.0
# PostgreSQL refuses to run as root.
_SERVER_USER = "nobody"
_SOCKET = ".s.PGSQL.5432"
_OWNER = "skillrun"


@dataclass(frozen=True, slots=True)
class Account:
    """Who may use a PostgreSQL server, and the databases that are there from the start.

    Attributes:
        users: Role names with their passwords.
        databases: Names.
    """

    users: Mapping[str, str]
    databases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a server listens.

    Attributes:
        path: Its Unix socket; empty for one that listens on a port.
        port: Its port on 127.0.0.1; 0 for one that listens on a socket.
    """

    path: str = ""
    port: int = 0

    def connect(self) -> socket.socket:
        """Open a connection.

        Raises:
            OSError: If nobody listens.
        """
        if not self.path:
            return socket.create_connection(("127.0.0.1", self.port), timeout=1)
        near = socket.socket(socket.AF_UNIX)
        try:
            near.settimeout(1)
            near.connect(self.path)
        except OSError:
            near.close()
            raise
        return near


@dataclass(frozen=True, slots=True)
class Site:
    """Where a server lives and how it is run.

    Attributes:
        folder: Its own folder, empty at first.
        program: Its program, where it can be run from.
        readable: The folders that the program needs.
        sandbox: What it runs in, if anything.
    """

    folder: Path
    program: Path
    readable: tuple[Path, ...]
    sandbox: Sandbox | None

    def popen(self, argv: Sequence[str | Path], **options: Any) -> subprocess.Popen[bytes]:  # noqa: ANN401
        """Start a program of the server.

        Args:
            argv: The command.
            **options: Further arguments for `Popen`.
        """
        words = [str(word) for word in argv]
        env = clean_environment(os.environ, LC_ALL="C", TZ="UTC")
        if self.sandbox is not None:
            reach = Reach(self.folder, self.folder, self.readable, humble=os.geteuid() == 0)
            words, env = self.sandbox.command(words, reach), self.sandbox.environment(env)
        else:
            options |= _other_user()
        # Another session: Ctrl-C is for skillrun, which ends its servers itself.
        return subprocess.Popen(words, cwd=self.folder, env=env, start_new_session=True, **options)

    def finish(self, argv: Sequence[str | Path], said: str = "") -> None:
        """Run a program of the server to its end.

        Args:
            argv: The command.
            said: Its standard input.

        Raises:
            SkillrunError: If it fails.
        """
        pipe = subprocess.PIPE
        process = self.popen(argv, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT)
        try:
            output, _ = process.communicate(said.encode(), timeout=START_SECONDS * 2)
        except BaseException:
            process.kill()
            process.wait()
            raise
        if process.returncode:
            raise _failed(Path(str(argv[0])).name, output.decode("utf-8", "replace"))


@contextmanager
def running_postgres(
    binary: Binary, folder: Path, account: Account, sandbox: Sandbox | None
) -> Iterator[Endpoint]:
    """Run PostgreSQL for as long as the context lasts.

    Args:
        binary: Its program.
        folder: A folder of its own, which need not exist; it is removed.
        account: Who may use it.
        sandbox: What it runs in, if anything.

    Raises:
        SkillrunError: If it does not start.
    """
    with _site(binary, folder, sandbox) as site:
        programs, data = site.program.parent, site.folder / "data"
        auth = "scram-sha-256" if all(account.users.values()) else "trust"
        secret = site.folder / "password"
        secret.write_text(secrets.token_urlsafe(24), encoding="utf-8")
        _give_away(secret, sandbox)
        words: list[str | Path] = [programs / "initdb", "-D", data, "-U", _OWNER]
        words += [
            f"--auth={auth}",
            "--pwfile",
            secret,
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "--no-instructions",
        ]
        site.finish(words)
        site.finish([programs / "postgres", "--single", "-D", data, "postgres"], _sql(account))
        endpoint = Endpoint(str(site.folder / _SOCKET)) if sandbox else Endpoint(port=free_port())
        settings = {
            "listen_addresses": "127.0.0.1" if endpoint.port else "",
            "port": str(endpoint.port or 5432),
            "unix_socket_directories": str(site.folder),
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
        }
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        ready = data / "postmaster.pid"
        with _running(site, [programs / "postgres", "-D", data, *flags], lambda: _is_ready(ready)):
            yield endpoint


@contextmanager
def running_redis(
    binary: Binary, folder: Path, password: str, sandbox: Sandbox | None
) -> Iterator[Endpoint]:
    """Run Redis, which keeps nothing, for as long as the context lasts.

    Args:
        binary: Its program.
        folder: A folder of its own, which need not exist; it is removed.
        password: What clients have to give; empty for none.
        sandbox: What it runs in, if anything.

    Raises:
        SkillrunError: If it does not start.
    """
    with _site(binary, folder, sandbox) as site:
        endpoint = (
            Endpoint(str(site.folder / "redis.sock")) if sandbox else Endpoint(port=free_port())
        )
        lines = ['save ""', "appendonly no", "bind 127.0.0.1", f"port {endpoint.port}"]
        lines += [f"unixsocket {endpoint.path}"] if endpoint.path else []
        lines += [f"requirepass {_quoted(password)}"] if password else []
        configuration = site.folder / "redis.conf"
        configuration.write_text("\n".join([*lines, ""]), encoding="utf-8")
        _give_away(configuration, sandbox)
        ready = lambda: answers_as_redis(endpoint.connect, "", password)  # noqa: E731
        with _running(site, [site.program, configuration], ready):
            yield endpoint


def answers_as_redis(connect: Callable[[], socket.socket], user: str, password: str) -> bool:
    """Tell whether a server answers as Redis does, and lets one in.

    Args:
        connect: Opens a connection.
        user: Empty for the default one.
        password: Empty for none.
    """
    login = [word for word in ("AUTH", user, password) if word] if password else []
    asked = b"".join(_spoken(words) for words in (login, ["PING"]) if words)
    try:
        with connect() as near:
            near.settimeout(2)
            near.sendall(asked)
            said = b""
            while said.count(b"\r\n") < (2 if login else 1):
                chunk = near.recv(1024)
                if not chunk:
                    break
                said += chunk
    except OSError:
        return False
    return said.endswith(b"+PONG\r\n")


def free_port() -> int:
    """A loopback port that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _spoken(words: Sequence[str]) -> bytes:
    """A command in the protocol of Redis."""
    parts = [word.encode() for word in words]
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(p), p) for p in parts)


@contextmanager
def _site(binary: Binary, folder: Path, sandbox: Sandbox | None) -> Iterator[Site]:
    """A folder of the server's own; removed with all that is in it."""
    folder.mkdir(mode=0o700)
    try:
        _give_away(folder, sandbox)
        # Not the end of a link: Redis goes by the name that it is called by.
        program, readable = binary.path, binary.folders
        if not sandbox and _other_user() and not all(map(_is_open, readable)):
            # Whom it runs as may not look into the folder that it was installed in.
            for source in readable:
                shutil.copytree(source, folder / "home" / source.name, symlinks=True)
            program = folder / "home" / program.resolve().relative_to(readable[0].parent)
        yield Site(folder, program, readable, sandbox)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(
    site: Site, argv: Sequence[str | Path], is_ready: Callable[[], bool]
) -> Iterator[None]:
    log = site.folder / "log"
    with log.open("ab") as said:
        process = site.popen(argv, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise _failed(Path(str(argv[0])).name, log.read_text("utf-8", "replace"))
            time.sleep(0.02)
        yield
    finally:
        _stop(process, sandboxed=site.sandbox is not None)


def _stop(process: subprocess.Popen[bytes], *, sandboxed: bool) -> None:
    """End a server at once; in the sandbox its processes end with the one that is known here."""
    if sys.platform == "win32":
        process.kill()
    else:
        if not sandboxed:
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _is_ready(status: Path) -> bool:
    """PostgreSQL writes `ready` into the last line of its lock file once it takes connections."""
    try:
        return status.read_text(encoding="utf-8").rstrip().endswith("ready")
    except OSError:
        return False


def _sql(account: Account) -> str:
    """One statement a line, for the server without a network."""
    lines = [
        f"CREATE ROLE {_identifier(user)} SUPERUSER LOGIN PASSWORD {_literal(password)}"
        for user, password in account.users.items()
        if user != _OWNER
    ]
    names = dict.fromkeys(name for name in account.databases if name not in {"postgres", ""})
    lines += [f"CREATE DATABASE {_identifier(name)}" for name in names if "template" not in name]
    return "".join(f"{line}\n" for line in lines)


def _identifier(name: str) -> str:
    return '"' + " ".join(name.split()).replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + " ".join(text.split()).replace("'", "''") + "'"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "") + '"'


def _other_user() -> dict[str, Any]:
    """What makes a process run as somebody who is not root; nothing where nobody is root."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return {}
    import pwd

    account = pwd.getpwnam(_SERVER_USER)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _give_away(path: Path, sandbox: Sandbox | None) -> None:
    other = _other_user()
    if other and sandbox is None:
        os.chown(path, other["user"], other["group"])


def _is_open(folder: Path) -> bool:
    """Tell whether everybody may look into a folder."""
    return all(parent.stat().st_mode & 0o005 == 0o005 for parent in (folder, *folder.parents))


def _failed(program: str, said: str) -> SkillrunError:
    last = " ".join(said.strip().splitlines()[-3:]) or "it said nothing"
    return SkillrunError(f"`{program}` did not start: {last}")
