"""The tools that tests use where they are there, as `.ci/install` brings them; nothing is installed from here."""

import os
import shutil
from pathlib import Path

import pytest

from skillrun.workspace.python import find_python

TOOLS = Path(os.environ.get("SKILLRUN_TEST_TOOLS", Path.home() / ".cache/skillrun-test-tools"))
POSTGRES_HOME = TOOLS / "postgres" / "package" / "native"


def find_tool(name: str) -> str | None:
    """The path of an installed tool: the folder of the tests' own tools first, then PATH."""
    places = [str(TOOLS / "venv" / "bin"), os.environ.get("PATH", ""), "/usr/sbin"]
    return shutil.which(name, path=os.pathsep.join(places))


def require(*names: str) -> None:
    """Skip the running test where one of these tools is missing; in CI, fail it."""
    lacking = [name for name in names if not _is_present(name)]
    if not lacking:
        return
    reason = f"not installed here: {', '.join(lacking)} (bash .ci/install brings them)"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def _is_present(name: str) -> bool:
    if name == "postgres":
        return (POSTGRES_HOME / "bin" / "postgres").is_file()
    if name == "python3.12":
        return find_python("3.12", os.environ) is not None
    return find_tool(name) is not None
