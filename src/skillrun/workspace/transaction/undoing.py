"""The way back: each step that was taken is undone, as far as the disk shows that it was taken.

Nothing is remembered but the journal. Each step looks at what stands where, so that it can be
told again from any point, also from one where the power went while it was being undone. What
someone else has put into a place since is left there, and the earlier file is kept aside.
"""

import os
import stat
from contextlib import suppress
from pathlib import PurePosixPath

from skillrun.errors import WorkspaceError
from skillrun.workspace.failures import explained
from skillrun.workspace.transaction.desk import KEPT, UNDONE, Desk
from skillrun.workspace.transaction.door import Door
from skillrun.workspace.transaction.folders import Folder, Place
from skillrun.workspace.transaction.journal import Journal, Step, digest, touched_folders


def undo(door: Door, desk: Desk, journal: Journal) -> tuple[str, ...]:
    """Make the workspace what it was, and mark the transaction as undone.

    Args:
        door: The workspace.
        desk: The transaction's folders.
        journal: The transaction's.

    Returns:
        The paths that someone else has changed since: they are left as they are.

    Raises:
        WorkspaceError: If the file system refuses; it can be told again.
    """
    left = set()
    numbered = list(enumerate(journal.steps))
    removals = [one for one in numbered if one[1].action in {"remove", "clear"}]
    for number, step in reversed(numbered[len(removals) :]):
        with explained("restored", step.path):
            if not _undo_change(door, desk, number, step):
                left.add(step.path)
    for path in reversed(journal.folders):
        with explained("removed", path):
            _remove_folder(door, path)
    for number, step in reversed(removals):
        with explained("restored", step.path):
            if not _undo_removal(door, desk, number, step):
                left.add(step.path)
    for path in touched_folders(journal.steps, journal.folders):
        # A folder that someone led elsewhere since has nothing of this transaction.
        with explained("restored", path or str(door.root)), suppress(WorkspaceError):
            door.sync(path)
    with explained("restored", str(door.root)):
        desk.mark(UNDONE)
    return tuple(sorted(left | set(kept_paths(desk.own, desk.name))))


def _undo_change(door: Door, desk: Desk, number: int, step: Step) -> bool:
    old = desk.old_place(number)
    try:
        with door.place(step.path) as target:
            if step.action == "create":
                return _take_away(target, step)
            return _put_back(target, old, step) or not _keep(desk, old, step.path)
    except (FileNotFoundError, NotADirectoryError, WorkspaceError):
        # A folder on the way is gone, or is none any more: someone else was here.
        return not _keep(desk, old, step.path)


def _take_away(target: Place, step: Step) -> bool:
    """Remove a file that the transaction put there; False for one that came from elsewhere."""
    if target.status() is None:
        return True
    if digest(target.read()) != step.after:
        return False
    target.unlink()
    return True


def _put_back(target: Place, old: Place, step: Step) -> bool:
    """Put an original back, unless it stands there; False where something else stands."""
    kept, there = old.status(), target.status()
    if kept is None or (there is not None and os.path.samestat(kept, there)):
        return True
    found = digest(target.read()) if there is not None else ""
    if there is None or found == step.after:
        old.move(target)
        return True
    return found == step.before


def _undo_removal(door: Door, desk: Desk, number: int, step: Step) -> bool:
    old = desk.old_place(number)
    kept = old.status()
    if kept is None:
        return True
    try:
        with door.place(step.path) as target:
            there = target.status()
            if there is None:
                return _bring_back(target, old, kept)
            if step.action == "clear" and stat.S_ISDIR(there.st_mode):
                return True
            if _is_back(target, there, old, kept):
                return True
    except (FileNotFoundError, NotADirectoryError, WorkspaceError):
        pass
    return not _keep(desk, old, step.path)


def _bring_back(target: Place, old: Place, kept: os.stat_result) -> bool:
    """Put a file or folder back; a link fails, as it should, on what appears at this moment."""
    if stat.S_ISDIR(kept.st_mode) or not old.link(target):
        old.move(target)
    return True


def _is_back(target: Place, there: os.stat_result, old: Place, kept: os.stat_result) -> bool:
    """Tell whether what was removed stands in its place again, or the same as it."""
    if os.path.samestat(kept, there):
        return True
    content = old.read()
    return content is not None and content == target.read()


def _remove_folder(door: Door, path: str) -> None:
    try:
        with door.place(path) as place:
            place.remove_folder()
    except (FileNotFoundError, NotADirectoryError, WorkspaceError):
        return


def _keep(desk: Desk, old: Place, path: str) -> bool:
    """Keep an original aside under its own name; False where there is none."""
    if old.status() is None:
        return False
    folder = _made(desk.own, desk.name + KEPT)
    *above, name = PurePosixPath(path).parts
    for part in above:
        with folder:
            below = _made(folder, part)
        folder = below
    with folder:
        old.move(folder.place(name))
        folder.sync()
    return True


def _made(folder: Folder, name: str) -> Folder:
    if folder.place(name).status() is None:
        folder.place(name).make_folder(0o700)
        folder.sync()
    return folder.folder(name)


def kept_paths(own: Folder, name: str) -> tuple[str, ...]:
    """Name all originals of a transaction that were kept aside.

    Args:
        own: The program's folder of the workspace.
        name: The transaction's, without its state.
    """
    root = own.path / (name + KEPT)
    files = (path for path in root.rglob("*") if path.is_symlink() or not path.is_dir())
    return tuple(sorted(path.relative_to(root).as_posix() for path in files))
