"""Keeping what a write replaces: before it happens, always, whether or not Git has it too.

The bytes of files are kept exactly as they are, keys included: an undo that blanked them would
destroy them. They are protected by permissions alone (the store can be read by its owner only);
everything else in the store is redacted.
"""

import hashlib
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from skillrun.sessions.records import ABSENT, FileState, KeptFile
from skillrun.sessions.states import below, file_state, missing_folders, same, state_of
from skillrun.workspace.plan import Change

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class Kept:
    """One path of a write with the bytes of both sides.

    Attributes:
        path: From the workspace's root.
        before: What stands there before.
        after: What will stand there.
        contents: The bytes to keep, of either side.
    """

    path: str
    before: FileState
    after: FileState
    contents: tuple[bytes, ...]


def planned(root: Path, changes: Sequence[Change], removals: Sequence[str]) -> list[Kept]:
    """Read what a write would replace or remove.

    Args:
        root: The workspace.
        changes: Files as they are to be.
        removals: Files and whole folders that go; what is written all the same does not.

    Raises:
        OSError: If something that would go cannot be read: without a copy it must not go.
    """
    kept = [_changed(root, change) for change in changes]
    written = {change.path for change in changes}
    gone = sorted({one for path in removals for one in below(root, path)} - written)
    return kept + [one for path in gone if (one := _removed(root, path, written)) is not None]


def _changed(root: Path, change: Change) -> Kept:
    after = file_state(change.content, change.mode)
    before, content = state_of(root / change.path)
    return Kept(change.path, before, after, _contents(content, change.content))


def _removed(root: Path, path: str, written: Iterable[str]) -> Kept | None:
    before, content = state_of(root / path)
    stays = before.kind == "folder" and any(one.startswith(f"{path}/") for one in written)
    if before.kind == "absent" or stays:
        return None
    return Kept(path, before, ABSENT, _contents(content))


def _contents(*contents: bytes | None) -> tuple[bytes, ...]:
    return tuple(content for content in contents if content is not None)


def insert_write(
    db: "sqlite3.Connection",
    run: int,
    kept: Iterable[Kept],
    folders: Sequence[str],
    *,
    made: bool = False,
    by_command: bool = False,
) -> int:
    """Put a write into the store.

    Args:
        db: The store, in a transaction.
        run: The run that writes.
        kept: Its files.
        folders: Folders that are not there before it.
        made: It has happened already.
        by_command: A command did it.

    Returns:
        The write's number.
    """
    cursor = db.execute(
        "INSERT INTO writes (run, made, by_command, folders) VALUES (?, ?, ?, ?)",
        (run, made, by_command, json.dumps(list(folders))),
    )
    number = int(cursor.lastrowid or 0)
    for one in kept:
        before, after = one.before, one.after
        row = (before.kind, before.value, before.mode, after.kind, after.value, after.mode)
        db.execute(
            "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (number, _encoded(one.path), *row)
        )
        for content in one.contents:
            _insert_blob(db, content)
    return number


def _insert_blob(db: "sqlite3.Connection", content: bytes) -> None:
    sha256 = hashlib.sha256(content).hexdigest()
    if db.execute("SELECT 1 FROM blobs WHERE sha256 = ?", (sha256,)).fetchone() is None:
        packed = zlib.compress(content, 6)
        db.execute("INSERT INTO blobs VALUES (?, ?, ?)", (sha256, len(content), packed))


def content_of(db: "sqlite3.Connection", sha256: str) -> bytes | None:
    """Give the bytes of a file back; None where they were not kept."""
    row = db.execute("SELECT content FROM blobs WHERE sha256 = ?", (sha256,)).fetchone()
    return None if row is None else zlib.decompress(row[0])


def folders_needed(root: Path, changes: Sequence[Change]) -> tuple[str, ...]:
    """Name the folders that a write makes."""
    return missing_folders(root, (change.path for change in changes))


def files_of(db: "sqlite3.Connection", run: int) -> tuple[KeptFile, ...]:
    """List what a run did to files, all of its writes taken together.

    Args:
        db: The store.
        run: The run's number.

    Returns:
        Before the first write and after the last, by path; what ended as it began is left out.
    """
    found: dict[str, KeptFile] = {}
    rows = db.execute(
        "SELECT files.*, writes.by_command FROM files JOIN writes ON writes.id = files.write"
        " WHERE writes.run = ? AND writes.made ORDER BY writes.id",
        (run,),
    )
    for _write, name, *states, by_command in rows:
        path = _decoded(name)
        one = KeptFile(path, FileState(*states[:3]), FileState(*states[3:]), bool(by_command))
        found[path] = _joined(found[path], one) if path in found else one
    return tuple(one for _path, one in sorted(found.items()) if one.before != one.after)


def _joined(first: KeptFile, then: KeptFile) -> KeptFile:
    torn = first.torn or not same(first.after, then.before)
    return KeptFile(first.path, first.before, then.after, first.by_command, torn)


def states_after(db: "sqlite3.Connection", write: int) -> list[tuple[str, FileState]]:
    """List what a single write leaves at each path."""
    rows = db.execute(
        "SELECT path, after_kind, after_value, after_mode FROM files WHERE write = ?", (write,)
    )
    return [(_decoded(path), FileState(*state)) for path, *state in rows]


def folders_of(db: "sqlite3.Connection", run: int) -> tuple[str, ...]:
    """Name the folders that a run made, a folder before those in it."""
    rows = db.execute("SELECT folders FROM writes WHERE run = ? AND made", (run,))
    return tuple(sorted({folder for (text,) in rows for folder in json.loads(text)}))


def _encoded(path: str) -> str | bytes:
    """A name that is no UTF-8 is kept as its bytes."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return path.encode("utf-8", "surrogateescape")
    return path


def _decoded(path: str | bytes) -> str:
    return path if isinstance(path, str) else path.decode("utf-8", "surrogateescape")
