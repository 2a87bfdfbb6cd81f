"""`metadata.openclaw`: by it OpenClaw decides who sees the skill and offers what it needs."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from skillrun.skills.validating.model import Fault, Source

_KEYS = frozenset(
    {
        "always",
        "emoji",
        "homepage",
        "skillKey",
        "primaryEnv",
        "os",
        "requires",
        "install",
        "envVars",
    }
)
_NEEDS = frozenset({"bins", "anyBins", "env", "config"})
_SYSTEMS = frozenset({"darwin", "linux", "win32"})
# What each way to install must name.
_KINDS = {
    "brew": "formula",
    "node": "package",
    "go": "module",
    "uv": "package",
    "download": "url",
}
_PACKAGE = re.compile(r"@?[A-Za-z0-9][\w./-]*(\[[\w,-]+\])?([=@]=?[\w.+-]+)?\Z")


def openclaw_faults(block: object, line: int) -> Iterator[Fault]:
    """Judge the block.

    Args:
        block: Its value.
        line: The line it begins on.
    """
    if not isinstance(block, Mapping):
        yield _fault(line, "`metadata.openclaw` is no mapping, and then it is ignored in silence.")
        return
    for key in block.keys() - _KEYS:
        yield _fault(line, f"`metadata.openclaw.{key}` is not known and is ignored.", warning=True)
    homepage = block.get("homepage")
    if homepage is not None and not str(homepage).startswith("https://"):
        yield _fault(line, "`homepage` is no https address.")
    for system in _words(block.get("os")):
        if system not in _SYSTEMS:
            known = ", ".join(sorted(_SYSTEMS))
            yield _fault(line, f"`os` holds {system!r}; there are {known}.")
    yield from _need_faults(block, line)
    for number, entry in enumerate(_entries(block.get("install"))):
        yield from _install_faults(entry, f"install[{number}]", line)


def _need_faults(block: Mapping[str, Any], line: int) -> Iterator[Fault]:
    needs = block.get("requires", {})
    if not isinstance(needs, Mapping):
        yield _fault(line, "`requires` is no mapping.")
        return
    for key in needs.keys() - _NEEDS:
        yield _fault(line, f"`requires.{key}` is not known and is ignored.", warning=True)
    brought = {b for entry in _entries(block.get("install")) for b in _words(entry.get("bins"))}
    for command in brought & set(_words(needs.get("bins"))):
        yield _fault(
            line,
            f"`requires.bins` names {command}, which `install` brings: where it is missing nobody sees "
            "the skill, so nobody installs it. Say in the text how to get it.",
        )


def _install_faults(entry: Mapping[str, Any], where: str, line: int) -> Iterator[Fault]:
    kind = str(entry.get("kind", ""))
    if kind not in _KINDS:
        yield _fault(line, f"`{where}.kind` is {kind!r}; there are {', '.join(_KINDS)}.")
        return
    named = entry.get(_KINDS[kind])
    if not isinstance(named, str) or not named:
        yield _fault(line, f"`{where}` is of kind {kind} and has no `{_KINDS[kind]}`.")
    elif _KINDS[kind] == "package" and not _PACKAGE.match(named):
        yield _fault(line, f"`{where}.package` is {named!r}: name a package, not an address.")


def _words(value: object) -> list[str]:
    return [str(word) for word in value] if isinstance(value, list) else []


def _entries(value: object) -> list[Mapping[str, Any]]:
    return (
        [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []
    )


def _fault(line: int, message: str, *, warning: bool = False) -> Fault:
    return Fault("SKILL.md", line, message, Source.OPENCLAW, warning)
