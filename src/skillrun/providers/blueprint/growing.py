"""Fields added to models of an app that the blueprint made: the app is read back, grown and written anew.

Written anew is only what the blueprint would write today: an app that differs from that was changed by
somebody, and is left to somebody who can read what they meant.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from skillrun.errors import UsageError
from skillrun.providers.blueprint import columns, names
from skillrun.providers.blueprint.apps import app_files
from skillrun.providers.blueprint.checks import check_app
from skillrun.providers.blueprint.guesses import linked
from skillrun.providers.blueprint.project import Asked
from skillrun.providers.blueprint.reading import read_models
from skillrun.providers.blueprint.scanner import fail
from skillrun.providers.blueprint.spec import Addition, App, Field, Model
from skillrun.providers.blueprint.viewing import app_view
from skillrun.providers.blueprint.world import World, targets, with_outside, world_of

_OTHER_WAY = "Change it by hand, or name a model that can read it: --model anthropic:NAME."
_MIGRATIONS = re.compile(r"apps/(\w+)/migrations/(\d{4})_\w+\.py\Z")
_WRITE_FIELDS = r"class {0}WriteSerializer\(.*?fields: ClassVar\[list\[str\]\] = \[(.*?)\]"


@dataclass(frozen=True, slots=True)
class Growth:
    """An app with new fields.

    Attributes:
        app: The app as it will be.
        model: The model that grows.
        fields: The new fields.
        files: The files that change, and the migration.
        notes: What was understood in another way than it is written, in Russian.
    """

    app: App
    model: Model
    fields: tuple[Field, ...]
    files: Mapping[str, str]
    notes: tuple[str, ...] = ()


def grow(asked: Asked, addition: Addition) -> Growth:
    """Add fields to a model of the workspace.

    Args:
        asked: The request and the workspace.
        addition: The model and the fields.

    Raises:
        UsageError: If there is no such model, or its app isn't as the blueprint writes it.
    """
    world = world_of((), asked.files, asked.listing)
    name = _app_of(asked, addition, world)
    world = replace(world, ways=_ways(asked.files.get(f"apps/{name}/selectors.py", "")))
    present = _read_back(asked, name, world)
    before = app_files(present)
    notes: list[str] = []
    known = targets(present, world)
    fields = tuple(_addable(linked(field, known), notes) for field in addition.fields)
    model = next(m for m in present.models if m.name == addition.model)
    _require_new(asked, addition, model, fields)
    wanted = replace(model, fields=(*model.fields, *fields))
    app = replace(present, models=tuple(wanted if m is model else m for m in present.models))
    check_app(app, world, asked.request)
    app = with_outside(app, replace(world, apps={**world.apps, name: app}))
    after = {path: text for path, text in app_files(app).items() if "/migrations/" not in path}
    files = {path: text for path, text in after.items() if text != before.get(path)}
    _require_unchanged(asked, name, {path: before.get(path, "") for path in files})
    grown = next(m for m in app.models if m.name == model.name)
    files |= _migration(asked, app, grown, fields)
    return Growth(app, grown, fields, files, tuple(notes))


def _app_of(asked: Asked, addition: Addition, world: World) -> str:
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
        path for path in before if asked.files.get(path, "").rstrip("\n") != before[path].rstrip("\n")
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


def _require_new(asked: Asked, addition: Addition, model: Model, fields: tuple[Field, ...]) -> None:
    there = {field.name for field in model.fields}
    for field in fields:
        if field.name in there:
            why = f'"{model.name}" has a field "{field.name}" already'
            fail(asked.request, addition.at, why, advice="Choose another name for the field.")


def _migration(asked: Asked, app: App, model: Model, fields: tuple[Field, ...]) -> dict[str, str]:
    from skillrun.providers.blueprint.templates import render_tree, tidy

    numbers = {
        m[2]: path for path in asked.listing if (m := _MIGRATIONS.match(path)) and m[1] == app.name
    }
    last = max(numbers, default="")
    if not last:
        raise UsageError(
            f"The app {app.name} has no migrations.", advice="Run makemigrations first."
        )
    previous = numbers[last].rpartition("/")[2].removesuffix(".py")
    added = "_".join(field.name for field in fields)
    new = names.bounded(f"{int(last) + 1:04d}_{names.snake(model.name)}_{added}", 60)
    view = app_view(app)
    shown = next(m for m in view.models if m.name == model.name)
    new_fields = [f for f in shown.fields if f.name in {field.name for field in fields}]
    constraints = [
        (condition, name)
        for condition, name in shown.constraints
        if any(f"models.Q({f.name}__" in condition for f in new_fields)
    ]
    values = {
        "app": view,
        "model": shown,
        "fields": new_fields,
        "constraints": constraints,
        "previous": previous,
        "targets": sorted(
            {(f.app, f.migration) for f in app.outside if f.name in {n.target for n in new_fields}}
        ),
        "has_user": any(f.is_user for f in new_fields),
    }
    text = render_tree("growth", values)["migration.py"]
    return tidy({f"apps/{app.name}/migrations/{new}.py": text})
