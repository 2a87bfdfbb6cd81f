"""STR: what the rules of layout and stack leave alone, and what they still see."""

from collections.abc import Mapping

import pytest

from skillrun.protocol.parsing import parse
from skillrun.protocol.render import render_part
from skillrun.rules.model import Subject
from skillrun.rules.registry import Catalogue
from skillrun.rules.runner import run
from skillrun.rules.subject import subject_of_answer, subject_of_files
from tests.validators.clean import answer_text, clean_files, created, grammar, rules
from tests.validators.judging import judged, lines

MANAGE = "import os\n\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings')\n"
MODEL = (
    "from django.db import models\n\n\nclass Book(models.Model):\n"
    "    title = models.CharField(max_length=9)\n"
)


def found(code: str, subject: Subject) -> list[tuple[str, int, str]]:
    violations = run(Catalogue((rules().get(code),)), subject)
    return [(v.path, v.line, v.message) for v in violations]


def answered(
    files: Mapping[str, str], commands: str = "", disk: Mapping[str, str] | None = None
) -> Subject:
    """An answer with some files and commands to a project on disk."""
    reasoning = (
        "### Анализ\n\nНужно.\n\n### Операции файловой системы\n\n"
        f"```bash\n{commands}\n```\n\n### Архитектурные решения\n\nНет.\n"
    )
    text = render_part(reasoning, list(files.items()), grammar())
    return subject_of_answer(
        parse([text], grammar()),
        grammar=grammar(),
        on_disk=(disk or {}).get,
        final=True,
        root_listing=disk or {},
    )


# STR001


def test_an_answer_that_adds_an_app_is_not_told_of_the_project() -> None:
    files = {"apps/shop/models.py": MODEL, "config/settings.py": "ROOT_URLCONF = 'config.urls'\n"}
    disk = {"manage.py": MANAGE, "config/settings.py": "ROOT_URLCONF = 'config.urls'\n"}
    assert found("STR001", answered(files, disk=disk)) == []


@pytest.mark.parametrize(
    "files",
    [
        {"manage.py": MANAGE},
        {"apps/shop/models.py": MODEL, "apps/shop/views.py": "A = 1\n"},
        {"tests/project/manage.py": MANAGE, "lib/__init__.py": ""},
        {"{{cookiecutter.slug}}/manage.py": MANAGE, "hooks/post_gen.py": ""},
        {".github/upgrade/manage.py": MANAGE, "lib/__init__.py": ""},
        {"manage.py": MANAGE.replace("config", "tests.project"), "lib/__init__.py": ""},
        {"pyproject.toml": "\n", "lib/project_template/settings.py": "INSTALLED_APPS = []\n"},
    ],
)
def test_a_handful_of_files_is_no_project(files: dict[str, str]) -> None:
    assert judged("STR001", files) == []


def test_the_layout_stands_where_manage_stands_and_may_use_the_top() -> None:
    files = {f"backend/{path}": text for path, text in clean_files().items()}
    files[".gitignore"] = files.pop("backend/.gitignore")
    assert judged("STR001", files) == []


def test_a_package_counts_for_its_module() -> None:
    files = dict(clean_files())
    files["apps/users/services/__init__.py"] = files.pop("apps/users/services.py")
    assert judged("STR001", files) == []


def test_what_a_split_still_promises_is_not_missing() -> None:
    half = dict(list(clean_files().items())[:20])
    text = render_part("### Анализ\n\nДа.\n", list(half.items()), grammar())
    marker = "\nSOLUTION SPLIT: PART 1 — CONTINUE? (remaining: config/urls.py)\n"
    subject = subject_of_answer(parse([text + marker], grammar()), grammar=grammar())
    assert found("STR001", subject) == []


# STR002


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("apps/shop/apps.py", '"apps.shop"'),
        ("apps/shop/carts/apps.py", '"apps.shop.carts"'),
        ("apps/shop/apps.py", "compute_name()"),
        ("backend/apps/shop/apps.py", '"apps.shop"'),
    ],
)
def test_an_app_under_apps_is_in_its_place(path: str, name: str) -> None:
    text = f"from django.apps import AppConfig\n\n\nclass Shop(AppConfig):\n    name = {name}\n"
    assert lines("STR002", text, path) == []


