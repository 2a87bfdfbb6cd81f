"""Model classes: where they are, and which of them have tables."""

import ast
import re
from collections.abc import Collection, Iterator

from skillrun.rules.model import Subject
from skillrun.rules.source import Source

from .classes import ClassInfo, body_of, class_index
from .orm import orm_of
from .roles import role_of


def model_files(subject: Subject) -> Iterator[tuple[str, Source]]:
    """Yield the files under judgement that hold an app's models, each with the app's folder."""
    for source in subject.files.values():
        if role_of(source.path) == "models" and not is_for_tests(source):
            match = re.match(r"(?P<app>.+?)/models(?:\.py$|/)", source.path)
            if match:
                yield _app_folder(match["app"], subject.paths), source


def is_for_tests(source: Source) -> bool:
    """Whether a file, or the project around it, exists for tests: `testapp/models.py` too."""
    return source.is_test or any(
        folder.startswith("test") for folder in source.path.split("/")[:-1]
    )


def _app_folder(folder: str, paths: Collection[str]) -> str:
    """The app that a folder with models belongs to: its own, or one that takes in its models from above."""
    above = folder
    while above:
        if f"{above}/apps.py" in paths or f"{above}/migrations/__init__.py" in paths:
            return above
        above = above.rpartition("/")[0]
    return folder


def concrete_models(source: Source, subject: Subject) -> Iterator[ClassInfo]:
    """Yield the models of a file that have a table of their own or of a parent."""
    orm = subject.once(orm_of)
    for cls in subject.once(class_index).of(source):
        if orm.is_model(cls) and not is_flagged(cls.node, "abstract"):
            yield cls


def is_flagged(node: ast.ClassDef, option: str, *, value: bool = True) -> bool:
    """Whether a model's own `Meta` sets an option to a literal."""
    return any(
        isinstance(stmt, ast.Assign | ast.AnnAssign)
        and option in names_of(stmt)
        and isinstance(stmt.value, ast.Constant)
        and stmt.value.value is value
        for stmt in meta_of(node)
    )


def meta_of(node: ast.ClassDef) -> Iterator[ast.stmt]:
    """Yield the statements of a class's `Meta`."""
    for stmt in node.body:
        if isinstance(stmt, ast.ClassDef) and stmt.name == "Meta":
            yield from body_of(stmt.body)


def names_of(node: ast.Assign | ast.AnnAssign) -> list[str]:
    """The plain names that an assignment gives a value."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [target.id for target in targets if isinstance(target, ast.Name)]
