"""`skillrun ask` and `skillrun apply`: a request, or a saved answer, until files are written."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillrun.cli import options
from skillrun.cli.afterwards import afterwards
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
    ] = "",
    workspace: options.WorkspaceOption = options.HERE,
    model: options.ModelOption = None,
    base_url: options.BaseUrlOption = None,
    skill: options.SkillOption = None,
    beside: options.WithOption = [],
    file: options.FileOption = [],
    recommended: Annotated[
        str,
        typer.Option(
            "--recommended",
            metavar="SESSION",
            help="Ask for what a session's answer recommended; `last` is the newest that did.",
        ),
    ] = "",
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
    verify: options.VerifyOption = False,
    commit: options.CommitOption = False,
    services: options.ServicesOption = options.Services.AUTO,
    sandbox: options.SandboxOption = options.SandboxUse.AUTO,
    time_limit: options.TimeLimitOption = 1800.0,
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

        after = afterwards(
            context,
            front,
            workspace,
            verify=verify,
            commit=commit,
            services=services,
            sandbox=sandbox,
            time_limit=time_limit,
            yes=yes,
            dry_run=dry_run,
        )
        job = make_job(
            _wanted(request, recommended, workspace),
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
            **after,
        )
        front.decided(deciding_keys(context, workspace))
        env = environment(context, workspace)
        chosen = open_provider(model, base_url=base_url, timeout=timeout, env=env)
        person = someone(front.console, yes=yes, operations=operations)
        return run(job, chosen.provider, chosen.why, person, front.observe)

    raise typer.Exit(front.conduct(start).exit_code)


def apply(
    context: typer.Context,
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE", help="A saved answer, or the parts of one; `-` for standard input."
        ),
    ],
    workspace: options.WorkspaceOption = options.HERE,
    request: options.RequestOption = "",
    skill: options.SkillOption = None,
    beside: options.WithOption = [],
    minimal: options.MinimalOption = False,
    frozen: options.FrozenOption = False,
    approve: options.ApproveOption = [],
    verify: options.VerifyOption = False,
    commit: options.CommitOption = False,
    services: options.ServicesOption = options.Services.AUTO,
    sandbox: options.SandboxOption = options.SandboxUse.AUTO,
    time_limit: options.TimeLimitOption = 1800.0,
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
        after = afterwards(
            context,
            front,
            workspace,
            verify=verify,
            commit=commit,
            services=services,
            sandbox=sandbox,
            time_limit=time_limit,
            yes=yes,
            dry_run=dry_run,
        )
        job = make_job(
            request,
            workspace,
            skill,
            select,
            ignore,
            beside=beside,
            minimal=minimal,
            frozen=frozen,
            approved=options.approvals(approve),
            operations=operations is not Operations.NEVER,
            dry_run=dry_run,
            **after,
        )
        front.decided(deciding_keys(context, workspace))
        person = someone(front.console, yes=yes, operations=operations)
        names = ["answer.md" if name == "-" else name for name in files]
        return run(job, texts, names, person, front.observe)

    raise typer.Exit(front.conduct(start).exit_code)


def _wanted(request: str, recommended: str, workspace: Path) -> str:
    """What is asked: the request, and what a session's answer recommended."""
    if not recommended:
        return read_request(request)
    from skillrun.machine.folders import data_folder
    from skillrun.sessions.history import History, recommendations_of

    session = None if recommended == "last" else recommended
    found = recommendations_of(History(data_folder()), workspace, session)
    return f"{read_request(request)}\n\n{found}" if request else found
