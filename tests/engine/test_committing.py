"""`--commit` of a run: its own work goes into the commit, what a person has not committed does not."""

import subprocess
from pathlib import Path

import pytest

from skillrun.cli.jsonio import report_object
from skillrun.engine import events
from skillrun.engine.job import Job, Verification
from skillrun.engine.run import apply
from skillrun.gate.model import Fault, Step, VerifyReport
from skillrun.rules.registry import catalogue
from skillrun.sessions.store import Session
from skillrun.skills.loading import load_skill
from tests.engine.scripted import Someone, answer

FIRST = '"""Numbers."""\n\nONE = 1\n'
MINE = f"{FIRST}MINE = 0\n"
BOTH = f"{MINE}TWO = 2\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "ada@example.com")
    folder = tmp_path / "shop"
    (folder / "apps").mkdir(parents=True)
    (folder / "apps" / "a.py").write_text(FIRST, encoding="utf-8")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "begin")
    return folder


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=root, capture_output=True, check=True, encoding="utf-8"
    )
    return done.stdout


def run(
    root: Path,
    *files: tuple[str, str],
    name: str = "one",
    verification: Verification | None = None,
) -> events.Report:
    rules = catalogue(["response"])
    session = Session(name, root.parent / "session")
    job = Job(
        "add numbers",
        root,
        load_skill(None),
        rules,
        session,
        commit=True,
        verification=verification,
    )
    return apply(job, [answer(*files)], ["answer.md"], Someone(), lambda _event: None)


def test_lines_of_a_person_are_not_committed_with_those_of_an_answer(root: Path) -> None:
    mine = root / "apps" / "a.py"
    mine.write_text(MINE, encoding="utf-8")
    report = run(root, ("apps/a.py", BOTH), ("apps/b.py", FIRST))
    assert (report.status, report.exit_code) == ("failed", 4)
    assert "`apps/a.py` holds changes that are not committed" in report.error
    assert Path(report.kept).is_file(), "the answer is not asked for again"
    assert (mine.read_text(encoding="utf-8"), (root / "apps/b.py").exists()) == (MINE, False)
    git(root, "commit", "-qam", "mine")
    again = run(root, ("apps/a.py", BOTH), ("apps/b.py", FIRST), name="two")
    assert (again.status, again.exit_code, again.error) == ("written", 0, "")
    assert git(root, "show", "--format=", "--name-only").split() == ["apps/a.py", "apps/b.py"]
    assert git(root, "status", "--porcelain") == ""


def test_other_work_of_a_person_forbids_nothing_and_stays(root: Path) -> None:
    (root / "apps" / "a.py").write_text(MINE, encoding="utf-8")
    report = run(root, ("apps/b.py", FIRST))
    assert (report.status, report.exit_code) == ("written", 0)
    assert git(root, "show", "--format=", "--name-only").split() == ["apps/b.py"]
    assert git(root, "status", "--porcelain").split() == ["M", "apps/a.py"]


@pytest.mark.parametrize("before", [True, False])
def test_what_failed_before_the_run_forbids_no_commit(
    root: Path, monkeypatch: pytest.MonkeyPatch, *, before: bool
) -> None:
    fault = Fault("apps/old.py", 1, "E501", before=before, excused=before)
    step = Step("lint", "lint", "ruff", "failed", faults=(fault,), excused=int(before))
    found = VerifyReport(False, (step,), (), "", 1.0)
    monkeypatch.setattr("skillrun.engine.afterwards.verify", lambda *_args, **_more: found)
    report = run(root, ("apps/b.py", FIRST), verification=Verification(None, "off", 60.0))
    assert (report.status, report.exit_code, bool(report.commit)) == ("written", 5, before)
    assert report.verification is not None
    assert not report.verification.ok, "nothing is claimed that is not so"
    told = report_object(report)["verification"]
    assert (told["ok"], told["status"]) == (False, "as_before" if before else "failed")
    assert (told["exit_code"], told["steps"][0]["faults"][0]["before"]) == (5, before)
