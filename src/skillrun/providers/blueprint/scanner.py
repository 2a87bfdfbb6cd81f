"""A request as tokens that know where they stand."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NoReturn

from skillrun.errors import UsageError
from skillrun.providers.blueprint.words import HELP

_TOKEN = re.compile(
    r"""(?P<bullet>^[ \t]*(?:[-*•+–—]|\d{1,2}[.)]|\#{1,6})[ \t]+)
      | (?P<space>\n|[^\S\n]+|\*\*)
      | (?P<with>\bw/(?=\s))
      | (?P<word>[^\W\d]\w*(?:['’](?:d|s|m|ll|ve|re)\b)?(?:-\w+)*)
      | (?P<number>-?\d+(?:\.\d+)?(?![\w.]*\w))
      | (?P<quoted>"[^"\n]*"|'[^'\n]*'|`[^`\n]*`|«[^»\n]*»|“[^”\n]*”)
      | (?P<arrow>->|=>|→)
      | (?P<dash>(?<=\s)[-–—](?=\s))
      | (?P<sign>[()\[\]{},:;?=/.!|&])""",
    re.VERBOSE | re.MULTILINE,
)
# What only adorns a request: emoji with their joiners and variants.
_ORNAMENTS = frozenset({"So", "Sk", "Cf", "Mn"})
_ROOM = 30


@dataclass(frozen=True, slots=True)
class Token:
    """A token.

    Attributes:
        kind: `word`, `number`, `quoted`, `sign` or `end`; an arrow and a dash are signs.
        text: Its text; without the quotes of a quoted one.
        at: Where it begins in the request, in characters.
        first: It is the first on its line.
    """

    kind: str
    text: str
    at: int
    first: bool = False

    @property
    def low(self) -> str:
        """The text of a word in lower case; empty for any other token, so that it is no keyword."""
        return self.text.lower() if self.kind == "word" else ""


def scan(request: str) -> tuple[Token, ...]:
    """Cut a request into tokens, an `end` last.

    Raises:
        UsageError: At a character that belongs to no token.
    """
    tokens: list[Token] = []
    at = 0
    while at < len(request):
        match = _TOKEN.match(request, at)
        if match is None:
            if unicodedata.category(request[at]) not in _ORNAMENTS:
                fail(request, at, f"{request[at]!r} has no meaning here")
            at += 1
            continue
        if token := _token(match, request, tokens):
            tokens.append(token)
        at = match.end()
    return (*tokens, Token("end", "", len(request.rstrip()), first=True))


def _token(match: re.Match[str], request: str, before: Sequence[Token]) -> Token | None:
    kind = str(match.lastgroup)
    if kind in {"space", "bullet"}:
        return None
    first = not before or "\n" in request[before[-1].at : match.start()]
    text = match[0][1:-1].strip() if kind == "quoted" else match[0]
    if kind == "with":
        kind, text = "word", "with"
    if kind in {"dash", "arrow"}:
        kind, text = "sign", "-" if kind == "dash" else "->"
    return Token(kind, text, match.start(), first)


def fail(request: str, at: int, why: str, *, advice: str = "") -> NoReturn:
    """Say where a request stopped being understood, and why.

    Args:
        request: The request.
        at: The place, in characters.
        why: What is wrong there.
        advice: What to do; where empty, all that the blueprint can do is listed.

    Raises:
        UsageError: Always.
    """
    before, after = request[:at], request[at:]
    left = before.rsplit("\n", 1)[-1][-_ROOM:]
    right = after.split("\n", 1)[0][:_ROOM]
    where = f"    {left}{right}\n    {' ' * len(left)}^"
    said = why if why.endswith("?") else f"{why}."
    message = (
        f"The blueprint stopped understanding the request at character {at + 1}: {said}\n{where}"
    )
    raise UsageError(message, advice=advice or HELP)


class Cursor:
    """A place in the tokens of a request.

    Attributes:
        request: The request.
        place: The index of the token that is read next.
        notes: What is understood in another way than it is written, in Russian.
    """

    def __init__(self, request: str) -> None:
        self.request = request
        self.place = 0
        self.notes: list[str] = []
        self._tokens = scan(request)

    @property
    def now(self) -> Token:
        """The token that is read next."""
        return self._tokens[self.place]

    @property
    def next(self) -> Token:
        """The token after it."""
        return self.ahead(1)

    def ahead(self, steps: int) -> Token:
        """The token so many places further; the end is last."""
        return self._tokens[min(self.place + steps, len(self._tokens) - 1)]

    def note(self, text: str) -> None:
        """Remember, once, that something is understood in another way than it is written."""
        if text not in self.notes:
            self.notes.append(text)

    def take(self) -> Token:
        """Read a token; the end is read for ever."""
        token = self.now
        if token.kind != "end":
            self.place += 1
        return token

    def mark(self, sign: str) -> bool:
        """Pass over a sign; whether it was there."""
        if self.now.kind != "sign" or self.now.text != sign:
            return False
        self.take()
        return True

    def expect(self, sign: str, why: str) -> None:
        """Pass over a sign; `why` says what is wrong where it is missing.

        Raises:
            UsageError: If it is missing.
        """
        if not self.mark(sign):
            self.fail(why)

    def fail(self, why: str, *, at: int | None = None, advice: str = "") -> NoReturn:
        """Say why the request is not understood here, or at another place.

        Raises:
            UsageError: Always.
        """
        fail(self.request, self.now.at if at is None else at, why, advice=advice)


def skip(cursor: Cursor, these: Collection[str], *, signs: str = "") -> bool:
    """Pass over words and signs.

    A capital letter inside a sentence begins a model's name, and no word to pass over.

    Args:
        cursor: The request.
        these: The words, in lower case.
        signs: The signs.

    Returns:
        Whether there were any.
    """
    before = cursor.place
    while _is_word(cursor, these) or (cursor.now.kind == "sign" and cursor.now.text in signs):
        cursor.take()
    return cursor.place > before


def _is_word(cursor: Cursor, these: Collection[str]) -> bool:
    capital = cursor.now.text[:1].isupper() and cursor.next.text in {"(", "{"}
    return cursor.now.low in these and not (capital and cursor.place > 0)
