"""The relations of an app: their names on the other side, and the orders they ask for."""

from collections.abc import Callable, Iterable, Mapping

from skillrun.providers.blueprint import names
from skillrun.providers.blueprint.spec import USER, App, Field, Kind, Model

# What Django's AbstractUser, its admin and DRF's tokens put on a user.
_ON_USER = frozenset(
    {
        "username",
        "first_name",
        "last_name",
        "email",
        "password",
        "is_staff",
        "is_active",
        "is_superuser",
        "date_joined",
        "last_login",
        "groups",
        "user_permissions",
        "logentry",
        "auth_token",
        "id",
        "created_at",
        "updated_at",
    }
)
_ON_MODEL = frozenset({"id", "pk", "created_at", "updated_at", "objects", "belongs_to"})


def related_names(app: App) -> Mapping[tuple[str, str], str]:
    """A free name on the target for each relation.

    On the user and on models of other apps, the app's name comes first: others have relations there that are not
    seen here.

    Args:
        app: The app.

    Returns:
        Names by (model, field).
    """
    taken: dict[str, set[str]] = {m.name: {*_ON_MODEL, *_columns(m)} for m in app.models}
    taken[USER] = set(_ON_USER)
    taken |= {outside.name: {*_ON_MODEL, *outside.taken} for outside in app.outside}
    found = {}
    for model in app.models:
        for field in model.fields:
            if field.is_relation:
                name = next(
                    n for n in _candidates(app, model, field) if n not in taken[field.target]
                )
                taken[field.target].add(name)
                found[model.name, field.name] = name
    return found


def _columns(model: Model) -> Iterable[str]:
    for field in model.fields:
        yield field.name
        yield f"{field.name}_id"


def _candidates(app: App, model: Model, field: Field) -> Iterable[str]:
    snake = names.snake(model.name)
    name = snake if field.kind is Kind.O2O else names.plural(snake)
    if field.target == USER or field.target_app:
        name = name if name in {app.name, names.singular(app.name)} else f"{app.name}_{name}"
    yield name
    yield f"{field.name}_{name}"
    number = 2
    while True:
        yield f"{app.name}_{field.name}_{name}_{number}"
        number += 1


def required_first(app: App) -> list[str]:
    """The models, each after those it can't be without; else in the order of the request."""
    return _ordered(app, lambda field: field.is_required_link)[0]


def migration_order(app: App) -> tuple[list[str], Mapping[str, tuple[str, ...]]]:
    """In which order a migration creates the models, and which relations it adds after that.

    Args:
        app: The app.

    Returns:
        The names of the models, and by model the relations to models that come later.
    """
    order, later = _ordered(app, lambda field: field.is_relation)
    return order, {m.name: tuple(later.get(m.name, ())) for m in app.models}


def _ordered(app: App, counts: Callable[[Field], bool]) -> tuple[list[str], dict[str, list[str]]]:
    """Order models by their relations; where they run in a circle, one whose required ones are met."""
    left = {model.name: model for model in app.models}
    order: list[str] = []
    later: dict[str, list[str]] = {}
    while left:
        waiting = {
            n: [f for f in m.fields if counts(f) and f.target in left and f.target != n]
            for n, m in left.items()
        }
        name = min(
            waiting, key=lambda n: (any(f.is_required_link for f in waiting[n]), bool(waiting[n]))
        )
        later[name] = [field.name for field in waiting[name]]
        order.append(name)
        del left[name]
    return order, later
