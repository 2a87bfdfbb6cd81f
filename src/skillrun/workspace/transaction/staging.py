"""Everything beside its place and on the disk, before the first file of the workspace is touched."""

import os
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from skillrun.errors import WorkspaceError
from skillrun.workspace.failures import explained
from skillrun.workspace.plan import Change
from skillrun.workspace.transaction.desk import Desk
from skillrun.workspace.transaction.door import Door
from skillrun.workspace.transaction.folders import Place
from skillrun.workspace.transaction.journal import Journal, Step, digest


def stage(
    door: Door, desk: Desk, changes: Sequence[Change], removals: Sequence[str], above: int
) -> Journal:
    """Write what comes into `new/`, give what goes a second name in `old/`, and write the journal.

    Args:
        door: The workspace.
        desk: The transaction's folders.
        changes: What is written.
        removals: What is removed, as `commit` has it.
        above: How many folders were made for the workspace itself.

    Returns:
        The journal, as it is on the disk.

    Raises:
        WorkspaceError: If a target is not as it was planned upon, or the file system refuses.
    """
    first = [
        Step("clear" if path.endswith("/") else "remove", path.rstrip("/"))
        for path in _removed(door, changes, removals)
    ]
    for change in changes:
        with explained("written", change.path):
            _check_before(door, change)
    later = [
        _stage_change(door, desk, number, change)
        for number, change in enumerate(changes, start=len(first))
    ]
    # Only now: the first of them takes the others along on most file systems.
    for number, change in enumerate(changes, start=len(first)):
        with explained("written", change.path):
            desk.new_place(number).sync()
    journal = Journal((*first, *later), tuple(_missing(door, changes)), above)
    with explained("prepared", door.root.name):
        door.folder.sync()
        desk.write(journal)
    return journal


def _stage_change(door: Door, desk: Desk, number: int, change: Change) -> Step:
    new = desk.new_place(number)
    with explained("written", change.path):
        new.write(change.content)
        if change.before is not None:
            with door.place(change.path) as target:
                _link_original(target, desk.old_place(number), new)
        new.set_mode(change.mode)
    return Step(change.action, change.path, digest(change.before), digest(change.content))


def _link_original(target: Place, old: Place, new: Place) -> None:
    status = target.status()
    if status is None:  # the check right before the swap says so in its own words
        return
    if target.link(old) and not _is_one_file(target, old):
        old.unlink()
    ours = new.status()
    if ours and (status.st_uid, status.st_gid) != (ours.st_uid, ours.st_gid):
        new.set_owner(status)


def _is_one_file(target: Place, old: Place) -> bool:
    """Tell whether the second name shows that it is one: network file systems number each name."""
    one, other = target.status(), old.status()
    return one is not None and other is not None and os.path.samestat(one, other)


def _removed(door: Door, changes: Sequence[Change], removals: Sequence[str]) -> Iterator[str]:
    """Name what is to be removed: files and folders first, then those that go when empty."""
    kept = {change.path for change in changes}
    parents = {parent for path in kept for parent in _above(path)}
    whole = [path for path in removals if not path.endswith("/")]
    found = (one for path in whole for one in _narrowed(door, path, kept, parents))
    gone = dict.fromkeys(found)
    # What lies in a folder that goes, goes with it.
    yield from (path for path in gone if gone.keys().isdisjoint(_above(path)))
    emptied = {path for path in removals if path.endswith("/")}
    for path in sorted(emptied, key=lambda path: (-path.count("/"), path)):
        if path.rstrip("/") not in parents | kept:
            yield path


def _above(path: str) -> list[str]:
    return [str(parent) for parent in PurePosixPath(path).parents]


def _narrowed(door: Door, path: str, kept: set[str], parents: set[str]) -> Iterator[str]:
    """Leave out of a removal what is written all the same, and what is not there."""
    if path in kept:
        return
    with explained("removed", path):
        if path not in parents or not door.is_folder(path):
            if _stands(door, path):
                yield path
            return
        names = door.names(path)
    for name in names:
        yield from _narrowed(door, f"{path}/{name}", kept, parents)


def _stands(door: Door, path: str) -> bool:
    try:
        with door.place(path) as place:
            return place.status() is not None
    except (FileNotFoundError, NotADirectoryError):
        return False


def _missing(door: Door, changes: Sequence[Change]) -> Iterator[str]:
    """Name the folders that have to be made, each behind the one it lies in."""
    seen: set[str] = set()
    for change in changes:
        for parent in reversed(PurePosixPath(change.path).parents[:-1]):
            path = str(parent)
            if path not in seen:
                seen.add(path)
                with explained("written", path):
                    if not door.is_folder(path):
                        yield path


def _check_before(door: Door, change: Change) -> None:
    try:
        with door.place(change.path) as place:
            check_target(change, place)
    except FileNotFoundError:
        if change.before is not None:
            raise changed(change) from None
    except NotADirectoryError:
        if change.before is not None:
            raise


def check_target(change: Change, place: Place) -> os.stat_result | None:
    """See that what stands at a place is what was planned upon.

    Args:
        change: What is to be written there.
        place: The place.

    Returns:
        What stands there.

    Raises:
        WorkspaceError: If it is something else.
        OSError: If it can't be read.
    """
    status = place.status()
    if change.before is None:
        if status is not None:
            raise WorkspaceError(
                f"`{change.path}` appeared on disk after it was planned as a new file.",
                advice="Run the command again: it will be compared with what is there now.",
            )
    elif status is None or place.read() != change.before:
        raise changed(change)
    return status


def changed(change: Change) -> WorkspaceError:
    """Make the error of a file that is no longer as it was planned upon."""
    return WorkspaceError(
        f"`{change.path}` was changed on disk meanwhile.",
        advice="Run the command again: it will be compared with what is there now.",
    )
