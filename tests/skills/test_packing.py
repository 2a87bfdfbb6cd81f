from pathlib import Path

import pytest

from skillrun.errors import UsageError
from skillrun.rules.packaged import builtin_root
from skillrun.skills.loading import load_folder
from skillrun.skills.packing import faults_of, pack
from skillrun.skills.trusting import code_of, trust
from tests.skills.folders import make_pack
from tests.skills.test_validating import make

NAME = "senior-django-developer"


def files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_the_packaged_skill(tmp_path: Path) -> None:
    folder, faults = pack(builtin_root(), tmp_path / "dist")
    assert faults == ()
    assert folder == tmp_path / "dist" / NAME
    made = files(folder)
    assert {"SKILL.md", ".clawhubignore", "skill/skill.toml"} <= made
    assert "skill/references/rules/SEC.md" in made
    assert "skill/assets/gunicorn.conf.py" in made
    assert not [f for f in made if f.startswith(("validators/", "prompts/", "skill/blueprint/"))]
    assert sum((folder / f).stat().st_size for f in made) < 1_000_000


def test_the_packed_skill_works_as_the_packaged_does(tmp_path: Path) -> None:
    folder, _ = pack(builtin_root(), tmp_path)
    ours, packed = load_folder(builtin_root()), load_folder(folder)
    assert packed.packs == ours.packs
    assert packed.grammar == ours.grammar
    assert [page.text for page in packed.references] == [page.text for page in ours.references]
    assert packed.commands == ours.commands


def test_packing_again_takes_away_what_is_no_more(tmp_path: Path) -> None:
    root = make(tmp_path / "source")
    (root / "page.md").write_text("# Page\n", encoding="utf-8")
    folder, _ = pack(root, tmp_path / "dist")
    assert "page.md" in files(folder)
    (root / "page.md").unlink()
    pack(root, tmp_path / "dist")
    assert files(folder) == {"SKILL.md", ".clawhubignore"}


def test_only_what_is_portable_goes_along(tmp_path: Path) -> None:
    root = make(tmp_path / "source")
    (root / "__pycache__").mkdir()
    (root / "__pycache__" / "a.pyc").write_bytes(b"x")
    (root / ".env").write_text("KEY=1\n", encoding="utf-8")
    (root / "linked.md").symlink_to(root / "SKILL.md")
    (root / "run.py").write_text("print(1)\n", encoding="utf-8")
    (root / "run.py").chmod(0o755)
    folder, faults = pack(root, tmp_path / "notes")
    assert folder == tmp_path / "notes"
    assert faults == ()
    assert files(folder) == {"SKILL.md", ".clawhubignore", "run.py"}
    assert not (folder / "run.py").stat().st_mode & 0o111


def test_rules_of_its_own_travel_with_a_skill(tmp_path: Path) -> None:
    root = make(tmp_path / "source")
    manifest = 'name = "notes"\nversion = "1.0.0"\npacks = ["own"]\n'
    (root / "skill.toml").write_text(manifest, encoding="utf-8")
    make_pack(root, "own", "OWN001")
    make_pack(root, "unused", "OWN002")
    (root / "tests").mkdir()
    (root / "tests" / "test_own.py").write_text("", encoding="utf-8")
    folder, faults = pack(root, tmp_path / "dist")
    assert faults == ()
    assert files(folder) == {
        "SKILL.md",
        ".clawhubignore",
        "skill.toml",
        "validators/own/__init__.py",
    }
    trust("notes", folder, code_of(folder))
    assert load_folder(folder).packs == (str(folder / "validators" / "own"),)


def test_what_a_scanner_flags_is_not_packed(tmp_path: Path) -> None:
    root = make(tmp_path / "source")
    (root / "run.py").write_text("eval(input())\n", encoding="utf-8")
    folder, faults = pack(root, tmp_path / "dist")
    assert [str(f) for f in faults] == [
        "run.py:1: error: `eval(`: Code made from text is flagged. (ClawHub)"
    ]
    assert not folder.exists()


def test_a_folder_that_is_somebody_else_s_stays(tmp_path: Path) -> None:
    root = make(tmp_path / "source")
    other = make(tmp_path / "dist")
    before = files(other)
    with pytest.raises(UsageError, match="was not made by this command"):
        pack(root, tmp_path / "dist")
    assert files(other) == before


@pytest.mark.parametrize("target", ["source/notes", "source", "source/notes/dist"])
def test_the_skill_is_not_packed_over_itself(tmp_path: Path, target: str) -> None:
    root = make(tmp_path / "source")
    if target == "source/notes/dist":
        pack(root, tmp_path / target)
        assert (tmp_path / target / "notes" / "SKILL.md").is_file()
        return
    with pytest.raises(UsageError, match="holds the skill itself"):
        pack(root, tmp_path / target)
    assert (root / "SKILL.md").is_file()


def test_the_packaged_one_is_judged_as_it_would_be_packed() -> None:
    assert faults_of(builtin_root(), builtin_root()) == ()
