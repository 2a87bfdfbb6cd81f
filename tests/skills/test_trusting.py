import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from skillrun.errors import UsageError
from skillrun.skills.trusting import code_of, forget, is_trusted, trust, trust_file, trusted
from tests.skills.folders import make_pack, make_skill


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = make_skill(tmp_path, "notes", 'packs = ["own"]\n')
    make_pack(root, "own", "OWN001")
    (root / "scripts").mkdir()
    (root / "scripts" / "help.sh").write_text("echo help\n", encoding="utf-8")
    return root


def test_the_code_of_a_skill(root: Path) -> None:
    assert code_of(root).files == ("scripts/help.sh", "validators/own/__init__.py")


def test_trust_is_remembered_for_exactly_this_code(root: Path) -> None:
    code = code_of(root)
    assert not is_trusted("notes", code)
    trust("notes", root, code)
    assert is_trusted("notes", code)
    assert not is_trusted("other", code)
    assert [(t.name, t.folder) for t in trusted()] == [("notes", str(root))]
    assert stat.S_IMODE(trust_file().stat().st_mode) == 0o600


CHANGES: dict[str, Callable[[Path], object]] = {
    "edited": lambda root: (root / "validators/own/__init__.py").write_text("RULES = ()\n"),
    "added": lambda root: (root / "validators/own/more.py").write_text(""),
    "data of a pack": lambda root: (root / "validators/own/words.txt").write_text("x"),
    "bytecode": lambda root: (root / "validators/own/planted.pyc").write_bytes(b"x"),
    "another folder": lambda root: (root / "late.py").write_text("import os\n"),
    "renamed": lambda root: (root / "scripts/help.sh").rename(root / "scripts/helped.sh"),
    "removed": lambda root: (root / "scripts/help.sh").unlink(),
    "native": lambda root: (root / "validators/own/fast.so").write_bytes(b"x"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_of_the_code_needs_trust_again(root: Path, change: str) -> None:
    trust("notes", root, code_of(root))
    CHANGES[change](root)
    assert not is_trusted("notes", code_of(root))


def test_a_change_of_the_text_does_not(root: Path) -> None:
    trust("notes", root, code_of(root))
    (root / "SKILL.md").write_text("---\nname: notes\ndescription: d\n---\n", encoding="utf-8")
    (root / "references").mkdir()
    (root / "references" / "page.md").write_text("# Page\n", encoding="utf-8")
    assert is_trusted("notes", code_of(root))


def test_two_files_are_not_taken_for_one(tmp_path: Path) -> None:
    """Where one file ends and the next begins is part of the digest."""
    digests = set()
    for number, texts in enumerate([("ab", "c"), ("a", "bc"), ("abc", "")]):
        folder = tmp_path / str(number) / "validators"
        folder.mkdir(parents=True)
        for name, text in zip(("one.py", "two.py"), texts, strict=True):
            (folder / name).write_text(text, encoding="utf-8")
        digests.add(code_of(folder.parent).sha256)
    assert len(digests) == 3


@pytest.mark.parametrize("name", ["validators/own/linked.py", "validators/more", "late.py"])
def test_a_link_among_the_code_is_refused(root: Path, tmp_path: Path, name: str) -> None:
    target = tmp_path / "outside"
    target.mkdir()
    (target / "code.py").write_text("", encoding="utf-8")
    (root / name).symlink_to(target if name == "validators/more" else target / "code.py")
    with pytest.raises(UsageError, match="is a link among the code"):
        code_of(root)


def test_trust_is_taken_back(root: Path) -> None:
    trust("notes", root, code_of(root))
    trust("other", root, code_of(root))
    assert forget("notes")
    assert not forget("notes")
    assert [t.name for t in trusted()] == ["other"]


@pytest.mark.parametrize("text", ["", "[]", '{"skills": [{"name": "x"}]}', '{"skills": 1}'])
def test_a_damaged_list_trusts_nothing(root: Path, text: str) -> None:
    trust("notes", root, code_of(root))
    trust_file().write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="can't be read"):
        is_trusted("notes", code_of(root))
