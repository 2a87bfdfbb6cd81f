"""What is asked in a run: each rule about each file, about the answer, about all files together."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from skillrun.rules.fixing import can_mend
from skillrun.rules.model import (
    AnswerRule,
    Finding,
    NodeRule,
    Rule,
    SourceRule,
    Subject,
    TreeRule,
    Violation,
)
from skillrun.rules.registry import Catalogue
from skillrun.rules.source import Source

Job = tuple[Rule, Source | None, Callable[[], Iterator[Finding]]]


def jobs_together(catalogue: Catalogue, subject: Subject) -> Iterator[Job]:
    """Yield what is to be asked about the answer and about all files together."""
    answer = subject.answer
    for rule in catalogue.rules:
        if answer is not None and isinstance(rule, AnswerRule):
            yield rule, None, partial(rule.check, answer, subject)
        elif isinstance(rule, TreeRule):
            yield rule, None, partial(rule.check, subject)


def file_jobs(
    catalogue: Catalogue, source: Source, subject: Subject, *, early: bool | None = None
) -> Iterator[Job]:
    """Yield what is to be asked about one file.

    Args:
        catalogue: The rules.
        source: The file.
        subject: All files.
        early: Only what needs no syntax tree of Python (True), only what does (False), or both.
    """
    python = source.language == "python"
    if early is not False or python:
        yield from _source_jobs(catalogue, source, subject, early=early if python else None)
    if early is not True and python:
        yield from _node_jobs(catalogue, source, subject)


def violations_of(job: Job, catalogue: Catalogue, subject: Subject) -> Iterator[Violation]:
    """Ask, and turn findings into violations; what a person approved is none."""
    rule, source, check = job
    for finding in check():
        if not finding.target or f"{rule.code}:{finding.target}" not in subject.approved:
            violation = _violation(rule, finding, source, subject)
            # Where its rule does not say so, a fix of the pack may be able to act on it.
            if violation.fixable or not can_mend(catalogue, violation, subject):
                yield violation
            else:
                yield replace(violation, fixable=True)


def _source_jobs(
    catalogue: Catalogue, source: Source, subject: Subject, *, early: bool | None
) -> Iterator[Job]:
    for rule in _wanted(catalogue.of_sources, early=early):
        if not rule.languages or source.language in rule.languages:
            yield rule, source, partial(rule.check, source, subject)


def _wanted(rules: Iterable[SourceRule], *, early: bool | None) -> Iterable[SourceRule]:
    return rules if early is None else (rule for rule in rules if rule.early is early)


def _node_jobs(catalogue: Catalogue, source: Source, subject: Subject) -> Iterator[Job]:
    for rule in catalogue.of_nodes:
        # The walk has been made once: the index hands each rule its own nodes.
        if any(source.nodes.of_type(kind) for kind in rule.nodes):
            yield rule, source, partial(_over_nodes, rule, source, subject)


def _over_nodes(rule: NodeRule, source: Source, subject: Subject) -> Iterator[Finding]:
    for node in source.of_type(*rule.nodes):
        yield from rule.check(node, source, subject)


def _violation(rule: Rule, finding: Finding, source: Source | None, subject: Subject) -> Violation:
    return Violation(
        code=rule.code,
        name=rule.name,
        severity=finding.severity or rule.severity,
        path=_path(finding, source, subject),
        line=finding.line,
        column=finding.column,
        end_line=finding.end_line or finding.line,
        end_column=finding.end_column or finding.column,
        message=finding.message,
        fixable=finding.fixable,
        target=finding.target,
    )


def _path(finding: Finding, source: Source | None, subject: Subject) -> str:
    if finding.path is not None:
        return finding.path
    if source is not None:
        return source.path
    names = subject.answer_paths
    return names[min(finding.part, len(names)) - 1] if names else ""
