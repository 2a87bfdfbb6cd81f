"""What a fix is: it knows where it can act, and what it makes of a file.

A rule pack names its fixes by code in `FIXES`, beside `RULES`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from skillrun.rules.fixes.steps import Step
from skillrun.rules.model import Subject, Violation
from skillrun.rules.source import Source


@dataclass(frozen=True)
class PythonFix:
    """Mends places of a Python file; the fixes of one file are done together.

    Attributes:
        plan: What is to be done at a violation's place; nothing where it cannot act there. A
            pure function on the syntax tree, quick enough to be asked about every violation.
    """

    plan: Callable[[Violation, Source, Subject], tuple[Step, ...]]

    def reaches(self, violation: Violation, source: Source, subject: Subject) -> bool:
        """Whether it can act at a violation's place."""
        return bool(self.plan(violation, source, subject))


@dataclass(frozen=True)
class TextFix:
    """Mends a file as a whole, wherever in it the violations are.

    Attributes:
        text: The mended content; None where it cannot act.
        new: The content of a file that is missing, by its path; None where it makes none.
    """

    text: Callable[[Source, Subject], str | None]
    new: Callable[[str], str | None] | None = None

    def reaches(self, violation: Violation, source: Source, subject: Subject) -> bool:  # noqa: ARG002
        """Whether it can act on the file."""
        key = (self.text, source)
        if key not in subject.memo:
            subject.memo[key] = self.text(source, subject)
        text = cast("str | None", subject.memo[key])
        return text is not None and text != source.text

    def made(self, path: str) -> str | None:
        """Make a file that is missing; None where that cannot be done."""
        return None if self.new is None else self.new(path)


Fix = PythonFix | TextFix
