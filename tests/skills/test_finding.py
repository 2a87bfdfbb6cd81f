from pathlib import Path

from skillrun.rules.packaged import builtin_root
from skillrun.skills.finding import find_skills
from tests.skills.folders import make_skill


def found(work: Path) -> list[tuple[str, str, bool]]:
    skills = find_skills(work, builtin_root())
    return [(s.name, s.place, s.hidden_by is not None) for s in skills]


def test_nothing_is_there_but_the_packaged(tmp_path: Path) -> None:
    assert found(tmp_path / "work") == [("senior-django-developer", "packaged", False)]


def test_places_in_their_order(tmp_path: Path, home: Path) -> None:
    work = tmp_path / "work"
    make_skill(home / ".claude" / "skills", "notes")
    make_skill(home / ".openclaw" / "skills", "other")
    make_skill(work / ".agents" / "skills", "notes")
    make_skill(work / "skills", "zebra")
    make_skill(work / "skills", "senior-django-developer")
    assert found(work) == [
        ("senior-django-developer", "workspace", False),
        ("zebra", "workspace", False),
        ("notes", "agents", False),
        ("other", "openclaw", False),
        ("notes", "claude", True),
        ("senior-django-developer", "packaged", True),
    ]


def test_the_one_that_goes_before_is_named(tmp_path: Path, home: Path) -> None:
    first = make_skill(tmp_path / "skills", "notes")
    make_skill(home / ".claude" / "skills", "notes")
    hidden = [s.hidden_by for s in find_skills(tmp_path, builtin_root()) if s.place == "claude"]
    assert hidden == [first]


def test_a_broken_one_is_told_and_does_not_stop_the_others(tmp_path: Path) -> None:
    broken = make_skill(tmp_path / "skills", "broken")
    (broken / "SKILL.md").write_text("# No head\n", encoding="utf-8")
    make_skill(tmp_path / "skills", "notes")
    by_name = {s.name: s for s in find_skills(tmp_path, builtin_root())}
    assert "does not begin with a head" in by_name["broken"].problem
    assert by_name["notes"].problem == ""


def test_folders_that_hold_no_skill_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "skills" / "drafts").mkdir(parents=True)
    (tmp_path / "skills" / "README.md").write_text("# Skills\n", encoding="utf-8")
    assert [name for name, place, _ in found(tmp_path) if place == "workspace"] == []
