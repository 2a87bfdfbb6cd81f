"""Taking a run's write back: bytes, modes and absences; all of it or nothing.

A file is touched only where it still is what the run left. Anything else is a conflict, told and
never forced. The undo is a run of its own, with copies of what it replaces: it can be undone too.
"""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from skillrun.engine.takeback import Planner, Undoing
from skillrun.errors import UsageError
from skillrun.sessions.backups import content_of, files_of, folders_of
from skillrun.sessions.database import opened
from skillrun.sessions.history import LAST, History
from skillrun.sessions.records import Run
from skillrun.sessions.runs import read_runs, settle, standing_runs
from skillrun.sessions.store import Session, workspace_name
from skillrun.workspace.transaction.committing import commit


def plan_undo(history: History, root: Path, session: str | None = None) -> Undoing:
    """Find the write to take back and compare what it left with what is there.

    Args:
        history: The store.
        root: The workspace.
        session: A session's name or a part of it; None or `last` for the last write of the workspace.

    Raises:
        UsageError: If there is nothing to take back, or no such session.
        WorkspaceError: If a file cannot be read.
    """
    named = history.session(session).name if session and session != LAST else None
    with opened(history.folder) as db:
        settle(db, root, workspace_name(root))
        runs = read_runs(db)
        here = [run for run in runs if run.workspace == workspace_name(root)]
        standing = [run for run in here if run.id in standing_runs(here) and run.wrote]
        run = _last(standing, root) if named is None else _named(runs, standing, named, root)
        later = {
            file.path: other.session
            for other in standing
            if other.id > run.id and other.session != run.session
            for file in files_of(db, other.id)
        }
        earlier = sum(one.session == run.session and one.id < run.id for one in standing)
        planner = Planner(root, run, later, lambda sha256: content_of(db, sha256))
        for file in files_of(db, run.id):
            planner.take(file)
        return planner.undoing(folders_of(db, run.id), earlier)


def carry_out(undoing: Undoing, root: Path, session: Session) -> None:
    """Take the write back in one transaction.

    Args:
        undoing: From `plan_undo`, without conflicts.
        root: The workspace.
        session: Where the undo is kept.

    Raises:
        WorkspaceError: If the workspace refuses; it is as it was.
        UsageError: If what would be replaced cannot be kept; nothing is changed.
    """
    run = undoing.run
    session.begin(f"undo {run.session}", root, kind="undo", reverts=run.id)
    with session.ending("undone"):
        with session.writing(root, undoing.changes, undoing.removals):
            if undoing.changes or undoing.removals:
                # A folder goes with the transaction where it is empty by then.
                folders = [f"{path}/" for path in _deepest_first(undoing.made) if path != "."]
                commit(root, undoing.changes, (*undoing.removals, *folders))
        _tidy(undoing, root)


def _last(standing: Sequence[Run], root: Path) -> Run:
    """The newest write of the workspace; what an undo wrote is taken back by name alone."""
    found = [run for run in standing if run.reverts is None]
    if found:
        return found[-1]
    name = workspace_name(root)
    if standing:
        raise UsageError(
            f"All that was written in `{name}` is taken back already.",
            advice=f"Bring the last of it back with: skillrun undo {standing[-1].session}",
        )
    raise UsageError(
        f"Nothing was written in `{name}`.",
        advice="Name another folder with --workspace; see all with: skillrun history --all",
    )


def _named(runs: Sequence[Run], standing: Sequence[Run], name: str, root: Path) -> Run:
    mine = [run for run in runs if run.session == name]
    if mine[-1].workspace != workspace_name(root):
        raise UsageError(
            f"Session {name} worked in `{mine[-1].workspace}`, not here.",
            advice=f"Take it back with: skillrun undo {name} --workspace {mine[-1].workspace}",
        )
    found = [run for run in standing if run.session == name]
    if found:
        return found[-1]
    wrote = [run for run in mine if run.wrote]
    if not wrote:
        raise UsageError(f"Session {name} wrote nothing.", advice="See what did: skillrun history")
    undo = next(run for run in reversed(runs) if run.reverts in {one.id for one in wrote})
    raise UsageError(
        f"Session {name} is taken back already.",
        advice=f"Bring it back with: skillrun undo {undo.session}",
    )


def _tidy(undoing: Undoing, root: Path) -> None:
    """Put the rest of the folders as they were: they hold nothing, so nothing can be lost."""
    for path, mode in undoing.gone:
        with suppress(OSError):
            (root / path).mkdir(parents=True, exist_ok=True)
            (root / path).chmod(mode)
    for path in _deepest_first(undoing.made):
        _remove_if_empty(root / path)


def _remove_if_empty(folder: Path) -> None:
    """Remove a folder that holds nothing but what Python compiled from files that went."""
    compiled = folder / "__pycache__"
    with suppress(OSError):
        if compiled.is_dir() and not compiled.is_symlink() and len(list(folder.iterdir())) == 1:
            for path in compiled.glob("*.pyc"):
                path.unlink()
            compiled.rmdir()
        folder.rmdir()


def _deepest_first(folders: Sequence[str]) -> list[str]:
    return sorted(folders, key=len, reverse=True)
