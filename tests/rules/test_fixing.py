"""The tools that fixes are made of, on Python text alone: what is named changes, nothing else."""

import ast
import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillrun.rules.fixes import (
    AnnotateAssignment,
    Define,
    Delete,
    PythonFix,
    Replace,
    Require,
    Step,
    TextFix,
)
from skillrun.rules.fixes.python import rewrite
from skillrun.rules.mending import Mended, mend
from skillrun.rules.model import Example, Finding, NodeRule, SourceRule, Subject, Violation
from skillrun.rules.registry import Catalogue, catalogue
from skillrun.rules.settings import RuleSettings
from skillrun.rules.source import Source
from skillrun.rules.subject import subject_of_files
from skillrun.rules.verdict import Verdict, changed, hold

LOGGING = (Require("logging"), Define("logger = logging.getLogger(__name__)"))
MADE = "import logging\n\nlogger = logging.getLogger(__name__)\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("X = 1\n", f"{MADE}\nX = 1\n"),
        ("def f() -> None:\n    return\n", f"{MADE}\n\ndef f() -> None:\n    return\n"),
        ('"""Doc."""\n\nX = 1\n', f'"""Doc."""\n\n{MADE}\nX = 1\n'),
        (
            "import json\nimport os\n\nX = 1\n",
            "import json\nimport logging\nimport os\n\nlogger = logging.getLogger(__name__)\n\nX = 1\n",
        ),
        (
            "from __future__ import annotations\n\nfrom django.db import models\n\nX = 1\n",
            "from __future__ import annotations\n\nimport logging\n\nfrom django.db import models\n\n"
            "logger = logging.getLogger(__name__)\n\nX = 1\n",
        ),
        (
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import json\n\nX = 1\n",
            "import logging\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import json\n\n"
            "logger = logging.getLogger(__name__)\n\nX = 1\n",
        ),
        ("# A note.\nimport os  # why\n\nos.sep\n", "# A note.\nimport logging\nimport os  # why\n\nlogger = logging.getLogger(__name__)\n\nos.sep\n"),
        (f"{MADE}\nX = 1\n", f"{MADE}\nX = 1\n"),
    ],
)  # fmt: skip
def test_a_module_gets_a_logger_once(before: str, after: str) -> None:
    assert rewrite(before, LOGGING) == after
    assert rewrite(after, LOGGING) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from typing import Any\n", "from typing import Any, ClassVar\n"),
        ("from typing import Final\n", "from typing import ClassVar, Final\n"),
        ("from typing import TYPE_CHECKING, cast\n", "from typing import TYPE_CHECKING, ClassVar, cast\n"),
        ("from typing import (\n    Any,\n    cast,  # c\n)\n", "from typing import (\n    Any,\n    ClassVar,\n    cast,  # c\n)\n"),
        ("from typing import (\n    Any,\n)\n", "from typing import (\n    Any,\n    ClassVar,\n)\n"),
        ("from typing import ClassVar\n", "from typing import ClassVar\n"),
    ],
)  # fmt: skip
def test_a_name_joins_an_import_in_its_order(before: str, after: str) -> None:
    assert rewrite(before, [Require("typing", "ClassVar")]) == after


def test_a_statement_goes_and_the_comments_above_it_stay() -> None:
    before = 'class A:\n    """A."""\n\n    # Why.\n    pass\n\n\nX = 1\n'
    assert rewrite(before, [Delete(5, 4)]) == 'class A:\n    """A."""\n    # Why.\n\n\nX = 1\n'
    before = "if x:\n    # Why.\n    pass\n    # Then.\n    y = 1\n"
    assert rewrite(before, [Delete(3, 4)]) == "if x:\n    # Why.\n    # Then.\n    y = 1\n"


def test_an_assignment_is_annotated_and_keeps_its_form() -> None:
    before = "class A:\n    fields   =  [  # c\n        'é',\n    ]; y = 1\n"
    after = "class A:\n    fields: ClassVar[list[str]]   =  [  # c\n        'é',\n    ]; y = 1\n"
    assert rewrite(before, [AnnotateAssignment(2, 4, "ClassVar[list[str]]")]) == after


def test_an_expression_is_replaced_where_it_stands() -> None:
    before = "é = 'é'; f( (x), y )  # c\n"
    assert rewrite(before, [Replace(1, 9, 1, 10, "g.h")]) == "é = 'é'; g.h( (x), y )  # c\n"
    assert rewrite(before, [Replace(1, 13, 1, 14, "z")]) == "é = 'é'; f( (z), y )  # c\n"


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("start", ["", "\N{ZERO WIDTH NO-BREAK SPACE}"])
def test_line_ends_and_a_mark_at_the_start_stay(start: str, end: str) -> None:
    before = f"{start}x = 1{end}print(x){end}"
    found = rewrite(before, [Replace(2, 0, 2, 5, "logger.info"), *LOGGING])
    lines = ("import logging", "", "logger = logging.getLogger(__name__)", "", "x = 1")
    assert found == start + end.join((*lines, "logger.info(x)", ""))


