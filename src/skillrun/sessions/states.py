"""What stands in a workspace: read for the record, bytes and modes, never through a symlink."""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from skillrun.sessions.records import ABSENT, FileState, Kind


def state_of(path: Path) -> tuple[FileState, bytes | None]:
    """Tell what stands at a path.

    Args:
        path: The place; a symlink there is looked at, not followed.

    Returns:
        The state, and a file's bytes.

    Raises:
        OSError: If it is there and cannot be read.
    """
    try:
        status = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return ABSENT, None
    mode = stat.S_IMODE(status.st_mode)
    if stat.S_ISREG(status.st_mode):
        content = path.read_bytes()
        return file_state(content, mode), content
    if stat.S_ISLNK(status.st_mode):
        target = str(path.readlink()).encode("utf-8", "replace").decode()
        return FileState("link", target, 0), None
    kind: Kind = "folder" if stat.S_ISDIR(status.st_mode) else "other"
    return FileState(kind, "", mode), None


def file_state(content: bytes, mode: int) -> FileState:
    """Describe a file by its bytes and permission bits."""
    return FileState("file", hashlib.sha256(content).hexdigest(), mode)


def same(one: FileState, other: FileState) -> bool:
    """Whether two states are the same to a person: kind, content, and whether a file may be run.

    The other permission bits are left out: a checkout or a copy sets them by its own umask.
    """
    if (one.kind, one.value) != (other.kind, other.value):
        return False
    return one.kind != "file" or bool(one.mode & 0o100) == bool(other.mode & 0o100)


def below(root: Path, path: str) -> Iterator[str]:
    """Name a path and, for a folder, everything in it; from the root, folders first."""
    yield path
    place = root / path
    if place.is_dir() and not place.is_symlink():
        for entry in sorted(os.listdir(place)):  # noqa: PTH208 - names, not paths
            yield from below(root, f"{path}/{entry}")


def missing_folders(root: Path, paths: Iterable[str]) -> tuple[str, ...]:
    """Name the folders that are not there yet and that files at these paths need.

    Args:
        root: The workspace; itself named as `.` when it is missing.
        paths: Paths of files, from the root.

    Returns:
        From the root, a folder before those in it.
    """
    wanted = {parent.as_posix() for path in paths for parent in Path(path).parents}
    return tuple(sorted(folder for folder in wanted if not (root / folder).is_dir()))
