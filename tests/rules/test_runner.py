"""Running rules: kinds, order, places, crashes, the fatal few."""

import ast
from collections.abc import Iterator

import pytest

from skillrun.protocol.answer import Answer, AnswerFile, Part
from skillrun.rules.model import (
    AnswerRule,
    Example,
    Finding,
    NodeRule,
    Severity,
    SourceRule,
    Subject,
    TreeRule,
)
from skillrun.rules.registry import Catalogue, catalogue
from skillrun.rules.runner import RuleCrashError, fatal_findings, run
from skillrun.rules.source import Source
from skillrun.rules.subject import subject_of_answer, subject_of_files

BOTH = Example("")


class OnAnswer(AnswerRule):
    code, name, directive, bad, good = "TST001", "on-answer", "-", BOTH, BOTH

    def check(self, answer: Answer, subject: Subject) -> Iterator[Finding]:
        for part in answer.parts:
            yield Finding("part", line=part.number, part=part.number)


class OnToml(SourceRule):
    code, name, directive, bad, good = "TST002", "on-toml", "-", BOTH, BOTH
    severity = Severity.WARNING
    languages = frozenset({"toml"})

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:
        yield Finding("toml")
        yield Finding("toml", severity=Severity.ERROR, line=2)


class OnNames(NodeRule):
    code, name, directive, bad, good = "TST003", "on-names", "-", BOTH, BOTH
    nodes = (ast.Name, ast.Pass)

    def check(self, node: ast.AST, source: Source, subject: Subject) -> Iterator[Finding]:
        yield source.at_node(node, type(node).__name__)


class OnTree(TreeRule):
    code, name, directive, bad, good = "TST004", "on-tree", "-", BOTH, BOTH

    def check(self, subject: Subject) -> Iterator[Finding]:
        yield Finding(str(len(subject.files)), path="a.py")


class OnTarget(TreeRule):
    code, name, directive, bad, good = "TST007", "on-target", "-", BOTH, BOTH

    def check(self, subject: Subject) -> Iterator[Finding]:
        yield Finding("renamed", path="a.py", target="shop.Order")
        yield Finding("removed", path="a.py", target="shop.Line")


class Broken(SourceRule):
    code, name, directive, bad, good = "TST005", "broken", "-", BOTH, BOTH

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:
        if source.path == "b.py":
            raise KeyError(source.path)
        yield Finding("fine")


RULES = Catalogue((OnAnswer(), OnToml(), OnNames(), OnTree()))


def file(path: str, text: str) -> AnswerFile:
    return AnswerFile(path, path, "", text, 1, 3)


def test_each_kind_of_rule_runs_on_what_it_judges() -> None:
    answer = Answer(
        (
            Part(1, "", files=(file("b.toml", "a = 1\n"),)),
            Part(2, "", files=(file("a.py", "pass\nb\n"),)),
        )
    )
    subject = subject_of_answer(answer, answer_paths=["one.md", "two.md"])
    assert [(v.code, v.path, v.line, v.message) for v in run(RULES, subject)] == [
        ("TST003", "a.py", 1, "Pass"),
        ("TST004", "a.py", 1, "2"),
        ("TST003", "a.py", 2, "Name"),
        ("TST002", "b.toml", 1, "toml"),
        ("TST002", "b.toml", 2, "toml"),
        ("TST001", "one.md", 1, "part"),
        ("TST001", "two.md", 2, "part"),
    ]


def test_severity_is_the_rules_unless_the_finding_says_otherwise() -> None:
    violations = run(RULES, subject_of_files({"a.toml": ""}))
    assert [v.severity for v in violations if v.code == "TST002"] == ["warning", "error"]


def test_without_an_answer_no_rule_on_answers_runs() -> None:
    assert {v.code for v in run(RULES, subject_of_files({"a.py": "a\n"}))} == {"TST003", "TST004"}


def test_a_missing_end_is_the_start() -> None:
    (violation,) = run(Catalogue((OnTree(),)), subject_of_files({}))
    assert (violation.end_line, violation.end_column) == (1, 1)


def test_a_rule_that_fails_is_told_after_all_others_have_run() -> None:
    subject = subject_of_files({"a.py": "a\n", "b.py": "b\n", "c.py": "c\n"})
    with pytest.raises(RuleCrashError, match=r"TST005 failed on b\.py: KeyError") as caught:
        run(Catalogue((OnNames(), Broken())), subject)
    assert [(c.code, c.path) for c in caught.value.crashes] == [("TST005", "b.py")]
    found = [(v.code, v.path) for v in caught.value.violations]
    assert found == [("TST003", "a.py"), ("TST005", "a.py"), ("TST003", "b.py"), ("TST003", "c.py"), ("TST005", "c.py")]  # fmt: skip
    assert "--ignore TST005" in caught.value.advice


def test_fatal_findings_come_from_fatal_rules_alone() -> None:
    rules = catalogue(["completeness"])
    bad = file("apps/a.py", "def f():\n    # ... rest of code\n    pass\n")
    assert [(v.code, v.path, v.line) for v in fatal_findings(rules, bad)] == [
        ("CMP004", "apps/a.py", 2)
    ]
    assert fatal_findings(rules, file("apps/a.py", "def f():\n    pass\n")) == ()
    assert fatal_findings(RULES, bad) == ()


def test_of_a_path_that_comes_twice_the_last_is_judged() -> None:
    answer = Answer((Part(1, "", files=(file("a.py", "pass\n"), file("a.py", "b\n"))),))
    violations = run(Catalogue((OnNames(),)), subject_of_answer(answer))
    assert [v.message for v in violations] == ["Name"]


def test_what_a_person_approved_is_not_reported() -> None:
    rules = Catalogue((OnTarget(),))
    subject = subject_of_answer(
        Answer((Part(1, ""),)), approved=["TST007:shop.Order", "TST001:shop.Line"]
    )
    assert [(v.message, v.target) for v in run(rules, subject)] == [("removed", "shop.Line")]
