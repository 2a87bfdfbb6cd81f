"""`skillrun check --fix`: files mended in place, what is left told, all written or nothing."""

import stat
from pathlib import Path

import pytest

from skillrun.cli import mending
from skillrun.workspace.plan import plan_changes
from tests.support.command import skillrun

FAULTY = 'import os\n\n\ndef pay():\n    """Pay."""\n    print("paid", 1)\n'
MENDED = (
    "import logging\n\nlogger = logging.getLogger(__name__)\n\n\n"
    'def pay() -> None:\n    """Pay."""\n    logger.info("paid %s", 1)\n'
)
STUB = 'def pay(amount):\n    """Pay."""\n    print(amount)\n    raise NotImplementedError\n'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "apps").mkdir()
    (tmp_path / "apps" / "a.py").write_text(FAULTY, encoding="utf-8")
    return tmp_path


def text(home: Path) -> str:
    return (home / "apps" / "a.py").read_bytes().decode()


def test_a_check_tells_what_can_be_mended_and_writes_nothing(home: Path) -> None:
    done = skillrun("check", "apps/a.py", home=home)
    assert done.code == 1
    assert "can be mended with `skillrun check --fix`" in done.out
    assert text(home) == FAULTY


def test_files_are_mended_in_place_and_keep_their_mode(home: Path) -> None:
    (home / "apps" / "a.py").chmod(0o750)
    done = skillrun("check", "apps/a.py", "--fix", home=home)
    assert (done.code, text(home)) == (0, MENDED), done
    told = "Fixed 3 violations in 1 file. Take it back with: skillrun undo\n"
    assert f"All checks passed: 1 file.\n{told}" in done.out
    assert stat.S_IMODE((home / "apps" / "a.py").stat().st_mode) == 0o750
    assert not (home / ".skillrun").exists()
    again = skillrun("check", "apps/a.py", "--fix", "--format", "json", home=home)
    assert (again.code, again.json["fixed"]) == (0, 0)


def test_what_remains_decides_the_exit_code(home: Path) -> None:
    (home / "apps" / "b.py").write_text(STUB, encoding="utf-8")
    done = skillrun("check", "apps/a.py", "apps/b.py", "--fix", "--format", "json", home=home)
    assert done.code == 1, done
    left = {(v["path"], v["code"]) for v in done.json["violations"]}
    assert {path for path, _ in left} == {"apps/b.py"}
    assert "CMP005" in {code for _, code in left}
    assert done.json["fixed"] == 4
    assert text(home) == MENDED


def test_only_selected_rules_are_mended(home: Path) -> None:
    done = skillrun("check", "apps/a.py", "--fix", "--select", "STY001", home=home)
    assert (done.code, text(home)) == (0, FAULTY.replace("pay():", "pay() -> None:")), done


def test_what_is_excused_is_not_mended(home: Path) -> None:
    line = 'print("paid", 1)  # skillrun: ignore[ERR004] a demo'
    (home / "apps" / "a.py").write_text(FAULTY.replace('print("paid", 1)', line), encoding="utf-8")
    done = skillrun("check", "apps/a.py", "--fix", "--select", "ERR,STY", home=home)
    assert done.code == 0, done
    assert line in text(home)


