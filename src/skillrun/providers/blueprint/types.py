"""Field types of the request language: `str(120)`, `fk to Author`, `choices draft/published`."""

import ast
import difflib
from dataclasses import replace
from typing import NoReturn

from skillrun.providers.blueprint import words
from skillrun.providers.blueprint.choices import read_choices
from skillrun.providers.blueprint.django_types import Reader, UnreadableError
from skillrun.providers.blueprint.latin import is_cyrillic, latin
from skillrun.providers.blueprint.marks import is_modifier
from skillrun.providers.blueprint.names import camel
from skillrun.providers.blueprint.scanner import Cursor, Token
from skillrun.providers.blueprint.spec import USER, Field, Kind

LENGTH_KINDS = frozenset({Kind.STR, Kind.SLUG, Kind.URL, Kind.EMAIL})
_LONGEST = 1000
_MOST_DIGITS = 38


def is_type(cursor: Cursor) -> bool:
    """Whether a field type comes next."""
    return bool(
        cursor.now.low in words.KINDS
        or cursor.now.low in words.USERS
        or cursor.now.low in words.UPLOADS
        or is_django_type(cursor)
        or _phrase(cursor)
        or _is_bare_choice(cursor)
    )


def is_misspelt_type(cursor: Cursor) -> bool:
    """Whether the next word is all but a field type."""
    low = cursor.now.low
    return bool(low) and bool(difflib.get_close_matches(low, words.KINDS, n=1, cutoff=0.8))


def read_type(cursor: Cursor, field: Field, *, within: bool = False) -> Field:
    """Read a field type.

    Args:
        cursor: Stands at the type.
        field: The field as far as it is known.
        within: It stands in brackets of its own, so that commas part choices and no fields.

    Raises:
        UsageError: If no type that the blueprint knows stands there.
    """
    if is_django_type(cursor):
        return _django_type(cursor, field)
    if _is_bare_choice(cursor):
        return read_choices(cursor, replace(field, kind=Kind.CHOICES), within=within)
    phrase = _phrase(cursor)
    token = cursor.take()
    for _ in phrase[1:]:
        cursor.take()
    kind = words.PHRASES[phrase] if phrase else words.KINDS.get(token.low)
    return _of_kind(cursor, field, kind, within=within) if kind else _to_model(cursor, field, token)


def _of_kind(cursor: Cursor, field: Field, kind: Kind, *, within: bool) -> Field:
    field = replace(field, kind=kind)
    if kind is Kind.CHOICES:
        cursor.mark(":")
        return read_choices(cursor, field, within=within)
    if field.is_relation:
        return _with_target(cursor, field)
    if cursor.now.text == "(":
        return _sized(cursor, field)
    return _plainly_sized(cursor, field) if cursor.now.kind == "number" else field


def is_django_type(cursor: Cursor) -> bool:
    """Whether a Django field class comes next, with or without `models.` before it."""
    if cursor.now.text == "models" and cursor.next.text == ".":
        return True
    low = cursor.now.low
    return low in words.DJANGO and (low.endswith("field") or cursor.next.text == "(")


def _django_type(cursor: Cursor, field: Field) -> Field:
    """Read a Django field class with its arguments, which are Python."""
    start = cursor.now.at
    while cursor.next.text == ".":
        cursor.take()
        cursor.take()
    token = cursor.take()
    end = token.at + len(token.text)
    if cursor.now.text == "(":
        end = _call_end(cursor)
    reader = Reader()
    try:
        call = ast.parse(cursor.request[start:end], mode="eval").body
        found = reader.read(call, field.name, field.at)
    except (UnreadableError, SyntaxError) as error:
        why = str(error) if isinstance(error, UnreadableError) else "this is no Python"
        advice = "Leave it out, or name a model that can decide it: --model anthropic:NAME."
        cursor.fail(why, at=start, advice=advice)
    for note in reader.notes:
        cursor.note(note)
    return replace(
        found, optional=found.optional or field.optional, label=found.label or field.label
    )


def _call_end(cursor: Cursor) -> int:
    """Pass over the arguments of a call; where they end in the request."""
    depth = 0
    while cursor.now.kind != "end":
        token = cursor.take()
        if token.kind == "sign":
            depth += (token.text in "([{") - (token.text in ")]}")
        if not depth:
            return token.at + 1
    return cursor.fail('")" is missing: the field type is not closed')


def _phrase(cursor: Cursor) -> tuple[str, ...]:
    """The type of several words that comes next; empty where none does."""
    return next(
        (
            phrase
            for phrase in words.PHRASES
            if all(cursor.ahead(step).low == word for step, word in enumerate(phrase))
        ),
        (),
    )


def _is_bare_choice(cursor: Cursor) -> bool:
    """Whether choices come with no word before: `new/paid`, or in brackets."""
    if cursor.now.text in {"[", "{"}:
        return True
    named = cursor.now.kind in {"word", "quoted"}
    return named and cursor.next.kind == "sign" and cursor.next.text in {"/", "|"}


