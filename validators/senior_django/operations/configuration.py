"""An nginx configuration as directives and blocks."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from skillrun.rules.syntax.nginx import tokens


@dataclass(frozen=True, slots=True)
class Directive:
    """One directive.

    Attributes:
        name: Its first word.
        words: The words after it, quotes taken off.
        line: 1-based line of the name.
        block: What stands between its braces; None for one that ends with `;`.
    """

    name: str
    words: tuple[str, ...]
    line: int
    block: "tuple[Directive, ...] | None" = None

    def inside(self, name: str) -> "Iterator[Directive]":
        """Yield the directives of a name that stand directly in the block."""
        return (directive for directive in self.block or () if directive.name == name)


@lru_cache(maxsize=64)
def read_nginx(text: str) -> Directive:
    """Read a configuration, as far as it goes, as the block of a nameless directive."""
    open_blocks: list[list[Directive]] = [[]]
    heads: list[tuple[int, list[str]]] = []
    words: list[str] = []
    start = 1
    for line, kind, text_of in tokens(text):
        if kind != "sign":
            start = start if words else line
            words.append(_plain(text_of) if kind == "string" else text_of)
        elif text_of == "{":
            heads.append((start, words))
            open_blocks.append([])
            words = []
        elif text_of == ";":
            _close(open_blocks, start, words, None)
            words = []
        elif heads:
            block = tuple(open_blocks.pop())
            head_line, head = heads.pop()
            _close(open_blocks, head_line, head, block)
            words = []
    return Directive("", (), 1, tuple(open_blocks[0]))


def walk(directive: Directive) -> Iterator[tuple[Directive, ...]]:
    """Yield every directive below one with those that hold it: the outermost first, itself last."""
    stack: list[tuple[tuple[Directive, ...], Iterator[Directive]]] = [
        ((directive,), iter(directive.block or ()))
    ]
    while stack:
        above, rest = stack[-1]
        child = next(rest, None)
        if child is None:
            stack.pop()
            continue
        path = (*above, child)
        yield path
        stack.append((path, iter(child.block or ())))


def _close(
    open_blocks: list[list[Directive]],
    line: int,
    words: list[str],
    block: tuple[Directive, ...] | None,
) -> None:
    if words:
        open_blocks[-1].append(Directive(words[0], tuple(words[1:]), line, block))


def _plain(quoted: str) -> str:
    return quoted[1:-1]
