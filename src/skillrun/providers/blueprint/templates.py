"""From a folder of templates to a tree of files, and that tree formatted.

A template is a `*.j2` file below `skill/blueprint/<folder>`; its path without `.j2` is the path of
the file it makes. The standard's exact blocks are included as `assets/NAME`, so that there is one
copy of each.
"""

import re
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    select_autoescape,
)

from skillrun.errors import SkillrunError
from skillrun.machine.environment import tool_environment
from skillrun.rules.packaged import builtin_root
from skillrun.rules.ruff.process import find_ruff

SUFFIX = ".j2"
FIRST_PARTY = ("apps", "config", "tests")
_SEGMENT = re.compile(r"__([a-z_]+?)__")


def render_tree(folder: str, context: Mapping[str, object]) -> dict[str, str]:
    """Render every template below `skill/blueprint/<folder>`.

    Args:
        folder: Name of the folder below `skill/blueprint`.
        context: The values that templates use. A path segment `__name__` takes the value of
            `name` when the context has it.

    Returns:
        Contents by path, paths sorted and with `/` between segments.

    Raises:
        jinja2.UndefinedError: A template uses a value that the context lacks.
    """
    environment = _environment(folder)
    names = environment.list_templates(
        filter_func=lambda name: name.endswith(SUFFIX) and not name.startswith("assets/")
    )
    return {
        _output_path(name, context): environment.get_template(name).render(context)
        for name in sorted(names)
    }


def tidy(files: Mapping[str, str]) -> dict[str, str]:
    """Sort the imports of the Python files and format them as the standard's Ruff settings say.

    Args:
        files: Contents by path. Other than Python files come back as they are.

    Returns:
        Contents by path, in the order given.

    Raises:
        SkillrunError: A Python file cannot be parsed.
    """
    python = {path: text for path, text in files.items() if path.endswith(".py")}
    if not python:
        return dict(files)
    with tempfile.TemporaryDirectory(prefix="skillrun-tidy-") as name:
        root = Path(name)
        (root / "ruff.toml").write_text(_ruff_settings(), encoding="utf-8")
        for path, text in python.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        _ruff(root, "check", "--select", "I,F401,TC005", "--fix", "--quiet")
        _ruff(root, "format", "--quiet")
        formatted = {path: (root / path).read_text(encoding="utf-8") for path in python}
    return {path: formatted.get(path, text) for path, text in files.items()}


@cache
def _environment(folder: str) -> Environment:
    skill = builtin_root() / "skill"
    return Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(skill / "blueprint" / folder),
                PrefixLoader({"assets": FileSystemLoader(skill / "assets")}),
            ]
        ),
        undefined=StrictUndefined,
        autoescape=select_autoescape(),
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _output_path(name: str, context: Mapping[str, object]) -> str:
    def value(match: re.Match[str]) -> str:
        return str(context[match[1]]) if match[1] in context else match[0]

    return _SEGMENT.sub(value, name.removesuffix(SUFFIX))


@cache
def _ruff_settings() -> str:
    """The standard's Ruff block as a `ruff.toml`, whose tables lack the `tool.ruff` prefix.

    A part of a project lacks some of its top packages, so they are named as first-party.
    """
    asset = builtin_root() / "skill" / "assets" / "pyproject-ruff.toml"
    block = asset.read_text(encoding="utf-8").replace("[tool.ruff]\n", "")
    block = block.replace("[tool.ruff.", "[")
    known = ", ".join(f'"{name}"' for name in FIRST_PARTY)
    isort = "[lint.isort]\n"
    return block.replace(isort, f"{isort}known-first-party = [{known}]\n")


def _ruff(root: Path, *arguments: str) -> None:
    """Run Ruff over a folder; raise with its own words when it fails."""
    done = subprocess.run(
        [find_ruff(), *arguments, "--no-cache", "."],
        cwd=root,
        env=tool_environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        message = f"Ruff cannot format the generated code: {done.stdout}{done.stderr}".rstrip()
        raise SkillrunError(message)
