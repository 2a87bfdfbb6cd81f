"""Which scaffolding commands have no effect left once the answer's files are written."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from skillrun.workspace.commands.arguments import positionals, resolve
from skillrun.workspace.dependencies import requirement_lists

_PROJECT_FILES = ("__init__.py", "asgi.py", "settings.py", "urls.py", "wsgi.py")
APP_FILES = (
    "__init__.py",
    "admin.py",
    "apps.py",
    "migrations/__init__.py",
    "models.py",
    "tests.py",
    "views.py",
)


@dataclass(slots=True)
class Outlook:
    """What will be on disk.

    Attributes:
        root: The workspace.
        delivered: Paths that the answer brings.
        removed: Paths that some `rm` of the answer names.
        made: Paths that commands before may make.
    """

    root: Path
    delivered: frozenset[str]
    removed: frozenset[str]
    made: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, root: Path, delivered: Collection[str], removed: Collection[str]) -> "Outlook":
        """Make the outlook of an answer.

        Args:
            root: The workspace.
            delivered: Paths that the answer brings.
            removed: Paths that some `rm` of it names.
        """
        return cls(root, frozenset(delivered), frozenset(removed))

    def is_settled(self, path: str) -> bool:
        """Tell whether what a command would put there makes no difference in the end."""
        parents = [parent.as_posix() for parent in Path(path).parents]
        return (
            path in self.delivered
            or (self.root / path).exists()
            or not self.removed.isdisjoint([path, *parents])
        )

    def exists(self, path: str) -> bool:
        """Tell whether something stands there, or may once the commands before have run."""
        inside = any(made == path or made.startswith(f"{path}/") for made in self.made)
        return inside or (self.root / path).exists()

    def note(self, argv: tuple[str, ...], folder: str) -> None:
        """Take down what a command that is to be run may make."""
        if argv[:2] == ("uv", "init"):
            self.made |= {"main.py", "README.md", "pyproject.toml", ".python-version"}
        elif argv[0] == "touch" or argv[0] in {"cp", "mv"}:
            targets = positionals(argv) if argv[0] == "touch" else positionals(argv)[-1:]
            self.made |= {resolve(folder, path) or "" for path in targets}
        else:
            self.made |= set(generated_files(argv, folder))


def generated_files(argv: tuple[str, ...], folder: str) -> list[str]:
    """Name the files that `startproject` or `startapp` makes; empty for other commands.

    Args:
        argv: The command.
        folder: Where it is carried out, from the root.
    """
    name = next((word for word in argv if word in {"startproject", "startapp"}), "")
    if argv[:2] != ("uv", "run") or not name:
        return []
    arguments = [word for word in argv[argv.index(name) + 1 :] if not word.startswith("-")]
    if not arguments:
        return []
    target = resolve(folder, arguments[1] if len(arguments) > 1 else arguments[0])
    if target is None:
        return []
    prefix = f"{target}/" if target else ""
    if name == "startapp":
        return [prefix + file for file in APP_FILES]
    package = f"{prefix}{arguments[0]}/"
    return [f"{prefix}manage.py", *(package + file for file in _PROJECT_FILES)]


def nothing_left(argv: tuple[str, ...], folder: str, outlook: Outlook) -> str | None:
    """Say why a command has no effect left.

    Args:
        argv: The command; its arguments are known to be sound.
        folder: Where it is carried out, from the root.
        outlook: What will be on disk.

    Returns:
        The reason, or None where something is left to do.
    """
    paths = [resolve(folder, path) or "" for path in positionals(argv)]
    files = generated_files(argv, folder)
    head = " ".join(argv[:2]) if argv[0] == "uv" else argv[0]
    checks: dict[str, tuple[Callable[[], bool], str]] = {
        "mkdir": (lambda: True, "folders come with their files"),
        "touch": (
            lambda: all(map(outlook.is_settled, paths)),
            "the files are there or delivered",
        ),
        "rm": (
            lambda: not any(outlook.exists(p) and p not in outlook.delivered for p in paths),
            "there is nothing to remove",
        ),
        "uv init": (
            (outlook.root / folder / "pyproject.toml").exists,
            "the workspace is a project already",
        ),
        "uv add": (
            lambda: _is_there_already(argv, outlook.root / folder),
            "the dependencies are there already",
        ),
        "uv run": (
            # Django makes nothing where one of the files stands already.
            lambda: (
                any((outlook.root / file).exists() for file in files)
                or (bool(files) and all(map(outlook.is_settled, files)))
            ),
            "its files are there or delivered",
        ),
    }
    is_done, reason = checks.get(head, (lambda: False, ""))
    return reason if is_done() else None


def _is_there_already(argv: tuple[str, ...], folder: Path) -> bool:
    """Tell whether a plain `uv add` names only what stands in the list it would add to."""
    pyproject = folder / "pyproject.toml"
    known = {("--dev",): "--group dev", (): ""}
    options = tuple(word for word in argv[2:] if word.startswith("-") and word != "--no-sync")
    if options not in known or not pyproject.is_file():
        return False
    lists = dict(requirement_lists(pyproject.read_text(encoding="utf-8", errors="replace")))
    present = set(map(_plain_name, lists.get(known[options], [])))
    wanted = positionals(argv)
    return all(_is_unbounded(name) and _plain_name(name) in present for name in wanted)


def _is_unbounded(requirement: str) -> bool:
    return re.search(r"[<>=!~;]", requirement) is None


def _plain_name(requirement: str) -> str:
    """Return the name with its extras, as the index compares names."""
    name = re.split(r"[<>=!~;]", requirement, maxsplit=1)[0].replace(" ", "")
    return re.sub(r"[-_.]+", "-", name).casefold()
