"""Classes of the project, their bases through imports, and what they inherit."""

import ast
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from skillrun.rules.functions import FUNCTIONS, Function
from skillrun.rules.imports import absolute_module
from skillrun.rules.model import Subject
from skillrun.rules.source import Source

from .modules import Modules, modules_of

_DEEPEST = 20
# No hierarchy that anybody reads is as high.
_MOST_ABOVE = 60
_SCOPES = (ast.ClassDef, *FUNCTIONS)


@dataclass(frozen=True, slots=True, eq=False)
class ClassInfo:
    """One class of the project; the index makes one object a class, so identity is equality.

    Attributes:
        name: Qualified inside its module: `Book.Meta`.
        node: Its definition.
        source: The file.
        said: What it says of each name; filled by `own_attribute`.
    """

    name: str
    node: ast.ClassDef
    source: Source
    said: "dict[str, Attribute | None]" = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Attribute:
    """What a class, or a project class above it, says of a name.

    Attributes:
        owner: The class that says it.
        node: The assignment, annotated assignment, method or nested class.
        value: The value assigned; None for a method, a class or a bare annotation.
    """

    owner: ClassInfo
    node: ast.stmt
    value: ast.expr | None

    @property
    def is_method(self) -> bool:
        """It is a `def`, a property included."""
        return isinstance(self.node, FUNCTIONS)


class ClassIndex:
    """The classes under judgement, and those on disk that they lean on, each read on first use.

    Args:
        subject: What is judged.
    """

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._modules: Modules = subject.once(modules_of)
        self._by_path: dict[str, dict[str, ClassInfo]] = {}
        self._by_node: dict[ast.ClassDef, ClassInfo] = {}
        self._aliases: dict[str, dict[str, str]] = {}
        self._lines: dict[ClassInfo, tuple[ClassInfo | str, ...]] = {}
        self._above = 0

    @property
    def classes(self) -> Iterator[ClassInfo]:
        """The classes of the files under judgement, in source order within a file."""
        for source in self._subject.files.values():
            yield from self.of(source)

    def of(self, source: Source) -> Iterator[ClassInfo]:
        """Yield the classes of one file, nested ones too."""
        self._in(source)
        for node in source.of_type(ast.ClassDef):
            yield self._by_node[node]

    def info(self, node: ast.ClassDef, source: Source) -> ClassInfo:
        """The class that a node of a file defines."""
        self._in(source)
        return self._by_node[node]

    def find(self, dotted: str) -> ClassInfo | None:
        """The project's class with a dotted name, re-exports and aliases followed."""
        found = self._chase(dotted, 0)
        return found if isinstance(found, ClassInfo) else None

    def resolve(self, node: ast.AST, source: Source) -> ClassInfo | str | None:
        """What an expression refers to.

        Returns:
            A class of the project; else the dotted name, followed through the project's own
            modules as far as they go (`rest_framework.views.APIView`); None for an
            expression that is no name.
        """
        dotted = source.qualified(node)
        if dotted is None:
            return None
        if _root(node) in source.imports.names:
            return self._chase(dotted, 0)
        holders = [a.name for a in source.ancestors(node) if isinstance(a, _SCOPES)]
        # A class inside a class or function is known by its bare name there.
        for start in range(len(holders)):
            inner = ".".join([*reversed(holders[start:]), dotted])
            if inner in self._in(source):
                return self._in(source)[inner]
        return self._local(dotted, source, 0)

    def line(self, cls: ClassInfo) -> tuple[ClassInfo | str, ...]:
        """The class and all above it, nearest first, as Python would look a name up.

        Classes from outside the project stand as dotted names.
        """
        if cls not in self._lines:
            self._lines[cls] = (cls,)
            if self._above < _MOST_ABOVE:
                self._above += 1
                self._lines[cls] = _nearest_first(cls, self._bases(cls), self.line)
                self._above -= 1
        return self._lines[cls]

    def inherits(self, cls: ClassInfo, names: Collection[str]) -> bool:
        """Whether a class, or one above it, has one of these dotted names as a base."""
        return any(isinstance(base, str) and base in names for base in self.line(cls))

    def externals(self, cls: ClassInfo) -> tuple[str, ...]:
        """Dotted names of the classes from outside the project that a class leans on."""
        return tuple(base for base in self.line(cls) if isinstance(base, str))

    def attribute(self, cls: ClassInfo, name: str) -> Attribute | None:
        """What the class, or the nearest project class above it, says of a name."""
        for base in self.line(cls):
            found = own_attribute(base, name) if isinstance(base, ClassInfo) else None
            if found is not None:
                return found
        return None

    def _bases(self, cls: ClassInfo) -> list[ClassInfo | str]:
        found = (self.resolve(base, cls.source) for base in cls.node.bases)
        return [base for base in found if base is not None and base is not cls]

    def _in(self, source: Source) -> dict[str, ClassInfo]:
        if source.path not in self._by_path:
            found = list(_classes(source))
            self._by_path[source.path] = {info.name: info for info in found}
            self._by_node.update((info.node, info) for info in found)
        return self._by_path[source.path]

    def _local(self, dotted: str, source: Source, depth: int) -> ClassInfo | str:
        """Resolve a name that a module does not import by name."""
        known = self._in(source).get(dotted)
        if known is not None or depth >= _DEEPEST:
            return known or dotted
        first, _, rest = dotted.partition(".")
        if source.path not in self._aliases:
            self._aliases[source.path] = _aliases(source)
        renamed = self._aliases[source.path].get(first)
        if renamed is not None and renamed != first:
            tail = f".{rest}" if rest else ""
            return (
                self._chase(renamed + tail, depth + 1)
                if "." in renamed
                else self._local(renamed + tail, source, depth + 1)
            )
        for module in _stars(source):
            found = self._chase(f"{module}.{dotted}", depth + 1)
            if found != f"{module}.{dotted}":
                return found
        return dotted

    def _chase(self, dotted: str, depth: int) -> ClassInfo | str:
        """Resolve an absolute name through the modules of the project."""
        place = self._modules.split(dotted) if depth < _DEEPEST else None
        source = self._subject.source(place[0]) if place else None
        if place is None or source is None or source.tree is None or not place[1]:
            return dotted
        first, *rest = place[1]
        inside = ".".join(place[1])
        if inside in self._in(source):
            return self._in(source)[inside]
        imported = source.imports.names.get(first)
        if imported is not None:
            return self._chase(".".join([imported, *rest]), depth + 1)
        found = self._local(inside, source, depth + 1)
        return dotted if found == inside else found


