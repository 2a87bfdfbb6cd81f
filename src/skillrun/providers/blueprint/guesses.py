"""The type of a field whose request names none, from the field's name."""

import re
from dataclasses import replace

from skillrun.providers.blueprint import names
from skillrun.providers.blueprint.spec import USER, Field, Kind

# The first that the name, or its last word, matches.
_PATTERNS: tuple[tuple[str, Kind], ...] = (
    (
        r"(is|has|can|was|should)_.+|active|published|enabled|completed|done|paid|verified|archived",
        Kind.BOOL,
    ),
    (r"(.+_)?(email|mail)", Kind.EMAIL),
    (r"(.+_)?(url|website|link|homepage)", Kind.URL),
    (r"(.+_)?slug", Kind.SLUG),
    (r"(.+_)?(uuid|guid)", Kind.UUID),
    (r".+_at|(.+_)?(datetime|timestamp)", Kind.DATETIME),
    (r"(.+_)?(date|birthday|deadline|dob|born)|due|.+_on", Kind.DATE),
    (r"(.+_)?duration", Kind.DURATION),
    (r"(.+_)?time", Kind.TIME),
    (
        r"(.+_)?(price|cost|amount|total|subtotal|sum|salary|balance|fee|tax|budget|discount)",
        Kind.DECIMAL,
    ),
    (
        r"(.+_)?(quantity|qty|count|age|year|capacity|stock|pages|rating|votes|views|likes|floor|points|score|"
        r"seats|credits|level)|number_of_.+|year_.+",
        Kind.INT,
    ),
    (r"(.+_)?(weight|height|width|length|latitude|longitude|lat|lng|lon)", Kind.FLOAT),
    (
        r"(.+_)?(description|text|body|content|contents|note|notes|comment|comments|bio|biography|summary|message|"
        r"details|instructions)",
        Kind.TEXT,
    ),
    (r"metadata|extra|payload|.+_json|json", Kind.JSON),
)
_USERS = frozenset({"user", "owner", "created_by", "updated_by", "assignee", "uploaded_by"})


def guessed(field: Field) -> Field:
    """A field with the type that its name suggests: a text where it suggests none.

    Args:
        field: The field as far as it is known.
    """
    if field.name in _USERS:
        return replace(field, kind=Kind.FK, target=USER, assumed=True)
    found = (kind for pattern, kind in _PATTERNS if re.fullmatch(pattern, field.name))
    kind = next(found, Kind.STR)
    default = "False" if kind is Kind.BOOL else None
    return replace(field, kind=kind, default=default, assumed=True)


def linked(field: Field, models: frozenset[str]) -> Field:
    """A field of a guessed type as a relation, where a model bears its name.

    Args:
        field: The field.
        models: The models that it may point to.
    """
    plain = field.assumed and field.kind is Kind.STR
    if not plain:
        return field
    single, many = names.camel(field.name), names.camel(names.singular(field.name))
    if single in models:
        return replace(field, kind=Kind.FK, target=single)
    if many in models:
        return replace(field, kind=Kind.M2M, target=many)
    return field
