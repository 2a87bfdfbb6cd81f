"""What the model has seen: files that it edits unseen, files that change under it, what they break."""

import json
from collections.abc import Generator, Sequence
from pathlib import Path

import pytest

from skillrun.cli.jsonio import report_object
from skillrun.engine import events
from skillrun.engine.job import Job
from skillrun.engine.opening import audit, open_conversation
from skillrun.engine.run import ask
from skillrun.project.context import collect
from skillrun.project.fencing import unfence
from skillrun.providers.base import Message, StreamEvent
from skillrun.rules.registry import catalogue
from skillrun.rules.settings import RuleSettings
from skillrun.sessions.store import Session
from skillrun.skills.loading import load_skill
from tests.engine.scripted import Say, Scripted, Someone, answer

OLD = '"""Money."""\n\nRATE = 2\nLIMIT = 9\n'
BLIND = '"""Money."""\n\nRATE = 3\n'
MENDED = '"""Money."""\n\nRATE = 3\nLIMIT = 9\n'
OTHER = '"""Other."""\n\nNAME = "other"\n'


def job(root: Path, request: str = "raise the rate", **limits: object) -> Job:
    rules = catalogue(["response", "completeness"]).select(["RSP", "CMP010", "CMP002"], [])
    session = Session("test", root.parent / "session")
    return Job(request, root, load_skill(None), rules, session, **limits)  # type: ignore[arg-type]


def run(given: Job, *turns: Say) -> tuple[events.Report, Scripted]:
    provider = Scripted(list(turns))
    return ask(given, provider, "a test", Someone(), lambda _: None), provider


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    root.mkdir()
    (root / "money.py").write_text(OLD, encoding="utf-8")
    return root


def test_a_file_that_was_edited_unseen_is_shown_and_written_anew(root: Path) -> None:
    report, provider = run(
        job(root),
        Say(answer(("money.py", BLIND), ("other.py", OTHER))),
        Say(answer(("money.py", MENDED))),
    )
    assert (report.status, report.repairs) == ("written", 1), report
    assert (root / "money.py").read_text(encoding="utf-8") == MENDED
    assert (root / "other.py").read_text(encoding="utf-8") == OTHER
    assert not any(text.kind == "file" for text in unfence(provider.asked[0][1].content))
    repair = unfence(provider.asked[1][1].content)
    assert [(text.kind, text.name, text.text) for text in repair[1:]] == [
        ("file", "money.py", OLD),
        ("answer", "money.py", BLIND),
    ]


def test_a_file_that_the_model_thinks_better_of_stays_as_it_is(root: Path) -> None:
    report, _ = run(
        job(root),
        Say(answer(("money.py", BLIND), ("other.py", OTHER))),
        Say(answer()),
    )
    assert report.status == "written", report
    assert (root / "money.py").read_text(encoding="utf-8") == OLD
    assert [file.path for file in report.files] == ["other.py"]


def test_a_reply_that_brings_nothing_readable_writes_nothing_blind(root: Path) -> None:
    report, _ = run(
        job(root, max_repairs=1),
        Say(answer(("money.py", BLIND), ("other.py", OTHER))),
        Say("I would rather talk about something else."),
    )
    assert report.status == "rejected", report
    assert "CMP010" in {violation.code for violation in report.violations}
    assert (root / "money.py").read_text(encoding="utf-8") == OLD


def test_a_secret_that_is_written_over_is_never_shown(root: Path) -> None:
    (root / "secrets.json").write_text('{"key": "hush"}\n', encoding="utf-8")
    report, provider = run(
        job(root),
        Say(answer(("secrets.json", "{}\n"), ("other.py", OTHER))),
        Say(answer()),
    )
    assert report.status == "written", report
    assert "hush" in (root / "secrets.json").read_text(encoding="utf-8")
    assert not any("hush" in m.content for asked in provider.asked for m in asked)
    assert "- `secrets.json`" in provider.asked[1][1].content


