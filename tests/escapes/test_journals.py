"""A workspace that came with a journal of somebody else's making: undoing it reaches nothing outside."""

import json
from contextlib import suppress
from pathlib import Path

import pytest

from skillrun.errors import WorkspaceError
from skillrun.workspace.plan import plan_changes
from skillrun.workspace.transaction.committing import commit
from skillrun.workspace.transaction.recovery import recover
from tests.escapes.ground import Ground, changed

NAME = ".skillrun/0123456789abcdef"
STEPS = [
    {"action": "create", "path": "../outside/kept.txt"},
    {"action": "modify", "path": "../outside/kept.txt"},
    {"action": "remove", "path": "../outside/new.txt"},
    {"action": "clear", "path": "../outside/secret"},
    {"action": "create", "path": ".git/config"},
    {"action": "remove", "path": ".git/hooks/post-commit"},
    {"action": "modify", "path": ".env"},
    {"action": "create", "path": "out/kept.txt"},
    {"action": "remove", "path": "out/new.txt"},
    {"action": "modify", "path": "/etc/hostname"},
]
LINKS = [["link", "out", "../outside"]]
DESKS = {
    "an ordinary desk": [["folder", f"{NAME}/new", ""], ["file", f"{NAME}/old/0", "escaped\n"]],
    "an original that is a link": [
        ["folder", f"{NAME}/new", ""],
        ["link", f"{NAME}/old/0", "../../../../outside/kept.txt"],
    ],
    "originals that are a link": [
        ["folder", f"{NAME}/new", ""],
        ["link", f"{NAME}/old", "../../../outside"],
    ],
    "a desk that is a link": [["link", NAME, "../../outside"]],
}


@pytest.mark.parametrize("step", STEPS, ids=[f"{s['action']} {s['path']}" for s in STEPS])
@pytest.mark.parametrize("desk", DESKS.values(), ids=DESKS)
def test_a_hostile_journal_is_not_carried_out(
    tmp_path: Path, desk: list[list[str]], step: dict[str, str]
) -> None:
    ground = Ground(tmp_path / "ground").prepare()
    whole = {"before": "0" * 64, "after": "1" * 64, **step}
    data = {"version": 1, "steps": [whole], "folders": ["../outside/secret"], "above": 3}
    ground.lay([*LINKS, *desk])
    if desk is not DESKS["a desk that is a link"]:
        (ground.root / NAME / "journal").write_text(json.dumps(data), encoding="utf-8")
    before = ground.tree()
    for write in (False, True):
        with suppress(WorkspaceError):
            if write:
                commit(ground.root, plan_changes(ground.root, {"apps/new.py": b"new\n"}))
            else:
                recover(ground.root)
    touched = changed(before, ground.tree())
    own = {name for name in touched if name == ".skillrun" or name.startswith(".skillrun/")}
    assert touched - own <= {"apps/new.py"}


@pytest.mark.parametrize("state", [".written", ".undone"])
@pytest.mark.parametrize("inside", ["", "/old"])
def test_what_is_cleaned_up_is_only_ours(tmp_path: Path, state: str, inside: str) -> None:
    ground = Ground(tmp_path / "ground").prepare()
    ground.lay([["link", f"{NAME}{state}{inside}", str(ground.outside)]])
    before = ground.tree()
    with suppress(WorkspaceError):
        recover(ground.root)
        commit(ground.root, plan_changes(ground.root, {"apps/new.py": b"new\n"}))
    touched = changed(before, ground.tree())
    assert {name for name in touched if not name.startswith(".skillrun")} <= {"apps/new.py"}
