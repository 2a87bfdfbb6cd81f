"""What of a project is put before a model: the listing and whole files within a budget."""

import difflib
import hashlib
import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from skillrun.errors import UsageError
from skillrun.project.listing import is_secret, list_files
from skillrun.project.selection import is_lock, select

BUDGET = 60_000


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file that a model is shown.

    Attributes:
        path: Its path from the root of the workspace, with forward slashes.
        text: Its text to the character.
        sha256: The hash of its bytes, in hexadecimal.
        why: Why it was chosen, in a few words.
    """

    path: str
    text: str
    sha256: str
    why: str


@dataclass(frozen=True, slots=True)
class ProjectContext:
    """What a model is shown of a workspace.

    Attributes:
        listing: The paths of its files, sorted; secrets and ignored files are left out.
        files: The files shown, in the order of their weight.
        left_out: Paths that would have been shown but for the budget.
        name: The name of the workspace's folder: a new project is named after it.
    """

    listing: tuple[str, ...] = ()
    files: tuple[ShownFile, ...] = ()
    left_out: tuple[str, ...] = ()
    name: str = ""

    @property
    def why(self) -> dict[str, str]:
        """Why each file was chosen, by path."""
        return {file.path: file.why for file in self.files}

    @property
    def tokens(self) -> int:
        """About how many tokens the files take."""
        return sum(_tokens(file.text) for file in self.files)


def collect(
    root: Path, request: str, named: Sequence[str] = (), *, budget: int = BUDGET
) -> ProjectContext:
    """Choose what of a workspace a model is shown.

    Files are taken whole, by weight: those named, those that the request names by path, the wiring
    of a Django project, those of an app that the request names. A file that would pass the budget
    is left out; the named ones always go.

    Args:
        root: The workspace; it need not exist.
        request: What was asked.
        named: Paths that the person named (`--file`).
        budget: About how many tokens the files may take, at four characters a token.

    Raises:
        UsageError: If a named file is missing, outside the workspace or never shown.
    """
    listing = list_files(root)
    must = [_checked(root, spelled, listing) for spelled in named]
    chosen = dict.fromkeys(must, "named with --file")
    for path, why in select(listing, request):
        chosen.setdefault(path, why)
    files: list[ShownFile] = []
    left_out: list[str] = []
    spent = 0
    for path, why in chosen.items():
        file = _read(root, path, why)
        if file is None:
            continue
        cost = _tokens(file.text)
        if path not in must and spent + cost > budget:
            left_out.append(path)
            continue
        spent += cost
        files.append(file)
    return ProjectContext(listing, tuple(files), tuple(left_out), root.resolve().name)


def show(root: Path, path: str, why: str) -> ShownFile | None:
    """Read a file that a model is to be shown after all.

    Args:
        root: The workspace.
        path: The file, from the root.
        why: Why it is shown.

    Returns:
        The file; None where no model is shown it: it is secret, ignored, generated or no text.
    """
    path = posixpath.normpath(path)
    if path not in list_files(root) or is_lock(path):
        return None
    return _read(root, path, why)


def _checked(root: Path, spelled: str, listing: Sequence[str]) -> str:
    """The path of a file that the person named, made comparable."""
    path = _from_root(root, spelled)
    if path in listing:
        if is_lock(path):
            raise _refused(path, "a lock file is of no use to a model")
        if _read(root, path, "") is None:
            raise _refused(path, "it is not UTF-8 text")
        return path
    if is_secret(path):
        raise _refused(path, "its name says that it holds secrets")
    if (root / path).is_file():
        raise _refused(path, "it is ignored, or leads out of the workspace")
    near = difflib.get_close_matches(path, listing, n=1, cutoff=0.4)
    message = f"There is no file {path} in {root}."
    raise UsageError(
        message,
        advice=f"Did you mean {near[0]}?" if near else "Name a file of the workspace.",
    )


def _from_root(root: Path, spelled: str) -> str:
    """A path from the root of the workspace; it may be spelled from there or in full."""
    path = Path(spelled.replace("\\", "/"))
    if path.is_absolute() and path.is_relative_to(root.absolute()):
        path = path.relative_to(root.absolute())
    return posixpath.normpath(path.as_posix())


def _refused(path: str, why: str) -> UsageError:
    return UsageError(f"{path} is not shown to a model: {why}.", advice="Leave it out of --file.")


def _read(root: Path, path: str, why: str) -> ShownFile | None:
    """A file, or None where it is not text or is gone since it was listed."""
    try:
        data = (root / path).read_bytes()
        text = data.decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    if "\0" in text:
        return None
    return ShownFile(path, text, hashlib.sha256(data).hexdigest(), why)


def _tokens(text: str) -> int:
    return len(text) // 4
