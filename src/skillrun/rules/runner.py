"""Running rules over a subject."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter

from skillrun.errors import SkillrunError
from skillrun.machine.collecting import no_collection
from skillrun.protocol.answer import Answer, AnswerFile, Part
from skillrun.rules.fixing import can_mend
from skillrun.rules.model import (
    AnswerRule,
    Finding,
    NodeRule,
    Rule,
    Subject,
    TreeRule,
    Violation,
)
from skillrun.rules.registry import Catalogue
from skillrun.rules.source import Source
from skillrun.rules.subject import sources_of

_Job = tuple[Rule, Source | None, Callable[[], Iterator[Finding]]]
_Judged = tuple[list[Violation], list[str]]
# Fewer files are judged before another process has come to its feet.
_MANY = 200
_ORDER = attrgetter("path", "line", "column", "code", "message")


@dataclass(frozen=True, slots=True)
class Crash:
    """A rule that failed by its own fault.

    Attributes:
        code: The rule's code.
        path: The file it was judging; empty where it judged them together.
        error: What was raised.
    """

    code: str
    path: str
    error: Exception


class RuleCrashError(SkillrunError):
    """Rules failed by their own fault: the verdict is not whole, so it is no verdict.

    Args:
        crashes: Which rules failed on what; at least one.
        violations: What the others found in all files.
    """

    def __init__(self, crashes: tuple[Crash, ...], violations: tuple[Violation, ...]) -> None:
        first = crashes[0]
        where = f" on {first.path}" if first.path else ""
        more = f" ({len(crashes) - 1} more)" if len(crashes) > 1 else ""
        super().__init__(
            f"The rule {first.code} failed{where}: {type(first.error).__name__}: {first.error}{more}",
            advice=f"This is a fault of the rule: report it. `--ignore {first.code}` runs without it.",
        )
        self.crashes = crashes
        self.violations = violations


def run(catalogue: Catalogue, subject: Subject) -> tuple[Violation, ...]:
    """Judge a subject by every rule of a catalogue.

    Args:
        catalogue: The rules.
        subject: What is judged.

    Returns:
        The violations, sorted by path, place and code.

    Raises:
        SkillrunError: If a tool that a rule needs is not there.
        RuleCrashError: If a rule failed; all other rules have run over all files by then.
    """
    with no_collection():
        return _run(catalogue, subject)


def _run(catalogue: Catalogue, subject: Subject) -> tuple[Violation, ...]:
    violations: list[Violation] = []
    crashes: list[Crash] = []

    def judge_together() -> None:
        for job in _jobs_together(catalogue, subject):
            _do(job, subject, violations, crashes)

    _begin(catalogue, subject)
    sources = tuple(subject.files.values())
    judge = partial(_judge_file, catalogue, subject, sources)
    for source, (found, failed) in zip(
        sources, _spread(judge, sources, judge_together), strict=True
    ):
        violations.extend(found)
        # Not every error survives the way between processes: what fails, fails again here.
        for job in _file_jobs(catalogue, source, subject) if failed else ():
            if job[0].code in failed:
                _do(job, subject, violations, crashes)
    ordered = tuple(
        _marked(violation, catalogue, subject, crashes)
        for violation in sorted(set(violations), key=_ORDER)
    )
    if crashes:
        raise RuleCrashError(tuple(crashes), ordered) from crashes[0].error
    return ordered


def _do(job: _Job, subject: Subject, violations: list[Violation], crashes: list[Crash]) -> None:
    rule, source, check = job
    try:
        violations.extend(_violations(rule, check(), source, subject))
    except SkillrunError:
        raise
    except Exception as error:
        crashes.append(Crash(rule.code, source.path if source else "", error))


def _judge_file(
    catalogue: Catalogue, subject: Subject, sources: Sequence[Source], number: int
) -> _Judged:
    """Judge one file by itself.

    Returns:
        What was found, and the codes of the rules that failed.
    """
    source = sources[number]
    violations: list[Violation] = []
    failed: list[str] = []
    for rule, _, check in _file_jobs(catalogue, source, subject):
        try:
            violations.extend(_violations(rule, check(), source, subject))
        except Exception:
            failed.append(rule.code)
    return violations, failed


def _spread(
    judge: Callable[[int], _Judged], sources: Sequence[Source], meanwhile: Callable[[], None]
) -> list[_Judged]:
    """Judge files one by one, many of them on all cores, and the files together meanwhile."""
    if len(sources) >= _MANY:
        from skillrun.rules.workers import cores, spread

        processes = cores()
        if processes > 1:
            found: dict[int, _Judged] = {}
            # Rules look into each other's files: trees that are grown before the fork are shared.
            # What has none is judged while they grow.
            for numbers, beside in _stages(sources, meanwhile):
                of_stage = partial(_nth, judge, numbers)
                done = spread(of_stage, len(numbers), processes, beside)
                found.update(zip(numbers, done, strict=True))
            return [found[number] for number in range(len(sources))]
    # Last come the rules that wait for another process, which works beside these meanwhile.
    alone = [judge(number) for number in range(len(sources))]
    meanwhile()
    return alone


def _nth(judge: Callable[[int], _Judged], numbers: Sequence[int], place: int) -> _Judged:
    return judge(numbers[place])


def _stages(
    sources: Sequence[Source], meanwhile: Callable[[], None]
) -> Iterator[tuple[list[int], Callable[[], None]]]:
    """Yield which files are judged one after the other, and what is done beside that."""

    def grow() -> None:
        for source in sources:
            _ = source.nodes

    parsed = [number for number, source in enumerate(sources) if source.language == "python"]
    yield sorted(set(range(len(sources))).difference(parsed)), grow
    yield parsed, meanwhile


def fatal_findings(
    catalogue: Catalogue, file: AnswerFile, subject: Subject | None = None
) -> tuple[Violation, ...]:
    """Judge one file of a stream, as soon as it is whole, by the fatal rules alone.

    Args:
        catalogue: The rules, fatal and other.
        file: The finished file.
        subject: What else is known (request, workspace, grammar); its own files do not count.

    Returns:
        The violations that end the model's turn.
    """
    if not catalogue.fatal.rules:
        return ()
    known = subject or Subject(files={})
    answer = Answer((Part(file.part, "", files=(file,)),))
    return run(catalogue.fatal, replace(known, files=sources_of([file]), answer=answer))


def _begin(catalogue: Catalogue, subject: Subject) -> None:
    """Start what works in other processes."""
    for rule in catalogue.rules:
        for view in rule.ahead if isinstance(rule, TreeRule) else ():
            # What fails here fails again, and is reported, when the rule asks for it.
            with suppress(Exception):
                subject.once(view)


def _jobs_together(catalogue: Catalogue, subject: Subject) -> Iterator[_Job]:
    """Yield what is to be asked about the answer and about all files together."""
    answer = subject.answer
    for rule in catalogue.rules:
        if answer is not None and isinstance(rule, AnswerRule):
            yield rule, None, partial(rule.check, answer, subject)
        elif isinstance(rule, TreeRule):
            yield rule, None, partial(rule.check, subject)


def _file_jobs(catalogue: Catalogue, source: Source, subject: Subject) -> Iterator[_Job]:
    """Yield what is to be asked about one file."""
    yield from _source_jobs(catalogue, source, subject)
    yield from _node_jobs(catalogue, source, subject)


def _source_jobs(catalogue: Catalogue, source: Source, subject: Subject) -> Iterator[_Job]:
    for rule in catalogue.of_sources:
        if not rule.languages or source.language in rule.languages:
            yield rule, source, partial(rule.check, source, subject)


def _node_jobs(catalogue: Catalogue, source: Source, subject: Subject) -> Iterator[_Job]:
    if source.language != "python":
        return
    for rule in catalogue.of_nodes:
        # The walk has been made once: the index hands each rule its own nodes.
        if any(source.nodes.of_type(kind) for kind in rule.nodes):
            yield rule, source, partial(_over_nodes, rule, source, subject)


def _over_nodes(rule: NodeRule, source: Source, subject: Subject) -> Iterator[Finding]:
    for node in source.of_type(*rule.nodes):
        yield from rule.check(node, source, subject)


def _violations(
    rule: Rule, findings: Iterable[Finding], source: Source | None, subject: Subject
) -> Iterator[Violation]:
    """Turn findings into violations; what a person approved is none."""
    for finding in findings:
        if not finding.target or f"{rule.code}:{finding.target}" not in subject.approved:
            yield _violation(rule, finding, source, subject)


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


def _marked(
    violation: Violation, catalogue: Catalogue, subject: Subject, crashes: list[Crash]
) -> Violation:
    """Say of a violation whether a fix of the pack can act on it, where its rule does not."""
    try:
        if violation.fixable or not can_mend(catalogue, violation, subject):
            return violation
    except Exception as error:
        crashes.append(Crash(violation.code, violation.path, error))
        return violation
    return replace(violation, fixable=True)


def _path(finding: Finding, source: Source | None, subject: Subject) -> str:
    if finding.path is not None:
        return finding.path
    if source is not None:
        return source.path
    names = subject.answer_paths
    return names[min(finding.part, len(names)) - 1] if names else ""
