"""STR003 default-user-model, STR004 auth-user-model."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from skillrun.rules.imports import absolute_module
from skillrun.rules.model import Example, Finding, SourceRule, Subject, TreeRule
from skillrun.rules.source import Source

from ..semantics.classes import ClassInfo, class_index
from ..semantics.modules import modules_of
from ..semantics.project import has_manage_file, is_whole_project, project_root
from ..semantics.roles import role_of
from ..semantics.settings import Setting, Settings, settings_of

_MODULE = "django.contrib.auth.models"
_USER = f"{_MODULE}.User"
_BASES = frozenset(
    {
        f"{_MODULE}.AbstractUser",
        f"{_MODULE}.AbstractBaseUser",
        "django.contrib.auth.base_user.AbstractBaseUser",
    }
)
_KNOWN_BASES = ("django.", "builtins.", "typing.", "abc.")
_RELATIONS = frozenset({"ForeignKey", "OneToOneField", "ManyToManyField", "get_model"})
_ADVICE = (
    "write `settings.AUTH_USER_MODEL` in models and migrations and `get_user_model()` elsewhere"
)


class DefaultUserModel(SourceRule):
    """Django's own user model in use."""

    code = "STR003"
    name = "default-user-model"
    directive = (
        "Never use `django.contrib.auth.models.User`: refer to `settings.AUTH_USER_MODEL` in models and to "
        "`get_user_model()` elsewhere."
    )
    decisions = (
        "The import is the place that is reported; where the module is imported, each use of its `User`; "
        "the string `auth.User` where a relation or `get_model` takes it. Imports for type checking count "
        "too: the type would be wrong. Migrations count, for their relations are to follow the setting."
    )
    bad = Example("from django.contrib.auth.models import User\n")
    good = Example("from django.contrib.auth.models import AbstractUser, Group\n")
    languages = frozenset({"python"})

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:
        """Yield each import, attribute or string that names the model."""
        if subject.once(modules_of).path_of(_MODULE):
            return  # the repository is Django's own
        for node in _uses(source):
            yield source.at_node(node, f"This is Django's own user model: {_ADVICE}.")


def _uses(source: Source) -> Iterator[ast.AST]:
    text = source.text.lower()
    if "auth" not in text or "user" not in text:
        return
    for statement in source.of_type(ast.ImportFrom):
        if absolute_module(statement, source.path) == _MODULE:
            for alias in statement.names:
                if alias.name == "User" or (alias.name == "*" and _leans_on_user(source)):
                    yield alias
    for attribute in source.of_type(ast.Attribute):
        if attribute.attr == "User" and source.qualified(attribute) == _USER:
            yield attribute
    for call in source.of_type(ast.Call):
        named = _named_user(call)
        if named is not None:
            yield named


def _leans_on_user(source: Source) -> bool:
    """Whether a module uses a `User` that it neither imports by name nor defines."""
    own = {cls.name for cls in source.of_type(ast.ClassDef)} | source.imports.names.keys()
    return "User" not in own and any(name.id == "User" for name in source.of_type(ast.Name))


def _named_user(call: ast.Call) -> ast.AST | None:
    """The string `auth.User` among the arguments of a relation, or `("auth", "User")` of `get_model`."""
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if name not in _RELATIONS:
        return None
    values = [*call.args, *(k.value for k in call.keywords if k.arg in {"to", "app_label"})]
    texts = [str(v.value).lower() if isinstance(v, ast.Constant) else "" for v in values[:2]]
    if texts[:1] == ["auth.user"] or texts == ["auth", "user"]:
        return values[0]
    return next((v for v, t in zip(values, texts, strict=False) if t == "auth.user"), None)


