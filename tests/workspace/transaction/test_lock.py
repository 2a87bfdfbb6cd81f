"""One writer at a time, and who it is."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from skillrun.errors import WorkspaceError
from skillrun.workspace.plan import plan_changes
from skillrun.workspace.transaction.committing import commit
from skillrun.workspace.transaction.door import Door
from skillrun.workspace.transaction.lock import held, locked
from skillrun.workspace.transaction.processes import is_same, started
from tests.workspace.conftest import snapshot

_HOLDER = """
import sys, time
from pathlib import Path
from skillrun.workspace.transaction.door import Door
from skillrun.workspace.transaction.lock import locked
with Door(Path(sys.argv[1])) as door, locked(door):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_bytes(b"a")
    return tmp_path


@pytest.fixture
def holder(root: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(root)], stdout=subprocess.PIPE, encoding="utf-8"
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        yield child
        child.kill()


def test_a_second_run_is_refused_with_the_holders_number_and_since_when(
    root: Path, holder: subprocess.Popen[str]
) -> None:
    before = snapshot(root)
    with pytest.raises(WorkspaceError) as caught:
        commit(root, plan_changes(root, {"a.py": b"b"}))
    assert caught.value.exit_code == 4
    assert re.search(
        rf"process {holder.pid}, since 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d", caught.value.message
    )
    assert snapshot(root) == before


def test_the_lock_of_a_killed_run_does_not_stand_in_the_way(
    root: Path, holder: subprocess.Popen[str]
) -> None:
    holder.kill()
    holder.wait()
    assert (root / ".skillrun/lock").exists()
    commit(root, plan_changes(root, {"a.py": b"b"}))
    assert not (root / ".skillrun").exists()


def test_the_folder_of_a_holder_hides_itself_from_git(
    root: Path, holder: subprocess.Popen[str]
) -> None:
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    status = ["git", "status", "--porcelain", "--untracked-files=all"]
    done = subprocess.run(status, cwd=root, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "?? a.py\n"


def test_a_number_that_was_given_out_again_is_not_named(root: Path) -> None:
    """Its file names this living process, but one that was started at another time."""
    with Door(root) as door, locked(door):
        lock = root / ".skillrun/lock"
        process, start, since = lock.read_text(encoding="ascii").splitlines()
        assert int(process) == os.getpid()
        assert is_same(os.getpid(), start)
        lock.write_text(f"{process}\n{start}0\n{since}\n", encoding="ascii")
        with pytest.raises(WorkspaceError, match="Another run is writing"), locked(door):
            pass


def test_processes_are_told_apart() -> None:
    assert started(os.getpid()) == started(os.getpid()) != started(os.getppid())
    assert started(2**22 + 1) == ""
    assert is_same(os.getpid(), "")
    assert not is_same(2**22 + 1, "")
    assert not is_same(2**22 + 1, started(os.getpid()))


def test_held_says_none_where_another_holds_it(root: Path) -> None:
    with Door(root) as door, held(door) as own:
        assert own is not None
        with held(door) as again:
            assert again is None
        assert (root / ".skillrun/lock").exists()
    assert not (root / ".skillrun").exists()


@pytest.mark.parametrize("what", ["symlink", "file"])
def test_what_is_no_folder_is_refused(root: Path, tmp_path: Path, what: str) -> None:
    (root / "trap").mkdir()
    if what == "symlink":
        (root / ".skillrun").symlink_to(root / "trap")
    else:
        (root / ".skillrun").touch()
    with pytest.raises(WorkspaceError, match=r"\.skillrun` is not a folder"):
        commit(root, plan_changes(root, {"a.py": b"b"}))
    assert list((root / "trap").iterdir()) == []


def test_a_lock_that_is_a_symlink_is_not_followed(root: Path) -> None:
    (root / ".skillrun").mkdir()
    (root / ".skillrun/lock").symlink_to(root / "a.py")
    with pytest.raises(WorkspaceError, match="symlink"):
        commit(root, plan_changes(root, {"b.py": b"b"}))
    assert (root / "a.py").read_bytes() == b"a"
