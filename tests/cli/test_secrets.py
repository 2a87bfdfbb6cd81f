"""Keys are planted everywhere, and everything that comes out is searched for them."""

import itertools
import json
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from skillrun.project.fencing import unfence
from tests.engine.scripted import GRAMMAR_HEAD, answer
from tests.support.command import Done, skillrun
from tests.support.wire import Fault, Reply, Request, WireServer

GOOD = '"""Numbers."""\n\nONE = 1\n'

# Each place has a key of its own: what leaks names its source.
PLANTED = {
    "the model's key": "sk-proj-PLANTEDmodelkey000000001",
    "a variable": "PLANTED-variable-000000002",
    "an address in a variable": "PLANTEDpassword03",
    ".env": "PLANTED-dotenv-000000004",
    "a settings file": "AKIAPLANTEDSETTING05",
    "the workspace's configuration": "PLANTEDbasepw06",
    "the request": "ghp_PLANTEDrequest000000000000000000007",
    "a file named for the model": "sk_live_PLANTEDstripe0000008",
    "a signed token in a file": "eyJPLANTEDaa.eyJPLANTEDbb.PLANTEDcc09",
    "a private key in a file": "PLANTEDprivatekey0010",
}
SETTINGS = f'''"""Settings."""

AWS_KEY = "{PLANTED["a settings file"]}"
STRIPE = "{PLANTED["a file named for the model"]}"
SESSION = "{PLANTED["a signed token in a file"]}"
DATABASE = "postgres://shop:{PLANTED["an address in a variable"]}@db/shop"
COPIED = "{PLANTED[".env"]}"
PEM = """-----BEGIN PRIVATE KEY-----
{PLANTED["a private key in a file"]}
-----END PRIVATE KEY-----"""
'''
REQUEST = f"add numbers to config/settings.py, log in with {PLANTED['the request']}"


class House:
    """A home, a workspace with keys in it, and a server that is asked."""

    def __init__(self, home: Path, server: WireServer) -> None:
        self.home = home
        self.server = server
        self.shop = home / "shop"
        (self.shop / "config").mkdir(parents=True)
        (self.shop / "config" / "settings.py").write_text(SETTINGS, encoding="utf-8")
        (self.shop / ".env").write_text(f'SHOP_TOKEN="{PLANTED[".env"]}"\n', encoding="utf-8")
        (self.shop / "manage.py").write_text('"""Manage."""\n', encoding="utf-8")
        password = PLANTED["the workspace's configuration"]
        address = f"http://user:{password}@"
        self.base = server.openai_base.replace("http://", address)
        self.outputs: list[str] = []

    def run(self, *arguments: str, **env: str) -> Done:
        done = skillrun(
            *arguments,
            home=self.shop,
            env={
                "HOME": str(self.home),
                "XDG_DATA_HOME": str(self.home / "data"),
                "XDG_CONFIG_HOME": str(self.home / "config"),
                "XDG_CACHE_HOME": str(self.home / "cache"),
                "OPENAI_API_KEY": PLANTED["the model's key"],
                "SHOP_SECRET": PLANTED["a variable"],
                "DATABASE_URL": f"postgres://shop:{PLANTED['an address in a variable']}@db/shop",
                **env,
            },
        )
        assert "Traceback" not in done.err
        self.outputs += [done.out, done.err]
        return done

    def ask(self, *flags: str, **env: str) -> Done:
        return self.run(
            "ask", REQUEST, "--model", "openai:gpt", "--base-url", self.base, "--yes",
            "--select", "RSP", "--file", "config/settings.py", *flags, **env,
        )  # fmt: skip

    def sent(self) -> str:
        return json.dumps([request.body for request in self.server.requests])

    def leaks(self) -> set[str]:
        """Whose keys are in what was printed, kept, cached, or sent as a message."""
        places = [*(text.encode() for text in self.outputs), self.sent().encode()]
        for folder in ("data", "cache", "config"):
            files = (path for path in (self.home / folder).rglob("*") if path.is_file())
            places.extend(path.read_bytes() for path in files)
        return {
            name
            for (name, key), place in itertools.product(PLANTED.items(), places)
            if key.encode() in place
        }


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with WireServer() as server:
        yield House(tmp_path, server)


def echo(request: Request) -> Reply:
    """A model that says everything that it was told, and writes it into a file."""
    told = "\n".join(str(message["content"]) for message in request.body["messages"][1:])
    quoted = "\n".join(f"# {line}" for line in told.splitlines())
    head = GRAMMAR_HEAD.replace("Команды не нужны.", f"Сказано: {' '.join(told.split())}")
    return Reply(answer(("notes.py", f'"""Notes."""\n\n{quoted}\n'), head=head))


@pytest.mark.parametrize("form", ["text", "json", "jsonl"])
def test_nothing_leaks_from_a_run_that_echoes_all_it_was_told(house: House, form: str) -> None:
    house.server.script([echo, echo, echo, echo])
    house.ask("--format", form, "--verbose")
    assert house.server.requests
    assert "__SECRET_" in house.sent()
    house.run("history", "--format", form)
    house.run("history", "show", "--format", form)
    house.run("history", "show", "--conversation")
    assert house.leaks() == set()


