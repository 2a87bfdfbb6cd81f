"""uv in the sandbox: with the network, its cache and the environment that it makes, no more."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from skillrun.workspace.python import find_python, wanted_python
from skillrun.workspace.running import TIME_LIMIT, Finished, find_uv, run
from skillrun.workspace.sandbox import Reach, Sandbox, interpreter_folders


def run_uv(
    argv: Sequence[str],
    *,
    root: Path,
    environment: Path,
    env: Mapping[str, str],
    sandbox: Sandbox | None,
    limit: float = TIME_LIMIT,
) -> Finished:
    """Run uv on a project; what it builds runs in the sandbox with it.

    Args:
        argv: The command, `uv` first.
        root: The project.
        environment: The virtual environment that it may make or change.
        env: A clean environment.
        sandbox: What it runs in; None to run it with the person's own rights.
        limit: Seconds until it is ended.
    """
    told = {**env, "UV_PROJECT_ENVIRONMENT": str(environment)}
    python = _interpreter(root, environment, env) or _named(env)
    if python:
        told["UV_PYTHON"] = str(python)
    words = [find_uv(), *argv[1:]]
    if sandbox is None:
        return run(words, folder=root, env=told, limit=limit)
    cache, installed = (_uv_folder(kind, env) for kind in ("cache", "python"))
    if cache is None or installed is None:
        return Finished(ok=False, output="uv does not say where its cache is", seconds=0.0)
    # Between two mounts there are no hard links.
    told |= {"UV_CACHE_DIR": str(cache), "UV_LINK_MODE": "copy"}
    told |= {"UV_PYTHON_INSTALL_DIR": str(installed)}
    own = python or environment / "bin/python"
    readable = (*interpreter_folders(own), Path(words[0]), *_uv_settings())
    # uv may bring an interpreter where none was found.
    writable = (environment, cache, *(() if own.exists() else (installed,)))
    for folder in writable:
        folder.mkdir(parents=True, exist_ok=True)
    reach = Reach(root, root, readable, writable, network=True)
    command = sandbox.command(words, reach)
    return run(command, folder=root, env=sandbox.environment(told), limit=limit)


def _interpreter(root: Path, environment: Path, env: Mapping[str, str]) -> Path | None:
    """Find the Python that the project wants; uv itself keeps to that of an environment."""
    if (environment / "pyvenv.cfg").exists():
        return None
    version = wanted_python((), (root / ".python-version", root / "pyproject.toml"), None)
    return find_python(version or "3", env)


def _named(env: Mapping[str, str]) -> Path | None:
    """The interpreter that the environment names by its path."""
    named = Path(env.get("UV_PYTHON", ""))
    return named if named.is_absolute() and named.is_file() else None


def _uv_folder(kind: str, env: Mapping[str, str]) -> Path | None:
    asked = run([find_uv(), kind, "dir"], folder=Path.home(), env=env, limit=10)
    return Path(asked.output) if asked.ok and os.path.isabs(asked.output) else None  # noqa: PTH117


def _uv_settings() -> tuple[Path, ...]:
    """Where uv's own configuration lies: which index it asks."""
    places = (Path.home() / ".config/uv/uv.toml", Path("/etc/uv/uv.toml"))
    return tuple(path for path in places if path.is_file())
