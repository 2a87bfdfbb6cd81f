"""Folders held open, and names in them: what is done to a name is done there and nowhere else.

A path that was judged leads elsewhere as soon as one of its folders is swapped for a symlink. A
folder that is open stays the folder that it was. Windows has no such calls: there a name is a
whole path, and the door compares it with the real one right before the use.
"""

import errno
import os
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_CALLS = {os.open, os.stat, os.mkdir, os.rename, os.link, os.unlink, os.rmdir, os.chmod}
HAS_DESCRIPTORS = _CALLS.issubset(os.supports_dir_fd)
_CLOSED = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_OPEN_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _CLOSED
# A pipe that was put in a file's place must not hold the run up.
_OPEN_FILE = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _CLOSED | _BINARY
_CREATE_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _CLOSED | _BINARY

_NO_FILE = frozenset({errno.ENOENT, errno.ELOOP, errno.ENXIO, errno.EISDIR})
# FAT, some network and container file systems have no links, or none for others' files.
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})
# Some network file systems know no sync of a folder: what they do instead is theirs.
_NO_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})


@dataclass(frozen=True, slots=True)
class Place:
    """One name in an open folder.

    Attributes:
        descriptor: The folder's; None where there are none and the name is a whole path.
        name: The name.
    """

    descriptor: int | None
    name: str

    def status(self) -> os.stat_result | None:
        """Say what stands here, no symlink followed; None where nothing does."""
        try:
            return os.stat(self.name, dir_fd=self.descriptor, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def read(self) -> bytes | None:
        """Return what the ordinary file here holds; None where there is none."""
        try:
            descriptor = os.open(self.name, _OPEN_FILE, dir_fd=self.descriptor)
        except OSError as error:
            if error.errno in _NO_FILE:
                return None
            raise
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return None
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                return file.read()
        finally:
            os.close(descriptor)

    def write(self, content: bytes) -> None:
        """Make a new file here, for its owner only as yet."""
        descriptor = os.open(self.name, _CREATE_FILE, 0o600, dir_fd=self.descriptor)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)

    def sync(self) -> None:
        """Wait until the file here is on the disk, its mode included."""
        descriptor = os.open(self.name, os.O_RDWR | _CLOSED, dir_fd=self.descriptor)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def set_mode(self, mode: int) -> None:
        """Set the permission bits of the file here, which is one of ours."""
        os.chmod(self.name, mode, dir_fd=self.descriptor)

    def set_owner(self, status: os.stat_result) -> None:
        """Give the file here to the owner of another, as far as this process may."""
        if sys.platform != "win32":
            with suppress(PermissionError):
                os.chown(self.name, status.st_uid, status.st_gid, dir_fd=self.descriptor)

    def make_folder(self, mode: int = 0o777) -> None:
        """Make a folder here."""
        os.mkdir(self.name, mode, dir_fd=self.descriptor)

    def move(self, target: "Place") -> None:
        """Rename what stands here to there, over a file that stands there."""
        os.replace(self.name, target.name, src_dir_fd=self.descriptor, dst_dir_fd=target.descriptor)

    def link(self, target: "Place") -> bool:
        """Give what stands here a second name, which must be free; False where that can't be."""
        try:
            os.link(
                self.name,
                target.name,
                src_dir_fd=self.descriptor,
                dst_dir_fd=target.descriptor,
                follow_symlinks=os.link not in os.supports_follow_symlinks,
            )
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            return False
        return True

    def unlink(self) -> None:
        """Remove the file here."""
        os.unlink(self.name, dir_fd=self.descriptor)

    def remove_folder(self) -> bool:
        """Remove the folder here; False where there is none that is empty."""
        try:
            os.rmdir(self.name, dir_fd=self.descriptor)
        except OSError as error:
            if error.errno not in {errno.ENOENT, errno.ENOTDIR, errno.ENOTEMPTY, errno.EEXIST}:
                raise
            return False
        return True


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder held open; a context manager that closes it.

    Attributes:
        path: As it was when it was opened.
        descriptor: None where the system has none for folders.
    """

    path: Path
    descriptor: int | None

    @classmethod
    def at(cls, path: Path) -> "Folder":
        """Open a folder by its path.

        Raises:
            OSError: If it is not there, or no folder.
        """
        return cls(path, os.open(path, _OPEN_FOLDER) if HAS_DESCRIPTORS else None)

    def folder(self, name: str) -> "Folder":
        """Open a folder in this one.

        Raises:
            OSError: If it is not there, or no folder; a symlink to one is none.
        """
        if self.descriptor is None:
            return Folder(self.path / name, None)
        descriptor = os.open(name, _OPEN_FOLDER, dir_fd=self.descriptor)
        return Folder(self.path / name, descriptor)

    def place(self, name: str) -> Place:
        """Name something in this folder."""
        if self.descriptor is None:
            return Place(None, str(self.path / name))
        return Place(self.descriptor, name)

    def names(self) -> list[str]:
        """List what is in this folder, sorted."""
        here = self.path if self.descriptor is None else self.descriptor
        return sorted(os.listdir(here))  # noqa: PTH208 - no path can be made of a descriptor

    def sync(self) -> None:
        """Wait until the names in this folder are on the disk."""
        if self.descriptor is None:  # Windows: folders can't be synced there, and need not be
            return
        try:
            os.fsync(self.descriptor)
        except OSError as error:
            if error.errno not in _NO_SYNC:
                raise

    def close(self) -> None:
        """Give the folder back to the system."""
        if self.descriptor is not None:
            os.close(self.descriptor)

    def __enter__(self) -> "Folder":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def drain(place: Place) -> None:
    """Have the drive write its own cache out, where a sync alone does not ask it to.

    Args:
        place: Any file on it.
    """
    if sys.platform == "darwin":
        import fcntl

        descriptor = os.open(place.name, os.O_RDONLY | _CLOSED, dir_fd=place.descriptor)
        with suppress(OSError):  # a file system that can't has been synced all the same
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        os.close(descriptor)
