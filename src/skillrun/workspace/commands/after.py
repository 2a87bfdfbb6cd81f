"""The commands that come after the files: run in the workspace, on what was written."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from skillrun.machine.environment import clean_environment, for_git, without_network
from skillrun.workspace.commands.operations import OperationResult, PlannedOperation, Status, unrun
from skillrun.workspace.confined import run_uv
from skillrun.workspace.running import TIME_LIMIT, Finished, find_uv, run
from skillrun.workspace.sandbox import Reach, Sandbox, find_sandbox, interpreter_folders

_DATABASE_COMMANDS = frozenset({"migrate", "test", "createsuperuser", "loaddata", "flush"})


def run_after(
    root: Path,
    planned: Sequence[PlannedOperation],
    *,
    earlier: Sequence[OperationResult] = (),
    env: Mapping[str, str],
    limit: float = TIME_LIMIT,
    progress: Callable[[PlannedOperation], None] = lambda _operation: None,
) -> tuple[OperationResult, ...]:
    """Carry the commands out that come after the files, one after the other.

    A project without a `.env` is run with `.env.example`, whose values suffice for everything
    that needs no server. What needs a database (`migrate`, `pytest`) is left to the person. After
    a command that failed the others still run, but none runs on dependencies that failed to come.

    Where this machine has a sandbox, uv works in it (with the network), and then the project's
    code does (without). Where it has none they run with the person's own rights: leave to run
    the commands is leave for that, and who asks for it says so (`machine_sandbox`).

    Args:
        root: The workspace, files written.
        planned: From `plan_operations`; only the phase `after` is looked at.
        earlier: The results of `scaffold`.
        env: The environment of this process.
        limit: Seconds for each command.
        progress: Called before each command that is run.

    Returns:
        One result for each operation of the phase `after`, in order.
    """
    failed = [result.command for result in earlier if result.status == "failed"]
    broken = next((command for command in failed if command.startswith("uv ")), "")
    bench = _Bench(root, env, limit)
    results: list[OperationResult] = []
    for operation in planned:
        if operation.phase != "after":
            continue
        if operation.status == "run" and (reason := _reason_to_skip(root, operation, broken, env)):
            results.append(OperationResult(operation.command, "skipped", reason))
        elif operation.status != "run":
            results.append(unrun(operation))
        else:
            progress(operation)
            results.append(bench.carry_out(operation))
    return tuple(results)


class _Bench:
    """Runs one command after the other; what they share is made for the first that needs it."""

    def __init__(self, root: Path, env: Mapping[str, str], limit: float) -> None:
        self.root = root
        self.clean = clean_environment(env)
        self.limit = limit

    @cached_property
    def sandbox(self) -> Sandbox | None:
        """The sandbox of this machine, if it has one that can hide what it must."""
        found = find_sandbox(self.root)
        return found if isinstance(found, Sandbox) else None

    @cached_property
    def synced(self) -> Finished:
        """The project's environment, made for its first command."""
        return self._uv(("uv", "sync"))

    def carry_out(self, operation: PlannedOperation) -> OperationResult:
        """Run a command where it belongs."""
        finished = self._finished(operation)
        status: Status = "run" if finished.ok else "failed"
        return OperationResult(operation.command, status, finished.output, finished.seconds)

    def _finished(self, operation: PlannedOperation) -> Finished:
        argv = operation.argv
        folder = self.root / operation.folder
        if argv[0] != "uv":
            return run(argv, folder=folder, env=for_git(self.clean), limit=self.limit)
        if argv[1] != "run":
            return self._uv(argv)
        if not self.synced.ok:
            return self.synced
        finished = self._inside(argv[2:], folder)
        return replace(finished, seconds=finished.seconds + self._waited())

    def _waited(self) -> float:
        """The time that the environment took, for the first command that needed it."""
        seconds, self.synced = self.synced.seconds, replace(self.synced, seconds=0.0)
        return seconds

    def _uv(self, argv: tuple[str, ...]) -> Finished:
        return run_uv(
            argv,
            root=self.root.resolve(),
            environment=self.root.resolve() / ".venv",
            env=self.clean,
            sandbox=self.sandbox,
            limit=self.limit,
        )

    def _inside(self, argv: tuple[str, ...], folder: Path) -> Finished:
        """Run a program of the project's environment, with what its settings read."""
        example = self.root / ".env.example"
        given = ["--env-file", str(example.resolve())] if example.is_file() else []
        if (self.root / ".env").exists():
            given = []
        command = [find_uv(), "run", "--no-sync", *given, *argv]
        env = without_network(self.clean)
        env = {**env, "UV_PROJECT_ENVIRONMENT": str(self.root.resolve() / ".venv")}
        if self.sandbox is None:
            return run(command, folder=folder, env=env, limit=self.limit)
        python = self.root.resolve() / ".venv/bin/python"
        readable = (*interpreter_folders(python), Path(command[0]))
        env |= {"UV_OFFLINE": "1", "UV_NO_CACHE": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        inside = self.sandbox.command(command, Reach(self.root, folder, readable))
        return run(inside, folder=folder, env=self.sandbox.environment(env), limit=self.limit)


def _reason_to_skip(
    root: Path, operation: PlannedOperation, broken: str, env: Mapping[str, str]
) -> str:
    argv = operation.argv
    if out := _leads_out(root, operation):
        return f"`{out}` leads out of the workspace through a symlink"
    if argv[0] == "uv" and broken:
        return f"it needs `{broken}`, which failed"
    if _needs_database(argv):
        return "it needs the project's database: run it once that is up"
    if argv[0] == "git":
        return _outside_of_git(root, env)
    return ""


def _leads_out(root: Path, operation: PlannedOperation) -> str:
    """Name what a command would reach outside of the workspace: links may lie on the disk."""
    real = os.path.realpath(root)
    words = ["", *operation.argv[1:], *(word.rpartition("=")[2] for word in operation.argv)]
    for word in words:
        place = os.path.join(real, operation.folder, word)  # noqa: PTH118 - a word may be no path
        if not Path(os.path.realpath(place)).is_relative_to(real):
            return word or operation.folder
    return ""


def _needs_database(argv: tuple[str, ...]) -> bool:
    command = argv[argv.index("manage.py") + 1 :][:1] if "manage.py" in argv else ()
    return argv[:3] == ("uv", "run", "pytest") or not _DATABASE_COMMANDS.isdisjoint(command)


def _outside_of_git(root: Path, env: Mapping[str, str]) -> str:
    """Say why a git command has no repository to work on; empty where it has one."""
    clean = for_git(clean_environment(env))
    if not run(["git", "rev-parse", "--is-inside-work-tree"], folder=root, env=clean).ok:
        return "the workspace is not in a Git repository"
    # A scratch folder of some other project: its index is none of the answer's business.
    if run(["git", "check-ignore", "--quiet", "."], folder=root, env=clean).ok:
        return "the Git repository around the workspace ignores it"
    return ""
