"""The layers below the command line and the environment: workspace, then user.

A workspace's layer is `[tool.skillrun]` of its `pyproject.toml`, or `skillrun.toml`; the user's is
`config.toml` in the platform's configuration folder. Keys are the flags' names without dashes
in front: `max-repairs = 1`.
"""

import difflib
import os
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from skillrun.cli import streams
from skillrun.errors import UsageError, WorkspaceError
from skillrun.machine.folders import config_folder

if TYPE_CHECKING:
    from skillrun.rules.registry import Catalogue
    from skillrun.rules.settings import RuleSettings

_FORMATS = ("text", "json", "jsonl", "github", "sarif", "junit")
_NUMBER = (int, float)
# What a key's value must be: types, or the words that are allowed.
KEYS: Mapping[str, tuple[type, ...] | tuple[str, ...]] = {
    "model": (str,),
    "base-url": (str,),
    "skill": (str,),
    "with": (list,),
    "file": (list,),
    "dry-run": (bool,),
    "max-cost": _NUMBER,
    "max-tokens": (int,),
    "yes": (bool,),
    "operations": ("ask", "allow", "never"),
    "max-repairs": (int,),
    "max-parts": (int,),
    "timeout": _NUMBER,
    "verify": (bool,),
    "commit": (bool,),
    "services": ("auto", "embedded", "off"),
    "sandbox": ("auto", "off"),
    "time-limit": _NUMBER,
    "minimal": (bool,),
    "frozen": (bool,),
    "approve": (list,),
    "fix": (bool,),
    "select": (list,),
    "ignore": (list,),
    "format": _FORMATS,
    "color": ("auto", "always", "never"),
    "quiet": (bool,),
    "verbose": (bool,),
}
# What a number must be at least, as its flag says too.
LEAST: Mapping[str, float] = {
    "max-cost": 0,
    "max-tokens": 1,
    "max-repairs": 0,
    "max-parts": 1,
    "timeout": 0.1,
    "time-limit": 1,
}
_WORDS = {
    (str,): "a string",
    (list,): "a list of strings",
    (bool,): "true or false",
    (int,): "a whole number",
    _NUMBER: "a number",
}
# Parameters that are not called like their flag: `with` and `format` are words of Python's own.
_PARAMETERS = {"with": "beside", "format": "output"}
# Formats that `check` alone has: to the other commands a configuration with one says nothing.
_CHECKS_FORMATS = frozenset({"github", "sarif", "junit"})
# Tables that are no flags: what a project decides about single rules.
RULE_TABLES = frozenset({"per-file-ignores", "severity"})


def load_layers(context: typer.Context, workspace: Path) -> Path:
    """Enter a workspace: its configuration files become the defaults of the command's other flags.

    It is called before these are read.

    Args:
        context: The command's context, whose `default_map` is filled; and its `obj`, for whoever
            outlives the command.
        workspace: The value of `--workspace`.

    Returns:
        The workspace, unchanged.

    Raises:
        UsageError: If a file is not TOML or holds an unknown key.
    """
    if context.resilient_parsing:
        return workspace
    _recover(workspace)
    from skillrun.sessions.redacting import secrets_of_file

    streams.hide(secrets_of_file(workspace))
    merged = {**read_user_layer(), **read_workspace_layer(workspace)}
    if merged.get("format") in _CHECKS_FORMATS and context.info_name != "check":
        del merged["format"]
    context.default_map = {
        parameter_name(key): value for key, value in merged.items() if key in KEYS
    }
    if isinstance(context.obj, dict):
        context.obj.update(merged)
    return workspace


def parameter_name(key: str) -> str:
    """Tell by which name the code of a command knows a flag."""
    return _PARAMETERS.get(key, key.replace("-", "_"))


def _recover(workspace: Path) -> None:
    """Finish or undo what an earlier run left that was cut off, before anything reads the workspace."""
    from skillrun.workspace.transaction.recovery import recover

    done = recover(workspace)
    if done is not None:
        from skillrun.cli.streams import write

        write(sys.stderr, f"note: {done.message}\n")


def deciding_keys(context: typer.Context, workspace: Path) -> tuple[str, ...]:
    """Name what a repository's own file decides that a person would want to know of.

    Returns:
        `key = value` for the keys that answer questions or choose where the project is sent.
    """
    layer = read_workspace_layer(workspace)
    told = ("yes", "approve", "operations", "model", "base-url", "skill", "with")
    names = [key for key in told if key in layer]
    return tuple(
        f"{key} = {layer[key]}"
        for key in names
        if (source := context.get_parameter_source(parameter_name(key))) is not None
        and source.name == "DEFAULT_MAP"
    )


