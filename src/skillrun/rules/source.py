"""One file under judgement, parsed once and shared by all rules."""

import ast
import io
import tokenize
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import chain
from typing import TypeVar

from skillrun.rules.comments import Comment, find_comments, line_starts
from skillrun.rules.imports import Imports
from skillrun.rules.language import language_of
from skillrun.rules.model import Finding, Severity
from skillrun.rules.syntax import SyntaxProblem, check_syntax
from skillrun.rules.syntax.python import parse
from skillrun.rules.walk import NodeIndex

_Node = TypeVar("_Node", bound=ast.AST)
_TEST_FOLDERS = frozenset({"test", "tests", "testing"})
_TEST_NAMES = frozenset({"conftest.py", "tests.py", "factories.py", "factory.py"})


class Source:
    """A file's path and text, and everything that is read from them, each on first use.

    No text makes any of it raise: what cannot be parsed has a `syntax_error` and no `tree`.

    Args:
        path: The path in the workspace, with forward slashes.
        text: The content.
    """

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    def __repr__(self) -> str:
        return f"Source({self.path!r}, {len(self.text)} characters)"

    @cached_property
    def language(self) -> str:
        """The language by the file's name; see `skillrun.rules.language`."""
        return language_of(self.path)

    @cached_property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rsplit("/", 1)[-1]

    @cached_property
    def lowered(self) -> str:
        """The text in small letters: a cheap first look for words before an expression is run."""
        return self.text.lower()

    @cached_property
    def line_starts(self) -> list[int]:
        """Offsets at which the lines start."""
        return line_starts(self.text)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines without their ends, counted as Python's parser counts them."""
        if "\r" not in self.text:
            return tuple(self.text.split("\n"))
        bounds = [*self.line_starts, len(self.text) + 1]
        return tuple(
            self.text[start : bounds[index + 1]].rstrip("\r\n")
            for index, start in enumerate(self.line_starts)
        )

    @cached_property
    def _parsed(self) -> tuple[ast.Module | None, SyntaxProblem | None]:
        return parse(self.text) if self.language == "python" else (None, None)

    @property
    def tree(self) -> ast.Module | None:
        """The syntax tree of Python that parses, else None."""
        return self._parsed[0]

    @cached_property
    def syntax_error(self) -> SyntaxProblem | None:
        """Why the file does not parse, for every language that has a parser here."""
        if self.language == "python":
            return self._parsed[1]
        return check_syntax(self.text, self.language)

    @cached_property
    def tokens(self) -> tuple[tokenize.TokenInfo, ...]:
        """The tokens of Python, up to the place where it stops being Python."""
        tokens: list[tokenize.TokenInfo] = []
        try:
            tokens.extend(tokenize.generate_tokens(io.StringIO(self.text).readline))
        except (tokenize.TokenError, SyntaxError, ValueError, RecursionError):
            return tuple(tokens)
        return tuple(tokens)

    @cached_property
    def comments(self) -> tuple[Comment, ...]:
        """The comments, for every language that has them, whether or not the file parses."""
        return find_comments(self.text, self.language, self.line_starts)

    @cached_property
    def nodes(self) -> NodeIndex:
        """All nodes of the tree by type, with their parents: the one walk of this file."""
        return NodeIndex(self.tree)

    def of_type(self, *types: type[_Node]) -> Iterator[_Node]:
        """Give the nodes of exactly these types, in source order within a type."""
        of_type = self.nodes.of_type
        if len(types) == 1:
            return iter(of_type(types[0]))
        return chain.from_iterable(map(of_type, types))

    def parent(self, node: ast.AST) -> ast.AST | None:
        """The node that holds a node; None for the module."""
        return self.nodes.parents.get(node)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield the nodes that hold a node, innermost first."""
        parent = self.parent(node)
        while parent is not None:
            yield parent
            parent = self.parent(parent)

    @cached_property
    def imports(self) -> Imports:
        """What the module's names stand for."""
        return Imports.of(self)

    def qualified(self, node: ast.AST) -> str | None:
        """The dotted name that a name, attribute, subscript or call refers to, through imports.

        Args:
            node: An expression; of `Base[T]` and `decorator(…)` the part before the bracket counts.

        Returns:
            `django.db.models.Model` for `models.Model`, `m.Model` and `Model` alike, as imported;
            the bare name where nothing imports it; None for any other expression.
        """
        return self.imports.qualified(node)

    @cached_property
    def _parts(self) -> tuple[str, ...]:
        return tuple(self.path.split("/"))

    @cached_property
    def is_test(self) -> bool:
        """The file exists for tests: by folder, by name, or because it holds their factories."""
        return (
            bool(_TEST_FOLDERS.intersection(self._parts[:-1]))
            or self.name in _TEST_NAMES
            or self.name.startswith("test_")
            or self.name.endswith("_test.py")
        )

    @cached_property
    def is_migration(self) -> bool:
        """The file is a Django migration."""
        return self.language == "python" and not self.is_init and "migrations" in self._parts[:-1]

    @property
    def is_init(self) -> bool:
        """The file is a package's `__init__.py`."""
        return self.name == "__init__.py"

    @property
    def is_stub(self) -> bool:
        """The file is a `.pyi`."""
        return self.name.endswith(".pyi")

    def position(self, offset: int) -> tuple[int, int]:
        """Turn an offset in the text into a 1-based line and column."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def column(self, line: int, byte_offset: int) -> int:
        """Turn the syntax tree's offset (0-based, UTF-8 bytes) into a 1-based column in characters."""
        text = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        if text.isascii():
            return byte_offset + 1
        head = text.encode("utf-8", "surrogatepass")[:byte_offset]
        return len(head.decode("utf-8", "ignore")) + 1

    def at_node(self, node: ast.AST, message: str, *, severity: Severity | None = None) -> Finding:
        """Make a finding that covers a node of the tree."""
        line = getattr(node, "lineno", 1)
        end_line = getattr(node, "end_lineno", None) or line
        return Finding(
            message,
            line=line,
            column=self.column(line, getattr(node, "col_offset", 0)),
            end_line=end_line,
            end_column=self.column(end_line, getattr(node, "end_col_offset", None) or 0),
            severity=severity,
        )

    def at_name(
        self, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef, message: str
    ) -> Finding:
        """Make a finding that covers the line on which a class or function is named."""
        line = node.lineno
        column = self.column(line, node.col_offset)
        found = self.lines[line - 1].find(node.name, column - 1)
        start = found + 1 if found >= 0 else column
        return Finding(message, line, start, line, start + len(node.name))

    def at_span(
        self, start: int, end: int, message: str, *, severity: Severity | None = None
    ) -> Finding:
        """Make a finding that covers the text between two offsets."""
        line, column = self.position(start)
        end_line, end_column = self.position(end)
        return Finding(message, line, column, end_line, end_column, severity=severity)

    def at_comment(
        self, comment: Comment, message: str, *, severity: Severity | None = None
    ) -> Finding:
        """Make a finding that covers a comment."""
        return Finding(
            message,
            comment.line,
            comment.column,
            comment.end_line,
            comment.end_column,
            severity=severity,
        )