def _unknown(cursor: Cursor, token: Token) -> NoReturn:
    if token.low in words.UPLOADS:
        advice = "Use `url` for a link to where it is stored, or name a model that can decide these things."
        why = "uploads need a storage, a size limit and type checks that nobody has decided here"
        cursor.fail(why, at=token.at, advice=advice)
    if token.kind != "word":
        cursor.fail("a field type was expected here", at=token.at)
    near = difflib.get_close_matches(token.low, words.KINDS, n=1)
    hint = f'; did you mean "{near[0]}"?' if near else ""
    cursor.fail(f'there is no field type "{token.text}"{hint}', at=token.at)


def _to_model(cursor: Cursor, field: Field, token: Token) -> Field:
    """`author: Author`: a model in the place of a type is what the field points to."""
    if token.low in words.USERS:
        return replace(field, kind=Kind.FK, target=USER)
    like_a_type = difflib.get_close_matches(token.low, words.KINDS, n=1, cutoff=0.8)
    if not token.text[:1].isupper() or token.low in words.UPLOADS or like_a_type:
        _unknown(cursor, token)
    return replace(field, kind=Kind.FK, target=model_name(token.text))


def _with_target(cursor: Cursor, field: Field) -> Field:
    closing = cursor.mark("(")
    if cursor.now.low in words.LINK_TO or cursor.now.text == "->":
        cursor.take()
    if cursor.now.kind not in {"word", "quoted"} or is_modifier(cursor):
        if closing:
            cursor.fail("the model that the relation points to was expected here")
        return field
    target = cursor.take()
    app, name = "", target.text
    if "." in name:
        app, _, name = name.rpartition(".")
    elif cursor.mark("."):
        app, name = name, cursor.take().text
    if closing:
        cursor.expect(")", '")" was expected after the model')
    if name.lower() in {"user", "auth_user_model"}:
        return replace(field, target=USER)
    return replace(field, target=model_name(name), target_app=app)


def model_name(text: str) -> str:
    """A model's name as code spells it: `order_item` and `order item` → `OrderItem`."""
    plain = latin(text) if is_cyrillic(text) else text
    return plain if plain[:1].isupper() and "_" not in plain else camel(plain)


def _sized(cursor: Cursor, field: Field) -> Field:
    opening = cursor.take()
    if cursor.now.low in {"max_length", "max"}:
        cursor.take()
        cursor.mark("=")
    numbers = [_number(cursor)]
    while cursor.mark(","):
        numbers.append(_number(cursor))
    cursor.expect(")", '")" was expected after the size')
    if field.kind is Kind.DECIMAL:
        total, places = [*numbers, 2][:2]
        if len(numbers) > 2:
            cursor.fail(f"{field.kind} has no such size", at=opening.at)
        return _with_digits(cursor, field, (total, places), opening.at)
    if field.kind not in LENGTH_KINDS or len(numbers) > 1:
        cursor.fail(f"{field.kind} has no such size", at=opening.at)
    return limited(cursor, field, numbers[0], opening.at)


def _plainly_sized(cursor: Cursor, field: Field) -> Field:
    """`decimal 10,2`, `varchar 120`: a size with no brackets."""
    at = cursor.now.at
    if field.kind in LENGTH_KINDS:
        return limited(cursor, field, _number(cursor), at)
    if field.kind is not Kind.DECIMAL:
        cursor.fail(f"{field.kind} has no such size")
    total, places = _number(cursor), 2
    if cursor.now.text == "," and cursor.next.kind == "number":
        cursor.take()
        places = _number(cursor)
    return _with_digits(cursor, field, (total, places), at)


def _with_digits(cursor: Cursor, field: Field, digits: tuple[int, int], at: int) -> Field:
    total, places = digits
    if not 1 <= total <= _MOST_DIGITS or not 0 <= places <= total:
        cursor.fail("a decimal is (all digits, digits after the point), as in (12,2)", at=at)
    return replace(field, digits=digits)


def limited(cursor: Cursor, field: Field, length: int, at: int) -> Field:
    """A field with a longest length.

    Args:
        cursor: The request.
        field: The field.
        length: The length in characters.
        at: Where it stands.

    Raises:
        UsageError: If no such field can be so long or so short.
    """
    least = {Kind.EMAIL: 24, Kind.URL: 40, Kind.SLUG: 4}.get(field.kind, 1)
    if not least <= length <= _LONGEST:
        cursor.fail(f"{field.kind} takes a length from {least} to {_LONGEST}", at=at)
    return replace(field, max_length=length)


def _number(cursor: Cursor) -> int:
    token = cursor.take()
    if token.kind != "number" or not token.text.isdigit():
        cursor.fail("a whole number was expected here", at=token.at)
    return int(token.text)


def read_length(cursor: Cursor, field: Field, at: int) -> Field:
    """Read the number of `max 120` and set it as the longest length."""
    if cursor.now.low in {"length", "len"}:
        cursor.take()
    cursor.mark("=")
    field = limited(cursor, field, _number(cursor), at)
    if cursor.now.low in {"chars", "characters", "symbols", "symbol", "символов", "знаков"}:
        cursor.take()
    return field
