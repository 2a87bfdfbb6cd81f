"""PostgreSQL and Redis for a verification: those of the settings, else temporary ones.

In the sandbox the settings keep every value they have: its loopback is lent the very ports that
they name, and its /etc/hosts their host names. Without a sandbox the project's variables are
pointed at the ports of the temporary servers.
"""

import getpass
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from skillrun.errors import SkillrunError
from skillrun.gate.binaries import EXTRA, Binary, find_postgres, find_redis
from skillrun.gate.inside import settings
from skillrun.gate.inside.relay import relay
from skillrun.gate.model import Services, ServiceUse
from skillrun.gate.needs import POSTGRES, Login, Need, Needs, read_needs
from skillrun.gate.pointing import pointed
from skillrun.gate.project import Project
from skillrun.gate.servers import (
    Account,
    Endpoint,
    answers_as_redis,
    running_postgres,
    running_redis,
)

_PATIENCE = 2.0


@dataclass(frozen=True, slots=True)
class Settled:
    """What the servers came to.

    Attributes:
        uses: The servers that the tests use.
        problems: Why the tests cannot run; empty where they can.
        lent: Ports of the sandbox's loopback, with the Unix sockets behind them.
        hosts: The sandbox's /etc/hosts; None where no host name is needed.
        variables: Variables that point the settings at temporary servers.
    """

    uses: tuple[ServiceUse, ...] = ()
    problems: tuple[str, ...] = ()
    lent: tuple[tuple[str, int, str], ...] = ()
    hosts: Path | None = None
    variables: Mapping[str, str] = field(default_factory=dict)


def ask_settings(project: Project, settled: Settled, *arguments: str) -> tuple[Needs | None, str]:
    """Have the project's settings say which servers they name.

    Args:
        project: The project.
        settled: The servers as far as they are there.
        *arguments: `connect` to try the databases.

    Returns:
        The needs, None where the settings could not be read; and what they said.
    """
    source = Path(settings.__file__).read_text(encoding="utf-8")
    kept: list[bytes] = []
    finished = project.run(
        [project.python, "-c", source, *arguments],
        variables=settled.variables,
        lent=settled.lent,
        hosts=settled.hosts,
        limit=120,
        heard=kept.append,
    )
    return read_needs(b"".join(kept).decode("utf-8", "replace")), finished.output


@contextmanager
def settled(project: Project, needs: Needs, mode: Services) -> Iterator[Settled]:
    """Bring every server that a project needs, for as long as the context lasts.

    Args:
        project: The project.
        needs: What its settings name.
        mode: `auto`: those of the settings on this machine, else temporary ones; `embedded`:
            temporary ones of the extra alone; `off`: those of the settings, wherever they are.
    """
    with ExitStack() as stack:
        bench = _Bench(project, mode, stack)
        for need in needs.servers:
            bench.bring(need)
        bench.problems += [f"{one}: skillrun cannot start that" for one in needs.foreign]
        yield bench.outcome()


