"""The sections of a part: where each begins and ends."""

from collections import Counter
from dataclasses import dataclass, replace

from skillrun.protocol.answer import Section, SectionKind
from skillrun.protocol.lines import with_newlines
from skillrun.protocol.titles import Heading


@dataclass(slots=True)
class _Span:
    heading: Heading
    line: int
    start: int
    end: int | None = None


class Outline:
    """Collects sections as offsets in the text, which is whole only at the end.

    Attributes:
        kind: The role of the section that is open; None in front of the first.
        bears_files: Blocks are files here: under the files' heading and the unknown headings
            after it, and in an answer that has no headings.
    """

    def __init__(self) -> None:
        self._spans: list[_Span] = []
        self._counts: Counter[SectionKind] = Counter()
        self._update()

    def _update(self) -> None:
        self.kind = self._spans[-1].heading.kind if self._spans else None
        self.bears_files = self.kind in {None, SectionKind.FILES} or (
            self.kind is SectionKind.OTHER and self.has(SectionKind.FILES)
        )

    @property
    def tentative_line(self) -> int:
        """The line of the open section's heading if it is not to the letter, else 0."""
        if not self._spans or self._spans[-1].heading.canonical:
            return 0
        return self._spans[-1].line

    def has(self, kind: SectionKind) -> bool:
        """Whether there has been a section of a role."""
        return self._counts[kind] > 0

    def open(self, heading: Heading, line: int, start: int, end: int) -> None:
        """Open a section and end the one before.

        Args:
            heading: The heading.
            line: Its 1-based line.
            start: Offset at which the heading's line starts.
            end: Offset at which it ends.
        """
        self.close(start)
        self._spans.append(_Span(heading, line, end))
        self._counts[heading.kind] += 1
        self._update()

    def close(self, offset: int) -> None:
        """End the open section's text; lines after it belong to no section."""
        if self._spans and self._spans[-1].end is None:
            self._spans[-1].end = offset

    def take_back(self) -> None:
        """Undo the last heading: its section is text of the one before, or one of its own kind."""
        span = self._spans[-1]
        self._counts[span.heading.kind] -= 1
        if span.heading.own_words:
            span.heading = replace(span.heading, kind=SectionKind.OTHER, canonical=True)
            self._counts[SectionKind.OTHER] += 1
        else:
            self._spans.pop()
            if self._spans:
                self._spans[-1].end = None
        self._update()

    def clear(self) -> None:
        """Forget all sections."""
        self._spans.clear()
        self._counts.clear()
        self._update()

    def sections(self, text: str) -> tuple[Section, ...]:
        """Cut the sections out of the whole text."""
        return tuple(
            Section(
                span.heading.kind,
                span.heading.title,
                span.line,
                with_newlines(text[span.start : span.end]),
            )
            for span in self._spans
        )
