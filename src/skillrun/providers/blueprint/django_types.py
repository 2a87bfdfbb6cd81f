"""Field types as Django spells them: `models.CharField(max_length=100, unique=True)`."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from typing import TypeVar

from skillrun.providers.blueprint.columns import bound
from skillrun.providers.blueprint.defaults import default_source
from skillrun.providers.blueprint.names import choice_value
from skillrun.providers.blueprint.spec import RELATIONS, USER, Field, Kind
from skillrun.providers.blueprint.words import DJANGO

_ON_DELETE = frozenset({"CASCADE", "PROTECT", "SET_NULL"})
_USERS = frozenset(
    {
        "settings.AUTH_USER_MODEL",
        "AUTH_USER_MODEL",
        "get_user_model()",
        "User",
        "users.User",
        "auth.User",
    }
)
_CHOSEN_HERE = frozenset(
    {"related_name", "db_index", "editable", "help_text", "symmetrical", "related_query_name"}
)
_TEXTS = frozenset({Kind.STR, Kind.TEXT, Kind.EMAIL, Kind.URL, Kind.SLUG, Kind.CHOICES})
# What may be empty without being NULL.
_EMPTY = frozenset({Kind.JSON, Kind.M2M})
_DEFAULTS = {"timezone.now": "now", "timezone.localdate": "today", "dict": "{}", "list": "[]"}


_T = TypeVar("_T")


class UnreadableError(Exception):
    """A field says something that the blueprint can't do."""


@dataclass(frozen=True, slots=True)
class Enum:
    """A class of choices: its values and labels by member."""

    members: Mapping[str, tuple[str, str]]


@dataclass(slots=True)
class Reader:
    """Reads the calls of field classes.

    Attributes:
        enums: The classes of choices in sight, by name.
        notes: What of the calls is not taken over, in Russian.
    """

    enums: Mapping[str, Enum] = attribute(default_factory=dict)
    notes: list[str] = attribute(default_factory=list)

    def read(self, call: ast.expr, name: str, at: int = 0) -> Field:
        """Read a field.

        Args:
            call: The call of the field class, or the class alone.
            name: The field's name.
            at: Where it stands in the request.

        Raises:
            UnreadableError: If it is no field, or one that the blueprint can't make.
        """
        function = call.func if isinstance(call, ast.Call) else call
        cls = ast.unparse(function).rpartition(".")[2]
        kind = DJANGO.get(cls.lower())
        if kind is None:
            raise UnreadableError(f'there is no field type "{cls}"')
        found = Field(name, kind, at, not_negative=cls.startswith("Positive"))
        given = _arguments(call, found)
        for argument in sorted(given, key=_place):
            found = self._with(found, argument, given[argument])
        return _settled(found)

    def _with(self, found: Field, name: str, value: ast.expr) -> Field:
        if name in _CHOSEN_HERE:
            self.notes.append(
                f"`{found.name}`: аргумент `{name}` не перенесён, его значение выбирает генератор."
            )
            return found
        if name == "choices":
            return self._choices(found, value)
        if reader := _READERS.get(name):
            return reader(found, value)
        raise UnreadableError(f'the blueprint knows no argument "{name}" of a field')

    def _choices(self, found: Field, value: ast.expr) -> Field:
        """`Status.choices`, `[("new", "New")]` or `["new"]`."""
        enum = self.enums.get(ast.unparse(value).removesuffix(".choices"))
        pairs = list(enum.members.values()) if enum else _pairs(value)
        values = tuple(choice_value(text) for text, _ in pairs)
        if not values or not all(values) or len(set(values)) < len(values):
            raise UnreadableError("these choices can't be taken")
        said = tuple(label for _, label in pairs)
        plain = tuple(text.replace("_", " ").capitalize() for text in values)
        labels = () if said == plain else said
        return replace(found, kind=Kind.CHOICES, choices=values, labels=labels)


def _place(argument: str) -> int:
    return _ORDER.index(argument) if argument in _ORDER else 0


def _arguments(call: ast.expr, found: Field) -> dict[str, ast.expr]:
    if not isinstance(call, ast.Call):
        return {}
    given = {keyword.arg or "**": keyword.value for keyword in call.keywords}
    first = call.args[0] if call.args else None
    numbered = isinstance(first, ast.Constant) and isinstance(first.value, int)
    places = ["max_length"] if numbered else ["verbose_name"]
    places = ["to", "on_delete"] if found.kind in RELATIONS else places
    return dict(zip(places, call.args, strict=False)) | given


