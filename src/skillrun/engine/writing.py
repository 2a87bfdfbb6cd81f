"""From a clean answer to files on disk: commands, plan, question, one transaction, commands."""

import os
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from skillrun.engine import events
from skillrun.engine.person import Person
from skillrun.protocol.answer import Answer
from skillrun.sessions.store import Session
from skillrun.skills.model import AllowedCommand
from skillrun.workspace.commands.after import run_after
from skillrun.workspace.commands.operations import (
    OperationResult,
    PlannedOperation,
    plan_operations,
    unrun,
)
from skillrun.workspace.commands.scaffold import Scaffold, scaffold
from skillrun.workspace.conflicts import Seen, refuse_conflicts
from skillrun.workspace.dependencies import merge_pyproject
from skillrun.workspace.plan import Change, plan_changes
from skillrun.workspace.transaction.committing import commit

_NOT_NOW = {
    "dry": "a dry run runs nothing",
    "never": "--operations never was given",
    "no": "run by --operations allow or --yes",
}


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the files and the commands.

    Attributes:
        status: `written`, `planned` or `interrupted` (the person said no).
        exit_code: 0; 5 where a command failed; 130 where the person said no.
        changes: What was or would be written.
        operations: Every command of the reasoning, in order.
        removed: Files and folders of the workspace that commands took away.
    """

    status: str
    exit_code: int
    changes: tuple[Change, ...]
    operations: tuple[events.OperationFinished, ...]
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes an answer into a workspace.

    Attributes:
        root: The workspace's folder.
        allowed: The commands that the skill allows.
        person: Who is asked before files are replaced and commands are run.
        emit: Who listens.
        session: Where what is replaced is kept.
        seen: What the model knew of the workspace; None for a saved answer.
        commits: What is written is committed: it may not mix with what is not committed yet.
    """

    root: Path
    allowed: Sequence[AllowedCommand]
    person: Person
    emit: events.Observer
    session: Session
    seen: Seen | None = None
    commits: bool = False

    def write(self, answer: Answer, *, operations: bool, dry_run: bool) -> Written:
        """Write all files of an answer or none, and run what it may have run.

        Args:
            answer: The answer, clean.
            operations: Commands may be run at all.
            dry_run: Only plan.

        Returns:
            What was done.

        Raises:
            ConflictError: If a file is not on disk as the model saw it; nothing is changed.
            WorkspaceError: If the workspace refuses; it is as it was.
        """
        files = {file.path: file.content for file in answer.files}
        planned = plan_operations(
            answer.operations, delivered=files.keys(), allowed=self.allowed, root=self.root
        )
        preview = self._changes(files, Scaffold({}, (), ()))
        if dry_run:
            return Written("planned", 0, preview, self._left(planned, _NOT_NOW["dry"]))
        if preview and not self.person.write(preview):
            return Written("interrupted", 130, (), self._left(planned, _NOT_NOW["no"]))
        planned = self._permitted(planned, operations=operations)
        scaffolded = scaffold(
            self.root,
            planned,
            delivered=files.keys(),
            pyproject=files.get("pyproject.toml"),
            env=os.environ,
            relock=operations,
            progress=self._starting,
        )
        self._tell(scaffolded.results)
        changes = self._changes(files, scaffolded)
        self._commit(changes, scaffolded.removals)
        after = self._run_after(planned, scaffolded)
        self._tell(after)
        done = _in_order(planned, (*scaffolded.results, *after))
        failed = any(operation.status == "failed" for operation in done)
        return Written("written", 5 if failed else 0, changes, done, scaffolded.removals)

    def _run_after(
        self, planned: tuple[PlannedOperation, ...], scaffolded: Scaffold
    ) -> tuple[OperationResult, ...]:
        """Run what comes after the files; what it does to files can be taken back too."""
        runs = any(one.phase == "after" and one.status == "run" for one in planned)
        with self.session.watched(self.root) if runs else nullcontext():
            return run_after(
                self.root,
                planned,
                earlier=scaffolded.results,
                env=os.environ,
                progress=self._starting,
            )

    def _permitted(
        self, planned: tuple[PlannedOperation, ...], *, operations: bool
    ) -> tuple[PlannedOperation, ...]:
        """Ask for leave to run what is to be run; without it all of that is left to the person."""
        wanted = [one for one in planned if one.status == "run"]
        if not wanted or (operations and self.person.run(wanted)):
            return planned
        reason = _NOT_NOW["no"] if operations else _NOT_NOW["never"]
        return tuple(
            replace(one, status="skipped", reason=reason) if one.status == "run" else one
            for one in planned
        )

    def _changes(self, files: dict[str, str], scaffolded: Scaffold) -> tuple[Change, ...]:
        """Join the answer's files with what scaffolding made; dependency lists are uv's alone."""
        content = {path: text.encode() for path, text in files.items()}
        project = files.get("pyproject.toml")
        if project is not None:
            content["pyproject.toml"] = merge_pyproject(project, self._project_on_disk()).encode()
        changes = plan_changes(self.root, content | dict(scaffolded.files))
        if self.seen is not None:
            refuse_conflicts(self.root, changes, files.keys(), self.seen)
        if self.commits:
            from skillrun.workspace.git import refuse_uncommitted

            there = {one.path: one.before for one in changes if one.before is not None}
            refuse_uncommitted(self.root, there)
        return changes

    def _project_on_disk(self) -> str | None:
        try:
            return (self.root / "pyproject.toml").read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def _commit(self, changes: tuple[Change, ...], removals: Sequence[str]) -> None:
        started = time.perf_counter()
        if changes or removals:
            with self.session.writing(self.root, changes, removals):
                commit(self.root, changes, removals)
        total = sum(len(change.content) for change in changes)
        seconds = time.perf_counter() - started
        self.emit(events.FilesWritten(len(changes), total, seconds))

    def _starting(self, operation: PlannedOperation) -> None:
        self.emit(events.OperationStarted(operation.command))

    def _tell(self, results: Sequence[OperationResult]) -> None:
        for result in results:
            self.emit(_finished(result))

    def _left(
        self, planned: Sequence[PlannedOperation], reason: str
    ) -> tuple[events.OperationFinished, ...]:
        left = (
            replace(one, status="skipped", reason=reason) if one.status == "run" else one
            for one in planned
        )
        return tuple(_finished(unrun(one)) for one in left)


def _in_order(
    planned: Sequence[PlannedOperation], results: Sequence[OperationResult]
) -> tuple[events.OperationFinished, ...]:
    """Put the results into the order in which the answer lists the commands."""
    waiting: dict[str, list[OperationResult]] = {}
    for result in results:
        waiting.setdefault(result.command, []).append(result)
    found = (
        waiting[one.command].pop(0) if waiting.get(one.command) else unrun(one) for one in planned
    )
    return tuple(map(_finished, found))


def _finished(result: OperationResult) -> events.OperationFinished:
    return events.OperationFinished(result.command, result.status, result.seconds, result.output)
