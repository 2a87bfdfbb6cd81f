"""`skillrun verify` on the blueprint's project, with no server running: green, and red for a reason.

The servers are temporary ones of this machine, started by the run.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from skillrun.gate.binaries import find_postgres
from skillrun.gate.model import Coverage, GateEvent, Step, StepProgress, VerifyReport
from skillrun.gate.servers import Account, running_postgres
from skillrun.gate.verifying import verify
from skillrun.machine.environment import clean_environment
from skillrun.workspace.running import run
from skillrun.workspace.sandbox import Sandbox
from tests.support.tools import POSTGRES_HOME, require
from tests.workspace.conftest import snapshot

pytestmark = pytest.mark.slow

StepOf = Callable[[VerifyReport, str], Step]
MODELS = "apps/payments/models.py"
SERVICES = "apps/payments/services.py"
TESTS = "apps/payments/tests/test_models.py"


@pytest.fixture(autouse=True)
def programs(surroundings: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What the tests of the project need."""
    require("postgres", "redis-server")
    monkeypatch.setenv("PATH", os.pathsep.join([str(POSTGRES_HOME / "bin"), os.environ["PATH"]]))


def change(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def statuses(report: VerifyReport) -> dict[str, str]:
    return {step.name: step.status for step in report.steps}


def red(report: VerifyReport) -> set[str]:
    return {name for name, status in statuses(report).items() if status != "passed"}


def coverage_of(report: VerifyReport) -> Coverage:
    found = report.steps[-1].coverage
    assert found is not None
    return found


def test_the_blueprint_is_green_and_as_it_was(root: Path, sandbox: Sandbox) -> None:
    before = snapshot(root)
    events: list[GateEvent] = []
    report = verify(root, sandbox=sandbox, emit=events.append)
    assert report.ok, [step for step in report.steps if step.status != "passed"]
    assert report.sandbox == "bubblewrap"
    assert [use.source for use in report.services] == ["machine", "machine"]
    assert coverage_of(report).percent > 95
    assert all(step.seconds > 0 for step in report.steps)
    ran = [event for event in events if isinstance(event, StepProgress)]
    assert ran
    assert ran[-1].total > 100
    assert snapshot(root) == before


def test_red_for_a_broken_test_a_lint_error_and_what_is_not_formatted(
    root: Path, sandbox: Sandbox, step_of: StepOf
) -> None:
    change(root, TESTS, "    assert ", "    assert not ")
    change(
        root,
        SERVICES,
        "from django.db import transaction",
        "import os\nfrom django.db import transaction",
    )
    (root / "apps/core/loose.py").write_text('"""Loose."""\n\nvalue  =  1\n', encoding="utf-8")
    report = verify(root, sandbox=sandbox)
    assert red(report) == {"lint", "format", "tests"}
    lint = step_of(report, "lint")
    assert [(f.path, f.message) for f in lint.faults if "F401" in f.message] == [
        (SERVICES, "F401 `os` imported but unused")
    ]
    assert [fault.path for fault in step_of(report, "format").faults] == ["apps/core/loose.py"]
    (fault,) = step_of(report, "tests").faults
    test, line = _first_assertion(root)
    assert (fault.path, fault.line) == (TESTS, line)
    assert fault.message.startswith(f"{TESTS}::{test} failed: AssertionError: assert not ")
    assert fault.detail.splitlines()[0] == f"{TESTS}:{line}: in {test}"
    assert len(fault.detail.splitlines()) < 15


def _first_assertion(root: Path) -> tuple[str, int]:
    lines = (root / TESTS).read_text(encoding="utf-8").splitlines()
    line = next(n for n, text in enumerate(lines, 1) if text.startswith("    assert not "))
    names = [m.group(1) for text in lines[:line] if (m := re.match(r"def (\w+)", text))]
    return names[-1], line


def test_red_for_a_missing_migration_and_for_a_coverage_of_79_percent(
    root: Path, sandbox: Sandbox, step_of: StepOf
) -> None:
    change(root, MODELS, "    class Meta:", '    class Meta:\n        verbose_name = "one payment"')
    whole = _statements(root)
    # Of whole + x statements 79.5 % are run.
    unused = round(whole / 0.795 - whole)
    lines = "".join(f"    value = {number}\n" for number in range(unused - 1))
    (root / "apps/core/unused.py").write_text(f"def unused():\n{lines}", encoding="utf-8")
    report = verify(root, sandbox=sandbox)
    assert {"migrations", "tests"} <= red(report) <= {"migrations", "tests", "lint"}
    migrations = step_of(report, "migrations")
    assert [(f.path, f.message) for f in migrations.faults] == [
        (
            "apps/payments/migrations/0002_alter_payment_options.py",
            "this migration is missing: Change Meta options on payment",
        )
    ]
    assert migrations.faults[0].related == (MODELS, "apps/payments/migrations/0001_initial.py")
    (fault,) = step_of(report, "tests").faults
    assert re.match(r"coverage is 79(\.\d+)? %, and 80 % are required", fault.message)
    assert fault.detail.splitlines()[0].startswith("apps/core/unused.py: 0 %, not run: 1-")
    assert fault.related[0] == "apps/core/unused.py"


def _statements(root: Path) -> int:
    """How many statements coverage counts in the apps; all of them are run by the tests."""
    count = (
        "import pathlib, sys; from coverage import Coverage; from coverage.misc import join_regex\n"
        "from coverage.python import PythonParser; total = 0\n"
        "left_out = join_regex(Coverage(config_file=False).get_exclude_list())\n"
        "for path in pathlib.Path(sys.argv[1]).rglob('*.py'):\n"
        "    parser = PythonParser(text=path.read_text('utf-8') or ' ', exclude=left_out)\n"
        "    parser.parse_source(); total += len(parser.statements)\n"
        "print(total)"
    )
    words = ["uv", "run", "--no-project", "--with", "coverage", "python", "-c", count]
    done = run([*words, str(root / "apps")], folder=root, env=clean_environment(os.environ))
    assert done.ok, done.output
    return int(done.output.split()[-1])


def test_without_a_sandbox_the_project_is_pointed_at_the_ports_of_the_servers(
    root: Path, step_of: StepOf
) -> None:
    (root / "pytest.ini").write_text(
        "[pytest]\nDJANGO_SETTINGS_MODULE = config.settings\naddopts = --cov=apps\n",
        encoding="utf-8",
    )
    for path in root.glob("apps/*/tests/test_*.py"):
        if path.parts[-3] != "core":
            path.unlink()
    report = verify(root, sandbox=None)
    assert report.sandbox == ""
    assert step_of(report, "services").status == "passed"
    tests = step_of(report, "tests")
    assert re.match(r"\d\d+ passed, coverage", tests.summary)


def test_servers_of_the_settings_are_used_where_they_answer(
    root: Path, sandbox: Sandbox, surroundings: dict[str, str], step_of: StepOf
) -> None:
    binary = find_postgres("machine")
    assert binary is not None
    folder = Path(surroundings["TMPDIR"]) / "server"
    with running_postgres(binary, folder, Account({"own": "own-password-9"}), None) as endpoint:
        values = (root / ".env.example").read_text(encoding="utf-8")
        values = re.sub(r"(?m)^POSTGRES_USER=.*", "POSTGRES_USER=own", values)
        values = re.sub(r"(?m)^POSTGRES_PORT=.*", f"POSTGRES_PORT={endpoint.port}", values)
        (root / ".env").write_text(values, encoding="utf-8")
        for path in root.glob("apps/*/tests/test_*.py"):
            path.unlink()
        (root / "apps/payments/tests/test_views.py").write_text(
            '"""A leak."""\n\nfrom config.settings import env\n\n\n'
            "def test_leak() -> None:\n"
            '    """Fail with a secret."""\n'
            "    assert env.postgres_password.get_secret_value() == 1\n",
            encoding="utf-8",
        )
        # The exported password counts, and is the wrong one: a temporary server takes its place.
        wrong = verify(root, sandbox=sandbox, env=_env())
        right = verify(root, sandbox=sandbox, env=_env(POSTGRES_PASSWORD="own-password-9"))
    assert [use.source for use in wrong.services] == ["machine", "machine"]
    assert [use.source for use in right.services] == ["settings", "machine"]
    for report in (wrong, right):
        (fault,) = step_of(report, "tests").faults
        assert fault.message.endswith("test_leak failed: AssertionError: assert '***' == 1")
    assert "password-9" not in repr(right)
    assert "planted" not in repr(wrong)


def _env(**more: str) -> dict[str, str]:
    return {**os.environ, **more}


def test_with_services_off_nothing_is_started_and_nothing_is_claimed(
    root: Path, sandbox: Sandbox, step_of: StepOf
) -> None:
    change(root, ".env.example", "POSTGRES_PORT=5432", "POSTGRES_PORT=9")
    report = verify(root, sandbox=sandbox, services="off")
    assert not report.ok
    assert red(report) == {"services", "tests"}
    assert "localhost:9: it does not answer" in step_of(report, "services").summary
    assert step_of(report, "tests").status == "skipped"
    assert report.services == ()


def test_what_needs_the_dependencies_is_skipped_where_they_do_not_resolve(
    root: Path, sandbox: Sandbox, step_of: StepOf
) -> None:
    change(root, "pyproject.toml", "dependencies = [", 'dependencies = [\n    "attrs",')
    report = verify(root, sandbox=sandbox)
    assert [(f.path, f.message) for f in step_of(report, "dependencies").faults] == [
        ("uv.lock", "the lock does not fit pyproject.toml: run `uv lock`")
    ]
    assert statuses(report) == {
        "dependencies": "failed",
        "lint": "passed",
        "format": "passed",
        **dict.fromkeys(("services", "check", "migrations", "tests"), "skipped"),
    }


def test_a_project_that_does_not_start_is_told_once(
    root: Path, sandbox: Sandbox, step_of: StepOf
) -> None:
    change(root, "config/settings.py", "INSTALLED_APPS = [", "INSTALLED_APPS = [missing,")
    report = verify(root, sandbox=sandbox)
    (fault,) = step_of(report, "check").faults
    assert fault.path == "config/settings.py"
    assert fault.message == "NameError: name 'missing' is not defined"
    assert {step_of(report, n).status for n in ("services", "migrations", "tests")} == {"skipped"}
