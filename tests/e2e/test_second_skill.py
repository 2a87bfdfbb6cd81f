"""Another skill than the packaged one, by its manifest and pack alone: asked, refused, mended, written."""

import json
import shutil
from pathlib import Path

import pytest

from tests.support.command import Done, skillrun
from tests.support.wire import Reply, WireServer

SKILL = Path(__file__).parents[1] / "data" / "skills" / "pyservice"

PLAN = """## Plan

### What is done

A function that divides two numbers is added, and it refuses a divisor of zero.

### Why so

The caller decides what a failure means, so the function says what is wrong and goes no further.

## Code

`service/ratio.py`
```python
{code}```
"""
ENDS = '''"""Ratios."""

import sys


def ratio(one: float, other: float) -> float:
    """Divide two numbers."""
    if not other:
        sys.exit(1)
    return one / other
'''
RAISES = '''"""Ratios."""

UNITS = ["percent"]


def ratio(one: float, other: float) -> float:
    """Divide two numbers."""
    if not other:
        raise ValueError("the divisor is zero")
    return one / other
'''


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home where an agent keeps the skill."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(SKILL, tmp_path / ".claude" / "skills" / "pyservice", ignore=ignore)
    return tmp_path


def ask(home: Path, *turns: str, more: tuple[str, ...] = ()) -> tuple[Done, WireServer]:
    words = ("ask", "divide two numbers", "--skill", "pyservice", "--workspace", "work", "--yes")
    with WireServer() as server:
        server.script([Reply(turn) for turn in turns])
        model = ("--model", "compatible:any", "--base-url", server.openai_base)
        done = skillrun(*words, *model, "--format", "json", *more, home=home)
    return done, server


def test_its_code_does_not_run_before_it_is_trusted(home: Path) -> None:
    done, server = ask(home, PLAN.format(code=RAISES))
    assert done.code == 2
    assert "brings code of its own" in done.json["error"]["message"]
    assert "skillrun skill trust pyservice" in done.json["error"]["advice"]
    assert server.requests == []


def test_the_whole_path(home: Path) -> None:
    trusted = skillrun("skill", "trust", "pyservice", "--yes", home=home)
    assert trusted.code == 0, trusted.err
    assert "validators/service/process.py" in trusted.out

    done, server = ask(home, PLAN.format(code=ENDS), PLAN.format(code=RAISES))
    assert done.code == 0, done.out
    report = done.json
    assert (report["status"], report["repairs"]) == ("written", 1)
    written = home / "work" / "service" / "ratio.py"
    assert written.read_text(encoding="utf-8") == RAISES
    # The manifest makes a warning of it: told, and written all the same.
    assert [(v["code"], v["severity"]) for v in report["violations"]] == [("PSV002", "warning")]

    system = server.requests[0].body["messages"][0]["content"]
    assert "## Plan" in system
    assert "prose in English" in system
    assert "PSV001 process-end: End the process" in system
    assert "PSV002 module-state (warning)" in system
    assert "PART 1 ENDS HERE, TO COME: path/one.py" in system
    assert "shared by all threads" in system
    assert "senior-django" not in system
    assert "Цепочка" not in system
    repair = server.requests[1].body["messages"][-1]["content"]
    assert "PSV001 process-end, line 9: `sys.exit` ends the process here" in repair


def test_nothing_is_left_in_its_folder(home: Path) -> None:
    folder = home / ".claude" / "skills" / "pyservice"
    before = sorted(folder.rglob("*"))
    skillrun("skill", "trust", "pyservice", "--yes", home=home)
    done, _ = ask(home, PLAN.format(code=RAISES), more=("--dry-run",))
    assert done.code == 0, done.out
    assert sorted(folder.rglob("*")) == before


def test_a_change_of_its_code_needs_trust_again(home: Path) -> None:
    skillrun("skill", "trust", "pyservice", "--yes", home=home)
    pack = home / ".claude" / "skills" / "pyservice" / "validators" / "service" / "state.py"
    pack.write_text(pack.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    done, server = ask(home, PLAN.format(code=RAISES))
    assert done.code == 2
    assert "is not what you trusted on" in done.json["error"]["message"]
    assert server.requests == []


def test_beside_the_packaged_skill(home: Path) -> None:
    """Untrusted, its text goes along; trusted, its rules run too; the main skill's form holds."""
    work = home / "work" / "service"
    work.mkdir(parents=True)
    (work / "ratio.py").write_text(ENDS, encoding="utf-8")
    check = ("check", "work", "--with", "pyservice", "--select", "PSV,CMP", "--format", "json")
    refused = skillrun(*check, home=home)
    assert "There is no rule 'PSV'" in refused.json["error"]["message"]
    assert "nobody has trusted its code" in refused.err

    prompt = skillrun("prompt", "--with", "pyservice", home=home)
    assert prompt.code == 0, prompt.err
    assert "You write Python services that run for months" in prompt.out
    assert prompt.out.index("# Skill: senior-django-developer") < prompt.out.index('"pyservice"')
    assert "conflicts with senior-django-developer" in prompt.out
    assert "## Цепочка мыслей" in prompt.out
    assert "PSV001 process-end" not in prompt.out

    skillrun("skill", "trust", "pyservice", "--yes", home=home)
    done = skillrun(*check, home=home)
    assert done.err == ""
    assert [v["code"] for v in json.loads(done.out)["violations"]] == ["PSV001"]
    assert "PSV001 process-end" in skillrun("prompt", "--with", "pyservice", home=home).out
