"""A field as Python source of a model, of a migration and of a type."""

from collections.abc import Mapping
from dataclasses import dataclass

from skillrun.providers.blueprint import names
from skillrun.providers.blueprint.defaults import text_literal
from skillrun.providers.blueprint.ownership import Owner, on_delete
from skillrun.providers.blueprint.spec import USER, Field, Kind, Model

CLASSES: Mapping[Kind, str] = {
    Kind.STR: "CharField",
    Kind.TEXT: "TextField",
    Kind.INT: "IntegerField",
    Kind.BIGINT: "BigIntegerField",
    Kind.BOOL: "BooleanField",
    Kind.DATE: "DateField",
    Kind.DATETIME: "DateTimeField",
    Kind.TIME: "TimeField",
    Kind.DURATION: "DurationField",
    Kind.DECIMAL: "DecimalField",
    Kind.FLOAT: "FloatField",
    Kind.EMAIL: "EmailField",
    Kind.URL: "URLField",
    Kind.SLUG: "SlugField",
    Kind.UUID: "UUIDField",
    Kind.JSON: "JSONField",
    Kind.CHOICES: "CharField",
    Kind.FK: "ForeignKey",
    Kind.O2O: "OneToOneField",
    Kind.M2M: "ManyToManyField",
}
TEXTS = frozenset({Kind.STR, Kind.TEXT, Kind.EMAIL, Kind.URL, Kind.SLUG, Kind.CHOICES})
NUMBERS = frozenset({Kind.INT, Kind.BIGINT, Kind.DECIMAL, Kind.FLOAT})
_TYPES: Mapping[Kind, str] = {
    Kind.INT: "int",
    Kind.BIGINT: "int",
    Kind.BOOL: "bool",
    Kind.DATE: "dt.date",
    Kind.DATETIME: "dt.datetime",
    Kind.TIME: "dt.time",
    Kind.DURATION: "dt.timedelta",
    Kind.DECIMAL: "Decimal",
    Kind.FLOAT: "float",
    Kind.UUID: "UUID",
    Kind.JSON: "Any",
}
# Imported for annotations alone, so quoted.
_TYPING_ONLY = frozenset({"dt.date", "dt.datetime", "dt.time", "dt.timedelta", "Decimal", "UUID"})
_POSITIVE = frozenset({"amount", "quantity"})
_NOT_NEGATIVE = frozenset(
    {
        "price",
        "total",
        "subtotal",
        "cost",
        "fee",
        "tax",
        "discount",
        "stock",
        "capacity",
        "pages",
        "weight",
        "height",
        "width",
        "length",
        "count",
        "rating",
        "age",
        "salary",
        "area",
    }
)
_NESTED_TAKEN = frozenset({"Meta", "DoesNotExist", "MultipleObjectsReturned", "NotUpdated"})
_CHOICE_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Bound:
    """The least value of a number.

    Attributes:
        lookup: `gt` or `gte`, against zero.
        least: The least value that is allowed, as Python source.
        below: A value that is refused, as Python source.
        word: `positive` or `not_negative`, for the constraint's name.
    """

    lookup: str
    least: str
    below: str
    word: str


def bound(field: Field) -> Bound | None:
    """The bound that a number's name makes sensible; None where there is none."""
    named = field.not_negative or field.name in _POSITIVE | _NOT_NEGATIVE
    if field.kind not in NUMBERS or not named:
        return None
    strict = field.name in _POSITIVE and field.kind is not Kind.FLOAT
    step = _step(field)
    found = (
        Bound("gt", step, "0", "positive")
        if strict
        else Bound("gte", "0", _minus(step), "not_negative")
    )
    return found if _allows_default(field, strict=strict) else None


def _step(field: Field) -> str:
    places = field.digits[1] if field.kind is Kind.DECIMAL else 0
    return f'Decimal("0.{"1".zfill(places)}")' if places else "1"


def _minus(step: str) -> str:
    return step.replace('("', '("-') if "(" in step else f"-{step}"


def _allows_default(field: Field, *, strict: bool) -> bool:
    if field.default is None:
        return True
    value = float(field.default.removeprefix('Decimal("').removesuffix('")'))
    return value > 0 if strict else value >= 0


def is_nullable(field: Field) -> bool:
    """Whether the column holds NULL: an empty text is no NULL, but two empty ones aren't unique."""
    if not field.optional or field.kind is Kind.M2M:
        return False
    return field.kind not in TEXTS or field.unique


