"""The way without open folders, as on Windows: whole paths, compared right before the use."""

from pathlib import Path

import pytest

from skillrun.errors import WorkspaceError
from skillrun.workspace.plan import Change, plan_changes
from skillrun.workspace.transaction import folders
from skillrun.workspace.transaction.committing import commit
from skillrun.workspace.transaction.door import Door
from skillrun.workspace.transaction.lock import locked
from tests.workspace.conftest import snapshot


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(folders, "HAS_DESCRIPTORS", False)
    root = tmp_path / "project"
    (root / "app").mkdir(parents=True)
    (root / "app/a.py").write_bytes(b"a1")
    (root / "app/gone.py").write_bytes(b"gone")
    return root


def test_a_transaction(root: Path) -> None:
    with Door(root) as door:
        assert door.folder.descriptor is None
    commit(root, plan_changes(root, {"app/a.py": b"a2", "new/b.py": b"b"}), ["app/gone.py"])
    files = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    assert files == {"app/a.py", "new/b.py"}
    assert (root / "app/a.py").read_bytes() == b"a2"
    assert not (root / ".skillrun").exists()


def test_a_failure_is_undone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = plan_changes(root, {"app/a.py": b"a2", "new/b.py": b"b"})
    before = snapshot(root)
    with monkeypatch.context() as patch:
        patch.setattr("skillrun.workspace.transaction.committing.Desk.mark", _fail)
        with pytest.raises(WorkspaceError, match="broken"):
            commit(root, changes, ["app/gone.py"])
    # The mark fails in the undoing too: what is undone is left marked as open, to no harm.
    commit(root, ())
    assert snapshot(root) == before


def _fail(*_arguments: object) -> None:
    raise OSError(None, "broken")


def test_a_symlink_on_the_way_is_refused(root: Path, tmp_path: Path) -> None:
    changes = plan_changes(root, {"app/a.py": b"a2", "later/b.py": b"b"})
    (tmp_path / "outside").mkdir()
    (root / "later").symlink_to(tmp_path / "outside")
    with pytest.raises(WorkspaceError, match="symlink"):
        commit(root, changes)
    assert list((tmp_path / "outside").iterdir()) == []
    assert (root / "app/a.py").read_bytes() == b"a1"


@pytest.mark.parametrize("path", ["../x", ".git/config", "a/../x"])
def test_unsafe_paths_are_refused(root: Path, path: str) -> None:
    with pytest.raises(WorkspaceError, match="The path"):
        commit(root, [Change(path, "create", b"x", None, 0o644)])


def test_the_lock(root: Path) -> None:
    with Door(root) as door, locked(door), pytest.raises(WorkspaceError, match="Another run"):
        commit(root, plan_changes(root, {"app/a.py": b"a2"}))
    assert not (root / ".skillrun").exists()
