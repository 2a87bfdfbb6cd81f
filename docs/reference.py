"""Tables of the site that are made from the code when it is built: options, keys, decisions."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from generate import categories, title  # beside this file
from typer.main import get_command

from skillrun.cli.app import app
from skillrun.cli.configuration import KEYS, RULE_TABLES, value_words

_HELP = "--help"


@cache
def root() -> Any:  # noqa: ANN401 - Typer keeps the classes of its commands to itself
    """The command `skillrun`."""
    return get_command(app)


def command(path: str) -> Any:  # noqa: ANN401
    """Find a command.

    Args:
        path: Its words, such as `skill list`.
    """
    found = root()
    for word in path.split():
        found = found.commands[word]
    return found


def paths() -> Iterator[str]:
    """Yield the words of every command, those of groups before what is in them."""
    for name, found in root().commands.items():
        yield name
        yield from (f"{name} {inner}" for inner in getattr(found, "commands", {}))


def parameters(path: str) -> list[Any]:
    """The arguments and options of a command, but `--help`."""
    return [p for p in command(path).params if not p.hidden and _HELP not in p.opts]


def synopsis(path: str) -> str:
    """Write how a command is called, as a code block."""
    found = [p for p in parameters(path) if p.param_type_name == "argument"]
    words = ["skillrun", path, "[OPTIONS]", *(_usage(argument) for argument in found)]
    return f"```text\n{' '.join(words)}\n```\n"


def options(path: str) -> str:
    """Write the table of a command's arguments and options.

    Args:
        path: The command's words.
    """
    rows = [_row(parameter, path) for parameter in parameters(path)]
    if not rows:
        return ""
    return "\n".join(["| option | default | what it does |", "|---|---|---|", *rows, ""])


def keys() -> str:
    """Write the table of what configuration files and the environment may set."""
    found = flags()
    rows = []
    for key in KEYS:
        flag = found[f"--{key}"]
        value = _cell(value_words(key).replace('"', "`"))
        rows.append(f"| `{key}` | `{flag.envvar}` | {value} | {_cell(flag.help)} |")
    head = ["| key | variable | value | what it does |", "|---|---|---|---|"]
    return "\n".join([*head, *rows, ""])


def variables() -> str:
    """Write the list of flags that have an environment variable and no key."""
    names = sorted(
        (flag.envvar, name)
        for name, flag in flags().items()
        if flag.envvar and name.removeprefix("--") not in KEYS
    )
    return "\n".join(f"- `{variable}` for `{name}`" for variable, name in names) + "\n"


def tables() -> str:
    """Name the tables of a configuration file that are no flags."""
    return ", ".join(f"`{name}`" for name in sorted(RULE_TABLES))


def flags() -> dict[str, Any]:
    """Every option of every command by its long name, the first one that has it."""
    found: dict[str, Any] = {}
    for path in paths():
        for parameter in parameters(path):
            if parameter.param_type_name == "option":
                found.setdefault(parameter.opts[0], parameter)
    return found


def decisions() -> str:
    """Write what each rule decides where the standard leaves room."""
    parts = []
    for prefix, rules in categories():
        parts.append(f"### {prefix}: {title(prefix)}\n")
        parts += [
            f"**[{rule.code} {rule.name}](../rules/{rule.code}.md).** {rule.decisions.strip()}\n"
            for rule in rules
            if rule.decisions
        ]
    return "\n".join(parts)


def _context(path: str) -> Any:  # noqa: ANN401
    found = command(path)
    return found.context_class(found, info_name=path)


def _usage(argument: Any) -> str:  # noqa: ANN401
    many = "…" if argument.nargs != 1 else ""
    name = _name(argument) + many
    return name if argument.required else f"[{name}]"


def _name(argument: Any) -> str:  # noqa: ANN401
    return str(argument.display_name_raw).strip("[].")


def _row(parameter: Any, path: str) -> str:  # noqa: ANN401
    spelled, told = parameter.get_help_record(_context(path))
    if parameter.param_type_name == "argument":
        spelled = _name(parameter)
    # Typer puts variable, default and range behind the help, in brackets.
    notes = told.removeprefix(parameter.help).strip(" []").split("; ")
    default = next((n.removeprefix("default: ") for n in notes if n.startswith("default: ")), "")
    value = f"`{default}`" if default else ("required" if "required" in notes else "")
    what = parameter.help
    if choices := parameter.type_descriptor.choices:
        spelled = re.sub(r" <.*>", "", spelled)
        what += f" One of {', '.join(f'`{choice}`' for choice in choices)}."
    # A bar in code parts no cells.
    return f"| `{spelled}` | {value} | {_cell(what)} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
