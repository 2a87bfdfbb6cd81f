"""The facts of one file, from its text or its tree. No text makes it raise."""

import ast
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache

from skillrun.project.index.facts import Assigned, ClassFacts, FileFacts, FunctionFacts
from skillrun.project.index.rendering import arguments_of, dotted, parameters_of, text_of

_LONGEST = 2_000_000  # characters: code that a person wrote is shorter
_CAPITAL = re.compile(r"\b[A-Z][A-Za-z0-9_]+\b")
_VIEWS = re.compile(r"(?:View|ViewSet|Viewset|Mixin|Endpoint|API|Base)\Z")
_Def = ast.FunctionDef | ast.AsyncFunctionDef


def read_facts(path: str, text: str, tree: ast.Module | None = None) -> FileFacts:
    """Read what a file of Python says.

    Args:
        path: The file.
        text: Its content.
        tree: Its tree where it was parsed before.

    Returns:
        The facts; with a `problem` and nothing else where it is no Python.
    """
    if tree is None:
        tree, problem = parsed(text)
        if tree is None:
            return FileFacts(path, text, problem=problem)
    try:
        return _Reader(text).read(path, tree)
    except RecursionError:
        return FileFacts(path, text, problem=(1, "it is nested too deeply to be read"))


@lru_cache(maxsize=256)
def parsed_again(text: str) -> ast.Module | None:
    """The tree of a text that is asked for often: a module of URLs or settings."""
    return parsed(text)[0]


def parsed(text: str) -> tuple[ast.Module | None, tuple[int, str] | None]:
    """Parse Python, whatever the text is: the tree, or line and reason."""
    if len(text) > _LONGEST:
        return None, (1, "it is too long to be code that a person wrote")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text.removeprefix("\ufeff")), None
        except SyntaxError as error:
            return None, (max(error.lineno or 1, 1), error.msg)
        except (RecursionError, MemoryError):
            return None, (1, "it is nested too deeply to be read")
        except ValueError as error:  # null bytes, lone surrogates
            return None, (1, str(error))


