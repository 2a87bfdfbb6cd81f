"""A verification as a person sees it: a line a step, and what is under way where it can move."""

from typing import TYPE_CHECKING, Any

from skillrun.cli.console import Console, plural, printable
from skillrun.gate.model import (
    ComparisonStarted,
    GateEvent,
    Step,
    StepFinished,
    StepProgress,
    StepStarted,
    VerifyStarted,
)

if TYPE_CHECKING:
    from rich.progress import Progress

_MARKS = {"passed": ("✓", "green"), "failed": ("✗", "red"), "skipped": ("–", "yellow")}


class GateScreen:
    """Turns the events of a verification into lines.

    Args:
        console: Where lines go.
        live: Show what is under way, with the time it takes.
    """

    def __init__(self, console: Console, *, live: bool) -> None:
        self.console = console
        self.live = live
        self._progress: Progress | None = None

    def __call__(self, event: GateEvent) -> None:
        """Show an event."""
        if isinstance(event, VerifyStarted):
            where = f"in {event.sandbox}" if event.sandbox else "without a sandbox"
            line = f"verifying {event.workspace}, its code {where}"
            self.console.line(line, "dim" if event.sandbox else "yellow")
        elif isinstance(event, StepStarted):
            self._busy(event)
        elif isinstance(event, StepProgress):
            self._moved(event)
        elif isinstance(event, StepFinished):
            self._finished(event.step)
        elif isinstance(event, ComparisonStarted):
            self._compared(event)

    def _compared(self, event: ComparisonStarted) -> None:
        what = f"comparing with before the run: {', '.join(event.steps)}"
        if self.live:
            self._busy(StepStarted("comparison", what, ""))
        else:
            self.console.line(f"  … {what}", "dim")

    def close(self) -> None:
        """Take away what moves."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None

    def _busy(self, event: StepStarted) -> None:
        if not self.live:
            return
        self.close()
        from rich.console import Console as RichConsole
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns: list[Any] = [SpinnerColumn(), TextColumn("{task.description}")]
        columns += [BarColumn(bar_width=24)] if event.name == "tests" else []
        columns += [TextColumn("{task.fields[said]}"), TimeElapsedColumn()]
        terminal = RichConsole(file=self.console.stream)
        self._progress = Progress(*columns, console=terminal, transient=True)
        self._progress.add_task(event.title, total=None, said="")
        self._progress.start()

    def _moved(self, event: StepProgress) -> None:
        if self._progress is None:
            return
        failed = f", {event.failed} failed" if event.failed else ""
        task = self._progress.task_ids[0]
        said = f"{event.done}/{event.total}{failed}"
        self._progress.update(task, total=event.total or None, completed=event.done, said=said)

    def _finished(self, step: Step) -> None:
        self.close()
        mark, color = _MARKS[step.status]
        style = self.console.style
        took = "" if step.status == "skipped" else f"{step.seconds:.1f} s"
        summary = printable(step.summary)
        told = f"not run: {summary}" if step.status == "skipped" else summary
        lead = f"  {style(mark, color)} {step.name:<13}"
        if 0 < self.console.columns < len(told.ljust(34)) + len(took) + 20:
            self.console.beside(lead, 18, f"{told}  {took}")
        else:
            self.console.row(lead, f"{told:<34}", style(took, "dim"))


def print_faults(step: Step, console: Console) -> None:
    """Write what is wrong in a step.

    Args:
        step: One that failed.
        console: Where to.
    """
    many = "all" if step.before == len(step.faults) + step.more else str(step.before)
    old = f"; {many} there before the run" if step.before else ""
    color = "yellow" if step.is_old else "red"
    console.line(f"{step.name}: {step.summary}{old}", "bold", color)
    if step.command:
        console.line(f"  $ {step.command}", "dim")
    for fault in step.faults:
        place = printable(f"{fault.path}:{fault.line}" if fault.line else fault.path)
        words = ["before the run" if fault.before else "", place, printable(fault.message)]
        first, *rows = console.folded(" ".join(filter(None, words)), 6)
        console.row(" ", first.replace(place, console.style(place, "cyan"), 1) if place else first)
        for row in rows:
            console.line(f"      {row}")
        for line in fault.detail.splitlines() if not fault.before else ():
            console.line(f"      {line}", "dim")
    if step.more:
        console.line(f"  … and {plural(step.more, 'more fault')}", "dim")
    for line in step.output.splitlines():
        console.line(f"      {line}", "dim")
