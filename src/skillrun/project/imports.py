"""Which files of a project a module imports: one hop, no further."""

import ast
import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator


class Modules:
    """The modules of a project, found by their dotted names from whatever root they are imported.

    Args:
        listing: All paths of the project.
    """

    def __init__(self, listing: Iterable[str]) -> None:
        self._by_end: dict[str, list[str]] = defaultdict(list)
        self._paths: set[str] = set()
        for path in listing:
            if path.endswith(".py"):
                self._paths.add(path)
                self._by_end[path.rpartition("/")[2]].append(path)

    def file(self, dotted: str, near: str = "") -> str | None:
        """The file of a module.

        Args:
            dotted: Its name: `apps.shop.models`.
            near: The file that imports it: of several, the one that shares most folders is meant.
        """
        if not dotted:
            return None
        way = dotted.replace(".", "/")
        found = [
            path
            for wanted in (f"{way}.py", f"{way}/__init__.py")
            for path in self._by_end.get(wanted.rpartition("/")[2], ())
            if path == wanted or path.endswith(f"/{wanted}")
        ]
        if "." not in dotted:
            # `import json` is not a module of that name somewhere in the project.
            roots = {way, *(f"{parent}/{way}" for parent in _parents(near))}
            found = [path for path in found if path.rpartition(f"{way}")[0] + way in roots]
        return max(found, key=lambda path: (_shared(path, near), -len(path)), default=None)

    def imported(self, path: str, tree: ast.Module) -> tuple[str, ...]:
        """The project's files that a module imports, in the order in which it does.

        Args:
            path: The module.
            tree: Its syntax tree.
        """
        found: dict[str, None] = {}
        for node in ast.walk(tree):
            for names in _names(node, path):
                file = next(filter(None, (self._named(name, path) for name in names)), None)
                if file is not None and file != path:
                    found[file] = None
        return tuple(found)

    def _named(self, name: str, near: str) -> str | None:
        if not name.startswith("/"):
            return self.file(name, near)
        files = (f"{name[1:]}.py", f"{name[1:]}/__init__.py")
        return next((file for file in files if file in self._paths), None)


def _names(node: ast.AST, path: str) -> Iterator[tuple[str, ...]]:
    """Yield for each imported thing what it may be: a module of its own, or a name in one.

    A relative import is a path with `/` in front.
    """
    if isinstance(node, ast.Import):
        yield from ((alias.name,) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        module = node.module or ""
        if node.level:
            folder = path
            for _ in range(node.level):
                folder = posixpath.dirname(folder)
            module = "/" + posixpath.join(folder, module.replace(".", "/")).rstrip("/")
        join = "/" if node.level else "."
        yield from ((f"{module}{join}{alias.name}", module) for alias in node.names)


def _parents(path: str) -> Iterator[str]:
    while path := posixpath.dirname(path):
        yield path


def _shared(path: str, near: str) -> int:
    parts, others = path.split("/"), near.split("/")
    same = 0
    while same < min(len(parts), len(others)) and parts[same] == others[same]:
        same += 1
    return same
