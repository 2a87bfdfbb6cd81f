"""Commands run in a clean environment, in time, and leave nothing running."""

import os
import sys
import time
from pathlib import Path

import pytest

from skillrun.workspace.environment import clean_environment, without_network
from skillrun.workspace.running import find_uv, run


def test_no_secret_reaches_a_command(tmp_path: Path) -> None:
    env = {
        **os.environ,
        "OPENAI_API_KEY": "planted",
        "ANTHROPIC_API_KEY": "planted",
        "UV_PUBLISH_TOKEN": "planted",
        "UV_INDEX_PRIVATE_PASSWORD": "planted",
        "DATABASE_URL": "planted",
        "XDG_SECRET": "planted",
        "AWS_SESSION_TOKEN": "planted",
        "PYTHONPATH": "planted",
        "UV_INDEX_URL": "kept",
        "https_proxy": "kept",
        "SSL_CERT_FILE": "kept",
    }
    code = "import os; print(sorted(k for k, v in os.environ.items() if v in ('planted', 'kept')))"
    done = run([sys.executable, "-c", code], folder=tmp_path, env=clean_environment(env))
    assert done.output == "['SSL_CERT_FILE', 'UV_INDEX_URL', 'https_proxy']"


def test_how_skillrun_was_started_does_not_matter() -> None:
    env = {"PATH": "/bin", "VIRTUAL_ENV": "/v", "UV_PROJECT_ENVIRONMENT": "/v", "UV_FROZEN": "1"}
    clean = clean_environment(env, UV_PYTHON="/python")
    assert clean["UV_PYTHON"] == "/python"
    assert not {"VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "UV_FROZEN"} & set(clean)


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


@pytest.mark.parametrize("name", ["PATH", "HOME", "LC_ALL", "UV_CACHE_DIR", "NO_PROXY", "no_proxy"])
def test_what_tools_need_is_kept(name: str) -> None:
    assert clean_environment({name: "x"})[name] == "x"


def test_a_projects_code_learns_of_no_proxy_and_no_index() -> None:
    env = clean_environment(
        {
            "PATH": "/bin",
            "https_proxy": "http://me:secret@proxy",
            "UV_INDEX_URL": "https://me:secret@index",
            "UV_DEFAULT_INDEX": "https://me:secret@index",
            "PIP_EXTRA_INDEX_URL": "https://me:secret@index",
            "UV_PYTHON_INSTALL_MIRROR": "https://me:secret@mirror",
        }
    )
    assert "secret" in repr(env)
    assert "secret" not in repr(without_network(env))
    assert without_network(env)["PATH"] == "/bin"


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
