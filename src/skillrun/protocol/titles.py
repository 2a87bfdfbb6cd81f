"""Headings of sections and of the reasoning's parts, in every form that models write."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from skillrun.protocol.answer import SectionKind
from skillrun.protocol.grammar import Grammar
from skillrun.protocol.lines import visible

_ATX = re.compile(r"(?P<marks>#{1,6})(?P<gap>\s*)(?P<title>[^#\s].*?)\s*#*")
_BOLD = re.compile(r"(?P<mark>\*\*|__)(?P<title>[^*]+?)(?P=mark)\s*:?")
# What models call the two sections in words of their own, brought to the words that count.
_OWN_WORDS = {
    "chain of thought": SectionKind.REASONING,
    "chain of thoughts": SectionKind.REASONING,
    "reasoning": SectionKind.REASONING,
    "thought process": SectionKind.REASONING,
    "рассуждения": SectionKind.REASONING,
    "ход мыслей": SectionKind.REASONING,
    "files": SectionKind.FILES,
    "code files": SectionKind.FILES,
    "code generation": SectionKind.FILES,
    "файлы проекта": SectionKind.FILES,
    "код": SectionKind.FILES,
    "code": SectionKind.FILES,
}
_NUMBER = re.compile(r"^(?:(?:section|раздел|секция)\s+\d+|\d{1,2})\s*[.):—–-]*\s*")
_NOT_WORDS = re.compile(r"[^\w\s().,:/-]|_")
_SPACE = re.compile(r"\s+")
_VARIATION = "\ufe0f"
_LEAD = (
    r"(?:>\s*)?(?P<hashes>\#{1,6})?\s*(?:(?:[-*+•]|\(?\d{1,2}[.)])\s+)*+(?P<bold>\*\*|__|[*_])?\s*"
    r"[^\w\s]*\s*(?:(?:(?:шаг|этап|step)\s+)?\d{1,2}[.):]\s*)?[^\w\s]*\s*"
)
_AFTER_LABEL = re.compile(
    r"\s*(?:\*\*|__|[*_])?\s*(?:[:.—–-]\s*(?:\*\*|__|[*_])?\s*(?P<rest>.*)|$)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's heading.

    Attributes:
        kind: The section's role.
        title: The title as written.
        canonical: Written to the letter: `## ` and the title.
        own_words: Called by another name, which counts only where the section is still to come.
    """

    kind: SectionKind
    title: str
    canonical: bool
    own_words: bool = False


@dataclass(frozen=True, slots=True)
class PartTitle:
    """The title of a part of the reasoning.

    Attributes:
        title: The title as the grammar spells it.
        level: The heading's level; 7 where it is no heading but bold text or a list item.
        rest: What follows it on the line.
    """

    title: str
    level: int
    rest: str


class Titles:
    """Recognises the headings of one grammar.

    Args:
        grammar: The words.
    """

    def __init__(self, grammar: Grammar) -> None:
        named = {
            SectionKind.REASONING: grammar.reasoning,
            SectionKind.FILES: grammar.files,
            SectionKind.RECOMMENDATIONS: grammar.recommendations,
        }
        self._kinds = {_plain(title): kind for kind, title in named.items()}
        self._kinds |= {_short(_plain(title)): kind for kind, title in named.items()}
        self._recommendations = f"## {grammar.recommendations}".replace(_VARIATION, "")
        self._exact = {f"## {title}".replace(_VARIATION, "") for title in named.values()}

    def heading(self, line: str) -> Heading | None:
        """Read a trimmed line as a section's heading; other `##` headings are `OTHER`."""
        atx = _ATX.fullmatch(line)
        found = atx or _BOLD.fullmatch(line)
        if found is None:
            return None
        title = found["title"].strip()
        plain = _plain(title)
        kind = self._kinds.get(plain) or self._kinds.get(_short(plain))
        if kind is not None:
            return Heading(kind, title, visible(line).replace(_VARIATION, "") in self._exact)
        if atx and len(atx["marks"]) == 2 and atx["gap"]:
            own = _OWN_WORDS.get(plain) or _OWN_WORDS.get(_short(plain))
            if own is not None:
                return Heading(own, title, canonical=False, own_words=True)
            return Heading(SectionKind.OTHER, title, canonical=True)
        return None

    def is_recommendations(self, line: str) -> bool:
        """Whether a trimmed line is the heading of the recommendations, to the letter."""
        return line.replace(_VARIATION, "") == self._recommendations


def _plain(title: str) -> str:
    """Bring a title to the words that count."""
    words = _NOT_WORDS.sub(" ", visible(title)).casefold().replace("ё", "е")
    words = _SPACE.sub(" ", words).strip(" .,:-")
    return _NUMBER.sub("", words).strip(" .,:-")


def _short(plain: str) -> str:
    """Take a remark in brackets off the end of a title."""
    return re.sub(r"\s*\([^()]*\)$", "", plain) or plain


class PartTitles:
    """Recognises the parts of the reasoning in any heading, bold or list form.

    Args:
        titles: The parts' titles.
    """

    def __init__(self, titles: Sequence[str]) -> None:
        self._titles = {_plain(title): title for title in titles}
        # The longest first: one title may be the beginning of another.
        words = "|".join(map(_words, sorted(titles, key=len, reverse=True))) or "(?!)"
        self._pattern = re.compile(rf"{_LEAD}(?P<words>{words})(?![^\W_])", re.IGNORECASE)

    def read(self, line: str) -> PartTitle | None:
        """Read a trimmed line as the title of a part."""
        found = self._pattern.match(line)
        if found is None:
            return None
        return _part_title(self._titles[_plain(found["words"])], found, line[found.end() :])


def _words(title: str) -> str:
    words = r"\s+".join(map(re.escape, title.split()))
    return re.sub("[её]", "[её]", words, flags=re.IGNORECASE)


def _part_title(title: str, found: re.Match[str], rest: str) -> PartTitle | None:
    after = _AFTER_LABEL.match(rest)
    if found["hashes"]:
        return PartTitle(title, len(found["hashes"]), after["rest"] or "" if after else "")
    if after:
        return PartTitle(title, 7, after["rest"] or "")
    # In bold the words may go on ("**Анализ задачи**"); in plain prose that is a sentence.
    bold = found["bold"] in {"**", "__"}
    return PartTitle(title, 7, rest.partition("**")[2]) if bold else None


def heading_level(line: str) -> int:
    """The level of a `#` heading, 0 for any other line."""
    if not line.startswith("#"):
        return 0
    marks = len(line) - len(line.lstrip("#"))
    return marks if 1 <= marks <= 6 and line[marks : marks + 1].isspace() else 0
