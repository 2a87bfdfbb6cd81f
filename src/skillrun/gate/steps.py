"""Each step of a verification: which tool is run, and what its result means."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from skillrun.gate.model import Coverage, Fault, Step
from skillrun.gate.project import Project, ruff_of
from skillrun.gate.reading import last_words, read_check, read_migrations, read_ruff, read_traceback
from skillrun.gate.results import Tally, grouped, read_coverage, read_tally
from skillrun.gate.services import Settled
from skillrun.workspace.running import Finished

MOST_FAULTS = 10
NOT_STARTED = "the project does not start"
_MOST_OUTPUT = 20_000_000


@dataclass(frozen=True, slots=True)
class Plan:
    """A step before it is run.

    Attributes:
        name: Its name.
        title: What it does, for a person.
        command: As a person would type it.
    """

    name: str
    title: str
    command: str

    def skipped(self, reason: str) -> Step:
        """Make the step that was not run.

        Args:
            reason: Why.
        """
        return Step(self.name, self.title, self.command, "skipped", summary=reason)

    def done(
        self, finished: Finished, summary: str, faults: Sequence[Fault] = (), *, ok: bool = True
    ) -> Step:
        """Make the step that was run.

        Args:
            finished: The tool.
            summary: What came of it.
            faults: What is wrong.
            ok: Whether it passed, as far as the tool's exit code does not say.
        """
        passed = finished.ok and ok and not faults
        output = "" if passed or faults else last_words(finished.output)
        return Step(
            self.name,
            self.title,
            self.command,
            "passed" if passed else "failed",
            finished.seconds,
            summary,
            tuple(faults),
            output=output,
        )


DEPENDENCIES = Plan("dependencies", "Dependencies resolve and install", "uv sync --locked")
LINT = Plan("lint", "Ruff finds nothing", "ruff check --no-fix .")
FORMAT = Plan("format", "Files are formatted", "ruff format --check .")
SERVICES = Plan("services", "PostgreSQL and Redis are there", "")
CHECK = Plan("check", "Django's checks for deployment", "python manage.py check --deploy")
MIGRATIONS = Plan(
    "migrations", "No migration is missing", "python manage.py makemigrations --check --dry-run"
)
TESTS = Plan("tests", "Tests pass and cover the code", "pytest")
PLANS = (DEPENDENCIES, LINT, FORMAT, SERVICES, CHECK, MIGRATIONS, TESTS)


def dependencies(project: Project) -> Step:
    """Install what the project needs, exactly as locked."""
    had_lock = (project.root / "uv.lock").exists()
    plan = DEPENDENCIES if had_lock else replace(DEPENDENCIES, command="uv sync")
    finished = project.sync()
    if finished.ok:
        made = "" if had_lock else "; uv.lock was missing and is written"
        return plan.done(finished, f"{_installed(project)} packages{made}")
    lines = [line for line in finished.output.splitlines() if line.strip()]
    first = next((line for line in lines if line.startswith(("error:", "  ×"))), lines[-1:] or "")
    if "needs to be updated" in finished.output:
        fault = Fault("uv.lock", 0, "the lock does not fit pyproject.toml: run `uv lock`")
    else:
        said = str(first if isinstance(first, str) else first[0]).removeprefix("error: ").strip()
        fault = Fault("pyproject.toml", 0, said.removeprefix("× "), last_words(finished.output))
    return plan.done(finished, "they do not resolve", [fault])


def _installed(project: Project) -> int:
    found = project.environment.glob("[Ll]ib*/**/site-packages/*.dist-info")
    return len({path.name for path in found})


def lint(project: Project) -> Step:
    """Hold the project against its own Ruff configuration."""
    return _ruff(project, LINT, ["check", "--no-fix"], "violation")


def formatted(project: Project) -> Step:
    """See whether every file is formatted."""
    return _ruff(project, FORMAT, ["format", "--check"], "file")


def _ruff(project: Project, plan: Plan, words: list[str], noun: str) -> Step:
    program = ruff_of(project)
    if program is None:
        return plan.skipped("there is no Ruff")
    kept: list[bytes] = []
    command: list[str | Path] = [program, *words, "--no-cache", "--output-format", "json", "."]
    finished = project.run(command, heard=kept.append)
    output = project.told(b"".join(kept)[:_MOST_OUTPUT].decode("utf-8", "replace"))
    faults = read_ruff(output, project.root)
    if faults is None:
        return plan.done(finished, "Ruff did not run", ok=False)
    return plan.done(finished, f"{_count(len(faults), noun)}" if faults else "clean", faults)


def check(project: Project, settled: Settled) -> Step:
    """Run Django's checks as for a deployment; a warning fails."""
    finished = _manage(
        project, settled, "check", "--deploy", "--fail-level", "WARNING", **project.deployed()
    )
    faults = () if finished.ok else read_check(finished.output, project.root)
    issues = [fault for fault in faults if not fault.line]
    summary = _count(len(issues), "issue") if issues else NOT_STARTED
    return CHECK.done(finished, "no issues" if finished.ok else summary, faults)


