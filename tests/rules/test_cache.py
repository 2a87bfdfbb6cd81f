"""Verdicts recalled: what they hang on, and a disk that fails."""

import shutil
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from skillrun.machine.store import Store
from skillrun.protocol.answer import Answer, AnswerFile, Part
from skillrun.rules.cache import fingerprint, recalled
from skillrun.rules.model import Example, Finding, Severity, SourceRule, Subject
from skillrun.rules.registry import Catalogue, catalogue
from skillrun.rules.runner import RuleCrashError, run
from skillrun.rules.source import Source
from skillrun.rules.subject import subject_of_answer, subject_of_files
from tests.support.command import skillrun

BOTH = Example("")
FILES = {"b.py": "x = 1\n", "a.toml": "# тест \ud800\n"}
PACK = """
from skillrun.rules.model import Example, SourceRule
class Broken(SourceRule):
    code, name, directive = "ABC001", "broken", "-"
    bad = good = Example("-")
    def check(self, source, subject):
        return iter(())
RULES = (Broken,)
"""


class Counting(SourceRule):
    """Counts how often it is asked."""

    code, name, directive, bad, good = "TST001", "counting", "-", BOTH, BOTH

    def __init__(self) -> None:
        self.asked = 0

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:
        self.asked += 1
        yield Finding(f"{source.text}\x00", 1, 2, 3, 4, severity=Severity.WARNING, fixable=True)
        yield Finding(f"at {source.path}")


class Failing(SourceRule):
    code, name, directive, bad, good = "TST002", "failing", "-", BOTH, BOTH

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:
        raise ValueError(source.path)


@pytest.fixture
def rule() -> Counting:
    return Counting()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache" / "verdicts")


def entry(store: Store) -> Path:
    (file,) = store.folder.iterdir()
    return file


def test_the_second_time_no_rule_is_asked(rule: Counting, store: Store) -> None:
    rules, subject = Catalogue((rule,)), subject_of_files(FILES)
    found = [recalled(rules, subject_of_files(FILES), store, "f") for _ in range(2)]
    assert rule.asked == len(FILES)
    assert found[0] == found[1] == run(rules, subject)


@pytest.mark.parametrize(
    ("files", "request_", "state"),
    [
        ({**FILES, "b.py": "x = 2\n"}, "", "f"),
        ({**FILES, "c.py": ""}, "", "f"),
        ({"b.py": FILES["b.py"]}, "", "f"),
        ({"c.py": FILES["b.py"], "a.toml": FILES["a.toml"]}, "", "f"),
        (FILES, "add payments", "f"),
        (FILES, "", "g"),
    ],
)
def test_what_differs_is_judged_again(
    files: dict[str, str], request_: str, state: str, rule: Counting, store: Store
) -> None:
    rules = Catalogue((rule,))
    recalled(rules, subject_of_files(FILES), store, "f")
    before = rule.asked
    subject = subject_of_files(files, request=request_)
    assert recalled(rules, subject, store, state) == run(rules, subject)
    assert rule.asked == before + 2 * len(files)


@pytest.mark.parametrize(
    "changes",
    [
        {"earlier": "add payments"},
        {"approved": frozenset({"TST001:shop"})},
        {"shown": frozenset()},
        {"frozen": True},
        {"minimal": True},
        {"repair": True},
        {"final": True},
    ],
    ids=str,
)
def test_all_that_a_rule_can_ask_of_a_subject_is_told_apart(
    changes: dict[str, Any], rule: Counting, store: Store
) -> None:
    rules, subject = Catalogue((rule,)), subject_of_files(FILES)
    recalled(rules, subject, store, "f")
    recalled(rules, replace(subject, **changes), store, "f")
    assert rule.asked == 2 * len(FILES)


def test_nothing_of_a_subject_is_forgotten() -> None:
    told = {"files", "request", "root_listing", "earlier", "approved", "shown", "frozen"}
    told |= {"minimal", "repair", "final"}
    # An answer, with its grammar and paths, and what is on disk: see the next test.
    never = {"answer", "answer_paths", "grammar", "on_disk", "memo"}
    assert {field.name for field in fields(Subject)} == told | never


def test_what_reads_more_than_it_judges_is_judged_each_time(rule: Counting, store: Store) -> None:
    rules = Catalogue((rule,))
    for subject in (
        subject_of_files(FILES, on_disk={"c.py": ""}.get),
        subject_of_answer(
            Answer((Part(1, "", files=(AnswerFile("b.py", "b.py", "", "x\n", 1, 2),)),))
        ),
    ):
        before = rule.asked
        for _ in range(2):
            recalled(rules, subject, store, "f")
        assert rule.asked == before + 2 * len(subject.files)
    assert not store.folder.exists()


