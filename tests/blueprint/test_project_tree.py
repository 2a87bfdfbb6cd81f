"""The canonical project as rendered: its layout, its exact blocks, its code."""

import ast
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from ruff import find_ruff_bin  # type: ignore[import-untyped]

from skillrun.providers.blueprint.templates import render_tree, tidy
from skillrun.rules.packaged import builtin_root

ASSETS = builtin_root() / "skill" / "assets"
SUPPRESSION = re.compile(r"#\s*(noqa|type:\s*ignore|pragma)\b.*")


@cache
def tree() -> dict[str, str]:
    """The project before any app is added."""
    return tidy(render_tree("project", {"project": "tea-shop"}))


def asset(name: str) -> str:
    """An exact block of the standard."""
    return (ASSETS / name).read_text(encoding="utf-8")


def python_files() -> list[str]:
    """The paths of the Python files that hold code."""
    return [path for path, text in tree().items() if path.endswith(".py") and text]


def canonical_paths() -> Iterator[str]:
    """The files that the standard's drawing of the layout names."""
    folders: list[str] = []
    for line in asset("layout.txt").splitlines()[1:]:
        drawn, name = re.match(r"([│├└─\s]*)([^\s#]+)", line).groups()  # type: ignore[union-attr]
        depth = len(drawn) // 4 - 1
        folders[depth:] = [name.rstrip("/")]
        if not name.endswith("/"):
            yield "/".join(folders)


def assigned(path: str) -> dict[str, ast.expr]:
    """What a module assigns at any depth outside functions and classes, by name."""
    found: dict[str, ast.expr] = {}
    for node in ast.walk(ast.parse(tree()[path])):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = node.value
    return found


def test_layout_is_canonical() -> None:
    expected = set(canonical_paths())
    assert len(expected) == 39
    assert expected - {"uv.lock"} <= tree().keys()


def test_no_file_is_empty_but_package_markers() -> None:
    empty = [path for path, text in tree().items() if not text.strip()]
    assert all(path.endswith("__init__.py") for path in empty)
    assert all(text.endswith("\n") and "\r" not in text for text in tree().values() if text)


def test_rendered_text_holds_no_template_syntax() -> None:
    for path, text in tree().items():
        assert not re.search(r"\{[%#]|[%#]\}|\{\{", text), path


def test_pyproject_holds_the_exact_blocks() -> None:
    text = tree()["pyproject.toml"]
    assert asset("pyproject-ruff.toml").strip() in text
    assert asset("pyproject-pytest.toml").strip() in text
    project = tomllib.loads(text)["project"]
    assert (project["name"], project["requires-python"]) == ("tea-shop", ">=3.12")


@pytest.mark.parametrize(
    ("path", "block"), [(".gitignore", "gitignore"), (".dockerignore", "dockerignore")]
)
def test_ignore_files_hold_every_line(path: str, block: str) -> None:
    assert tree()[path].startswith(asset(block).rstrip() + "\n")
    assert "nginx/certificates/" in tree()[path].splitlines()


def test_gunicorn_keeps_every_reference_setting() -> None:
    reference = {ast.unparse(node) for node in ast.parse(asset("gunicorn.conf.py")).body}
    written = {ast.unparse(node) for node in ast.parse(tree()["config/gunicorn.conf.py"]).body}
    assert reference <= written
    assert "control_socket_disable = True" in written


def test_drf_keeps_the_baseline() -> None:
    baseline = ast.literal_eval(asset("rest_framework.py").split("=", 1)[1].strip())
    written = ast.literal_eval(assigned("config/settings.py")["REST_FRAMEWORK"])
    rates = baseline["DEFAULT_THROTTLE_RATES"] | {"login": "10/minute"}
    assert written == baseline | {"NUM_PROXIES": 1, "DEFAULT_THROTTLE_RATES": rates}


def test_security_settings_are_exact_and_guarded() -> None:
    reference = {ast.unparse(node) for node in ast.parse(asset("security_settings.py")).body}
    module = ast.parse(tree()["config/settings.py"])
    guards = [node for node in module.body if isinstance(node, ast.If)]
    assert len(guards) == 1
    assert ast.unparse(guards[0].test) == "env.environment is not Stage.LOCAL"
    assert reference <= {ast.unparse(node) for node in guards[0].body}


