"""`skillrun history` and `skillrun undo` as a person or a script sees them."""

import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.engine.scripted import answer
from tests.support.command import Done, skillrun

GOOD = '"""Numbers."""\n\nONE = 1\n'
TWO = '"""Numbers."""\n\nTWO = 2\n'
CHECKS = ("--select", "RSP,CMP002")


def apply(home: Path, *files: tuple[str, str], tail: str = "", **env: str) -> str:
    """Write an answer, and give the session's name."""
    (home / "answer.md").write_text(answer(*files, tail=tail), encoding="utf-8")
    done = skillrun(
        "apply", "../answer.md", "--request", "add numbers", "--yes", "--format", "json", *CHECKS,
        home=shop(home), env={"XDG_DATA_HOME": str(home / "data"), **env},
    )  # fmt: skip
    return str(done.json["session"])


def shop(home: Path) -> Path:
    (home / "shop").mkdir(exist_ok=True)
    return home / "shop"


def run(home: Path, *arguments: str) -> Done:
    return skillrun(*arguments, home=shop(home), env={"XDG_DATA_HOME": str(home / "data")})


def test_nothing_yet(tmp_path: Path) -> None:
    assert run(tmp_path, "history").code == 0
    assert run(tmp_path, "history", "--format", "json").json == {"version": 1, "sessions": []}
    done = run(tmp_path, "undo")
    assert done.code == 2
    assert "Nothing was written" in done.err
    assert run(tmp_path, "history", "show").code == 2


def test_a_session_is_listed_shown_and_taken_back(tmp_path: Path) -> None:
    name = apply(tmp_path, ("apps/a.py", GOOD))
    listed = run(tmp_path, "history")
    assert listed.code == 0
    assert name in listed.out
    assert "add numbers" in listed.out
    (found,) = run(tmp_path, "history", "--format", "json").json["sessions"]
    assert (found["session"], found["status"], found["exit_code"]) == (name, "written", 0)
    assert (found["request"], found["files"], found["undone"]) == ("add numbers", 1, False)
    shown = run(tmp_path, "history", "show", name[-4:], "--format", "json").json
    (file,) = shown["runs"][0]["files"]
    assert (file["path"], file["action"], file["before"]) == ("apps/a.py", "create", None)
    assert len(file["after"]["sha256"]) == 64
    page = run(tmp_path, "history", "show")
    assert "create  apps/a.py" in page.out
    assert run(tmp_path, "history", "show", "last").out == page.out
    refused = run(tmp_path, "undo")
    assert refused.code == 2
    assert "--yes" in refused.err
    planned = run(tmp_path, "undo", "--dry-run", "--format", "json").json
    assert (planned["status"], planned["files"]) == (
        "planned",
        [{"path": "apps/a.py", "action": "remove"}],
    )
    assert (shop(tmp_path) / "apps" / "a.py").exists()
    undone = run(tmp_path, "undo", "last", "--yes", "--format", "json").json
    assert (undone["version"], undone["status"], undone["exit_code"]) == (1, "undone", 0)
    assert undone["undoes"] == name
    assert list(shop(tmp_path).iterdir()) == []
    back = run(tmp_path, "undo", undone["session"], "--yes")
    assert "1 brought back" in back.out
    assert (shop(tmp_path) / "apps" / "a.py").read_text(encoding="utf-8") == GOOD


def test_a_conflict_is_exit_4_with_a_diff_and_the_later_session(tmp_path: Path) -> None:
    first = apply(tmp_path, ("apps/a.py", GOOD))
    later = apply(tmp_path, ("apps/a.py", TWO))
    done = run(tmp_path, "undo", first, "--yes")
    assert done.code == 4
    assert "apps/a.py was changed since by session " + later in done.err
    assert "+TWO = 2" in done.err
    assert f"skillrun undo {later}" in done.err
    found = run(tmp_path, "undo", first, "--yes", "--format", "json")
    assert found.code == 4
    assert found.json["status"] == "conflict"
    assert found.json["conflicts"][0]["session"] == later
    assert (shop(tmp_path) / "apps" / "a.py").read_text(encoding="utf-8") == TWO


def test_a_rejected_answer_is_a_file_that_apply_takes(tmp_path: Path) -> None:
    bad = answer(("apps/a.py", "def work() -> None:\n    pass\n"))
    (tmp_path / "answer.md").write_text(bad, encoding="utf-8")
    done = run(tmp_path, "apply", "../answer.md", "--format", "json", *CHECKS)
    assert done.code == 1
    kept = done.json["kept"]
    assert run(tmp_path, "apply", kept, "--select", "RSP").code == 0
    page = run(tmp_path, "history", "show", done.json["session"])
    assert kept in page.out
    assert "CMP002" in page.out


