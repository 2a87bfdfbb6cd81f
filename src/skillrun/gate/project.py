"""The project under verification: its variables, its environment, and running its programs."""

import re
import secrets
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

from skillrun.errors import UsageError
from skillrun.gate.inside import relay
from skillrun.machine.environment import clean_environment, without_network
from skillrun.machine.folders import cache_folder
from skillrun.rules.ruff.process import find_ruff
from skillrun.workspace.confined import run_uv
from skillrun.workspace.running import TIME_LIMIT, Finished, run
from skillrun.workspace.sandbox import Reach, Sandbox, interpreter_folders

_SECRET = re.compile(r"KEY|TOKEN|SECRET|PASSW|CREDENTIAL|DSN|WEBHOOK", re.IGNORECASE)
_SERVERS = re.compile(r"(POSTGRES|POSTGRESQL|PG|DB|DATABASE|SQL|REDIS|VALKEY|CACHE|CELERY|BROKER)")
_STAGE = re.compile(r"(\w+_)?(ENVIRONMENT|ENV|STAGE)")
# Shorter values, and words such as `postgres`, stand in innocent places too.
_SHORTEST_SECRET, _SHORTEST_WORD = 8, 13
_BINARIES = "Scripts" if sys.platform == "win32" else "bin"
_FAIL_UNDER = re.compile(r"(?:cov-fail-under[= ]|fail_under\s*=\s*)(\d+(?:\.\d+)?)")

_Lent = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class Project:
    """A project and how its programs are run.

    Attributes:
        root: Its folder.
        sandbox: What its code runs in; None to run it with the person's own rights.
        base: The clean environment of every command.
        variables: What its settings read: `.env`, or `.env.example` where there is none.
        environment: The virtual environment that the verification makes for it.
        share: A folder that its programs can read.
        out: A folder that they can write.
        hidden: Values that must not come out: they are replaced in all that is told.
    """

    root: Path
    sandbox: Sandbox | None
    base: Mapping[str, str]
    variables: Mapping[str, str]
    environment: Path
    share: Path
    out: Path
    hidden: tuple[str, ...] = field(default=(), repr=False)

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.program("python")

    def program(self, name: str) -> Path:
        """Name a program of its environment.

        Args:
            name: Without a suffix.
        """
        suffix = ".exe" if sys.platform == "win32" else ""
        return self.environment / _BINARIES / f"{name}{suffix}"

    def has(self, package: str) -> bool:
        """Tell whether a package is installed in its environment.

        Args:
            package: The folder it is imported from.
        """
        return any(self.environment.glob(f"[Ll]ib*/**/site-packages/{package}/__init__.py"))

    def sync(self) -> Finished:
        """Make its environment with uv, exactly as its lock says; the network is there for this."""
        locked = ["--locked"] if (self.root / "uv.lock").exists() else []
        finished = run_uv(
            ["uv", "sync", "--color", "never", "--compile-bytecode", *locked],
            root=self.root,
            environment=self.environment,
            env=self.base,
            sandbox=self.sandbox,
        )
        return self._told(finished)

    def run(
        self,
        argv: Sequence[str | Path],
        *,
        variables: Mapping[str, str] | None = None,
        lent: Sequence[_Lent] = (),
        hosts: Path | None = None,
        limit: float = TIME_LIMIT,
        heard: Callable[[bytes], None] = lambda _chunk: None,
    ) -> Finished:
        """Run a program of its environment; what must not come out is taken out of its output.

        Args:
            argv: The command.
            variables: Variables that count more than its own.
            lent: Ports of the sandbox's loopback, and the Unix sockets behind them.
            hosts: The sandbox's /etc/hosts.
            limit: Seconds until it is ended.
            heard: Called with what it says.
        """
        words = [str(word) for word in argv]
        env = {**without_network(self.base), **self.variables, **(variables or {})}
        env |= {"PYTHONDONTWRITEBYTECODE": "1", "VIRTUAL_ENV": str(self.environment)}
        if self.sandbox is None:
            return self._told(run(words, folder=self.root, env=env, limit=limit, heard=heard))
        if lent:
            source = Path(relay.__file__).read_text(encoding="utf-8")
            ports = relay.spelled(lent)
            words = [str(self.python), "-I", "-S", "-c", source, ports, *words]
        readable = (*interpreter_folders(self.python), self.environment, self.share)
        known = (self.root, self.environment)
        tools = [Path(w) for w in words[:1] if not any(map(Path(w).is_relative_to, known))]
        reach = Reach(self.root, self.root, (*readable, *tools), (self.out,), hosts=hosts)
        command = self.sandbox.command(words, reach)
        inside = self.sandbox.environment(env)
        return self._told(run(command, folder=self.root, env=inside, limit=limit, heard=heard))

    def told(self, text: str) -> str:
        """Take out of a text what must not come out.

        Args:
            text: Anything that the project's code may have said.
        """
        for value in self.hidden:
            text = text.replace(value, "***")
        return text

    def deployed(self) -> dict[str, str]:
        """Variables of a deployment: production, no debugging, a key that is long enough."""
        found = {"DEBUG": "false"} if "DEBUG" in self.variables else {}
        for name, value in self.variables.items():
            if _STAGE.fullmatch(name) and value.isalpha():
                found[name] = "production"
            elif name.endswith("SECRET_KEY"):
                found[name] = secrets.token_urlsafe(64)
        return found

    @property
    def required_coverage(self) -> float | None:
        """What its configuration asks of the tests, in percent."""
        found = _FAIL_UNDER.search(self.configuration)
        return float(found.group(1)) if found else None

    @property
    def configuration(self) -> str:
        """The text of its `pyproject.toml`; empty where there is none."""
        try:
            return self._pyproject.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return ""

    @property
    def _pyproject(self) -> Path:
        return self.root / "pyproject.toml"

    def _told(self, finished: Finished) -> Finished:
        return Finished(finished.ok, self.told(finished.output), finished.seconds)


