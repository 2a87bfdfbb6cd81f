"""What is to become of each shell command of an answer; nothing is carried out here.

The order of a run: `plan_operations`, then `scaffold` for what comes before the files, then the
files, then `run_after`.
"""

import shlex
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

from skillrun.protocol.answer import Operation
from skillrun.protocol.commands import CommandSyntaxError, refusals, split_command
from skillrun.protocol.paths import normalize
from skillrun.workspace.commands.arguments import argument_problem, positionals, resolve
from skillrun.workspace.commands.effects import Outlook, nothing_left

Phase = Literal["before", "after"]
Status = Literal["run", "done", "skipped", "refused", "failed"]


class Allowed(Protocol):
    """A kind of command that a skill allows: its leading words and when it runs."""

    @property
    def argv(self) -> tuple[str, ...]:
        """The leading words."""

    @property
    def phase(self) -> Phase:
        """`before` the files are written or `after` it."""


@dataclass(frozen=True, slots=True)
class PlannedOperation:
    """One command and what is to become of it.

    Attributes:
        command: As written; one of several on a line stands for itself.
        status: `run` (to be carried out), `done` (has no effect left), `skipped` (left to the
            person) or `refused`.
        phase: When it is carried out; `after` for what is left to the person.
        argv: Its words; empty where the line is no plain command.
        folder: Where it is carried out, from the workspace's root; empty for the root.
        reason: Why, for what is not run.
    """

    command: str
    status: Status
    phase: Phase = "after"
    argv: tuple[str, ...] = ()
    folder: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OperationResult:
    """What became of a command.

    Attributes:
        command: As in the plan.
        status: `run`, `done`, `skipped`, `refused` or `failed`.
        output: What it said; why, for one that was not run.
        seconds: How long it took.
    """

    command: str
    status: Status
    output: str = ""
    seconds: float = 0.0


def plan_operations(
    operations: Sequence[Operation],
    *,
    delivered: Collection[str],
    allowed: Sequence[Allowed],
    root: Path,
) -> tuple[PlannedOperation, ...]:
    """Say for each command whether it is run, has no effect left, is left to the person or refused.

    The workspace is the project's root: `uv init NAME` and `cd NAME` are carried out there.

    Args:
        operations: The commands of the answer, in order.
        delivered: Paths of the files that the answer brings.
        allowed: What the skill allows, the first fitting entry counts.
        root: The workspace; need not exist.

    Returns:
        One entry a simple command, in order; `a && b` makes two.
    """
    lines = [operation.command for operation in operations]
    planner = _Planner(allowed, Outlook.of(root, delivered, _planned_removals(lines)))
    planned: list[PlannedOperation] = []
    for line, refused in zip(lines, refusals(lines), strict=True):
        if refused:
            planned.append(PlannedOperation(line, "refused", reason=refused))
        else:
            planned.extend(planner.line(line))
    return tuple(planned)


def unrun(operation: PlannedOperation) -> OperationResult:
    """Report a command that is not run, with the reason of the plan.

    Args:
        operation: One whose status is not `run`; one that is to be run counts as skipped.
    """
    status = "skipped" if operation.status == "run" else operation.status
    return OperationResult(operation.command, status, operation.reason)


class _Planner:
    """Follows the commands from line to line: where the shell stands, which project was made."""

    def __init__(self, allowed: Sequence[Allowed], outlook: Outlook) -> None:
        self.allowed = allowed
        self.outlook = outlook
        self.folder = ""
        self.projects: set[str] = set()

    def line(self, line: str) -> list[PlannedOperation]:
        try:
            argvs = split_command(line)
        except CommandSyntaxError as error:
            return [PlannedOperation(line, "skipped", reason=f"holds {error.what}")]
        names = [line.strip()] if len(argvs) == 1 else list(map(shlex.join, argvs))
        return [self._command(name, argv) for name, argv in zip(names, argvs, strict=True)]

    def _command(self, name: str, argv: tuple[str, ...]) -> PlannedOperation:
        operation = PlannedOperation(name, "run", argv=argv, folder=self.folder)
        if argv[0] == "cd":
            self._enter(argv)
            return replace(operation, status="done", phase="before")
        match = next((a for a in self.allowed if argv[: len(a.argv)] == a.argv), None)
        if match is None:
            return replace(operation, status="skipped", reason="not among the skill's commands")
        operation = replace(operation, phase=match.phase)
        if problem := argument_problem(argv, self.folder):
            return replace(operation, status="skipped", phase="after", reason=problem)
        if argv[:2] == ("uv", "init"):
            self.projects.update(positionals(argv))
        if reason := nothing_left(argv, self.folder, self.outlook):
            return replace(operation, status="done", reason=reason)
        self.outlook.note(argv, self.folder)
        return operation

    def _enter(self, argv: tuple[str, ...]) -> None:
        target = normalize(argv[-1])
        if target in self.projects and not self.folder:
            return
        self.folder = "" if target == "-" else resolve(self.folder, target) or ""


def _planned_removals(lines: Sequence[str]) -> frozenset[str]:
    """Everything that a later `rm` names, for what scaffolding makes only to have it removed."""
    removed: set[str] = set()
    for line in lines:
        try:
            argvs = split_command(line)
        except CommandSyntaxError:
            continue
        for argv in argvs:
            if argv[0] == "rm":
                removed.update(map(normalize, positionals(argv)))
    return frozenset(removed)
