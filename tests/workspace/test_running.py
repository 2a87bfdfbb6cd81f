"""Commands run in a clean environment, in time, and leave nothing running."""

import os
import sys
import time
from pathlib import Path

from skillrun.machine.environment import clean_environment
from skillrun.workspace.running import find_uv, run


def test_output_of_both_channels_and_the_code_are_kept(tmp_path: Path) -> None:
    code = "import sys, os; print('Привет'); sys.stdout.flush(); print('no', file=sys.stderr); sys.exit(3)"
    done = run([sys.executable, "-c", code], folder=tmp_path, env=clean_environment(os.environ))
    assert (done.ok, done.output) == (False, "Привет\nno")


def test_a_long_output_lacks_its_middle(tmp_path: Path) -> None:
    code = "print('a' * 50_000 + 'end')"
    done = run([sys.executable, "-c", code], folder=tmp_path, env=clean_environment(os.environ))
    assert done.ok
    assert len(done.output) < 21_000
    assert done.output.endswith("end")


def test_a_command_that_takes_too_long_ends_with_its_children(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    started = time.monotonic()
    env = clean_environment(os.environ)
    done = run([sys.executable, "-c", code], folder=tmp_path, env=env, limit=1.5)
    assert not done.ok
    assert time.monotonic() - started < 20
    child, words = done.output.split("\n", 1)
    assert "ended after 1.5 seconds" in words
    assert _is_gone(int(child))


def _is_gone(number: int) -> bool:
    """A zombie that its new parent has not collected yet counts as gone."""
    for _attempt in range(100):
        try:
            state = (
                Path(f"/proc/{number}/stat")
                .read_text(encoding="utf-8")
                .rsplit(")", 1)[1]
                .split()[0]
            )
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_there_is_no_keyboard(tmp_path: Path) -> None:
    done = run(
        [sys.executable, "-c", "import sys; print(repr(sys.stdin.read()))"],
        folder=tmp_path,
        env=clean_environment(os.environ),
    )
    assert done.output == "''"


def test_a_command_that_does_not_exist(tmp_path: Path) -> None:
    done = run(["no-such-program"], folder=tmp_path, env=clean_environment(os.environ))
    assert not done.ok
    assert "no-such-program" in done.output


def test_uv_comes_with_skillrun(tmp_path: Path) -> None:
    assert Path(find_uv()).is_file()
    env = clean_environment({**os.environ, "PATH": str(tmp_path)})
    assert run(["uv", "--version"], folder=tmp_path, env=env).output.startswith("uv ")


def test_what_a_command_leaves_behind_ends_with_it(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid)\n"
    )
    started = time.monotonic()
    done = run([sys.executable, "-c", code], folder=tmp_path, env=clean_environment(os.environ))
    assert done.ok
    assert time.monotonic() - started < 20
    assert _is_gone(int(done.output))


def test_an_endless_output_is_not_kept_whole(tmp_path: Path) -> None:
    heard = 0

    def hear(chunk: bytes) -> None:
        nonlocal heard
        heard += len(chunk)

    code = "import sys\nfor n in range(3000): sys.stdout.write('0123456789' * 1000)\nprint('end')"
    done = run([sys.executable, "-c", code], folder=tmp_path, env={}, heard=hear)
    assert heard == 30_000_004
    assert len(done.output) < 21_000
    assert done.output.endswith("end")
    assert "bytes left out" in done.output
