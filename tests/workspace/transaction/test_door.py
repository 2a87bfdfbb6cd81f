"""One door: what is refused at it, and symlinks that are swapped in between."""

import ctypes
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from skillrun.errors import WorkspaceError
from skillrun.workspace.plan import Change, plan_changes
from skillrun.workspace.transaction.committing import commit
from skillrun.workspace.transaction.door import Door
from skillrun.workspace.transaction.folders import Place
from tests.workspace.conftest import snapshot


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "project/app").mkdir(parents=True)
    (tmp_path / "project/app/a.py").write_bytes(b"a1")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/a.py").write_bytes(b"outside")
    return tmp_path / "project"


HOSTILE = ["../x", "/x", "a//b", "a/./b", "a/../../x", ".git/config", ".skillrun/lock", ".env"]


@pytest.mark.parametrize("path", [*HOSTILE, "", "a/", "a\\b", "C:x", "nul", "a\0b"])
def test_unsafe_paths_are_refused_at_the_door(root: Path, path: str) -> None:
    with Door(root) as door:
        with pytest.raises(WorkspaceError, match="The path"), door.place(path):
            pass
        with pytest.raises(WorkspaceError, match="The path"):
            door.names(path)
        if path:  # the empty one is the root, which is synced and nothing else
            with pytest.raises(WorkspaceError, match="The path"):
                door.sync(path)


def test_a_symlink_on_the_way_is_not_followed(root: Path) -> None:
    (root / "link").symlink_to("app")
    with (
        Door(root) as door,
        pytest.raises(WorkspaceError, match="`link` is reached through"),
        door.place("link/a.py"),
    ):
        pass


def test_a_root_that_is_swapped_stays_the_one_that_was_opened(root: Path, tmp_path: Path) -> None:
    with Door(root) as door:
        root.rename(tmp_path / "moved")
        root.symlink_to(tmp_path / "outside")
        with door.place("new.py") as place:
            place.write(b"x")
    assert (tmp_path / "moved/new.py").exists()
    assert [path.name for path in (tmp_path / "outside").iterdir()] == ["a.py"]


@pytest.mark.parametrize(
    "changes",
    [
        (Change("app/a.py", "modify", b"a2", b"a1", 0o644),),
        (Change("app/b.py", "create", b"b", None, 0o644),),
    ],
)
def test_a_folder_swapped_while_its_place_is_open(
    root: Path, tmp_path: Path, changes: tuple[Change, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The very last moment: the place is open, the rename comes next."""
    real = Door.place
    outside = snapshot(tmp_path / "outside")

    @contextmanager
    def swapped(door: Door, path: str) -> Iterator[Place]:
        with real(door, path) as place:
            if (root / "app").is_dir() and not (root / "app").is_symlink():
                (root / "app").rename(root / "app-moved")
                (root / "app").symlink_to(tmp_path / "outside")
            yield place

    monkeypatch.setattr(Door, "place", swapped)
    with pytest.raises(WorkspaceError, match=r"symlink|appeared"):
        commit(root, changes)
    assert snapshot(tmp_path / "outside") == outside


_HERE, _EXCHANGE = -100, 2


@pytest.mark.slow
def test_symlinks_swapped_in_all_the_time_lead_nowhere(root: Path, tmp_path: Path) -> None:
    """A thread that does nothing else against transactions, for three seconds."""
    outside = snapshot(tmp_path / "outside")
    ending = threading.Event()
    names = (bytes(root / "app"), bytes(root / "link"))
    (root / "link").symlink_to(tmp_path / "outside")
    exchange = getattr(ctypes.CDLL(None), "renameat2", None)
    if exchange is None:
        pytest.skip("no renameat2 here")

    def swap() -> None:
        while not ending.is_set():
            assert exchange(_HERE, names[0], _HERE, names[1], _EXCHANGE) == 0

    thread = threading.Thread(target=swap)
    thread.start()
    written = refused = 0
    deadline = time.monotonic() + 3
    try:
        while time.monotonic() < deadline:
            content = str(written + refused).encode()
            try:
                changes = plan_changes(root, {"app/a.py": content, "app/new/b.py": content})
                commit(root, changes)
                written += 1
            except WorkspaceError:
                refused += 1
            assert snapshot(tmp_path / "outside") == outside
    finally:
        ending.set()
        thread.join()
    assert refused > 10
    assert written


def test_a_pipe_in_the_place_of_a_file_holds_nothing_up(root: Path) -> None:
    changes = plan_changes(root, {"app/a.py": b"a2"})
    (root / "app/a.py").unlink()
    os.mkfifo(root / "app/a.py")
    with pytest.raises(WorkspaceError, match="changed on disk meanwhile"):
        commit(root, changes)


def test_no_descriptor_is_left_open(root: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for number in range(20):
        commit(root, plan_changes(root, {f"x{number}/y/z.py": b"z", "app/a.py": b"%d" % number}))
        with pytest.raises(WorkspaceError):
            commit(root, [Change("app/a.py", "create", b"", None, 0o644)])
    assert len(list(Path("/proc/self/fd").iterdir())) == before