def test_a_library_has_no_apps_folder() -> None:
    text = "from django.apps import AppConfig\n\n\nclass Lib(AppConfig):\n    name = 'lib'\n"
    assert judged("STR002", {"lib/apps.py": text, "lib/__init__.py": ""}) == []


def test_a_configuration_of_somebody_elses_app_is_no_app() -> None:
    text = (
        "from django.contrib.admin.apps import AdminConfig\n\n\nclass Site(AdminConfig):\n"
        "    default_site = 'config.admin.Site'\n"
    )
    assert judged("STR002", {"config/apps.py": text, "manage.py": MANAGE}) == []


def test_models_that_an_app_takes_in_from_below_are_its_own() -> None:
    files = {
        "manage.py": MANAGE,
        "apps/shop/apps.py": "",
        "apps/shop/__init__.py": "",
        "apps/shop/migrations/__init__.py": "",
        "apps/shop/migrations/0001_initial.py": "",
        "apps/shop/carts/__init__.py": "",
        "apps/shop/carts/models.py": MODEL,
    }
    assert judged("STR002", files) == []
    assert judged("STR007", files) == []


def test_the_class_behind_a_configuration_may_be_the_projects_own() -> None:
    files = {
        "manage.py": MANAGE,
        "apps/core/base.py": "from django.apps import AppConfig\n\n\nclass Base(AppConfig):\n    a = 1\n",
        "apps/blog/apps.py": "from apps.core.base import Base\n\n\nclass Blog(Base):\n    name = 'blog'\n",
    }
    assert judged("STR002", files) == [("apps/blog/apps.py", 5)]


@pytest.mark.parametrize(
    ("commands", "count"),
    [
        ("cd apps && uv run python ../manage.py startapp blog", 0),
        (
            "cd apps\nuv run python ../manage.py startapp blog\ncd ..\nuv run python manage.py startapp b",
            1,
        ),
        ("cd shop\nuv run python manage.py startapp blog", 1),
    ],
)
def test_startapp_starts_where_the_shell_is(commands: str, count: int) -> None:
    files = {"apps/blog/views.py": "A = 1\n"}
    assert len(found("STR002", answered(files, commands, {"manage.py": MANAGE}))) == count


def test_an_app_under_another_packages_apps_is_to_move() -> None:
    config = "from django.apps import AppConfig\n\n\nclass C(AppConfig):\n    name = '{}'\n"
    files = {"manage.py": MANAGE, "shop/apps/users/apps.py": config.format("shop.apps.users")}
    (violation,) = run(Catalogue((rules().get("STR002"),)), subject_of_files(files))
    assert "move it to `apps/users`" in violation.message


# STR003, STR004


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a = User.objects", [1]),
        ("a = Group.objects", []),
        ("class User:\n    a = 1\n\n\nb = User()", []),
        ("from apps.users.models import User\n\na = User.objects", []),
    ],
)
def test_a_star_brings_djangos_user(body: str, expected: list[int]) -> None:
    assert lines("STR003", f"from django.contrib.auth.models import *\n\n{body}\n") == expected


@pytest.mark.parametrize(
    ("value", "more", "count"),
    [
        ("users.User", {}, 0),
        ("apps.users.User", {}, 1),
        ("User", {}, 1),
        ("accounts.User", {}, 1),
        ("accounts.User", {"INSTALLED_APPS = [": 'INSTALLED_APPS = [\n    "vendor.accounts",'}, 0),
        ("accounts.User", {"INSTALLED_APPS = [": "INSTALLED_APPS = [\n    *MORE,"}, 0),
    ],
)
def test_the_setting_names_a_model_that_is_there(
    value: str, more: dict[str, str], count: int
) -> None:
    settings = clean_files()["config/settings.py"].replace('"users.User"', f'"{value}"')
    for old, new in more.items():
        settings = settings.replace(old, new)
    assert len(judged("STR004", {**clean_files(), "config/settings.py": settings})) == count


@pytest.mark.parametrize("code", ["STR004", "STR005", "OPS010"])
def test_what_settings_that_do_not_parse_lack_is_not_known(code: str) -> None:
    short = "ROOT_URLCONF = 'config.urls'\nINSTALLED_APPS = []\n"
    files = {path: text for path, text in clean_files().items() if path != "config/settings.py"}
    whole = {**files, "config/settings/__init__.py": "", "config/settings/base.py": short}
    assert [path for path, _ in judged(code, whole)] == ["config/settings/base.py"]
    assert judged(code, {**whole, "config/settings/secret.py": "A = (\n"}) == []


