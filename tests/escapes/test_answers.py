"""Whole answers that try to smuggle a file or a command past the person."""

import re
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from skillrun.cli.app import run
from tests.engine.scripted import GRAMMAR_HEAD
from tests.escapes.ground import Ground, changed, load

ANSWERS = load("answers")["answer"]
NAMES = [answer["what"] for answer in ANSWERS]
FILES = "## Файлы\n\n"


def text(part: str) -> str:
    """Fill in what each answer begins with."""
    found = re.match(r"\{ops:(.*)\}", part)
    command = f"```bash\n{found[1]}\n```" if found else "Команды не нужны."
    head = GRAMMAR_HEAD.replace("Команды не нужны.", command) + FILES
    return head + part[found.end() :] if found else part.replace("{head}", head, 1)


def save(folder: Path, answer: dict[str, Any]) -> list[str]:
    names = [f"part{number}.md" for number, _ in enumerate(answer["parts"])]
    for name, part in zip(names, answer["parts"], strict=True):
        (folder / name).write_bytes(text(part).encode())
    return names


def forbidden(names: set[str]) -> set[str]:
    """Name those that nothing may ever change."""
    return {name for name in names if Path(name).parts[:1] in {("..",), (".git",), (".env",)}}


@pytest.mark.parametrize("answer", ANSWERS, ids=NAMES)
def test_an_answer_writes_what_it_may_or_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answer: dict[str, Any],
) -> None:
    ground = Ground(tmp_path / "ground").prepare()
    before = ground.tree()
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.chdir(tmp_path)
    words = ["apply", *save(tmp_path, answer), "--workspace", str(ground.root)]
    for more in (["--yes", "--operations", "never"], ["--yes", "--select", "CMP002"]):
        code = run([*words, *more])
        said = capsys.readouterr()
        assert "a fault of its own" not in said.err
        assert code in {0, 1, 3, 4}, said.err
        if "code" in answer and "--select" not in more:
            assert code == answer["code"], said.err + said.out
        assert code == 0 or said.err
        after = ground.tree()
        left = changed(before, after)
        assert forbidden(left) == set(), said.err
        if "--select" not in more:
            wrote = answer.get("wrote", []) if code == 0 else []
            assert left - {".", "apps"} <= {*wrote}, said.err
        before = after


def test_the_corpus_is_large() -> None:
    assert len(ANSWERS) >= 70


def test_a_name_of_a_hundred_thousand_folders_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    saved = tmp_path / "answer.md"
    name = "a/" * 100_000 + "x.py"
    saved.write_text(text("{head}") + f"`{name}`\n```python\nX = 1\n```\n", encoding="utf-8")
    started = process_time()
    assert run(["apply", str(saved), "--workspace", str(tmp_path / "w"), "--yes"]) == 1
    # Where a rule goes from folder to folder with the whole path, it is minutes.
    assert process_time() - started < 20
    assert "RSP017" in capsys.readouterr().err