def test_files_named_one_by_one_see_what_has_changed_beside_them(tmp_path: Path) -> None:
    (tmp_path / "apps" / "shop").mkdir(parents=True)
    models = tmp_path / "apps" / "shop" / "models.py"
    names = []
    for number in range(60):
        name = f"apps/shop/serializers_{number}.py"
        (tmp_path / name).write_text(
            "from apps.shop.models import Base\n\n\nclass A(Base):\n"
            '    """A."""\n\n    class Meta:\n        """M."""\n\n        fields = "__all__"\n',
            encoding="utf-8",
        )
        names.append(name)
    told = []
    for base in ("object", "ModelSerializer"):
        models.write_text(
            "from rest_framework.serializers import ModelSerializer\n\n\n"
            f"class Base({base}):\n    pass\n",
            encoding="utf-8",
        )
        env = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
        told.append(skillrun("check", *names, home=tmp_path, env=env).out)
    assert told[0] != told[1]


def test_other_rules_have_another_verdict(rule: Counting, store: Store) -> None:
    recalled(Catalogue((rule,)), subject_of_files(FILES), store, "f")
    assert recalled(Catalogue(()), subject_of_files(FILES), store, "f") == ()


@pytest.mark.parametrize("damage", [b"", b"not zlib", None])
def test_a_damaged_entry_is_replaced(damage: bytes | None, rule: Counting, store: Store) -> None:
    rules, subject = Catalogue((rule,)), subject_of_files(FILES)
    first = recalled(rules, subject, store, "f")
    whole = entry(store).read_bytes()
    entry(store).write_bytes(whole[:-9] if damage is None else damage)
    assert recalled(rules, subject, store, "f") == first
    assert entry(store).read_bytes() == whole
    assert rule.asked == 2 * len(FILES)


def test_a_folder_that_cannot_be_made_costs_only_time(rule: Counting, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file", encoding="utf-8")
    rules, store = Catalogue((rule,)), Store(tmp_path / "cache" / "verdicts")
    first = recalled(rules, subject_of_files(FILES), store, "f")
    assert recalled(rules, subject_of_files(FILES), store, "f") == first
    assert rule.asked == 2 * len(FILES)


def test_a_failed_run_is_not_remembered(store: Store) -> None:
    for _ in range(2):
        with pytest.raises(RuleCrashError):
            recalled(Catalogue((Failing(),)), subject_of_files(FILES), store, "f")
    assert not store.folder.exists()


def test_a_changed_pack_has_another_fingerprint(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(PACK, encoding="utf-8")
    rules = catalogue([tmp_path / "one"])
    states = [fingerprint(rules), fingerprint(rules)]
    assert states[0] == states[1]
    (tmp_path / "one" / "words.toml").write_text("a = 1", encoding="utf-8")
    states.append(fingerprint(rules))
    (tmp_path / "one" / "words.toml").write_text("a = 2", encoding="utf-8")
    states.append(fingerprint(rules))
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "layout.txt").write_text("-", encoding="utf-8")
    states.append(fingerprint(rules, [tmp_path / "assets"]))
    shutil.rmtree(tmp_path / "one")
    states.append(fingerprint(rules))
    assert len(set(states)) == 5


def test_the_command_recalls_many_files_and_leaves_a_few_alone(tmp_path: Path) -> None:
    project, cache = tmp_path / "project", tmp_path / "cache"
    project.mkdir()
    for number in range(60):
        (project / f"module_{number}.py").write_text("import os\n", encoding="utf-8")
    env = {"XDG_CACHE_HOME": str(cache)}
    once = skillrun("check", project / "module_1.py", home=tmp_path, env=env)
    assert once.code == 1
    assert not cache.exists()
    skillrun("check", project, home=tmp_path, env=env | {"SKILLRUN_CACHE": "off"})
    assert not cache.exists()
    first = skillrun("check", project, home=tmp_path, env=env)
    (kept,) = cache.rglob("*.entry")
    kept_at = kept.stat().st_ino
    second = skillrun("check", project, home=tmp_path, env=env)
    assert first == second
    assert kept.stat().st_ino == kept_at
    (project / "module_1.py").write_text('"""One."""\n', encoding="utf-8")
    assert skillrun("check", project, home=tmp_path, env=env).out != first.out
