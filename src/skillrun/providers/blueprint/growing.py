"""What is added to an app that the blueprint made, fields or models: the app is read back, grown and written anew.

Written anew is only what the blueprint would write today: an app that differs from that was changed by
somebody, and is left to somebody who can read what they meant.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from skillrun.errors import UsageError
from skillrun.providers.blueprint import columns, names
from skillrun.providers.blueprint.apps import app_files
from skillrun.providers.blueprint.checks import check_app
from skillrun.providers.blueprint.guesses import linked
from skillrun.providers.blueprint.project import Asked
from skillrun.providers.blueprint.reading import read_models
from skillrun.providers.blueprint.scanner import fail
from skillrun.providers.blueprint.spec import USER, Addition, App, Field, Model
from skillrun.providers.blueprint.viewing import app_view
from skillrun.providers.blueprint.views import AppView
from skillrun.providers.blueprint.world import World, placed, targets, with_outside, world_of

_OTHER_WAY = "Change it by hand, or name a model that can read it: --model anthropic:NAME."
_MIGRATIONS = re.compile(r"apps/(\w+)/migrations/(\d{4})_(\w+)\.py\Z")
_WRITE_FIELDS = r"class {0}WriteSerializer\(.*?fields: ClassVar\[list\[str\]\] = \[(.*?)\]"


@dataclass(frozen=True, slots=True)
class Growth:
    """An app with new fields or models.

    Attributes:
        app: The app as it will be.
        fields: The new fields.
        models: The models that are new, or get the fields.
        files: The files that change, and the migration.
        notes: What was understood in another way than it is written, in Russian.
    """

    app: App
    fields: tuple[Field, ...]
    models: tuple[Model, ...]
    files: Mapping[str, str]
    notes: tuple[str, ...] = ()


def grow(asked: Asked, addition: Addition) -> Growth:
    """Add fields to a model of the workspace, or models to an app of it.

    Args:
        asked: The request and the workspace.
        addition: What is to be added, and where.

    Raises:
        UsageError: If there is no such model or app, or the app isn't as the blueprint writes it.
    """
    world = world_of((), asked.files, asked.listing)
    name = _app_of(asked, addition, world)
    world = replace(world, ways=_ways(asked.files.get(f"apps/{name}/selectors.py", "")))
    present = _read_back(asked, name, world)
    before = app_files(present)
    notes: list[str] = []
    fields = tuple(_addable(field, notes) for field in _linked(addition.fields, present, world))
    models = tuple(
        replace(model, fields=tuple(_linked(model.fields, present, world, addition.models)))
        for model in addition.models
    )
    wanted = replace(present, models=(*_widened(asked, addition, present, fields), *models))
    check_app(wanted, world, asked.request)
    wanted = placed(wanted, world)
    app = with_outside(wanted, replace(world, apps={**world.apps, name: wanted}))
    after = {path: text for path, text in app_files(app).items() if "/migrations/" not in path}
    files = {path: text for path, text in after.items() if text != before.get(path)}
    _require_unchanged(asked, name, {path: before.get(path, "") for path in files})
    touched = {addition.model, *(model.name for model in models)}
    grown = tuple(model for model in app.models if model.name in touched)
    files |= _migration(asked, app, grown, fields)
    return Growth(app, fields, grown, files, tuple(notes))


def _linked(
    fields: Iterable[Field], app: App, world: World, more: tuple[Model, ...] = ()
) -> Iterator[Field]:
    known = targets(app, world) | {model.name for model in more}
    yield from (linked(field, known) for field in fields)


def _widened(
    asked: Asked, addition: Addition, app: App, fields: tuple[Field, ...]
) -> Iterator[Model]:
    """The app's models, one of them with the new fields."""
    for model in app.models:
        if model.name != addition.model:
            yield model
            continue
        there = {field.name for field in model.fields}
        if twice := next((field.name for field in fields if field.name in there), ""):
            why = f'"{model.name}" has a field "{twice}" already'
            fail(asked.request, addition.at, why, advice="Choose another name for the field.")
        yield replace(model, fields=(*model.fields, *fields))


def _app_of(asked: Asked, addition: Addition, world: World) -> str:
    if addition.models:
        return _named_app(asked, addition, world)
    if addition.model == USER or addition.app == "users":
        why = "the user's model holds log-in and rights, and is written by hand"
        advice = "Add profiles app with model Profile(user: o2o User, ...), or name a model: --model anthropic:NAME."
        fail(asked.request, addition.at, why, advice=advice)
    found = world.having(addition.model, addition.app)
    if len(found) == 1:
        return found[0]
    why = f'no app that was shown has a model "{addition.model}"'
    advice = "Name a model of one of the project's apps."
    if found:
        why = f'the apps {" and ".join(found)} both have a model "{addition.model}"'
        advice = f"Name the app too: {found[0]}.{addition.model}."
    elif world.unseen:
        flags = " ".join(f"--file {path}" for path in world.unseen)
        advice = f"If it is in the project, add {flags}."
    return fail(asked.request, addition.at, why, advice=advice)


