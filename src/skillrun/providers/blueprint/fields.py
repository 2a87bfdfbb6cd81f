"""A field of the request language: `title: str(120) unique`, `born date?`, `price (decimal)`."""

import re
from dataclasses import replace

from skillrun.providers.blueprint import words
from skillrun.providers.blueprint.choices import read_choices
from skillrun.providers.blueprint.defaults import default_source
from skillrun.providers.blueprint.guesses import guessed
from skillrun.providers.blueprint.latin import is_cyrillic, latin
from skillrun.providers.blueprint.marks import ENDS, is_modifier, is_over
from skillrun.providers.blueprint.names import field_name_problem, reserved, snake
from skillrun.providers.blueprint.scanner import Cursor, Token, skip
from skillrun.providers.blueprint.spec import Field, Kind
from skillrun.providers.blueprint.types import (
    LENGTH_KINDS,
    is_misspelt_type,
    is_type,
    read_length,
    read_type,
)

NO_UNIQUE = frozenset({Kind.BOOL, Kind.CHOICES, Kind.JSON, Kind.M2M, Kind.TEXT})
_FREE = frozenset({Kind.M2M, Kind.JSON})
_CLOCKS = {Kind.DATE: "timezone.localdate", Kind.DATETIME: "timezone.now"}
# What every model has, and the types that a request may give it.
_ADDED = {
    "id": frozenset({Kind.INT, Kind.BIGINT, Kind.STR}),
    "pk": frozenset({Kind.INT, Kind.BIGINT, Kind.STR}),
    "created_at": frozenset({Kind.DATETIME}),
    "updated_at": frozenset({Kind.DATETIME}),
}


def read_field(cursor: Cursor) -> Field | None:
    """Read a field.

    Args:
        cursor: Stands at the field's name.

    Returns:
        The field; None for one that every model has by itself.

    Raises:
        UsageError: If no field stands there, or one that can't be.
    """
    if cursor.now.kind == "word" and not cursor.now.first and _names_a_target(cursor):
        return _whole(cursor, _typed(cursor, Field("", Kind.STR, cursor.now.at)))
    field = _named(cursor)
    optional = cursor.mark("?")
    field = _body(cursor, field)
    field = _modifiers(cursor, replace(field, optional=field.optional or optional))
    if field.name in _ADDED and not reserved_clash(field):
        cursor.note(f"`{field.name}` есть у каждой модели, отдельно не создаётся.")
        return None
    return _whole(cursor, field)


def reserved_clash(field: Field) -> bool:
    """Whether the request wants another type for a field that every model has."""
    return not field.assumed and field.kind not in _ADDED[field.name]


def _names_a_target(cursor: Cursor) -> bool:
    """`FK to Owner`, with no name before: the relation is named after its model."""
    return cursor.now.low in {"fk", "o2o", "m2m", "foreignkey"} and cursor.next.text not in {
        ":",
        "?",
        "(",
    }


def _named(cursor: Cursor) -> Field:
    """The field's name: one word, or several up to the type."""
    first = cursor.take()
    if first.kind not in {"word", "quoted"}:
        cursor.fail("a field was expected here, as in name: str", at=first.at)
    spoken = [first.text]
    while cursor.now.kind == "word" and _goes_on(cursor):
        spoken.append(cursor.take().text)
    text = " ".join(spoken)
    name = latin(text) if is_cyrillic(text) else snake(re.sub(r"[\s-]+", "_", text))
    known = name in _ADDED
    if not known and (problem := field_name_problem(name)):
        cursor.fail(problem, at=first.at, advice="Choose another name for the field.")
    label = text.lower() if is_cyrillic(text) else ""
    if label:
        cursor.note(f"`{text}` → `{name}`: имена в коде английские; подпись остаётся русской.")
    return Field(name, Kind.STR, first.at, label=label)


