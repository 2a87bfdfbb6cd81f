"""Every real tool on a workspace, one after the other."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from skillrun.gate import steps
from skillrun.gate.model import (
    Observer,
    Services,
    ServiceUse,
    Step,
    StepFinished,
    StepProgress,
    StepStarted,
)
from skillrun.gate.project import Project
from skillrun.gate.results import Tally
from skillrun.gate.services import Settled, ask_settings, settled

_PACE = 0.2
ALL = tuple(plan.name for plan in steps.PLANS)


@dataclass(slots=True)
class Run:
    """The steps, and what one leaves for the next.

    Attributes:
        project: The project.
        services: Where its servers come from.
        limit: Seconds for the tests.
        emit: Who listens.
        wanted: The steps to run; what of the others is needed for them is taken to have passed.
        done: What was run so far, with all of its faults.
        uses: The servers that were used.
    """

    project: Project
    services: Services
    limit: float
    emit: Observer
    wanted: Collection[str] = ALL
    done: list[Step] = field(default_factory=list)
    uses: tuple[ServiceUse, ...] = ()

    def all_steps(self) -> None:
        """Run what can be run, and say why of the rest."""
        installed = self._step(steps.DEPENDENCIES, lambda: steps.dependencies(self.project))
        self._step(steps.LINT, lambda: steps.lint(self.project))
        self._step(steps.FORMAT, lambda: steps.formatted(self.project))
        with_code = (steps.SERVICES, steps.CHECK, steps.MIGRATIONS, steps.TESTS)
        if installed.status == "passed" and any(plan.name in self.wanted for plan in with_code):
            self._with_code()
            return
        for plan in with_code:
            self._skip(plan, "the dependencies are not installed")

    def _with_code(self) -> None:
        """The steps that run the project's code."""
        began = self._starting(steps.SERVICES)
        needs, _said = ask_settings(self.project, Settled())
        if needs is None:
            reason = "the settings cannot be read"
            self._skip(steps.SERVICES, f"{reason}: Django's checks say why")
            self._step(steps.CHECK, lambda: steps.check(self.project, Settled()))
            self._skip(steps.MIGRATIONS, reason)
            self._skip(steps.TESTS, reason)
            return
        self.project = replace(self.project, hidden=(*self.project.hidden, *_long(needs.passwords)))
        with settled(self.project, needs, self.services) as servers:
            self.uses = servers.uses
            self._finish(_services_step(servers, time.monotonic() - began))
            checked = self._step(steps.CHECK, lambda: steps.check(self.project, servers))
            if checked.summary == steps.NOT_STARTED:
                self._skip(steps.MIGRATIONS, steps.NOT_STARTED)
            else:
                self._step(steps.MIGRATIONS, lambda: steps.migrations(self.project, servers))
            if servers.problems:
                self._skip(steps.TESTS, servers.problems[0])
            elif steps.TESTS.name in self.wanted:
                self._tests(servers)

    def _tests(self, servers: Settled) -> None:
        last = 0.0

        def told(tally: Tally) -> None:
            nonlocal last
            if time.monotonic() - last > _PACE:
                last = time.monotonic()
                self.emit(StepProgress("tests", tally.done, tally.total, tally.failed))

        self._step(steps.TESTS, lambda: steps.tests(self.project, servers, told, self.limit))

    def _step(self, plan: steps.Plan, carry_out: Callable[[], Step]) -> Step:
        if plan.name not in self.wanted:
            return Step(plan.name, plan.title, plan.command, "passed")
        self._starting(plan)
        return self._finish(carry_out())

    def _skip(self, plan: steps.Plan, reason: str) -> None:
        if plan.name in self.wanted:
            self._finish(plan.skipped(reason))

    def _starting(self, plan: steps.Plan) -> float:
        self.emit(StepStarted(plan.name, plan.title, plan.command))
        return time.monotonic()

    def _finish(self, step: Step) -> Step:
        self.done.append(step)
        self.emit(StepFinished(steps.cut(step)))
        return step


def _services_step(servers: Settled, seconds: float) -> Step:
    plan = steps.SERVICES
    if servers.problems:
        return Step(plan.name, plan.title, "", "failed", seconds, "; ".join(servers.problems))
    found = [f"{use.name} at {use.detail}" for use in servers.uses if use.source == "settings"]
    started = [f"{use.name} {use.detail}" for use in servers.uses if use.source != "settings"]
    parts = [", ".join(found)] if found else []
    parts += [f"{', '.join(started)} for this run"] if started else []
    summary = "; ".join(parts) or "none is needed"
    return Step(plan.name, plan.title, "", "passed", seconds, summary)


def _long(passwords: frozenset[str]) -> tuple[str, ...]:
    """Passwords that stand in no innocent place."""
    return tuple(p for p in passwords if len(p) >= 8 and not p.isalpha())