def migrations(project: Project, settled: Settled) -> Step:
    """See whether the migrations hold all that the models say."""
    finished = _manage(project, settled, "makemigrations", "--check", "--dry-run", "--no-input")
    faults = () if finished.ok else read_migrations(finished.output, project.root)
    missing = [fault for fault in faults if not fault.line]
    summary = f"{len(missing)} missing" if missing else "it did not run"
    return MIGRATIONS.done(finished, "complete" if finished.ok else summary, faults)


def _manage(project: Project, settled: Settled, *words: str, **variables: str) -> Finished:
    return project.run(
        [project.python, "manage.py", *words, "--no-color"],
        variables={**settled.variables, **variables},
        lent=settled.lent,
        hosts=settled.hosts,
    )


def tests(project: Project, settled: Settled, told: Callable[[Tally], None], limit: float) -> Step:
    """Run the tests under the project's own configuration.

    Args:
        project: The project.
        settled: Its servers.
        told: Called with how far they are.
        limit: Seconds until they are ended.
    """
    if not project.has("pytest"):
        missing = Fault("pyproject.toml", 0, "pytest is not among the dependencies")
        return TESTS.done(Finished(ok=False, output="", seconds=0.0), "not run", [missing])
    reporter = Path(__file__).with_name("inside") / "skillrun_reporter.py"
    (project.share / reporter.name).write_bytes(reporter.read_bytes())
    results, report = project.out / "results.jsonl", project.out / "coverage.json"
    measured = project.has("pytest_cov")
    asked = ["--cov"] if measured and "--cov" not in project.configuration else []
    asked += [f"--cov-report=json:{report}"] if measured else []
    command: list[str | Path] = [project.python, "-m", "pytest", "-p", reporter.stem, *asked]
    command += ["--tb=short", "--color=no", "-o", f"cache_dir={project.out / 'cache'}"]
    finished = project.run(
        command,
        variables={
            **settled.variables,
            "PYTHONPATH": str(project.share),
            "SKILLRUN_RESULTS": str(results),
            "COVERAGE_FILE": str(project.out / "coverage"),
        },
        lent=settled.lent,
        hosts=settled.hosts,
        limit=limit,
        heard=lambda _chunk: told(_tally(project, results)),
    )
    coverage = read_coverage(_text(report), project.required_coverage)
    return _judged(finished, _tally(project, results), coverage, project.root)


def _judged(finished: Finished, tally: Tally, coverage: Coverage | None, root: Path) -> Step:
    """Say what the tests came to."""
    faults = list(tally.faults)
    if coverage is None and not faults and finished.ok:
        faults.append(Fault("pyproject.toml", 0, "coverage is not measured: add pytest-cov"))
    elif coverage is not None and not faults and coverage.percent < coverage.required:
        message = f"coverage is {coverage.percent:g} %, and {coverage.required:g} % are required"
        worst = [f"{f.path}: {f.percent:g} %, not run: {f.missing}" for f in coverage.files]
        names = tuple(file.path for file in coverage.files)
        faults.append(Fault("", 0, message, "\n".join(worst), names))
    if not faults and not finished.ok:
        faults += read_traceback(finished.output, root)
    parts = [f"{tally.passed} passed"]
    parts += [f"{tally.failed} failed"] if tally.failed else []
    parts += [f"{tally.skipped} skipped"] if tally.skipped else []
    parts += [f"coverage {coverage.percent:g} %"] if coverage else []
    done = TESTS.done(finished, ", ".join(parts), faults)
    return replace(done, coverage=coverage, passed=tally.passed)


def _tally(project: Project, results: Path) -> Tally:
    return read_tally(project.told(_text(results)).splitlines(), project.root)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def cut(step: Step) -> Step:
    """Leave of a step's faults as many as a person reads, those that are new first.

    Args:
        step: One with all of its faults.
    """
    faults = grouped(step.faults) if step.name == TESTS.name else step.faults
    ordered = sorted(faults, key=lambda fault: (fault.excused, fault.before))
    return replace(
        step,
        faults=tuple(ordered[:MOST_FAULTS]),
        more=max(0, len(ordered) - MOST_FAULTS),
        before=sum(fault.before for fault in faults),
        excused=sum(fault.excused for fault in faults),
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
