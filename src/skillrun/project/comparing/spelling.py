"""Names that stand for one another, because a change renamed one into the other."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_IDENTIFIERS = re.compile(r"[A-Za-z_]\w*")


def words_of(identifier: str) -> list[str]:
    """The words of an identifier in small letters: `createOrder_2` is create, order, 2."""
    return [word.lower() for word in _WORDS.findall(identifier)]


@dataclass(frozen=True)
class Renames:
    """What a change calls by another name.

    Attributes:
        names: New names by old: the identifiers as wholes.
        words: Words of identifiers and texts that go with a renamed model, new by old, each
            as the words of a name: `{("order",): ("purchase",)}`.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.names or self.words)

    def identifier(self, name: str) -> str:
        """Spell an identifier so that its old and its new form are one."""
        name = self.names.get(name, name)
        if not self.words:
            return name
        return _IDENTIFIERS.sub(lambda found: self._by_words(found.group()), name)

    def identifier_path(self, name: str) -> str:
        """Spell each part of a dotted name likewise."""
        return ".".join(self.identifier(part) for part in name.split("."))

    def text(self, text: str) -> str:
        """Spell the identifiers in a text likewise."""
        if not self or len(text) > 1000:
            return text
        return _IDENTIFIERS.sub(lambda found: self.identifier(found.group()), text)

    def _by_words(self, name: str) -> str:
        said = words_of(name)
        replaced = self._replaced(said)
        # What holds the words in another spelling is left alone: only their sense matters.
        return "_".join(replaced) if replaced != said else name

    def _replaced(self, said: list[str]) -> list[str]:
        result: list[str] = []
        index = 0
        while index < len(said):
            for old, new in (*self.words.items(), *((new, new) for new in self.words.values())):
                end = index + len(old)
                if _same(said[index:end], old):
                    # Old and new end alike, in small letters and in the singular.
                    result.extend((*new, "~"))
                    index = end
                    break
            else:
                result.append(said[index])
                index += 1
        return result


def _same(said: list[str], words: tuple[str, ...]) -> bool:
    if len(said) != len(words):
        return False
    *head, last = said
    return (*head,) == words[:-1] and last in plurals(words[-1])


def plurals(word: str) -> frozenset[str]:
    """A word and its regular plural."""
    forms = {word, f"{word}s", f"{word}es"}
    if word.endswith("y"):
        forms.add(f"{word[:-1]}ies")
    return frozenset(forms)
