"""What keeps an event loop waiting: the kinds of it, where it stands, and through which calls."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from skillrun.rules.functions import Function
from skillrun.rules.model import Finding, Subject
from skillrun.rules.source import Source

from ..semantics.callables import function_of, method_of
from ..semantics.spelling import spelled
from .caching import cache_block
from .files_and_network import io_block
from .models import computed, method_of_instance
from .queries import query_block
from .regions import is_generator, runs

Kind = Literal["query", "io", "cache"]
_DETECTORS: dict[Kind, Callable[[ast.AST, Source, Subject], str | None]] = {
    "query": query_block,
    "io": io_block,
    "cache": cache_block,
}
_DEEPEST = 5
_MAY_NOT_RUN = (
    ast.If,
    ast.IfExp,
    ast.ExceptHandler,
    ast.BoolOp,
    ast.match_case,
    ast.While,
    ast.For,
)
# A function under one of these runs as it is called; any other decorator may change that.
_TRANSPARENT = frozenset({"django.db.transaction.atomic", "staticmethod", "classmethod"})


@dataclass(frozen=True, slots=True)
class Block:
    """A place that keeps the event loop waiting.

    Attributes:
        node: The expression or statement.
        words: What it does, in words that follow the name of the function that does it.
        through: The project's function that does it when it is called; None where the place itself does.
    """

    node: ast.AST
    words: str
    through: str | None = None

    @property
    def _place(self) -> ast.AST:
        """The nearest node that knows its place: a comprehension and a `with` item know none."""
        if isinstance(self.node, ast.comprehension):
            return self.node.iter
        return self.node.context_expr if isinstance(self.node, ast.withitem) else self.node

    def finding(self, source: Source, advice: str, called: str) -> Finding:
        """Make a finding.

        Args:
            source: The file.
            advice: What to write instead of the place itself.
            called: What to write instead of the call of a function that does it.
        """
        if self.through is None:
            return source.at_node(self._place, f"In `async def`, {self.words}: {advice}")
        return source.at_node(
            self._place, f"In `async def`, `{self.through}` is called and {self.words}: {called}"
        )


class Blocking:
    """Questions about what blocks, each function of the project read once.

    Args:
        subject: What is judged.
    """

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._known: dict[tuple[ast.AST, Kind], str | None] = {}

    def blocks(self, function: ast.AsyncFunctionDef, source: Source, kind: Kind) -> Iterator[Block]:
        """Yield the places in an `async def` that block in one way."""
        for node in runs(function):
            words = _DETECTORS[kind](node, source, self._subject)
            if words is not None and _is_other_type(node, source):
                continue
            if words is not None:
                yield Block(node, words)
            elif isinstance(node, ast.Call | ast.Attribute):
                found = self._called(node, source, kind, 0)
                if found is None:
                    continue
                if isinstance(node, ast.Call):
                    yield Block(node, found[1], found[0])
                else:
                    yield Block(node, f"`{found[0]}` is computed and {found[1]}")

    def _called(
        self, node: ast.Call | ast.Attribute, source: Source, kind: Kind, depth: int
    ) -> tuple[str, str] | None:
        """The name of the project's plain function that is called, and how it blocks."""
        if depth > _DEEPEST:
            return None
        found = (
            _named(node, source, self._subject)
            if isinstance(node, ast.Call)
            else computed(node, source, self._subject)
        )
        function, home = found or (None, source)
        if not isinstance(function, ast.FunctionDef) or is_generator(function):
            return None
        if isinstance(node, ast.Call) and not _runs_when_called(function, home):
            return None
        words = self._words(function, home, kind, depth)
        named = node.func if isinstance(node, ast.Call) else node
        return None if words is None else (spelled(named), words)

    def _words(self, function: Function, source: Source, kind: Kind, depth: int) -> str | None:
        if (function, kind) not in self._known:
            self._known[function, kind] = None
            self._known[function, kind] = self._read(function, source, kind, depth)
        return self._known[function, kind]

    def _read(self, function: Function, source: Source, kind: Kind, depth: int) -> str | None:
        for node in runs(function):
            # A query in the event loop raises; a wait that may not come is let pass.
            if kind != "query" and _is_conditional(node, function, source):
                continue
            words = _DETECTORS[kind](node, source, self._subject)
            if words is not None:
                return words
            if isinstance(node, ast.Call | ast.Attribute):
                found = self._called(node, source, kind, depth + 1)
                if found is not None:
                    return found[1]
        return None


def blocking_of(subject: Subject) -> Blocking:
    """The view of what blocks; for `Subject.once`."""
    return Blocking(subject)


def _named(call: ast.Call, source: Source, subject: Subject) -> tuple[Function, Source] | None:
    """The project's function or method that is called."""
    if not isinstance(call.func, ast.Name | ast.Attribute):
        return None
    return (
        function_of(call.func, source, subject)
        or method_of(call.func, source, subject)
        or method_of_instance(call.func, source, subject)
    )


def _runs_when_called(function: ast.FunctionDef, source: Source) -> bool:
    names = [source.qualified(decorator) for decorator in function.decorator_list]
    return all(name in _TRANSPARENT for name in names)


def _is_other_type(node: ast.AST, source: Source) -> bool:
    """Whether a place is reached when a value turned out not to be of the type it was taken for."""
    return any(
        isinstance(holder, ast.ExceptHandler)
        and holder.type is not None
        and source.qualified(holder.type) in {"AttributeError", "TypeError"}
        for holder in source.ancestors(node)
    )


def _is_conditional(node: ast.AST, function: Function, source: Source) -> bool:
    """Whether a function may run without coming to a node."""
    for holder in source.ancestors(node):
        if holder is function:
            return False
        if isinstance(holder, _MAY_NOT_RUN):
            return True
    return False
