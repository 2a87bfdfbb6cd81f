"""The build of a project is a model's code: resolving its dependencies runs it in the sandbox."""

import os
from pathlib import Path

import pytest

from skillrun.protocol.answer import Operation
from skillrun.workspace.commands import scaffold as scaffolding
from skillrun.workspace.commands.operations import plan_operations
from skillrun.workspace.commands.scaffold import scaffold
from skillrun.workspace.sandbox import NoSandbox, Sandbox, machine_sandbox
from tests.escapes.test_commands import ALLOWED

PROJECT = """
[project]
name = "shop"
dynamic = ["version"]
requires-python = ">=3.11"
dependencies = []

[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""
BACKEND = """
open({mark!r}, "w").write("ran")
"""


def add(root: Path) -> str:
    """Add a package to a project whose build was written by a model the time before."""
    lines = ["cp apps/backend.py backend.py", "uv add idna"]
    operations = [Operation(line, number) for number, line in enumerate(lines, start=1)]
    planned = plan_operations(operations, delivered=(), allowed=ALLOWED, root=root)
    env = {**os.environ, "UV_OFFLINE": "1"}
    made = scaffold(root, planned, delivered=(), pyproject=None, env=env)
    return made.results[-1].output


@pytest.mark.slow
def test_a_build_reaches_nothing_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not isinstance(machine_sandbox(), Sandbox):
        pytest.skip("there is no sandbox here")
    root, mark = tmp_path / "workspace", tmp_path / "mark"
    (root / "apps").mkdir(parents=True)
    (root / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    (root / "apps/backend.py").write_text(BACKEND.format(mark=str(mark)), encoding="utf-8")
    assert "backend" in add(root)
    assert not mark.exists()
    monkeypatch.setattr(scaffolding, "find_sandbox", lambda _root: NoSandbox("for the test"))
    add(root)
    assert mark.exists(), "the trap is none"


def test_a_version_file_names_no_program(tmp_path: Path) -> None:
    program, mark = tmp_path / "evil.py", tmp_path / "mark"
    program.write_text(f"#!/bin/sh\ntouch '{mark}'\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)
    (tmp_path / ".python-version").write_text(f"{program}\n", encoding="utf-8")
    planned = plan_operations(
        [Operation("uv init shop", 1)], delivered=(), allowed=ALLOWED, root=tmp_path
    )
    made = scaffold(tmp_path, planned, delivered=(), pyproject=None, env=dict(os.environ))
    assert [result.status for result in made.results] == ["run"]
    assert not mark.exists()
