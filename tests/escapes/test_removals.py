"""Removals that name one another: what goes with its folder is passed over."""

from pathlib import Path

import pytest

from skillrun.workspace.plan import plan_changes
from skillrun.workspace.transaction.committing import commit


@pytest.mark.parametrize(
    "removals",
    [
        ["c", "c/x.py"],
        ["c/x.py", "c"],
        ["c/d/y.py", "c", "c/d", "c/x.py"],
        ["c", "c/", "c/d/"],
        ["c", "c"],
        ["c", "c/none.py"],
    ],
)
def test_a_removal_below_another_is_passed_over(tmp_path: Path, removals: list[str]) -> None:
    for name in ("c/x.py", "c/d/y.py", "cc/x.py", "c.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("kept\n", encoding="utf-8")
    commit(tmp_path, (), removals)
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    assert left == {"cc", "cc/x.py", "c.py"}


def test_what_is_written_below_a_removal_stays(tmp_path: Path) -> None:
    for name in ("c/x.py", "c/d/y.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("kept\n", encoding="utf-8")
    changes = plan_changes(tmp_path, {"c/d/new.py": b"new\n"})
    commit(tmp_path, changes, ["c", "c/d", "c/x.py", "c/d/y.py"])
    files = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert files == {"c/d/new.py"}
