"""Scaffolding with the real uv, beside the workspace."""

import os
import subprocess
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

from skillrun.errors import WorkspaceError
from skillrun.machine.environment import clean_environment
from skillrun.protocol.answer import Operation
from skillrun.workspace.commands.operations import plan_operations
from skillrun.workspace.commands.scaffold import Scaffold, scaffold
from skillrun.workspace.dependencies import merge_pyproject
from skillrun.workspace.plan import plan_changes
from skillrun.workspace.python import find_python
from skillrun.workspace.running import find_uv
from skillrun.workspace.transaction.committing import commit
from tests.workspace.commands.test_operations import ALLOWED
from tests.workspace.conftest import snapshot

OFFLINE = {**os.environ, "UV_OFFLINE": "1"}
INIT = "uv init shop --no-readme --no-package"
PYPROJECT = """\
[project]
name = "shop"
version = "0.3.0"
description = "The shop"
requires-python = "==3.12.*"
dependencies = ["evil"]

[tool.ruff]
line-length = 88
"""


def carry_out(
    root: Path,
    *lines: str,
    delivered: Sequence[str] = (),
    pyproject: str | None = None,
    env: dict[str, str] | None = None,
) -> Scaffold:
    """Plan and carry out, and see that the workspace is not touched."""
    operations = [Operation(line, number) for number, line in enumerate(lines, start=1)]
    planned = plan_operations(operations, delivered=delivered, allowed=ALLOWED, root=root)
    before = snapshot(root)
    result = scaffold(root, planned, delivered=delivered, pyproject=pyproject, env=env or OFFLINE)
    assert snapshot(root) == before
    return result


def test_a_project_is_made_right_here_under_its_name(tmp_path: Path) -> None:
    result = carry_out(tmp_path / "demo", INIT, "cd shop")
    assert set(result.files) == {"pyproject.toml", "main.py", ".python-version"}
    assert tomllib.loads(result.files["pyproject.toml"].decode())["project"]["name"] == "shop"
    assert [r.status for r in result.results] == ["run", "done"]
    assert not (tmp_path / "demo").exists()


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("uv init", "demo"),
        ("uv init .", "demo"),
        ("uv init ./shop/", "shop"),
        ("uv init --name other shop", "other"),
        ("uv init shop --vcs git --no-workspace", "shop"),
        ("uv init shop --description shop", "shop"),
    ],
)
def test_the_forms_of_uv_init(tmp_path: Path, line: str, name: str) -> None:
    result = carry_out(tmp_path / "demo", line)
    assert tomllib.loads(result.files["pyproject.toml"].decode())["project"]["name"] == name
    assert not any(".git" in path for path in result.files)


def test_a_project_above_the_workspace_is_not_entered(tmp_path: Path) -> None:
    """uv makes a project a member of one that it finds above."""
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "above"\nversion = "1"\n', encoding="utf-8"
    )
    before = snapshot(tmp_path)
    result = carry_out(tmp_path / "demo", INIT)
    assert "pyproject.toml" in result.files
    assert snapshot(tmp_path) == before


def test_what_is_removed_or_delivered_does_not_come_back(tmp_path: Path) -> None:
    result = carry_out(
        tmp_path,
        INIT,
        "rm main.py",
        delivered=[".python-version", "pyproject.toml"],
        pyproject=PYPROJECT,
    )
    assert set(result.files) == {"pyproject.toml"}
    assert result.removals == ()


def test_the_answers_pyproject_is_joined_before_uv_works_on_it(tmp_path: Path) -> None:
    result = carry_out(tmp_path, INIT, delivered=["pyproject.toml"], pyproject=PYPROJECT)
    data = tomllib.loads(result.files["pyproject.toml"].decode())
    assert data["project"]["description"] == "The shop"
    assert data["project"]["dependencies"] == []
    assert data["tool"]["ruff"] == {"line-length": 88}


def test_what_stands_on_disk_is_not_replaced(tmp_path: Path) -> None:
    """uv keeps a `main.py` that is there; working beside the workspace must not change that."""
    for name in ("main.py", "README.md", ".python-version"):
        (tmp_path / name).write_text("3.11\n", encoding="utf-8")
    result = carry_out(tmp_path, "uv init shop --no-package")
    assert set(result.files) == {"pyproject.toml"}
    (tmp_path / "other.py").write_text("other", encoding="utf-8")
    copied = carry_out(tmp_path, "cp other.py main.py")
    assert dict(copied.files) == {"main.py": b"other"}


def test_a_failure_is_told_and_what_needs_it_is_skipped(tmp_path: Path) -> None:
    result = carry_out(
        tmp_path,
        INIT,
        "uv add no-such-package-anywhere",
        "uv add --dev ruff",
        "touch a.py",
        delivered=["pyproject.toml"],
        pyproject=PYPROJECT,
    )
    assert [r.status for r in result.results] == ["run", "failed", "skipped", "run"]
    assert "no-such-package-anywhere" in result.results[1].output
    assert "uv add no-such-package-anywhere" in result.results[2].output
    # Half of uv's work is not handed on: the answer's own file is written as it is.
    assert "pyproject.toml" not in result.files
    assert "uv.lock" not in result.files
    assert result.files["a.py"] == b""


def test_a_failure_on_an_existing_project_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = []\n',
        encoding="utf-8",
    )
    result = carry_out(tmp_path, "uv add no-such-package-anywhere")
    assert [r.status for r in result.results] == ["failed"]
    assert dict(result.files) == {}


def test_a_pyproject_that_is_no_toml(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="not TOML"):
        carry_out(tmp_path, "touch a.py", delivered=["pyproject.toml"], pyproject=PYPROJECT)


