"""Words on narrow terminals: folded between words, commands in one piece, nothing past the edge."""

import os
import struct
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from skillrun.cli.console import Console
from skillrun.cli.doctor import doctor
from skillrun.cli.gatescreen import GateScreen
from skillrun.cli.history import listing
from skillrun.cli.models import models
from skillrun.cli.options import Color, Format
from skillrun.cli.screen import Screen
from skillrun.cli.verify import print_report
from skillrun.engine import events
from skillrun.gate.model import Fault, Step, StepFinished, VerifyReport
from skillrun.sessions.records import Ended
from skillrun.sessions.store import Session
from tests.cli.test_words import Terminal

WORDS = "Nothing was written: `apps/shop/views.py` holds changes that are not committed."


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("COLUMNS", "60")
    return Terminal()


def widths(stream: Terminal) -> list[int]:
    return [len(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_a_text_is_folded_beside_its_lead(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    Console(terminal, color=False).error(WORDS, "Commit them first, or leave --commit out.")
    lines = terminal.getvalue().splitlines()
    assert max(widths(terminal)) <= columns
    assert lines[0].startswith("error: Nothing was written:")
    assert all(line.startswith((" help: ", " " * 7)) for line in lines[1:])
    said = " ".join(" ".join(lines).split())
    assert said == f"error: {WORDS} help: Commit them first, or leave --commit out."


def test_a_command_can_be_copied_in_one_piece(terminal: Terminal) -> None:
    command = "skillrun undo 20261123-052942-83cf --workspace /home/ada/shop"
    Console(terminal, color=False).error("It is elsewhere.", f"Take it back with: {command}")
    assert command in terminal.getvalue().splitlines()[-1]


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
def test_the_terminal_of_the_stream_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl
    import termios

    monkeypatch.delenv("COLUMNS", raising=False)
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        monkeypatch.setattr("sys.__stdout__", nowhere)
        ours, theirs = os.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 47, 0, 0))
        with os.fdopen(theirs, "w", encoding="utf-8") as stream:
            assert Console(stream, color=False).columns == 47
        os.close(ours)


def test_lines_of_a_text_stay_lines(terminal: Terminal) -> None:
    advice = f"It can do this:\n  add payments app  an app\n  create shop       {WORDS}"
    Console(terminal, color=False).error("No.", advice)
    lines = terminal.getvalue().splitlines()
    assert lines[:4] == [
        "error: No.",
        " help: It can do this:",
        " " * 9 + "add payments app  an app",
        " " * 9 + "create shop       Nothing was written:",
    ]
    assert all(line.startswith(" " * 9) for line in lines[4:])
    assert max(widths(terminal)) <= 60


def test_a_text_that_goes_to_no_terminal_is_one_line(terminal: Terminal) -> None:
    terminal.isatty = lambda: False  # type: ignore[method-assign]
    Console(terminal, color=False).error(WORDS * 5)
    assert terminal.getvalue() == f"error: {WORDS * 5}\n"


def test_providers_and_the_machine_fit(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    models(output=Format.TEXT, color=Color.NEVER)
    doctor(output=Format.TEXT, color=Color.NEVER)
    # A path is longer than any line can be, and is copied in one piece.
    folded = [line for line in terminal.getvalue().splitlines() if "/" not in line]
    assert max(map(len, folded)) <= 60


@pytest.mark.parametrize(("columns", "lines"), [(60, 3), (80, 3), (120, 2)])
def test_sessions_are_a_table_only_where_one_fits(
    tmp_path: Path,
    terminal: Terminal,
    monkeypatch: pytest.MonkeyPatch,
    columns: int,
    lines: int,
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    session = Session(f"{datetime.now(UTC):%Y%m%d-%H%M%S}-3f9a", tmp_path / "skillrun")
    session.begin("add payments " * 20, tmp_path, "anthropic:claude-sonnet-5-5")
    session.finish(Ended("written", 0))

    class Context:
        invoked_subcommand = None

    listing(Context(), tmp_path, every=False, output=Format.TEXT, color=Color.NEVER)  # type: ignore[arg-type]
    assert len(widths(terminal)) == lines
    assert max(widths(terminal)) <= columns
    assert "add payments" in terminal.getvalue()


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_a_run_fits(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    screen = Screen(Console(terminal, color=False), live=False, verbose=False)
    shown = ("config/settings.py", "config/urls.py", "pyproject.toml", "apps/shop/models.py")
    screen(
        events.RunStarted(
            "one", "openai:gpt", "named by --model", "skill", ".", shown, guessed=True
        )
    )
    screen(events.TurnStopped("fatal", f"apps/shop/models.py:7: CMP004 {WORDS}"))
    screen(events.FileFinished("apps/shop/models.py", 812))
    assert max(widths(terminal)) <= columns


@pytest.mark.parametrize("columns", [60, 80])
def test_a_verification_fits_and_says_what_is_old(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    console = Console(terminal, color=False)
    old = Fault("apps/shop/models.py", 7, f"E501 {WORDS}", before=True, excused=True)
    new = Fault("", 0, f"(security.W004) {WORDS}", "no detail")
    servers = "PostgreSQL 15.18, Redis 7.0.15 for this run"
    GateScreen(console, live=False)(StepFinished(Step("services", "", "", "passed", 3.7, servers)))
    mixed = Step("lint", "", "ruff check", "failed", faults=(new, old), before=1, excused=1)
    only_old = Step("format", "", "ruff format", "failed", faults=(old,), before=1, excused=1)
    print_report(VerifyReport(False, (mixed, only_old), (), "", 1.0), console)
    print_report(VerifyReport(False, (only_old,), (), "", 1.0), console)
    print_report(VerifyReport(False, (mixed,), (), "", 1.0, "No room."), console)
    assert max(widths(terminal)) <= columns
    said = " ".join(terminal.getvalue().split())
    assert "lint: ; 1 there before the run" in said
    assert "before the run apps/shop/models.py:7 E501" in said
    assert "Not verified: lint failed; as before the run: format." in said
    assert "It cannot be told what failed before the run: No room." in said
    assert "Not verified, but nothing fails that did not before the run: format." in said
