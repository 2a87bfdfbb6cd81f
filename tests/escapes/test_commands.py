"""Hostile commands: each is refused, or does only what the skill's manifest allows."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from skillrun.protocol.answer import Operation
from skillrun.skills.loading import load_skill
from skillrun.workspace.commands.after import run_after
from skillrun.workspace.commands.operations import PlannedOperation, plan_operations
from skillrun.workspace.commands.scaffold import scaffold
from skillrun.workspace.running import find_uv
from tests.engine.scripted import GRAMMAR_HEAD, answer
from tests.escapes.ground import Ground, changed, load
from tests.escapes.standins import StandIns
from tests.support.command import skillrun

CORPUS = {
    kind: [(group["what"], line) for group in groups for line in group["lines"]]
    for kind, groups in load("commands").items()
}
ALLOWED = load_skill(None).commands
FILE = ("apps/shop.py", '"""Numbers."""\n\nONE = 1\n')


def ids(kind: str) -> list[str]:
    return [f"{number:03} {what}" for number, (what, _) in enumerate(CORPUS[kind])]


def plan(root: Path, line: str) -> tuple[PlannedOperation, ...]:
    return plan_operations([Operation(line, 1)], delivered=(), allowed=ALLOWED, root=root)


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path / "ground").prepare()


@pytest.fixture
def standins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIns]:
    made = StandIns.at(tmp_path / "programs")
    monkeypatch.setenv("PATH", made.environment["PATH"])
    monkeypatch.syspath_prepend(made.folder / "uv-package")
    monkeypatch.delitem(sys.modules, "uv", raising=False)
    find_uv.cache_clear()
    yield made
    find_uv.cache_clear()
    sys.modules.pop("uv", None)


def carry_out(root: Path, planned: tuple[PlannedOperation, ...], env: dict[str, str]) -> set[str]:
    """Carry a plan out as the engine does, short of the commit; name what would be written."""
    made = scaffold(root, planned, delivered=(), pyproject=None, env=env)
    run_after(root, planned, earlier=made.results, env=env)
    return {*made.files, *made.removals}


@pytest.mark.parametrize(("what", "line"), CORPUS["never"], ids=ids("never"))
def test_a_hostile_command_is_never_run(
    ground: Ground, standins: StandIns, what: str, line: str
) -> None:
    before = ground.tree()
    planned = plan(ground.root, line)
    assert [operation.command for operation in planned if operation.status == "run"] == []
    assert all(operation.reason for operation in planned if operation.status != "done")
    assert carry_out(ground.root, planned, standins.environment) == set()
    assert standins.started() == []
    assert ground.tree() == before


@pytest.mark.parametrize(("what", "line"), CORPUS["first"], ids=ids("first"))
def test_only_the_harmless_command_of_a_chain_is_run(
    ground: Ground, standins: StandIns, what: str, line: str
) -> None:
    before = ground.tree()
    planned = plan(ground.root, line)
    assert [operation.status for operation in planned].count("run") == 1
    made = carry_out(ground.root, planned, standins.environment)
    assert len(made) <= 1
    assert all((ground.root / path).resolve().is_relative_to(ground.root) for path in made)
    assert {name for name, _, _ in standins.started()} <= {"git"}
    assert ground.tree() == before


@pytest.mark.parametrize(("what", "line"), CORPUS["allowed"], ids=ids("allowed"))
def test_what_the_skill_needs_is_not_refused(ground: Ground, what: str, line: str) -> None:
    assert {operation.status for operation in plan(ground.root, line)} <= {"run", "done"}


def reply(line: str) -> str:
    """An answer with one command and one file."""
    return answer(FILE, head=GRAMMAR_HEAD.replace("Команды не нужны.", f"```bash\n{line}\n```"))


SAMPLE = [(what, line) for what, line in CORPUS["never"] if not {"\n", "\r"} & {*line}][::18]


@pytest.mark.slow
@pytest.mark.parametrize(("what", "line"), SAMPLE, ids=[what for what, _ in SAMPLE])
def test_the_command_starts_nothing_for_it(tmp_path: Path, what: str, line: str) -> None:
    ground = Ground(tmp_path / "ground").prepare()
    standins = StandIns.at(tmp_path / "programs")
    before = ground.tree()
    (tmp_path / "answer.md").write_text(reply(line), encoding="utf-8")
    done = skillrun(
        *("apply", "answer.md", "--workspace", ground.root, "--yes", "--operations", "allow"),
        *("--select", "CMP002", "--format", "json"),
        home=tmp_path,
        env=standins.environment,
    )
    assert done.code == 0, done.err
    assert {operation["status"] for operation in done.json["operations"]} <= {
        "refused",
        "skipped",
        "done",
    }
    started = [(name, words) for name, words, _ in standins.started()]
    assert [words for name, words in started if name != "git"] == []
    assert all(words[-4:-1] != ["add"] and "add" not in words for _, words in started)
    assert changed(before, ground.tree()) == {"apps/shop.py"}


@pytest.mark.slow
def test_what_is_started_gets_its_own_words_and_no_keys(tmp_path: Path) -> None:
    ground = Ground(tmp_path / "ground").prepare()
    standins = StandIns.at(tmp_path / "programs")
    (tmp_path / "answer.md").write_text(reply("git add apps/shop.py"), encoding="utf-8")
    keys = {"OPENAI_API_KEY": "planted", "GIT_DIR": "/planted", "AWS_SECRET_ACCESS_KEY": "planted"}
    skillrun(
        *("apply", "answer.md", "--workspace", ground.root, "--yes", "--operations", "allow"),
        *("--select", "CMP002"),
        home=tmp_path,
        env={**standins.environment, **keys},
    )
    started = [(name, words) for name, words, _ in standins.started()]
    assert ("git", ["add", "apps/shop.py"]) in started
    for _, _, env in standins.started():
        assert "planted" not in " ".join(env.values())


def test_the_corpus_is_large() -> None:
    assert len({line for _, line in CORPUS["never"]}) >= 100
