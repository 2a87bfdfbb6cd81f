"""What a comparison of two states of a project's modules finds."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from skillrun.project.comparing.forms import Piece
from skillrun.project.comparing.spelling import Renames
from skillrun.project.comparing.units import Unit


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
        if tag != "equal":
            following = next((p.line for p in new[new_start:] if p.line), 0)
            line = following or (after.line if after else 1)
            yield Hunk(old[start:end], new[new_start:new_end], line)


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
