"""Scaffolding commands carried out beside the workspace, never in it.

They run in a folder of their own that holds copies of the project's metadata; what they make
comes back as bytes and goes through the one transaction with the answer's files. The folder lies
outside of the workspace because uv would take it for a member of the project above it, and enter
it there. To know what a package needs, uv may have to build it, and the project's own build is the
model's code: where this machine has a sandbox, uv resolves and Django scaffolds in it.
"""

import shutil
import tempfile
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from skillrun.machine.environment import clean_environment
from skillrun.protocol.paths import normalize
from skillrun.workspace.commands.arguments import options, positionals, resolve
from skillrun.workspace.commands.filework import FileWork
from skillrun.workspace.commands.operations import OperationResult, PlannedOperation, Status, unrun
from skillrun.workspace.confined import run_uv
from skillrun.workspace.dependencies import identity, merge_pyproject
from skillrun.workspace.failures import explained
from skillrun.workspace.python import find_python, wanted_python
from skillrun.workspace.running import Finished, run
from skillrun.workspace.sandbox import Sandbox, find_sandbox

_METADATA = ("pyproject.toml", "uv.lock", "uv.toml", ".python-version")
_NOT_FILES = frozenset({".git", ".venv", "__pycache__"})

Progress = Callable[[PlannedOperation], None]


@dataclass(frozen=True, slots=True)
class Scaffold:
    """What scaffolding came to.

    Attributes:
        files: What it made or changed, by path; `pyproject.toml` is joined with the answer's.
        removals: Files and folders of the workspace that are to go.
        results: One for each operation of the phase `before`, in order.
    """

    files: Mapping[str, bytes]
    removals: tuple[str, ...]
    results: tuple[OperationResult, ...]


