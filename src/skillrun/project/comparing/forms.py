"""What two definitions are compared by: their form, their signature, their pieces."""

import ast
import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass

from skillrun.project.comparing.statements import is_empty

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_DISPLAYS = (ast.List, ast.Tuple, ast.Set, ast.Dict)
_TEXT = re.compile(r"[^\W\d]\w*")
# Decorators that change how a function is called or what it is.
_CALLING = re.compile(
    r"(?:property|cached_property|staticmethod|classmethod|contextmanager|asynccontextmanager|"
    r"\w+\.(?:setter|deleter|getter)|sync_to_async|async_to_sync)$"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a definition that is changed by itself: a statement, an entry of a list.

    Attributes:
        form: It, normalized.
        line: Where it stands; 0 where that is not known.
        names: The identifiers in it, and those in its texts.
    """

    form: str
    line: int
    names: frozenset[str]


def form_of(node: ast.AST) -> str:
    """A normalized function with its local names numbered, or another node as it is."""
    if isinstance(node, _FUNCTIONS):
        numbered = _Numbering(node)
        decorators = sorted(ast.dump(d) for d in node.decorator_list if not _is_calling(d))
        body = [ast.dump(numbered.visit(copy.deepcopy(statement))) for statement in node.body]
        return "\n".join([*decorators, *body])
    return ast.dump(node)


def signature_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[str, ...]:
    """How a normalized function is called: its kind, parameters and defaults.

    An unused parameter is the same with and without a leading underscore: a linter asks for it.
    """
    used = {n.id for statement in node.body for n in ast.walk(statement) if isinstance(n, ast.Name)}

    def name(argument: ast.arg) -> str:
        plain = argument.arg.lstrip("_")
        return plain if plain and argument.arg not in used else argument.arg

    args = node.args
    kind = ["async"] if isinstance(node, ast.AsyncFunctionDef) else []
    calling = sorted(_dotted(d) for d in node.decorator_list if _is_calling(d))
    placed = [*args.posonlyargs, *args.args]
    defaults: list[ast.expr | None] = [None] * (len(placed) - len(args.defaults)) + [*args.defaults]
    parameters = [f"{name(a)}{_default(d)}" for a, d in zip(placed, defaults, strict=True)]
    if args.posonlyargs:
        parameters.insert(len(args.posonlyargs), "/")
    if args.vararg:
        parameters.append(f"*{name(args.vararg)}")
    elif args.kwonlyargs:
        parameters.append("*")
    pairs = zip(args.kwonlyargs, args.kw_defaults, strict=True)
    parameters += sorted(f"{a.arg}{_default(d)}" for a, d in pairs)
    if args.kwarg:
        parameters.append(f"**{name(args.kwarg)}")
    return (*kind, *calling, "(", *parameters)


def _default(node: ast.expr | None) -> str:
    if node is None:
        return ""
    # A default that can be changed becomes None where a linter mends it.
    return "=None" if is_empty(node) else f"={ast.unparse(ast.fix_missing_locations(node))}"


def _is_calling(node: ast.expr) -> bool:
    return bool(_CALLING.search(_dotted(node)))


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def pieces_of(node: ast.AST) -> tuple[Piece, ...]:
    """Take a normalized definition apart; names are spelled as they are."""
    if isinstance(node, _FUNCTIONS):
        heads = [_piece(d) for d in node.decorator_list]
        return (*heads, *(p for statement in node.body for p in _of_statement(statement)))
    if isinstance(node, ast.stmt):
        return tuple(_of_statement(node))
    return tuple(_of_value(node, ""))


def _of_statement(node: ast.stmt) -> Iterator[Piece]:
    blocks = [
        name for name in ("body", "orelse", "finalbody", "handlers", "cases") if hasattr(node, name)
    ]
    if not blocks:
        yield from _of_plain(node)
        return
    head = copy.copy(node)
    for name in blocks:
        setattr(head, name, [])
    yield _piece(head, getattr(node, "lineno", 0))
    for name in blocks:
        for inner in getattr(node, name):
            if isinstance(inner, ast.stmt):
                yield from _of_statement(inner)
            else:
                yield _piece(
                    getattr(inner, "type", None) or ast.Pass(), getattr(inner, "lineno", 0)
                )
                for statement in inner.body:
                    yield from _of_statement(statement)


def _of_plain(node: ast.stmt) -> Iterator[Piece]:
    """A statement without blocks: where it gives one list away, its entries are pieces."""
    value = getattr(node, "value", None)
    given = value.args if isinstance(value, ast.Call) else [value]
    lists = [shown for shown in given if isinstance(shown, _DISPLAYS)]
    if len(lists) != 1:
        yield _piece(node)
        return
    if isinstance(value, ast.Call):
        rest = [argument for argument in value.args if argument is not lists[0]]
        yield _piece(ast.Call(value.func, rest, value.keywords), node.lineno)
    yield from _of_value(lists[0], _receiver(node))


def _receiver(node: ast.stmt) -> str:
    """Where a statement puts its value: what is written before it."""
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    spelled = (ast.unparse(ast.fix_missing_locations(target)) for target in targets if target)
    return " ".join(["return" if isinstance(node, ast.Return) else "", *spelled])


def _of_value(node: ast.AST, place: str) -> Iterator[Piece]:
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)) and node.elts:
        for element in node.elts:
            yield from _of_value(element, f"{place}[]")
    elif isinstance(node, ast.Dict) and node.keys:
        for key, value in zip(node.keys, node.values, strict=True):
            yield from _of_value(value, f"{place}.{ast.dump(key) if key else '**'}")
    else:
        piece = _piece(node)
        yield Piece(
            f"{place} {piece.form}", piece.line, piece.names | frozenset(_TEXT.findall(place))
        )


def _piece(node: ast.AST, line: int = 0) -> Piece:
    names: set[str] = set()
    for inner in ast.walk(node):
        for spelled in _spelled(inner):
            names.update(_TEXT.findall(spelled))
    return Piece(ast.dump(node), line or getattr(node, "lineno", 0), frozenset(names))


def _spelled(node: ast.AST) -> Iterator[str]:
    for name in ("id", "attr", "arg", "name"):
        value = getattr(node, name, None)
        if isinstance(value, str):
            yield _told(value)
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 500:
        yield node.value


def _told(name: str) -> str:
    """What of a dotted name says what it is: a class by itself, else the last two parts."""
    parts = name.lstrip("@").split(".")
    return parts[-1] if parts[-1][:1].isupper() else ".".join(parts[-2:])


class _Numbering(ast.NodeTransformer):
    """Numbers the names that a function binds, by their first use."""

    def __init__(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        bound = {
            n.id
            for n in ast.walk(function)
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        }
        bound |= {n.name for n in ast.walk(function) if isinstance(n, ast.ExceptHandler) and n.name}
        inner = (n for n in ast.walk(function) if isinstance(n, (*_FUNCTIONS, ast.Lambda)))
        self._numbers: dict[str, str] = {}
        self._bound = bound
        for node in inner:
            arguments = [n for n in ast.walk(node.args) if isinstance(n, ast.arg)]
            if node is function:
                for argument in arguments:
                    self._number(argument.arg)
            self._bound |= {argument.arg for argument in arguments}

    def _number(self, name: str) -> str:
        return self._numbers.setdefault(name, f"%{len(self._numbers)}")

    def visit_Name(self, node: ast.Name) -> ast.Name:
        """Number a name."""
        return ast.Name(self._number(node.id), node.ctx) if node.id in self._bound else node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        """Number a parameter of an inner function."""
        return ast.arg(self._number(node.arg), None, None)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.ExceptHandler:
        """Number the name of an exception."""
        node = copy.copy(node)
        node.name = self._number(node.name) if node.name else None
        self.generic_visit(node)
        return node
