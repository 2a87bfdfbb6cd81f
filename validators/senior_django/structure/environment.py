"""STR005 plain-settings."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from skillrun.rules.model import Example, Finding, Subject, TreeRule
from skillrun.rules.source import Source

from ..semantics.classes import class_index
from ..semantics.models import is_for_tests
from ..semantics.project import has_manage_file
from ..semantics.settings import settings_of

_SETTINGS_CLASS = frozenset(
    {"pydantic_settings.BaseSettings", "pydantic_settings.main.BaseSettings"}
)
_READERS = frozenset({"os.getenv", "os.getenvb", "os.environ.get", "os.environb.get"})
_CHANGERS = frozenset({"os.environ.pop", "os.environ.setdefault"})
_ENVIRONMENT = frozenset({"os.environ", "os.environb"})
_LIBRARIES = frozenset(
    {
        "configurations.Configuration",
        "decouple.AutoConfig",
        "decouple.Config",
        "decouple.config",
        "dotenv.dotenv_values",
        "dotenv.load_dotenv",
        "environ.Env",
        "environ.FileAwareEnv",
        "dynaconf.Dynaconf",
        "dynaconf.DjangoDynaconf",
        "dynaconf.LazySettings",
        "environs.Env",
        "prettyconf.config",
        "starlette.config.Config",
    }
)
# What the system or Django itself puts into the environment is no setting of the project.
_NOT_SETTINGS = frozenset(
    {
        "CI", "DJANGO_ALLOW_ASYNC_UNSAFE", "DJANGO_SETTINGS_MODULE", "DJANGO_SUPERUSER_PASSWORD", "EDITOR", "GITHUB_ACTIONS", "GITHUB_WORKFLOW", "HOME", "HOSTNAME", "LANG", "LC_ALL", "PAGER", "PATH", "PWD", "PYTEST_CURRENT_TEST", "PYTEST_XDIST_WORKER", "PYTHONPATH",
        "PYTHON_VERSION", "RUN_MAIN", "SHELL", "SYSTEMROOT", "TEMP", "TERM", "TMP", "TMPDIR", "USER", "USERNAME", "VIRTUAL_ENV", "VISUAL",
    }
)  # fmt: skip
_ASIDE = frozenset(
    {
        "benchmarks",
        "bin",
        "ci",
        "contrib",
        "deploy",
        "docs",
        "doc",
        "examples",
        "scripts",
        "tools",
    }
)
_SCRIPTS = frozenset({"fabfile.py", "gunicorn.conf.py", "manage.py", "noxfile.py", "setup.py"})
_INSTEAD = "read it through the project's `pydantic_settings.BaseSettings` class"


class PlainSettings(TreeRule):
    """A setting that does not come through the settings class."""

    code = "STR005"
    name = "plain-settings"
    directive = (
        "Read every setting through a `pydantic_settings.BaseSettings` class and assign Django's own "
        "names from an instance of it; no `os.environ`, `os.getenv`, `environ` or `decouple`."
    )
    decisions = (
        "Reading one variable is reported, wherever in the project's code: `os.environ[...]`, `.get`, `in`, "
        "`os.getenv`, `.pop` and `.setdefault` whose value is used, and the entry points of libraries that do the same. Writing to the environment, handing "
        "all of it to a child process, and the variables of the system and of Django "
        "(`DJANGO_SETTINGS_MODULE`, `PATH`) are no settings. Tests, scripts beside the project "
        "(`docs/`, `scripts/`, `setup.py`, `manage.py`) and gunicorn's configuration are left alone. Settings "
        "modules of a project with no such class at all are one violation, at the first of them; an answer that "
        "edits settings which never had one is not told to restructure them."
    )
    bad = Example(
        'import os\n\nSECRET_KEY = os.environ["SECRET_KEY"]\nROOT_URLCONF = "config.urls"\n',
        "config/settings.py",
    )
    good = Example(
        "from pydantic import SecretStr\nfrom pydantic_settings import BaseSettings\n\n\n"
        "class Environment(BaseSettings):\n    secret_key: SecretStr\n\n\n"
        'env = Environment()\nSECRET_KEY = env.secret_key.get_secret_value()\nROOT_URLCONF = "config.urls"\n',
        "config/settings.py",
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield each read of the environment, then settings without a settings class."""
        for source in _judged(subject):
            if source.language == "python" and not _is_aside(source):
                for node, message in _reads(source):
                    yield replace(source.at_node(node, message), path=source.path)
        yield from _without_class(subject)


