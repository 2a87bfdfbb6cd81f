"""Each command as a person or a script sees it: words, JSON, exit code."""

import json
from pathlib import Path

import pytest

from skillrun import __version__
from skillrun.skills.loading import load_skill
from tests.engine.scripted import GRAMMAR_HEAD, answer
from tests.support.command import skillrun
from tests.support.wire import Fault, Reply, WireServer

GOOD = '"""Numbers."""\n\nONE = 1\n'
SPLIT = "\nSOLUTION SPLIT: PART 1 — CONTINUE? (remaining: apps/b.py)\n"


def save(home: Path, text: str, name: str = "answer.md") -> Path:
    path = home / name
    path.write_text(text, encoding="utf-8")
    return path


def test_version(tmp_path: Path) -> None:
    assert skillrun("--version", home=tmp_path).out == f"skillrun {__version__}\n"


def test_help_names_every_command(tmp_path: Path) -> None:
    done = skillrun("--help", home=tmp_path)
    assert done.code == 0
    for name in ("ask", "chat", "apply", "check", "parse", "prompt", "rules", "models", "doctor"):
        assert f"  {name} " in done.out


def test_an_unknown_flag_is_exit_2(tmp_path: Path) -> None:
    assert skillrun("ask", "x", "--nonsense", home=tmp_path).code == 2


def test_parse_takes_an_answer_apart(tmp_path: Path) -> None:
    path = save(tmp_path, answer(("apps/a.py", GOOD), tail=SPLIT))
    found = skillrun("parse", path, "--format", "json", home=tmp_path).json
    assert found["version"] == 1
    assert found["files"] == [
        {"path": "apps/a.py", "language": "python", "content": GOOD, "line": 17, "complete": True}
    ]
    assert found["split"] == {"part": 1, "remaining": ["apps/b.py"]}
    assert found["operations"] == []
    assert found["recommendations"] is None
    assert found["violations"] == []
    assert found["reasoning"].startswith("### Анализ")


def test_parse_shows_recommendations_line_by_line(tmp_path: Path) -> None:
    heading = load_skill(None).grammar.recommendations
    text = answer(("apps/a.py", "A = 1\n"), tail=f"\n## {heading}\n\n- One.\n- Two.\n")
    (tmp_path / "answer.md").write_text(text, encoding="utf-8")
    done = skillrun("parse", "answer.md", home=tmp_path)
    assert done.code == 0
    assert "Recommendations:\n  - One.\n  - Two.\n" in done.out
    assert "0 operations\n1 file:\n" in done.out


def test_parse_reads_standard_input_and_holds_parts_together(tmp_path: Path) -> None:
    text = answer(("apps/a.py", GOOD))
    done = skillrun("parse", "-", "--format", "json", home=tmp_path, stdin=text)
    assert [f["path"] for f in done.json["files"]] == ["apps/a.py"]
    one = save(tmp_path, answer(("apps/a.py", GOOD), tail=SPLIT), "one.md")
    two = save(tmp_path, answer(("apps/b.py", GOOD), head=""), "two.md")
    found = skillrun("parse", one, two, "--format", "json", home=tmp_path).json
    assert [f["path"] for f in found["files"]] == ["apps/a.py", "apps/b.py"]
    assert found["split"] is None
    assert found["violations"] == []


def test_a_missing_file_is_exit_2(tmp_path: Path) -> None:
    done = skillrun("parse", "nowhere.md", home=tmp_path)
    assert done.code == 2
    assert "nowhere.md" in done.err
    assert "Traceback" not in done.err


def test_check_names_place_and_code(tmp_path: Path) -> None:
    path = save(tmp_path, answer(("apps/a.py", "def work() -> None:\n    pass\n")))
    done = skillrun("check", "--response", path, "--format", "json", home=tmp_path)
    assert done.code == 1
    found = done.json
    assert found["ok"] is False
    assert found["files"] == 1
    violation = next(v for v in found["violations"] if v["code"] == "CMP002")
    assert (violation["path"], violation["line"], violation["column"]) == ("apps/a.py", 2, 5)
    assert violation["severity"] == "error"
    assert set(violation) == {
        "code", "name", "severity", "path", "line", "column", "end_line", "end_column", "message", "fixable",
    }  # fmt: skip


def test_check_on_a_clean_answer_is_exit_0(tmp_path: Path) -> None:
    path = save(tmp_path, answer(("apps/core/numbers.py", GOOD)))
    done = skillrun(
        "check", "--response", path, "--select", "RSP,CMP", "--format", "json", home=tmp_path
    )
    assert done.code == 0, done.out
    assert done.json["ok"] is True


