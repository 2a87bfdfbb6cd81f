"""Reading the store: sessions, one session, its conversation, what a model recommended."""

import difflib
import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from skillrun.errors import UsageError
from skillrun.providers.base import Message, StopReason, Usage
from skillrun.providers.recording import record_line
from skillrun.sessions.backups import content_of, files_of
from skillrun.sessions.database import opened
from skillrun.sessions.records import KeptFile, KeptMessage, KeptSession, Run
from skillrun.sessions.runs import read_runs, standing_runs
from skillrun.sessions.store import workspace_name

# No session has this name: it is the newest that fits.
LAST = "last"


class History:
    """What the store holds.

    Args:
        folder: The user's data folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def sessions(self, root: Path | None = None) -> tuple[KeptSession, ...]:
        """List sessions, the newest first.

        Args:
            root: Only those of this workspace; None for all.
        """
        with opened(self.folder) as db:
            runs = read_runs(db, None if root is None else workspace_name(root))
            files = dict(db.execute(_FILES).fetchall())
        standing = standing_runs(runs)
        in_order = sorted(runs, key=lambda run: (run.session, run.id))
        found = [
            _session(name, tuple(group), standing, files)
            for name, group in groupby(in_order, lambda run: run.session)
        ]
        return tuple(sorted(found, key=lambda session: session.runs[-1].id, reverse=True))

    def session(self, name: str) -> KeptSession:
        """Find a session by its name, its beginning or its last four characters.

        Raises:
            UsageError: If none or several fit; names the nearest.
        """
        sessions = {session.name: session for session in self.sessions()}
        return sessions[_named(name, sorted(sessions))]

    def latest(self, root: Path) -> KeptSession:
        """Find the newest session of a workspace.

        Raises:
            UsageError: If it has none.
        """
        found = self.sessions(root)
        if not found:
            raise UsageError(
                f"Nothing was asked in `{workspace_name(root)}` yet.",
                advice="See the sessions of every workspace with: skillrun history --all",
            )
        return found[0]

    def find(self, name: str | None, root: Path) -> KeptSession:
        """Find a session by what a person calls it.

        Args:
            name: As in `session`; `last` or None for the newest of the workspace.
            root: The workspace.

        Raises:
            UsageError: If there is none.
        """
        return self.latest(root) if name in {None, "", LAST} else self.session(str(name))

    def files(self, run: Run) -> tuple[KeptFile, ...]:
        """List what a run did to files."""
        with opened(self.folder) as db:
            return files_of(db, run.id)

    def content(self, sha256: str) -> bytes | None:
        """Give the kept bytes of a file; None where there are none."""
        with opened(self.folder) as db:
            return content_of(db, sha256)

    def messages(self, session: KeptSession) -> tuple[KeptMessage, ...]:
        """List a session's messages, in order."""
        with opened(self.folder) as db:
            rows = db.execute(_MESSAGES, (session.name,)).fetchall()
        return tuple(
            KeptMessage(run, role, content, stop, Usage(**json.loads(used)) if used else None)
            for run, role, content, stop, used in rows
        )

    def conversation(self, session: KeptSession) -> Iterator[str]:
        """Yield a session's conversation as the lines that `replay:FILE` reads."""
        for one in self.messages(session):
            stop = StopReason(one.stop_reason) if one.stop_reason else None
            yield record_line(Message(one.role, one.content), stop, one.usage)


_FILES = (
    "SELECT session, COUNT(DISTINCT path) FROM files JOIN writes ON writes.id = write"
    " JOIN runs ON runs.id = run WHERE made GROUP BY session"
)
_MESSAGES = (
    "SELECT run, role, content, stop_reason, messages.usage FROM messages"
    " JOIN runs ON runs.id = run WHERE session = ? ORDER BY messages.id"
)


def recommendations_of(history: History, root: Path, session: str | None = None) -> str:
    """Give what a model recommended outside of the scope of a request.

    Args:
        history: The store.
        root: The workspace, whose newest recommendations are taken where no session is named.
        session: A session's name or a part of it.

    Returns:
        The newest recommendations, as the model wrote them.

    Raises:
        UsageError: If there are none.
    """
    sessions = [history.session(session)] if session else history.sessions(root)
    for one in sessions:
        for run in reversed(one.runs):
            if run.recommendations:
                return run.recommendations
    where = f"Session {sessions[0].name}" if session else f"No session in `{workspace_name(root)}`"
    raise UsageError(
        f"{where} holds {'no' if session else 'any'} recommendations.",
        advice="See what each session holds with: skillrun history show SESSION",
    )


def _session(
    name: str, runs: tuple[Run, ...], standing: frozenset[int], files: dict[str, int]
) -> KeptSession:
    wrote = {run.id for run in runs if run.wrote}
    undone = bool(wrote) and standing.isdisjoint(wrote)
    return KeptSession(name, runs, files.get(name, 0), undone)


def _named(name: str, names: Sequence[str]) -> str:
    fits = [one for one in names if one == name]
    fits = fits or [one for one in names if one.startswith(name) or one.endswith(f"-{name}")]
    if len(fits) == 1:
        return fits[0]
    if fits:
        few = ", ".join(fits[-4:])
        raise UsageError(f"`{name}` names {len(fits)} sessions: {few}.", advice="Write more of it.")
    near = difflib.get_close_matches(name, names, 1, 0.6)
    ends = {one.rpartition("-")[2]: one for one in names}
    near = near or [ends[end] for end in difflib.get_close_matches(name, ends, 1, 0.7)]
    advice = f"Did you mean {near[0]}?" if near else "List them with: skillrun history --all"
    raise UsageError(f"There is no session `{name}`.", advice=advice)
