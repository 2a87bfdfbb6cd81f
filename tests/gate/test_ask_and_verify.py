"""`ask --verify` from its middle: the real tools find a fault, the model mends it, they are run again."""

from pathlib import Path

import pytest

from skillrun.engine import events
from skillrun.engine.job import Job, Verification
from skillrun.engine.run import ask
from skillrun.gate.model import VerifyStarted
from skillrun.rules.registry import catalogue
from skillrun.sessions.history import History
from skillrun.sessions.store import Session
from skillrun.skills.loading import load_skill
from skillrun.workspace.sandbox import Sandbox
from tests.engine.scripted import Say, Scripted, Someone, answer

pytestmark = pytest.mark.slow

WRONG = '''"""A test of adding."""


def test_adding() -> None:
    """One and none are one."""
    total = 1 + 0
    assert total == 0
'''
RIGHT = WRONG.replace("== 0", "== 1")


def asked(
    root: Path, folder: Path, sandbox: Sandbox, *turns: Say
) -> tuple[events.Report, Scripted, list[events.Event]]:
    session = Session("test", folder)
    rules = catalogue(["response", "completeness"])
    verification = Verification(sandbox, "auto", 600.0)
    job = Job("add a test", root, load_skill(None), rules, session, verification=verification)
    seen: list[events.Event] = []
    provider = Scripted(list(turns))
    return ask(job, provider, "a test", Someone(), seen.append), provider, seen


@pytest.mark.usefixtures("surroundings")
def test_what_the_tools_find_is_mended_by_the_model(
    root: Path, sandbox: Sandbox, tmp_path: Path
) -> None:
    wrong, right = (Say(answer(("tests/test_extra.py", text))) for text in (WRONG, RIGHT))
    report, provider, seen = asked(root, tmp_path / "session", sandbox, wrong, right)
    assert (report.status, report.exit_code, report.error) == ("written", 0, "")
    assert report.verification is not None
    assert report.verification.ok
    assert report.repairs == 1
    told = provider.asked[1][-1].content
    assert "tests/test_extra.py" in told
    assert "assert 1 == 0" in told
    assert "total = 1 + 0" in told, "the model is shown the file as it is on disk"
    assert [(f.path, f.action) for f in report.files] == [("tests/test_extra.py", "create")]
    assert (root / "tests/test_extra.py").read_text(encoding="utf-8") == RIGHT
    assert sum(isinstance(event, VerifyStarted) for event in seen) == 2
    history = History(tmp_path / "session")
    (run,) = history.session("test").runs
    assert [(f.path, f.action) for f in history.files(run)] == [("tests/test_extra.py", "create")]


@pytest.mark.usefixtures("surroundings")
def test_what_the_model_cannot_mend_stays_written_and_is_told(
    root: Path, sandbox: Sandbox, tmp_path: Path
) -> None:
    wrong = Say(answer(("tests/test_extra.py", WRONG)))
    again = Say(answer(("tests/test_extra.py", WRONG.replace("A test", "Another test"))))
    report, provider, _ = asked(root, tmp_path / "session", sandbox, wrong, again)
    assert (report.status, report.exit_code) == ("written", 5)
    assert report.verification is not None
    assert not report.verification.ok
    assert len(provider.asked) == 2, "the same fault twice is not asked about again"
    assert (root / "tests/test_extra.py").is_file()
