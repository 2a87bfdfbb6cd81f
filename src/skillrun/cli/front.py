"""The face of a run: progress while it lasts, its report at the end, in words or in JSON."""

import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from skillrun.cli.console import Console, plural, print_diff, size, wants_color
from skillrun.cli.options import Color, Format
from skillrun.errors import SkillrunError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skillrun.engine.events import Event, Report
    from skillrun.gate.model import GateEvent
    from skillrun.rules.model import Violation
    from skillrun.workspace.conflicts import Conflict

_LONGEST_OUTPUT = 20
_LONGEST_VIEW = 120
_SIDES = {
    **dict.fromkeys("@<|=>", "cyan"),
    "+": "green",
    "-": "red",
}


class Front:
    """Shows a run.

    Args:
        output: How the result is printed.
        color: Whether output is coloured.
        quiet: Show only what went wrong.
        verbose: Show more.
    """

    def __init__(self, output: Format, color: Color, *, quiet: bool, verbose: bool) -> None:
        from skillrun.cli.gatescreen import GateScreen
        from skillrun.cli.screen import Screen

        self.output = output
        self.quiet = quiet
        self.console = Console(sys.stderr, color=wants_color(color, sys.stderr))
        self.result = Console(sys.stdout, color=wants_color(color, sys.stdout))
        live = sys.stderr.isatty() and self.console.color
        self.screen = Screen(self.console, live=live, verbose=verbose)
        self.gate = GateScreen(self.console, live=live)

    def observe(self, event: "Event") -> None:
        """Take an event from the engine."""
        from skillrun.gate.model import GateEvent

        if isinstance(event, GateEvent):
            self._observe_gate(event)
        elif self.output is Format.JSONL:
            from skillrun.cli.jsonio import print_event

            print_event(event)
        elif not self.quiet:
            self.screen(event)

    def _observe_gate(self, event: "GateEvent") -> None:
        """Take an event from a verification."""
        if self.output is Format.JSONL:
            from skillrun.cli.jsonio import print_gate_event

            print_gate_event(event)
        elif not self.quiet:
            self.screen.close()
            self.gate(event)

    def decided(self, keys: "Sequence[str]") -> None:
        """Tell what a repository's own configuration decides, even when quiet."""
        if keys:
            told = ", ".join(keys)
            self.console.paragraph(f"The workspace's own configuration sets {told}.", "yellow")

    def uncommitted(self, paths: "Sequence[str]") -> None:
        """Tell before a model is paid what an answer may not be mixed with."""
        if paths and not self.quiet:
            few = ", ".join(paths[:5]) + (f" and {len(paths) - 5} more" if len(paths) > 5 else "")
            note = f"Not committed yet: {few}. An answer that changes one of these is kept, not written."
            self.console.paragraph(note, "yellow")

    def conduct(self, start: Callable[[], "Report"]) -> "Report":
        """Run, show the report, and return it.

        Args:
            start: Does everything; what it raises before the engine has begun is reported alike.
        """
        from skillrun.engine.events import Report

        try:
            report = start()
        except SkillrunError as error:
            report = Report("failed", error.exit_code, error=error.message, advice=error.advice)
        finally:
            self.screen.close()
            self.gate.close()
        if self.output is Format.TEXT:
            self._print(report)
        else:
            from skillrun.cli.jsonio import print_object, report_object

            print_object(report_object(report))
        return report

    def _print(self, report: "Report") -> None:
        for conflict in report.conflicts:
            self._conflict(conflict)
        if report.error:
            self._error(report)
        if report.status == "rejected":
            self._rejected(report)
        elif report.status in {"written", "planned"}:
            self._done(report)
        self._kept(report)
        if report.verification is not None:
            from skillrun.cli.verify import print_report

            print_report(report.verification, self.result, quiet=self.quiet)
        if report.commit and not self.quiet:
            self.result.line(f"Committed as {report.commit[:10]}.", "green")
        if report.recommendations and not self.quiet:
            self.result.line()
            self.result.line("Recommended, outside the scope of the request:", "bold")
            for line in report.recommendations.splitlines():
                self.result.line(f"  {line}")
        if report.usage.requests and not self.quiet:
            self.result.paragraph(_usage(report), "dim")

    def _kept(self, report: "Report") -> None:
        """Say how an answer that was paid for is written after all."""
        if not report.kept or report.status == "rejected":
            return
        kept = Path(report.kept)
        one = shlex.quote(str(kept))
        files = one if kept.suffix == ".md" else f"{one}/answer-*.md"
        self.result.paragraph(f"The answer is kept. Write it with: skillrun apply {files}")

    def _error(self, report: "Report") -> None:
        if report.status == "interrupted":
            self.console.line()  # the terminal has put ^C into the line
            self.console.paragraph(report.error, "yellow")
            return
        self.console.error(report.error, report.advice)

    def _conflict(self, conflict: "Conflict") -> None:
        """Show a file from three sides; what is very long is left to `--format json`."""
        self.result.line(conflict.path, "bold")
        lines = conflict.view.splitlines()
        for line in lines[:_LONGEST_VIEW]:
            self.result.line(f"  {line}", *filter(None, [_SIDES.get(line[:1])]))
        if len(lines) > _LONGEST_VIEW:
            more = plural(len(lines) - _LONGEST_VIEW, "line")
            self.result.line(f"  … {more} more, all of them with --format json", "dim")
        self.result.line()

    def _rejected(self, report: "Report") -> None:
        from skillrun.engine.approving import approvable, approval

        self.result.line()
        for v in report.violations:
            self._violation(v)
        count = sum(v.severity == "error" for v in report.violations)
        self.result.line(
            f"Rejected: {plural(count, 'error')} left, nothing was written.", "bold", "red"
        )
        allowed = " ".join(
            f"--approve {shlex.quote(approval(v))}" for v in approvable(report.violations)
        )
        if allowed:
            self.result.line(f"What goes beyond the request is allowed with {allowed}")
        self.result.line(f"The answer is kept in {report.kept}")

    def _violation(self, v: "Violation") -> None:
        color = "red" if v.severity == "error" else "yellow"
        first, *rows = self.result.folded(f"{v.path}:{v.line}:{v.column}: {v.code} {v.message}", 2)
        self.result.row(first.replace(f" {v.code}", f" {self.result.style(v.code, color)}", 1))
        for row in rows:
            self.result.line(f"  {row}")

    def _done(self, report: "Report") -> None:
        if self.quiet and report.exit_code == 0:
            return
        created = sum(f.action == "create" for f in report.files)
        modified = len(report.files) - created
        total = size(sum(f.bytes for f in report.files))
        verb = "Would write" if report.status == "planned" else "Written"
        self.result.line()
        gone = f", {len(report.removed)} removed" if report.removed else ""
        done = f"{verb}: {created} new, {modified} changed{gone}, {total}."
        if not (report.files or gone):
            done = "Nothing to write: every file is as the answer has it."
        self.result.line(done, "bold", "green")
        for path in report.removed:
            self.result.line(f"  removed {path}", "yellow")
        if report.status == "planned":
            for file in report.files:
                self.result.line(f"  {file.action:<7} {file.path}")
            for file in report.files:
                print_diff(self.result, file.diff)
        left = [o for o in report.operations if o.status in {"skipped", "refused"}]
        for reason in dict.fromkeys(o.output for o in left):
            self.result.line(f"Left to you{f' ({reason})' if reason else ''}:", "bold")
            for operation in left:
                if operation.output == reason:
                    self.result.line(f"  {operation.command}")
        self._failed(report)

    def _failed(self, report: "Report") -> None:
        for operation in report.operations:
            if operation.status == "failed":
                self.result.line(f"Failed: {operation.command}", "bold", "red")
                for line in operation.output.splitlines()[-_LONGEST_OUTPUT:]:
                    self.result.line(f"  {line}")


def _usage(report: "Report") -> str:
    usage = report.usage
    text = f"{report.model}: {plural(usage.requests, 'request')}"
    if usage.input_tokens or usage.output_tokens:
        cached = f" ({usage.cached_tokens:,} cached)" if usage.cached_tokens else ""
        text += f", {usage.input_tokens:,} tokens in{cached}, {usage.output_tokens:,} out"
    if usage.cost_usd:
        text += f", ${usage.cost_usd:.4f}"
    return f"{text} · session {report.session}"
