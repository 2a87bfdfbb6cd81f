"""Commands on the files as written, with the real tools."""

import os
import subprocess
import textwrap
from pathlib import Path

import pytest

from skillrun.protocol.answer import Operation
from skillrun.workspace.commands.after import run_after
from skillrun.workspace.commands.operations import OperationResult, plan_operations
from tests.support.tools import require
from tests.workspace.commands.test_operations import ALLOWED

OFFLINE = {**os.environ, "UV_OFFLINE": "1"}


def carry_out(
    root: Path,
    *lines: str,
    earlier: tuple[OperationResult, ...] = (),
    env: dict[str, str] | None = None,
) -> list[OperationResult]:
    operations = [Operation(line, number) for number, line in enumerate(lines, start=1)]
    planned = plan_operations(operations, delivered=(), allowed=ALLOWED, root=root)
    return list(run_after(root, planned, earlier=earlier, env=env or OFFLINE))


def test_only_what_comes_after_the_files_is_looked_at(tmp_path: Path) -> None:
    results = carry_out(tmp_path, "touch a.py", "docker compose up -d", "sudo ls", "uv run pytest")
    assert [(r.command, r.status) for r in results] == [
        ("docker compose up -d", "skipped"),
        ("sudo ls", "refused"),
        ("uv run pytest", "skipped"),
    ]
    assert all(r.output for r in results)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("line", ["uv run pytest -q", "uv run python manage.py migrate"])
def test_what_needs_a_database_is_left_to_the_person(tmp_path: Path, line: str) -> None:
    (result,) = carry_out(tmp_path, line)
    assert result.status == "skipped"
    assert "database" in result.output


def test_git_add_outside_and_inside_of_a_repository(tmp_path: Path) -> None:
    (tmp_path / "uv.lock").write_text("lock", encoding="utf-8")
    (tmp_path / ".gitignore").write_text("uv.lock\n", encoding="utf-8")
    (outside,) = carry_out(tmp_path, "git add --force uv.lock")
    assert (outside.status, "repository" in outside.output) == ("skipped", True)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (inside,) = carry_out(tmp_path, "git add --force uv.lock")
    assert inside.status == "run"
    listed = subprocess.run(["git", "ls-files"], cwd=tmp_path, capture_output=True, check=True)
    assert listed.stdout == b"uv.lock\n"


def test_git_add_in_a_folder_that_the_repository_around_it_ignores(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / ".gitignore").write_text("demo/\n", encoding="utf-8")
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "uv.lock").write_text("lock", encoding="utf-8")
    (result,) = carry_out(tmp_path / "demo", "git add --force uv.lock")
    assert (result.status, "ignores" in result.output) == ("skipped", True)
    listed = subprocess.run(["git", "ls-files"], cwd=tmp_path, capture_output=True, check=True)
    assert listed.stdout == b""


def test_nothing_runs_on_dependencies_that_failed_to_come(tmp_path: Path) -> None:
    failed = OperationResult("uv add stripe", "failed", "no network")
    (result,) = carry_out(tmp_path, "uv run ruff check", earlier=(failed,))
    assert (result.status, "uv add stripe" in result.output) == ("skipped", True)


def test_a_failure_is_told_and_the_next_command_still_runs(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / "a.py").touch()
    results = carry_out(tmp_path, "git add missing.py", "git add a.py")
    assert [r.status for r in results] == ["failed", "run"]
    assert "missing.py" in results[0].output


PROJECT = {
    "pyproject.toml": """
        [project]
        name = "shop"
        version = "0.1.0"
        requires-python = ">=3.12"
        dependencies = ["django", "psycopg[binary]"]
        """,
    ".env.example": "SECRET=from-the-example\n",
    "manage.py": """
        import os
        import sys

        from django.core.management import execute_from_command_line

        os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
        execute_from_command_line(sys.argv)
        """,
    "settings.py": """
        import os

        SECRET_KEY = os.environ["SECRET"]
        INSTALLED_APPS = ["users"]
        DATABASES = {
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": "shop", "HOST": "127.0.0.1", "PORT": "1",
            }
        }
        LEAKED = [name for name in os.environ if "API_KEY" in name]
        assert not LEAKED, LEAKED
        """,
    "users/__init__.py": "",
    "users/models.py": """
        from django.db import models

        class User(models.Model):
            name = models.TextField()
        """,
}


@pytest.mark.slow
def test_makemigrations_works_without_a_database_and_without_keys(tmp_path: Path) -> None:
    for path, text in PROJECT.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(textwrap.dedent(text), encoding="utf-8")
    env = {**os.environ, "OPENAI_API_KEY": "planted"}
    command = "uv run python manage.py makemigrations users"
    (result,) = carry_out(tmp_path, command, env=env)
    assert result.status == "run", result.output
    assert "Create model User" in result.output
    assert (tmp_path / "users/migrations/0001_initial.py").is_file()
    assert result.seconds > 0
    (again,) = carry_out(tmp_path, command, env=env)
    assert "No changes detected" in again.output


@pytest.mark.slow
def test_the_projects_code_reaches_nothing_outside(tmp_path: Path) -> None:
    require("bwrap")
    root = tmp_path / "shop"
    settings = """
        import socket
        from pathlib import Path

        INSTALLED_APPS = []
        SECRET_KEY = "x"
        try:
            socket.create_connection(("192.0.2.1", 80), 2)
            reached = "the network"
        except OSError as error:
            reached = error.strerror
        raise SystemExit(f"{reached}, {sorted(Path.home().iterdir())}, {Path('../secret').exists()}")
        """
    for path, text in {**PROJECT, "settings.py": settings}.items():
        (root / path).parent.mkdir(exist_ok=True, parents=True)
        (root / path).write_text(textwrap.dedent(text), encoding="utf-8")
    (tmp_path / "secret").write_text("planted", encoding="utf-8")
    (result,) = carry_out(root, "uv run python manage.py makemigrations", env=dict(os.environ))
    assert result.status == "failed"
    assert result.output.splitlines()[-1] == "Network is unreachable, [], False"


@pytest.mark.slow
def test_what_builds_the_project_reaches_no_file_outside(tmp_path: Path) -> None:
    require("bwrap")
    root = tmp_path / "shop"
    root.mkdir()
    (tmp_path / "secret").write_text("planted", encoding="utf-8")
    (root / "pyproject.toml").write_text(
        '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.11"\n'
        '[build-system]\nrequires = []\nbuild-backend = "own"\nbackend-path = ["."]\n',
        encoding="utf-8",
    )
    (root / "own.py").write_text(
        "import os, pathlib\n"
        "seen = [pathlib.Path('../secret').exists(), 'OPENAI_API_KEY' in os.environ]\n"
        "raise SystemExit(f'own backend: {seen}')\n",
        encoding="utf-8",
    )
    (result,) = carry_out(root, "uv sync", env={**os.environ, "OPENAI_API_KEY": "planted"})
    assert result.status == "failed"
    assert "own backend: [False, False]" in result.output
