"""`skillrun undo`: the last write of a workspace, or that of a session, taken back."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from skillrun.cli import options
from skillrun.cli.console import Console, plural, print_diff, wants_color
from skillrun.cli.options import Color, Format
from skillrun.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from skillrun.engine.takeback import Conflict, Undoing

_MOST_LINES = 16
_MOST_FILES = 20


def undo(
    context: typer.Context,
    session: Annotated[
        str | None,
        typer.Argument(
            metavar="SESSION", help="A session, or the last write of the workspace (`last`)."
        ),
    ] = None,
    workspace: options.WorkspaceOption = options.HERE,
    dry_run: options.DryRunOption = False,
    yes: options.YesOption = False,
    output: options.FormatOption = Format.TEXT,
    color: options.ColorOption = Color.AUTO,
    quiet: options.QuietOption = False,
) -> None:
    """Take a write back: bytes, modes, new files removed. All of it, or nothing.

    A file that was changed since is shown and nothing is forced. An undo is itself a session:
    undo that one to bring everything back.
    """
    from skillrun.cli.configuration import deciding_keys
    from skillrun.engine.undoing import carry_out, plan_undo
    from skillrun.sessions.history import History
    from skillrun.sessions.store import new_session

    face = _Face(output, color, quiet=quiet)
    face.decided(deciding_keys(context, workspace))
    own = new_session()
    undoing = plan_undo(History(own.folder), workspace, session)
    if undoing.conflicts:
        face.refused(undoing)
        raise typer.Exit(4)
    face.shown(undoing, dry_run=dry_run)
    if dry_run:
        face.told("planned", 0, undoing)
        return
    if not face.agreed(undoing, yes=yes):
        face.told("interrupted", 130, undoing)
        raise typer.Exit(130)
    carry_out(undoing, workspace, own)
    face.told("undone", 0, undoing, own.name)


class _Face:
    """Shows an undo, in words or as an object."""

    def __init__(self, output: Format, color: Color, *, quiet: bool) -> None:
        self.is_json = output is not Format.TEXT
        self.quiet = quiet
        self.out = Console(sys.stdout, color=wants_color(color, sys.stdout))
        self.err = Console(sys.stderr, color=wants_color(color, sys.stderr))

    def decided(self, keys: "Sequence[str]") -> None:
        """Tell what a repository's own configuration decides."""
        if keys:
            told = ", ".join(keys)
            self.err.paragraph(f"The workspace's own configuration sets {told}.", "yellow")

    def shown(self, undoing: "Undoing", *, dry_run: bool) -> None:
        """Say which run it is and what would become of its files."""
        if self.is_json or (self.quiet and not dry_run):
            return
        from skillrun.cli.streams import hide
        from skillrun.cli.telling import ago, one_line
        from skillrun.sessions.redacting import found_in
        from skillrun.workspace.plan import unified_diff

        console = self.out if dry_run else self.err
        run = undoing.run
        title = console.style(f"Session {run.session}", "bold")
        console.row(title, console.style(f"{ago(run.started)}: {one_line(run.request, 80)}", "dim"))
        files = list(_files(undoing))
        few = files if dry_run or len(files) <= _MOST_FILES else files[: _MOST_FILES - 1]
        for action, path in few:
            console.line(f"  {_WORDS[action]:<10} {path}")
        if len(few) < len(files):
            console.line(f"  … {len(files) - len(few)} more; --dry-run lists all", "dim")
        for change in undoing.changes:
            texts = (change.before or b"", change.content)
            hide(one for text in texts for one in found_in(text.decode("utf-8", "replace")))
            if change.before is not None and b"\0" not in change.before + change.content:
                print_diff(console, unified_diff(change))

    def refused(self, undoing: "Undoing") -> None:
        """Show what forbids the undo."""
        if self.is_json:
            self.told("conflict", 4, undoing)
            return
        run = undoing.run
        err = self.err
        what = plural(len(undoing.conflicts), "file")
        count = "is" if len(undoing.conflicts) == 1 else "are"
        message = f"{what} {count} no longer what session {run.session} left; nothing was changed."
        err.error(message)
        for conflict in undoing.conflicts:
            err.row(" ", err.style(conflict.path, "bold"), _reason(conflict))
            self._diff(conflict.diff)
        err.beside(err.style(" help:", "bold", "cyan"), 7, _advice(undoing))

    def _diff(self, diff: str) -> None:
        lines = diff.splitlines()[2:]
        print_diff(self.err, "\n".join(lines[:_MOST_LINES]))
        if len(lines) > _MOST_LINES:
            self.err.line(f"… {plural(len(lines) - _MOST_LINES, 'line')} more", "dim")

    def agreed(self, undoing: "Undoing", *, yes: bool) -> bool:
        """Ask, unless `--yes`; where nobody can answer, refuse."""
        if yes or not (undoing.changes or undoing.removals):
            return True
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise UsageError(
                f"Session {undoing.run.session} would be taken back and there is no terminal to "
                "ask on.",
                advice="Look at it with --dry-run; give --yes to take it back.",
            )
        try:
            return typer.confirm("Take this back?", default=True, err=True)
        except typer.Abort:
            raise KeyboardInterrupt from None

    def told(self, status: str, code: int, undoing: "Undoing", session: str = "") -> None:
        """Say how it ended."""
        if self.is_json:
            from skillrun.cli.jsonio import print_object

            print_object(_object(status, code, undoing, session))
        elif status == "interrupted":
            self.err.line("Nothing was changed: the answer to the question was no.")
        elif status == "undone" and not self.quiet:
            self._undone(undoing, session)

    def _undone(self, undoing: "Undoing", session: str) -> None:
        counts = [f"{count} {word}" for word, count in _counts(undoing).items() if count]
        done = f"Taken back: {', '.join(counts)}." if counts else "The files were so already."
        self.out.line(done, "bold", "green")
        if undoing.left:
            self.out.line("Left to you:", "bold")
            for line in undoing.left:
                self.out.line(f"  {line}")
        if undoing.earlier:
            more = plural(undoing.earlier, "earlier write")
            self.out.line(f"{more} of the same session: skillrun undo {undoing.run.session}", "dim")
        self.out.line(f"Bring it back with: skillrun undo {session}", "dim")


