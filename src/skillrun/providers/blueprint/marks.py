"""The words and signs around a field: what says more of it, and where it ends."""

from skillrun.providers.blueprint import words
from skillrun.providers.blueprint.scanner import Cursor

ENDS = frozenset({",", ";", ")", "}", "."})
_MORE = frozenset(
    {
        "max",
        "max_length",
        "default",
        "on_delete",
        "cascade",
        "protect",
        "set_null",
        "auto_now_add",
        "auto_now",
    }
)


def is_modifier(cursor: Cursor) -> bool:
    """Whether a word that says more about a field comes next."""
    low = cursor.now.low
    if low == "on" and cursor.next.low == "delete":
        return True
    known = words.OPTIONAL | words.REQUIRED | words.UNIQUE | words.READONLY | words.NOT_NEGATIVE
    if low in {"by", "по"}:
        return cursor.next.low in {"default", "умолчанию"}
    return low in known | _MORE or (low == "not" and cursor.next.low in {"null", "blank"})


def is_over(cursor: Cursor) -> bool:
    """Whether nothing more of a field follows."""
    now = cursor.now
    ends = now.kind == "end" or now.first or (now.kind == "sign" and now.text in ENDS)
    return ends or now.low in words.FIELD or leads_to_model(cursor)


def leads_to_model(cursor: Cursor) -> bool:
    """Whether the model comes next that the field goes to: `to Order`, `to the model order`."""
    if cursor.now.low not in words.INTO | words.OF_MODEL:
        return False
    steps = 1
    while cursor.ahead(steps).low in words.OF_WORK:
        steps += 1
    noun, after = cursor.ahead(steps), cursor.ahead(steps + 1)
    if noun.kind not in {"word", "quoted"}:
        return False
    dotted = after.text == "." and cursor.ahead(steps + 2).kind == "word"
    last = after.kind == "end" or (after.text in ENDS and not dotted)
    named = noun.text[:1].isupper() or dotted or (last and cursor.now.low in words.INTO)
    return named or noun.low in words.MODEL or after.low in words.MODEL
