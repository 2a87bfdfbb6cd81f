"""Deciding what the templates of an app are given."""

import builtins
import keyword
from collections.abc import Iterator, Mapping

from skillrun.providers.blueprint import columns, names, values
from skillrun.providers.blueprint.defaults import text_literal
from skillrun.providers.blueprint.ownership import (
    Owner,
    is_protected,
    lifecycle,
    owners,
    protectors,
)
from skillrun.providers.blueprint.relations import migration_order, related_names, required_first
from skillrun.providers.blueprint.spec import USER, App, Field, Kind, Model, Outside
from skillrun.providers.blueprint.views import (
    AppView,
    FieldView,
    ModelView,
    OutsideView,
    StateView,
    TogetherView,
)

# Names that functions of the generated modules use for something else.
_LOCALS = frozenset(
    {
        *(
            "args",
            "before",
            "body",
            "caught",
            "client",
            "created_at",
            "data",
            "declared",
            "dt",
            "error",
            "expected",
        ),
        *(
            "factory",
            "first",
            "found",
            "instance",
            "kwargs",
            "link",
            "many",
            "mine",
            "models",
            "monkeypatch",
        ),
        *(
            "name",
            "number",
            "other",
            "payload",
            "permission",
            "pytest",
            "queryset",
            "refused",
            "request",
        ),
        *(
            "response",
            "reverse",
            "second",
            "selectors",
            "self",
            "serializer",
            "serializers",
            "services",
        ),
        *(
            "settings",
            "status",
            "store",
            "target",
            "timezone",
            "url",
            "user",
            "value",
            "view",
            "viewsets",
        ),
    }
)
_SHOWN = 5
_TELLING = 8  # shorter texts are codes, which tell nobody what an object is
_LISTED = frozenset(
    {Kind.STR, Kind.EMAIL, Kind.SLUG, Kind.DECIMAL, Kind.INT, Kind.DATE, Kind.CHOICES, Kind.BOOL}
)
_TITLES = ("name", "title", "subject", "number", "display_name", "code")
_PROBES = (
    Kind.STR,
    Kind.TEXT,
    Kind.DECIMAL,
    Kind.INT,
    Kind.BIGINT,
    Kind.CHOICES,
    Kind.SLUG,
    Kind.EMAIL,
    Kind.URL,
)


def app_view(app: App) -> AppView:
    """Decide everything that the templates of an app need.

    Args:
        app: The app, whole and checked.
    """
    known = owners(app)
    related = related_names(app)
    order, deferred = migration_order(app)
    views = {
        model.name: _model_view(app, model, known, related, deferred[model.name])
        for model in app.models
    }
    models = tuple(views.values())
    return AppView(
        name=app.name,
        camel=names.camel(app.name),
        title=names.words(app.name).capitalize(),
        models=models,
        created=tuple(views[name] for name in order),
        built=tuple(views[name] for name in required_first(app)),
        routed=tuple(sorted(models, key=lambda model: not model.route)),
        outside=tuple(_outside_view(outside, app) for outside in app.outside),
        dependencies=tuple(sorted({(o.app, o.migration) for o in app.outside})),
    )


def _outside_view(outside: Outside, app: App) -> OutsideView:
    snake = names.snake(outside.name)
    plural = names.plural(snake)
    known = owners(app)
    private = any(
        field.target == outside.name and model.name in known
        for model in app.models
        for field in model.fields
    )
    return OutsideView(
        name=outside.name,
        app=outside.app,
        words_plural=names.words(plural),
        plural=plural if plural != snake else f"{snake}_list",
        lookup="__".join(outside.way),
        private=private and bool(outside.way),
    )


def _model_view(
    app: App,
    model: Model,
    known: Mapping[str, Owner],
    related: Mapping[tuple[str, str], str],
    deferred: tuple[str, ...],
) -> ModelView:
    owner = known.get(model.name)
    snake = names.snake(model.name)
    plural = names.plural(snake)
    fields = tuple(
        _field_view(app, model, field, known, related.get((model.name, field.name), ""))
        for field in model.fields
    )
    return ModelView(
        name=model.name,
        var=_variable(snake),
        plural=plural if plural != snake else f"{snake}_list",
        words=names.words(model.name),
        words_plural=names.words(plural),
        route="" if plural == app.name else plural.replace("_", "-"),
        basename=snake.replace("_", "-"),
        owner=owner,
        state=_state(model, owner),
        single=_single(model, owner),
        protected=is_protected(model, app, known),
        protected_by=next(protectors(model, app, known), None),
        fields=fields,
        deferred=deferred,
        label=_label(model),
        index=_index(app, model, owner),
        constraints=tuple(_constraints(app, model, fields)),
        listed=tuple(f.name for f in model.fields if f.kind in _LISTED)[:_SHOWN],
        probe=_probe(fields),
        together=tuple(_together(app, model)),
        title=text_literal(model.label) if model.label else "",
    )


