"""What a person and what a program is shown."""

import json
from dataclasses import replace

from skillrun.rules.model import Severity, Violation
from skillrun.rules.reports.json_report import render_json, to_json_dict
from skillrun.rules.reports.text_report import render_text
from skillrun.rules.source import Source

ERROR = Violation("CMP002", "pass-statement", Severity.ERROR, "a.py", 2, 5, 2, 9, "No `pass`.")
WARNING = Violation("CMP011", "blanket", Severity.WARNING, "b.py", 1, 7, 1, 13, "Mind.", True)
FILES = {"a.py": Source("a.py", "if a:\n    pass\n"), "b.py": Source("b.py", "a = 1\t# noqa\n")}


def test_text_shows_the_line_and_marks_the_place() -> None:
    assert render_text([ERROR, WARNING], FILES, color=False) == (
        "a.py\n"
        "  2:5     CMP002 No `pass`.\n"
        "       2 |     pass\n"
        "         |     ^^^^\n"
        "\n"
        "b.py\n"
        "  1:7     CMP011 Mind. (warning)\n"
        "       1 | a = 1    # noqa\n"
        "         |          ^^^^^^\n"
        "\n"
        "Found 1 error and 1 warning in 2 of 2 files.\n"
    )


def test_colour_adds_nothing_but_colour() -> None:
    import re

    colored = render_text([ERROR, WARNING], FILES, color=True)
    assert "\x1b[31mCMP002" in colored
    assert "\x1b[33mCMP011" in colored
    assert re.sub(r"\x1b\[\d+m", "", colored) == render_text([ERROR, WARNING], FILES, color=False)


def test_nothing_found_is_said() -> None:
    assert render_text([], FILES, color=False) == f"All checks passed: {len(FILES)} files.\n"


def test_nothing_checked_is_no_success() -> None:
    assert render_text([], {}, color=False) == "No file was checked.\n"


def test_what_is_no_judged_file_is_not_counted_among_them() -> None:
    answer = replace(ERROR, path="answer.md")
    assert render_text([ERROR, answer], FILES, color=False).endswith(
        "Found 2 errors; 2 files judged.\n"
    )
    assert render_text([answer], {}, color=False).endswith("Found 1 error; no file judged.\n")


def test_a_file_or_line_that_is_not_there_is_shown_without_its_line() -> None:
    beyond = Violation("CMP008", "x", Severity.ERROR, "a.py", 99, 1, 99, 1, "End.")
    nowhere = Violation("RSP001", "x", Severity.ERROR, "answer.md", 1, 1, 1, 1, "Gone.")
    text = render_text([beyond, nowhere], FILES, color=False)
    assert "|" not in text
    assert text.endswith("Found 2 errors; 2 files judged.\n")


def test_a_long_line_is_cut_around_the_place() -> None:
    source = Source("a.py", "x" * 5000 + "HERE" + "y" * 5000)
    place = Violation("CMP002", "x", Severity.ERROR, "a.py", 1, 5001, 1, 5005, "Long.")
    _, _, shown, marks, *_ = render_text([place], {"a.py": source}, color=False).splitlines()
    assert len(shown) < 120
    assert shown[marks.index("^") :].startswith("HERE")
    assert marks.count("^") == 4


def test_nothing_in_a_file_steers_the_terminal() -> None:
    source = Source("a.py", "\x1b[2Ja = 1\x07\u202e\r")
    place = Violation("CMP002", "x", Severity.ERROR, "a\x1b.py", 1, 1, 1, 2, "No \x1b[31m.\nTwo.")
    text = render_text([place], {"a\x1b.py": source}, color=True)
    assert "\x1b[2J" not in text
    assert "\x07" not in text
    assert "\u202e" not in text
    assert "No \N{REPLACEMENT CHARACTER}[31m. Two." in text


def test_json_is_what_the_interface_says() -> None:
    report = json.loads(render_json([ERROR, WARNING], files=31, seconds=0.21))
    assert report == {
        "version": 1, "ok": False, "files": 31, "seconds": 0.21,
        "violations": [
            {"code": "CMP002", "name": "pass-statement", "severity": "error", "path": "a.py",
             "line": 2, "column": 5, "end_line": 2, "end_column": 9, "message": "No `pass`.", "fixable": False},
            {"code": "CMP011", "name": "blanket", "severity": "warning", "path": "b.py",
             "line": 1, "column": 7, "end_line": 1, "end_column": 13, "message": "Mind.", "fixable": True},
        ],
    }  # fmt: skip


def test_json_names_the_target_that_can_be_approved() -> None:
    model = replace(ERROR, code="SCP001", target="shop.Order")
    assert to_json_dict(model)["target"] == "shop.Order"
    assert "target" not in to_json_dict(ERROR)


def test_warnings_alone_are_ok() -> None:
    assert json.loads(render_json([WARNING], files=1, seconds=0))["ok"] is True
    assert to_json_dict(WARNING)["severity"] == "warning"
