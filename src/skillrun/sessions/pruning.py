"""Forgetting sessions: their conversations, the copies of files, the answers."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from skillrun.sessions.database import opened, shrink
from skillrun.sessions.history import History
from skillrun.sessions.records import KeptSession
from skillrun.sessions.store import answers_folder

if TYPE_CHECKING:
    import sqlite3

# A run with no end that began longer ago is not under way: its process was killed.
_LONGEST_RUN = timedelta(days=1)
_USED = (
    "SELECT before_value FROM files WHERE before_kind = 'file'"
    " UNION SELECT after_value FROM files WHERE after_kind = 'file'"
)
_OF_OTHERS = (
    "FROM files JOIN writes ON writes.id = write JOIN runs ON runs.id = run"
    " WHERE session NOT IN gone"
)
_FREED_COPIES = (
    "SELECT TOTAL(LENGTH(content)) FROM blobs WHERE sha256 NOT IN"  # noqa: S608 - constants
    f" (SELECT before_value {_OF_OTHERS} UNION SELECT after_value {_OF_OTHERS})"
)


@dataclass(frozen=True, slots=True)
class Pruning:
    """What is to be forgotten.

    Attributes:
        sessions: Names, oldest first.
        undoable: How many of them hold a write that could still be taken back.
        freed: Bytes of messages, copies of files and answers, as they lie on disk.
    """

    sessions: tuple[str, ...]
    undoable: int
    freed: int


def plan_pruning(
    history: History,
    *,
    root: Path | None = None,
    older_than: float | None = None,
    keep: int | None = None,
) -> Pruning:
    """Find the sessions that may go; those under way stay.

    Args:
        history: The store.
        root: Only those of this workspace; None for all.
        older_than: Go when their last run began so many days ago.
        keep: So many of the newest stay.
    """
    now = datetime.now(UTC)
    sessions = history.sessions(root)
    gone = [one for one in sessions[keep or 0 :] if not _under_way(one, now)]
    if older_than is not None:
        limit = now - timedelta(days=older_than)
        gone = [one for one in gone if one.runs[-1].started < limit]
    gone.reverse()
    names = tuple(one.name for one in gone)
    undoable = sum(bool(one.files) and not one.undone for one in gone)
    with opened(history.folder) as db:
        freed = _freed(db, names)
    answers = sum(_size(answers_folder(history.folder, name)) for name in names)
    return Pruning(names, undoable, freed + answers)


def prune(history: History, pruning: Pruning) -> None:
    """Forget sessions; what they wrote stays, and cannot be taken back any more.

    Args:
        history: The store.
        pruning: From `plan_pruning`.
    """
    with opened(history.folder) as db:
        for name in pruning.sessions:
            db.execute("DELETE FROM runs WHERE session = ?", (name,))
        db.execute(f"DELETE FROM blobs WHERE sha256 NOT IN ({_USED})")  # noqa: S608 - a constant
    for name in pruning.sessions:
        shutil.rmtree(answers_folder(history.folder, name), ignore_errors=True)
    shrink(history.folder)


def _under_way(session: KeptSession, now: datetime) -> bool:
    last = session.runs[-1]
    return last.ended is None and now - last.started < _LONGEST_RUN


def _freed(db: "sqlite3.Connection", names: Sequence[str]) -> int:
    """Measure what only these sessions hold."""
    db.execute("CREATE TEMP TABLE gone (session TEXT PRIMARY KEY)")
    db.executemany("INSERT INTO gone VALUES (?)", [(name,) for name in names])
    messages = (
        "SELECT TOTAL(LENGTH(content)) FROM messages JOIN runs ON runs.id = run"
        " WHERE session IN gone"
    )
    return sum(int(db.execute(query).fetchone()[0]) for query in (messages, _FREED_COPIES))


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*.md")) if folder.is_dir() else 0
