"""The definitions of a module, each with what it is compared by."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from skillrun.project.comparing.forms import Piece, form_of, pieces_of, signature_of
from skillrun.project.comparing.names import MARK, Module, module_name, module_of
from skillrun.project.comparing.normalizing import Normalizer, is_overload
from skillrun.project.comparing.spelling import Renames
from skillrun.project.comparing.statements import says_nothing

# A linter sorts them.
_UNORDERED = frozenset({"__all__", "__slots__"})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class UnitKind(StrEnum):
    """What a unit is."""

    FUNCTION = "function"
    METHOD = "method"
    CLASS = "class"  # its bases and decorators: the members are units of their own
    ATTRIBUTE = "attribute"  # of a class
    CONSTANT = "constant"  # an assignment at the top of a module
    STATEMENT = "statement"  # what else a module does when it is imported


@dataclass(frozen=True)
class Unit:
    """A definition, normalized.

    Attributes:
        name: Qualified inside its module: `Order.save`.
        kind: What it is.
        module: The module.
        line: Where it stands; of a decorated function the line of `def`.
        end_line: Its last line.
        node: The normalized tree that stands for it.
    """

    name: str
    kind: UnitKind
    module: Module = field(repr=False)
    line: int
    end_line: int
    node: ast.AST = field(compare=False, repr=False)

    @property
    def path(self) -> str:
        """Its file."""
        return self.module.path

    @property
    def qualified(self) -> str:
        """The dotted name: `apps.shop.models.Order.save`."""
        return f"{self.module.name}.{self.name}"

    @property
    def last(self) -> str:
        """The name without its owner."""
        return self.name.rpartition(".")[2]

    @property
    def owner(self) -> str:
        """The class that holds it; empty at the top of the module."""
        return self.name.rpartition(".")[0]

    @property
    def is_public(self) -> bool:
        """Whether it can be imported by a name without a leading underscore."""
        return not any(
            part.startswith("_") and not part.endswith("__") for part in self.name.split(".")
        )

    @property
    def is_function(self) -> bool:
        """Whether it is a function or a method."""
        return self.kind in {UnitKind.FUNCTION, UnitKind.METHOD}

    @cached_property
    def spelled(self) -> str:
        """It with its names as they are."""
        return ast.dump(self.node)

    @cached_property
    def form(self) -> str:
        """What decides whether two units behave alike."""
        return form_of(self.node)

    @cached_property
    def signature(self) -> tuple[str, ...]:
        """How a function is called; empty for other units."""
        return signature_of(self.node) if isinstance(self.node, _FUNCTIONS) else ()

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """Its parts, as they can be changed one by one."""
        return pieces_of(self.node)


def units_of(
    path: str,
    tree: ast.Module,
    *,
    constants: Mapping[str, ast.expr] | None = None,
    renames: Renames | None = None,
) -> dict[str, Unit]:
    """Read the units of a file.

    Args:
        path: The file.
        tree: Its syntax tree, which is used up.
        constants: Literals by marked dotted name that are to stand for the names.
        renames: Names that stand for one another.

    Returns:
        The units by qualified name.
    """
    module = module_of(path, tree)
    normal = Normalizer(module, constants, renames).visit(tree)
    found: dict[str, Unit] = {}
    for unit in _of_block(normal.body, "", module):
        # What stands under an `if` in two forms is one unit of both.
        found[unit.name] = _merged(found[unit.name], unit) if unit.name in found else unit
    return found


def literals_of(path: str, tree: ast.Module) -> dict[str, ast.expr]:
    """The plain literals that a module names at its top, by marked dotted name."""
    name = module_name(path)
    found: dict[str, ast.expr] = {}
    for node in tree.body:
        target, value = _assigned(node)
        if target and isinstance(value, (ast.Constant, ast.UnaryOp)):
            found[f"{MARK}{name}.{target}"] = value
    return found


def parsed(text: str) -> ast.Module | None:
    """A tree of a text; None where it is not Python as this interpreter reads it."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _merged(first: Unit, second: Unit) -> Unit:
    both = ast.Module([_as_statement(first.node), _as_statement(second.node)], [])
    return Unit(first.name, first.kind, first.module, first.line, first.end_line, both)


