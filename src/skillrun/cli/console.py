"""Plain words on the terminal: colour where wanted, errors with what to do."""

import os
import re
import shutil
import sys
from textwrap import wrap
from typing import TextIO

from skillrun.cli.streams import write
from skillrun.errors import SkillrunError

_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
# A command at the end of a text and what stands in backticks can be copied only in one piece.
_COPIED = re.compile(r"`[^`]{1,60}`|(?<=: )(?:skillrun|git|uv|pip|sudo|ln) .*$")
_NARROWEST = 24
_OWN_STYLES = re.compile(rf"(\x1b\[(?:(?:0|{'|'.join(_STYLES.values())});?)+m|\n)")


def wants_color(choice: str, stream: TextIO) -> bool:
    """Decide whether a stream gets colour.

    Args:
        choice: `auto`, `always` or `never`.
        stream: Where the text goes.

    Returns:
        For `auto`: only a terminal does, unless NO_COLOR is set or TERM is `dumb`.
    """
    if choice != "auto":
        return choice == "always"
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return stream.isatty() and not plain


class Console:
    """Writes lines to a stream, styled or plain.

    Args:
        stream: Where to.
        color: Whether styles are written.
    """

    def __init__(self, stream: TextIO, *, color: bool) -> None:
        self.stream = stream
        self.color = color

    def style(self, text: str, *styles: str) -> str:
        """Wrap a text in styles, where the stream gets colour."""
        if not (self.color and text and styles):
            return text
        return f"\x1b[{';'.join(_STYLES[s] for s in styles)}m{text}\x1b[0m"

    def line(self, text: str = "", *styles: str) -> None:
        """Write one line."""
        write(self.stream, self.style(printable(text), *styles) + "\n")

    def row(self, *cells: str) -> None:
        """Write cells that are styled already as one line; only our styles go out as they are."""
        pieces = _OWN_STYLES.split(" ".join(cells).rstrip())
        shown = [p if at % 2 else printable(p) for at, p in enumerate(pieces)]
        write(self.stream, "".join(shown) + "\n")

    def beside(self, lead: str, width: int, text: str, *styles: str) -> None:
        """Write a text beside a lead; on a terminal it is folded, its further lines below its first.

        Args:
            lead: What stands before the text, styled already.
            width: How many columns the lead takes, with what is between.
            text: The text; one line where it goes to no terminal.
            styles: Those of the text.
        """
        first, *rows = self.folded(text, width)
        if self.columns and self.columns - width < _NARROWEST:
            self.row(lead)
            lead, width = " " * 3, 4
            first, *rows = self.folded(text, width)
        self.row(lead, self.style(first, *styles))
        for row in rows:
            self.row(" " * (width - 1), self.style(row, *styles))

    def paragraph(self, text: str, *styles: str) -> None:
        """Write a text, folded on a terminal."""
        for row in self.folded(text, 0):
            self.line(row, *styles)

    def folded(self, text: str, taken: int) -> list[str]:
        """Fold a text to the terminal: at words, and never within a command.

        Args:
            text: The text; its own lines stay lines, with what they are indented by.
            taken: How many columns are taken before it.

        Returns:
            Its lines, at least one; as it is where it goes to no terminal.
        """
        if not self.columns:
            return [text]
        room = max(self.columns - taken, _NARROWEST)
        return [row for line in text.split("\n") for row in _folded(line, room)]

    @property
    def columns(self) -> int:
        """How wide the terminal is; 0 where there is none."""
        if not self.stream.isatty():
            return 0
        try:
            own = os.get_terminal_size(self.stream.fileno()).columns
        except OSError:
            own = 0
        # Standard output is asked first, and may be a pipe.
        return shutil.get_terminal_size((own or 80, 24)).columns

    def error(self, message: str, advice: str = "") -> None:
        """Say what is wrong and what to do about it."""
        self.beside(self.style("error:", "bold", "red"), 7, message)
        if advice:
            self.beside(self.style(" help:", "bold", "cyan"), 7, advice)


def _folded(line: str, room: int) -> list[str]:
    """Fold one line; what it is indented by is the indent of all of its rows."""
    kept = _COPIED.sub(lambda found: found[0].replace(" ", "\0"), line)
    indent = " " * (len(line) - len(line.lstrip(" ")))
    rows = wrap(
        kept, room, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return [row.replace("\0", " ") for row in rows] or [""]


def print_diff(console: Console, diff: str) -> None:
    """Write a unified diff, added and removed lines in colour."""
    colors = {"+": "green", "-": "red", "@": "cyan"}
    for line in diff.splitlines():
        console.line(line, *filter(None, [colors.get(line[:1])]))


def printable(text: str) -> str:
    """Show control characters instead of sending them: a model's text may hold any."""
    return "".join(c if c.isprintable() or c in "\t" else f"\\x{ord(c):02x}" for c in text)


def print_error(error: SkillrunError, color: str = "auto") -> None:
    """Say on standard error what is wrong and what to do about it."""
    console = Console(sys.stderr, color=wants_color(color, sys.stderr))
    console.error(error.message, error.advice)


def size(count: int) -> str:
    """Write a number of bytes for a person."""
    if count < 1000:
        return f"{count} B"
    return f"{count / 1000:.1f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


def plural(count: int, noun: str) -> str:
    """Write a count with its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
