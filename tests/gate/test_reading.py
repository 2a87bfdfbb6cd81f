"""What the tools say is cut to what matters, and nothing is made of what they do not say."""

import json
from pathlib import Path

import pytest

from skillrun.gate.reading import (
    inside,
    is_own,
    last_words,
    read_check,
    read_migrations,
    read_ruff,
    read_traceback,
)
from skillrun.gate.results import grouped, read_coverage, read_tally

ROOT = Path("/work/shop")
RUFF = [
    {
        "code": "F401",
        "name": "unused-import",
        "message": "`os` imported\nbut unused",
        "filename": "/work/shop/apps/a.py",
        "location": {"row": 3, "column": 1},
    },
    {
        "code": "unformatted",
        "name": "unformatted",
        "message": "File would be reformatted",
        "filename": "/work/shop/b.py",
        "location": {"row": 9, "column": 1},
    },
]


def test_ruff_with_warnings_around_it() -> None:
    said = f"warning: `D203` and `D211` are incompatible\n{json.dumps(RUFF, indent=2)}\nFound 2.\n"
    found = read_ruff(said, ROOT)
    assert found is not None
    assert [(f.path, f.line, f.message) for f in found] == [
        ("apps/a.py", 3, "F401 `os` imported but unused"),
        ("b.py", 9, "is not formatted as `ruff format` would"),
    ]


@pytest.mark.parametrize("said", ["", "ruff failed\n  Cause: no such rule", "[{"])
def test_ruff_that_did_not_run(said: str) -> None:
    assert read_ruff(said, ROOT) is None


def test_ruff_that_found_nothing() -> None:
    assert read_ruff("[]\n", ROOT) == ()


def test_issues_of_django() -> None:
    said = """SystemCheckError: System check identified some issues:

ERRORS:
shop.Order.total: (fields.E130) DecimalFields must define a 'decimal_places' attribute.
\tHINT: Say how many.

WARNINGS:
?: (security.W004) You have not set a value for the SECURE_HSTS_SECONDS setting.

System check identified 2 issues (0 silenced).
"""
    found = read_check(said, ROOT)
    assert [(f.message, f.detail) for f in found] == [
        (
            "shop.Order.total: (fields.E130) DecimalFields must define a 'decimal_places' attribute.",
            "HINT: Say how many.",
        ),
        (
            "(security.W004) You have not set a value for the SECURE_HSTS_SECONDS setting.",
            "",
        ),
    ]


def test_missing_migrations() -> None:
    said = """Migrations for 'shop':
  apps/shop/migrations/0002_order_note_and_more.py
    + Add field note to order
    ~ Alter field total on order
Migrations for 'users':
  apps/users/migrations/0003_delete_profile.py
    - Delete model Profile
"""
    first, second = read_migrations(said, ROOT)
    assert first.path == "apps/shop/migrations/0002_order_note_and_more.py"
    assert first.message == (
        "this migration is missing: Add field note to order; Alter field total on order"
    )
    assert first.related == ("apps/shop/models.py",)
    assert second.message == "this migration is missing: Delete model Profile"


TRACEBACK = """Some words first
Traceback (most recent call last):
  File "/work/shop/manage.py", line 20, in <module>
    main()
  File "/x/site-packages/django/urls/base.py", line 88, in resolve
    raise
  File "/work/shop/config/settings.py", line 7, in <module>
    env = Environment()
          ^^^^^^^^^^^^^
  File "/x/site-packages/pydantic/main.py", line 2, in __init__
    raise
pydantic_core.ValidationError: 2 validation errors for Environment
secret_key
  Field required
"""


def test_a_traceback_is_the_last_place_in_the_project_and_the_error() -> None:
    (fault,) = read_traceback(TRACEBACK, ROOT)
    assert (fault.path, fault.line) == ("config/settings.py", 7)
    assert fault.message == "pydantic_core.ValidationError: 2 validation errors for Environment"
    assert fault.detail == "secret_key"
    assert fault.related == ("manage.py",)
    assert read_check(TRACEBACK, ROOT) == read_migrations(TRACEBACK, ROOT) == (fault,)


def test_no_traceback_no_fault() -> None:
    assert read_traceback("all is well", ROOT) == ()
    assert read_check("System check identified no issues (0 silenced).", ROOT) == ()
    assert read_migrations("No changes detected", ROOT) == ()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/work/shop/a.py", "a.py"),
        ("a.py", "a.py"),
        ("/usr/lib/python3/a.py", "/usr/lib/python3/a.py"),
        ("/work/shopping/a.py", "/work/shopping/a.py"),
    ],
)
def test_names_from_the_root(path: str, expected: str) -> None:
    assert inside(path, ROOT) == expected


