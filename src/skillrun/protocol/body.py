"""An answer's lines outside its code blocks, and what its blocks stand for there."""

from dataclasses import replace

from skillrun.protocol.answer import NoteKind, Part, SectionKind, Split
from skillrun.protocol.blocks import Block
from skillrun.protocol.delivery import Delivery
from skillrun.protocol.doubts import without_settled
from skillrun.protocol.ending import Ending
from skillrun.protocol.events import SectionOpened, SplitSeen
from skillrun.protocol.fences import Fence, opening_fence
from skillrun.protocol.grammar import Grammar
from skillrun.protocol.lines import visible
from skillrun.protocol.names import read_name
from skillrun.protocol.notebook import Notebook
from skillrun.protocol.operations import SHELL_LANGUAGES
from skillrun.protocol.outline import Outline
from skillrun.protocol.plan import Plan
from skillrun.protocol.splits import SplitMarkers
from skillrun.protocol.thinking import Thinking
from skillrun.protocol.titles import Heading, Titles, heading_level

_WRAPPERS = frozenset({"", "markdown", "md", "text", "txt", "plaintext"})


class Body:
    """Reads the lines outside blocks, takes closed blocks, and makes a `Part` of both.

    Args:
        grammar: The words of the answer.
        part: 1-based number of the part.
    """

    def __init__(self, grammar: Grammar, part: int) -> None:
        self._part = part
        self._titles = Titles(grammar)
        self._splits = SplitMarkers(grammar)
        self._outline = Outline()
        self._plan = Plan(grammar, part)
        self._thinking = Thinking()
        self._notebook = Notebook()
        self._ending = Ending()
        self._delivery = Delivery(part, self._notebook, self._ending)
        self._wrapper: Fence | None = None
        # What has come since a heading that may yet turn out to be one of the reasoning.
        self._held: list[tuple[str, int] | Block] = []
        self.talk = self._notebook.talk
        self.take_events = self._notebook.take_events

    @property
    def in_reasoning(self) -> bool:
        """The open section is the reasoning."""
        return self._outline.kind is SectionKind.REASONING

    def line(self, line: str, number: int, end: int) -> Block | None:
        """Read a line outside blocks.

        Args:
            line: The line with its end.
            number: Its 1-based number.
            end: The offset behind it.

        Returns:
            The block that it opens, if any.
        """
        seen = visible(line)
        text = seen.strip()
        if number == 1 and line.startswith("\ufeff"):
            self._notebook.note(NoteKind.BOM, 1)
        if (self._thinking.inside or "<" in text) and self._is_thinking(text):
            return self._think(text, number, end)
        if not text:
            self._blank(line)
        elif ("```" in text or "~~~" in text) and (fence := opening_fence(seen)) is not None:
            return self._open_block(fence, line, number, end)
        elif text[0] not in "#*_" or not self._heading(text, number, end - len(line), end):
            self._text_line(line, text, number, end)
        return None

    def finish(self, text: str) -> Part:
        """Come to the end.

        Args:
            text: The part as received.
        """
        self._delivery.settle()
        split = self._ending.split()
        if split is not None:
            self._notebook.emit(SplitSeen(split))
        return Part(
            number=self._part,
            text=text,
            sections=self._outline.sections(text),
            files=tuple(self._delivery.files),
            operations=tuple(self._plan.operations),
            split=split,
            notes=without_settled(text, self._notebook.notes(), self._delivery.files),
        )

    def _heading(self, text: str, number: int, start: int, end: int) -> bool:
        heading = self._titles.heading(text)
        if heading is not None and heading.own_words and self._is_taken(heading.kind):
            heading = replace(heading, kind=SectionKind.OTHER, canonical=True)
        if heading is None or not self._is_section(heading, text, number):
            return False
        self._delivery.settle()
        if heading.canonical:
            self._take_back_tentative(heading)
        else:
            self._notebook.note(NoteKind.HEADING_FORM, number, text)
        if self.in_reasoning and not heading.canonical:
            self._held = [(text, number)]
        else:
            self._held.clear()
            self._plan.reset()
        self._outline.open(heading, number, start, end)
        self._notebook.emit(SectionOpened(heading.kind, heading.title, number))
        return True

    def _is_taken(self, kind: SectionKind) -> bool:
        """Whether a section that is called by another name would come again or too late."""
        return self._outline.has(kind) or self._outline.has(SectionKind.FILES)

    def _is_section(self, heading: Heading, text: str, number: int) -> bool:
        if heading.kind is SectionKind.OTHER:
            if self.in_reasoning:
                return not self._plan.is_title(text)
            return not (self._outline.bears_files and read_name(text, number))
        return heading.canonical or not self._outline.has(heading.kind)

    def _take_back_tentative(self, heading: Heading) -> None:
        """A `### Files` in the reasoning was no section if the true heading comes after it."""
        line = self._outline.tentative_line
        files = self._delivery.files
        same = heading.kind is self._outline.kind
        within = bool(self._held) and heading.kind is SectionKind.FILES
        if (same or within) and line and not (files and files[-1].line > line):
            self._outline.take_back()
            self._notebook.take_back(line)
            for held in self._held:
                if isinstance(held, Block):
                    self._plan.block(held)
                else:
                    self._plan.line(*held)

    def _blank(self, line: str) -> None:
        self._delivery.blank()
        if self.in_reasoning:
            self.talk(line)

    def _text_line(self, line: str, text: str, number: int, end: int) -> None:
        if self._held:
            self._held.append((text, number))
        bears_files = self._outline.bears_files
        if bears_files and text[0] == "`" and " " not in text:
            # The name of a file, nearly always: no need to look for anything else.
            self._delivery.line(text, number, line)
            return
        loose = self._outline.kind in {SectionKind.FILES, SectionKind.OTHER}
        split = self._splits.read(text, number, loose=loose)
        if split is not None:
            self._split_marker(split, text)
            self._outline.close(end - len(line))
        elif bears_files:
            self._delivery.line(text, number, line)
        elif self._ending.seen:
            self._ending.line(text, number)
        elif self.in_reasoning:
            self.talk(line)
            self._plan.line(text, number)

    def _split_marker(self, split: Split, text: str) -> None:
        self._ending.open(split, self._delivery.marker(split.line))
        if not split.canonical:
            self._notebook.note(NoteKind.MALFORMED_SPLIT, split.line, text)

    def _open_block(self, fence: Fence, line: str, number: int, end: int) -> Block | None:
        if self._ends_wrapper(fence):
            self._wrapper = None
            self._outline.close(end - len(line))
            return None
        if not self._outline.bears_files:
            if self.in_reasoning:
                self.talk(line)
            return Block(fence, number)
        block = self._delivery.open_block(fence, number)
        block.undecided = (
            self._outline.kind is None
            and self._wrapper is None
            and block.name is None
            and fence.language in _WRAPPERS
        )
        return block

    def close_block(self, block: Block) -> None:
        """Take a block that has come to its end."""
        if block.bears_file and not self._is_split(block):
            self._delivery.close_block(block)
        elif self.in_reasoning:
            self._plan.block(block)
        if self._held:
            self._held.append(block)
        if not block.closed:
            what = block.name.path if block.name else block.fence.run + block.fence.info
            self._notebook.note(NoteKind.UNCLOSED_FENCE, block.line, what)

    def _is_split(self, block: Block) -> bool:
        """Take a block that holds nothing but a split marker."""
        text = "" if block.name else block.content.strip()
        if not text or "\n" in text or not self._splits.is_exact(text):
            return False
        split = self._splits.read(text, block.line + 1, loose=False)
        if split is not None:
            self._split_marker(replace(split, canonical=False), text)
        return split is not None

    def ambiguous(self, block: Block, number: int) -> None:
        """Note a fence inside a block that could be read as its end."""
        path = block.name.path if block.name else ""
        self._notebook.note(NoteKind.AMBIGUOUS_FENCE, number, path)

    def _ends_wrapper(self, fence: Fence) -> bool:
        wrapper = self._wrapper
        if wrapper is None or fence.info or self._delivery.awaits_block:
            return False
        long_enough = fence.char == wrapper.char and fence.length >= wrapper.length
        # In the reasoning a bare fence of the common length opens a block of commands.
        return long_enough and (wrapper.length > 3 or not self.in_reasoning)

    def unwraps(self, block: Block, line: str) -> bool:
        """Whether a block turns out to be a fence around the whole answer.

        Args:
            block: The undecided block.
            line: Its first line that is not blank.
        """
        text = visible(line).strip()
        heading = self._titles.heading(text) if text else None
        if heading is None or heading.kind is SectionKind.OTHER:
            return False
        self._wrapper = block.fence
        self._delivery.settle()
        self._notebook.note(NoteKind.WRAPPED, block.line, block.fence.run + block.fence.info)
        return True

    def breaks_off(self, block: Block, line: str) -> bool:
        """Whether a line shows that a block of commands was never closed: the next heading."""
        if block.fence.language not in SHELL_LANGUAGES or not line.startswith("##"):
            return False
        if block.fence.info and heading_level(line) and self._plan.is_title(line.strip()):
            return True
        heading = self._titles.heading(line.strip())
        return heading is not None and heading.canonical and heading.kind is SectionKind.FILES

    def end_marker(self, content: str) -> int:
        """Find where a file that was left open gives way to a split marker or the last section.

        Returns:
            The offset of that line in the content, or -1.
        """
        offset = 0
        for line in content.split("\n"):
            text = line.strip()
            if text and (self._splits.is_exact(text) or self._titles.is_recommendations(text)):
                return offset
            offset += len(line) + 1
        return -1

    def _is_thinking(self, text: str) -> bool:
        before_answer = self._outline.kind is None
        return not self._delivery.files and self._thinking.concerns(text, before_answer)

    def _think(self, text: str, number: int, end: int) -> Block | None:
        opened, forget, rest = self._thinking.read(text)
        if forget:
            self._forget()
        if opened or forget:
            self._notebook.note(NoteKind.THINK_BLOCK, number, text)
        return self.line(rest, number, end) if rest else None

    def _forget(self) -> None:
        """The server swallowed the tag that opens the thinking: all up to here was thinking."""
        self._outline.clear()
        self._plan.clear()
        self._notebook.take_back(0)
        self._delivery.forget()
        self._ending.clear()
