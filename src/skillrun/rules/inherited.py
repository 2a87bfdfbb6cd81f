"""What an edited file broke before the edit: told, but no reason to refuse the edit.

The standard has a model mend style, typing, docstrings and lint in every file that it edits, and
forbids it to change structure that nobody asked about: that is to be recommended. Where the person
wants existing code left alone, nothing that was there before has to be mended.
"""

from collections import Counter
from dataclasses import replace

from skillrun.rules.model import Severity, Subject, Violation
from skillrun.rules.registry import Catalogue
from skillrun.rules.settings import RuleSettings
from skillrun.rules.source import Source
from skillrun.rules.verdict import Likeness, Verdict, count, hold, likeness

# Judged on the answer and on the change itself: none of it can have been there before.
_OF_THE_CHANGE = ("RSP", "SCP")
# What a file that is edited has to be brought up to.
_COORDINATED = ("STY", "CMP")
_NOTE = "It was there before this change: mend it where the request asks for it, or recommend it."


def hold_answer(subject: Subject, rules: Catalogue, settings: RuleSettings) -> Verdict:
    """Hold an answer against rules; what its edited files broke before is a warning.

    Args:
        subject: The answer, with the workspace as it was before.
        rules: The rules in force.
        settings: The project's decisions about single rules.

    Raises:
        RuleCrashError: If a rule failed.
    """
    verdict = hold(subject, rules, settings)
    alone = subject.frozen or subject.minimal
    binding = _OF_THE_CHANGE if alone else (*_OF_THE_CHANGE, *_COORDINATED)
    edited = _edited(subject)
    wrong = [
        v
        for v in verdict.violations
        if v.severity is Severity.ERROR and v.path in edited and not v.code.startswith(binding)
    ]
    if not wrong:
        return verdict
    broken = {v.code for v in wrong}
    narrowed = replace(rules, rules=tuple(r for r in rules.rules if r.code in broken))
    before = hold(replace(subject, files=edited, memo={}), narrowed, settings)
    left = count(before.violations)
    return replace(verdict, violations=tuple(_told(v, wrong, left) for v in verdict.violations))


def _edited(subject: Subject) -> dict[str, Source]:
    """The files on disk that the answer writes, as they were."""
    texts = {path: subject.on_disk(path) for path in subject.files if path in subject.root_listing}
    return {path: Source(path, text) for path, text in texts.items() if text is not None}


def _told(violation: Violation, wrong: list[Violation], left: Counter[Likeness]) -> Violation:
    key = likeness(violation)
    if violation not in wrong or not left[key]:
        return violation
    left[key] -= 1
    message = f"{violation.message} {_NOTE}"
    return replace(violation, severity=Severity.WARNING, message=message)
