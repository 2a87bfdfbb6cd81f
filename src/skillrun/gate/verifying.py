"""A verification, start to end: every real tool on a workspace, one after the other."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType

from skillrun.gate import steps
from skillrun.gate.folder import own_folder
from skillrun.gate.model import (
    Observer,
    Services,
    ServiceUse,
    Step,
    StepFinished,
    StepProgress,
    StepStarted,
    VerifyReport,
    VerifyStarted,
)
from skillrun.gate.project import Project, check_project, open_project
from skillrun.gate.results import Tally
from skillrun.gate.services import Settled, ask_settings, settled
from skillrun.workspace.running import TIME_LIMIT
from skillrun.workspace.sandbox import Sandbox

_PACE = 0.2


def verify(
    root: Path,
    *,
    sandbox: Sandbox | None,
    services: Services = "auto",
    limit: float = TIME_LIMIT,
    emit: Observer = lambda _event: None,
    env: Mapping[str, str] = os.environ,
) -> VerifyReport:
    """Run the real tools on a workspace.

    Nothing of the workspace is changed but what its own tests change, and a missing `uv.lock`.
    Servers and folders of the run are gone when it returns or raises, also by SIGTERM.

    Args:
        root: The workspace.
        sandbox: What the project's code runs in (`find_sandbox`); None to run it with the
            person's own rights, which only the person may decide.
        services: Where PostgreSQL and Redis come from: `auto`, `embedded` or `off`.
        limit: Seconds for the tests.
        emit: Who listens.
        env: The environment of this process.

    Returns:
        What the tools said. It is `ok` only where every step ran and passed.

    Raises:
        UsageError: If the workspace is no project that can be verified.
        KeyboardInterrupt: By Ctrl-C or SIGTERM.
    """
    check_project(root)
    started = time.monotonic()
    with _ended_by_signals(), own_folder() as folder:
        project = open_project(root, sandbox, env, folder)
        name = "bubblewrap" if sandbox else ""
        emit(VerifyStarted(str(project.root), name, tuple(plan.name for plan in steps.PLANS)))
        run = _Run(project, services, limit, emit)
        run.all_steps()
    done = tuple(run.done)
    ok = all(step.status == "passed" for step in done)
    return VerifyReport(ok, done, run.uses, name, time.monotonic() - started)


class _Run:
    """The steps, and what one leaves for the next."""

    def __init__(self, project: Project, services: Services, limit: float, emit: Observer) -> None:
        self.project = project
        self.services = services
        self.limit = limit
        self.emit = emit
        self.done: list[Step] = []
        self.uses: tuple[ServiceUse, ...] = ()

    def all_steps(self) -> None:
        """Run what can be run, and say why of the rest."""
        installed = self._step(steps.DEPENDENCIES, lambda: steps.dependencies(self.project))
        self._step(steps.LINT, lambda: steps.lint(self.project))
        self._step(steps.FORMAT, lambda: steps.formatted(self.project))
        if installed.status == "passed":
            self._with_code()
            return
        for plan in (steps.SERVICES, steps.CHECK, steps.MIGRATIONS, steps.TESTS):
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
            else:
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
        self._starting(plan)
        return self._finish(carry_out())

    def _skip(self, plan: steps.Plan, reason: str) -> None:
        self._finish(plan.skipped(reason))

    def _starting(self, plan: steps.Plan) -> float:
        self.emit(StepStarted(plan.name, plan.title, plan.command))
        return time.monotonic()

    def _finish(self, step: Step) -> Step:
        self.done.append(step)
        self.emit(StepFinished(step))
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


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and a closed terminal end a run the way Ctrl-C does: nothing is left behind."""
    if threading.current_thread() is not threading.main_thread() or sys.platform == "win32":
        yield
        return

    def end(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    names = (signal.SIGTERM, signal.SIGHUP)
    before = {name: signal.signal(name, end) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
