"""The real tools against a registry on loopback: installing, using, updating, publishing."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.openclaw.conftest import NAME
from tests.openclaw.registry import Registry
from tests.openclaw.tools import Agent

pytestmark = pytest.mark.slow
Keep = Callable[[str, list[str]], Path]


def version(folder: Path) -> str:
    lines = (folder / "SKILL.md").read_text(encoding="utf-8").splitlines()
    return next(line.split('"')[1] for line in lines if line.startswith("  version:"))


def newer(packed: Path, folder: Path) -> Path:
    """The next version of the skill."""
    shutil.copytree(packed, folder / NAME)
    text = (folder / NAME / "SKILL.md").read_text(encoding="utf-8")
    changed = text.replace(f'version: "{version(packed)}"', 'version: "9.0.0"')
    (folder / NAME / "SKILL.md").write_text(changed, encoding="utf-8")
    return folder / NAME


def use(agent: Agent, workspace: Path) -> None:
    """Use the installed skill as an agent and a person would."""
    faulty = workspace / "apps" / "orders" / "services.py"
    faulty.parent.mkdir(parents=True)
    faulty.write_text("def total():\n    print(1)\n", encoding="utf-8")
    check = agent.run("skillrun", "check", "--skill", NAME, faulty, cwd=workspace)
    assert check.code == 1
    assert "ERR004" in check.out
    prompt = agent.run("skillrun", "prompt", "--skill", NAME, cwd=workspace)
    assert prompt.code == 0, prompt.err
    shown = agent.run("skillrun", "skill", "show", NAME, "--format", "json", cwd=workspace)
    assert not shown.json["skill"]["packaged"]


def test_openclaw_installs_uses_and_updates_it(
    agent: Agent, registry: Registry, packed: Path, tmp_path: Path, keep: Keep
) -> None:
    first = version(packed)
    registry.release(NAME, first, packed)
    assert agent.run("openclaw", "skills", "install", NAME).code == 0
    installed = agent.workspace / "skills" / NAME
    assert version(installed) == first

    listed = agent.run("openclaw", "skills", "list", "--json").json["skills"]
    ours = next(skill for skill in listed if skill["name"] == NAME)
    assert ours["eligible"]
    assert ours["modelVisible"]
    assert ours["homepage"].startswith("https://")
    assert not any(ours["missing"].values())
    agent.log[-1] = f"$ openclaw skills list --json\n{json.dumps(ours, ensure_ascii=False)}"
    check = agent.run("openclaw", "skills", "check")
    assert check.code == 0
    assert NAME in check.out

    use(agent, agent.workspace)
    registry.release(NAME, "9.0.0", newer(packed, tmp_path / "next"))
    update = agent.run("openclaw", "skills", "update", NAME)
    assert update.code == 0, update.out + update.err
    assert version(installed) == "9.0.0", update.out + update.err
    keep("openclaw-install-update.txt", agent.log)


def test_it_is_seen_where_the_command_is_missing(
    agent: Agent, registry: Registry, packed: Path
) -> None:
    agent.command = False
    registry.release(NAME, version(packed), packed)
    assert agent.run("openclaw", "skills", "install", NAME).code == 0
    listed = agent.run("openclaw", "skills", "list", "--json").json["skills"]
    assert next(skill for skill in listed if skill["name"] == NAME)["modelVisible"]


def test_a_file_left_in_the_folder_would_stop_the_update(
    agent: Agent, registry: Registry, packed: Path, tmp_path: Path
) -> None:
    registry.release(NAME, version(packed), packed)
    assert agent.run("openclaw", "skills", "install", NAME).code == 0
    installed = agent.workspace / "skills" / NAME
    (installed / "__pycache__").mkdir()
    (installed / "__pycache__" / "left.cpython-311.pyc").write_bytes(b"left")
    registry.release(NAME, "9.0.0", newer(packed, tmp_path / "next"))
    update = agent.run("openclaw", "skills", "update", NAME)
    assert version(installed) == version(packed), "the test above sees what it is meant to see"
    assert "local" in (update.out + update.err).lower()


def test_clawhub_installs_updates_and_would_publish_it(
    agent: Agent, registry: Registry, packed: Path, tmp_path: Path, keep: Keep
) -> None:
    first = version(packed)
    registry.release(NAME, first, packed)
    project = tmp_path / "project"
    project.mkdir()
    assert agent.run("clawhub", "--workdir", ".", "install", NAME, cwd=project).code == 0
    installed = project / "skills" / NAME
    assert version(installed) == first

    use(agent, project)
    registry.release(NAME, "9.0.0", newer(packed, tmp_path / "next"))
    update = agent.run("clawhub", "--workdir", ".", "update", NAME, cwd=project)
    assert update.code == 0
    assert version(installed) == "9.0.0", update.out + update.err

    words = ("--slug", NAME, "--version", "9.1.0", "--dry-run", "--json")
    dry = agent.run("clawhub", "skill", "publish", packed, *words)
    assert dry.code == 0, dry.err
    assert dry.json["status"] == "would-publish"
    assert dry.json["fileCount"] == len(registry.skills[NAME][first])
    keep("clawhub-install-update-publish.txt", agent.log)
