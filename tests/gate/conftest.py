"""One project, made by the command line as a user would, for all tests of a verification."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from skillrun.gate.model import Step, VerifyReport
from skillrun.machine.environment import clean_environment
from skillrun.workspace.running import run
from skillrun.workspace.sandbox import Sandbox, find_sandbox
from tests.e2e import generated
from tests.support.tools import require


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The blueprint's project with a payments app, as it was written."""
    require("python3.12")
    folder = tmp_path_factory.mktemp("made") / "demo"
    generated.generate("add payments app", folder)
    return folder


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the project stands for every test: its environment is made once."""
    return tmp_path_factory.mktemp("verified")


@pytest.fixture
def root(pristine: Path, place: Path) -> Path:
    """The project, fresh."""
    folder = place / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(pristine, folder, symlinks=True, ignore=shutil.ignore_patterns(".venv"))
    return folder


@pytest.fixture
def surroundings(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, str]]:
    """An environment whose caches and temporary files are the tests' own, keys planted in it."""
    env = generated.surroundings()
    cache = run(["uv", "cache", "dir"], folder=tmp_path, env=clean_environment(env)).output
    # Whom the servers run as where skillrun is root has to get there.
    temporary = Path(tempfile.mkdtemp(prefix="gate-", dir="/tmp"))
    temporary.chmod(0o711)
    own = {
        "UV_CACHE_DIR": cache,
        "XDG_CACHE_HOME": str(place / "cache"),
        "TMPDIR": str(temporary),
        "OPENAI_API_KEY": "sk-planted-0123456789",
        "POSTGRES_PASSWORD": "planted-password-1",
    }
    for name, value in own.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("tempfile.tempdir", None)
    yield {**env, **own}
    left = list(temporary.iterdir())
    shutil.rmtree(temporary)
    assert left == []
    monkeypatch.setattr("tempfile.tempdir", None)


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    """The machine's sandbox."""
    require("bwrap")
    found = find_sandbox(tmp_path)
    if not isinstance(found, Sandbox):
        pytest.skip(found.reason)
    return found


@pytest.fixture
def step_of() -> Callable[[VerifyReport, str], Step]:
    """Finds a step by its name."""
    return lambda report, name: next(step for step in report.steps if step.name == name)
