"""From an answer to files on disk: judged, mended, repaired, written whole or not at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from skillrun.engine import events
from skillrun.engine.approving import approvable, approval
from skillrun.engine.conversation import Leader
from skillrun.engine.job import Job
from skillrun.engine.judging import Bench, errors
from skillrun.engine.mending import Mender
from skillrun.engine.person import Person
from skillrun.engine.repairing import locate, merge, outstanding, unseen
from skillrun.engine.reporting import finished
from skillrun.engine.writing import Writer
from skillrun.errors import ModelError
from skillrun.project.context import ShownFile, show
from skillrun.protocol.answer import Answer
from skillrun.providers.base import Message
from skillrun.rules.model import Violation
from skillrun.skills.repair import render_repair
from skillrun.workspace.conflicts import Seen


@dataclass(slots=True)
class Delivery:
    """Brings an answer to the disk.

    Attributes:
        job: What is to be done.
        person: Who answers questions.
        emit: Who listens.
        bench: What answers are judged with; what the model has seen and what a person allowed grows.
        seen: What the model knew of the workspace; None for a saved answer.
        report: The report as far as it has come.
        asked_about: What a person was asked about beyond the request, each as `CODE:TARGET`.
    """

    job: Job
    person: Person
    emit: events.Observer
    bench: Bench
    seen: Seen | None
    report: events.Report
    asked_about: set[str] = field(default_factory=set)

    def deliver(
        self, answer: Answer, leader: Leader | None = None, system: Message | None = None
    ) -> events.Report:
        """Judge an answer, have it mended and repaired, and write it.

        Args:
            answer: The whole answer.
            leader: Who asks the model for repairs; None where there is none.
            system: The system message that repairs are asked under.

        Returns:
            How it ended: written, planned, rejected, or interrupted by a no.

        Raises:
            SkillrunError: If the model or the workspace fails.
        """
        self.report = replace(self.report, parts=len(answer.parts))
        answer, violations = self._judged(answer)
        if leader is not None and system is not None:
            answer, violations = self._repaired(leader, system, answer, violations)
        texts = tuple(part.text for part in answer.parts)
        self.report = replace(
            self.report, recommendations=answer.recommendations, reasoning=answer.reasoning
        )
        if errors(violations):
            return self.rejected(texts, violations)
        self.report = replace(self.report, violations=violations)
        job = self.job
        self.report = replace(self.report, kept=_place(job.session.keep_answer(texts)))
        writer = Writer(
            job.root,
            job.skill.commands,
            self.person,
            self.emit,
            job.session,
            self.seen,
            # What a second delivery finds not committed is what the first has written.
            commits=job.commit and not self.report.files,
        )
        written = writer.write(answer, operations=job.operations, dry_run=job.dry_run)
        kept = "" if written.status == "written" else self.report.kept
        self.report = finished(replace(self.report, kept=kept), written)
        return self.report

    def saw(self, files: Iterable[ShownFile]) -> None:
        """Note that the model has been shown more files."""
        assert self.seen is not None
        self.seen = replace(self.seen, files={**self.seen.files, **{f.path: f for f in files}})
        self.bench = replace(self.bench, shown=frozenset(self.seen.files))

    def rejected(self, texts: Sequence[str], violations: tuple[Violation, ...]) -> events.Report:
        """Make the report of an answer that is not written, and keep the answer.

        Args:
            texts: The answer, one text a part.
            violations: Why it is not written.
        """
        kept = self.job.session.keep_answer(tuple(texts))
        self.report = replace(
            self.report,
            status="rejected",
            exit_code=1,
            violations=violations,
            kept=_place(kept),
        )
        return self.report

    def repairs(self, leader: Leader) -> int:
        """Count how often the model was asked to mend something."""
        return self.report.repairs + leader.fatal

    def _judged(
        self, answer: Answer, *, repair: bool = False
    ) -> tuple[Answer, tuple[Violation, ...]]:
        """The first rung: a program mends; then a person may allow what goes beyond the request."""
        existing = not any(self.job.overrides)
        answer, found = Mender(self.bench, existing=existing).mend(answer, repair=repair)
        wanted = [v for v in approvable(found) if approval(v) not in self.asked_about]
        if not wanted:
            return answer, found
        self.asked_about.update(map(approval, wanted))
        granted = self.person.approve(wanted)
        self.emit(events.Decided(tuple(sorted(granted)), tuple(map(approval, wanted))))
        if not granted:
            return answer, found
        self.bench = replace(self.bench, approved=self.bench.approved | granted)
        return Mender(self.bench, existing=existing).mend(answer, repair=repair)

    def _repaired(
        self, leader: Leader, system: Message, answer: Answer, violations: tuple[Violation, ...]
    ) -> tuple[Answer, tuple[Violation, ...]]:
        """The second rung: the model mends the faulty files, and only those."""
        said: set[frozenset[tuple[str, str, str]]] = set()
        while (wrong := errors(violations)) and self.repairs(leader) < self.job.max_repairs:
            same = frozenset((v.code, v.path, v.message) for v in wrong)
            if same in said:
                break
            said.add(same)
            self.report = replace(self.report, repairs=self.report.repairs + 1)
            faults = locate(answer, self.bench.part_names(len(answer.parts)), wrong)
            met = {path: show(self.job.root, path, "edited unseen") for path in unseen(faults)}
            message = render_repair(
                self.job.skill,
                request=self.job.request,
                files=list({f.file.path: f.file.content for f in faults if f.file}.items()),
                faults=faults,
                delivered=[f.path for f in answer.files],
                reasoning=answer.reasoning if any(not f.file for f in faults) else None,
                met=met,
            )
            reply = leader.lead((system, Message("user", message)), "repair")
            if not answer.files and _is_prose(reply):
                raise self._unreadable([part.text for part in reply.parts])
            missed = outstanding(answer, faults, reply)
            answer = merge(answer, reply, faults, self.job.skill.grammar)
            brought = {file.path for file in reply.files if file.complete}
            self.saw(file for path, file in met.items() if file and path in brought)
            answer, left = self._judged(answer, repair=True)
            violations = (*left, *missed)
        return answer, violations

    def _unreadable(self, texts: Sequence[str]) -> ModelError:
        """Make the error for an answer that is prose alone: a refusal, or a question."""
        kept = self.job.session.keep_answer(tuple(texts))
        said = " ".join(" ".join(texts).split())
        return ModelError(
            f"The model did not answer in the skill's form, it said: {said[:300]}",
            advice=f"Say more in the request, or name another model. All of it is in {kept[0]}.",
        )


def _place(kept: Sequence[Path]) -> str:
    """Name the answer's file, or the folder of its parts."""
    return str(kept[0] if len(kept) == 1 else kept[0].parent)


def _is_prose(answer: Answer) -> bool:
    """Whether an answer holds no section and no file: a refusal, or a question."""
    return not any(part.sections or part.files for part in answer.parts)
