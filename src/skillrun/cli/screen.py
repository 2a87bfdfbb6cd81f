"""A run as a person sees it: the plan as it streams, files as they complete, what was run.

Progress goes to standard error, so that standard output holds only the result.
"""

import re
import shutil
import textwrap
from collections import Counter
from typing import TYPE_CHECKING, Any

from skillrun.cli.console import Console, plural, printable, size
from skillrun.engine import events
from skillrun.rules.model import Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.status import Status

_MARKS = {
    "run": ("✓", "green"),
    "done": ("·", "dim"),
    "skipped": ("–", "yellow"),
    "refused": ("✗", "red"),
    "failed": ("✗", "red"),
}
GUESSED = (
    "The request names nothing of the project that is known: name a model, a view or a file in it, "
    "or put one before the model with --file PATH."
)
_WIDEST_PATH = 52
_NOTES = {"done": "nothing left to do", "skipped": "left to you", "refused": "refused"}


class Screen:
    """Turns events into lines, with a spinner for what is under way where there is a terminal.

    Args:
        console: Where lines go.
        live: Show a spinner.
        verbose: Also tell about requests and the output of commands.
    """

    def __init__(self, console: Console, *, live: bool, verbose: bool) -> None:
        self.console = console
        self.live = live
        self.verbose = verbose
        self._status: Status | None = None
        self._in_reasoning = False
        self._views: dict[type, Callable[[Any], None]] = {
            events.RunStarted: self._started,
            events.TurnStarted: self._turn,
            events.Waiting: self._waiting,
            events.Reasoning: self._reasoning,
            events.FileStarted: lambda event: self._busy(f"{event.path} …"),
            events.FileFinished: self._file,
            events.TurnStopped: self._stopped,
            events.Mended: self._mended,
            events.Checked: self._checked,
            events.Decided: self._decided,
            events.OperationStarted: lambda event: self._busy(event.command),
            events.OperationFinished: self._operation,
            events.FilesWritten: self._written,
        }

    def __call__(self, event: events.Event) -> None:
        """Show an event."""
        self._views[type(event)](event)

    def close(self) -> None:
        """Take the spinner away."""
        if self._status is not None:
            self._status.stop()
            self._status = None

    def _started(self, event: events.RunStarted) -> None:
        style = self.console.style
        self.console.beside(style("skillrun", "bold"), 9, event.why)
        self.console.paragraph(f"skill {event.skill} · workspace {event.workspace}", "dim")
        if event.shown:
            few = event.shown if self.verbose else event.shown[:6]
            more = len(event.shown) - len(few)
            named = ", ".join(few) + (f" and {plural(more, 'file')} more" if more else "")
            self.console.paragraph(f"showing the model {named}", "dim")
        if event.guessed:
            self.console.paragraph(GUESSED, "yellow")

    def _turn(self, event: events.TurnStarted) -> None:
        if event.purpose == "repair":
            self._line("Asking the model to mend only what is wrong", "bold")
        if event.purpose == "verify":
            self._line("Asking the model to mend what the tools found", "bold")
        self._busy("waiting for the model" if event.number == 1 else f"request {event.number}")

    def _waiting(self, event: events.Waiting) -> None:
        self._line(f"  {event.reason}; trying again in {event.delay:.0f} s", "yellow")

    def _mended(self, event: events.Mended) -> None:
        codes = sorted({v.code for v in event.violations})
        self._line(f"Mended without the model: {', '.join(codes)}", "dim")

    def _written(self, event: events.FilesWritten) -> None:
        if not event.files:
            return
        count = plural(event.files, "file")
        self._line(f"Wrote {count}, {size(event.bytes)}, in {event.seconds:.2f} s", "green")

    def _reasoning(self, event: events.Reasoning) -> None:
        if not self._in_reasoning:
            self._line()
        self._in_reasoning = True
        for line in event.text.splitlines():
            for row in self._wrapped(line):
                self._line(f"  {row}", "dim")

    def _wrapped(self, line: str) -> list[str]:
        """Fold a line of prose to the terminal; what goes elsewhere keeps its lines."""
        if not self.live:
            return [line]
        bullet = re.match(r"\s*(?:[-*•]|\d+\.)?\s*", line)
        hang = " " * bullet.end() if bullet else ""
        width = max(shutil.get_terminal_size().columns - 4, 20)
        return textwrap.wrap(line, width, subsequent_indent=hang, break_long_words=False) or [""]

    def _file(self, event: events.FileFinished) -> None:
        if self._in_reasoning:
            self._line()
        self._in_reasoning = False
        self.close()
        mark = self.console.style("✓", "green")
        total = self.console.style(f"{size(event.bytes):>9}", "dim")
        # The mark and the size take fourteen columns.
        width = min(_WIDEST_PATH, max((self.console.columns or 80) - 14, 1))
        self.console.row(" ", mark, f"{printable(event.path):<{width}}", total)

    def _stopped(self, event: events.TurnStopped) -> None:
        if event.reason == "split":
            self._line(
                f"  the answer is split: {plural(len(event.remaining), 'file')} to come", "dim"
            )
        else:
            self.close()
            told = f"the turn was cut off ({event.reason}): {event.detail}"
            self.console.beside(" ", 2, told, "yellow")

    def _checked(self, event: events.Checked) -> None:
        self._line()
        what = f"Checked {plural(event.files, 'file')} against {event.rules} rules in {event.seconds:.2f} s"
        broken = sum(v.severity is Severity.ERROR for v in event.violations)
        warned = len(event.violations) - broken
        if not event.violations:
            self._line(f"{what}: clean", "green")
            return
        parts = [plural(broken, "error")] if broken else []
        parts += [plural(warned, "warning")] if warned else []
        self._line(f"{what}: {', '.join(parts)}", "red" if broken else "yellow")
        counts = Counter(f"{v.code} {v.name}" for v in event.violations)
        for rule, count in counts.most_common(12):
            self._line(f"  {rule}{f' ×{count}' if count > 1 else ''}")

    def _decided(self, event: events.Decided) -> None:
        if event.approved:
            self._line(f"Allowed: {', '.join(event.approved)}", "green")
        refused = [target for target in event.asked if target not in event.approved]
        if refused:
            self._line(f"Not asked for and not allowed: {', '.join(refused)}", "yellow")

    def _operation(self, event: events.OperationFinished) -> None:
        self.close()
        if event.status == "done" and not self.verbose:
            return
        mark, style = _MARKS[event.status]
        took = (
            f"{event.seconds:.1f} s" if event.status in {"run", "failed"} else _NOTES[event.status]
        )
        style_ = self.console.style
        self.console.row(" ", style_(mark, style), printable(event.command), style_(took, "dim"))
        if event.output and (event.status in {"failed", "refused"} or self.verbose):
            for line in event.output.splitlines()[-20:]:
                self._line(f"      {line}", "dim")

    def _line(self, text: str = "", *styles: str) -> None:
        self.close()
        self.console.line(text, *styles)

    def _busy(self, text: str) -> None:
        if not self.live:
            return
        self.close()
        from rich.console import Console as RichConsole
        from rich.status import Status
        from rich.text import Text

        terminal = RichConsole(file=self.console.stream)
        self._status = Status(Text(printable(text)), console=terminal)
        self._status.start()
