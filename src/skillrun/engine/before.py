"""The workspace as it was before a run: a copy of it, with what the run wrote taken out again."""

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from skillrun.errors import UsageError
from skillrun.sessions.records import FileState, KeptFile

# What tools make for themselves, and what no tool of a verification reads.
_LEFT_OUT = frozenset(
    {".git", ".venv", "venv", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache"}
    | {".pytest_cache", ".tox", ".hg", ".idea"}
)
_LARGEST = 300_000_000


def lay_out(
    root: Path, target: Path, files: Iterable[KeptFile], contents: Mapping[str, bytes]
) -> None:
    """Make a copy of a workspace as it was.

    Args:
        root: The workspace as it is now.
        target: The copy, not there yet.
        files: What a run did to files.
        contents: The bytes of files, by their hashes.

    Raises:
        UsageError: If there is too much to copy, or the bytes of a file are not kept any more.
        OSError: If it cannot be read or written.
    """
    target.mkdir(mode=0o700)
    _copy(root.resolve(), target)
    for file in files:
        place = target / file.path
        if place.is_symlink() or place.is_file():
            place.unlink()
        elif place.is_dir() and file.before.kind != "folder":
            shutil.rmtree(place)
        _restore(place, file.before, contents)


def _copy(root: Path, target: Path) -> None:
    """Copy a folder; links stay links, and devices and sockets stay behind."""
    size = 0
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if name not in _LEFT_OUT]
        copy = target / Path(folder).relative_to(root)
        copy.mkdir(exist_ok=True)
        for name in [*files, *(name for name in names if (Path(folder) / name).is_symlink())]:
            place = Path(folder) / name
            if place.is_symlink():
                (copy / name).symlink_to(place.readlink())
            elif place.is_file():
                size += place.stat().st_size
                if size > _LARGEST:
                    raise UsageError(f"`{root}` holds too much to be copied.")
                shutil.copy2(place, copy / name)


def _restore(place: Path, state: FileState, contents: Mapping[str, bytes]) -> None:
    if state.kind == "absent":
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    if state.kind == "file" and state.value in contents:
        place.write_bytes(contents[state.value])
        place.chmod(state.mode)
    elif state.kind == "link":
        place.symlink_to(state.value)
    elif state.kind == "folder":
        place.mkdir(exist_ok=True)
    else:
        raise UsageError(f"`{place.name}` was something that cannot be copied.")
