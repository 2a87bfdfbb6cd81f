"""Statements that say the same in other words, and those that say nothing to a program."""

import ast
import re
from collections.abc import Iterable, Iterator

_LOGS = re.compile(r"(?:^|[._@])_?(?:log|logger|logging)(?:$|[._])", re.IGNORECASE)
_LEVELS = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log"})
_PRINTS = frozenset({"print", "@pprint.pprint", "breakpoint", "@pdb.set_trace", "@ipdb.set_trace"})
_ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_CHECKING = frozenset({"@typing.TYPE_CHECKING", "TYPE_CHECKING"})


def normal_block(statements: Iterable[ast.stmt]) -> list[ast.stmt]:
    """Normalize the statements of one block, each of which is normalized in itself.

    Returns:
        What is left of them; a `pass` where nothing is.
    """
    result: list[ast.stmt] = []
    for statement in statements:
        if not says_nothing(statement):
            result.extend(_unnested(_suppressed(statement)))
    return _returned(result) or [ast.Pass()]


def says_nothing(node: ast.stmt) -> bool:  # noqa: PLR0911
    """Whether a statement is there for people, linters, type checkers or a log alone."""
    if isinstance(node, (ast.Pass, ast.Import, ast.ImportFrom)):
        return True
    if isinstance(node, ast.AnnAssign):
        return node.value is None
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) or _is_log(node.value)
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id in _CHECKING
    if isinstance(node, ast.Delete):
        # A parameter that a linter calls unused.
        return all(isinstance(target, ast.Name) for target in node.targets)
    if isinstance(node, ast.Assign):
        return _is_underscore(node.targets) and isinstance(node.value, ast.Name)
    return isinstance(node, ast.Assert) and _narrows(node.test)


def _is_underscore(targets: list[ast.expr]) -> bool:
    return len(targets) == 1 and isinstance(targets[0], ast.Name) and targets[0].id == "_"


def _narrows(test: ast.expr) -> bool:
    """Whether an assertion tells a type checker what it cannot see."""
    if isinstance(test, ast.Call):
        return isinstance(test.func, ast.Name) and test.func.id == "isinstance"
    return isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.IsNot)


def _is_log(node: ast.expr) -> bool:
    if not isinstance(node, ast.Call):
        return False
    func = node.func
    if isinstance(func, ast.Name):
        head, _, last = func.id.rpartition(".")
        return func.id in _PRINTS or (last in _LEVELS and bool(_LOGS.search(head)))
    if not (isinstance(func, ast.Attribute) and func.attr in _LEVELS):
        return False
    holder = func.value
    name = holder.id if isinstance(holder, ast.Name) else getattr(holder, "attr", "")
    made = isinstance(holder, ast.Call) and "getLogger" in ast.dump(holder.func)
    return made or bool(_LOGS.search(name))


def _unnested(node: ast.stmt) -> Iterator[ast.stmt]:
    """What follows `else` after a block that ends the function or loop follows the `if` as well."""
    if isinstance(node, ast.If):
        # What was there for a log alone leaves a block without a statement.
        if node.orelse and all(isinstance(inner, ast.Pass) for inner in node.orelse):
            node.orelse = []
        if node.orelse and isinstance(node.body[-1], _ENDS):
            following, node.orelse = node.orelse, []
            yield node
            yield from following
            return
    yield node


def _suppressed(node: ast.stmt) -> ast.stmt:
    """`try: … except X: pass` is `with suppress(X): …`."""
    if not isinstance(node, ast.Try) or len(node.handlers) != 1 or node.orelse or node.finalbody:
        return node
    handler = node.handlers[0]
    if handler.type is None or not all(isinstance(inner, ast.Pass) for inner in handler.body):
        return node
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    call = ast.Call(ast.Name("@contextlib.suppress", ast.Load()), list(kinds), [])
    return ast.copy_location(ast.With([ast.withitem(call)], node.body), node)


def _returned(statements: list[ast.stmt]) -> list[ast.stmt]:
    """`x = f()` and `return x` are `return f()`; `message = …` and `raise X(message)` likewise."""
    if len(statements) < 2:
        return statements
    assign, last = statements[-2:]
    if not (isinstance(assign, ast.Assign) and isinstance(last, (ast.Return, ast.Raise))):
        return statements
    target = assign.targets[0]
    if len(assign.targets) != 1 or not isinstance(target, ast.Name):
        return statements
    used = [n for n in ast.walk(last) if isinstance(n, ast.Name) and n.id == target.id]
    if len(used) != 1:
        return statements
    ended = _Put(target.id, assign.value).visit(last)
    return [*statements[:-2], ast.copy_location(ended, assign)]


class _Put(ast.NodeTransformer):
    """Puts an expression in the place of a name."""

    def __init__(self, name: str, value: ast.expr) -> None:
        self._name = name
        self._value = value

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._value if node.id == self._name else node


def without_guards(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.stmt]:
    """The body without what a linter puts in place of a default that can be changed.

    `if x is None: x = []` belongs to a parameter whose default is None where it was `[]`.
    """
    return [node for node in function.body if not _is_guard(node)] or [ast.Pass()]


def _is_guard(node: ast.stmt) -> bool:
    if not (isinstance(node, ast.If) and not node.orelse and len(node.body) == 1):
        return False
    test, inner = node.test, node.body[0]
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Name)
        and isinstance(test.ops[0], ast.Is)
        and isinstance(inner, ast.Assign)
        and isinstance(inner.targets[0], ast.Name)
        and inner.targets[0].id == test.left.id
        and is_empty(inner.value)
    )


def is_empty(node: ast.expr) -> bool:
    """Whether an expression makes an empty list, dictionary or set."""
    if isinstance(node, (ast.List, ast.Tuple)):
        return not node.elts
    if isinstance(node, ast.Dict):
        return not node.keys
    is_set = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    return is_set and node.func.id == "set" and not node.args  # type: ignore[attr-defined]