def test_an_app_may_have_a_label_of_its_own() -> None:
    files = {
        **clean_files(),
        "config/settings.py": clean_files()["config/settings.py"].replace(
            '"users.User"', '"people.User"'
        ),
        "apps/users/apps.py": clean_files()["apps/users/apps.py"] + '    label = "people"\n',
    }
    assert judged("STR004", files) == []


@pytest.mark.parametrize(
    "text",
    [
        "from django.contrib.auth.models import AbstractUser, AnonymousUser, Group\n",
        "from django.contrib.auth import get_user_model\n\nUser = get_user_model()\n",
        "from apps.users.models import User\n",
        "from slack.models import User\n\nUser('auth.User')\n",
        "TEXT = 'auth.User'\n",
    ],
)
def test_other_users_are_not_djangos(text: str) -> None:
    assert lines("STR003", text) == []


def test_settings_that_manage_names_are_read() -> None:
    files = {
        "manage.py": MANAGE.replace("config.settings", "config.django.base"),
        "config/__init__.py": "",
        "config/django/__init__.py": "",
        "config/django/base.py": "ROOT_URLCONF = 'config.urls'\nAUTH_USER_MODEL = 'users.User'\n",
    }
    assert judged("STR004", files) == []


def test_an_old_project_is_not_told_to_change_its_users() -> None:
    before = {"config/settings.py": "ROOT_URLCONF = 'config.urls'\n", "manage.py": MANAGE}
    after = {"config/settings.py": "ROOT_URLCONF = 'config.urls'\nDEBUG = False\n"}
    assert found("STR004", answered(after, disk=before)) == []
    assert found("STR005", answered(after, disk=before)) == []


# STR005


@pytest.mark.parametrize(
    "text",
    [
        "import os\n\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings')\n",
        "import os\n\nos.environ['TZ'] = 'UTC'\n",
        "import os\nimport subprocess\n\nsubprocess.run(['ls'], env={**os.environ})\n",
        "import os\n\nHOME = os.environ['HOME']\n",
        "environ = {}\nKEY = environ.get('KEY')\n",
        "from config.settings import env\n\nKEY = env.key\n",
    ],
)
def test_the_environment_may_be_written_and_handed_on(text: str) -> None:
    files = {"manage.py": MANAGE, "apps/shop/services.py": text}
    assert judged("STR005", files) == []


@pytest.mark.parametrize(
    "path", ["apps/shop/tests/test_a.py", "conftest.py", "docs/conf.py", "config/gunicorn.conf.py"]
)
def test_tests_and_scripts_may_read_the_environment(path: str) -> None:
    text = "import os\n\nKEY = os.environ['KEY']\n"
    assert judged("STR005", {"manage.py": MANAGE, path: text}) == []


def test_a_library_reads_what_it_likes() -> None:
    assert judged("STR005", {"lib/core.py": "import os\n\nKEY = os.getenv('KEY')\n"}) == []


def test_a_settings_class_may_stand_elsewhere_and_inherit() -> None:
    files = {
        "manage.py": MANAGE,
        "config/env.py": (
            "import pydantic_settings as ps\n\n\nclass Base(ps.BaseSettings):\n    a: int\n\n\n"
            "class Env(Base):\n    b: int\n"
        ),
        "config/settings/base.py": "from config.env import Env\n\nROOT_URLCONF = 'config.urls'\n",
    }
    assert judged("STR005", files) == []


# STR006


def test_the_standards_own_sequence_is_accepted() -> None:
    assert found("STR006", created(answer_text())) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # Flags, extras and versions are free.
        ("gunicorn uvicorn\n", 'gunicorn "uvicorn[standard]>=0.30"\n'),
        # One command may be written as several, and several on one line.
        ("drf-spectacular django-redis", "drf-spectacular\nuv add django-redis"),
        ("cd demo\n", ""),
        ("uv add --dev pytest-django", "uv add --group dev pytest-django"),
        ("makemigrations users\n", "makemigrations\n"),
        ("uv run django-admin startproject config .", "uv run django-admin startproject config ./"),
        ("git add --force uv.lock", "git init\ngit add --force uv.lock"),
    ],
)
def test_the_sequence_is_one_of_intents(old: str, new: str) -> None:
    text = answer_text()
    assert old in text
    if old == "cd demo\n":
        text = text.replace("uv init demo", "uv init .")
    assert found("STR006", created(text.replace(old, new, 1))) == []