def _goes_on(cursor: Cursor) -> bool:
    """Whether the next word belongs to the name: `first name`, `birth date`."""
    if is_over(cursor) or cursor.now.low in words.AND | words.FIELD:
        return False
    after = cursor.next
    closes = after.kind == "end" or after.first or after.low in words.AND
    closes = closes or (after.kind == "sign" and after.text in ENDS | {":", "?", "("})
    if cursor.now.low in words.NOUNS:
        return closes or after.low in words.KINDS
    if cursor.now.low in words.TYPE_LEADS or (closes and is_misspelt_type(cursor)):
        return False
    return not is_modifier(cursor) and not is_type(cursor)


def _body(cursor: Cursor, field: Field) -> Field:
    """The type, in any of its forms, or a guess where there is none."""
    if cursor.mark(":") or cursor.mark("-") or cursor.mark("=") or cursor.mark("->"):
        return _typed(cursor, field)
    skip(cursor, words.TYPE_LEADS)
    if cursor.now.text == "(":
        return _bracketed(cursor, field)
    if is_over(cursor) or is_modifier(cursor) or cursor.now.low in words.AND:
        return guessed(field)
    return _typed(cursor, field)


def _typed(cursor: Cursor, field: Field, *, within: bool = False) -> Field:
    """The type; `within` brackets that hold nothing else."""
    if is_modifier(cursor):
        return guessed(field)
    field = read_type(cursor, field, within=within)
    if not field.is_relation:
        return field
    if not field.target:  # `pet: fk` points to Pet
        return replace(field, target=_target_of(cursor, field))
    return field if field.name else replace(field, name=snake(field.target))


def _target_of(cursor: Cursor, field: Field) -> str:
    from skillrun.providers.blueprint import names

    if not field.name:
        cursor.fail("the model that the relation points to was expected here")
    return names.camel(names.singular(field.name) if field.kind is Kind.M2M else field.name)


def _bracketed(cursor: Cursor, field: Field) -> Field:
    """`name (str, unique)`, `status (new, paid)`, `phone (optional)`."""
    if not _is_described(cursor):
        _require_choices(cursor, field)
        return read_choices(cursor, replace(field, kind=Kind.CHOICES))
    cursor.take()
    field = guessed(field) if is_modifier(cursor) else _typed(cursor, field, within=True)
    while cursor.now.text != ")":
        if not cursor.mark(","):
            field = _modified(cursor, field, cursor.take())
    cursor.take()
    return field


def _is_described(cursor: Cursor) -> bool:
    """Whether a type or a modifier opens the brackets, rather than choices."""
    place = cursor.place
    cursor.take()
    described = is_type(cursor) or is_modifier(cursor)
    cursor.place = place
    return described


def _require_choices(cursor: Cursor, field: Field) -> None:
    after = cursor.ahead(2)
    if after.kind != "sign" or after.text not in {",", "/", "|"}:
        cursor.take()
        cursor.fail(f'a type of the field "{field.name}" was expected here')


def _modifiers(cursor: Cursor, field: Field) -> Field:
    while _says_more(cursor):
        cursor.mark(",")
        field = _modified(cursor, field, cursor.take())
    return field


def _says_more(cursor: Cursor) -> bool:
    """Whether something more is said of the field: `string, max 200`."""
    if cursor.now.text != ",":
        return not is_over(cursor) and cursor.now.low not in words.AND
    place = cursor.place
    cursor.take()
    more = is_modifier(cursor) and cursor.next.text not in {"(", "[", ":"} and not cursor.now.first
    more = more and cursor.next.low not in words.TOGETHER_LEADS
    cursor.place = place
    return more


