"""What reaches a model, and what comes back."""

from collections.abc import Generator, Sequence

import pytest

from skillrun.engine.masking import Masked
from skillrun.errors import StreamCutError
from skillrun.project.fencing import fence
from skillrun.providers.base import Message, StopReason, StreamEvent, TextDelta
from tests.engine.scripted import Say, Scripted

KEY = "sk-ant-planted-in-settings-0001"
ASKED = "sk-ant-planted-in-request-0002"
KNOWN = "known-by-its-value"


def conversation(*more: Message) -> list[Message]:
    texts = [
        fence("file", f'A = "{KEY}"\nB = "{KNOWN}"\n', "0123456789ab", name="settings.py"),
        fence("request", f"use {ASKED} and {KNOWN}", "0123456789ab"),
    ]
    return [
        Message("system", f"an example of a key is {KEY}, {KNOWN} is none"),
        Message("user", "\n".join(texts)),
        *more,
    ]


def said(provider: Masked, messages: Sequence[Message]) -> str:
    events = list(provider.stream(messages))
    return "".join(event.text for event in events if isinstance(event, TextDelta))


class Echo(Scripted):
    """Answers with what it was told, in pieces."""

    def answer(self, chunk: int, stop: StopReason | None = StopReason.END) -> None:
        self.turns.append(Say("", stop, chunk))

    def stream(
        self, messages: Sequence[Message], *, max_output_tokens: int | None = None
    ) -> Generator[StreamEvent, None, None]:
        turn = self.turns[len(self.asked)]
        self.turns[len(self.asked)] = Say(messages[-1].content, turn.stop, turn.chunk)
        return super().stream(messages, max_output_tokens=max_output_tokens)


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 20, 10_000])
def test_a_key_of_a_file_comes_back_and_that_of_the_request_does_not(chunk: int) -> None:
    echo = Echo([])
    echo.answer(chunk)
    provider = Masked(echo, [KNOWN])
    answer = said(provider, conversation())
    system, user = echo.asked[0]
    for secret in (KEY, ASKED, KNOWN):
        assert secret not in user.content
    assert KEY in system.content
    assert KNOWN not in system.content
    expected = conversation()[1].content.replace(ASKED, "[redacted]")
    assert answer == expected


def test_a_secret_keeps_its_stand_in_over_a_conversation() -> None:
    echo = Echo([])
    echo.answer(5)
    echo.answer(5)
    provider = Masked(echo, [KNOWN])
    said(provider, conversation())
    again = said(provider, conversation(Message("assistant", KEY), Message("user", f"{KEY} more")))
    assert again == f"{KEY} more"
    first, second = echo.asked
    assert first[1].content == second[1].content
    assert KEY not in second[2].content


def test_a_text_without_secrets_goes_through_as_it_is() -> None:
    scripted = Scripted([Say("## a __SECRET_ of __SECRET_000000_1__ and _", chunk=1)])
    provider = Masked(scripted, [])
    messages = [Message("system", "be strict"), Message("user", "add an app")]
    assert said(provider, messages) == "## a __SECRET_ of __SECRET_000000_1__ and _"
    assert list(scripted.asked[0]) == messages
    assert provider.name == "scripted"


def test_what_is_held_back_comes_before_a_stream_that_breaks() -> None:
    provider = Masked(Scripted([Say("the end is __SEC", None, chunk=3)]), [])
    stream = provider.stream([Message("user", "x")])
    heard = ""
    with pytest.raises(StreamCutError):  # noqa: PT012 - what came before the error counts
        for event in stream:
            heard += event.text if isinstance(event, TextDelta) else ""
    assert heard == "the end is __SEC"


def test_an_invented_stand_in_is_no_secret() -> None:
    echo = Echo([])
    echo.answer(4)
    provider = Masked(echo, [])
    stem = provider._stem
    assert said(provider, [Message("user", f"{stem}9__")]) == "[redacted]"
