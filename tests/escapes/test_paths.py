"""Hostile names and hostile disks: nothing outside changes, nothing forbidden inside changes."""

from pathlib import Path
from typing import Any

import pytest

from skillrun.errors import WorkspaceError
from skillrun.protocol.paths import path_problem
from skillrun.workspace.plan import Change, plan_changes
from skillrun.workspace.transaction.committing import commit
from skillrun.workspace.transaction.door import Door
from tests.engine.scripted import answer
from tests.escapes.ground import Ground, changed, load
from tests.support.command import skillrun

GOOD = '"""Numbers."""\n\nONE = 1\n'
REFUSED = [(group["what"], name) for group in load("paths")["refused"] for name in group["names"]]
INSIDE = [name for group in load("paths")["inside"] for name in group["names"]]
TRAPS = load("traps")["trap"]


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path / "ground").prepare()


def write(root: Path, path: str) -> None:
    """Write one file as the engine does."""
    commit(root, plan_changes(root, {path: GOOD.encode()}))


@pytest.mark.parametrize(
    ("what", "name"), REFUSED, ids=[f"{n:03} {what}" for n, (what, _) in enumerate(REFUSED)]
)
def test_a_hostile_name_is_refused_everywhere(ground: Ground, what: str, name: str) -> None:
    before = ground.tree()
    assert path_problem(name) is not None
    with pytest.raises(WorkspaceError) as planned:
        plan_changes(ground.root, {name: b"escaped"})
    assert planned.value.message
    assert planned.value.advice
    with pytest.raises(WorkspaceError):
        commit(ground.root, [Change(name, "create", b"escaped", None, 0o644)])
    with pytest.raises(WorkspaceError), Door(ground.root) as door, door.place(name):
        pass
    assert ground.tree() == before


@pytest.mark.parametrize("name", [name for _, name in REFUSED if name and "\0" not in name])
def test_a_hostile_name_is_not_removed_either(ground: Ground, name: str) -> None:
    before = ground.tree()
    with pytest.raises(WorkspaceError):
        commit(ground.root, (), [name if not name.endswith("/") else f"{name}."])
    assert ground.tree() == before


@pytest.mark.parametrize("name", INSIDE)
def test_an_odd_name_is_only_a_name(ground: Ground, name: str) -> None:
    before = ground.tree()
    assert path_problem(name) is None
    write(ground.root, name)
    assert (ground.root / name).read_bytes() == GOOD.encode()
    parents = {str(parent) for parent in Path(name).parents}
    assert changed(before, ground.tree()) - parents == {name}


@pytest.mark.parametrize("trap", TRAPS, ids=[trap["what"] for trap in TRAPS])
def test_a_trap_on_the_disk_leads_nowhere(ground: Ground, trap: dict[str, Any]) -> None:
    ground.lay(trap["lay"])
    before = ground.tree()
    if "inside" in trap:
        write(ground.root, trap["path"])
    else:
        with pytest.raises(WorkspaceError) as refused:
            write(ground.root, trap["path"])
        assert refused.value.message
        assert refused.value.advice
    assert changed(before, ground.tree()) == set(trap.get("inside", []))


def first_of_each() -> list[tuple[str, str]]:
    """One name of each group that a line of an answer can hold."""
    named = [(w, n) for w, n in REFUSED if n.strip() == n and not {*"\0\r\n`"} & {*n} and n]
    return list(dict(reversed(named)).items())


@pytest.mark.slow
@pytest.mark.parametrize(("what", "name"), first_of_each())
def test_the_command_refuses_a_hostile_name(tmp_path: Path, what: str, name: str) -> None:
    ground = Ground(tmp_path / "ground").prepare()
    before = ground.tree()
    (tmp_path / "answer.md").write_text(answer((name, GOOD)), encoding="utf-8")
    words = ("apply", "answer.md", "--workspace", ground.root, "--yes")
    checked = skillrun(*words, home=tmp_path)
    assert (checked.code, "RSP017" in checked.err + checked.out) == (1, True), checked.err
    unchecked = skillrun(*words, "--select", "CMP002", home=tmp_path)
    assert unchecked.code == 4, unchecked.err
    assert "Traceback" not in unchecked.err
    assert ground.tree() == before


@pytest.mark.slow
@pytest.mark.parametrize("trap", TRAPS[::4], ids=[trap["what"] for trap in TRAPS[::4]])
def test_the_command_steps_into_no_trap(tmp_path: Path, trap: dict[str, Any]) -> None:
    ground = Ground(tmp_path / "ground").prepare()
    ground.lay(trap["lay"])
    before = ground.tree()
    (tmp_path / "answer.md").write_text(answer((trap["path"], GOOD)), encoding="utf-8")
    words = ("apply", "answer.md", "--workspace", ground.root, "--yes", "--select", "CMP002")
    done = skillrun(*words, home=tmp_path)
    assert done.code == (0 if "inside" in trap else 4), done.err
    assert changed(before, ground.tree()) == set(trap.get("inside", []))


def test_the_corpus_is_large() -> None:
    assert len({name for _, name in REFUSED}) + len(TRAPS) >= 200
