"""`touch`, `rm`, `cp` and `mv` done by the program itself, on a copy; no command is run."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from skillrun.errors import WorkspaceError
from skillrun.protocol.paths import path_problem
from skillrun.workspace.commands.arguments import positionals, resolve
from skillrun.workspace.failures import explained
from skillrun.workspace.running import Finished


class FileWork:
    """The workspace as the commands see it: a folder of what was made, over what is on disk.

    Args:
        root: The workspace, only read.
        folder: Where what is made is put.
        delivered: Paths that the answer brings.

    Attributes:
        removals: What is to go from the workspace.
        written: What was made or replaced here.
    """

    def __init__(self, root: Path, folder: Path, delivered: frozenset[str]) -> None:
        self.root = root
        self.folder = folder
        self.delivered = delivered
        self.removals: set[str] = set()
        self.written: set[str] = set()

    def carry_out(self, argv: tuple[str, ...], where: str) -> Finished:
        """Carry one command out.

        Args:
            argv: `touch`, `rm`, `cp` or `mv` with sound arguments.
            where: The folder it stands in, from the root.
        """
        paths = [resolve(where, path) or "" for path in positionals(argv)]
        commands = {"touch": self._touch, "rm": self._rm, "cp": self._cp, "mv": self._mv}
        try:
            commands[argv[0]](paths, argv)
        except WorkspaceError as error:
            return Finished(ok=False, output=error.message, seconds=0.0)
        return Finished(ok=True, output="", seconds=0.0)

    def _touch(self, paths: Sequence[str], _argv: Sequence[str]) -> None:
        for path in paths:
            if path not in self.delivered and not (self.root / path).exists():
                self._write(path, b"")

    def _rm(self, paths: Sequence[str], argv: Sequence[str]) -> None:
        options = "".join(word for word in argv if word.startswith("-")).casefold()
        for path in paths:
            here, there = self.folder / path, self.root / path
            if (here.is_dir() or there.is_dir()) and "r" not in options:
                raise WorkspaceError(f"`{path}` is a folder.")
            if here.is_dir():
                shutil.rmtree(here)
            here.unlink(missing_ok=True)
            if there.exists() or there.is_symlink():
                self.removals.add(path)

    def _cp(self, paths: Sequence[str], _argv: Sequence[str]) -> None:
        source, target = paths
        self._write(self._target(source, target), self._read(source))

    def _mv(self, paths: Sequence[str], argv: Sequence[str]) -> None:
        self._cp(paths, argv)
        (self.folder / paths[0]).unlink(missing_ok=True)
        if (self.root / paths[0]).exists():
            self.removals.add(paths[0])

    def _target(self, source: str, target: str) -> str:
        is_folder = (self.root / target).is_dir() or (self.folder / target).is_dir()
        return f"{target}/{Path(source).name}" if is_folder else target

    def _read(self, path: str) -> bytes:
        for base in (self.folder, self.root):
            file = base / path
            if file.is_file() and _is_free(base, file):
                with explained("read", path):
                    return file.read_bytes()
        raise WorkspaceError(f"`{path}` is no file of the workspace as it is before the answer.")

    def _write(self, path: str, content: bytes) -> None:
        with explained("written", path):
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes(content)
        self.removals.discard(path)
        self.written.add(path)


def _is_free(base: Path, file: Path) -> bool:
    """Tell whether a file is the workspace's to copy, wherever links lead: `.env` is not."""
    real, root = file.resolve(), base.resolve()
    return real.is_relative_to(root) and not path_problem(real.relative_to(root).as_posix())
