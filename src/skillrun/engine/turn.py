"""One turn of the model: its stream goes through the parser, and what can be kept is kept."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from enum import StrEnum

from skillrun.engine import events
from skillrun.engine.budget import Budget
from skillrun.errors import ModelError, StreamCutError
from skillrun.protocol.answer import AnswerFile, Part
from skillrun.protocol.events import FileClosed, FileOpened, ParserEvent, ReasoningText
from skillrun.protocol.grammar import Grammar
from skillrun.protocol.parser import Parser
from skillrun.protocol.parsing import parse_part
from skillrun.providers.base import (
    Finish,
    Message,
    Provider,
    Retrying,
    StopReason,
    TextDelta,
    Usage,
)
from skillrun.rules.model import Subject, Violation
from skillrun.rules.registry import Catalogue
from skillrun.rules.runner import fatal_findings
from skillrun.rules.settings import RuleSettings


class End(StrEnum):
    """How a turn ended."""

    WHOLE = "whole"  # an explicit stop reason, nothing outstanding in it
    SPLIT = "split"  # a split marker: later parts are promised
    LENGTH = "length"  # the model's output limit
    CUT = "cut"  # the connection broke
    FATAL = "fatal"  # a fault was seen that no further text can mend


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn that is over.

    Attributes:
        end: How it ended.
        heard: All of it.
        text: What of it is kept: all of it, or up to its last whole file.
        part: The kept text, taken apart.
        usage: What the request used; estimated where the turn did not end by itself.
        stop_reason: The model's own, or None where it gave none.
        dropped: The file that was cut off or faulty and is not in `text`.
        faults: Why the turn was ended, for `End.FATAL`.
        broken: How the stream broke, for `End.CUT`.
    """

    end: End
    heard: str
    text: str
    part: Part
    usage: Usage
    stop_reason: StopReason | None = None
    dropped: AnswerFile | None = None
    faults: tuple[Violation, ...] = ()
    broken: StreamCutError | None = None


@dataclass(frozen=True, slots=True)
class Ear:
    """What a turn is listened to with: the same for all turns of a run."""

    provider: Provider
    grammar: Grammar
    catalogue: Catalogue
    budget: Budget
    emit: events.Observer
    settings: RuleSettings = field(default_factory=RuleSettings)


def take_turn(ear: Ear, messages: Sequence[Message], number: int) -> Turn:
    """Send the messages and listen until the turn is over.

    Args:
        ear: What to listen with.
        messages: The conversation.
        number: The 1-based number of the part that this turn brings.

    Returns:
        The turn, with only what may be kept of it.

    Raises:
        ModelError: If the model cannot be asked, refuses, or a ceiling would be passed.
    """
    limit = ear.budget.allow(messages)
    pieces: list[str] = []
    try:
        heard = _hear(ear, messages, number, limit, pieces)
    except (ModelError, KeyboardInterrupt):
        if pieces:
            ear.budget.add(_estimated(ear, messages, "".join(pieces)))
        raise
    usage = heard.finish.usage if heard.finish else _estimated(ear, messages, heard.text)
    ear.budget.add(usage)
    reason = heard.finish.stop_reason if heard.finish else None
    turn = Turn(
        _end(heard),
        heard.text,
        heard.text,
        heard.part,
        usage,
        reason,
        faults=heard.faults,
        broken=heard.broken,
    )
    return turn if turn.end in {End.WHOLE, End.SPLIT} else _cut(ear, turn)


@dataclass(frozen=True, slots=True)
class _Heard:
    text: str
    part: Part
    finish: Finish | None
    faults: tuple[Violation, ...]
    broken: StreamCutError | None


def _hear(
    ear: Ear, messages: Sequence[Message], number: int, limit: int | None, pieces: list[str]
) -> _Heard:
    """Listen until the model stops, breaks off or is stopped; what comes is put to the pieces."""
    parser = Parser(ear.grammar, part=number)
    faults: tuple[Violation, ...] = ()
    finish: Finish | None = None
    broken: StreamCutError | None = None
    # Closing the stream early ends the request, and what it costs.
    with closing(ear.provider.stream(messages, max_output_tokens=limit)) as stream:
        try:
            for event in stream:
                match event:
                    case TextDelta(text):
                        pieces.append(text)
                        if faults := _tell(ear, parser.feed(text)):
                            break
                    case Retrying(reason, delay):
                        ear.emit(events.Waiting(reason, delay))
                    case Finish():
                        finish = event
        except StreamCutError as error:
            broken = error
    faults = faults or _tell(ear, parser.finish())
    return _Heard("".join(pieces), parser.part, finish, faults, broken)


def _end(heard: _Heard) -> End:
    if heard.faults:
        return End.FATAL
    if heard.finish is None:
        return End.CUT
    if heard.part.split is not None:
        return End.SPLIT
    return End.LENGTH if heard.finish.stop_reason is StopReason.LENGTH else End.WHOLE


def _tell(ear: Ear, parsed: Sequence[ParserEvent]) -> tuple[Violation, ...]:
    """Tell what was parsed; stop at the first file that is beyond mending."""
    for event in parsed:
        match event:
            case ReasoningText(text):
                ear.emit(events.Reasoning(text))
            case FileOpened(path):
                ear.emit(events.FileStarted(path))
            case FileClosed(file) if file.complete:
                if faults := _beyond_mending(ear, file):
                    return faults
                ear.emit(events.FileFinished(file.path, len(file.content.encode())))
    return ()


def _beyond_mending(ear: Ear, file: AnswerFile) -> tuple[Violation, ...]:
    found = fatal_findings(ear.catalogue, file)
    return ear.settings.apply(found, Subject(files={}), ear.catalogue)[0]


def _estimated(ear: Ear, messages: Sequence[Message], heard: str) -> Usage:
    """Estimate a turn that reports no usage because it did not end by itself: it is paid for."""
    asked = sum(ear.budget.estimate(m.content) for m in messages)
    usage = Usage(1, asked, 0, ear.budget.estimate(heard))
    return replace(usage, cost_usd=ear.budget.price(usage))


def _cut(ear: Ear, turn: Turn) -> Turn:
    """Keep a turn's text up to the end of its last file that is whole and has no fatal fault."""
    number = turn.part.number
    files = parse_part(turn.heard, ear.grammar, part=number).files
    bad = {v.path for v in turn.faults}
    good = [f for f in files if f.complete and f.path not in bad]
    lost = next((f for f in files if not f.complete or f.path in bad), None)
    # Not splitlines(): the parser counts newlines alone, as an editor does.
    kept = "\n".join(turn.heard.split("\n")[: good[-1].end_line]) + "\n" if good else ""
    part = parse_part(kept, ear.grammar, part=number)
    return replace(turn, text=kept, part=part, dropped=lost)
