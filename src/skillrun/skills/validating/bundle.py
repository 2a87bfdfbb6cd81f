"""The folder as ClawHub would take it: which files go along, how large they are, what is dropped."""

import ast
import os
from collections.abc import Iterator
from pathlib import Path

from skillrun.skills.validating.model import Fault, Source

IGNORE_FILES = (".gitignore", ".clawhubignore")
_ALWAYS_IGNORED = (".git/", "node_modules/", ".clawhub/")
_MOST_FILE_BYTES = 10 * 1024 * 1024
_MOST_BYTES = 50 * 1024 * 1024
_BYTECODE = frozenset({".pyc", ".pyo"})
_BINARIES = frozenset({".so", ".dll", ".dylib", ".pyd", ".exe", ".bin", ".a", ".o"})


def published_files(root: Path) -> tuple[str, ...]:
    """List what ClawHub would upload, relative to the folder: no dotfile, no link, nothing ignored.

    Args:
        root: The skill's folder.
    """
    from pathspec import GitIgnoreSpec

    patterns = list(_ALWAYS_IGNORED)
    for name in IGNORE_FILES:
        if (root / name).is_file():
            patterns += (root / name).read_text(encoding="utf-8", errors="replace").splitlines()
    ignored = GitIgnoreSpec.from_lines(patterns)
    files = (path.relative_to(root).as_posix() for path in _walk(root) if not path.is_symlink())
    return tuple(sorted(f for f in files if not _hidden(f) and not ignored.match_file(f)))


def bundle_faults(root: Path, files: tuple[str, ...]) -> Iterator[Fault]:
    """Judge the files of a skill.

    Args:
        root: The skill's folder.
        files: Those that would be published.
    """
    for path in _walk(root):
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            yield _clawhub(name, "It is a link: ClawHub drops it.", warning=True)
    total = 0
    for name in files:
        size = (root / name).stat().st_size
        total += size
        if size > _MOST_FILE_BYTES:
            yield _clawhub(name, f"It has {size} bytes; ClawHub takes {_MOST_FILE_BYTES} a file.")
        yield from _file_faults(root, name)
    if total > _MOST_BYTES:
        yield _clawhub("", f"All files have {total} bytes; ClawHub takes {_MOST_BYTES} a skill.")
    yield from _clashes(files)


def _file_faults(root: Path, name: str) -> Iterator[Fault]:
    path = root / name
    if path.suffix in _BYTECODE:
        yield _clawhub(name, "It is bytecode: name `*.pyc` in .clawhubignore.")
    elif path.suffix in _BINARIES:
        yield _clawhub(name, "It is a binary: a skill is text that a person can read.")
    elif os.access(path, os.X_OK) and path.is_file():
        said = "Its executable bit is dropped: call it by its interpreter, such as `python3 FILE`."
        yield _clawhub(name, said, warning=True)
    if path.name == "openclaw.plugin.json" or (name == "package.json" and _is_plugin(path)):
        yield _clawhub(name, "With it ClawHub takes the folder for a plugin and refuses it.")
    if path.suffix == ".py":
        for line, sibling in _sibling_imports(path):
            said = (
                f"It imports its neighbour {sibling}: run in place it leaves bytecode in the folder, "
                "and the skill can't be updated any more. Make it one file."
            )
            yield Fault(name, line, said, Source.OPENCLAW, warning=True)


def _is_plugin(path: Path) -> bool:
    return '"openclaw"' in path.read_text(encoding="utf-8", errors="replace")


def _sibling_imports(path: Path) -> Iterator[tuple[int, str]]:
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        else:
            continue
        for name in names:
            if (path.parent / f"{name.partition('.')[0]}.py").is_file():
                yield node.lineno, name


def _clashes(files: tuple[str, ...]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for name in files:
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            said = (
                f"It differs from {other} in case alone: on macOS and Windows one of them is lost."
            )
            yield Fault(name, 0, said, Source.AGENT_SKILLS)


def _walk(root: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in {".git", "node_modules"})
        links = [f for f in folders if (Path(parent) / f).is_symlink()]
        yield from (Path(parent) / name for name in (*links, *names))


def _hidden(name: str) -> bool:
    return any(part.startswith(".") for part in name.split("/"))


def _clawhub(name: str, message: str, *, warning: bool = False) -> Fault:
    return Fault(name or "SKILL.md", 0, message, Source.CLAWHUB, warning)
