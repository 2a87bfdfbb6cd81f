"""Queries that a module spells out: chains on managers and querysets, query expressions."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from skillrun.rules.model import Subject
from skillrun.rules.source import Source

from ..semantics.orm import Orm, orm_of
from ..semantics.orm_names import LAZY, READS
from ..semantics.own_methods import OwnMethods, own_methods
from ..semantics.spelling import spelled
from .effects import Effects, effects_of
from .names import EXPRESSION_MODULES, EXPRESSIONS

# What gives the whole table or nothing of it is no query yet.
_PLAIN = frozenset({"all", "none", "get_queryset", "from_queryset", "db_manager", "using"})
_QUERIES = (LAZY | READS) - _PLAIN


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """One query as it is spelled out.

    Attributes:
        node: The outermost call of the chain, or of the expression.
        name: The method or class that is called last: `annotate`, `Q`.
    """

    node: ast.expr
    name: str


class Queries:
    """The queries of each file, found on first use; one that is inside another counts once.

    Args:
        subject: What is judged.
    """

    def __init__(self, subject: Subject) -> None:
        self._orm: Orm = subject.once(orm_of)
        self._effects: Effects = subject.once(effects_of)
        self._methods: OwnMethods = subject.once(own_methods)
        self._by_path: dict[str, tuple[Query, ...]] = {}

    def of(self, source: Source) -> tuple[Query, ...]:
        """The queries of a file; those that only choose what is written are left out."""
        if source.path not in self._by_path:
            found = {query.node: query for query in self._find(source)}
            covering = found.keys() | {effect.node for effect in self._effects.of(source)}
            self._by_path[source.path] = tuple(
                query
                for node, query in found.items()
                if not any(holder in covering for holder in _holders(node, source))
            )
        return self._by_path[source.path]

    def _find(self, source: Source) -> Iterator[Query]:
        for call in source.of_type(ast.Call):
            if is_expression(source.qualified(call.func)) and not isinstance(call.func, ast.Call):
                yield Query(call, _last(call.func))
        for node in source.of_type(ast.Attribute):
            name = node.attr[1:] if node.attr[:1] == "a" and node.attr[1:] in READS else node.attr
            if self._may_query(name, node, source) and self._orm.is_queryset(node.value, source):
                parent = source.parent(node)
                called = isinstance(parent, ast.Call) and parent.func is node
                yield Query(parent if isinstance(parent, ast.Call) and called else node, node.attr)

    def _may_query(self, name: str, node: ast.Attribute, source: Source) -> bool:
        """Whether a manager or queryset makes a query by a method: Django's, or one of the project's."""
        if name in _QUERIES or name in _PLAIN:
            return name in _QUERIES
        return (
            name in self._methods.of_managers
            and self._methods.gives_queryset(name)
            and not self._orm.is_foreign_manager(node.value, source)
        )


def queries_of(subject: Subject) -> Queries:
    """The queries of all files; for `Subject.once`."""
    return Queries(subject)


def is_expression(dotted: str | None) -> bool:
    """Whether a dotted name is a class that is a part of a query."""
    return dotted is not None and (dotted in EXPRESSIONS or dotted.startswith(EXPRESSION_MODULES))


def _holders(node: ast.expr, source: Source) -> Iterator[ast.AST]:
    """The expressions that hold a node, within its statement."""
    for ancestor in source.ancestors(node):
        if isinstance(ancestor, ast.stmt):
            return
        yield ancestor


def _last(node: ast.expr) -> str:
    return spelled(node).rpartition(".")[2]