def _as_statement(node: ast.AST) -> ast.stmt:
    if isinstance(node, ast.stmt):
        return node
    return ast.Expr(node) if isinstance(node, ast.expr) else ast.If(ast.Constant(1), [node], [])  # type: ignore[list-item]


def _of_block(body: list[ast.stmt], owner: str, module: Module) -> Iterator[Unit]:
    loose: list[ast.stmt] = []
    for node in body:
        if isinstance(node, _FUNCTIONS):
            if not is_overload(node):
                yield _function(node, owner, module)
        elif isinstance(node, ast.ClassDef):
            yield from _class(node, owner, module)
        elif isinstance(node, (ast.If, ast.Try, ast.With)):
            yield from _of_compound(node, owner, module)
        elif _assigned(node)[0]:
            yield _assignment(node, owner, module)
        elif not says_nothing(node) and not _registers(node) and not _lists_names(node):
            loose.append(node)
    if loose:
        name = f"{owner}.<statements>" if owner else "<statements>"
        line, end = loose[0].lineno, loose[-1].end_lineno or loose[0].lineno
        yield Unit(name, UnitKind.STATEMENT, module, line, end, ast.Module(loose, []))


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef, owner: str, module: Module) -> Unit:
    kind = UnitKind.METHOD if owner else UnitKind.FUNCTION
    name = _join(owner, node.name)
    # A property and its setter bear one name.
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Attribute) and decorator.attr in {"setter", "deleter"}:
            name = f"{name}.{decorator.attr}"
    return Unit(name, kind, module, node.lineno, node.end_lineno or node.lineno, node)


def _class(node: ast.ClassDef, owner: str, module: Module) -> Iterator[Unit]:
    name = _join(owner, node.name)
    end = node.end_lineno or node.lineno
    head = ast.Tuple(
        [*node.bases, *node.decorator_list, *(k.value for k in node.keywords)], ast.Load()
    )
    yield Unit(name, UnitKind.CLASS, module, node.lineno, end, head)
    yield from _of_block(node.body, name, module)


def _of_compound(node: ast.If | ast.Try | ast.With, owner: str, module: Module) -> Iterator[Unit]:
    for name in ("body", "orelse", "finalbody"):
        yield from _of_block(getattr(node, name, []), owner, module)
    for handler in getattr(node, "handlers", ()):
        yield from _of_block(handler.body, owner, module)


def _assignment(node: ast.stmt, owner: str, module: Module) -> Unit:
    target, value = _assigned(node)
    kind = UnitKind.ATTRIBUTE if owner else UnitKind.CONSTANT
    # Whether a linter or its reader wants a list or a tuple makes no difference to who reads it.
    shown = ast.Tuple(value.elts, ast.Load()) if isinstance(value, ast.List) else value
    if target in _UNORDERED and isinstance(shown, ast.Tuple):
        shown = ast.Tuple(sorted(shown.elts, key=ast.dump), ast.Load())
    held = shown or ast.Constant(None)
    end = node.end_lineno or node.lineno
    return Unit(_join(owner, target), kind, module, node.lineno, end, held)


def _assigned(node: ast.stmt) -> tuple[str, ast.expr | None]:
    """The one name that a statement assigns, and the value."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
        return (target.id, node.value) if isinstance(target, ast.Name) else ("", None)
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id, node.value
    return "", None


def _registers(node: ast.stmt) -> bool:
    """Whether a statement registers a model's admin: a decorator does the same."""
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        return False
    func = node.value.func
    return isinstance(func, ast.Name) and func.id.endswith("admin.site.register")


def _lists_names(node: ast.stmt) -> bool:
    """Whether a statement says what a module exports."""
    return isinstance(node, ast.AugAssign) and ast.unparse(node.target) == "__all__"


def _join(owner: str, name: str) -> str:
    return f"{owner}.{name}" if owner else name
