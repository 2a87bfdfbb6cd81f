"""What a run left behind that was cut off: finished or undone at the next start, and said so.

Every command that has a workspace comes by here, so the way on which there is nothing to do is
one look at the disk, and what it takes to do something is imported only then.
"""

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from skillrun.workspace.transaction.door import Door
    from skillrun.workspace.transaction.folders import Folder

_FOLDER = ".skillrun"


@dataclass(frozen=True, slots=True)
class Recovery:
    """What became of an interrupted transaction.

    Attributes:
        action: `finished` where all of it is on disk, `undone` where none of it is.
        paths: The files it was about; none where it had not come to touch any.
        left: Those of them that someone else changed since: they are as they were left.
        kept: The folder, from the workspace's root, that has what the paths of `left` were before
            the transaction; empty where nothing had to be kept aside.
        above: How many folders were made for the workspace itself, which are undone with it.
    """

    action: Literal["finished", "undone"]
    paths: tuple[str, ...]
    left: tuple[str, ...] = ()
    kept: str = ""
    above: int = 0

    @property
    def message(self) -> str:
        """Say it to a person, in a line."""
        count = f"{len(self.paths)} file{'' if len(self.paths) == 1 else 's'}"
        if self.action == "finished":
            return f"An earlier run was cut off after it had written {count}: they are all there."
        if not self.paths:
            return "An earlier run was cut off before it changed anything."
        said = f"An earlier run was cut off while it wrote {count}: all of it is undone."
        if self.left:
            names = ", ".join(f"`{path}`" for path in self.left)
            said += f" Changed by someone else since and left so: {names}."
        if self.kept:
            said += f" What was there before is kept in `{self.kept}`."
        return said


def recover(root: Path) -> Recovery | None:
    """Finish or undo what a run left behind that was killed or lost its power.

    Args:
        root: The workspace; need not exist.

    Returns:
        What was done; None where nothing was left behind, or another run is still at work.

    Raises:
        WorkspaceError: If the file system refuses. Nothing is lost, and it can be told again.
    """
    try:
        status = os.lstat(root / _FOLDER)
    except (OSError, ValueError):
        return None
    if not stat.S_ISDIR(status.st_mode):
        return None
    from skillrun.workspace.failures import explained

    with explained("restored", str(root)):
        return _recover(root)


def _recover(root: Path) -> Recovery | None:
    from skillrun.errors import WorkspaceError
    from skillrun.workspace.transaction.door import Door
    from skillrun.workspace.transaction.lock import held

    try:
        with Door(root) as door, held(door) as own:
            found = None if own is None else settle(door, own)
    except (OSError, WorkspaceError):
        # A mere husk on a disk that can't be written is no reason to stop a command that reads.
        if _is_husk(root):
            return None
        raise
    if found is not None:
        real = Path(os.path.realpath(root))
        for folder in [real, *real.parents][: found.above]:
            with suppress(OSError):
                folder.rmdir()
    return found


def _is_husk(root: Path) -> bool:
    from skillrun.workspace.transaction.desk import is_ours, state_of

    names = [path.name for path in (root / _FOLDER).iterdir()]
    return not any(is_ours(name) and not state_of(name) for name in names)


def settle(door: "Door", own: "Folder") -> Recovery | None:
    """Finish or undo every transaction that was left behind.

    Args:
        door: The workspace.
        own: The program's folder in it, the lock held.

    Returns:
        What was done; of several the one that had come furthest from rest.

    Raises:
        WorkspaceError: If the file system refuses; it can be told again.
    """
    from skillrun.workspace.transaction.desk import is_ours

    found = [_settle(door, own, name) for name in own.names() if is_ours(name)]
    done = [one for one in found if one is not None]
    return max(done, key=lambda one: (one.action == "undone", len(one.paths)), default=None)


def _settle(door: "Door", own: "Folder", name: str) -> Recovery | None:
    from skillrun.workspace.transaction.desk import (
        KEPT,
        UNDONE,
        WRITTEN,
        Desk,
        discard,
        read_journal,
        state_of,
    )
    from skillrun.workspace.transaction.undoing import kept_paths, undo

    state, journal = state_of(name), read_journal(own, name)
    bare = name.removesuffix(state)
    if journal is not None and not state:
        with Desk(own, name) as desk:
            left = undo(door, desk, journal)
        state = UNDONE
    else:
        left = kept_paths(own, bare)
    discard(own, bare)
    if journal is None:
        return None if state else Recovery("undone", ())
    if state == WRITTEN:
        return Recovery("finished", journal.paths())
    kept = f"{_FOLDER}/{bare}{KEPT}" if kept_paths(own, bare) else ""
    return Recovery("undone", journal.paths(), left, kept, journal.above)
