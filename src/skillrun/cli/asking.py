"""Who answers the engine's questions: a person at a terminal, or nobody."""

import shutil
import sys
from collections import Counter
from textwrap import wrap
from typing import TYPE_CHECKING

import typer

from skillrun.cli.console import Console, plural, size
from skillrun.cli.options import Operations
from skillrun.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from skillrun.protocol.answer import Split
    from skillrun.rules.model import Violation
    from skillrun.workspace.commands.operations import PlannedOperation
    from skillrun.workspace.plan import Change


_MOST_NAMES = 20
_YES = frozenset({"y", "yes"})
_NO = frozenset({"n", "no"})
_LOOK = frozenset({"d", "v", "diff", "view"})


class Batch:
    """Nobody is there, or `--yes` was given: questions are answered by flags alone.

    Args:
        yes: `--yes` was given.
        operations: `--operations`.
    """

    def __init__(self, *, yes: bool, operations: Operations) -> None:
        self.yes = yes
        self.operations = operations

    def continue_split(self, split: "Split") -> bool:
        """Go on only with `--yes`."""
        if not self.yes:
            raise UsageError(
                f"The answer comes in parts, and after part {split.part} there is no terminal "
                "to ask on whether to go on.",
                advice="Give --yes to go on with every part.",
            )
        return True

    def approve(self, violations: "Sequence[Violation]") -> frozenset[str]:  # noqa: ARG002
        """Allow nothing: `--approve` has named what is allowed, and `--yes` never does."""
        return frozenset()

    def write(self, changes: "Sequence[Change]") -> bool:
        """New files are what was asked for; changing existing ones needs `--yes`."""
        modified = [c.path for c in changes if c.action == "modify"]
        if modified and not self.yes:
            raise UsageError(
                f"{plural(len(modified), 'existing file')} would change and there is no terminal "
                f"to ask on: {', '.join(modified[:5])}{' …' if len(modified) > 5 else ''}.",
                advice="Look at the changes with --dry-run; give --yes to write them.",
            )
        return True

    def run(self, operations: "Sequence[PlannedOperation]") -> bool:
        """Run commands with `--yes` or `--operations allow`."""
        return bool(operations) and (self.yes or self.operations is Operations.ALLOW)


class Terminal:
    """A person at a terminal is asked.

    Args:
        console: Where questions and diffs are shown.
        operations: `--operations`.
    """

    def __init__(self, console: Console, *, operations: Operations) -> None:
        self.console = console
        self.operations = operations

    def continue_split(self, split: "Split") -> bool:
        """Ask whether to go on with the next part."""
        left = plural(len(split.remaining), "file")
        return self._ask(f"Part {split.part} is here, {left} to come. Go on?")

    def approve(self, violations: "Sequence[Violation]") -> frozenset[str]:
        """Ask about each change: what, where, and why it is outside the request."""
        from skillrun.engine.approving import approval, told

        self.console.line()
        self.console.line("The answer goes beyond the request:", "bold", "yellow")
        granted = set()
        for violation in violations:
            place = f"{violation.path}:{violation.line}"
            head = self.console.style(f"{violation.code} {violation.target}", "yellow")
            self.console.row(f"  {head}", self.console.style(place, "dim"))
            room = max(shutil.get_terminal_size().columns - 4, 20)
            for line in wrap(told(violation), room, break_on_hyphens=False):
                self.console.line(f"    {line}")
            if self._ask(f"  Allow {approval(violation)}?", default=False):
                granted.add(approval(violation))
        return frozenset(granted)

    def write(self, changes: "Sequence[Change]") -> bool:
        """Show the diffs of existing files and the names of new ones, and ask."""
        from skillrun.cli.paging import page, print_changes

        modified = [c for c in changes if c.action == "modify"]
        new = [c for c in changes if c.action == "create"]
        print_changes(self.console, modified)
        for name, what in _names(new):
            self.console.line(f"  new  {name}  {what}")
        counts = [plural(len(new), "new file")] if new else []
        counts += [plural(len(modified), "changed file")] if modified else []
        question = f"Write {' and '.join(counts)}? [Y/n, d to look first]"
        while (reply := self._reply(question)) not in _YES | _NO:
            if reply in _LOOK:
                page(self.console, changes)
            else:
                self.console.line("Answer y to write, n to write nothing, d to look first.")
        return reply in _YES

    def run(self, operations: "Sequence[PlannedOperation]") -> bool:
        """List the commands and ask, unless `--operations allow`."""
        if missing := unconfined(operations):
            self.console.paragraph(f"There is no sandbox: {missing}.", "yellow")
            self.console.line("The project's code runs with your own rights.", "yellow")
        if self.operations is Operations.ALLOW:
            return True
        self.console.line()
        for operation in operations:
            self.console.line(f"  {operation.command}", "cyan")
        return self._ask(f"Run {'this command' if len(operations) == 1 else 'these commands'}?")

    def _reply(self, question: str) -> str:
        try:
            reply: str = typer.prompt(question, default="y", show_default=False, err=True)
        except typer.Abort:
            raise KeyboardInterrupt from None
        return reply.strip().lower()

    def _ask(self, question: str, *, default: bool = True) -> bool:
        try:
            return typer.confirm(question, default=default, err=True)
        except typer.Abort:
            # Ctrl-C at a question means what it means everywhere else.
            raise KeyboardInterrupt from None


def _names(changes: "Sequence[Change]") -> "Iterator[tuple[str, str]]":
    """Name changes with their sizes; where there are many, the folders that they lie in."""
    if len(changes) <= _MOST_NAMES:
        yield from ((change.path, size(len(change.content))) for change in changes)
        return
    folders = Counter("/".join(change.path.split("/")[:-1][:2]) or "." for change in changes)
    for folder, count in sorted(folders.items()):
        yield f"{folder}/", plural(count, "file")


def unconfined(operations: "Sequence[PlannedOperation]") -> str:
    """Say why commands would run the project's code without a sandbox; empty where they do not.

    Args:
        operations: The commands.
    """
    from skillrun.workspace.sandbox import NoSandbox, machine_sandbox

    if not any(operation.argv[:2] == ("uv", "run") for operation in operations):
        return ""
    found = machine_sandbox()
    return found.reason if isinstance(found, NoSandbox) else ""


def someone(console: Console, *, yes: bool, operations: Operations) -> Batch | Terminal:
    """Find out who is there to be asked."""
    if yes or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return Batch(yes=yes, operations=operations)
    return Terminal(console, operations=operations)
