"""A model sees no secret: what would reach it is masked, and put back in what it answers.

A key in a file that is shown (an old `settings.py`) becomes a stand-in, and the stand-in becomes
the key again where the model writes that file anew: the file keeps what it holds. A key that came
with the request has no place in a file and is not put back.
"""

import re
import secrets as randomness
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from skillrun.errors import StreamCutError
from skillrun.project.fencing import unfence
from skillrun.providers.base import Finish, Message, Provider, StreamEvent, TextDelta
from skillrun.sessions.redacting import REDACTED, redact

if TYPE_CHECKING:
    from skillrun.engine.events import Event, OperationFinished, Report


class Masked:
    """A provider that is told no secret.

    Args:
        provider: The provider that is asked.
        secrets: Known values; others are known by their shape.
        learn: Told each secret that a text turned out to hold: what comes back must not be shown.
    """

    def __init__(
        self,
        provider: Provider,
        secrets: Sequence[str],
        learn: Callable[[str], None] = lambda _secret: None,
    ) -> None:
        self._provider = provider
        self._secrets = tuple(secrets)
        self._learn = learn
        # Made for the run: no text of the project can hold it by chance or by intent.
        self._stem = f"__SECRET_{randomness.token_hex(3)}_"
        self._pattern = re.compile(rf"{self._stem}(\d+)__")
        self._masked: list[str] = []
        self._in_files: set[str] = set()

    @property
    def name(self) -> str:
        """The name of the provider that is asked."""
        return self._provider.name

    def stream(
        self, messages: Sequence[Message], *, max_output_tokens: int | None = None
    ) -> Generator[StreamEvent, None, None]:
        """Ask with secrets masked, and yield the answer with them put back."""
        sent = [replace(message, content=self._mask(message)) for message in messages]
        held = ""
        answer = self._provider.stream(sent, max_output_tokens=max_output_tokens)
        with closing(answer) as stream:
            try:
                for event in stream:
                    if isinstance(event, TextDelta):
                        text, held = self._unmask(held + event.text)
                        if text:
                            yield TextDelta(text)
                        continue
                    if held and isinstance(event, Finish):
                        yield TextDelta(held)
                    yield event
            except StreamCutError:
                if held:
                    yield TextDelta(held)
                raise

    def _mask(self, message: Message) -> str:
        # The system message is the skill's text: its examples show what keys look like.
        shapes = message.role != "system"
        masked = redact(message.content, self._secrets, stand_in=self._stand_in, shapes=shapes)
        if message.role == "user" and masked != message.content:
            for fenced in unfence(message.content):
                if fenced.kind == "file":
                    redact(fenced.text, self._secrets, stand_in=self._note)
        return masked

    def _stand_in(self, found: str) -> str:
        secret = self._whole(found)
        if secret not in self._masked:
            self._masked.append(secret)
            self._learn(secret)
        return f"{self._stem}{self._masked.index(secret)}__"

    def _note(self, found: str) -> str:
        self._in_files.add(self._whole(found))
        return self._stand_in(found)

    def _whole(self, found: str) -> str:
        """A secret as it was, where a known value in it was masked before its shape was seen."""
        return self._pattern.sub(lambda stand_in: self._masked[int(stand_in[1])], found)

    def _unmask(self, text: str) -> tuple[str, str]:
        """Put back what is whole, and hold back what may become a stand-in with the next piece."""
        whole = self._pattern.sub(self._original, text)
        for length in range(min(len(whole), len(self._stem) + 6), 0, -1):
            end = whole[-length:]
            if self._stem.startswith(end) or re.fullmatch(rf"{self._stem}\d*_?", end):
                return whole[:-length], end
        return whole, ""

    def _original(self, found: re.Match[str]) -> str:
        number = int(found[1])
        known = number < len(self._masked) and self._masked[number] in self._in_files
        return self._masked[number] if known else REDACTED


_Told = TypeVar("_Told", bound="Event | Report | OperationFinished")
# What is free text; the rest are names and numbers that programs go by.
_TEXTS = frozenset(
    {"text", "detail", "reason", "output", "reasoning", "recommendations", "error", "advice"}
)


def without_secrets(told: _Told, clean: Callable[[str], str]) -> _Told:
    """Take the secrets out of the texts of an event or a report.

    Args:
        told: What is about to be told.
        clean: Takes the secrets out of a text.
    """
    changed: dict[str, object] = {}
    for field in fields(told):
        value = getattr(told, field.name)
        if isinstance(value, str) and field.name in _TEXTS:
            changed[field.name] = clean(value)
        elif field.name == "operations":
            changed[field.name] = tuple(without_secrets(one, clean) for one in value)
    return cast("_Told", replace(cast("Any", told), **changed))
