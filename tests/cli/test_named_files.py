"""`check FILE` and `check -`: one file, judged as the part of a project that it is."""

from pathlib import Path

import pytest

from tests.support.command import Done, skillrun

BASE = '''"""What all views share."""

from rest_framework import authentication, permissions, viewsets


class Guarded(viewsets.ModelViewSet):  # type: ignore[type-arg]
    """A view for those who are known."""

    authentication_classes = (authentication.SessionAuthentication,)
    permission_classes = (permissions.IsAuthenticated,)
'''
VIEWS = '''"""The views of orders."""

from apps.core.views import Guarded


class OrderViewSet(Guarded):
    """Orders."""
'''


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for path, text in {
        "manage.py": "",
        "apps/core/__init__.py": "",
        "apps/core/views.py": BASE,
        "apps/orders/__init__.py": "",
        "apps/orders/models.py": "",
        "apps/orders/views.py": VIEWS,
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def codes(done: Done) -> set[tuple[str, str]]:
    return {(v["code"], v["path"]) for v in done.json["violations"]}


def piped(project: Path, text: str, *more: str, name: str = "apps/orders/views.py") -> Done:
    return skillrun("check", "-", "--stdin-filename", name, *more, home=project, stdin=text)


def test_a_named_file_sees_its_project(project: Path) -> None:
    """The permission classes come from a base class in a file that was not named."""
    done = skillrun(
        "check", "apps/orders/views.py", "--select", "SEC", "--format", "json", home=project
    )
    assert codes(done) == set()
    (project / "apps/core/views.py").write_text(BASE.replace("permission_classes", "other"))
    done = skillrun(
        "check", "apps/orders/views.py", "--select", "SEC", "--format", "json", home=project
    )
    assert codes(done) == {("SEC004", "apps/orders/views.py")}


def test_a_named_file_is_told_nothing_of_others(project: Path) -> None:
    done = skillrun("check", "manage.py", "--format", "json", home=project)
    assert {path for _, path in codes(done)} <= {"manage.py"}
    whole = skillrun("check", "--format", "json", home=project)
    assert {path for _, path in codes(whole)} - {"manage.py"}


def test_standard_input_stands_for_the_file(project: Path) -> None:
    """What an editor holds counts, not what is on the disk."""
    done = piped(project, VIEWS + "    pass\n", "--format", "json")
    assert done.code == 1, done.err
    assert ("CMP002", "apps/orders/views.py") in codes(done)
    violation = next(v for v in done.json["violations"] if v["code"] == "CMP002")
    assert violation["line"] == 8
    assert piped(project, VIEWS, "--select", "CMP,SEC").code == 0


def test_what_is_typed_in_an_editor_is_no_answer_to_a_request(project: Path) -> None:
    """Nobody asked for a change: a function that a person takes away is gone, and that is all."""
    name = "apps/orders/helpers.py"
    text = "def one() -> int:\n    return 1\n"
    (project / name).write_text(text + "\n\n" + text.replace("one", "two"), encoding="utf-8")
    for typed in (text, ""):
        done = piped(project, typed, "--select", "SCP,CMP", "--format", "json", name=name)
        assert codes(done) == set()


def test_standard_input_is_named_from_the_workspace(project: Path) -> None:
    inside = str(project / "apps/orders/views.py")
    done = piped(project, "x = 1  # TODO\n", "--select", "CMP", "--format", "json", name=inside)
    assert {path for _, path in codes(done)} == {"apps/orders/views.py"}


def test_standard_input_needs_a_name(project: Path) -> None:
    done = skillrun("check", "-", home=project, stdin=VIEWS)
    assert done.code == 2
    assert "--stdin-filename" in done.err


@pytest.mark.parametrize("more", [["--fix"], ["manage.py"]])
def test_standard_input_stands_alone(project: Path, more: list[str]) -> None:
    done = piped(project, VIEWS, *more)
    assert done.code == 2
    assert done.out == ""


def test_standard_input_that_is_no_text_is_a_violation(project: Path) -> None:
    done = piped(project, "x = 1\0\n", "--format", "json")
    assert ("CMP008", "apps/orders/views.py") in codes(done)
