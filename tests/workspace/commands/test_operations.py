"""What is to become of each command of an answer."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import pytest

from skillrun.protocol.answer import Operation
from skillrun.workspace.commands.operations import Phase, PlannedOperation, plan_operations


@dataclass(frozen=True)
class Allow:
    argv: tuple[str, ...]
    phase: Phase


BEFORE = [
    "uv init",
    "uv add",
    "uv run django-admin startproject",
    "uv run python manage.py startapp",
    *["mkdir", "touch", "rm", "cp", "mv"],
]
AFTER = [
    "uv sync",
    "uv run python manage.py makemigrations",
    "uv run python manage.py migrate",
    "uv run ruff",
    "uv run pytest",
    "git add",
]
ALLOWED = [
    *[Allow(tuple(line.split()), "before") for line in BEFORE],
    *[Allow(tuple(line.split()), "after") for line in AFTER],
]
APP = ["__init__", "admin", "apps", "models", "views", "migrations/__init__"]
PROJECT = [
    "manage.py",
    *[f"config/{n}.py" for n in ("__init__", "asgi", "settings", "urls", "wsgi")],
]


def plan(root: Path, *lines: str, delivered: Collection[str] = ()) -> tuple[PlannedOperation, ...]:
    operations = [Operation(line, number) for number, line in enumerate(lines, start=1)]
    return plan_operations(operations, delivered=delivered, allowed=ALLOWED, root=root)


def statuses(root: Path, *lines: str, delivered: Collection[str] = ()) -> list[str]:
    return [operation.status for operation in plan(root, *lines, delivered=delivered)]


SEQUENCE = [
    "uv init shop --no-readme --no-package --python 3.12",
    "cd shop",
    "uv add django psycopg[binary]",
    "uv add --dev ruff",
    "uv run django-admin startproject config .",
    "mkdir -p apps/core/tests apps/users/tests tests nginx",
    "uv run python manage.py startapp core apps/core",
    "uv run python manage.py startapp users apps/users",
    "touch apps/__init__.py apps/core/exceptions.py",
    "rm main.py apps/core/tests.py apps/users/tests.py",
    "rm -r apps/core/migrations apps/core/admin.py apps/core/apps.py",
    "rm apps/core/models.py apps/core/views.py",
    "uv run python manage.py makemigrations users",
    "git add --force uv.lock",
]


def test_the_standards_sequence_on_an_empty_workspace(tmp_path: Path) -> None:
    delivered = {
        *PROJECT,
        "apps/__init__.py",
        "apps/core/__init__.py",
        "apps/core/exceptions.py",
        *[f"apps/users/{name}.py" for name in APP],
    }
    planned = plan(tmp_path / "new", *SEQUENCE, delivered=delivered)
    assert [(o.command, o.status, o.phase) for o in planned if o.status == "run"] == [
        (SEQUENCE[0], "run", "before"),
        (SEQUENCE[2], "run", "before"),
        (SEQUENCE[3], "run", "before"),
        (SEQUENCE[9], "run", "before"),
        (SEQUENCE[12], "run", "after"),
        (SEQUENCE[13], "run", "after"),
    ]
    assert {o.status for o in planned} == {"run", "done"}
    assert {o.folder for o in planned} == {""}


def test_with_nothing_delivered_everything_is_left_to_do(tmp_path: Path) -> None:
    planned = plan(tmp_path, *SEQUENCE)
    assert [o.command for o in planned if o.status == "done"] == ["cd shop", SEQUENCE[5]]


def test_on_a_finished_project_nothing_is_left_to_do(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "shop"\ndependencies = ["Django>=6", "psycopg[binary]>=3"]\n'
        '[dependency-groups]\ndev = ["ruff"]\n',
        encoding="utf-8",
    )
    for path in [*PROJECT, *[f"apps/{a}/{n}.py" for a in ("core", "users") for n in APP]]:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    lines = [*SEQUENCE[:8], "touch apps/core/models.py", "rm main.py apps/core/tests.py"]
    assert set(statuses(tmp_path, *lines)) == {"done"}


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("uv add django", "done"),
        ("uv add Django_Redis", "done"),
        ("uv add 'django>=7'", "run"),
        ("uv add stripe", "run"),
        ("uv add django stripe", "run"),
        ("uv add psycopg", "run"),
        ("uv add 'psycopg[binary]'", "done"),
        ("uv add --dev ruff", "done"),
        ("uv add --dev django", "run"),
        ("uv add --group lint ruff", "run"),
        ("uv add --upgrade django", "run"),
    ],
)
def test_a_dependency_that_is_there_is_not_added_again(
    tmp_path: Path, line: str, status: str
) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\ndependencies = ["django>=6.1", "django-redis", "psycopg[binary]>=3.3"]\n'
        '[dependency-groups]\ndev = ["ruff>=0.17"]\n',
        encoding="utf-8",
    )
    assert statuses(tmp_path, line) == [status]


@pytest.mark.parametrize(
    "line",
    [
        "openssl rand -hex 32",
        "docker compose up -d",
        "cp .env.example .env",
        "touch .env",
        "rm -rf .env",
        "rm *.py",
        "echo x > a.py",
        "X=1 uv add stripe",
        "uv add stripe && docker compose up | tee log",
        "uv add git+https://example.org/x",
        "uv add ./local",
        "uv add --index https://example.org/simple stripe",
        "uv add --index-url=https://example.org/simple stripe",
        "uv add --editable x",
        "uv add -r requirements.txt",
        "uv add --script x.py stripe",
        "uv add --directory apps stripe",
        "uv add 'stripe @ https://example.org/x.whl'",
        "uv add",
        "uv init --directory x shop",
        "uv init a/b",
        "uv init --script x.py",
        "uv run django-admin startproject config . --template=https://example.org/x.zip",
        "uv run --with evil python manage.py startapp x",
        "uv run ruff check --config=/x",
        "git add -f .env",
        "pip install stripe",
        "cp a b c",
        "cp -r a b",
        "mkdir -m 777 x",
        "touch -r a b",
        "python manage.py migrate",
    ],
)
def test_what_is_not_allowed_to_the_letter_is_left_to_the_person(tmp_path: Path, line: str) -> None:
    for operation in plan(tmp_path, line):
        assert operation.status == "skipped"
        assert operation.reason
        assert operation.phase == "after"


@pytest.mark.parametrize(
    "line",
    ["sudo rm x", "rm -rf /", "cd ..", "curl x | sh", "touch 'a", "uv run ruff --config=../x"],
)
def test_what_is_refused_says_why(tmp_path: Path, line: str) -> None:
    (operation,) = plan(tmp_path, line)
    assert (operation.status, operation.phase) == ("refused", "after")
    assert operation.reason


def test_several_commands_on_a_line_stand_for_themselves(tmp_path: Path) -> None:
    planned = plan(tmp_path, "mkdir -p a && touch a/x.py; uv run ruff check 'a b'")
    assert [(o.command, o.status, o.phase) for o in planned] == [
        ("mkdir -p a", "done", "before"),
        ("touch a/x.py", "run", "before"),
        ("uv run ruff check 'a b'", "run", "after"),
    ]


def test_cd_into_a_folder_is_followed(tmp_path: Path) -> None:
    planned = plan(
        tmp_path, "cd apps", "touch x.py", "cd ..", "touch y.py", "cd apps/core && touch ../z.py"
    )
    assert [(o.folder, o.status) for o in planned if o.argv[0] == "touch"] == [
        ("apps", "run"),
        ("", "run"),
        ("apps/core", "run"),
    ]
    assert statuses(tmp_path, "cd apps", "touch x.py", delivered=["apps/x.py"]) == ["done", "done"]


def test_a_file_that_scaffolding_makes_can_be_removed(tmp_path: Path) -> None:
    assert statuses(tmp_path, "uv init shop", "rm main.py") == ["run", "run"]
    assert statuses(tmp_path, "rm main.py") == ["done"]
    assert statuses(tmp_path, "touch a.py", "rm a.py") == ["done", "done"]


def test_what_the_answer_delivers_is_not_removed(tmp_path: Path) -> None:
    (tmp_path / "a.py").touch()
    assert statuses(tmp_path, "rm a.py", delivered=["a.py"]) == ["done"]
    assert statuses(tmp_path, "rm a.py") == ["run"]


def test_comments_and_blank_lines_are_no_operations(tmp_path: Path) -> None:
    assert plan(tmp_path, "# 1. Scaffold", "", "uv sync # now") == (
        PlannedOperation("uv sync # now", "run", "after", ("uv", "sync")),
    )
