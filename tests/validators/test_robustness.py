"""No text makes a rule of the Django pack fail."""

import sys
from subprocess import run as run_alone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillrun.rules.registry import Catalogue
from skillrun.rules.runner import run
from skillrun.rules.subject import subject_of_files
from tests.validators.clean import ROOT, clean_files, rules

# Ruff has its own process and its own tests.
RULES = Catalogue(tuple(r for r in rules().rules if r.name not in {"ruff", "ruff-format"}))
PATHS = [
    "config/settings.py", "apps/shop/views.py", "apps/shop/serializers.py", "apps/shop/models.py", "manage.py",
    "apps/core/exceptions.py", "apps/core/healthcheck.py", "apps/core/middleware.py", "config/urls.py",
    "config/gunicorn.conf.py", "apps/shop/tests/test_a.py", "pyproject.toml", "docker-compose.yml", "Dockerfile",
    "nginx/nginx.conf", ".gitignore", ".dockerignore", ".env.example", ".env", "deploy.sh",
]  # fmt: skip
PIECES = [
    "from django.db import models\n", "from rest_framework import *\n", "class A(models.Model):\n    ", "class Meta:\n",
    "    fields = ", '"__all__"', "[", "]", "(", ")", "{", "}", "async def f(self, *, a=1, **b):\n        ", "await ",
    "objects.filter(", ".raw(", "REST_FRAMEWORK", "LOGGING", " = ", "SECRET_KEY", '"key"', "'", '"', "\n", "    ", ":",
    "if DEBUG:\n", "elif not x:\n", "else:\n", "@api_view()\n", "except E as exc:\n", "str(exc)", "Response(", "return ",
    "class A(B):\n    x = 1\n", "class B(A):\n    x = 1\n", "from .a import A as B\n", "import a.b as c\n", "*", "**x",
    "FROM a AS b\n", "RUN c\n", "services:\n", "  app:\n", "- &a *b\n", "[tool.ruff]\n", "select = ", "\\", "\0", "\t",
    "lambda: 0", "...", "password: ", "${A:-b}", "location / {\n", ";", "#", "INSTALLED_APPS", ".update(", "print",
    "логи", "😀", "\ud800", "\u2028", "f'{a}'", "b'c'", "1", "is not ", "yield ", "match a:\n  case b:\n    ", "x: int",
]  # fmt: skip


def judge(path: str, text: str) -> None:
    """Judge a file alone, and in the place of one of the clean project."""
    run(RULES, subject_of_files({path: text}))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PATHS), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_text_can_be_judged(path: str, text: str) -> None:
    judge(path, text)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_file_cut_or_spliced_can_be_judged(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(clean_files())))
    text = clean_files()[path]
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    piece = data.draw(st.sampled_from(PIECES))
    judge(path, text[:start] + piece + text[end:])


DEEP = [
    "a." * 5_000 + "b",
    "1 + " * 5_000 + "1",
    "'a' + " * 5_000 + "'b'",
    "f" + "()" * 5_000,
    "f" + "[0]" * 5_000,
    "a | " * 5_000 + "b",
    "a.filter()." * 2_000 + "all()",
    "(" * 90 + ")" * 90,
    "not " * 90 + "a",
    "[" * 90 + "]" * 90,
    "a and " * 5_000 + "b",
    "1 if a else " * 90 + "1",
]
PLACES = [
    ("config/settings.py", "INSTALLED_APPS = {}\nLOGGING = {}\nREST_FRAMEWORK = {}\nif {}:\n    SECRET_KEY = {}\n"),
    (
        "apps/shop/views.py",
        "from rest_framework.response import Response\nfrom rest_framework.views import APIView\n\n\n"
        "class V(APIView):\n    permission_classes = {}\n    def get(self, a: {}, *b) -> {}:\n"
        "        try:\n            x = {}\n        except E as exc:\n            return Response({}, status=400)\n"
        "        return Response({})\n",
    ),
    (
        "apps/shop/serializers.py",
        "from rest_framework.serializers import ModelSerializer\n\n\nclass S(ModelSerializer):\n"
        "    class Meta({}):\n        fields = {}\n",
    ),
    ("apps/shop/models.py", "from django.db.models import Model\n\n\nclass M({}, Model):\n    x = {}\n"),
    ("apps/shop/services.py", "async def f() -> {}:\n    y = {}\n    return y.filter({}).raw(x)\n"),
]  # fmt: skip


@pytest.mark.parametrize("deep", DEEP, ids=range(len(DEEP)))
@pytest.mark.parametrize(("path", "frame"), PLACES, ids=[path for path, _ in PLACES])
def test_deep_expressions_are_no_crash(path: str, frame: str, deep: str) -> None:
    judge(path, frame.replace("{}", deep))


@pytest.mark.parametrize("path", [path for path, _ in PLACES])
def test_long_chains_of_branches_are_no_crash(path: str) -> None:
    judge(path, "if a:\n    B = 1\n" + "elif c:\n    D = 2\n" * 3_000)


# libyaml's recursion ends the process where nothing stops it, which no `except` sees.
DEEP_YAML = {
    "lists": "services:\n  a: " + "[" * 100_000 + "]" * 100_000,
    "mappings": "{a: " * 30_000 + "}" * 30_000,
    "dashes": "- " * 100_000 + "a",
}


@pytest.mark.parametrize("text", DEEP_YAML.values(), ids=DEEP_YAML)
def test_deep_yaml_ends_no_process(text: str) -> None:
    command = (
        "import sys; from tests.validators.test_robustness import judge; "
        "judge('docker-compose.yml', sys.stdin.read())"
    )
    run_alone([sys.executable, "-c", command], input=text, text=True, check=True, cwd=ROOT)


def test_a_compose_file_that_merges_itself_over_and_over_is_read_once() -> None:
    anchors = ["x-0: &a0 {b: c}"]
    anchors += [f"x-{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 20)}]}}" for n in range(1, 9)]
    judge("docker-compose.yml", "\n".join([*anchors, "services:", "  app: *a8", ""]))


@pytest.mark.parametrize("value", ["1" * 5_000, "[" * 5_000, "2024-13-45", "a." * 3_000])
def test_toml_that_python_cannot_read_is_no_crash(value: str) -> None:
    text = f"[project]\nname = 'a'\nversion = {value}\n"
    run(RULES, subject_of_files({"pyproject.toml": text, "manage.py": "import b\n"}))
