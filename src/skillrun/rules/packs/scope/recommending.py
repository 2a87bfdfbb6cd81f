"""SCP009 recommendations-section."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from skillrun.protocol.answer import Answer, Part, Section, SectionKind
from skillrun.protocol.grammar import Grammar
from skillrun.rules.model import AnswerRule, Example, Finding, Subject

if TYPE_CHECKING:
    from skillrun.rules.packs.scope.outcomes import Outcome

_TITLE = re.compile(
    r"(?:(?:other|further|additional|my|final|дополнительн\w+|прочие|другие|мои)\s+)?(?:recommend(?:ations?|ed(?:\s+changes)?)|"
    r"suggest(?:ions?|ed(?:\s+changes)?)|out[\s-]of[\s-]scope(?:\s+changes)?|(?:possible|further|future)\s+improvements|"
    r"рекомендаци[ия]|рекомендуем\w+(?:\s+изменени\w+)?|вне\s+скоупа|изменени\w+\s+вне\s+скоупа|предложения|"
    r"предлагаем\w+\s+изменени\w+|(?:возможн|дальнейш)\w+\s+(?:улучшени|изменени)\w+)"
    r"(?:\W+(?:out\s+of\s+scope|not\s+applied|вне\s+скоупа|вне\s+рамок\s+\w+|вне\s+области\s+\w+|не\s+применен\w+|по\s+улучшению|на\s+будущее|for\s+later).*)?\W*",
    re.IGNORECASE,
)
# The sign in front of the words, and what makes them bold.
_SIGNS = re.compile(r"^[^\w]+|[\s*_:]+$")
_HEADING = re.compile(
    r"^\s{0,3}(?P<level>#{1,6})\s+(?P<title>.+?)\s*#*\s*$|^\s*\*\*(?P<bold>[^*]+)\*\*:?\s*$"
)
_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
_IDENTIFIER = re.compile(r"[^\W\d]\w*(?:\.\w+)*")

_FRAME = (
    "## Цепочка мыслей\n\n### Анализ\n\nДобавляется описание модели заказа.\n\n### Операции файловой системы\n\n"
    "Новых файлов нет.\n\n### Архитектурные решения\n\nСхема не меняется.\n\n## Файлы\n\n"
    '`apps/shop/models.py`\n```python\n"""Orders."""\n```\n\n'
)
_ADVICE = "- `apps/shop/models.py`, `Order.total`: заменить тип поля на DecimalField.\n"


class RecommendationsSection(AnswerRule):
    """Recommendations in another place, under another heading, or carried out all the same."""

    code = "SCP009"
    name = "recommendations-section"
    directive = (
        "List changes outside of the request in one last section under the prescribed recommendations heading, to the "
        "letter, and do not carry them out; leave the section out when there is none."
    )
    decisions = (
        "A heading about recommendations or suggestions, of any level, is meant as that section. After it nothing follows but a "
        "split marker. An entry counts as carried out when it names what a structural change (SCP001 to SCP005) of the same answer "
        "concerns and the request does not ask for that change."
    )
    bad = Example(f"{_FRAME}## Рекомендации\n\n{_ADVICE}")
    good = Example(f"{_FRAME}## ⚠️ РЕКОМЕНДУЕМЫЕ ИЗМЕНЕНИЯ (ВНЕ СКОУПА)\n\n{_ADVICE}")

    def check(self, answer: Answer, subject: Subject) -> Iterator[Finding]:
        """Yield each heading in the wrong place or of the wrong form, and each entry carried out."""
        for part in answer.parts:
            yield from _headings(part, subject.grammar)
            yield from _not_last(part, answer, subject.grammar)
        if answer.recommendations:
            yield from _applied(answer, subject)


def _headings(part: Part, grammar: Grammar) -> Iterator[Finding]:
    meant = f"## {grammar.recommendations}"
    for number, line in _lines_outside_blocks(part.text):
        found = _HEADING.match(line)
        title = (found["title"] or found["bold"]) if found else None
        if title is None or not (
            _is_same(title, grammar) or _TITLE.fullmatch(_SIGNS.sub("", title))
        ):
            continue
        if found and found["level"] == "##" and _is_same(title, grammar):
            continue
        message = f"Recommendations stand under `{line.strip()}`: write the heading as `{meant}`, at the end of the answer."
        yield Finding(message, number, part=part.number)


def _is_same(title: str, grammar: Grammar) -> bool:
    """Whether a title has the words of the prescribed one: its sign is for other rules."""
    words = re.compile(r"\w+")
    return words.findall(title.casefold()) == words.findall(grammar.recommendations.casefold())


def _lines_outside_blocks(text: str) -> Iterator[tuple[int, str]]:
    fence = ""
    for number, line in enumerate(text.split("\n"), 1):
        found = _FENCE.match(line)
        if found and not fence:
            fence = found[1]
        elif fence and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
        elif not fence:
            yield number, line


def _not_last(part: Part, answer: Answer, grammar: Grammar) -> Iterator[Finding]:
    for index, section in enumerate(part.sections):
        if section.kind is not SectionKind.RECOMMENDATIONS:
            continue
        after = [s for s in part.sections[index + 1 :] if s.kind is not SectionKind.RECOMMENDATIONS]
        files = [f for f in part.files if f.line > section.line]
        later = [f for p in answer.parts if p.number > part.number for f in p.files]
        again = any(
            s.kind is SectionKind.RECOMMENDATIONS and s is not section
            for s in part.sections[:index]
        )
        if after or files or later or again:
            message = f"The section `## {grammar.recommendations}` is not the last of the answer: move it to the end, once."
            yield Finding(message, section.line, part=part.number)


def _applied(answer: Answer, subject: Subject) -> Iterator[Finding]:
    if not any(subject.on_disk(path) is not None for path in subject.files):
        return
    from skillrun.rules.packs.scope.needing import STRUCTURE

    outside = [o for view in STRUCTURE for o in subject.once(view) if not o.allowed]
    for part in answer.parts:
        for section in part.sections:
            if section.kind is SectionKind.RECOMMENDATIONS:
                yield from _carried_out(part, section, outside)


def _carried_out(part: Part, section: Section, outside: "list[Outcome]") -> Iterator[Finding]:
    told: set[str] = set()
    for line, entry in _entries(part, section):
        for outcome in outside:
            target = outcome.departure.target
            if target not in told and _is_about(entry, outcome):
                told.add(target)
                message = (
                    f"`{target}` is recommended here and changed all the same ({outcome.departure.code}): take the change back, "
                    "or leave the recommendation out once it is approved."
                )
                yield Finding(
                    message, line, part=part.number, target=f"{outcome.departure.code}:{target}"
                )


def _entries(part: Part, section: Section) -> Iterator[tuple[int, str]]:
    """The entries of the section, each with its line."""
    lines = part.text.split("\n")
    start = section.line
    entry: list[str] = []
    for offset, text in enumerate(section.text.split("\n")):
        begins = bool(re.match(r"\s*(?:[-*+•]|\d+[.)]|#{3,6})\s", text)) or not text.strip()
        if begins and entry:
            yield start, "\n".join(entry)
            entry = []
        if text.strip():
            if not entry:
                start = min(section.line + offset + 1, len(lines))
            entry.append(text)
    if entry:
        yield start, "\n".join(entry)


def _is_about(entry: str, outcome: "Outcome") -> bool:
    """Whether an entry names what a change concerns: the last part of the target, and what holds it."""
    from skillrun.rules.packs.scope.words import stems_of

    target = outcome.departure.target
    if outcome.departure.code == "SCP003":
        return target.strip("/") != "" and target.strip("/^$") in entry
    parts = target.split(".")
    names = {name.lower() for found in _IDENTIFIER.findall(entry) for name in found.split(".")}
    stems = {stems_of(name) for name in names}
    if parts[-1].lower() not in names and stems_of(parts[-1]) not in stems:
        return False
    if outcome.departure.code != "SCP002":
        return True
    owner = parts[-3] if parts[-2:-1] == ["Meta"] and len(parts) > 2 else parts[-2]
    return owner.lower() in names or stems_of(owner) in stems
