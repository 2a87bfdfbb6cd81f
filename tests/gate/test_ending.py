"""However a verification ends, no process, no server and no folder of it is left."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from skillrun.workspace.sandbox import Sandbox
from tests.support.tools import POSTGRES_HOME, require

pytestmark = pytest.mark.slow


@pytest.fixture
def env(surroundings: dict[str, str]) -> dict[str, str]:
    require("postgres", "redis-server")
    path = os.pathsep.join([str(POSTGRES_HOME / "bin"), surroundings["PATH"]])
    return {**surroundings, "PATH": path}


def begin(
    root: Path, env: dict[str, str], *flags: str, until: str = "step_progress"
) -> subprocess.Popen[str]:
    """Start `skillrun verify` and wait for an event; that is told when the project's tests run."""
    process = subprocess.Popen(
        [sys.executable, "-m", "skillrun", "verify", "--format", "jsonl", *flags],
        cwd=root,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout is not None
    told = []
    for line in process.stdout:
        event = json.loads(line)
        if event.get("event") == until:
            return process
        told.append(line)
    raise AssertionError((told, process.communicate()[1]))


def relatives(root: Path, env: dict[str, str]) -> list[str]:
    """Commands of processes that have to do with this run."""
    marks = (env["TMPDIR"], str(root), env["XDG_CACHE_HOME"])
    found = []
    for folder in Path("/proc").iterdir():
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (OSError, UnicodeDecodeError):
            continue
        if folder.name.isdigit() and any(mark in command for mark in marks):
            found.append(command)
    return found


def gone(root: Path, env: dict[str, str]) -> bool:
    """Whether every process of the run has ended, at the latest within a moment."""
    for _attempt in range(200):
        if not relatives(root, env):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize(
    ("how", "ending"),
    [("auto", signal.SIGINT), ("off", signal.SIGTERM), ("off", signal.SIGHUP)],
)
def test_nothing_is_left_behind(
    root: Path, env: dict[str, str], sandbox: Sandbox, ending: signal.Signals, how: str
) -> None:
    process = begin(root, env, "--sandbox", how)
    assert relatives(root, env)
    process.send_signal(ending)
    output, said = process.communicate(timeout=120)
    assert process.returncode == 130, said
    assert json.loads(output.splitlines()[-1])["status"] == "interrupted"
    assert "Traceback" not in said
    assert gone(root, env), relatives(root, env)
    assert list(Path(env["TMPDIR"]).iterdir()) == []


def test_no_process_is_left_where_it_is_killed_outright(
    root: Path, env: dict[str, str], sandbox: Sandbox
) -> None:
    process = begin(root, env)
    process.kill()
    process.communicate(timeout=120)
    assert gone(root, env), relatives(root, env)
    # The folder is left, for nobody was there to remove it: the next run does.
    (left,) = Path(env["TMPDIR"]).iterdir()
    again = begin(root, env, until="verify_started")
    assert not left.exists()
    again.send_signal(signal.SIGINT)
    again.communicate(timeout=120)
