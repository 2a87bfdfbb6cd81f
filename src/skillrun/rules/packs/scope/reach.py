"""How far a request reaches: whether it asks for a change, or needs it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from skillrun.project.comparing import Change, Hunk, Unit, UnitKind, words_of
from skillrun.project.index import Model, ProjectIndex
from skillrun.rules.packs.scope.places import LAYERS, names_path
from skillrun.rules.packs.scope.request import Clause, Request
from skillrun.rules.packs.scope.words import is_filling, stem, stems_of

_RESHAPING = ("rework", "change", "move")
_OPTION_KINDS = {
    "constraints": "unique", "unique_together": "unique", "indexes": "index", "index_together": "index",
    "db_table": "table",
}  # fmt: skip
# The last word of many names: it says what kind of thing they name.
_KINDS_OF_NAMES = frozenset({"error", "except", "warn"})
# What a field may be called by who asks for what it does.
_ALLUSIONS = {
    "timestamp": "created updated modified at", "audit": "created updated modified by", "soft": "deleted removed active archived",
    "ownership": "owner user author", "owner": "owner user author", "publish": "published", "archiv": "archived",
    "expir": "expires expired", "schedul": "scheduled", "addres": "address city street zip postcode country",
    "timestamps": "created updated modified at",
}  # fmt: skip


@dataclass(frozen=True)
class Reach:
    """What a request reaches in a project.

    Attributes:
        request: The request.
        index: The project before the change.
        introduced: Names that the change brings: of new apps, modules, classes and functions.
        affected: Names of what is changed by the request, or with an approval: what follows from that
            is needed.
        brought: Names of all that the change defines anew.
    """

    request: Request
    index: ProjectIndex
    introduced: frozenset[str] = frozenset()
    affected: frozenset[str] = frozenset()
    brought: frozenset[str] = frozenset()

    # Models

    def model(self, model: Model, became: Model | None, *intents: str) -> bool:
        """Whether a model's own fate is asked for: not that of its fields."""
        for clause in self.request.naming(model.name):
            if not clause.wants(*intents, "rework") or self._speaks_of_parts(clause, model):
                continue
            if became is None or became.name == model.name or self._names_target(clause, became):
                return True
        return False

    def _names_target(self, clause: Clause, became: Model) -> bool:
        return self.request.spells(became.name) or not clause.wants("rename")

    def _speaks_of_parts(self, clause: Clause, model: Model) -> bool:
        """Whether the wish is about a field of the model, or about something else that bears its name."""
        if "field" in clause.kinds or any(
            word.owned and stems_of(word.text) == stems_of(model.name) for word in clause.words
        ):
            return True
        return any(
            clause.names(f.name)
            for f in model.fields
            if not f.implicit and stems_of(f.name) != stems_of(model.name)
        )

    def app(self, label: str, *intents: str) -> bool:
        """Whether an app as a whole is to be changed."""
        return any(
            clause.wants(*intents) and not self._names_narrower(clause, label)
            for clause in self.request.naming(label)
            if not clause.is_style
        )

    def _names_narrower(self, clause: Clause, label: str) -> bool:
        """Whether the wish is about something inside an app: the app only says where that is."""
        inside = {
            m.name
            for m in self.index.models
            if m.app == label and stems_of(m.name) != stems_of(label)
        }
        return "field" in clause.kinds or any(clause.names(name) for name in inside)

    # Fields

    def field(self, model: Model, names: Iterable[str], *intents: str, added: bool = False) -> bool:
        """Whether a field of a model is asked for.

        Args:
            model: The model.
            names: The field's names: before, and after where it is renamed.
            intents: What must be asked to be done with it.
            added: It is new: words that allude to it may be enough.
        """
        wanted = list(names)
        for clause in self.request.clauses:
            if clause.is_style or (intents and clause.intents and not clause.wants(*intents)):
                continue
            if any(clause.names_member(model.name, name) for name in wanted):
                return True
            if not self._concerns(clause, model):
                continue
            if any(self._names_field(clause, model, name) for name in wanted):
                return True
            if (
                added
                and "field" not in clause.kinds
                and any(self._alludes(clause, n) for n in wanted)
            ):
                return True
        return self._reshaped(model)

    def _names_field(self, clause: Clause, model: Model, name: str) -> bool:
        own = stems_of(model.name)
        for start in clause.places_of(name):
            word = clause.words[start]
            # `Customer.email` does not name the email of an order.
            if word.dotted and stems_of(word.dotted[-1]) != own:
                continue
            # The name of the model itself is not the name of its field.
            if stems_of(name) != own or word.code:
                return True
        return False

    def _alludes(self, clause: Clause, name: str) -> bool:
        said = {
            s
            for word in clause.words
            if not is_filling(word.text)
            for s in (*word.senses, *stems_of(word.text))
        }
        allusions = {stem(w) for said_word in said for w in _ALLUSIONS.get(said_word, "").split()}
        words = [s for s in stems_of(name) if not is_filling(s)]
        return any(word in said or word in allusions for word in words)

    def _concerns(self, clause: Clause, model: Model) -> bool:
        """Whether a wish is about a model, or about no model in particular."""
        if self.about(clause, model.name):
            return True
        others = [
            m for m in self.index.models if m.name != model.name and self._is_subject(clause, m)
        ]
        if others:
            return False
        elsewhere = [
            m
            for m in self.index.models
            if m.name != model.name and any(self.about(c, m.name) for c in self.request.clauses)
        ]
        here = any(self.about(c, model.name) for c in self.request.clauses)
        return here or not elsewhere

    def _is_subject(self, clause: Clause, model: Model) -> bool:
        return clause.names(model.name)

    def about(self, clause: Clause, name: str) -> bool:
        """Whether a wish names a class, by its name or by the last word of it."""
        words = words_of(name)
        return clause.names(name) or (len(words) > 1 and clause.names(words[-1]))

    def _reshaped(self, model: Model) -> bool:
        """Whether the model or its schema as a whole is to be made anew."""
        return any(
            clause.wants("rework")
            and not self._speaks_of_parts(clause, model)
            and not clause.is_style
            for clause in self.request.naming(model.name)
        )

    def option(self, model: Model, name: str, value: str) -> bool:
        """Whether an option of a model's `Meta` is asked for: by its name, its sense or its fields."""
        kind = _OPTION_KINDS.get(name, "")
        for clause in self.request.clauses:
            if clause.is_style or not self._concerns(clause, model):
                continue
            if clause.names(name) or (kind and kind in clause.kinds):
                return True
            if name == "constraints" and any(
                self._names_field(clause, model, f.name) and f.name in value
                for f in model.fields
                if not f.implicit
            ):
                return True
        return self._reshaped(model)

    # Code

    def whole(self, unit: Unit) -> bool:
        """Whether a function or class is asked to be changed: it may behave in another way."""
        if any(
            self._names_unit(clause, unit) for clause in self.request.clauses if not clause.is_style
        ):
            return True
        return any(
            clause.touches_logic and not self._is_met(clause) and self._holds(clause, unit)
            for clause in self.request.clauses
        )

    def _is_met(self, clause: Clause) -> bool:
        """Whether a wish is for something new, and that has come: what else it names says where."""
        if clause.wants("repair", "rework", "move", "rename", "remove"):
            return False
        return any(clause.names(name) or clause.covers(name) for name in self.brought)

    def _names_unit(self, clause: Clause, unit: Unit) -> bool:
        parts = [part for part in unit.name.split(".") if not part.startswith("<")]
        met = self._is_met(clause)
        for index, part in enumerate(parts):
            is_place = index < len(parts) - 1 and met
            if is_place or (self._is_model(unit, part) and index == 0):
                continue
            if met and not any(clause.words[at].code for at in clause.places_of(part)):
                continue
            if self._names_definition(clause, part, parts[:index]):
                return True
        return bool(parts) and clause.touches_logic and not met and clause.covers(parts[-1])

    def _names_definition(self, clause: Clause, name: str, owners: list[str]) -> bool:
        if name == "Meta":
            return False
        if len(words_of(name)) > 1:
            return clause.names(name)
        # One common word names a function only where it is marked as one.
        for start in clause.places_of(name):
            word = clause.words[start]
            if word.dotted and owners and stems_of(word.dotted[-1]) != stems_of(owners[-1]):
                continue
            if word.code or self._is_marked(clause, start):
                return not owners or clause.names(owners[-1]) or word.code
        return bool(owners) and clause.names(owners[-1]) and clause.spells(name)

    def _is_marked(self, clause: Clause, start: int) -> bool:
        from skillrun.rules.packs.scope.words import kinds_of

        near = clause.words[max(0, start - 1) : start + 2]
        return any({"function", "view"} & kinds_of(word.text) for word in near)

    def _is_model(self, unit: Unit, name: str) -> bool:
        return any(m.name == name and m.path == unit.path for m in self.index.models)

    def _holds(self, clause: Clause, unit: Unit) -> bool:
        """Whether a wish for another behaviour is about what holds a unit: its model, file or app."""
        return (
            self._holds_model(clause, unit)
            or self._holds_file(clause, unit)
            or self._is_of_model(clause, unit)
        )

    def _is_of_model(self, clause: Clause, unit: Unit) -> bool:
        """Whether a fault of a model is to be mended, of which nothing more is said, and a unit is about it."""
        if not clause.wants("repair", "rework") or self.features or self._names_a_function(clause):
            return False
        said = set(stems_of(unit.name))
        return any(
            set(stems_of(model.name)) <= said
            for model in self.index.models
            if clause.names(model.name)
        )

    def _holds_model(self, clause: Clause, unit: Unit) -> bool:
        head = unit.name.split(".", 1)[0]
        return self._is_model(unit, head) and clause.names(head) and "field" not in clause.kinds

    def _holds_file(self, clause: Clause, unit: Unit) -> bool:
        if names_path(clause, unit.path) and not self._names_a_function(clause):
            return True
        app = self.index.app_of(unit.path)
        if app is None or not clause.names(app.label) or self._names_a_function(clause):
            return "all" in clause.kinds and clause.wants("rework", "repair")
        module = unit.path.rpartition("/")[2].removesuffix(".py")
        other = [m for m in LAYERS if clause.names(m)]
        if other:
            return module in other
        return "app" in clause.kinds or not self._names_narrower(clause, app.label)

    def _names_a_function(self, clause: Clause) -> bool:
        functions = (*self.index.services, *self.index.selectors)
        return any(
            clause.names(f.name.rpartition(".")[2]) for f in functions if len(words_of(f.name)) > 1
        )

    def linked(self, change: Change) -> bool:
        """Whether each place at which a unit changed has to do with what is asked for."""
        if self.request.is_style and not (self.affected or self.introduced):
            return False
        hunks = change.hunks
        asked = self._changing | self._said_of(change.unit)
        return bool(hunks) and all(self.links(hunk, asked) for hunk in hunks)

    def links(self, hunk: Hunk, asked: frozenset[str] | None = None) -> bool:
        """Whether one place has to do with what is asked for."""
        # A statement that mentions what changed may have to follow it, whatever else it says.
        mentioned = {name for piece in (*hunk.before, *hunk.after) for name in piece.names}
        return bool(mentioned & self.affected) or self.names_any(hunk.names, asked)

    def names_any(self, names: Iterable[str], asked: frozenset[str] | None = None) -> bool:
        """Whether one of the names belongs to what is asked for, or comes with it."""
        wanted = self.features if asked is None else asked
        for name in names:
            if name in self.introduced or name in self.affected or name in wanted:
                return True
            stems = stems_of(name)
            # `HTTPError` is not about errors, but about HTTP.
            telling = [s for s in stems if s not in _KINDS_OF_NAMES] if len(stems) > 1 else stems
            if any(s in wanted for s in telling):
                return True
        return False

    @cached_property
    def _changing(self) -> frozenset[str]:
        """Of what is asked for, what code that was there may change for.

        A wish for something new and for nothing else is met by that: what was there has to change
        only where it mentions it.
        """
        met = [c for c in self.request.clauses if c.intents == {"add"} and self._is_met(c)]
        if not met:
            return self.features
        others = [clause for clause in self.request.clauses if clause not in met]
        new = (n for n in self.brought if any(c.names(n) or c.covers(n) for c in met))
        said = {s for name in new for s in (*(self.features & {*stems_of(name)}), name)}
        return self.features - (self.request.features - self.request.features_of(others)) | said

    def _said_of(self, unit: Unit) -> frozenset[str]:
        """Of a unit that the request is about: the other models that it names with it."""
        name = unit.name.split(".", 1)[0] if unit.kind is not UnitKind.FUNCTION else unit.name
        for clause in self.request.clauses:
            if not clause.is_style and not self._is_met(clause) and clause.covers(name):
                own = set(stems_of(name))
                return frozenset(
                    s
                    for model in self.index.models
                    if clause.names(model.name) and not own & set(stems_of(model.name))
                    for s in stems_of(model.name)
                )
        return frozenset()

    def _says_field(self, clause: Clause, model: Model, name: str) -> bool:
        """Whether a wish names a field, not only a parameter of that name."""
        said = any(not clause.words[at].parameter for at in clause.places_of(name))
        return said and self._names_field(clause, model, name)

    @cached_property
    def features(self) -> frozenset[str]:
        """What is asked for, without the models and apps that only say where."""
        places: set[str] = set()
        for model in self.index.models:
            places |= set(stems_of(model.name))
        for app in self.index.apps:
            places |= set(stems_of(app.label))
        fields = {
            s
            for model in self.index.models
            for f in model.fields
            if len(stems_of(f.name)) == 1
            and any(self._says_field(c, model, f.name) for c in self.request.clauses)
            for s in stems_of(f.name)
        }
        coded = {
            s
            for clause in self.request.clauses
            for w in clause.words
            if w.dotted
            for s in stems_of(w.text)
        }
        return (self.request.features - places) | (
            (fields - places) | coded if not self.request.is_style else set()
        )
