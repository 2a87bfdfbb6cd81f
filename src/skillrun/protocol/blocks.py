"""A code block while it is read: where it ends, and what it brings."""

from dataclasses import dataclass, field
from enum import Enum

from skillrun.protocol.fences import Fence, block_content, run_and_rest
from skillrun.protocol.names import Name, is_standard, looks_like_file, name_in_info, read_name

_MARKDOWN = frozenset({"md", "markdown", "mdx", "rst"})
_LOOK_BACK = 400
_LONGEST_NAME = 300


class LineKind(Enum):
    """What a fence inside a block means."""

    CONTENT = "content"
    NESTED = "nested"  # opens a block inside the block, with a fence that could close it
    CLOSES = "closes"
    NEXT_FILE = "next file"  # the block was left open and the next file begins


@dataclass(slots=True)
class Block:
    """A block that is open.

    Attributes:
        fence: Its opening fence.
        line: 1-based line of the opening fence.
        bears_file: It stands where files are delivered.
        name: The name above it or in its info string.
        fallback: A name to take where its first line states none.
        pieces: Its lines so far, quote marks taken off.
        nested: Lengths of the fences that were opened inside it and could have closed it.
        undecided: It may be a fence around the whole answer.
        ambiguous: A line inside it could be read as its end.
        closed: It has been closed by a fence.
        end_line: 1-based line of its last line: the closing fence, where there is one.
    """

    fence: Fence
    line: int
    bears_file: bool = False
    name: Name | None = None
    fallback: Name | None = None
    pieces: list[str] = field(default_factory=list)
    nested: list[int] = field(default_factory=list)
    undecided: bool = False
    ambiguous: bool = False
    closed: bool = False
    end_line: int = 0

    @property
    def content(self) -> str:
        """The block's content so far."""
        return block_content("".join(self.pieces), self.fence)

    @property
    def lines(self) -> int:
        """How many lines it holds so far."""
        return sum(piece.count("\n") for piece in self.pieces)

    @property
    def is_markdown(self) -> bool:
        """Its content may well hold fences and names of files."""
        named = self.name is not None and self.name.path.lower().endswith((".md", ".mdx", ".rst"))
        return named or self.fence.language in _MARKDOWN

    def judge(self, line: str, before: str) -> LineKind:
        """Say what a line that begins with the block's fence means.

        CommonMark closes a block at the first bare fence that is long enough. That reading is
        left only where the block holds a line that opens another block with the same fence.

        Args:
            line: The line.
            before: The end of the block's text in front of it.
        """
        found = run_and_rest(line, self.fence)
        if found is None:
            return LineKind.CONTENT
        length, rest = found
        if rest:
            return self._judge_opener(length, rest, before)
        if self.nested and length >= self.nested[-1]:
            self.nested.pop()
            return LineKind.CONTENT
        if self.nested:
            return LineKind.CONTENT
        return LineKind.NEXT_FILE if self._strict_name_above(before) else LineKind.CLOSES

    def _judge_opener(self, length: int, info: str, before: str) -> LineKind:
        plausible = (info[0].isalpha() or info[0] in "{./") and not (
            self.fence.char == "`" and "`" in info
        )
        if not self.bears_file or not plausible:
            return LineKind.CONTENT
        if not self.nested and not self.is_markdown:
            path = name_in_info(info, self.line)
            if (path and "/" in path.path) or name_above(before):
                return LineKind.NEXT_FILE
        self.nested.append(length)
        return LineKind.NESTED

    def _strict_name_above(self, before: str) -> bool:
        # No Python ends with a line in backticks; a longer fence is there for a reason.
        if not self.bears_file or self.fence.language != "python" or self.fence.length > 3:
            return False
        above = before.removesuffix("\n").rpartition("\n")[2]
        standard = is_standard(above)
        return standard is not None and "/" in standard and looks_like_file(standard)

    def tail(self, text: str, start: int, end: int) -> str:
        """The last characters of the block before `text[end]`, where `text[start:]` is new."""
        recent = text[max(start, end - _LOOK_BACK) : end]
        for piece in reversed(self.pieces):
            if len(recent) >= _LOOK_BACK:
                break
            recent = piece[-_LOOK_BACK:] + recent
        return recent[-_LOOK_BACK:]


def name_above(before: str) -> int:
    """Find a file's name in the last line that is not blank.

    Args:
        before: The text in front of a fence, cut off somewhere at its start.

    Returns:
        How many characters from the end of the text the name's line starts; 0 for no name.
    """
    trimmed = before.rstrip()
    start = trimmed.rfind("\n") + 1
    line = trimmed[start:].strip()
    if not line or len(line) > _LONGEST_NAME:
        return 0
    name = read_name(line, 1)
    return len(before) - start if name and looks_like_file(name.path) else 0
