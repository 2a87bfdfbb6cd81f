"""Files laid out in a folder of their own, as they would lie on disk, for a tool to read."""

import os
import shutil
import sys
import tempfile
import weakref
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

_NO_PART = frozenset({"", ".", ".."})


class Stage:
    """A temporary folder with the files of a project that a tool is to see.

    The packages' `__init__.py` on the way to each file are laid out too, empty where their content
    is not given. Nothing is ever written outside the folder, whatever the paths are; a path
    that no file can have is left out. The folder goes when the object does.

    Args:
        files: The content to lay out, by path.
        listing: All paths of the project, content or not.
        packages: Packages that are there in every such project, listed or not.
        root: The project's own folder, as a prefix of paths: `""` or `backend/`.

    Attributes:
        root: The project's own folder, staged.
        names: Paths by their names below the staged tree.
        first_party: Packages and modules at the project's top: what imports of them are is known
            although most of them are not laid out.
    """

    def __init__(
        self,
        files: Mapping[str, str],
        *,
        listing: Iterable[str] = (),
        packages: Iterable[str] = (),
        root: str = "",
    ) -> None:
        self._top = Path(os.path.realpath(tempfile.mkdtemp(prefix="skillrun-ruff-")))
        self._gone = weakref.finalize(self, shutil.rmtree, self._top, ignore_errors=True)
        self._tree = self._top / "tree"
        self._base = _common_folder(files)
        self.root = self._tree / self._place(root)
        self.root.mkdir(parents=True)
        self._folders: set[str] = set()
        self.names = {place: path for path in files if (place := self._place(path))}
        for place, path in list(self.names.items()):
            if not self._write(place, files[path]):
                del self.names[place]
        known = frozenset(listing)
        self._outline(known)
        self.first_party = _importable(known | files.keys(), root) | set(packages)

    def _place(self, path: str) -> str:
        """Where a path lies below the tree: relative, and never out of it; empty for no place."""
        if not path.isprintable():
            return ""
        parts = path.replace("\\", "/").split("/")
        place = "/".join(part for part in parts if part not in _NO_PART and part[-1] != ":")
        if path.startswith("/"):
            place = f"{place}/".removeprefix(self._base).rstrip("/")
        return place

    def _write(self, place: str, text: str) -> bool:
        folder = place.rpartition("/")[0]
        try:
            if folder not in self._folders:
                (self._tree / folder).mkdir(parents=True, exist_ok=True)
                self._folders.add(folder)
            # Of thousands of files every step counts: `Path` takes more of them.
            with open(f"{self._tree}/{place}", "wb", buffering=0) as file:  # noqa: PTH123
                file.write(text.encode("utf-8"))
        except (OSError, UnicodeEncodeError):
            return False
        return True

    def _outline(self, listing: frozenset[str]) -> None:
        near = {name.rpartition("/")[0] for name in self.names}
        folders = {
            folder
            for name in near
            for folder in (name, *map(str, PurePosixPath(name).parents))
            if folder not in {"", "."}
        }
        for path in listing:
            if path.endswith("__init__.py"):
                place = self._place(path)
                folder, _, name = place.rpartition("/")
                if name == "__init__.py" and folder in folders and place not in self.names:
                    self._write(place, "")

    def paths(self) -> Mapping[str, str]:
        """The paths that staged files stand for, by their names on disk."""
        return {f"{self._tree}/{place}": path for place, path in self.names.items()}

    def file(self, place: str) -> Path:
        """The file of one of `names`."""
        return self._tree / place

    def beside(self, name: str, text: str) -> Path:
        """Write a file outside the tree: a tool's configuration, its list of files.

        Args:
            name: Its path: `lint/pyproject.toml`.
            text: Its content.
        """
        file = self._top / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file


def _importable(paths: Iterable[str], root: str) -> frozenset[str]:
    """What can be imported from a project's folder and its `src`; the standard library comes first."""
    names: set[str] = set()
    for path in paths:
        if path.startswith(root) and path.endswith(".py"):
            first = path.removeprefix(root).removeprefix("src/").split("/", 1)[0]
            names.add(first.removesuffix(".py"))
    return frozenset(name for name in names - sys.stdlib_module_names if name.isidentifier())


def _common_folder(paths: Iterable[str]) -> str:
    """The folder that all absolute paths share, with a slash at its end and none at its start."""
    folders = [str(PurePosixPath(path).parent) for path in paths if path.startswith("/")]
    common = os.path.commonpath(folders).strip("/") if folders else ""
    return f"{common}/" if common else ""
