"""`skillrun history`: what was asked, what came back and what was written."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from skillrun.cli import options
from skillrun.cli.console import Console, plural, size, wants_color
from skillrun.cli.options import Color, Format
from skillrun.errors import UsageError

if TYPE_CHECKING:
    from skillrun.sessions.history import History
    from skillrun.sessions.records import KeptSession

history = typer.Typer(
    help="List what was asked, what came back and what was written.",
    invoke_without_command=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

EveryOption = Annotated[bool, typer.Option("--all", help="Sessions of every workspace.")]


@history.callback()
def listing(
    context: typer.Context,
    workspace: options.WorkspaceOption = options.HERE,
    every: EveryOption = False,
    output: options.FormatOption = Format.TEXT,
    color: options.ColorOption = Color.AUTO,
) -> None:
    """List what was asked, what came back and what was written; the newest comes last."""
    if context.invoked_subcommand:
        _refuse_unheard(context, context.invoked_subcommand)
        return
    store = _open()
    sessions = tuple(reversed(store.sessions(None if every else workspace)))
    if output is not Format.TEXT:
        from skillrun.cli.history_json import session_object
        from skillrun.cli.jsonio import print_object

        print_object({"sessions": [session_object(one) for one in sessions]})
        return
    _print_table(sessions, color, every=every)


def _refuse_unheard(context: typer.Context, subcommand: str) -> None:
    """Refuse flags before a subcommand: it would forget the sessions of another workspace."""
    for parameter in context.command.params:
        source = context.get_parameter_source(parameter.name)
        if source is not None and source.name == "COMMANDLINE":
            flag = parameter.opts[0]
            raise UsageError(
                f"{flag} stands before `{subcommand}`, which would not hear of it.",
                advice=f"Write it behind: skillrun history {subcommand} {flag} …",
            )


@history.command()
def show(
    session: Annotated[
        str | None,
        typer.Argument(
            metavar="SESSION", help="The newest of the workspace (`last`) unless named."
        ),
    ] = None,
    workspace: options.WorkspaceOption = options.HERE,
    conversation: Annotated[
        bool,
        typer.Option("--conversation", help="Print the messages as `replay:FILE` reads them."),
    ] = False,
    output: options.FormatOption = Format.TEXT,
    color: options.ColorOption = Color.AUTO,
) -> None:
    """Show everything about one session; the beginning or the end of its name is enough."""
    store = _open()
    found = store.find(session, workspace)
    if conversation:
        from skillrun.cli.streams import write

        for line in store.conversation(found):
            write(sys.stdout, line + "\n")
    elif output is not Format.TEXT:
        from skillrun.cli.history_json import whole_session_object
        from skillrun.cli.jsonio import print_object

        print_object(whole_session_object(store, found))
    else:
        from skillrun.cli.history_page import print_page

        print_page(Console(sys.stdout, color=wants_color(color, sys.stdout)), store, found)


@history.command()
def prune(
    context: typer.Context,
    older_than: Annotated[
        float | None,
        typer.Option("--older-than", metavar="DAYS", min=0, help="Sessions older than this go."),
    ] = None,
    keep: Annotated[
        int | None,
        typer.Option("--keep", metavar="N", min=0, help="So many of the newest sessions stay."),
    ] = None,
    workspace: options.WorkspaceOption = options.HERE,
    every: EveryOption = False,
    yes: options.YesOption = False,
    quiet: options.QuietOption = False,
) -> None:
    """Forget old sessions of the workspace, with the copies of files that `undo` would need."""
    from skillrun.cli.verify import is_own
    from skillrun.sessions.pruning import plan_pruning
    from skillrun.sessions.pruning import prune as forget

    if older_than is None and keep is None:
        raise UsageError(
            "What is to be forgotten?", advice="Give --older-than DAYS, --keep N, or both."
        )
    store = _open()
    root = None if every else workspace
    pruning = plan_pruning(store, root=root, older_than=older_than, keep=keep)
    console = Console(sys.stdout, color=wants_color("auto", sys.stdout))
    if not pruning.sessions:
        console.line("Nothing to forget." if every else "Nothing to forget in this workspace.")
        return
    lost = f", {pruning.undoable} of them with a write that could be undone still"
    what = plural(len(pruning.sessions), "session") + (lost if pruning.undoable else "")
    # The sessions are the person's: a project's own file does not give them away.
    if not (yes and is_own(context, "yes", workspace)) and not _agreed(f"Forget {what}?"):
        console.line("Nothing was forgotten.")
        raise typer.Exit(130)
    forget(store, pruning)
    if not quiet:
        console.line(f"Forgot {what}; {size(pruning.freed)} freed.")


def _open() -> "History":
    from skillrun.machine.folders import data_folder
    from skillrun.sessions.history import History

    return History(data_folder())


def _agreed(question: str) -> bool:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            f"{question} There is no terminal to ask on.", advice="Give --yes to do it."
        )
    try:
        return typer.confirm(question, default=False, err=True)
    except typer.Abort:
        raise KeyboardInterrupt from None


_NONE = "–"
_LEAST_REQUEST = 24
_COLORS = {"written": "green", "undone": "green", "taken back": "dim", "planned": "dim"}


def _print_table(sessions: "tuple[KeptSession, ...]", color: Color, *, every: bool) -> None:
    from skillrun.cli.telling import ago, cost, one_line, result_of_session

    console = Console(sys.stdout, color=wants_color(color, sys.stdout))
    if not sessions:
        where = "" if every else " in this workspace; skillrun history --all lists the others"
        Console(sys.stderr, color=False).line(f"Nothing was asked yet{where}.")
        return
    rows = [("SESSION", "WHEN", "MODEL", "FILES", "COST", "RESULT", "REQUEST")]
    for session in sessions:
        last = session.runs[-1]
        model = one_line(last.model or _NONE, 28)
        files = str(session.files) if session.files else _NONE
        result = result_of_session(session)
        words = (ago(last.started), model, files, cost(session.usage) or _NONE, result)
        rows.append((session.name, *words, _asked(session, every=every)))
    widths = [max(len(row[i]) for row in rows) for i in range(6)]
    # What is read by a program is never cut.
    room = console.columns - sum(widths) - 12 if console.columns else 10_000
    if room < _LEAST_REQUEST:
        for row in rows[1:]:
            _print_lines(row, console)
        return
    for number, row in enumerate(rows):
        cells = [cell.ljust(width) for cell, width in zip(row[:6], widths, strict=True)]
        cells.append(one_line(row[6], room))
        if number == 0:
            console.row(console.style("  ".join(cells), "bold"))
            continue
        style = _COLORS.get(row[5], "yellow")
        cells[5] = console.style(cells[5], style)
        console.row("  ".join(cells))


def _print_lines(row: tuple[str, ...], console: Console) -> None:
    """Write a session on lines of its own, where a table has no room."""
    from skillrun.cli.telling import one_line

    name, when, model, files, cost, result, request = row
    console.row(name, "", when, "", console.style(result, _COLORS.get(result, "yellow")))
    console.line(f"  {one_line(request, console.columns - 2)}")
    files = _NONE if files == _NONE else plural(int(files), "file")
    facts = [fact for fact in (model, files, cost) if fact != _NONE]
    if facts:
        console.line(f"  {one_line(' · '.join(facts), console.columns - 2)}", "dim")


def _asked(session: "KeptSession", *, every: bool) -> str:
    from skillrun.cli.console import printable

    first = session.runs[0]
    more = f" (+{len(session.runs) - 1})" if len(session.runs) > 1 else ""
    where = f"{first.workspace}: " if every else ""
    return printable(f"{where}{' '.join(first.request.split()) or first.kind}{more}")
