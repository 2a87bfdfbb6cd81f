"""No child of skillrun is given a key, whichever tool it is."""

import ast
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import skillrun
from skillrun.gate.doctor import examine
from skillrun.machine.environment import clean_environment, without_network
from skillrun.project.listing import list_files
from skillrun.providers.blueprint.templates import tidy
from skillrun.rules.ruff.process import Question, Run, rewrite
from skillrun.rules.ruff.staging import Stage
from skillrun.rules.syntax.python import parse
from skillrun.workspace.git import check_repository
from skillrun.workspace.python import find_python
from skillrun.workspace.running import run
from skillrun.workspace.sandbox import machine_sandbox

KEY = "PLANTED"
CHECK = Question("lint", ("check", "--no-fix"), "")


class Children:
    """What processes are started, while it listens; Python forgets no audit hook."""

    def __init__(self) -> None:
        self.started: list[tuple[str, Mapping[str, str] | None]] = []
        self.listening = True
        sys.addaudithook(self)

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.listening and event == "subprocess.Popen":
            program, _, _, env = arguments
            self.started.append((Path(os.fsdecode(program)).name, env))


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> Iterator[Children]:
    for name in ("OPENAI_API_KEY", "SHOP_PASSWORD", "DATABASE_URL"):
        monkeypatch.setenv(name, KEY)
    for name in ("HTTPS_PROXY", "UV_INDEX_URL"):
        monkeypatch.setenv(name, f"https://me:{KEY}@place")
    found = Children()
    yield found
    found.listening = False


def _repository(root: Path) -> None:
    check_repository(root)


TOOLS: list[tuple[str, Callable[[Path], object]]] = [
    ("git", list_files),
    ("ruff", lambda _: Run(Stage({"a.py": "x = 1\n"}), CHECK).diagnostics()),
    ("ruff", lambda _: rewrite(Stage({"a.py": "x = 1\n"}), Question("fix", ("format",), ""))),
    ("ruff", lambda _: tidy({"a.py": "x = 1\n"})),
    ("git", lambda _: examine()),
    ("uv", lambda _: examine()),
    ("postgres", lambda _: examine()),
    ("redis-server", lambda _: examine()),
    ("bwrap", lambda _: machine_sandbox.__wrapped__()),
]


@pytest.mark.parametrize(("program", "use"), TOOLS)
def test_a_tool_of_ours_gets_no_key_and_no_address_with_one(
    children: Children, tmp_path: Path, program: str, use: Callable[[Path], object]
) -> None:
    use(tmp_path)
    given = [env for name, env in children.started if name == program]
    if not given:
        pytest.skip(f"no {program} here")
    for env in given:
        assert env is not None, "the whole environment"
        assert KEY not in repr(env)
        assert env["PATH"] == os.environ["PATH"]


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python needs no help")
def test_libcst_gets_no_key_and_finds_its_package(
    children: Children, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    assert parse("type Name = str\n")[0] is not None
    ((_, env),) = children.started
    assert env is not None
    assert KEY not in repr(env)
    assert env["PYTHONPATH"] == "/somewhere"


@pytest.mark.parametrize("use", [_repository, lambda _: find_python("3.12", os.environ)])
def test_what_may_use_the_network_gets_no_key(
    children: Children, tmp_path: Path, use: Callable[[Path], object]
) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True, env=clean_environment(os.environ))
    children.started.clear()
    use(tmp_path)
    assert children.started
    for _, env in children.started:
        assert env is not None, "the whole environment"
        assert KEY not in env.values()


def test_every_child_is_given_an_environment() -> None:
    source = Path(skillrun.__file__).parent
    # Inside the sandbox, where the environment is the one that the sandbox was given.
    inside = source / "gate" / "inside"
    bare = [
        f"{file.relative_to(source)}:{call.lineno}"
        for file in source.rglob("*.py")
        if not file.is_relative_to(inside)
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and ast.unparse(call.func).startswith("subprocess.")
        and "env" not in {word.arg for word in call.keywords}
    ]
    assert not bare


def test_no_secret_reaches_a_command(tmp_path: Path) -> None:
    env = {
        **os.environ,
        "OPENAI_API_KEY": "planted",
        "ANTHROPIC_API_KEY": "planted",
        "UV_PUBLISH_TOKEN": "planted",
        "UV_INDEX_PRIVATE_PASSWORD": "planted",
        "DATABASE_URL": "planted",
        "XDG_SECRET": "planted",
        "AWS_SESSION_TOKEN": "planted",
        "PYTHONPATH": "planted",
        "UV_INDEX_URL": "kept",
        "https_proxy": "kept",
        "SSL_CERT_FILE": "kept",
    }
    code = "import os; print(sorted(k for k, v in os.environ.items() if v in ('planted', 'kept')))"
    done = run([sys.executable, "-c", code], folder=tmp_path, env=clean_environment(env))
    assert done.output == "['SSL_CERT_FILE', 'UV_INDEX_URL', 'https_proxy']"


def test_how_skillrun_was_started_does_not_matter() -> None:
    env = {"PATH": "/bin", "VIRTUAL_ENV": "/v", "UV_PROJECT_ENVIRONMENT": "/v", "UV_FROZEN": "1"}
    clean = clean_environment(env, UV_PYTHON="/python")
    assert clean["UV_PYTHON"] == "/python"
    assert not {"VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "UV_FROZEN"} & set(clean)


@pytest.mark.parametrize("name", ["PATH", "HOME", "LC_ALL", "UV_CACHE_DIR", "NO_PROXY", "no_proxy"])
def test_what_tools_need_is_kept(name: str) -> None:
    assert clean_environment({name: "x"})[name] == "x"


def test_a_projects_code_learns_of_no_proxy_and_no_index() -> None:
    env = clean_environment(
        {
            "PATH": "/bin",
            "https_proxy": "http://me:secret@proxy",
            "UV_INDEX_URL": "https://me:secret@index",
            "UV_DEFAULT_INDEX": "https://me:secret@index",
            "PIP_EXTRA_INDEX_URL": "https://me:secret@index",
            "UV_PYTHON_INSTALL_MIRROR": "https://me:secret@mirror",
        }
    )
    assert "secret" in repr(env)
    assert "secret" not in repr(without_network(env))
    assert without_network(env)["PATH"] == "/bin"
