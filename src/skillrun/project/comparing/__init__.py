"""What a change of Python files changes, apart from how they are written."""

from skillrun.project.comparing.comparing import compare
from skillrun.project.comparing.forms import Piece
from skillrun.project.comparing.model import Change, ChangeKind, Comparison, Hunk
from skillrun.project.comparing.names import module_name
from skillrun.project.comparing.spelling import Renames, plurals, words_of
from skillrun.project.comparing.units import Unit, UnitKind

__all__ = [
    "Change",
    "ChangeKind",
    "Comparison",
    "Hunk",
    "Piece",
    "Renames",
    "Unit",
    "UnitKind",
    "compare",
    "module_name",
    "plurals",
    "words_of",
]
