"""Changes to look at before they are written: whole, in the person's own pager."""

import io
import os
import sys
from typing import TYPE_CHECKING

from skillrun.cli.console import Console, print_diff
from skillrun.workspace.plan import unified_diff

if TYPE_CHECKING:
    from collections.abc import Iterable

    from skillrun.workspace.plan import Change

# Short texts stay on the screen; colours are shown.
_LESS = "FRX"


def print_changes(console: Console, changes: "Iterable[Change]") -> None:
    """Print changes as diffs.

    Args:
        console: Where to.
        changes: Any; of a new file every line is one that is added.
    """
    for change in changes:
        print_diff(console, unified_diff(change))


def page(console: Console, changes: "Iterable[Change]") -> None:
    """Show changes in a pager; where standard output is no terminal, print them as they are.

    Args:
        console: Where they are printed without a pager.
        changes: New files too.
    """
    if not (console.stream.isatty() and sys.stdout.isatty()):
        print_changes(console, changes)
        return
    import pydoc

    text = io.StringIO()
    print_changes(Console(text, color=console.color), changes)
    os.environ.setdefault("LESS", _LESS)
    pydoc.pager(text.getvalue())
