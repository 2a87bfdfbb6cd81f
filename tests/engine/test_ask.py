"""The loop: splits, cuts, length stops, fatal faults, repairs, ceilings; what is on disk after each."""

from pathlib import Path

import pytest

from skillrun.engine import events
from skillrun.engine.job import Job, Verification
from skillrun.engine.run import apply, ask
from skillrun.errors import ModelError
from skillrun.providers.base import StopReason
from skillrun.rules.registry import catalogue
from skillrun.rules.settings import RuleSettings
from skillrun.sessions.history import History
from skillrun.sessions.store import Session
from skillrun.skills.loading import load_skill
from tests.engine.scripted import GRAMMAR_HEAD, Say, Scripted, Someone, answer

ADD = '''"""Adding."""


def add(one: int, other: int) -> int:
    """Add two numbers.

    Args:
        one: The first.
        other: The second.

    Returns:
        Their sum.
    """
    return one + other
'''
SUBTRACT = (
    ADD.replace("Adding", "Subtracting").replace("add(", "subtract(").replace("+ other", "- other")
)
STUB = ADD.replace("    return one + other\n", "    # ... rest of code\n    return one\n")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "shop"


def job(root: Path, **limits: object) -> Job:
    skill = load_skill(None)
    rules = catalogue(["response", "completeness"])
    session = Session("test", root.parent / "session")
    return Job("add a function that adds", root, skill, rules, session, **limits)  # type: ignore[arg-type]


def tree(root: Path) -> dict[str, str]:
    return {
        p.relative_to(root).as_posix(): p.read_text(encoding="utf-8")
        for p in sorted(root.rglob("*"))
        if p.is_file()
    }


def run(
    root: Path, *turns: Say, person: Someone | None = None, **limits: object
) -> tuple[events.Report, Scripted, list[events.Event]]:
    seen: list[events.Event] = []
    provider = Scripted(list(turns))
    report = ask(job(root, **limits), provider, "a test", person or Someone(), seen.append)
    return report, provider, seen


def test_a_clean_answer_is_written(root: Path) -> None:
    report, _, seen = run(root, Say(answer(("apps/shop/services.py", ADD))))
    assert (report.status, report.exit_code) == ("written", 0), report
    assert tree(root) == {"apps/shop/services.py": ADD}
    assert [f.action for f in report.files] == ["create"]
    assert any(isinstance(e, events.FileFinished) for e in seen)


def test_a_split_is_held_together(root: Path) -> None:
    first = answer(
        ("apps/a.py", ADD), tail="\nSOLUTION SPLIT: PART 1 — CONTINUE? (remaining: apps/b.py)\n"
    )
    person = Someone()
    report, provider, _ = run(
        root, Say(first), Say(answer(("apps/b.py", SUBTRACT), head="")), person=person
    )
    assert report.exit_code == 0, report
    assert report.parts == 2
    assert person.questions[0] == "continue 1"
    assert set(tree(root)) == {"apps/a.py", "apps/b.py"}
    assert [m.role for m in provider.asked[1]] == ["system", "user", "assistant", "user"]


def test_a_split_that_nobody_continues_writes_nothing(root: Path) -> None:
    first = answer(
        ("apps/a.py", ADD), tail="\nSOLUTION SPLIT: PART 1 — CONTINUE? (remaining: apps/b.py)\n"
    )
    report, _, _ = run(root, Say(first), person=Someone(goes_on=False))
    assert (report.status, report.exit_code) == ("failed", 2)
    assert not root.exists()


def test_a_promised_file_that_never_comes_writes_nothing(root: Path) -> None:
    first = answer(
        ("apps/a.py", ADD), tail="\nSOLUTION SPLIT: PART 1 — CONTINUE? (remaining: apps/b.py)\n"
    )
    report, _, _ = run(
        root, Say(first), Say(answer(("apps/c.py", SUBTRACT), head="")), max_repairs=0
    )
    assert report.status == "rejected"
    assert "RSP015" in {v.code for v in report.violations}
    assert not root.exists()


