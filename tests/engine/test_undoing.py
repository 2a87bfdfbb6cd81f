"""A write is taken back whole, or what forbids it is told and nothing changes."""

import itertools
import random
import stat
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from skillrun.engine.takeback import Undoing
from skillrun.engine.undoing import carry_out, plan_undo
from skillrun.errors import UsageError, WorkspaceError
from skillrun.sessions.history import History
from skillrun.sessions.records import Ended
from skillrun.sessions.store import Session
from skillrun.workspace.plan import plan_changes
from skillrun.workspace.transaction.committing import commit

posix = pytest.mark.skipif(sys.platform == "win32", reason="permission bits")


class Shop:
    """A workspace with a store beside it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "shop"
        self.root.mkdir()
        self.data = folder / "data"
        self.history = History(self.data)
        self._numbers = itertools.count(1)

    def put(self, path: str, text: str | bytes, mode: int = 0o644) -> None:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode())
        place.chmod(mode)

    def tree(self) -> dict[str, tuple[bytes, int] | int]:
        """Everything, with modes."""
        return {
            path.relative_to(self.root).as_posix(): (path.read_bytes(), path.stat().st_mode)
            if path.is_file()
            else path.stat().st_mode
            for path in sorted(self.root.rglob("*"))
        }

    def session(self) -> Session:
        return Session(f"20261123-{next(self._numbers):06}-aaaa", self.data)

    def write(
        self, files: Mapping[str, str], removals: Sequence[str] = (), session: Session | None = None
    ) -> str:
        """Write as a run does."""
        own = session or self.session()
        own.begin("a request", self.root)
        self.commit(own, files, removals)
        own.finish(Ended("written", 0))
        return own.name

    def commit(
        self, session: Session, files: Mapping[str, str], removals: Sequence[str] = ()
    ) -> None:
        changes = plan_changes(self.root, {path: text.encode() for path, text in files.items()})
        with session.writing(self.root, changes, removals):
            commit(self.root, changes, removals)

    def undo(self, session: str | None = None) -> Undoing:
        undoing = plan_undo(self.history, self.root, session)
        if not undoing.conflicts:
            self.last = self.session()
            carry_out(undoing, self.root, self.last)
        return undoing


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


@posix
def test_bytes_modes_and_absences_come_back(shop: Shop) -> None:
    shop.put("manage.py", "#!/usr/bin/env python\n", 0o755)
    shop.put("private.py", "x = 1\r\n", 0o600)
    shop.put("old/deep/logo.png", b"\x89PNG\0\xff", 0o640)
    (shop.root / "old" / "empty").mkdir()
    (shop.root / "old" / "empty").chmod(0o750)
    before = shop.tree()
    new = {"manage.py": "new\n", "private.py": "x = 2\n", "apps/a/b.py": "x\n", "c.py": "x\n"}
    shop.write(new, ["old"])
    assert not (shop.root / "old").exists()
    shop.undo()
    assert shop.tree() == before


def test_an_undo_can_be_undone(shop: Shop) -> None:
    shop.put("a.py", "old\n")
    before = shop.tree()
    name = shop.write({"a.py": "new\n", "apps/b.py": "x\n"})
    after = shop.tree()
    shop.undo(name)
    undo = shop.last.name
    assert shop.tree() == before
    shop.undo(undo)
    assert shop.tree() == after
    shop.undo(shop.last.name)
    assert shop.tree() == before


def test_undo_goes_on_to_the_write_before(shop: Shop) -> None:
    start = shop.tree()
    shop.write({"a.py": "1\n"})
    shop.write({"a.py": "2\n"})
    shop.write({"a.py": "3\n"})
    undos = []
    for text in ("2\n", "1\n"):
        shop.undo()
        undos.append(shop.last.name)
        assert (shop.root / "a.py").read_text() == text
    shop.undo()
    undos.append(shop.last.name)
    assert shop.tree() == start
    with pytest.raises(UsageError, match="taken back already") as raised:
        shop.undo()
    assert raised.value.advice.endswith(shop.last.name)
    for text in ("1\n", "2\n", "3\n"):
        shop.undo(undos.pop())
        assert (shop.root / "a.py").read_text() == text


def test_a_file_that_was_changed_since_is_a_conflict_and_nothing_changes(shop: Shop) -> None:
    shop.put("b.py", "old\n")
    shop.write({"a.py": "one\ntwo\n", "b.py": "new\n"})
    shop.put("a.py", "one\n2\n")
    before = shop.tree()
    (conflict,) = shop.undo().conflicts
    assert shop.tree() == before
    assert (conflict.path, conflict.reason, conflict.session) == ("a.py", "was changed since", "")
    assert "-two" in conflict.diff
    assert "+2" in conflict.diff


def test_a_later_session_is_named(shop: Shop) -> None:
    first = shop.write({"a.py": "1\n", "b.py": "1\n"})
    second = shop.write({"a.py": "2\n"})
    (conflict,) = shop.undo(first).conflicts
    assert (conflict.path, conflict.session) == ("a.py", second)
    shop.undo(second)
    assert not shop.undo(first).conflicts
    assert shop.tree() == {}


def test_an_older_session_goes_where_later_ones_wrote_other_files(shop: Shop) -> None:
    first = shop.write({"apps/a.py": "1\n"})
    shop.write({"apps/b.py": "2\n"})
    shop.undo(first)
    assert [path for path in shop.tree() if path.endswith(".py")] == ["apps/b.py"]


def test_every_other_way_to_differ_is_a_conflict(shop: Shop) -> None:
    shop.put("gone.py", "x\n")
    names = ("removed", "folder", "link", "runnable")
    shop.write({f"{name}.py": "x\n" for name in names}, ["gone.py"])
    shop.put("gone.py", "another\n")
    for name in ("removed", "folder", "link"):
        (shop.root / f"{name}.py").unlink()
    (shop.root / "folder.py").mkdir()
    (shop.root / "link.py").symlink_to("runnable.py")
    (shop.root / "runnable.py").chmod(0o755)
    found = {conflict.path: conflict.reason for conflict in shop.undo().conflicts}
    # One that is gone already is as it was before: no conflict.
    assert found == {
        "folder.py": "is a folder now",
        "gone.py": "was made again since",
        "link.py": "is a symlink now",
        **({} if sys.platform == "win32" else {"runnable.py": "may be run now, or no longer"}),
    }


def test_a_folder_that_became_a_symlink_is_not_followed(shop: Shop, tmp_path: Path) -> None:
    shop.write({"apps/a.py": "x\n"})
    (tmp_path / "elsewhere").mkdir()
    (shop.root / "apps").rename(tmp_path / "elsewhere" / "apps")
    (shop.root / "apps").symlink_to(tmp_path / "elsewhere" / "apps")
    (conflict,) = shop.undo().conflicts
    assert "symlink" in conflict.reason
    assert (tmp_path / "elsewhere" / "apps" / "a.py").exists()


def test_what_is_as_before_already_needs_nothing(shop: Shop) -> None:
    shop.put("a.py", "old\n")
    shop.write({"a.py": "new\n", "b.py": "x\n"})
    shop.put("a.py", "old\n")
    (shop.root / "b.py").unlink()
    undoing = shop.undo()
    assert (undoing.changes, undoing.removals) == ((), ())
    with pytest.raises(UsageError, match="taken back already"):
        shop.undo()


def test_folders_with_something_else_in_them_stay(shop: Shop) -> None:
    shop.write({"apps/a/models.py": "x\n", "apps/b/models.py": "x\n"})
    shop.put("apps/a/__pycache__/models.cpython-311.pyc", b"\0")
    shop.put("apps/b/notes.txt", "mine\n")
    shop.undo()
    assert [path for path in shop.tree() if "." in path] == ["apps/b/notes.txt"]
    assert not (shop.root / "apps" / "a").exists()


def test_what_commands_did_is_taken_back_with_the_run(shop: Shop) -> None:
    shop.put("kept.py", "x=1\n")
    before = shop.tree()
    session = shop.session()
    session.begin("a request", shop.root)
    shop.commit(session, {"apps/a/models.py": "x=1\n"})
    with session.watched(shop.root):
        shop.put("apps/a/models.py", "x = 1\n")
        shop.put("kept.py", "x = 1\n")
        shop.put("apps/a/migrations/0001_initial.py", "new\n")
    session.finish(Ended("written", 0))
    shop.undo()
    assert shop.tree() == before
    shop.undo(shop.last.name)
    assert (shop.root / "apps/a/models.py").read_text() == "x = 1\n"


def test_somebody_else_s_edit_between_two_writes_of_a_run_is_a_conflict(shop: Shop) -> None:
    session = shop.session()
    session.begin("a request", shop.root)
    shop.commit(session, {"a.py": "1\n"})
    shop.put("a.py", "by hand\n")
    shop.commit(session, {"a.py": "2\n"})
    session.finish(Ended("written", 0))
    (conflict,) = shop.undo().conflicts
    assert "while the run went on" in conflict.reason


def test_a_chat_is_taken_back_one_request_at_a_time(shop: Shop) -> None:
    session = shop.session()
    shop.write({"a.py": "1\n"}, session=session)
    shop.write({"a.py": "2\n"}, session=session)
    assert shop.undo(session.name).earlier == 1
    assert (shop.root / "a.py").read_text() == "1\n"
    assert shop.undo(session.name).earlier == 0
    assert shop.tree() == {}


@pytest.mark.parametrize(
    ("error", "status"),
    [(WorkspaceError("Another run is writing."), "failed"), (KeyboardInterrupt(), "interrupted")],
)
def test_an_undo_that_does_not_come_through_is_kept_as_such(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, error: BaseException, status: str
) -> None:
    shop.write({"a.py": "1\n"})
    undoing = plan_undo(shop.history, shop.root)
    shop.put("b.py", "x\n")
    before = shop.tree()

    def refuse(*_arguments: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("skillrun.engine.undoing.commit", refuse)
        with pytest.raises(type(error)):
            carry_out(undoing, shop.root, shop.session())
    assert shop.tree() == before
    assert shop.history.sessions()[0].runs[0].status == status
    assert shop.undo().removals == ("a.py",)


def test_a_file_that_changes_after_the_plan_is_refused_by_the_transaction(shop: Shop) -> None:
    shop.put("a.py", "old\n")
    shop.write({"a.py": "new\n"})
    undoing = plan_undo(shop.history, shop.root)
    shop.put("a.py", "saved by an editor\n")
    with pytest.raises(WorkspaceError):
        carry_out(undoing, shop.root, shop.session())
    assert (shop.root / "a.py").read_text() == "saved by an editor\n"


def test_a_session_of_another_workspace_is_refused(shop: Shop, tmp_path: Path) -> None:
    name = shop.write({"a.py": "1\n"})
    (tmp_path / "other").mkdir()
    with pytest.raises(UsageError, match="not here") as raised:
        plan_undo(shop.history, tmp_path / "other", name)
    assert str(shop.root.resolve()) in raised.value.advice
    with pytest.raises(UsageError, match="Nothing was written"):
        plan_undo(shop.history, tmp_path / "other")


def test_a_session_that_wrote_nothing(shop: Shop) -> None:
    session = shop.session()
    session.begin("a request", shop.root)
    session.finish(Ended("rejected", 1))
    with pytest.raises(UsageError, match="wrote nothing"):
        plan_undo(shop.history, shop.root, session.name)


def test_a_symlink_that_was_removed_is_left_to_the_person(shop: Shop) -> None:
    shop.put("a.py", "x\n")
    (shop.root / "link.py").symlink_to("a.py")
    shop.write({"b.py": "x\n"}, ["link.py"])
    undoing = shop.undo()
    assert undoing.left == ("ln -s a.py link.py",)
    assert not (shop.root / "b.py").exists()


def test_a_workspace_that_the_run_made(shop: Shop) -> None:
    shop.root.rmdir()
    shop.write({"a.py": "x\n"})
    shop.undo()
    assert not shop.root.exists() or shop.tree() == {}


@pytest.mark.parametrize("seed", range(8))
def test_any_sequence_of_writes_goes_back_and_forth(shop: Shop, seed: int) -> None:
    chance = random.Random(seed)
    names = [f"{folder}{name}.py" for folder in ("", "a/", "a/b/", "c/") for name in "xyz"]
    trees, undos = [shop.tree()], []
    for _ in range(6):
        files = {n: f"{chance.random()}\n" for n in chance.sample(names, chance.randint(1, 5))}
        there = [p for p in shop.tree() if p.endswith(".py") and p not in files]
        shop.write(files, chance.sample(there, min(len(there), chance.randint(0, 2))))
        trees.append(shop.tree())
    for tree in reversed(trees[:-1]):
        assert not shop.undo().conflicts
        undos.append(shop.last.name)
        assert without_folders(shop.tree()) == without_folders(tree)
    assert shop.tree() == {}
    for name, tree in zip(reversed(undos), trees[1:], strict=True):
        assert not shop.undo(name).conflicts
        assert without_folders(shop.tree()) == without_folders(tree)


def without_folders(tree: Mapping[str, object]) -> dict[str, object]:
    return {path: value for path, value in tree.items() if not isinstance(value, int)}


@posix
def test_a_mode_alone_comes_back(shop: Shop) -> None:
    shop.put("a.py", "x\n", 0o600)
    session = shop.session()
    session.begin("a request", shop.root)
    with session.watched(shop.root):
        (shop.root / "a.py").chmod(0o644)
    session.finish(Ended("written", 0))
    shop.undo()
    assert stat.S_IMODE((shop.root / "a.py").stat().st_mode) == 0o600
