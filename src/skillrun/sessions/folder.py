"""A folder and its files, closed to others, and what is said where nothing can be kept."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from skillrun.errors import UsageError


def make_private(folder: Path) -> None:
    """Make a folder that only its owner can look into; one that is there is closed likewise."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


def make_private_file(path: Path) -> None:
    """Make an empty file that only its owner can read, where there is none yet."""
    flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    os.close(os.open(path, flags, 0o600))
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)


@contextmanager
def kept_in(folder: Path) -> Iterator[None]:
    """Turn the file system's errors of a block into words for a person.

    Args:
        folder: What is written to.

    Raises:
        UsageError: In place of every OSError.
    """
    try:
        yield
    except OSError as error:
        raise unkept(folder, error.strerror or str(error)) from None


def unkept(folder: Path, reason: str) -> UsageError:
    """Make the error for a store that cannot be written."""
    return UsageError(
        f"The session cannot be kept in `{folder}`: {reason}.",
        advice="Make room there, or point XDG_DATA_HOME at another folder.",
    )