def test_a_missing_ignore_file_is_made_but_none_is_overwritten(home: Path) -> None:
    manage = "import os\n\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings')\n"
    (home / "manage.py").write_text(manage, encoding="utf-8")
    (home / "config").mkdir()
    (home / "config" / "settings.py").write_text('ROOT_URLCONF = "config.urls"\n', "utf-8")
    (home / ".dockerignore").write_text("*.md\n", encoding="utf-8")
    # The folder is named, not what stands beside it: that was not read.
    done = skillrun(
        "check", "config", "manage.py", "--select", "SEC002", "--fix", "--format", "json",
        "--workspace", ".", home=home,
    )  # fmt: skip
    assert done.json["fixed"] >= 1, done
    assert ".env" in (home / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert (home / ".dockerignore").read_text(encoding="utf-8") == "*.md\n"
    assert skillrun("undo", "--yes", home=home).code == 0
    assert not (home / ".gitignore").exists()


@pytest.mark.parametrize("how", ["environment", "configuration"])
def test_the_flag_has_its_other_layers(home: Path, how: str) -> None:
    if how == "configuration":
        (home / "skillrun.toml").write_text("fix = true\n", encoding="utf-8")
    env = {"SKILLRUN_FIX": "1"} if how == "environment" else {}
    assert skillrun("check", "apps/a.py", home=home, env=env).code == 0
    assert text(home) == MENDED


def test_an_answer_is_not_mended_in_place(home: Path) -> None:
    (home / "answer.md").write_text("## Файлы\n", encoding="utf-8")
    done = skillrun("check", "--response", "answer.md", "--fix", home=home)
    assert done.code == 2
    assert "skillrun apply" in done.err
    (home / "skillrun.toml").write_text("fix = true\n", encoding="utf-8")
    assert skillrun("check", "--response", "answer.md", home=home).code == 1


def test_a_file_outside_the_workspace_is_not_touched(home: Path, tmp_path: Path) -> None:
    (home / "work").mkdir()
    done = skillrun("check", home / "apps", "--workspace", "work", "--fix", home=home)
    assert (done.code, text(home)) == (2, FAULTY)
    assert "--workspace" in done.err


def test_nothing_is_written_where_one_file_cannot_be(home: Path) -> None:
    (home / "lib").mkdir()
    (home / "lib" / "b.py").write_text(FAULTY, encoding="utf-8")
    real = home / "elsewhere"
    real.mkdir()
    (real / "c.py").write_text(FAULTY, encoding="utf-8")
    (home / "work").mkdir()
    (home / "apps").rename(home / "work" / "apps")
    (home / "work" / "linked").symlink_to(real)
    done = skillrun(
        "check", "work/apps/a.py", "work/linked/c.py", "--workspace", "work", "--fix", home=home
    )
    assert done.code in {2, 4}, done
    assert (home / "work" / "apps" / "a.py").read_text(encoding="utf-8") == FAULTY
    assert (real / "c.py").read_text(encoding="utf-8") == FAULTY


def test_what_was_mended_is_taken_back(home: Path) -> None:
    (home / "apps" / "a.py").chmod(0o750)
    assert skillrun("check", "apps/a.py", "--fix", home=home).code == 0
    (kept,) = skillrun("history", "--format", "json", home=home).json["sessions"]
    assert (kept["kind"], kept["request"], kept["files"]) == ("fix", "check --fix", 1)
    assert (kept["status"], kept["model"]) == ("written", "")
    assert skillrun("undo", "--yes", home=home).code == 0
    assert text(home) == FAULTY
    assert stat.S_IMODE((home / "apps" / "a.py").stat().st_mode) == 0o750


def test_a_check_that_mends_nothing_is_no_session(home: Path) -> None:
    (home / "apps" / "a.py").write_text(MENDED, encoding="utf-8")
    assert skillrun("check", "apps/a.py", "--fix", home=home).code == 0
    assert skillrun("history", "--format", "json", home=home).json["sessions"] == []


def test_a_store_that_is_no_use_stops_no_fix(home: Path) -> None:
    (home / "data").write_text("a file, no folder", encoding="utf-8")
    done = skillrun("check", "apps/a.py", "--fix", home=home)
    assert (done.code, text(home)) == (0, MENDED)
    assert "cannot be taken back" in done.err


def test_fixes_that_are_interrupted_are_no_open_end(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setattr("skillrun.workspace.transaction.committing.commit", interrupted)
    changes = plan_changes(home, {"apps/a.py": MENDED.encode()})
    with pytest.raises(KeyboardInterrupt):
        mending._commit(home, changes)
    (kept,) = skillrun("history", "--format", "json", home=home).json["sessions"]
    assert (kept["status"], kept["exit_code"]) == ("interrupted", 130)
