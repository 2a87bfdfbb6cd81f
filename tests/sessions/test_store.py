"""What a session keeps, and who may read it."""

import json
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from skillrun.errors import UsageError
from skillrun.machine.folders import data_folder
from skillrun.providers.base import Message, StopReason, Usage
from skillrun.providers.recording import read_recording
from skillrun.rules.model import Severity, Violation
from skillrun.sessions.history import History, recommendations_of
from skillrun.sessions.pruning import plan_pruning, prune
from skillrun.sessions.records import Ended
from skillrun.sessions.schema import MIGRATIONS
from skillrun.sessions.store import Session, new_session
from skillrun.workspace.plan import plan_changes

ONE = "20261123-010203-aaaa"
TWO = "20261123-010304-bbbb"
KEY = "planted-value-1234"


def begun(folder: Path, root: Path, name: str = ONE, request: str = "add an app") -> Session:
    session = Session(name, folder, [KEY])
    session.begin(request, root, "openai:gpt", "django")
    return session


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "skillrun"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "shop").mkdir()
    return tmp_path / "shop"


def write(session: Session, root: Path, **files: str) -> None:
    changes = plan_changes(root, {f"{name}.py": text.encode() for name, text in files.items()})
    with session.writing(root, changes):
        for change in changes:
            (root / change.path).write_bytes(change.content)


def test_a_run_is_given_back_as_it_was_kept(folder: Path, root: Path) -> None:
    session = begun(folder, root)
    session.record(Message("system", "be strict"))
    session.record(Message("user", "add an app"))
    used = Usage(1, 100, 40, 50, 0.25)
    session.record(Message("assistant", "done"), stop_reason=StopReason.END, usage=used)
    write(session, root, a="ONE = 1\n")
    violation = Violation("CMP001", "todo", Severity.WARNING, "a.py", 1, 1, 1, 5, "a TODO")
    session.finish(
        Ended("written", 0, 2, 1, violations=(violation,), recommendations="- do more", usage=used)
    )
    history = History(folder)
    (found,) = history.sessions(root)
    (run,) = found.runs
    assert (run.request, run.model, run.skill) == ("add an app", "openai:gpt", "django")
    assert (run.status, run.exit_code, run.parts, run.repairs) == ("written", 0, 2, 1)
    assert run.violations[0]["code"] == "CMP001"
    assert run.usage == used
    assert run.ended is not None
    assert run.started <= run.ended
    (file,) = history.files(run)
    assert (file.path, file.action, file.before.kind) == ("a.py", "create", "absent")
    assert history.content(file.after.value) == b"ONE = 1\n"
    recorded = read_recording(history.conversation(found))
    assert [one.message.role for one in recorded] == ["system", "user", "assistant"]
    assert recorded[-1].usage == used
    assert recorded[-1].stop_reason is StopReason.END


@pytest.mark.skipif(sys.platform == "win32", reason="permission bits")
def test_nobody_else_can_read_the_store(folder: Path, root: Path) -> None:
    folder.mkdir(parents=True, mode=0o755)
    session = begun(folder, root)
    (answer,) = session.keep_answer(("text",))
    connection = sqlite3.connect(folder / "history.db")  # keeps the log beside the file
    try:
        connection.execute("SELECT COUNT(*) FROM runs").fetchone()
        session.record(Message("user", "x"))
        places = [folder, *folder.rglob("*")]
        assert {path.name for path in places} >= {"history.db", "history.db-wal", answer.name}
        for path in places:
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    finally:
        connection.close()


def test_an_answer_is_a_file_and_replaces_the_one_before(folder: Path, root: Path) -> None:
    session = begun(folder, root)
    session.keep_answer(("one", "two", "three"))
    paths = session.keep_answer((f"a\r\n{KEY}", "b"))
    assert [path.name for path in paths] == ["answer-01.md", "answer-02.md"]
    assert sorted(paths[0].parent.iterdir()) == list(paths)
    assert paths[0].read_bytes() == b"a\r\n[redacted]"


def test_secrets_are_kept_nowhere_but_in_copies_of_files(folder: Path, root: Path) -> None:
    session = Session(ONE, folder, [KEY])
    session.begin(f"use {KEY} and sk-ant-{'x' * 30}", root)
    session.record(Message("user", f"log in to https://bob:hunter22@host/ with {KEY}"))
    session.finish(Ended("failed", 3, error=f"401: {KEY}", advice=KEY, reasoning=KEY))
    data = (folder / "history.db").read_bytes()
    for secret in (KEY, "sk-ant-", "hunter22"):
        assert secret.encode() not in data
    (found,) = History(folder).sessions()
    assert found.runs[0].request == "use [redacted] and [redacted]"
    (root / "settings.py").write_text(f'KEY = "{KEY}"\n', encoding="utf-8")
    write(session, root, settings="KEY = env.key\n")
    (file,) = History(folder).files(found.runs[0])
    assert History(folder).content(file.before.value) == f'KEY = "{KEY}"\n'.encode()


