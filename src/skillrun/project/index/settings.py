"""The settings of a project: which modules hold them, what they say, on what they agree."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from skillrun.project.index.evaluation import Interpreter, plain
from skillrun.project.index.facts import FileFacts
from skillrun.project.index.model import Setting
from skillrun.project.index.names import Names
from skillrun.project.index.reading import parsed_again
from skillrun.project.index.rendering import text_of
from skillrun.project.index.unknown import UNKNOWN

_NAMED = re.compile(r"""DJANGO_SETTINGS_MODULE["']?\s*[,=\]]+\s*["']?([\w.]+)""")
_MARK = re.compile(r"^\s*(?:ROOT_URLCONF|INSTALLED_APPS)\s*(?::[^=\n]+)?=", re.MULTILINE)
_NAMING_FILES = ("manage.py", "wsgi.py", "asgi.py", "conftest.py", "celery.py", "runtests.py")


@dataclass(frozen=True)
class SettingsModules:
    """The modules of settings of a project.

    Attributes:
        values: What each module says after it has run, by module: stars and all.
        chosen: Those that a run of Django may name: with `INSTALLED_APPS` or `ROOT_URLCONF`, the one
            that `manage.py` names first.
    """

    values: Mapping[str, Mapping[str, object]]
    chosen: tuple[str, ...]

    def agreed(self) -> dict[str, object]:
        """The settings that all chosen modules give one known value; UNKNOWN for those they differ on."""
        if not self.chosen:
            return {}
        names = {name for module in self.chosen for name in self.values[module]}
        return {name: self._agreed(name) for name in sorted(names)}

    def roots(self) -> tuple[str, ...]:
        """What the chosen modules name as `ROOT_URLCONF`."""
        found = (self.values[module].get("ROOT_URLCONF") for module in self.chosen)
        return tuple(dict.fromkeys(root for root in found if isinstance(root, str)))

    def installed(self) -> tuple[str, ...]:
        """All entries of all `INSTALLED_APPS`, as far as they are known."""
        entries: dict[str, None] = {}
        for module in self.chosen:
            value = self.values[module].get("INSTALLED_APPS")
            items = value if isinstance(value, list | tuple) else ()
            entries.update(dict.fromkeys(item for item in items if isinstance(item, str)))
        return tuple(entries)

    def _agreed(self, name: str) -> object:
        values = [self.values[module].get(name, UNKNOWN) for module in self.chosen]
        first = plain(values[0])
        return values[0] if all(plain(value) == first for value in values) else UNKNOWN


def settings_modules(run: Interpreter) -> SettingsModules:
    """Find and run the modules of settings."""
    names = run.names
    named = list(_named(names))
    modules = [
        names.layout.modules[path]
        for path, facts in sorted(names.facts.items())
        if _is_settings(path, facts) or names.layout.modules[path] in named
    ]
    values = {module: _values(run, module) for module in modules}
    chosen = [m for m in modules if {"INSTALLED_APPS", "ROOT_URLCONF"} & values[m].keys()]
    chosen.sort(key=lambda module: named.index(module) if module in named else len(named))
    return SettingsModules(values, tuple(chosen))


def settings_of(names: Names, found: SettingsModules) -> Iterator[Setting]:
    """List what the modules of settings assign, each with its last place in its module."""
    for module, values in found.values.items():
        path = names.layout.paths[module]
        tree = parsed_again(names.facts[path].text)
        for name, (line, node) in _assigned(tree).items():
            top, _, key = name.partition(".")
            value = values.get(top, UNKNOWN)
            if key:
                value = value.get(key, UNKNOWN) if isinstance(value, dict) else UNKNOWN
            yield Setting(name, module, path, line, text_of(node), plain(value))


def _named(names: Names) -> Iterator[str]:
    """The modules that the project's entry points name, `manage.py` first."""
    for wanted in _NAMING_FILES:
        for path, facts in sorted(names.facts.items()):
            if path.rpartition("/")[2] == wanted:
                for module in _NAMED.findall(facts.text):
                    found = names.layout.find(module)
                    if found is not None:
                        yield found


def _is_settings(path: str, facts: FileFacts) -> bool:
    if facts.problem or "/migrations/" in path:
        return False
    *folders, name = path.split("/")
    return (
        "settings" in folders[-2:] or name.startswith("settings") or bool(_MARK.search(facts.text))
    )


def _values(run: Interpreter, module: str) -> dict[str, object]:
    return {name: value for name, value in run.module(module).names.items() if name.isupper()}


def _assigned(tree: ast.Module | None) -> dict[str, tuple[int, ast.expr | None]]:
    """The names in capitals that a module assigns, with line and value of the last time."""
    found: dict[str, tuple[int, ast.expr | None]] = {}
    for node in _statements(tree.body if tree is not None else []):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            name = _name(target)
            if not name.partition(".")[0].isupper():
                continue
            if isinstance(node, ast.AugAssign):
                found.setdefault(name, (node.lineno, node.value))
            else:
                found[name] = (node.lineno, node.value)
    return found


def _statements(body: list[ast.stmt]) -> Iterator[ast.Assign | ast.AnnAssign | ast.AugAssign]:
    for node in body:
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            yield node
        elif isinstance(node, ast.If | ast.Try | ast.With):
            yield from _statements(node.body)
            yield from _statements(getattr(node, "orelse", []))


def _name(target: ast.expr) -> str:
    """`CACHES`, or `CACHES.default` for `CACHES["default"]`."""
    if isinstance(target, ast.Name):
        return target.id
    if (
        isinstance(target, ast.Subscript)
        and isinstance(target.value, ast.Name)
        and isinstance(target.slice, ast.Constant)
        and isinstance(target.slice.value, str)
    ):
        return f"{target.value.id}.{target.slice.value}"
    return ""
