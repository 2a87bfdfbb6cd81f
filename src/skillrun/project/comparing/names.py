"""What the names of a module stand for, so that the spelling of an import makes no difference."""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

# A resolved name stands in a normalized tree as `@django.db.models.CharField`.
MARK = "@"


@dataclass(frozen=True, slots=True)
class Module:
    """A module and what it imports.

    Attributes:
        path: Its file.
        name: Its dotted name.
        imports: Dotted names by the names they are bound to.
        own: Names that its top level defines.
    """

    path: str
    name: str
    imports: Mapping[str, str] = field(default_factory=dict)
    own: frozenset[str] = frozenset()


def module_of(path: str, tree: ast.Module) -> Module:
    """Read what a module is called, imports and defines.

    Args:
        path: Its file, from the root of the project.
        tree: Its syntax tree.
    """
    name = module_name(path)
    package = name if path.endswith("/__init__.py") else name.rpartition(".")[0]
    imports: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imports |= dict(_of_import(alias) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = _start(node, package)
            imports |= {a.asname or a.name: f"{start}.{a.name}".lstrip(".") for a in node.names}
    imports = {bound: _standard(dotted) for bound, dotted in imports.items()}
    own = {bound for statement in tree.body for bound in bound_by(statement)}
    return Module(path, name, imports, frozenset(own - imports.keys()))


def _standard(dotted: str) -> str:
    """What a backport has, by the name that it has in the standard library."""
    return re.sub(r"^typing_extensions\b", "typing", dotted)


def module_name(path: str) -> str:
    """The dotted name of a file: `apps.shop.models` of `apps/shop/models.py`."""
    plain = path.removeprefix("./").removeprefix("src/").removesuffix(".py")
    return plain.removesuffix("/__init__").replace("/", ".")


def bound_by(statement: ast.stmt) -> set[str]:
    """The names that a statement binds in the scope it stands in."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {statement.name}
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _of_import(alias: ast.alias) -> tuple[str, str]:
    # `import os.path` binds `os`: what follows is spelled out at each use.
    first = alias.name.split(".", 1)[0]
    return (alias.asname, alias.name) if alias.asname else (first, first)


def _start(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".") if package else []
    kept = parts[: len(parts) - node.level + 1]
    return ".".join([*kept, *([node.module] if node.module else [])])
