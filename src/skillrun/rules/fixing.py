"""One round of mending: what a program can mend of what was found, without asking a model."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import ClassVar, Protocol, runtime_checkable

from skillrun.rules.fixes import Fix, PythonFix, Step, TextFix
from skillrun.rules.model import Subject, Violation
from skillrun.rules.registry import Catalogue
from skillrun.rules.source import Source


@runtime_checkable
class Fixer(Protocol):
    """A rule that mends its own fixable findings.

    Attributes:
        code: The rule's code.
        polishes: It comes after all others, and goes over what they have made.
    """

    code: ClassVar[str]
    polishes: ClassVar[bool]

    def fix(self, subject: Subject, paths: frozenset[str]) -> Mapping[str, str]:
        """Mend files; a pure function of their content.

        Args:
            subject: The files as they are by now.
            paths: Where the rule has found what it can mend.

        Returns:
            New content by path; a path that the subject lacks is a new file.
        """


def can_mend(catalogue: Catalogue, violation: Violation, subject: Subject) -> bool:
    """Tell whether a fix of the catalogue can act at a violation's place.

    Args:
        catalogue: The rules in force and the fixes that come with them.
        violation: What was found.
        subject: Where it was found.
    """
    fix = catalogue.fixes.get(violation.code)
    if fix is None:
        return False
    source = subject.files.get(violation.path)
    if source is None:
        return isinstance(fix, TextFix) and fix.made(violation.path) is not None
    return fix.reaches(violation, source, subject)


def mend_once(
    catalogue: Catalogue, subject: Subject, violations: Iterable[Violation]
) -> Mapping[str, str]:
    """Mend what violations marked as fixable report.

    Places are mended before files as a whole, those before what Ruff does to them. A file that
    was changed is not polished unless it was faulty so before: that is for the next round, when
    it is known whether the project wants to hear of it.

    Args:
        catalogue: The rules in force and the fixes that come with them.
        subject: What was judged.
        violations: What was found in it.

    Returns:
        The new content of the files that differ now, by path. They are to be judged again.
    """
    wanted = [violation for violation in violations if violation.fixable]
    changed = _in_python(catalogue.fixes, subject, wanted)
    for violation in wanted:
        fix = catalogue.fixes.get(violation.code)
        if isinstance(fix, TextFix):
            changed |= _as_a_whole(fix, violation.path, _with(subject, changed))
    places: dict[str, set[str]] = {}
    for violation in wanted:
        places.setdefault(violation.code, set()).add(violation.path)
    fixers = [rule for rule in catalogue.rules if isinstance(rule, Fixer)]
    for fixer in sorted(fixers, key=lambda fixer: (fixer.polishes, fixer.code)):
        if paths := places.get(fixer.code):
            changed |= _changes(fixer, _with(subject, changed), frozenset(paths))
    return {path: text for path, text in changed.items() if _differs(subject, path, text)}


def _as_a_whole(fix: TextFix, path: str, subject: Subject) -> dict[str, str]:
    """Mend a file, or make it; two codes may have it in common: the second mends what the first left."""
    source = subject.files.get(path)
    text = fix.made(path) if source is None else fix.text(source, subject)
    return {} if text is None else {path: text}


def _in_python(
    fixes: Mapping[str, Fix], subject: Subject, violations: Iterable[Violation]
) -> dict[str, str]:
    """Do what the Python fixes plan, the steps of a file together."""
    planned: dict[str, list[Step]] = {}
    for violation in violations:
        fix = fixes.get(violation.code)
        source = subject.files.get(violation.path)
        if isinstance(fix, PythonFix) and source:
            plan = fix.plan(violation, source, subject)
            planned.setdefault(violation.path, []).extend(plan)
    changed = {}
    for path, steps in planned.items():
        if steps:
            from skillrun.rules.fixes.python import rewrite

            text = rewrite(subject.files[path].text, steps)
            changed[path] = subject.files[path].text if text is None else text
    return changed


def _changes(fixer: Fixer, subject: Subject, paths: frozenset[str]) -> dict[str, str]:
    fixed = fixer.fix(subject, paths)
    return {path: text for path, text in fixed.items() if _differs(subject, path, text)}


def _differs(subject: Subject, path: str, text: str) -> bool:
    source = subject.files.get(path)
    return source is None or source.text != text


def _with(subject: Subject, changed: Mapping[str, str]) -> Subject:
    files = dict(subject.files) | {path: Source(path, text) for path, text in changed.items()}
    return replace(subject, files=files, memo={}) if changed else subject
