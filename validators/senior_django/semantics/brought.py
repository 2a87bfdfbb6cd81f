"""What settings modules import: `from config.logs import LOGGING`, `from .security import *`."""

import ast
from collections.abc import Collection, Iterator
from dataclasses import replace

from skillrun.rules.functions import FUNCTIONS
from skillrun.rules.imports import absolute_module
from skillrun.rules.model import Subject
from skillrun.rules.source import Source

from .assignments import Condition, Setting, settings_in
from .modules import modules_of

_HIDDEN = frozenset({"globals", "locals", "vars", "exec", "include"})
_DEEPEST = 10


class Brought:
    """The settings that settings modules take from other modules.

    Args:
        subject: What is judged.
        modules: The settings modules; what they take of each other is theirs already.

    Attributes:
        is_complete: No module takes all names of a module from outside the project, or
            writes into `globals()`.
    """

    def __init__(self, subject: Subject, modules: Collection[Source]) -> None:
        self._subject = subject
        self._known = subject.once(modules_of)
        self._seen = {module.path for module in modules}
        self.is_complete = not any(map(_hides, modules))

    def by(self, module: Source, depth: int = 0) -> Iterator[Setting]:
        """Yield what a module's imports bring; call it once a module."""
        for node in module.of_type(ast.ImportFrom):
            conditions = _conditions(node, module)
            if conditions is not None and any(_may_be_setting(alias) for alias in node.names):
                for setting in self._of_import(node, module, depth):
                    yield replace(setting, conditions=(*conditions, *setting.conditions))

    def _of_import(self, node: ast.ImportFrom, module: Source, depth: int) -> Iterator[Setting]:
        path = self._known.path_of(absolute_module(node, module.path))
        everything = node.names[0].name == "*"
        if path in self._seen:
            return
        other = self._subject.source(path) if path is not None else None
        if other is None or other.tree is None or depth > _DEEPEST:
            if everything:
                self.is_complete = False
            for alias in () if everything else filter(_may_be_setting, node.names):
                yield _unseen(alias.asname or alias.name, node, module)
        elif everything:
            self._seen.add(other.path)
            self.is_complete = self.is_complete and not _hides(other)
            yield from self.by(other, depth + 1)
            yield from settings_in(other)
        else:
            for alias in filter(_may_be_setting, node.names):
                yield from _named(alias, node, module, other)


def _named(
    alias: ast.alias, node: ast.ImportFrom, module: Source, other: Source
) -> Iterator[Setting]:
    name = alias.asname or alias.name
    given = [replace(s, name=name) for s in settings_in(other) if s.name == alias.name]
    yield from given or [_unseen(name, node, module)]


def _unseen(name: str, node: ast.ImportFrom, module: Source) -> Setting:
    """A setting whose value is not to be seen: its own name stands for it."""
    value = ast.copy_location(ast.Name(name, ast.Load()), node)
    return Setting(name, value, node, module)


def _may_be_setting(alias: ast.alias) -> bool:
    return alias.name == "*" or (alias.asname or alias.name).isupper()


def _hides(source: Source) -> bool:
    """Whether a module may get names that cannot be seen."""
    return any(
        isinstance(call.func, ast.Name) and call.func.id in _HIDDEN
        for call in source.of_type(ast.Call)
    )


def _conditions(node: ast.stmt, source: Source) -> tuple[Condition, ...] | None:
    """The tests that an import stands under, outermost first; None inside of a function or class."""
    found: list[Condition] = []
    inner: ast.AST = node
    for ancestor in source.ancestors(node):
        if isinstance(ancestor, (*FUNCTIONS, ast.ClassDef)):
            return None
        if isinstance(ancestor, ast.If):
            found.insert(0, Condition(ancestor.test, holds=inner in ancestor.body))
        inner = ancestor
    return tuple(found)
