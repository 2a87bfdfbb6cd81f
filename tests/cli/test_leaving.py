"""The end of a command: quick, and what was to be done at the end is done."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command import skillrun


def test_a_check_leaves_nothing_behind_and_all_of_its_output(tmp_path: Path) -> None:
    project, temporary = tmp_path / "project", tmp_path / "tmp"
    project.mkdir()
    temporary.mkdir()
    for number in range(250):
        (project / f"module_{number}.py").write_text("import os\n" * 20, encoding="utf-8")
    env = {"TMPDIR": str(temporary), "SKILLRUN_CACHE": "off"}
    done = skillrun("check", project, home=tmp_path, env=env)
    assert (done.code, done.err) == (1, "")
    assert "of 250 files." in done.out
    assert list(temporary.iterdir()) == []


LEAVE = """
import atexit, sys, threading, time
import skillrun.cli.app
from skillrun.__main__ import main

def run(arguments):
    atexit.register(print, "at the end")
    sys.stdout.write("begun, ")
    if threaded:
        threading.Thread(target=lambda: (time.sleep(0.2), print("in a thread", end=", "))).start()
    return 7

threaded = {threaded}
skillrun.cli.app.run = run
main()
"""


@pytest.mark.parametrize(
    ("threaded", "said"),
    [(False, "begun, at the end\n"), (True, "begun, in a thread, at the end\n")],
)
def test_what_was_to_be_done_at_the_end_is_done(threaded: bool, said: str) -> None:
    script = LEAVE.replace("{threaded}", str(threaded))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert (done.returncode, done.stdout.decode(), done.stderr.decode()) == (7, said, "")


def test_a_reader_that_has_gone_does_not_decide_the_exit_code(tmp_path: Path) -> None:
    for number in range(80):
        (tmp_path / f"module_{number}.py").write_text("import os\n" * 50, encoding="utf-8")
    command = [sys.executable, "-m", "skillrun", "check", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait(60) == 1
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