@pytest.mark.parametrize("stop", [StopReason.LENGTH, None], ids=["length", "cut"])
def test_a_turn_that_stops_inside_a_file_goes_on_from_the_last_whole_one(
    root: Path, stop: StopReason | None
) -> None:
    whole = answer(("apps/a.py", ADD), ("apps/b.py", SUBTRACT))
    cut = whole[: whole.index("Subtracting") + 60]
    report, provider, _ = run(root, Say(cut, stop), Say(answer(("apps/b.py", SUBTRACT), head="")))
    assert report.exit_code == 0, report
    assert tree(root) == {"apps/a.py": ADD, "apps/b.py": SUBTRACT}
    kept, note = provider.asked[1][-2:]
    assert "Subtracting" not in kept.content
    assert kept.content.rstrip().endswith("```")
    assert note.role == "user"
    assert "apps/b.py" in note.content


def test_a_cut_before_the_first_file_asks_the_same_again(root: Path) -> None:
    report, provider, _ = run(root, Say(GRAMMAR_HEAD[:80], None), Say(answer(("apps/a.py", ADD))))
    assert report.exit_code == 0, report
    assert [m.role for m in provider.asked[1]] == ["system", "user"]


def test_turns_that_bring_nothing_end_the_run(root: Path) -> None:
    report, provider, _ = run(root, *[Say(GRAMMAR_HEAD[:80], StopReason.LENGTH)] * 9)
    assert (report.status, report.exit_code) == ("failed", 3)
    assert len(provider.asked) == 3
    assert not root.exists()


def test_what_broke_every_turn_is_told(root: Path) -> None:
    report, _, _ = run(root, *[Say(GRAMMAR_HEAD[:80], None)] * 9)
    assert report.exit_code == 3
    assert "The connection broke." in report.error
    assert report.advice == "Look at the network."


def test_a_turn_that_is_refused_or_interrupted_is_paid_for(root: Path) -> None:
    for error in (ModelError("No."), KeyboardInterrupt()):
        report, _, _ = run(root, Say(GRAMMAR_HEAD[:80], error))
        assert report.exit_code in {3, 130}
        assert report.usage.requests == 1
        assert report.usage.input_tokens > report.usage.output_tokens > 0


def test_parts_are_limited(root: Path) -> None:
    turns = [
        Say(
            answer((f"apps/a{i}.py", ADD), head="" if i else GRAMMAR_HEAD)
            + f"\nSOLUTION SPLIT: PART {i + 1} — CONTINUE? (remaining: apps/a{i + 1}.py)\n"
        )
        for i in range(5)
    ]
    report, provider, _ = run(root, *turns, max_parts=3)
    assert report.exit_code == 3
    assert len(provider.asked) == 3
    assert not root.exists()


def test_a_fatal_fault_ends_the_turn_and_only_that_file_comes_again(root: Path) -> None:
    filler = [(f"apps/later{i}.py", ADD) for i in range(40)]
    first = answer(("apps/a.py", ADD), ("apps/b.py", STUB), *filler)
    rest = answer(("apps/b.py", SUBTRACT), head="")
    report, provider, seen = run(root, Say(first), Say(rest))
    assert report.exit_code == 0, report
    assert report.repairs == 1
    assert tree(root) == {"apps/a.py": ADD, "apps/b.py": SUBTRACT}
    assert provider.heard < len(first) / 3 + len(rest), "the rest of the turn was not paid for"
    assert "CMP004" in provider.asked[1][-1].content
    assert any(isinstance(e, events.TurnStopped) and e.reason == "fatal" for e in seen)


def test_the_same_fatal_fault_twice_is_rejected(root: Path) -> None:
    report, provider, _ = run(root, *[Say(answer(("apps/b.py", STUB)))] * 9)
    assert (report.status, report.exit_code) == ("rejected", 1)
    assert len(provider.asked) == 2
    assert {v.code for v in report.violations} == {"CMP004"}
    assert not root.exists()
    assert STUB in Path(report.kept).read_text(encoding="utf-8")


NOT_DONE = ADD.replace("    return one + other\n", "    raise NotImplementedError\n")


