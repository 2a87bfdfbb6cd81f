"""RSP001, RSP002, RSP003 and RSP020: the sections of an answer."""

import re
from collections.abc import Iterator

from skillrun.protocol.answer import Answer, Note, NoteKind, Part, SectionKind
from skillrun.rules.model import AnswerRule, Example, Finding, Severity, Subject
from skillrun.rules.packs.response.examples import FILE, GOOD, REASONING, RECOMMENDATIONS, answer

_ORDER = (SectionKind.REASONING, SectionKind.FILES, SectionKind.RECOMMENDATIONS)
_NOTHING_TO_CHANGE = re.compile(
    r"""
    (?:изменени|правк|доработ)\w*\s+(?:\w+\s+)?не\s+(?:\w+\s+)?(?:треб|нуж|понадоб|предполаг|внос|вношу|необходим)
    | не\s+(?:требует|требуют|нуждается|нуждаются|нужны?|вносятся|вношу|предполагается)\s+(?:\w+\s+){0,4}(?:изменени|правк|доработ)
    | ничего\s+(?:\w+\s+)?(?:менять|изменять|править|добавлять|делать)?\s*не\s+(?:\w+\s+)?(?:нуж|треб|надо|меня|изменя|необходим|прид[её]тся)
    | нет\s+необходимости\s+(?:\w+\s+){0,3}(?:измен|менять|править)
    | (?:файл|код|проект)\w*\s+не\s+(?:изменя|меня|затрагива)
    | уже\s+(?:\w+\s+)?(?:реализован|выполнен|сделан|соответствует|присутству|существу)
    | \bno\s+(?:\w+\s+)?(?:changes?|files?|edits?|modifications?)\b(?:\s+\w+){0,4}?\s+(?:needed|required|necessary|changed?|made|delivered)
    | \bno\s+(?:\w+\s+)?(?:changes?|edits?|modifications?)\b
    | \bnothing\s+(?:\w+\s+){0,3}(?:changed?|do|deliver|edit|modify)\b
    | \b(?:is|are)\s+already\s+(?:implemented|done|in\s+place|present|fulfilled)
    """,
    re.IGNORECASE | re.VERBOSE,
)


class MissingSection(AnswerRule):
    """A section that every answer has is absent, or its heading is not to the letter."""

    code = "RSP001"
    name = "missing-section"
    directive = (
        "Head the two sections of every answer with exactly the prescribed `##` headings: the "
        "reasoning, then the files. A later part of a split answer may open with the files."
    )
    decisions = (
        "A heading in another form (`# …`, bold, another case, a colon after it) is read, and "
        "reported as missing in its regular form: a program can mend it. A repair, which brings "
        "back faulty files alone, needs no reasoning either. A byte order mark or a block of "
        "thinking in front of the answer is none of its text and is passed over."
    )
    bad = Example(GOOD.replace("## Цепочка мыслей\n", "").replace("## Файлы", "Файлы:"))
    good = Example(GOOD)

    def check(self, answer: Answer, subject: Subject) -> Iterator[Finding]:
        """Yield each absent section and each heading in another form."""
        for part in answer.parts:
            for kind, title in self._required(part, subject).items():
                yield from _missing(part, kind, title)

    def _required(self, part: Part, subject: Subject) -> dict[SectionKind, str]:
        grammar = subject.grammar
        required = {SectionKind.REASONING: grammar.reasoning, SectionKind.FILES: grammar.files}
        if part.number > 1 or subject.repair:
            del required[SectionKind.REASONING]
        if part.split is not None and not part.files:
            del required[SectionKind.FILES]
        return required


def _missing(part: Part, kind: SectionKind, title: str) -> Iterator[Finding]:
    sections = [section for section in part.sections if section.kind is kind]
    if not sections:
        message = f"The section `## {title}` is missing: write it under exactly this heading."
        # Where the files came all the same, writing the heading is all there is to do.
        mendable = kind is SectionKind.FILES and bool(part.files)
        yield Finding(message, part=part.number, fixable=mendable)
        return
    odd = {note.line: note.text for note in part.notes if note.kind is NoteKind.HEADING_FORM}
    for section in sections:
        if section.line in odd:
            message = f"The heading `{odd[section.line]}` is not to the letter: write `## {title}`."
            yield Finding(message, section.line, part=part.number, fixable=True)


