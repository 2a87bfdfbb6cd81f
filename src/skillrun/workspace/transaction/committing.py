"""All changes or none: stage, write the journal, swap, mark, clean; and undo when anything fails.

Everything lies in `.skillrun/<transaction>/` of the workspace, so that putting it into place is a
rename on one file system. The journal is on the disk before the first step and so is every
original, under a second name: whatever cuts the run off, `recover` of the next one brings the
workspace back to what it was, or sees the mark and finds that all of it was written.
"""

import os
import secrets
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType

from skillrun.errors import WorkspaceError
from skillrun.workspace.failures import explained
from skillrun.workspace.plan import Change
from skillrun.workspace.transaction.desk import KEPT, WRITTEN, Desk, discard, make_desk
from skillrun.workspace.transaction.door import Door
from skillrun.workspace.transaction.folders import Folder
from skillrun.workspace.transaction.journal import Journal
from skillrun.workspace.transaction.lock import locked
from skillrun.workspace.transaction.recovery import settle
from skillrun.workspace.transaction.staging import stage
from skillrun.workspace.transaction.swapping import swap
from skillrun.workspace.transaction.undoing import undo


def commit(root: Path, changes: Sequence[Change], removals: Sequence[str] = ()) -> None:
    """Write a set of files and remove others: all of it, or nothing.

    A file keeps its owner, and gets the mode of its change.

    Args:
        root: The workspace; made when missing.
        changes: From `plan_changes`.
        removals: Files and whole folders that go, from the root; removed before files are made.
            A path that ends in `/` is a folder that goes only if it is empty once all the
            others are gone. One that is not there is passed over.

    Raises:
        WorkspaceError: If another run writes, a file changed since it was planned upon, or the
            file system refuses. The workspace is as it was, modes included.
    """
    real_root = Path(os.path.realpath(root))
    made: list[Path] = []
    try:
        with explained("made", str(root)):
            _make(real_root, made)
        with explained("written", str(root)), Door(real_root) as door, locked(door) as own:
            settle(door, own)
            _run(door, own, changes, removals, made)
    except BaseException:
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()
        raise


def _make(path: Path, made: list[Path]) -> None:
    """Make a folder and those above it that are missing, each noted before it is made."""
    missing = [path, *path.parents]
    for folder in reversed([one for one in missing if not one.is_dir()]):
        made.append(folder)
        folder.mkdir()


def _run(
    door: Door,
    own: Folder,
    changes: Sequence[Change],
    removals: Sequence[str],
    made: Sequence[Path],
) -> None:
    name = secrets.token_hex(8)
    with ExitStack() as opened:
        try:
            with explained("prepared", str(door.root)):
                desk = opened.enter_context(make_desk(own, name))
            journal = stage(door, desk, changes, removals, len(made))
        except BaseException:
            discard(own, name)
            raise
        with _signals_deferred():
            try:
                swap(door, desk, journal, changes)
                _sync_above(made)
                with explained("written", str(door.root)):
                    desk.mark(WRITTEN)
            except WorkspaceError as problem:
                left = _roll_back(door, desk, journal)
                raise _with_left(problem, left, own.path / (name + KEPT)) from problem
            except BaseException:
                _roll_back(door, desk, journal)
                raise
            discard(own, name)


def _sync_above(made: Sequence[Path]) -> None:
    """Wait until the workspace itself is on the disk, where it is new."""
    for folder in made:
        with explained("made", str(folder)), Folder.at(folder.parent) as above:
            above.sync()


def _roll_back(door: Door, desk: Desk, journal: Journal) -> tuple[str, ...]:
    """Undo at once what went wrong; where the disk won't let it, the next start goes on."""
    try:
        with explained("restored", str(door.root)):
            desk.unmark()
        left = undo(door, desk, journal)
    except WorkspaceError as problem:
        raise WorkspaceError(
            f"{problem.message} The originals are kept in `{desk.own.path / desk.name / 'old'}`.",
            advice="Mend what is in the way: the next run of skillrun goes on restoring them.",
        ) from problem
    discard(desk.own, desk.name)
    return left


def _with_left(problem: WorkspaceError, left: tuple[str, ...], kept: Path) -> WorkspaceError:
    """Say too what could not be put back because someone else was there in the meantime."""
    if not left:
        return problem
    names = ", ".join(f"`{path}`" for path in left)
    said = f"{problem.message} Changed by someone else meanwhile and left so: {names}."
    if kept.exists():
        said += f" What was there before is kept in `{kept}`."
    return WorkspaceError(said, advice=problem.advice)


@contextmanager
def _signals_deferred() -> Iterator[None]:
    """Hold Ctrl-C and a polite kill back until the workspace is whole again, then deliver them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    caught: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        caught.append(number)

    # A terminal that is closed sends SIGHUP, which Windows does not know.
    names = {"SIGINT", "SIGTERM", "SIGHUP"} & set(signal.Signals.__members__)
    before = {signal.Signals[name]: signal.signal(signal.Signals[name], note) for name in names}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    for seen in caught:
        signal.raise_signal(seen)