def is_required(field: Field) -> bool:
    """Whether a client has to send it."""
    free = field.optional or field.default is not None
    return not free and field.kind not in {Kind.M2M, Kind.JSON}


def annotation(field: Field) -> str:
    """The type of the field's value in Python, quoted where the name is imported for typing alone."""
    if field.kind is Kind.M2M:
        outside = field.target == USER or field.target_app
        return f'"list[{field.target}]"' if outside else f"list[{field.target}]"
    plain = field.target if field.is_relation else _TYPES.get(field.kind, "str")
    whole = f"{plain} | None" if is_nullable(field) and plain != "Any" else plain
    typing_only = plain in _TYPING_ONLY or plain == USER or field.target_app
    return f'"{whole}"' if typing_only else whole


def choice_class(field: Field) -> str:
    """The name of the nested class that holds the choices."""
    name = names.camel(field.name)
    return f"{name}Choice" if name in _NESTED_TAKEN else name


def model_source(field: Field, model: Model, owner: Owner | None, related: str) -> str:
    """The field as a model writes it.

    Args:
        field: The field.
        model: Its model.
        owner: The owner of the model's objects.
        related: The name of the relation on its target.
    """
    place = f"{field.target_app}.{field.target}" if field.target_app else field.target
    target = "settings.AUTH_USER_MODEL" if field.target == USER else f'"{place}"'
    target = '"self"' if place == model.name else target
    nested = choice_class(field)
    default = field.default
    if field.kind is Kind.CHOICES and default:
        default = f"{nested}.{default[1:-1].upper()}"
    return _source(field, model, owner, related, (target, f"{nested}.choices", default))


def migration_source(
    field: Field, model: Model, owner: Owner | None, related: str, app: str
) -> str:
    """The field as its migration writes it; `app` is the app's name."""
    target = (
        "settings.AUTH_USER_MODEL"
        if field.target == USER
        else f'"{field.target_app or app}.{field.target.lower()}"'
    )
    choices = ", ".join(f'("{value}", "{label}")' for _, value, label in choice_rows(field))
    default = field.default
    if default in {"timezone.now", "timezone.localdate"}:
        default = f"django.utils.{default}"
    return _source(field, model, owner, related, (f"to={target}", f"[{choices}]", default))


def choice_rows(field: Field) -> list[tuple[str, str, str]]:
    """The choices as (member, value, label)."""
    labels = field.labels or [value.replace("_", " ").capitalize() for value in field.choices]
    return [
        (value.upper(), value, text_literal(label)[1:-1])
        for value, label in zip(field.choices, labels, strict=True)
    ]


def _source(
    field: Field,
    model: Model,
    owner: Owner | None,
    related: str,
    words: tuple[str, str, str | None],
) -> str:
    target, choices, default = words
    parts = []
    if field.is_relation:
        parts += [target, *_relation_parts(field, model, owner), f'related_name="{related}"']
    parts += _size_parts(field)
    if field.kind is Kind.CHOICES:
        parts.append(f"choices={choices}")
    parts += _presence_parts(field, default)
    if field.label:
        parts.append(f"verbose_name={text_literal(field.label)}")
    if limit := bound(field):
        parts.append(f"validators=[MinValueValidator({limit.least})]")
    return f"models.{CLASSES[field.kind]}({', '.join(parts)})"


def _relation_parts(field: Field, model: Model, owner: Owner | None) -> list[str]:
    if field.kind is not Kind.M2M:
        return [f"on_delete=models.{on_delete(field, model, owner)}"]
    return ["symmetrical=False"] if field.target == model.name and not field.target_app else []


def _size_parts(field: Field) -> list[str]:
    if field.kind is Kind.DECIMAL:
        return [f"max_digits={field.digits[0]}", f"decimal_places={field.digits[1]}"]
    if field.kind is Kind.CHOICES:
        return [f"max_length={max(_CHOICE_LENGTH, *map(len, field.choices))}"]
    if field.kind is Kind.STR:
        return [f"max_length={field.max_length or 255}"]
    return [f"max_length={field.max_length}"] if field.max_length else []


def _presence_parts(field: Field, default: str | None) -> list[str]:
    if field.kind is Kind.JSON and default is None:
        default = "dict"
    parts = ["null=True"] if is_nullable(field) else []
    if field.optional or field.kind in {Kind.M2M, Kind.JSON}:
        parts.append("blank=True")
    if field.optional and default is None and field.kind in TEXTS and not field.unique:
        default = '""'
    if default is not None:
        parts.append(f"default={default}")
    if field.unique:
        parts.append("unique=True")
    return parts
