"""Transactions to be cut off: a workspace as it stands, and what is to become of it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from skillrun.workspace.plan import Change

Files = Mapping[str, tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One transaction and the files it finds; no files means that there is no workspace yet."""

    old: Files
    changes: tuple[Change, ...]
    removals: tuple[str, ...] = ()

    def lay_out(self, root: Path) -> None:
        """Make the workspace as it is before."""
        for path, (mode, content) in self.old.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            file.chmod(mode)


def _created(path: str, mode: int = 0o644) -> Change:
    return Change(path, "create", f"{path} is new\n".encode() * 40, None, mode)


def _modified(path: str, before: bytes, mode: int = 0o644) -> Change:
    return Change(path, "modify", f"{path} is modified\n".encode() * 40, before, mode)


def _many(count: int) -> Scenario:
    """Of ten files four are made, four replaced (one changes only its mode) and two removed."""
    old: dict[str, tuple[int, bytes]] = {"README.md": (0o640, b"untouched\n")}
    changes: list[Change] = []
    removals: list[str] = []
    for number in range(0, count, 10):
        app = f"apps/app{number}"
        changes += [_created(f"{app}/new/deep/er/{name}.py") for name in ("a", "b")]
        changes += [_created(f"{app}/new/c.py"), _created(f"{app}/run.sh", 0o755)]
        for name in ("models", "views", "urls", "admin"):
            path = f"{app}/{name}.py"
            old[path] = (0o640, f"{path} is old\n".encode())
            changes.append(_modified(path, old[path][1], 0o640))
        path = changes[-1].path
        changes[-1] = Change(path, "modify", old[path][1], old[path][1], 0o750)
        old[f"{app}/gone/only.py"] = (0o600, b"the only one\n")
        old[f"{app}/migrations/0001.py"] = (0o644, b"first\n")
        old[f"{app}/migrations/deep/0002.py"] = (0o644, b"second\n")
        removals += [f"{app}/gone/only.py", f"{app}/gone/", f"{app}/migrations"]
    return Scenario(old, tuple(changes), tuple(removals))


_OLD: Files = {"a/b.py": (0o640, b"old\n"), "README.md": (0o644, b"untouched\n")}

SCENARIOS: Mapping[str, Scenario] = {
    "1 file made": Scenario(_OLD, (_created("a/c/d/new.py"),)),
    "1 file replaced": Scenario(_OLD, (_modified("a/b.py", b"old\n", 0o755),)),
    "1 file removed": Scenario(_OLD, (), ("a/b.py", "a/")),
    "3 files": Scenario(
        {**_OLD, "c/gone.py": (0o600, b"gone\n")},
        (_created("d/new.py"), _modified("a/b.py", b"old\n", 0o640)),
        ("c/gone.py",),
    ),
    "10 files": _many(10),
    "10 files, no workspace": Scenario({}, tuple(_created(f"a{n}/b.py") for n in range(10))),
    "100 files": _many(100),
}

Tree = dict[str, tuple[int, bytes | None]]


def tree_of(root: Path) -> Tree:
    """Everything below a folder: modes and, for files, bytes. No folder is an empty one."""
    found: Tree = {}
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            path = Path(folder, name)
            content = path.read_bytes() if name in files else None
            found[path.relative_to(root).as_posix()] = (path.stat().st_mode & 0o7777, content)
    return found
