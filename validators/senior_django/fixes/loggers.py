"""The fix of ERR007: the module's own logger in place of the root's or a named one."""

import ast
import sys

from skillrun.rules.fixes import PythonFix, Replace, Step
from skillrun.rules.fixes.places import node_at
from skillrun.rules.imports import module_of
from skillrun.rules.model import Subject, Violation
from skillrun.rules.source import Source

from ..semantics.modules import modules_of
from ..semantics.settings import settings_of
from .module_logger import module_logger

_METHODS = {
    "debug": "debug",
    "info": "info",
    "warning": "warning",
    "warn": "warning",
    "error": "error",
    "exception": "exception",
    "critical": "critical",
    "fatal": "critical",
    "log": "log",
}
_ASKED = frozenset({*_METHODS.values(), "isEnabledFor"})


def _plan(violation: Violation, source: Source, subject: Subject) -> tuple[Step, ...]:
    call = node_at(violation, source, subject, ast.Call)
    name = source.qualified(call.func) if call is not None else None
    if call is None or name is None:
        return ()
    if name == "logging.getLogger":
        return _renamed(call, source, subject)
    method = _METHODS.get(name.removeprefix("logging."))
    logger = module_logger(source, subject)
    if method is None or logger is None or not logger.serves(call, source):
        return ()
    return (Replace.of(call.func, source, f"{logger.name}.{method}"), *logger.steps)


def _renamed(call: ast.Call, source: Source, subject: Subject) -> tuple[Step, ...]:
    """Name a logger after its module, where that is all that it is used for."""
    statement = source.parent(call)
    if not isinstance(statement, ast.Assign) or not isinstance(
        source.parent(statement), ast.Module
    ):
        return ()
    if len(statement.targets) != 1 or not isinstance(statement.targets[0], ast.Name):
        return ()
    if not _only_logs(statement.targets[0].id, source) or len(call.args) + len(call.keywords) > 1:
        return ()
    if not call.args and not call.keywords:
        written = ast.unparse(call.func)
        return (Replace.of(call, source, f"{written}(__name__)"),)
    given = call.args[0] if call.args else call.keywords[0].value
    if not isinstance(given, ast.Constant) or _is_meant(given.value, source, subject):
        return ()
    return (Replace.of(given, source, "__name__"),)


def _only_logs(name: str, source: Source) -> bool:
    """Whether a logger is only written to: one that gets handlers or a level is meant by its name."""
    for node in source.of_type(ast.Name):
        if node.id != name:
            continue
        parent = source.parent(node)
        if isinstance(node.ctx, ast.Load) and not (
            isinstance(parent, ast.Attribute) and parent.attr in _ASKED
        ):
            return False
    return True


def _is_meant(name: object, source: Source, subject: Subject) -> bool:
    """Whether a name means something elsewhere: to another package, the settings, a test."""
    if not isinstance(name, str) or not name:
        return name is not None
    top = name.partition(".")[0]
    if top in sys.stdlib_module_names or _is_imported(top, subject):
        return True
    return _is_spoken_of(name, subject) or _is_configured(name, source, subject)


def _is_configured(name: str, source: Source, subject: Subject) -> bool:
    """Whether settings may speak of the name or of one above it, under which the module is not."""
    parts = name.split(".")
    above = {".".join(parts[:end]) for end in range(1, len(parts) + 1)}
    module = f"{module_of(source.path)}."
    return any(
        isinstance(node.value, str)
        and node.value in above
        and not module.startswith(f"{node.value}.")
        for settings in subject.once(settings_of).modules
        for node in settings.of_type(ast.Constant)
    )


def _is_spoken_of(name: str, subject: Subject) -> bool:
    """Whether the project's code has the name in a text, other than to ask for its logger."""
    return any(
        node.value == name and not _asks_for_logger(source.parent(node), source)
        for source in subject.files.values()
        if name in source.text
        for node in source.of_type(ast.Constant)
    )


def _asks_for_logger(node: ast.AST | None, source: Source) -> bool:
    call = source.parent(node) if isinstance(node, ast.keyword) else node
    return isinstance(call, ast.Call) and source.qualified(call.func) == "logging.getLogger"


def _is_imported(top: str, subject: Subject) -> bool:
    """Whether a package that is not the project's own is imported by that name anywhere."""
    if subject.once(modules_of).path_of(top):
        return False
    return top in subject.once(_imported_tops)


def _imported_tops(subject: Subject) -> frozenset[str]:
    return frozenset(
        name.partition(".")[0]
        for source in subject.files.values()
        for name in source.imports.names.values()
    ) | {"django", "rest_framework"}


ROOT_LOGGER = PythonFix(_plan)
