"""The choices of a field: `draft/published`, `(new, in progress)`."""

import re
from dataclasses import replace

from skillrun.providers.blueprint import words
from skillrun.providers.blueprint.latin import is_cyrillic, latin
from skillrun.providers.blueprint.marks import is_modifier, is_over
from skillrun.providers.blueprint.names import choice_value
from skillrun.providers.blueprint.scanner import Cursor
from skillrun.providers.blueprint.spec import Field

CLOSING = {"(": ")", "[": "]", "{": "}"}


def read_choices(cursor: Cursor, field: Field, *, within: bool = False) -> Field:
    """Read the choices of a field.

    Args:
        cursor: Stands at the first choice, or at the bracket before it.
        field: The field.
        within: The brackets are open already, so that commas part choices.

    Raises:
        UsageError: If no choices stand there.
    """
    closing = CLOSING.get(cursor.take().text, "") if cursor.now.text in CLOSING else ""
    commas = bool(closing) or within
    found: dict[str, str] = {}
    while True:
        token = cursor.now
        text = _choice(cursor)
        value = choice_value(latin(text) if is_cyrillic(text) else text)
        if not value:
            cursor.fail("a choice was expected here: a word, as in draft/published", at=token.at)
        if value.lower() in map(str.lower, found):
            cursor.fail(f'the choice "{value}" is there twice', at=token.at)
        found[value] = text if text.isupper() else re.sub(r"[-_]", " ", text).capitalize()
        if not (cursor.mark("/") or cursor.mark("|") or (commas and cursor.mark(","))):
            break
        if is_modifier(cursor):
            break
    if closing:
        cursor.expect(closing, f'"/" or "{closing}" was expected after a choice')
    elif len(found) == 1 and not within:
        _require_no_list(cursor)
    plain = [value.replace("_", " ").capitalize() for value in found]
    labels = tuple(found.values()) if list(found.values()) != plain else ()
    return replace(field, choices=tuple(found), labels=labels)


def _choice(cursor: Cursor) -> str:
    """A choice of one word or several: `in progress`."""
    token = cursor.take()
    if token.kind not in {"word", "quoted"}:
        cursor.fail("a choice was expected here: a word, as in draft/published", at=token.at)
    text = token.text
    while token.kind == "word" and _goes_on(cursor):
        text += f" {cursor.take().text}"
    return text


def _goes_on(cursor: Cursor) -> bool:
    more = cursor.now.kind == "word" and not cursor.now.first
    return (
        more and not is_modifier(cursor) and not is_over(cursor) and cursor.now.low not in words.AND
    )


def _require_no_list(cursor: Cursor) -> None:
    """Refuse `choices new, paid, shipped`: the last two would be fields of their own."""
    after = cursor.ahead(2)
    bare = cursor.next.kind == "word" and after.kind == "sign" and after.text in {",", ")"}
    if cursor.now.text == "," and bare:
        advice = "Write the choices with strokes between, draft/published, or in brackets: choices(draft, published)."
        cursor.fail("these may be choices or fields", at=cursor.next.at, advice=advice)
