"""Writing an answer for an agent: planned first, asked about through the agent's own client."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from skillrun.cli.asking import Batch
from skillrun.cli.console import plural
from skillrun.cli.job import make_job
from skillrun.cli.options import Operations
from skillrun.cli.serving.reports import run_object
from skillrun.cli.serving.workplace import Workplace
from skillrun.engine.approving import approvable, approval

if TYPE_CHECKING:
    from skillrun.engine.events import Report
    from skillrun.workspace.commands.operations import PlannedOperation

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Plan:
    """What writing an answer would do.

    Attributes:
        stands: There is something to ask about: nothing else is wrong with the answer.
        question: What a person is asked.
        beyond: What goes beyond the request and could be allowed, each as `CODE:TARGET`.
        told: How a run that writes nothing ended, for an agent.
    """

    stands: bool
    question: str
    beyond: tuple[str, ...]
    told: dict[str, Any]


def _stands(report: "Report") -> bool:
    wrong = [v for v in report.violations if v.severity == "error"]
    if report.status == "rejected":
        return bool(approvable(report.violations)) and all(v.target for v in wrong)
    return report.status == "planned" and bool(report.files)


def _question(report: "Report") -> str:
    lines = []
    if beyond := approvable(report.violations):
        lines.append("The answer goes beyond the request:")
        lines += [f"  {v.code} {v.target}: {v.message}" for v in beyond]
    for action in ("modify", "create"):
        paths = [f.path for f in report.files if f.action == action]
        if paths:
            more = f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else ""
            word = "Replaces" if action == "modify" else "Makes"
            lines.append(f"{word} {plural(len(paths), 'file')}: {', '.join(paths[:_SHOWN])}{more}.")
    commands = [o.command for o in report.operations if o.status == "skipped"]
    if commands:
        lines.append("Its commands:")
        lines += [f"  {command}" for command in commands]
    return "\n".join([*lines, "Write it?"])


class _Decided(Batch):
    """A person who was asked through an agent's client, all at once."""

    def __init__(self, *, commands: bool) -> None:
        super().__init__(yes=True, operations=Operations.ASK)
        self.commands = commands

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
    report = _apply(place, parts, request, _Decided(commands=False), dry_run=True)
    beyond = tuple(approval(v) for v in approvable(report.violations))
    return Plan(_stands(report), _question(report), beyond, run_object(report))


def write(
    place: Workplace,
    parts: Sequence[str],
    request: str,
    *,
    approved: Sequence[str] = (),
    commands: bool = False,
) -> dict[str, Any]:
    """Write an answer as it was decided.

    Args:
        place: The server's workspace.
        parts: The answer, one text a part.
        request: What was asked.
        approved: What goes beyond the request and is allowed, each as `CODE:TARGET`.
        commands: Its commands are run.

    Returns:
        How that ended, for an agent.
    """
    person = _Decided(commands=commands)
    return run_object(_apply(place, parts, request, person, approved=frozenset(approved)))


def _apply(
    place: Workplace,
    parts: Sequence[str],
    request: str,
    person: _Decided,
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
    return apply(job, parts, names, person, lambda _: None)
