"""The settings of the project: one module or a package, spread over `if` blocks or not."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from skillrun.rules.functions import FUNCTIONS
from skillrun.rules.imports import absolute_module
from skillrun.rules.model import Subject
from skillrun.rules.source import Source

from .modules import Modules, modules_of
from .values import Unknown, dict_entries, is_open, literal

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
class Condition:
    """A test under which a statement runs.

    Attributes:
        test: The expression of the `if`.
        holds: False for the `else` side.
    """

    test: ast.expr
    holds: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """One place that gives a setting its value, or a part of it.

    Attributes:
        name: `SECURE_SSL_REDIRECT`.
        value: The expression assigned; of `REST_FRAMEWORK.update(…)` the argument.
        node: The statement.
        source: The module.
        conditions: The tests it stands under, outermost first; `try` blocks do not count.
        key: Of `REST_FRAMEWORK["PAGE_SIZE"] = 20` the key `PAGE_SIZE`; None for the whole value.
        adds: It adds to the value (`+=`, `|=`, `.update`, `.append`) and does not replace it.
    """

    name: str
    value: ast.expr
    node: ast.stmt
    source: Source
    conditions: tuple[Condition, ...] = ()
    key: str | None = None
    adds: bool = False


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
            module from outside the project, or writes into `globals()`.
    """

    modules: tuple[Source, ...] = ()
    settings: tuple[Setting, ...] = ()
    is_complete: bool = True

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
                found[setting.key] = Entry(setting.value, setting)
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


def settings_of(subject: Subject) -> Settings:
    """The settings of the project as it would be; for `Subject.once`."""
    named = _named_paths(subject)
    candidates = [path for path in sorted(subject.paths) if _may_be_settings(path) or path in named]
    sources = [source for path in candidates if (source := subject.source(path)) and source.tree]
    sources = [
        source
        for source in sources
        if not source.is_test and not any(map(_is_aside, source.path.split("/")[:-1]))
    ]
    homes = {_home(source.path) for source in sources if _is_telling(source)}
    modules = tuple(source for source in sources if _home(source.path) in homes)
    found = tuple(setting for module in modules for setting in settings_in(module))
    known = subject.once(modules_of)
    return Settings(modules, found, not any(_takes_more(module, known) for module in modules))


def _is_aside(folder: str) -> bool:
    """Whether what lies in a folder is no project's own: examples, templates, continuous integration."""
    return folder in _ASIDE or "template" in folder or "{" in folder or folder.startswith(".")


def settings_in(source: Source) -> Iterator[Setting]:
    """Yield what one module gives its upper-case names, in source order."""
    if source.tree is not None:
        yield from _of_block(source.tree.body, (), source)


def _takes_more(source: Source, known: Modules) -> bool:
    """Whether a module may get names that cannot be seen: a foreign star import, `globals()`."""
    foreign = any(
        alias.name == "*" and known.path_of(absolute_module(node, source.path)) is None
        for node in source.of_type(ast.ImportFrom)
        for alias in node.names
    )
    return foreign or any(
        isinstance(call.func, ast.Name)
        and call.func.id in {"globals", "locals", "vars", "exec", "include"}
        for call in source.of_type(ast.Call)
    )


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


def _is_telling(source: Source) -> bool:
    return any(setting.name in _TELLING for setting in settings_in(source))


def _of_block(
    body: list[ast.stmt], conditions: tuple[Condition, ...], source: Source
) -> Iterator[Setting]:
    for node in body:
        if isinstance(node, ast.If):
            yield from _of_block(node.body, (*conditions, Condition(node.test, holds=True)), source)
            yield from _of_block(
                node.orelse, (*conditions, Condition(node.test, holds=False)), source
            )
        elif isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            continue
        else:
            yield from _of_statement(node, conditions, source)
            for block in ("body", "orelse", "finalbody"):
                inner = getattr(node, block, None)
                if isinstance(inner, list):
                    yield from _of_block(inner, conditions, source)
            for handler in getattr(node, "handlers", ()):
                yield from _of_block(handler.body, conditions, source)


def _of_statement(
    node: ast.stmt, conditions: tuple[Condition, ...], source: Source
) -> Iterator[Setting]:
    if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            for name, key, value in _bound(target, node.value):
                yield Setting(name, value, node, source, conditions, key)
    elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        if node.target.id.isupper():
            yield Setting(node.target.id, node.value, node, source, conditions, adds=True)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield from _of_call(node, node.value, conditions, source)


def _bound(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, str | None, ast.expr]]:
    if isinstance(target, ast.Name) and target.id.isupper():
        yield target.id, None, value
    elif isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
        key = target.slice.value if isinstance(target.slice, ast.Constant) else None
        if target.value.id.isupper() and isinstance(key, str):
            yield target.value.id, key, value
    elif isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
        for inner, part in zip(target.elts, value.elts, strict=False):
            yield from _bound(inner, part)


def _of_call(
    node: ast.Expr, call: ast.Call, conditions: tuple[Condition, ...], source: Source
) -> Iterator[Setting]:
    function = call.func
    if not (isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)):
        return
    name = function.value.id
    if name.isupper() and function.attr in {"update", "extend", "append", "insert", "setdefault"}:
        if function.attr == "update" and call.keywords:
            for keyword in call.keywords:
                if keyword.arg:
                    yield Setting(name, keyword.value, node, source, conditions, keyword.arg)
        if call.args:
            yield Setting(name, call.args[-1], node, source, conditions, adds=True)
