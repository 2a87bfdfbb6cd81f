"""The models of other apps: of the same request, and of the project in the workspace."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from skillrun.errors import UsageError
from skillrun.providers.blueprint.ownership import direct_owner
from skillrun.providers.blueprint.spec import USER, App, Field, Model, Outside

_MODELS = re.compile(r"apps/(\w+)/models\.py\Z")
_MIGRATION = re.compile(r"apps/(\w+)/migrations/(\d{4}_\w+)\.py\Z")


@dataclass(frozen=True, slots=True)
class World:
    """What relations can point to beside the models of their own app.

    Attributes:
        apps: The apps whose models are known, by name.
        there: The apps of the workspace.
        unseen: The `models.py` of the workspace that were not shown.
        migrations: The last migration of each app of the workspace.
        ways: How models of apps that were not shown lead to their owner, by the model's name; None where every app
            has to be shown.
    """

    apps: Mapping[str, App]
    there: frozenset[str] = frozenset()
    unseen: tuple[str, ...] = ()
    migrations: Mapping[str, str] | None = None
    ways: Mapping[str, tuple[str, ...]] | None = None

    def having(self, model: str, app: str = "") -> list[str]:
        """The apps that have a model of a name.

        Args:
            model: The model's name.
            app: The one app to look in; empty for all.
        """
        return [
            name
            for name, known in self.apps.items()
            if app in {"", name} and any(m.name == model for m in known.models)
        ]

    def outside(self, app: str, model: str) -> Outside:
        """What an app that points to a model has to know of it.

        Raises:
            UsageError: If the model's module was not shown.
        """
        last = (self.migrations or {}).get(app, "0001_initial")
        if app not in self.apps and self.ways is not None:
            return Outside(model, app, self.ways.get(model, ()), migration=last)
        if app not in self.apps:
            path = f"apps/{app}/models.py"
            message = f"The blueprint was not shown {path}, which holds {model}."
            raise UsageError(message, advice=f"Add --file {path}.")
        found = next((m for m in self.apps[app].models if m.name == model), Model(model, ()))
        columns = {name for field in found.fields for name in (field.name, f"{field.name}_id")}
        return Outside(model, app, self._way(app, found, ()), frozenset(columns), last)

    def _way(self, app: str, model: Model, passed: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
        """The relations from a model to its owner, over as many models as it takes."""
        if own := direct_owner(model):
            return (own.name,)
        if (app, model.name) in passed:
            return ()
        for field in model.fields:
            there = field.target_app or app
            target = self._model(there, field.target) if field.is_required_link else None
            way = self._way(there, target, (*passed, (app, model.name))) if target else ()
            if way:
                return (field.name, *way)
        return ()

    def _model(self, app: str, name: str) -> Model | None:
        known = self.apps.get(app)
        return next((m for m in known.models if m.name == name), None) if known else None


def world_of(apps: Collection[App], files: Mapping[str, str], listing: Collection[str]) -> World:
    """Gather what the apps of a request may point to.

    Args:
        apps: The apps of the request.
        files: The files of the workspace that were shown, by path.
        listing: All its paths.
    """
    there = {match[1]: path for path in sorted(listing) if (match := _MODELS.match(path))}
    shown = {name: _read(name, files[path]) for name, path in there.items() if path in files}
    unseen = tuple(
        path for path in there.values() if path not in files and path != "apps/users/models.py"
    )
    asked = {app.name: app for app in apps}
    return World({**shown, **asked}, frozenset(there), unseen, _last_migrations(listing))


def _read(name: str, source: str) -> App:
    from skillrun.providers.blueprint.reading import read_models

    try:
        return App(name, read_models(source).models)
    except SyntaxError:
        return App(name)


def _last_migrations(listing: Collection[str]) -> Mapping[str, str]:
    return {match[1]: match[2] for path in sorted(listing) if (match := _MIGRATION.match(path))}


def targets(app: App, world: World) -> frozenset[str]:
    """The models that a field of an app may be named after."""
    own = {model.name for model in app.models}
    others = {model.name for known in world.apps.values() for model in known.models}
    return frozenset(own | others - {USER})


def placed(app: App, world: World) -> App:
    """An app whose relations name the app of their target.

    Args:
        app: The app; each target is a model of its own, of one other app, or the user.
        world: The other apps.
    """
    own = {model.name for model in app.models}

    def place(field: Field) -> Field:
        inside = field.target in own and field.target_app in {"", app.name}
        if not field.is_relation or field.target == USER or inside:
            return replace(field, target_app="")
        return replace(
            field, target_app=field.target_app or next(iter(world.having(field.target)), "")
        )

    models = tuple(replace(m, fields=tuple(map(place, m.fields))) for m in app.models)
    return replace(app, models=models)


def with_outside(app: App, world: World) -> App:
    """An app with what it has to know of the models of other apps.

    Args:
        app: The app, its relations placed.
        world: The other apps, theirs placed too.
    """
    found = {(f.target_app, f.target) for m in app.models for f in m.fields if f.target_app}
    return replace(app, outside=tuple(world.outside(a, m) for a, m in sorted(found)))


def circles(apps: Collection[App]) -> Iterator[tuple[str, str]]:
    """The pairs of apps that point to one another, over others or at once."""
    links = {app.name: {o.app for o in app.outside} for app in apps}
    for name, targets_of in links.items():
        seen: set[str] = set()
        ends = set(targets_of)
        while ends:
            seen |= ends
            ends = {far for near in ends for far in links.get(near, ())} - seen
        if name in seen:
            yield name, min(targets_of)