class AuthUserModel(TreeRule):
    """A project without a user model of its own."""

    code = "STR004"
    name = "auth-user-model"
    directive = (
        "Define the user model in `apps/users/models.py` from `AbstractUser` or `AbstractBaseUser`, and set "
        "`AUTH_USER_MODEL` from the first migration on."
    )
    decisions = (
        "Asked of a whole project, of an answer that makes one, and of an answer that brings settings or "
        "takes the setting away; an old project without one is not told to change its schema. The setting counts wherever in the settings it is assigned. A model "
        "that an installed package brings is taken at its word, and so is one whose bases do."
    )
    bad = Example(
        'ROOT_URLCONF = "config.urls"\nINSTALLED_APPS = ["apps.users"]\n',
        "config/settings.py",
        {"manage.py": "\n", "pyproject.toml": "\n"},
    )
    good = Example(
        'AUTH_USER_MODEL = "users.User"\nROOT_URLCONF = "config.urls"\n',
        "config/settings.py",
        {
            "manage.py": "\n",
            "apps/users/models.py": (
                "from django.contrib.auth.models import AbstractUser\n\n\nclass User(AbstractUser):\n"
                '    """A person."""\n'
            ),
        },
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield an unset setting, or a setting that names no user model."""
        settings = subject.once(settings_of)
        places = settings.get("AUTH_USER_MODEL")
        if not (subject.answer or subject.once(has_manage_file)):
            return
        if places:
            yield from _of_setting(places[-1], settings, subject)
        else:
            main = {setting.source.path for setting in settings.get("INSTALLED_APPS")}
            judged = [m.path for m in settings.modules if _is_own(m.path, subject)]
            judged.sort(key=lambda path: path not in main)
            if settings.is_readable:
                yield from _unset(judged, subject)


def _is_own(path: str, subject: Subject) -> bool:
    """Whether an absence is this change's: an answer does not give an old project another user model."""
    before = None if subject.answer is None else subject.on_disk(path)
    return path in subject.files and (before is None or "AUTH_USER_MODEL" in before)


def _unset(judged: list[str], subject: Subject) -> Iterator[Finding]:
    if judged or is_whole_project(subject):
        path = judged[0] if judged else project_root(subject) + "config/settings.py"
        message = (
            "`AUTH_USER_MODEL` is not set: define a user model in `apps/users/models.py` and write "
            '`AUTH_USER_MODEL = "users.User"`.'
        )
        yield Finding(message, path=path)


def _of_setting(setting: Setting, settings: Settings, subject: Subject) -> Iterator[Finding]:
    value = settings.value("AUTH_USER_MODEL")
    at_setting = replace(setting.source.at_node(setting.node, ""), path=setting.source.path)
    if not isinstance(value, str) or not value:
        return
    if value.count(".") != 1:
        written = ".".join(value.split(".")[-2:]) if "." in value else f"users.{value}"
        message = f"`AUTH_USER_MODEL` is an app's label and a model: write `{written}`."
        yield replace(at_setting, message=message)
        return
    if value.lower() == "auth.user":
        message = "`AUTH_USER_MODEL` names Django's own model: name the project's, `users.User`."
        yield replace(at_setting, message=message)
        return
    label, name = value.split(".")
    models = list(_models_of(label, subject))
    if not models:
        if setting.source.path in subject.files and not _is_installed(label, settings, subject):
            message = (
                f"`AUTH_USER_MODEL` names `{value}`, but no installed app is labelled `{label}`."
            )
            yield replace(at_setting, message=message)
        return
    found = [cls for source in models if (cls := _class_of(source, name, subject))]
    if not found:
        message = f"`AUTH_USER_MODEL` names `{value}`, which the app's models do not define."
        yield replace(at_setting, message=message)
    for cls in found:
        if not _is_user(cls, subject):
            message = (
                f"`{name}` is the user model: derive it from `AbstractUser` or `AbstractBaseUser`."
            )
            yield replace(cls.source.at_name(cls.node, message), path=cls.source.path)


def _is_installed(label: str, settings: Settings, subject: Subject) -> bool:
    """Whether an app of that label may be installed; one that only running the code would tell may be."""
    named = settings.value("INSTALLED_APPS")
    apps = [app for app in named if isinstance(app, str)] if isinstance(named, list) else []
    is_known = isinstance(named, list) and len(apps) == len(named) and settings.is_complete
    if not is_known or len(settings.get("INSTALLED_APPS")) > 1:
        return True
    if any(label in app.split(".") for app in apps):
        return True
    # An app may have another label than its folder's name.
    sources = (subject.source(path) for path in subject.paths if path.endswith("apps.py"))
    return any(source is not None and "label" in source.text for source in sources)


def _models_of(label: str, subject: Subject) -> Iterator[Source]:
    for path in sorted(subject.paths):
        if role_of(path) == "models" and f"/{label}/models" in f"/{path}":
            source = subject.source(path)
            if source is not None and source.tree is not None:
                yield source


def _class_of(source: Source, name: str, subject: Subject) -> ClassInfo | None:
    return next((c for c in subject.once(class_index).of(source) if c.name == name), None)


def _is_user(cls: ClassInfo, subject: Subject) -> bool:
    index = subject.once(class_index)
    foreign = [base for base in index.externals(cls) if not base.startswith(_KNOWN_BASES)]
    return index.inherits(cls, _BASES) or any("." in base for base in foreign)
