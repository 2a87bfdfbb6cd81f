"""STR009 foreign-stack."""

import re
from collections.abc import Iterator
from dataclasses import replace

from skillrun.rules.model import Example, Finding, Subject, TreeRule
from skillrun.rules.source import Source

from ..semantics.classes import class_index
from ..semantics.commands import after_runner, commands_of
from ..semantics.dependency_lists import requirement_lists
from ..semantics.modules import Modules, imported_modules, modules_of
from ..semantics.requirements import added_names, names_of
from ..semantics.scripts import script_commands
from ..semantics.settings import settings_of
from ..semantics.toml import get, line_of, line_of_text, read
from ..semantics.values import Unknown, literal
from .foreign import (
    CONFIGURATIONS,
    DISTRIBUTIONS,
    FILES,
    HOOKS,
    MODULES,
    PROGRAMS,
    SECTIONS,
    TEST_CASES,
    TOOL_TABLES,
    UV,
    requirements_file,
)

_HOOK = re.compile(r"^\s*-?\s*id:\s*[\"']?(?P<id>[\w-]+)", re.MULTILINE)
_RUN = frozenset(program for program, instead in PROGRAMS.items() if instead != UV)
_SECTION = re.compile(r"^\[(?P<name>[^\]\n]+)\]", re.MULTILINE)


