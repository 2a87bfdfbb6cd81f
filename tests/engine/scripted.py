"""A provider that says what a test tells it to, and a person that answers as told."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

from skillrun.engine.approving import approval
from skillrun.errors import StreamCutError
from skillrun.protocol.answer import Split
from skillrun.providers.base import (
    Finish,
    Message,
    StopReason,
    StreamEvent,
    TextDelta,
    Usage,
)
from skillrun.rules.model import Violation
from skillrun.workspace.commands.operations import PlannedOperation
from skillrun.workspace.plan import Change

GRAMMAR_HEAD = """## Цепочка мыслей

### Анализ

Нужно добавить функцию, которая складывает два числа, и проверить её тестом.

### Операции файловой системы

Команды не нужны.

### Архитектурные решения

Функция живёт в слое бизнес-логики, потому что её вызывают представления.

"""


def answer(*files: tuple[str, str], head: str = GRAMMAR_HEAD, tail: str = "") -> str:
    """Write an answer in the Django skill's grammar."""
    blocks = "\n".join(f"`{path}`\n```python\n{text}```\n" for path, text in files)
    return f"{head}## Файлы\n\n{blocks}{tail}"


@dataclass
class Say:
    """One turn: its text, and how it ends (None: the stream breaks; an error: with that)."""

    text: str
    stop: StopReason | BaseException | None = StopReason.END
    chunk: int = 40


@dataclass
class Scripted:
    """Says its turns one after the other and remembers what it was asked."""

    turns: list[Say]
    asked: list[tuple[Message, ...]] = field(default_factory=list)
    limits: list[int | None] = field(default_factory=list)
    heard: int = 0
    name: str = "scripted"

    def stream(
        self, messages: Sequence[Message], *, max_output_tokens: int | None = None
    ) -> Generator[StreamEvent, None, None]:
        self.asked.append(tuple(messages))
        self.limits.append(max_output_tokens)
        turn = self.turns[len(self.asked) - 1]
        for start in range(0, len(turn.text), turn.chunk):
            piece = turn.text[start : start + turn.chunk]
            self.heard += len(piece)
            yield TextDelta(piece)
        if turn.stop is None:
            raise StreamCutError("The connection broke.", advice="Look at the network.")
        if isinstance(turn.stop, BaseException):
            raise turn.stop
        yield Finish(turn.stop, Usage(1, 100, 0, 50, 0.01))


@dataclass
class Someone:
    """Answers every question as told, and remembers what was asked."""

    goes_on: bool = True
    writes: bool = True
    runs: bool = False
    allows: frozenset[str] = frozenset()
    questions: list[str] = field(default_factory=list)

    def continue_split(self, split: Split) -> bool:
        self.questions.append(f"continue {split.part}")
        return self.goes_on

    def approve(self, violations: Sequence[Violation]) -> frozenset[str]:
        self.questions += [f"approve {approval(v)}" for v in violations]
        return self.allows & {approval(v) for v in violations}

    def write(self, changes: Sequence[Change]) -> bool:
        self.questions.append("write " + ", ".join(c.path for c in changes))
        return self.writes

    def run(self, operations: Sequence[PlannedOperation]) -> bool:
        self.questions.append("run " + ", ".join(o.command for o in operations))
        return self.runs
