"""What taking a run back would do, file by file: only what still is as the run left it is touched."""

import difflib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from skillrun.errors import WorkspaceError
from skillrun.sessions.records import FileState, KeptFile, Run
from skillrun.sessions.states import same, state_of
from skillrun.workspace.plan import Change


@dataclass(frozen=True, slots=True)
class Conflict:
    """A file that is no longer what the run left.

    Attributes:
        path: From the workspace's root.
        reason: What became of it, as it stands behind the path.
        session: A later session that wrote it; empty where somebody else did.
        diff: From what the run left to what is there now; empty where there is nothing to show.
    """

    path: str
    reason: str
    session: str = ""
    diff: str = ""


@dataclass(frozen=True, slots=True)
class Undoing:
    """What taking a run back would do.

    Attributes:
        run: The run.
        changes: Files that get their former bytes and modes, or are there again.
        removals: Files that the run made.
        made: Folders that the run made; they go where nothing is left in them.
        gone: Folders that the run removed, with their modes.
        conflicts: What forbids it.
        left: What is left to the person, one line each.
        earlier: How many runs of the same session wrote before it and still stand.
    """

    run: Run
    changes: tuple[Change, ...] = ()
    removals: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    gone: tuple[tuple[str, int], ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    left: tuple[str, ...] = ()
    earlier: int = 0


class Planner:
    """Decides for each file of a run, and collects.

    Args:
        root: The workspace.
        run: The run to take back.
        later: The later session that wrote a file, by path.
        content: Gives kept bytes by their hash.
    """

    def __init__(
        self,
        root: Path,
        run: Run,
        later: dict[str, str],
        content: Callable[[str], bytes | None],
    ) -> None:
        self.root = root
        self.run = run
        self.later = later
        self.content = content
        self.changes: list[Change] = []
        self.removals: list[str] = []
        self.gone: list[tuple[str, int]] = []
        self.conflicts: list[Conflict] = []
        self.left: list[str] = []

    def take(self, file: KeptFile) -> None:
        """Plan one file."""
        now, content = self._now(file.path)
        if now == file.before:
            return
        if file.torn:
            self._conflict(file, "was changed by somebody else while the run went on")
        elif same(now, file.after):
            self._restore(file, now, content)
        elif not same(now, file.before):
            self._conflict(file, _difference(file.after, now), content)

    def undoing(self, made: tuple[str, ...], earlier: int) -> Undoing:
        """Give what was collected."""
        ran = [one["command"] for one in self.run.operations if one["status"] == "run"]
        kept = [f"{command} (what it did outside of files stays)" for command in _outside(ran)]
        return Undoing(
            self.run,
            tuple(self.changes),
            tuple(self.removals),
            made,
            tuple(self.gone),
            tuple(self.conflicts),
            (*self.left, *kept),
            earlier,
        )

    def _now(self, path: str) -> tuple[FileState, bytes | None]:
        place = self.root.resolve() / path
        if os.path.realpath(place.parent) != str(place.parent):
            return FileState("other"), None
        try:
            return state_of(place)
        except OSError as error:
            raise WorkspaceError(
                f"`{path}` cannot be read: {error.strerror}.",
                advice="Make it readable, then run the command again.",
            ) from None

    def _restore(self, file: KeptFile, now: FileState, content: bytes | None) -> None:
        before = file.before
        match before.kind:
            case "absent":
                self.removals.append(file.path)
            case "file" if (kept := self.content(before.value)) is not None:
                self.changes.append(_change(file.path, kept, content, before.mode))
            case "folder":
                self.gone.append((file.path, before.mode))
            case "link" if now.kind == "absent":
                self.left.append(f"ln -s {before.value} {file.path}")
            case _:
                self._conflict(file, "was something that cannot be brought back")

    def _conflict(self, file: KeptFile, reason: str, content: bytes | None = None) -> None:
        left = self.content(file.after.value) if file.after.kind == "file" else b""
        diff = "" if content is None or left is None else _diff(file.path, left, content)
        self.conflicts.append(Conflict(file.path, reason, self.later.get(file.path, ""), diff))


def _change(path: str, content: bytes, before: bytes | None, mode: int) -> Change:
    return Change(path, "create" if before is None else "modify", content, before, mode)


def _difference(after: FileState, now: FileState) -> str:
    """Say what became of a file that the run left."""
    if now.kind == "absent":
        return "was removed since"
    if now.kind == "other":
        return "is reached through a symlink now, or is no ordinary file"
    if now.kind != "file":
        return f"is a {'symlink' if now.kind == 'link' else 'folder'} now"
    if after.kind == "absent":
        return "was made again since"
    return "may be run now, or no longer" if after.value == now.value else "was changed since"


def _diff(path: str, left: bytes, now: bytes) -> str:
    if b"\0" in left + now:
        return ""
    before, after = (one.decode("utf-8", "replace").splitlines() for one in (left, now))
    names = (f"{path} as the run left it", f"{path} now")
    lines = difflib.unified_diff(before, after, *names, lineterm="")
    return "\n".join(lines)


# What these do is done in files, which the undo takes back.
_IN_FILES = ("mkdir", "touch", "rm", "cp", "mv", "uv init", "uv add", "uv lock", "uv run ruff")


def _outside(commands: Sequence[str]) -> list[str]:
    return [command for command in commands if not command.startswith(_IN_FILES)]
