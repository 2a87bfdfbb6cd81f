"""OPS008 gitignore, OPS009 dockerignore."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from skillrun.rules.model import Example, Finding, SourceRule, Subject
from skillrun.rules.source import Source

from ..assets import asset
from .place import is_at_top

_WILD = re.compile(r"[*?]|\[[^\]]*\]")


class Gitignore(SourceRule):
    """A required line of `.gitignore`."""

    code = "OPS008"
    name = "gitignore"
    directive = "The file `.gitignore` holds every line of the skill's `gitignore` asset; lines may be added."
    decisions = (
        "Lines are compared to the letter, but for blanks, a leading `**/`, and a folder's trailing "
        "`/`, without which a line ignores more. A wider pattern that is no required line itself "
        "(`*.py[cod]`) stands for those that it covers. A line taken back by a later `!` line is missing. "
        "The file at the top of the project is judged; one violation names all lines."
    )
    bad = Example("*.pyc\n.env\n", ".gitignore")
    good = Example(asset("gitignore"), ".gitignore")
    languages = frozenset({"env"})

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:
        """Yield the lines that are missing."""
        if source.name == ".gitignore" and is_at_top(source.path, subject):
            yield from _missing(source)


class Dockerignore(SourceRule):
    """A required line of `.dockerignore`."""

    code = "OPS009"
    name = "dockerignore"
    directive = (
        "The file `.dockerignore` holds every line of the skill's `dockerignore` asset; lines may be "
        "added."
    )
    decisions = (
        "Lines are compared to the letter, but for blanks, a leading `/` or `**/` and a trailing `/`, "
        "which mean nothing to Docker or more than the line alone. A wider pattern that is no "
        "required line itself (`.git*`) stands for those that it covers. A line taken back by a later `!` "
        "line is missing. The file at the top of the project is judged; one violation names all lines."
    )
    bad = Example(".git\n.env\n", ".dockerignore")
    good = Example(asset("dockerignore"), ".dockerignore")
    languages = frozenset({"env"})

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:
        """Yield the lines that are missing."""
        if source.name == ".dockerignore" and is_at_top(source.path, subject):
            yield from _missing(source)


def missing_lines(source: Source) -> list[str]:
    """The lines that a `.gitignore` or `.dockerignore` is to hold and does not.

    Args:
        source: The file; its name tells which lines.
    """
    docker = source.name == ".dockerignore"
    wanted = asset("dockerignore" if docker else "gitignore").split()
    held: set[str] = set()
    extra: set[str] = set()
    taken_back: set[str] = set()
    for line in source.lines:
        text = line.strip("\ufeff \t\r")
        stands_for = _spellings(text.removeprefix("!"), docker=docker)
        if text.startswith("!"):
            taken_back |= stands_for
        elif text and not text.startswith("#"):
            held |= stands_for
            taken_back -= stands_for
            if not stands_for.intersection(wanted):
                extra.add(text)
    wider = [pattern for pattern in extra if _may_cover(pattern, "\n".join(wanted))]
    kept = {line for line in wanted if line in held or _is_covered(line, wider)} - taken_back
    return [line for line in wanted if line not in kept]


def _missing(source: Source) -> Iterator[Finding]:
    missing = missing_lines(source)
    if missing:
        words = ", ".join(f"`{line}`" for line in missing)
        plural = "lines are" if len(missing) > 1 else "line is"
        yield Finding(f"Required {plural} missing: add {words}.", 1)


def _may_cover(pattern: str, wanted: str) -> bool:
    """Whether the plain pieces of a pattern stand in the wanted lines: most patterns are done with."""
    pieces = _WILD.split(pattern.removeprefix("**/").rstrip("/"))
    return len(pieces) > 1 and all(piece in wanted for piece in pieces)


def _is_covered(line: str, extra: list[str]) -> bool:
    """Whether a wider pattern that is no required line itself ignores as much: `*.py[cod]`."""
    return any(
        fnmatchcase(line.rstrip("/"), pattern.removeprefix("**/").rstrip("/"))
        for pattern in extra
        if line.endswith("/") or not pattern.endswith("/")
    )


def _spellings(line: str, *, docker: bool) -> set[str]:
    """The required lines that a line stands for."""
    bare = line.removeprefix("**/")
    if docker:
        bare = bare.removeprefix("/").rstrip("/")
        return {bare, f"{bare}/"}
    return {bare} if bare.endswith("/") else {bare, f"{bare}/"}