def test_apps_are_installed_and_mounted() -> None:
    installed = ast.literal_eval(assigned("config/settings.py")["INSTALLED_APPS"])
    assert installed[-2:] == ["apps.core", "apps.users"]
    assert "rest_framework.authtoken" in installed
    assert 'path("api/health/", health' in tree()["config/urls.py"]
    assert 'path("api/", include("apps.users.urls"))' in tree()["config/urls.py"]


def test_environment_example_names_every_field() -> None:
    """Whoever copies the example has nothing to look up in the settings."""
    module = ast.parse(tree()["config/settings.py"])
    (environment,) = (
        node
        for node in module.body
        if isinstance(node, ast.ClassDef) and node.name == "Environment"
    )
    fields = {
        node.target.id.upper()
        for node in environment.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    example = set(re.findall(r"^([A-Z_]+)=", tree()[".env.example"], re.MULTILINE))
    assert fields - example == {"STATIC_ROOT"}
    assert example - fields == {"TLS_CERTIFICATES"}


def test_compose_has_the_mandated_services() -> None:
    services: dict[str, Any] = yaml.safe_load(tree()["docker-compose.yml"])["services"]
    images = {name: service.get("image") for name, service in services.items()}
    assert images == {
        "app": None,
        "db": "postgres:16.11",
        "redis": "redis:7.2.7-alpine",
        "nginx": "nginx:stable-alpine",
        "migrate": "python:3.12-slim",
        "collectstatic": "python:3.12-slim",
        "manage": "python:3.12-slim",
    }
    assert services["app"]["build"] == "."


def test_dockerfile_has_two_stages_and_no_shell_in_the_last() -> None:
    text = tree()["Dockerfile"]
    builder, runtime = re.split(r"(?m)^(?=FROM )", text)[1:]
    assert builder.startswith("FROM python:3.12-slim AS builder\n")
    assert "COPY --from=ghcr.io/astral-sh/uv:latest" in builder
    gate = ("uv sync --frozen --no-dev", "uv run ruff check --fix .", "uv run ruff format .")
    assert all(command in builder for command in (*gate, "collectstatic --noinput"))
    assert builder.rstrip().endswith("uv sync --frozen --no-dev")
    assert runtime.startswith("FROM gcr.io/distroless/python3-debian12:nonroot\n")
    assert "RUN" not in runtime
    assert asset("entrypoint.dockerfile").strip() in runtime
    for instruction in ("ENTRYPOINT ", "CMD "):
        command = runtime.split(instruction, 1)[1].splitlines()[0]
        assert isinstance(json.loads(command), list)


def test_code_passes_the_projects_own_ruff(tmp_path: Path) -> None:
    for path, text in tree().items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    for arguments in (["check", "--no-fix", "--no-cache", "."], ["format", "--check", "."]):
        done = subprocess.run(
            [find_ruff_bin(), *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", python_files())
def test_everything_is_documented_and_typed(path: str) -> None:
    assert undocumented(ast.parse(tree()[path])) == []


def test_suppressions_are_few_and_specific() -> None:
    found = {
        (path, match[0]) for path in python_files() for match in SUPPRESSION.finditer(tree()[path])
    }
    assert found == {("config/gunicorn.conf.py", "# noqa: N999")}


def undocumented(module: ast.Module) -> list[str]:
    """What lacks a docstring, a section of it, or an annotation."""
    faults = [] if ast.get_docstring(module) else ["module docstring"]
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef) and node.name != "Meta":
            faults += [] if ast.get_docstring(node) else [f"{node.name}: docstring"]
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            faults += [f"{node.name}: {fault}" for fault in function_faults(node)]
    return faults


def function_faults(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    """What a function lacks."""
    text = ast.get_docstring(node) or ""
    every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    every += [argument for argument in (node.args.vararg, node.args.kwarg) if argument]
    for argument in every:
        if argument.arg in {"self", "cls"}:
            continue
        if argument.annotation is None:
            yield f"annotation of {argument.arg}"
        if not re.search(rf"(?m)^ +\**{argument.arg}: ", text):
            yield f"{argument.arg} in Args"
    returned = ast.unparse(node.returns) if node.returns else ""
    if not returned:
        yield "annotation of the result"
    if returned != "None" and "Returns:" not in text and "Yields:" not in text:
        yield "Returns"
    if "Raises:" not in text and any(isinstance(part, ast.Raise) for part in own_nodes(node)):
        yield "Raises"
    if not text:
        yield "docstring"


def own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """What a function holds, without the functions inside it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield child
            yield from own_nodes(child)
