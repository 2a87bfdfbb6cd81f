"""What goes beyond the request: a person allows it, a flag does, or it goes back to the model."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from skillrun.engine import events
from skillrun.engine.approving import approvable, told
from skillrun.engine.job import Job
from skillrun.engine.repairing import locate, merge
from skillrun.engine.run import ask
from skillrun.protocol.answer import Answer
from skillrun.protocol.parsing import parse
from skillrun.rules.examples import judge
from skillrun.rules.model import (
    AnswerRule,
    Example,
    Finding,
    Rule,
    Severity,
    Subject,
    Violation,
)
from skillrun.rules.registry import catalogue
from skillrun.sessions.store import Session
from skillrun.skills.loading import load_skill
from tests.engine.scripted import Say, Scripted, Someone, answer
from tests.engine.test_ask import ADD, SUBTRACT, tree


class Uninvited(AnswerRule):
    """Everything but `asked.py` goes beyond the request."""

    code = "SCP999"
    name = "uninvited"
    directive = "Bring `asked.py` alone."
    bad = Example("")
    good = Example("")

    def check(self, answer: Answer, subject: Subject) -> Iterator[Finding]:
        for file in answer.files:
            if file.path != "asked.py":
                yield Finding("Nobody asked for it.", path=file.path, target=file.path)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "shop"


def run(
    root: Path, *turns: Say, person: Someone, approved: frozenset[str] = frozenset()
) -> tuple[events.Report, list[events.Event]]:
    rules = catalogue(["response", "completeness"])
    rules = replace(rules, rules=(*rules.rules, Uninvited()))
    session = Session("test", root.parent / "session")
    job = Job("add asked.py", root, load_skill(None), rules, session, approved=approved)
    seen: list[events.Event] = []
    return ask(job, Scripted(list(turns)), "a test", person, seen.append), seen


BOTH = Say(answer(("asked.py", ADD), ("other.py", SUBTRACT)))


def test_a_person_allows_it(root: Path) -> None:
    person = Someone(allows=frozenset({"SCP999:other.py"}))
    report, seen = run(root, BOTH, person=person)
    assert (report.status, report.violations) == ("written", ())
    assert person.questions[0] == "approve SCP999:other.py"
    assert tree(root) == {"asked.py": ADD, "other.py": SUBTRACT}
    decided = [e for e in seen if isinstance(e, events.Decided)]
    assert [e.approved for e in decided] == [("SCP999:other.py",)]


def test_a_flag_allows_it_and_nobody_is_asked(root: Path) -> None:
    person = Someone()
    report, _ = run(root, BOTH, person=person, approved=frozenset({"SCP999:other.py"}))
    assert report.status == "written"
    assert not any(q.startswith("approve") for q in person.questions)


def test_what_is_not_allowed_goes_back_to_the_model_and_is_asked_about_once(root: Path) -> None:
    person = Someone()
    again = Say(answer(("other.py", SUBTRACT)))
    report, _ = run(root, BOTH, again, again, again, person=person)
    assert (report.status, report.exit_code) == ("rejected", 1)
    assert person.questions.count("approve SCP999:other.py") == 1
    assert [v.target for v in report.violations] == ["other.py"]
    assert not root.exists()


def test_one_of_two_is_allowed(root: Path) -> None:
    person = Someone(allows=frozenset({"SCP999:other.py"}))
    three = Say(answer(("asked.py", ADD), ("other.py", SUBTRACT), ("third.py", ADD)))
    again = Say(answer(("third.py", ADD)))
    report, _ = run(root, three, again, again, person=person)
    assert [v.target for v in report.violations] == ["third.py"]
    assert person.questions == ["approve SCP999:other.py", "approve SCP999:third.py"]


def test_what_was_taken_back_and_is_recommended_now_reaches_the_person(root: Path) -> None:
    advice = "- `other.py` would be of use."
    kept = answer(("asked.py", ADD))
    again = Say(
        answer(
            ("other.py", ""), tail=f"\n## {load_skill(None).grammar.recommendations}\n\n{advice}\n"
        )
    )
    grammar = load_skill(None).grammar
    faults = locate(parse([BOTH.text], grammar), ("answer.md",), ())
    merged = merge(parse([kept], grammar), parse([again.text], grammar), faults, grammar)
    assert merged.recommendations == advice
    more = Say(kept + f"\n## {grammar.recommendations}\n\n- Old advice.\n")
    merged = merge(parse([more.text], grammar), parse([again.text], grammar), faults, grammar)
    assert merged.recommendations == f"- Old advice.\n{advice}"


def test_what_goes_with_another_s_approval_is_no_question_of_its_own() -> None:
    first = violation("SCP002", "shop.Order.total")
    second = violation("SCP009", "SCP002:shop.Order.total")
    assert approvable([second, first]) == (first,)


def test_a_person_is_told_what_changed_and_not_what_a_model_is_to_do() -> None:
    text = "The field `a.B.c` is added; the request does not ask for it. Leave it as it was and list it under `## X`."
    told_of = replace(violation("SCP002", "a.B.c"), message=text)
    assert told(told_of) == "The field `a.B.c` is added; the request does not ask for it."


@pytest.mark.parametrize("rule", catalogue(["scope"]).rules, ids=lambda rule: rule.code)
def test_of_no_rule_is_a_person_told_what_a_model_is_to_do(rule: Rule) -> None:
    grammar = load_skill(None).grammar
    asked = [v for v in judge(rule, rule.bad, grammar) if v.target]
    assert asked or rule.code == "SCP009"
    for one in asked:
        words = told(one)
        assert len(words) > 30
        assert words.endswith(".")
        assert words.count(". ") == 0, "what is left is one sentence, on what changed"
        for meant_for_a_model in ("--approve", grammar.recommendations, "Leave", "take", "Give"):
            assert meant_for_a_model not in words


def violation(code: str, target: str) -> Violation:
    return Violation(code, "n", Severity.ERROR, "p.py", 1, 1, 1, 1, "It changed.", target=target)
