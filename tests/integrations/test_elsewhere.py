"""Where else the check runs: pre-commit, a GitHub action, GitLab, a hook of Claude Code."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.tools import find_tool, require

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples"
FAULTY = 'def work() -> None:\n    """Work."""\n    pass\n'
CLEAN = '"""Nothing is here yet."""\n'


def sh(
    *command: str | Path, cwd: Path, env: dict[str, str] | None = None, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env={**os.environ, "HOME": str(cwd), **(env or {})},
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def commit(folder: Path) -> None:
    who = ("-c", "user.name=Tester", "-c", "user.email=tester@example.com")
    for arguments in (["init", "--quiet"], ["add", "--all"], [*who, "commit", "-qm", "All"]):
        done = sh("git", *arguments, cwd=folder)
        assert done.returncode == 0, done.stderr


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with one clean and one faulty file."""
    folder = tmp_path / "project"
    (folder / "apps").mkdir(parents=True)
    (folder / "apps" / "clean.py").write_text(CLEAN, encoding="utf-8")
    (folder / "apps" / "faulty.py").write_text(FAULTY, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository as a hook or an action finds it: committed, nothing else in it."""
    folder = tmp_path_factory.mktemp("skillrun") / "repository"
    junk = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", "uv.lock", "tests")
    shutil.copytree(ROOT, folder, ignore=junk)
    commit(folder)
    return folder


@pytest.mark.slow
def test_pre_commit_holds_the_changed_files(project: Path, source: Path) -> None:
    require("pre-commit")
    commit(project)
    tool = find_tool("pre-commit") or ""
    checked = sh(tool, "validate-manifest", ROOT / ".pre-commit-hooks.yaml", cwd=project)
    assert checked.returncode == 0, checked.stdout
    command = (tool, "try-repo", source, "skillrun-check", "--files")
    done = sh(*command, "apps/faulty.py", "apps/clean.py", cwd=project)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "apps/faulty.py" in done.stdout
    assert "CMP002" in done.stdout
    assert "in 1 of 2 files" in done.stdout, "one process has judged both"
    done = sh(*command, "apps/clean.py", cwd=project)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_action_and_the_gitlab_example_fit_their_schemas(tmp_path: Path) -> None:
    require("check-jsonschema")
    tool = find_tool("check-jsonschema") or ""
    for kind, path in (
        ("github-actions", ROOT / "action.yml"),
        ("github-workflows", EXAMPLES / "github-workflow.yml"),
        ("gitlab-ci", EXAMPLES / "gitlab-ci.yml"),
    ):
        done = sh(tool, "--builtin-schema", f"vendor.{kind}", path, cwd=tmp_path)
        assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_the_action_s_own_steps(project: Path, source: Path, tmp_path: Path) -> None:
    """The steps are carried out as a runner does: no runner can be had, so bash takes its part."""
    action: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    install, check, upload = action["runs"]["steps"]
    assert upload["with"]["sarif_file"] == "${{ inputs.sarif }}"
    env = {
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_ACTION_PATH": str(source),
        "PYTHON": sys.executable,
    }
    assert set(install["env"]) <= env.keys()
    bash = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")
    done = sh(*bash, install["run"], cwd=project, env=env)
    assert done.returncode == 0, done.stderr
    told = {"PATHS": "apps", "WORKSPACE": ".", "SARIF": "skillrun.sarif"}
    assert set(check["env"]) == told.keys()
    for sarif in (told["SARIF"], ""):
        done = sh(*bash, check["run"], cwd=project, env=env | told | {"SARIF": sarif})
        assert done.returncode == 1, done.stderr
        assert done.stdout.startswith("::error file=apps/faulty.py,line=")
    log = json.loads((project / told["SARIF"]).read_text(encoding="utf-8"))
    assert log["runs"][0]["results"]
    (project / "apps" / "faulty.py").unlink()
    done = sh(*bash, check["run"], cwd=project, env=env | told)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_gitlab_example_s_command(project: Path) -> None:
    example = yaml.safe_load((EXAMPLES / "gitlab-ci.yml").read_text(encoding="utf-8"))
    command = example["skillrun"]["script"][-1]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = sh("bash", "-c", command, cwd=project, env={"PATH": path})
    assert done.returncode == 1, done.stderr
    report = example["skillrun"]["artifacts"]["reports"]["junit"]
    assert "CMP002" in (project / report).read_text(encoding="utf-8")


def test_the_hook_of_claude_code_tells_the_agent(project: Path) -> None:
    settings = json.loads((EXAMPLES / "claude-code" / "settings.json").read_text(encoding="utf-8"))
    (hook,) = settings["hooks"]["PostToolUse"][0]["hooks"]
    assert Path(hook["command"]).name.strip('"') == "skillrun.sh"
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    env = {"CLAUDE_PROJECT_DIR": str(project), "PATH": path}
    script = EXAMPLES / "claude-code" / "skillrun.sh"

    def edited(name: str) -> subprocess.CompletedProcess[str]:
        event = {"tool_name": "Write", "tool_input": {"file_path": str(project / name)}}
        return sh(script, cwd=project, env=env, stdin=json.dumps(event))

    assert edited("apps/clean.py").returncode == 0
    done = edited("apps/faulty.py")
    assert done.returncode == 2
    assert "CMP002" in done.stderr
    assert edited("apps/gone.py").returncode == 0
