"""The workspace as it was before a run, and what follows from it."""

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest

from skillrun.engine.before import lay_out
from skillrun.engine.verifying import mending
from skillrun.errors import UsageError
from skillrun.gate.model import Fault, Step, VerifyReport
from skillrun.sessions.records import ABSENT, FileState, KeptFile
from skillrun.skills.loading import load_skill


def state(text: str, mode: int = 0o644) -> FileState:
    return FileState("file", hashlib.sha256(text.encode()).hexdigest(), mode)


def test_a_copy_is_as_it_was_and_the_workspace_as_it_is(tmp_path: Path) -> None:
    root, target = tmp_path / "shop", tmp_path / "then"
    (root / "apps" / "new").mkdir(parents=True)
    (root / ".venv").mkdir()
    (root / ".venv" / "python").write_text("", encoding="utf-8")
    for path in ("kept.py", "apps/changed.py", "apps/new/made.py"):
        (root / path).write_text("now\n", encoding="utf-8")
    (root / "linked.py").symlink_to("kept.py")
    now = state("now\n")
    files = (
        KeptFile("apps/changed.py", state("then\n", 0o755), now),
        KeptFile("apps/new/made.py", ABSENT, now),
        KeptFile("old/gone.py", state("then\n"), ABSENT),
    )
    lay_out(root, target, files, {now.value: b"now\n", state("then\n").value: b"then\n"})
    found = {
        str(path.relative_to(target)): path.read_text(encoding="utf-8")
        for path in target.rglob("*")
        if path.is_file()
    }
    assert found == {
        "kept.py": "now\n",
        "linked.py": "now\n",
        "apps/changed.py": "then\n",
        "old/gone.py": "then\n",
    }
    assert (target / "linked.py").is_symlink()
    assert (target / "apps/changed.py").stat().st_mode & 0o777 == 0o755
    assert target.stat().st_mode & 0o077 == 0, "a copy of `.env` is nobody's to read"
    assert (root / "apps/changed.py").read_text(encoding="utf-8") == "now\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
def test_pipes_stay_behind_and_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "shop"
    root.mkdir()
    os.mkfifo(root / "pipe")
    (root / "a.py").write_text("A = 1\n", encoding="utf-8")
    lay_out(root, tmp_path / "one", (), {})
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["a.py"]
    monkeypatch.setattr("skillrun.engine.before._LARGEST", 3)
    with pytest.raises(UsageError, match="holds too much"):
        lay_out(root, tmp_path / "two", (), {})


def test_a_file_whose_bytes_are_gone_is_not_guessed(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    file = KeptFile("a.py", state("then\n"), ABSENT)
    with pytest.raises(UsageError, match=r"`a\.py`"):
        lay_out(tmp_path / "shop", tmp_path / "then", [file], {})


def test_a_model_is_asked_to_mend_what_is_new_alone(tmp_path: Path) -> None:
    old = Fault("a.py", 1, "theirs", before=True, excused=True)
    new = Fault("b.py", 1, "ours")
    skill = load_skill(None)

    def asked(*faults: Fault) -> str | None:
        excused = sum(fault.excused for fault in faults)
        step = Step("tests", "tests", "pytest", "failed", faults=faults, excused=excused)
        report = VerifyReport(False, (step,), (), "", 1.0)
        found = mending(report, skill, "add x", tmp_path, frozenset())
        return found.message if found else None

    assert asked(old) is None
    assert asked(replace(old, excused=False)) is not None, "it lies in what the run wrote"
    message = asked(new, old)
    assert message is not None
    assert "ours" in message
    assert "theirs" not in message