def _modified(cursor: Cursor, field: Field, token: Token) -> Field:
    if token.text == "=" or token.low == "default":
        return _defaulted(cursor, field)
    if token.low in {"by", "по"} and cursor.now.low in {"default", "умолчанию"}:
        cursor.take()
        return _defaulted(cursor, field)
    if token.low in {"max", "max_length"} and field.kind is Kind.TEXT and field.assumed:
        field = replace(field, kind=Kind.STR)
    if token.low in {"max", "max_length"} and field.kind in LENGTH_KINDS:
        return read_length(cursor, field, token.at)
    if token.low in words.UNIQUE and field.kind in NO_UNIQUE:
        cursor.fail(f"{field.kind} can't be unique", at=token.at)
    if token.kind == "end":
        cursor.fail('")" is missing: the model is not closed', at=token.at)
    if token.low in {"auto_now_add", "auto_now"} and field.kind in _CLOCKS:
        return replace(field, default=_CLOCKS[field.kind], readonly=True)
    if token.low == "on" and cursor.now.low == "delete":
        cursor.take()
        token = replace(token, text="on_delete")
    if token.low in {"on_delete", "cascade", "protect", "set_null"}:
        return _deleted(cursor, field, token)
    return _flagged(cursor, field, token)


def _flagged(cursor: Cursor, field: Field, token: Token) -> Field:
    if token.low == "not" and cursor.now.low in {"null", "blank"}:
        cursor.take()
        return field
    optional = token.text == "?" or token.low in words.OPTIONAL
    unique = token.low in words.UNIQUE
    readonly = token.low in words.READONLY
    not_negative = token.low in words.NOT_NEGATIVE
    if not (optional or unique or readonly or not_negative or token.low in words.REQUIRED):
        why = f'after {field.kind} this is none of "?", unique, readonly, max N, = DEFAULT'
        cursor.fail(why, at=token.at)
    return replace(
        field,
        optional=field.optional or optional,
        unique=field.unique or unique,
        readonly=field.readonly or readonly,
        not_negative=field.not_negative or not_negative,
    )


def _deleted(cursor: Cursor, field: Field, token: Token) -> Field:
    if field.kind not in {Kind.FK, Kind.O2O}:
        cursor.fail(f"nothing is deleted with {field.kind}", at=token.at)
    action = token
    if token.low == "on_delete":
        cursor.mark("=")
        action = cursor.take()
        if action.text == "models" and cursor.mark("."):
            action = cursor.take()
    name = action.text.upper()
    if name not in {"CASCADE", "PROTECT", "SET_NULL"}:
        cursor.fail("cascade, protect or set_null was expected here", at=action.at)
    return replace(field, on_delete=name)


def _defaulted(cursor: Cursor, field: Field) -> Field:
    cursor.mark("=")
    token = cursor.take()
    text = token.text
    if text in {"{", "["}:
        text += cursor.take().text
    if field.choices and is_cyrillic(text):
        text = latin(text)
    source, problem = default_source(field, text, quoted=token.kind == "quoted")
    if problem:
        cursor.fail(
            problem,
            at=token.at,
            advice="Leave the default out, or give one of the field's own type.",
        )
    return replace(field, default=source)


def _whole(cursor: Cursor, field: Field) -> Field:
    """What only shows when a field is complete."""
    field = settled(field)
    has_value = field.optional or field.default is not None or field.kind in _FREE
    if field.readonly and not has_value:
        cursor.fail(
            'nothing could ever set it: a readonly field needs a default or "?"', at=field.at
        )
    if field.unique and field.default is not None:
        cursor.fail("a unique field can't have a default", at=field.at)
    if field.on_delete == "SET_NULL" and not field.optional:
        cursor.fail("set_null needs a field that may be empty: add ?", at=field.at)
    if field.name in reserved()["added_fields"]:
        cursor.fail(
            f'every model has "{field.name}" by itself', at=field.at, advice="Leave it out."
        )
    return field


def settled(field: Field) -> Field:
    """A field with what goes without saying: the first choice is the default, one-to-one is unique."""
    if field.kind is Kind.CHOICES and field.default is None and not field.optional:
        field = replace(field, default=repr(field.choices[0]))
    if field.unique and field.kind in {Kind.FK, Kind.O2O}:
        field = replace(field, kind=Kind.O2O, unique=False)
    return field
