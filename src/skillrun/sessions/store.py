"""A session while it happens: its conversation, its answer and what it writes go into the store.

The answer is also kept as files, one a part, that a person can open and `skillrun apply` takes.
"""

import dataclasses
import json
import os
import secrets as randomness
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from skillrun.errors import SkillrunError
from skillrun.machine.folders import data_folder
from skillrun.providers.base import Message, StopReason, Usage
from skillrun.sessions import backups
from skillrun.sessions.database import opened
from skillrun.sessions.folder import kept_in, make_private, make_private_file
from skillrun.sessions.records import Ended, Operation, Outcome
from skillrun.sessions.redacting import known_secrets, lines_of, redact, secrets_of_file
from skillrun.sessions.runs import settle, settle_write
from skillrun.workspace.plan import Change

__all__ = ["Session", "known_secrets", "new_session", "redact"]


class Session:
    """What one command keeps; nothing is written before the first call.

    Args:
        name: Sorts by time: `20261123-014205-3f9a`.
        folder: The user's data folder.
        secrets: Values that are kept nowhere.
    """

    def __init__(self, name: str, folder: Path, secrets: Sequence[str] = ()) -> None:
        self.name = name
        self.folder = folder
        self.secrets = tuple(secrets)
        self._run = 0

    def begin(
        self,
        request: str,
        root: Path,
        model: str = "",
        skill: str = "",
        *,
        kind: str = "ask",
        reverts: int | None = None,
    ) -> int:
        """Begin a run: what is recorded from here on belongs to it.

        Args:
            request: What is asked.
            root: The workspace.
            model: The provider's name.
            skill: The skill's name.
            kind: `ask`, `apply`, `fix` or `undo`.
            reverts: The run that an undo takes back.

        Returns:
            The run's number.
        """
        self._run = 0
        self.secrets = tuple(dict.fromkeys((*self.secrets, *secrets_of_file(root))))
        told = (self.name, kind, workspace_name(root), self.clean(request), model, skill, _now())
        with opened(self.folder) as db:
            settle(db, root, told[2])
            cursor = db.execute(
                "INSERT INTO runs (session, kind, workspace, request, model, skill, started,"
                " reverts) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*told, reverts),
            )
            self._run = int(cursor.lastrowid or 0)
        return self._run

    def learn(self, secret: str) -> None:
        """Take a value for a secret from here on; one of several lines is known by each of them."""
        self.secrets = tuple(dict.fromkeys((*self.secrets, *lines_of(secret))))

    def finish(self, outcome: Outcome) -> None:
        """Keep how the run ended; without one that was begun there is nothing to keep.

        Args:
            outcome: The engine's report, or any that has its attributes.
        """
        if not self._run:
            return
        values = {
            "ended": _now(),
            "status": outcome.status,
            "exit_code": outcome.exit_code,
            "parts": outcome.parts,
            "repairs": outcome.repairs,
            "violations": self._json([dataclasses.asdict(v) for v in outcome.violations]),
            "operations": self._json([_operation(one) for one in outcome.operations]),
            "recommendations": outcome.recommendations and self.clean(outcome.recommendations),
            "reasoning": self.clean(outcome.reasoning),
            "usage": json.dumps(dataclasses.asdict(outcome.usage)),
            "kept": outcome.kept,
            "error": self.clean(outcome.error),
            "advice": self.clean(outcome.advice),
        }
        columns = ", ".join(f"{column} = ?" for column in values)
        with opened(self.folder) as db:
            db.execute(f"UPDATE runs SET {columns} WHERE id = ?", (*values.values(), self._run))  # noqa: S608 - our own names

    def record(
        self, message: Message, *, stop_reason: StopReason | None = None, usage: Usage | None = None
    ) -> None:
        """Append a message to the conversation."""
        number = self._number()
        used = json.dumps(dataclasses.asdict(usage)) if usage else None
        with opened(self.folder) as db:
            db.execute(
                "INSERT INTO messages (run, role, content, stop_reason, usage)"
                " VALUES (?, ?, ?, ?, ?)",
                (number, message.role, self.clean(message.content), stop_reason, used),
            )

    def keep_answer(self, texts: tuple[str, ...]) -> tuple[Path, ...]:
        """Keep the answer as it stands, one file a part, in place of what was kept before.

        Returns:
            The files' paths, in the order of the parts.
        """
        folder = answers_folder(self.folder, self.name)
        paths = tuple(folder / f"answer-{i:02}.md" for i in range(1, len(texts) + 1))
        with kept_in(folder):
            for place in (self.folder, folder.parent, folder):
                make_private(place)
            for old in folder.glob("answer-*.md"):
                old.unlink()
            for path, text in zip(paths, texts, strict=True):
                make_private_file(path)
                path.write_text(self.clean(text), encoding="utf-8", newline="")
        return paths

    def keep_write(self, root: Path, changes: Sequence[Change], removals: Sequence[str]) -> int:
        """Keep what a write will replace or remove: called right before it.

        Args:
            root: The workspace.
            changes: Files as they are to be.
            removals: Files and whole folders that go.

        Returns:
            The write's number, for `mark_written`.

        Raises:
            UsageError: If a copy cannot be made; then nothing may be written.
        """
        with kept_in(self.folder):
            kept = backups.planned(root, changes, removals)
            folders = backups.folders_needed(root, changes)
        number = self._number()
        with opened(self.folder) as db:
            return backups.insert_write(db, number, kept, folders)

    def mark_written(self, write: int) -> None:
        """Note that a write has happened.

        Args:
            write: From `keep_write`.
        """
        with opened(self.folder) as db:
            db.execute("UPDATE writes SET made = 1 WHERE id = ?", (write,))

    @contextmanager
    def ending(self, status: str) -> Iterator[None]:
        """End the session as the block ends: well, with an error, or interrupted.

        Args:
            status: What it is called where the block ends well.
        """
        try:
            yield
        except SkillrunError as error:
            self.finish(Ended("failed", error.exit_code, error=error.message, advice=error.advice))
            raise
        except KeyboardInterrupt:
            self.finish(Ended("interrupted", 130))
            raise
        self.finish(Ended(status, 0))

    @contextmanager
    def writing(
        self, root: Path, changes: Sequence[Change], removals: Sequence[str] = ()
    ) -> Iterator[None]:
        """Keep what a transaction replaces; the block is the transaction.

        An interruption that was held back comes out of a transaction that is through: after an
        error the disk is asked what became of it.

        Args:
            root: The workspace.
            changes: Files as they are to be.
            removals: Files and whole folders that go.

        Raises:
            UsageError: If a copy cannot be made; then the block is not entered.
        """
        write = self.keep_write(root, changes, removals)
        try:
            yield
        except BaseException:
            with opened(self.folder) as db:
                settle_write(db, root, write, ended=True)
            raise
        self.mark_written(write)

    @contextmanager
    def watched(self, root: Path) -> Iterator[None]:
        """Keep what commands change in a workspace while the block runs, however it ends.

        Args:
            root: The workspace.
        """
        from skillrun.sessions.watching import Watch

        with kept_in(self.folder):
            watch = Watch(root)
        try:
            yield
        finally:
            with kept_in(self.folder):
                kept, folders = watch.changed()
            if kept:
                number = self._number()
                with opened(self.folder) as db:
                    backups.insert_write(db, number, kept, folders, made=True, by_command=True)

    def _number(self) -> int:
        return self._run or self.begin("", Path())

    def clean(self, text: str) -> str:
        """Take the secrets out of a text: for whatever else is kept of a run, as a commit's message."""
        # What is no UTF-8 cannot be stored; it is shown as it would be printed.
        return redact(text, self.secrets).encode("utf-8", "backslashreplace").decode()

    def _json(self, data: object) -> str:
        return json.dumps(self._cleaned(data), ensure_ascii=False)

    def _cleaned(self, data: Any) -> Any:  # noqa: ANN401 - JSON
        if isinstance(data, str):
            return self.clean(data)
        if isinstance(data, dict):
            return {key: self._cleaned(value) for key, value in data.items()}
        return [self._cleaned(one) for one in data] if isinstance(data, list) else data


def new_session(environ: Mapping[str, str] = os.environ) -> Session:
    """Begin a session; nothing is written yet."""
    name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{randomness.token_hex(2)}"
    return Session(name, data_folder(environ), known_secrets(environ))


def answers_folder(folder: Path, session: str) -> Path:
    """Name the folder of a session's answer.

    Args:
        folder: The user's data folder.
        session: The session's name.
    """
    return folder / "answers" / session


def workspace_name(root: Path) -> str:
    """Name a workspace in the store: its real folder, however it was spelled."""
    return os.path.realpath(root).encode("utf-8", "backslashreplace").decode()


def _operation(operation: Operation) -> dict[str, str]:
    return {
        "command": operation.command,
        "status": operation.status,
        "output": operation.output[-2000:],
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
