"""The next start after one that was cut off."""

import subprocess
import sys
from pathlib import Path

import pytest

from skillrun.errors import WorkspaceError
from skillrun.workspace.plan import Change, plan_changes
from skillrun.workspace.transaction.committing import commit
from skillrun.workspace.transaction.desk import make_desk
from skillrun.workspace.transaction.door import Door
from skillrun.workspace.transaction.lock import locked
from skillrun.workspace.transaction.recovery import Recovery, recover
from tests.workspace.conftest import Tree, snapshot
from tests.workspace.transaction.crashing import crash

REMOVALS = ("gone.py", "folder", "emptied/last.py", "emptied/")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for path, mode in {"a.py": 0o640, "gone.py": 0o755, "folder/x.py": 0o644}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(path.encode())
        (root / path).chmod(mode)
    (root / "emptied").mkdir(mode=0o750)
    (root / "emptied/last.py").write_bytes(b"last")
    return root


@pytest.fixture
def changes(root: Path) -> tuple[Change, ...]:
    return plan_changes(root, {"a.py": b"a2", "new/deep/b.py": b"b"})


def replaces(root: Path, changes: tuple[Change, ...], number: int) -> bool:
    return crash(root, (changes, REMOVALS), "replace", number)


# One for the journal, four that remove, one that replaces, one that marks it as written.
JOURNAL, FIRST_REMOVAL, REPLACED, MARKED = 1, 2, 6, 7


def test_nothing_to_recover(root: Path, tmp_path: Path) -> None:
    assert recover(root) is None
    assert recover(tmp_path / "not there") is None
    (tmp_path / "file").touch()
    assert recover(tmp_path / "file") is None
    assert recover(tmp_path / "file/below") is None


