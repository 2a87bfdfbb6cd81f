"""STY006 ruff, STY007 ruff-format."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from skillrun.rules.model import Example, Finding, Subject, TreeRule
from skillrun.rules.ruff import Diagnostic, Run, rewrite

from .runs import format_fix, formatting, lint, lint_fix, stage_of


def place_of(diagnostic: Diagnostic, path: str, message: str, *, fixable: bool) -> Finding:
    """Make a finding where Ruff points."""
    return Finding(
        message,
        diagnostic.line,
        diagnostic.column,
        diagnostic.end_line,
        diagnostic.end_column,
        path=path,
        fixable=fixable,
    )


def parses(subject: Subject, path: str) -> bool:
    """Whether a file is Python at all: what is not is CMP008's."""
    return subject.files[path].tree is not None


class RuffFinding(TreeRule):
    """What Ruff reports under the standard's configuration."""

    code = "STY006"
    name = "ruff"
    directive = (
        "Every file passes `ruff check` under the mandated configuration as it is written: no "
        "unused names, sorted imports, `ClassVar` for mutable class attributes, keyword-only "
        "booleans, `status.HTTP_*` for numbers, `pathlib` for paths."
    )
    decisions = (
        "Ruff runs with the standard's exact configuration and never the project's own, and never "
        "writes. The project's own folder is the one of `manage.py`; `apps`, `config` and `tests` are "
        "first-party whether or not they are under judgement. A file that does not parse is CMP008's, "
        "and Ruff's guesses about it are left out; syntax newer than Python 3.12 is reported here. "
        "`# noqa` with a code works as in Ruff (and is a warning of CMP011). A file that Ruff does not "
        "come to an end with is reported: nobody has looked at it."
    )
    bad = Example('"""Prices."""\n\nimport os\n\nRATE = 3\n')
    good = Example('"""Prices."""\n\nRATE = 3\n')
    ahead = (lint,)
    polishes: ClassVar[bool] = True

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield Ruff's diagnostics, its code in the message."""
        for path, diagnostics in subject.once(lint).diagnostics().items():
            for diagnostic in diagnostics if parses(subject, path) else ():
                message = _message(diagnostic)
                yield place_of(diagnostic, path, message, fixable=diagnostic.safe)
        yield from _unread(subject.once(lint), subject, "linted")

    def fix(self, subject: Subject, paths: frozenset[str]) -> Mapping[str, str]:
        """Apply Ruff's safe fixes."""
        return rewrite(stage_of(subject, paths), lint_fix())


class RuffFormat(TreeRule):
    """A file that `ruff format` would change."""

    code = "STY007"
    name = "ruff-format"
    directive = (
        "Every Python file is formatted as `ruff format` does under the mandated configuration: 88 "
        "columns, double quotes, trailing commas."
    )
    decisions = (
        "One violation a file, at the first line that would change. It is mended here, never by a "
        "model."
    )
    bad = Example('"""Prices."""\n\nNAME = \'price\'\n')
    good = Example('"""Prices."""\n\nNAME = "price"\n')
    ahead = (formatting,)
    polishes: ClassVar[bool] = True

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield the first line of each file that the formatter would change."""
        for path, diagnostics in subject.once(formatting).diagnostics().items():
            for diagnostic in diagnostics if parses(subject, path) else ():
                if diagnostic.code == "unformatted":
                    message = (
                        "`ruff format` would change the file from here on: write it as formatted."
                    )
                    line = diagnostic.line
                    yield Finding(message, line, diagnostic.column, path=path, fixable=True)
        yield from _unread(subject.once(formatting), subject, "formatted")

    def fix(self, subject: Subject, paths: frozenset[str]) -> Mapping[str, str]:
        """Format the files."""
        return rewrite(stage_of(subject, paths), format_fix())


def _unread(run: Run, subject: Subject, what: str) -> Iterator[Finding]:
    """Yield a finding for each file that Ruff did not come to an end with."""
    for path in run.unread():
        if parses(subject, path):
            yield Finding(
                f"Ruff does not come to an end with this file, so it is not {what}: write it in lines "
                "and expressions of ordinary length.",
                path=path,
            )


def _message(diagnostic: Diagnostic) -> str:
    message = f"Ruff {diagnostic.code}: {diagnostic.message.strip().rstrip('.')}"
    remedy = diagnostic.remedy.strip().rstrip(".")
    return f"{message}: {remedy[0].lower()}{remedy[1:]}." if remedy else f"{message}."
