"""A command that a mended answer lists again: nobody is asked twice, and its last run counts."""

from pathlib import Path

import pytest

from skillrun.engine import events
from skillrun.engine.job import Job, Verification
from skillrun.engine.run import ask
from skillrun.gate.model import Fault, Step, VerifyReport
from skillrun.rules.registry import catalogue
from skillrun.sessions.store import Session
from skillrun.skills.loading import load_skill
from tests.engine.scripted import GRAMMAR_HEAD, Say, Scripted, Someone, answer

COMMAND = "uv run python manage.py makemigrations"
HEAD = GRAMMAR_HEAD.replace("Команды не нужны.", f"```bash\n{COMMAND}\n```")
PROJECT = '[project]\nname = "shop"\nversion = "0"\nrequires-python = ">=3.11"\n'
BROKEN = '"""Manages."""\n\nraise SystemExit(1)\n'
SOUND = '"""Manages."""\n'


def asked(
    root: Path, monkeypatch: pytest.MonkeyPatch, person: Someone, *texts: str
) -> events.Report:
    root.mkdir()
    (root / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    steps = [Step("tests", "tests", "pytest", "failed", faults=(Fault("manage.py", 1, "no"),))]
    found = iter(
        [VerifyReport(False, tuple(steps), (), "", 0.0), VerifyReport(True, (), (), "", 0.0)]
    )
    monkeypatch.setattr("skillrun.engine.afterwards.verify", lambda *_args, **_more: next(found))
    session = Session("test", root.parent / "session")
    wanted = Verification(None, "off", 60.0)
    job = Job("add", root, load_skill(None), catalogue(["response"]), session, verification=wanted)
    turns = [Say(answer(("manage.py", text), head=HEAD)) for text in texts]
    return ask(job, Scripted(turns), "a test", person, lambda _event: None)


def test_a_command_that_failed_is_run_again_without_a_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Someone(runs=True)
    report = asked(tmp_path / "shop", monkeypatch, person, BROKEN, SOUND)
    assert person.questions.count(f"run {COMMAND}") == 1
    assert [(o.command, o.status) for o in report.operations] == [(COMMAND, "run")], report
    assert report.exit_code == 0


def test_a_no_holds_for_the_whole_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    person = Someone(runs=False)
    report = asked(tmp_path / "shop", monkeypatch, person, BROKEN, SOUND)
    assert person.questions.count(f"run {COMMAND}") == 1
    assert [(o.command, o.status) for o in report.operations] == [(COMMAND, "skipped")]
    assert report.exit_code == 0
