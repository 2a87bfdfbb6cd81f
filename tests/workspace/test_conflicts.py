"""Files that changed since the model saw them."""

import hashlib
from pathlib import Path

import pytest

from skillrun.errors import WorkspaceError
from skillrun.project.context import ShownFile
from skillrun.workspace.conflicts import ConflictError, Seen, refuse_conflicts, three_way
from skillrun.workspace.plan import plan_changes

BASE = "".join(f"line {number}\n" for number in range(1, 21))


def shown(path: str, text: str) -> ShownFile:
    return ShownFile(path, text, hashlib.sha256(text.encode()).hexdigest(), "named")


def refuse(root: Path, answer: dict[str, str], files: dict[str, str], *listed: str) -> None:
    changes = plan_changes(root, {path: text.encode() for path, text in answer.items()})
    seen = Seen({path: shown(path, text) for path, text in files.items()}, {*files, *listed})
    refuse_conflicts(root, changes, answer.keys(), seen)


def test_what_is_on_disk_as_it_was_shown_is_no_conflict(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(BASE, encoding="utf-8")
    refuse(tmp_path, {"a.py": "new\n", "b.py": "new\n"}, {"a.py": BASE})


def test_what_is_on_disk_as_the_answer_has_it_is_no_conflict(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("new\n", encoding="utf-8")
    refuse(tmp_path, {"a.py": "new\n"}, {"a.py": BASE})


def test_both_sides_of_a_conflict_are_shown_with_what_they_began_with(tmp_path: Path) -> None:
    disk = BASE.replace("line 10\n", "theirs\n")
    ours = BASE.replace("line 10\n", "ours\n").replace("line 20\n", "last\n")
    (tmp_path / "a.py").write_text(disk, encoding="utf-8")
    with pytest.raises(ConflictError, match=r"a\.py") as caught:
        refuse(tmp_path, {"a.py": ours}, {"a.py": BASE})
    assert isinstance(caught.value, WorkspaceError)
    assert caught.value.exit_code == 4
    (conflict,) = caught.value.conflicts
    assert [conflict.base, conflict.theirs, conflict.ours] == [
        hashlib.sha256(text.encode()).hexdigest() for text in (BASE, disk, ours)
    ]
    assert conflict.view.splitlines() == [
        "@@ line 10: changed on disk and by the answer @@",
        " line 8",
        " line 9",
        "<<<<<<< on disk now",
        "theirs",
        "||||||| as the model saw it",
        "line 10",
        "=======",
        "ours",
        ">>>>>>> the answer",
        " line 11",
        " line 12",
    ]


def test_a_change_on_disk_that_the_answer_would_take_back_is_shown() -> None:
    disk = BASE.replace("line 3\n", "line 3\nadded\n")
    ours = BASE.replace("line 17\n", "")
    assert three_way(BASE, disk, ours).splitlines() == [
        "@@ line 4: changed on disk alone @@",
        " line 2",
        " line 3",
        "+added",
        " line 4",
        " line 5",
    ]


def test_the_same_change_on_both_sides_is_none() -> None:
    same = BASE.replace("line 3\n", "other\n")
    assert three_way(BASE, same, same + "more\n") == ""


@pytest.mark.parametrize(
    ("base", "theirs", "ours"),
    [("", "a\n", "b\n"), ("a\n", "", "b\n"), ("a\nb\nc\n", "c\n", "a\n"), ("a\n", "b\n", "c")],
)
def test_every_line_that_differs_on_disk_stands_in_the_view(
    base: str, theirs: str, ours: str
) -> None:
    view = three_way(base, theirs, ours)
    for line in set(theirs.split()) ^ set(base.split()):
        assert line in view
    assert view.endswith("\n")


def test_a_file_that_is_gone_from_disk_is_a_conflict(tmp_path: Path) -> None:
    with pytest.raises(ConflictError) as caught:
        refuse(tmp_path, {"a.py": "new\n"}, {"a.py": BASE})
    assert caught.value.conflicts[0].theirs == ""
    assert caught.value.conflicts[0].view == "The file is gone from disk.\n"


def test_a_file_that_came_while_the_model_was_writing_is_a_conflict(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("theirs\n", encoding="utf-8")
    with pytest.raises(ConflictError) as caught:
        refuse(tmp_path, {"a.py": "ours\n"}, {})
    assert caught.value.conflicts[0].base == ""
    assert "theirs\n" in caught.value.conflicts[0].view


def test_a_listed_file_that_was_not_shown_is_left_to_the_rule(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("theirs\n", encoding="utf-8")
    refuse(tmp_path, {"a.py": "ours\n"}, {}, "a.py")


def test_a_file_is_the_same_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.py").write_text(BASE, encoding="utf-8")
    (tmp_path / "link.py").symlink_to("real.py")
    refuse(tmp_path, {"link.py": "new\n"}, {"link.py": BASE})
    (tmp_path / "real.py").write_text("theirs\n", encoding="utf-8")
    with pytest.raises(ConflictError):
        refuse(tmp_path, {"link.py": "new\n"}, {"link.py": BASE})


def test_ends_of_lines_alone_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"a\r\n")
    with pytest.raises(ConflictError) as caught:
        refuse(tmp_path, {"a.py": "b\n"}, {"a.py": "a\n"})
    assert caught.value.conflicts[0].view == "Only the ends of lines were changed on disk.\n"