def test_what_is_no_utf_8_is_kept_all_the_same(folder: Path, root: Path) -> None:
    session = begun(folder, root, request="odd \udcff")
    session.record(Message("assistant", "\ud800"))
    assert "\\udcff" in History(folder).sessions()[0].runs[0].request


def test_sessions_are_found_by_beginning_and_end(folder: Path, root: Path) -> None:
    begun(folder, root, ONE)
    begun(folder, root, TWO)
    history = History(folder)
    assert history.session(TWO).name == TWO
    assert history.session("20261123-0103").name == TWO
    assert history.session("aaaa").name == ONE
    assert history.latest(root).name == TWO
    with pytest.raises(UsageError, match="names 2 sessions") as raised:
        history.session("20261123")
    assert "more" in raised.value.advice
    with pytest.raises(UsageError, match="no session") as raised:
        history.session("aaab")
    assert raised.value.advice == f"Did you mean {ONE}?"
    with pytest.raises(UsageError, match="no session") as raised:
        history.session("20261123-010203-aaax")
    assert raised.value.advice == f"Did you mean {ONE}?"


def test_a_workspace_is_its_real_folder(folder: Path, root: Path) -> None:
    begun(folder, root)
    link = root.parent / "link"
    link.symlink_to(root)
    assert len(History(folder).sessions(link)) == 1
    assert History(folder).sessions(root.parent) == ()


def test_a_chat_is_one_session_with_many_runs(folder: Path, root: Path) -> None:
    session = begun(folder, root, request="first")
    session.finish(Ended("written", 0, usage=Usage(1, 10, 0, 5)))
    session.begin("second", root)
    session.record(Message("user", "second"))
    session.finish(Ended("rejected", 1, usage=Usage(2, 20, 0, 5)))
    (found,) = History(folder).sessions()
    assert [run.request for run in found.runs] == ["first", "second"]
    assert found.usage.requests == 3


def test_recommendations_become_a_request(folder: Path, root: Path) -> None:
    history = History(folder)
    with pytest.raises(UsageError, match="holds any recommendations"):
        recommendations_of(history, root)
    begun(folder, root).finish(Ended("written", 0, recommendations="- split the model"))
    begun(folder, root, TWO).finish(Ended("written", 0))
    assert recommendations_of(history, root) == "- split the model"
    assert recommendations_of(history, root, "aaaa") == "- split the model"
    with pytest.raises(UsageError, match="holds no recommendations"):
        recommendations_of(history, root, "bbbb")


def test_forgetting_frees_copies_that_no_other_session_needs(folder: Path, root: Path) -> None:
    one = begun(folder, root, ONE)
    write(one, root, a="A = 1\n", b="B = 1\n")
    one.keep_answer(("answer " * 500,))
    one.finish(Ended("written", 0))
    two = begun(folder, root, TWO)
    write(two, root, a="A = 2\n")
    two.finish(Ended("written", 0))
    history = History(folder)
    assert plan_pruning(history, keep=2).sessions == ()
    assert plan_pruning(history, older_than=1).sessions == ()
    pruning = plan_pruning(history, keep=1)
    assert pruning.sessions == (ONE,)
    assert pruning.undoable == 1
    assert pruning.freed > 3500
    prune(history, pruning)
    (left,) = history.sessions()
    assert left.name == TWO
    assert not (folder / "answers" / ONE).exists()
    (file,) = history.files(left.runs[0])
    assert history.content(file.before.value) == b"A = 1\n"
    with sqlite3.connect(folder / "history.db") as db:
        assert db.execute("SELECT COUNT(*) FROM blobs").fetchone() == (2,)
    db.close()


def test_a_session_under_way_is_not_forgotten(folder: Path, root: Path) -> None:
    begun(folder, root)
    assert plan_pruning(History(folder), keep=0).sessions == ()


def test_what_was_pruned_is_not_in_the_file_any_more(folder: Path, root: Path) -> None:
    begun(folder, root, request="a request to forget").finish(Ended("failed", 3))
    assert b"a request to forget" in (folder / "history.db").read_bytes()
    prune(History(folder), plan_pruning(History(folder), keep=0))
    for path in folder.glob("history.db*"):
        assert b"a request to forget" not in path.read_bytes()


def test_a_store_of_a_newer_version_is_left_alone(folder: Path, root: Path) -> None:
    begun(folder, root)
    with sqlite3.connect(folder / "history.db") as db:
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    db.close()
    with pytest.raises(UsageError, match="newer skillrun"):
        begun(folder, root)


