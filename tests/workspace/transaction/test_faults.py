"""The file system fails, at every call and in every way: the error is told, and nothing is lost."""

import errno
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from skillrun.errors import WorkspaceError
from skillrun.workspace.failures import failure
from skillrun.workspace.plan import Change, plan_changes
from skillrun.workspace.transaction.committing import commit
from skillrun.workspace.transaction.recovery import recover
from tests.support.kills import calls, command, fail, fail_for_good, laid_out, trees, why_not
from tests.support.scenarios import tree_of
from tests.workspace.conftest import snapshot
from tests.workspace.transaction.crashing import crash


@pytest.mark.slow
@pytest.mark.parametrize("error", ["EIO", "ENOSPC", "EDQUOT", "EROFS", "EINTR"])
def test_a_call_that_fails_leaves_the_old_tree_or_the_new(error: str) -> None:
    """Real calls fail, injected by strace: each in turn, of those that write in a transaction."""
    if problem := why_not():
        pytest.skip(problem)
    scenario = "1 file replaced" if error == "EINTR" else "1 file made"
    both = trees(scenario)
    with laid_out(scenario) as root:
        points = calls(command("write", root, scenario))
    codes = set()
    for call in points:
        with laid_out(scenario) as root:
            done = fail(command("write", root, scenario), call, error)
            tree = {path: one for path, one in tree_of(root).items() if ".skillrun" not in path}
            assert tree == both[0 if done.returncode else 1], (call, done.stderr)
            assert done.returncode in {0, 4}, (call, done.stderr)
            assert "Traceback" not in done.stderr
            recover(root)
            assert tree_of(root) == tree, call
            codes.add(done.returncode)
    assert codes == {0, 4}  # what fails in the cleaning is no failure


@pytest.mark.slow
@pytest.mark.parametrize("last", ["EIO", "EROFS"])
def test_a_disk_that_fails_from_some_point_on_for_good_is_recovered_later(last: str) -> None:
    """Also what would undo it fails; the next start, on a disk that works again, goes on."""
    if problem := why_not():
        pytest.skip(problem)
    scenario = "10 files"
    both = trees(scenario)
    with laid_out(scenario) as root:
        points = calls(command("write", root, scenario))
    seen = set()
    for number in range(0, len(points), 9):
        with laid_out(scenario) as root:
            done = fail_for_good(command("write", root, scenario), points[number:], last)
            assert done.returncode in {0, 4}, done.stderr
            said = re.search(r"originals are kept in `([^`]*)`", done.stderr)
            assert said is None or Path(said[1]).is_dir()
            recover(root)
            assert tree_of(root) == both[0 if done.returncode else 1], points[number]
            seen.add(said is not None)
    assert seen == {True, False}


