"""A folder that is swapped for a link while a run writes: nothing is ever written through it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from skillrun.errors import WorkspaceError
from skillrun.workspace.plan import plan_changes
from skillrun.workspace.transaction.committing import commit

ROUNDS = 300

# Another process, for a thread would wait for the interpreter's lock between the calls that matter.
EXCHANGER = """
import ctypes, os, random, sys, time
place, link = (name.encode() for name in sys.argv[1:])
exchange = ctypes.CDLL(None, use_errno=True).renameat2
print("ready", flush=True)
while os.getppid() != 1:
    exchange(-100, place, -100, link, 2)
    time.sleep(random.random() ** 2 / 20)
"""


@contextmanager
def racing(script: str, *names: Path) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-c", script, *map(str, names)], stdout=subprocess.PIPE
    )
    assert process.stdout
    try:
        assert process.stdout.readline() == b"ready\n"
        yield
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def attempt(root: Path, number: int) -> bool:
    """Write a new file and change one, in the folder that is swapped; tell whether it was done."""
    content = f"NUMBER = {number}\n".encode()
    files = {"apps/changed.py": content, f"apps/deep/new{number}.py": content}
    try:
        commit(root, plan_changes(root, files), ["apps/gone.py"])
    except WorkspaceError:
        return False
    return True


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
    }


@pytest.mark.skipif(sys.platform != "linux", reason="swaps two names in one call of Linux")
@pytest.mark.parametrize("kind", ["outside", ".git"])
def test_a_folder_swapped_for_a_link_hundreds_of_times(tmp_path: Path, kind: str) -> None:
    root = tmp_path / "workspace"
    target = tmp_path / "outside" if kind == "outside" else root / ".git"
    for folder in (root / "apps", root / ".git", target):
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("changed.py", "gone.py", "kept"):
            (folder / name).write_bytes(b"kept\n")
    link = tmp_path / "link"
    link.symlink_to(target)
    before = tree(target)
    done = 0
    with racing(EXCHANGER, root / "apps", link):
        for number in range(ROUNDS):
            done += attempt(root, number)
            assert tree(target) == before, f"round {number} wrote through the link"
    assert tree(target) == before
    assert done < ROUNDS, "there was no race"
    if (root / "apps").is_symlink():
        (root / "apps").unlink()
    assert attempt(root, ROUNDS), "the race left something behind"


@pytest.mark.skipif(sys.platform != "linux", reason="swaps two names in one call of Linux")
def test_a_file_swapped_for_a_link_hundreds_of_times(tmp_path: Path) -> None:
    root, outside = tmp_path / "workspace", tmp_path / "outside.py"
    (root / "apps").mkdir(parents=True)
    outside.write_bytes(b"kept\n")
    (tmp_path / "link").symlink_to(outside)
    (root / "apps/changed.py").write_bytes(b"kept\n")
    with racing(EXCHANGER, root / "apps/changed.py", tmp_path / "link"):
        for number in range(ROUNDS):
            with suppress(WorkspaceError):
                files = {"apps/changed.py": f"NUMBER = {number}\n".encode()}
                commit(root, plan_changes(root, files))
            assert outside.read_bytes() == b"kept\n"
            assert not outside.is_symlink()
    assert {path.name for path in tmp_path.iterdir()} == {"link", "outside.py", "workspace"}
