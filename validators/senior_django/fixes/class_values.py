"""The fix of STY006 for Ruff's RUF012: a list of a class is a `ClassVar`, with what it holds."""

import ast

from skillrun.rules.fixes import AnnotateAssignment, PythonFix, Require, Step
from skillrun.rules.fixes.places import node_at
from skillrun.rules.model import Subject, Violation
from skillrun.rules.source import Source

# Options whose lists hold names, also where they are empty.
_NAMES = frozenset({"fields", "read_only_fields", "REQUIRED_FIELDS"})
_PAIRS = frozenset({"dependencies", "run_before"})
_OPERATION = "django.db.migrations"


def _plan(violation: Violation, source: Source, subject: Subject) -> tuple[Step, ...]:
    if not violation.message.startswith("Ruff RUF012:"):
        return ()
    value = node_at(violation, source, subject, ast.List) or node_at(
        violation, source, subject, ast.Dict
    )
    statement = source.parent(value) if value is not None else None
    if value is None or not isinstance(statement, ast.Assign) or statement.value is not value:
        return ()
    target = statement.targets[0]
    if len(statement.targets) > 1 or not isinstance(target, ast.Name):
        return ()
    kind = _kind(value) or _option(target.id, value, source)
    marker = _class_var(source)
    if kind is None or marker is None:
        return ()
    annotation, steps = marker
    column = source.column(statement.lineno, statement.col_offset) - 1
    return (AnnotateAssignment(statement.lineno, column, f"{annotation}[{kind}]"), *steps)


def _class_var(source: Source) -> tuple[str, tuple[Step, ...]] | None:
    """How the file spells `ClassVar`, and what brings the name; None where it means another thing."""
    bound = source.imports.names
    for local, name in bound.items():
        if name == "typing.ClassVar":
            return local, ()
    if bound.get("typing") == "typing":
        return "typing.ClassVar", ()
    named = "ClassVar" in source.text
    if named and any(node.id == "ClassVar" for node in source.of_type(ast.Name)):
        return None
    return "ClassVar", (Require("typing", "ClassVar"),)


def _kind(value: ast.expr) -> str | None:
    """The type of a literal; None where it is not told by the literal alone."""
    if isinstance(value, ast.Constant):
        name = type(value.value).__name__
        return name if name in {"str", "int", "float", "bool"} else None
    if isinstance(value, ast.Tuple):
        kinds = [_kind(item) for item in value.elts]
        return f"tuple[{', '.join(k for k in kinds if k)}]" if kinds and all(kinds) else None
    if isinstance(value, ast.List):
        item = _common(value.elts)
        return f"list[{item}]" if item else None
    if isinstance(value, ast.Dict) and all(value.keys):
        key, held = _common([k for k in value.keys if k]), _common(value.values)
        return f"dict[{key}, {held}]" if key and held else None
    return None


def _common(items: list[ast.expr]) -> str | None:
    kinds = {_kind(item) for item in items}
    return kinds.pop() if len(kinds) == 1 else None


def _option(name: str, value: ast.expr, source: Source) -> str | None:
    """The type of a list whose meaning Django or REST framework gives it."""
    items = value.elts if isinstance(value, ast.List) else None
    if items is None:
        return None
    if not items and name in _NAMES:
        return "list[str]"
    if not source.is_migration:
        return None
    if name in _PAIRS and all(_is_pair(item, source) for item in items):
        return "list[tuple[str, str]]"
    if name == "operations" and source.imports.names.get("migrations") == _OPERATION:
        return "list[migrations.operations.base.Operation]"
    return None


def _is_pair(item: ast.expr, source: Source) -> bool:
    swapped = source.qualified(item) == f"{_OPERATION}.swappable_dependency"
    return swapped or _kind(item) == "tuple[str, str]"


CLASS_VALUES = PythonFix(_plan)
