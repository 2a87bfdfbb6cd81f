"""Models read back from Python: from a project's `models.py`, and from code that a request shows."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from skillrun.providers.blueprint.django_types import Enum, Reader, UnreadableError
from skillrun.providers.blueprint.spec import Field, Model

# What every generated model has by itself.
_OWN_FIELDS = frozenset({"created_at", "updated_at", "id"})


@dataclass(frozen=True, slots=True)
class ModelsModule:
    """What a module says of models.

    Attributes:
        models: The models, with the fields that could be read.
        unread: What could not be read, in words.
        notes: What generated models would have in another way, in Russian.
    """

    models: tuple[Model, ...]
    unread: tuple[str, ...]
    notes: tuple[str, ...]


def read_models(source: str) -> ModelsModule:
    """Read the models of a module.

    Args:
        source: Its text.

    Raises:
        SyntaxError: If it is no Python.
    """
    tree = ast.parse(source)
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    shared = {node.name: enum for node in classes if (enum := _enum(node))}
    reader = _ModelReader(shared)
    models = tuple(reader.model(node) for node in classes if _is_model(node))
    return ModelsModule(models, tuple(reader.unread), tuple(dict.fromkeys(reader.notes)))


def _is_model(node: ast.ClassDef) -> bool:
    bases = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
    calls = (item.value for item in node.body if isinstance(item, ast.Assign | ast.AnnAssign))
    has_fields = any(
        isinstance(c, ast.Call) and ast.unparse(c.func).startswith("models.") for c in calls
    )
    return bool(bases) and ("Model" in bases or has_fields) and not _enum(node)


def _enum(node: ast.ClassDef) -> Enum | None:
    if not any(ast.unparse(base).endswith("TextChoices") for base in node.bases):
        return None
    members = {}
    for item in node.body:
        if isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
            members[item.targets[0].id] = _member(item.value)
    return Enum(members)


def _member(value: ast.expr) -> tuple[str, str]:
    plain = ast.unparse(value)
    try:
        found = ast.literal_eval(value)
    except ValueError:
        return plain, plain
    if isinstance(found, tuple):
        return str(found[0]), str(found[-1])
    return str(found), str(found).replace("_", " ").capitalize()


class _ModelReader:
    """Reads classes one by one and keeps what it could not read.

    Args:
        enums: The classes of choices beside the models.
    """

    def __init__(self, enums: dict[str, Enum]) -> None:
        self._enums = enums
        self.unread: list[str] = []
        self.notes: list[str] = []

    def model(self, node: ast.ClassDef) -> Model:
        """Read a class."""
        inner = {
            n.name: enum for n in node.body if isinstance(n, ast.ClassDef) and (enum := _enum(n))
        }
        reader = Reader(
            {**self._enums, **inner, **{f"{node.name}.{n}": e for n, e in inner.items()}}
        )
        fields = tuple(self._fields(node, reader))
        self.notes += reader.notes
        model = Model(node.name, fields)
        for item in node.body:
            model = self._with(model, item)
        return model

    def _fields(self, node: ast.ClassDef, reader: Reader) -> Iterator[Field]:
        for item in node.body:
            target = _target(item)
            value = item.value if isinstance(item, ast.Assign | ast.AnnAssign) else None
            if not target or value is None or target in _OWN_FIELDS:
                continue
            try:
                found = reader.read(value, target)
            except UnreadableError as error:
                self.unread.append(f"{node.name}.{target}: {error}")
                continue
            yield replace(found, target=node.name) if found.target == "self" else found

    def _with(self, model: Model, item: ast.stmt) -> Model:
        """Take over what else a class says, or remember that it is not taken over."""
        if isinstance(item, ast.ClassDef) and item.name == "Meta":
            return self._meta(model, item)
        if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef):
            self.notes.append(f"`{model.name}.{item.name}`: метод не перенесён.")
        return model

    def _meta(self, model: Model, meta: ast.ClassDef) -> Model:
        for item in meta.body:
            name = _target(item)
            value = item.value if isinstance(item, ast.Assign) else None
            if name == "verbose_name" and isinstance(value, ast.Constant):
                model = replace(model, label=str(value.value))
            elif name in {"unique_together", "constraints"} and value is not None:
                model = replace(model, together=tuple(_together(value)))
            elif name:
                self.notes.append(
                    f"`{model.name}.Meta.{name}` не перенесено: его выбирает генератор."
                )
        return model


def _together(value: ast.expr) -> Iterator[tuple[str, ...]]:
    """The fields of each unique constraint, or of `unique_together`."""
    for node in ast.walk(value):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("UniqueConstraint"):
            fields = next((k.value for k in node.keywords if k.arg == "fields"), None)
            if fields is not None:
                yield tuple(ast.literal_eval(fields))
    if not any(isinstance(node, ast.Call) for node in ast.walk(value)):
        rows = ast.literal_eval(value)
        yield from [tuple(rows)] if all(isinstance(row, str) for row in rows) else map(tuple, rows)


def _target(item: ast.stmt) -> str:
    """The name that a statement of a class assigns to; empty where it does not."""
    if (
        isinstance(item, ast.Assign)
        and len(item.targets) == 1
        and isinstance(item.targets[0], ast.Name)
    ):
        return item.targets[0].id
    if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
        return item.target.id
    return ""
