"""After the write: the real tools on what was written, and a commit of it."""

from dataclasses import dataclass, replace
from pathlib import Path

from skillrun.engine import events
from skillrun.engine.again import Again
from skillrun.engine.before import lay_out
from skillrun.engine.conversation import FatalFaultError, Leader
from skillrun.engine.delivery import Delivery
from skillrun.engine.job import Verification
from skillrun.engine.reporting import joined
from skillrun.engine.verifying import cause, mending
from skillrun.errors import SkillrunError
from skillrun.gate.earlier import Earlier
from skillrun.gate.model import Step, VerifyReport
from skillrun.gate.verifying import verify
from skillrun.project.listing import list_files
from skillrun.providers.base import Message
from skillrun.sessions.history import History
from skillrun.sessions.records import Run
from skillrun.workspace.git import commit_files, untracked

_FAILED = 5


@dataclass(frozen=True, slots=True)
class Rounds:
    """Who mends what the tools find; a saved answer has nobody.

    Attributes:
        leader: Who asks the model.
        system: The system message.
    """

    leader: Leader
    system: Message


def verified(delivery: Delivery, wanted: Verification, rounds: Rounds | None) -> events.Report:
    """Run the real tools, and have the model mend what they find, as often as repairs are left.

    Args:
        delivery: What wrote the answer, and writes what mends it.
        wanted: How the tools are run.
        rounds: Who mends; None for a saved answer.

    Returns:
        The report: its exit code is 5 where the tools still find something. The files stay written
        whatever comes after.
    """
    before: set[frozenset[tuple[str, str, str]]] = set()
    person = delivery.person
    known: dict[str, Step] = {}
    while True:
        written = delivery.report
        delivery.person = Again(person, written.operations)
        try:
            found = _run(delivery, wanted, known)
        except SkillrunError as error:
            return _left(written, error.message, error.advice)
        code = written.exit_code if found.ok else _FAILED
        report = replace(written, verification=found, exit_code=code)
        delivery.report = report
        if found.nothing_new or rounds is None or cause(found) in before:
            return report
        before.add(cause(found))
        try:
            mended = _mended(delivery, found, rounds)
        except FatalFaultError as fault:
            return _left(report, f"{fault} The files are written as they were before.", "")
        except SkillrunError as error:
            return _left(report, error.message, error.advice)
        if mended is None:
            return report
        if mended.status != "written":
            return _left(report, "What was to mend it was not written.", f"See {mended.kept}")
        # What the tools found before the mending does not count any more.
        delivery.report = joined(written, replace(mended, verification=None))


def _run(delivery: Delivery, wanted: Verification, known: dict[str, Step]) -> VerifyReport:
    return verify(
        delivery.job.root,
        sandbox=wanted.sandbox,
        services=wanted.services,
        limit=wanted.limit,
        emit=delivery.emit,
        earlier=_earlier(delivery, known),
    )


def _earlier(delivery: Delivery, known: dict[str, Step]) -> Earlier | None:
    """The workspace before the run; None where there was no project in it."""
    session, root = delivery.job.session, delivery.job.root
    history = History(session.folder)
    files = history.files(history.session(session.name).runs[-1])
    if any(file.path == "manage.py" and file.before.kind == "absent" for file in files):
        return None
    wanted = {file.before.value for file in files if file.before.kind == "file"}

    def earlier_tree(target: Path) -> None:
        contents = {one: content for one in wanted if (content := history.content(one)) is not None}
        lay_out(root, target, files, contents)

    return Earlier(earlier_tree, frozenset(file.path for file in files), known)


def _mended(delivery: Delivery, found: VerifyReport, rounds: Rounds) -> events.Report | None:
    """Have the model mend what was written; None where it can't or may not be asked."""
    job = delivery.job
    written = frozenset(file.path for file in delivery.report.files)
    asked = mending(found, job.skill, job.request, job.root, written)
    if asked is None or delivery.repairs(rounds.leader) >= job.max_repairs:
        return None
    assert delivery.seen is not None
    listing = frozenset(list_files(job.root))
    delivery.seen = replace(delivery.seen, listing=listing)
    delivery.bench = replace(delivery.bench, listing=listing)
    delivery.saw(asked.files)
    delivery.report = replace(delivery.report, repairs=delivery.report.repairs + 1)
    reply = rounds.leader.lead((rounds.system, Message("user", asked.message)), "verify")
    return delivery.deliver(reply, rounds.leader, rounds.system)


def _left(report: events.Report, error: str, advice: str) -> events.Report:
    return replace(report, exit_code=_FAILED, error=error, advice=advice)


def committed(delivery: Delivery) -> events.Report:
    """Commit what the run wrote, its commands included; not where something failed.

    Args:
        delivery: What wrote the answer.

    Returns:
        The report with the commit's hash.
    """
    report, session = delivery.report, delivery.job.session
    if report.status != "written":
        return report
    if report.exit_code and not _fails_as_before(report):
        said = report.error or "Nothing was committed, as what came after the write failed."
        advice = report.advice or "Commit by hand, or take the write back with: skillrun undo"
        return replace(report, error=said, advice=advice)
    history = History(session.folder)
    run = history.session(session.name).runs[-1]
    try:
        made = _commit(delivery.job.root, history, run)
    except SkillrunError as error:
        return _left(report, error.message, error.advice)
    return replace(report, commit=made)


def _fails_as_before(report: events.Report) -> bool:
    """Whether all that is wrong is what the real tools found wrong before the run too."""
    found = report.verification
    ran = all(operation.status != "failed" for operation in report.operations)
    return found is not None and found.nothing_new and ran and not report.error


def _commit(root: Path, history: History, run: Run) -> str:
    """Commit a run's files; what a command changed that Git does not know stays unknown to it."""
    found = history.files(run)
    there = [file for file in found if file.before.kind == "file"]
    foreign = untracked(root, [file.path for file in there if file.by_command])
    files = [file for file in found if file.path not in foreign]
    before = {
        file.path: content
        for file in there
        if file.path not in foreign and (content := history.content(file.before.value)) is not None
    }
    removed = [file.path for file in files if file.action == "remove"]
    written = [file.path for file in files if file.action != "remove"]
    return commit_files(root, written, removed, run.request, run.session, before=before)
