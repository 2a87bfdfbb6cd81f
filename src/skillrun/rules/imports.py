"""What the names of a module stand for, resolved through its imports."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from skillrun.rules.source import Source


@dataclass(frozen=True, slots=True)
class Imports:
    """The imports of one module, wherever in it they stand.

    Attributes:
        names: Dotted name by local name: `{"m": "django.db.models"}`.
    """

    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, source: "Source") -> "Imports":
        """Read the imports of a file."""
        names: dict[str, str] = {}
        for plain in source.of_type(ast.Import):
            names.update(_plain(plain))
        for named in source.of_type(ast.ImportFrom):
            names.update(_named(named, source.path))
        return cls(names)

    def qualified(self, node: ast.AST) -> str | None:
        """The dotted name of an expression; see `Source.qualified`."""
        dotted = ""
        while not isinstance(node, ast.Name):
            if isinstance(node, ast.Attribute):
                dotted = f".{node.attr}{dotted}"
                node = node.value
            elif isinstance(node, ast.Call):
                node = node.func
            elif isinstance(node, ast.Subscript):
                node = node.value
            else:
                return None
        return self.names.get(node.id, node.id) + dotted


def _plain(node: ast.Import) -> Iterator[tuple[str, str]]:
    for alias in node.names:
        if alias.asname:
            yield alias.asname, alias.name
        else:
            top = alias.name.split(".", 1)[0]
            yield top, top


def _named(node: ast.ImportFrom, path: str) -> Iterator[tuple[str, str]]:
    module = absolute_module(node, path)
    for alias in node.names:
        if alias.name != "*":
            yield alias.asname or alias.name, f"{module}.{alias.name}" if module else alias.name


def absolute_module(node: ast.ImportFrom, path: str) -> str:
    """The module that `from … import` names, relative ones resolved by the file's path."""
    if not node.level:
        return node.module or ""
    package = module_of(path).split(".")
    is_package = path.endswith("__init__.py")
    keep = len(package) - node.level + (1 if is_package else 0)
    parts = package[: max(keep, 0)]
    return ".".join([*parts, node.module] if node.module else parts)


def module_of(path: str) -> str:
    """The dotted module of a path: `apps/users/models.py` is `apps.users.models`."""
    stem = path.removesuffix(".pyi").removesuffix(".py").removesuffix("/__init__")
    return "" if stem == "__init__" else stem.replace("/", ".")
