"""What an edited file broke before the edit: told, but no reason to refuse the edit.

The standard has a model mend style, typing, docstrings and lint in every file that it edits, and
forbids it to change structure and signatures that nobody asked about: that is to be recommended.
Where the person
wants existing code left alone, nothing that was there before has to be mended.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import SequenceMatcher

from skillrun.rules.model import Severity, Subject, Violation
from skillrun.rules.registry import Catalogue
from skillrun.rules.settings import RuleSettings
from skillrun.rules.signatures import is_inherited
from skillrun.rules.source import Source
from skillrun.rules.verdict import Verdict, hold, likeness

# Judged on the answer and on the change itself: none of it can have been there before.
_OF_THE_CHANGE = ("RSP", "SCP")
# What a file that is edited has to be brought up to.
_COORDINATED = ("STY", "CMP")
_ALIKE = 0.75
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
    verdict = _without_signatures(verdict, subject, edited)
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
    old = _inherited(wrong, before.violations, subject, edited)
    return replace(verdict, violations=tuple(_told(v, old) for v in verdict.violations))


def _without_signatures(
    verdict: Verdict, subject: Subject, edited: Mapping[str, Source]
) -> Verdict:
    """Take what only another signature would mend for what was there before."""
    kept = frozenset(
        v
        for v in verdict.violations
        if v.severity is Severity.ERROR
        and v.path in edited
        and is_inherited(v, edited[v.path], subject.files[v.path])
    )
    return replace(verdict, violations=tuple(_told(v, kept) for v in verdict.violations))


def _edited(subject: Subject) -> dict[str, Source]:
    """The files on disk that the answer writes, as they were."""
    texts = {path: subject.on_disk(path) for path in subject.files if path in subject.root_listing}
    return {path: Source(path, text) for path, text in texts.items() if text is not None}


def _inherited(
    wrong: list[Violation],
    before: Iterable[Violation],
    subject: Subject,
    edited: Mapping[str, Source],
) -> frozenset[Violation]:
    """Those that were there before: told alike, or on a line that is nearly the same."""
    left = list(before)
    found: set[Violation] = set()
    for violation in wrong:
        partner = next((old for old in left if likeness(old) == likeness(violation)), None)
        if partner:
            left.remove(partner)
            found.add(violation)
    for violation in wrong:
        if violation in found:
            continue
        line = _line(subject.files[violation.path], violation)
        for old in left:
            same = (old.path, old.code) == (violation.path, violation.code)
            # What is renamed is told by another name: the line says that it is the same.
            if same and _alike(line, _line(edited[old.path], old)):
                left.remove(old)
                found.add(violation)
                break
    return frozenset(found)


def _line(source: Source, violation: Violation) -> str:
    lines = source.lines[violation.line - 1 : violation.line]
    return lines[0].strip() if lines else ""


def _alike(one: str, other: str) -> bool:
    return bool(one) and SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _told(violation: Violation, old: frozenset[Violation]) -> Violation:
    if violation not in old:
        return violation
    message = f"{violation.message} {_NOTE}"
    return replace(violation, severity=Severity.WARNING, message=message)