def test_the_sequence_may_stand_in_two_blocks() -> None:
    text = answer_text().replace(
        "uv run django-admin", "```\n\nДальше:\n\n```bash\nuv run django-admin", 1
    )
    assert found("STR006", created(text)) == []


def test_one_step_is_one_violation() -> None:
    text = answer_text().replace(" drf-spectacular django-redis gunicorn", "", 1)
    [(_, _, message)] = found("STR006", created(text))
    assert message.startswith("Step 2")
    assert all(name in message for name in ("drf-spectacular", "django-redis", "gunicorn"))


def test_an_app_for_a_project_on_disk_needs_no_sequence() -> None:
    files = {"apps/shop/models.py": MODEL}
    assert found("STR006", answered(files, "uv add stripe", {"manage.py": MANAGE})) == []


# STR005, STR009 and their like in other words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import os\n\nA = os.environ.pop('B', None)\n", [3]),
        ("import os\n\nA = os.environ.setdefault('B', 'c')\n", [3]),
        ("import os\n\nos.environ.pop('B', None)\nos.environ.setdefault('B', 'c')\n", []),
        ("from dynaconf import Dynaconf\n\nA = Dynaconf()\n", [3]),
    ],
)
def test_what_reads_the_environment_in_passing(text: str, expected: list[int]) -> None:
    files = {"manage.py": MANAGE, "apps/shop/services.py": text}
    assert judged("STR005", files) == [("apps/shop/services.py", line) for line in expected]


WORKFLOW = """on: push
jobs:
  lint:
    steps:
      - name: black
        uses: actions/checkout@v4
      - run: uv sync
      - run: |
          echo black
          uv run --frozen \\
            black --check .
      - run: uv run --with black pytest
"""


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (".github/workflows/ci.yml", WORKFLOW, [11]),
        ("Makefile", "lint:\n\t@uv run flake8 .\n\t# isort .\n\tuv run ruff check .\n", [2]),
        ("scripts/lint.sh", "#!/bin/sh\nset -e\nisort . && uv run ruff check .\n", [3]),
        (
            "Dockerfile",
            'FROM a\nRUN uv run ruff format .\nCMD ["daphne", "config.asgi:application"]\n',
            [3],
        ),
        ("Dockerfile", "FROM a\nRUN <<EOF\nset -e\nuv run pylint apps\nEOF\n", [4]),
        ("Dockerfile", "FROM a\nRUN poetry install\nCOPY black /black\n", []),
        ("docker-compose.yml", "services:\n  app:\n    command: daphne -b 0.0.0.0 a:b\n", [3]),
        ("docker-compose.yml", "services:\n  app:\n    command: sh -c 'a && uwsgi --ini b'\n", [3]),
        ("docker-compose.yml", "services:\n  daphne:\n    command: [gunicorn, 'a:b']\n", []),
        ("k8s/app.yml", "command: daphne\n", []),
        (".gitlab-ci.yml", "lint:\n  script:\n    - uv sync\n    - black .\n", [4]),
    ],
)
def test_a_foreign_tool_that_a_script_runs(path: str, text: str, expected: list[int]) -> None:
    assert judged("STR009", {path: text}) == [(path, line) for line in expected]


def test_a_foreign_tool_that_an_extra_brings() -> None:
    text = '[project]\nname = "a"\ndependencies = [\n    "channels[daphne]>=4",\n    "celery[redis]",\n]\n'
    assert judged("STR009", {"pyproject.toml": text}) == [("pyproject.toml", 4)]


# STR007, STR008


def edited_model(text: str, commands: str = "", more: Mapping[str, str] | None = None) -> Subject:
    disk = {"manage.py": MANAGE, "apps/shop/models.py": MODEL, "apps/shop/__init__.py": ""}
    return answered({"apps/shop/models.py": text, **(more or {})}, commands, disk)


