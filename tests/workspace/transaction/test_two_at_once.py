"""Two runs on one workspace: one waits or is refused, and none is torn."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.scripted import answer

pytestmark = pytest.mark.slow

ROUNDS = 50
FILES = tuple(f"apps/app{number}/numbers.py" for number in range(20))

_WRITER = """
import sys
from pathlib import Path
from skillrun.errors import WorkspaceError
from skillrun.workspace.plan import plan_changes
from skillrun.workspace.transaction.recovery import recover
from skillrun.workspace.transaction.committing import commit

root, mark = Path(sys.argv[1]), sys.argv[2].encode()
written = refused = 0
print("ready", flush=True)
sys.stdin.readline()
for number in range(50):
    content = mark + b" %d" % number
    try:
        assert recover(root) is None
        commit(root, plan_changes(root, {name: content for name in ("a", "b/c", "b/d/e")}))
        written += 1
    except WorkspaceError as error:
        assert "Another run" in error.message or "meanwhile" in error.message or (
            "after it was planned" in error.message
        ), error.message
        refused += 1
print(written, refused, flush=True)
"""


def _contents(root: Path) -> set[bytes]:
    return {path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_fifty_times_two_commands_at_once(tmp_path: Path) -> None:
    """The commands are real processes; each writes twenty files with its number."""
    calls = []
    for mark in ("1", "2"):
        path = tmp_path / f"{mark}.md"
        text = f'"""Numbers."""\n\nONE = {mark}\n'
        path.write_text(answer(*((name, text) for name in FILES)), encoding="utf-8")
        flags = ("--select", "RSP", "--yes", "--operations", "never", "--quiet")
        calls.append((str(path), *flags))
    outcomes = set()
    env = {**os.environ, "XDG_DATA_HOME": str(tmp_path / "data"), "HOME": str(tmp_path)}
    for number in range(ROUNDS):
        root = tmp_path / f"shop{number % 5}"
        both = [
            subprocess.Popen(
                [sys.executable, "-m", "skillrun", "apply", *arguments, "--workspace", str(root)],
                cwd=tmp_path,
                env=env,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            for arguments in calls
        ]
        said = [process.communicate()[0] for process in both]
        codes = [process.returncode for process in both]
        assert set(codes) <= {0, 4}, said
        assert 0 in codes, said
        assert len(_contents(root)) == 1
        assert not (root / ".skillrun").exists()
        outcomes.add(tuple(sorted(codes)))
    assert (0, 0) in outcomes or (0, 4) in outcomes


def test_two_that_write_all_the_time(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    both = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(root), mark],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        for mark in ("1", "2")
    ]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in both:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    counts = [tuple(map(int, process.communicate()[0].split())) for process in both]
    assert all(process.returncode == 0 for process in both)
    assert sum(written for written, _refused in counts)
    assert sum(refused for _written, refused in counts)
    assert len(_contents(root)) == 1
    assert sorted(path.name for path in root.iterdir()) == ["a", "b"]
