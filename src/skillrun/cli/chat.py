"""`skillrun chat`: many requests, one session."""

import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import typer

from skillrun.cli import options
from skillrun.cli.afterwards import afterwards
from skillrun.cli.asking import someone
from skillrun.cli.configuration import deciding_keys, environment
from skillrun.cli.front import Front
from skillrun.cli.job import make_job
from skillrun.cli.options import Color, Format, Operations

if TYPE_CHECKING:
    from skillrun.engine.job import Job
    from skillrun.providers.base import Usage

_LEAVE = {"/quit", "/exit"}
_RECOMMENDED = "/recommended"
_COMMAND = re.compile(r"/\w+")
_HOW = "A request a line; Ctrl-C ends a turn, /quit or Ctrl-D the chat."


def chat(
    context: typer.Context,
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
    """Ask for one change after the other; the model is told what came before.

    Ctrl-C ends a turn, Ctrl-D or /quit the chat. With no terminal, each line of standard input is
    a request. /recommended asks for what the last answer recommended. The ceilings hold for the
    whole chat.
    """
    from skillrun.engine.events import Report
    from skillrun.engine.memory import recall, remember
    from skillrun.engine.run import ask
    from skillrun.providers.select import open_provider

    front = Front(output, color, quiet=quiet, verbose=verbose)
    job = make_job(
        "",
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
        **afterwards(
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
        ),
    )
    front.decided(deciding_keys(context, workspace))
    env = environment(context, workspace)
    chosen = open_provider(model, base_url=base_url, timeout=timeout, env=env)
    if sys.stdin.isatty() and not quiet:
        front.console.paragraph(chosen.why, "bold")
        front.console.paragraph(_HOW, "dim")
    turns: list[str] = []
    asked: tuple[str, ...] = ()
    report = Report("planned", 0)
    failed = 0
    for said in _requests():
        request = report.recommendations or "" if said == _RECOMMENDED else said
        if not request or (_COMMAND.fullmatch(said) and said != _RECOMMENDED):
            front.console.paragraph(_refusal(said), "yellow")
            continue
        turn = replace(
            _left(job, report.usage), request=request, earlier=recall(turns), asked=asked
        )
        job = replace(job, max_tokens=turn.max_tokens, max_cost=turn.max_cost)
        person = someone(front.console, yes=yes, operations=operations)
        report = front.conduct(
            partial(ask, turn, chosen.provider, chosen.why, person, front.observe)
        )
        turns.append(remember(request, report))
        asked = (*asked, request)
        failed = report.exit_code or failed
    # A person has seen how each turn ended; a script sees this alone.
    raise typer.Exit(report.exit_code if sys.stdin.isatty() else failed)


def _refusal(said: str) -> str:
    """Say why a line is not sent to the model."""
    if said == _RECOMMENDED:
        return "The last answer recommended nothing."
    return (
        f"There is no {said}. There are {_RECOMMENDED} and /quit; all else is a request in words."
    )


def _requests() -> Iterator[str]:
    """Yield what is asked, up to the one that ends the chat."""
    for line in _typed() if sys.stdin.isatty() else sys.stdin:
        said = line.strip()
        if said in _LEAVE:
            return
        if said:
            yield said


def _typed() -> Iterator[str]:
    """Yield lines from a prompt; Ctrl-C drops the line, Ctrl-D is the end."""
    with suppress(ImportError):
        import readline  # gives the prompt its line editing and history

        # What is pasted is one request, however many lines it has: each would cost money.
        readline.parse_and_bind("set enable-bracketed-paste on")
    while True:
        try:
            yield input("\n› ")
        except EOFError:
            return
        except KeyboardInterrupt:
            continue


def _left(job: "Job", used: "Usage") -> "Job":
    """Take what a turn used from the ceilings: they hold for the whole chat."""
    tokens, cost = job.max_tokens, job.max_cost
    if tokens is not None:
        tokens = max(tokens - used.input_tokens - used.output_tokens, 0)
    if cost is not None:
        cost = max(cost - (used.cost_usd or 0.0), 0.0)
    return replace(job, max_tokens=tokens, max_cost=cost)
