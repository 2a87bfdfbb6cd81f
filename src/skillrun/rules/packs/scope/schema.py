"""What a change does to models and their fields, and whether it was asked for."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from skillrun.project.comparing.units import literals_of
from skillrun.project.index import Field, Model
from skillrun.rules.model import Subject
from skillrun.rules.packs.scope.arguments import plain_source, shape_of
from skillrun.rules.packs.scope.change import ProjectChange, change_of
from skillrun.rules.packs.scope.findings import Departure
from skillrun.rules.packs.scope.models import ModelPair
from skillrun.rules.packs.scope.outcomes import Outcome, judged, reach_of
from skillrun.rules.packs.scope.reach import Reach
from skillrun.rules.packs.scope.settling import grown
from skillrun.rules.source import Source

# What of `Meta` the database or other code depends on.
OPTIONS = (
    "abstract", "app_label", "base_manager_name", "constraints", "db_table", "db_table_comment", "db_tablespace",
    "default_manager_name", "default_permissions", "default_related_name", "index_together", "indexes", "managed",
    "order_with_respect_to", "permissions", "proxy", "required_db_features", "required_db_vendor", "swappable",
    "unique_together",
)  # fmt: skip
_UNNAMED = "the request does not ask for it"


def model_outcomes(subject: Subject) -> tuple[Outcome, ...]:
    """Models that were renamed, moved or removed; a view for `Subject.once`."""
    change: ProjectChange = subject.once(change_of)
    reach = reach_of(subject)
    return tuple(_of_models(subject, change, reach))


def _of_models(subject: Subject, change: ProjectChange, reach: Reach) -> Iterator[Outcome]:
    for pair in change.models:
        model, became = pair.before, pair.after
        if model is None or _is_apart(model):
            continue
        if became is None:
            what = f"The model `{_label(model)}` is removed"
            allowed = reach.model(model, None, "remove", "move", "change") or _app_goes(
                reach, model
            )
            place = _place(subject, model.path, model.line)
        elif pair.is_renamed:
            what = f"The model `{_label(model)}` is renamed to `{became.name}`"
            allowed = reach.model(model, became, "rename", "change")
            place = (became.path, became.line)
        elif pair.is_moved:
            what = f"The model `{_label(model)}` is moved to `{became.module}`"
            allowed = reach.model(model, became, "move", "rename", "change") or _app_goes(
                reach, model
            )
            place = (became.path, became.line)
        else:
            continue
        departure = Departure("SCP001", _label(model), what, _UNNAMED, *place)
        names = (model.name, became.name if became else "")
        yield judged(subject, departure, allowed=allowed, names=names)


def _app_goes(reach: Reach, model: Model) -> bool:
    return bool(model.app) and reach.app(model.app, "remove", "move", "rename", "rework")


def _is_apart(model: Model) -> bool:
    """Models of tests and of migrations are no part of the schema."""
    source = Source(model.path, "")
    return source.is_test or source.is_migration


def _label(model: Model) -> str:
    return model.label if model.app else model.qualified


def _place(subject: Subject, path: str, line: int) -> tuple[str, int]:
    source = subject.files.get(path)
    return path, min(line, len(source.lines)) if source else 1


def field_outcomes(subject: Subject) -> tuple[Outcome, ...]:
    """Fields and options that were added, removed, renamed or altered; a view for `Subject.once`."""
    change: ProjectChange = subject.once(change_of)
    gone = {p.before.label for p in change.models if p.before and not p.after}
    reach = reach_of(subject, model_outcomes)
    found: list[Outcome] = []
    for pair in change.models:
        if pair.before and pair.after and pair.before != pair.after and not _is_apart(pair.after):
            found += _of_fields(subject, change, reach, pair, gone)
            found += _of_options(subject, change, reach, pair)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _FieldChange:
    before: Field | None
    after: Field | None


def _of_fields(
    subject: Subject, change: ProjectChange, reach: Reach, pair: ModelPair, gone: set[str]
) -> Iterator[Outcome]:
    model, became = pair.before, pair.after
    assert model is not None
    assert became is not None
    for altered in _field_changes(subject, change, model, became):
        old, new = altered.before, altered.after
        name = old.name if old else new.name if new else ""
        names = [f.name for f in (old, new) if f]
        target = f"{_label(model)}.{name}"
        allowed = _asked(reach, model, altered) or bool(old and not new and old.target in gone)
        departure = Departure(
            "SCP002", target, _what(target, altered), _UNNAMED, *_field_place(subject, became, new)
        )
        yield judged(subject, departure, allowed=allowed, names=names)


def _what(target: str, altered: _FieldChange) -> str:
    old, new = altered.before, altered.after
    if old is None:
        return f"The field `{target}` is added"
    if new is None:
        return f"The field `{target}` is removed"
    if old.name != new.name:
        return f"The field `{target}` is renamed to `{new.name}`"
    return f"The field `{target}` is altered: `{_source(old)}` became `{_source(new)}`"


def _source(field: Field) -> str:
    return f"{field.class_name}({', '.join(field.arguments)})"


def _asked(reach: Reach, model: Model, altered: _FieldChange) -> bool:
    old, new = altered.before, altered.after
    if old is None:
        # Without a request nothing says what an answer was to add, and adding breaks nothing.
        added = [new.name] if new else []
        return not reach.request.is_known or reach.field(model, added, added=True)
    if new is None:
        return reach.field(model, [old.name], "remove", "rename", "change", "move", "rework")
    if old.name != new.name:
        wanted = ("rename", "change", "move", "rework", "remove")
        return reach.field(model, [old.name], *wanted) and reach.request.spells(new.name)
    return reach.field(model, [old.name], "add", "change", "repair", "rework")


def _field_place(subject: Subject, model: Model, field: Field | None) -> tuple[str, int]:
    if field and field.path in subject.files:
        return field.path, field.line
    return model.path, model.line


def _field_changes(
    subject: Subject, change: ProjectChange, model: Model, became: Model
) -> Iterator[_FieldChange]:
    old = {f.name: f for f in model.fields if not f.implicit}
    new = {f.name: f for f in became.fields if not f.implicit}
    spelled = change.renames.identifier
    old_names = {spelled(name) for name in old}
    new_names = {spelled(name) for name in new}
    # A field of an abstract model is told of there.
    removed = [
        f
        for n, f in old.items()
        if spelled(n) not in new_names and _is_own(f, model, change, after=True)
    ]
    added = [
        f
        for n, f in new.items()
        if spelled(n) not in old_names and _is_own(f, became, change, after=False)
    ]
    shapes = _Shapes(subject, change)
    for field in removed:
        partner = shapes.partner(field, added, alone=len(removed) == len(added) == 1)
        if partner:
            added.remove(partner)
        yield _FieldChange(field, partner)
    yield from (_FieldChange(None, field) for field in added)
    by_name = {spelled(name): field for name, field in new.items()}
    for name, field in old.items():
        other = by_name.get(spelled(name))
        if other and field.origin == model.qualified and shapes.differ(field, other):
            yield _FieldChange(field, other)


def _is_own(field: Field, model: Model, change: ProjectChange, *, after: bool) -> bool:
    """Whether a field that one side alone has is told of with this model, not with its base."""
    if field.origin in {model.qualified, ""}:
        return True
    index = change.index_after if after else change.index_before
    base = next((m for m in index.models if m.qualified == field.origin), None)
    return base is None or base.field(field.name) is not None


class _Shapes:
    """Fields compared by what the database and other code depend on."""

    def __init__(self, subject: Subject, change: ProjectChange) -> None:
        self._subject = subject
        self._change = change

    def before(self, field: Field) -> tuple[str, ...]:
        """The shape of a field as it was."""
        text = self._subject.on_disk(field.path) or ""
        return shape_of(field, _literals(field.path, text), self._change.renames)

    def after(self, field: Field) -> tuple[str, ...]:
        """The shape of a field as it is."""
        source = self._subject.source(field.path)
        literals = _literals(field.path, source.text if source else "")
        return shape_of(field, literals, self._change.renames)

    def differ(self, old: Field, new: Field) -> bool:
        """Whether a field was altered."""
        return self.before(old) != self.after(new)

    def partner(self, field: Field, added: Iterable[Field], *, alone: bool) -> Field | None:
        """The new field that an old one became."""
        shape = self.before(field)
        for other in added:
            if self.after(other) == shape or (alone and other.class_name == field.class_name):
                return other
        return None


def _literals(path: str, text: str) -> Mapping[str, ast.expr]:
    tree = grown(text)
    found = literals_of(path, tree) if tree else {}
    return {name.rpartition(".")[2]: value for name, value in found.items()}


def _of_options(
    subject: Subject, change: ProjectChange, reach: Reach, pair: ModelPair
) -> Iterator[Outcome]:
    model, became = pair.before, pair.after
    assert model is not None
    assert became is not None
    if not (model.meta_line or became.meta_line):
        return
    for name in OPTIONS:
        old, new = model.options.get(name, ""), became.options.get(name, "")
        if _option(old, change) == _option(new, change):
            continue
        target = f"{_label(model)}.Meta.{name}"
        verb = "added" if not old else "altered" if new else "removed"
        departure = Departure(
            "SCP002",
            target,
            f"`{target}` is {verb}",
            _UNNAMED,
            became.path,
            became.meta_line or became.line,
        )
        missing = not old and not reach.request.is_known
        # What is asked for may be a field that the model had not before.
        asked = any(reach.option(side, name, f"{old} {new}") for side in (model, became))
        allowed = missing or asked or _follows(reach, old, new)
        yield judged(subject, departure, allowed=allowed, names=[name])


def _option(source: str, change: ProjectChange) -> str:
    return plain_source(source, change.renames) if source not in {"", "False", "[]", "()"} else ""


def _follows(reach: Reach, old: str, new: str) -> bool:
    """Whether an option changed only because a field that it names did."""
    gone = [name for name in reach.affected if name in old and name not in new]
    return bool(gone)