@pytest.mark.parametrize(
    "text",
    [
        MODEL + "\n    def __str__(self) -> str:\n        return self.title\n",
        MODEL.replace(
            "class Book(models.Model):\n", 'class Book(models.Model):\n    """A book."""\n\n'
        ),
        MODEL.replace("max_length=9", "max_length=9,"),
        MODEL + "    objects = models.Manager()\n",
        MODEL + "\n\nclass Base(models.Model):\n    class Meta:\n        abstract = True\n",
    ],
)
def test_what_no_migration_records_needs_none(text: str) -> None:
    assert found("STR007", edited_model(text)) == []


STATUS = (
    "from django.db import models\n\nLONG = 9\n\n\nclass Status(models.TextChoices):\n"
    '    NEW = "new", "New"\n\n\nclass Stamped(models.Model):\n    class Meta:\n        abstract = True\n\n\n'
    "class Book(Stamped):\n"
    "    status = models.CharField(choices=Status.choices, default=Status.NEW, max_length=LONG)\n"
    '    user = models.ForeignKey("users.User", on_delete=models.CASCADE)\n'
    '\n    class Meta:\n        ordering = ["status"]\n'
)


def edited_status(text: str, more: Mapping[str, str] | None = None) -> list[int]:
    disk = {"manage.py": MANAGE, "apps/shop/models.py": STATUS, "apps/shop/__init__.py": ""}
    disk["apps/core/models.py"] = (
        "from django.db import models\n\n\nclass Base(models.Model):\n"
        "    made = models.DateTimeField()\n\n    class Meta:\n        abstract = True\n\n\n"
        "class Empty(models.Model):\n    class Meta:\n        abstract = True\n"
    )
    files = {"apps/shop/models.py": text, **(more or {})}
    return [line for _, line, _ in found("STR007", answered(files, "", disk))]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('    NEW = "new", "New"\n', '    NEW = "new", "New"\n    PAID = "paid", "Paid"\n'),
        ('"new", "New"', '"new", "Fresh"'),
        ("LONG = 9", "LONG = 20"),
        (
            "class Stamped(models.Model):\n",
            "class Stamped(models.Model):\n    at = models.DateField()\n",
        ),
        ("class Book(Stamped)", "class Book(Stamped, Base)"),
        ('["status"]', '["-status"]'),
        ("default=Status.NEW", "default=''"),
    ],
)
def test_what_alters_a_model_from_afar(old: str, new: str) -> None:
    assert old in STATUS
    text = STATUS.replace(old, new)
    if "Base" in new:
        text = f"from apps.core.models import Base\n{text}"
    assert edited_status(text) == [text.split("class Book", 1)[0].count("\n") + 1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "choices=Status.choices, default=Status.NEW",
            "default=Status.NEW, choices=Status.choices",
        ),
        ("choices=Status.choices", "choices=Status"),
        ("choices=Status.choices", 'choices=[("new", "New")]'),
        ("default=Status.NEW", 'default="new"'),
        ('"new", "New"', '"new", _("New")'),
        ("max_length=LONG", "max_length=9"),
        ('"users.User"', "settings.AUTH_USER_MODEL"),
        ('"users.User"', 'to="users.User"'),
        ('["status"]', '("status",)'),
        ('ordering = ["status"]', 'ordering: ClassVar[list[str]] = ["status"]'),
        (
            "class Status(models.TextChoices):\n",
            'class Status(models.TextChoices):\n    """A."""\n\n',
        ),
        ("class Book(Stamped)", "class Book(Stamped, Empty)"),
        ("models.CASCADE", "CASCADE"),
        ("on_delete=models.CASCADE", "models.CASCADE"),
        ('"new", "New"', '"new"'),
    ],
)
def test_the_same_schema_in_other_words(old: str, new: str) -> None:
    assert old in STATUS
    text = "from apps.core.models import Empty\n" + STATUS.replace(old, new)
    assert edited_status(text) == []


def test_a_verbose_name_may_stand_first() -> None:
    first = MODEL.replace("CharField(", 'CharField("Title", ')
    named = MODEL.replace("max_length=9", 'max_length=9, verbose_name=_("Title")')
    disk = {"manage.py": MANAGE, "apps/shop/models.py": first}
    assert found("STR007", answered({"apps/shop/models.py": named}, "", disk)) == []


