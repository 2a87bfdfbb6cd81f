"""What a model would be shown of a project and why: as a table, and as JSON."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from skillrun.cli.console import Console, plural, printable
from skillrun.cli.screen import GUESSED

if TYPE_CHECKING:
    from skillrun.project.context import ProjectContext
    from skillrun.providers.base import Message

_WIDEST_PATH = 80
_Row = tuple[str, int, str]


def print_choice(
    console: Console, context: "ProjectContext", messages: "Sequence[Message]"
) -> None:
    """Print which files are shown and why, which are not, and what all of it takes.

    Args:
        console: Where to.
        context: What was chosen.
        messages: The conversation that would be sent.
    """
    shown = [(file.path, file.tokens, file.why) for file in context.files]
    left = [(one.path, one.tokens, f"{one.why}: {one.reason}") for one in context.left_out]
    width = max((len(path) for path, _, _ in (*shown, *left)), default=0)
    width = min(width, _WIDEST_PATH)
    for title, rows, style in (("Shown", shown, "green"), ("Left out", left, "yellow")):
        if rows:
            console.line(title, "bold", style)
        for row in rows:
            console.line(_line(row, width, console))
    if left:
        console.line(
            "  --file PATH shows a file whatever it takes, unless it is a lock file.", "dim"
        )
    if context.guessed:
        console.paragraph(GUESSED, "yellow")
    for line in _totals(context, messages):
        console.line(line, "dim")


def choice_object(context: "ProjectContext", messages: "Sequence[Message]") -> dict[str, Any]:
    """Make the object of it.

    Args:
        context: What was chosen.
        messages: The conversation that would be sent.
    """
    return {
        "budget": context.budget,
        "tokens": context.tokens + context.map_tokens,
        "map_tokens": context.map_tokens,
        "listing_tokens": context.listing_tokens,
        "conversation_tokens": _sent(messages),
        "files": [
            {"path": f.path, "tokens": f.tokens, "sha256": f.sha256, "why": f.why}
            for f in context.files
        ],
        "left_out": [asdict(one) for one in context.left_out],
    }


def _line(row: _Row, width: int, console: Console) -> str:
    path, tokens, why = row
    room = shutil.get_terminal_size().columns if console.stream.isatty() else 0
    text = f"  {printable(path):<{width}}  {tokens:>6,}  {why}"
    return f"{text[: room - 1]}…" if 20 < room < len(text) else text


def _totals(context: "ProjectContext", messages: "Sequence[Message]") -> Iterator[str]:
    used = context.tokens + context.map_tokens
    map_ = f" and a map of the rest ({context.map_tokens:,})" if context.map else ""
    files = plural(len(context.files), "file")
    yield f"{files}{map_}: about {used:,} of {context.budget:,} tokens."
    told = f"The listing takes about {context.listing_tokens:,} tokens"
    if context.outline not in (None, context.listing):
        told += f"; folders stand in it for most of {plural(len(context.listing), 'file')}"
    yield f"{told}. All that would be sent: about {_sent(messages):,}."


def _sent(messages: "Sequence[Message]") -> int:
    from skillrun.project.context import estimate

    return sum(estimate(message.content) for message in messages)
