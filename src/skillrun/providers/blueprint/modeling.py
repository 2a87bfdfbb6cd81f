"""A model of the request language: `Book(title: str, author: fk Author, unique(title, author))`."""

from dataclasses import replace

from skillrun.providers.blueprint import words
from skillrun.providers.blueprint.fields import NO_UNIQUE, read_field, settled
from skillrun.providers.blueprint.latin import is_cyrillic, latin
from skillrun.providers.blueprint.names import model_name_problem, snake
from skillrun.providers.blueprint.scanner import Cursor, Token
from skillrun.providers.blueprint.spec import Field, Kind, Model
from skillrun.providers.blueprint.types import model_name

GENERIC_FIELDS = (
    Field("name", Kind.STR),
    Field("description", Kind.TEXT, optional=True),
    Field("is_active", Kind.BOOL, default="True"),
)
_BRACKETS = {"(": ")", "{": "}"}


def begins_model(token: Token, after: Token) -> bool:
    """Whether a model's name stands here: a capital letter, or fields in brackets after it."""
    if token.low in words.NO_MODELS and after.text not in _BRACKETS:
        return False
    return token.kind == "word" and (token.text[:1].isupper() or after.text in _BRACKETS)


def read_model(cursor: Cursor) -> Model:
    """Read a model and its fields.

    Args:
        cursor: Stands at the model's name.

    Raises:
        UsageError: If no model stands there.
    """
    token = cursor.take()
    if token.kind not in {"word", "quoted"}:
        cursor.fail("a model was expected here, as in Author(name: str)", at=token.at)
    spelled = token.text[:1].isupper() or cursor.now.text in _BRACKETS or is_cyrillic(token.text)
    spelled = spelled or cursor.now.low in words.MODEL
    if cursor.now.low in words.MODEL:  # `Task model: title`
        cursor.take()
    name = model_name(token.text) if spelled else token.text
    if problem := model_name_problem(name):
        cursor.fail(problem, at=token.at, advice="Choose another name for the model.")
    model = _with_fields(cursor, Model(name, (), token.at))
    if is_cyrillic(token.text):
        cursor.note(
            f"`{token.text}` → `{name}`: имена в коде английские; подпись остаётся русской."
        )
        model = replace(model, label=token.text.lower())
    elif name != token.text:
        cursor.note(f"`{token.text}` → `{name}`: имена моделей пишутся так.")
    own = {"self", "Self"}
    fields = (replace(f, target=name) if f.target in own else f for f in model.fields)
    return _alone(cursor, replace(model, fields=tuple(fields)))


def _alone(cursor: Cursor, model: Model) -> Model:
    """A field that is unique together with none is unique."""
    single = {names[0] for names in model.together if len(names) == 1}
    if missing := single - {field.name for field in model.fields}:
        cursor.fail(f'"{model.name}" has no field "{min(missing)}"', at=model.at)
    if never := next((f for f in model.fields if f.name in single and f.kind in NO_UNIQUE), None):
        cursor.fail(f"{never.kind} can't be unique", at=never.at)
    fields = (settled(replace(f, unique=f.unique or f.name in single)) for f in model.fields)
    together = tuple(names for names in model.together if len(names) > 1)
    return replace(model, fields=tuple(fields), together=together)


def _with_fields(cursor: Cursor, model: Model) -> Model:
    if cursor.now.text in _BRACKETS:
        closing = _BRACKETS[cursor.take().text]
        _skip_lead(cursor)
        model = _list(cursor, model, closing)
        return _trailing(cursor, model)
    if _opens_list(cursor):
        _skip_lead(cursor, bracketed=False)
        return _trailing(cursor, _list(cursor, model, ""))
    return replace(model, fields=GENERIC_FIELDS, assumed=True)


def _opens_list(cursor: Cursor) -> bool:
    """Whether fields follow with no brackets: `Author: name, born`, `Author with fields name`."""
    if cursor.now.text in {":", "-"}:
        return not cursor.next.text[:1].isupper()
    low, after = cursor.now.low, cursor.next
    if low in words.FIELD or (low in words.WITH and after.low in words.FIELD):
        return True
    if cursor.now.first:  # a line a field, below the model's name
        small = cursor.now.kind == "word" and not cursor.now.text[:1].isupper()
        return small and after.text in {":", "-", "("}
    return low in words.WITH and _lists_fields(cursor)


