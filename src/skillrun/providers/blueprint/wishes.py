"""From the words of a request to a whole wish: parsed, completed with assumed models, checked."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from skillrun.providers.blueprint import names
from skillrun.providers.blueprint.checks import check_app, check_apps, check_code
from skillrun.providers.blueprint.codeblocks import Spoken, without_code
from skillrun.providers.blueprint.domains import models_of
from skillrun.providers.blueprint.guesses import linked
from skillrun.providers.blueprint.modeling import GENERIC_FIELDS
from skillrun.providers.blueprint.parser import parse
from skillrun.providers.blueprint.scanner import fail
from skillrun.providers.blueprint.spec import App, Model, Origin, Wish
from skillrun.providers.blueprint.world import World, placed, targets, with_outside, world_of


def read_wish(
    request: str, *, files: Mapping[str, str] | None = None, listing: Collection[str] = ()
) -> Wish:
    """Read a request whole.

    Args:
        request: The request.
        files: The files of the workspace that were shown, by path.
        listing: All paths of the workspace.

    Raises:
        UsageError: If it asks for something else, or for what can't be generated.
    """
    spoken = without_code(request)
    wish = parse(spoken.text)
    wish = replace(wish, apps=_with_code(wish, spoken, request), notes=(*wish.notes, *spoken.notes))
    apps = tuple(_completed(app, request) for app in wish.apps)
    world = world_of(apps, files or {}, listing)
    apps = tuple(_guessed(app, world) for app in apps)
    world = replace(world, apps={**world.apps, **{app.name: app for app in apps}})
    for app in apps:
        check_app(app, world, request)
    apps = tuple(placed(app, world) for app in apps)
    world = replace(world, apps={**world.apps, **{app.name: app for app in apps}})
    apps = tuple(with_outside(app, world) for app in apps)
    check_apps(apps, request)
    return replace(wish, apps=apps)


def _with_code(wish: Wish, spoken: Spoken, request: str) -> tuple[App, ...]:
    """The apps, with the models that the request shows as code in the one that names none."""
    if not spoken.models:
        return wish.apps
    bare = [app for app in wish.apps if not app.models]
    if len(bare) != 1:
        why = "it is not clear which app these models belong to"
        fail(request, spoken.at, why, advice="Name one app: add reviews app, then the code.")
    models = tuple(check_code(model, spoken.at, request) for model in spoken.models)
    return tuple(replace(app, models=models) if app is bare[0] else app for app in wish.apps)


def _completed(app: App, request: str) -> App:
    app = app if app.models else _assumed(app, request)
    first, *rest = app.models
    known = {field.name for field in first.fields}
    links = tuple(link for link in app.links if link.name not in known)
    return replace(app, models=(replace(first, fields=(*first.fields, *links)), *rest), links=())


def _guessed(app: App, world: World) -> App:
    """Fields with no type become relations where they bear the name of a model."""
    known = targets(app, world)
    models = (
        replace(model, fields=tuple(linked(field, known) for field in model.fields))
        for model in app.models
    )
    return replace(app, models=tuple(models))


def _assumed(app: App, request: str) -> App:
    known = models_of(app.name)
    if known:
        parsed = parse(f"add {app.name} app with models {' '.join(known.split())}").apps
        models = tuple(replace(model, at=app.at) for model in parsed[0].models)
        return replace(app, models=models, origin=Origin.DOMAIN)
    name = names.camel(names.singular(app.name))
    if names.model_name_problem(name):
        why = f'no model can be named after the app "{app.name}"'
        fail(request, app.at, why, advice=f"Name the models: add {app.name} app with models ...")
    return replace(app, models=(Model(name, GENERIC_FIELDS, app.at),), origin=Origin.GENERIC)