def class_index(subject: Subject) -> ClassIndex:
    """The classes of a subject; for `Subject.once`."""
    return ClassIndex(subject)


def own_attribute(cls: ClassInfo, name: str) -> Attribute | None:
    """What a class itself says of a name, the last word counting."""
    if not cls.said:
        cls.said[""] = None  # asked, whether it says anything or not
        for node in body_of(cls.node.body):
            if isinstance(node, _SCOPES):
                cls.said[node.name] = Attribute(cls, node, None)
            elif isinstance(node, (ast.Assign, ast.AnnAssign)):
                said = Attribute(cls, node, node.value)
                cls.said.update(dict.fromkeys(assigned_names(node), said))
    return cls.said.get(name)


def methods_of(cls: ClassInfo) -> Iterator[Function]:
    """Yield the methods that a class defines itself."""
    for node in body_of(cls.node.body):
        if isinstance(node, FUNCTIONS):
            yield node


def functions_of(source: Source) -> Iterator[Function]:
    """Yield the functions and methods of a file, nested ones too: the plain, then the async."""
    yield from source.of_type(ast.FunctionDef)
    yield from source.of_type(ast.AsyncFunctionDef)


def body_of(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a scope, those inside its `if`, `try` and `with` too, in source order."""
    # A long chain of `elif` is nested as deep: the walk keeps its own stack.
    stack = list(reversed(body))
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            stack.extend(reversed(_inner(node)))


def _inner(node: ast.stmt) -> list[ast.stmt]:
    found: list[ast.stmt] = list(getattr(node, "body", ()))
    for handler in getattr(node, "handlers", ()):
        found.extend(handler.body)
    for name in ("orelse", "finalbody"):
        found.extend(getattr(node, name, ()))
    return found


def assigned_names(node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> tuple[str, ...]:
    """The plain names that an assignment gives a value."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return tuple(target.id for target in targets if isinstance(target, ast.Name))


def _classes(source: Source) -> Iterator[ClassInfo]:
    for node in source.of_type(ast.ClassDef):
        holders = [
            a.name for a in source.ancestors(node) if isinstance(a, (ast.ClassDef, *FUNCTIONS))
        ]
        yield ClassInfo(".".join([*reversed(holders), node.name]), node, source)


def _aliases(source: Source) -> dict[str, str]:
    """Names that a module gives to another name: `Base = views.APIView`."""
    found: dict[str, str] = {}
    for node in source.tree.body if source.tree else ():
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name | ast.Attribute):
            dotted = source.qualified(node.value)
            found.update((name, dotted) for name in assigned_names(node) if dotted)
    return found


def _stars(source: Source) -> Iterator[str]:
    for node in source.of_type(ast.ImportFrom):
        if any(alias.name == "*" for alias in node.names):
            yield absolute_module(node, source.path)


def _root(node: ast.AST) -> str:
    """The name that a dotted expression begins with."""
    while not isinstance(node, ast.Name):
        node = node.func if isinstance(node, ast.Call) else node.value  # type: ignore[attr-defined]
    return node.id


def _nearest_first(
    cls: ClassInfo,
    bases: list[ClassInfo | str],
    line: Callable[[ClassInfo], tuple[ClassInfo | str, ...]],
) -> tuple[ClassInfo | str, ...]:
    """Depth first, and of a class that comes twice the last place counts, as for Python's diamonds."""
    found: list[ClassInfo | str] = [cls]
    for base in bases:
        found.extend(line(base) if isinstance(base, ClassInfo) else (base,))
    last = {base: index for index, base in enumerate(found)}
    return tuple(base for index, base in enumerate(found) if last[base] == index)
