"""The one door to the workspace: every place that is written, restored or removed is reached here.

It refuses what RSP017 names, and opens the folders on the way one in the other, so that a symlink
that was swapped in between is met and not followed.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from skillrun.errors import WorkspaceError
from skillrun.protocol.paths import normalize, path_problem
from skillrun.workspace.transaction.folders import Folder, Place


class Door:
    """A workspace that is open; a context manager that closes it.

    Args:
        root: The workspace's folder, which is there.

    Attributes:
        root: Its real path.
        folder: The folder itself.

    Raises:
        OSError: If the folder can't be opened.
    """

    def __init__(self, root: Path) -> None:
        self.root = Path(os.path.realpath(root))
        self.folder = Folder.at(self.root)

    def __enter__(self) -> "Door":
        return self

    def __exit__(self, *_error: object) -> None:
        self.folder.close()

    @contextmanager
    def place(self, path: str) -> Iterator[Place]:
        """Reach a place, the folders above it open as long as the block lasts.

        Args:
            path: From the workspace's root.

        Raises:
            WorkspaceError: If the path is unsafe, or led through a symlink.
            FileNotFoundError: If a folder on the way is not there.
            OSError: If one can't be opened.
        """
        _check(path)
        parent, _, name = path.rpartition("/")
        folder = self._reach(parent)
        try:
            yield folder.place(name)
        finally:
            if folder is not self.folder:
                folder.close()

    def sync(self, path: str) -> None:
        """Wait until the names in a folder are on the disk; one that is gone is passed over.

        Args:
            path: From the workspace's root, empty for the root itself.

        Raises:
            WorkspaceError: If the path is unsafe, or led through a symlink.
            OSError: If the file system refuses.
        """
        if not path:
            self.folder.sync()
            return
        _check(path)
        try:
            folder = self._reach(path)
        except (FileNotFoundError, NotADirectoryError):
            return
        with folder:
            folder.sync()

    def is_folder(self, path: str) -> bool:
        """Tell whether a folder stands at a place.

        Args:
            path: From the workspace's root.

        Raises:
            WorkspaceError: If the path is unsafe, or led through a symlink.
            OSError: If a folder on the way can't be opened.
        """
        try:
            with self.place(path) as place:
                status = place.status()
        except (FileNotFoundError, NotADirectoryError):
            return False
        return status is not None and stat.S_ISDIR(status.st_mode)

    def names(self, path: str) -> list[str]:
        """List a folder.

        Args:
            path: From the workspace's root.

        Raises:
            WorkspaceError: If the path is unsafe, or led through a symlink.
            OSError: If it is no folder that can be read.
        """
        _check(path)
        with self._reach(path) as folder:
            return folder.names()

    def _reach(self, path: str) -> Folder:
        """Open a folder of the workspace; the root itself is not opened once more."""
        here = self.folder
        if not path:
            return here
        self._check_real(path)
        for name in path.split("/"):
            try:
                below = here.folder(name)
            except OSError:
                _check_symlink(here.place(name), path)
                raise
            finally:
                if here is not self.folder:
                    here.close()
            here = below
        return here

    def _check_real(self, path: str) -> None:
        """Without descriptors the next best: compare with the real path, just before the use."""
        if self.folder.descriptor is not None:
            return
        folder = self.root / path
        if os.path.realpath(folder) != str(folder):
            raise _symlink(path)


def _check(path: str) -> None:
    problem = path_problem(path)
    if problem or path != normalize(path):
        raise WorkspaceError(
            f"The path `{path}` {problem or 'is not in its normal form'}.",
            advice="Name the file by a safe path.",
        )


def _check_symlink(place: Place, path: str) -> None:
    status = place.status()
    if status is not None and stat.S_ISLNK(status.st_mode):
        raise _symlink(path)


def _symlink(path: str) -> WorkspaceError:
    return WorkspaceError(
        f"`{path}` is reached through a symlink that was not there before.",
        advice="Look at what changed the workspace, then run the command again.",
    )