class _Bench:
    """Brings one server after the other."""

    def __init__(self, project: Project, mode: Services, stack: ExitStack) -> None:
        self.project = project
        self.mode = mode
        self.stack = stack
        self.uses: list[ServiceUse] = []
        self.problems: list[str] = []
        self.lent: list[tuple[str, int, str]] = []
        self.names: set[str] = set()
        self.started: list[tuple[Need, int]] = []

    def bring(self, need: Need) -> None:
        """Use the server of the settings, or start one."""
        if self.project.sandbox is not None and need.host.startswith("/"):
            self.problems.append(
                f"{need.name} by the folder {need.host} is not seen in the sandbox"
            )
            return
        if self.mode != "embedded" and (need.is_local or self.mode == "off"):
            with ExitStack() as attempt:
                if not (refusal := self._refusal(need, attempt)):
                    self.stack.push(attempt.pop_all())
                    self.uses.append(ServiceUse(need.name, "settings", need.spelled))
                    return
        else:
            refusal = "--services embedded was given"
        if self.mode == "off":
            self.problems.append(f"{need.name} at {need.spelled}: {refusal}")
            return
        self._start(need)

    def _refusal(self, need: Need, attempt: ExitStack) -> str:
        """Say why the server of the settings cannot be used; lend its port where it can."""
        login = need.logins[0]
        if need.name != POSTGRES and not need.secured:
            user, password = login.user, login.password
            if not answers_as_redis(lambda: _reach(need), user, password):
                return "it does not answer"
        elif not _answers(need):
            return "it does not answer"
        lent = self._lend(need, _through(self.project, need, attempt, len(self.lent)))
        if need.name == POSTGRES:
            trial = Settled(lent=(*self.lent, *lent), hosts=self._hosts({*self.names, need.host}))
            asked, said = ask_settings(self.project, trial, "connect")
            same = [n for n in asked.servers if _is_same(n, need)] if asked else []
            if refused := same[0].refusal if same else said[-200:]:
                return refused
        self.lent += lent
        self.names.add(need.host)
        return ""

    def _start(self, need: Need) -> None:
        source = "embedded" if self.mode == "embedded" else "any"
        find = find_postgres if need.name == POSTGRES else find_redis
        binary = find(source)
        if need.secured:
            self.problems.append(f"{need.name} at {need.spelled} is asked for with TLS")
        elif binary is None:
            self.problems.append(
                f"{need.name} at {need.spelled} does not answer, and there is none to start: {EXTRA}"
            )
        else:
            try:
                endpoint = self.stack.enter_context(self._server(need, binary))
            except SkillrunError as error:
                self.problems.append(f"{need.name}: {error.message}")
                return
            self.uses.append(ServiceUse(need.name, binary.source, binary.spelled))
            self.lent += self._lend(need, endpoint.path)
            self.names.add(need.host)
            self.started.append((need, endpoint.port))

    @contextmanager
    def _server(self, need: Need, binary: Binary) -> Iterator[Endpoint]:
        folder = self.project.share / f"server{len(self.started)}"
        sandbox = self.project.sandbox
        if need.name == POSTGRES:
            account = _account(need.logins)
            with running_postgres(binary, folder, account, sandbox) as endpoint:
                yield endpoint
        else:
            with running_redis(binary, folder, need.logins[0].password, sandbox) as endpoint:
                yield endpoint

    def _lend(self, need: Need, path: str) -> list[tuple[str, int, str]]:
        if self.project.sandbox is None or not path:
            return []
        return [("127.0.0.1", need.port, path), ("::1", need.port, path)]

    def outcome(self) -> Settled:
        """Put together what came of it; check that the settings follow where they are pointed."""
        found = Settled(tuple(self.uses), tuple(self.problems), tuple(self.lent))
        if self.project.sandbox is not None:
            return replace(found, hosts=self._hosts(self.names), variables=self._defaults())
        variables = {**self._defaults(), **pointed(self.project.variables, self.started)}
        found = replace(found, variables=variables)
        if self.started and not self.problems:
            asked, _said = ask_settings(self.project, found)
            ports = {need.port for need in asked.servers} if asked else set()
            lost = [n.name for n, port in self.started if n.host and port not in ports]
            if lost:
                reason = "the settings do not take its address from a variable of .env.example"
                return replace(found, problems=tuple(f"{name}: {reason}" for name in lost))
        return found

    def _defaults(self) -> dict[str, str]:
        """Where PostgreSQL's own library looks when the settings name no host."""
        nameless = [port for need, port in self.started if need.name == POSTGRES and not need.host]
        if not nameless:
            return {}
        port = {"PGPORT": str(nameless[0])} if nameless[0] else {}
        return {"PGHOST": "127.0.0.1", **port}

    def _hosts(self, names: set[str]) -> Path | None:
        """Write the sandbox's /etc/hosts: every host of the settings is its loopback."""
        if self.project.sandbox is None:
            return None
        own = sorted({name for name in names if name and "/" not in name and ":" not in name})
        names_of_it = " ".join(dict.fromkeys(["localhost", "sandbox", *own]))
        path = self.project.share / f"hosts{len(own)}"
        path.write_text(f"127.0.0.1 {names_of_it}\n::1 localhost\n", encoding="utf-8")
        return path


def _account(logins: Sequence[Login]) -> Account:
    """Roles and databases as the settings name them; no role means that of the person."""
    users = {login.user or getpass.getuser(): login.password for login in logins}
    return Account(users, tuple(login.database for login in logins))


def _is_same(one: Need, other: Need) -> bool:
    return (one.name, one.host, one.port) == (other.name, other.host, other.port)


def _reach(need: Need) -> socket.socket:
    """Open a connection to a server as the settings name it."""
    if need.host.startswith("/"):
        near = socket.socket(socket.AF_UNIX)
        near.settimeout(_PATIENCE)
        near.connect(f"{need.host}/.s.PGSQL.{need.port}")
        return near
    return socket.create_connection((need.host or "localhost", need.port), timeout=_PATIENCE)


def _answers(need: Need) -> bool:
    try:
        _reach(need).close()
    except OSError:
        return False
    return True


def _through(project: Project, need: Need, stack: ExitStack, number: int) -> str:
    """Make a Unix socket that leads from the sandbox to a server outside."""
    if project.sandbox is None:
        return ""
    path = project.share / f"outside{number}.sock"
    listener = stack.enter_context(socket.socket(socket.AF_UNIX))
    listener.bind(str(path))
    listener.listen(64)
    connect: Callable[[], socket.socket] = lambda: _unhurried(_reach(need))  # noqa: E731
    threading.Thread(target=relay, args=(listener, connect), daemon=True).start()
    stack.callback(listener.shutdown, socket.SHUT_RDWR)
    return str(path)


def _unhurried(near: socket.socket) -> socket.socket:
    """A query may take its time."""
    near.settimeout(None)
    return near
