"""CMP002 pass-statement, CMP003 ellipsis-body, CMP005 not-implemented."""

import ast
import re
from collections.abc import Iterator

from skillrun.rules.functions import FUNCTIONS, enclosing, is_abstract, is_protocol
from skillrun.rules.model import Example, Finding, NodeRule, SourceRule, Subject
from skillrun.rules.source import Source

_PAIR = 2
_MARK = re.compile(
    r"(?i)unset|undefined|missing|sentinel|no_?default|not_?(?:given|set|provided)|^_[A-Z]|omit|empty"
)


class PassStatement(NodeRule):
    """The statement `pass`."""

    code = "CMP002"
    name = "pass-statement"
    directive = (
        "Never write `pass`. A class or function with a docstring needs none; an exception that may "
        "be ignored is left to `contextlib.suppress`."
    )
    bad = Example('class ShopError(Exception):\n    """An error of the shop."""\n\n    pass\n')
    good = Example('class ShopError(Exception):\n    """Say "pass" and go on."""\n')
    nodes = (ast.Pass,)

    def check(self, node: ast.AST, source: Source, subject: Subject) -> Iterator[Finding]:  # noqa: ARG002
        """Yield the statement."""
        yield source.at_node(node, _pass_advice(source.parent(node)))


def _pass_advice(parent: ast.AST | None) -> str:
    if isinstance(parent, ast.ExceptHandler):
        return "`pass` swallows an exception: handle it, or use `contextlib.suppress`."
    if isinstance(parent, ast.ClassDef):
        return "`pass` stands for a class body: a docstring is body enough, or write the members."
    return "`pass` stands for code: write the code, or take the empty block away."


class EllipsisBody(SourceRule):
    """`...` in place of a statement, or of what a statement or a list holds."""

    code = "CMP003"
    name = "ellipsis-body"
    directive = (
        "Never use `...` as a body or a statement; it belongs to types, slices, required fields, "
        "overloads, protocols and abstract members alone."
    )
    decisions = (
        'A value that is left out is a placeholder as well: `INSTALLED_APPS = [..., "apps.shop"]`, '
        '`return ...`, `DATABASES = {"default": ...}`. As an argument or a default, and in a name '
        "in capitals or with an underscore in front that marks what is unset, `...` is an object "
        "like others."
    )
    bad = Example('def pay(amount: int) -> None:\n    """Pay an amount."""\n    ...\n')
    good = Example(
        "from typing import Protocol\n\n\nclass Gateway(Protocol):\n"
        '    """A way to pay."""\n\n    def pay(self, amount: int) -> tuple[int, ...]: ...\n'
    )
    languages = frozenset({"python"})

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:  # noqa: ARG002
        """Yield each `...` unless it stands where a signature is all there is."""
        named = "Ellipsis" in source.text
        if source.is_stub or not (named or "..." in source.text):
            return
        for node in source.of_type(ast.Constant, *((ast.Name,) if named else ())):
            if _is_ellipsis(node, source) and _stands_for_code(node, source):
                where = source.parent(node)
                yield source.at_node(node, _dots_advice(where))


def _stands_for_code(node: ast.AST, source: Source) -> bool:
    holder = source.parent(node)
    if isinstance(holder, ast.Expr):
        return not _only_declares(source, holder)
    if isinstance(node, ast.Name):
        return False
    if isinstance(holder, ast.Tuple):
        # Elsewhere, and in the middle, dots are what pydantic calls a required field.
        stated = isinstance(source.parent(holder), (ast.Assign, ast.AnnAssign, ast.Return))
        ends = node in {holder.elts[0], holder.elts[-1]} and len(holder.elts) > _PAIR
        return stated and ends and not _is_type(holder, source)
    if isinstance(holder, (ast.List, ast.Set, ast.Dict)):
        return not _is_type(holder, source)
    if isinstance(holder, ast.Assign) and _is_mark(holder, source):
        return False
    return isinstance(holder, (ast.Assign, ast.Return)) and not _only_declares(source, holder)


