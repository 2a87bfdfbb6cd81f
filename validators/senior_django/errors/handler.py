"""ERR001 exception-handler."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from skillrun.rules.functions import FUNCTIONS
from skillrun.rules.model import Example, Finding, Subject, TreeRule
from skillrun.rules.source import Source

from ..assets import asset
from ..semantics.production import in_production
from ..semantics.project import is_whole_project, judged_settings, project_root, under_judgement
from ..semantics.settings import Settings, settings_of
from ..semantics.values import Unknown, dict_entries, literal

_NAME = "custom_exception_handler"
_PATH = "apps/core/exceptions.py"
_KEY = "EXCEPTION_HANDLER"
_BASE = 'INSTALLED_APPS = ["rest_framework"]\nROOT_URLCONF = "config.urls"\n'


class ExceptionHandler(TreeRule):
    """No central place where errors become answers."""

    code = "ERR001"
    name = "exception-handler"
    directive = (
        "Implement `custom_exception_handler` in `apps/core/exceptions.py` and name it in "
        '`REST_FRAMEWORK["EXCEPTION_HANDLER"]`.'
    )
    decisions = (
        "The function takes the exception and its context. It may be imported into `exceptions.py` from "
        "another module of the project, but not from REST framework."
    )
    bad = Example(f'{_BASE}REST_FRAMEWORK = {{"PAGE_SIZE": 20}}\n', "config/settings.py")
    good = Example(
        f'{_BASE}REST_FRAMEWORK = {{\n    "EXCEPTION_HANDLER": "apps.core.exceptions.custom_exception_handler",\n}}\n',
        "config/settings.py",
        {
            _PATH: "from typing import Any\n\nfrom rest_framework.response import Response\n\n\n"
            "def custom_exception_handler(exc: Exception, context: dict[str, Any]) -> Response:\n"
            '    """Answer any exception."""\n    return Response(error_body(exc), status=500)\n'
        },
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield the missing function and the missing registration."""
        yield from _function(subject)
        main = judged_settings(subject)
        settings = subject.once(settings_of)
        if main is not None and settings.is_complete:
            yield from under_judgement(_registration(main, settings), subject)


@cache
def _wanted() -> str:
    """The handler's dotted name, as the baseline registers it."""
    for node in ast.parse(asset("rest_framework.py")).body:
        if isinstance(node, ast.Assign):
            return str(literal(dict_entries(node.value)[_KEY]))
    return ""


def _function(subject: Subject) -> Iterator[Finding]:
    path = project_root(subject) + _PATH
    source = subject.files.get(path)
    if source is None:
        if path not in subject.paths and is_whole_project(subject):
            message = f"There is no `{_NAME}`: implement it in `{path}`."
            yield Finding(message, path=path)
        return
    if source.tree is None:
        return
    found = [n for n in source.tree.body if isinstance(n, FUNCTIONS) and n.name == _NAME]
    if not found and not _is_brought(source):
        message = f"`{_NAME}` is missing: implement it here."
        yield Finding(message, path=path)
    for function in found:
        arguments = function.args
        count = len(arguments.posonlyargs) + len(arguments.args)
        if isinstance(function, ast.AsyncFunctionDef):
            message = f"`{_NAME}` is async: REST framework calls it without awaiting; make it a plain function."
            yield replace(source.at_name(function, message), path=path)
        elif count - len(arguments.defaults) > 2 or (count < 2 and arguments.vararg is None):
            message = f"`{_NAME}` is called with the exception and its context: take these two."
            yield replace(source.at_name(function, message), path=path)


def _is_brought(source: Source) -> bool:
    """Whether another module of the project defines the handler, or an assignment does."""
    brought = source.imports.names.get(_NAME, "rest_framework")
    assigned = any(
        isinstance(target, ast.Name) and target.id == _NAME
        for node in source.of_type(ast.Assign)
        for target in node.targets
    )
    return assigned or not brought.startswith("rest_framework")


def _registration(main: Source, settings: Settings) -> Iterator[Finding]:
    entry = settings.entries("REST_FRAMEWORK", in_production).get(_KEY)
    if entry is None:
        if not settings.is_open("REST_FRAMEWORK"):
            given = [s for s in settings.get("REST_FRAMEWORK") if s.key is None]
            message = f'`REST_FRAMEWORK["{_KEY}"]` is missing: set it to "{_wanted()}".'
            if given:
                place = given[0].source.at_node(_head(given[0].node), message)
                yield replace(place, path=given[0].source.path)
            elif not settings.get("REST_FRAMEWORK"):
                yield Finding(message, path=main.path)
        return
    value = literal(entry.value, settings.lookup)
    if not isinstance(value, Unknown) and value != _wanted():
        source = entry.setting.source
        message = f'`{_KEY}` names another handler: set it to "{_wanted()}".'
        yield replace(source.at_node(entry.value, message), path=source.path)


def _head(node: ast.stmt) -> ast.AST:
    """The name that a statement assigns."""
    return node.targets[0] if isinstance(node, ast.Assign) else node