class Meddling(Scripted):
    """Somebody saves a file while the model is speaking."""

    def meddles(self, path: Path, text: str | None) -> None:
        self.path, self.text = path, text

    def stream(
        self, messages: Sequence[Message], *, max_output_tokens: int | None = None
    ) -> Generator[StreamEvent, None, None]:
        yield from super().stream(messages, max_output_tokens=max_output_tokens)
        if self.text is None:
            self.path.unlink()
        else:
            self.path.write_text(self.text, encoding="utf-8")


def test_a_file_that_changed_meanwhile_is_a_conflict_and_nothing_is_written(root: Path) -> None:
    provider = Meddling([Say(answer(("money.py", MENDED), ("other.py", OTHER)))])
    theirs = OLD.replace("RATE = 2", "RATE = 5")
    provider.meddles(root / "money.py", theirs)
    given = job(root, files=("money.py",))
    report = ask(given, provider, "a test", Someone(), lambda _: None)
    assert (report.status, report.exit_code) == ("failed", 4)
    assert (root / "money.py").read_text(encoding="utf-8") == theirs
    assert not (root / "other.py").exists()
    told = json.loads(json.dumps(report_object(report)))["conflicts"]
    assert [conflict["path"] for conflict in told] == ["money.py"]
    assert "<<<<<<< on disk now\nRATE = 5\n" in told[0]["view"]
    assert "=======\nRATE = 3\n>>>>>>> the answer\n" in told[0]["view"]


@pytest.mark.parametrize("text", [None, "theirs\n"], ids=["gone", "new"])
def test_a_file_that_went_or_came_meanwhile_is_a_conflict(root: Path, text: str | None) -> None:
    name = "other.py" if text else "money.py"
    provider = Meddling([Say(answer((name, MENDED)))])
    provider.meddles(root / name, text)
    # The rule that judges unseen edits reads the disk, so it must be out of the way here.
    given = job(root, files=("money.py",))
    given = Job(
        given.request,
        root,
        given.skill,
        given.catalogue.select([], ["CMP010"]),
        given.session,
        files=given.files,
    )
    report = ask(given, provider, "a test", Someone(), lambda _: None)
    assert (report.exit_code, [c.path for c in report.conflicts]) == (4, [name])


def test_the_model_is_told_what_the_files_shown_break(root: Path) -> None:
    (root / "stub.py").write_text("def later() -> None:\n    pass\n", encoding="utf-8")
    report, provider = run(
        job(root, files=("stub.py", "money.py")), Say(answer(("other.py", OTHER)))
    )
    assert report.status == "written", report
    told = [text.text for text in unfence(provider.asked[0][1].content) if text.kind == "audit"]
    assert len(told) == 1
    assert told[0].startswith("stub.py:\n- CMP002 pass-statement, line 2: ")
    assert "money.py" not in told[0]
    assert "not changed is not written" not in provider.asked[0][0].content


@pytest.mark.parametrize(
    ("request_text", "frozen"),
    [("raise the rate", True), ("raise the rate. Make minimal changes", False)],
)
def test_who_wants_existing_code_left_alone_is_told_of_no_faults(
    root: Path, request_text: str, *, frozen: bool
) -> None:
    (root / "stub.py").write_text("def later() -> None:\n    pass\n", encoding="utf-8")
    given = job(root, request_text, files=("stub.py",), frozen=frozen)
    _, provider = run(given, Say(answer(("other.py", OTHER))))
    assert not any(text.kind == "audit" for text in unfence(provider.asked[0][1].content))
    assert "mend in the same edit" not in provider.asked[0][1].content


def test_what_other_files_break_is_not_told(root: Path) -> None:
    (root / "stub.py").write_text("def later() -> None:\n    pass\n", encoding="utf-8")
    context = collect(root, "x", ["money.py"])
    rules = catalogue(["response", "completeness"])
    assert audit(root, context, rules, RuleSettings()) == ()


def test_the_system_message_is_the_same_for_every_project(root: Path) -> None:
    given = job(root)
    first = open_conversation(given.skill, given.catalogue, "one", collect(root, "one"), root=root)
    (root / "stub.py").write_text("def later() -> None:\n    pass\n", encoding="utf-8")
    context = collect(root, "two", ["stub.py"])
    second = open_conversation(given.skill, given.catalogue, "two", context, root=root)
    assert first[0] == second[0]
