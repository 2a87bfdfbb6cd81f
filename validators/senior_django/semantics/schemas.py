"""What of a model a migration records, comparable: its fields and the options of its `Meta`.

Two spellings of one schema are the same here: keywords in another order, a list for a tuple, a
constant for its value, a class of choices for its pairs, a translated label for the label.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .classes import body_of
from .models import is_flagged, meta_of, names_of

_NOT_IN_TABLES = frozenset({"GenericForeignKey", "SerializerMethodField"})
_RELATIONS = frozenset({"ForeignKey", "OneToOneField", "ManyToManyField"})
_PLACES = {"ManyToManyField": ("to",)} | dict.fromkeys(
    ("ForeignKey", "OneToOneField"), ("to", "on_delete")
)
_USERS = frozenset(
    {"get_user_model()", "settings.AUTH_USER_MODEL", "User", "'auth.User'", "'users.User'"}
)
_TRANSLATIONS = frozenset({"_", "gettext", "gettext_lazy", "ugettext_lazy"})
_PAIRS = frozenset({"choices", "values", "labels"})
_DEEPEST = 3  # each level of names may multiply the text

_Definition = ast.ClassDef | ast.expr
_Names = Mapping[str, _Definition]


def schemas(tree: ast.Module | None) -> dict[str, dict[str, str]]:
    """The schema of each class of a module by its name: each field, and each option as `Meta.name`."""
    body = tree.body if tree else []
    names = _defined(body)
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)] if tree else []
    return {node.name: _schema(node, names, 0) for node in classes}


def has_fields(node: ast.ClassDef) -> bool:
    """Whether a class has fields of a table itself."""
    return any(True for _ in _fields(node))


def _schema(node: ast.ClassDef, names: _Names, depth: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for base in node.bases if depth < _DEEPEST else ():
        above = names.get(base.id) if isinstance(base, ast.Name) else None
        if isinstance(above, ast.ClassDef) and is_flagged(above, "abstract"):
            inherited = _schema(above, names, depth + 1)
            found |= {key: text for key, text in inherited.items() if "." not in key}
    spelling = _Spelling({**names, **_defined(node.body)})
    for name, call in _fields(node):
        found[name] = spelling.of(call)
    for statement in meta_of(node):
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            text = spelling.of(statement.value)
            found.update((f"Meta.{name}", text) for name in names_of(statement))
    return found


def _fields(node: ast.ClassDef) -> Iterator[tuple[str, ast.Call]]:
    for statement in body_of(node.body):
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            value = statement.value
            if isinstance(value, ast.Call) and _is_field(value):
                yield from ((name, value) for name in names_of(statement))


def _is_field(call: ast.Call) -> bool:
    """A call of something that is named as a field: `models.CharField(…)`, `ParentalKey(…)`."""
    name = _last_name(call.func)
    return name.endswith(("Field", "Key")) and name not in _NOT_IN_TABLES


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _defined(body: list[ast.stmt]) -> dict[str, _Definition]:
    """The classes and values that a body gives names to."""
    found: dict[str, _Definition] = {}
    for statement in body:
        if isinstance(statement, ast.ClassDef):
            found[statement.name] = statement
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            value = statement.value
            is_field = isinstance(value, ast.Call) and _is_field(value)
            if value is not None and not is_field:
                found.update(dict.fromkeys(names_of(statement), value))
    return found


@dataclass(frozen=True, slots=True)
class _Spelling:
    """Expressions as text, with what their names stand for in the names' places."""

    names: _Names

    def of(self, value: ast.expr) -> str:
        """An expression as text."""
        try:
            return self._text(value, 0)
        except RecursionError:
            return f"{sum(1 for _ in ast.walk(value))} nodes"

    def _text(self, node: ast.AST, depth: int) -> str:
        if isinstance(node, ast.List | ast.Tuple):
            return f"[{', '.join(self._text(item, depth) for item in node.elts)}]"
        if isinstance(node, ast.Call):
            return self._call(node, depth)
        if isinstance(node, ast.Name | ast.Attribute):
            return self._name(node, depth)
        if isinstance(node, ast.Constant):
            return repr(node.value)
        parts = (self._text(child, depth) for child in ast.iter_child_nodes(node))
        return f"{type(node).__name__}({', '.join(parts)})"

    def _call(self, node: ast.Call, depth: int) -> str:
        name = _last_name(node.func)
        if name in _TRANSLATIONS and len(node.args) == 1:
            return self._text(node.args[0], depth)
        given = [self._text(argument, depth) for argument in node.args]
        named = {str(k.arg): self._text(k.value, depth) for k in node.keywords}
        if _is_field(node):
            # What a field is given by its place it may be given by name.
            named |= zip(_PLACES.get(name, ("verbose_name",)), given, strict=False)
            given = given[len(_PLACES.get(name, ("verbose_name",))) :]
        if name in _RELATIONS and named.get("to") in _USERS:
            named["to"] = "the user model"
        given += [f"{key}={named[key]}" for key in sorted(named)]
        return f"{name or self._text(node.func, depth)}({', '.join(given)})"

    def _name(self, node: ast.Name | ast.Attribute, depth: int) -> str:
        if depth < _DEEPEST:
            if isinstance(node, ast.Name) and node.id in self.names:
                return self._meaning(self.names[node.id], node.id, depth + 1)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                owner = self.names.get(node.value.id)
                if isinstance(owner, ast.ClassDef):
                    return self._member(owner, node.attr, depth + 1)
        return ast.unparse(node).removeprefix("models.")

    def _meaning(self, found: _Definition, name: str, depth: int) -> str:
        if not isinstance(found, ast.ClassDef):
            return self._text(found, depth)
        return self._pairs(found, depth) if _is_choices(found) else name

    def _member(self, owner: ast.ClassDef, name: str, depth: int) -> str:
        if name in _PAIRS:
            return self._pairs(owner, depth)
        value = _defined(owner.body).get(name)
        if isinstance(value, ast.Tuple) and value.elts:
            return self._text(value.elts[0], depth)
        return self._text(value, depth) if isinstance(value, ast.expr) else f"{owner.name}.{name}"

    def _pairs(self, choices: ast.ClassDef, depth: int) -> str:
        members = [
            self._text(value, depth)
            if isinstance(value, ast.Tuple)
            # The label that Django makes of the name.
            else f"[{self._text(value, depth)}, {name.replace('_', ' ').title()!r}]"
            for name, value in _defined(choices.body).items()
            if isinstance(value, ast.expr)
        ]
        return f"[{', '.join(members)}]"


def _is_choices(node: ast.ClassDef) -> bool:
    return any(_last_name(base).endswith(("Choices", "Enum")) for base in node.bases)