def _lists_fields(cursor: Cursor) -> bool:
    """`with amount, currency and status`: names in small letters, and nothing that is no field."""
    steps = 1
    while not (token := cursor.ahead(steps)).first and token.text not in {".", ";", ")"}:
        if token.low in words.FIELD:
            return True
        others = words.MODEL | words.APP | words.PROJECT | words.FEATURES | words.WITH | words.LINK
        if token.low in others or token.text[:1].isupper():
            return False
        steps += 1
    return steps > 1


def _skip_lead(cursor: Cursor, *, bracketed: bool = True) -> None:
    """Pass over what introduces fields: `: with the fields`, `fields:`."""
    cursor.mark(":") or cursor.mark("-")
    names = {"(", "?", ":"} if bracketed else {"(", "?"}
    leads = words.WITH | (words.FIELD - {"column"})
    while cursor.now.low in leads and cursor.next.text not in names:
        cursor.take()
    cursor.mark(":")


def _list(cursor: Cursor, model: Model, closing: str) -> Model:
    """The fields up to the closing bracket, or up to what is no field any more."""
    fields: list[Field] = []
    together = list(model.together)
    while not _closes(cursor, closing):
        if _is_together(cursor):
            together.append(_together(cursor))
        elif field := read_field(cursor):
            fields.append(field)
        if not closing and cursor.now.low in words.FIELD:
            cursor.take()
            break
        separated = _separated(cursor, closing)
        if closing and not separated and cursor.now.text != closing:
            _unclosed(cursor, closing)
    if closing:
        cursor.take()
    return replace(model, fields=tuple(fields), together=tuple(together))


def _closes(cursor: Cursor, closing: str) -> bool:
    if closing:
        return cursor.now.text == closing
    now = cursor.now
    return (
        now.kind == "end"
        or now.text in {")", ".", ";"}
        or (now.kind == "word" and now.text[:1].isupper())
    )


def _separated(cursor: Cursor, closing: str) -> bool:
    """Pass over what stands between two fields; whether anything did."""
    if not closing:
        return _separated_openly(cursor)
    before = cursor.place
    first = cursor.now.first and cursor.now.kind != "end"
    while cursor.now.text in {",", ";"} or cursor.now.low in words.AND:
        cursor.take()
    return cursor.place > before or first


def _separated_openly(cursor: Cursor) -> bool:
    # A semicolon, a full stop or a word of another clause ends fields that have no brackets.
    before = cursor.place
    while cursor.now.text == "," or cursor.now.low in words.AND:
        cursor.take()
    return cursor.place > before


def _unclosed(cursor: Cursor, closing: str) -> None:
    if cursor.now.kind == "end":
        cursor.fail(f'"{closing}" is missing: the model is not closed')
    cursor.fail(f'"," or "{closing}" was expected after a field')


def _trailing(cursor: Cursor, model: Model) -> Model:
    """`Enrolment(...) unique together (student, course)`."""
    leads = words.UNIQUE | words.TOGETHER
    if cursor.now.text == "," and cursor.next.low in leads:
        cursor.take()
    if cursor.now.low not in leads:
        return model
    return replace(model, together=(*model.together, _together(cursor)))


def _is_together(cursor: Cursor) -> bool:
    low, after = cursor.now.low, cursor.next
    return low in words.TOGETHER or (
        low in words.UNIQUE and (after.text in {"(", "["} or after.low in words.TOGETHER_LEADS)
    )


def _together(cursor: Cursor) -> tuple[str, ...]:
    """`unique(a, b)`, `unique together (a, b)`, `unique_together = [a, b]`."""
    start = cursor.take().at
    while cursor.now.low in words.TOGETHER_LEADS | {"on"} or cursor.now.text in {
        "=",
        ":",
    }:
        cursor.take()
    closing = ")" if cursor.mark("(") else "]" if cursor.mark("[") else ""
    names = []
    while not (closing and cursor.now.text == closing):
        token = cursor.take()
        if token.kind not in {"word", "quoted"}:
            cursor.fail("a field was expected here, as in unique(course, number)", at=token.at)
        text = token.text
        names.append(latin(text) if is_cyrillic(text) else snake(text))
        if not (cursor.mark(",") or _skips_and(cursor)) and (
            not closing or cursor.now.text != closing
        ):
            break
    if closing:
        cursor.expect(closing, f'"{closing}" was expected after the fields')
    if not names:
        cursor.fail("a field was expected here, as in unique(course, number)", at=start)
    return tuple(names)


def _skips_and(cursor: Cursor) -> bool:
    if cursor.now.low not in words.AND:
        return False
    cursor.take()
    return True
