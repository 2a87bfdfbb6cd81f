"""An answer gives the next one no leave: what skillrun may do is a person's to say."""

from pathlib import Path

import pytest

from skillrun.cli.app import run
from skillrun.errors import WorkspaceError
from skillrun.protocol.power import power_problem
from skillrun.workspace.plan import plan_changes
from tests.engine.scripted import answer

PLAIN = '[project]\nname = "shop"\nversion = "0.1.0"\n'
OWN = '\n[tool.skillrun]\nignore = ["RSP019"]\n'
INDEX = '\n[[tool.uv.index]]\nname = "inside"\nurl = "https://inside.example/simple"\n'
POWER = [
    '\n[tool.skillrun]\nyes = true\noperations = "allow"\n',
    '\n[tool."skillrun"]\nyes = true\n',
    '\n[tool."skill\\u0072un"]\nyes = true\n',
    '\n["tool".skillrun]\nskill = "./evil"\n',
    "\n[tool]\nskillrun = { yes = true }\n",
    "\n[tool]\nskillrun.ignore = ['RSP']\n",
    '\n[tool.skillrun.per-file-ignores]\n"*" = ["RSP"]\n',
    "\n[tool.skillrun]\n",
]


@pytest.mark.parametrize("more", POWER)
@pytest.mark.parametrize("path", ["pyproject.toml", "PyProject.TOML", "sub/pyproject.toml"])
def test_an_answer_does_not_say_what_skillrun_may_do(tmp_path: Path, more: str, path: str) -> None:
    with pytest.raises(WorkspaceError, match=r"tool\.skillrun"):
        plan_changes(tmp_path, {path: (PLAIN + more).encode()})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("before", "after", "refused"),
    [
        (None, PLAIN, False),
        (PLAIN, PLAIN + "\n[tool.ruff]\nline-length = 100\n", False),
        (PLAIN + OWN, PLAIN.replace("0.1.0", "0.2.0") + OWN, False),
        (PLAIN + OWN, PLAIN, True),
        (PLAIN + OWN, PLAIN + OWN.replace("RSP019", "RSP017"), True),
        (PLAIN, "no = toml = at all", False),
        (PLAIN + OWN, "no = toml = at all", True),
        ("\ufeff" + PLAIN + OWN, PLAIN + OWN, False),
        ("a = " + "[" * 100_000, PLAIN, False),
        ("a = " + "1" * 5_000, PLAIN, False),
        (None, PLAIN + "\n[tool.uv]\npackage = false\n", False),
        (None, PLAIN + INDEX, True),
        (PLAIN, PLAIN + INDEX, True),
        (PLAIN + INDEX, PLAIN + INDEX + "\n[tool.ruff]\nline-length = 100\n", False),
        (PLAIN + INDEX, PLAIN, False),
        (PLAIN + INDEX, PLAIN + INDEX.replace("inside", "elsewhere"), True),
        (None, PLAIN + '\n[tool.uv]\nextra-index-url = ["https://e.example"]\n', True),
        (None, PLAIN + "\n[tool.uv]\nfind-links = ['wheels']\n", True),
        (None, PLAIN + "\n[tool.uv]\nno-build-isolation = true\n", True),
        (PLAIN, PLAIN + "\n[tool]\nuv = 3\n", False),
    ],
)
def test_only_a_change_of_it_is_refused(before: str | None, after: str, refused: bool) -> None:
    assert bool(power_problem("pyproject.toml", before, after)) is refused


def test_it_is_a_violation_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    saved = tmp_path / "answer.md"
    text = answer(("pyproject.toml", PLAIN + POWER[0])).replace("```python", "```toml")
    saved.write_text(text, encoding="utf-8")
    words = ["apply", str(saved), "--workspace", str(tmp_path / "w"), "--yes"]
    assert run([*words, "--select", "RSP"]) == 1
    assert "RSP017" in capsys.readouterr().err
    assert run([*words, "--select", "CMP002"]) == 4
    assert not (tmp_path / "w/pyproject.toml").exists()


def test_a_lock_is_left_to_uv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved = tmp_path / "answer.md"
    text = answer(("uv.lock", "version = 1\n")).replace("```python", "```toml")
    saved.write_text(text, encoding="utf-8")
    assert run(["check", "--response", str(saved), "--select", "RSP017"]) == 1
    assert "`uv lock`" in capsys.readouterr().out
