"""Whose the objects of a model are, and what a relation does when its target goes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from skillrun.providers.blueprint.spec import USER, App, Field, Kind, Model

_OWNER_NAMES = ("user", "owner")


@dataclass(frozen=True, slots=True)
class Owner:
    """How a model leads to the user who owns its objects.

    Attributes:
        fields: The relations on the way, the one to the user last.
    """

    fields: tuple[str, ...]

    @property
    def direct(self) -> str:
        """The model's own relation to the user; empty where the way is longer."""
        return self.fields[0] if len(self.fields) == 1 else ""

    @property
    def lookup(self) -> str:
        """The way in a query: `order__user`."""
        return "__".join(self.fields)

    @property
    def attribute(self) -> str:
        """The way to the user's key in Python: `order.user_id`."""
        return ".".join(self.fields) + "_id"

    @property
    def joined(self) -> str:
        """The relations that a query has to join to reach the user's key; empty where none."""
        return "__".join(self.fields[:-1])


def owners(app: App) -> Mapping[str, Owner]:
    """The models whose objects belong to a user.

    A model with a required relation `user` or `owner` to the project's user is owned, and so is
    what can't be without an owned object: an order's items are as private as the order.

    Args:
        app: The app.

    Returns:
        Owners by model name, with those of other apps that relations point to; models that belong to nobody are left out.
    """
    found = {outside.name: Owner(outside.way) for outside in app.outside if outside.way}
    found |= {m.name: Owner((field.name,)) for m in app.models if (field := direct_owner(m))}
    grows = True
    while grows:
        grows = False
        for model in app.models:
            link = next((f for f in model.fields if f.is_required_link and f.target in found), None)
            if link and model.name not in found:
                found[model.name] = Owner((link.name, *found[link.target].fields))
                grows = True
    return found


def lifecycle(model: Model, owner: Owner | None) -> Field | None:
    """The state that the server alone leads a user's own object through; None where there is none.

    Such an object is a record: its owner has no say once it has left its first state, and it
    outlives the wish to delete its owner.
    """
    if not owner or not owner.direct:
        return None
    states = (f for f in model.fields if f.kind is Kind.CHOICES and f.readonly and f.default)
    return next((field for field in states if len(field.choices) > 1), None)


def on_delete(field: Field, model: Model, owner: Owner | None) -> str:
    """What happens to an object of a model when the target of its relation is deleted."""
    owns = owner is not None and field.name == owner.fields[0]
    if owns and lifecycle(model, owner):
        return "PROTECT"
    if field.on_delete:
        return field.on_delete
    if owns:
        return "CASCADE"
    return "SET_NULL" if field.optional else "PROTECT"


def direct_owner(model: Model) -> Field | None:
    """The required relation to the user that makes a model's objects private; None where there is none."""
    links = {f.name: f for f in model.fields if f.is_required_link and f.target == USER}
    return next((links[name] for name in _OWNER_NAMES if name in links), None)


def protectors(model: Model, app: App, known: Mapping[str, Owner]) -> Iterator[tuple[str, str]]:
    """The (model, field) of the relations that keep an object from being deleted."""
    yield from _referring(model, app, known, "PROTECT")


def is_protected(model: Model, app: App, known: Mapping[str, Owner]) -> bool:
    """Whether deletion may be refused, for the object or for what goes with it."""
    names = {other.name: other for other in app.models}
    open_ends, seen = [model], set()
    while open_ends:
        current = open_ends.pop()
        if any(protectors(current, app, known)):
            return True
        seen.add(current.name)
        cascaded = {name for name, _ in _referring(current, app, known, "CASCADE")}
        open_ends += [names[name] for name in cascaded - seen]
    return False


def _referring(
    model: Model, app: App, known: Mapping[str, Owner], action: str
) -> Iterator[tuple[str, str]]:
    for other in app.models:
        for field in other.fields:
            refers = field.target == model.name and field.kind is not Kind.M2M
            if refers and on_delete(field, other, known.get(other.name)) == action:
                yield other.name, field.name
