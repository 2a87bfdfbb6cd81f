"""`skillrun verify`: the real tools on the workspace."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from skillrun.cli import options
from skillrun.cli.configuration import read_workspace_layer
from skillrun.cli.console import Console, wants_color
from skillrun.errors import UsageError

if TYPE_CHECKING:
    from skillrun.gate.model import GateEvent, VerifyReport
    from skillrun.workspace.sandbox import NoSandbox, Sandbox


def verify(
    context: typer.Context,
    workspace: options.WorkspaceOption = options.HERE,
    services: options.ServicesOption = options.Services.AUTO,
    sandbox: options.SandboxOption = options.SandboxUse.AUTO,
    time_limit: options.TimeLimitOption = 1800.0,
    yes: options.YesOption = False,
    output: options.FormatOption = options.Format.TEXT,
    color: options.ColorOption = options.Color.AUTO,
    quiet: options.QuietOption = False,
) -> None:
    """Run the real tools: dependencies, Ruff, Django's checks, migrations, tests with coverage.

    Exit 5 when one of them fails or could not be run.
    """
    from skillrun.cli.gatescreen import GateScreen
    from skillrun.cli.jsonio import (
        FAILED_VERIFICATION,
        print_gate_event,
        print_object,
        verification_object,
    )
    from skillrun.gate.project import check_project
    from skillrun.gate.verifying import verify as run

    check_project(workspace)
    told = Console(sys.stderr, color=wants_color(color, sys.stderr))
    found = sandbox_for(context, workspace, told, sandbox, yes=yes)
    screen = GateScreen(told, live=told.color and sys.stderr.isatty())

    def emit(event: "GateEvent") -> None:
        if output is options.Format.JSONL:
            print_gate_event(event)
        elif not quiet:
            screen(event)

    try:
        report = run(workspace, sandbox=found, services=services.value, limit=time_limit, emit=emit)
    except KeyboardInterrupt:
        screen.close()
        told.line()
        told.line("Interrupted: what was started is ended and removed.", "yellow")
        if output is not options.Format.TEXT:
            print_object({"ok": False, "status": "interrupted", "exit_code": 130})
        raise typer.Exit(130) from None
    finally:
        screen.close()
    if output is options.Format.TEXT:
        print_report(report, Console(sys.stdout, color=wants_color(color, sys.stdout)), quiet=quiet)
    else:
        print_object(verification_object(report))
    raise typer.Exit(0 if report.ok else FAILED_VERIFICATION)


def sandbox_for(
    context: typer.Context,
    workspace: Path,
    console: Console,
    use: options.SandboxUse,
    *,
    yes: bool,
) -> "Sandbox | None":
    """Find the sandbox that the flags of a command ask for.

    Args:
        context: The command's context: a repository's own file frees nothing.
        workspace: The workspace's folder.
        console: Where a question is asked.
        use: The value of `--sandbox`.
        yes: The value of `--yes`.

    Returns:
        The sandbox; None to run without.

    Raises:
        UsageError: If there is none, and nobody to ask or the answer is no.
    """
    if use is options.SandboxUse.OFF and is_own(context, "sandbox", workspace):
        return None
    return chosen_sandbox(workspace, console, yes=_yes(context, workspace, yes))


def chosen_sandbox(workspace: Path, console: Console, *, yes: bool) -> "Sandbox | None":
    """Find the sandbox for a workspace; where there is none, have a person decide.

    Args:
        workspace: The workspace's folder.
        console: Where the question is asked.
        yes: `--yes` was given by the person: the code is run all the same.

    Returns:
        The sandbox; None to run without.

    Raises:
        UsageError: If there is none, and nobody to ask or the answer is no.
    """
    from skillrun.workspace.sandbox import Sandbox, find_sandbox

    found = find_sandbox(workspace)
    if isinstance(found, Sandbox):
        return found
    console.paragraph(f"There is no sandbox: {found.reason}.", "yellow")
    if yes:
        console.paragraph(
            "The project's code runs with your own rights, as --yes allows.", "yellow"
        )
        return None
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise _refused(found)
    if found.mend:
        console.line(f"  {found.mend}", "cyan")
    try:
        question = "The project's code would run with your own rights. Run it all the same?"
        if typer.confirm(question, default=False, err=True):
            return None
    except typer.Abort:
        raise KeyboardInterrupt from None
    raise _refused(found)


def _refused(found: "NoSandbox") -> UsageError:
    mend = f"{found.mend} — or: " if found.mend else ""
    return UsageError(
        f"Nothing was run: there is no sandbox, {found.reason}.",
        advice=f"{mend}--sandbox off (or --yes) runs the project's code with your own rights.",
    )


def _yes(context: typer.Context, workspace: Path, given: bool) -> bool:
    return given and is_own(context, "yes", workspace)


def is_own(context: typer.Context, flag: str, workspace: Path) -> bool:
    """Tell whether a flag is the person's: a repository does not free its own code."""
    source = context.get_parameter_source(flag)
    is_file = source is not None and source.name == "DEFAULT_MAP"
    return not is_file or flag not in read_workspace_layer(workspace)


def print_report(report: "VerifyReport", console: Console, *, quiet: bool = False) -> None:
    """Say what was wrong, and how it ended.

    Args:
        report: The verification.
        console: Where to.
        quiet: Say nothing where all is well.
    """
    from skillrun.cli.gatescreen import print_faults

    failed = [step for step in report.steps if step.status == "failed"]
    for step in failed:
        console.line()
        print_faults(step, console)
    if failed:
        console.line()
    names = ", ".join(step.name for step in failed if not step.is_old)
    old = ", ".join(step.name for step in failed if step.is_old)
    as_before = f"; as before the run: {old}" if old else ""
    skipped = [step.name for step in report.steps if step.status == "skipped"]
    left = f"; not run: {', '.join(skipped)}" if skipped else ""
    if report.ok and not quiet:
        console.line(f"Verified in {report.seconds:.1f} s: every step passed.", "bold", "green")
    elif report.nothing_new and not report.ok:
        line = f"Not verified, but nothing fails that did not before the run: {old}."
        console.paragraph(line, "bold", "yellow")
    elif not report.ok:
        if report.uncompared:
            told = f"It cannot be told what failed before the run: {report.uncompared}"
            console.paragraph(told, "yellow")
        said = f"{names} failed" if names else "not every step was run"
        console.paragraph(f"Not verified: {said}{as_before}{left}.", "bold", "red")
