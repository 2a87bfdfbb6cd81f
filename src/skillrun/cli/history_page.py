"""Everything about one session, on a page for a person."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from skillrun.cli.console import Console
from skillrun.cli.telling import ago, result_of, usage_line

if TYPE_CHECKING:
    from skillrun.sessions.history import History
    from skillrun.sessions.records import KeptFile, KeptMessage, KeptSession, Run


def print_page(console: Console, history: "History", session: "KeptSession") -> None:
    """Print a session.

    Args:
        console: Where to.
        history: The store.
        session: The session.
    """
    from skillrun.sessions.store import answers_folder

    state = " (taken back)" if session.undone else ""
    console.row(console.style(f"Session {session.name}", "bold") + state)
    _pair(console, "workspace", session.runs[0].workspace)
    if len(session.runs) > 1:
        _pair(console, "usage", usage_line(session.usage))
    for path in sorted(answers_folder(history.folder, session.name).glob("answer-*.md")):
        _pair(console, "answer", str(path))
    messages = history.messages(session)
    for run in session.runs:
        console.line()
        _print_run(console, run, history.files(run), [m for m in messages if m.run == run.id])


def _print_run(
    console: Console, run: "Run", files: "Iterable[KeptFile]", messages: "list[KeptMessage]"
) -> None:
    _lines(console, "Request", run.request.splitlines() or [run.kind])
    took = f", took {(run.ended - run.started).total_seconds():.1f} s" if run.ended else ""
    _pair(
        console, "when", f"{run.started.astimezone():%Y-%m-%d %H:%M:%S} ({ago(run.started)}){took}"
    )
    _pair(console, "model", run.model)
    _pair(console, "skill", run.skill)
    repairs = f", {run.repairs} repaired" if run.repairs else ""
    _pair(console, "result", f"{result_of(run)}{repairs}")
    _pair(console, "error", run.error)
    _pair(console, "help", run.advice)
    if run.usage.requests:
        _pair(console, "usage", usage_line(run.usage))
    _lines(console, "Turns", _turns(messages))
    _lines(console, "Files", map(_file, files))
    _lines(console, "Operations", (f"{o['status']:<8} {o['command']}" for o in run.operations))
    _lines(console, "Violations", map(_violation, run.violations))
    _lines(console, "Recommended", (run.recommendations or "").splitlines())


def _pair(console: Console, name: str, value: str) -> None:
    if value:
        console.beside(f"  {name:<10}", 13, value)


def _lines(console: Console, title: str, lines: Iterable[str]) -> None:
    found = list(lines)
    if found:
        console.line(title, "bold")
        for line in found:
            console.beside(" ", 2, line)


def _turns(messages: "Iterable[KeptMessage]") -> Iterable[str]:
    turns = [message for message in messages if message.role == "assistant"]
    for number, turn in enumerate(turns, start=1):
        used = usage_line(turn.usage) if turn.usage else ""
        yield f"{number:>2}  {turn.stop_reason or 'cut off':<8} {used}"


def _file(file: "KeptFile") -> str:
    by = " (by a command)" if file.by_command else ""
    mode = f" {file.before.mode:04o} → {file.after.mode:04o}" if _mode_changed(file) else ""
    return f"{file.action:<7} {file.path}{mode}{by}"


def _mode_changed(file: "KeptFile") -> bool:
    return file.action == "modify" and file.before.mode != file.after.mode


def _violation(violation: dict[str, object]) -> str:
    place = f"{violation['path']}:{violation['line']}:{violation['column']}"
    return f"{place}: {violation['code']} {violation['message']}"
