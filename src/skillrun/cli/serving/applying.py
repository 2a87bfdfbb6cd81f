"""Writing an answer for an agent: planned first, asked about through the agent's own client."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field

from skillrun.cli.asking import Batch
from skillrun.cli.console import plural
from skillrun.cli.job import make_job
from skillrun.cli.jsonio import report_object
from skillrun.cli.options import Operations
from skillrun.cli.serving.workplace import Workplace
from skillrun.engine.approving import approvable, approval

if TYPE_CHECKING:
    from skillrun.engine.events import Report
    from skillrun.workspace.commands.operations import PlannedOperation

_SHOWN = 20


class Decision(BaseModel):
    """What a person decides about an answer."""

    write: bool = Field(description="Write these files into the project.")
    beyond_request: bool = Field(
        default=False, description="Also allow what goes beyond the request."
    )
    run_commands: bool = Field(default=False, description="Also run the commands that are listed.")


@dataclass(frozen=True, slots=True)
class Plan:
    """What writing an answer would do.

    Attributes:
        report: How a run that writes nothing ended.
        beyond: What goes beyond the request and could be allowed, each as `CODE:TARGET`.
    """

    report: "Report"
    beyond: tuple[str, ...]

    @property
    def stands(self) -> bool:
        """Whether there is something to ask about: nothing else is wrong with the answer."""
        wrong = [v for v in self.report.violations if v.severity == "error"]
        if self.report.status == "rejected":
            return bool(self.beyond) and all(v.target for v in wrong)
        return self.report.status == "planned" and bool(self.report.files)

    @property
    def question(self) -> str:
        """What a person is asked."""
        lines = []
        if self.beyond:
            lines.append("The answer goes beyond the request:")
            lines += [
                f"  {v.code} {v.target}: {v.message}" for v in approvable(self.report.violations)
            ]
        for action in ("modify", "create"):
            paths = [f.path for f in self.report.files if f.action == action]
            if paths:
                more = f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else ""
                word = "Replaces" if action == "modify" else "Makes"
                lines.append(
                    f"{word} {plural(len(paths), 'file')}: {', '.join(paths[:_SHOWN])}{more}."
                )
        commands = [o.command for o in self.report.operations if o.status == "skipped"]
        if commands:
            lines.append("Its commands:")
            lines += [f"  {command}" for command in commands]
        return "\n".join([*lines, "Write it?"])


class _Decided(Batch):
    """A person who was asked through an agent's client, all at once."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(yes=decision.write, operations=Operations.ASK)
        self.commands = decision.run_commands

    def run(self, operations: "Sequence[PlannedOperation]") -> bool:
        """Run commands where that was decided."""
        return bool(operations) and self.commands


def plan(place: Workplace, parts: Sequence[str], request: str) -> Plan:
    """Find out what writing an answer would do; nothing is written.

    Args:
        place: The server's workspace.
        parts: The answer, one text a part.
        request: What was asked.
    """
    report = _apply(place, parts, request, Decision(write=True), dry_run=True)
    beyond = tuple(approval(v) for v in approvable(report.violations))
    return Plan(report, beyond)


def write(
    place: Workplace, parts: Sequence[str], request: str, decision: Decision
) -> dict[str, Any]:
    """Write an answer as it was decided.

    Args:
        place: The server's workspace.
        parts: The answer, one text a part.
        request: What was asked.
        decision: What the person decided, `write` among it.

    Returns:
        The object that `apply --format json` prints.
    """
    approved: frozenset[str] = frozenset()
    if decision.beyond_request:
        approved = frozenset(plan(place, parts, request).beyond)
    report = _apply(place, parts, request, decision, approved=approved)
    return {"version": 1, **report_object(report)}


def refused(found: Plan, why: str, advice: str) -> dict[str, Any]:
    """Make the object for an answer that is not written because nobody said so."""
    data = report_object(found.report)
    data |= {"status": "rejected", "exit_code": 1, "error": {"message": why, "advice": advice}}
    return {"version": 1, **data}


def _apply(
    place: Workplace,
    parts: Sequence[str],
    request: str,
    decision: Decision,
    *,
    approved: frozenset[str] = frozenset(),
    dry_run: bool = False,
) -> "Report":
    from skillrun.engine.run import apply

    job = make_job(
        request,
        place.workspace,
        place.skill,
        [],
        [],
        beside=place.beside,
        approved=approved,
        operations=place.operations is not Operations.NEVER,
        dry_run=dry_run,
    )
    names = [f"part-{number}.md" for number in range(1, len(parts) + 1)]
    return apply(job, parts, names, _Decided(decision), lambda _: None)
