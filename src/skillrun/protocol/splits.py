"""Split markers: the one that the grammar prescribes, and those that models make of it."""

import re

from skillrun.protocol.answer import Split
from skillrun.protocol.grammar import Grammar
from skillrun.protocol.lines import visible
from skillrun.protocol.names import clean_path, looks_like_file, read_name

_DASH = "[—–-]"
_MARKUP = " \t\r`*_>"
# Signs in other words: two of the first three, or the last alone, say that more is to come.
_PARTS = re.compile(r"\bsplit\b|раздел[её]н|разбит|\b(?:part|част[ьи])\s*[№#]?\s*\d", re.IGNORECASE)
_GO_ON = re.compile(r"\bcontinu|продолж", re.IGNORECASE)
_REST = re.compile(
    r"(?:\bremaining|\bto follow|\bостал[а-я]+|\bостав[а-я]+)[^:)\n]*:?", re.IGNORECASE
)
_TO_BE_CONTINUED = re.compile(
    r"to be continued|continued? (?:in|with) (?:the )?next|(?:in|with) the next (?:part|message|response)"
    r"|продолжение следует|в следующ\w+ (?:части|сообщении|ответе)"
    r"|^\W*(?:(?:shall|should|may) i )?continue\s*\?\W*$|^\W*продолж(?:ить|аю|аем|ать)\s*\?\W*$",
    re.IGNORECASE,
)
_AROUND = "`*\"'[]()<>"
_SEPARATOR = re.compile(r"[,;\s]+")
_LONGEST_PROSE = 20_000


class SplitMarkers:
    """Recognises the split markers of one grammar.

    Args:
        grammar: The grammar with the marker's template.
    """

    def __init__(self, grammar: Grammar) -> None:
        template = grammar.split_marker
        start = r"\s+".join(map(re.escape, template.partition("{number}")[0].split()))
        self._start = re.compile(rf"[\W_]*{start}", re.IGNORECASE)
        pattern = re.escape(template).replace(re.escape("—"), _DASH)
        pattern = pattern.replace(re.escape("{number}"), r"(?P<number>\d{1,6})")
        self._exact = re.compile(pattern.replace(re.escape("{files}"), r"(?P<files>[^\n]*)"))

    def read(self, line: str, number: int, *, loose: bool) -> Split | None:
        """Read a trimmed line as a split marker.

        Args:
            line: The line.
            number: Its 1-based number in the part.
            loose: Accept other words too; only where no prose is expected.
        """
        if not (self._start.match(line) or (loose and _is_loose(line))):
            return None
        text = visible(line).strip(_MARKUP)
        exact = self._exact.fullmatch(text)
        if exact:
            remaining = promised(exact["files"])
            return Split(int(exact["number"]), remaining, number, canonical=bool(remaining))
        stated = re.search(r"\d{1,6}", text) if self._start.match(text) else None
        rest = _REST.search(text)
        remaining = promised(text[rest.end() :] if rest else text)
        return Split(int(stated[0]) if stated else 0, remaining, number, canonical=False)

    def is_exact(self, line: str) -> bool:
        """Whether a trimmed line is the marker to the letter."""
        return self._exact.fullmatch(line.strip(_MARKUP)) is not None


def _is_loose(text: str) -> bool:
    """Whether a line says in other words that the answer goes on."""
    if len(text) > _LONGEST_PROSE:
        return False
    signs = sum(pattern.search(text) is not None for pattern in (_PARTS, _GO_ON, _REST))
    return signs > 1 or _TO_BE_CONTINUED.search(text) is not None


def promised(text: str) -> tuple[str, ...]:
    """Read a list of files: paths, folders and patterns between commas, in order, each once."""
    words = (word.lstrip(_AROUND).rstrip(_AROUND + ".:?!") for word in _SEPARATOR.split(text))
    return tuple(dict.fromkeys(clean_promise(word) for word in words if _is_promise(word)))


def clean_promise(word: str) -> str:
    """Make a promised name comparable; a folder keeps its slash."""
    return clean_path(word) + ("/" if word.endswith("/") else "")


def _is_promise(word: str) -> bool:
    if looks_like_file(word.replace("*", "x")):
        return True
    return "/" in word and "…" not in word and len(word) > 1 and "://" not in word


def listed(line: str, number: int) -> tuple[str, ...]:
    """Read a line of a list of files under a marker; empty where it is none."""
    if read_name(line, number):
        return promised(line)
    words = [word for word in _SEPARATOR.split(line.strip(" -*+•|")) if word]
    files = promised(line)
    return files if files and len(files) == len(words) else ()
