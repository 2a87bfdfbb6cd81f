"""Finding a Python of a version; nothing is downloaded.

uv takes the first that PATH names and stops where that one, a shim for instance, does not start.
"""

import itertools
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from skillrun.machine.environment import clean_environment
from skillrun.workspace.running import find_uv, run

_TRIES = 10.0
_VERSION = re.compile(r"3\.\d+(\.\d+)?")
_REQUIRES = re.compile(r"^requires-python\s*=\s*[\"'][=~>]+\s*(3\.\d+)", re.MULTILINE)
_PROBE = (
    "import sys; print('.'.join(map(str, sys.version_info[:3])), sys.implementation.name, "
    "getattr(sys, '_base_executable', None) or sys.executable)"
)


def find_python(version: str, env: Mapping[str, str]) -> Path | None:
    """Find an interpreter that really starts: on PATH, then pyenv's versions, then uv's own.

    Args:
        version: Its version, as far as it matters: `3.12`, `3.12.1`.
        env: The environment: PATH, HOME and PYENV_ROOT are read.

    Returns:
        The interpreter, behind any virtual environment; None where there is none.
    """
    clean = clean_environment(env)
    tried: set[Path] = set()
    for candidate in _candidates(version, env):
        if candidate in tried or not os.access(candidate, os.X_OK):
            continue
        tried.add(candidate)
        if found := _probe(candidate, version, clean):
            return found
    return None


def wanted_python(
    commands: Sequence[Sequence[str]], files: Sequence[Path], pyproject: str | None
) -> str | None:
    """Say which Python a project wants.

    Args:
        commands: The commands of an answer: `--python` of `uv init` counts most.
        files: Then `.python-version` and `pyproject.toml`, where they exist.
        pyproject: Then the answer's `pyproject.toml`.

    Returns:
        A version such as `3.12`, or None where nothing names one.
    """
    for command in commands:
        for option, value in itertools.pairwise(command):
            if option in {"-p", "--python"} and (found := _VERSION.match(value)):
                return found.group()
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in files if path.is_file()]
    for text in [*texts, pyproject or ""]:
        if found := _VERSION.match(text) or _REQUIRES.search(text):
            return found.group(found.lastindex or 0)
    return None


def _candidates(version: str, env: Mapping[str, str]) -> Iterator[Path]:
    minor = ".".join(version.split(".")[:2])
    folders = [Path(folder) for folder in env.get("PATH", "").split(os.pathsep) if folder]
    for name in (f"python{minor}", "python3", "python"):
        for folder in folders:
            if found := shutil.which(name, path=str(folder)):
                yield Path(found)
    home = Path(env.get("HOME") or Path.home())
    pyenv = Path(env.get("PYENV_ROOT") or home / ".pyenv")
    for installed in _newest_first(pyenv / "versions", minor):
        yield installed / "bin/python"
    for installed in _newest_first(_uv_folder(env), f"cpython-{minor}"):
        yield installed / "bin/python"
        yield installed / "python.exe"


def _uv_folder(env: Mapping[str, str]) -> Path:
    asked = run(
        [find_uv(), "python", "dir"], folder=Path.cwd(), env=clean_environment(env), limit=_TRIES
    )
    return Path(asked.output if asked.ok and asked.output else os.devnull)


def _newest_first(folder: Path, prefix: str) -> list[Path]:
    if not folder.is_dir():
        return []
    fitting = [path for path in folder.iterdir() if path.name.startswith(prefix)]
    return sorted(fitting, key=lambda path: _numbers(path.name), reverse=True)


def _numbers(name: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", name)))


def _probe(candidate: Path, version: str, env: Mapping[str, str]) -> Path | None:
    """Start an interpreter and let it say what it is."""
    try:
        done = subprocess.run(
            [candidate, "-I", "-c", _PROBE],
            capture_output=True,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            timeout=_TRIES,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    said = done.stdout.decode("utf-8", "replace").strip().split(" ", 2)
    if done.returncode or len(said) < 3 or said[1] != "cpython":
        return None
    return Path(said[2]) if f"{said[0]}.".startswith(f"{version}.") else None
