"""The commands, and the last catch for every error.

Importing this module imports Typer and nothing heavier: each command imports what it needs.
"""

import os
import traceback
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer

from skillrun import __version__
from skillrun.cli import (
    ask,
    chat,
    check,
    doctor,
    history,
    mcp,
    models,
    parse,
    prompt,
    rules,
    skill,
    streams,
    undo,
    verify,
)
from skillrun.cli.console import print_error
from skillrun.errors import SkillrunError

_USAGE = "Add `--help` to the command: it lists what can be given."

# Help is plain: with Rich it takes twice as long, and agents read it too.
app = typer.Typer(
    name="skillrun",
    help="Ask a model under a strict skill; check, repair and write its answer whole or not at all.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("ask")(ask.ask)
app.command("chat")(chat.chat)
app.command("apply")(ask.apply)
app.command("undo")(undo.undo)
app.add_typer(history.history, name="history")
app.command("check")(check.check)
app.command("parse")(parse.parse)
app.command("prompt")(prompt.prompt)
app.command("rules")(rules.rules)
app.add_typer(skill.app)
app.command("verify")(verify.verify)
app.command("models")(models.models)
app.command("doctor")(doctor.doctor)
app.command("mcp")(mcp.mcp)


def _print_version(value: bool) -> None:
    if value:
        typer.echo(f"skillrun {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", "-V", is_eager=True, callback=_print_version, help="Print the version."
        ),
    ] = False,
) -> None:
    """Ask a model under a strict skill; check, repair and write its answer whole or not at all."""


def run(arguments: Sequence[str]) -> int:
    """Run a command line.

    Args:
        arguments: Without the program's name.

    Returns:
        The exit code.
    """
    from skillrun.machine.signals import ended_by_signals

    streams.prepare()
    try:
        with ended_by_signals():
            return _run(list(arguments))
    finally:
        streams.close()


def _run(arguments: list[str]) -> int:
    layers: dict[str, object] = {}  # what the configuration says, once it was read
    try:
        app(arguments, prog_name="skillrun", obj=layers)
    except SystemExit as done:
        code = done.code if isinstance(done.code, int) else int(done.code is not None)
        if isinstance(done.__context__, typer.TyperException) and _wants_json(arguments, layers):
            _print_failure(done.__context__.format_message(), _USAGE, code)
        return code
    except SkillrunError as error:
        return _failed(error, arguments, layers)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        return _failed(_fault(error), arguments, layers)
    return 0


def _failed(error: SkillrunError, arguments: list[str], layers: Mapping[str, object]) -> int:
    """Say what is wrong: to a person, and as an object where one was asked for."""
    print_error(error, _said("color", arguments, layers) or "auto")
    if _wants_json(arguments, layers):
        _print_failure(error.message, error.advice, error.exit_code)
    return error.exit_code


def _print_failure(message: str, advice: str, code: int) -> None:
    from skillrun.cli.jsonio import print_object

    told = {"message": message, "advice": advice}
    print_object({"status": "failed", "exit_code": code, "error": told})


def _wants_json(arguments: list[str], layers: Mapping[str, object]) -> bool:
    return _said("format", arguments, layers) in {"json", "jsonl"}


def _said(flag: str, arguments: list[str], layers: Mapping[str, object]) -> str:
    """What a flag says, of a command that did not come to tell it."""
    pairs = [*pairwise(arguments), *(a.split("=", 1) for a in arguments if "=" in a)]
    asked = [value for name, value in pairs if name == f"--{flag}"]
    said = (asked or [os.environ.get(f"SKILLRUN_{flag.upper()}", "")])[-1]
    return said or str(layers.get(flag, ""))


def _fault(error: Exception) -> SkillrunError:
    """Put a fault of our own into words, with the place that a report of it needs."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(place.filename).name}:{place.lineno}"
    return SkillrunError(
        f"skillrun failed by a fault of its own: {type(error).__name__}: {error} ({where}).",
        advice="Report it with the command that you ran.",
    )
