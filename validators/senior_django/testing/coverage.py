"""TST001 missing-tests."""

import ast
from collections.abc import Iterator

from skillrun.rules.functions import FUNCTIONS, statements
from skillrun.rules.model import Example, Finding, Subject, TreeRule
from skillrun.rules.source import Source

from ..layers.places import layer_of
from ..semantics.classes import body_of
from ..semantics.models import is_flagged
from ..semantics.project import is_whole_project, promised
from ..semantics.roles import app_of, role_of
from ..semantics.spelling import spelled
from .reach import Reach, reach_of

# Modules whose classes behave though they may define no function.
_DECLARING = frozenset(
    {"middleware", "models", "pagination", "permissions", "serializers", "services", "selectors"}
    | {"views", "forms", "managers"}
)
_EXEMPT = frozenset({"admin", "apps", "urls", "migrations", "tests", "constants"})
# Classes that are data, by their bases.
_INERT = ("Choices", "Enum", "Error", "Exception", "Protocol", "TypedDict", "NamedTuple")
# What a request to one of an app's URLs runs through.
_ON_THE_WAY = frozenset({"views", "serializers", "permissions"})
# What factories make: a test that takes an instance of a factory exercises its model.
_SERVED = frozenset({"models", "managers"})
_MODULE = "apps/shop/services.py"
_SERVICE = 'def charge(*, amount: int) -> int:\n    """Charge an amount."""\n    return amount\n'
_MANAGE = "import os\n\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings')\n"


class MissingTests(TreeRule):
    """A module that no test knows."""

    code = "TST001"
    name = "missing-tests"
    directive = (
        "Every new module with behaviour comes with pytest tests in the same answer: models, views, services, "
        "selectors, serializers, permissions, middleware, pagination, exception handlers and health checks "
        "are each imported by a test that exercises them."
    )
    decisions = (
        "A module is tested when a test module imports it: straight, through a package that re-exports it, or by "
        "its dotted name in a string (`payments.Payment`, `get_user_model()`), a management command by its name; "
        "for models and managers the factories, fixtures and samples that tests use count too. Views, serializers "
        "and permissions are tested too when a test of their app sends requests through a client, or a test "
        "elsewhere names a route or path of the app; any module is, when a test of its app that is named after "
        "it (`test_healthcheck.py`) sends requests. Behaviour is a function, or a class in a module of one of "
        "these layers; exceptions, constants, choices and abstract models without methods are none. Of an answer "
        "only new files count, and only when no further part is promised; of files on disk only whole projects."
    )
    bad = Example(_MANAGE, "manage.py", {_MODULE: _SERVICE, "apps/shop/tests/__init__.py": ""})
    good = Example(
        _MANAGE,
        "manage.py",
        {
            _MODULE: _SERVICE,
            "apps/shop/tests/test_services.py": "from apps.shop import services\n",
        },
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield the modules with behaviour that no test reaches."""
        reach = subject.once(reach_of)
        for source in _judged(subject):
            if has_behaviour(source, subject) and not _is_tested(source, subject, reach):
                message = (
                    f"No test imports `{source.path}`: write tests of it in "
                    f"`{_test_path(source.path)}`."
                )
                yield Finding(message, path=source.path)


def _judged(subject: Subject) -> Iterator[Source]:
    """The files that must have tests: new ones of an answer, all of a project."""
    if subject.answer is None:
        paths = sorted(subject.paths) if is_whole_project(subject) else []
    else:
        waiting = promised(subject)
        paths = [] if waiting else [p for p in subject.files if p not in subject.root_listing]
    for path in paths:
        source = subject.source(path) if path.endswith(".py") else None
        if source is not None:
            yield source


def has_behaviour(source: Source, subject: Subject) -> bool:
    """Whether a file is a module of an app that does something, by its layer and its content."""
    if not _may_behave(source):
        return False
    role = _role(source, subject)
    if role in _EXEMPT or (role is None and not _is_in_apps(source)) or source.tree is None:
        return False
    nodes = list(body_of(source.tree.body))
    if role in _DECLARING and any(_declares(node) for node in nodes):
        return True
    return any(_does_something(function) for function in _functions(nodes))


def _may_behave(source: Source) -> bool:
    """What the path alone tells: most files of a repository end here, unread."""
    if source.is_test or source.is_init or source.is_migration or app_of(source.path) is None:
        return False
    return role_of(source.path) is not None or _is_in_apps(source)


def _is_in_apps(source: Source) -> bool:
    return "apps" in source.path.split("/")[:-1]


def _role(source: Source, subject: Subject) -> str | None:
    """The layer of a module by its own name or its package; apps are called `tasks` and `manager` too."""
    named = role_of(source.name)
    return named if named in _EXEMPT else layer_of(source, subject, by_folder=False)


def _functions(nodes: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions of a module and the methods of its classes."""
    for node in nodes:
        if isinstance(node, FUNCTIONS):
            yield node
        elif isinstance(node, ast.ClassDef):
            inner = _functions(list(body_of(node.body)))
            # What an exception keeps of its cause is no behaviour.
            yield from (f for f in inner if not (_is_inert(node) and f.name == "__init__"))


def _declares(node: ast.stmt) -> bool:
    """Whether a statement is a class that behaves by what it declares; an abstract model does not yet."""
    if not isinstance(node, ast.ClassDef) or is_flagged(node, "abstract"):
        return False
    return not _is_inert(node)


def _is_inert(node: ast.ClassDef) -> bool:
    return any(spelled(base).endswith(_INERT) for base in node.bases)


def _does_something(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return bool(statements(function)) and function.name not in {"__str__", "__repr__"}


def _is_tested(source: Source, subject: Subject, reach: Reach) -> bool:
    if source.path in reach.imported or reach.has_namesake(source.path):
        return True
    role = _role(source, subject)
    if role in _SERVED and source.path in reach.served:
        return True
    if "/management/commands/" in source.path:
        return source.name.removesuffix(".py") in reach.words
    return layer_of(source, subject) in _ON_THE_WAY and reach.calls_from(app_of(source.path))


def _test_path(path: str) -> str:
    """Where the tests of a module belong: beside the package of its layer, in its app."""
    *folders, name = path.split("/")
    for inside in ("management", "templatetags"):
        folders = folders[: folders.index(inside)] if inside in folders[1:] else folders
    while len(folders) > 1 and role_of(f"{folders[-1]}.py") in _DECLARING:
        folders.pop()
    return "/".join([*folders, "tests", f"test_{name}"])
