"""`skillrun check` a second time: the same report for the same files, another for all else."""

import zlib
from pathlib import Path

import pytest

from skillrun.cli.recalling import Report
from tests.support.command import Done, skillrun

TOKEN = "ghp_" + "a1B2" * 9


@pytest.fixture
def project(tmp_path: Path) -> Path:
    project = tmp_path / "project"
    project.mkdir()
    for number in range(60):
        (project / f"module_{number}.py").write_text("import os\n", encoding="utf-8")
    return project


def check(project: Path, *more: str) -> Done:
    cache = {"XDG_CACHE_HOME": str(project.parent / "cache")}
    return skillrun("check", project, "--workspace", project, *more, home=project.parent, env=cache)


def entries(project: Path) -> list[Path]:
    return sorted((project.parent / "cache").rglob("*.entry"))


def test_the_same_is_told_again_without_a_new_look(project: Path) -> None:
    first = check(project)
    (kept,) = entries(project)
    report = Report.read(kept.read_bytes())
    assert report is not None
    assert (report.text, report.failed) == (first.out, True)
    # What is told comes from the entry: nothing else could say this.
    kept.write_bytes(Report("as before\n", failed=False).written())
    again = check(project)
    assert (again.out, again.code) == ("as before\n", 0)


@pytest.mark.parametrize(
    "more", [["--color", "always"], ["--ignore", "STY"], ["--request", "add an app"]], ids=str
)
def test_another_question_has_a_report_of_its_own(more: list[str], project: Path) -> None:
    check(project)
    check(project, *more)
    assert len(entries(project)) == 2


def test_what_the_project_decides_counts(project: Path) -> None:
    first = check(project)
    (project / "skillrun.toml").write_text('[severity]\nSTY = "warning"\n', encoding="utf-8")
    second = check(project)
    assert "(warning)" in second.out
    assert "(warning)" not in first.out


@pytest.mark.parametrize("damage", [b"", b"not compressed", zlib.compress(b"1\xff\xfe")])
def test_a_damaged_report_is_made_anew(damage: bytes, project: Path) -> None:
    first = check(project)
    (kept,) = entries(project)
    kept.write_bytes(damage)
    assert check(project) == first
    assert Report.read(kept.read_bytes()) is not None


def test_a_clean_project_is_recalled_as_clean(project: Path) -> None:
    assert [check(project, "--select", "SEC").code for _ in range(2)] == [0, 0]


def test_no_key_is_kept_or_told(project: Path) -> None:
    (project / "module_1.py").write_text(f'"""One."""\n\nVALUE = "{TOKEN}"\n', encoding="utf-8")
    told = [check(project, "--select", "SEC001").out for _ in range(2)]
    kept = [zlib.decompress(entry.read_bytes()).decode() for entry in entries(project)]
    assert "[redacted]" in told[0]
    assert not any(TOKEN in text for text in (*told, *kept))


def test_a_value_that_is_secret_by_now_is_not_told(project: Path) -> None:
    (project / "module_1.py").write_text("import quite_ordinary_word\n", encoding="utf-8")
    assert "quite_ordinary_word" in check(project).out
    environment = {
        "XDG_CACHE_HOME": str(project.parent / "cache"),
        "SERVICE_TOKEN": "quite_ordinary_word",
    }
    told = skillrun("check", project, "--workspace", project, home=project.parent, env=environment)
    assert len(entries(project)) == 1
    assert "quite_ordinary_word" not in told.out