def test_files_are_moved_copied_made_and_removed(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    for name in ("old/a.py", "old/b.py", "c.py", "d.py"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    result = carry_out(
        tmp_path,
        "mv c.py old",
        "cp d.py new/e.py",
        "mv d.py f.py",
        "rm old/a.py",
        "touch old/b.py g/h.py delivered.py",
        "rm -rf nothing",
        delivered=["delivered.py"],
    )
    assert {path: content.decode() for path, content in result.files.items()} == {
        "old/c.py": "c.py",
        "new/e.py": "d.py",
        "f.py": "d.py",
        "g/h.py": "",
    }
    assert result.removals == ("c.py", "d.py", "old/a.py")
    commit(tmp_path, plan_changes(tmp_path, result.files), result.removals)
    assert {p.name for p in tmp_path.rglob("*.py")} == {"b.py", "c.py", "e.py", "f.py", "h.py"}


def test_a_folder_needs_its_option_and_a_source_must_be_there(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    result = carry_out(tmp_path, "rm old", "rm -r old", "cp missing.py a.py")
    assert [r.status for r in result.results] == ["failed", "run", "failed"]
    assert result.removals == ("old",)


def test_a_symlink_out_of_the_workspace_is_not_read(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (root / "link").symlink_to(tmp_path / "secret")
    result = carry_out(root, "cp link copy.txt")
    assert [r.status for r in result.results] == ["failed"]
    assert dict(result.files) == {}


def test_progress_names_what_is_run(tmp_path: Path) -> None:
    seen: list[str] = []
    planned = plan_operations(
        [Operation(INIT, 1), Operation("mkdir a", 2), Operation("touch a.py", 3)],
        delivered=(),
        allowed=ALLOWED,
        root=tmp_path,
    )
    scaffold(
        tmp_path,
        planned,
        delivered=(),
        pyproject=None,
        env=OFFLINE,
        progress=lambda operation: seen.append(operation.command),
    )
    assert seen == [INIT, "touch a.py"]


def _lock_fits(root: Path) -> bool:
    command = [find_uv(), "lock", "--check"]
    # As skillrun runs uv itself: nothing of the test's own environment, an interpreter that starts.
    env = clean_environment(os.environ)
    if "3.12" in (root / "pyproject.toml").read_text(encoding="utf-8"):
        env["UV_PYTHON"] = str(find_python("3.12", os.environ))
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, check=False)
    return done.returncode == 0


LOCKED = {
    "pyproject.toml": '[project]\nname = "old"\nversion = "1"\nrequires-python = ">=3.11"\n',
    "uv.lock": (
        'version = 1\nrevision = 3\nrequires-python = ">=3.11"\n\n'
        '[[package]]\nname = "old"\nversion = "1"\nsource = { virtual = "." }\n'
    ),
}


@pytest.mark.parametrize("relock", [True, False])
def test_a_lock_that_no_longer_fits_is_made_anew(tmp_path: Path, relock: bool) -> None:
    for name, text in LOCKED.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    answer = LOCKED["pyproject.toml"].replace('"old"', '"new"')
    result = scaffold(
        tmp_path, (), delivered=["pyproject.toml"], pyproject=answer, env=OFFLINE, relock=relock
    )
    assert [(r.command, r.status) for r in result.results] == [("uv lock", "run")] * relock
    commit(tmp_path, plan_changes(tmp_path, result.files))
    assert _lock_fits(tmp_path) is relock
    again = scaffold(tmp_path, (), delivered=["pyproject.toml"], pyproject=answer, env=OFFLINE)
    assert again.results == ()


@pytest.mark.slow
def test_the_whole_sequence_makes_a_project_whose_lock_fits(tmp_path: Path) -> None:
    root = tmp_path / "demo"
    lines = (
        f"{INIT} --python 3.12",
        "cd shop",
        "uv add django 'djangorestframework'",
        "uv add --dev ruff",
        "uv run django-admin startproject config .",
        "mkdir -p apps/core",
        "uv run python manage.py startapp core apps/core",
        "rm apps/core/tests.py main.py",
    )
    result = carry_out(
        root, *lines, delivered=["pyproject.toml"], pyproject=PYPROJECT, env=dict(os.environ)
    )
    assert {r.status for r in result.results} == {"run", "done"}
    commit(root, plan_changes(root, result.files), result.removals)
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    assert merge_pyproject(PYPROJECT, text) == text
    data = tomllib.loads(text)
    assert data["project"]["requires-python"] == "==3.12.*"
    assert [d.split(">")[0] for d in data["project"]["dependencies"]] == [
        "django",
        "djangorestframework",
    ]
    assert _lock_fits(root)
    assert os.access(root / "manage.py", os.X_OK)
    assert (root / "apps/core/models.py").is_file()
    assert not (root / "apps/core/tests.py").exists()
    assert not (root / "main.py").exists()
    assert not (root / ".git").exists()
    # A later answer: another version and name, one more package, and one without any command.
    renamed = PYPROJECT.replace('"shop"', '"store"').replace("0.3.0", "0.4.0")
    later = carry_out(
        root,
        "uv add django",
        "uv add stripe",
        delivered=["pyproject.toml"],
        pyproject=renamed,
        env=dict(os.environ),
    )
    assert [r.status for r in later.results] == ["done", "run", "run"]
    commit(root, plan_changes(root, later.files), later.removals)
    assert _lock_fits(root)
    last = carry_out(root, delivered=["pyproject.toml"], pyproject=PYPROJECT, env=dict(os.environ))
    assert [r.command for r in last.results] == ["uv lock"]
    commit(root, plan_changes(root, last.files))
    assert _lock_fits(root)
    assert 'name = "shop"' in (root / "pyproject.toml").read_text(encoding="utf-8")
