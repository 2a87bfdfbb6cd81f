"""Per-file ignores, severities, and ignores in comments."""

import pytest

from skillrun.errors import UsageError
from skillrun.protocol.parsing import parse
from skillrun.rules.model import Subject
from skillrun.rules.registry import catalogue
from skillrun.rules.runner import run
from skillrun.rules.settings import RuleSettings, read_settings
from skillrun.rules.subject import subject_of_answer, subject_of_files

RULES = catalogue(["completeness"])
PASS = "def work() -> None:\n    pass\n"
EXCUSED = "def work() -> None:\n    pass  # skillrun: ignore[CMP002] the protocol wants it\n"


def judge(settings: RuleSettings, subject: Subject) -> tuple[list[str], tuple[str, ...]]:
    left, unused = settings.apply(run(RULES, subject), subject, RULES)
    return [f"{v.path} {v.code} {v.severity}" for v in left], unused


def test_a_pattern_excuses_its_files_alone() -> None:
    settings = read_settings({"per-file-ignores": {"legacy/**": ["CMP"]}}, RULES, "x.toml")
    subject = subject_of_files({"legacy/a.py": PASS, "apps/a.py": PASS})
    assert judge(settings, subject) == (["apps/a.py CMP002 error"], ())


def test_a_severity_is_the_longest_prefix_s() -> None:
    settings = read_settings({"severity": {"CMP": "warning", "CMP002": "error"}}, RULES, "x.toml")
    subject = subject_of_files({"a.py": PASS, "b.py": "# TODO: later\n"})
    assert judge(settings, subject)[0] == ["a.py CMP002 error", "b.py CMP001 warning"]


def test_a_comment_excuses_its_line() -> None:
    assert judge(RuleSettings(), subject_of_files({"a.py": EXCUSED})) == ([], ())


def test_an_ignore_that_excuses_nothing_is_told() -> None:
    settings = read_settings({"per-file-ignores": {"*.py": ["CMP001"]}}, RULES, "x.toml")
    subject = subject_of_files({"a.py": "ONE = 1  # skillrun: ignore[CMP005]\n"})
    left, unused = judge(settings, subject)
    assert left == []
    assert [line.split(" excuses")[0] for line in unused] == [
        "a.py:1: ignore[CMP005]",
        "per-file-ignores: *.py = CMP001",
    ]


def test_a_comment_that_names_no_rule_excuses_nothing_and_is_told() -> None:
    for codes in ("CMP999", "NOPE", "CMP01"):
        text = EXCUSED.replace("CMP002", codes)
        left, unused = judge(RuleSettings(), subject_of_files({"a.py": text}))
        assert left == ["a.py CMP002 error"]
        assert [line.split(" excuses")[0] for line in unused] == [f"a.py:2: ignore[{codes}]"]


def test_a_slip_in_a_comment_is_no_word_for_every_rule() -> None:
    for codes in ("CMP001,", ",CMP001", " ", ","):
        text = EXCUSED.replace("CMP002", codes)
        assert judge(RuleSettings(), subject_of_files({"a.py": text}))[0] == ["a.py CMP002 error"]
    small = EXCUSED.replace("CMP002", "cmp002, ")
    assert judge(RuleSettings(), subject_of_files({"a.py": small})) == ([], ())


def test_all_means_every_rule() -> None:
    subject = subject_of_files({"a.py": PASS})
    ignores = read_settings({"per-file-ignores": {"*.py": ["ALL"]}}, RULES, "x.toml")
    assert judge(ignores, subject) == ([], ())
    weighed = read_settings({"severity": {"ALL": "warning"}}, RULES, "x.toml")
    assert judge(weighed, subject)[0] == ["a.py CMP002 warning"]
    both = read_settings({"severity": {"ALL": "warning", "CMP": "error"}}, RULES, "x.toml")
    assert judge(both, subject)[0] == ["a.py CMP002 error"]


def test_an_ignore_whose_files_or_rules_were_not_judged_is_not_spoken_of() -> None:
    settings = read_settings({"per-file-ignores": {"legacy/**": ["CMP"]}}, RULES, "x.toml")
    assert judge(settings, subject_of_files({"a.py": "ONE = 1\n"})) == ([], ())
    subject = subject_of_files({"a.py": "ONE = 1  # skillrun: ignore[CMP005]\n"})
    narrow = RULES.select(["CMP001"])
    assert RuleSettings().apply(run(narrow, subject), subject, narrow) == ((), ())


def test_an_answer_cannot_excuse_itself() -> None:
    answer = parse([f"## Files\n\n`a.py`\n```python\n{EXCUSED}```\n"], subject_of_files({}).grammar)
    fresh = subject_of_answer(answer)
    assert judge(RuleSettings(), fresh)[0] == ["a.py CMP002 error"]
    known = subject_of_answer(answer, on_disk={"a.py": EXCUSED}.get)
    assert judge(RuleSettings(), known)[0] == []


@pytest.mark.parametrize(
    ("layer", "word"),
    [
        ({"per-file-ignores": {"*.py": ["CMP02"]}}, "CMP02"),
        ({"per-file-ignores": {"*.py": "CMP"}}, "list"),
        ({"per-file-ignores": {"a\\": ["CMP"]}}, "no pattern"),
        ({"per-file-ignores": ["CMP"]}, "table"),
        ({"severity": {"CMP": "fatal"}}, "fatal"),
        ({"severity": {"XYZ": "error"}}, "XYZ"),
    ],
)
def test_what_is_wrong_is_told(layer: dict[str, object], word: str) -> None:
    with pytest.raises(UsageError, match=word) as caught:
        read_settings(layer, RULES, "x.toml")
    assert "x.toml" in caught.value.message
    assert caught.value.advice
