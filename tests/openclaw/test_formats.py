"""The packed skill before the validators of others, and ours beside them."""

import subprocess
import sys
from pathlib import Path

import pytest

from skillrun.skills.validating import Source, validate
from tests.openclaw.conftest import NAME
from tests.openclaw.tools import quick_validate, require_tools

BODY = "\n# Notes\n\nText.\n"
# What a head may look like, and which of the two other validators refuse it.
HEADS = {
    "good": ("name: notes\ndescription: Writes notes.\n", set()),
    "version at the top": ('name: notes\ndescription: d\nversion: "1"\n', {"spec", "openclaw"}),
    "compatibility": ("name: notes\ndescription: d\ncompatibility: any\n", {"openclaw"}),
    "homepage at the top": ("name: notes\ndescription: d\nhomepage: https://a.b\n", {"spec"}),
    "flow style": ("name: notes\ndescription: d\nmetadata: {a: b}\n", {"spec"}),
    "angle brackets": ("name: notes\ndescription: Writes <notes>.\n", {"openclaw"}),
    "another folder": ("name: other\ndescription: d\n", {"spec"}),
    "upper case": ("name: Notes\ndescription: d\n", {"spec", "openclaw"}),
    "double hyphen": ("name: no--tes\ndescription: d\n", {"spec", "openclaw"}),
    "no description": ("name: notes\n", {"spec", "openclaw"}),
    "long description": (f"name: notes\ndescription: {'x' * 1025}\n", {"spec", "openclaw"}),
    "long name": (f"name: {'n' * 65}\ndescription: d\n", {"spec", "openclaw"}),
    "no yaml": ("name: 'notes\ndescription: d\n", {"spec", "openclaw"}),
}


def agentskills(folder: Path) -> bool:
    """Whether the specification's own validator takes the folder."""
    command = Path(sys.executable).with_name("agentskills")
    done = subprocess.run([command, "validate", folder], capture_output=True, check=False)
    return done.returncode == 0


def make(folder: Path, head: str) -> Path:
    root = folder / "notes"
    root.mkdir()
    (root / "SKILL.md").write_text(f"---\n{head}---\n{BODY}", encoding="utf-8")
    return root


def test_the_packed_skill_is_valid(packed: Path) -> None:
    assert agentskills(packed)
    assert [str(fault) for fault in validate(packed)] == []


@pytest.mark.slow
def test_openclaw_s_own_check_takes_the_packed_skill(packed: Path) -> None:
    require_tools()
    assert packed.name == NAME
    assert quick_validate(packed)


@pytest.mark.parametrize("case", HEADS)
def test_the_specification_s_validator_agrees(case: str, tmp_path: Path) -> None:
    head, refusing = HEADS[case]
    root = make(tmp_path, head)
    assert agentskills(root) == ("spec" not in refusing)
    ours = {fault.source for fault in validate(root) if not fault.warning}
    assert (Source.AGENT_SKILLS in ours) == ("spec" in refusing)


@pytest.mark.slow
@pytest.mark.parametrize("case", HEADS)
def test_openclaw_s_check_agrees(case: str, tmp_path: Path) -> None:
    require_tools()
    head, refusing = HEADS[case]
    root = make(tmp_path, head)
    assert quick_validate(root) == ("openclaw" not in refusing)
    heads = [f for f in validate(root) if not f.warning and f.source is not Source.CLAWHUB]
    assert any(heads) == bool(refusing)
