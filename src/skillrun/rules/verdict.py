"""What was found in files, under a project's decisions; what is the same in two findings of one rule."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from skillrun.rules.model import Subject, Violation
from skillrun.rules.registry import Catalogue
from skillrun.rules.runner import run
from skillrun.rules.settings import RuleSettings
from skillrun.rules.source import Source

Likeness = tuple[str, str, str]
_NUMBER = re.compile(r"\b\d+\b")
_Run = Callable[[Catalogue, Subject], tuple[Violation, ...]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was judged, and what was found in it.

    Attributes:
        subject: The files.
        violations: What was found, the project's decisions applied.
        unused: Each of these decisions that excused nothing, as a line for a person.
    """

    subject: Subject
    violations: tuple[Violation, ...]
    unused: tuple[str, ...] = ()


def hold(subject: Subject, rules: Catalogue, settings: RuleSettings, *, run: _Run = run) -> Verdict:
    """Hold a subject against rules, a project's decisions applied.

    Args:
        subject: What is judged.
        rules: The rules in force.
        settings: The project's decisions about single rules.
        run: Finds the violations.

    Raises:
        RuleCrashError: If a rule failed.
    """
    return Verdict(subject, *settings.apply(run(rules, subject), subject, rules))


def changed(subject: Subject, files: Mapping[str, str]) -> Subject:
    """Make the subject that has other contents, by path, in place of some files' own."""
    sources = {path: Source(path, text) for path, text in files.items()}
    return replace(subject, files={**subject.files, **sources}, memo={})


def likeness(violation: Violation) -> Likeness:
    """What makes two violations the same one, wherever in its file it stands."""
    # A message may count statements or name a line: that is the same violation.
    return violation.path, violation.code, _NUMBER.sub("0", violation.message)


def count(violations: Iterable[Violation]) -> Counter[Likeness]:
    """How often each violation is found."""
    return Counter(map(likeness, violations))


def gone(before: Collection[Violation], after: Collection[Violation]) -> tuple[Violation, ...]:
    """Tell what was found before and is not any more, wherever in its file it stood."""
    left = count(after)
    found = []
    for violation in before:
        if left[likeness(violation)]:
            left[likeness(violation)] -= 1
        else:
            found.append(violation)
    return tuple(found)