def _pairs(value: ast.expr) -> list[tuple[str, str]]:
    try:
        rows = ast.literal_eval(value)
    except ValueError as error:
        raise UnreadableError("these choices can't be taken") from error
    return [
        (str(row), str(row).capitalize()) if isinstance(row, str) else (str(row[0]), str(row[1]))
        for row in rows
    ]


def _settled(found: Field) -> Field:
    """What Django spells out and the request language takes for granted."""
    if found.kind is Kind.CHOICES:
        found = replace(found, max_length=None)
    empty = found.default == '""' and found.kind in _TEXTS
    free = found.default == "dict" and found.kind is Kind.JSON
    return replace(found, default=None) if (empty and found.optional) or free else found


def _target(found: Field, value: ast.expr) -> Field:
    text = value.value if isinstance(value, ast.Constant) else ast.unparse(value)
    if text in _USERS:
        return replace(found, target=USER)
    app, _, name = str(text).rpartition(".")
    return replace(found, target=name, target_app=app.rpartition(".")[2])


def _optional(found: Field, value: ast.expr) -> Field:
    return replace(found, optional=found.optional or _constant(value, bool))


def _constant(value: ast.expr, kind: type[_T]) -> _T:
    if isinstance(value, ast.Constant) and isinstance(value.value, kind):
        return value.value
    raise UnreadableError(f'"{ast.unparse(value)}" is no value that the blueprint can take')


def _digits(place: int) -> Callable[[Field, ast.expr], Field]:
    def read(found: Field, value: ast.expr) -> Field:
        digits = list(found.digits)
        digits[place] = _constant(value, int)
        return replace(found, digits=(digits[0], digits[1]))

    return read


def _on_delete(found: Field, value: ast.expr) -> Field:
    name = ast.unparse(value).rpartition(".")[2]
    if name not in _ON_DELETE:
        raise UnreadableError(f'the blueprint knows no on_delete "{name}"')
    return replace(found, on_delete=name)


def _default(found: Field, value: ast.expr) -> Field:
    text = ast.unparse(value)
    quoted = isinstance(value, ast.Constant) and isinstance(value.value, str)
    if quoted:
        text = _constant(value, str)
    elif isinstance(value, ast.Call) and text.startswith("Decimal("):
        text = str(ast.literal_eval(value.args[0]))
    elif found.choices:
        text = text.rpartition(".")[2].lower()
    if quoted and not text and found.kind in _TEXTS:
        return replace(found, default='""')
    source, problem = default_source(found, _DEFAULTS.get(text, text), quoted=quoted)
    if problem:
        raise UnreadableError(problem)
    return replace(found, default=source)


def _own_time(found: Field, value: ast.expr) -> Field:
    default = {Kind.DATE: "timezone.localdate", Kind.DATETIME: "timezone.now"}.get(found.kind)
    return replace(found, default=default, readonly=True) if _constant(value, bool) else found


def _validators(found: Field, value: ast.expr) -> Field:
    """The bound at zero is the one validator that generated models have."""
    elements = value.elts if isinstance(value, ast.List | ast.Tuple) else []
    for element in elements:
        if not ast.unparse(element).startswith("MinValueValidator("):
            raise UnreadableError("the blueprint knows no such validator")
    return found if bound(found) else replace(found, not_negative=bool(elements))


def _key(found: Field, value: ast.expr) -> Field:
    if _constant(value, bool):
        raise UnreadableError("primary keys are numbers that the database counts")
    return found


_READERS: Mapping[str, Callable[[Field, ast.expr], Field]] = {
    "to": _target,
    "on_delete": _on_delete,
    "max_length": lambda found, value: replace(found, max_length=_constant(value, int)),
    "max_digits": _digits(0),
    "decimal_places": _digits(1),
    "null": _optional,
    "blank": lambda found, value: found if found.kind in _EMPTY else _optional(found, value),
    "unique": lambda found, value: replace(found, unique=_constant(value, bool)),
    "verbose_name": lambda found, value: replace(found, label=_constant(value, str)),
    "auto_now_add": _own_time,
    "primary_key": _key,
    "default": _default,
    "validators": _validators,
}
# A default is read against sizes and choices, a validator against the default.
_ORDER = (
    "to",
    "max_length",
    "max_digits",
    "decimal_places",
    "choices",
    "null",
    "blank",
    "unique",
    "default",
    "validators",
)