def test_check_reads_folders(tmp_path: Path) -> None:
    (tmp_path / "apps").mkdir()
    (tmp_path / "apps" / "a.py").write_text("def work() -> None:\n    pass\n", encoding="utf-8")
    done = skillrun("check", "apps", "--select", "CMP", "--color", "never", home=tmp_path)
    assert done.code == 1
    assert "apps/a.py" in done.out
    assert "CMP002" in done.out


def test_apply_writes_new_files_and_exits_0(tmp_path: Path) -> None:
    path = save(tmp_path, answer(("apps/a.py", GOOD)))
    done = skillrun(
        "apply",
        path,
        "--workspace",
        "shop",
        "--select",
        "RSP,CMP",
        "--format",
        "json",
        home=tmp_path,
    )
    assert done.code == 0, done.out
    assert done.json["status"] == "written"
    assert done.json["files"][0]["action"] == "create"
    assert done.json["files"][0]["bytes"] == len(GOOD)
    assert (tmp_path / "shop" / "apps" / "a.py").read_text(encoding="utf-8") == GOOD


def test_apply_changes_nothing_that_exists_without_a_yes(tmp_path: Path) -> None:
    path = save(tmp_path, answer(("apps/a.py", GOOD)))
    old = tmp_path / "shop" / "apps" / "a.py"
    old.parent.mkdir(parents=True)
    old.write_text("OLD = 1\n", encoding="utf-8")
    flags = ("--workspace", "shop", "--select", "RSP", "--format", "json")
    done = skillrun("apply", path, *flags, home=tmp_path)
    assert done.code == 2
    assert "--yes" in done.json["error"]["advice"]
    assert old.read_text(encoding="utf-8") == "OLD = 1\n"
    done = skillrun("apply", path, *flags, "--yes", home=tmp_path)
    assert done.code == 0
    assert done.json["files"][0]["action"] == "modify"
    assert old.read_text(encoding="utf-8") == GOOD


def test_a_dry_run_shows_what_would_change(tmp_path: Path) -> None:
    path = save(tmp_path, answer(("apps/a.py", GOOD)))
    old = tmp_path / "shop" / "apps" / "a.py"
    old.parent.mkdir(parents=True)
    old.write_text("OLD = 1\n", encoding="utf-8")
    flags = ("--workspace", "shop", "--select", "RSP", "--dry-run")
    done = skillrun("apply", path, *flags, home=tmp_path)
    assert done.code == 0
    assert "-OLD = 1\n" in done.out
    assert "+ONE = 1\n" in done.out
    found = skillrun("apply", path, *flags, "--format", "json", home=tmp_path).json
    assert found["status"] == "planned"
    assert "-OLD = 1\n" in found["files"][0]["diff"]
    assert old.read_text(encoding="utf-8") == "OLD = 1\n"


def test_apply_refuses_an_unsafe_path(tmp_path: Path) -> None:
    path = save(tmp_path, answer(("../evil.py", GOOD)))
    done = skillrun(
        "apply", path, "--workspace", "shop", "--yes", "--format", "json", home=tmp_path
    )
    assert done.code == 1
    assert "RSP017" in {v["code"] for v in done.json["violations"]}
    assert not (tmp_path / "evil.py").exists()
    assert not (tmp_path / "shop").exists()


def test_apply_refuses_a_path_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "apps").symlink_to(tmp_path / "outside")
    path = save(tmp_path, answer(("apps/a.py", GOOD)))
    done = skillrun(
        "apply",
        path,
        "--workspace",
        "shop",
        "--select",
        "RSP",
        "--yes",
        "--format",
        "json",
        home=tmp_path,
    )
    assert done.code == 4, done.out
    assert list((tmp_path / "outside").iterdir()) == []


def ask(server: WireServer, home: Path, *flags: str) -> "tuple[int, dict[str, object]]":
    done = skillrun(
        "ask", "add numbers", "--model", "compatible:scripted", "--base-url", server.openai_base,
        "--workspace", "shop", "--select", "RSP,CMP", "--format", "json", *flags, home=home,
    )  # fmt: skip
    return done.code, done.json


def test_ask_a_real_server(tmp_path: Path) -> None:
    with WireServer() as server:
        server.script([Reply(answer(("apps/a.py", GOOD)))])
        code, found = ask(server, tmp_path)
        assert server.requests[0].path.endswith("/chat/completions")
    assert code == 0, found
    assert found["model"] == "compatible:scripted"
    assert (tmp_path / "shop" / "apps" / "a.py").read_text(encoding="utf-8") == GOOD


