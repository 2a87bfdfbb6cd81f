"""Files of an answer while they are read: names, the blocks under them, and what is neither."""

import re

from skillrun.protocol.answer import AnswerFile, NameForm, NoteKind
from skillrun.protocol.blocks import Block
from skillrun.protocol.ending import Ending
from skillrun.protocol.events import FileClosed, FileOpened
from skillrun.protocol.fences import Fence
from skillrun.protocol.languages import language_of
from skillrun.protocol.names import (
    Name,
    is_standard,
    looks_like_file,
    name_in_comment,
    name_in_info,
    name_in_prose,
    read_name,
)
from skillrun.protocol.notebook import Notebook
from skillrun.protocol.operations import SHELL_LANGUAGES

_THEMATIC_BREAK = re.compile(r"([-*_])(?:[ \t]*\1){2,}")
_LONGEST_NAME_LINE = 400
_LONGEST_DESCRIPTION = 4
_ALIASES = {
    "docker": "dockerfile",
    "js": "javascript",
    "md": "markdown",
    "py": "python",
    "python3": "python",
    "ts": "typescript",
    "yml": "yaml",
}


class Delivery:
    """Collects files.

    Args:
        part: 1-based number of the part.
        notebook: Where notes and events go.
        ending: The part's split marker.

    Attributes:
        files: The files so far.
    """

    def __init__(self, part: int, notebook: Notebook, ending: Ending) -> None:
        self.files: list[AnswerFile] = []
        self._part = part
        self._notebook = notebook
        self._ending = ending
        self._name: Name | None = None
        self._gap = False
        self._stray: tuple[int, str] | None = None
        self._passed: Name | None = None
        self._listed: list[str] = []

    @property
    def awaits_block(self) -> bool:
        """A name has been read and its block has not."""
        return self._name is not None

    def blank(self) -> None:
        """Take a blank line."""
        self._gap = True

    def line(self, text: str, number: int, written: str) -> None:
        """Take a line between files.

        Args:
            text: The line, trimmed, without what cannot be seen.
            number: Its 1-based number.
            written: The line as it came.
        """
        if _THEMATIC_BREAK.fullmatch(text):
            return
        name = read_name(text, number) if len(text) <= _LONGEST_NAME_LINE else None
        if name is not None and not written.isascii():
            # What cannot be seen is passed over here; the rules are to know that it was there.
            name = name._replace(spelled=is_standard(written) or name.spelled)
        if self._name is not None and (name is None or name.path != self._name.path):
            self._pass_name()
        if self._stray is not None:
            self._drop_stray()
        self._gap = False
        if name is not None:
            self._drop_passed()
            self._name = name
        elif self._ending.seen:
            self._ending.line(text, number)
        else:
            self._stray = (number, text)

    def settle(self) -> None:
        """Something else begins: what was held back to see what follows is written down."""
        self._pass_name()
        self._drop_passed()
        self._drop_stray()

    def marker(self, first_line: int) -> list[str]:
        """A split marker was read; what stands between the last file and it introduces it.

        Args:
            first_line: The line of the marker.

        Returns:
            The files listed in front of it.
        """
        self._pass_name()
        self._drop_passed()
        self._stray = None
        since = self.files[-1].content_line if self.files else first_line
        self._notebook.take_back(since, only=NoteKind.STRAY_PROSE)
        return self._listed

    def forget(self) -> None:
        """Nothing that has been read counts."""
        self._name, self._stray, self._passed = None, None, None
        self._listed.clear()

    def _pass_name(self) -> None:
        """No block follows the name at once; a description may stand between them."""
        self._drop_passed()
        self._passed, self._name = self._name, None

    def _drop_passed(self) -> None:
        """A name with no block under it: an item of a list, or a file that did not come."""
        name, self._passed = self._passed, None
        if name is None:
            return
        if self._ending.seen:
            self._ending.promise(name.path)
        elif name.form is NameForm.LIST or not looks_like_file(name.path):
            self._listed.append(name.path)
            self._notebook.note(NoteKind.STRAY_PROSE, name.line, name.spelled)
        else:
            self._notebook.note(NoteKind.NAME_WITHOUT_BLOCK, name.line, name.spelled)

    def _drop_stray(self) -> None:
        if self._stray is not None:
            self._notebook.note(NoteKind.STRAY_PROSE, *self._stray)
            self._stray = None

    def open_block(self, fence: Fence, number: int) -> Block:
        """Open a block where files are delivered, with the name that stands above it."""
        block = Block(fence, number, bears_file=True)
        if self._name is not None:
            detached = self._gap and self._name.form is NameForm.STANDARD
            block.name = self._name._replace(form=NameForm.DETACHED) if detached else self._name
            self._name = None
            self._notebook.emit(FileOpened(block.name.path, block.name.line))
            return block
        block.name = name_in_info(fence.info, number)
        if block.name is not None:
            self._notebook.emit(FileOpened(block.name.path, number))
        else:
            block.fallback = self._named_before(fence)
        return block

    def _named_before(self, fence: Fence) -> Name | None:
        """A name that the text above a block may mean for it."""
        if self._stray is None or fence.language in SHELL_LANGUAGES:
            return None
        number, text = self._stray
        passed = self._passed
        if (name := name_in_prose(text, number)) or passed is None:
            return name
        described = number - passed.line <= _LONGEST_DESCRIPTION
        same_language = language_of(passed.path) == _ALIASES.get(fence.language, fence.language)
        form = NameForm.DETACHED if passed.form is NameForm.STANDARD else passed.form
        return passed._replace(form=form) if described and same_language else None

    def close_block(self, block: Block) -> None:
        """Take a block that has come to its end."""
        self._gap = False
        content = block.content
        name = block.name or name_in_comment(content, block.line + 1) or block.fallback
        if name is not None and name is block.fallback:
            if self._passed is not None and name.line == self._passed.line:
                self._passed = None
            else:
                self._stray = None
        self._drop_passed()
        self._drop_stray()
        if name is not None:
            self._deliver(block, name, content)
        elif not self._ending.lists(content, block.line):
            self._unnamed(block)

    def _deliver(self, block: Block, name: Name, content: str) -> None:
        if block.name is None:
            self._notebook.emit(FileOpened(name.path, name.line))
        self._listed.clear()
        if (line := self._ending.not_last()) > 0:
            self._notebook.take_back(line, only=NoteKind.MALFORMED_SPLIT)
            self._notebook.note(NoteKind.STRAY_PROSE, line)
        file = AnswerFile(
            path=name.path,
            spelled=name.spelled,
            language=_language(block.fence, name.form),
            content=content,
            line=name.line,
            content_line=block.line + 1,
            end_line=block.end_line,
            complete=block.closed,
            name_form=name.form,
            part=self._part,
        )
        self.files.append(file)
        self._notebook.emit(FileClosed(file))

    def _unnamed(self, block: Block) -> None:
        self._ending.not_last()
        self._notebook.note(NoteKind.UNNAMED_BLOCK, block.line, block.fence.run + block.fence.info)
        if self.files and self.files[-1].path.lower().endswith((".md", ".mdx")):
            self._notebook.note(NoteKind.AMBIGUOUS_FENCE, block.line, self.files[-1].path)


def _language(fence: Fence, form: NameForm) -> str:
    word = fence.language
    if form is not NameForm.INFO:
        return word
    language, colon, _ = word.partition(":")
    return language if colon else "" if looks_like_file(word) else word
