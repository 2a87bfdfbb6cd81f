"""The first rung of repair: what a program mends in an answer, and what it leaves alone."""

from pathlib import Path

import pytest

from skillrun.engine import events
from skillrun.engine.job import Job
from skillrun.engine.run import apply, ask
from skillrun.rules.registry import catalogue
from skillrun.sessions.store import Session
from skillrun.skills.loading import load_skill
from tests.engine.scripted import Say, Scripted, Someone, answer

PATH = "apps/shop/services.py"
FAULTY = '"""Paying."""\n\n\ndef pay(amount: int):\n    """Pay.\n\n    Args:\n        amount: What.\n    """\n    print("paid", amount)\n'
MENDED = (
    '"""Paying."""\n\nimport logging\n\nlogger = logging.getLogger(__name__)\n\n\n'
    'def pay(amount: int) -> None:\n    """Pay.\n\n    Args:\n        amount: What.\n    """\n'
    '    logger.info("paid %s", amount)\n'
)
STUB = FAULTY.replace("Paying", "Stub").replace(
    'print("paid", amount)', "# TODO: pay\n    print(amount)"
)
WHOLE = MENDED.replace("Paying", "Stub").replace(
    'logger.info("paid %s", amount)', "logger.info(amount)"
)
RULES = ("RSP", "CMP", "ERR", "STY")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "shop"


def job(root: Path, **more: object) -> Job:
    skill = load_skill(None)
    rules = catalogue(skill.packs).select(RULES)
    session = Session("test", root.parent / "session")
    request = str(more.pop("request", "write pay"))
    return Job(request, root, skill, rules, session, **more)  # type: ignore[arg-type]


def asked(
    root: Path, *turns: str, **more: object
) -> tuple[events.Report, Scripted, list[events.Event]]:
    seen: list[events.Event] = []
    provider = Scripted([Say(turn) for turn in turns])
    report = ask(job(root, **more), provider, "a test", Someone(), seen.append)
    return report, provider, seen


def mended(seen: list[events.Event]) -> list[set[str]]:
    return [{v.code for v in e.violations} for e in seen if isinstance(e, events.Mended)]


def test_what_a_program_mends_costs_no_request(root: Path) -> None:
    report, provider, seen = asked(root, answer((PATH, FAULTY)))
    assert (report.status, report.repairs) == ("written", 0), report
    assert (root / PATH).read_text(encoding="utf-8") == MENDED
    assert len(provider.asked) == 1
    assert mended(seen) == [{"ERR004", "STY001"}]
    assert [len(e.violations) for e in seen if isinstance(e, events.Checked)] == [2, 0]


def test_a_missing_ignore_file_costs_no_request(root: Path) -> None:
    manage = "import os\n\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings')\n"
    text = answer(("manage.py", manage), ("config/settings.py", 'ROOT_URLCONF = "config.urls"\n'))
    skill = load_skill(None)
    rules = catalogue(skill.packs).select(["RSP", "SEC002"])
    wanted = Job("make a project", root, skill, rules, Session("test", root.parent / "session"))
    report = apply(wanted, [text], ["a.md"], Someone(), lambda _: None)
    assert report.status == "written", report
    for name in (".gitignore", ".dockerignore"):
        assert ".env" in (root / name).read_text(encoding="utf-8").splitlines()


def test_apply_mends_too(root: Path) -> None:
    seen: list[events.Event] = []
    text = answer((PATH, FAULTY)).replace(f"`{PATH}`", f"### {PATH}")
    report = apply(job(root), [text], ["a.md"], Someone(), seen.append)
    assert report.status == "written", report
    assert (root / PATH).read_text(encoding="utf-8") == MENDED
    assert mended(seen) == [{"ERR004", "RSP008", "STY001"}], "form first, then files"


def test_the_model_is_asked_for_the_rest_alone(root: Path) -> None:
    other = "apps/shop/other.py"
    first = answer((PATH, FAULTY), (other, STUB))
    report, provider, seen = asked(
        root, first, answer((other, WHOLE.replace("-> None", "")), head="")
    )
    assert (report.status, report.repairs) == ("written", 1), report
    question = provider.asked[1][-1].content
    assert "CMP001" in question
    assert "ERR004" not in question
    assert "logger.info(amount)" in question, "the model sees the file as it was mended"
    assert (root / PATH).read_text(encoding="utf-8") == MENDED
    assert len(mended(seen)) == 2, "what a repair brings is mended as well"


def test_files_that_the_answer_does_not_bring_are_not_touched(root: Path) -> None:
    (root / "apps").mkdir(parents=True)
    (root / "apps" / "old.py").write_text(FAULTY, encoding="utf-8")
    asked(root, answer((PATH, FAULTY)))
    assert (root / "apps" / "old.py").read_text(encoding="utf-8") == FAULTY


@pytest.mark.parametrize(
    ("more", "mends"),
    [
        ({}, True),
        ({"minimal": True}, False),
        ({"frozen": True}, False),
        ({"request": "write pay. Make minimal changes."}, False),
    ],
)
def test_an_existing_file_is_mended_unless_it_is_to_stay(
    root: Path, more: dict[str, object], mends: bool
) -> None:
    (root / PATH).parent.mkdir(parents=True)
    (root / PATH).write_text(FAULTY.replace("paid", "was"), encoding="utf-8")
    report, _, seen = asked(root, answer((PATH, FAULTY)), files=(PATH,), max_repairs=0, **more)
    assert report.exit_code == 0, report
    assert bool(mended(seen)) is mends
    assert bool(report.violations) is not mends, "what is left as it was is told"
    assert ((root / PATH).read_text(encoding="utf-8") == FAULTY) is not mends


def test_an_answer_whose_faults_would_vanish_is_not_rewritten(root: Path) -> None:
    unnamed = "\n```python\nX = 1\n```\n"
    report, _, seen = asked(root, answer((PATH, FAULTY), tail=unnamed), max_repairs=0)
    assert report.status == "rejected"
    assert {"RSP006", "ERR004"} <= {v.code for v in report.violations}
    assert not mended(seen)


def test_a_file_that_comes_twice_is_left_to_the_model(root: Path) -> None:
    report, _, _ = asked(root, answer((PATH, FAULTY), (PATH, FAULTY)), max_repairs=0)
    assert {"RSP009", "ERR004"} <= {v.code for v in report.violations}
