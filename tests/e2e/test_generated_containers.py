"""Proof that the containers of generated projects are described well, without a Docker engine."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.generated import Project, surroundings
from tests.support.tools import find_tool, require

pytestmark = pytest.mark.slow


def test_image_is_built_by_steps_that_work(project: Project, tmp_path: Path) -> None:
    """The builder's commands run in what Docker would copy, and leave what the runtime takes.

    There is no Docker here: the interpreter's own download is left out, and 3.12 is this machine's.
    """
    copied = tmp_path / "app"
    ignored = shutil.ignore_patterns(
        ".git", ".venv", "staticfiles", "*.md", "__pycache__", ".*_cache"
    )
    shutil.copytree(project.folder, copied, ignore=ignored)
    shutil.rmtree(copied / "tests")
    before = {path: path.read_bytes() for path in copied.rglob("*.py")}
    dockerfile = (copied / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    builder = dockerfile.split("FROM ")[1]
    variables = dict(re.findall(r"(UV_\w+)=(\S+)", builder))
    assert variables.pop("UV_PYTHON").startswith("3.12.")
    del variables["UV_PYTHON_INSTALL_DIR"], variables["UV_PYTHON_PREFERENCE"]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**surroundings(), **variables, "PATH": path}
    steps = [
        step for step in re.findall(r"(?m)^RUN (.+)$", builder) if "python install" not in step
    ]
    assert len(steps) == 2
    for step in steps:
        done = shell(step, copied, environment)
        assert done.returncode == 0, done.stdout
    assert {path: path.read_bytes() for path in before} == before
    assert (copied / "staticfiles" / "staticfiles.json").is_file()
    programs = {path.name for path in (copied / ".venv" / "bin").iterdir()}
    assert "gunicorn" in programs
    assert not programs & {"ruff", "pytest"}

    (copied / "apps" / "core" / "unmendable.py").write_text("total = undefined + 1\n")
    refused = shell(steps[-1], copied, environment)
    assert refused.returncode != 0
    assert "F821" in refused.stdout


def shell(step: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Carry out a RUN instruction as the builder does; standard error goes to the output."""
    return subprocess.run(
        ["sh", "-c", step],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_containers_are_described_well(project: Project) -> None:
    """hadolint finds nothing in the Dockerfile, and the compose file fits the compose schema."""
    require("hadolint", "check-jsonschema")
    schema = ("--builtin-schema", "vendor.compose-spec")
    for name, *arguments in (
        ("hadolint", "Dockerfile"),
        ("check-jsonschema", *schema, "docker-compose.yml"),
    ):
        program = find_tool(name)
        assert program is not None
        done = subprocess.run(
            [program, *arguments],
            cwd=project.folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
