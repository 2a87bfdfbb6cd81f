"""What a change does to functions, classes and constants, and whether it was asked for."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from skillrun.project.comparing import Change, ChangeKind, Hunk, Unit, UnitKind
from skillrun.rules.model import Subject
from skillrun.rules.packs.scope.change import ProjectChange, change_of
from skillrun.rules.packs.scope.findings import Departure
from skillrun.rules.packs.scope.outcomes import Outcome, judged, reach_of
from skillrun.rules.packs.scope.places import names_path
from skillrun.rules.packs.scope.reach import Reach
from skillrun.rules.packs.scope.routing import route_outcomes
from skillrun.rules.packs.scope.schema import OPTIONS, field_outcomes, model_outcomes
from skillrun.rules.packs.scope.settling import grown
from skillrun.rules.packs.scope.words import stems_of

_GONE = (ChangeKind.REMOVED, ChangeKind.RENAMED, ChangeKind.MOVED)
_DROPPING = ("remove", "rename", "move", "change", "rework")
# Methods that a framework calls: one more of them is another behaviour of the class.
_HOOKS = re.compile(
    r"(?:save|delete|clean|full_clean|clean_\w+|get|post|put|patch|head|options|list|create|retrieve|update|"
    r"partial_update|destroy|dispatch|setup|initial|perform_\w+|get_queryset|get_object|get_permissions|"
    r"get_authenticators|get_serializer\w*|get_throttles|filter_queryset|paginate_queryset|validate|validate_\w+|"
    r"to_representation|to_internal_value|has_permission|has_object_permission|has_\w+_permission|get_context_data|"
    r"form_valid|form_invalid|ready|process_\w+|save_model|delete_model|handle|__(?!str__|repr__)\w+__)$"
)
# What a class may be given because the standard's security asks for it, or to show it.
_GIVEN = re.compile(
    r"(?:permission_classes|authentication_classes|verbose_name|verbose_name_plural|default_auto_field|"
    r"__slots__|_\w+|[A-Z][A-Z0-9_]*|schema|tags)$"
)
# Options of models that `schema` looks at, and those that are shown.
_OF_META = frozenset({*OPTIONS, "verbose_name", "verbose_name_plural"})
_UNREAD = frozenset(
    {"urlpatterns", "__all__", "app_name", "default_app_config", "logger", "log", "LOGGER", "LOG"}
)
_SECRET = re.compile(
    r"secret|password|passwd|token|api_?key|private|credential|dsn|signing", re.IGNORECASE
)
# How many differences a message tells, and how much of each.
_TOLD = 2
_LONGEST = 70
_NOT_ASKED = "the request does not touch it"


def signature_outcomes(subject: Subject) -> tuple[Outcome, ...]:
    """Public functions and classes that are gone or called in another way; a view for `Subject.once`."""
    change: ProjectChange = subject.once(change_of)
    reach = reach_of(subject, model_outcomes, field_outcomes, route_outcomes)
    return tuple(_of_signatures(subject, change, reach))


def _of_signatures(subject: Subject, change: ProjectChange, reach: Reach) -> Iterator[Outcome]:
    gone = _gone_classes(change)
    for found in change.changes(*_GONE, ChangeKind.SIGNATURE):
        unit = found.before
        if unit is None or not _is_public_code(unit, change) or _holder(unit, gone):
            continue
        if found.kind is ChangeKind.SIGNATURE:
            allowed = reach.whole(found.unit) or _linked_signature(reach, found)
        else:
            if _is_importable(unit, change):
                continue
            allowed = _may_go(reach, unit)
        departure = Departure(
            "SCP004", unit.qualified, _what(found), _NOT_ASKED, *_place(subject, found)
        )
        names = {unit.last, found.after.last if found.after else ""}
        yield judged(subject, departure, allowed=allowed, names=names)


def _gone_classes(change: ProjectChange) -> frozenset[tuple[str, str]]:
    """Classes whose members need no word of their own: they went with the class."""
    kinds = (*_GONE, ChangeKind.ADDED)
    return frozenset(
        (unit.path, unit.name)
        for found in change.comparison.changes
        if found.kind in kinds
        for unit in (found.before, found.after)
        if unit and unit.kind is UnitKind.CLASS
    ) | frozenset(
        (m.path, m.name)
        for pair in change.models
        for m in (pair.before, pair.after)
        if m and (pair.before is None or pair.after is None or pair.is_moved)
    )


def _holder(unit: Unit, classes: frozenset[tuple[str, str]]) -> bool:
    parts = unit.name.split(".")
    return any((unit.path, ".".join(parts[:end])) in classes for end in range(1, len(parts)))


def _is_public_code(unit: Unit, change: ProjectChange) -> bool:
    if "/migrations/" in f"/{unit.path}" or not unit.is_public:
        return False
    if unit.kind is UnitKind.CLASS:
        return unit.last != "Meta" and (unit.path, unit.name) not in change.model_at
    return unit.is_function


def _is_importable(unit: Unit, change: ProjectChange) -> bool:
    """Whether a name is imported into the module that defined it."""
    text = change.after.get(unit.path)
    if text is None or unit.owner:
        return False
    tree = grown(text)
    if tree is None:
        return True
    aliases = (a for n in tree.body if isinstance(n, (ast.Import, ast.ImportFrom)) for a in n.names)
    return any((alias.asname or alias.name) == unit.name for alias in aliases)


def _what(found: Change) -> str:
    unit, after = found.old, found.after
    name = f"The {unit.kind.value} `{unit.qualified}`"
    if found.kind is ChangeKind.REMOVED or after is None:
        return f"{name} is removed"
    if found.kind is ChangeKind.RENAMED:
        return f"{name} is renamed to `{after.last}`"
    if found.kind is ChangeKind.MOVED:
        return f"{name} is moved to `{after.module.name}`"
    return f"{name} is called in another way: `{_call(unit)}` became `{_call(after)}`"


def _call(unit: Unit) -> str:
    *before, _bracket = unit.signature[: unit.signature.index("(") + 1]
    parameters = ", ".join(p.lstrip("@") for p in unit.signature[len(before) + 1 :])
    return " ".join(
        [*(b.rpartition(".")[2].lstrip("@") for b in before), f"{unit.last}({parameters})"]
    )


def _place(subject: Subject, found: Change) -> tuple[str, int]:
    if found.after and found.kind not in {ChangeKind.REMOVED}:
        return found.after.path, found.after.line
    old = found.old
    source = subject.files.get(old.path)
    return old.path, min(old.line, len(source.lines)) if source else 1


def _linked_signature(reach: Reach, found: Change) -> bool:
    """Whether each parameter that came or went has to do with what is asked for."""
    old, new = found.old.signature, found.unit.signature
    different = {entry.split("=")[0].lstrip("*") for entry in set(old) ^ set(new)} - {"", "*", "/"}
    if not different:
        return False
    return all(reach.names_any([entry]) for entry in different)


def _may_go(reach: Reach, unit: Unit) -> bool:
    """Whether a function or class is asked to go, or what it is about goes."""
    said = {s for name in reach.affected for s in stems_of(name)}
    if said & set(stems_of(unit.last)) and reach.affected:
        return True
    for clause in reach.request.clauses:
        if clause.is_style or not clause.wants(*_DROPPING):
            continue
        if reach.whole(unit) or clause.names(unit.last) or clause.covers(unit.last):
            return True
        if names_path(clause, unit.path):
            return True
    app = reach.index.app_of(unit.path)
    return bool(app) and reach.app(app.label if app else "", "remove", "move", "rework")


def logic_outcomes(subject: Subject) -> tuple[Outcome, ...]:
    """What behaves in another way; a view for `Subject.once`. Without a request there is none."""
    change: ProjectChange = subject.once(change_of)
    if not change.request.is_known:
        return ()
    before = reach_of(subject, model_outcomes, field_outcomes, route_outcomes, signature_outcomes)
    # A helper that what is asked for brings with it may be called where it is needed.
    reach = replace(before, introduced=before.introduced | _helpers(change, before))
    outcomes = (_logic(subject, reach, found) for found in _behaving(change))
    return tuple(outcomes)


def _helpers(change: ProjectChange, reach: Reach) -> frozenset[str]:
    edited = change.edits
    return frozenset(
        found.unit.last
        for found in change.changes(ChangeKind.ADDED)
        if found.unit.path in edited
        and not found.unit.owner
        and (reach.names_any([found.unit.last]) or reach.whole(found.unit))
    )


def _logic(subject: Subject, reach: Reach, found: Change) -> Outcome:
    unit = found.old
    # Statements bear no name: their module or class stands for them.
    loose = unit.kind is UnitKind.STATEMENT
    verb = {
        ChangeKind.ADDED: "is new and changes how its class behaves",
        ChangeKind.REMOVED: "is removed",
    }.get(ChangeKind.BEHAVIOUR if loose else found.kind, "behaves in another way")
    target = unit.qualified.removesuffix(".<statements>")
    kind = ("class" if unit.owner else "module") if loose else unit.kind.value
    what = f"The {kind} `{target}` {verb}"
    path, line = _logic_place(subject, found)
    if found.kind not in {ChangeKind.ADDED, ChangeKind.REMOVED} and line:
        what = f"{what} from line {line} on{_differences(subject, found)}"
    departure = Departure("SCP005", target, what, _NOT_ASKED, path, line)
    allowed = reach.whole(unit) or reach.linked(found) or _is_declared(reach, found)
    return judged(subject, departure, allowed=allowed, names=[unit.last])


def _is_declared(reach: Reach, found: Change) -> bool:
    """Whether a class got a key or a field that is asked for, and that says no more than its type: `isbn: str`."""
    unit = found.unit
    bare = isinstance(unit.node, ast.Constant) and unit.node.value is None
    added = found.kind is ChangeKind.ADDED and unit.kind is UnitKind.ATTRIBUTE
    return added and bare and reach.names_any([unit.last])


def _differences(subject: Subject, found: Change) -> str:
    """The first lines that differ, as a person reads them."""
    old = (subject.on_disk(found.old.path) or "").split("\n")
    source = subject.files.get(found.unit.path)
    new = source.lines if source else ()
    told = [text for hunk in found.hunks if (text := _difference(hunk, old, new))]
    more = ", …" if len(told) > _TOLD else ""
    return f" ({', '.join(told[:_TOLD])}{more})" if told else ""


def _difference(hunk: Hunk, old: Sequence[str], new: Sequence[str]) -> str:
    gone = _line(old, hunk.before[0].line) if hunk.before else ""
    come = _line(new, hunk.after[0].line) if hunk.after else ""
    if gone != come:
        if gone and come:
            return f"`{gone}` became `{come}`"
        return f"`{gone}` is gone" if gone else f"`{come}` is new"
    # What differs stands further down in what begins alike.
    sides = [{n for piece in side for n in piece.names} for side in (hunk.before, hunk.after)]
    lost, got = (sorted(a - b, key=lambda n: (-len(n), n)) for a, b in (sides, sides[::-1]))
    texts = [f"`{name}` is gone" for name in lost[:1]] + [f"`{name}` is new" for name in got[:1]]
    return " and ".join(texts)


def _line(lines: Sequence[str], number: int) -> str:
    text = lines[number - 1].strip().replace("`", "'") if 0 < number <= len(lines) else ""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _logic_place(subject: Subject, found: Change) -> tuple[str, int]:
    if found.kind is ChangeKind.REMOVED:
        return _place(subject, found)
    hunks = found.hunks
    lines = [hunk.line for hunk in hunks if hunk.line]
    return found.unit.path, lines[0] if lines else found.unit.line


def _behaving(change: ProjectChange) -> Iterator[Change]:
    """Changes of behaviour that may need approval."""
    gone = _gone_classes(change)
    kinds = (ChangeKind.BEHAVIOUR, ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.SIGNATURE)
    for found in change.changes(*kinds):
        unit = found.old
        if unit.path not in change.edits or _holder(unit, gone) or _is_schema(unit, change):
            continue
        if found.kind is ChangeKind.SIGNATURE:
            if not unit.is_public or "/migrations/" in f"/{unit.path}":
                yield found
        elif found.kind is ChangeKind.ADDED:
            if _alters_class(unit, change):
                yield found
        elif found.kind is ChangeKind.REMOVED:
            kept = unit.kind is UnitKind.ATTRIBUTE and _is_explicit(unit, change)
            if unit.kind in {UnitKind.ATTRIBUTE, UnitKind.STATEMENT} and not kept:
                yield found
        elif not _is_secret(found) and not (unit.last == "fields" and _was_all(found)):
            yield found


def _alters_class(unit: Unit, change: ProjectChange) -> bool:
    if unit.kind is UnitKind.STATEMENT:
        return True
    if unit.kind is UnitKind.METHOD:
        return bool(_HOOKS.match(unit.last))
    if unit.kind is not UnitKind.ATTRIBUTE or _is_explicit(unit, change):
        return False
    if unit.name.split(".")[1:2] == ["Meta"] and _is_model(unit, change):
        # Whoever lists objects page by page has to say in which order: linters ask for it.
        return False
    return not _GIVEN.match(unit.last)


def _is_model(unit: Unit, change: ProjectChange) -> bool:
    return (unit.path, unit.name.split(".", 1)[0]) in change.model_at


def _is_explicit(unit: Unit, change: ProjectChange) -> bool:
    """Whether a serializer or form now lists the fields that it left out by `exclude`."""
    other = {"fields": "exclude", "exclude": "fields"}.get(unit.last)
    return any(
        found.unit.path == unit.path and found.unit.name == f"{unit.owner}.{other}"
        for found in change.comparison.changes
    )


def _was_all(found: Change) -> bool:
    return "__all__" in found.old.form and "__all__" not in found.unit.form


def _is_secret(found: Change) -> bool:
    """Whether a secret that stood in the code is read from elsewhere now."""
    old, new = found.old.node, found.unit.node
    literal = isinstance(old, ast.Constant) and isinstance(old.value, str)
    return literal and bool(_SECRET.search(found.old.last)) and not isinstance(new, ast.Constant)


def _is_schema(unit: Unit, change: ProjectChange) -> bool:
    """Whether other rules look at a unit: fields, options, routes."""
    parts = unit.name.split(".")
    if unit.kind is UnitKind.CONSTANT:
        return unit.name in _UNREAD
    if unit.kind is UnitKind.STATEMENT:
        return "urls" in unit.path.rpartition("/")[2]
    model = change.model_at.get((unit.path, parts[0]))
    if model is None:
        return False
    if unit.kind is UnitKind.CLASS:
        # Other bases bring other fields: those are told of.
        return len(parts) == 1 and _fields_changed(change, unit)
    if len(parts) < 2 or unit.kind is not UnitKind.ATTRIBUTE:
        return False
    return parts[-1] in _OF_META if parts[1] == "Meta" else _is_field(unit, change)


def _is_field(unit: Unit, change: ProjectChange) -> bool:
    owner, _, name = unit.name.rpartition(".")
    indexes = (change.index_before, change.index_after)
    return any(
        model.path == unit.path and model.name == owner and model.field(name)
        for index in indexes
        for model in index.models
    )


def _fields_changed(change: ProjectChange, unit: Unit) -> bool:
    for pair in change.models:
        if (
            pair.before
            and pair.after
            and (pair.before.path, pair.before.name) == (unit.path, unit.name)
        ):
            return {f.name for f in pair.before.fields} != {f.name for f in pair.after.fields}
    return True
