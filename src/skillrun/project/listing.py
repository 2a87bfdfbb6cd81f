"""The files of a workspace: what git would track, or a walk that honours `.gitignore`."""

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from fnmatch import translate
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from skillrun.machine.environment import for_git, tool_environment

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

# Never source, whether a `.gitignore` says so or not.
_NEVER = (
    ".git/", ".hg/", ".svn/", ".venv/", "venv/", "node_modules/", "__pycache__/", ".tox/", ".nox/",
    ".eggs/", "*.egg-info/", ".mypy_cache/", ".pytest_cache/", ".ruff_cache/", ".hypothesis/",
    "htmlcov/", ".coverage", "*.pyc", "*.pyo", ".DS_Store",
)  # fmt: skip
_SECRETS = (
    ".env", ".env.*", "*.env", "!.env.example", ".envrc", ".netrc", ".pgpass", ".pypirc", "*.pem", "*.key", "*.p12",
    "*.pfx", "*.jks", "*.keystore", "*.kdbx", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519",
    "credentials.json", "secrets.*", "!secrets.py", ".secrets/",
)  # fmt: skip

# Each takes a tenth of a millisecond to compile; of more, the last ones decide.
_MOST_PATTERNS = 5_000

_HERE = PurePosixPath()
# What would break the one line that a path has in a listing, or cannot be sent as UTF-8.
_UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")


def list_files(root: Path) -> tuple[str, ...]:
    """List the files of a workspace that may be spoken of: no secrets, nothing ignored.

    Args:
        root: The workspace; it need not exist.

    Returns:
        Paths from the root, with forward slashes, sorted.
    """
    if not root.is_dir():
        return ()
    never = _Parts(_NEVER + _SECRETS)
    tracked = _git_files(root)
    found = _walk(root) if tracked is None else tracked
    inside = _Inside(os.path.realpath(root))
    return tuple(sorted({p for p in found if not never.match(p) and inside.holds(p)}))


def read_workspace_file(root: Path, path: str) -> str | None:
    """Read a file of a workspace as it is; None where there is none or it is no text."""
    try:
        return (root / path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError):
        return None


def is_secret(path: str) -> bool:
    """Whether a file's name says that it holds secrets."""
    return ignore_patterns(_SECRETS).match_file(path)


def _git_files(root: Path) -> list[str] | None:
    """What git tracks or would track below the root; None where git can't tell."""
    if _git(root, "check-ignore", "--quiet", ".") is not None:
        return None  # the root itself is ignored by a repository around it
    listed = _git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    return None if listed is None else list(filter(None, listed.split("\0")))


_GIT_SETTINGS = (
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.quotePath=false"),
)


def _git(root: Path, *arguments: str) -> str | None:
    """Run git; None where it fails.

    A workspace may be anybody's: its configuration must not make git start a program
    (`core.fsmonitor`), plain files must not make it a bare repository, and a `GIT_DIR` of the
    caller's must not point elsewhere.
    """
    try:
        done = subprocess.run(
            ["git", *_GIT_SETTINGS, *arguments],  # noqa: S607
            cwd=root,
            env=for_git(tool_environment()),
            capture_output=True,
            check=True,
            encoding="utf-8",
            errors="surrogateescape",
            timeout=30,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def _walk(root: Path) -> Iterator[str]:
    """Walk the root and honour each `.gitignore` on the way."""
    never = _Parts(_NEVER)
    ignores: dict[PurePosixPath, GitIgnoreSpec] = {}
    for folder, folders, files in os.walk(root):
        here = PurePosixPath(Path(folder).relative_to(root).as_posix())
        if ".gitignore" in files:
            text = (Path(folder) / ".gitignore").read_text(encoding="utf-8", errors="replace")
            ignores[here] = ignore_patterns(text.splitlines())
        folders[:] = [
            f
            for f in folders
            if not never.match(f"{f}/") and not (ignores and _ignored(here / f, ignores, slash="/"))
        ]
        prefix = "" if here == _HERE else f"{here}/"
        yield from (f"{prefix}{f}" for f in files if not (ignores and _ignored(here / f, ignores)))


def _ignored(
    path: PurePosixPath, ignores: "dict[PurePosixPath, GitIgnoreSpec]", *, slash: str = ""
) -> bool:
    """Whether the nearest `.gitignore` that speaks of a path ignores it."""
    for parent in path.parents:
        spec = ignores.get(parent)
        if spec is None:
            continue
        verdict = spec.check_file(f"{path.relative_to(parent)}{slash}").include
        if verdict is not None:
            return verdict
    return False


class _Parts:
    """Which paths hold a part that patterns without a slash match; each part is asked about once.

    Args:
        patterns: The patterns, as in a `.gitignore`.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._spec = ignore_patterns(patterns)
        taken = (p.rstrip("/") for p in patterns if not p.startswith("!"))
        # Nearly no name fits any of them: that much is told at once.
        self._suspect = re.compile("|".join(map(translate, taken)))
        self._known: dict[str, bool] = {}

    def match(self, path: str) -> bool:
        """Whether a path, of a folder where it ends in a slash, or a folder above it matches."""
        *folders, name = path.split("/")
        parts = [f"{folder}/" for folder in folders]
        return any(map(self._matches, [*parts, name] if name else parts))

    def _matches(self, part: str) -> bool:
        if part not in self._known:
            fits = self._suspect.match(part.rstrip("/")) is not None
            self._known[part] = fits and self._spec.match_file(part)
        return self._known[part]


class _Inside:
    """Which paths are files with plain names that do not lead out of a workspace.

    Args:
        root: The workspace's real folder.
    """

    def __init__(self, root: str) -> None:
        self._root = root
        self._folders: dict[str, bool] = {}

    def holds(self, path: str) -> bool:
        """Whether a path from the root is such a file."""
        full = f"{self._root}/{path}"
        if _UNSPEAKABLE.search(path) or not os.path.isfile(full):  # noqa: PTH113
            return False
        if os.path.islink(full):  # noqa: PTH114
            return self._leads_inside(full)
        folder = full.rpartition("/")[0]
        if folder not in self._folders:
            parent = folder.rpartition("/")[0]
            # A folder in one that is known to be inside is inside too, unless it is a link.
            near = self._folders.get(parent, False) and not os.path.islink(folder)  # noqa: PTH114
            self._folders[folder] = near or self._leads_inside(folder)
        return self._folders[folder]

    def _leads_inside(self, full: str) -> bool:
        return Path(os.path.realpath(full)).is_relative_to(self._root)


def ignore_patterns(lines: Sequence[str]) -> "GitIgnoreSpec":
    """The patterns of an ignore file, those left out that git takes for none.

    Args:
        lines: The file's lines.
    """
    from pathspec import GitIgnoreSpec

    last = lines[-_MOST_PATTERNS:]
    try:
        return GitIgnoreSpec.from_lines(last)
    except ValueError:  # git takes what is no pattern (`a\\`) for none
        return GitIgnoreSpec.from_lines(line for line in last if _is_pattern(line))


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
