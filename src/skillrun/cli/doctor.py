"""`skillrun doctor`: what this machine has and lacks, with the command that mends it."""

import sys
from dataclasses import asdict

import typer

from skillrun.cli import options
from skillrun.cli.console import Console, wants_color


def doctor(
    workspace: options.WorkspaceOption = options.HERE,  # noqa: ARG001 - read by its callback
    output: options.FormatOption = options.Format.TEXT,
    color: options.ColorOption = options.Color.AUTO,
) -> None:
    """Tell what this machine has and lacks; exit 2 when something needed is missing."""
    from skillrun.cli.jsonio import print_object
    from skillrun.gate.doctor import examine

    found = examine()
    ok = all(item.found or not item.needed for item in found)
    if output is not options.Format.TEXT:
        print_object({"ok": ok, "items": [asdict(item) for item in found]})
    else:
        console = Console(sys.stdout, color=wants_color(color, sys.stdout))
        for item in found:
            style = "green" if item.found else "red" if item.needed else "yellow"
            mark = console.style("✓" if item.found else "✗" if item.needed else "–", style)
            console.beside(f"{mark} {item.name:<14}", 17, item.detail, "dim")
            if not item.found:
                console.beside(" " * 16, 17, item.mend, "cyan")
    if not ok:
        raise typer.Exit(2)
