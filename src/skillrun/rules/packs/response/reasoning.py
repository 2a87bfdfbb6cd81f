"""RSP004, RSP005 and RSP019: what the reasoning says and how."""

import re
from collections.abc import Iterator
from itertools import chain

from skillrun.protocol.answer import Answer, NoteKind, Part, Section, SectionKind
from skillrun.protocol.titles import PartTitles, heading_level
from skillrun.rules.model import AnswerRule, Example, Finding, Severity, Subject
from skillrun.rules.packs.response.examples import GOOD, REASONING, RECOMMENDATIONS, answer
from skillrun.rules.packs.response.language import Words, language_name
from skillrun.rules.packs.response.prose import lines_outside_code, prose, without_code

_EXCLAMATION = re.compile(r"(?<=[\w»\")*…])!+(?=[\s)»\"*_.?]|$)")
# Characters that are shown as pictures by default, and the text signs people use as such.
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u2600-\u2604\u2614\u2615\u2618"
    "\u2620\u2622\u2623\u262e\u262f\u2638-\u263a\u2648-\u2653\u2665\u2666\u267f\u2692-\u2697\u2699"
    "\u26a0\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd"
    "\u2702\u2705\u2708-\u270d\u2714\u2716\u2728\u2733\u2734\u2744\u274c\u274e\u2753-\u2755\u2757"
    "\u2763\u2764\u2795-\u2797\u27b0\u27bf\u2b50\u2b55]"
)


class ReasoningLanguage(AnswerRule):
    """The reasoning is written in another language."""

    code = "RSP004"
    name = "reasoning-language"
    directive = (
        "Write the prose of the reasoning in the prescribed language. Code, commands, paths, "
        "identifiers and established technical terms stay as they are."
    )
    decisions = (
        "Judged by the script of the words that are left when code, paths, identifiers and "
        "abbreviations are taken out. Technical terms are no prose: Latin words among Russian ones "
        "count as English prose only with the small words (`the`, `is`, `with`) that hold English "
        "sentences together, and as another language's with many words of up to three letters. "
        "A language is not told from another one in the same script."
    )
    bad = Example(
        answer(
            reasoning=REASONING.replace(
                "Нужен сервис, который создаёт платёж.",
                "We need a service that creates a payment and writes it to the database.",
            ).replace(
                "Запись идёт только через сервисный слой.",
                "All of the write operations are done in the service layer.",
            ),
        )
    )
    good = Example(
        GOOD.replace(
            "Запись идёт только через сервисный слой.",
            "Serializer остаётся тонким: `ModelSerializer` без business logic, throttling и "
            "permissions задаёт view.",
        )
    )

    def check(self, answer: Answer, subject: Subject) -> Iterator[Finding]:
        """Yield the reasoning, or those of its parts, whose prose is in another language."""
        language = subject.grammar.language
        titles = PartTitles(subject.grammar.reasoning_parts)
        for part in answer.parts:
            for section in part.sections:
                if section.kind is SectionKind.REASONING:
                    for line in _foreign_lines(section, titles, language):
                        message = (
                            f"The reasoning is not in {language_name(language)}: write its prose "
                            "in that language; terms and identifiers may stay."
                        )
                        yield Finding(message, line, part=part.number)


def _foreign_lines(section: Section, titles: PartTitles, language: str) -> list[int]:
    """Find where prose in another language begins: the whole section, or parts of it."""
    whole = Words(language)
    parts: list[tuple[int, Words]] = [(section.line, Words(language))]
    for number, line in lines_outside_code(section.text, section.line + 1):
        text = line.strip()
        title = titles.read(text) if text else None
        if title is not None:
            parts.append((number, Words(language)))
            text = title.rest
        elif heading_level(text):
            continue
        words = without_code(text)
        whole.add(words)
        parts[-1][1].add(words)
    if whole.foreign(enough=3):
        return [section.line]
    return [line for line, words in parts if words.foreign(enough=8)]


class MissingReasoningPart(AnswerRule):
    """A part of the reasoning is absent."""

    code = "RSP005"
    name = "missing-reasoning-part"
    directive = (
        "Give the reasoning all of its prescribed parts, each under its prescribed title: analysis, "
        "file system operations, architectural decisions."
    )
    decisions = (
        "A title counts in any form: a heading of any level, bold, an item of a list, a label with "
        "a colon; letters may be large or small."
    )
    bad = Example(GOOD.replace("### Архитектурные решения", "### Прочее"))
    good = Example(
        GOOD.replace("### Анализ\n", "1. **Анализ:** ").replace(
            "### Архитектурные решения\n", "- Архитектурные решения: "
        )
    )

    def check(self, answer: Answer, subject: Subject) -> Iterator[Finding]:
        """Yield each absent part, at the heading of the reasoning."""
        reasonings = [
            (part, section)
            for part in answer.parts
            for section in part.sections
            if section.kind is SectionKind.REASONING
        ]
        if not reasonings:
            return
        titles = PartTitles(subject.grammar.reasoning_parts)
        found = set()
        for part, section in reasonings:
            for line in _lines(part, section):
                title = titles.read(line.strip())
                found.add(title.title if title else "")
        first, section = reasonings[0]
        for title_wanted in subject.grammar.reasoning_parts:
            if title_wanted not in found:
                message = f"The reasoning has no part `{title_wanted}`: add it under this title."
                yield Finding(message, section.line, part=first.number)


def _lines(part: Part, section: Section) -> list[str]:
    """The lines that may be titles: also those that a block left open would swallow."""
    if any(note.kind is NoteKind.UNCLOSED_FENCE for note in part.notes):
        return section.text.split("\n")
    return [line for _, line in lines_outside_code(section.text, section.line + 1)]


class UnprofessionalTone(AnswerRule):
    """Emoji or exclamation marks in the prose."""

    code = "RSP019"
    name = "unprofessional-tone"
    directive = (
        "Keep the tone professional and free of emotion: no emoji and no exclamation marks in "
        "the prose."
    )
    severity = Severity.WARNING
    bad = Example(GOOD.replace("создаёт платёж.", "создаёт платёж! 🚀"))
    good = Example(
        answer(
            '`apps/payments/services.py`\n```python\n"""Write operations."""\n\nGREETING = "Hi!"\n```\n',
            reasoning=REASONING.replace("создаёт платёж.", "создаёт платёж, если `a != b`."),
            end=RECOMMENDATIONS,
        )
    )

    def check(self, answer: Answer, subject: Subject) -> Iterator[Finding]:  # noqa: ARG002
        """Yield each line of prose that holds one."""
        lines = chain(
            prose(answer, SectionKind.REASONING, SectionKind.RECOMMENDATIONS, SectionKind.OTHER),
            _stray_lines(answer),
        )
        # Once a line: text of a further section may stand outside of what is delivered as well.
        for (part, number), line in {(part, number): line for part, number, line in lines}.items():
            found = _EMOJI.search(line) or _EXCLAMATION.search(line)
            if found:
                what = "An exclamation mark" if "!" in found[0] else f"The emoji {found[0]}"
                message = f"{what} in the prose: keep the tone professional."
                yield Finding(message, number, part=part)


def _stray_lines(answer: Answer) -> Iterator[tuple[int, int, str]]:
    """Yield part, line number and text of the prose outside the sections and between files."""
    for part in answer.parts:
        lines = part.text.split("\n")
        for note in part.notes:
            if note.kind is NoteKind.STRAY_PROSE:
                yield part.number, note.line, without_code(lines[note.line - 1].strip())