def test_a_repair_brings_only_the_faulty_file(root: Path) -> None:
    report, provider, _ = run(
        root,
        Say(answer(("apps/a.py", ADD), ("apps/b.py", NOT_DONE))),
        Say(answer(("apps/b.py", SUBTRACT))),
    )
    assert report.exit_code == 0, report
    assert report.repairs == 1
    assert tree(root) == {"apps/a.py": ADD, "apps/b.py": SUBTRACT}
    system, message = provider.asked[1]
    assert system == provider.asked[0][0]
    assert "CMP005" in message.content
    assert "raise NotImplementedError" in message.content
    assert (
        '"""Adding."""\n\n\ndef add(one: int, other: int) -> int:\n    """Add two'
        in message.content
    )
    assert message.content.count("def add") == 1, "the good file is not sent again"


def test_a_repair_may_bring_what_a_split_answer_lacks(root: Path) -> None:
    commands = "```bash\ntouch apps/a.py apps/b.py apps/c.py\n```"
    head = GRAMMAR_HEAD.replace("Команды не нужны.", commands)
    marker = "\nSOLUTION SPLIT: PART 1 — CONTINUE? (remaining: apps/b.py)\n"
    report, provider, _ = run(
        root,
        Say(answer(("apps/a.py", ADD), head=head, tail=marker)),
        Say(answer(("apps/b.py", SUBTRACT), head="")),
        Say(answer(("apps/c.py", ADD), head=head)),
    )
    assert (report.status, report.repairs, len(provider.asked)) == ("written", 1, 3), report
    assert set(tree(root)) == {"apps/a.py", "apps/b.py", "apps/c.py"}


def test_repairs_do_not_grow_and_end(root: Path) -> None:
    faulty = [NOT_DONE.replace("Adding", f"Adding {i}\n\n{'x' * i}") for i in range(9)]
    report, provider, _ = run(
        root, *[Say(answer(("apps/b.py", text))) for text in faulty], max_repairs=3
    )
    assert (report.status, report.exit_code) == ("rejected", 1)
    # The same violation came back: asking a second time would change nothing.
    assert report.repairs == 1
    assert len(provider.asked) == 2
    assert not root.exists()


def test_repairs_are_limited(root: Path) -> None:
    faulty = [f"def work_{i}() -> None:\n    raise NotImplementedError\n" for i in range(9)]
    turns = [Say(answer(("apps/b.py", text))) for text in faulty]
    report, provider, _ = run(root, *turns, max_repairs=2)
    assert report.status == "rejected"
    assert len(provider.asked) <= 3
    sizes = [sum(len(m.content) for m in asked) for asked in provider.asked[1:]]
    assert max(sizes) - min(sizes) < 50, "a repair request does not grow with the tries"


def test_form_is_mended_without_the_model(root: Path) -> None:
    text = answer(("apps/a.py", ADD)).replace("`apps/a.py`", "### apps/a.py")
    report, provider, seen = run(root, Say(text))
    assert report.exit_code == 0, report
    assert len(provider.asked) == 1
    assert report.repairs == 0
    assert any(isinstance(e, events.Mended) for e in seen)
    assert tree(root) == {"apps/a.py": ADD}


def test_a_missing_reasoning_is_asked_for(root: Path) -> None:
    report, provider, _ = run(
        root, Say(answer(("apps/a.py", ADD), head="")), Say(GRAMMAR_HEAD + "## Файлы\n")
    )
    assert report.exit_code == 0, report
    assert len(provider.asked) == 2
    assert tree(root) == {"apps/a.py": ADD}


def test_an_open_fence_is_never_written(root: Path) -> None:
    text = answer(("apps/a.py", ADD)).rstrip().removesuffix("```")
    report, _, _ = run(root, Say(text), max_repairs=0)
    assert report.exit_code == 1
    assert "RSP011" in {v.code for v in report.violations}
    assert not root.exists()


def test_an_unfinished_file_stays_faulty_until_it_comes(root: Path) -> None:
    cut = answer(("apps/a.py", ADD), ("apps/b.py", SUBTRACT)).rstrip().removesuffix("```")
    report, _, _ = run(root, Say(cut), Say(answer(("apps/a.py", ADD))), max_repairs=1)
    assert report.exit_code == 1
    assert not root.exists()


