"""Whether the end of a file that holds fences like its own is in doubt."""

import re
from collections.abc import Iterable, Sequence

from skillrun.protocol.answer import AnswerFile, Note, NoteKind
from skillrun.protocol.fences import Fence, opening_fence, run_and_rest
from skillrun.protocol.names import name_in_info, read_name

# Signs that a fence was taken for another's partner.
_ASTRAY = frozenset({NoteKind.UNNAMED_BLOCK, NoteKind.NAME_WITHOUT_BLOCK, NoteKind.UNCLOSED_FENCE})
_NAMED_BLOCK = re.compile(r"^`[^`\s]+`[ \t]*\r?\n(?:```|~~~)", re.MULTILINE)


def without_settled(
    text: str, notes: tuple[Note, ...], files: Iterable[AnswerFile]
) -> tuple[Note, ...]:
    """Drop the notes of fences that could be read in two ways and can be meant in one alone.

    CommonMark's reading ends the file where the first inner block ends. Where all of the part
    falls into place by the reading that was taken, and CommonMark's leaves a fence without a
    partner or a block without a name, there is no doubt. That is no proof where the inner block
    bears a file's name.

    Args:
        text: The part as received.
        notes: What was noted of it.
        files: Its files.
    """
    noted = {note.text for note in notes if note.kind is NoteKind.AMBIGUOUS_FENCE}
    if not noted or any(note.kind in _ASTRAY for note in notes):
        return notes
    lines = text.split("\n")
    settled = {file.path for file in files if file.path in noted and _is_settled(file, lines)}
    return tuple(
        note
        for note in notes
        if note.kind is not NoteKind.AMBIGUOUS_FENCE or note.text not in settled
    )


def _is_settled(file: AnswerFile, lines: Sequence[str]) -> bool:
    """Whether the file's lines make no regular answer if each block ends at the first fence."""
    if _NAMED_BLOCK.search(file.content):
        return False
    fence = opening_fence(lines[file.content_line - 2])
    above = ""
    for line in lines[file.content_line - 1 : file.end_line]:
        if fence is not None:
            fence = None if _closes(line, fence) else fence
        else:
            fence = opening_fence(line)
            if fence is not None and not (read_name(above, 1) or name_in_info(fence.info, 1)):
                return True
        above = line.strip() or above
    return fence is not None


def _closes(line: str, fence: Fence) -> bool:
    found = run_and_rest(line, fence)
    return found is not None and not found[1]
