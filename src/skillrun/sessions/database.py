"""Opening the store: one SQLite file, several processes at once, every change a transaction."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from skillrun.errors import UsageError
from skillrun.sessions.folder import kept_in, make_private, make_private_file, unkept
from skillrun.sessions.schema import MIGRATIONS

if TYPE_CHECKING:
    import sqlite3

_WAIT = 30.0


def database(folder: Path) -> Path:
    """Name the store's file."""
    return folder / "history.db"


@contextmanager
def opened(folder: Path) -> Iterator["sqlite3.Connection"]:
    """Open the store for the length of a block, which is one transaction.

    The file and what SQLite puts beside it can be read by their owner alone.

    Args:
        folder: The user's data folder; made when missing.

    Yields:
        A connection whose changes are kept when the block ends, all of them or none.

    Raises:
        UsageError: If the store cannot be opened, read or written, or a newer skillrun made it.
    """
    import sqlite3

    path = database(folder)
    with kept_in(folder):
        make_private(folder)
        make_private_file(path)
    try:
        connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
        with closing(connection):
            _prepare(connection, path)
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        raise unkept(folder, str(error)) from None
    except sqlite3.DatabaseError as error:
        raise UsageError(
            f"The history in `{path}` cannot be read: {error}.",
            advice="Move that file away; a new one is begun.",
        ) from None


def _prepare(connection: "sqlite3.Connection", path: Path) -> None:
    # What is taken out is overwritten: a request that was pruned must not be found in the file.
    connection.execute("PRAGMA secure_delete = ON")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise UsageError(
            f"The history in `{path}` was made by a newer skillrun (version {version}).",
            advice="Upgrade skillrun, or point XDG_DATA_HOME at another folder.",
        )
    if version < len(MIGRATIONS):
        _read_beside_writing(connection)
        _migrate(connection)
    connection.execute("PRAGMA foreign_keys = ON")


def _read_beside_writing(connection: "sqlite3.Connection") -> None:
    """Switch to a write-ahead log; two processes that both make the file must wait for each other."""
    import sqlite3

    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    deadline = time.monotonic() + _WAIT
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            # SQLite does not wait here by itself.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _migrate(connection: "sqlite3.Connection") -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again: another process may have taken the step while this one waited.
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        for step in MIGRATIONS[version:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def shrink(folder: Path) -> None:
    """Give the room of what was removed back to the disk, unless another process is reading."""
    import sqlite3

    with suppress(sqlite3.OperationalError), closing(sqlite3.connect(database(folder))) as db:
        db.execute("PRAGMA incremental_vacuum").fetchall()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
