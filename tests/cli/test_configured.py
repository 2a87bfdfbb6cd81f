"""What a configuration says holds for every command that has the flag."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from skillrun.cli.app import app
from skillrun.cli.configuration import KEYS, LEAST, parameter_name
from tests.support.command import skillrun


def every_command() -> Iterator[tuple[str, Any]]:
    """Every command and subcommand, by its words."""
    waiting: list[tuple[str, Any]] = [("", typer.main.get_command(app))]
    while waiting:
        name, command = waiting.pop()
        waiting += [
            (f"{name} {k}".strip(), sub) for k, sub in getattr(command, "commands", {}).items()
        ]
        yield name, command


def commands() -> Iterator[tuple[str, dict[str, str]]]:
    """Every command, with the parameter behind each of its flags."""
    for name, command in every_command():
        yield name, {flag: p.name for p in command.params for flag in p.opts}


def test_a_key_reaches_the_parameter_of_its_flag() -> None:
    wrong = {
        (name, flag)
        for name, flags in commands()
        for flag, parameter in flags.items()
        if flag.removeprefix("--") in KEYS
        and (parameter != parameter_name(flag.removeprefix("--")) or "--workspace" not in flags)
    }
    assert not wrong


def test_a_number_that_its_flag_refuses_is_refused_in_a_file_that_is_named(tmp_path: Path) -> None:
    least = {
        flag.removeprefix("--"): parameter.min
        for _, command in every_command()
        for parameter in command.params
        for flag in parameter.opts
        if getattr(parameter, "min", None) is not None and flag.removeprefix("--") in KEYS
    }
    assert least == LEAST
    for key, number in least.items():
        (tmp_path / "skillrun.toml").write_text(f"{key} = {number - 1}\n", encoding="utf-8")
        done = skillrun("check", home=tmp_path)
        assert done.code == 2
        assert f"`skillrun.toml`: `{key}` is {number - 1}" in done.err


@pytest.mark.parametrize(
    "command",
    [["models"], ["doctor"], ["rules"], ["skill", "list"], ["history"], ["check", "a.py"]],
)
def test_the_format_is_a_key(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "a.py").write_text('"""A."""\n', encoding="utf-8")
    (tmp_path / "skillrun.toml").write_text('format = "json"\n', encoding="utf-8")
    assert skillrun(*command, home=tmp_path).json["version"] == 1
    done = skillrun(*command, home=tmp_path, env={"SKILLRUN_FORMAT": "text"})
    assert not done.out.startswith("{")


def test_a_format_of_check_is_none_of_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('"""A."""\n', encoding="utf-8")
    (tmp_path / "skillrun.toml").write_text('format = "sarif"\n', encoding="utf-8")
    assert skillrun("check", "a.py", home=tmp_path).json["version"] == "2.1.0"
    done = skillrun("rules", "SEC007", home=tmp_path)
    assert (done.code, done.out[:6]) == (0, "SEC007")


@pytest.mark.parametrize(
    ("command", "word"),
    [
        (["check", "--nosuch"], "--nosuch"),
        (["nosuch"], "nosuch"),
        (["ask", "x", "--max-repairs", "-1"], "--max-repairs"),
        (["skill", "pack"], "DIR"),
    ],
)
def test_a_wrong_call_is_an_object_where_one_was_asked_for(
    tmp_path: Path, command: list[str], word: str
) -> None:
    done = skillrun(*command, "--format", "json", home=tmp_path)
    assert done.code == 2
    found = done.json
    assert (found["version"], found["exit_code"]) == (1, 2)
    assert word in found["error"]["message"]
    assert not skillrun(*command, home=tmp_path).out


def test_an_error_is_an_object_where_the_configuration_asks_for_one(tmp_path: Path) -> None:
    (tmp_path / "skillrun.toml").write_text('format = "json"\n', encoding="utf-8")
    done = skillrun("check", "nosuch.py", home=tmp_path)
    assert done.code == 2
    assert "nosuch.py" in json.loads(done.out)["error"]["message"]


def test_a_base_url_makes_a_provider_usable(tmp_path: Path) -> None:
    def usable(*flags: str, env: dict[str, str] | None = None) -> bool:
        found = skillrun("models", *flags, "--format", "json", home=tmp_path, env=env).json[
            "models"
        ]
        (one,) = (model for model in found if model["name"] == "compatible:NAME")
        return bool(one["usable"])

    assert not usable()
    assert usable("--base-url", "http://127.0.0.1:9/v1")
    assert usable(env={"SKILLRUN_BASE_URL": "http://127.0.0.1:9/v1"})


def test_what_a_repository_decides_is_told_before_an_answer_is_applied(tmp_path: Path) -> None:
    (tmp_path / "skillrun.toml").write_text("yes = true\n", encoding="utf-8")
    (tmp_path / "answer.md").write_text("nothing\n", encoding="utf-8")
    done = skillrun("apply", "answer.md", home=tmp_path)
    assert "The workspace's own configuration sets yes = True" in done.err


def test_an_error_has_the_colour_that_was_asked_for(tmp_path: Path) -> None:
    assert "\x1b[" in skillrun("check", "nosuch.py", "--color", "always", home=tmp_path).err
    always = {"SKILLRUN_COLOR": "always"}
    assert "\x1b[" in skillrun("check", "nosuch.py", home=tmp_path, env=always).err
    (tmp_path / "skillrun.toml").write_text('color = "always"\n', encoding="utf-8")
    assert "\x1b[" in skillrun("check", "nosuch.py", home=tmp_path).err
    assert "\x1b[" not in skillrun("check", "nosuch.py", "--color", "never", home=tmp_path).err


@pytest.mark.parametrize(
    "text", ["a = [", f"a = {'1' * 5_000}", f"a = {'[' * 50_000}", "a = '\udcff'"], ids=len
)
def test_a_configuration_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "skillrun.toml"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    done = skillrun("check", home=tmp_path)
    assert done.code == 2
    assert "`skillrun.toml` is not readable as TOML" in done.err
