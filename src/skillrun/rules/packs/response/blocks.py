"""RSP006 to RSP009, RSP011 and RSP018: files, their names and their blocks."""

from collections.abc import Iterator

from skillrun.protocol.answer import Answer, AnswerFile, NameForm, Note, NoteKind, Part
from skillrun.protocol.lines import visible
from skillrun.protocol.names import unescaped
from skillrun.protocol.paths import normalize
from skillrun.rules.model import AnswerRule, Example, Finding, Subject
from skillrun.rules.packs.response.examples import FILE, GOOD, OTHER_FILE, answer

_FORMS = {
    NameForm.DETACHED: "blank lines between it and its block",
    NameForm.HEADING: "a heading",
    NameForm.BOLD: "bold text",
    NameForm.LABEL: "other words on its line",
    NameForm.LIST: "an item of a list",
    NameForm.PLAIN: "no backticks around it",
    NameForm.INFO: "its place in the fence's info string",
    NameForm.COMMENT: "its place in the first line of the file",
}
# Files whose being there is all there is to them.
_MARKER_FILES = frozenset({"__init__.py", "py.typed", ".gitkeep", ".keep"})
_LONGER_FENCE = "put four backticks around a file that holds lines of three"


def _notes(answer: Answer, kind: NoteKind) -> Iterator[tuple[Part, Note]]:
    return ((part, note) for part in answer.parts for note in part.notes if note.kind is kind)


class UnnamedBlock(AnswerRule):
    """A code block among the files that has no name."""

    code = "RSP006"
    name = "unnamed-block"
    directive = "Put the name of its file above every code block of the files section."
    bad = Example(answer(FILE.partition("\n")[2]))
    good = Example(answer(FILE))

    def check(self, answer: Answer, subject: Subject) -> Iterator[Finding]:  # noqa: ARG002
        """Yield each such block."""
        for part, note in _notes(answer, NoteKind.UNNAMED_BLOCK):
            message = (
                f"A code block has no filename: write the path in backticks on the line above it. "
                f"If it is the content of a file above, {_LONGER_FENCE}."
            )
            yield Finding(message, note.line, part=part.number)


class NameWithoutBlock(AnswerRule):
    """A file's name with no code block under it."""

    code = "RSP007"
    name = "name-without-block"
    directive = "Put the whole file in a code block right under each filename of the files section."
    bad = Example(answer(FILE, "`apps/payments/urls.py`\n", OTHER_FILE))
    good = Example(answer(FILE, OTHER_FILE))

    def check(self, answer: Answer, subject: Subject) -> Iterator[Finding]:  # noqa: ARG002
        """Yield each such name."""
        for part, note in _notes(answer, NoteKind.NAME_WITHOUT_BLOCK):
            message = (
                f"`{note.text}` has no code block under it: deliver the file or leave the name out."
            )
            yield Finding(message, note.line, part=part.number)


class MalformedFilename(AnswerRule):
    """A file's name in another form than the prescribed one."""

    code = "RSP008"
    name = "malformed-filename"
    directive = (
        "Write each filename alone on its line, in backticks and nothing else, directly above its "
        "code block."
    )
    decisions = (
        "The file is read all the same, so a program can mend the form; but not where prose stands "
        "between name and block, because the block may be another thing than the file."
    )
    bad = Example(
        answer(FILE.replace("`apps/payments/services.py`", "### apps/payments/services.py"))
    )
    good = Example(answer(FILE))

    def check(self, answer: Answer, subject: Subject) -> Iterator[Finding]:  # noqa: ARG002
        """Yield each name in another form."""
        for file in answer.files:
            problem = _FORMS.get(file.name_form) or _characters(file)
            if problem:
                message = (
                    f"The filename is written with {problem}: write `{file.path}` in backticks, "
                    "alone on the line directly above its block."
                )
                mendable = not _described(file, answer)
                yield Finding(message, file.line, part=file.part, fixable=mendable)


def _described(file: AnswerFile, answer: Answer) -> bool:
    """Whether prose stands between the name and the block: then they may not belong together."""
    return any(
        part.number == file.part and file.line < note.line < file.content_line
        for part, note in _notes(answer, NoteKind.STRAY_PROSE)
    )


