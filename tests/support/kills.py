"""Runs killed by the kernel at one certain system call, which strace names and counts.

The signal comes as the call is entered, so the call is not carried out: to be killed before each
call that writes, and not to be killed at all, are all the states that a kill can leave behind.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.scenarios import SCENARIOS, Tree, tree_of

REPOSITORY = Path(__file__).parents[2]
_BEGIN = b"begin\n"
# Opening is counted where it may make or empty a file; syncs write nothing, but wait in between.
_WRITING = """
    write writev pwrite64 pwritev pwritev2 sendfile copy_file_range fallocate truncate ftruncate
    creat open openat openat2 mkdir mkdirat mknod mknodat rename renameat renameat2 link linkat
    symlink symlinkat unlink unlinkat rmdir chmod fchmod fchmodat fchmodat2 chown lchown fchown
    fchownat utimensat setxattr lsetxattr fsetxattr fsync fdatasync sync_file_range flock
"""
_TRACE = "trace=" + ",".join(f"?{name}" for name in _WRITING.split())
_CALL = re.compile(r"^(?:\d+ +)?(\w+)\((.*)$")
_MAKES = re.compile(r"O_CREAT|O_TRUNC")


@dataclass(frozen=True, slots=True)
class Call:
    """The n-th call of its name in a run."""

    name: str
    number: int


def why_not() -> str:
    """Say why nothing can be killed here; empty where it can."""
    if shutil.which("strace") is None:
        return "strace is missing: install it (Debian: apt-get install strace)"
    done = _strace(["-e", "trace=none"], ["true"])
    return "" if done.returncode == 0 else f"strace may not trace here: {done.stderr[-200:]}"


def command(what: str, root: Path, scenario: str = "") -> list[str]:
    """Name the process that writes (`write`) or that is the next start (`recover`)."""
    return [sys.executable, "-B", "-m", "tests.support.kills", what, str(root), scenario]


def log(argv: Sequence[str], *options: str) -> str:
    """Run a process to its end and return what strace says of the calls that write."""
    with tempfile.NamedTemporaryFile("r", encoding="utf-8", errors="replace") as file:
        done = _strace([*options, "-o", file.name, "-e", _TRACE], argv)
        assert done.returncode == 0, done.stderr
        return file.read()


def calls(argv: Sequence[str]) -> list[Call]:
    """Run a process to its end and list the calls that write, in order."""
    begun, found, seen = False, [], Counter[str]()
    for line in log(argv).splitlines():
        match = _CALL.match(line)
        if match is None:
            continue
        name, rest = match.groups()
        seen[name] += 1
        if begun and ("open" not in name or _MAKES.search(rest)):
            found.append(Call(name, seen[name]))
        begun = begun or (name == "write" and f'"{_BEGIN.decode()[:-1]}' in rest)
    return found


def kill(argv: Sequence[str], call: Call) -> None:
    """Run a process up to a call and kill it there."""
    inject = f"inject={call.name}:signal=KILL:when={call.number}"
    done = _strace(["-o", "/dev/null", "-e", f"trace={call.name}", "-e", inject], argv)
    assert done.returncode == -signal.SIGKILL, (call, done.returncode, done.stderr)


def fail(argv: Sequence[str], call: Call, error: str) -> subprocess.CompletedProcess[str]:
    """Run a process in which one call fails."""
    inject = f"inject={call.name}:error={error}:when={call.number}"
    return _strace(["-o", "/dev/null", "-e", f"trace={call.name}", "-e", inject], argv)


def fail_for_good(
    argv: Sequence[str], points: Sequence[Call], error: str
) -> subprocess.CompletedProcess[str]:
    """Run a process in which these calls fail and all that come after them.

    But for opening, which imports do too, and writing, which tells what went wrong.
    """
    first: dict[str, int] = {}
    for call in points:
        first.setdefault(call.name, call.number)
    injects = [
        f"inject={name}:error={error}:when={number}+"
        for name, number in first.items()
        if name not in {"openat", "write", "flock"}
    ]
    options = [word for inject in injects for word in ("-e", inject)]
    names = ",".join(first)
    return _strace(["-o", "/dev/null", "-e", f"trace={names}", *options], argv)


def _strace(options: Sequence[str], argv: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["strace", "-f", *options, "--", *argv],
        cwd=REPOSITORY,
        # Sets must be gone through in the same order in each run.
        env={**os.environ, "PYTHONHASHSEED": "0"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@contextmanager
def laid_out(scenario: str) -> Iterator[Path]:
    """Have a scenario's workspace in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        SCENARIOS[scenario].lay_out(Path(folder, "project"))
        yield Path(folder, "project")


@contextmanager
def copied(root: Path) -> Iterator[Path]:
    """Have a copy of what a kill left behind, second names of files included."""
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        target = Path(folder, "project")
        if root.exists():
            subprocess.run(["cp", "-a", str(root), str(target)], check=True)
        yield target


def trees(scenario: str) -> tuple[Tree, Tree]:
    """Return the workspace before and after an undisturbed run."""
    with laid_out(scenario) as root:
        old = tree_of(root)
        subprocess.run(command("write", root, scenario), cwd=REPOSITORY, check=True)
        return old, tree_of(root)


def next_start(root: Path) -> str:
    """Start the program again; return what it says of a recovery."""
    done = subprocess.run(
        command("recover", root),
        cwd=REPOSITORY,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout.strip()


def main() -> None:
    """Be one of the two processes."""
    what, root, scenario = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    from skillrun.errors import WorkspaceError
    from skillrun.workspace.transaction.committing import commit
    from skillrun.workspace.transaction.recovery import recover

    os.write(2, _BEGIN)
    try:
        if what == "write":
            planned = SCENARIOS[scenario]
            commit(root, planned.changes, planned.removals)
        elif (recovery := recover(root)) is not None:
            sys.stdout.write(recovery.message)
    except WorkspaceError as error:
        sys.stderr.write(error.message)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
