"""Commands on a disk with links: nothing behind one is read, written or worked on."""

import os
from pathlib import Path

import pytest

from skillrun.errors import WorkspaceError
from skillrun.workspace.commands.after import run_after
from skillrun.workspace.commands.scaffold import scaffold
from skillrun.workspace.plan import plan_changes
from skillrun.workspace.transaction.committing import commit
from tests.escapes.ground import Ground, changed
from tests.escapes.test_commands import plan

LINKS = [
    ["link", "values.txt", ".env"],
    ["link", "hooks", ".git/hooks"],
    ["link", "out", "../outside"],
    ["link", "kept.txt", "../outside/kept.txt"],
    ["link", "loop", "loop"],
    ["pipe", "pipe", ""],
]


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    made = Ground(tmp_path / "ground").prepare()
    made.lay(LINKS)
    (made.root / "apps/models.py").write_text("other\n", encoding="utf-8")
    return made


def carry_out(root: Path, line: str) -> list[str]:
    """Carry a line out as the engine does, the commit included; return the states."""
    planned = plan(root, line)
    made = scaffold(root, planned, delivered=(), pyproject=None, env=dict(os.environ))
    commit(root, plan_changes(root, made.files), made.removals)
    after = run_after(root, planned, earlier=made.results, env=dict(os.environ))
    return [result.status for result in (*made.results, *after)]


@pytest.mark.parametrize(
    "line",
    [
        "cp values.txt a.txt",
        "mv values.txt a.txt",
        "cp hooks/pre-commit a.txt",
        "cp out/kept.txt a.txt",
        "cp kept.txt a.txt",
        "mv kept.txt apps",
        "cp pipe a.txt",
        "cp loop a.txt",
        "rm -r hooks/pre-commit",
        "rm out/kept.txt",
        "touch out/new.txt",
        "touch hooks/post-commit",
        "touch loop",
        "cp apps/models.py out",
        "cp apps/models.py out/kept.txt",
        "cp apps/models.py values.txt",
        "mv apps/models.py hooks",
        "cd out && touch new.txt",
        "cd out && rm kept.txt",
        "cd hooks && touch post-commit",
        "cd out && uv run ruff format .",
        "cd out && uv lock",
        "cd out && git add .",
        "uv run ruff format out",
        "uv run ruff check --fix out/kept.py",
        "uv run ruff check --fix kept.txt",
        "git add out/kept.txt",
        "uv run python manage.py spectacular --file kept.txt",
        "uv run python manage.py spectacular --file=out/schema.yml",
    ],
)
def test_a_command_follows_no_link_out(ground: Ground, line: str) -> None:
    before = ground.tree()
    try:
        states = carry_out(ground.root, line)
    except WorkspaceError:
        states = []
    assert "run" not in states
    assert changed(before, ground.tree()) <= {"."}


@pytest.mark.parametrize("name", ["out", "hooks", "values.txt", "kept.txt"])
def test_removing_a_link_removes_the_link_alone(ground: Ground, name: str) -> None:
    before = ground.tree()
    assert carry_out(ground.root, f"rm -r {name}") == ["run"]
    assert changed(before, ground.tree()) == {name}
