"""What was asked of the blueprint, as data."""

from dataclasses import dataclass
from enum import StrEnum

USER = "User"


class Kind(StrEnum):
    """The field types of the request language."""

    STR = "str"
    TEXT = "text"
    INT = "int"
    BIGINT = "bigint"
    BOOL = "bool"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    DURATION = "duration"
    DECIMAL = "decimal"
    FLOAT = "float"
    EMAIL = "email"
    URL = "url"
    SLUG = "slug"
    UUID = "uuid"
    JSON = "json"
    CHOICES = "choices"
    FK = "fk"
    O2O = "o2o"
    M2M = "m2m"


RELATIONS = frozenset({Kind.FK, Kind.O2O, Kind.M2M})


class Origin(StrEnum):
    """Where an app's models come from."""

    REQUEST = "request"
    DOMAIN = "domain"  # the models that domains.toml knows for this name
    GENERIC = "generic"  # one model named after the app


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a model.

    Attributes:
        name: Its name.
        kind: Its type.
        at: Where it stands in the request, in characters.
        target: The model that a relation points to; `User` for the project's user.
        choices: The values of `choices`, as they are stored.
        max_length: The longest text in characters; None for the kind's own.
        digits: All digits and those after the point, of a decimal.
        optional: May be left out.
        unique: No two objects hold the same value.
        readonly: Never set through the API.
        default: The default as Python source; None where there is none.
        target_app: The app of the target, where that is another app.
        on_delete: What the request wants when the target goes: `CASCADE`, `PROTECT` or `SET_NULL`.
        not_negative: The request wants no number below zero.
        assumed: The request names no type, so it is guessed from the name.
        label: What people call it, where the request does so in another language.
        labels: What people call the choices, likewise; empty where the values say it.
    """

    name: str
    kind: Kind
    at: int = 0
    target: str = ""
    choices: tuple[str, ...] = ()
    max_length: int | None = None
    digits: tuple[int, int] = (12, 2)
    optional: bool = False
    unique: bool = False
    readonly: bool = False
    default: str | None = None
    target_app: str = ""
    on_delete: str = ""
    not_negative: bool = False
    assumed: bool = False
    label: str = ""
    labels: tuple[str, ...] = ()

    @property
    def is_relation(self) -> bool:
        """Whether it points to another model."""
        return self.kind in RELATIONS

    @property
    def is_required_link(self) -> bool:
        """Whether no object can be without its target."""
        return self.kind in {Kind.FK, Kind.O2O} and not self.optional


@dataclass(frozen=True, slots=True)
class Model:
    """A model.

    Attributes:
        name: Its name.
        fields: Its fields in the order of the request.
        at: Where it stands in the request, in characters.
        together: The fields of which no two objects hold the same values together.
        assumed: The request names no fields, so the usual ones are taken.
        label: What people call it, where the request does so in another language.
    """

    name: str
    fields: tuple[Field, ...]
    at: int = 0
    together: tuple[tuple[str, ...], ...] = ()
    assumed: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Outside:
    """A model of another app that relations point to.

    Attributes:
        name: Its name.
        app: Its app.
        way: The relations that lead from it to the user who owns its objects; empty where nobody does.
        taken: The names of its attributes.
        migration: The app's last migration.
    """

    name: str
    app: str
    way: tuple[str, ...] = ()
    taken: frozenset[str] = frozenset()
    migration: str = "0001_initial"


@dataclass(frozen=True, slots=True)
class App:
    """An app.

    Attributes:
        name: Its name, which is also its label.
        models: Its models in the order of the request.
        origin: Where the models come from.
        at: Where its name stands in the request, in characters.
        links: Relations that the request wants beside models that it does not name.
        outside: The models of other apps that its relations point to.
    """

    name: str
    models: tuple[Model, ...] = ()
    origin: Origin = Origin.REQUEST
    at: int = 0
    links: tuple[Field, ...] = ()
    outside: tuple[Outside, ...] = ()


@dataclass(frozen=True, slots=True)
class Addition:
    """Fields to add to a model that is there, or models to add to an app that is there.

    Attributes:
        model: The model that gets fields; empty where models are added.
        app: Its app; empty where the request leaves it out.
        fields: The fields.
        at: Where the model or the app stands in the request, in characters.
        models: The models.
    """

    model: str
    app: str
    fields: tuple[Field, ...]
    at: int = 0
    models: tuple[Model, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a request asks for: a project, apps or both.

    Attributes:
        project: The name of the project.
        apps: The apps to add.
        into: The project is named only as the place of the apps, so it may be there already.
        additions: What to add to models and apps that are there.
        notes: What was understood in another way than it is written, in Russian.
    """

    project: str | None = None
    apps: tuple[App, ...] = ()
    into: bool = False
    additions: tuple[Addition, ...] = ()
    notes: tuple[str, ...] = ()
