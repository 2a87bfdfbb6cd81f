"""What runs in the sandbox reaches the workspace and nothing else; where there is none it is said."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from skillrun.machine.environment import clean_environment
from skillrun.workspace.running import Finished, run
from skillrun.workspace.sandbox import (
    NoSandbox,
    Reach,
    Sandbox,
    find_sandbox,
    interpreter_folders,
    machine_sandbox,
)
from tests.support.tools import require


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    require("bwrap")
    found = find_sandbox(tmp_path)
    if not isinstance(found, Sandbox):
        pytest.skip(found.reason)
    return found


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    (folder / ".git" / "hooks").mkdir(parents=True)
    (folder / ".venv").mkdir()
    return folder


def inside(sandbox: Sandbox, root: Path, code: str, **more: object) -> Finished:
    """Run Python in the sandbox."""
    python = Path(sys.executable)
    readable = interpreter_folders(python)
    reach = Reach(root, root, readable, **more)  # type: ignore[arg-type]
    command = sandbox.command([str(python), "-c", textwrap.dedent(code)], reach)
    env = sandbox.environment(clean_environment(os.environ))
    return run(command, folder=root, env=env, limit=60)


@pytest.mark.parametrize(
    "path", ["x", "deep/x", pytest.param("/tmp/x", id="its own /tmp"), "/tmp/home/x"]
)
def test_what_can_be_written(sandbox: Sandbox, root: Path, path: str) -> None:
    done = inside(
        sandbox,
        root,
        f"""
        from pathlib import Path
        path = Path({path!r})
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
        print(path.read_text())
        """,
    )
    assert (done.ok, done.output) == (True, "x")
    assert not Path("/tmp/x").exists()
    assert (root / path).exists() or path.startswith("/tmp")


@pytest.mark.parametrize("path", [".git/hooks/pre-commit", ".venv/x", "/usr/x", "/etc/x", "/x"])
def test_what_cannot_be_written(sandbox: Sandbox, root: Path, path: str) -> None:
    done = inside(sandbox, root, f"open({path!r}, 'w').write('x')")
    assert not done.ok
    assert not Path(path if path.startswith("/") else root / path).exists()


def test_nothing_of_the_person_is_there(
    sandbox: Sandbox, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("planted", encoding="utf-8")
    for name in ("OPENAI_API_KEY", "AWS_SECRET_ACCESS_KEY", "DATABASE_PASSWORD"):
        monkeypatch.setenv(name, "planted")
    done = inside(
        sandbox,
        root,
        f"""
        import os
        from pathlib import Path
        assert "planted" not in repr(dict(os.environ))
        home = Path.home()
        assert list(home.iterdir()) == [], list(home.iterdir())
        hidden = [Path({str(tmp_path / "secret")!r}), Path("/etc/shadow"), Path("/run"), Path("/var")]
        hidden += [Path("/etc/ssl/private"), Path({str(Path.home() / ".ssh")!r})]
        print([str(path) for path in hidden if path.exists()])
        """,
    )
    assert (done.ok, done.output) == (True, "[]")


@pytest.fixture
def listener() -> Iterator[int]:
    """A server of the machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_there_is_no_network_but_its_own_loopback(
    sandbox: Sandbox, root: Path, listener: int
) -> None:
    code = f"""
        import socket
        own = socket.create_server(("127.0.0.1", 0))
        socket.create_connection(own.getsockname(), 2).close()
        for address in (("127.0.0.1", {listener}), ("192.0.2.1", 80)):
            try:
                socket.create_connection(address, 2)
            except OSError as error:
                print(type(error).__name__)
        """
    assert inside(sandbox, root, code).output == "ConnectionRefusedError\nOSError"
    code = f"import socket; socket.create_connection(('127.0.0.1', {listener}), 2)"
    assert inside(sandbox, root, code, network=True).ok


def test_no_process_of_the_machine_is_seen_or_reached(sandbox: Sandbox, root: Path) -> None:
    done = inside(
        sandbox,
        root,
        f"""
        import os
        from pathlib import Path
        print(sorted(int(p.name) for p in Path("/proc").iterdir() if p.name.isdigit())[-1] < 20)
        try:
            os.kill({os.getppid()}, 0)
        except ProcessLookupError:
            print("none")
        """,
    )
    assert done.output == "True\nnone"


def test_limits_hold(sandbox: Sandbox, root: Path) -> None:
    code = "import resource as r; print(*[r.getrlimit(n)[1] > 0 for n in (r.RLIMIT_AS, r.RLIMIT_CORE)])"
    assert inside(sandbox, root, code).output == "True False"
    assert "MemoryError" in inside(sandbox, root, "bytearray(9 * 2**30)").output


def test_what_runs_there_ends_with_skillrun_even_if_that_is_killed(
    sandbox: Sandbox, root: Path
) -> None:
    readable = repr(tuple(map(str, interpreter_folders(Path(sys.executable)))))
    starter = textwrap.dedent(f"""
        import subprocess, sys
        from pathlib import Path
        from skillrun.workspace.sandbox import Reach, Sandbox
        root = Path({str(root)!r})
        reach = Reach(root, root, tuple(map(Path, {readable})))
        code = "import time; open('up', 'w').close()\\nwhile True: open('beat', 'a').write('x'); time.sleep(0.05)"
        subprocess.Popen(Sandbox({sandbox.program!r}).command([sys.executable, "-c", code], reach))
        input()
        """)
    process = subprocess.Popen([sys.executable, "-c", starter], stdin=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not (root / "up").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.stdin is not None
    process.stdin.close()
    time.sleep(0.5)
    beats = (root / "beat").stat().st_size
    time.sleep(0.5)
    assert (root / "beat").stat().st_size == beats


def test_the_home_folder_cannot_be_hidden_from_a_workspace_around_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    found = find_sandbox(tmp_path)
    assert isinstance(found, NoSandbox)
    assert "home" in found.reason


@pytest.fixture
def forgetful() -> Iterator[None]:
    """What was found out about the machine is found out anew, before and after."""
    machine_sandbox.cache_clear()
    yield
    machine_sandbox.cache_clear()


@pytest.mark.usefixtures("forgetful")
def test_a_machine_without_bubblewrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = machine_sandbox()
    assert isinstance(found, NoSandbox)
    assert "bubblewrap" in found.reason


@pytest.mark.usefixtures("forgetful")
def test_a_kernel_that_forbids_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "bwrap"
    program.write_text(
        "#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n", "utf-8"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = machine_sandbox()
    assert isinstance(found, NoSandbox)
    if sys.platform == "linux":
        assert "setting up uid map: Permission denied" in found.reason
        assert "namespaces" in found.mend