class _Reader:
    """Reads one file.

    Args:
        text: Its content.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: list[str] | None = None
        self._imports: dict[str, str] = {}
        self._stars: list[str] = []
        self._classes: list[ClassFacts] = []
        self._functions: list[FunctionFacts] = []
        self._assigned: list[Assigned] = []
        self._added: list[tuple[str, Assigned]] = []

    def read(self, path: str, tree: ast.Module) -> FileFacts:
        """Read the whole tree."""
        for node, guarded in _statements(tree.body, guarded=False):
            self._statement(node, guarded=guarded)
        return FileFacts(
            path,
            self._text,
            self._imports,
            tuple(self._stars),
            tuple(self._classes),
            tuple(self._functions),
            tuple(self._assigned),
            tuple(self._added),
        )

    def _statement(self, node: ast.stmt, *, guarded: bool) -> None:
        if isinstance(node, ast.ClassDef):
            self._classes.extend(self._class(node, "", guarded=guarded))
        elif isinstance(node, _Def):
            self._functions.append(self._function(node, view=_takes_request(node)))
        elif isinstance(node, ast.Import | ast.ImportFrom):
            self._import(node, guarded=guarded)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            self._assigned.extend(
                one for one in _assignments(node) if one.callee or one.dotted or not guarded
            )
        elif isinstance(node, ast.Expr):
            self._call(node.value)

    def _import(self, node: ast.Import | ast.ImportFrom, *, guarded: bool) -> None:
        """Take over an import; under a `try` the first spelling of a name counts."""
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.split(".", 1)[0]
                self._imports[alias.asname or top] = alias.name if alias.asname else top
            return
        module = "." * node.level + (node.module or "")
        for alias in node.names:
            if alias.name == "*":
                self._stars.append(module)
                continue
            target = module + alias.name if module.endswith(".") else f"{module}.{alias.name}"
            if guarded:
                self._imports.setdefault(alias.asname or alias.name, target)
            else:
                self._imports[alias.asname or alias.name] = target

    def _class(self, node: ast.ClassDef, owner: str, *, guarded: bool) -> Iterator[ClassFacts]:
        name = f"{owner}.{node.name}" if owner else node.name
        attributes: list[Assigned] = []
        methods: list[FunctionFacts] = []
        inner: list[ClassFacts] = []
        for statement, under in _statements(node.body, guarded=False):
            if isinstance(statement, ast.Assign | ast.AnnAssign):
                attributes.extend(_assignments(statement))
            elif isinstance(statement, _Def):
                methods.append(self._function(statement, view=False))
            elif isinstance(statement, ast.ClassDef):
                inner.extend(self._class(statement, name, guarded=under))
        bases = tuple(base for item in node.bases for base in _bases(item))
        view = any(_VIEWS.search(base) for base in bases)
        yield ClassFacts(
            name,
            node.lineno,
            node.end_lineno or node.lineno,
            bases,
            tuple(attributes),
            tuple(methods),
            tuple(text_of(item) for item in node.decorator_list),
            self._uses(node) if view else (),
            guarded,
        )
        yield from inner

    def _function(self, node: _Def, *, view: bool) -> FunctionFacts:
        return FunctionFacts(
            node.name,
            node.lineno,
            node.end_lineno or node.lineno,
            parameters_of(node),
            tuple(text_of(item) for item in node.decorator_list),
            self._uses(node) if view else (),
        )

    def _uses(self, node: ast.stmt) -> tuple[str, ...]:
        if self._lines is None:
            self._lines = self._text.splitlines()
        body = "\n".join(self._lines[node.lineno : node.end_lineno])
        return tuple(dict.fromkeys(_CAPITAL.findall(body)))

    def _call(self, node: ast.expr) -> None:
        """`Order.add_to_class("note", models.TextField())` at the top of a module."""
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "add_to_class"
            and len(node.args) == 2
            and isinstance(node.args[0], ast.Constant)
        ):
            field = _one(str(node.args[0].value), node.lineno, node.args[1])
            self._added.append((dotted(node.func.value), field))


def _statements(body: list[ast.stmt], *, guarded: bool) -> Iterator[tuple[ast.stmt, bool]]:
    """The statements of a scope, those of its `if`, `try` and `with` blocks among them."""
    for node in body:
        if isinstance(node, ast.If):
            # What only a type checker sees is not what runs.
            typing = dotted(node.test).endswith("TYPE_CHECKING")
            for block in (node.orelse, node.body) if typing else (node.body, node.orelse):
                yield from _statements(block, guarded=True)
        elif isinstance(node, ast.Try):
            yield from _statements(node.body, guarded=guarded)
            for handler in node.handlers:
                yield from _statements(handler.body, guarded=True)
            yield from _statements([*node.orelse, *node.finalbody], guarded=guarded)
        elif isinstance(node, ast.With):
            yield from _statements(node.body, guarded=guarded)
        else:
            yield node, guarded


def _assignments(node: ast.Assign | ast.AnnAssign) -> Iterator[Assigned]:
    if node.value is None:
        return
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    for target in targets:
        if isinstance(target, ast.Name):
            yield _one(target.id, node.lineno, node.value)


def _one(name: str, line: int, value: ast.expr) -> Assigned:
    if isinstance(value, ast.Call) and (callee := dotted(value.func)):
        return Assigned(name, line, text_of(value), callee, arguments_of(value))
    if isinstance(value, ast.List | ast.Tuple | ast.Dict | ast.Set) and not _small(value):
        return Assigned(name, line, "<?>")
    return Assigned(name, line, text_of(value), dotted=dotted(value))


def _small(value: ast.List | ast.Tuple | ast.Dict | ast.Set) -> bool:
    """A literal that is no table of data: those would be written out for nothing."""
    return len(value.values if isinstance(value, ast.Dict) else value.elts) < 200


def _bases(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Call):
        callee = dotted(node.func)
        # `with_metaclass(Meta, Base)` is made of `Base`; what else makes a class is not followed.
        if callee.endswith("with_metaclass"):
            for argument in node.args[1:]:
                yield from _bases(argument)
        elif callee:
            yield f"{callee}()"
    elif isinstance(node, ast.Starred):
        yield from _bases(node.value)
    elif name := dotted(node):
        yield name


def _takes_request(node: _Def) -> bool:
    names = [argument.arg for argument in [*node.args.posonlyargs, *node.args.args]]
    return names[:1] == ["request"]