def _together(app: App, model: Model) -> Iterator[TogetherView]:
    for group in model.together:
        name = f"{app.name}_{names.snake(model.name)}_unique_{'_'.join(group)}"
        yield TogetherView(group, names.bounded(name, 60))


def _field_view(
    app: App, model: Model, field: Field, known: Mapping[str, Owner], related: str
) -> FieldView:
    owner = known.get(model.name)
    is_owner = bool(owner and owner.direct == field.name)
    return FieldView(
        name=field.name,
        camel=names.camel(field.name),
        kind=field.kind.value,
        target=field.target,
        assumed=field.assumed,
        owned_target=field.target in known and model.name in known,
        optional=field.optional,
        unique=field.unique,
        readonly=field.readonly,
        writable=not (field.readonly or is_owner),
        required=columns.is_required(field),
        is_user=field.target == USER,
        nested=columns.choice_class(field) if field.choices else "",
        choices=tuple(columns.choice_rows(field)),
        bound=columns.bound(field),
        source=columns.model_source(field, model, owner, related),
        migration=columns.migration_source(field, model, owner, related, app.name),
        annotation=columns.annotation(field),
        factory=values.factory_source(
            field, distinct=any(field.name in group for group in model.together)
        ),
        first=(field.default or "") if field.choices else "",
        sample=values.sample_source(field, model, known),
        invalid=values.invalid_source(field),
    )


def _variable(snake: str) -> str:
    taken = keyword.iskeyword(snake) or hasattr(builtins, snake) or snake in _LOCALS
    return f"{snake}_object" if taken or keyword.issoftkeyword(snake) else snake


def _label(model: Model) -> str:
    """The field that an object is shown by; empty where none is sure to hold a text."""
    fields = [f.name for f in model.fields if _is_label(f)]
    return next((name for name in _TITLES if name in fields), fields[0] if fields else "")


def _is_label(field: Field) -> bool:
    telling = (
        field.kind in {Kind.STR, Kind.SLUG, Kind.EMAIL}
        and (field.max_length or _TELLING) >= _TELLING
    )
    return telling and columns.is_required(field)


def _single(model: Model, owner: Owner | None) -> str:
    """The one-to-one relation to the owner's side, of which tests make one object; else empty."""
    first = next((f for f in model.fields if owner and f.name == owner.fields[0]), None)
    return first.name if first and first.kind is Kind.O2O else ""


def _state(model: Model, owner: Owner | None) -> StateView | None:
    field = lifecycle(model, owner)
    if field is None or field.default is None:
        return None
    values = f"{model.name}.{columns.choice_class(field)}"
    first = field.default[1:-1]
    other = next(choice for choice in field.choices if choice != first)
    return StateView(field.name, f"{values}.{first.upper()}", f"{values}.{other.upper()}")


def _index(app: App, model: Model, owner: Owner | None) -> tuple[str, str]:
    """The fields and the name of the index that lists are read by."""
    direct = next((f for f in model.fields if owner and f.name == owner.direct), None)
    by_owner = direct is not None and direct.kind is Kind.FK
    fields = ["-created_at", "-id"]
    if by_owner and direct:
        fields.insert(0, direct.name)
    listed = ", ".join(f'"{name}"' for name in fields)
    name = names.bounded(f"{app.name}_{names.snake(model.name)}_recent_idx")
    return f"({listed})", name


def _constraints(app: App, model: Model, fields: tuple[FieldView, ...]) -> list[tuple[str, str]]:
    """(condition, name) of each check constraint."""
    prefix = f"{app.name}_{names.snake(model.name)}"
    return [
        (
            f"models.Q({f.name}__{f.bound.lookup}=0)",
            names.bounded(f"{prefix}_{f.name}_{f.bound.word}", 60),
        )
        for f in fields
        if f.bound
    ]


def _probe(fields: tuple[FieldView, ...]) -> FieldView | None:
    """The field that tests change and look at: the first writable plain one."""
    plain = [f for kind in _PROBES for f in fields if f.kind == kind.value and f.writable]
    plain = [f for f in plain if len(f.choices) != 1]  # a single choice can't change
    return plain[0] if plain else None