def test_a_file_that_is_no_store_is_told(folder: Path, root: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "history.db").write_bytes(b"this is no database at all" * 100)
    with pytest.raises(UsageError, match=r"history\.db. cannot be read"):
        begun(folder, root)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, root: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be kept"):
        begun(tmp_path / "file" / "skillrun", root)


def test_folders_of_the_former_format_disturb_nothing(folder: Path, root: Path) -> None:
    old = folder / "sessions" / "20250101-000000-abcd"
    old.mkdir(parents=True)
    (old / "conversation.jsonl").write_text("{}", encoding="utf-8")
    begun(folder, root)
    assert len(History(folder).sessions()) == 1
    assert (old / "conversation.jsonl").is_file()


_WORKER = """
import sys
import time
from pathlib import Path
from skillrun.providers.base import Message
from skillrun.sessions.store import Session
folder, number = Path(sys.argv[1]), sys.argv[2]
session = Session(f"20261123-010203-{number:0>4}", folder)
session.begin(f"request {number}", folder.parent)
for i in range(20):
    session.record(Message("user", f"{number}:{i}"))
"""


def test_several_processes_at_once_lose_nothing(folder: Path) -> None:
    folder.parent.mkdir(parents=True)
    command = [sys.executable, "-c", _WORKER, str(folder)]
    workers = [subprocess.Popen([*command, str(i)], stderr=subprocess.PIPE) for i in range(6)]
    for worker in workers:
        assert worker.communicate(timeout=240)[1] == b""
        assert worker.returncode == 0
    history = History(folder)
    sessions = history.sessions()
    assert len(sessions) == 6
    for session in sessions:
        number = session.runs[0].request.split()[1]
        said = [json.loads(line)["content"] for line in history.conversation(session)]
        assert said == [f"{number}:{i}" for i in range(20)]


def test_a_failed_write_is_not_kept_and_a_finished_one_is(folder: Path, root: Path) -> None:
    session = begun(folder, root)
    changes = plan_changes(root, {"a.py": b"A = 1\n"})
    with pytest.raises(RuntimeError), session.writing(root, changes):
        raise RuntimeError
    assert History(folder).sessions()[0].files == 0
    # Ctrl-C is held back during a transaction and comes out of one that is through.
    (root / "a.py").write_bytes(b"A = 1\n")
    with pytest.raises(KeyboardInterrupt), session.writing(root, changes):
        raise KeyboardInterrupt
    assert History(folder).sessions()[0].files == 1


def test_a_write_whose_process_was_killed_is_found_out(folder: Path, root: Path) -> None:
    first = begun(folder, root)
    first.keep_write(root, plan_changes(root, {"a.py": b"A = 1\n"}), ())
    (root / "a.py").write_bytes(b"A = 1\n")
    second = begun(folder, root, TWO)
    second.keep_write(root, plan_changes(root, {"b.py": b"B = 1\n"}), ())
    history = History(folder)
    begun(folder, root, "20261123-010305-cccc")
    assert history.session("aaaa").files == 1
    assert history.session("bbbb").files == 0


def test_what_commands_do_to_files_is_kept_too(folder: Path, root: Path) -> None:
    session = begun(folder, root)
    for name in ("a.py", "b.py", "same.py", "old.log"):
        (root / name).write_text("x = 1\n", encoding="utf-8")
    (root / ".gitignore").write_text("*.log\n", encoding="utf-8")
    time.sleep(0.1)  # what is older than the watch by a tick was there before
    with session.watched(root):
        (root / "a.py").write_text("x = 2\n", encoding="utf-8")
        (root / "b.py").unlink()
        (root / "same.py").write_text("x = 1\n", encoding="utf-8")
        (root / "migrations").mkdir()
        (root / "migrations" / "0001.py").write_text("new\n", encoding="utf-8")
        (root / ".gitignore").unlink()
    history = History(folder)
    files = {file.path: file for file in history.files(history.sessions()[0].runs[0])}
    assert {path: file.action for path, file in files.items()} == {
        ".gitignore": "remove",
        "a.py": "modify",
        "b.py": "remove",
        "migrations/0001.py": "create",
    }
    assert all(file.by_command for file in files.values())
    assert history.content(files["b.py"].before.value) == b"x = 1\n"


def test_a_new_session_takes_its_folder_and_secrets_from_the_environment(tmp_path: Path) -> None:
    env = {"XDG_DATA_HOME": str(tmp_path), "SHOP_API_KEY": "0123456789", "EDITOR": "0123456788"}
    session = new_session(env)
    assert session.folder == data_folder(env) == tmp_path / "skillrun"
    assert session.secrets == ("0123456789",)
    assert not (tmp_path / "skillrun").exists()


def test_the_default_folder_is_the_platform_s() -> None:
    assert data_folder({}).name == "skillrun"
    assert data_folder({}).is_absolute()
