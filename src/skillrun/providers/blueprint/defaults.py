"""Defaults of fields, from the request to Python source."""

import re
from collections.abc import Callable, Mapping

from skillrun.providers.blueprint.names import choice_value
from skillrun.providers.blueprint.spec import Field, Kind

_WHOLE = re.compile(r"-?\d+\Z")
_NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")
_LIKE_LATIN = re.compile(r"(?<!\w)[абгеорсухАВЕЗКМНОРСТУХЬ]+(?!\w)")
_BOOL = {
    "true": "True",
    "yes": "True",
    "да": "True",
    "false": "False",
    "no": "False",
    "нет": "False",
}
_RANGE = {Kind.INT: 2**31, Kind.BIGINT: 2**63}


def default_source(field: Field, text: str, *, quoted: bool) -> tuple[str | None, str]:
    """Turn a default of the request into Python source.

    Args:
        field: The field, complete up to its default.
        text: The default as written, without quotes.
        quoted: It was written in quotes.

    Returns:
        The source, and what is wrong with the default; one of them is empty.
    """
    read = _READERS.get(field.kind)
    if read is None:
        return None, f"the blueprint knows no default for {field.kind}"
    source = read(field, text)
    if source is None or (quoted and field.kind not in _TEXTS):
        return None, f'"{text}" is no default for {field.kind}'
    return source, ""


def _text(field: Field, text: str) -> str | None:
    longest = field.max_length or 255
    return text_literal(text) if 0 < len(text) <= longest else None


def text_literal(text: str) -> str:
    """A text as Python source.

    A Cyrillic word that could be taken for a Latin one is escaped: linters ask for it.
    """
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_LIKE_LATIN.sub(_escaped, plain)}"'


def _escaped(word: re.Match[str]) -> str:
    return "".join(f"\\u{ord(letter):04x}" for letter in word[0])


def _choice(field: Field, text: str) -> str | None:
    value = choice_value(text).lower()
    return next(
        (repr(choice) for choice in field.choices if value and choice.lower() == value), None
    )


def _whole(field: Field, text: str) -> str | None:
    fits = bool(_WHOLE.match(text)) and abs(int(text)) < _RANGE[field.kind]
    return str(int(text)) if fits else None


def _decimal(field: Field, text: str) -> str | None:
    if not _NUMBER.match(text):
        return None
    whole, _, fraction = text.lstrip("-").partition(".")
    total, places = field.digits
    fits = len(fraction) <= places and len(whole.lstrip("0")) <= total - places
    return f'Decimal("{text}")' if fits else None


_READERS: Mapping[Kind, Callable[[Field, str], str | None]] = {
    Kind.STR: _text,
    Kind.TEXT: lambda _, text: text_literal(text) if text else None,
    Kind.CHOICES: _choice,
    Kind.INT: _whole,
    Kind.BIGINT: _whole,
    Kind.DECIMAL: _decimal,
    Kind.FLOAT: lambda _, text: str(float(text)) if _NUMBER.match(text) else None,
    Kind.BOOL: lambda _, text: _BOOL.get(text.lower()),
    Kind.DATE: lambda _, text: "timezone.localdate" if text.lower() in {"today", "now"} else None,
    Kind.DATETIME: lambda _, text: "timezone.now" if text.lower() == "now" else None,
    Kind.JSON: lambda _, text: {"{}": "dict", "[]": "list"}.get(text),
}
_TEXTS = frozenset({Kind.STR, Kind.TEXT, Kind.CHOICES})
