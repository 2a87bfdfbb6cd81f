"""A workspace that was hardly meant: somebody's home, or all of a disk."""

from pathlib import Path

import pytest

from skillrun.cli import job
from skillrun.errors import UsageError
from tests.support.command import skillrun


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "ada"
    (folder / "letters").mkdir(parents=True)
    monkeypatch.setattr(job, "_home", lambda: folder)
    return folder


def test_a_home_is_no_project(home: Path) -> None:
    with pytest.raises(UsageError, match="is your home folder"):
        job.refuse_home(home)
    with pytest.raises(UsageError, match="no folder of one project"):
        job.refuse_home(home.parent)


@pytest.mark.parametrize("name", ["manage.py", "pyproject.toml"])
def test_a_project_is_one_wherever_it_lies(home: Path, name: str) -> None:
    (home / name).write_text("", encoding="utf-8")
    job.refuse_home(home)


def test_folders_in_a_home_and_a_new_account_are_fine(home: Path) -> None:
    job.refuse_home(home / "letters")
    job.refuse_home(home / "shop")
    (home / "letters").rmdir()
    (home / ".profile").write_text("", encoding="utf-8")
    job.refuse_home(home)


def test_nothing_is_sent_of_a_whole_disk(tmp_path: Path) -> None:
    done = skillrun(
        "ask", "add payments app", "--model", "blueprint", "--workspace", "/", home=tmp_path
    )
    assert done.code == 2
    assert "--workspace shop" in done.err
