"""Any command finishes or undoes a write that was cut off, and says so."""

from pathlib import Path

import pytest

from skillrun.workspace.plan import plan_changes
from tests.cli.test_configured import every_command
from tests.support.command import skillrun
from tests.workspace.transaction.crashing import crash


def test_every_command_enters_a_workspace() -> None:
    """Entering is what recovers: none may go without it, whatever it is for."""
    flags = {
        name: {flag for parameter in command.params for flag in parameter.opts}
        for name, command in every_command()
        if not getattr(command, "commands", None)
    }
    assert len(flags) > 15
    assert not {name for name, known in flags.items() if "--workspace" not in known}


@pytest.mark.parametrize("command", [["doctor"], ["models"], ["rules", "SEC007"], ["history"]])
def test_a_write_that_was_cut_off_is_finished_by_the_next_command(
    tmp_path: Path, command: list[str]
) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "a.py").write_bytes(b"old")
    changes = plan_changes(root, {"a.py": b"new", "b.py": b"new"})
    assert crash(root, (changes, ()), "replace", 2)
    done = skillrun(*command, "--workspace", "project", home=tmp_path)
    assert "note: An earlier run was cut off" in done.err, done
    contents = {p.name: p.read_bytes() for p in root.iterdir() if p.is_file()}
    assert contents in ({"a.py": b"old"}, {"a.py": b"new", "b.py": b"new"})
