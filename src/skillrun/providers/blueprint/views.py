"""What the templates of an app are given: everything decided, nothing left to work out."""

from dataclasses import dataclass

from skillrun.providers.blueprint import columns
from skillrun.providers.blueprint.ownership import Owner
from skillrun.providers.blueprint.spec import Kind


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field for the templates: names, flags and Python source."""

    name: str
    camel: str
    kind: str
    target: str
    assumed: bool
    owned_target: bool
    optional: bool
    unique: bool
    readonly: bool
    writable: bool
    required: bool
    is_user: bool
    nested: str
    choices: tuple[tuple[str, str, str], ...]
    bound: columns.Bound | None
    source: str
    migration: str
    annotation: str
    factory: str | None
    first: str
    sample: str
    invalid: str | None

    @property
    def sent_otherwise(self) -> bool:
        """Whether a client sends another value than the one a service takes."""
        return bool(self.target) or self.kind == Kind.DECIMAL


@dataclass(frozen=True, slots=True)
class StateView:
    """The field of an object's state: its name, its first value and another one, as source."""

    name: str
    first: str
    other: str


@dataclass(frozen=True, slots=True)
class TogetherView:
    """Fields of which no two objects hold the same values together, and the constraint's name."""

    fields: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class OutsideView:
    """A model of another app, for the templates."""

    name: str
    app: str
    words_plural: str
    plural: str
    lookup: str
    private: bool


@dataclass(frozen=True, slots=True)
class ModelView:
    """A model for the templates."""

    name: str
    var: str
    plural: str
    words: str
    words_plural: str
    route: str
    basename: str
    owner: Owner | None
    state: StateView | None
    single: str
    protected: bool
    protected_by: tuple[str, str] | None
    fields: tuple[FieldView, ...]
    deferred: tuple[str, ...]
    label: str
    index: tuple[str, str]
    constraints: tuple[tuple[str, str], ...]
    listed: tuple[str, ...]
    probe: FieldView | None
    together: tuple[TogetherView, ...]
    title: str

    @property
    def writable(self) -> list[FieldView]:
        """The fields that a client may send."""
        return [field for field in self.fields if field.writable]

    @property
    def refused(self) -> FieldView | None:
        """The first field that a client may send a value of the right type for and be refused."""
        return next((field for field in self.writable if field.invalid), None)

    @property
    def choice_fields(self) -> list[FieldView]:
        """The fields with choices."""
        return [field for field in self.fields if field.choices]

    @property
    def needs_user(self) -> bool:
        """Whether valid input refers to objects of the owner."""
        return any(field.owned_target for field in self.writable)

    @property
    def links(self) -> list[FieldView]:
        """The relations to many objects."""
        return [field for field in self.fields if field.kind == "m2m"]

    @property
    def unique(self) -> list[FieldView]:
        """The fields of which no two objects hold the same value."""
        return [field for field in self.fields if field.unique or field.kind == "o2o"]

    @property
    def is_unique(self) -> bool:
        """Whether a value, or several together, may be taken by another object."""
        return bool(self.unique or self.together)


@dataclass(frozen=True, slots=True)
class AppView:
    """An app for the templates."""

    name: str
    camel: str
    title: str
    models: tuple[ModelView, ...]
    created: tuple[ModelView, ...]
    built: tuple[ModelView, ...]
    routed: tuple[ModelView, ...]
    outside: tuple[OutsideView, ...]
    dependencies: tuple[tuple[str, str], ...]
    previous: str = ""  # the app's migration that the one for `created` comes after

    @property
    def private_outside(self) -> list[OutsideView]:
        """The models of other apps of which input may refer to the requester's own objects alone."""
        return [outside for outside in self.outside if outside.private]

    @property
    def owned(self) -> list[ModelView]:
        """The models whose objects belong to a user."""
        return [model for model in self.models if model.owner]

    @property
    def shared(self) -> list[ModelView]:
        """The models whose objects belong to nobody."""
        return [model for model in self.models if not model.owner]

    @property
    def has_user(self) -> bool:
        """Whether any field points to the project's user."""
        return any(field.is_user for model in self.models for field in model.fields)

    @property
    def links(self) -> bool:
        """Whether any input refers to many objects."""
        return any(field.kind == "m2m" for model in self.models for field in model.writable)

    @property
    def unique(self) -> list[ModelView]:
        """The models with a unique field."""
        return [model for model in self.models if model.unique]

    @property
    def own_targets(self) -> set[str]:
        """The models that input refers to and that the requester has to own."""
        return {f.target for model in self.models for f in model.writable if f.owned_target}

    @property
    def race(self) -> tuple[ModelView, FieldView] | None:
        """A unique field that two requests may fight for."""
        found = ((m, f) for m in self.unique for f in m.unique if f.writable or _owns(m, f))
        return next(found, None)

    @property
    def protected(self) -> list[ModelView]:
        """The models whose objects may be refused deletion."""
        return [model for model in self.models if model.protected]


def _owns(model: ModelView, field: FieldView) -> bool:
    return bool(model.owner and model.owner.direct == field.name)
