"""The whole path of a request, start to end; and that of a saved answer, from its middle."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from skillrun.engine import events
from skillrun.engine.approving import approvable, approval
from skillrun.engine.budget import Budget
from skillrun.engine.conversation import FatalFaultError, Leader
from skillrun.engine.job import Job
from skillrun.engine.judging import Bench, errors
from skillrun.engine.mending import Mender
from skillrun.engine.opening import open_conversation
from skillrun.engine.person import Person
from skillrun.engine.repairing import locate, merge, outstanding, unseen
from skillrun.engine.turn import Ear
from skillrun.engine.writing import Writer, Written
from skillrun.errors import ModelError, SkillrunError
from skillrun.project.context import ProjectContext, ShownFile, collect, show
from skillrun.protocol.answer import Answer
from skillrun.protocol.parsing import parse
from skillrun.providers.base import Message, Provider, Usage
from skillrun.providers.pricing import Tokens, cost_usd, estimate_tokens
from skillrun.rules.model import Violation
from skillrun.skills.prompt import render_repair
from skillrun.workspace.conflicts import ConflictError, Seen
from skillrun.workspace.plan import Change, unified_diff


def ask(
    job: Job, provider: Provider, why: str, person: Person, emit: events.Observer
) -> events.Report:
    """Ask a model, have its answer checked and repaired, and write it whole or not at all.

    Args:
        job: What is to be done.
        provider: The model.
        why: Why this model, for a person.
        person: Who answers questions.
        emit: Who listens.

    Returns:
        How it ended; errors are told in it, not raised.
    """
    run = _Run(job, person, emit)
    return run.reported(lambda: run.ask(provider, why))


def apply(
    job: Job, texts: Sequence[str], names: Sequence[str], person: Person, emit: events.Observer
) -> events.Report:
    """Check a saved answer and write it whole or not at all; no model is asked.

    Args:
        job: What is to be done.
        texts: The answer, one text a part.
        names: How the parts are called in reports.
        person: Who answers questions.
        emit: Who listens.

    Returns:
        How it ended; errors are told in it, not raised.
    """
    run = _Run(job, person, emit)
    return run.reported(lambda: run.apply(texts, tuple(names)))


class _Run:
    """One run: what it was given, and the report as far as it has come."""

    def __init__(self, job: Job, person: Person, emit: events.Observer) -> None:
        self.job = job
        self.person = person
        self.observer = emit
        self.written = False
        self.report = events.Report("failed", 2, session=job.session.name)
        self.budget: Budget | None = None
        self.bench: Bench | None = None
        self.asked_about: set[str] = set()
        self.seen: Seen | None = None

    def emit(self, event: events.Event) -> None:
        """Tell the observer, and remember what an interruption would have to tell."""
        self.written = self.written or isinstance(event, events.FilesWritten)
        self.observer(event)

    def reported(self, steps: Callable[[], events.Report]) -> events.Report:
        """Carry the steps out, and tell every way they can end as a report."""
        try:
            report = steps()
        except FatalFaultError as fault:
            report = self._rejected(fault.texts, fault.violations)
        except SkillrunError as error:
            report = replace(
                self.report,
                status="failed",
                exit_code=error.exit_code,
                conflicts=error.conflicts if isinstance(error, ConflictError) else (),
                error=error.message,
                advice=error.advice,
            )
        except KeyboardInterrupt:
            report = replace(
                self.report,
                status="interrupted",
                exit_code=130,
                error="Interrupted: the files are written, commands after them were not all run."
                if self.written
                else "Interrupted: the workspace is as it was.",
            )
        return self._kept(replace(report, usage=self.budget.used if self.budget else Usage()))

    def _kept(self, report: events.Report) -> events.Report:
        """Keep how the run ended; where that fails, what was done is still done."""
        try:
            self.job.session.finish(report)
        except SkillrunError as error:
            if not report.error:
                return replace(report, error=error.message, advice=error.advice)
        return report

    def ask(self, provider: Provider, why: str) -> events.Report:
        """Request, context, conversation, repair, write."""
        job = self.job
        self.report = replace(self.report, model=provider.name)
        job.session.begin(job.request, job.root, provider.name, job.skill.name)
        context = collect(job.root, job.request, job.files)
        self.emit(_started(job, provider.name, why, context))
        self.budget = Budget(
            estimate_tokens,
            lambda usage: cost_usd(
                provider.name,
                Tokens(usage.input_tokens, usage.output_tokens, usage.cached_tokens),
            ),
            job.max_tokens,
            job.max_cost,
        )
        ear = Ear(provider, job.skill.grammar, job.catalogue, self.budget, self.emit, job.settings)
        leader = Leader(ear, job.skill, self.person, job.session, job.max_parts, job.max_repairs)
        opening = open_conversation(
            job.skill,
            job.catalogue,
            job.request,
            context,
            frozen=job.frozen,
            minimal=job.minimal,
            earlier=job.earlier,
            root=job.root,
            settings=job.settings,
        )
        self.seen = Seen({f.path: f for f in context.files}, frozenset(context.listing))
        self.bench = self._bench(frozenset(self.seen.files), context.listing)
        answer = leader.lead(opening, "ask")
        self.report = replace(self.report, parts=len(answer.parts))
        answer, violations = self._judged(answer)
        answer, violations = self._repaired(leader, opening[0], answer, violations)
        return self._concluded(answer, violations)

    def apply(self, texts: Sequence[str], names: tuple[str, ...]) -> events.Report:
        """Parse, check, mend what a program can, write."""
        job = self.job
        job.session.begin(job.request, job.root, skill=job.skill.name, kind="apply")
        answer = parse(texts, job.skill.grammar)
        self.report = replace(self.report, parts=len(answer.parts))
        listing = collect(self.job.root, "").listing
        self.bench = self._bench(None, listing, names)
        answer, violations = self._judged(answer)
        return self._concluded(answer, violations)

    def _bench(
        self, shown: frozenset[str] | None, listing: Sequence[str], names: tuple[str, ...] = ()
    ) -> Bench:
        job = self.job
        return Bench(
            job.catalogue,
            job.skill.grammar,
            job.root,
            job.request,
            shown,
            frozenset(listing),
            self.emit,
            names,
            job.settings,
            job.approved,
            *job.overrides,
            "\n".join(job.asked),
        )

    def _judged(
        self, answer: Answer, *, repair: bool = False
    ) -> tuple[Answer, tuple[Violation, ...]]:
        """The first rung: a program mends; then a person may allow what goes beyond the request."""
        assert self.bench is not None
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
        assert self.bench is not None
        seen: set[frozenset[tuple[str, str, str]]] = set()
        while (wrong := errors(violations)) and self._repairs(leader) < self.job.max_repairs:
            same = frozenset((v.code, v.path, v.message) for v in wrong)
            if same in seen:
                break
            seen.add(same)
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
            self._saw(file for path, file in met.items() if file and path in brought)
            answer, left = self._judged(answer, repair=True)
            violations = (*left, *missed)
        self.report = replace(self.report, repairs=self._repairs(leader))
        return answer, violations

    def _saw(self, files: Iterable[ShownFile]) -> None:
        """The model has been shown more files, and has written them since."""
        assert self.bench is not None
        assert self.seen is not None
        self.seen = replace(self.seen, files={**self.seen.files, **{f.path: f for f in files}})
        self.bench = replace(self.bench, shown=frozenset(self.seen.files))

    def _repairs(self, leader: Leader) -> int:
        return self.report.repairs + leader.fatal

    def _concluded(self, answer: Answer, violations: tuple[Violation, ...]) -> events.Report:
        texts = tuple(part.text for part in answer.parts)
        self.report = replace(
            self.report, recommendations=answer.recommendations, reasoning=answer.reasoning
        )
        if errors(violations):
            return self._rejected(texts, violations)
        self.report = replace(self.report, violations=violations)
        job = self.job
        job.session.keep_answer(texts)
        writer = Writer(
            job.root, job.skill.commands, self.person, self.emit, job.session, self.seen
        )
        written = writer.write(answer, operations=job.operations, dry_run=job.dry_run)
        return _finished(self.report, written)

    def _unreadable(self, texts: Sequence[str]) -> ModelError:
        """Make the error for an answer that is prose alone: a refusal, or a question."""
        kept = self.job.session.keep_answer(tuple(texts))
        said = " ".join(" ".join(texts).split())
        return ModelError(
            f"The model did not answer in the skill's form, it said: {said[:300]}",
            advice=f"Say more in the request, or name another model. All of it is in {kept[0]}.",
        )

    def _rejected(self, texts: Sequence[str], violations: tuple[Violation, ...]) -> events.Report:
        kept = self.job.session.keep_answer(tuple(texts))
        return replace(
            self.report,
            status="rejected",
            exit_code=1,
            violations=violations,
            kept=str(kept[0] if len(kept) == 1 else kept[0].parent),
        )


def _is_prose(answer: Answer) -> bool:
    """Whether an answer holds no section and no file: a refusal, or a question."""
    return not any(part.sections or part.files for part in answer.parts)


def _started(job: Job, model: str, why: str, context: ProjectContext) -> events.RunStarted:
    shown = tuple(file.path for file in context.files)
    return events.RunStarted(job.session.name, model, why, job.skill.name, str(job.root), shown)


def _finished(report: events.Report, written: Written) -> events.Report:
    shown = written.status == "planned"
    files = tuple(_file(change, shown=shown) for change in written.changes)
    return replace(
        report,
        status=written.status,
        exit_code=written.exit_code,
        files=files,
        operations=written.operations,
        removed=written.removed,
        error="Nothing was written: the answer to the question was no."
        if written.status == "interrupted"
        else "",
    )


def _file(change: Change, *, shown: bool) -> events.WrittenFile:
    return events.WrittenFile(
        change.path,
        change.action,
        len(change.content),
        hashlib.sha256(change.content).hexdigest(),
        unified_diff(change) if shown and change.action == "modify" else "",
    )