def test_an_unnamed_block_is_not_forgotten(root: Path) -> None:
    text = answer(("apps/a.py", ADD)) + f"\n```python\n{SUBTRACT}```\n"
    report, provider, _ = run(root, Say(text), Say(answer(("apps/b.py", SUBTRACT))))
    assert report.exit_code == 0, report
    assert "def subtract" in provider.asked[1][-1].content
    assert set(tree(root)) == {"apps/a.py", "apps/b.py"}


def test_an_unnamed_block_that_does_not_come_stays_an_error(root: Path) -> None:
    text = answer(("apps/a.py", ADD)) + f"\n```python\n{SUBTRACT}```\n"
    report, _, _ = run(root, Say(text), Say(answer(("apps/a.py", ADD))), max_repairs=1)
    assert report.exit_code == 1
    assert not root.exists()


def test_max_tokens_ends_the_run_before_it_is_passed(root: Path) -> None:
    report, provider, _ = run(root, Say(answer(("apps/a.py", ADD))), max_tokens=500)
    assert (report.status, report.exit_code) == ("failed", 3)
    assert "--max-tokens" in report.error
    assert not provider.asked


def test_max_tokens_limits_each_answer(root: Path) -> None:
    _, provider, _ = run(root, Say(answer(("apps/a.py", ADD))), max_tokens=200_000)
    assert provider.limits[0] is not None
    assert provider.limits[0] < 200_000


def test_max_cost_needs_a_price(root: Path) -> None:
    report, provider, _ = run(root, Say(answer(("apps/a.py", ADD))), max_cost=1.0)
    assert (report.status, report.exit_code) == ("failed", 2)
    assert not provider.asked


def test_the_project_s_decisions_hold_in_the_stream_and_after(root: Path) -> None:
    settings = RuleSettings(per_file_ignores={"apps/legacy/**": ("CMP004", "CMP005")})
    stub, undone = ("apps/legacy/a.py", STUB), ("apps/legacy/b.py", NOT_DONE)
    report, provider, _ = run(root, Say(answer(stub, undone)), settings=settings)
    assert report.exit_code == 0, report
    assert len(provider.asked) == 1
    assert tree(root) == {"apps/legacy/a.py": STUB, "apps/legacy/b.py": NOT_DONE}


def test_a_dry_run_writes_nothing(root: Path) -> None:
    report, _, _ = run(root, Say(answer(("apps/a.py", ADD))), dry_run=True)
    assert (report.status, report.exit_code) == ("planned", 0)
    assert [f.path for f in report.files] == ["apps/a.py"]
    assert not root.exists()


def test_a_no_to_writing_leaves_all_as_it_was(root: Path) -> None:
    report, _, _ = run(root, Say(answer(("apps/a.py", ADD))), person=Someone(writes=False))
    assert (report.status, report.exit_code) == ("interrupted", 130)
    assert not root.exists()


def test_an_interrupt_leaves_all_as_it_was(root: Path) -> None:
    class Impatient(Someone):
        def write(self, changes: object) -> bool:
            raise KeyboardInterrupt

    report, _, _ = run(root, Say(answer(("apps/a.py", ADD))), person=Impatient())
    assert (report.status, report.exit_code) == ("interrupted", 130)
    assert not root.exists()


def test_an_interrupt_after_the_write_says_that_files_are_written(root: Path) -> None:
    def interrupt_after_write(event: events.Event) -> None:
        if isinstance(event, events.FilesWritten):
            raise KeyboardInterrupt

    provider = Scripted([Say(answer(("apps/a.py", ADD)))])
    report = ask(job(root), provider, "a test", Someone(), interrupt_after_write)
    assert (report.status, report.exit_code) == ("interrupted", 130)
    assert "written" in report.error
    assert tree(root) == {"apps/a.py": ADD}


def test_the_conversation_is_kept_for_replay(root: Path) -> None:
    run(root, Say(answer(("apps/a.py", ADD))))
    history = History(root.parent / "session")
    lines = history.conversation(history.session("test"))
    assert [line.split('"role": "')[1].split('"')[0] for line in lines] == [
        "system",
        "user",
        "assistant",
    ]