def test_a_model_that_is_gone_wants_a_migration_too() -> None:
    other = MODEL.replace("Book", "Author").split("\n\n\n", 1)[1]
    disk = {"manage.py": MANAGE, "apps/shop/models.py": f"{MODEL}\n\n{other}"}
    gone = answered({"apps/shop/models.py": MODEL}, "", disk)
    assert [(path, line) for path, line, _ in found("STR007", gone)] == [("apps/shop/models.py", 1)]
    listed = "uv run python manage.py makemigrations shop"
    assert found("STR007", answered({"apps/shop/models.py": MODEL}, listed, disk)) == []
    taken = "from .authors import Author\n" + MODEL
    assert found("STR007", answered({"apps/shop/models.py": taken}, "", disk)) == []


@pytest.mark.parametrize("flag", ["--check", "--dry-run", "--empty"])
def test_a_makemigrations_that_writes_nothing_is_none(flag: str) -> None:
    after = MODEL + "    isbn = models.CharField(max_length=13)\n"
    assert found(
        "STR007", edited_model(after, f"uv run python manage.py makemigrations {flag} shop")
    )


@pytest.mark.parametrize(
    "command",
    [
        "uv run python manage.py makemigrations",
        "uv run python manage.py makemigrations shop",
        "uv run manage.py makemigrations users shop --name isbn",
    ],
)
def test_a_listed_makemigrations_is_enough(command: str) -> None:
    after = MODEL + "    isbn = models.CharField(max_length=13)\n"
    assert found("STR007", edited_model(after, command)) == []
    assert found("STR007", edited_model(after, "uv run python manage.py makemigrations users"))


def test_a_migration_file_is_enough() -> None:
    after = MODEL + "    isbn = models.CharField(max_length=13)\n"
    more = {"apps/shop/migrations/0002_isbn.py": "A = 1\n"}
    assert found("STR007", edited_model(after, more=more)) == []


def test_an_edited_app_is_not_told_what_it_lacked_before() -> None:
    after = MODEL + "    isbn = models.CharField(max_length=13)\n"
    assert found("STR008", edited_model(after)) == []


@pytest.mark.parametrize(
    "files",
    [
        {"apps/shop/models.py": "from django.db import models\n", "apps/shop/__init__.py": ""},
        {"apps/core/models.py": MODEL, "apps/core/__init__.py": ""},
        {"apps/shop/tests/models.py": MODEL, "apps/shop/__init__.py": ""},
        {"apps/shop/models.py": MODEL},
    ],
)
def test_apps_without_models_core_and_single_files_have_what_they_use(
    files: dict[str, str],
) -> None:
    assert judged("STR008", {"manage.py": MANAGE, **files}) == []


# STR009


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("uv.lock", '[[package]]\nname = "black"\n'),
        ("README.md", "Run `black .` or `flake8`.\n"),
        ("setup.cfg", "[tool:pytest]\naddopts = -q\n"),
        ("apps/shop/services.py", "from os import environ\nfrom unittest import mock\n"),
        ("apps/shop/services.py", "# black, isort and flake8 are not used\nNAME = 'flask'\n"),
        (
            "apps/shop/tests/test_a.py",
            "class TestCase:\n    pass\n\n\nclass TestA(TestCase):\n    pass\n",
        ),
        ("pyproject.toml", '[project]\ndependencies = ["django-blacklist", "isortify"]\n'),
        ("data/requirements-of-users.md", "text\n"),
    ],
)
def test_names_that_only_look_foreign_are_left_alone(path: str, text: str) -> None:
    assert lines("STR009", text, path) == []


def test_a_module_of_the_project_may_have_a_foreign_name() -> None:
    files = {"flask/__init__.py": "", "apps/shop/services.py": "import flask\n"}
    assert judged("STR009", files) == []


def test_a_test_case_is_reported_once_where_it_is_derived() -> None:
    text = (
        "import unittest as u\n\n\nclass Base(u.TestCase):\n    A = 1\n\n\n"
        "class TestA(Base):\n    A = 2\n"
    )
    assert lines("STR009", text, "tests/test_a.py") == [4]


