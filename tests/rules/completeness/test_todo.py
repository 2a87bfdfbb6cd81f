"""CMP001: words that put work off."""

import pytest

from tests.rules.completeness.support import found

BAD = [
    ("a.py", "# TODO: add taxes\n"),
    ("a.py", "# TODO add taxes\n"),
    ("a.py", "#TODO\n"),
    ("a.py", "A = 1  # FIXME(ann): wrong\n"),
    ("a.py", "A = 1  # XXX: wrong\n"),
    ("a.py", "# HACK around the cache\n"),
    ("a.py", "# The rate is TBD\n"),
    ("a.py", "# todo: add taxes\n"),
    ("a.py", "# Fixme: add taxes\n"),
    ("a.py", "# todo implement this later\n"),
    ("a.py", "# TODO-123: add taxes\n"),
    ("a.py", "# noqa: S105 - TODO: look at it\n"),
    ("a.py", '"""Prices.\n\nTODO: taxes.\n"""\n'),
    ("a.py", 'def f() -> int:\n    """TODO."""\n    return 1\n'),
    ("a.py", '"""Prices.\n\nTodo:\n    * taxes\n"""\n'),
    ("Dockerfile", "FROM a\n# TODO: pin\n"),
    ("a.yml", "a: 1  # TODO: pin\n"),
    ("a.html", "<!-- TODO: footer -->\n"),
    ("a.html", "{# TODO: footer #}\n"),
    ("a.html", "{% comment %}TODO: footer{% endcomment %}\n"),
    ("a.css", "/* TODO: dark */\n"),
    ("a.js", "// @todo dark\n// TODO dark\n"),
    ("pyproject.toml", "a = 1 # FIXME\n"),
    ("nginx/nginx.conf", "# TODO: gzip\n"),
    (".env.example", "# TODO: key\n"),
    ("a.py", "# @todo later\nX = 1\n"),
    ("a.py", "# to-do: later\nX = 1\n"),
    ("a.py", "# FIX ME\nX = 1\n"),
    ("a.py", "# fix-me: rename\nX = 1\n"),
    ("a.py", "# The status is TODO: write it\nX = 1\n"),
]
GOOD = [
    ("a.py", 'A = "TODO: buy milk"\n'),
    ("a.py", 'A = """\n# TODO\n"""\n'),
    ("a.py", "TODO = 1\n# The TODO_LIST setting names a file.\n"),
    ("a.py", "# See https://example.com/TODO for more\n"),
    ("a.py", "# Todo items are sorted by age\n"),
    ("a.py", "# Filter by Status.TODO\n"),
    ("a.py", "# A column called `TODO` and one called 'FIXME'\n"),
    ("a.py", "# Phone numbers look like +7 XXX XXX-XX-XX\n"),
    ("a.py", "# Hacking on the parser is fun\n"),
    ("a.py", "# hack days are Fridays\n"),
    ("a.py", "# mastodon, autodoc, todos\n"),
    (
        "a.py",
        'def f(todo: int) -> int:\n    """Save a todo.\n\n    Args:\n        todo: The todo.\n    """\n',
    ),
    ("a.html", "<p>TODO: buy milk</p>\n"),
    ("a.yml", 'a: "# TODO: this is a value"\n'),
    ("a.md", "# TODO list\n\nTODO: buy milk\n"),
    ("a.js", 'const a = "// TODO";\n'),
    ("a.py", "# The TODO model stores tasks\nX = 1\n"),
    ("a.py", "# The status is TODO when it is new\nX = 1\n"),
    ("a.py", "# TODO -> IN_PROGRESS -> DONE\nX = 1\n"),
    ("a.py", "# TODO items are sorted by date\nX = 1\n"),
    ("a.py", "# Moves from DONE to TODO\nX = 1\n"),
    ("a.py", "# to-do lists of a user\nX = 1\n"),
    ("a.py", 'def f() -> None:\n    """Return the TODO items of a user."""\n'),
]


@pytest.mark.parametrize(("path", "text"), BAD)
def test_postponed_work_is_flagged(path: str, text: str) -> None:
    assert found("CMP001", text, path)


@pytest.mark.parametrize(("path", "text"), GOOD)
def test_other_uses_of_the_words_are_not_flagged(path: str, text: str) -> None:
    assert found("CMP001", text, path) == ()


def test_the_place_in_a_docstring_is_the_words() -> None:
    text = 'def f() -> int:\n    """Price.\n\n    It has a TODO in it.\n    """\n    return 1\n'
    (violation,) = found("CMP001", text)
    assert (violation.line, violation.column, violation.end_column) == (4, 14, 18)