# From the actions of a run (as in every report) to what an undo does to a file.
_WORDS = {"create": "bring back", "modify": "restore", "remove": "remove"}


def _files(undoing: "Undoing") -> "Iterator[tuple[str, str]]":
    found = [(change.path, change.action) for change in undoing.changes]
    for path, action in sorted([*found, *((path, "remove") for path in undoing.removals)]):
        yield action, path


def _counts(undoing: "Undoing") -> dict[str, int]:
    actions = [action for action, _path in _files(undoing)]
    words = {"modify": "restored", "create": "brought back", "remove": "removed"}
    return {word: actions.count(action) for action, word in words.items()}


def _reason(conflict: "Conflict") -> str:
    return f"{conflict.reason}{f' by session {conflict.session}' if conflict.session else ''}"


def _advice(undoing: "Undoing") -> str:
    sessions = [conflict.session for conflict in undoing.conflicts if conflict.session]
    if sessions:
        return f"Take the later session back first: skillrun undo {max(sessions)}"
    return "Put these files back as the run left them, or mend the others by hand."


def _object(status: str, code: int, undoing: "Undoing", session: str) -> dict[str, object]:
    return {
        "status": status,
        "exit_code": code,
        "session": session,
        "undoes": undoing.run.session,
        "files": [{"path": path, "action": action} for action, path in _files(undoing)],
        "conflicts": [
            {"path": one.path, "reason": one.reason, "session": one.session, "diff": one.diff}
            for one in undoing.conflicts
        ],
        "left": list(undoing.left),
    }
