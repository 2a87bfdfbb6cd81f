"""A conversation that is led until its answer is whole: splits, length stops, cuts, fatal faults."""

from collections.abc import Sequence
from dataclasses import dataclass

from skillrun.engine import events
from skillrun.engine.person import Person
from skillrun.engine.turn import Ear, End, Turn, take_turn
from skillrun.errors import ModelError, UsageError
from skillrun.protocol.answer import Answer
from skillrun.protocol.parsing import parse
from skillrun.providers.base import Message
from skillrun.rules.model import Violation
from skillrun.sessions.store import Session
from skillrun.skills.model import Skill
from skillrun.skills.prompt import render_continue

# Turns in a row that bring no whole file: the fourth of its kind would not be different.
_MAX_SETBACKS = 3


class FatalFaultError(Exception):
    """The model came with a fatal fault again: the run is rejected, not failed.

    Attributes:
        violations: The faults of the last turn.
        texts: The answer as it stood, one text a part, the faulty turn as heard.
    """

    def __init__(self, violations: tuple[Violation, ...], texts: tuple[str, ...]) -> None:
        super().__init__(violations[0].message)
        self.violations = violations
        self.texts = texts


@dataclass(slots=True)
class Leader:
    """Leads the conversations of one run and counts what they took.

    Attributes:
        ear: What the model is listened to with.
        skill: The skill whose prompts are used.
        person: Who is asked whether to go on after a split.
        session: Where the messages are recorded.
        max_parts: How many parts an answer may come in.
        max_repairs: How many fatal faults may be told to the model before the run ends.
        requests: How many requests were made so far.
        fatal: How many fatal faults were told so far.
    """

    ear: Ear
    skill: Skill
    person: Person
    session: Session
    max_parts: int
    max_repairs: int
    requests: int = 0
    fatal: int = 0

    def lead(self, opening: Sequence[Message], purpose: str) -> Answer:
        """Ask, and go on asking until the answer is whole.

        Args:
            opening: The messages to begin with; the last is the user's.
            purpose: `ask` or `repair`, for who listens.

        Returns:
            The whole answer: its last turn ended with an explicit stop reason and no split is
            outstanding; a turn that was cut is kept up to its last whole file.

        Raises:
            ModelError: If the model fails, or runs out of parts or tries.
            UsageError: If a split needs a yes and nobody gives it.
            FatalFaultError: If fatal faults come again.
        """
        self._record(opening)
        kept: list[str] = []
        notes: list[str] = [""]  # notes[i] is what the user says after kept[:i]
        setbacks = 0
        faults: tuple[Violation, ...] = ()
        while len(kept) < self.max_parts:
            turn = self._take(_messages(opening, kept, notes), purpose, len(kept) + 1)
            if turn.end is End.WHOLE:
                return parse([*kept, turn.text], self.skill.grammar)
            # Bringing again what is here already is no progress, however often it comes.
            here = {f.path for f in parse(kept, self.skill.grammar).files} if kept else set()
            brings = any(file.path not in here for file in turn.part.files)
            setbacks = 0 if brings else setbacks + 1
            self._may_go_on(turn, setbacks)
            if (turn.faults and _same(turn.faults, faults)) or self.fatal > self.max_repairs:
                raise FatalFaultError(turn.faults, (*kept, turn.heard))
            faults, purpose = turn.faults, "continue"
            # A first part may hold the reasoning alone; a later one is kept for what is new in it.
            if turn.text and (brings or not kept):
                kept.append(turn.text)
                notes.append("")
            notes[-1] = self._note(kept, turn)
            self._record([Message("user", notes[-1])])
        raise ModelError(
            f"The answer is not whole after {self.max_parts} parts.",
            advice="Raise --max-parts, or ask for less at once.",
        )

    def _take(self, messages: Sequence[Message], purpose: str, number: int) -> Turn:
        self.requests += 1
        self.ear.emit(events.TurnStarted(purpose, self.requests))
        turn = take_turn(self.ear, messages, number)
        self.session.record(
            Message("assistant", turn.heard), stop_reason=turn.stop_reason, usage=turn.usage
        )
        return turn

    def _may_go_on(self, turn: Turn, setbacks: int) -> None:
        """Tell why the turn ended, and stop the run where going on makes no sense."""
        if turn.part.split is not None and setbacks < _MAX_SETBACKS:
            remaining = turn.part.split.remaining
            self.ear.emit(events.TurnStopped(End.SPLIT, "more parts are to come", remaining))
            if not self.person.continue_split(turn.part.split):
                raise UsageError(
                    f"The answer stopped after part {turn.part.number} and was not continued.",
                    advice="Answer yes, or give --yes to go on with every part.",
                )
            return
        if turn.faults:
            self.fatal += 1
            fault = turn.faults[0]
            detail = f"{fault.path}:{fault.line}: {fault.code} {fault.message}"
        elif turn.dropped is not None:
            detail = f"{turn.dropped.path} was not finished and is asked for again"
        else:
            detail = "the answer was not finished"
        advice = "Ask for less at once, or take a model with a larger output limit."
        if turn.broken is not None:
            detail = f"{detail}. {turn.broken.message.removesuffix('.')}"
            advice = turn.broken.advice or advice
        self.ear.emit(events.TurnStopped(turn.end, detail))
        if setbacks >= _MAX_SETBACKS:
            raise ModelError(
                f"{setbacks} turns in a row brought no new whole file: {detail}.", advice=advice
            )

    def _note(self, kept: Sequence[str], turn: Turn) -> str:
        answer = parse(kept, self.skill.grammar) if kept else Answer()
        split = turn.part.split
        return render_continue(
            self.skill,
            remaining=split.remaining if split else (),
            delivered=tuple(f.path for f in answer.files),
            dropped=turn.dropped.path if turn.dropped else None,
            violations=turn.faults,
        )

    def _record(self, messages: Sequence[Message]) -> None:
        for message in messages:
            self.session.record(message)


def _messages(
    opening: Sequence[Message], kept: Sequence[str], notes: Sequence[str]
) -> list[Message]:
    """Build a conversation in which user and assistant take turns.

    Nothing that was dropped is sent again, so a turn that is asked again does not grow.
    """
    first = opening[-1]
    if notes[0]:
        first = Message("user", f"{first.content}\n\n{notes[0]}")
    messages = [*opening[:-1], first]
    for text, note in zip(kept, notes[1:], strict=True):
        messages += [Message("assistant", text), Message("user", note)]
    return messages


def _same(one: Sequence[Violation], other: Sequence[Violation]) -> bool:
    return {(v.code, v.path, v.message) for v in one} == {
        (v.code, v.path, v.message) for v in other
    }