def _judged(subject: Subject) -> Iterator[Source]:
    """Yield the code of a project, or its settings alone: a library has no settings to read."""
    if subject.answer is not None or subject.once(has_manage_file):
        yield from subject.files.values()
    else:
        modules = subject.once(settings_of).modules
        yield from (module for module in modules if module.path in subject.files)


def _is_aside(source: Source) -> bool:
    folders = source.path.split("/")[:-1]
    return is_for_tests(source) or source.name in _SCRIPTS or bool(_ASIDE.intersection(folders))


def _reads(source: Source) -> Iterator[tuple[ast.AST, str]]:
    if "environ" in source.text or "getenv" in source.text:
        yield from _of_os(source)
    if any(name.split(".", 1)[0] in source.text for name in _LIBRARIES):
        for node in source.of_type(ast.Call):
            name = source.qualified(node.func)
            if name in _LIBRARIES:
                yield node, f"`{name}` reads settings in another way: {_INSTEAD}."


def _of_os(source: Source) -> Iterator[tuple[ast.AST, str]]:
    for call in source.of_type(ast.Call):
        name = (
            source.qualified(call.func) if isinstance(call.func, ast.Name | ast.Attribute) else ""
        )
        reads = name in _READERS or (
            # For its value's sake, not to change what is there.
            name in _CHANGERS and not isinstance(source.parent(call), ast.Expr)
        )
        if reads and call.args and not _is_foreign(call.args[0]):
            yield call, f"`{name}` reads a setting past the settings class: {_INSTEAD}."
    for item in source.of_type(ast.Subscript):
        is_read = isinstance(item.ctx, ast.Load) and not _is_foreign(item.slice)
        if is_read and _is_environment(item.value, source):
            yield item, f"`os.environ` is read past the settings class: {_INSTEAD}."
    for test in source.of_type(ast.Compare):
        is_in = isinstance(test.ops[0], ast.In | ast.NotIn) and not _is_foreign(test.left)
        if is_in and _is_environment(test.comparators[0], source):
            yield test, f"`os.environ` is read past the settings class: {_INSTEAD}."


def _is_environment(node: ast.AST, source: Source) -> bool:
    return isinstance(node, ast.Name | ast.Attribute) and source.qualified(node) in _ENVIRONMENT


def _is_foreign(name: ast.AST) -> bool:
    return isinstance(name, ast.Constant) and name.value in _NOT_SETTINGS


def _without_class(subject: Subject) -> Iterator[Finding]:
    modules = subject.once(settings_of).modules
    judged = [m for m in modules if m.path in subject.files and _is_own(m.path, subject)]
    in_project = subject.answer is not None or subject.once(has_manage_file)
    is_sure = subject.once(settings_of).is_readable
    if judged and in_project and is_sure and not _has_class(subject):
        message = (
            "The settings have no `pydantic_settings.BaseSettings` class: read what differs between "
            "environments through one and assign Django's names from it."
        )
        main = {setting.source.path for setting in subject.once(settings_of).get("INSTALLED_APPS")}
        first = min(judged, key=lambda module: module.path not in main)
        yield Finding(message, path=first.path)


def _is_own(path: str, subject: Subject) -> bool:
    """Whether an absence is this change's: an answer does not restructure settings that had no class."""
    before = None if subject.answer is None else subject.on_disk(path)
    return before is None or "BaseSettings" in before


def _has_class(subject: Subject) -> bool:
    """Whether any class of the project's own modules is a settings class."""
    index = subject.once(class_index)
    sources = (subject.source(path) for path in sorted(subject.paths) if path.endswith(".py"))
    return any(
        index.inherits(cls, _SETTINGS_CLASS)
        for source in sources
        if source is not None and "BaseSettings" in source.text and not source.is_test
        for cls in index.of(source)
    )
