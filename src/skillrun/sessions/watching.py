"""What commands do to a workspace: seen by comparing it before and after they run."""

import os
import stat
import time
from pathlib import Path

from skillrun.project.listing import list_files
from skillrun.sessions.backups import Kept
from skillrun.sessions.records import ABSENT, FileState
from skillrun.sessions.states import state_of

# Beyond this a file is data, not source: no command of a skill rewrites it.
_LARGEST = 4_000_000
# A file system's clock may lag behind the system's by a tick.
_TICK_NS = 50_000_000


class Watch:
    """The files of a workspace as they stand now: those that Git would track, no secrets.

    Args:
        root: The workspace.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._since = time.time_ns() - _TICK_NS
        self._listed = frozenset(list_files(root))
        self._folders = {parent for path in self._listed for parent in Path(path).parents}
        self._before: dict[str, tuple[os.stat_result, FileState, bytes | None]] = {}
        for path in self._listed:
            if status := _small_file(root / path):
                self._before[path] = (status, *state_of(root / path))

    def changed(self) -> tuple[list[Kept], tuple[str, ...]]:
        """Compare with the workspace as it is by now.

        Returns:
            What was changed, made or removed, and the folders that were made for it.

        Raises:
            OSError: If a changed file cannot be read.
        """
        now = {*list_files(self.root), *self._before}
        kept = [one for path in sorted(now) if (one := self._compared(path)) is not None]
        new = [Path(one.path) for one in kept if one.before == ABSENT]
        made = {folder.as_posix() for path in new for folder in path.parents} - {"."}
        return kept, tuple(sorted(made - {folder.as_posix() for folder in self._folders}))

    def _compared(self, path: str) -> Kept | None:
        if path not in self._listed:
            return self._new(path)
        if path not in self._before:
            return None
        before, state, content = self._before[path]
        status = _small_file(self.root / path)
        if status and _stamp(status) == _stamp(before):
            return None
        after, new = state_of(self.root / path)
        contents = tuple(one for one in (content, new) if one is not None)
        return None if after == state else Kept(path, state, after, contents)

    def _new(self, path: str) -> Kept | None:
        status = _small_file(self.root / path)
        # One that is older was there before, only not listed: another `.gitignore` hid it.
        if status is None or status.st_ctime_ns < self._since:
            return None
        state, content = state_of(self.root / path)
        return None if content is None else Kept(path, ABSENT, state, (content,))


def _small_file(path: Path) -> os.stat_result | None:
    try:
        status = path.lstat()
    except OSError:
        return None
    return status if stat.S_ISREG(status.st_mode) and status.st_size <= _LARGEST else None


def _stamp(status: os.stat_result) -> tuple[int, ...]:
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino, status.st_mode
