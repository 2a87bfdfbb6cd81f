"""STR007 missing-migration."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from skillrun.rules.model import Example, Finding, Subject, TreeRule
from skillrun.rules.source import Source

from ..semantics.classes import ClassInfo, class_index
from ..semantics.commands import commands_of
from ..semantics.models import concrete_models, is_flagged, model_files
from ..semantics.project import has_manage_file
from ..semantics.schemas import has_fields, schemas
from ..semantics.settings import settings_of
from .canonical import promised_paths

_BEFORE = (
    "from django.db import models\n\n\nclass Book(models.Model):\n"
    "    title = models.CharField(max_length=200)\n"
)
_AFTER = _BEFORE + "    isbn = models.CharField(max_length=13)\n"
_MIGRATION = "from django.db import migrations\n"


_MODELS = frozenset({"django.db.models.Model", "django.db.models.base.Model"})
# With these nothing is written that brings a change of the models.
_WRITES_NONE = frozenset({"--check", "--dry-run", "--empty"})


class MissingMigration(TreeRule):
    """A model that changed, or is new, with nothing that brings the change to the database."""

    code = "STR007"
    name = "missing-migration"
    directive = (
        "A model that is added or altered comes with its migration as a file, and "
        "`makemigrations <app>` is listed."
    )
    decisions = (
        "Fields, those of abstract bases too, their choices and the options of `Meta` are compared with the file on disk as "
        "data, and what is gone counts as altered; a method, a docstring or another spelling of the same alters nothing. A new migration file of the app or a listed `makemigrations` (bare or "
        "for the app, no `--check` or `--dry-run`) is enough. Of a project on disk, an app with managed models and no migration at all "
        "is reported; unmanaged and proxy models, and projects that move their migrations "
        "(`MIGRATION_MODULES`), are not."
    )
    bad = Example(_AFTER, "apps/shop/models.py", {"apps/shop/models.py": _BEFORE})
    good = Example(
        _AFTER.replace("    isbn", "    # As the publisher gives it.\n    isbn"),
        "apps/shop/models.py",
        {
            "manage.py": "\n",
            "apps/shop/__init__.py": "",
            "apps/shop/models.py": _AFTER,
            "apps/shop/migrations/0001_initial.py": _MIGRATION,
        },
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield each app's first model without a migration."""
        moved = bool(subject.once(settings_of).get("MIGRATION_MODULES"))
        done: set[str] = set()
        for app, source in model_files(subject):
            if moved or app in done or _is_served(app, subject):
                continue
            for cls, what in _changes(source, app, subject):
                done.add(app)
                finding = source.at_name(cls.node, _message(cls.name, what, app))
                yield replace(finding, path=source.path)
                break
            for gone in _gone(source, app, subject) if app not in done else ():
                done.add(app)
                yield Finding(_message(gone, "is gone", app), path=source.path)
                break


def _message(model: str, what: str, app: str) -> str:
    label = app.rsplit("/", 1)[-1]
    return (
        f"The model `{model}` {what} without a migration: deliver it in `{app}/migrations/` and "
        f"list `uv run python manage.py makemigrations {label}`."
    )


def _gone(source: Source, app: str, subject: Subject) -> Iterator[str]:
    """Yield the models that an edited file no longer defines, nor any other file of the app."""
    text = subject.on_disk(source.path)
    if text is None or subject.answer is None or source.tree is None:
        return
    disk = Source(source.path, text)
    beside = [s for s in subject.files.values() if s.path.startswith(f"{app}/models")]
    names = {cls.name for other in beside for cls in other.of_type(ast.ClassDef)}
    for cls in disk.of_type(ast.ClassDef):
        bases = {disk.qualified(base) for base in cls.bases}
        is_table = bool(_MODELS & bases) and not any(
            (is_flagged(cls, "abstract"), is_flagged(cls, "proxy"))
        )
        is_managed = not is_flagged(cls, "managed", value=False)
        if is_table and is_managed and cls.name not in names | source.imports.names.keys():
            yield cls.name


def _is_served(app: str, subject: Subject) -> bool:
    """Whether a migration comes with the change."""
    brought = (*subject.files, *promised_paths(subject))
    is_new = subject.answer is not None or subject.on_disk(f"{app}/models.py") is not None
    for path in brought if is_new else subject.paths:
        if re.match(rf"{re.escape(app)}/migrations/(?!__init__)[^/]+\.py$", path):
            return True
    label = app.rsplit("/", 1)[-1]
    return any(_migrates(command.argv, label) for command in subject.once(commands_of))


def _migrates(argv: tuple[str, ...], label: str) -> bool:
    if "makemigrations" not in argv:
        return False
    rest = argv[argv.index("makemigrations") + 1 :]
    if _WRITES_NONE.intersection(rest):
        return False
    names = [word for word in rest if not word.startswith("-")]
    return not names or label in names or "-n" in rest or "--name" in rest


def _changes(source: Source, app: str, subject: Subject) -> Iterator[tuple[ClassInfo, str]]:
    """Yield the models that want a migration, with what happened to them."""
    text = subject.on_disk(source.path)
    disk = Source(source.path, text or "")
    before, after = schemas(disk.tree), schemas(source.tree if text is not None else None)
    in_project = subject.once(has_manage_file) and f"{app}/__init__.py" in subject.paths
    if subject.answer is None and text is None and not in_project:
        return
    for cls in concrete_models(source, subject):
        unmanaged = is_flagged(cls.node, "managed", value=False) or is_flagged(cls.node, "proxy")
        if cls.name not in before:
            # A model that an edited file takes in from a neighbour is not new to the app.
            if not (unmanaged or _was_elsewhere(cls, app, subject)):
                yield cls, "is new" if text is not None or subject.answer else "stands"
        elif before[cls.name] != after[cls.name] or _gains_fields(cls, disk, subject):
            yield cls, "is altered"


def _gains_fields(cls: ClassInfo, disk: Source, subject: Subject) -> bool:
    """Whether a class is given a base of another file that brings fields."""
    classes = [node for node in disk.of_type(ast.ClassDef) if node.name == cls.name]
    had = {disk.qualified(base) for node in classes for base in node.bases}
    index = subject.once(class_index)
    for base in cls.node.bases:
        found = index.resolve(base, cls.source)
        is_new = cls.source.qualified(base) not in had
        if is_new and isinstance(found, ClassInfo) and found.source.path != cls.source.path:
            line = [found, *index.line(found)]
            if any(isinstance(above, ClassInfo) and has_fields(above.node) for above in line):
                return True
    return False


def _was_elsewhere(cls: ClassInfo, app: str, subject: Subject) -> bool:
    for path in subject.root_listing:
        if path.startswith(f"{app}/models") and path.endswith(".py") and path != cls.source.path:
            text = subject.on_disk(path)
            if text and re.search(rf"^class {re.escape(cls.name)}\b", text, re.MULTILINE):
                return True
    return False