@pytest.mark.parametrize("place", ["workspace", "environment"])
def test_a_repository_s_base_url_gets_no_key(tmp_path: Path, place: str) -> None:
    (tmp_path / "shop").mkdir()
    env = {"OPENAI_API_KEY": "sk-very-secret-1234"}
    with WireServer() as server:
        server.script([Reply(answer(("apps/a.py", GOOD)))])
        if place == "workspace":
            toml = f'base-url = "{server.openai_base}"\n'
            (tmp_path / "shop" / "skillrun.toml").write_text(toml, encoding="utf-8")
        else:
            env["SKILLRUN_BASE_URL"] = server.openai_base
        done = skillrun(
            "ask", "add numbers", "--model", "compatible:scripted", "--workspace", "shop",
            "--select", "RSP,CMP", "--format", "json", home=tmp_path, env=env,
        )  # fmt: skip
        sent = "very-secret" in server.requests[0].headers["authorization"]
    assert done.code == 0, done.out
    assert sent is (place == "environment")
    assert ("own configuration sets base-url" in done.err) is (place == "workspace")


def test_a_stream_that_is_cut_cleanly_is_never_written(tmp_path: Path) -> None:
    whole = answer(("apps/a.py", GOOD), ("apps/b.py", GOOD))
    cut = whole.index("`apps/b.py`") + 40
    with WireServer() as server:
        server.script([Fault("cut_after", cut, text=whole)] * 2 + [Fault("status", 401)] * 3)
        code, found = ask(server, tmp_path)
    assert code == 3, found
    assert not (tmp_path / "shop").exists()


def test_a_stream_that_is_cut_goes_on(tmp_path: Path) -> None:
    whole = answer(("apps/a.py", GOOD), ("apps/b.py", GOOD.replace("1", "2")))
    cut = whole.index("ONE = 2")
    rest = answer(("apps/b.py", GOOD.replace("1", "2")), head="")
    with WireServer() as server:
        server.script([Fault("reset_after", cut, text=whole), Reply(rest)])
        code, found = ask(server, tmp_path)
    assert code == 0, found
    assert {p.name for p in (tmp_path / "shop" / "apps").iterdir()} == {"a.py", "b.py"}


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        (Fault("status", 401, message="bad key"), "key"),
        (Fault("status", 404, message="no such model"), "scripted"),
    ],
)
def test_a_model_that_cannot_be_asked_is_exit_3(tmp_path: Path, fault: Fault, word: str) -> None:
    with WireServer() as server:
        server.script([fault])
        code, found = ask(server, tmp_path)
    assert code == 3
    error = found["error"]
    assert isinstance(error, dict)
    assert word in f"{error['message']} {error['advice']}".lower()
    assert error["advice"]
    assert not (tmp_path / "shop").exists()


def test_a_split_without_a_terminal_names_the_flag(tmp_path: Path) -> None:
    with WireServer() as server:
        server.script([Reply(answer(("apps/a.py", GOOD), tail=SPLIT))])
        code, found = ask(server, tmp_path)
    assert code == 2
    assert "--yes" in json.dumps(found["error"])


def test_a_split_goes_on_with_yes(tmp_path: Path) -> None:
    with WireServer() as server:
        server.script(
            [
                Reply(answer(("apps/a.py", GOOD), tail=SPLIT)),
                Reply(answer(("apps/b.py", GOOD), head="")),
            ]
        )
        code, found = ask(server, tmp_path, "--yes")
    assert code == 0, found
    assert found["parts"] == 2


def test_jsonl_tells_events_and_ends_with_the_object(tmp_path: Path) -> None:
    path = save(tmp_path, answer(("apps/a.py", GOOD)))
    done = skillrun(
        "apply",
        path,
        "--workspace",
        "shop",
        "--select",
        "RSP,CMP",
        "--format",
        "jsonl",
        home=tmp_path,
    )
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert [line["event"] for line in lines[:-1]] == ["checked", "written"]
    assert lines[-1]["status"] == "written"


def test_prompt_shows_what_would_be_sent(tmp_path: Path) -> None:
    system = skillrun("prompt", home=tmp_path)
    assert system.code == 0
    assert "## Цепочка мыслей" in system.out
    found = skillrun("prompt", "add payments app", "--format", "json", home=tmp_path).json
    assert [m["role"] for m in found["messages"]] == ["system", "user"]
    assert found["messages"][0]["content"] == system.out
    assert "add payments app" in found["messages"][1]["content"]


