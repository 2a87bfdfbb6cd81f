"""A request for new fields: `add field isbn: str(13)? to Book`, `add a phone field to Customer`."""

from collections.abc import Collection, Iterator

from skillrun.providers.blueprint import words
from skillrun.providers.blueprint.fields import leads_to_model, read_field
from skillrun.providers.blueprint.scanner import Cursor
from skillrun.providers.blueprint.spec import Addition, Field
from skillrun.providers.blueprint.types import model_name


def is_addition(cursor: Cursor) -> bool:
    """Whether fields of a model that is there are asked for."""
    if cursor.now.low in words.FIELD:
        return True
    steps = 0
    while (token := cursor.ahead(steps)).kind != "end" and not token.first:
        if token.low in words.APP | words.PROJECT | words.WITH:
            return False
        if token.low in words.FIELD:
            return steps > 0
        steps += 1
    return False


def read_addition(cursor: Cursor) -> Addition:
    """Read the fields and the model that they go to.

    Args:
        cursor: Stands at the first field, or at the word `field`.

    Raises:
        UsageError: If the fields or the model are not understood.
    """
    fields = tuple(_fields(cursor))
    if not fields:
        cursor.fail("a field was expected here, as in: add field isbn: str? to Book")
    cursor.take()
    _skip(cursor, words.OF_WORK | words.MODEL)
    token = cursor.take()
    if token.kind not in {"word", "quoted"}:
        cursor.fail("the model that the field goes to was expected here", at=token.at)
    app, _, name = token.text.rpartition(".")
    if cursor.mark("."):
        app, name = name, cursor.take().text
    _skip(cursor, words.MODEL)
    return Addition(model_name(name), app, fields, token.at)


def _fields(cursor: Cursor) -> Iterator[Field]:
    while True:
        _skip(cursor, words.FIELD | words.AND | words.OF_WORK, signs=":,")
        if leads_to_model(cursor):
            return
        if cursor.now.kind == "end":
            cursor.fail(
                "the model that the field goes to was expected here, as in: add field isbn: str? to Book"
            )
        if field := read_field(cursor):
            yield field


def _skip(cursor: Cursor, these: Collection[str], signs: str = "") -> None:
    while cursor.now.low in these or (cursor.now.kind == "sign" and cursor.now.text in signs):
        cursor.take()
