"""Whose fault it is: what failed before a run is told apart from what fails since."""

import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from skillrun.gate.earlier import Earlier
from skillrun.gate.model import (
    ComparisonStarted,
    Coverage,
    Fault,
    GateEvent,
    Status,
    Step,
    VerifyReport,
)
from skillrun.gate.steps import MOST_FAULTS, cut
from skillrun.gate.verifying import verify
from skillrun.workspace.sandbox import Sandbox
from tests.support.tools import require

if TYPE_CHECKING:
    from skillrun.gate.runs import Run

OLD = Fault("apps/a.py", 7, "E501 too long")
MOVED = Fault("apps/a.py", 9, "E501 too long")
NEW = Fault("apps/b.py", 1, "F401 unused")
TESTS = "apps/payments/tests/test_models.py"
BROKEN = '\n\ndef test_{0}() -> None:\n    """Fail."""\n    assert "{0}" == ""\n'


def step(name: str, *faults: Fault, status: Status = "failed") -> Step:
    return Step(name, name, name, status, faults=faults, passed=3)


def compared(
    now: Step, then: Step, written: Iterable[str] = (), more: Iterable[Step] = ()
) -> VerifyReport:
    """Mark what a step finds that found something else, or nothing, before."""
    earlier = Earlier(_never, frozenset(written), {now.name: then})
    return marked(earlier, Path("never"), now, *more)


def marked(earlier: Earlier, place: Path, *steps: Step) -> VerifyReport:
    project = SimpleNamespace(root=Path("shop"))
    run = SimpleNamespace(done=[*steps], emit=lambda _event: None, project=project)
    done = tuple(map(cut, earlier.marked(cast("Run", run), place, {})))
    return VerifyReport(False, done, (), "", 1.0)


def _never(_target: Path) -> None:
    raise OSError(28, "no room")


def test_what_was_there_before_is_nothing_new_wherever_it_moved() -> None:
    report = compared(step("lint", MOVED), step("lint", OLD))
    assert report.steps[0].before == 1
    assert report.steps[0].faults[0].before
    assert report.nothing_new
    assert not report.ok


def test_what_is_new_comes_first_and_counts() -> None:
    report = compared(step("lint", OLD, NEW), step("lint", OLD))
    assert [fault.before for fault in report.steps[0].faults] == [False, True]
    assert not report.steps[0].is_old
    assert not report.nothing_new


def test_the_same_fault_once_more_is_new() -> None:
    report = compared(step("lint", OLD, MOVED), step("lint", OLD))
    assert report.steps[0].before == 1
    assert not report.nothing_new


@pytest.mark.parametrize("path", ["apps/a.py", "apps/c.py"])
def test_old_faults_in_what_a_run_wrote_are_its_business(path: str) -> None:
    old = replace(OLD, related=("apps/c.py",))
    report = compared(step("tests", old), step("tests", old), {path})
    assert not report.nothing_new
    assert (report.steps[0].before, report.steps[0].excused) == (1, 0), "it is told all the same"


def test_a_test_that_failed_with_other_numbers_failed_before() -> None:
    then = Fault("t.py", 1, "t.py::x failed: assert 3 == 4 at 0x7f00")
    now = Fault("t.py", 1, "t.py::x failed: assert 5 == 4 at 0x7fff")
    other = Fault("t.py", 1, "t.py::x failed: NameError: name 'a'")
    assert compared(step("tests", now), step("tests", then)).nothing_new
    assert not compared(step("tests", other), step("tests", then)).nothing_new


@pytest.mark.parametrize("status", ["skipped", "passed"])
def test_what_did_not_fail_before_is_new(status: Status) -> None:
    assert not compared(step("check", OLD), step("check", status=status)).nothing_new


def test_tests_of_which_none_passes_verify_nothing() -> None:
    none = replace(step("tests", OLD), passed=0)
    report = compared(none, none)
    assert (report.steps[0].before, report.nothing_new) == (1, False)


def test_what_cannot_be_compared_is_new(tmp_path: Path) -> None:
    earlier = Earlier(_never, frozenset())
    assert not marked(earlier, tmp_path / "then", step("check", OLD)).nothing_new
    assert earlier.problem == "The workspace cannot be copied: no room."


def test_a_step_that_was_not_run_is_not_taken_for_an_old_one() -> None:
    left = step("tests", status="skipped")
    assert not compared(step("lint", OLD), step("lint", OLD), more=[left]).nothing_new


@pytest.mark.parametrize(("percent", "nothing_new"), [(41.0, True), (40.0, True), (39.0, False)])
def test_coverage_may_not_fall(percent: float, *, nothing_new: bool) -> None:
    low = Fault("", 0, f"coverage is {percent:g} %, and 80 % are required", related=("apps/a.py",))
    now = replace(step("tests", low), coverage=Coverage(percent, 80.0))
    then = replace(step("tests", OLD), coverage=Coverage(40.0, 80.0))
    assert compared(now, then, {"apps/a.py"}).nothing_new is nothing_new


def test_only_so_many_are_kept_and_all_are_counted() -> None:
    old = [replace(OLD, path=f"apps/a{i}.py") for i in range(30)]
    report = compared(step("lint", *old, NEW), step("lint", *old))
    found = report.steps[0]
    assert (found.faults[0], len(found.faults), found.more) == (NEW, MOST_FAULTS, 21)
    assert (found.before, found.excused, found.is_old) == (30, 30, False)


@pytest.mark.slow
@pytest.mark.usefixtures("surroundings")
def test_the_tools_are_run_on_the_project_as_it_was(
    root: Path, sandbox: Sandbox, tmp_path: Path
) -> None:
    require("postgres", "redis-server")
    _append(root / TESTS, BROKEN.format("old"))
    (root / "apps" / "old.py").write_text("OLD=1\n", encoding="utf-8")
    before = tmp_path / "before"
    shutil.copytree(root, before)
    _append(root / TESTS.replace("payments", "users"), BROKEN.format("new"))
    events: list[GateEvent] = []
    laid: list[Path] = []

    def lay_out(target: Path) -> None:
        shutil.copytree(before, target)
        laid.append(target)

    earlier = Earlier(lay_out, {TESTS.replace("payments", "users")})
    report = verify(root, sandbox=sandbox, emit=events.append, earlier=earlier)
    steps: dict[str, Any] = {one.name: one for one in report.steps}
    assert not report.nothing_new
    assert steps["format"].is_old
    assert [fault.before for fault in steps["tests"].faults] == [False, True]
    assert "test_new" in steps["tests"].faults[0].message
    (comparison,) = (event for event in events if isinstance(event, ComparisonStarted))
    assert {"format", "tests"} <= set(comparison.steps) <= {"lint", "format", "tests"}
    assert not laid[0].exists()


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
