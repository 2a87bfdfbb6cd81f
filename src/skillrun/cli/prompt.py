"""`skillrun prompt`: what would be sent to a model."""

import sys
from typing import Annotated

import typer

from skillrun.cli import options
from skillrun.cli.streams import write


def prompt(
    request: Annotated[
        str | None,
        typer.Argument(metavar="[REQUEST]", help="Also show the request and what goes with it."),
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
) -> None:
    """Print the system prompt, and with a REQUEST the whole conversation that would be sent."""
    from skillrun.cli.files import read_request
    from skillrun.cli.job import chosen_skill
    from skillrun.cli.jsonio import print_object
    from skillrun.engine.opening import open_conversation
    from skillrun.project.context import collect
    from skillrun.skills.composing import rules_of

    loaded = chosen_skill(skill, beside, workspace)
    rules = rules_of(loaded).select(options.codes(select), options.codes(ignore))
    wanted = read_request(request) if request is not None else ""
    context = collect(workspace, wanted, file) if wanted else None
    messages = open_conversation(loaded, rules, wanted, context, frozen=frozen, minimal=minimal)
    if output is not options.Format.TEXT:
        print_object({"messages": [{"role": m.role, "content": m.content} for m in messages]})
        return
    if context is None:
        write(sys.stdout, messages[0].content)
        return
    for message in messages:
        write(sys.stdout, f"=== {message.role} ===\n{message.content}\n")
    for shown in context.files:
        write(sys.stderr, f"shown: {shown.path} ({shown.why})\n")
    for path in context.left_out:
        write(sys.stderr, f"left out, over the budget: {path}\n")
    write(sys.stderr, f"about {context.tokens} tokens of project files\n")