def scaffold(
    root: Path,
    planned: Sequence[PlannedOperation],
    *,
    delivered: Collection[str],
    pyproject: str | None,
    env: Mapping[str, str],
    relock: bool = True,
    progress: Progress = lambda _operation: None,
) -> Scaffold:
    """Carry the commands out that come before the files.

    Nothing in the workspace changes. A command that fails does not stop the others; those that
    need it are skipped.

    Args:
        root: The workspace; need not exist.
        planned: From `plan_operations`; only the phase `before` is looked at.
        delivered: Paths of the answer's files: what scaffolding would put there is dropped.
        pyproject: The answer's `pyproject.toml`, None where it brings none. uv works on it, so
            that the lock fits what is written.
        env: The environment of this process.
        relock: Run `uv lock` where the answer changed the name, version or Python of a locked
            project, which its lock repeats; one result more tells of it.
        progress: Called before each command that is run.

    Raises:
        WorkspaceError: If the folder to work in can't be made, or a `pyproject.toml` is not TOML.
    """
    before = [operation for operation in planned if operation.phase == "before"]
    with explained("made", tempfile.gettempdir()):
        folder = Path(tempfile.mkdtemp(prefix="skillrun-")).resolve()
    try:
        site = _Site(root, folder, frozenset(delivered), pyproject, env)
        site.prepare(before)
        results = [site.carry_out(operation, progress) for operation in before]
        results.extend(site.finish(relock=relock))
        return Scaffold(site.files(), tuple(sorted(site.work.removals)), tuple(results))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Site:
    """The folder that scaffolding works in."""

    def __init__(
        self,
        root: Path,
        folder: Path,
        delivered: frozenset[str],
        pyproject: str | None,
        env: Mapping[str, str],
    ) -> None:
        self.root = root
        self.folder = folder
        self.delivered = delivered
        self.pyproject = pyproject
        self.env = clean_environment(env)
        self.work = FileWork(root, folder, delivered)
        self.failed = ""
        self._is_new = not (root / "pyproject.toml").exists()
        self._locked_as: tuple[object, ...] | None = None

    def prepare(self, operations: Sequence[PlannedOperation]) -> None:
        """Copy the project's metadata, join the answer's, find the interpreter."""
        for name in _METADATA:
            if (self.root / name).is_file():
                with explained("read", name):
                    shutil.copyfile(self.root / name, self.folder / name)
        if _names_a_program(self.folder / ".python-version"):
            (self.folder / ".python-version").unlink()
        if (self.folder / "uv.lock").exists() and not self._is_new:
            self._locked_as = identity(self._text("pyproject.toml"))
        makes_project = any(
            op.status == "run" and op.argv[:2] == ("uv", "init") for op in operations
        )
        if self._is_new and self.pyproject is not None and not makes_project:
            (self.folder / "pyproject.toml").write_text(self.pyproject, encoding="utf-8")
        self._join()
        version = wanted_python(
            [operation.argv for operation in operations if operation.status == "run"],
            (self.folder / ".python-version", self.folder / "pyproject.toml"),
            self.pyproject,
        )
        needed = any(op.status == "run" and op.argv[0] == "uv" for op in operations)
        if needed and version and (python := find_python(version, self.env)):
            self.env["UV_PYTHON"] = str(python)

    def carry_out(self, operation: PlannedOperation, progress: Progress) -> OperationResult:
        """Run one command, or say why not."""
        if operation.status != "run":
            return unrun(operation)
        if self.failed and operation.argv[0] == "uv":
            reason = f"it needs `{self.failed}`, which failed"
            return OperationResult(operation.command, "skipped", reason)
        progress(operation)
        argv = operation.argv
        if argv[0] != "uv":
            return _result(operation.command, self.work.carry_out(argv, operation.folder))
        finished = self._tool(argv, operation.folder)
        if not finished.ok:
            self.failed = operation.command
        return _result(operation.command, finished)

    def finish(self, *, relock: bool) -> Iterator[OperationResult]:
        """Put uv's lists where the answer has them; make the lock fit what else it changed."""
        path = self.folder / "pyproject.toml"
        if self.failed and self._is_new:
            # Half of the dependencies is worse than the answer's own lists.
            for name in ("pyproject.toml", "uv.lock"):
                (self.folder / name).unlink(missing_ok=True)
            return
        self._join()
        fits = not self._locked_as or self._locked_as == identity(self._text(path.name))
        if relock and not fits:
            yield _result("uv lock", self._uv(("uv", "lock")))

    def files(self) -> dict[str, bytes]:
        """Everything made here that is neither delivered nor already on disk."""
        found: dict[str, bytes] = {}
        for path in sorted(self.folder.rglob("*")):
            name = path.relative_to(self.folder).as_posix()
            if not path.is_file() or not _NOT_FILES.isdisjoint(name.split("/")):
                continue
            content = path.read_bytes()
            if (name == "pyproject.toml" or name not in self.delivered) and self._is_new_here(
                name, content
            ):
                found[name] = content
        return found

    def _is_new_here(self, name: str, content: bytes) -> bool:
        """Tell whether a file is to be written: uv and Django leave alone what stands already."""
        there = self.root / name
        if not there.is_file():
            return True
        is_ours_to_change = name in _METADATA or name in self.work.written
        with explained("read", name):
            return is_ours_to_change and there.read_bytes() != content

    def _text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def _join(self) -> None:
        path = self.folder / "pyproject.toml"
        if self.pyproject is not None and path.exists():
            path.write_text(
                merge_pyproject(self.pyproject, self._text(path.name)), encoding="utf-8"
            )

    def _tool(self, argv: tuple[str, ...], where: str) -> Finished:
        folder = self.folder / where
        folder.mkdir(parents=True, exist_ok=True)
        if argv[1] == "init":
            finished = run(_init(argv, self.root), folder=folder, env=self.env)
            self._join()
            return finished
        if argv[1] == "add":
            added = argv if "--no-sync" in argv else (*argv, "--no-sync")
            return self._uv(added, where)
        return self._django(argv, where)

    def _django(self, argv: tuple[str, ...], where: str) -> Finished:
        """Run `startproject` or `startapp` without the project, which is not whole yet."""
        at = next((i for i, word in enumerate(argv) if word in {"startproject", "startapp"}), None)
        if at is None:
            return Finished(ok=False, output="this kind of scaffolding is not known", seconds=0.0)
        arguments = [word for word in argv[at + 1 :] if not word.startswith("-")]
        if len(arguments) > 1 and (target := resolve(where, arguments[1])):
            (self.folder / target).mkdir(parents=True, exist_ok=True)
        requirement = f"django{_locked_version(self.folder / 'uv.lock', 'django')}"
        command = ("uv", "run", "--no-project", "--with", requirement, "django-admin", *argv[at:])
        return self._uv(command, where)

    def _uv(self, argv: tuple[str, ...], where: str = "") -> Finished:
        """Run uv on what is made here, in a folder of it."""
        there = ("--directory", str(self.folder / where)) if where else ()
        return run_uv(
            (*argv[:2], *there, *argv[2:]),
            root=self.folder,
            environment=self.folder / ".venv",
            env=self.env,
            sandbox=self.sandbox,
        )

    @cached_property
    def sandbox(self) -> Sandbox | None:
        """The sandbox of this machine, if it has one that can hide what it must."""
        found = find_sandbox(self.folder)
        return found if isinstance(found, Sandbox) else None


def _init(argv: tuple[str, ...], root: Path) -> list[str]:
    """Turn `uv init NAME` into one that makes the project right here, alone.

    A repository is the person's to start, so none is made.
    """
    given = options(argv)
    if "--vcs" in given:
        at = given.index("--vcs")
        del given[at : at + 2]
    given = [o for o in given if o != "--no-workspace" and not o.startswith("--vcs=")]
    if not any(option.split("=")[0] == "--name" for option in given):
        names = (normalize(name) for name in positionals(argv))
        given += ["--name", next(filter(None, names), root.resolve().name)]
    return ["uv", "init", *given, "--vcs", "none", "--no-workspace", "."]


def _names_a_program(path: Path) -> bool:
    """Tell whether a `.python-version` names a file, which uv would start to ask its version."""
    return path.is_file() and not {*b"/\\"}.isdisjoint(path.read_bytes())


def _result(command: str, finished: Finished) -> OperationResult:
    status: Status = "run" if finished.ok else "failed"
    return OperationResult(command, status, finished.output, finished.seconds)


def _locked_version(lock: Path, package: str) -> str:
    """Return `==VERSION` of a locked package, empty where it is not locked."""
    try:
        data = tomllib.loads(lock.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return ""
    versions = [p.get("version") for p in data.get("package", []) if p.get("name") == package]
    return f"=={versions[0]}" if versions and versions[0] else ""
