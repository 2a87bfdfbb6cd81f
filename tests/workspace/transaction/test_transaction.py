"""All or nothing, whatever goes wrong and wherever."""

import errno
import multiprocessing
import os
import signal
import stat
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path

import pytest

from skillrun.errors import WorkspaceError
from skillrun.machine.signals import ended_by_signals
from skillrun.workspace.plan import Change, plan_changes
from skillrun.workspace.transaction.committing import commit
from skillrun.workspace.transaction.recovery import recover
from tests.workspace.conftest import snapshot

NEW = {"a.py": b"a2\n", "apps/new/x.py": b"x\n", "apps/new/y.py": b"y\n", "run": b"#!/bin/sh\n"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "apps/old/migrations").mkdir(parents=True)
    (root / "a.py").write_bytes(b"a1\n")
    (root / "a.py").chmod(0o640)
    (root / "apps/old/gone.py").write_bytes(b"gone\n")
    (root / "apps/old/gone.py").chmod(0o755)
    (root / "apps/old/migrations/0001.py").write_bytes(b"m\n")
    (root / "apps").chmod(0o711)
    return root


REMOVALS = ("apps/old/gone.py", "apps/old/migrations", "apps/old/never.py")


def test_everything_is_written_and_nothing_is_left_behind(root: Path) -> None:
    before = snapshot(root)
    commit(root, plan_changes(root, NEW), REMOVALS)
    after = snapshot(root)
    assert {path for path in after if path not in before} == {
        "apps/new",
        "apps/new/x.py",
        "apps/new/y.py",
        "run",
    }
    assert {path for path in before if path not in after} == {
        "apps/old/gone.py",
        "apps/old/migrations",
        "apps/old/migrations/0001.py",
    }
    assert after["a.py"] == (0o640, b"a2\n")
    assert after["apps"] == before["apps"]
    assert after["run"][0] & 0o100
    assert (root / "apps/new/x.py").stat().st_nlink == 1


def test_a_missing_workspace_is_made(tmp_path: Path) -> None:
    root = tmp_path / "deep/er/project"
    commit(root, plan_changes(root, {"a/b.py": b"x\n"}))
    assert (root / "a/b.py").read_bytes() == b"x\n"
    assert [path.name for path in root.iterdir()] == ["a"]


def test_what_is_removed_and_written_is_written(root: Path) -> None:
    changes = plan_changes(root, {"apps/old/migrations/0001.py": b"m2\n"})
    (root / "apps/old/migrations/0002.py").write_bytes(b"2\n")
    commit(root, changes, ["apps/old/migrations"])
    assert [p.name for p in (root / "apps/old/migrations").iterdir()] == ["0001.py"]
    assert (root / "apps/old/migrations/0001.py").read_bytes() == b"m2\n"


