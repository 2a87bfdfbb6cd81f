"""The assets against the standard, where it is at hand, and against the tools that read them."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from ruff import find_ruff_bin  # type: ignore[import-untyped]

from skillrun.protocol.parsing import parse
from skillrun.rules.packaged import builtin_root
from skillrun.skills.loading import load_skill

ASSETS = builtin_root() / "skill" / "assets"
STANDARD = builtin_root().parent / "shared" / "standard" / "standard.md"

FENCED = {
    "layout.txt": "project_root/",
    "initialization.sh": "# 1. Scaffold",
    "docstring.py": "def process_payment(",
    "pyproject-ruff.toml": "[tool.ruff]",
    "pyproject-pytest.toml": "[tool.pytest.ini_options]",
    "gunicorn.conf.py": '"""Gunicorn configuration',
    "error-format.json": "{",
    "gitignore": "*.pyc",
    "dockerignore": ".git\n",
    "rest_framework.py": "REST_FRAMEWORK = {",
}
INLINE = (
    "security_settings.py",
    "entrypoint.dockerfile",
    "health-healthy.json",
    "health-unhealthy.json",
)


@pytest.fixture(scope="module")
def standard() -> str:
    if not STANDARD.is_file():
        pytest.skip(f"the standard is not at {STANDARD}")
    return STANDARD.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FENCED)
def test_a_block_of_the_standard_is_taken_over_to_the_letter(name: str, standard: str) -> None:
    blocks = re.findall(r"^```\w*\n(.*?)^```$", standard, re.M | re.S)
    matching = [block for block in blocks if block.startswith(FENCED[name])]
    assert (ASSETS / name).read_bytes() in [block.encode() for block in matching]


@pytest.mark.parametrize("name", INLINE)
def test_a_fact_in_the_text_is_taken_over_to_the_letter(name: str, standard: str) -> None:
    lines = (ASSETS / name).read_text(encoding="utf-8").splitlines()
    stated = [line.strip() for line in standard.splitlines()]
    assert lines
    for line in lines:
        assert any(line in text for text in stated), line


def test_the_security_settings_are_all_nine(standard: str) -> None:
    stated = re.findall(
        r"^\s+([A-Z][A-Z_]+) = ", standard.split("Django Security Settings")[1], re.M
    )
    ours = re.findall(r"^([A-Z_]+) = ", (ASSETS / "security_settings.py").read_text("utf-8"), re.M)
    assert ours == stated[: len(ours)]
    assert len(ours) == 9


def test_every_asset_is_compared() -> None:
    on_disk = {path.name for path in ASSETS.iterdir() if path.is_file()}
    assert on_disk - {"example-answer.md"} == {*FENCED, *INLINE}


@pytest.mark.parametrize("path", sorted(ASSETS.glob("*.toml")), ids=lambda p: p.name)
def test_a_toml_block_parses(path: Path) -> None:
    assert "tool" in tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", sorted(ASSETS.glob("*.json")), ids=lambda p: p.name)
def test_a_json_block_parses(path: Path) -> None:
    assert json.loads(path.read_text(encoding="utf-8"))


def test_the_example_answer_passes_the_mandated_ruff(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes((ASSETS / "pyproject-ruff.toml").read_bytes())
    text = (ASSETS / "example-answer.md").read_text(encoding="utf-8")
    files = parse([text], load_skill(None).grammar).files
    assert len(files) == 2
    for file in files:
        path = tmp_path / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(file.content, encoding="utf-8")
    (tmp_path / "apps" / "__init__.py").touch()
    for command in (["check", "--no-fix"], ["format", "--check"]):
        done = subprocess.run(
            [find_ruff_bin(), *command, "--no-cache", "."],
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
