"""The words of a request, read so that a name in code is found in them, however it is inflected.

`OrderItem`, `order_items`, `order items`, «позиции заказа» (its verbose name, or what the words mean)
are one name. English nouns are compared in the singular, Russian words by their stems; a Russian
word without a meaning of its own may be the English one by its sound: «аккаунтов» is `account`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from skillrun.project.vocabulary import meanings, stem_of

_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9]*|[А-Яа-яЁё]+|\d+|[,.;:!?()\n/\"«»`]")
_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_IDENTIFIER = r"[A-Za-z_][A-Za-z0-9_]*"
_DOTTED = re.compile(rf"(?<![\w.]){_IDENTIFIER}(?:\.{_IDENTIFIER})+(?![\w/])")
_CODE = re.compile(
    rf"(?<![\w./])(?:{_IDENTIFIER}(?=\()|[A-Za-z]+[a-z0-9][A-Z]\w*|[A-Z]+[A-Z][a-z]\w*"
    r"|[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+|[A-Z]{4,})(?![\w/])"
)
_TICKED = re.compile(r"`([^`\n]+)`")
_SOUNDS = str.maketrans("абвгдеёжзийклмнопрстуфхцчшщыэюя", "abvgdeejsiiklmnoprstufhsqssieua", "ъь")
_FEWEST_SOUNDS = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a request.

    Attributes:
        readings: What it may be in a name: lower-case words in the singular, or a Russian stem.
        sound: The consonants of a Russian word as English would write them; empty for others.
        russian: It is Russian.
        exact: It as it was written.
    """

    readings: frozenset[str]
    sound: str = ""
    russian: bool = False
    exact: str = ""

    def is_word(self, word: str) -> bool:
        """Whether it is a word of a name."""
        if word in self.readings:
            return True
        return len(self.sound) >= _FEWEST_SOUNDS and self.sound == _sound(word)


_BREAK = Word(frozenset())


@dataclass(frozen=True, slots=True)
class Words:
    """A request taken apart.

    Attributes:
        words: Its words in their order, with a word that has no reading at each stop.
        codes: What is written as code is: in backticks, with humps, underscores or brackets.
        dotted: Names with dots: `apps.shop.models`.
    """

    words: tuple[Word, ...]
    codes: frozenset[str]
    dotted: frozenset[str]

    def places(self, name: Sequence[str]) -> Iterator[range]:
        """Find where a name stands; a Russian one may stand the other way round.

        Args:
            name: Its words, from `words_of`.
        """
        if not name:
            return
        for start in range(len(self.words) - len(name) + 1):
            window = self.words[start : start + len(name)]
            ways = [name]
            if len(name) == 2 and all(word.russian for word in window):
                ways.append((name[1], name[0]))
            if any(_fits(window, way) for way in ways) and not self._is_phrase(start, window):
                yield range(start, start + len(name))

    def begins_sentence(self, place: range) -> bool:
        """Whether a place is where a capital letter says nothing."""
        return place.start == 0 or not self.words[place.start - 1].readings

    def _is_phrase(self, start: int, window: Sequence[Word]) -> bool:
        """Whether a single word is the verb of `order by` and the like."""
        after = self.words[start + 1] if start + 1 < len(self.words) else _BREAK
        return len(window) == 1 and after.exact.lower() == "by"


def read_words(request: str) -> Words:
    """Take a request apart."""
    ticked = " ".join(_TICKED.findall(request))
    codes = set(_CODE.findall(request)) | set(re.findall(_IDENTIFIER, ticked))
    dotted = frozenset(_DOTTED.findall(request))
    return Words(
        tuple(word for token in _TOKEN.findall(request) for word in _words(token)),
        frozenset(codes),
        dotted,
    )


@cache
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, as `Words.places` takes them: of code, or of a verbose name."""
    tokens = re.findall(r"[A-Za-z0-9]+|[А-Яа-яЁё]+", name)
    return tuple(next(iter(word.readings)) for token in tokens for word in _name_words(token))


def _fits(window: Sequence[Word], name: Sequence[str]) -> bool:
    return all(word.is_word(part) for word, part in zip(window, name, strict=True))


def _words(token: str) -> Iterable[Word]:
    if not token[0].isalnum():
        return (_BREAK,)
    if not _is_russian(token):
        return _name_words(token)
    stem = stem_of(token)
    means = meanings().get(stem, frozenset())
    # What has a meaning is not read by its sound as well.
    sound = "" if means else _sound(stem.translate(_SOUNDS))
    return (Word(means | {stem}, sound, russian=True, exact=token),)


def _name_words(token: str) -> tuple[Word, ...]:
    if _is_russian(token):
        return (Word(frozenset({stem_of(token)}), russian=True, exact=token),)
    pieces = _PIECE.findall(token)
    return tuple(Word(frozenset({_singular(p.lower())}), exact=p) for p in pieces)


def _is_russian(token: str) -> bool:
    return not token.isascii()


@cache
def _singular(word: str) -> str:
    import inflection

    return inflection.singularize(word)


@cache
def _sound(word: str) -> str:
    """The consonants of a word by their sound, with a mark for a vowel at its beginning."""
    for pattern, by in (
        (r"ph", "f"),
        (r"c(?=[eiy])|z", "s"),
        (r"ck|[cq]", "k"),
        (r"x", "ks"),
        (r"w", "v"),
        (r"^[aeiouy]+", "A"),
        (r"[aeiouyh]", ""),
        (r"(.)\1+", r"\1"),
    ):
        word = re.sub(pattern, by, word)
    return word
