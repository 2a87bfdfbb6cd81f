"""The whole path of a request, start to end; and that of a saved answer, from its middle."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from skillrun.engine import events
from skillrun.engine.budget import Budget
from skillrun.engine.conversation import FatalFaultError, Leader
from skillrun.engine.delivery import Delivery
from skillrun.engine.job import Job
from skillrun.engine.judging import Bench
from skillrun.engine.masking import Masked, without_secrets
from skillrun.engine.opening import open_conversation
from skillrun.engine.person import Person
from skillrun.engine.turn import Ear
from skillrun.errors import SkillrunError
from skillrun.project.context import ProjectContext, collect
from skillrun.protocol.parsing import parse
from skillrun.providers.base import Message, Provider, Usage
from skillrun.providers.pricing import Tokens, cost_usd, estimate_tokens
from skillrun.workspace.conflicts import ConflictError, Seen


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
    """One run: what it was given, and what it has come to."""

    def __init__(self, job: Job, person: Person, emit: events.Observer) -> None:
        self.job = job
        self.person = person
        self.observer = emit
        self.written = False
        self.model = ""
        self.budget: Budget | None = None
        self.delivery: Delivery | None = None

    @property
    def report(self) -> events.Report:
        """The report as far as it has come."""
        if self.delivery is not None:
            return self.delivery.report
        return events.Report("failed", 2, session=self.job.session.name, model=self.model)

    def emit(self, event: events.Event) -> None:
        """Tell the observer, and remember what an interruption would have to tell."""
        self.written = self.written or isinstance(event, events.FilesWritten)
        self.observer(without_secrets(event, self.job.session.clean))

    def reported(self, steps: Callable[[], events.Report]) -> events.Report:
        """Carry the steps out, and tell every way they can end as a report."""
        try:
            report = steps()
        except FatalFaultError as fault:
            assert self.delivery is not None
            report = self.delivery.rejected(fault.texts, fault.violations)
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
                error="Interrupted: the files are written, what comes after them was not all run."
                if self.written
                else "Interrupted: the workspace is as it was.",
            )
        if report.status in {"failed", "interrupted"} and self.delivery and not self.written:
            report = replace(report, kept=self.delivery.report.kept)
        used = self.budget.used if self.budget else Usage()
        return self._kept(without_secrets(replace(report, usage=used), self.job.session.clean))

    def _kept(self, report: events.Report) -> events.Report:
        """Keep how the run ended; where that fails, what was done is still done."""
        try:
            self.job.session.finish(report)
        except SkillrunError as error:
            if not report.error:
                return replace(report, error=error.message, advice=error.advice)
        return report

    def ask(self, provider: Provider, why: str) -> events.Report:
        """Request, context, conversation, repair, write; then the real tools, and a commit."""
        job = self.job
        self.model = provider.name
        job.session.begin(job.request, job.root, provider.name, job.skill.name)
        context = collect(job.root, job.request, job.files, earlier=job.earlier)
        self.emit(_started(job, provider.name, why, context))
        leader = self._leader(provider)
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
        seen = Seen({f.path: f for f in context.files}, frozenset(context.listing))
        delivery = self._delivery(context.listing, seen)
        answer = leader.lead(opening, "ask")
        delivery.deliver(answer, leader, opening[0])
        report = self._afterwards(delivery, leader, opening[0])
        return replace(report, repairs=delivery.repairs(leader))

    def apply(self, texts: Sequence[str], names: tuple[str, ...]) -> events.Report:
        """Parse, check, mend what a program can, write; then the real tools, and a commit."""
        job = self.job
        job.session.begin(job.request, job.root, skill=job.skill.name, kind="apply")
        delivery = self._delivery(collect(job.root, "").listing, None, names)
        delivery.deliver(parse(texts, job.skill.grammar))
        return self._afterwards(delivery, None, None)

    def _leader(self, provider: Provider) -> Leader:
        job = self.job
        self.budget = Budget(
            estimate_tokens,
            lambda usage: cost_usd(
                provider.name,
                Tokens(usage.input_tokens, usage.output_tokens, usage.cached_tokens),
            ),
            job.max_tokens,
            job.max_cost,
        )
        masked = Masked(provider, job.session.secrets, job.session.learn)
        ear = Ear(masked, job.skill.grammar, job.catalogue, self.budget, self.emit, job.settings)
        return Leader(ear, job.skill, self.person, job.session, job.max_parts, job.max_repairs)

    def _delivery(
        self, listing: Sequence[str], seen: Seen | None, names: tuple[str, ...] = ()
    ) -> Delivery:
        job = self.job
        bench = Bench(
            job.catalogue,
            job.skill.grammar,
            job.root,
            job.request,
            None if seen is None else frozenset(seen.files),
            frozenset(listing),
            self.emit,
            names,
            job.settings,
            job.approved,
            *job.overrides,
            "\n".join(job.asked),
        )
        self.delivery = Delivery(job, self.person, self.emit, bench, seen, self.report)
        return self.delivery

    def _afterwards(
        self, delivery: Delivery, leader: Leader | None, system: Message | None
    ) -> events.Report:
        """What was asked for beyond writing; nothing of it is imported where nothing was."""
        wanted = self.job.verification
        if delivery.report.status != "written" or not (wanted or self.job.commit):
            return delivery.report
        from skillrun.engine.afterwards import Rounds, committed, verified

        if wanted is not None:
            rounds = Rounds(leader, system) if leader is not None and system is not None else None
            delivery.report = verified(delivery, wanted, rounds)
        if self.job.commit:
            delivery.report = committed(delivery)
        return delivery.report


def _started(job: Job, model: str, why: str, context: ProjectContext) -> events.RunStarted:
    shown = tuple(file.path for file in context.files)
    return events.RunStarted(
        job.session.name, model, why, job.skill.name, str(job.root), shown, context.guessed
    )