# STR010


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "Dockerfile",
            "FROM python:3.12-slim@sha256:00 AS a\nFROM a AS b\nFROM gcr.io/distroless/python3-debian12\n",
        ),
        ("Dockerfile", "FROM docker.io/library/python:3.12.12-slim\n"),
        ("Dockerfile", "ARG TAG\nFROM python:${TAG}\n"),
        ("Dockerfile", "ARG TAG=$TAG\nFROM python:$TAG\n"),
        ("Dockerfile", "FROM postgres:{{ version }}\n"),
        ("Dockerfile", "FROM node:22-alpine\nFROM ghcr.io/astral-sh/uv:latest\n"),
        ("compose.yaml", "services:\n  db:\n    image: postgres:${TAG}\n"),
        ("docker-compose.yml", "services:\n  db:\n    environment:\n      image: postgres:9\n"),
        (
            "docker-compose.yml",
            "x-a: &a\n  image: redis:7.2.7-alpine\nservices:\n  b:\n    <<: *a\n",
        ),
        ("docker-compose.yml", "services: [\n"),
        ("k8s/pod.yaml", "spec:\n  image: postgres:9\n"),
        ("pyproject.toml", '[project]\nrequires-python = "==3.12.*"\n'),
        ("pyproject.toml", '[project]\nrequires-python = ">=3.12,<4"\n'),
        ("pyproject.toml", '[project]\nrequires-python = "~=3.12"\n'),
        ("pyproject.toml", "[project]\nname = 'a'\n"),
        (".python-version", "# pinned\ncpython-3.12.12-linux-x86_64-gnu\n"),
    ],
)
def test_the_tables_versions_and_other_images_are_left_alone(path: str, text: str) -> None:
    assert lines("STR010", text, path) == []


def test_an_anchor_is_reported_once() -> None:
    text = (
        "x-a: &a\n  image: redis:6\nservices:\n  b:\n    <<: *a\n  c: *a\n"
        "  d:\n    image: 'postgres:15'\n"
    )
    assert lines("STR010", text, "docker-compose.yml") == [2, 8]


def test_arguments_are_filled_in_across_each_other() -> None:
    text = "ARG MINOR=3.11\nARG TAG=${MINOR}-slim\nFROM --platform=linux/amd64 python:$TAG\n"
    assert lines("STR010", text, "Dockerfile") == [3]


PIPELINE = """on: push
jobs:
  test:
    container: python:3.11
    services:
      db:
        image: postgres:15
      cache:
        image: redis:7.2.7-alpine
    steps:
      - uses: actions/setup-python@v5
        with:
          python-version: "3.11"
"""


MATRIX = """jobs:
  test:
    strategy:
      matrix:
        include:
          - python-version: 3.10
            django: 5
          - python-version: 3.12
            django: 6
"""


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (".github/workflows/ci.yml", PIPELINE, [4, 7, 13]),
        (".github/workflows/ci.yml", PIPELINE.replace('"3.11"', "['3.11', '3.12']"), [4, 7]),
        (".github/workflows/ci.yml", PIPELINE.replace('"3.11"', "['3.10', '3.11']"), [4, 7, 13]),
        (".github/workflows/ci.yml", PIPELINE.replace('"3.11"', "3.12"), [4, 7]),
        (".github/workflows/ci.yml", MATRIX, []),
        (".github/workflows/ci.yml", MATRIX.replace("3.12", "3.13"), [6]),
        (".github/workflows/ci.yml", PIPELINE.replace('"3.11"', "${{ matrix.python }}"), [4, 7]),
        (
            ".gitlab-ci.yml",
            "test:\n  image: python:3.12-slim\n  services:\n    - postgres:14\n",
            [4],
        ),
        ("charts/values.yml", "image: postgres:14\npython-version: '3.11'\n", []),
        ("Dockerfile", "FROM a\nRUN uv python install 3.13\nENV UV_PYTHON=3.13\n", [2, 3]),
        ("Dockerfile", "FROM a\nRUN uv venv --python $PY\nENV UV_PYTHON=3.12.12\n", []),
        ("runtime.txt", "python-3.11.4\n", [1]),
        ("runtime.txt", "python-3.12.12\n", []),
        ("runtime.txt", "12 minutes\n", []),
    ],
)
def test_versions_that_other_files_ask_for(path: str, text: str, expected: list[int]) -> None:
    assert judged("STR010", {path: text}) == [(path, line) for line in expected]
