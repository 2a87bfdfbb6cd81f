"""Runs as the store holds them, and which of them still stand."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from skillrun.providers.base import Usage
from skillrun.sessions.backups import states_after
from skillrun.sessions.records import FileState, Run
from skillrun.sessions.states import same, state_of

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

_COLUMNS = (
    "id, session, kind, workspace, request, model, skill, started, ended, status, exit_code, parts,"
    " repairs, violations, operations, recommendations, reasoning, usage, kept, error, advice, reverts,"
    " EXISTS (SELECT 1 FROM writes WHERE run = runs.id AND made) AS wrote"
)


def read_runs(db: "sqlite3.Connection", workspace: str | None = None) -> tuple[Run, ...]:
    """List runs, oldest first.

    Args:
        db: The store.
        workspace: Only those of this workspace, by its name in the store; None for all.
    """
    where, values = ("", ()) if workspace is None else ("WHERE workspace = ?", (workspace,))
    cursor = db.execute(f"SELECT {_COLUMNS} FROM runs {where} ORDER BY id", values)  # noqa: S608
    names = [column[0] for column in cursor.description]
    return tuple(_run(dict(zip(names, row, strict=True))) for row in cursor)


def _run(data: dict[str, Any]) -> Run:
    return Run(
        **{
            **data,
            "started": datetime.fromisoformat(data["started"]),
            "ended": datetime.fromisoformat(data["ended"]) if data["ended"] else None,
            "violations": tuple(json.loads(data["violations"])),
            "operations": tuple(json.loads(data["operations"])),
            "usage": Usage(**json.loads(data["usage"])),
            "wrote": bool(data["wrote"]),
        }
    )


def standing_runs(runs: Sequence[Run]) -> frozenset[int]:
    """Tell which runs were not taken back; an undo that was itself undone takes nothing back.

    Args:
        runs: All runs of the store or of a workspace, oldest first.
    """
    reverted: set[int] = set()
    standing: set[int] = set()
    for run in reversed(runs):
        if run.id not in reverted:
            standing.add(run.id)
            if run.reverts is not None and run.wrote:
                reverted.add(run.reverts)
    return frozenset(standing)


def settle(db: "sqlite3.Connection", root: "Path", workspace: str) -> None:
    """Find out what became of writes whose process was killed before it could say so.

    A transaction is whole or was not: a write has happened when all of its files are as it would
    have left them. One that failed, as its run told, is forgotten.

    Args:
        db: The store.
        root: The workspace.
        workspace: Its name in the store.
    """
    rows = db.execute(
        "SELECT writes.id, runs.ended FROM writes JOIN runs ON runs.id = run"
        " WHERE workspace = ? AND NOT made",
        (workspace,),
    ).fetchall()
    for write, ended in rows:
        settle_write(db, root, write, ended=bool(ended))


def settle_write(db: "sqlite3.Connection", root: "Path", write: int, *, ended: bool) -> None:
    """Find out what became of one write.

    Args:
        db: The store.
        root: The workspace.
        write: Its number.
        ended: Its run is over: what has not happened by now never will.
    """
    states = states_after(db, write)
    if all(same(_now(root / path), state) for path, state in states):
        db.execute("UPDATE writes SET made = 1 WHERE id = ?", (write,))
    elif ended:
        db.execute("DELETE FROM writes WHERE id = ?", (write,))


def _now(path: "Path") -> FileState:
    try:
        return state_of(path)[0]
    except OSError:
        return FileState("other")
