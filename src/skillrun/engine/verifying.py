"""From a failed verification to the request that has a model mend what was written."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from skillrun.gate.model import Fault, Step, VerifyReport
from skillrun.project.context import ShownFile, show
from skillrun.skills.model import Skill
from skillrun.skills.repair import FailedStep, render_verification

_MOST_FILES = 16
_OF_FORM = ("lint", "format")
_MOST_TEXT = 120_000


@dataclass(frozen=True, slots=True)
class Mending:
    """What a model is asked after a failed verification.

    Attributes:
        message: The user message; with the system message it is the whole conversation.
        files: The files that it shows, as they are on disk.
    """

    message: str
    files: tuple[ShownFile, ...]


def mending(
    report: VerifyReport, skill: Skill, request: str, root: Path, written: Collection[str]
) -> Mending | None:
    """Make the request to mend what the tools found.

    The files are written, so what the model returns is an answer of its own: it is judged,
    written and verified like the first.

    Args:
        report: The verification.
        skill: The skill.
        request: What was asked at first.
        root: The workspace.
        written: What the run wrote: the form of other files is nothing that it was asked to mend.

    Returns:
        The request; None where nothing failed that a model could mend: a server is missing, or a
        file that the run did not write is not formatted.
    """
    wrong = [step for step in report.steps if step.status == "failed" and step.name != "services"]
    failed = [step for step in (_ours(step, written) for step in wrong) if step]
    if not failed:
        return None
    files = tuple(_files(root, (fault for step in failed for fault in step.faults)))
    message = render_verification(
        skill,
        request=request,
        steps=[_told(step) for step in failed],
        files=[(file.path, file.text) for file in files],
    )
    return Mending(message, files)


def cause(report: VerifyReport) -> frozenset[tuple[str, str, str]]:
    """Name what failed, to tell whether another round found anything new.

    Args:
        report: The verification.
    """
    return frozenset(
        (step.name, fault.path, fault.message)
        for step in report.steps
        if step.status == "failed"
        for fault in step.faults or (Fault("", 0, step.output),)
        if not fault.excused
    )


def _ours(step: Step, written: Collection[str]) -> Step | None:
    """Leave what is new, and of what is said on the form of files that on those the run wrote."""
    step = _new(step)
    if step.name not in _OF_FORM or not step.faults:
        return None if step.status == "passed" else step
    faults = tuple(fault for fault in step.faults if fault.path in written)
    summary = f"{len(faults)} in what was written"
    return replace(step, faults=faults, more=0, summary=summary) if faults else None


def _new(step: Step) -> Step:
    """Take out what the run does not answer for; nobody asked for that to be mended."""
    if not step.excused:
        return step
    if step.is_old:
        return replace(step, status="passed", faults=(), more=0)
    faults = tuple(fault for fault in step.faults if not fault.excused)
    more = len(step.faults) + step.more - step.excused - len(faults)
    return replace(step, faults=faults, more=more, summary=f"{len(faults) + more} new")


def _told(step: Step) -> FailedStep:
    faults = tuple((_place(fault) + fault.message, fault.detail) for fault in step.faults)
    return FailedStep(step.command, step.summary, faults, step.more, step.output)


def _place(fault: Fault) -> str:
    if not fault.path:
        return ""
    return f"`{fault.path}`, line {fault.line}: " if fault.line else f"`{fault.path}`: "


def _files(root: Path, faults: Iterable[Fault]) -> Iterable[ShownFile]:
    """The files that took part and that a model may be shown: those named first come first."""
    every = list(faults)
    paths = dict.fromkeys([f.path for f in every] + [p for f in every for p in f.related])
    room = _MOST_TEXT
    for path in [path for path in paths if path][:_MOST_FILES]:
        file = show(root, path, "named by a tool that failed")
        if file is not None and len(file.text) <= room:
            room -= len(file.text)
            yield file
