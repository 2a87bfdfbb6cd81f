"""Whether a place in the settings counts in production."""

import ast
import re
from pathlib import PurePosixPath

from .settings import Setting, Settings

_PRODUCTION = frozenset({"production", "prod", "live"})
_DEVELOPMENT = frozenset(
    {"debug", "local", "dev", "develop", "development", "test", "tests", "testing", "ci", "pytest"}
)
_ELSEWHERE = _DEVELOPMENT | {"staging", "stage", "sandbox"}


def in_production(setting: Setting) -> bool:
    """Whether a setting's place is reached in production, as far as its module and tests tell."""
    return not _words(PurePosixPath(setting.source.path).stem) & _ELSEWHERE and all(
        holds(condition.test) in {None, condition.holds} for condition in setting.conditions
    )


def for_production(settings: Settings, name: str) -> tuple[Setting, ...]:
    """The places that give a name its value in production."""
    return tuple(setting for setting in settings.get(name) if in_production(setting))


def is_development_module(path: str) -> bool:
    """Whether a settings module is for development or tests: `settings/local.py`, `settings_dev.py`."""
    return bool(_words(PurePosixPath(path).stem) & _DEVELOPMENT)


def is_production_module(path: str) -> bool:
    """Whether a settings module is for production: `settings/production.py`."""
    return bool(_words(PurePosixPath(path).stem) & _PRODUCTION)


def holds(test: ast.expr) -> bool | None:
    """Whether a test of the environment holds in production; None where it does not tell."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = holds(test.operand)
        return None if inner is None else not inner
    if isinstance(test, ast.BoolOp):
        return _joined(test)
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return _compared(test.left, test.ops[0], test.comparators[0])
    if isinstance(test, ast.Constant):
        return bool(test.value)
    return _named(test)


def _joined(test: ast.BoolOp) -> bool | None:
    parts = [holds(value) for value in test.values]
    decisive = isinstance(test.op, ast.Or)
    if decisive in parts:
        return decisive
    return None if None in parts else not decisive


def _compared(left: ast.expr, operator: ast.cmpop, right: ast.expr) -> bool | None:
    negative = isinstance(operator, ast.NotEq | ast.IsNot | ast.NotIn)
    if isinstance(right, ast.Constant) and isinstance(right.value, bool):
        known = holds(left)
        same = None if known is None else known is right.value
    elif isinstance(right, ast.List | ast.Tuple | ast.Set):
        places = [_place(item) for item in right.elts]
        same = True if True in places else None if None in places else False
    else:
        place = _place(right)
        same = _place(left) if place is None else place
    return None if same is None else same is not negative


def _place(node: ast.expr) -> bool | None:
    """Whether a value names production: `"prod"`, `Stage.LOCAL`, `Stage.LOCAL.value`."""
    words = _words(_last_name(node))
    if words & _PRODUCTION:
        return True
    return False if words & _ELSEWHERE else None


def _named(test: ast.expr) -> bool | None:
    """Whether a flag holds: `DEBUG`, `env.is_production`, `env.bool("DEBUG")`."""
    for name in _names(test):
        words = _words(name)
        if words & _PRODUCTION:
            return not words & {"not", "non"}
        if words & _ELSEWHERE:
            return False
    return None


def _names(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Call):
        literals = [
            a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
        ]
        return [*literals, *_names(node.func)]
    return [_last_name(node)]


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return _last_name(node.value) if node.attr in {"value", "name"} else node.attr
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.Subscript):
        return _last_name(node.slice)
    return node.id if isinstance(node, ast.Name) else ""


def _words(name: str) -> set[str]:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    return set(re.split(r"[^a-z]+", spaced.lower()))
