"""Requirements: what a list of dependencies names, and what `uv add` adds to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NAME = re.compile(r"\s*(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)")
_EXTRAS = re.compile(r"[\w.-]+\s*\[([^\]]*)\]")
# Options of `uv add` that take a word of their own.
_WITH_VALUE = frozenset(
    {
        "--bounds", "--branch", "--cache-dir", "--config-file", "--config-setting", "--default-index", "--directory",
        "--exclude-newer", "--extra", "--extra-index-url", "--find-links", "--group", "--index", "--index-strategy",
        "--index-url", "--keyring-provider", "--link-mode", "--marker", "--optional", "--package", "--prerelease",
        "--project", "--python", "--refresh-package", "--reinstall-package", "--resolution", "--rev", "--script",
        "--tag", "--upgrade-package", "-C", "-P", "-c", "-f", "-i", "-m", "-p", "--constraints", "--constraint",
    }
)  # fmt: skip
_OF_FILES = frozenset({"-r", "--requirements", "--requirement"})


@dataclass(frozen=True, slots=True)
class Added:
    """One requirement of a `uv add` command.

    Attributes:
        requirement: As written: `psycopg[binary]>=3`.
        table: Empty for the main list, `dev` or another group's name, `optional:NAME` for an extra.
    """

    requirement: str
    table: str = ""


def canonical(name: str) -> str:
    """A distribution's name as indexes compare it: lower case, one `-` for `-`, `_` and `.`."""
    return re.sub(r"[-_.]+", "-", name).lower()


def name_of(requirement: str) -> str:
    """The canonical name of a requirement; empty where it has none (a path, a URL alone)."""
    if requirement.startswith(("git+", "http:", "https:", ".", "/", "file:", "ssh:")):
        return ""
    match = _NAME.match(requirement)
    return canonical(match["name"]) if match else ""


def names_of(requirement: str) -> frozenset[str]:
    """The canonical name of a requirement, and that of each of its extras: `celery[redis]`."""
    name = name_of(requirement)
    extras = _EXTRAS.match(requirement)
    listed = extras[1].split(",") if extras else ()
    return frozenset({name, *(f"{name}[{canonical(extra.strip())}]" for extra in listed)}) - {""}


def added_names(argv: Sequence[str]) -> list[Added]:
    """What one command adds; nothing for any but `uv add`."""
    return _listed(argv, "add")


def removed_names(argv: Sequence[str]) -> list[Added]:
    """What one command takes out; nothing for any but `uv remove`."""
    return _listed(argv, "remove")


def adds_unknown(argv: Sequence[str]) -> bool:
    """Whether a `uv add` brings what its words do not name: a file of requirements, a URL, a path."""
    return tuple(argv[:2]) == ("uv", "add") and (
        any(word.split("=", 1)[0] in _OF_FILES for word in argv)
        or any(not name_of(added.requirement) for added in added_names(argv))
    )


def _listed(argv: Sequence[str], verb: str) -> list[Added]:
    if tuple(argv[:2]) != ("uv", verb):
        return []
    names: list[str] = []
    table = ""
    rest = iter(argv[2:])
    for word in rest:
        option, _, value = word.partition("=")
        if option == "--dev":
            table = "dev"
        elif option in {"--group", "--optional"}:
            value = value or next(rest, "")
            table = value if option == "--group" else f"optional:{value}"
        elif option in _WITH_VALUE | _OF_FILES:
            # A version (`django==5`) is no option with a value: those begin with a dash.
            if not value:
                next(rest, "")
        elif not word.startswith("-"):
            names.append(word)
    return [Added(name, table) for name in names]
