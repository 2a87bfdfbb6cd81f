"""`skillrun prompt`: what would be sent to a model."""

import sys
from typing import Annotated

import typer

from skillrun.cli import options
from skillrun.cli.console import Console, wants_color
from skillrun.cli.streams import write


def prompt(
    request: Annotated[
        str | None,
        typer.Argument(metavar="REQUEST", help="Also show the request and what goes with it."),
    ] = None,
    workspace: options.WorkspaceOption = options.HERE,
    skill: options.SkillOption = None,
    beside: options.WithOption = [],
    file: options.FileOption = [],
    minimal: options.MinimalOption = False,
    frozen: options.FrozenOption = False,
    select: options.SelectOption = [],
    ignore: options.IgnoreOption = [],
    output: options.FormatOption = options.Format.TEXT,
    color: options.ColorOption = options.Color.AUTO,
    quiet: options.QuietOption = False,
) -> None:
    """Print the system prompt, and with a REQUEST the whole conversation that would be sent.

    What of the project is shown, and why, is told on standard error.
    """
    from skillrun.cli.files import read_request
    from skillrun.cli.jsonio import print_object
    from skillrun.cli.shown import choice_object, print_choice
    from skillrun.cli.standard import load_standard
    from skillrun.engine.opening import open_conversation
    from skillrun.project.context import collect

    standard = load_standard(workspace, skill, beside, select, ignore)
    wanted = read_request(request) if request is not None else ""
    context = collect(workspace, wanted, file) if wanted else None
    messages = open_conversation(
        standard.skill,
        standard.rules,
        wanted,
        context,
        frozen=frozen,
        minimal=minimal,
        root=workspace,
        settings=standard.settings,
    )
    if output is not options.Format.TEXT:
        told = {"context": choice_object(context, messages)} if context else {}
        sent = [{"role": m.role, "content": m.content} for m in messages]
        print_object({"messages": sent, **told})
    elif context is None:
        write(sys.stdout, messages[0].content)
    else:
        for message in messages:
            write(sys.stdout, f"=== {message.role} ===\n{message.content}\n")
        if not quiet:
            console = Console(sys.stderr, color=wants_color(color, sys.stderr))
            print_choice(console, context, messages)
