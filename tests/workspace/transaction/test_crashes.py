"""Kills and power cuts at every call that writes; `benchmarks/crashes.py` is the whole of it."""

from random import Random

import pytest

from tests.support.crashes import killed, killed_twice
from tests.support.kills import Call, calls, command, laid_out, trees, why_not
from tests.support.outages import disk_of, outages, recovery_of, unsynced, verdict

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _strace() -> None:
    if problem := why_not():
        pytest.skip(problem)


def points(scenario: str) -> list[Call]:
    with laid_out(scenario) as root:
        return calls(command("write", root, scenario))


@pytest.mark.parametrize(
    ("scenario", "every"),
    [("1 file made", 2), ("1 file replaced", 1), ("10 files", 3), ("100 files", 29)],
)
def test_killed_at_a_call_that_writes_the_tree_is_the_old_or_the_new(
    scenario: str, every: int
) -> None:
    both = trees(scenario)
    assert both[0] != both[1]
    verdicts = {call: killed(scenario, call, both) for call in points(scenario)[::every]}
    assert set(verdicts.values()) == {"old", "new"}, verdicts


@pytest.mark.parametrize("scenario", ["1 file replaced", "1 file removed"])
def test_killed_in_its_recovery_too_the_tree_is_the_old_or_the_new(scenario: str) -> None:
    both = trees(scenario)
    last = [call for call in points(scenario) if call.name == "renameat"][-1]
    assert set(killed_twice(scenario, last, both)) == {"old"}


@pytest.mark.parametrize("scenario", ["1 file made", "1 file replaced", "10 files"])
def test_when_the_power_goes_the_tree_is_the_old_or_the_new(scenario: str) -> None:
    disk, both = disk_of(scenario)
    random = Random(5)
    verdicts = {verdict(picture, both) for _time, picture in outages(disk, random, 1)}
    assert verdicts == {"old", "new"}
    assert verdict(disk.cut(disk.time, 0.0, random), both) == "new", "reported, but not on disk"


def test_when_the_power_goes_in_a_recovery_too_the_tree_is_the_old() -> None:
    disk, both = disk_of("10 files")
    random = Random(5)
    marked = [change for change in disk.changes if len(change.entries) == 2][-1]
    recovering = recovery_of(disk.cut(marked.time - 1, 1.0, random))
    assert recovering.time > 10
    assert {verdict(picture, both) for _time, picture in outages(recovering, random, 1)} == {"old"}


def test_no_sync_could_be_left_out() -> None:
    """A test of the tests, too: the same run, but one of its syncs is not seen by the model."""
    seen = 0
    for line, disk, both in unsynced("3 files"):
        seen += 1
        random = Random(5)
        verdicts = (verdict(picture, both) for _time, picture in outages(disk, random, 9))
        assert any(one.startswith("torn") for one in verdicts) or (
            verdict(disk.cut(disk.time, 0.0, random), both) != "new"
        ), line
    assert seen > 10