def _characters(file: AnswerFile) -> str:
    if visible(file.spelled) != file.spelled:
        return "invisible characters"
    return "escapes in it" if unescaped(file.spelled) != file.spelled else ""


class DuplicateFile(AnswerRule):
    """A file that comes twice in one part."""

    code = "RSP009"
    name = "duplicate-file"
    directive = "Deliver each file once."
    decisions = "Twice in one part; in a later part RSP016 reports it."
    bad = Example(answer(FILE, FILE.replace("`apps/", "`./apps/")))
    good = Example(answer(FILE, OTHER_FILE))

    def check(self, answer: Answer, subject: Subject) -> Iterator[Finding]:  # noqa: ARG002
        """Yield each further delivery."""
        for part in answer.parts:
            first: dict[str, int] = {}
            for file in part.files:
                line = first.setdefault(normalize(file.path), file.line)
                if line != file.line:
                    message = (
                        f"`{file.path}` was delivered before, on line {line}: deliver it once, with "
                        "everything in it."
                    )
                    yield Finding(message, file.line, part=part.number)


class TruncatedFile(AnswerRule):
    """A block that is not closed, or whose end cannot be told."""

    code = "RSP011"
    name = "truncated-file"
    directive = (
        "Close every code block and finish every file. If a file holds a line of three backticks, "
        "put a longer fence around it."
    )
    decisions = (
        "A block that holds another block with the same fence can be read in two ways. The parser "
        "takes the inner one as a part of the file. Where all of the answer falls into place by "
        "that reading the other one leaves a fence without its partner, so there is no doubt and "
        "nothing to say. In any other answer, and where what stands inside is itself a named file, "
        "nobody can know."
    )
    bad = Example(GOOD.removesuffix("```\n"))
    good = Example(
        answer("`README.md`\n````markdown\n# Payments\n\n```bash\nuv sync\n```\n````\n", OTHER_FILE)
    )

    def check(self, answer: Answer, subject: Subject) -> Iterator[Finding]:  # noqa: ARG002
        """Yield each such block."""
        for file in answer.files:
            if not file.complete:
                message = f"The block of `{file.path}` is not closed: deliver the whole file and close it."
                yield Finding(message, file.line, part=file.part)
        for part in answer.parts:
            yield from _open_blocks(part)
            yield from _ambiguous_blocks(part)


def _open_blocks(part: Part) -> Iterator[Finding]:
    fences = {file.content_line - 1 for file in part.files}
    for note in part.notes:
        if note.kind is NoteKind.UNCLOSED_FENCE and note.line not in fences:
            yield Finding("A code block is not closed: close it.", note.line, part=part.number)


def _ambiguous_blocks(part: Part) -> Iterator[Finding]:
    lines = {file.path: file.line for file in part.files}
    for path in dict.fromkeys(
        note.text for note in part.notes if note.kind is NoteKind.AMBIGUOUS_FENCE
    ):
        if path in lines:
            message = (
                f"Where `{path}` ends cannot be told: it holds lines that could close its block; "
                f"{_LONGER_FENCE}."
            )
            yield Finding(message, lines[path], part=part.number)


class EmptyFile(AnswerRule):
    """A file with nothing in it."""

    code = "RSP018"
    name = "empty-file"
    directive = "Deliver no empty file, except `__init__.py`."
    decisions = (
        "`py.typed`, `.gitkeep` and `.keep` are empty by their nature too. Blank lines are nothing."
    )
    bad = Example(answer("`apps/payments/services.py`\n```python\n```\n"))
    good = Example(answer("`apps/payments/__init__.py`\n```python\n```\n"))

    def check(self, answer: Answer, subject: Subject) -> Iterator[Finding]:  # noqa: ARG002
        """Yield each empty file."""
        for file in answer.files:
            name = file.path.rpartition("/")[2]
            if file.complete and not file.content.strip() and name not in _MARKER_FILES:
                message = f"`{file.path}` is empty: deliver its whole content or leave it out."
                yield Finding(message, file.line, part=file.part)