def rule_settings(workspace: Path, rules: "Catalogue") -> "RuleSettings":
    """Read what the project and the user decided about single rules; the project's word counts.

    Args:
        workspace: The workspace's folder.
        rules: All rules: what codes there are.

    Raises:
        UsageError: If a table, code or severity is wrong.
    """
    from skillrun.rules.settings import read_settings

    layers = {**read_user_layer(), **read_workspace_layer(workspace)}
    return read_settings(layers, rules, "configuration")


def environment(context: typer.Context, workspace: Path) -> dict[str, str]:
    """Take the environment that a provider may read its keys from.

    A base URL that a repository's own file sets is a stranger's: it gets no key of the person who
    runs the command there. A server that needs one is named by flag, variable or the user's file.
    """
    source = context.get_parameter_source("base_url")
    trusted = source is None or source.name != "DEFAULT_MAP"
    if trusted or "base-url" not in read_workspace_layer(workspace):
        return dict(os.environ)
    return {k: v for k, v in os.environ.items() if not k.endswith("_API_KEY")}


def read_workspace_layer(workspace: Path) -> dict[str, Any]:
    """Read `skillrun.toml`, or `[tool.skillrun]` of `pyproject.toml`."""
    if workspace.exists() and not workspace.is_dir():
        raise WorkspaceError(
            f"The workspace `{workspace}` is not a folder.", advice="Name a folder, or a new one."
        )
    own = workspace / "skillrun.toml"
    if os.path.lexists(own):
        return _checked(_read(own), own)
    project = workspace / "pyproject.toml"
    return _checked(_table(_read(project), project), project)


def read_user_layer() -> dict[str, Any]:
    """Read the user's own file, if there is one."""
    path = user_file()
    return _checked(_read(path), path)


def user_file() -> Path:
    """Tell where the user's own configuration is."""
    return config_folder() / "config.toml"


def _table(data: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    tool = data.get("tool", {})
    table = tool.get("skillrun", {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        raise UsageError(f"`{path}`: `tool.skillrun` is not a table.", advice="Mend the file.")
    return table


def _read(path: Path) -> Mapping[str, Any]:
    try:
        # Editors on Windows put a byte order mark in front.
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    # An integer of thousands of digits is no error of TOML, nesting without end none at all.
    except (ValueError, RecursionError) as error:
        raise UsageError(
            f"`{path}` is not readable as TOML: {error}.", advice="Mend the file."
        ) from None
    except OSError as error:
        raise UsageError(
            f"`{path}` cannot be read: {error.strerror}.", advice="Look at what stands there."
        ) from None


def _checked(layer: Mapping[str, Any], path: Path) -> dict[str, Any]:
    for key, value in layer.items():
        if key in KEYS:
            _check_value(key, value, path)
        elif key not in RULE_TABLES:
            raise _unknown(key, path)
    return dict(layer)


def _check_value(key: str, value: object, path: Path) -> None:
    wanted = KEYS[key]
    if value in wanted:
        return
    types = tuple(kind for kind in wanted if isinstance(kind, type))
    fits = isinstance(value, types) and (bool in types or not isinstance(value, bool))
    if isinstance(value, list):
        fits = fits and all(isinstance(item, str) for item in value)
    if isinstance(value, _NUMBER):
        fits = fits and value >= LEAST.get(key, value)
    if not fits:
        raise UsageError(f"`{path}`: `{key}` is {value!r}.", advice=f"Write {value_words(key)}.")


def value_words(key: str) -> str:
    """Say what a key's value must be, in words."""
    wanted = KEYS[key]
    types = tuple(kind for kind in wanted if isinstance(kind, type))
    words = _WORDS.get(types) or " or ".join(f'"{word}"' for word in wanted)
    return f"{words}, {LEAST[key]} or more" if key in LEAST else words


def _unknown(key: str, path: Path) -> UsageError:
    if key == "tool" and path.name == "skillrun.toml":
        return UsageError(
            f"`{path}` has a table [tool].", advice="Here the keys stand at the top, without it."
        )
    known = sorted(KEYS.keys() | RULE_TABLES)
    near = difflib.get_close_matches(key, known, 1, 0.7)
    advice = f"Did you mean `{near[0]}`?" if near else f"The keys are: {', '.join(known)}."
    return UsageError(f"`{path}` has an unknown key `{key}`.", advice=advice)