def test_rules_lists_and_explains(tmp_path: Path) -> None:
    listing = skillrun("rules", "--format", "json", home=tmp_path).json
    assert {"RSP001", "RSP021", "CMP001", "CMP011"} <= {r["code"] for r in listing["rules"]}
    one = skillrun("rules", "CMP002", "--color", "never", home=tmp_path)
    assert "pass-statement" in one.out
    assert "Bad:" in one.out
    category = skillrun("rules", "scp00", "--ignore", "SCP003", "--format", "json", home=tmp_path)
    listed = [rule["code"] for rule in category.json["rules"]]
    assert listed[:3] == ["SCP001", "SCP002", "SCP004"]
    assert all(code.startswith("SCP") for code in listed)
    wrong = skillrun("rules", "CMP099", home=tmp_path)
    assert wrong.code == 2
    assert "CMP09" in wrong.err or "Did you mean" in wrong.err


def test_models_tells_why(tmp_path: Path) -> None:
    found = skillrun("models", "--format", "json", home=tmp_path).json["models"]
    usable = {m["name"]: m["usable"] for m in found}
    assert usable["blueprint"] is True
    assert not any(v for k, v in usable.items() if k.startswith(("anthropic", "openai")))


def test_doctor_names_what_is_there(tmp_path: Path) -> None:
    done = skillrun("doctor", "--format", "json", home=tmp_path)
    items = {item["name"]: item for item in done.json["items"]}
    assert items["uv"]["found"]
    assert all(item["found"] or item["mend"] for item in items.values())


def test_an_empty_request_is_exit_2(tmp_path: Path) -> None:
    done = skillrun("ask", "  ", home=tmp_path)
    assert done.code == 2
    assert "empty" in done.err


def test_no_color_is_respected(tmp_path: Path) -> None:
    path = save(tmp_path, GRAMMAR_HEAD)
    assert "\x1b[" not in skillrun("check", "--response", path, home=tmp_path).out
    always = skillrun("check", "--response", path, "--color", "always", home=tmp_path)
    assert "\x1b[" in always.out


def test_a_turn_that_failed_is_not_forgotten_by_the_exit_code(tmp_path: Path) -> None:
    done = skillrun(
        "chat", "--model", "blueprint", "--workspace", "shop", "--yes", "--operations", "never",
        "--format", "json", home=tmp_path, stdin="make coffee\ncreate project shop\n",
    )  # fmt: skip
    assert [json.loads(line)["status"] for line in done.out.splitlines()] == ["failed", "written"]
    assert done.code == 2


def test_chat_tells_the_model_what_came_before(tmp_path: Path) -> None:
    with WireServer() as server:
        server.script(
            [
                Reply(answer(("apps/a.py", GOOD))),
                Reply(answer(("apps/b.py", GOOD))),
            ]
        )
        done = skillrun(
            "chat", "--model", "compatible:scripted", "--base-url", server.openai_base,
            "--workspace", "shop", "--select", "RSP,CMP", "--format", "json",
            home=tmp_path, stdin="add one number\nadd another\n",
        )  # fmt: skip
        first, second = (r.body["messages"] for r in server.requests)
    assert done.code == 0, done.err
    assert [json.loads(line)["status"] for line in done.out.splitlines()] == ["written"] * 2
    assert "earlier" not in first[1]["content"]
    assert "add one number" in second[1]["content"]
    assert "create apps/a.py" in second[1]["content"]
    assert len(second) == 2, "turns are remembered in short, not repeated"
    assert (tmp_path / "shop" / "apps" / "b.py").is_file()


def test_the_ceiling_of_a_chat_is_that_of_all_its_turns(tmp_path: Path) -> None:
    with WireServer() as server:
        big = Reply(answer(("apps/a.py", GOOD)), input_tokens=90_000)
        server.script([big, Reply(answer(("apps/b.py", GOOD)))])
        done = skillrun(
            "chat", "--model", "compatible:scripted", "--base-url", server.openai_base,
            "--workspace", "shop", "--select", "RSP,CMP", "--format", "json", "--max-tokens", "100000",
            home=tmp_path, stdin="add one number\nadd another\n",
        )  # fmt: skip
    assert done.code == 3
    assert "--max-tokens" in done.out
    assert not (tmp_path / "shop" / "apps" / "b.py").exists()
