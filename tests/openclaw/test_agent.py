"""A whole session of the real OpenClaw: the skill is seen, read and obeyed, and the check is run."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.openclaw.conftest import NAME
from tests.openclaw.model import FILE, MENDED, Model
from tests.openclaw.registry import Registry
from tests.openclaw.tools import Agent

pytestmark = pytest.mark.slow


def configuration(model: Model) -> dict[str, object]:
    free = {"input": 0, "output": 0, "cacheRead": 0, "cacheWrite": 0}
    scripted = {
        "id": "scripted",
        "name": "Scripted",
        "reasoning": False,
        "input": ["text"],
        "cost": free,
        "contextWindow": 200_000,
        "maxTokens": 8192,
    }
    local = {
        "baseUrl": model.base_url,
        "apiKey": "sk-local",
        "api": "openai-completions",
        "models": [scripted],
    }
    return {
        "agents": {"defaults": {"model": {"primary": "local/scripted"}}},
        "models": {"mode": "merge", "providers": {"local": local}},
        "skills": {"load": {"watch": False}},
    }


def test_an_agent_reads_the_skill_and_proves_its_work(
    agent: Agent,
    registry: Registry,
    packed: Path,
    tmp_path: Path,
    keep: Callable[[str, list[str]], Path],
) -> None:
    registry.release(NAME, "1.0.0", packed)
    project = tmp_path / "project"
    project.mkdir()
    assert agent.run("clawhub", "--workdir", ".", "install", NAME, cwd=project).code == 0
    with Model() as model:
        config = tmp_path / "openclaw.json"
        config.write_text(json.dumps(configuration(model)), encoding="utf-8")
        request = f"Add an OrderSerializer to {FILE}."
        done = agent.run(
            *("openclaw", "agent", "exec", "--config", config, "--cwd", project, "--json", request),
            timeout=600,
        )
    kept = keep("openclaw-agent-session.txt", [*agent.log[:1], *model.transcript, agent.log[-1]])

    assert done.code == 0, done.err
    assert done.json["ok"], kept
    assert done.json["final"] == "SEC007 was found and mended, the check is clean.", kept
    assert done.json["toolSummary"]["calls"] == 5
    told = [line for line in model.transcript if line.startswith("[tool]")]
    assert "# Senior Django developer" in told[0]
    assert "exit 1" in told[2]
    assert "SEC007" in told[2]
    assert "exit 0" in told[4]
    assert len(told[2]) < 4000
    assert (project / FILE).read_text(encoding="utf-8") == MENDED

    registry.release(NAME, "9.0.0", packed)
    update = agent.run("clawhub", "--workdir", ".", "update", NAME, cwd=project)
    assert "9.0.0" in update.out, "the session left a file in the skill's folder"
