"""Files that changed on disk since the model saw them: refused, and shown from three sides.

Merging is left to the person: an answer was checked as a whole, and a merge of it was not.
"""

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING

from skillrun.errors import WorkspaceError
from skillrun.workspace.plan import Change

if TYPE_CHECKING:
    from skillrun.project.context import ShownFile

_CONTEXT = 2
_Lines = Sequence[str]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a model knew of a workspace when it answered.

    Attributes:
        files: The files it was shown, by path.
        listing: All paths that it was told of.
    """

    files: Mapping[str, "ShownFile"]
    listing: Collection[str]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A file that is no longer what the answer was made for. Field names are public (JSON).

    Attributes:
        path: Its path from the workspace's root.
        base: The SHA-256 of what the model saw, in hexadecimal; empty where there was no file.
        theirs: That of what is on disk now; empty where it is gone.
        ours: That of what the answer would write.
        view: Where the three differ, for a person; each line ended.
    """

    path: str
    base: str
    theirs: str
    ours: str
    view: str


class ConflictError(WorkspaceError):
    """Files changed on disk since the model saw them; nothing was written.

    Args:
        conflicts: The files; at least one.
    """

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        paths = ", ".join(conflict.path for conflict in conflicts[:5])
        more = " …" if len(conflicts) > 5 else ""
        super().__init__(
            f"Changed on disk since the model was asked: {paths}{more}. Nothing was written.",
            advice="Ask again: the model is then shown what is on disk now.",
        )
        self.conflicts = tuple(conflicts)


def refuse_conflicts(
    root: Path, changes: Iterable[Change], delivered: Collection[str], seen: Seen
) -> None:
    """Refuse changes of files that are not on disk as the model saw them.

    Args:
        root: The workspace.
        changes: What would be written.
        delivered: The paths that the answer brings; what commands make is not looked at.
        seen: What the model knew.

    Raises:
        ConflictError: If there is such a file.
    """
    ours = {os.path.realpath(root / path) for path in delivered}
    bases = {os.path.realpath(root / path): file for path, file in seen.files.items()}
    conflicts = []
    for change in changes:
        real = os.path.realpath(root / change.path)
        if real not in ours:
            continue
        base = bases.get(real)
        if base is None and change.path in seen.listing:
            continue  # an edit of a file that was not shown is judged by CMP010
        conflict = _conflict(change, base)
        if conflict is not None:
            conflicts.append(conflict)
    if conflicts:
        raise ConflictError(conflicts)


def three_way(base: str, theirs: str, ours: str) -> str:
    """Show where two versions differ from the one that both began with.

    Places that the answer alone changed are left out: nobody is in their way.

    Args:
        base: What the model saw.
        theirs: What is on disk now.
        ours: What the answer would write.

    Returns:
        A hunk for each place; conflict markers where both sides changed it.
    """
    sides = (base.splitlines(), theirs.splitlines(), ours.splitlines())
    return "".join(f"{line}\n" for hunk in _hunks(*sides) for line in hunk)


def _conflict(change: Change, base: "ShownFile | None") -> Conflict | None:
    theirs = "" if change.before is None else _hash(change.before)
    if theirs == (base.sha256 if base else ""):
        return None
    text = base.text if base else ""
    if change.before is None:
        view = "The file is gone from disk.\n"
    else:
        view = three_way(text, _text(change.before), _text(change.content))
        view = view or "Only the ends of lines were changed on disk.\n"
    return Conflict(change.path, base.sha256 if base else "", theirs, _hash(change.content), view)


def _hunks(base: _Lines, theirs: _Lines, ours: _Lines) -> Iterator[list[str]]:
    for (b0, b1), (t0, t1), (o0, o1) in _unstable(base, theirs, ours):
        old, disk, new = base[b0:b1], theirs[t0:t1], ours[o0:o1]
        if disk in (old, new):
            continue
        before = [f" {line}" for line in theirs[max(t0 - _CONTEXT, 0) : t0]]
        after = [f" {line}" for line in theirs[t1 : t1 + _CONTEXT]]
        both = new != old
        who = "changed on disk and by the answer" if both else "changed on disk alone"
        yield [
            f"@@ line {t0 + 1}: {who} @@",
            *before,
            *(_marked(old, disk, new) if both else _diff(old, disk)),
            *after,
        ]


def _marked(old: _Lines, disk: _Lines, new: _Lines) -> list[str]:
    return [
        *("<<<<<<< on disk now", *disk, "||||||| as the model saw it", *old),
        *("=======", *new, ">>>>>>> the answer"),
    ]


def _diff(old: _Lines, disk: _Lines) -> list[str]:
    return [*(f"-{line}" for line in old), *(f"+{line}" for line in disk)]


_Span = tuple[int, int]


def _unstable(base: _Lines, theirs: _Lines, ours: _Lines) -> Iterator[tuple[_Span, _Span, _Span]]:
    """Yield the places between the lines that all three have in common."""
    b = t = o = 0
    end = (len(base), len(theirs), len(ours), 0)
    for b1, t1, o1, length in (*_common(base, theirs, ours), end):
        if (b, t, o) != (b1, t1, o1):
            yield (b, b1), (t, t1), (o, o1)
        b, t, o = b1 + length, t1 + length, o1 + length


def _common(base: _Lines, theirs: _Lines, ours: _Lines) -> Iterator[tuple[int, int, int, int]]:
    """Yield the runs of lines that all three have in common: where each begins, and how long."""
    ones = SequenceMatcher(None, base, theirs).get_matching_blocks()
    others = SequenceMatcher(None, base, ours).get_matching_blocks()
    i = j = 0
    while i < len(ones) and j < len(others):
        one, other = ones[i], others[j]
        start = max(one.a, other.a)
        end = min(one.a + one.size, other.a + other.size)
        if start < end:
            yield start, one.b + start - one.a, other.b + start - other.a, end - start
        if one.a + one.size <= other.a + other.size:
            i += 1
        else:
            j += 1


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
