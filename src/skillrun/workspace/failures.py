"""What the file system says, turned into words for a person."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from skillrun.errors import WorkspaceError

_REASONS = {
    errno.ENOSPC: ("the disk is full", "Free some space and run the command again."),
    errno.EDQUOT: ("the disk quota is used up", "Free some space and run the command again."),
    errno.EACCES: (
        "no permission",
        "Give yourself write permission there, or name another folder.",
    ),
    errno.EPERM: ("not permitted", "Give yourself write permission there, or name another folder."),
    errno.EROFS: ("the file system is read-only", "Name a workspace that can be written."),
    errno.ENAMETOOLONG: ("the name is too long here", "Choose a workspace with a shorter path."),
    errno.ENOTDIR: ("a file is in the way of a folder", "Move that file away."),
    errno.EISDIR: ("a folder is in the way of a file", "Move that folder away."),
    errno.ELOOP: ("a symlink is in the way", "Replace the symlink with what it points to."),
    errno.EXDEV: ("it is on another file system", "Make the inner mounted folder the workspace."),
    errno.EEXIST: ("it appeared meanwhile", "Look at what made it, then run the command again."),
    errno.ENOENT: ("it vanished meanwhile", "Look at what removed it, then run the command again."),
    errno.EIO: ("the disk reports an error", "Check the disk before writing to it again."),
    errno.EBUSY: ("it is in use", "End what uses it (a mount, a program), then run again."),
    errno.ETXTBSY: ("it is a program that runs", "End that program, then run again."),
    errno.EINVAL: ("the file system does not take that name", "Choose another name for it."),
    errno.EMFILE: ("too many files are open", "Raise the limit (`ulimit -n`), then run again."),
    errno.ENFILE: (
        "too many files are open on this machine",
        "End other programs, then run again.",
    ),
    errno.EFBIG: ("it is larger than the file system takes", "Name another workspace."),
    errno.ENOLCK: ("the file system keeps no locks", "Name a workspace on a local disk."),
    errno.ESTALE: ("the network drive was mounted anew", "Enter the folder again, then run again."),
    errno.EINTR: ("the system interrupted it", "Run the command again."),
}


def failure(error: OSError, action: str, where: str) -> WorkspaceError:
    """Make the error that a person sees of one that the file system raised.

    Args:
        error: What was raised.
        action: What was attempted, as it stands behind "cannot be".
        where: The path concerned.
    """
    reason, advice = _REASONS.get(error.errno or 0, (error.strerror or str(error), ""))
    return WorkspaceError(f"`{where}` cannot be {action}: {reason}.", advice=advice)


@contextmanager
def explained(action: str, where: str) -> Iterator[None]:
    """Turn the file system's errors of a block into a WorkspaceError.

    Args:
        action: What is attempted, as it stands behind "cannot be".
        where: The path concerned.

    Raises:
        WorkspaceError: In place of every OSError.
    """
    try:
        yield
    except OSError as error:
        raise failure(error, action, where) from error
