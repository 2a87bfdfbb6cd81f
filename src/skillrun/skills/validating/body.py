"""The text of SKILL.md: enough of it, not too much, and what it points at is there."""

import re
from collections.abc import Iterator
from pathlib import Path

from skillrun.skills.validating.model import Fault, Source

_FILE = "SKILL.md"
_HEAD = re.compile(r"\A\ufeff?---[ \t]*\r?\n.*?^---[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_LINK = re.compile(r"\]\((?!\w+:|#)([^)\s#]+)[^)]*\)")
_NAMED = re.compile(r"`((?:[\w-]+/)?(?:references|assets|scripts)/[\w./-]+)`")
_MOST_LINES = 500
# What ClawHub's quality score takes off, and the score below which a skill is held back.
_LEAST = (("characters", 250, 28), ("words", 80, 24), ("headings", 2, 10), ("list entries", 3, 8))
_PASSING = 72


def body_faults(root: Path) -> Iterator[Fault]:
    """Judge the text below the head.

    Args:
        root: The skill's folder.
    """
    text = (root / _FILE).read_text(encoding="utf-8", errors="replace")
    head = _HEAD.match(text)
    body = text[head.end() :] if head else text
    first = 1 + text[: len(text) - len(body)].count("\n")
    lines = body.splitlines()
    if len(lines) > _MOST_LINES:
        said = (
            f"The text has {len(lines)} lines: move what goes beyond {_MOST_LINES} to references/."
        )
        yield Fault(_FILE, first, said, Source.AGENT_SKILLS, warning=True)
    yield from _thin(body, first)
    for number, line in enumerate(lines, first):
        yield from _line_faults(root, line, number)


def _thin(body: str, first: int) -> Iterator[Fault]:
    lines = [line.strip() for line in body.splitlines()]
    has = {
        "characters": len("".join(body.split())),
        "words": len(re.findall(r"\w[\w'-]*", body)),
        "headings": sum(bool(re.match(r"#{1,3}\s", line)) for line in lines),
        "list entries": sum(bool(re.match(r"[-*]\s", line)) for line in lines),
    }
    lacking = [(what, least, worth) for what, least, worth in _LEAST if has[what] < least]
    quarantined = 100 - sum(worth for _, _, worth in lacking) < _PASSING
    for what, least, _ in lacking:
        said = (
            f"The text has {has[what]} {what}, ClawHub holds back skills with fewer than {least}."
        )
        yield Fault(_FILE, first, said, Source.CLAWHUB, warning=not quarantined)


def _line_faults(root: Path, line: str, number: int) -> Iterator[Fault]:
    if "{baseDir}" in line:
        said = "`{baseDir}` is not expanded everywhere: write paths relative to the skill's folder."
        yield Fault(_FILE, number, said, Source.OPENCLAW, warning=True)
    for target in {*_LINK.findall(line), *_NAMED.findall(line)}:
        path = (root / target).resolve()
        if not path.is_relative_to(root):
            said = f"`{target}` leads out of the skill's folder."
            yield Fault(_FILE, number, said, Source.AGENT_SKILLS)
        elif not path.exists():
            yield Fault(_FILE, number, f"There is no `{target}`.", Source.AGENT_SKILLS)
