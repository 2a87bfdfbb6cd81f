"""SEC002 env-file-exposed."""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from skillrun.project.listing import ignore_patterns
from skillrun.rules.model import Example, Finding, Subject, TreeRule
from skillrun.rules.source import Source

from ..semantics.project import is_whole_project, project_root

_IGNORES = (".gitignore", ".dockerignore")
# What stands between the plain pieces of a pattern.
_WILD = re.compile(r"[*?/]|\[[^\]]*\]")
_MOST = 100  # lines that speak of `.env`: the last ones decide

# Lines of an ignore file with their 1-based numbers.
_Lines = Sequence[tuple[int, str]]
_TEMPLATES = frozenset(
    {"example", "examples", "sample", "template", "tmpl", "dist", "default", "defaults", "j2", "in"}
)


class EnvFileExposed(TreeRule):
    """A `.env` that may be committed, built into an image, or was delivered."""

    code = "SEC002"
    name = "env-file-exposed"
    directive = (
        "List `.env` in both `.gitignore` and `.dockerignore`, and never deliver it; only "
        "`.env.example` with placeholder values is delivered."
    )
    decisions = (
        "The ignore files are read as git reads them: `.env*` covers it, a later `!.env` uncovers it. "
        "A `.env` on the disk of a checked project is that person's own; in an answer it is a "
        "violation, as are `.env.local` and its like. In a whole project a missing ignore file exposes it too. Repositories that are no Django project are left alone."
    )
    bad = Example("*.pyc\n.venv/\n", ".gitignore")
    good = Example("*.pyc\n.env\n", ".gitignore")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield each delivered `.env` and each ignore file that lets it through."""
        if subject.answer is not None:
            for path in subject.files:
                if _is_env(path):
                    message = (
                        f"`{path}` holds secrets and is never delivered: deliver `.env.example`."
                    )
                    yield Finding(message, path=path)
        if not _is_project(subject):
            return
        root = project_root(subject)
        for name in _IGNORES:
            yield from _check_ignore(root, name, subject)


def _is_project(subject: Subject) -> bool:
    """Whether the ignore files are a Django project's, or are judged for themselves."""
    python = any(path.endswith(".py") for path in subject.files)
    return subject.answer is not None or not python or is_whole_project(subject)


def _check_ignore(root: str, name: str, subject: Subject) -> Iterator[Finding]:
    path = _nearest(root, name, subject)
    source = subject.files.get(path)
    lines = _bearing(source, root) if source is not None else ()
    if source is not None and not _ignores_env(lines, path, root):
        yield from _exposed(source, lines, root)
    elif path not in subject.paths and is_whole_project(subject):
        yield Finding(f"There is no `{name}` that lists `.env`: add it.", path=path)


def _exposed(source: Source, lines: _Lines, root: str) -> Iterator[Finding]:
    """Point at the line that uncovers `.env`, or say that none covers it."""
    covered = (
        lines[index - 1][0]
        for index in range(len(lines), 0, -1)
        if _ignores_env(lines[: index - 1], source.path, root)
    )
    line = next(covered, None)
    if line is None:
        message = f"`{source.name}` does not list `.env`: add the line."
        yield Finding(message, path=source.path)
    else:
        message = f"This line lets `.env` back in, which `{source.name}` has listed: remove it."
        end = len(source.lines[line - 1]) + 1
        yield Finding(message, line, 1, line, end, path=source.path)


def _nearest(root: str, name: str, subject: Subject) -> str:
    """The ignore file that counts for the project: its own, or one of a folder above."""
    folders = root.split("/")[:-1]
    for end in range(len(folders), -1, -1):
        path = "/".join([*folders[:end], name])
        if path in subject.paths:
            return path
    return root + name


def _bearing(source: Source, root: str) -> _Lines:
    """The lines that may speak of `.env`, by their plain pieces: the others need not be compiled."""
    path = _inside(source.path, root)
    numbered = enumerate(source.lines, 1)
    return [(n, line) for n, line in numbered if _may_match(line, path)][-_MOST:]


def _may_match(line: str, path: str) -> bool:
    return "\\" in line or all(piece in path for piece in _WILD.split(line.strip("\ufeff! \t")))


def _inside(path: str, root: str) -> str:
    """The path of `.env` for an ignore file: patterns count from the folder of their file."""
    return root.removeprefix(path.rpartition("/")[0]).lstrip("/") + ".env"


def _ignores_env(numbered: _Lines, path: str, root: str) -> bool:
    lines = [line.removeprefix("\ufeff") for _, line in numbered]
    if path.endswith(".dockerignore"):
        # Docker cleans its patterns as it cleans paths.
        lines = [line.removeprefix("./") for line in lines]
    return ignore_patterns(lines).match_file(_inside(path, root))


def _is_env(path: str) -> bool:
    name = PurePosixPath(path).name
    return name == ".env" or (
        name.startswith(".env.") and not _TEMPLATES & set(name.split(".")[2:])
    )