def _mounted(folder: Path, options: str) -> Iterator[Path]:
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        pytest.skip("mounting a file system needs root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    yield from _mounted(tmp_path / "small", "size=256k,nr_inodes=200")


@pytest.mark.parametrize("size", [300_000, 200_000])
def test_a_full_disk(small_disk: Path, size: int) -> None:
    (small_disk / "big.txt").write_bytes(b"o" * 100_000)
    before = snapshot(small_disk)
    changes = plan_changes(small_disk, {"big.txt": b"n" * size, "small.txt": b"s\n"})
    with pytest.raises(WorkspaceError, match="disk is full"):
        commit(small_disk, changes)
    assert snapshot(small_disk) == before


@pytest.mark.slow
def test_a_disk_that_is_full_after_any_number_of_bytes(small_disk: Path) -> None:
    """One page less room each time, from plenty to none."""
    for name in ("a", "b", "c"):
        (small_disk / name).write_bytes(name.encode() * 10_000)
    before = snapshot(small_disk)
    content = {name: name.upper().encode() * 10_000 for name in ("a", "b", "c", "d/new")}
    changes = plan_changes(small_disk, content)
    codes = []
    for pages in range(64):
        filler = small_disk / "filler"
        try:
            filler.write_bytes(b"f" * 4096 * pages)
        except OSError:
            break
        if problem := _problem(small_disk, changes):
            assert "disk is full" in problem
            codes.append(4)
        else:
            codes.append(0)
            assert {name: (small_disk / name).read_bytes() for name in content} == content
            back = {name: content[name].lower() for name in ("a", "b", "c")}
            filler.unlink()
            commit(small_disk, plan_changes(small_disk, back), ["d"])
        filler.unlink(missing_ok=True)
        assert snapshot(small_disk) == before
    assert codes == sorted(codes)
    assert set(codes) == {0, 4}


def _problem(root: Path, changes: tuple[Change, ...]) -> str:
    try:
        commit(root, changes)
    except WorkspaceError as error:
        return error.message
    return ""


def test_a_recovery_on_a_full_disk(small_disk: Path) -> None:
    """What was cut off because the disk was full can be undone while it still is."""
    (small_disk / "a").write_bytes(b"a1")
    changes = plan_changes(small_disk, {"a": b"a2", "b": b"b"})
    before = snapshot(small_disk)
    assert crash(small_disk, (changes, ()), "replace", 3)
    with (small_disk / "filler").open("wb", buffering=0) as filler:
        try:
            while filler.write(b"f" * 4096):
                pass
        except OSError:
            pass
    recovery = recover(small_disk)
    assert recovery is not None
    (small_disk / "filler").unlink()
    assert snapshot(small_disk) == before


def test_a_disk_with_no_room_for_more_names(small_disk: Path) -> None:
    before = snapshot(small_disk)
    changes = plan_changes(small_disk, {f"f{n}/x": b"" for n in range(300)})
    with pytest.raises(WorkspaceError, match="disk is full"):
        commit(small_disk, changes)
    assert snapshot(small_disk) == before


def test_a_read_only_disk(small_disk: Path) -> None:
    (small_disk / "a.py").write_bytes(b"a\n")
    changes = plan_changes(small_disk, {"a.py": b"b\n"})
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    before = snapshot(small_disk)
    with pytest.raises(WorkspaceError, match="read-only"):
        commit(small_disk, changes)
    assert snapshot(small_disk) == before


def test_a_disk_that_became_read_only_since(small_disk: Path) -> None:
    """A torn tree is told of; mere leftovers stop nobody who only reads."""
    (small_disk / "a").write_bytes(b"a1")
    changes = plan_changes(small_disk, {"a": b"a2", "b": b"b"})
    before = snapshot(small_disk)
    assert crash(small_disk, (changes, ()), "replace", 3)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(WorkspaceError, match="read-only"):
        recover(small_disk)
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert recover(small_disk) is not None
    assert snapshot(small_disk) == before
    (small_disk / ".skillrun").mkdir()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert recover(small_disk) is None


def test_another_file_system_in_the_way(tmp_path: Path) -> None:
    """A link and a rename across file systems fail in the middle of the swap."""
    root = tmp_path / "project"
    root.mkdir()
    (root / "a.py").write_bytes(b"a1")
    for _folder in _mounted(root / "mounted", "size=256k"):
        before = snapshot(root)
        changes = plan_changes(root, {"a.py": b"a2\n", "mounted/x.py": b"x\n"})
        with pytest.raises(WorkspaceError, match="another file system"):
            commit(root, changes)
        with pytest.raises(WorkspaceError, match="in use"):
            commit(root, [], ["mounted"])
        assert snapshot(root) == before


def test_every_reason_says_what_to_do() -> None:
    for name in ("EACCES", "EBUSY", "EDQUOT", "EIO", "EISDIR", "EMFILE", "ENAMETOOLONG", "ENOLCK"):
        number = getattr(errno, name)
        error = failure(OSError(number, os.strerror(number)), "written", "a.py")
        assert error.exit_code == 4
        assert error.message.startswith("`a.py` cannot be written: ")
        assert error.advice.endswith(".")
