"""What a person at a terminal is told, and what is no request to a model."""

from io import StringIO
from pathlib import Path

import pytest

from skillrun.cli.console import Console
from skillrun.cli.front import Front
from skillrun.cli.options import Color, Format
from skillrun.cli.screen import Screen
from skillrun.engine import events
from tests.engine.scripted import answer
from tests.support.command import skillrun
from tests.support.wire import Reply, WireServer

GOOD = '"""Numbers."""\n\nONE = 1\n'


class Terminal(StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_spinner_leaves_nothing_behind() -> None:
    stream = Terminal()
    screen = Screen(Console(stream, color=False), live=True, verbose=False)
    screen(events.TurnStarted("ask", 1))
    screen(events.Reasoning("A plan.\n"))
    screen(events.FileStarted("apps/a.py"))
    screen(events.FileFinished("apps/a.py", 9))
    screen(events.TurnStarted("repair", 2))
    screen(events.Checked(1, 2, 0.1, ()))
    text = stream.getvalue()
    # A spinner moves up over the one line that it ended: a line of ours before that keeps it.
    for spun in text.split("\x1b[?25l")[1:]:
        assert spun.split("\x1b[?25h")[0].count("\n") <= 1, repr(spun)


def test_a_failed_command_says_it_in_lines(capsys: pytest.CaptureFixture[str]) -> None:
    said = events.OperationFinished("uv run x", "failed", 0.1, "Traceback:\n  File a\nError: b\n")
    report = events.Report("written", 5, operations=(said,))
    Front(Format.TEXT, Color.NEVER, quiet=False, verbose=False).conduct(lambda: report)
    out = capsys.readouterr().out
    assert "Failed: uv run x\n  Traceback:\n    File a\n  Error: b\n" in out
    assert "\\x0a" not in out


def test_what_a_chat_does_not_know_is_not_sent_to_the_model(tmp_path: Path) -> None:
    with WireServer() as server:
        server.script([Reply(answer(("apps/a.py", GOOD)))])
        done = skillrun(
            "chat", "--model", "compatible:scripted", "--base-url", server.openai_base,
            "--workspace", "shop", "--select", "RSP,CMP", "--yes",
            home=tmp_path, stdin="/help\n/recomended\nadd one number\n/quit\nadd another\n",
        )  # fmt: skip
        assert len(server.requests) == 1, "neither /help nor what follows /quit is a request"
    assert done.code == 0, done.err
    assert "There is no /help." in done.err
    assert "There is no /recomended." in done.err


def test_verify_is_refused_before_a_model_is_paid(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "manage.py").touch()
    (shop / "requirements.txt").write_text("django\n", encoding="utf-8")
    with WireServer() as server:
        done = skillrun(
            "ask", "add one number", "--model", "compatible:x", "--base-url", server.openai_base,
            "--workspace", "shop", "--yes", "--verify", home=tmp_path,
        )  # fmt: skip
        assert not server.requests
    assert done.code == 2
    assert "no pyproject.toml" in done.err
    assert "uv add -r requirements.txt" in done.err


def test_an_answer_that_is_not_written_is_not_lost(tmp_path: Path) -> None:
    with WireServer() as server:
        server.script([Reply(answer(("apps/a.py", GOOD)))])
        done = skillrun(
            "ask", "add one number", "--model", "compatible:x", "--base-url", server.openai_base,
            "--workspace", "shop", "--select", "RSP,CMP", "--dry-run", home=tmp_path,
        )  # fmt: skip
    (told,) = [line for line in done.out.splitlines() if "skillrun apply" in line]
    kept = told.split("skillrun apply ")[1]
    done = skillrun(
        "apply", kept, "--workspace", "shop", "--select", "RSP,CMP", "--yes", home=tmp_path
    )
    assert done.code == 0, done.err
    assert (tmp_path / "shop" / "apps" / "a.py").read_text(encoding="utf-8") == GOOD


def test_an_answer_that_is_there_already_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "answer.md").write_text(answer(("apps/a.py", GOOD)), encoding="utf-8")
    command = ("apply", "answer.md", "--yes", "--select", "RSP")
    assert "Written: 1 new, 0 changed" in skillrun(*command, home=tmp_path).out
    again = skillrun(*command, home=tmp_path)
    assert again.code == 0
    assert "Nothing to write: every file is as the answer has it." in again.out
    assert "Wrote" not in again.err
