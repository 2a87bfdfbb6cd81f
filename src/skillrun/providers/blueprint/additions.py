"""A request for new fields: `add field isbn: str(13)? to Book`, `add a phone field to Customer`."""

from collections.abc import Iterator
from dataclasses import replace

from skillrun.providers.blueprint import words
from skillrun.providers.blueprint.appnames import app_name
from skillrun.providers.blueprint.appreading import read_models
from skillrun.providers.blueprint.fields import read_field
from skillrun.providers.blueprint.marks import leads_to_model
from skillrun.providers.blueprint.modeling import begins_model
from skillrun.providers.blueprint.scanner import Cursor, skip
from skillrun.providers.blueprint.spec import Addition, Field
from skillrun.providers.blueprint.types import model_name

_TO = words.INTO - words.PURPOSE


def is_addition(cursor: Cursor) -> bool:
    """Whether fields of a model that is there are asked for."""
    if cursor.now.low in words.FIELD or _is_typed(cursor):
        return True
    steps = 0
    while (token := cursor.ahead(steps)).kind != "end" and not token.first:
        if token.low in words.APP | words.PROJECT:
            return False
        if token.low in words.FIELD:
            return steps > 0
        if token.low in words.WITH and not _extends(cursor):
            return False
        steps += 1
    return False


def _extends(cursor: Cursor) -> bool:
    """`the Order model with a field ...`: the model comes first."""
    after = 2 if cursor.next.low in words.MODEL else 1
    return cursor.now.text[:1].isupper() and cursor.ahead(after).low in words.WITH


def _is_typed(cursor: Cursor) -> bool:
    """`email: str? to Customer`: a field with its type, and a model at the end."""
    small = cursor.now.kind in {"word", "quoted"} and not cursor.now.text[:1].isupper()
    if cursor.now.low in words.APP | words.PROJECT | words.MODEL:
        return False
    if not small or (cursor.next.text != ":" and cursor.now.kind != "quoted"):
        return False
    steps = 1
    while (token := cursor.ahead(steps)).kind != "end":
        if token.low in words.APP | words.PROJECT | words.WITH:
            return False
        if token.low in _TO and cursor.ahead(steps + 1).low not in words.APP:
            return True
        steps += 1
    return False


def read_addition(cursor: Cursor) -> Addition:
    """Read the fields and the model that they go to.

    Args:
        cursor: Stands at the first field, or at the word `field`.

    Raises:
        UsageError: If the fields or the model are not understood.
    """
    skip(cursor, words.FIELD)
    if leads_to_model(cursor) or _extends(cursor):
        aim = _aim(cursor)
        return replace(aim, fields=tuple(_fields(cursor, last=True)))
    fields = tuple(_fields(cursor))
    return replace(_aim(cursor), fields=fields)


def _aim(cursor: Cursor) -> Addition:
    """The model that gets the fields: `to Order`, `to the model library.Book`."""
    skip(cursor, words.INTO | words.OF_MODEL)
    skip(cursor, words.OF_WORK | words.MODEL)
    token = cursor.take()
    if token.kind not in {"word", "quoted"}:
        cursor.fail("the model that the field goes to was expected here", at=token.at)
    app, _, name = token.text.rpartition(".")
    if cursor.mark("."):
        app, name = name, cursor.take().text
    skip(cursor, words.MODEL)
    if cursor.now.low in words.INTO | words.OF_MODEL | words.APP and _names_app(cursor):
        skip(cursor, words.INTO | words.OF_MODEL | words.OF_WORK | words.APP)
        app = app_name(cursor, cursor.take())
        skip(cursor, words.APP)
    return Addition(model_name(name), app, (), token.at)


def _names_app(cursor: Cursor) -> bool:
    """`in the orders app`, `в приложении orders`."""
    return any(cursor.ahead(step).low in words.APP for step in range(4))


def _fields(cursor: Cursor, *, last: bool = False) -> Iterator[Field]:
    """The fields up to the model, or up to the end where the model came first."""
    found = False
    while True:
        skip(cursor, words.FIELD | words.AND | words.OF_WORK | words.WITH | {"a", "an"}, signs=":,")
        over = cursor.now.kind == "end" or cursor.now.text == "."
        if over if last else leads_to_model(cursor):
            break
        if over:
            cursor.fail(
                "the model that the field goes to was expected here, as in: add field isbn: str? to Book"
            )
        optional = cursor.now.low in words.OPTIONAL
        skip(cursor, words.OPTIONAL)
        if field := read_field(cursor):
            found = True
            yield replace(field, optional=field.optional or optional)
    if not found:
        cursor.fail("a field was expected here, as in: add field isbn: str? to Book")


def adds_models(cursor: Cursor) -> bool:
    """Whether models come next, with no app before them: they go to one that is there."""
    named = cursor.now.low in words.MODEL or cursor.next.low in words.MODEL
    return named or begins_model(cursor.now, cursor.next)


def read_new_models(cursor: Cursor) -> Addition:
    """Read models and the app that they go to.

    Args:
        cursor: Stands at the first model, or at the word `model`.

    Raises:
        UsageError: If the models or the app are not understood.
    """
    at = cursor.now.at
    skip(cursor, words.MODEL, signs=":")
    models = read_models(cursor)
    skip(cursor, words.MODEL, signs=",")
    if cursor.now.low not in _TO:
        advice = f"Name the app: add model Tag(name: str) to blog app, or: add blog app with models ...\n\n{words.HELP}"
        cursor.fail("no app is named for these models", at=at, advice=advice)
    cursor.take()
    skip(cursor, words.OF_WORK | words.APP | words.NAMED)
    token = cursor.take()
    if token.text == "apps" and cursor.mark("."):
        token = cursor.take()
    if token.kind not in {"word", "quoted"}:
        cursor.fail("the app that the models go to was expected here", at=token.at)
    skip(cursor, words.APP)
    return Addition("", app_name(cursor, token), (), token.at, models)
