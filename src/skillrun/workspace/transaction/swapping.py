"""The steps of a transaction, taken one after the other by rename; each is checked as it is taken."""

import os
from collections.abc import Sequence

from skillrun.workspace.failures import explained
from skillrun.workspace.plan import Change
from skillrun.workspace.transaction.desk import Desk
from skillrun.workspace.transaction.door import Door
from skillrun.workspace.transaction.folders import Place
from skillrun.workspace.transaction.journal import Journal, touched_folders
from skillrun.workspace.transaction.staging import changed, check_target


def swap(door: Door, desk: Desk, journal: Journal, changes: Sequence[Change]) -> None:
    """Put everything into its place and wait until it is on the disk.

    Args:
        door: The workspace.
        desk: The transaction's folders.
        journal: What is to be done, on the disk already.
        changes: What is written; the journal's last steps.

    Raises:
        WorkspaceError: If a target is not as it was, or the file system refuses.
    """
    first = len(journal.steps) - len(changes)
    for number, step in enumerate(journal.steps[:first]):
        with explained("removed", step.path):
            if step.action == "clear":
                _clear(door, step.path, desk, number)
            else:
                with door.place(step.path) as place:
                    place.move(desk.old_place(number))
    for path in journal.folders:
        with explained("made", path), door.place(path) as place:
            place.make_folder()
    for number, change in enumerate(changes, start=first):
        with explained("written", change.path), door.place(change.path) as target:
            if change.before is None:
                _create(change, target, desk.new_place(number))
            else:
                _replace(change, target, desk.new_place(number), desk.old_place(number))
    for path in touched_folders(journal.steps, journal.folders):
        with explained("written", path or str(door.root)):
            door.sync(path)


def _clear(door: Door, path: str, desk: Desk, number: int) -> None:
    """Take a folder away if it is empty, also as seen once nobody reaches it any more."""
    if not door.is_folder(path) or door.names(path):
        return
    with door.place(path) as place:
        place.move(desk.old_place(number))
        with desk.old.folder(str(number)) as folder:
            is_empty = not folder.names()
        if not is_empty:
            desk.old_place(number).move(place)


def _create(change: Change, target: Place, new: Place) -> None:
    check_target(change, target)
    if not new.link(target):
        new.move(target)


def _replace(change: Change, target: Place, new: Place, old: Place) -> None:
    """Replace a file, and look once more at the one that was replaced.

    Between the last look and the rename an editor may still have saved into the file: then it
    is in `old/`, and goes back with all that was saved.
    """
    kept, seen = old.status(), check_target(change, target)
    if seen is None or (kept is not None and not os.path.samestat(kept, seen)):
        raise changed(change)
    if kept is None:
        target.move(old)
    new.move(target)
    after = old.status()
    if after is None or (after.st_mtime_ns, after.st_size) != (seen.st_mtime_ns, seen.st_size):
        raise changed(change)
