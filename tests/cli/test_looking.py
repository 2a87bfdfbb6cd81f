"""The question before a write: a person may look at all of it first."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from skillrun.cli import asking
from skillrun.cli.console import Console
from skillrun.cli.options import Operations
from skillrun.workspace.plan import Change
from tests.cli.test_words import Terminal
from tests.engine.scripted import answer
from tests.support.command import skillrun

pty = pytest.importorskip("pty", reason="pseudo-terminals")
GOOD = '"""Numbers."""\n\nONE = 1\n'
QUESTION = "d to look first]"


class Question:
    """An `apply` at a terminal of its own, which asks."""

    def __init__(self, home: Path, *options: str) -> None:
        (home / "answer.md").write_text(answer(("apps/a.py", GOOD)), encoding="utf-8")
        self.ours, theirs = pty.openpty()
        self.seen = b""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "skillrun", "apply", "answer.md", "--workspace", "shop",
             "--select", "RSP", *options],
            stdin=theirs, stdout=theirs, stderr=theirs, cwd=home, start_new_session=True,
            env={"PATH": os.environ["PATH"], "HOME": str(home), "TERM": "xterm", "PAGER": "cat",
                 "XDG_DATA_HOME": str(home / "data")},
        )  # fmt: skip
        os.close(theirs)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        try:
            while chunk := os.read(self.ours, 4096):
                self.seen += chunk
        except OSError:
            return

    def reply(self, text: str, *, times: int) -> None:
        """Type once the question was asked so many times."""
        deadline = time.monotonic() + 60
        while self.seen.count(QUESTION.encode()) < times:
            assert time.monotonic() < deadline, self.seen.decode(errors="replace")
            time.sleep(0.02)
        os.write(self.ours, f"{text}\n".encode())


def test_new_files_are_named_and_shown_before_they_are_written(tmp_path: Path) -> None:
    question = Question(tmp_path)
    question.reply("d", times=1)
    question.reply("what", times=2)
    assert not (tmp_path / "shop").exists()
    asked = question.seen.decode()
    assert "new  apps/a.py  24 B" in asked
    assert "ONE = 1" not in asked.partition(QUESTION)[0]
    assert "+ONE = 1" in asked.partition(QUESTION)[2]
    question.reply("", times=3)
    assert question.process.wait(timeout=60) == 0
    assert (tmp_path / "shop" / "apps" / "a.py").read_text(encoding="utf-8") == GOOD


def test_many_new_files_are_named_by_their_folders() -> None:
    paths = [f"apps/shop/tests/test_{i}.py" for i in range(20)]
    paths += ["manage.py", "config/urls.py", "apps/shop/models.py"]
    changes = [Change(path, "create", b"1\n", None, 0o644) for path in paths]
    stream = Terminal()
    person = asking.Terminal(Console(stream, color=False), operations=Operations.ASK)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("typer.prompt", lambda *_args, **_more: "n")
        assert not person.write(changes)
    assert stream.getvalue().splitlines() == [
        "  new  ./  1 file",
        "  new  apps/shop/  21 files",
        "  new  config/  1 file",
    ]


def test_a_no_after_a_look_writes_nothing(tmp_path: Path) -> None:
    question = Question(tmp_path)
    question.reply("d", times=1)
    question.reply("N", times=2)
    assert question.process.wait(timeout=60) == 130
    assert not (tmp_path / "shop").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_ended_at_a_question_is_interrupted(
    tmp_path: Path, number: signal.Signals
) -> None:
    question = Question(tmp_path, "--color", "never")
    question.reply("what", times=1)
    question.process.send_signal(number)
    assert question.process.wait(timeout=60) == 130
    assert not (tmp_path / "shop").exists()
    env = {"XDG_DATA_HOME": str(tmp_path / "data")}
    (kept,) = skillrun("history", "--all", "--format", "json", home=tmp_path, env=env).json[
        "sessions"
    ]
    assert (kept["status"], kept["exit_code"]) == ("interrupted", 130)


def test_what_is_to_outlive_its_terminal_does(tmp_path: Path) -> None:
    code = "import os, signal; os.kill(os.getpid(), signal.SIGHUP); print('alive')"
    script = f"from skillrun.machine.signals import ended_by_signals\nwith ended_by_signals():\n    {code}"
    for ignored, told in ((True, "alive\n"), (False, "")):
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=tmp_path,
            capture_output=True,
            check=False,
            encoding="utf-8",
            preexec_fn=lambda ignored=ignored: signal.signal(  # type: ignore[misc]
                signal.SIGHUP, signal.SIG_IGN if ignored else signal.SIG_DFL
            ),
        )
        assert done.stdout == told, done.stderr
