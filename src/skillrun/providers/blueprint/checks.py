"""What only shows when a whole request is known: unknown targets, cycles, names that collide."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from skillrun.providers.blueprint import names
from skillrun.providers.blueprint.fields import settled
from skillrun.providers.blueprint.scanner import fail
from skillrun.providers.blueprint.spec import USER, App, Field, Kind, Model
from skillrun.providers.blueprint.values import SAME
from skillrun.providers.blueprint.world import World, circles

_TARGETS = "A relation points to a model of the same request or of the project, or to User, the project's user."
_FIRST = "Add ? to one of these relations, so that a first object can be made."


def check_app(app: App, world: World, request: str) -> None:
    """Refuse models that can't be generated.

    Args:
        app: The app with its models.
        world: The models of other apps.
        request: The request they came from.

    Raises:
        UsageError: At the first that can't.
    """
    _check_models(app, request)
    for model in app.models:
        _check_fields(model, request)
        _check_together(model, request)
        for field in model.fields:
            if field.is_relation:
                _check_target(field, app, world, request)
    _check_namesakes(app, request)
    for field in _circle(app):
        why = f'"{field.name}" closes a circle of required relations: no object could ever be made first'
        fail(request, field.at, why, advice=_FIRST)


def _check_models(app: App, request: str) -> None:
    taken: dict[str, str] = {}
    for model in app.models:
        for form in sorted(_forms(model)):
            if form in taken:
                why = f'"{taken[form]}" and "{model.name}" would both need the name "{form}"'
                fail(
                    request,
                    model.at,
                    why,
                    advice="Rename one of the models, or one of their fields with choices.",
                )
        taken |= dict.fromkeys(_forms(model), model.name)


def _forms(model: Model) -> set[str]:
    """The names that a model takes in code, routes and tables."""
    snake = names.snake(model.name)
    choices = [names.camel(field.name) for field in model.fields if field.kind is Kind.CHOICES]
    ends = ["", "Serializer", "WriteSerializer", "ViewSet", "Factory", "Data", "Admin"]
    ends += [f"{choice}{end}" for choice in choices for end in ("Choice", "Field")]
    return {f"{model.name}{end}".lower() for end in ends} | {snake, names.plural(snake)}


def _check_fields(model: Model, request: str) -> None:
    seen: set[str] = set()
    columns = {f"{field.name}_id" for field in model.fields if field.is_relation}
    for field in model.fields:
        if field.name in seen:
            fail(
                request,
                field.at,
                f'"{model.name}" has the field "{field.name}" twice',
                advice="Leave one out.",
            )
        seen.add(field.name)
        if field.name in columns:
            why = f'the relation "{field.name.removesuffix("_id")}" has a column of the name "{field.name}"'
            fail(request, field.at, why, advice="Choose another name for the field.")


def _check_together(model: Model, request: str) -> None:
    """Fields that are unique together are there, never empty, and take more than a few values."""
    known = {field.name: field for field in model.fields}
    for group in model.together:
        for name in group:
            field = known.get(name)
            if field is None:
                fail(
                    request,
                    model.at,
                    f'"{model.name}" has no field "{name}"',
                    advice="Name one of its fields.",
                )
            if field.optional or field.readonly or field.kind in {Kind.M2M, Kind.JSON}:
                why = f'"{name}" may be empty or holds many, so it can\'t be unique together with others'
                fail(request, model.at, why, advice="Make it a required field.")
        if all(known[name].kind in SAME or known[name].target == USER for name in group):
            why = f"{' and '.join(group)} have too few values to be unique together"
            fail(request, model.at, why, advice="Leave it out, and add the constraint by hand.")


def _check_target(field: Field, app: App, world: World, request: str) -> None:
    own = field.target in {model.name for model in app.models}
    placed = world.ways is not None and field.target_app in world.there
    if field.target == USER or placed or (own and field.target_app in {"", app.name}):
        return
    found = world.having(field.target, field.target_app)
    if len(found) == 1:
        return
    if found:
        why = f'"{field.name}" points to "{field.target}", and {" and ".join(found)} have one each'
        fail(request, field.at, why, advice=f"Name the app too: {found[0]}.{field.target}.")
    if world.unseen:
        why = f'"{field.name}" points to "{field.target}", and no model of that name was shown'
        flags = " ".join(f"--file {path}" for path in world.unseen)
        fail(request, field.at, why, advice=f"{_TARGETS} If it is in the project, add {flags}.")
    why = f'"{field.name}" points to "{field.target}", and no such model is in the request'
    fail(request, field.at, why, advice=_TARGETS)


def _check_namesakes(app: App, request: str) -> None:
    """A model of another app can't bear a name that the app's own modules use."""
    taken = {model.name: app.name for model in app.models}
    for field in (field for model in app.models for field in model.fields if field.target_app):
        if taken.setdefault(field.target, field.target_app) != field.target_app:
            why = f'"{taken[field.target]}" and "{field.target_app}" both have a model "{field.target}"'
            fail(request, field.at, why, advice="Rename one of the models.")


def check_apps(apps: Sequence[App], request: str) -> None:
    """Refuse apps that can't be generated side by side.

    Args:
        apps: The apps, each checked by itself.
        request: The request they came from.

    Raises:
        UsageError: At the first that can't.
    """
    seen: set[str] = set()
    for app in apps:
        if app.name in seen:
            fail(
                request,
                app.at,
                f'the app "{app.name}" is there twice',
                advice="Name its models in one place.",
            )
        seen.add(app.name)
    for name, other in circles(apps):
        at = next(app.at for app in apps if app.name == name)
        why = f'the apps "{name}" and "{other}" point to one another, so neither can be migrated first'
        fail(request, at, why, advice="Put these models into one app.")


def check_code(model: Model, at: int, request: str) -> Model:
    """Hold a model that came as code against what names may be.

    Args:
        model: The model.
        at: Where the code stands in the request.
        request: The request.

    Returns:
        The model with its place, and with what the request language takes for granted.

    Raises:
        UsageError: If a name can't be used.
    """
    problems = [
        names.model_name_problem(model.name),
        *(names.field_name_problem(f.name) for f in model.fields),
    ]
    if problem := next(filter(None, problems), ""):
        fail(request, at, problem, advice="Choose another name.")
    fields = (replace(settled(field), at=at) for field in model.fields)
    return replace(model, fields=tuple(fields), at=at)


def _circle(app: App) -> Iterator[Field]:
    """The first relation that leads back to its own model over required relations, if any."""
    links = {m.name: [f for f in m.fields if f.is_required_link] for m in app.models}
    for model in app.models:
        for field in links[model.name]:
            if _reaches(field.target, model.name, links):
                yield field
                return


def _reaches(start: str, goal: str, links: dict[str, list[Field]]) -> bool:
    seen: set[str] = set()
    open_ends = [start]
    while open_ends:
        name = open_ends.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            open_ends += [field.target for field in links.get(name, ())]
    return False
