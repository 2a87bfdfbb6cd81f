"""`skillrun skill` as a person and a program call it."""

import shutil
from pathlib import Path

import pytest

from tests.skills.folders import make_pack, make_skill
from tests.support.command import skillrun

NAME = "senior-django-developer"
SECOND = Path(__file__).parents[1] / "data" / "skills" / "pyservice"


def own(home: Path, name: str = "notes") -> Path:
    """A skill with a rule of its own, in the person's home."""
    root = make_skill(home / ".openclaw" / "skills", name, 'packs = ["own"]\n')
    make_pack(root, "own", "OWN001")
    return root


def test_list(tmp_path: Path) -> None:
    root = own(tmp_path)
    make_skill(tmp_path / ".claude" / "skills", "notes")
    skills = skillrun("skill", "list", "--format", "json", home=tmp_path).json["skills"]
    assert [(s["name"], s["place"], s["used"]) for s in skills] == [
        ("notes", "openclaw", True),
        ("notes", "claude", False),
        (NAME, "packaged", True),
    ]
    assert skills[1]["hidden_by"] == str(root)
    done = skillrun("skill", "list", home=tmp_path)
    assert done.code == 0
    assert f"hidden by {root}" in done.out
    assert "packaged: " in done.out


def test_show_runs_nothing(tmp_path: Path) -> None:
    root = own(tmp_path)
    ran = tmp_path / "ran"
    (root / "validators" / "own" / "__init__.py").write_text(f"open({str(ran)!r}, 'w')\n")
    shown = skillrun("skill", "show", "notes", "--format", "json", home=tmp_path).json["skill"]
    assert shown["own_code"]["files"] == ["validators/own/__init__.py"]
    assert shown["trusted"] is False
    assert not ran.exists()
    packaged = skillrun("skill", "show", "--format", "json", home=tmp_path).json["skill"]
    assert (packaged["name"], packaged["packaged"], packaged["language"]) == (NAME, True, "ru")
    assert packaged["own_code"] is None
    text = skillrun("skill", "show", "notes", home=tmp_path)
    assert "trusted      no" in text.out


def test_show_of_a_skill_that_is_not_there(tmp_path: Path) -> None:
    done = skillrun("skill", "show", "note", home=tmp_path)
    assert done.code == 2
    assert "There is no skill 'note'" in done.err


def test_validate(tmp_path: Path) -> None:
    assert skillrun("skill", "validate", home=tmp_path).code == 0
    root = make_skill(tmp_path, "Bad")
    done = skillrun("skill", "validate", root, home=tmp_path)
    assert done.code == 1
    assert "SKILL.md:2: error: The name 'Bad'" in done.out
    faults = skillrun("skill", "validate", root, "--format", "json", home=tmp_path)
    assert faults.code == 1
    assert not faults.json["ok"]
    first = next(f for f in faults.json["faults"] if f["line"] == 2)
    assert (first["path"], first["severity"], first["source"]) == (
        "SKILL.md",
        "error",
        "AgentSkills",
    )


def test_validate_a_folder_that_is_not_there(tmp_path: Path) -> None:
    done = skillrun("skill", "validate", "./none", home=tmp_path)
    assert done.code == 2
    assert "is no folder" in done.err


def test_pack_and_validate(tmp_path: Path) -> None:
    done = skillrun("skill", "pack", "dist", "--format", "json", home=tmp_path)
    assert done.code == 0, done.err
    assert done.json["path"] == f"dist/{NAME}"
    again = skillrun("skill", "pack", f"dist/{NAME}", home=tmp_path)
    assert again.code == 0, again.err
    assert skillrun("skill", "validate", f"dist/{NAME}", home=tmp_path).code == 0


def test_pack_another_skill(tmp_path: Path) -> None:
    shutil.copytree(SECOND, tmp_path / "pyservice")
    done = skillrun("skill", "pack", "dist", "--skill", "./pyservice", home=tmp_path)
    assert done.code == 0, done.out + done.err
    assert (tmp_path / "dist" / "pyservice" / "validators" / "service" / "state.py").is_file()


def test_a_skill_that_breaks_a_limit_is_not_packed(tmp_path: Path) -> None:
    root = make_skill(tmp_path, "notes")
    (root / "run.py").write_text("eval(1)\n", encoding="utf-8")
    done = skillrun("skill", "pack", "dist", "--skill", "./notes", home=tmp_path)
    assert done.code == 1
    assert "run.py:1: error: `eval(`" in done.out
    assert not (tmp_path / "dist").exists()


def test_trust_asks_and_nobody_is_there(tmp_path: Path) -> None:
    own(tmp_path)
    done = skillrun("skill", "trust", "notes", home=tmp_path)
    assert done.code == 2
    assert "give --yes" in done.err
    assert skillrun("rules", "--skill", "notes", home=tmp_path).code == 2


@pytest.mark.parametrize("setting", ["flag", "environment"])
def test_trust_and_forget(tmp_path: Path, setting: str) -> None:
    own(tmp_path)
    yes = ["--yes"] if setting == "flag" else []
    env = {"SKILLRUN_YES": "1"} if setting == "environment" else {}
    done = skillrun("skill", "trust", "notes", *yes, home=tmp_path, env=env)
    assert done.code == 0, done.err
    assert "validators/own/__init__.py" in done.out
    assert "OWN001" in skillrun("rules", "--skill", "notes", home=tmp_path).out
    assert skillrun("skill", "trust", "notes", "--forget", home=tmp_path).code == 0
    assert skillrun("rules", "--skill", "notes", home=tmp_path).code == 2


def test_a_repository_s_own_configuration_does_not_trust(tmp_path: Path) -> None:
    """What a stranger's project says is no word of the person who runs the command in it."""
    make_skill(tmp_path / "skills", "notes", 'packs = ["own"]\n')
    make_pack(tmp_path / "skills" / "notes", "own", "OWN001")
    (tmp_path / "skillrun.toml").write_text("yes = true\n", encoding="utf-8")
    done = skillrun("skill", "trust", "notes", home=tmp_path)
    assert done.code == 2
    assert "give --yes" in done.err


def test_nothing_to_trust(tmp_path: Path) -> None:
    make_skill(tmp_path / "skills", "notes")
    done = skillrun("skill", "trust", "notes", "--yes", home=tmp_path)
    assert done.code == 2
    assert "brings no rules of its own" in done.err


def test_with_has_its_layers(tmp_path: Path) -> None:
    make_skill(tmp_path / "skills", "notes")
    words = "Write notes."
    assert words in skillrun("prompt", "--with", "notes", home=tmp_path).out
    assert words in skillrun("prompt", home=tmp_path, env={"SKILLRUN_WITH": "notes"}).out
    assert words not in skillrun("prompt", home=tmp_path).out
    (tmp_path / "skillrun.toml").write_text('with = ["notes"]\n', encoding="utf-8")
    assert words in skillrun("prompt", home=tmp_path).out
    (tmp_path / "skillrun.toml").write_text('with = "notes"\n', encoding="utf-8")
    assert "`with` is 'notes'" in skillrun("prompt", home=tmp_path).err


def test_what_came_with_skillrun_needs_no_trust(tmp_path: Path) -> None:
    done = skillrun("skill", "trust", "senior-django-developer", "--yes", home=tmp_path)
    assert done.code == 2
    assert "It needs no trust." in done.err
