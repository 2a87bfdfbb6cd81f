"""Plain files that look like a Git repository start no program when git is run beside them."""

import os
import subprocess
from pathlib import Path

import pytest

from skillrun.project.listing import list_files
from skillrun.protocol.answer import Operation
from skillrun.workspace.commands.after import run_after
from skillrun.workspace.commands.operations import plan_operations
from skillrun.workspace.plan import plan_changes
from skillrun.workspace.transaction.committing import commit
from tests.workspace.commands.test_operations import ALLOWED


def deliver_repository(root: Path, folder: str, mark: Path) -> None:
    """Write what an answer may write: a bare repository whose `config` names a program."""
    config = (
        "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n"
        f"\tfsmonitor = \"touch '{mark}'; false\"\n"
    )
    files = {"HEAD": "ref: refs/heads/main\n", "config": config, "a.py": ""}
    files |= {"objects/x": "x\n", "refs/x": "x\n"}
    commit(root, plan_changes(root, {folder + name: f.encode() for name, f in files.items()}))


@pytest.mark.parametrize("folder", ["", "sub/"])
def test_git_add_in_a_folder_that_an_answer_made_a_repository(tmp_path: Path, folder: str) -> None:
    root, mark = tmp_path / "workspace", tmp_path / "ran"
    if folder:
        subprocess.run(["git", "init", "-q", root], check=True)
    deliver_repository(root, folder, mark)
    lines = [f"cd {folder}", "git add a.py"] if folder else ["git add a.py"]
    operations = [Operation(line, number) for number, line in enumerate(lines, start=1)]
    planned = plan_operations(operations, delivered=(), allowed=ALLOWED, root=root)
    assert planned[-1].status == "run"
    results = run_after(root, planned, env=dict(os.environ))
    assert [result.status for result in results] != ["run"]
    assert not mark.exists()
    subprocess.run(["git", "add", "a.py"], cwd=root / folder, check=True)
    assert mark.exists(), "the trap is none"


def test_files_are_listed_without_it(tmp_path: Path) -> None:
    root, mark = tmp_path / "workspace", tmp_path / "ran"
    deliver_repository(root, "", mark)
    assert "a.py" in list_files(root)
    assert not mark.exists()
