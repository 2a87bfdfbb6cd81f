"""The ground of the escapes: a workspace, what may not be touched in it, and what stands beside it."""

import os
import socket
import stat
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
KEPT = b"kept\n"


def load(name: str) -> dict[str, list[dict[str, Any]]]:
    """Read a file of the corpus."""
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Ground:
    """A folder that holds a workspace and a folder beside it."""

    folder: Path

    @property
    def root(self) -> Path:
        return self.folder / "workspace"

    @property
    def outside(self) -> Path:
        return self.folder / "outside"

    def prepare(self) -> "Ground":
        for path in (
            "outside/kept.txt",
            "outside/secret/deep.txt",
            "workspace/.git/config",
            "workspace/.git/hooks/pre-commit",
            "workspace/.env",
            "workspace/apps/models.py",
        ):
            file = self.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(KEPT)
        return self

    def lay(self, things: list[list[str]]) -> None:
        """Lay out what a trap is made of."""
        for kind, at, what in things:
            place = self.root / at
            place.parent.mkdir(parents=True, exist_ok=True)
            _lay(kind, place, what.replace("{outside}", str(self.outside)), self.root)

    def tree(self) -> dict[str, tuple[int, str | bytes]]:
        """Everything there is, links and their targets, modes and bytes included."""
        found = {}
        for path in sorted([self.folder, *_below(self.folder)]):
            mode = path.lstat().st_mode
            what: str | bytes = ""
            if stat.S_ISLNK(mode):
                what = str(path.readlink())
            elif stat.S_ISREG(mode):
                what = path.read_bytes()
            found[str(path.relative_to(self.folder))] = (mode, what)
        return found


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Name what differs, from the workspace; what is outside of it climbs."""
    names = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    return {os.path.relpath(name, "workspace") for name in names}


def _below(folder: Path) -> list[Path]:
    found = []
    for here, folders, files in os.walk(folder):
        found += [Path(here) / name for name in [*folders, *files]]
    return found


def _lay(kind: str, place: Path, what: str, root: Path) -> None:
    if kind == "link":
        place.symlink_to(what)
    elif kind == "hard":
        os.link(root / what, place)
    elif kind == "folder":
        place.mkdir(parents=True, exist_ok=True)
    elif kind == "file":
        place.write_text(what, encoding="utf-8")
    elif kind == "bytes":
        place.write_bytes(bytes.fromhex(what))
    elif kind == "pipe":
        os.mkfifo(place)
    else:
        _socket(place)


def _socket(place: Path) -> None:
    """A socket's name may not be long, so it is made from its folder."""
    here = Path.cwd()
    os.chdir(place.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(place.name)
    finally:
        os.chdir(here)
