"""What a comparison of two states of a project's modules finds."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from skillrun.project.comparing.forms import Piece
from skillrun.project.comparing.spelling import Renames
from skillrun.project.comparing.units import Unit

_WORD = re.compile(r"\w+")
_ALIKE = 0.8


class ChangeKind(StrEnum):
    """How a unit changed."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    MOVED = "moved"
    SIGNATURE = "signature"
    BEHAVIOUR = "behaviour"


@dataclass(frozen=True, slots=True)
class Hunk:
    """One place at which a unit changed.

    Attributes:
        before: The pieces that are gone.
        after: The pieces that are new.
        line: Where the new ones stand, or what follows the place in the file after the change.
    """

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    line: int

    @property
    def names(self) -> frozenset[str]:
        """The names that only one side has; all of them where both have the same."""
        old = frozenset(name for piece in self.before for name in piece.names)
        new = frozenset(name for piece in self.after for name in piece.names)
        return (old ^ new) or (old | new)


@dataclass(frozen=True, slots=True)
class Change:
    """A unit that changed.

    Attributes:
        kind: How.
        before: What it was; None where it was added.
        after: What it is; None where it is gone.
    """

    kind: ChangeKind
    before: Unit | None
    after: Unit | None

    @property
    def unit(self) -> Unit:
        """What it is, or was."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def old(self) -> Unit:
        """What it was, or is."""
        found = self.before or self.after
        assert found is not None
        return found

    @property
    def hunks(self) -> tuple[Hunk, ...]:
        """The places at which the unit changed, in their order."""
        return tuple(_hunks(self.before, self.after))


def _hunks(before: Unit | None, after: Unit | None) -> Iterator[Hunk]:
    old = before.pieces if before else ()
    new = after.pieces if after else ()
    matcher = SequenceMatcher(None, [p.form for p in old], [p.form for p in new], autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        for gone, come in _paired(old[start:end], new[new_start:new_end]):
            at = new_start + new[new_start:].index(come[0]) if come else new_start
            following = next((p.line for p in new[at:] if p.line), 0)
            yield Hunk(gone, come, following or (after.line if after else 1))


def _paired(
    old: tuple[Piece, ...], new: tuple[Piece, ...]
) -> Iterator[tuple[tuple[Piece, ...], tuple[Piece, ...]]]:
    """Split a run in which a piece was altered beside others that came or went."""
    if len(old) == len(new) or not (old and new):
        yield old, new
        return
    pairs = ((a, b, i, j) for i, a in enumerate(old) for j, b in enumerate(new))
    one, other, i, j = max(pairs, key=lambda found: _common(*found[:2]))
    if _likeness(one, other) < _ALIKE:
        yield old, new
        return
    if old[:i] or new[:j]:
        yield from _paired(old[:i], new[:j])
    yield (old[i],), (new[j],)
    if old[i + 1 :] or new[j + 1 :]:
        yield from _paired(old[i + 1 :], new[j + 1 :])


def _common(one: Piece, other: Piece) -> float:
    """How many of their names two pieces share: those tell entries of one list apart."""
    return len(one.names & other.names) / max(len(one.names | other.names), 1)


def _likeness(one: Piece, other: Piece) -> float:
    words, others = Counter(_WORD.findall(one.form)), Counter(_WORD.findall(other.form))
    return 2 * (words & others).total() / max(words.total() + others.total(), 1)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two states of modules, compared.

    Attributes:
        changes: What changed, by file and line.
        renames: What goes by another name now.
        unread: Files that could not be read on one side.
    """

    changes: tuple[Change, ...]
    renames: Renames
    unread: frozenset[str] = frozenset()
