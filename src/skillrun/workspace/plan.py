"""What writing a set of files would change; everything that forbids it is found before a byte is written."""

import difflib
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from skillrun.errors import WorkspaceError
from skillrun.protocol.paths import case_clashes, fold, normalize, path_problem
from skillrun.protocol.power import power_problem
from skillrun.workspace.failures import explained


@dataclass(frozen=True, slots=True)
class Change:
    """One file as it is to be.

    Attributes:
        path: From the workspace's root, with forward slashes; symlinks inside are followed.
        action: Whether the file is new.
        content: Its bytes after.
        before: Its bytes as planned upon; None for a new file.
        mode: Its permission bits after.
    """

    path: str
    action: Literal["create", "modify"]
    content: bytes
    before: bytes | None
    mode: int


def plan_changes(root: Path, files: Mapping[str, bytes]) -> tuple[Change, ...]:
    """Compare files with the workspace.

    A new file gets the mode that the umask leaves; one that starts with `#!` is executable, as
    `startproject` leaves `manage.py`. An existing file keeps its mode.

    Args:
        root: The workspace; need not exist.
        files: The bytes each path is to hold.

    Returns:
        The changes, sorted by path; files that are already so are left out.

    Raises:
        WorkspaceError: If a path is unsafe, leads out through a symlink, clashes in case,
            something that is no UTF-8 text file stands there, or a file would say what skillrun
            may do. Nothing is changed.
    """
    with explained("read", str(root)):
        if root.exists() and not root.is_dir():
            raise WorkspaceError(f"`{root}` is not a folder.", advice="Name a folder as workspace.")
        real_root = Path(os.path.realpath(root))
        names = _Names(real_root)
        wanted = {names.real(path): content for path, content in files.items()}
        _check_together(files, wanted)
        umask = _umask()
        changes = (_change(real_root, path, wanted[path], umask) for path in sorted(wanted))
        return tuple(change for change in changes if change is not None)


def unified_diff(change: Change) -> str:
    """Show a change as a unified diff, for display.

    Args:
        change: The change; bytes that are no UTF-8 show as replacement characters.

    Returns:
        The diff, each line ended; empty where nothing differs.
    """
    before = (change.before or b"").decode("utf-8", "replace").splitlines(keepends=True)
    after = change.content.decode("utf-8", "replace").splitlines(keepends=True)
    old = "/dev/null" if change.before is None else f"a/{change.path}"
    lines = difflib.unified_diff(before, after, old, f"b/{change.path}")
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


class _Names:
    """Resolves paths against what is on disk; each folder is listed once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._listings: dict[Path, dict[str, str]] = {}

    def real(self, spelled: str) -> str:
        """Return the path that a name really means, judged as safe."""
        _check(spelled, spelled)
        path = normalize(spelled)
        real = Path(os.path.realpath(self.root / path))
        if not real.is_relative_to(self.root) or real == self.root:
            raise WorkspaceError(
                f"`{spelled}` leads out of the workspace through a symlink (to `{real}`).",
                advice="Replace the symlink with a folder, or make its target the workspace.",
            )
        resolved = real.relative_to(self.root).as_posix()
        _check(resolved, spelled)
        self._check_case(path)
        return resolved

    def _check_case(self, path: str) -> None:
        folder = self.root
        for part in path.split("/"):
            listing = self._listing(folder)
            other = listing.get(fold(part), part)
            if other != part and part not in listing.values():
                raise WorkspaceError(
                    f"`{path}` differs only in case from `{other}`, which is on disk.",
                    advice=f"Name it `{other}`, or rename that first.",
                )
            folder /= part

    def _listing(self, folder: Path) -> dict[str, str]:
        if folder not in self._listings:
            names = os.listdir(folder) if folder.is_dir() else []  # noqa: PTH208 - names, not paths
            folded = {fold(name): name for name in sorted(names)}
            self._listings[folder] = folded | {f"\0{name}": name for name in names}
        return self._listings[folder]


def _check(path: str, spelled: str) -> None:
    if problem := path_problem(path):
        raise WorkspaceError(
            f"The path `{spelled}` {problem}.", advice="Name the file by a safe path."
        )


def _check_together(files: Mapping[str, bytes], wanted: Mapping[str, bytes]) -> None:
    """Refuse paths that are safe one by one but not together."""
    if len(wanted) < len(files):
        raise WorkspaceError(
            "Two of the paths are one and the same file.",
            advice="Deliver each file once, under one name.",
        )
    for one, other in case_clashes(wanted):
        raise WorkspaceError(
            f"`{one}` and `{other}` differ only in case.",
            advice="Spell the common part the same way, or rename one of them.",
        )
    for path in wanted:
        for parent in Path(path).parents:
            if parent.as_posix() in wanted:
                raise WorkspaceError(
                    f"`{parent.as_posix()}` would be a file and the folder of `{path}`.",
                    advice="Rename one of them.",
                )


def _change(root: Path, path: str, content: bytes, umask: int) -> Change | None:
    target = root / path
    with explained("read", path):
        try:
            status = target.lstat()
        except FileNotFoundError:
            _check_power(path, None, content)
            mode = 0o777 if content.startswith(b"#!") else 0o666
            return Change(path, "create", content, None, mode & ~umask)
        _check_ordinary(path, status.st_mode)
        before = target.read_bytes()
    _check_text(path, before)
    if before == content:
        return None
    _check_power(path, before, content)
    return Change(path, "modify", content, before, stat.S_IMODE(status.st_mode))


def _check_ordinary(path: str, mode: int) -> None:
    if stat.S_ISREG(mode):
        return
    what = "a folder" if stat.S_ISDIR(mode) else "no ordinary file"
    raise WorkspaceError(
        f"`{path}` is {what} on disk.", advice="Move it away, or name the file differently."
    )


def _check_power(path: str, before: bytes | None, content: bytes) -> None:
    was = None if before is None else before.decode("utf-8")
    if problem := power_problem(path, was, content.decode("utf-8", "replace")):
        raise WorkspaceError(
            f"`{path}` {problem}.", advice="Leave that table as it is; edit it yourself."
        )


def _check_text(path: str, before: bytes) -> None:
    try:
        before.decode("utf-8")
    except UnicodeDecodeError as error:
        raise WorkspaceError(
            f"`{path}` on disk is no UTF-8 text (byte {error.start}); it is not replaced.",
            advice="Convert it to UTF-8, or remove it, and run the command again.",
        ) from error


def _umask() -> int:
    umask = os.umask(0o077)
    os.umask(umask)
    return umask