class SectionOrder(AnswerRule):
    """The sections stand in another order, or one comes twice."""

    code = "RSP002"
    name = "section-order"
    directive = (
        "Write each section once and in order: the reasoning, the files, and the recommendations "
        "last if there are any."
    )
    bad = Example(f"## Файлы\n\n{FILE}\n{REASONING}")
    good = Example(answer(FILE, end=RECOMMENDATIONS))

    def check(self, answer: Answer, subject: Subject) -> Iterator[Finding]:  # noqa: ARG002
        """Yield each section that comes again or too late."""
        for part in answer.parts:
            furthest = -1
            seen: set[SectionKind] = set()
            for section in (s for s in part.sections if s.kind in _ORDER):
                place = _ORDER.index(section.kind)
                if section.kind in seen:
                    problem = f"The section `{section.title}` comes twice: write it once."
                elif place < furthest:
                    problem = (
                        f"The section `{section.title}` comes too late: write the reasoning, then "
                        "the files, then the recommendations."
                    )
                else:
                    problem = ""
                if problem:
                    yield Finding(problem, section.line, part=part.number, fixable=True)
                seen.add(section.kind)
                furthest = max(furthest, place)


class UnexpectedSection(AnswerRule):
    """There is more than the prescribed sections."""

    code = "RSP003"
    name = "unexpected-section"
    directive = (
        "Write nothing but the prescribed sections: no greeting or remark in front of the first, "
        "no other `##` heading, no summary after the last file, no fence around the whole answer."
    )
    decisions = (
        "A heading that is the title of a part of the reasoning is no section, whatever its level. "
        "Prose between two files is no part of the files section either, but harms nothing: a "
        "warning. Where no file is delivered at all, RSP020 judges what stands there instead."
    )
    bad = Example(f"Конечно, вот решение.\n\n{GOOD}\n## Итог\n\nСервис готов.\n")
    good = Example(answer(FILE, end=RECOMMENDATIONS))

    def check(self, answer: Answer, subject: Subject) -> Iterator[Finding]:  # noqa: ARG002
        """Yield each further section and each run of lines outside the sections."""
        for part in answer.parts:
            yield from _other_sections(part)
            yield from _wrapped(part)
            for note in _runs(part):
                yield from _stray(part, note)


def _other_sections(part: Part) -> Iterator[Finding]:
    for section in part.sections:
        if section.kind is SectionKind.OTHER:
            message = f"The section `## {section.title}` is not part of an answer: leave it out."
            yield Finding(message, section.line, part=part.number, fixable=True)


def _wrapped(part: Part) -> Iterator[Finding]:
    for note in part.notes:
        if note.kind is NoteKind.WRAPPED:
            message = "The whole answer stands in a code fence: leave the fence out."
            yield Finding(message, note.line, part=part.number, fixable=True)


def _runs(part: Part) -> Iterator[Note]:
    """Yield the first line of each run of stray lines."""
    previous = -2
    for note in part.notes:
        if note.kind is NoteKind.STRAY_PROSE:
            if note.line > previous + 2 and not _in_other_section(part, note.line):
                yield note
            previous = note.line


def _in_other_section(part: Part, line: int) -> bool:
    """Whether a line belongs to a further section, which is told of as a whole."""
    above = [section.kind for section in part.sections if section.line <= line]
    return bool(above) and above[-1] is SectionKind.OTHER


def _stray(part: Part, note: Note) -> Iterator[Finding]:
    if part.sections and note.line < part.sections[0].line:
        message = f"Text in front of the first section (`{note.text}`): leave it out."
        yield Finding(message, note.line, part=part.number, fixable=True)
    elif part.files and part.sections and note.line > part.files[-1].end_line:
        message = f"Text after the last file (`{note.text}`): leave it out."
        yield Finding(message, note.line, part=part.number, fixable=True)
    elif part.files:
        message = (
            f"Text between the files (`{note.text}`): what is to be said belongs in the reasoning."
        )
        yield Finding(message, note.line, part=part.number, fixable=True, severity=Severity.WARNING)


class NoFiles(AnswerRule):
    """The files section delivers nothing."""

    code = "RSP020"
    name = "no-files"
    directive = (
        "Deliver at least one file. If nothing is to be changed, say so in the reasoning in plain "
        "words and leave the files section empty."
    )
    bad = Example(answer("Файлы будут подготовлены после уточнения требований.\n"))
    good = Example(
        answer(
            reasoning=REASONING.replace(
                "Нужен сервис, который создаёт платёж.", "Изменения не требуются."
            )
        )
    )

    def check(self, answer: Answer, subject: Subject) -> Iterator[Finding]:
        """Yield the empty section, once the answer is whole."""
        if answer.files or (answer.split is not None and not subject.final):
            return
        sections = [
            (part, section)
            for part in answer.parts
            for section in part.sections
            if section.kind in {SectionKind.REASONING, SectionKind.FILES}
        ]
        if any(_NOTHING_TO_CHANGE.search(section.text) for _, section in sections):
            return
        for part, section in sections:
            if section.kind is SectionKind.FILES:
                message = (
                    f"`## {section.title}` delivers no file: deliver each file in full, or say in "
                    "the reasoning that nothing is to change."
                )
                yield Finding(message, section.line, part=part.number)
                return