def open_project(
    root: Path, sandbox: Sandbox | None, env: Mapping[str, str], folder: Path
) -> Project:
    """Look at a project before it is verified; nothing of it is run.

    Args:
        root: Its folder.
        sandbox: What its code is to run in, if anything.
        env: The environment of this process.
        folder: An empty folder of the verification's own.
    """
    own, example = _dotenv(root / ".env"), _dotenv(root / ".env.example")
    variables = dict(own or example)
    # What a CI system or a shell exports for the project's servers counts more than its files.
    for name in example.keys() | own.keys():
        if name in env and (_SERVERS.match(name) or not _SECRET.search(name)):
            variables[name] = env[name]
    share, out = folder / "share", folder / "out"
    share.mkdir()
    out.mkdir()
    given = {name: variables[name] for name in variables if own or name in env}
    return Project(
        root.resolve(),
        sandbox,
        # What its programs leave in there goes with the folder.
        clean_environment(env, TMPDIR=str(out)),
        variables,
        _environment_folder(root, folder, env),
        share,
        out,
        tuple(_hidden(given)),
    )


def _environment_folder(root: Path, folder: Path, env: Mapping[str, str]) -> Path:
    """Choose where the environment is made: kept for the next time, unless caches are off."""
    kept = cache_folder("environments", env)
    if kept is None:
        return folder / "environment"
    name = sha256(str(root.resolve()).encode()).hexdigest()[:16]
    return kept / name


def _dotenv(path: Path) -> dict[str, str]:
    """Read a file of variables; nothing of this process's environment is put into it."""
    from dotenv import dotenv_values

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    values = dotenv_values(stream=StringIO(text), interpolate=False)
    return {name: value for name, value in values.items() if value is not None}


def _hidden(variables: Mapping[str, str]) -> set[str]:
    """The values that are secret, and the passwords in addresses."""
    found = set()
    for name, value in variables.items():
        if _SECRET.search(name):
            found.add(value)
        elif "://" in value:
            found.add(_password(value))
    return {
        value
        for value in found
        if len(value) >= (_SHORTEST_WORD if value.isalpha() else _SHORTEST_SECRET)
    }


def _password(url: str) -> str:
    try:
        return urlsplit(url).password or ""
    except ValueError:
        return ""


def check_project(root: Path) -> None:
    """Refuse a folder that holds nothing to verify; nothing of it is run.

    Args:
        root: The folder.

    Raises:
        UsageError: If it is no Django project whose `pyproject.toml` says what to install.
    """
    problem, advice = _unreadable(root / "pyproject.toml")
    if not (root / "manage.py").is_file():
        problem, advice = problem or "there is no manage.py", ""
    if problem:
        raise UsageError(
            f"`{root}` holds no Django project that can be verified: {problem}.",
            advice=advice or "Name the project's root with --workspace.",
        )


def _unreadable(file: Path) -> tuple[str, str]:
    """Say why nothing can be installed from a `pyproject.toml`, and what to do about it."""
    try:
        settings = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        make = "Make one with: uv init --bare && uv add -r requirements.txt"
        return "there is no pyproject.toml", make
    except (OSError, ValueError) as error:
        return f"its pyproject.toml cannot be read ({error})", ""
    if "project" not in settings:
        write = "Write [project] with a name and a version, then: uv add -r requirements.txt"
        return "its pyproject.toml has no [project], which says what to install", write
    return "", ""


def ruff_of(project: Project) -> Path | None:
    """Find Ruff: the project's own, else the one that came with skillrun.

    Args:
        project: The project.
    """
    if project.program("ruff").exists():
        return project.program("ruff")
    try:
        return Path(find_ruff())
    except UsageError:
        return None
