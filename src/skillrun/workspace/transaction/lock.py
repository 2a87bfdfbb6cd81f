"""One writer at a time: a lock on the workspace that ends with its holder, however that ends.

The operating system frees the lock of a process that died, so that none is ever stale; what the
file says about its holder is for people, and is believed only while that process lives.
"""

import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from skillrun.errors import WorkspaceError
from skillrun.workspace.transaction.door import Door
from skillrun.workspace.transaction.folders import Folder, Place
from skillrun.workspace.transaction.processes import is_same, started

FOLDER = ".skillrun"
_FILE = "lock"
_IGNORE = ".gitignore"
OWN_FILES = frozenset({_FILE, _IGNORE})

_ATTEMPTS = 20
_PATIENCE = 0.005


@contextmanager
def locked(door: Door) -> Iterator[Folder]:
    """Hold the lock of a workspace for the length of a block.

    Args:
        door: The workspace.

    Yields:
        The program's own folder in it; made when missing, removed at the end when nothing of
        worth is left in it.

    Raises:
        WorkspaceError: If another run holds it, or no folder stands in the folder's place.
        OSError: If the folder or file can't be made.
    """
    with held(door) as folder:
        if folder is None:
            raise _refused(door)
        yield folder


@contextmanager
def held(door: Door) -> Iterator[Folder | None]:
    """Hold the lock as `locked` does, but yield None where another run holds it.

    Args:
        door: The workspace.

    Raises:
        WorkspaceError: If no folder stands in the folder's place.
        OSError: If the folder or file can't be made.
    """
    try:
        taken = _acquire(door)
    except BaseException:
        with suppress(OSError):
            door.folder.place(FOLDER).remove_folder()
        raise
    if taken is None:
        yield None
        return
    folder, descriptor = taken
    try:
        # A full disk must not keep a recovery from what needs no room.
        with suppress(OSError):
            os.ftruncate(descriptor, 0)
            os.write(descriptor, _self().encode())
            _ignore(folder)
        yield folder
    finally:
        _let_go(door, folder, descriptor)


def _acquire(door: Door) -> tuple[Folder, int] | None:
    for _attempt in range(_ATTEMPTS):
        folder = _open(door)
        if folder is None:
            continue
        with ExitStack() as opened:
            opened.enter_context(folder)
            descriptor = _take(folder)
            if descriptor is not None:
                opened.pop_all()
                return folder, descriptor
            if folder.place(_FILE).status() is not None:
                return None
    raise WorkspaceError(f"`{door.root}` could not be locked.", advice="Run the command again.")


def _open(door: Door) -> Folder | None:
    """Open the program's folder; None where a run that ends has just removed it."""
    place = door.folder.place(FOLDER)
    with suppress(FileExistsError):
        place.make_folder(0o700)
    status = place.status()
    if status is None:
        return None
    if not stat.S_ISDIR(status.st_mode):
        raise WorkspaceError(
            f"`{door.root / FOLDER}` is not a folder.",
            advice="Move it away: skillrun works in there.",
        )
    with suppress(FileNotFoundError):
        return door.folder.folder(FOLDER)
    return None


def _take(folder: Folder) -> int | None:
    """Open and lock the file; None where another run has it, or has just removed it."""
    place = folder.place(_FILE)
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    try:
        descriptor = os.open(place.name, flags, 0o600, dir_fd=place.descriptor)
    except FileNotFoundError:
        return None
    try:
        if _try_lock(descriptor) and _is_same(descriptor, place):
            return descriptor
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None


def _is_same(descriptor: int, place: Place) -> bool:
    """Tell whether the file that was locked is still the one that others will open."""
    status = place.status()
    return status is not None and os.path.samestat(os.fstat(descriptor), status)


def _ignore(folder: Folder) -> None:
    """Keep what lies here out of Git, also when this run is cut off."""
    with suppress(FileExistsError):
        folder.place(_IGNORE).write(b"*\n")


def _let_go(door: Door, folder: Folder, descriptor: int) -> None:
    with suppress(OSError):
        if OWN_FILES.issuperset(folder.names()):
            folder.place(_IGNORE).unlink()
    _release(descriptor, folder.place(_FILE))
    folder.close()
    with suppress(OSError):
        door.folder.place(FOLDER).remove_folder()


def _self() -> str:
    now = time.strftime("%Y-%m-%d %H:%M:%S %z")
    return f"{os.getpid()}\n{started(os.getpid())}\n{now}\n"


def _refused(door: Door) -> WorkspaceError:
    return WorkspaceError(
        f"Another run{_holder(door)} is writing to `{door.root}`.",
        advice="Wait until it has ended, then run the command again.",
    )


def _holder(door: Door) -> str:
    """Name who holds the lock; who has just taken it may not have written yet who it is."""
    for _attempt in range(_ATTEMPTS):
        with suppress(OSError, ValueError), door.folder.folder(FOLDER) as folder:
            text = (folder.place(_FILE).read() or b"").decode("ascii", "replace")
            process, start, since = text.splitlines()
            if is_same(int(process), start):
                return f" (process {process}, since {since})"
        time.sleep(_PATIENCE)
    return ""


if sys.platform == "win32":
    import msvcrt

    def _release(descriptor: int, place: Place) -> None:
        # Windows removes no open file; who locks it in between keeps it.
        os.close(descriptor)
        with suppress(OSError):
            place.unlink()

    def _try_lock(descriptor: int) -> bool:
        # Windows forbids others to read a locked byte: lock one far behind what is written.
        try:
            os.lseek(descriptor, 1 << 20, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
        return True
else:
    import fcntl

    def _release(descriptor: int, place: Place) -> None:
        # Removed while it is still locked: nobody else can be holding it by then.
        with suppress(OSError):
            place.unlink()
        os.close(descriptor)

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
