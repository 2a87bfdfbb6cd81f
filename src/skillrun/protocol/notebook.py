"""What a parser writes down while it reads: notes for the rules, events for who watches."""

from skillrun.protocol.answer import Note, NoteKind
from skillrun.protocol.events import ParserEvent, ReasoningText
from skillrun.protocol.lines import cut, with_newlines


class Notebook:
    """Collects notes and events in order."""

    def __init__(self) -> None:
        self._notes: list[Note] = []
        self._events: list[ParserEvent] = []
        self._talk: list[str] = []

    def note(self, kind: NoteKind, line: int, text: str = "") -> None:
        """Write a departure down."""
        self._notes.append(Note(kind, line, cut(text)))

    def take_back(self, since: int, *, only: NoteKind | None = None) -> None:
        """Strike the latest notes out.

        Args:
            since: The first line that they concern.
            only: Stop at a note of another kind.
        """
        notes = self._notes
        while notes and notes[-1].line >= since and only in {None, notes[-1].kind}:
            notes.pop()

    def talk(self, text: str) -> None:
        """Take text of the reasoning; it is put together to one event."""
        self._talk.append(text)

    def emit(self, event: ParserEvent) -> None:
        """Take an event."""
        if self._talk:
            self._flush_talk()
        self._events.append(event)

    def take_events(self) -> list[ParserEvent]:
        """Hand over the events since the last time."""
        if self._talk:
            self._flush_talk()
        events, self._events = self._events, []
        return events

    def notes(self) -> tuple[Note, ...]:
        """All notes, by line."""
        return tuple(sorted(self._notes, key=lambda note: note.line))

    def _flush_talk(self) -> None:
        self._events.append(ReasoningText(with_newlines("".join(self._talk))))
        self._talk.clear()
