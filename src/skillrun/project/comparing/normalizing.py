"""A syntax tree without what makes no difference when it runs.

Docstrings, annotations, comments, imports and their spelling, formatting and quotes are gone, and
of idioms that a linter turns into one another one form is left.
"""

import ast
from collections.abc import Mapping

from skillrun.project.comparing import idioms
from skillrun.project.comparing.names import MARK, Module
from skillrun.project.comparing.spelling import Renames
from skillrun.project.comparing.statements import normal_block, without_guards

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# Decorators that tell a checker something and do nothing.
_SILENT = frozenset(
    {"@typing.override", "@typing_extensions.override", "@typing.final", "override", "@typing.no_type_check",
     "@django.contrib.admin.register"}
)  # fmt: skip
_ABSTRACT = frozenset({"@abc.abstractmethod"})
_OVERLOAD = frozenset({"@typing.overload", "@typing_extensions.overload"})
_STRING_ENUM = ["str", "@enum.Enum"]


class Normalizer(ast.NodeTransformer):
    """Turns a tree of its own (it is changed in place) into the normal form.

    Args:
        module: What the tree's names stand for.
        constants: Literals by marked dotted name, that only one side of a comparison names.
        renames: Names that stand for one another.
    """

    def __init__(
        self,
        module: Module,
        constants: Mapping[str, ast.expr] | None = None,
        renames: Renames | None = None,
    ) -> None:
        self._module = module
        self._constants = constants or {}
        self._renames = renames or Renames()
        self._scopes: list[frozenset[str]] = []

    # Definitions

    def visit_Module(self, node: ast.Module) -> ast.Module:
        """Normalize a whole module; its definitions keep their order."""
        node.body = [self.visit(statement) for statement in node.body]
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """Normalize a function."""
        self._function(node)
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AsyncFunctionDef:
        """Normalize a function."""
        self._function(node)
        return node

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        decorators = [ast.copy_location(self.visit(d), d) for d in node.decorator_list]
        node.decorator_list = [d for d in decorators if _called(d) not in _SILENT]
        self._scopes.append(_bound_in(node))
        node.args = self.visit(node.args)
        node.returns = node.type_comment = None
        if hasattr(node, "type_params"):
            node.type_params = []
        node.body = normal_block(self.visit(statement) for statement in node.body)
        node.body = _without_last_return(without_guards(node))
        _abstract(node)
        self._scopes.pop()

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        """Normalize a class; its members keep their order."""
        node.decorator_list = [
            d for d in map(self.visit, node.decorator_list) if _called(d) not in _SILENT
        ]
        bases = [self.visit(base) for base in node.bases]
        node.bases = [base for base in bases if not _is_plain_base(base)]
        node.keywords = [k for k in node.keywords if _called(k.value) != "@abc.ABCMeta"]
        if [_called(base) for base in node.bases] == _STRING_ENUM:
            node.bases = [ast.Name("@enum.StrEnum", ast.Load())]
        node.keywords = [self.visit(keyword) for keyword in node.keywords]
        if hasattr(node, "type_params"):
            node.type_params = []
        # The names of a class are not seen in its methods.
        members = [self.visit(statement) for statement in node.body]
        # A class inside a function is a part of that function.
        node.body = normal_block(members) if self._scopes else members
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        """A parameter without its annotation."""
        return ast.arg(self._renames.identifier(node.arg), None, None)

    # Statements

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Normalize what a node holds, and its blocks."""
        for name, value in ast.iter_fields(node):
            if isinstance(value, list):
                items = [self.visit(v) if isinstance(v, ast.AST) else v for v in value]
                is_block = bool(value) and isinstance(value[0], ast.stmt)
                setattr(node, name, normal_block(items) if is_block else items)
            elif isinstance(value, ast.AST):
                setattr(node, name, self.visit(value))
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        """An assignment without its annotation."""
        if node.value is None:
            return node
        target, value = self.visit(node.target), self.visit(node.value)
        return ast.copy_location(ast.Assign([target], value), node)

    def visit_Raise(self, node: ast.Raise) -> ast.Raise:
        """What an exception was caused by says nothing to who catches it; `X()` is raised by `X`."""
        node.cause = None
        node.exc = self.visit(node.exc) if node.exc else None
        if isinstance(node.exc, ast.Call) and not node.exc.args and not node.exc.keywords:
            node.exc = node.exc.func
        return node

    def visit_Return(self, node: ast.Return) -> ast.Return:
        """`return None` is `return`."""
        node.value = self.visit(node.value) if node.value else None
        if isinstance(node.value, ast.Constant) and node.value.value is None:
            node.value = None
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.ExceptHandler:
        """`except (X,)` is `except X`; an order of kinds says nothing; an unused name neither."""
        self.generic_visit(node)
        if isinstance(node.type, ast.Tuple):
            kinds = {ast.dump(kind): kind for kind in node.type.elts}
            ordered = [kinds[key] for key in sorted(kinds)]
            node.type = ordered[0] if len(ordered) == 1 else ast.Tuple(ordered, ast.Load())
        used = any(
            isinstance(n, ast.Name) and n.id == node.name for s in node.body for n in ast.walk(s)
        )
        node.name = node.name if used else None
        return node

    # Expressions

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """A name that an import or the module binds, as what it stands for."""
        if any(node.id in scope for scope in self._scopes):
            return ast.Name(self._renames.identifier(node.id), node.ctx)
        imported = self._module.imports.get(node.id)
        dotted = f"{MARK}{imported or f'{self._module.name}.{node.id}'}"
        if dotted in self._constants and isinstance(node.ctx, ast.Load):
            return self._constants[dotted]
        if imported and isinstance(node.ctx, ast.Load):
            return idioms.normal_name(self._spelled(dotted))
        if node.id in self._module.own and isinstance(node.ctx, ast.Load):
            # What is imported here and what stands here is the same to who uses it.
            return ast.Name(self._spelled(dotted), ast.Load())
        return idioms.normal_name(self._renames.identifier(node.id))

    def _spelled(self, dotted: str) -> str:
        plain = dotted.removeprefix(MARK)
        moved = self._renames.names.get(plain)
        if moved:
            return f"{MARK}{moved}"
        return f"{MARK}{self._renames.identifier_path(plain)}"

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """A dotted name through an import is one name."""
        value = self.visit(node.value)
        if isinstance(value, ast.Name) and value.id.startswith(MARK):
            dotted = f"{value.id}.{node.attr}"
            if dotted in self._constants:
                return self._constants[dotted]
            return idioms.normal_name(self._spelled(dotted))
        attribute = ast.Attribute(value, self._renames.identifier(node.attr), node.ctx)
        return idioms.normal_attribute(attribute)

    def visit_keyword(self, node: ast.keyword) -> ast.keyword:
        """A keyword, spelled as its parameter is."""
        arg = self._renames.identifier(node.arg) if node.arg else None
        return ast.keyword(arg, self.visit(node.value))

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        """A literal without the way it is written."""
        value = self._renames.text(node.value) if isinstance(node.value, str) else node.value
        return ast.Constant(value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
        """A formatted text."""
        return idioms.joined([self.visit(value) for value in node.values])

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.FormattedValue:
        """A value in a formatted text; how it is to look stays."""
        spec = self.visit(node.format_spec) if node.format_spec else None
        if isinstance(spec, ast.Constant):
            spec = ast.JoinedStr([spec])
        return ast.FormattedValue(self.visit(node.value), node.conversion, spec)

    def visit_Starred(self, node: ast.Starred) -> ast.expr:
        """`*list(x)` is `*x`."""
        self.generic_visit(node)
        return idioms.normal_starred(node)

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """A comparison."""
        self.generic_visit(node)
        return idioms.normal_compare(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        """A negation."""
        self.generic_visit(node)
        return idioms.normal_not(node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """An operation."""
        self.generic_visit(node)
        return idioms.normal_add(node)

    def visit_ListComp(self, node: ast.ListComp) -> ast.expr:
        """A comprehension."""
        self.generic_visit(node)
        return idioms.normal_listcomp(node)

    def visit_SetComp(self, node: ast.SetComp) -> ast.expr:
        """A comprehension."""
        self.generic_visit(node)
        return idioms.normal_listcomp(node)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """A call."""
        self.generic_visit(node)
        return idioms.normal_call(node)


def is_overload(node: ast.stmt) -> bool:
    """Whether a normalized function only declares another signature."""
    return isinstance(node, _FUNCTIONS) and any(
        _called(d) in _OVERLOAD for d in node.decorator_list
    )


def _called(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        node = node.func
    return node.id if isinstance(node, ast.Name) else ""


def _abstract(node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    """A member that others have to define: marked as such, or raising NotImplementedError."""
    kept = [d for d in node.decorator_list if _called(d) not in _ABSTRACT]
    only = node.body[0]
    empty = len(node.body) == 1 and isinstance(only, ast.Pass)
    raises = isinstance(only, ast.Raise) and only.exc is not None and len(node.body) == 1
    if (len(kept) < len(node.decorator_list) and empty) or (
        raises and _called(only.exc) == "NotImplementedError"  # type: ignore[attr-defined]
    ):
        node.decorator_list = kept
        node.body = [ast.Raise(ast.Name("NotImplementedError", ast.Load()))]


def _is_plain_base(node: ast.expr) -> bool:
    return _called(node) in {"object", "@abc.ABC"} or (
        isinstance(node, ast.Subscript) and _called(node.value) == "@typing.Generic"
    )


def _without_last_return(body: list[ast.stmt]) -> list[ast.stmt]:
    last = body[-1]
    if len(body) > 1 and isinstance(last, ast.Return) and last.value is None:
        return body[:-1]
    return body


def _bound_in(function: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[str]:
    """The names that a function binds; those of functions inside it count as well."""
    names: set[str] = set()
    elsewhere: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            elsewhere.update(node.names)
        elif isinstance(node, ast.ExceptHandler):
            names.add(node.name or "_")
        elif isinstance(node, _FUNCTIONS) and node is not function:
            names.add(node.name)
    return frozenset(names - elsewhere)