def _is_mark(assignment: ast.Assign, source: Source) -> bool:
    """Whether it names a mark for what is unset: `UNSET = ...`, `required = ...`."""
    names = [target.id for target in assignment.targets if isinstance(target, ast.Name)]
    if len(names) < len(assignment.targets) or all(map(_MARK.search, names)):
        return True
    return isinstance(source.parent(assignment), ast.Module) and not all(
        name.isupper() or name == "urlpatterns" for name in names
    )


def _is_type(node: ast.AST, source: Source) -> bool:
    """Whether it is a part of what stands in square brackets: a type, or an index."""
    for ancestor in source.ancestors(node):
        if isinstance(ancestor, (ast.Subscript, ast.Compare)):
            return True
        if isinstance(ancestor, ast.stmt):
            return False
    return False


def _dots_advice(holder: ast.AST | None) -> str:
    if isinstance(holder, ast.Expr):
        return "`...` stands for code: write the code."
    return "`...` stands for a value: write the value itself."


def _is_ellipsis(node: ast.AST, source: Source) -> bool:
    if isinstance(node, ast.Name):
        return source.qualified(node) == "Ellipsis"
    return isinstance(node, ast.Constant) and node.value is ...


def _only_declares(source: Source, node: ast.AST) -> bool:
    if any(_is_for_checkers(source, ancestor) for ancestor in source.ancestors(node)):
        return True
    holder = enclosing(source, node)
    if isinstance(holder, FUNCTIONS):
        return is_abstract(source, holder)
    return is_protocol(source, holder)


def _is_for_checkers(source: Source, node: ast.AST) -> bool:
    return isinstance(node, ast.If) and source.qualified(node.test) in {
        "typing.TYPE_CHECKING",
        "TYPE_CHECKING",
    }


class NotImplementedBody(NodeRule):
    """`raise NotImplementedError`, or a body that returns `NotImplemented`."""

    code = "CMP005"
    name = "not-implemented"
    directive = (
        "Never raise NotImplementedError or leave NotImplemented as a body: implement the function, "
        "or make the member abstract with `abc.abstractmethod`."
    )
    decisions = (
        "A member is abstract when it is decorated with `abstractmethod` or belongs to a `Protocol`; "
        "a base class that only says so in its docstring is not. `return NotImplemented` in a "
        "binary operator or a comparison is Python's own protocol and allowed beside other code."
    )
    bad = Example('def pay(amount: int) -> None:\n    """Pay."""\n    raise NotImplementedError\n')
    good = Example(
        "from abc import ABC, abstractmethod\n\n\nclass Gateway(ABC):\n"
        '    """A way to pay."""\n\n    @abstractmethod\n    def pay(self, amount: int) -> None:\n'
        '        """Pay."""\n        raise NotImplementedError\n'
    )
    nodes = (ast.Raise, ast.Return)

    def check(self, node: ast.AST, source: Source, subject: Subject) -> Iterator[Finding]:  # noqa: ARG002
        """Yield the statement unless its function is abstract."""
        name = _raised(node, source) or _returned(node, source)
        if name is None:
            return
        holder = enclosing(source, node)
        if not (isinstance(holder, FUNCTIONS) and is_abstract(source, holder)):
            advice = "implement it, or make the member abstract with `abc.abstractmethod`."
            yield source.at_node(node, f"{name} stands for code: {advice}")


def _raised(node: ast.AST, source: Source) -> str | None:
    if not isinstance(node, ast.Raise) or node.exc is None:
        return None
    name = (source.qualified(node.exc) or "").removeprefix("builtins.")
    return name if name in {"NotImplementedError", "NotImplemented"} else None


def _returned(node: ast.AST, source: Source) -> str | None:
    if not isinstance(node, ast.Return) or node.value is None:
        return None
    holder = source.parent(node)
    if not isinstance(holder, FUNCTIONS) or holder.body[-1] is not node:
        return None
    operator = holder.name.startswith("__") and holder.name.endswith("__")
    alone = len(holder.body) == 1 or (
        len(holder.body) == 2 and isinstance(holder.body[0], ast.Expr)
    )
    name = source.qualified(node.value)
    return name if name == "NotImplemented" and alone and not operator else None
