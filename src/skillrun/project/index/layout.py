"""Which dotted module a file is: the folders that code is imported from, found by their marks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from posixpath import dirname

# Never a folder of the project, whatever folders of the project are called.
_OUTSIDE = frozenset({"django", "rest_framework"})
_MARKS = frozenset({"manage.py", "setup.py", "setup.cfg", "pyproject.toml"})


@dataclass(frozen=True, slots=True)
class Layout:
    """The modules of a project.

    Attributes:
        modules: The dotted module by path.
        paths: The path by dotted module; a package stands for its `__init__.py`, or for its folder
            (with a `/` at the end) where it has none.
    """

    modules: Mapping[str, str]
    paths: Mapping[str, str]
    _ends: Mapping[str, tuple[str, ...]]

    def find(self, module: str) -> str | None:
        """The module as it is called here: a name may be spelled from another folder than found.

        Args:
            module: A dotted name as an import spells it.
        """
        if module in self.paths:
            return module
        top, dot, _ = module.partition(".")
        if not dot or top in _OUTSIDE:
            return None
        end = f"/{module.replace('.', '/')}"
        last = module.rpartition(".")[2]
        found = [name for name in self._ends.get(last, ()) if self._stem(name).endswith(end)]
        return found[0] if len(found) == 1 else None

    def _stem(self, name: str) -> str:
        """Where a module lies, as an import from the folder above the project would spell it."""
        path = self.paths[name].removesuffix("/").removesuffix("/__init__.py")
        return f"/{path.removesuffix('.py')}"


def layout_of(paths: Iterable[str]) -> Layout:
    """Find out what the files of a project are called as modules.

    Args:
        paths: All files of the project; marks such as `manage.py` are looked for among them.
    """
    known = frozenset(paths)
    roots = _roots(known)
    modules = {path: _module(path, roots) for path in sorted(known) if path.endswith(".py")}
    by_module: dict[str, str] = {}
    for path, module in modules.items():
        by_module.setdefault(module, path)
        _add_folders(path, module, by_module)
    for path, module in modules.items():
        if by_module[module].endswith("/"):
            by_module[module] = path
    ends: dict[str, list[str]] = {}
    for module in by_module:
        ends.setdefault(module.rpartition(".")[2], []).append(module)
    return Layout(modules, by_module, {end: tuple(names) for end, names in ends.items()})


def _add_folders(path: str, module: str, by_module: dict[str, str]) -> None:
    """Folders without an `__init__.py` are packages too."""
    folder = dirname(path)
    package = module if path.endswith("/__init__.py") else module.rpartition(".")[0]
    while package and folder:
        by_module.setdefault(package, f"{folder}/")
        folder, package = dirname(folder), package.rpartition(".")[0]


def _roots(known: frozenset[str]) -> frozenset[str]:
    """The folders that modules are named from: those of `manage.py` and of packaging, and `src`."""
    marked = {dirname(path) for path in known if path.rpartition("/")[2] in _MARKS}
    marked = {folder for folder in marked if f"{folder}/__init__.py" not in known} | {""}
    folders = {dirname(path) for path in known if path.endswith(".py")}
    for folder in folders:
        parts = folder.split("/")
        for position, part in enumerate(parts):
            here = "/".join(parts[: position + 1])
            if part == "src" and f"{here}/__init__.py" not in known:
                marked.add(here)
    return frozenset(marked)


def _module(path: str, roots: frozenset[str]) -> str:
    root = dirname(path)
    while root not in roots:
        root = dirname(root)
    inside = path[len(root) + 1 :] if root else path
    stem = inside.removesuffix(".py").removesuffix("/__init__")
    return "" if stem == "__init__" else stem.replace("/", ".")