@pytest.mark.parametrize(
    "step",
    [Replace(1, 0, 1, 9, "x"), Delete(1, 0), AnnotateAssignment(9, 0, "int")],
    ids=lambda step: type(step).__name__,
)
def test_a_step_without_its_place_changes_nothing(step: Step) -> None:
    assert rewrite("f(x)\n", [step]) is None


def test_what_is_no_python_is_left_alone() -> None:
    assert rewrite("def f(:\n", LOGGING) is None


BLOCK = st.sampled_from(["x = 1", "f(a, b=(1))", "# a note", "", "if x:\n    y = 2", "import os"])


@settings(max_examples=60, deadline=None)
@given(st.lists(BLOCK, min_size=1, max_size=8))
def test_only_what_a_step_makes_is_new(blocks: list[str]) -> None:
    before = "\n".join(blocks) + "\n"
    after = rewrite(before, LOGGING)
    assert after is not None
    rest = after.split("\n")
    for line in filter(None, before.split("\n")):
        rest.remove(line)
    assert sorted(filter(None, rest)) == sorted(filter(None, MADE.split("\n")))
    assert rewrite(after, LOGGING) == after


class Shout(NodeRule):
    """A name in capitals where it is read."""

    code = "AAA001"
    name = "shout"
    directive = "Do not shout."
    bad = Example("X\n")
    good = Example("x\n")
    nodes = (ast.Name,)

    def check(self, node: ast.AST, source: Source, subject: Subject) -> "list[Finding]":  # type: ignore[override]
        assert isinstance(node, ast.Name)
        return [source.at_node(node, f"{node.id} is loud.")] if node.id.isupper() else []


class Long(SourceRule):
    """A file of more than two lines."""

    code = "AAA002"
    name = "long"
    directive = "Be short."
    bad = Example("x\nx\nx\n")
    good = Example("x\n")

    def check(self, source: Source, subject: Subject) -> "list[Finding]":  # type: ignore[override]
        return [Finding("Too long.")] if source.text.count("\n") > 2 else []


def quiet(violation: Violation, source: Source, subject: Subject) -> tuple[Step, ...]:
    node = next(n for n in source.of_type(ast.Name) if n.lineno == violation.line)
    return () if node.id == "STAY" else (Replace.of(node, source, node.id.lower()),)


def padded(violation: Violation, source: Source, subject: Subject) -> tuple[Step, ...]:
    return (*quiet(violation, source, subject), Define("y = 1"), Define("z = 1"))


def mended(files: dict[str, str], plan: Callable[..., tuple[Step, ...]]) -> tuple[Mended, Verdict]:
    rules = Catalogue((Shout(), Long()), {"AAA001": PythonFix(plan)})
    subject = subject_of_files(files)
    verdict = hold(subject, rules, RuleSettings())
    judge = lambda new: hold(changed(subject, new), rules, RuleSettings())  # noqa: E731
    return mend(rules, verdict, judge), verdict


def test_only_what_a_fix_can_do_is_called_fixable() -> None:
    result, verdict = mended({"a.py": "X\nSTAY\n"}, quiet)
    assert [v.fixable for v in verdict.violations] == [True, False]
    assert result.files == {"a.py": "x\nSTAY\n"}
    assert [v.line for v in result.gone] == [1]
    assert [v.line for v in result.verdict.violations] == [2]


def test_a_fix_that_does_harm_is_not_applied_there_and_is_elsewhere() -> None:
    result, _ = mended({"a.py": "X\n", "b.py": "X\nx\n"}, padded)
    assert set(result.files) == set()
    result, _ = mended({"a.py": "X\nx\nx\n", "b.py": "X\nx\n"}, padded)
    assert set(result.files) == {"a.py"}, "a.py was too long before: nothing is worse there"


def test_a_text_fix_that_cannot_act_is_no_promise() -> None:
    rules = Catalogue((Long(),), {"AAA002": TextFix(lambda source, _subject: source.text)})
    (violation,) = hold(subject_of_files({"a.txt": "x\n" * 3}), rules, RuleSettings()).violations
    assert not violation.fixable


def test_what_can_be_mended_is_told_without_libcst() -> None:
    script = (
        "import sys\n"
        "from skillrun.rules.verdict import hold\n"
        "from skillrun.rules.registry import catalogue\n"
        "from skillrun.rules.settings import RuleSettings\n"
        "from skillrun.rules.subject import subject_of_files\n"
        'text = \'class A:\\n    """A."""\\n\\n    pass\\n\'\n'
        "rules = catalogue(['completeness'])\n"
        "found = hold(subject_of_files({'a.py': text}), rules, RuleSettings()).violations\n"
        "sys.exit([v.fixable for v in found] != [True] or 'libcst' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_packs_bring_their_fixes() -> None:
    rules = catalogue(["completeness"])
    assert "CMP002" in rules.fixes
    assert rules.select(["CMP"]).fixes is rules.fixes
