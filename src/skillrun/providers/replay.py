"""`replay:FILE`: the answers of a recorded conversation, in order."""

from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path

from skillrun.errors import ModelError, StreamCutError, UsageError
from skillrun.providers.base import Finish, Message, StreamEvent, TextDelta, Usage
from skillrun.providers.recording import Recorded, read_recording


class ReplayProvider:
    """The assistant's messages of a recorded conversation, one a request.

    What is asked has no effect on what comes.

    Args:
        path: The recorded conversation.

    Raises:
        UsageError: If there is no such file, or it holds no recorded conversation.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        recorded = _load(Path(path))
        self._answers = iter([entry for entry in recorded if entry.message.role == "assistant"])

    @property
    def name(self) -> str:
        """As in `--model`."""
        return f"replay:{self._path}"

    def stream(
        self,
        messages: Sequence[Message],  # noqa: ARG002 - the contract's
        *,
        max_output_tokens: int | None = None,  # noqa: ARG002 - the contract's
    ) -> Generator[StreamEvent, None, None]:
        """Yield the next recorded answer, line by line; see `Provider.stream`."""
        answer = next(self._answers, None)
        if answer is None:
            message = (
                f"{self.name} holds no further answer: the run asked for more than was recorded."
            )
            raise ModelError(
                message, advice="Record the conversation again, with the same request and flags."
            )
        yield from map(TextDelta, answer.message.content.splitlines(keepends=True))
        if answer.stop_reason is None:
            message = f"{self.name}: the answer was recorded without a stop reason: it is cut."
            raise StreamCutError(message, advice="Ask again, or record the conversation again.")
        # The tokens are those of the recording; it was paid for then, not now.
        usage = replace(answer.usage or Usage(requests=1), cost_usd=0.0)
        yield Finish(answer.stop_reason, usage)


def _load(path: Path) -> list[Recorded]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        message = f"The recorded conversation {path} can't be read: {reason}."
        raise UsageError(message, advice="Name a file that exists: --model replay:FILE.") from error
    try:
        # Only a newline ends a line of JSON Lines; splitlines() would cut at what JSON may hold as it is.
        return read_recording(text.split("\n"))
    except ValueError as error:
        message = f"{path} holds no recorded conversation: {error}."
        advice = "A line is a JSON object with role, content, stop_reason and usage."
        raise UsageError(message, advice=advice) from error
