"""The settings of the project: one module or a package, spread over `if` blocks or not."""

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from skillrun.rules.model import Subject
from skillrun.rules.source import Source

from .assignments import Setting, settings_in
from .brought import Brought
from .modules import modules_of
from .values import Unknown, dict_entries, is_open, literal

__all__ = ["NAMED", "Entry", "Setting", "Settings", "settings_in", "settings_of"]

_ENTRY_POINTS = frozenset({"manage.py", "asgi.py", "wsgi.py", "celery.py"})
# What an entry point says its settings are.
NAMED = re.compile(r"""DJANGO_SETTINGS_MODULE["']\]?\s*[,=]\s*["'](?P<module>[\w.]+)["']""")
_ASIDE = frozenset({"examples", "docs", "doc"})
# A module that assigns one of these is Django's, whatever else it is called.
_TELLING = frozenset(
    {
        "INSTALLED_APPS",
        "ROOT_URLCONF",
        "DATABASES",
        "MIDDLEWARE",
        "ASGI_APPLICATION",
        "WSGI_APPLICATION",
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a setting that is a dictionary.

    Attributes:
        value: The expression.
        setting: The place that says so.
    """

    value: ast.expr
    setting: Setting


@dataclass(frozen=True)
class Settings:
    """All settings modules of the project, read together.

    Attributes:
        modules: The modules, tests' and examples' left out, in order of their paths.
        settings: Every place that gives a setting a value, in source order within a module.
        is_complete: Nothing else can give a setting a value: no module takes all names of a
            module from outside the project, or writes into `globals()`, or does not parse.
        is_readable: All modules parse: what they lack is lacking.
    """

    modules: tuple[Source, ...] = ()
    settings: tuple[Setting, ...] = ()
    is_complete: bool = True
    is_readable: bool = True

    @cached_property
    def _by_name(self) -> Mapping[str, list[Setting]]:
        found: dict[str, list[Setting]] = {}
        for setting in self.settings:
            found.setdefault(setting.name, []).append(setting)
        return found

    def get(self, name: str) -> tuple[Setting, ...]:
        """Every place that gives a name a value; empty where none does."""
        return tuple(self._by_name.get(name, ()))

    def lookup(self, name: str) -> ast.expr | None:
        """What a name was last assigned as a whole, in any of the modules; for `literal`."""
        whole = [s for s in self.get(name) if s.key is None and not s.adds]
        return whole[-1].value if whole else None

    def value(self, name: str) -> object:
        """What a setting was last assigned as a whole, as data; `Unknown` where literals end."""
        return literal(self.lookup(name), self.lookup)

    def entries(
        self, name: str, counts: Callable[[Setting], bool] = lambda _setting: True
    ) -> dict[str, Entry]:
        """The keys of a setting that is a dictionary, wherever they are given, the last place counting.

        Args:
            name: The setting.
            counts: Which places count; all unless given.
        """
        found: dict[str, Entry] = {}
        for setting in filter(counts, self.get(name)):
            if setting.key is not None:
                before = found.get(setting.key) if setting.adds else None
                found[setting.key] = Entry(_added(before, setting.value), setting)
            else:
                parts = dict_entries(setting.value, self.lookup)
                found.update((key, Entry(value, setting)) for key, value in parts.items())
        return found

    def is_open(self, name: str) -> bool:
        """Whether a dictionary setting may hold keys that only running the code would tell."""
        return any(s.key is None and is_open(s.value, self.lookup) for s in self.get(name))

    def entry(self, name: str, key: str) -> object:
        """A key of a dictionary setting as data; `Unknown` where it is missing or literals end."""
        entry = self.entries(name).get(key)
        return literal(entry.value, self.lookup) if entry else Unknown(ast.Constant(None))


def _added(before: Entry | None, value: ast.expr) -> ast.expr:
    """A dictionary with what is added to it."""
    if before is None:
        return value
    return ast.copy_location(ast.BinOp(before.value, ast.BitOr(), value), value)


def settings_of(subject: Subject) -> Settings:
    """The settings of the project as it would be; for `Subject.once`."""
    named = _named_paths(subject)
    candidates = [path for path in sorted(subject.paths) if _may_be_settings(path) or path in named]
    sources = [
        source
        for path in candidates
        if (source := subject.source(path))
        and not source.is_test
        and not any(map(_is_aside, source.path.split("/")[:-1]))
    ]
    homes = {_home(source.path) for source in sources if _is_telling(source, subject)}
    at_home = [source for source in sources if _home(source.path) in homes]
    modules = tuple(source for source in at_home if source.tree)
    is_readable = len(modules) == len(at_home)
    brought = Brought(subject, modules)
    found = tuple(
        setting for module in modules for setting in (*brought.by(module), *settings_in(module))
    )
    return Settings(modules, found, brought.is_complete and is_readable, is_readable)


def _is_aside(folder: str) -> bool:
    """Whether what lies in a folder is no project's own: examples, templates, continuous integration."""
    return folder in _ASIDE or "template" in folder or "{" in folder or folder.startswith(".")


def _named_paths(subject: Subject) -> set[str]:
    """The module that an entry point names in `DJANGO_SETTINGS_MODULE`, and what lies beside it.

    A folder with `urls.py` is the project's package, where other modules are no settings.
    """
    known = subject.once(modules_of)
    found: set[str] = set()
    for path in subject.paths:
        source = subject.source(path) if path.rsplit("/", 1)[-1] in _ENTRY_POINTS else None
        for match in NAMED.finditer(source.text if source else ""):
            module = known.path_of(match["module"])
            if module is not None:
                found.add(module)
    folders = {path.rpartition("/")[0] for path in found}
    folders = {folder for folder in folders if folder and f"{folder}/urls.py" not in subject.paths}
    beside = {p for p in subject.paths if p.endswith(".py") and p.rpartition("/")[0] in folders}
    return found | beside


def _may_be_settings(path: str) -> bool:
    parts = path.split("/")
    stem = parts[-1].removesuffix(".py")
    named = stem == "settings" or stem.startswith("settings_") or stem.endswith("_settings")
    return path.endswith(".py") and (named or "settings" in parts[:-1])


def _home(path: str) -> str:
    """What settings modules share: the package `settings`, or the folder of the module."""
    folders = path.split("/")[:-1]
    if "settings" in folders:
        folders = folders[: folders.index("settings")]
    return "/".join(folders)


def _is_telling(source: Source, subject: Subject) -> bool:
    """Whether a module is Django's settings, which it may bring from elsewhere altogether."""
    own = settings_in(source)
    return any(setting.name in _TELLING for setting in own) or any(
        setting.name in _TELLING for setting in Brought(subject, (source,)).by(source)
    )
