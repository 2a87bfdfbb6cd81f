"""`skillrun verify` before anything runs: what it refuses, and what it may be told by whom."""

import os
from pathlib import Path

import pytest

from tests.support.command import skillrun


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """A machine without bubblewrap: a PATH with nothing on it."""
    (tmp_path / "bin").mkdir()
    return {"PATH": str(tmp_path / "bin")}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "manage.py").write_text("open('ran', 'w').close()\n", encoding="utf-8")
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.11"\n'
        "dependencies = [\"no-such-package-of-skillrun-tests; python_version < '3'\"]\n",
        encoding="utf-8",
    )
    return folder


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "there is no pyproject.toml"),
        ({"pyproject.toml": "[project"}, "cannot be read"),
        ({"pyproject.toml": "[project]"}, "there is no manage.py"),
        ({"pyproject.toml": "[tool.ruff]", "manage.py": ""}, "has no [project]"),
    ],
)
def test_what_is_no_project(tmp_path: Path, files: dict[str, str], said: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = skillrun("verify", "--format", "json", home=tmp_path)
    assert done.code == 2
    assert said in done.json["error"]["message"] or "TOML" in done.json["error"]["message"]


def test_without_a_sandbox_and_a_terminal_nothing_runs(
    tmp_path: Path, project: Path, bare: dict[str, str]
) -> None:
    done = skillrun("verify", "--workspace", project, home=tmp_path, env=bare)
    assert done.code == 2
    assert "bubblewrap is not installed" in done.err
    assert "--sandbox off" in done.err
    assert "--yes" in done.err
    assert not (project / "ran").exists()
    assert not (project / "uv.lock").exists()


@pytest.mark.parametrize("setting", ["yes = true", 'sandbox = "off"'])
def test_a_repository_does_not_free_its_own_code(
    tmp_path: Path, project: Path, bare: dict[str, str], setting: str
) -> None:
    (project / "skillrun.toml").write_text(setting, encoding="utf-8")
    done = skillrun("verify", "--workspace", project, home=tmp_path, env=bare)
    assert (done.code, "there is no sandbox" in done.err) == (2, True)


@pytest.mark.parametrize("flag", ["--yes", "--sandbox=off"])
def test_a_person_does(tmp_path: Path, project: Path, bare: dict[str, str], flag: str) -> None:
    (project / "pyproject.toml").write_text("[project]\nname = 'x y'\nversion = '1'\n", "utf-8")
    env = {**bare, "UV_OFFLINE": "1", "SKILLRUN_CACHE": "off"}
    done = skillrun(
        "verify", "--workspace", project, "--format", "json", flag, home=tmp_path, env=env
    )
    assert done.code == 5
    assert done.json["ok"] is False
    assert done.json["sandbox"] is None
    steps = {step["name"]: step for step in done.json["steps"]}
    assert steps["dependencies"]["status"] == "failed"
    assert steps["dependencies"]["faults"][0]["path"] == "pyproject.toml"
    assert steps["tests"]["status"] == "skipped"
    assert "dependencies" in steps["tests"]["summary"]


def test_its_lines_without_a_terminal(tmp_path: Path, project: Path) -> None:
    (project / "pyproject.toml").write_text("[project]\nname = 'x y'\nversion = '1'\n", "utf-8")
    env = {"UV_OFFLINE": "1", "SKILLRUN_CACHE": "off", "PATH": os.environ["PATH"]}
    done = skillrun("verify", "--yes", "--workspace", project, home=tmp_path, env=env)
    assert done.code == 5
    assert "\x1b" not in done.err + done.out
    lines = done.err.splitlines()
    told = [line.split()[:3] for line in lines if line.startswith("  ")]
    assert ["✗", "dependencies"] in [words[:2] for words in told]
    assert told[-1] == ["–", "tests", "not"]
    assert done.out.splitlines()[-1].startswith("Not verified: dependencies")
