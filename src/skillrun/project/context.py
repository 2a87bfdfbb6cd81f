"""What of a project is put before a model: the listing and whole files within a budget."""

import difflib
import hashlib
import posixpath
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from skillrun.errors import UsageError
from skillrun.project.generated import is_lock, why_generated
from skillrun.project.index import ProjectIndex, load_index
from skillrun.project.listing import is_secret, list_files
from skillrun.project.mapping import render_map
from skillrun.project.outline import outline
from skillrun.project.selection import WIRING, Selection, select

BUDGET = 60_000
# The map and the outline may each take a tenth of the budget.
_MAP_SHARE = 10


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

    @property
    def tokens(self) -> int:
        """About how many tokens its text takes."""
        return estimate(self.text)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that the request needs and that is not shown.

    Attributes:
        path: Its path.
        why: Why it was chosen.
        reason: Why it is not shown after all: `over the budget`, `a lock file`.
        tokens: About how many tokens it would take; 0 where it was not read.
    """

    path: str
    why: str
    reason: str
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class ProjectContext:
    """What a model is shown of a workspace.

    Attributes:
        listing: The paths of its files, sorted; secrets and ignored files are left out.
        files: The files shown, in the order of their weight.
        left_out: Files that the request needs and that are not shown.
        name: The name of the workspace's folder: a new project is named after it.
        map: A line an app on what the files shown do not tell; empty where there is no more.
        outline: The listing as it is sent: of a large project it names folders too.
        budget: About how many tokens files and map may take.
    """

    listing: tuple[str, ...] = ()
    files: tuple[ShownFile, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    name: str = ""
    map: str = ""
    outline: tuple[str, ...] | None = None
    budget: int = BUDGET

    @property
    def why(self) -> dict[str, str]:
        """Why each file was chosen, by path."""
        return {file.path: file.why for file in self.files}

    @property
    def guessed(self) -> bool:
        """Whether the request names nothing of the project, so that its wiring alone is shown."""
        return bool(self.files) and all(file.why == WIRING for file in self.files)

    @property
    def tokens(self) -> int:
        """About how many tokens the files take."""
        return sum(file.tokens for file in self.files)

    @property
    def map_tokens(self) -> int:
        """About how many tokens the map takes."""
        return estimate(self.map)

    @property
    def listing_tokens(self) -> int:
        """About how many tokens the listing takes as it is sent."""
        return estimate("\n".join(self.listing if self.outline is None else self.outline))


def collect(
    root: Path,
    request: str,
    named: Sequence[str] = (),
    *,
    budget: int = BUDGET,
    earlier: str = "",
) -> ProjectContext:
    """Choose what of a workspace a model is shown.

    Files are taken whole, by weight; one that would pass the budget is left out, and a smaller one
    after it may still go. The files that the person named always go.

    Args:
        root: The workspace; it need not exist.
        request: What was asked; empty for the listing and the named files alone.
        named: Paths that the person named (`--file`).
        budget: About how many tokens files and map may take, at four characters a token.
        earlier: What was asked and done before in the session; files that it names are shown too.

    Raises:
        UsageError: If a named file is missing, outside the workspace or never shown.
    """
    listing = list_files(root)
    must = [_checked(root, spelled, listing) for spelled in named]
    shelf = _Shelf(root)
    index = ProjectIndex()
    selection = Selection()
    if request:
        index = load_index(root) if any(p.endswith(".py") for p in listing) else index
        selection = select(listing, request, index, shelf.text, earlier=earlier)
    chosen = dict.fromkeys(must, "named with --file") | {
        path: why for path, why in selection.chosen.items() if path not in must
    }
    room = budget - min(estimate(render_map(index)), budget // _MAP_SHARE)
    files, left_out = _within(room, chosen, frozenset(must), shelf)
    left_out += [LeftOut(p, "named in the request", why) for p, why in selection.never.items()]
    shown = frozenset(file.path for file in files)
    return ProjectContext(
        listing,
        tuple(files),
        tuple(left_out),
        root.resolve().name,
        render_map(index, without=shown, tokens=budget // _MAP_SHARE),
        outline(listing, shown, tokens=budget // _MAP_SHARE),
        budget,
    )


def estimate(text: str) -> int:
    """Say about how many tokens a text takes."""
    return len(text) // 4


def _within(
    room: int, chosen: Mapping[str, str], must: Collection[str], shelf: "_Shelf"
) -> tuple[list[ShownFile], list[LeftOut]]:
    """Take the chosen files as long as there is room."""
    files: list[ShownFile] = []
    left_out: list[LeftOut] = []
    spent = 0
    for path, why in chosen.items():
        file = shelf.file(path, why)
        if file is None:
            left_out.append(LeftOut(path, why, "no UTF-8 text"))
            continue
        if not file.text.strip() and path not in must:
            continue  # there is nothing to show
        reason = "" if path in must else why_generated(path, file.text)
        if path not in must and spent + file.tokens > room:
            reason = reason or "over the budget"
        if reason:
            left_out.append(LeftOut(path, why, reason, file.tokens))
            continue
        spent += file.tokens
        files.append(file)
    return files, left_out


class _Shelf:
    """The texts of a workspace's files, each read once.

    Args:
        root: The workspace.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[str, ShownFile | None] = {}

    def file(self, path: str, why: str = "") -> ShownFile | None:
        """A file, or None where it is not text or is gone since it was listed."""
        if path not in self._files:
            self._files[path] = _read(self._root, path, why)
        found = self._files[path]
        return None if found is None else replace(found, why=why)

    def text(self, path: str) -> str | None:
        """The text of a file."""
        found = self.file(path)
        return None if found is None else found.text


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
    file = _read(root, path, why)
    return None if file is None or why_generated(path, file.text) else file


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
    message = f"There is no file `{path}` in `{root}`."
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
