"""The incremental parser: an answer in any chunks in, events and a `Part` out.

It is linear in time. Chunks are kept as they come and looked at only when one holds what can
change something: the end of a line, or inside a file a fence's character. No line is read twice,
and inside a file the search goes from fence to fence, not from line to line.
"""

from skillrun.protocol.answer import Part
from skillrun.protocol.blocks import Block, LineKind, name_above
from skillrun.protocol.body import Body
from skillrun.protocol.events import ParserEvent
from skillrun.protocol.fences import next_run, unquoted
from skillrun.protocol.grammar import Grammar


class Parser:
    """Reads one part of an answer.

    Args:
        grammar: The words of the answer.
        part: 1-based number of the part, counted as received.

    Attributes:
        part: The result; complete after `finish`.
    """

    part: Part

    def __init__(self, grammar: Grammar, *, part: int = 1) -> None:
        self.part = Part(part, "")
        self._body = Body(grammar, part)
        self._block: Block | None = None
        self._waiting: list[str] = []
        self._texts: list[str] = []
        self._tail = ""
        self._trigger = "\n"
        self._line = 0
        self._base = 0

    def feed(self, chunk: str) -> list[ParserEvent]:
        """Take the next piece of the text, of any size.

        Returns:
            What has happened through it. Only whole lines count.
        """
        self._waiting.append(chunk)
        return self._advance(chunk) if self._trigger in chunk else []

    def finish(self) -> list[ParserEvent]:
        """Take the end of the text; `part` is complete after it.

        Returns:
            What has happened through it.
        """
        rest = self._tail + "".join(self._waiting)
        if rest:
            self._texts.append(rest)
            self._read(rest if rest.endswith("\n") else rest + "\n")
        if self._block is not None:
            self._end_open(self._block)
        self.part = self._body.finish("".join(self._texts))
        return self._body.take_events()

    def _advance(self, chunk: str) -> list[ParserEvent]:
        if "\n" not in chunk:
            # A fence's character: unless something stands in front of it, the line's end will tell.
            before = chunk[: chunk.index(self._trigger)]
            if not before or before.isspace():
                self._trigger = "\n"
            return []
        text = self._tail + "".join(self._waiting)
        self._waiting.clear()
        end = text.rfind("\n") + 1
        self._tail = text[end:]
        lines = text[:end]
        self._texts.append(lines)
        self._read(lines)
        self._trigger = self._next_trigger()
        return self._body.take_events()

    def _next_trigger(self) -> str:
        block = self._block
        if block is None or not block.bears_file or block.undecided or block.fence.quoted:
            return "\n"
        begun = self._tail.lstrip(" \t").startswith(block.fence.char)
        return "\n" if begun else block.fence.char

    def _read(self, text: str) -> None:
        """Read whole lines."""
        position = 0
        while position < len(text):
            if self._block is None:
                position = self._read_line(text, position)
            else:
                position = self._read_block(text, position, self._block)
        self._base += len(text)

    def _read_line(self, text: str, position: int) -> int:
        end = text.find("\n", position) + 1
        self._line += 1
        self._block = self._body.line(text[position:end], self._line, self._base + end)
        return end

    def _read_block(self, text: str, position: int, block: Block) -> int:
        if block.undecided:
            return self._decide(text, position, block)
        if block.fence.quoted:
            return self._read_quoted_line(text, position, block)
        if block.bears_file or not self._body.in_reasoning:
            return self._scan(text, position, block)
        return self._read_reasoning_line(text, position, block)

    def _decide(self, text: str, position: int, block: Block) -> int:
        """Find out whether a block is a file or a fence around the whole answer."""
        end = text.find("\n", position) + 1
        line = text[position:end]
        if not line.strip():
            block.pieces.append(line)
            self._line += 1
            return end
        block.undecided = False
        if self._body.unwraps(block, line):
            self._block = None
        return position

    def _read_quoted_line(self, text: str, position: int, block: Block) -> int:
        end = text.find("\n", position) + 1
        line = unquoted(text[position:end])
        if line is None:
            self._close(block, closed=False)
            return position
        self._line += 1
        self._read_block_line(line, block)
        return end

    def _read_reasoning_line(self, text: str, position: int, block: Block) -> int:
        end = text.find("\n", position) + 1
        line = text[position:end]
        if self._body.breaks_off(block, line):
            self._close(block, closed=False)
            return position
        self._line += 1
        self._body.talk(line)
        self._read_block_line(line, block)
        return end

    def _read_block_line(self, line: str, block: Block) -> None:
        if block.judge(line, "") is LineKind.CLOSES:
            self._close(block, closed=True)
        else:
            block.pieces.append(line)

    def _scan(self, text: str, position: int, block: Block) -> int:
        """Go from fence to fence until the block ends or the text does."""
        search = position
        while (found := next_run(text, search, block.fence.run)) is not None:
            start, search = found
            plain = text[search - 2] == block.fence.char and text[start - 2] not in "`\r \t"
            before = "" if plain and start - 2 >= position else block.tail(text, position, start)
            kind = block.judge(text[start:search], before)
            if kind is LineKind.CLOSES:
                self._keep(text, position, start, block)
                self._line += 1
                self._close(block, closed=True)
                return search
            if kind is LineKind.NEXT_FILE:
                self._keep(text, position, start, block)
                self._next_file(block, name_above(before))
                return start
            if kind is LineKind.NESTED and not block.ambiguous:
                block.ambiguous = True
                self._body.ambiguous(block, self._line + text.count("\n", position, search))
        self._keep(text, position, len(text), block)
        return len(text)

    def _keep(self, text: str, start: int, end: int, block: Block) -> None:
        block.pieces.append(text[start:end])
        self._line += text.count("\n", start, end)

    def _next_file(self, block: Block, back: int) -> None:
        """Close a block that was left open, and read the name of the next file again."""
        content = "".join(block.pieces)
        cut = len(content) - back
        block.pieces[:] = [content[:cut]]
        self._line -= content.count("\n", cut)
        self._close(block, closed=False)
        for line in content[cut:].split("\n")[:-1]:
            self._line += 1
            self._body.line(line + "\n", self._line, self._base)

    def _close(self, block: Block, *, closed: bool) -> None:
        self._block = None
        block.closed, block.end_line = closed, self._line
        self._body.close_block(block)

    def _end_open(self, block: Block) -> None:
        """Close a block that the text's end leaves open; what plainly follows it is read."""
        content = "".join(block.pieces)
        cut = self._body.end_marker(content) if block.bears_file else -1
        if cut < 0:
            self._close(block, closed=False)
            return
        block.pieces[:] = [content[:cut]]
        self._line -= content.count("\n", cut)
        self._base -= len(content) - cut
        self._close(block, closed=False)
        self._read(content[cut:])
        if self._block is not None:
            self._close(self._block, closed=False)
