"""What the lists of dependencies around a file bring."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from skillrun.rules.model import Subject

from ..semantics.commands import commands_of
from ..semantics.dependency_lists import requirement_lists
from ..semantics.requirements import added_names, adds_unknown, canonical, names_of
from ..semantics.toml import get, read
from .known import closure, is_closed

_LOCKED = re.compile(r'^name = "([^"]+)"$', re.MULTILINE)
_REQUIREMENTS = re.compile(
    r"(?:[\w.-]*requirements[\w.-]*|requirements/(?:[\w.-]+/)?[\w.-]+)\.(?:txt|in|pip)"
)
_LOCKS = ("uv.lock", "poetry.lock")
_ELSEWHERE = frozenset({"setup.py", "Pipfile", "environment.yml"})

# The names that one manifest brings; None where it keeps them where they cannot be read.
_Names = frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Brought:
    """What is installed where all the lists are followed.

    Attributes:
        names: Canonical names, what is known to come along included.
        whole: There is no more: a lock file says so, or all that was listed is known in full.
    """

    names: frozenset[str]
    whole: bool


def distributions_above(folder: str, subject: Subject) -> Brought | None:
    """What is brought for the files of a folder.

    Args:
        folder: Its path; empty for the top.
        subject: What is judged.

    Returns:
        None where that cannot be known.
    """
    manifests = subject.once(_manifests)
    listed = [_of_commands(subject), *_in(folder, manifests.lists)]
    locked = [*_in(folder, manifests.locks)]
    if any(names is None for names in listed):
        return None
    direct = frozenset[str]().union(*(names for names in listed if names))
    if not direct:
        return None
    names = direct.union(*(names for names in locked if names))
    return Brought(closure(names), bool(locked) or is_closed(direct))


def _in(folder: str, manifests: dict[str, list[_Names]]) -> Iterator[_Names]:
    """The manifests in a folder and in each above it."""
    while True:
        yield from manifests.get(folder, ())
        if not folder:
            return
        folder = folder.rpartition("/")[0]


def _of_commands(subject: Subject) -> _Names:
    commands = subject.once(commands_of)
    if any(adds_unknown(command.argv) for command in commands):
        return None
    added = (a.requirement for c in commands for a in added_names(c.argv))
    return frozenset(chain.from_iterable(map(names_of, added)))


@dataclass(frozen=True, slots=True)
class _Manifests:
    """What each manifest of the project brings, by the folder that it speaks for.

    Attributes:
        lists: What is asked for.
        locks: What was resolved.
    """

    lists: dict[str, list[_Names]]
    locks: dict[str, list[_Names]]


def _manifests(subject: Subject) -> _Manifests:
    found: dict[str, list[_Names]] = {}
    locks: dict[str, list[_Names]] = {}
    for path in sorted(subject.paths):
        folder, _, name = path.rpartition("/")
        requirements = _REQUIREMENTS.search(path)
        if name == "pyproject.toml":
            found.setdefault(folder, []).append(_of_pyproject(path, subject))
            # git may ignore the lock file, so that no listing names it.
            for lock in _LOCKS:
                source = subject.source(f"{folder}/{lock}".lstrip("/"))
                if source is not None:
                    names = frozenset(map(canonical, _LOCKED.findall(source.text)))
                    locks.setdefault(folder, []).append(names)
        elif requirements and requirements.end() == len(path):
            base = path[: requirements.start()].rstrip("/")
            found.setdefault(base, []).append(_of_requirements(path, subject))
        elif _keeps_them(path, name, subject):
            found.setdefault(folder, []).append(None)
    return _Manifests(found, locks)


def _keeps_them(path: str, name: str, subject: Subject) -> bool:
    """Whether a file of another tool holds the project's dependencies."""
    if name == "setup.cfg":
        source = subject.source(path)
        return source is not None and "install_requires" in source.text
    return name in _ELSEWHERE


def _of_pyproject(path: str, subject: Subject) -> _Names:
    """The names in a `pyproject.toml`, as it was and as it would be."""
    source = subject.source(path)
    found: set[str] = set()
    for text in (source.text if source else "", subject.on_disk(path) or ""):
        data = read(text)
        dynamic = get(data, ("project", "dynamic"))
        if isinstance(dynamic, list) and "dependencies" in dynamic:
            return None
        found.update(
            n for e in requirement_lists(data) for r in e.requirements for n in names_of(r)
        )
    return frozenset(found) - {""}


def _of_requirements(path: str, subject: Subject) -> _Names:
    source = subject.source(path)
    lines = source.lines if source else ()
    listed = (line for line in lines if not line.startswith(("#", "-")))
    return frozenset(chain.from_iterable(map(names_of, listed)))
