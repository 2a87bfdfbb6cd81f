"""A whole session of the real OpenClaw with `skillrun mcp`: tools found, a fault seen and mended, no write unasked."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.engine.scripted import answer
from tests.openclaw.model import FAULTY, FILE, MENDED, Call, Model, step_of
from tests.openclaw.test_agent import configuration
from tests.openclaw.tools import Agent
from tests.support.ports import free_port, wait_for
from tests.support.processes import wait_until_gone

pytestmark = pytest.mark.slow
DONE = "SEC007 was found, explained and mended; the answer waits for the person."
MODELS = '''"""Models of orders."""

from django.db import models


class Order(models.Model):
    """What a customer has ordered."""

    number = models.CharField(max_length=20)
    total = models.DecimalField(max_digits=10, decimal_places=2)
'''
# What the model looks for in the agent's tools, in its own words, and the tool that this must find.
WANTED = {
    "map of the Django project": "project_map",
    "check Django code after a change": "check_paths",
    "explain the rule of a violation": "explain_rule",
    "write the files of an answer": "apply_response",
}
ANSWER = answer(("apps/shop/__init__.py", '"""The shop."""\n'))


def tool_found(said: str, tool: str) -> str:
    """The name by which the agent offers a tool, from what its search has said."""
    found = re.search(rf'"id": "([^"]*skillrun__{tool})"', said)
    return found[1] if found else ""


def over_mcp(_: list[dict[str, Any]], results: list[str]) -> Call | str:
    """Find the tools, look at the project, write a faulty file, mend it as the check says, hand in an answer."""

    def call(tool: str, **words: object) -> Call:
        return Call("tool_call", {"id": tool_found(results[0], tool), "args": words})

    def write(content: str) -> Call:
        return Call("write", {"path": FILE, "content": content})

    last = results[-1] if results else ""
    search = Call("tool_search", {"queries": [{"query": words} for words in WANTED]})
    if not results:
        return search
    return step_of(
        (
            (True, search),
            (all(tool_found(last, tool) for tool in WANTED.values()), call("project_map")),
            ("Order(number, total)" in last, write(FAULTY)),
            (True, call("check_paths", paths=[FILE])),
            ("SEC007" in last, call("explain_rule", code="SEC007")),
            ("Not flagged" in last, write(MENDED)),
            (True, call("check_paths", paths=[FILE])),
            (
                r"\"ok\":true" in last,
                call("apply_response", parts=[ANSWER], request="add the shop"),
            ),
            ("skillrun apply" in last, DONE),
        ),
        results,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    orders = folder / "apps" / "orders"
    orders.mkdir(parents=True)
    (folder / "apps" / "__init__.py").write_text('"""The apps."""\n', encoding="utf-8")
    (orders / "__init__.py").write_text('"""Orders."""\n', encoding="utf-8")
    (orders / "models.py").write_text(MODELS, encoding="utf-8")
    return folder


@contextmanager
def server(transport: str, project: Path, home: Path) -> Iterator[dict[str, object]]:
    """What OpenClaw is told of the server, which over HTTP is a process of ours."""
    words = ["mcp", "--workspace", str(project)]
    if transport == "stdio":
        yield {"command": "skillrun", "args": words}
        return
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "skillrun", *words, "--transport", "http", "--port", str(port)],
        env={"PATH": os.environ["PATH"], "HOME": str(home)},
    )
    try:
        wait_for(port)
        yield {"url": f"http://127.0.0.1:{port}/mcp", "transport": "streamable-http"}
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@pytest.mark.parametrize("transport", ["stdio", "http"])
def test_an_agent_proves_its_work_over_mcp(
    transport: str,
    agent: Agent,
    project: Path,
    tmp_path: Path,
    keep: Callable[[str, list[str]], Path],
) -> None:
    with Model(over_mcp) as model, server(transport, project, agent.home) as where:
        config = tmp_path / "openclaw.json"
        settings = {**configuration(model), "mcp": {"servers": {"skillrun": where}}}
        config.write_text(json.dumps(settings), encoding="utf-8")
        request = f"Add an OrderSerializer to {FILE}, and the app shop."
        done = agent.run(
            *("openclaw", "agent", "exec", "--config", config, "--cwd", project, "--json", request),
            timeout=600,
        )
    kept = keep(f"openclaw-mcp-{transport}.txt", [*model.transcript, agent.log[-1]])

    assert done.code == 0, done.err
    assert done.json["final"] == DONE, kept
    used = set(done.json["toolSummary"]["tools"])
    assert {f"skillrun__{tool}" for tool in WANTED.values()} <= used
    told = [line for line in model.transcript if line.startswith("[tool]")]
    faulty, mended, refused = told[3], told[6], told[7]
    assert r"\"ok\":false" in faulty
    assert "SEC007" in faulty
    assert faulty.count("lets every field in") == 1, "an agent's context is dear"
    assert r"\"ok\":true" in mended
    assert r"\"status\":\"rejected\"" in refused
    assert (project / FILE).read_text(encoding="utf-8") == MENDED
    assert not (project / "apps" / "shop").exists(), "nobody has said yes"
    assert wait_until_gone(tmp_path) == []
