"""Models before and after a change, paired: the same, renamed, moved, gone or new."""

from collections.abc import Iterable
from dataclasses import dataclass

from skillrun.project.index import Model, ProjectIndex

_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class ModelPair:
    """A model and what became of it.

    Attributes:
        before: What it was; None for a new one.
        after: What it is; None where it is gone.
    """

    before: Model | None
    after: Model | None

    @property
    def is_renamed(self) -> bool:
        """It bears another name."""
        return bool(self.before and self.after and self.before.name != self.after.name)

    @property
    def is_moved(self) -> bool:
        """It stands in another module."""
        return bool(self.before and self.after and self.before.module != self.after.module)


def pair_models(before: ProjectIndex, after: ProjectIndex) -> tuple[ModelPair, ...]:
    """Pair the models of a project with those after a change.

    A model that lost its name is the same as a new one that has most of its fields.
    """
    old = {_key(model): model for model in before.models}
    new = {_key(model): model for model in after.models}
    pairs = [ModelPair(old[key], new[key]) for key in old if key in new]
    fresh = [model for key, model in new.items() if key not in old]
    for key, model in old.items():
        if key in new:
            continue
        partner = _partner(model, fresh)
        if partner:
            fresh.remove(partner)
        pairs.append(ModelPair(model, partner))
    return (*pairs, *(ModelPair(None, model) for model in fresh))


def _key(model: Model) -> tuple[str, str]:
    return model.module, model.name


def _partner(model: Model, fresh: Iterable[Model]) -> Model | None:
    """The new model that it became."""
    best: Model | None = None
    most = 0.0
    for other in fresh:
        near = other.module == model.module or other.app == model.app
        if other.name != model.name and not near:
            continue
        # A name that stayed says as much as many fields.
        likeness = _likeness(model, other) + (0.3 if other.name == model.name else 0.0)
        if likeness > most:
            best, most = other, likeness
    return best if most >= _ALIKE else None


def _likeness(model: Model, other: Model) -> float:
    one = {(f.name, f.class_name) for f in model.fields if not f.implicit}
    two = {(f.name, f.class_name) for f in other.fields if not f.implicit}
    if not (one or two):
        return 0.5
    return 2 * len(one & two) / (len(one) + len(two))