def _named_app(asked: Asked, addition: Addition, world: World) -> str:
    if addition.app in world.apps and addition.app != "users":
        return addition.app
    why, advice = f'there is no app "{addition.app}"', "Name an app of the project."
    if addition.app in world.there:
        path = f"apps/{addition.app}/models.py"
        why, advice = f"{path} was not shown", f"Add --file {path}."
    return fail(asked.request, addition.at, why, advice=advice)


def _ways(selectors: str) -> dict[str, tuple[str, ...]]:
    """How models of other apps lead to their owner, as the app's own selectors have it."""
    found = re.finditer(r"return (\w+)\.objects\.filter\((\w+)=user\)", selectors)
    return {match[1]: tuple(match[2].split("__")) for match in found}


def _read_back(asked: Asked, name: str, world: World) -> App:
    """The app as a request would have described it."""
    module = read_models(asked.files[f"apps/{name}/models.py"])
    serializers = asked.files.get(f"apps/{name}/serializers.py", "")
    app = App(name, tuple(_with_readonly(model, serializers) for model in module.models))
    if module.unread:
        raise UsageError(f"apps/{name}/models.py: {module.unread[0]}.", advice=_OTHER_WAY)
    app = placed(app, world)
    return with_outside(app, replace(world, apps={**world.apps, name: app}))


def _with_readonly(model: Model, serializers: str) -> Model:
    """A field that clients don't write is the owner, or one that the server alone sets."""
    from skillrun.providers.blueprint.ownership import direct_owner

    found = re.search(_WRITE_FIELDS.format(model.name), serializers, re.DOTALL)
    written = set(re.findall(r'"(\w+)"', found[1])) if found else set()
    owner = direct_owner(model)
    fields = (
        replace(field, readonly=field.name not in written and field != owner)
        for field in model.fields
    )
    return replace(model, fields=tuple(fields))


def _require_unchanged(asked: Asked, name: str, before: Mapping[str, str]) -> None:
    unseen = [path for path in before if path in asked.listing and path not in asked.files]
    if unseen:
        flags = " ".join(f"--file {path}" for path in unseen)
        raise UsageError(
            f"The blueprint was not shown {' and '.join(unseen)}.", advice=f"Add {flags}."
        )
    changed = [
        path
        for path in before
        if asked.files.get(path, "").rstrip("\n") != before[path].rstrip("\n")
    ]
    if changed:
        raise UsageError(
            f"The app {name} isn't as the blueprint writes it any more: {', '.join(changed)}. "
            "It can't add fields to code that it did not write.",
            advice=_OTHER_WAY,
        )


def _addable(field: Field, notes: list[str]) -> Field:
    """A field that the rows that are there already can have."""
    if not columns.is_required(field):
        return field
    notes.append(
        f"`{field.name}` сделано необязательным: у объектов, которые уже есть, значения нет. "
        "Обязательным его делает значение по умолчанию: `= VALUE`."
    )
    return replace(field, optional=True)


def _migration(
    asked: Asked, app: App, models: tuple[Model, ...], fields: tuple[Field, ...]
) -> dict[str, str]:
    from skillrun.providers.blueprint.templates import render_tree, tidy

    found = (match for path in asked.listing if (match := _MIGRATIONS.match(path)))
    numbers = {match[2]: match[3] for match in found if match[1] == app.name}
    last = max(numbers, default="")
    if not last:
        raise UsageError(
            f"The app {app.name} has no migrations.", advice="Run makemigrations first."
        )
    parts = [names.snake(model.name) for model in models] + [field.name for field in fields]
    new = names.bounded(f"{int(last) + 1:04d}_{'_'.join(parts)}", 60)
    path = f"apps/{app.name}/migrations/{new}.py"
    view = replace(app_view(app), previous=f"{last}_{numbers[last]}")
    if fields:
        return tidy({path: _of_fields(app, view, models[0], fields)})
    added = {model.name for model in models}
    view = replace(view, created=tuple(model for model in view.created if model.name in added))
    return tidy({path: render_tree("app", {"app": view})["migrations/0001_initial.py"]})


def _of_fields(app: App, view: AppView, model: Model, fields: tuple[Field, ...]) -> str:
    from skillrun.providers.blueprint.templates import render_tree

    shown = next(m for m in view.models if m.name == model.name)
    added = {field.name for field in fields}
    new = [field for field in shown.fields if field.name in added]
    constraints = [
        (condition, name)
        for condition, name in shown.constraints
        if any(condition.startswith(f"models.Q({field.name}__") for field in new)
    ]
    aims = {field.target for field in new}
    values = {
        "app": view,
        "model": shown,
        "fields": new,
        "constraints": constraints,
        "targets": sorted({(o.app, o.migration) for o in app.outside if o.name in aims}),
        "has_user": any(field.is_user for field in new),
    }
    return render_tree("growth", values)["migration.py"]
