"""The tools that the stack replaces, by the signs they leave."""

import re

_RUFF = "Ruff"
UV = "uv (`uv add`, `pyproject.toml`, `uv.lock`)"
_SETTINGS = "pydantic-settings"
_SCHEMA = "drf-spectacular"
_DRF = "Django REST Framework"
_SERVER = "Gunicorn with Uvicorn workers"

# Canonical names of distributions.
DISTRIBUTIONS = {
    "black": _RUFF,
    "isort": _RUFF,
    "flake8": _RUFF,
    "autopep8": _RUFF,
    "yapf": _RUFF,
    "pylint": _RUFF,
    "pylint-django": _RUFF,
    "flake8-django": _RUFF,
    "flake8-bugbear": _RUFF,
    "flake8-isort": _RUFF,
    "poetry": UV,
    "poetry-core": UV,
    "pipenv": UV,
    "pip-tools": UV,
    "drf-yasg": _SCHEMA,
    "drf-yasg2": _SCHEMA,
    "django-environ": _SETTINGS,
    "environs": _SETTINGS,
    "python-decouple": _SETTINGS,
    "python-dotenv": _SETTINGS,
    "django-dotenv": _SETTINGS,
    "django-configurations": _SETTINGS,
    "dynaconf": _SETTINGS,
    "django-ninja": _DRF,
    "django-ninja-extra": _DRF,
    "django-tastypie": _DRF,
    "flask": _DRF,
    "flask-restful": _DRF,
    "daphne": _SERVER,
    "uwsgi": _SERVER,
    "waitress": _SERVER,
    "hypercorn": _SERVER,
}

MODULES = {
    "drf_yasg": _SCHEMA,
    "drf_yasg2": _SCHEMA,
    "environ": _SETTINGS,
    "environs": _SETTINGS,
    "decouple": _SETTINGS,
    "dotenv": _SETTINGS,
    "configurations": _SETTINGS,
    "dynaconf": _SETTINGS,
    "ninja": _DRF,
    "ninja_extra": _DRF,
    "tastypie": _DRF,
    "flask": _DRF,
    "daphne": _SERVER,
    "nose": "pytest",
}

# The first word of a command, after `uv run` and the like.
PROGRAMS = {
    "black": _RUFF,
    "isort": _RUFF,
    "flake8": _RUFF,
    "pylint": _RUFF,
    "autopep8": _RUFF,
    "yapf": _RUFF,
    "pip-compile": UV,
    "pip-sync": UV,
    "poetry": UV,
    "pipenv": UV,
    "daphne": _SERVER,
    "uwsgi": _SERVER,
    "hypercorn": _SERVER,
    "waitress-serve": _SERVER,
}

# `[tool.NAME]` of pyproject.toml.
TOOL_TABLES = {
    "black": _RUFF,
    "isort": _RUFF,
    "flake8": _RUFF,
    "pylint": _RUFF,
    "autopep8": _RUFF,
    "yapf": _RUFF,
    "poetry": UV,
}

# Hooks of pre-commit.
HOOKS = {
    "black": _RUFF,
    "black-jupyter": _RUFF,
    "isort": _RUFF,
    "flake8": _RUFF,
    "pylint": _RUFF,
    "autopep8": _RUFF,
    "yapf": _RUFF,
    "poetry-check": UV,
    "poetry-lock": UV,
    "pip-compile": UV,
}

FILES = {
    ".flake8": _RUFF,
    ".isort.cfg": _RUFF,
    ".pylintrc": _RUFF,
    "pylintrc": _RUFF,
    "Pipfile": UV,
    "Pipfile.lock": UV,
    "poetry.lock": UV,
    "poetry.toml": UV,
    "pdm.lock": UV,
    "environment.yml": UV,
}

# Files that many tools share, and the sections of the foreign ones.
CONFIGURATIONS = frozenset({"setup.cfg", "tox.ini"})
SECTIONS = {"flake8": _RUFF, "isort": _RUFF, "pylint": _RUFF, "pycodestyle": _RUFF, "pep8": _RUFF}

TEST_CASES = frozenset(
    {
        f"{module}.{name}"
        for module in (
            "unittest",
            "unittest.case",
            "django.test",
            "django.test.testcases",
            "rest_framework.test",
        )
        for name in (
            "APILiveServerTestCase",
            "APISimpleTestCase",
            "APITestCase",
            "APITransactionTestCase",
            "IsolatedAsyncioTestCase",
            "LiveServerTestCase",
            "SimpleTestCase",
            "TestCase",
            "TransactionTestCase",
            "URLPatternsTestCase",
        )
    }
    | {"django.contrib.staticfiles.testing.StaticLiveServerTestCase"}
)

_REQUIREMENTS = re.compile(
    r"(?:^|/)(?:(?:[\w.-]*[-_.])?requirements(?:[-_.][\w.-]*)?\.(?:txt|in|pip)|requirements/[\w./-]+\.(?:txt|in|pip))$"
)


def requirements_file(path: str) -> bool:
    """Whether a file is a list of requirements for pip: `requirements.txt`, `requirements/base.in`."""
    return bool(_REQUIREMENTS.search(path))
