"""Running rules over a subject."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter

from skillrun.errors import SkillrunError
from skillrun.machine.collecting import no_collection
from skillrun.protocol.answer import Answer, AnswerFile, Part
from skillrun.rules.jobs import Job, file_jobs, jobs_together, violations_of
from skillrun.rules.model import Subject, TreeRule, Violation
from skillrun.rules.registry import Catalogue
from skillrun.rules.source import Source
from skillrun.rules.subject import sources_of

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
        for job in jobs_together(catalogue, subject):
            _do(job, catalogue, subject, violations, crashes)

    _begin(catalogue, subject)
    sources = tuple(subject.files.values())
    judge = partial(_judge_file, catalogue, subject, sources)
    judged = _spread(judge, sources, judge_together)
    for source, (found, failed) in zip(sources, judged, strict=True):
        violations.extend(found)
        # Not every error survives the way between processes: what fails, fails again here.
        for job in file_jobs(catalogue, source, subject) if failed else ():
            if job[0].code in failed:
                _do(job, catalogue, subject, violations, crashes)
    ordered = tuple(sorted(set(violations), key=_ORDER))
    if crashes:
        raise RuleCrashError(tuple(crashes), ordered) from crashes[0].error
    return ordered


def _do(
    job: Job,
    catalogue: Catalogue,
    subject: Subject,
    violations: list[Violation],
    crashes: list[Crash],
) -> None:
    rule, source, _ = job
    try:
        violations.extend(violations_of(job, catalogue, subject))
    except SkillrunError:
        raise
    except Exception as error:
        crashes.append(Crash(rule.code, source.path if source else "", error))


def _judge_file(
    catalogue: Catalogue,
    subject: Subject,
    sources: Sequence[Source],
    number: int,
    *,
    early: bool | None = None,
) -> _Judged:
    """Judge one file by itself.

    Returns:
        What was found, and the codes of the rules that failed.
    """
    violations: list[Violation] = []
    failed: list[str] = []
    for job in file_jobs(catalogue, sources[number], subject, early=early):
        try:
            violations.extend(violations_of(job, catalogue, subject))
        except Exception:
            failed.append(job[0].code)
    return violations, failed


def _spread(
    judge: Callable[..., _Judged], sources: Sequence[Source], meanwhile: Callable[[], None]
) -> list[_Judged]:
    """Judge files one by one, many of them on all cores, and the files together meanwhile."""
    if len(sources) >= _MANY:
        from skillrun.rules.workers import cores, spread

        processes = cores()
        if processes > 1:

            def grow() -> None:
                for source in sources:
                    _ = source.nodes

            # Rules look into each other's files: trees that are grown before the fork are shared.
            # What needs none is asked while they grow.
            early = spread(partial(judge, early=True), len(sources), processes, grow)
            late = spread(partial(judge, early=False), len(sources), processes, meanwhile)
            return [(a + c, b + d) for (a, b), (c, d) in zip(early, late, strict=True)]
    # Last come the rules that wait for another process, which works beside these meanwhile.
    alone = [judge(number) for number in range(len(sources))]
    meanwhile()
    return alone


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
