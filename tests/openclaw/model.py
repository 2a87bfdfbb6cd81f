"""A model on loopback that speaks Chat Completions, streamed, with tool calls.

What it does next depends on what it has been told. Here it finds the skill in the list that the agent
sends, and mends the file because the check's output names the violation; a test may hand another script.
"""

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

FILE = "apps/orders/serializers.py"
FAULTY = '''"""Serializers of orders."""

from rest_framework import serializers

from apps.orders.models import Order


class OrderSerializer(serializers.ModelSerializer[Order]):
    """What a client sees of an order."""

    class Meta:
        """The fields that are sent."""

        model = Order
        fields = "__all__"
'''
MENDED = FAULTY.replace('"__all__"', '("id", "number", "total")')
# The skill's own words for a check whose report goes to a file.
_CHECK = re.compile(r"`(report=[^`]*skillrun check PATH[^`]*)`")


@dataclass(frozen=True)
class Call:
    """What the model wants done.

    Attributes:
        tool: The tool's name.
        arguments: Its arguments.
    """

    tool: str
    arguments: Mapping[str, object]


# The messages so far and the results of the tools among them, to the next step; a text is the last.
Script = Callable[[list[dict[str, Any]], list[str]], Call | str]


def step_of(steps: Sequence[tuple[bool, Call | str]], results: Sequence[str]) -> Call | str:
    """The step after these results.

    Args:
        steps: All steps from the first, each with whether the last result is what it needs.
        results: What the tools have said so far.
    """
    as_expected, step = steps[len(results)] if len(results) < len(steps) else (False, "")
    return step if as_expected else f"I did not expect this: {results[-1][:500] if results else ''}"


def prove_with_the_command(messages: list[dict[str, Any]], results: list[str]) -> Call | str:
    """Read the skill, write a faulty file, check it as the skill says, mend it, check again."""
    if not results:
        place = skill_place(_text(messages[0]["content"]))
        return Call("read", {"path": place}) if place else "There is no such skill here."
    last, check = results[-1], check_command(results[0])
    steps: tuple[tuple[bool, Call | str], ...] = (
        (True, ""),
        (bool(check), Call("write", {"path": FILE, "content": FAULTY})),
        (True, Call("exec", {"command": check})),
        ("SEC007" in last, Call("write", {"path": FILE, "content": MENDED})),
        (True, Call("exec", {"command": check})),
        ("exit 0" in last, "SEC007 was found and mended, the check is clean."),
    )
    return step_of(steps, results)


@dataclass
class Model:
    """The server.

    Attributes:
        script: What it does.
        transcript: What was said, in order, as lines for a person.
        tools: The tools that the agent offers.
    """

    script: Script = prove_with_the_command
    transcript: list[str] = field(default_factory=list)
    tools: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._listener = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._listener.daemon_threads = True
        self._thread = threading.Thread(
            target=self._listener.serve_forever, args=(0.02,), daemon=True
        )

    @property
    def base_url(self) -> str:
        """The base URL for Chat Completions."""
        return f"http://127.0.0.1:{self._listener.server_port}/v1"

    def turn(self, body: Mapping[str, Any]) -> Call | str:
        """Decide on the next step from the conversation so far."""
        self.tools |= {tool["function"]["name"] for tool in body.get("tools", ())}
        messages = body["messages"]
        results = [_text(m["content"]) for m in messages if m["role"] == "tool"]
        if results:
            self._told("tool", results[-1])
        else:
            self._told("person", _text(next(m for m in messages if m["role"] == "user")["content"]))
        step = self.script(messages, results)
        told = f"{step.tool} {json.dumps(step.arguments)}" if isinstance(step, Call) else step
        self._told("model", told)
        return step

    def _told(self, who: str, text: str) -> None:
        # A reply that is asked for again is told once.
        line = f"[{who}] {text}"
        if not self.transcript or self.transcript[-1] != line:
            self.transcript.append(line)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join()


def skill_place(system: str) -> str:
    """Where the agent says that the skill's text is; empty where it is not listed."""
    listed = re.search(r"[^\s<>`\"]*senior-django-developer/SKILL\.md", system)
    return listed[0] if listed else ""


def check_command(skill: str) -> str:
    """The command that the skill tells an agent to check a file with; empty where it tells none."""
    told = _CHECK.search(skill)
    return told[1].replace("PATH", FILE) if told else ""


def _text(content: object) -> str:
    """The text of a message, whether it comes whole or in parts."""
    if isinstance(content, list):
        return "\n".join(str(part.get("text", "")) for part in content)
    return str(content)


def _events(step: Call | str) -> Iterator[bytes]:
    head = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "scripted",
    }
    delta: dict[str, Any]
    if isinstance(step, Call):
        function = {"name": step.tool, "arguments": json.dumps(step.arguments)}
        call = {"index": 0, "id": "call_1", "type": "function", "function": function}
        delta, finish = {"role": "assistant", "tool_calls": [call]}, "tool_calls"
    else:
        delta, finish = {"role": "assistant", "content": step}, "stop"
    for part, reason in ((delta, None), ({}, finish)):
        choice = {"index": 0, "delta": part, "finish_reason": reason}
        yield f"data: {json.dumps({**head, 'choices': [choice]})}\n\n".encode()
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
    yield f"data: {json.dumps({**head, 'choices': [], 'usage': usage})}\n\n".encode()
    yield b"data: [DONE]\n\n"


def _handler(model: Model) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Stay silent."""

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))))
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            for event in _events(model.turn(body)):
                self.wfile.write(event)

    return Handler