def test_a_file_keeps_its_key_where_the_model_writes_it_anew(house: House) -> None:
    def rewrite(request: Request) -> Reply:
        (shown,) = (
            fenced.text
            for fenced in unfence(str(request.body["messages"][1]["content"]))
            if fenced.name == "config/settings.py"
        )
        return Reply(answer(("config/settings.py", f"{shown.rstrip()}\n\nONE = 1\n")))

    house.server.script([rewrite])
    done = house.ask("--format", "json")
    assert done.json["status"] == "written", done.err
    written = (house.shop / "config" / "settings.py").read_text(encoding="utf-8")
    assert written == f"{SETTINGS.rstrip()}\n\nONE = 1\n"
    assert house.leaks() == set()
    assert house.run("undo", "--yes").code == 0
    assert (house.shop / "config" / "settings.py").read_text(encoding="utf-8") == SETTINGS
    assert house.leaks() == set()


def test_a_key_of_the_request_is_in_no_file(house: House) -> None:
    def obey(request: Request) -> Reply:
        told = str(request.body["messages"][1]["content"])
        token = told.partition("log in with ")[2].split(maxsplit=1)[0]
        return Reply(answer(("apps/a.py", f'"""Numbers."""\n\nTOKEN = "{token}"\n')))

    house.server.script([obey])
    assert house.ask("--format", "json").json["status"] == "written"
    assert "[redacted]" in (house.shop / "apps" / "a.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
def test_an_error_that_echoes_the_key(house: House, status: int) -> None:
    def complain(request: Request) -> Fault:
        key = request.headers["authorization"]
        everything = f"{key} {PLANTED['a variable']} at {house.base} {PLANTED['the request']}"
        headers = {"x-should-retry": "false"}
        return Fault("status", status, message=f"Incorrect key: {everything}", headers=headers)

    house.server.script([complain] * 6)
    for form in ("text", "json", "jsonl"):
        assert house.ask("--format", form, "--verbose").code == 3
    house.run("history", "show")
    assert house.leaks() == set()


def test_an_address_with_a_password_is_told_without_it(house: House) -> None:
    (house.shop / "skillrun.toml").write_text(f'base-url = "{house.base}"\n', encoding="utf-8")
    house.server.script([Reply(answer(("apps/a.py", GOOD)))] * 2)
    for form in ("text", "jsonl"):
        house.run(
            "ask", REQUEST, "--model", "openai:gpt", "--yes", "--format", form, "--verbose",
            "--select", "RSP",
        )  # fmt: skip
    house.run("models")
    house.run("doctor")
    house.run("prompt", REQUEST)
    house.run("prompt", REQUEST, "--format", "json")
    assert house.leaks() == set()


def test_a_rejected_answer_is_kept_without_keys(house: House) -> None:
    key = PLANTED["the request"]
    bad = answer(("apps/a.py", f'KEY = "{key}"\nOTHER = "{PLANTED["a variable"]}"\n    pass\n'))
    house.server.script([Reply(bad)] * 8)
    done = house.ask("--format", "json", "--select", "RSP,CMP,SEC", "--max-repairs", "1")
    assert done.code == 1, done.err
    assert "[redacted]" in Path(done.json["kept"]).read_text(encoding="utf-8")
    assert house.leaks() == set()


@pytest.mark.skipif(sys.platform == "win32", reason="a script as a program")
def test_commands_get_no_key_and_their_output_is_kept_without(house: House) -> None:
    tools = house.home / "tools"
    tools.mkdir()
    seen = house.home / "seen.txt"
    script = f'#!/bin/sh\nenv >> "{seen}"\ncat "{house.shop}/.env" >&2\necho {PLANTED["the request"]}\nexit 1\n'
    # A sandbox that does not start: the stand-ins could not write down what they see in one.
    for name in ("uv", "git", "bwrap"):
        (tools / name).write_text(script, encoding="utf-8")
        (tools / name).chmod(0o755)
    (tools / "uv.py").write_text(f"def find_uv_bin():\n    return {str(tools / 'uv')!r}\n", "utf-8")
    commands = "```bash\nuv add stripe\nuv run ruff format .\nuv run python manage.py check\n```"
    head = GRAMMAR_HEAD.replace("Команды не нужны.", commands)
    house.server.script([Reply(answer(("apps/a.py", GOOD), head=head))])
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    done = house.ask("--verbose", PATH=path, PYTHONPATH=str(tools))
    assert done.code == 5, done.err
    environment = seen.read_text(encoding="utf-8")
    assert "PATH=" in environment
    assert "PLANTED" not in environment
    assert "[redacted]" in done.err
    house.run("history", "show", "--format", "json")
    assert house.leaks() == set()


@pytest.mark.skipif(sys.platform == "win32", reason="permission bits")
def test_what_is_kept_can_be_read_by_its_owner_alone(house: House) -> None:
    house.server.script([Reply(answer(("apps/a.py", GOOD)))])
    house.ask()
    data = house.home / "data" / "skillrun"
    assert (data / "history.db").is_file()
    for path in (data, *data.rglob("*")):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path


def test_a_key_in_a_checked_file_is_not_printed(house: House) -> None:
    for form in ("text", "json", "jsonl", "github", "sarif", "junit"):
        house.run("check", "--select", "SEC,CMP,STY", "--format", form)
    assert house.leaks() == set()


def test_an_answer_taken_apart_keeps_its_files_to_the_byte(house: House) -> None:
    content = f'KEY = "{PLANTED["the request"]}"\n'
    (house.home / "answer.md").write_text(answer(("apps/a.py", content)), encoding="utf-8")
    done = house.run("parse", "../answer.md", "--format", "json")
    assert done.json["files"][0]["content"] == content
