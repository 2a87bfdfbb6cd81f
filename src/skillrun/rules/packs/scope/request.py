"""A request taken apart: what it names, and what it asks to be done with that."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property

from skillrun.project.comparing import words_of
from skillrun.rules.packs.scope.words import (
    empty_verbs,
    intents_of,
    is_filling,
    kinds_of,
    senses_of,
    stem,
    stems_of,
)

_CLAUSE = re.compile(r"(?<=[;!?\n])\s+|\.\s+|\.$|\n+|;")
# "…, and add a field": what follows begins a wish of its own where a verb stands there.
_JOINT = re.compile(
    r"(?:,\s*)?\b(?:and|then|but|also|и|а\s+также|затем|потом|но)\b\s+|,\s+", re.IGNORECASE
)
_TOKEN = re.compile(
    r"[\w.<>:{}~-]*/[\w./<>:{}~*-]*|[^\W\d]\w*(?:\.[^\W\d]\w*)+(?:\(\))?|[^\W\d]\w*(?:\(\))?|\d+"
)
_QUOTED = re.compile(r"[`'\"«“]([^`'\"»”\n]{1,120})[`'\"»”]")
# The parameters of a function that is spelled out; fields of a model are spelled likewise.
_CALLED = re.compile(r"\b[a-z_][a-z0-9_]*(\([^()]*\))")
_WISHES = frozenset({"rename", "remove", "move", "change", "add", "repair", "rework"})
_OF_STYLE = frozenset({"style", "add", "change", "repair", "rework"})
_LOGIC = frozenset({"repair", "rework", "change"})
_EXTENSION = re.compile(
    r"\.(?:py|toml|ya?ml|json|md|txt|cfg|ini|html|js|css|conf|sh|lock|env)$|(?:^|/)Dockerfile$"
)


@dataclass(frozen=True)
class Word:
    """A word of a request.

    Attributes:
        text: As written, without brackets behind it.
        senses: The stems that it stands for.
        dotted: It is the end of a dotted name, whose other parts these are.
        owned: What follows it in a dotted name: `total` of `Order` in `Order.total`.
        code: It is written as code: in quotes, with brackets, dotted, in snake or camel case.
        parameter: It stands within the brackets of a function's name.
    """

    text: str
    senses: frozenset[str]
    dotted: tuple[str, ...] = ()
    owned: str = ""
    code: bool = False
    parameter: bool = False


@dataclass(frozen=True)
class Clause:
    """One wish of a request.

    Attributes:
        words: Its words in their order.
        paths: What it spells with slashes, and file names.
        intents: What it asks to be done.
    """

    words: tuple[Word, ...]
    paths: tuple[str, ...]
    intents: frozenset[str]

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of things that it speaks of."""
        return frozenset(kind for word in self.words for kind in kinds_of(word.text))

    @property
    def is_style(self) -> bool:
        """It asks for form alone."""
        asked = self.intents - {"manner"}
        if "style" in asked:
            return asked <= _OF_STYLE
        return "manner" in self.intents and not asked

    @property
    def touches_logic(self) -> bool:
        """It asks for another behaviour of what it names."""
        return not self.is_style and bool(self.intents & _LOGIC)

    def wants(self, *intents: str) -> bool:
        """Whether it asks for one of these."""
        return bool(self.intents.intersection(intents))

    def spells(self, identifier: str) -> bool:
        """Whether it holds an identifier to the letter (case apart)."""
        wanted = identifier.lower()
        return any(word.text.lower() == wanted for word in self.words)

    def places_of(self, identifier: str) -> Iterator[int]:
        """Where it names an identifier, as one word or as the words it is made of."""
        stems = stems_of(identifier)
        if not stems:
            return
        joined = "".join(words_of(identifier))
        for start, word in enumerate(self.words):
            if stem(word.text) == stem(joined) or self._run(start, stems):
                yield start

    def _run(self, start: int, stems: tuple[str, ...]) -> bool:
        """Whether the stems of an identifier follow one another from a word on."""
        index = start
        rest = list(stems)
        while rest:
            if index >= len(self.words):
                return False
            word = self.words[index]
            own = stems_of(word.text)
            if len(own) > 1 and rest[: len(own)] == list(own):
                del rest[: len(own)]
            elif word.senses.intersection(rest[:1]):
                del rest[0]
            else:
                return False
            index += 1
        return True

    def names(self, identifier: str) -> bool:
        """Whether it names an identifier."""
        return next(self.places_of(identifier), None) is not None

    def names_member(self, owner: str, member: str) -> bool:
        """Whether it names `Owner.member` with a dot between."""
        wanted = stems_of(owner)
        return any(
            bool(word.dotted) and stems_of(word.text) == stems_of(member) and stems_of(word.dotted[-1]) == wanted
            for word in self.words
        )  # fmt: skip

    def covers(self, identifier: str) -> bool:
        """Whether all words of an identifier occur in it, in any order."""
        wanted = [s for s in stems_of(identifier) if s not in _kind_suffixes()]
        said = self._said
        return bool(wanted) and all(s in said or _near(s, said) for s in wanted)

    @cached_property
    def _said(self) -> frozenset[str]:
        parts = {part for word in self.words for part in stems_of(word.text)}
        return frozenset(sense for word in self.words for sense in word.senses) | parts


