"""The temporary folder of a verification: removed at its end, or by the next one."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = "skillrun-verify-"
_LOCK = "lock"
# The path of a Unix socket is at most some hundred characters long.
_LONGEST = 60


@contextmanager
def own_folder() -> Iterator[Path]:
    """Make a folder for a run, which others may not look into; remove those of killed runs."""
    base = Path(tempfile.gettempdir()).resolve()
    if sys.platform != "win32" and (len(str(base)) > _LONGEST or not _is_open(base)):
        base = Path("/tmp")  # noqa: S108
    _sweep(base)
    new = Path(tempfile.mkdtemp(prefix="skillrun-new-", dir=base))
    with (new / _LOCK).open("wb") as lock:
        # Taken before the folder has the name that others look for.
        _is_taken(lock.fileno())
        folder = new.rename(base / f"{_PREFIX}{new.name.rpartition('-')[2]}")
        try:
            # A server that may not run as root has to pass through to its own folder.
            folder.chmod(0o711)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _sweep(base: Path) -> None:
    """Remove what runs left behind that were killed: their lock is free."""
    for folder in base.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if folder.is_symlink() or folder.stat().st_uid != _user():
                continue
            with (folder / _LOCK).open("rb") as lock:
                taken = _is_taken(lock.fileno())
            if not taken:
                shutil.rmtree(folder, ignore_errors=True)


def _is_taken(descriptor: int) -> bool:
    """Take a lock, or tell that somebody holds it; it is let go with the process that took it."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    return False


def _is_open(base: Path) -> bool:
    """Tell whether a server that must not run as root gets to a folder; others run as the person."""
    return _user() != 0 or all(f.stat().st_mode & 0o001 for f in (base, *base.parents))


def _user() -> int:
    return os.getuid() if sys.platform != "win32" else 0
