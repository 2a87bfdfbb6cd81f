"""Values of fields for the generated tests, as Python source.

A factory's value differs from object to object, and the sample differs from any of them.
"""

from collections.abc import Callable, Mapping

from skillrun.providers.blueprint.columns import TEXTS, choice_class, is_required
from skillrun.providers.blueprint.ownership import Owner
from skillrun.providers.blueprint.spec import USER, Field, Kind, Model

# What has too few values for each object to have its own.
SAME = frozenset({Kind.BOOL, Kind.CHOICES, Kind.JSON, Kind.M2M})
_ROOM = 20
_WIDE = 5
_START = "dt.datetime(2026, 1, 1, tzinfo=dt.UTC)"


def factory_source(field: Field, *, distinct: bool = False) -> str | None:
    """How a factory fills the field; None where the model's own default or nothing will do.

    Args:
        field: The field.
        distinct: Each object needs a value of its own, whatever the default is.
    """
    if not is_required(field) and not (distinct and field.kind not in SAME):
        return None
    if field.is_relation:
        return f"factory.SubFactory({field.target}Factory)"
    return _FACTORY[field.kind](field)


def sample_source(field: Field, model: Model, owners: Mapping[str, Owner]) -> str:
    """A valid value for a service, in Python; `user` is the owner of the model's objects."""
    if field.is_relation:
        made = _target_source(field, model, owners)
        return f"[{made}]" if field.kind is Kind.M2M else made
    if field.kind is Kind.CHOICES:
        return f"{model.name}.{choice_class(field)}.{field.choices[-1].upper()}"
    if _is_currency(field):
        return '"USD"' if field.default == '"EUR"' else '"EUR"'
    return _SAMPLE[field.kind](field)


def _is_currency(field: Field) -> bool:
    return field.name == "currency" and field.kind is Kind.STR and (field.max_length or _ROOM) > 2


def invalid_source(field: Field) -> str | None:
    """A value of the right type that no object may hold; None where there is none."""
    if field.kind is Kind.CHOICES:
        return '"no-such-choice"'
    if field.kind in TEXTS and not field.optional:
        return '""'
    return _INVALID[field.kind](field) if field.kind in _INVALID else None


def _target_source(field: Field, model: Model, owners: Mapping[str, Owner]) -> str:
    if field.target == USER:
        return "UserFactory()"
    owned = field.target in owners and model.name in owners
    argument = f"{owners[field.target].lookup}=user" if owned else ""
    return f"{field.target}Factory({argument})"


def _numbered(prefix: str, limit: int | None, *, suffix: str = "") -> str:
    if limit is None or limit >= _ROOM:
        return f'factory.Sequence(lambda number: f"{prefix}{{number}}{suffix}")'
    return f'factory.Sequence(lambda number: f"{{number % {10**limit}:0{limit}d}}")'


def _decimal_factory(field: Field) -> str:
    total, places = field.digits
    most = 10 ** min(total, 6) - 1
    return f"factory.Sequence(lambda number: Decimal(number % {most} + 1).scaleb(-{places}))"


def _decimal_sample(field: Field) -> str:
    total, places = field.digits
    if total >= _WIDE and total - places > 1:
        return f'Decimal("12.{"5".ljust(places, "0")}")' if places else 'Decimal("12")'
    whole, fraction = "9" * (total - places) or "0", "9" * places
    return f'Decimal("{whole}.{fraction}")' if places else f'Decimal("{whole}")'


def _cut(text: str) -> Callable[[Field], str]:
    return lambda field: f'"{text[: field.max_length or 255]}"'


_FACTORY: Mapping[Kind, Callable[[Field], str]] = {
    Kind.STR: lambda f: _numbered(
        f"{f.name.replace('_', ' ')[:9].strip().capitalize()} ", f.max_length
    ),
    Kind.TEXT: lambda _: 'factory.Sequence(lambda number: f"Text {number}")',
    Kind.SLUG: lambda f: _numbered("slug-", f.max_length),
    Kind.EMAIL: lambda _: _numbered("user", None, suffix="@example.com"),
    Kind.URL: lambda _: _numbered("https://example.com/", None),
    Kind.INT: lambda _: "factory.Sequence(lambda number: number + 1)",
    Kind.BIGINT: lambda _: "factory.Sequence(lambda number: number + 1)",
    Kind.FLOAT: lambda _: "factory.Sequence(lambda number: number + 0.5)",
    Kind.DECIMAL: _decimal_factory,
    Kind.BOOL: lambda _: "False",
    Kind.DATE: lambda _: (
        f"factory.Sequence(lambda number: {_START}.date() + dt.timedelta(days=number))"
    ),
    Kind.DATETIME: lambda _: (
        f"factory.Sequence(lambda number: {_START} + dt.timedelta(days=number))"
    ),
    Kind.TIME: lambda _: (
        f"factory.Sequence(lambda number: ({_START} + dt.timedelta(seconds=number)).time())"
    ),
    Kind.DURATION: lambda _: "factory.Sequence(lambda number: dt.timedelta(minutes=number))",
    Kind.UUID: lambda _: "factory.Sequence(lambda number: UUID(int=number))",
    Kind.CHOICES: lambda f: f'"{f.choices[0]}"',
}
_SAMPLE: Mapping[Kind, Callable[[Field], str]] = {
    Kind.STR: _cut("Sample"),
    Kind.TEXT: _cut("Sample text"),
    Kind.SLUG: _cut("sample-item"),
    Kind.EMAIL: lambda _: '"sample@example.com"',
    Kind.URL: lambda _: '"https://example.com/sample"',
    Kind.INT: lambda _: "4242",
    Kind.BIGINT: lambda _: "4242",
    Kind.FLOAT: lambda _: "42.25",
    Kind.DECIMAL: _decimal_sample,
    Kind.BOOL: lambda f: "False" if f.default == "True" else "True",
    Kind.DATE: lambda _: "dt.date(2020, 2, 1)",
    Kind.DATETIME: lambda _: "dt.datetime(2020, 2, 1, 12, tzinfo=dt.UTC)",
    Kind.TIME: lambda _: "dt.time(23, 30)",
    Kind.DURATION: lambda _: "dt.timedelta(days=5)",
    Kind.UUID: lambda _: 'UUID("8f14e45f-ceea-467f-a0f6-6a1d5c0b7d10")',
    Kind.JSON: lambda _: '{"key": "value"}',
}
_INVALID: Mapping[Kind, Callable[[Field], str]] = {
    Kind.STR: lambda f: f'"x" * {(f.max_length or 255) + 1}',
    Kind.INT: lambda _: "2**31",
    Kind.BIGINT: lambda _: "2**63",
    Kind.DECIMAL: lambda f: f'Decimal("1e{f.digits[0]}")',
    Kind.EMAIL: lambda _: '"no address"',
    Kind.URL: lambda _: '"no address"',
    Kind.SLUG: lambda _: '"no slug"',
}