@pytest.mark.parametrize(
    "path", ["/usr/a.py", ".venv/lib/a.py", "<string>", "x/site-packages/a.py"]
)
def test_what_is_not_the_projects_own(path: str) -> None:
    assert not is_own(path)
    assert is_own("apps/a.py")


def test_last_words() -> None:
    assert last_words("a\n\nb\nc\n", 2) == "b\nc"


LONG = """apps/shop/tests/test_a.py:4: in test_a
    services.pay(1)
apps/shop/services.py:9: in pay
    helper()
/x/site-packages/lib/core.py:3: in helper
    raise ValueError("no")
E   ValueError: no"""
CHAINED = f"{LONG}\n\nThe above exception was the direct cause of the following exception:\n" + (
    "apps/shop/tests/test_a.py:4: in test_a\n    services.pay(1)\nE   shop.PayError: cannot"
)


def lines(*events: dict[str, object]) -> list[str]:
    return [json.dumps(event) for event in events]


def test_a_failed_test_is_where_the_project_went_wrong_and_what_was_said() -> None:
    told = lines(
        {"event": "collected", "tests": 4},
        {"event": "passed", "test": "t::a"},
        {"event": "skipped", "test": "t::b"},
        {"event": "failed", "test": "t::c", "when": "call", "text": LONG},
        {"event": "failed", "test": "t::d", "when": "setup", "text": CHAINED},
    )
    tally = read_tally([*told, '{"event": "pas'], ROOT)
    assert (tally.total, tally.passed, tally.skipped, tally.failed, tally.done) == (4, 1, 1, 2, 4)
    plain, chained = tally.faults
    assert (plain.path, plain.line) == ("apps/shop/services.py", 9)
    assert plain.message == "t::c failed: ValueError: no"
    assert plain.related == ("apps/shop/tests/test_a.py",)
    assert plain.detail.splitlines() == [*LONG.splitlines()[:4], "E   ValueError: no"]
    assert chained.message == "t::d failed in its setup: shop.PayError: cannot"
    assert chained.detail.splitlines()[-1] == "E   shop.PayError: cannot"


def test_a_test_that_passes_and_fails_in_its_clearing_up_has_failed() -> None:
    told = lines(
        {"event": "passed", "test": "t::a"},
        {"event": "failed", "test": "t::a", "when": "teardown", "text": "E   OSError: x"},
    )
    tally = read_tally(told, ROOT)
    assert (tally.passed, tally.failed) == (0, 1)
    assert "in its teardown" in tally.faults[0].message


def test_one_reason_is_told_once_but_assertions_each() -> None:
    same: list[dict[str, object]] = [
        {
            "event": "failed",
            "test": f"t::{n}",
            "when": "call",
            "text": f"a.py:{n}: in f\nE   {said}",
        }
        for said in ("KeyError: 'x'", "assert 1 == 2")
        for n in (1, 2, 3)
    ]
    faults = grouped(read_tally(lines(*same), ROOT).faults)
    assert [fault.message for fault in faults] == [
        "t::1 failed: KeyError: 'x' (2 more in the same way)",
        "t::1 failed: assert 1 == 2",
        "t::2 failed: assert 1 == 2",
        "t::3 failed: assert 1 == 2",
    ]


def report(percent: float, shown: str) -> str:
    files = {
        "a.py": {"missing_lines": [], "summary": {"percent_covered": 100.0}},
        "b.py": {"missing_lines": [1], "summary": {"percent_covered": 50.0}},
        "c.py": {"missing_lines": [2, 3, 4, 9], "summary": {"percent_covered": 33.33}},
    }
    totals = {"percent_covered": percent, "percent_covered_display": shown}
    return json.dumps({"files": files, "totals": totals})


@pytest.mark.parametrize(
    ("percent", "shown", "required", "passes"),
    [
        (79.0, "79", None, False),
        (79.4, "79", 60.0, False),
        (79.6, "80", None, True),
        (80.0, "80", None, True),
        (85.0, "85", 90.0, False),
    ],
)
def test_the_standards_80_percent_hold_at_least(
    percent: float, shown: str, required: float | None, passes: bool
) -> None:
    coverage = read_coverage(report(percent, shown), required)
    assert coverage is not None
    assert (coverage.percent >= coverage.required) is passes
    assert coverage.required == (required if required == 90.0 else 80.0)
    assert [(f.path, f.missing) for f in coverage.files] == [("c.py", "2-4, 9"), ("b.py", "1")]


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"files": {}}'])
def test_no_report_no_figure(text: str) -> None:
    assert read_coverage(text, None) is None
