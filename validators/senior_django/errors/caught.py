"""Which names hold exceptions whose text is not written for clients."""

import ast
from collections.abc import Iterator

from skillrun.rules.functions import FUNCTIONS, Function
from skillrun.rules.source import Source

from ..semantics.classes import ClassIndex, ClassInfo
from ..semantics.orm import assigned
from .responses import DEFAULT_HANDLER

# Exceptions whose text is written for clients.
_FOR_CLIENTS = (
    "rest_framework.exceptions.",
    "rest_framework.serializers.ValidationError",
    "django.core.exceptions.ValidationError",
    "django.forms.ValidationError",
    "django.http.Http404",
    "django.core.exceptions.PermissionDenied",
    "pydantic.ValidationError",
    "rest_framework_simplejwt.exceptions.",
)
_EXC = frozenset({"exc", "exception"})
_ANY = _EXC | {"error", "err", "e"}


class Caught:
    """Questions about the exceptions of one module.

    Args:
        source: The module.
        index: The classes of the project.
    """

    def __init__(self, source: Source, index: ClassIndex) -> None:
        self._source = source
        self._index = index

    def exception(self, node: ast.expr) -> str | None:
        """The name of an exception that is not written for clients; None for anything else."""
        if not isinstance(node, ast.Name):
            return None
        types = self._types(node)
        if types is None or (types and all(self._is_for_clients(t) for t in types)):
            return None
        return None if self._is_narrowed(node) else node.id

    def _types(self, node: ast.Name) -> list[ast.expr] | None:
        """The types that a name is caught or annotated as; None where it is no exception."""
        for ancestor in self._source.ancestors(node):
            if isinstance(ancestor, ast.ExceptHandler) and ancestor.name == node.id:
                kind = ancestor.type
                return list(kind.elts) if isinstance(kind, ast.Tuple) else [kind] if kind else []
            if isinstance(ancestor, FUNCTIONS):
                arguments = ancestor.args
                for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
                    if argument.arg == node.id:
                        return _annotated(argument, ancestor)
        return None

    def _is_for_clients(self, node: ast.expr) -> bool:
        found = self._index.resolve(node, self._source)
        if isinstance(found, ClassInfo):
            return True
        return found is not None and found.startswith(_FOR_CLIENTS)

    def _is_narrowed(self, node: ast.Name) -> bool:
        """Whether a node is reached only where `isinstance(exc, …)` of a type for clients holds."""
        inner: ast.AST = node
        for ancestor in self._source.ancestors(node):
            if isinstance(ancestor, ast.If | ast.IfExp):
                other = ancestor.orelse if isinstance(ancestor.orelse, list) else [ancestor.orelse]
                test = ancestor.test
                if inner is not test and self._narrows(test, node.id, holds=inner not in other):
                    return True
            if isinstance(ancestor, ast.match_case) and self._matches(ancestor, node.id):
                return True
            if any(self._turns_back(before, node.id) for before in _before(inner, ancestor)):
                return True
            if isinstance(ancestor, FUNCTIONS):
                return False
            inner = ancestor
        return False

    def _matches(self, case: ast.match_case, name: str) -> bool:
        """Whether a case is of types for clients: `match exc: case ShopError(): …`."""
        match = self._source.parent(case)
        subject = match.subject if isinstance(match, ast.Match) else None
        if not (isinstance(subject, ast.Name) and subject.id == name):
            return False
        pattern = case.pattern
        patterns = pattern.patterns if isinstance(pattern, ast.MatchOr) else [pattern]
        return all(
            isinstance(each, ast.MatchClass) and self._is_for_clients(each.cls) for each in patterns
        )

    def _turns_back(self, statement: ast.stmt, name: str) -> bool:
        """Whether an `if`, or a chain of them, leaves where the exception is not for clients."""
        if not isinstance(statement, ast.If):
            return False
        if not (_leaves(statement.body) or self._narrows(statement.test, name, holds=True)):
            return False
        otherwise = statement.orelse
        if self._narrows(statement.test, name, holds=False) or _leaves(otherwise):
            return True
        return len(otherwise) == 1 and self._turns_back(otherwise[0], name)

    def _narrows(self, test: ast.expr, name: str, *, holds: bool) -> bool:
        """Whether a test that holds, or fails, says that a name is of a type for clients."""
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            return self._narrows(test.operand, name, holds=not holds)
        if isinstance(test, ast.BoolOp):
            each = (self._narrows(value, name, holds=holds) for value in test.values)
            return any(each) if isinstance(test.op, ast.And) is holds else all(each)
        if self._is_answered(test, holds=holds):
            return True
        if not (holds and isinstance(test, ast.Call) and len(test.args) == 2):
            return False
        subject, kind = test.args
        is_asked = isinstance(subject, ast.Name) and subject.id == name
        if not is_asked or self._source.qualified(test.func) != "isinstance":
            return False
        return all(map(self._is_for_clients, kind.elts if isinstance(kind, ast.Tuple) else [kind]))

    def _is_answered(self, test: ast.expr, *, holds: bool) -> bool:
        """Whether REST framework's own handler has an answer, which it has to its own exceptions alone."""
        if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Is | ast.IsNot):
            compared, negated = test.comparators[0], isinstance(test.ops[0], ast.IsNot)
            if not (isinstance(compared, ast.Constant) and compared.value is None):
                return False
            test, holds = test.left, negated is holds
        values = assigned(test, self._source) if holds and isinstance(test, ast.Name) else ()
        return any(
            isinstance(value, ast.Call) and self._source.qualified(value.func) == DEFAULT_HANDLER
            for value in values
        )


def _leaves(block: list[ast.stmt]) -> bool:
    return bool(block) and isinstance(block[-1], ast.Return | ast.Raise | ast.Continue)


def _before(node: ast.AST, holder: ast.AST) -> Iterator[ast.stmt]:
    """Yield the statements that run before a statement of the same block."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(holder, name, None)
        if isinstance(block, list) and node in block:
            yield from block[: block.index(node)]


def _annotated(argument: ast.arg, function: Function) -> list[ast.expr] | None:
    """The type of a parameter that is an exception; without a type, its name tells."""
    annotation = argument.annotation
    if annotation is None:
        handles = "exception" in function.name and (
            "handle" in function.name or "process" in function.name
        )
        return [] if argument.arg in (_ANY if handles else _EXC) else None
    found = [
        part
        for part in _alternatives(annotation)
        if _type_name(part).endswith(("Exception", "Error"))
    ]
    return found or None


def _alternatives(annotation: ast.expr) -> Iterator[ast.expr]:
    if isinstance(annotation, ast.BinOp):
        yield from _alternatives(annotation.left)
        yield from _alternatives(annotation.right)
    elif isinstance(annotation, ast.Subscript):
        yield annotation.slice
    else:
        yield annotation


def _type_name(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    return (
        node.attr
        if isinstance(node, ast.Attribute)
        else node.id
        if isinstance(node, ast.Name)
        else ""
    )