STEPS = ["link", "replace", "mkdir", "fsync", "chmod"]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("step", STEPS)
def test_a_failure_at_any_step_leaves_the_workspace_as_it_was(
    root: Path, step: str, late: bool, error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The n-th call of each system call fails, before or after it had its effect, for every n."""
    changes = plan_changes(root, NEW)
    before = snapshot(root)
    real: Callable[..., object] = getattr(os, step)
    for number in range(1, 100):
        calls = 0

        def fail(*args: object, number: int = number, **kwargs: object) -> object:
            nonlocal calls
            calls += 1
            if calls == number and not late:
                raise error
            result = real(*args, **kwargs)
            if calls == number:
                raise error
            return result

        with monkeypatch.context() as patch:
            patch.setattr(os, step, fail)
            if _succeeds(root, changes, error):
                assert number > 1
                return
        recover(root)  # the lock's empty file may be left, which is nothing
        assert snapshot(root) == before, f"{step} {number}"
    pytest.fail("never succeeded")


def _succeeds(root: Path, changes: tuple[Change, ...], error: BaseException) -> bool:
    try:
        commit(root, changes, REMOVALS)
    except KeyboardInterrupt as caught:
        return caught is not error
    except WorkspaceError as caught:
        return "disk is full" not in caught.message
    return True


def _failing(
    real: Callable[..., object], error: OSError, *, first: int, last: int
) -> Callable[..., object]:
    """Let the calls from `first` to `last` fail."""
    calls = 0

    def call(*args: object, **kwargs: object) -> object:
        nonlocal calls
        calls += 1
        if first <= calls <= last:
            raise error
        return real(*args, **kwargs)

    return call


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP])
def test_a_file_system_without_links(
    root: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = plan_changes(root, NEW)
    before = snapshot(root)
    no_links = _failing(os.link, OSError(number, "no links"), first=1, last=999)
    monkeypatch.setattr(os, "link", no_links)
    with monkeypatch.context() as patch:
        broken = _failing(os.replace, OSError(errno.EIO, "broken"), first=7, last=7)
        patch.setattr(os, "replace", broken)
        with pytest.raises(WorkspaceError, match="the disk reports an error"):
            commit(root, changes, REMOVALS)
    assert snapshot(root) == before
    commit(root, changes, REMOVALS)
    assert {path: (root / path).read_bytes() for path in NEW} == NEW


def test_a_file_system_that_numbers_each_name_of_a_file(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some network file systems make links but do not show that two names are one file."""
    real = os.path.samestat

    def numbered(one: os.stat_result, other: os.stat_result) -> bool:
        return real(one, other) and (one.st_nlink == 1 or stat.S_ISDIR(one.st_mode))

    monkeypatch.setattr(os.path, "samestat", numbered)
    changes = plan_changes(root, NEW)
    before = snapshot(root)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", _failing(os.fsync, OSError(5, "broken"), first=11, last=11))
        with pytest.raises(WorkspaceError, match="the disk reports an error"):
            commit(root, changes, REMOVALS)
    assert snapshot(root) == before
    commit(root, changes, REMOVALS)
    assert {path: (root / path).read_bytes() for path in NEW} == NEW


def test_originals_that_cannot_be_restored_are_kept_and_named(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = plan_changes(root, NEW)
    before = snapshot(root)
    with monkeypatch.context() as patch:
        broken = _failing(os.replace, OSError(errno.EIO, "broken"), first=4, last=999)
        patch.setattr(os, "replace", broken)
        with pytest.raises(WorkspaceError, match=r"originals are kept in .*/old`") as caught:
            commit(root, changes, REMOVALS)
    kept = {path.read_bytes() for path in root.glob(".skillrun/*/old/*") if path.is_file()}
    assert {b"a1\n", b"gone\n"} <= kept
    assert "next run" in caught.value.advice
    recovery = recover(root)
    assert recovery is not None
    assert recovery.action == "undone"
    assert snapshot(root) == before


def test_a_failure_takes_a_new_workspace_away_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "deep/project"
    changes = plan_changes(root, NEW)

    def fail(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(WorkspaceError):
        commit(root, changes)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_changed_meanwhile_is_a_conflict(root: Path) -> None:
    changes = plan_changes(root, NEW)
    (root / "a.py").write_bytes(b"an editor was here\n")
    before = snapshot(root)
    with pytest.raises(WorkspaceError, match="changed on disk meanwhile"):
        commit(root, changes, REMOVALS)
    assert snapshot(root) == before


def test_a_file_that_appeared_meanwhile_is_a_conflict(root: Path) -> None:
    changes = plan_changes(root, NEW)
    (root / "run").write_bytes(b"an editor was here\n")
    before = snapshot(root)
    with pytest.raises(WorkspaceError, match="appeared on disk"):
        commit(root, changes, REMOVALS)
    assert snapshot(root) == before


def test_an_editor_that_saves_at_the_very_rename_loses_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = plan_changes(root, NEW)
    real = os.replace

    def saving(source: str, target: str, **kwargs: int) -> None:
        if target == "a.py":
            (root / "a.py").write_bytes(b"saved in the last moment\n")
            monkeypatch.setattr(os, "replace", real)
        real(source, target, **kwargs)

    monkeypatch.setattr(os, "replace", saving)
    with pytest.raises(WorkspaceError, match=r"`a.py` was changed on disk meanwhile"):
        commit(root, changes, REMOVALS)
    assert (root / "a.py").read_bytes() == b"saved in the last moment\n"
    assert not (root / "run").exists()
    assert not (root / ".skillrun").exists()


def test_what_an_editor_made_during_the_undoing_is_named_and_the_original_kept(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its file stands where a removed one was, when the last step fails."""
    changes = plan_changes(root, NEW)
    real = os.link

    def failing(source: str, target: str, **kwargs: int) -> None:
        if target == "run":
            (root / "apps/old/gone.py").write_bytes(b"made anew\n")
            monkeypatch.setattr(os, "link", real)
            raise OSError(errno.EIO, "broken")
        real(source, target, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "link", failing)
    with pytest.raises(WorkspaceError, match=r"left so: `apps/old/gone.py`.* is kept in") as caught:
        commit(root, changes, REMOVALS)
    assert "disk reports an error" in caught.value.message
    assert (root / "apps/old/gone.py").read_bytes() == b"made anew\n"
    kept = next(root.glob(".skillrun/*.kept"))
    assert (kept / "apps/old/gone.py").read_bytes() == b"gone\n"
    assert (root / "a.py").read_bytes() == b"a1\n"


def test_a_mode_may_change_with_a_file_or_alone(root: Path) -> None:
    modify = Change("a.py", "modify", b"a2\n", b"a1\n", 0o600)
    only_mode = Change("apps/old/gone.py", "modify", b"gone\n", b"gone\n", 0o640)
    commit(root, [modify, only_mode])
    after = snapshot(root)
    assert after["a.py"] == (0o600, b"a2\n")
    assert after["apps/old/gone.py"] == (0o640, b"gone\n")


def test_a_folder_goes_with_its_last_file_only_if_that_is_asked_for(root: Path) -> None:
    commit(root, [], ["apps/old/gone.py", "apps/old/migrations/0001.py"])
    assert [path.name for path in (root / "apps/old").iterdir()] == ["migrations"]
    commit(root, [], ["apps/", "apps/old/", "apps/old/migrations/", "apps/none/"])
    assert not (root / "apps").exists()
    assert (root / "a.py").exists()


def test_a_folder_that_is_not_empty_or_is_written_to_stays(root: Path) -> None:
    (root / "empty").mkdir()
    changes = plan_changes(root, {"empty/new.py": b"x"})
    commit(root, changes, ["apps/old/", "apps/old/gone.py", "empty/"])
    assert (root / "apps/old/migrations/0001.py").exists()
    assert (root / "empty/new.py").exists()


def test_a_symlink_that_appeared_meanwhile_is_not_followed(root: Path, tmp_path: Path) -> None:
    changes = plan_changes(root, NEW)
    (tmp_path / "elsewhere").mkdir()
    (root / "apps/new").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(WorkspaceError, match="symlink"):
        commit(root, changes)
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert (root / "a.py").read_bytes() == b"a1\n"


@pytest.mark.parametrize("path", ["../x", ".git/hooks/pre-commit", "a//b", "/tmp/x"])
def test_the_door_is_shut_to_unsafe_paths_even_without_a_plan(root: Path, path: str) -> None:
    before = snapshot(root)
    with pytest.raises(WorkspaceError):
        commit(root, [Change(path, "create", b"x", None, 0o644)])
    with pytest.raises(WorkspaceError):
        commit(root, [], [path])
    assert snapshot(root) == before


def test_a_name_too_long_for_the_file_system(root: Path) -> None:
    before = snapshot(root)
    deep = "/".join(["d" * 250] * 4)
    with pytest.raises(WorkspaceError):
        commit(root / deep / deep / deep / deep / deep, [Change("a", "create", b"", None, 0o644)])
    assert snapshot(root) == before


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="needs root to become another")
def test_no_permission(root: Path) -> None:
    """Another user may write in the root but not in one of its folders."""
    for folder in takewhile(lambda parent: parent != Path(tempfile.gettempdir()), root.parents):
        folder.chmod(folder.stat().st_mode | 0o055)
    root.chmod(0o777)
    (root / "apps").chmod(0o755)
    (root / "a.py").chmod(0o666)
    changes = plan_changes(root, NEW)
    before = snapshot(root)
    child = multiprocessing.get_context("fork").Process(
        target=_as_nobody, args=(root, changes, root.parent / "said")
    )
    (root.parent / "said").write_text("")
    (root.parent / "said").chmod(0o666)
    child.start()
    child.join()
    assert "no permission" in (root.parent / "said").read_text(encoding="utf-8")
    assert snapshot(root) == before


def _as_nobody(root: Path, changes: tuple[Change, ...], said: Path) -> None:
    os.setgid(65534)
    os.setuid(65534)
    try:
        commit(root, changes)
    except WorkspaceError as error:
        said.write_text(error.message, encoding="utf-8")


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="needs root to give files away")
def test_a_file_stays_with_its_owner(root: Path) -> None:
    os.chown(root / "a.py", 65534, 65534)
    commit(root, plan_changes(root, {"a.py": b"a2\n"}))
    assert (root / "a.py").stat().st_uid == 65534


@pytest.mark.skipif(sys.platform == "win32", reason="SIGHUP")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_an_interrupt_during_the_swap_waits_until_the_workspace_is_whole(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    changes = plan_changes(root, NEW)
    real = os.replace

    def interrupted(source: str, target: str, **kwargs: int) -> None:
        if target == "a.py":
            signal.raise_signal(signal.Signals[name])
        real(source, target, **kwargs)

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt), ended_by_signals():
        commit(root, changes)
    assert {path: (root / path).read_bytes() for path in NEW} == NEW
    assert not (root / ".skillrun").exists()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_many_writers_at_once_never_tear(root: Path) -> None:
    """Each writes two files with its number; whoever is refused writes neither."""
    (root / "one").write_bytes(b"0")
    (root / "two").write_bytes(b"0")
    written: list[int] = []
    deadline = time.monotonic() + 3

    def write(number: int) -> None:
        while time.monotonic() < deadline:
            content = str(number).encode()
            try:
                commit(root, plan_changes(root, {"one": content, "two": content}))
            except WorkspaceError:
                continue
            written.append(number)
            return

    threads = [threading.Thread(target=write, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert written
    assert (root / "one").read_bytes() == (root / "two").read_bytes()
    assert not (root / ".skillrun").exists()
