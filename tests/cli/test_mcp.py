"""`skillrun mcp`: the real process, spoken to by the official SDK's client."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from mcp import Client, StdioServerParameters
from mcp.client.context import ClientRequestContext
from mcp.client.session import ElicitationFnT
from mcp_types import ElicitRequestParams, ElicitResult, TextContent

from skillrun.cli.serving.reports import to_text
from tests.engine.scripted import answer
from tests.engine.test_ask import ADD
from tests.skills.folders import make_pack, make_skill
from tests.support.ports import free_port, wait_for
from tests.support.processes import processes_of, wait_until_gone

FAULTY = 'def work() -> None:\n    """Work."""\n    pass\n'
ANSWER = answer(("apps/shop/__init__.py", '"""The shop."""\n'))
STUB = answer(
    ("apps/shop/services.py", ADD.replace("return one", "...  # rest of code\n    return one"))
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "apps").mkdir(parents=True)
    (folder / "apps" / "__init__.py").write_text('"""The apps."""\n', encoding="utf-8")
    (folder / "apps" / "faulty.py").write_text(FAULTY, encoding="utf-8")
    (tmp_path / "secret.py").write_text("KEY = 1\n", encoding="utf-8")
    return folder


def environment(project: Path) -> dict[str, str]:
    home = project.parent / "home"
    home.mkdir(exist_ok=True)
    folders = {"HOME": home, "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home}
    (project.parent / "tmp").mkdir(exist_ok=True)
    folders |= {"TMPDIR": project.parent / "tmp"}
    return {"PATH": os.environ["PATH"]} | {name: str(path) for name, path in folders.items()}


def served(project: Path, *flags: str) -> StdioServerParameters:
    arguments = ["-m", "skillrun", "mcp", "--workspace", str(project), *flags]
    return StdioServerParameters(
        command=sys.executable, args=arguments, env=environment(project), cwd=str(project)
    )


def talk(client: Client, talking: Callable[[Client], Awaitable[Any]]) -> Any:  # noqa: ANN401
    async def go() -> Any:  # noqa: ANN401
        async with client as connected:
            return await talking(connected)

    return asyncio.run(asyncio.wait_for(go(), 120))


async def call(client: Client, tool: str, **arguments: object) -> dict[str, Any]:
    result = await client.call_tool(tool, arguments)
    (content,) = result.content
    assert isinstance(content, TextContent)
    # An agent would tell its model of a structured twin too: everything is said once.
    assert result.structured_content is None
    if result.is_error or not content.text.startswith("{"):
        return {"error": result.is_error, "text": content.text}
    told: dict[str, Any] = json.loads(content.text)
    return told


def person(*, writes: bool, asked: list[str]) -> ElicitationFnT:
    async def decide(context: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
        asked.append(params.message)
        return ElicitResult(action="accept", content={"write": writes})

    return decide


def test_what_there_is(project: Path) -> None:
    async def look(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {
            "check_response",
            "check_paths",
            "explain_rule",
            "apply_response",
            "project_map",
        }
        for tool in tools.values():
            assert tool.description
            assert "  " not in tool.description, "an agent's context is dear"
        # What the person decides is asked of the person: an agent cannot fill it in.
        assert set(tools["apply_response"].input_schema["properties"]) == {"parts", "request"}
        resources = [str(r.uri) for r in (await client.list_resources()).resources]
        assert "skillrun://rules" in resources
        references = [uri for uri in resources if uri.startswith("skillrun://references/")]
        assert references
        for uri in ("skillrun://rules", "skillrun://rules/CMP004", references[0]):
            (content,) = (await client.read_resource(uri)).contents
            assert len(getattr(content, "text", "")) > 200
        prompt = await client.get_prompt("standard", {})
        assert "## Цепочка мыслей" in str(prompt.messages[0].content)

    talk(Client(served(project)), look)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_faulty_file_is_found_and_explained(
    project: Path, mode: Literal["auto", "legacy"]
) -> None:
    async def check(client: Client) -> None:
        found = await call(client, "check_paths", paths=["apps/faulty.py"], select=["CMP"])
        assert (found["ok"], found["total"]) == (False, 1)
        (line,) = found["violations"]["apps/faulty.py"]
        assert line.startswith("3:5 CMP002 ")
        told = await call(client, "explain_rule", code="CMP002")
        assert "CMP002 pass-statement" in str(told)
        (project / "apps" / "faulty.py").write_text(FAULTY.replace("    pass\n", ""))
        found = await call(client, "check_paths", paths=["apps/faulty.py"], select=["CMP"])
        assert found["ok"] is True

    talk(Client(served(project), mode=mode), check)


def test_few_violations_are_told_and_all_are_counted(project: Path) -> None:
    (project / "apps" / "faulty.py").write_text(FAULTY * 9, encoding="utf-8")

    async def check(client: Client) -> None:
        found = await call(client, "check_paths", limit=2, select=["CMP002"])
        assert (len(found["violations"]["apps/faulty.py"]), found["total"]) == (2, 9)
        assert found["by_code"] == {"CMP002": 9}

    talk(Client(served(project)), check)


def test_errors_are_told_before_warnings(project: Path) -> None:
    (project / "pyproject.toml").write_text(
        '[tool.skillrun.severity]\nCMP002 = "warning"\n', encoding="utf-8"
    )
    (project / "apps" / "a.py").write_text(FAULTY * 9, encoding="utf-8")
    (project / "apps" / "z.py").write_text("def work() -> None:\n    print(1)\n", encoding="utf-8")

    async def check(client: Client) -> None:
        found = await call(client, "check_paths", limit=1, select=["CMP002", "ERR004"])
        assert found["ok"] is False
        assert list(found["violations"]) == ["apps/z.py"]
        found = await call(client, "check_paths", paths=["apps/a.py"], select=["CMP002"])
        assert found["ok"] is True
        assert found["violations"]["apps/a.py"][0].startswith("3:5 CMP002 (warning) ")

    talk(Client(served(project)), check)


def test_what_is_no_utf_8_can_be_told() -> None:
    assert to_text({"quoted": "caf\udce9"}) == '{"quoted":"caf?"}'


def test_what_a_rule_prints_does_not_spoil_the_answer(project: Path) -> None:
    root = make_skill(project / "skills", "notes", 'packs = ["own"]\n')
    pack = make_pack(root, "own", "OWN001", word="pass") / "__init__.py"
    told = pack.read_text().replace("        if ", '        print("looking")\n        if ')
    pack.write_text(told, encoding="utf-8")
    command = [sys.executable, "-m", "skillrun", "skill", "trust", "notes", "--yes"]
    subprocess.run(
        command, cwd=project, env=environment(project), check=True, stdout=subprocess.PIPE
    )

    async def check(client: Client) -> None:
        found = await call(client, "check_paths", paths=["apps/faulty.py"])
        assert found["violations"] == {"apps/faulty.py": ["1:1 OWN001 It is here."]}

    talk(Client(served(project, "--skill", "notes")), check)


def test_calls_side_by_side_are_each_answered(project: Path) -> None:
    async def check(client: Client) -> None:
        calls = [call(client, "check_paths", select=[code]) for code in ("CMP002", "ERR004") * 3]
        found = await asyncio.gather(*calls)
        assert [one["total"] for one in found] == [1, 0] * 3

    talk(Client(served(project)), check)


def make_big(project: Path) -> None:
    """Make files that take many seconds to check."""
    text = "\n\n".join(f"def work_{number}(a, b):\n    print(a)" for number in range(600))
    for number in range(190):
        (project / "apps" / f"big_{number}.py").write_text(f"{text}\n# {number}\n")


async def begun(project: Path) -> None:
    """Return when a check is at work."""
    while not any("skillrun.cli.serving" in line for line in processes_of(project.parent)):
        await asyncio.sleep(0.05)


def test_others_are_answered_meanwhile_and_a_cancelled_check_ends(project: Path) -> None:
    make_big(project)

    async def check(client: Client) -> None:
        long = asyncio.create_task(call(client, "check_paths"))
        await begun(project)
        assert "CMP002" in str(await call(client, "explain_rule", code="CMP002"))
        found = await call(client, "check_paths", paths=["apps/faulty.py"], select=["CMP"])
        assert found["total"] == 1
        assert not long.done()
        long.cancel()
        await asyncio.gather(long, return_exceptions=True)
        late = time.monotonic() + 5
        while left(project) != (1, []) and time.monotonic() < late:
            await asyncio.sleep(0.05)
        assert left(project) == (1, []), "the server alone"

    talk(Client(served(project)), check)


def left(project: Path) -> tuple[int, list[Path]]:
    """How many processes there are, and what lies in the folder for temporary files."""
    return len(processes_of(project.parent)), list((project.parent / "tmp").iterdir())


@pytest.mark.parametrize("ending", [None, signal.SIGTERM, signal.SIGINT])
def test_nothing_is_left_of_a_check_when_the_server_ends(
    project: Path, ending: signal.Signals | None
) -> None:
    make_big(project)
    parameters = served(project)
    server = subprocess.Popen(
        [parameters.command, *parameters.args],
        env=parameters.env,
        cwd=project,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    client = {"protocolVersion": "2025-06-18", "capabilities": {}}
    client["clientInfo"] = {"name": "test", "version": "1"}
    assert server.stdin
    assert server.stdout
    for message in (
        {"id": 1, "method": "initialize", "params": client},
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/call", "params": {"name": "check_paths", "arguments": {}}},
    ):
        server.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        server.stdin.flush()
    asyncio.run(asyncio.wait_for(begun(project), 60))
    if ending is None:
        server.stdin.close()
    else:
        server.send_signal(ending)
    assert server.wait(10) == (128 + ending if ending else 0)
    server.stdin.close()
    server.stdout.close()
    assert wait_until_gone(project.parent, 2) == []
    assert left(project) == (0, [])


def test_nothing_outside_the_workspace_is_read(project: Path) -> None:
    (project / "link.py").symlink_to(project.parent / "secret.py")
    (project / "circle.py").symlink_to("circle.py")

    async def check(client: Client) -> None:
        outside = ("../secret.py", str(project.parent / "secret.py"), "link.py")
        for path in (*outside, "gone.py", "a\0b.py", "x" * 5000, "circle.py"):
            told = await call(client, "check_paths", paths=[path])
            assert told["error"], path
            assert "KEY" not in told["text"]
            assert "Name " in told["text"], "an error tells what to do"

    talk(Client(served(project)), check)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_an_answer_is_written_when_the_person_says_so(
    project: Path, mode: Literal["auto", "legacy"]
) -> None:
    asked: list[str] = []

    async def write(client: Client) -> dict[str, Any]:
        return await call(client, "apply_response", parts=[ANSWER], request="add the shop")

    client = Client(
        served(project), mode=mode, elicitation_callback=person(writes=True, asked=asked)
    )
    report = talk(client, write)
    assert report["status"] == "written", report
    assert (project / "apps" / "shop" / "__init__.py").is_file()
    assert len(asked) == 1
    assert "apps/shop/__init__.py" in asked[0]


def test_an_answer_is_not_written_when_the_person_says_no(project: Path) -> None:
    asked: list[str] = []

    async def write(client: Client) -> dict[str, Any]:
        return await call(client, "apply_response", parts=[ANSWER], request="add the shop")

    no = person(writes=False, asked=asked)
    report = talk(Client(served(project), elicitation_callback=no), write)
    assert (report["status"], report["error"]["message"]) == ("rejected", "The person said no.")
    assert not (project / "apps" / "shop").exists()


def test_a_client_that_cannot_ask_writes_nothing(project: Path) -> None:
    async def write(client: Client) -> dict[str, Any]:
        return await call(client, "apply_response", parts=[ANSWER], request="add the shop")

    report = talk(Client(served(project)), write)
    assert report["status"] == "rejected"
    assert "--yes" in report["error"]["advice"]
    assert not (project / "apps" / "shop").exists()
    assert talk(Client(served(project, "--yes")), write)["status"] == "written"


def test_a_workspace_does_not_answer_for_the_person(project: Path) -> None:
    async def write(client: Client) -> dict[str, Any]:
        return await call(client, "apply_response", parts=[ANSWER], request="add the shop")

    text = 'yes = true\noperations = "allow"\n'
    (project / "skillrun.toml").write_text(text, encoding="utf-8")
    assert talk(Client(served(project)), write)["status"] == "rejected"
    assert not (project / "apps" / "shop").exists()
    (project / "skillrun.toml").unlink()
    (project.parent / "home" / "skillrun").mkdir(exist_ok=True)
    (project.parent / "home" / "skillrun" / "config.toml").write_text(text, encoding="utf-8")
    assert talk(Client(served(project)), write)["status"] == "written"


def test_a_faulty_answer_is_told_and_nobody_is_asked(project: Path) -> None:
    asked: list[str] = []

    async def write(client: Client) -> None:
        found = await call(client, "check_response", parts=[STUB])
        assert found["ok"] is False
        report = await call(client, "apply_response", parts=[STUB], request="add the shop")
        assert report["status"] == "rejected"
        assert "CMP004" in str(report["violations"])

    talk(Client(served(project), elicitation_callback=person(writes=True, asked=asked)), write)
    assert asked == []
    assert not (project / "apps" / "shop").exists()


def test_over_http_on_loopback(project: Path) -> None:
    port = free_port()
    flags = ["--transport", "http", "--port", str(port), "--workspace", str(project)]
    server = subprocess.Popen(
        [sys.executable, "-m", "skillrun", "mcp", *flags],
        env=environment(project),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        wait_for(port)

        async def check(client: Client) -> None:
            assert "apps" in str(await call(client, "check_paths", select=["CMP"]))

        talk(Client(f"http://127.0.0.1:{port}/mcp"), check)
        with socket.create_connection(("127.0.0.1", port)) as plain:
            plain.sendall(
                b"POST /mcp HTTP/1.1\r\nHost: evil.example\r\nContent-Type: application/json\r\n"
                b"Accept: application/json, text/event-stream\r\nContent-Length: 2\r\n\r\n{}"
            )
            assert plain.recv(200).startswith(b"HTTP/1.1 421 ")
    finally:
        server.terminate()
        server.communicate()
