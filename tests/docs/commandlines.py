"""The command lines of a page, and what the app says of them."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import typer
from typer.main import get_command

from skillrun.cli.app import app

PROGRAM = "skillrun"
_FENCE = re.compile(
    r"^(?P<indent> *)(?P<ticks>`{3,})(?P<kind>\w*)\n(?P<text>.*?)^ *(?P=ticks)$", re.M | re.S
)
_INLINE = re.compile(r"`(skillrun [^`\n]+)`")
_QUOTED = re.compile(r'"(skillrun [^"\n]+)"')
_BARE = re.compile(r"skillrun [a-z]+(?: [a-z]+)?")
_SHELLS = frozenset({"bash", "sh", "console"})
_ENDS = frozenset({"|", "||", "&&", ";", "&", "(", ")"})
_REDIRECTION = re.compile(r"[0-9]*[<>]{1,2}&?")


def command_lines(page: str) -> list[list[str]]:
    """Every call of the program on a page: its arguments.

    Args:
        page: The page's Markdown.
    """
    found = [line for block in _FENCE.finditer(page) for line in _lines(block)]
    prose = _FENCE.sub("", page)
    # A command that is only named in a sentence need not be a whole call.
    named = [line for line in _INLINE.findall(prose) if not set("…·") & set(line)]
    found += [line if _BARE.fullmatch(line) is None else f"{line} --help" for line in named]
    return [call for line in found for call in _calls(line)]


def _lines(block: re.Match[str]) -> Iterator[str]:
    text = block["text"].replace("\\\n", " ")
    if block["kind"] not in _SHELLS:
        yield from _QUOTED.findall(text)
        return
    for line in text.splitlines():
        if block["kind"] == "console" and not line.lstrip().startswith("$ "):
            continue
        yield line.strip().removeprefix("$ ")


def _calls(line: str) -> Iterator[list[str]]:
    # `$(skillrun …)` is a call too; `$PWD` and the like are words.
    lexer = shlex.shlex(line.replace("$(", " ( "), posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    lexer.commenters = "#"
    part: list[str] = []
    for word in [*lexer, ";"]:
        if word not in _ENDS:
            part.append(word)
            continue
        if PROGRAM in part:
            last = len(part) - 1 - part[::-1].index(PROGRAM)
            yield _plain(part[last + 1 :])
        part = []


def _plain(words: list[str]) -> list[str]:
    """Leave out where input comes from and output goes to."""
    kept: list[str] = []
    skip = False
    for word in words:
        redirects = _REDIRECTION.fullmatch(word) is not None
        if redirects and kept and kept[-1].isdigit():
            kept.pop()
        if not (skip or redirects):
            kept.append(word)
        skip = redirects
    return kept


def refuse(words: list[str]) -> None:
    """Hold a call against the app.

    Args:
        words: Its arguments.

    Raises:
        click's UsageError: If a command, an option or a value is unknown, or an argument is missing.
    """
    found: Any = get_command(app)
    left = list(words)
    while left and left[0] in getattr(found, "commands", {}):
        found = found.commands[left.pop(0)]
    if not left and hasattr(found, "commands"):
        return
    context = found.context_class(found, info_name=" ".join(words))
    values, extra, _ = found.make_parser(context).parse_args(left)
    if extra:
        raise typer.BadParameter(f"unexpected: {extra}")
    for parameter in found.params if "--help" not in words else ():
        _refuse_value(parameter, values.get(parameter.name))


def _refuse_value(parameter: Any, value: object) -> None:  # noqa: ANN401 - Typer's own class
    choices = parameter.type_descriptor.choices
    if choices and isinstance(value, str) and value not in choices:
        raise typer.BadParameter(f"{parameter.opts}: {value}")
    if parameter.required and not value:
        raise typer.BadParameter(f"missing: {parameter.name}")
