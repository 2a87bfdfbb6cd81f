"""An app of the request language: its name, and the models that follow."""

from dataclasses import replace

from skillrun.providers.blueprint import words
from skillrun.providers.blueprint.appnames import app_name
from skillrun.providers.blueprint.modeling import begins_model, read_model
from skillrun.providers.blueprint.scanner import Cursor, Token, skip
from skillrun.providers.blueprint.spec import App, Field, Model

_NAMES = frozenset({"word", "quoted"})


def read_app(cursor: Cursor, name: Token) -> App:
    """Read what follows the name of an app.

    Args:
        cursor: Stands after the name, and after the noun if that comes last.
        name: The name.

    Raises:
        UsageError: If no app can be called so, or its models are not understood.
    """
    app = App(app_name(cursor, _spelled(cursor, name)), at=name.at)
    place = cursor.place
    holds = cursor.next.low in words.MODEL or begins_model(cursor.next, cursor.ahead(2))
    if cursor.now.text == "(" and holds:
        cursor.take()
        skip(cursor, words.MODEL, signs=":-")
        app = replace(app, models=read_models(cursor))
        cursor.expect(")", '")" was expected after the models')
        return app
    signs = ",:-" if cursor.next.low in words.WITH | words.MODEL else ":-"
    skip(cursor, words.WITH | words.AND | (words.FILLERS - words.INTO), signs=signs)
    skipped = range(place - cursor.place, 0)
    linked = any(
        cursor.ahead(n).low in words.WITH or cursor.ahead(n).text in {":", "-"} for n in skipped
    )
    named = begins_model(cursor.now, cursor.next)
    described = linked or cursor.next.text in {"(", "{"} or cursor.next.low in words.MODEL
    opens = cursor.now.low in words.MODEL or (named and described)
    if not opens and not (linked and cursor.place > place and _reads_as_model(cursor)):
        cursor.place = place
        return app
    skip(cursor, words.MODEL, signs=":-")
    return replace(app, models=read_models(cursor))


def _spelled(cursor: Cursor, name: Token) -> Token:
    """The name in Latin letters, where it stands in brackets behind the other: `«Опросы» (polls)`."""
    inner = cursor.next
    plain = inner.kind in _NAMES and inner.text.isascii() and inner.text.islower()
    if cursor.now.text != "(" or cursor.ahead(2).text != ")" or not plain:
        return name
    for _ in range(3):
        cursor.take()
    return inner


def _reads_as_model(cursor: Cursor) -> bool:
    """Whether what follows `with` can be nothing but a model, if a misspelt one."""
    others = words.LINK | words.APP | words.PROJECT | words.FIELD | words.GIVEN
    plain = cursor.now.kind in _NAMES and cursor.now.low not in others
    return plain and cursor.next.low not in words.APP


def read_models(cursor: Cursor) -> tuple[Model, ...]:
    """Read models, one after the other.

    Args:
        cursor: Stands at the first model.

    Raises:
        UsageError: If one of them is not understood.
    """
    found = [read_model(cursor)]
    while True:
        place = cursor.place
        parted = skip(cursor, words.AND, signs=",;.-") or cursor.now.first
        stopped = cursor.ahead(-1).text == "." and cursor.next.text not in {"(", "{", ":", "-"}
        if parted:
            skip(cursor, words.FILLERS)
        named = skip(cursor, words.MODEL, signs=":")
        another = named or (begins_model(cursor.now, cursor.next) and not stopped)
        if not parted or not another or _begins_app(cursor) or is_sentence(cursor):
            cursor.place = place
            return tuple(found)
        found.append(read_model(cursor))


def is_sentence(cursor: Cursor) -> bool:
    """`Item belongs to Supplier`: a model is spoken of, not described."""
    return (
        cursor.next.low in {"belongs", "has", "принадлежит"}
        and cursor.ahead(2).low in {"to", "many"}
    ) or (cursor.next.low == "принадлежит")


def _begins_app(cursor: Cursor) -> bool:
    """`orders (Order(...))` in a list of apps: brackets that hold models, not fields."""
    small = not cursor.now.text[:1].isupper()
    return small and cursor.next.text == "(" and begins_model(cursor.ahead(2), cursor.ahead(3))


def with_relation(cursor: Cursor, app: App, owner: str, field: Field) -> App:
    """An app with one more relation, unless the model has one of that name.

    Args:
        cursor: The request.
        app: The app.
        owner: The model that gets the relation.
        field: The relation.

    Raises:
        UsageError: If the app has no such model.
    """
    model = next((m for m in app.models if m.name == owner), None)
    if model is None:
        cursor.fail(f'no model "{owner}" is described before this', at=field.at)
    if any(known.name == field.name for known in model.fields):
        return app
    grown = replace(model, fields=(*model.fields, field))
    return replace(app, models=tuple(grown if m is model else m for m in app.models))