class ForeignStack(TreeRule):
    """A tool that the stack has another for."""

    code = "STR009"
    name = "foreign-stack"
    directive = (
        "Keep to the stack: Ruff instead of black, isort, flake8 and pylint; uv instead of Poetry, Pipenv, "
        "pip-tools and `requirements.txt`; drf-spectacular instead of drf-yasg; pydantic-settings instead of "
        "django-environ and python-decouple; DRF instead of django-ninja and Flask; plain pytest functions "
        "and classes instead of `TestCase`; Gunicorn with Uvicorn workers instead of Daphne."
    )
    decisions = (
        "A tool shows itself by a direct dependency, an import, an entry of `INSTALLED_APPS`, its own file "
        "or section of configuration, a hook of pre-commit, a command that the answer lists, or one that a Dockerfile, compose file, workflow, "
        "script or Makefile runs (installers there are DEP003's). Lock files "
        "and what other packages bring along are not looked at, nor are comments and prose. "
        "A class derived from `TestCase` is reported once, where it is derived."
    )
    bad = Example(
        "from django.test import TestCase\n\n\nclass TestBook(TestCase):\n"
        "    def test_title(self) -> None:\n        assert True\n",
        "apps/shop/tests/test_models.py",
    )
    good = Example(
        "import pytest\n\n\n@pytest.mark.django_db\nclass TestBook:\n"
        "    def test_title(self) -> None:\n        assert True\n",
        "apps/shop/tests/test_models.py",
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield each sign of a foreign tool."""
        for source in subject.files.values():
            for finding in _of_source(source, subject.once(modules_of)):
                yield replace(finding, path=source.path)
        yield from _of_test_cases(subject)
        yield from _of_installed_apps(subject)
        yield from _of_commands(subject)


def _of_source(source: Source, modules: Modules) -> Iterator[Finding]:
    if source.language == "python":
        yield from _of_imports(source, modules)
    elif source.name == "pyproject.toml":
        yield from _of_pyproject(source)
    elif source.name == ".pre-commit-config.yaml":
        yield from _of_hooks(source)
    elif source.name in FILES or requirements_file(source.path):
        replacement = FILES.get(source.name, UV)
        message = f"`{source.name}` belongs to a tool that the stack replaces: use {replacement}."
        yield Finding(message)
    elif source.name in CONFIGURATIONS:
        for match in _SECTION.finditer(source.text):
            instead = SECTIONS.get(match["name"].split(":", 1)[0].split(".", 1)[0].strip())
            if instead:
                yield source.at_span(
                    *match.span(), f"`{match[0]}` configures a foreign tool: use {instead}."
                )
    elif source.language in {"dockerfile", "shell", "yaml"}:
        yield from _of_scripts(source)


def _of_imports(source: Source, modules: Modules) -> Iterator[Finding]:
    for module, node in imported_modules(source):
        top = module.split(".", 1)[0]
        if top in MODULES and modules.path_of(top) is None:
            yield source.at_node(node, f"`{module}` is not of the stack: use {MODULES[top]}.")


def _of_pyproject(source: Source) -> Iterator[Finding]:
    data = read(source.text)
    if data is None:
        return
    for entries in requirement_lists(data):
        line = line_of(source.text, entries.path)
        for requirement in entries.requirements:
            foreign = _foreign(requirement)
            if foreign:
                line = line_of_text(source.text, requirement, line)
                yield Finding(_not_ours(foreign, DISTRIBUTIONS[foreign]), line)
    for tool, instead in TOOL_TABLES.items():
        if get(data, ("tool", tool)) is not None:
            line = line_of(source.text, ("tool", tool))
            yield Finding(f"`[tool.{tool}]` configures a foreign tool: use {instead}.", line)


def _foreign(requirement: str) -> str | None:
    """The foreign distribution that a requirement names, itself or by an extra: `channels[daphne]`."""
    names = sorted(names_of(requirement), key=len)
    bare = (name.partition("[")[2].rstrip("]") or name for name in names)
    return next((name for name in bare if name in DISTRIBUTIONS), None)


def _not_ours(name: str, instead: str) -> str:
    return f"`{name}` is not of the stack: use {instead}."


def _of_scripts(source: Source) -> Iterator[Finding]:
    """Formatters, linters and servers that a script runs; installers are DEP003's."""
    if not any(program in source.text for program in _RUN):
        return
    for line, words in script_commands(source):
        program = next(iter(after_runner(words)), "")
        if program in _RUN:
            place = line_of_text(source.text, program, line)
            yield Finding(_not_ours(program, PROGRAMS[program]), place)


def _of_hooks(source: Source) -> Iterator[Finding]:
    for match in _HOOK.finditer(source.text):
        instead = HOOKS.get(match["id"])
        if instead:
            yield source.at_span(
                match.start("id"),
                match.end("id"),
                f"The hook `{match['id']}` is a foreign tool: use {instead}.",
            )


def _of_test_cases(subject: Subject) -> Iterator[Finding]:
    index = subject.once(class_index)
    for source in subject.files.values():
        if "TestCase" not in source.text or source.tree is None:
            continue
        for cls in index.of(source):
            for base in cls.node.bases:
                if index.resolve(base, source) in TEST_CASES:
                    message = (
                        f"`{cls.name}` is a unittest class: write pytest functions or a plain class, with "
                        "`pytest.mark.django_db` and fixtures."
                    )
                    yield replace(source.at_name(cls.node, message), path=source.path)
                    break


def _of_installed_apps(subject: Subject) -> Iterator[Finding]:
    settings = subject.once(settings_of)
    for setting in settings.settings:
        if (
            setting.name not in {"INSTALLED_APPS", "THIRD_PARTY_APPS"}
            or setting.source.path not in subject.files
        ):
            continue
        names = literal(setting.value)
        for name in names if isinstance(names, list) else []:
            instead = None if isinstance(name, Unknown) else MODULES.get(str(name).split(".", 1)[0])
            if instead:
                message = f"`{name}` in `{setting.name}` is not of the stack: use {instead}."
                line = line_of_text(setting.source.text, str(name), setting.node.lineno)
                yield Finding(message, line, path=setting.source.path)


def _of_commands(subject: Subject) -> Iterator[Finding]:
    for command in subject.once(commands_of):
        program = after_runner(command.argv)[:1]
        instead = PROGRAMS.get(program[0]) if program else None
        if instead:
            yield command.finding(_not_ours(program[0], instead))
        for added in added_names(command.argv):
            name = _foreign(added.requirement)
            if name:
                yield command.finding(_not_ours(name, DISTRIBUTIONS[name]))
