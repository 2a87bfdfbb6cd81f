"""`skillrun models`: providers that are usable here and why the others are not."""

import os
import sys
from dataclasses import asdict

from skillrun.cli import options
from skillrun.cli.console import Console, wants_color


def models(
    workspace: options.WorkspaceOption = options.HERE,  # noqa: ARG001 - read by its callback
    base_url: options.BaseUrlOption = None,
    output: options.FormatOption = options.Format.TEXT,
    color: options.ColorOption = options.Color.AUTO,
) -> None:
    """List the providers that are usable here, and why the others are not."""
    from skillrun.cli.jsonio import print_object
    from skillrun.providers.select import available_models

    found = available_models(os.environ, base_url)
    if output is not options.Format.TEXT:
        print_object({"models": [asdict(model) for model in found]})
        return
    console = Console(sys.stdout, color=wants_color(color, sys.stdout))
    width = max(len(model.name) for model in found)
    for model in found:
        mark = console.style("✓", "green") if model.usable else console.style("–", "yellow")
        console.beside(f"{mark} {model.name:<{width}} ", width + 4, model.why, "dim")
