"""A registry with the packed skill in it, and a home with OpenClaw."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.openclaw.registry import Registry
from tests.openclaw.tools import Agent, require_tools

ROOT = Path(__file__).parents[2]
NAME = "senior-django-developer"


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder to publish, made by the command that a publisher would run."""
    folder = tmp_path_factory.mktemp("packed")
    subprocess.run(
        [sys.executable, "-m", "skillrun", "skill", "pack", folder], check=True, timeout=60
    )
    return folder / NAME


@pytest.fixture
def registry() -> Iterator[Registry]:
    with Registry() as running:
        yield running


@pytest.fixture
def agent(tmp_path: Path, registry: Registry) -> Agent:
    require_tools()
    home = tmp_path / "home"
    home.mkdir()
    return Agent(home, registry.url)


@pytest.fixture
def keep() -> Callable[[str, list[str]], Path]:
    """Keeps a transcript where .ci/run finds it."""
    folder = Path(os.environ.get("SKILLRUN_TRANSCRIPTS", ROOT / "build" / "transcripts"))

    def write(name: str, lines: list[str]) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        text = "\n\n".join(map(shortened, lines)) + "\n"
        (folder / name).write_text(text, encoding="utf-8")
        return folder / name

    return write


def shortened(text: str, most: int = 2500) -> str:
    """What a person wants to read of a long text: its beginning and its end."""
    if len(text) <= most:
        return text
    half = most // 2
    return f"{text[:half]}\n[{len(text) - most} characters left out]\n{text[-half:]}"
