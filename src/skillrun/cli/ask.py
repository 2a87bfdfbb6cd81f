"""`skillrun ask` and `skillrun apply`: a request, or a saved answer, until files are written."""

from typing import TYPE_CHECKING, Annotated

import typer

from skillrun.cli import options
from skillrun.cli.asking import someone
from skillrun.cli.configuration import deciding_keys, environment
from skillrun.cli.files import read_answers, read_request
from skillrun.cli.front import Front
from skillrun.cli.job import make_job
from skillrun.cli.options import Color, Format, Operations

if TYPE_CHECKING:
    from skillrun.engine.events import Report


def ask(
    context: typer.Context,
    request: Annotated[
        str, typer.Argument(metavar="REQUEST", help="What to do; `-` reads it from standard input.")
    ],
    workspace: options.WorkspaceOption = options.HERE,
    model: options.ModelOption = None,
    base_url: options.BaseUrlOption = None,
    skill: options.SkillOption = None,
    beside: options.WithOption = [],
    file: options.FileOption = [],
    dry_run: options.DryRunOption = False,
    yes: options.YesOption = False,
    operations: options.OperationsOption = Operations.ASK,
    max_repairs: options.MaxRepairsOption = 3,
    max_parts: options.MaxPartsOption = 20,
    max_tokens: options.MaxTokensOption = None,
    max_cost: options.MaxCostOption = None,
    timeout: options.TimeoutOption = 120.0,
    minimal: options.MinimalOption = False,
    frozen: options.FrozenOption = False,
    approve: options.ApproveOption = [],
    select: options.SelectOption = [],
    ignore: options.IgnoreOption = [],
    output: options.FormatOption = Format.TEXT,
    color: options.ColorOption = Color.AUTO,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
) -> None:
    """Ask for a change: prompt, model, check, repair, show, write."""
    front = Front(output, color, quiet=quiet, verbose=verbose)

    def start() -> "Report":
        from skillrun.engine.run import ask as run
        from skillrun.providers.select import open_provider

        job = make_job(
            read_request(request),
            workspace,
            skill,
            select,
            ignore,
            beside=beside,
            files=tuple(file),
            minimal=minimal,
            frozen=frozen,
            approved=options.approvals(approve),
            max_repairs=max_repairs,
            max_parts=max_parts,
            max_tokens=max_tokens,
            max_cost=max_cost,
            operations=operations is not Operations.NEVER,
            dry_run=dry_run,
        )
        front.decided(deciding_keys(context, workspace))
        env = environment(context, workspace)
        chosen = open_provider(model, base_url=base_url, timeout=timeout, env=env)
        person = someone(front.console, yes=yes, operations=operations)
        return run(job, chosen.provider, chosen.why, person, front.observe)

    raise typer.Exit(front.conduct(start).exit_code)


def apply(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...", help="A saved answer, or the parts of one; `-` for standard input."
        ),
    ],
    workspace: options.WorkspaceOption = options.HERE,
    request: options.RequestOption = "",
    skill: options.SkillOption = None,
    beside: options.WithOption = [],
    dry_run: options.DryRunOption = False,
    yes: options.YesOption = False,
    operations: options.OperationsOption = Operations.ASK,
    select: options.SelectOption = [],
    ignore: options.IgnoreOption = [],
    output: options.FormatOption = Format.TEXT,
    color: options.ColorOption = Color.AUTO,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
) -> None:
    """Check a saved answer and write it, as `ask` would."""
    front = Front(output, color, quiet=quiet, verbose=verbose)

    def start() -> "Report":
        from skillrun.engine.run import apply as run

        texts = read_answers(files)
        job = make_job(
            request,
            workspace,
            skill,
            select,
            ignore,
            beside=beside,
            operations=operations is not Operations.NEVER,
            dry_run=dry_run,
        )
        person = someone(front.console, yes=yes, operations=operations)
        names = ["answer.md" if name == "-" else name for name in files]
        return run(job, texts, names, person, front.observe)

    raise typer.Exit(front.conduct(start).exit_code)