def test_a_conversation_is_replayed(tmp_path: Path) -> None:
    asked = run(
        tmp_path, "ask", "add payments app", "--model", "blueprint", "--operations", "never",
        "--yes", "--format", "json",
    )  # fmt: skip
    assert asked.code == 0
    lines = run(tmp_path, "history", "show", "--conversation")
    (tmp_path / "again.jsonl").write_text(lines.out, encoding="utf-8")
    again = skillrun(
        "ask", "add payments app", "--model", "replay:../again.jsonl", "--operations", "never",
        "--yes", "--format", "json", "--workspace", "../other", home=shop(tmp_path),
    )  # fmt: skip
    assert again.code == 0, again.err
    assert again.json["files"] == asked.json["files"]
    found = run(tmp_path, "history", "show", "--format", "json").json
    assert found["runs"][0]["turns"][-1]["stop_reason"] == "end"
    assert found["model"] == "blueprint"


def test_all_workspaces_and_names(tmp_path: Path) -> None:
    name = apply(tmp_path, ("apps/a.py", GOOD))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    env = {"XDG_DATA_HOME": str(tmp_path / "data")}
    assert name not in skillrun("history", home=elsewhere, env=env).out
    assert name in skillrun("history", "--all", home=elsewhere, env=env).out
    done = skillrun("undo", name, "--yes", home=elsewhere, env=env)
    assert done.code == 2
    assert "--workspace" in done.err
    wrong = skillrun("undo", name[:-1] + "z", home=elsewhere, env=env)
    assert wrong.code == 2
    assert name in wrong.err


def test_pruning(tmp_path: Path) -> None:
    apply(tmp_path, ("apps/a.py", GOOD))
    assert run(tmp_path, "history", "prune").code == 2
    assert "Nothing to forget" in run(tmp_path, "history", "prune", "--older-than", "30").out
    refused = run(tmp_path, "history", "prune", "--keep", "0")
    assert refused.code == 2
    assert "--yes" in refused.err
    (shop(tmp_path) / "skillrun.toml").write_text("yes = true\n", encoding="utf-8")
    assert run(tmp_path, "history", "prune", "--keep", "0").code == 2, (
        "a project gives nothing away"
    )
    done = run(tmp_path, "history", "prune", "--keep", "0", "--yes")
    assert done.code == 0
    assert "Forgot 1 session, 1 of them" in done.out
    assert "freed" in done.out
    assert run(tmp_path, "history", "--format", "json").json["sessions"] == []
    assert run(tmp_path, "undo").code == 2
    assert (shop(tmp_path) / "apps" / "a.py").exists()


def test_pruning_leaves_other_workspaces_alone(tmp_path: Path) -> None:
    apply(tmp_path, ("apps/a.py", GOOD))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    env = {"XDG_DATA_HOME": str(tmp_path / "data")}
    prune = ("history", "prune", "--keep", "0", "--yes")
    assert "Nothing to forget" in skillrun(*prune, home=elsewhere, env=env).out
    assert run(tmp_path, "history", "--format", "json").json["sessions"]
    assert "Forgot 1 session" in skillrun(*prune, "--all", home=elsewhere, env=env).out


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
@pytest.mark.parametrize(("reply", "code", "left"), [("n\n", 130, True), ("\n", 0, False)])
def test_a_person_is_asked(tmp_path: Path, reply: str, code: int, *, left: bool) -> None:
    apply(tmp_path, ("apps/a.py", GOOD))
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "skillrun", "undo"],
        stdin=theirs, stdout=theirs, stderr=theirs, cwd=shop(tmp_path),
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TERM": "dumb",
             "XDG_DATA_HOME": str(tmp_path / "data")},
    )  # fmt: skip
    os.close(theirs)
    seen = b""
    deadline = time.monotonic() + 120
    while b"Take this back?" not in seen and time.monotonic() < deadline:
        seen += os.read(ours, 4096)
    os.write(ours, reply.encode())
    assert process.wait(timeout=120) == code
    os.close(ours)
    assert (shop(tmp_path) / "apps" / "a.py").exists() is left


def test_lists_are_small_on_one_line(tmp_path: Path) -> None:
    apply(tmp_path, ("apps/a.py", GOOD))
    lines = run(tmp_path, "history", "--format", "json").out.splitlines()
    assert len(lines) == 1
    assert json.loads(lines[0])["version"] == 1


@pytest.mark.parametrize("flags", [["--workspace", "other"], ["--all"], ["--format", "json"]])
def test_a_flag_before_a_subcommand_is_not_dropped_in_silence(
    tmp_path: Path, flags: list[str]
) -> None:
    for words in (["prune", "--keep", "0", "--yes"], ["show"]):
        done = skillrun("history", *flags, *words, home=tmp_path)
        assert done.code == 2
        assert f"{flags[0]} stands before `{words[0]}`" in done.err