def test_the_ordinary_way_imports_nothing_more(root: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from skillrun.workspace.transaction.recovery import recover
assert recover(Path({str(root)!r})) is None
assert not {{"skillrun.workspace.transaction.door", "json", "shutil", "hashlib"}} & sys.modules.keys()
"""
    subprocess.run([sys.executable, "-S", "-c", code], check=True, env={"PYTHONPATH": "src"})


def test_cut_off_before_the_first_step(root: Path, changes: tuple[Change, ...]) -> None:
    before = snapshot(root)
    assert replaces(root, changes, JOURNAL)
    assert (root / ".skillrun/.gitignore").read_bytes() == b"*\n"
    recovery = recover(root)
    assert recovery == Recovery("undone", ())
    assert recovery.message == "An earlier run was cut off before it changed anything."
    assert snapshot(root) == before


@pytest.mark.parametrize("step", range(FIRST_REMOVAL, MARKED + 1))
def test_cut_off_in_between_is_undone(root: Path, changes: tuple[Change, ...], step: int) -> None:
    before = snapshot(root)
    assert replaces(root, changes, step)
    assert recover(root) == Recovery(
        "undone", ("a.py", "emptied", "emptied/last.py", "folder", "gone.py", "new/deep/b.py")
    )
    assert snapshot(root) == before
    assert recover(root) is None


def test_cut_off_while_it_cleaned_is_finished(root: Path, changes: tuple[Change, ...]) -> None:
    assert not replaces(root, changes, MARKED + 1)
    after = snapshot(root)
    commit(root, _back(root, changes), ["new"])
    for path in ("folder/x.py", "emptied/last.py", "gone.py"):
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).touch()
    assert crash(root, (changes, REMOVALS), "unlink", 1)
    recovery = recover(root)
    assert recovery is not None
    assert recovery.action == "finished"
    assert recovery.message.endswith("after it had written 6 files: they are all there.")
    assert snapshot(root) == after


def _back(root: Path, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    return plan_changes(root, {one.path: one.before for one in changes if one.before is not None})


@pytest.mark.slow
@pytest.mark.parametrize("call", ["link", "replace", "mkdir", "unlink", "rmdir", "fsync", "open"])
@pytest.mark.parametrize("links", [True, False])
def test_old_or_new_from_every_point_with_and_without_links(
    root: Path, changes: tuple[Change, ...], call: str, links: bool
) -> None:
    """Where there are no links an original is moved away, and for a moment no file is there."""
    before, old = snapshot(root), _contents(root)
    for number in range(1, 200):
        went_through = not crash(root, (changes, REMOVALS), call, number, links=links)
        recover(root)
        after = snapshot(root)
        assert ".skillrun" not in after
        if went_through:
            assert number > 1 or not links
            return
        if after != before:
            assert (root / "a.py").read_bytes() == b"a2", (call, number)
            _restore(root, old)
        assert snapshot(root) == before, (call, number)
    pytest.fail("never went through")


def _contents(root: Path) -> Tree:
    return snapshot(root)


def _restore(root: Path, old: Tree) -> None:
    """Lay the workspace out anew after a transaction that is through."""
    subprocess.run(["rm", "-r", str(root)], check=True)
    for path, (mode, content) in old.items():
        if content is None:
            (root / path).mkdir()
        else:
            (root / path).write_bytes(content)
        (root / path).chmod(mode)


@pytest.mark.parametrize("call", ["link", "replace", "rmdir", "unlink", "fsync"])
def test_a_recovery_that_is_cut_off_itself(
    root: Path, changes: tuple[Change, ...], call: str
) -> None:
    before = snapshot(root)
    for number in range(1, 50):
        assert replaces(root, changes, MARKED)
        cut_off = crash(root, None, call, number)
        recover(root)
        assert snapshot(root) == before, (call, number)
        if not cut_off:
            assert number > 1
            return
    pytest.fail("never went through")


def test_what_someone_else_changed_since_is_left_and_the_earlier_kept_aside(
    root: Path, changes: tuple[Change, ...]
) -> None:
    assert replaces(root, changes, MARKED)
    (root / "a.py").write_bytes(b"an editor was here")
    (root / "new/deep/b.py").write_bytes(b"and here")
    (root / "gone.py").write_bytes(b"made anew")
    (root / "emptied").mkdir()
    (root / "emptied/mine.py").write_bytes(b"mine")
    recovery = recover(root)
    assert recovery is not None
    assert recovery.left == ("a.py", "gone.py", "new/deep/b.py")
    assert "Changed by someone else since and left so: `a.py`, `gone.py`" in recovery.message
    kept = root / recovery.kept
    assert (root / "a.py").read_bytes() == b"an editor was here"
    assert (root / "new/deep/b.py").read_bytes() == b"and here"
    assert (root / "gone.py").read_bytes() == b"made anew"
    assert (root / "emptied/mine.py").read_bytes() == b"mine"
    assert (root / "emptied/last.py").read_bytes() == b"last"
    assert (root / "folder/x.py").read_bytes() == b"folder/x.py"
    assert (kept / "a.py").read_bytes() == b"a.py"
    assert (kept / "gone.py").read_bytes() == b"gone.py"
    assert recovery.kept in recovery.message
    assert (root / ".skillrun/.gitignore").exists()
    assert recover(root) is None
    commit(root, plan_changes(root, {"c.py": b"c"}))
    assert (kept / "a.py").read_bytes() == b"a.py"


def test_what_someone_else_put_back_already_is_no_conflict(
    root: Path, changes: tuple[Change, ...]
) -> None:
    assert replaces(root, changes, MARKED)
    (root / "a.py").unlink()
    (root / "a.py").write_bytes(b"a.py")
    (root / "gone.py").write_bytes(b"gone.py")
    recovery = recover(root)
    assert recovery is not None
    assert not recovery.left
    assert not recovery.kept


def test_a_folder_that_became_a_symlink_since_is_not_followed(root: Path, tmp_path: Path) -> None:
    changes = plan_changes(root, {"folder/x.py": b"x2", "other/y.py": b"y"})
    (tmp_path / "elsewhere").mkdir()
    assert crash(root, (changes, ()), "replace", 3)
    (root / "folder/x.py").unlink()
    (root / "folder").rmdir()
    (root / "folder").symlink_to(tmp_path / "elsewhere")
    (root / "other/y.py").rename(tmp_path / "elsewhere/y.py")
    (root / "other").rmdir()
    (root / "other").symlink_to(tmp_path / "elsewhere")
    recovery = recover(root)
    assert recovery is not None
    assert (root / recovery.kept / "folder/x.py").read_bytes() == b"folder/x.py"
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == ["y.py"]


def test_a_workspace_that_was_made_goes_again(tmp_path: Path) -> None:
    root = tmp_path / "deep/project"
    changes = plan_changes(root, {"a/b.py": b"x"})
    assert crash(root, (changes, ()), "link", 1)
    assert (root / "a").exists()
    recovery = recover(root)
    assert recovery is not None
    assert recovery.above == 2
    assert list(tmp_path.iterdir()) == []


def test_a_live_run_is_left_alone(root: Path) -> None:
    with Door(root) as door, locked(door) as own:
        make_desk(own, "0" * 16)
        assert recover(root) is None
        assert (root / ".skillrun" / ("0" * 16)).exists()


def test_the_next_transaction_recovers_by_itself(root: Path, changes: tuple[Change, ...]) -> None:
    assert replaces(root, changes, MARKED)
    commit(root, changes, REMOVALS)
    assert (root / "a.py").read_bytes() == b"a2"
    assert not (root / ".skillrun").exists()


def test_a_journal_that_cannot_be_read_loses_nothing(
    root: Path, changes: tuple[Change, ...]
) -> None:
    assert replaces(root, changes, MARKED)
    journal = next(root.glob(".skillrun/*/journal"))
    journal.write_bytes(b'{"version": 99}')
    for _again in range(2):
        with pytest.raises(WorkspaceError, match="not a journal") as caught:
            recover(root)
        assert "old" in caught.value.advice
    assert b"a.py" in {
        path.read_bytes() for path in root.glob(".skillrun/*/old/*") if path.is_file()
    }


def test_an_empty_folder_of_ours_is_cleaned(root: Path) -> None:
    (root / ".skillrun").mkdir()
    (root / ".skillrun/lock").touch()
    assert recover(root) is None
    assert not (root / ".skillrun").exists()


def test_what_is_not_ours_in_the_folder_stays(root: Path) -> None:
    (root / ".skillrun").mkdir()
    (root / ".skillrun/notes.txt").touch()
    assert recover(root) is None
    assert {path.name for path in (root / ".skillrun").iterdir()} == {".gitignore", "notes.txt"}