def test_a_saved_answer_is_applied(root: Path) -> None:
    report = apply(job(root), [answer(("apps/a.py", ADD))], ["saved.md"], Someone(), lambda _: None)
    assert report.exit_code == 0, report
    assert tree(root) == {"apps/a.py": ADD}


def test_a_saved_answer_with_a_split_outstanding_is_not_whole(root: Path) -> None:
    text = answer(
        ("apps/a.py", ADD), tail="\nSOLUTION SPLIT: PART 1 — CONTINUE? (remaining: apps/b.py)\n"
    )
    report = apply(job(root), [text], ["saved.md"], Someone(), lambda _: None)
    assert (report.status, report.exit_code) == ("rejected", 1)
    assert "RSP015" in {v.code for v in report.violations}
    assert not root.exists()


def test_bringing_the_same_again_and_again_is_no_progress(root: Path) -> None:
    whole = answer(("apps/a.py", ADD), ("apps/b.py", SUBTRACT))
    cut = whole[: whole.index("Subtracting") + 60]
    report, provider, _ = run(root, *[Say(cut, None)] * 20)
    assert (report.status, report.exit_code) == ("failed", 3)
    assert len(provider.asked) == 4
    assert not root.exists()


def test_a_split_that_repeats_itself_ends(root: Path) -> None:
    part = answer(
        ("apps/a.py", ADD), tail="\nSOLUTION SPLIT: PART 1 — CONTINUE? (remaining: apps/b.py)\n"
    )
    report, provider, _ = run(root, *[Say(part)] * 20)
    assert report.exit_code == 3
    assert len(provider.asked) == 4


def test_prose_alone_is_no_answer(root: Path) -> None:
    refusal = Say("I'm sorry, I can't help with that.")
    report, _, _ = run(root, *[refusal] * 9)
    assert (report.status, report.exit_code) == ("failed", 3)
    assert "I can't help with that" in report.error
    assert not root.exists()


def test_what_commands_took_away_is_told(root: Path) -> None:
    (root / "apps").mkdir(parents=True)
    (root / "apps" / "old.py").write_text("OLD = 1\n", encoding="utf-8")
    head = GRAMMAR_HEAD.replace("Команды не нужны.", "```bash\nrm apps/old.py\n```")
    report, _, _ = run(root, Say(answer(("apps/a.py", ADD), head=head)), person=Someone(runs=True))
    assert report.exit_code == 0, report
    assert report.removed == ("apps/old.py",)
    assert tree(root) == {"apps/a.py": ADD}


def test_a_verification_that_cannot_begin_does_not_deny_what_was_written(root: Path) -> None:
    wanted = Verification(None, "off", 60.0)
    clean = Say(answer(("apps/a.py", ADD)))
    report, _, _ = run(root, clean, verification=wanted, commit=True)
    assert (report.status, report.exit_code) == ("written", 5), report
    assert "no pyproject.toml" in report.error
    assert [f.path for f in report.files] == ["apps/a.py"]
    assert not report.kept


def test_it_is_said_that_nothing_was_committed(root: Path) -> None:
    command = "```bash\nuv run python manage.py makemigrations\n```"
    head = GRAMMAR_HEAD.replace("Команды не нужны.", command)
    clean = Say(answer(("apps/a.py", ADD), head=head))
    report, _, _ = run(root, clean, person=Someone(runs=True), commit=True)
    assert (report.status, report.exit_code) == ("written", 5), report
    assert "Nothing was committed" in report.error


def test_an_answer_is_kept_where_its_write_fails(root: Path) -> None:
    root.write_text("a file, no folder", encoding="utf-8")
    report, _, _ = run(root, Say(answer(("apps/a.py", ADD))))
    assert report.status == "failed"
    assert "def add(" in Path(report.kept).read_text(encoding="utf-8")


def test_an_answer_is_kept_where_the_person_says_no(root: Path) -> None:
    report, _, _ = run(root, Say(answer(("apps/a.py", ADD))), person=Someone(writes=False))
    assert report.status == "interrupted"
    assert "def add(" in Path(report.kept).read_text(encoding="utf-8")