@cache
def _kind_suffixes() -> frozenset[str]:
    """Computed when a request is read: stemming takes long to load, and most checks have none."""
    return frozenset(
        stem(word)
        for word in [
            "view",
            "viewset",
            "serializer",
            "admin",
            "form",
            "service",
            "selector",
            "api",
            "detail",
            "list",
            "manager",
            "queryset",
            "factory",
            "filter",
            "permission",
            "test",
            "mixin",
            "base",
            "model",
            "task",
            "handler",
            "get",
            "set",
            "input",
            "output",
            "create",
            "update",
        ]
    ) - {stem("list")}


def _near(word: str, said: Iterable[str]) -> bool:
    """Whether a longer word of the same root is said: `calculate` and `calculation`."""
    return len(word) >= 5 and any(
        len(other) >= 5 and (other.startswith(word) or word.startswith(other)) for other in said
    )


@dataclass(frozen=True)
class Request:
    """What was asked, in this turn and in those before.

    Attributes:
        text: The request.
        clauses: Its wishes.
    """

    text: str
    clauses: tuple[Clause, ...]

    @property
    def is_known(self) -> bool:
        """Whether anything was asked at all."""
        return bool(self.text.strip())

    @property
    def is_style(self) -> bool:
        """It asks for form alone."""
        asking = [clause for clause in self.clauses if clause.intents]
        return bool(asking) and all(clause.is_style for clause in asking)

    def naming(self, identifier: str) -> Iterator[Clause]:
        """Yield the wishes that name an identifier."""
        yield from (clause for clause in self.clauses if clause.names(identifier))

    def spells(self, identifier: str) -> bool:
        """Whether it holds an identifier, in whatever form."""
        return any(clause.names(identifier) for clause in self.clauses)

    @cached_property
    def features(self) -> frozenset[str]:
        """The stems of all words that say what is asked for."""
        return self.features_of(self.clauses)

    def features_of(self, clauses: Iterable[Clause]) -> frozenset[str]:
        """The stems of the words of some wishes that say what is asked for."""
        return frozenset(
            sense
            for clause in clauses
            if not clause.is_style
            for word in clause.words
            if not word.parameter and not is_filling(word.text) and not kinds_of(word.text)
            for sense in (*word.senses, *stems_of(word.text))
            if sense.isascii() and not is_filling(sense) and sense not in empty_verbs()
        )


def read_request(text: str) -> Request:
    """Take a request apart.

    Args:
        text: What was asked.
    """
    clauses: list[Clause] = []
    for sentence in _CLAUSE.split(text):
        for part in _wishes(sentence):
            clause = _clause(part)
            if clause.words or clause.paths:
                before = clauses[-1].intents if clauses else frozenset()
                inherited = clause if clause.intents else Clause(clause.words, clause.paths, before)
                clauses.append(inherited)
    return Request(text, tuple(clauses))


def _wishes(sentence: str) -> Iterator[str]:
    start = 0
    for joint in _JOINT.finditer(sentence):
        following = _TOKEN.search(sentence, joint.end())
        wish = following and intents_of(following.group()) & _WISHES and start < joint.start()
        # "add a create and update view": a verb that begins a wish has something after it.
        if following and wish and sentence[following.end() :].strip():
            yield sentence[start : joint.start()]
            start = joint.end()
    yield sentence[start:]


def _clause(text: str) -> Clause:
    quoted = {found.strip() for found in _QUOTED.findall(text)}
    called = [found.span(1) for found in _CALLED.finditer(text)]
    words: list[Word] = []
    paths: list[str] = []
    intents: set[str] = set()
    for found in _TOKEN.finditer(text):
        token = found.group()
        if "/" in token or _EXTENSION.search(token):
            paths.append(token)
            words.extend(
                _word(part, quoted)
                for part in re.findall(r"[^\W\d]\w*", token.rpartition(".")[0] or token)
            )
            continue
        if "." in token:
            words.extend(_dotted(token))
            continue
        word = _word(token, quoted)
        if any(start <= found.start() < end for start, end in called):
            word = replace(word, parameter=True)
        words.append(word)
        if not word.code or intents_of(token):
            intents |= intents_of(token) if not (word.code and "_" in token) else frozenset()
    return Clause(tuple(words), tuple(paths), frozenset(intents))


def _word(token: str, quoted: set[str]) -> Word:
    plain = token.removesuffix("()")
    camel = bool(re.search(r"[a-z][A-Z]", plain))
    code = token.endswith("()") or "_" in plain or camel or plain in quoted
    return Word(plain, senses_of(plain), code=code)


def _dotted(token: str) -> Iterator[Word]:
    parts = token.removesuffix("()").split(".")
    for index, part in enumerate(parts):
        owned = parts[index + 1] if index + 1 < len(parts) else ""
        yield Word(part, senses_of(part), tuple(parts[:index]), owned, code=True)
