"""What a verification is made of, and what is told while it runs. Field names are public (JSON)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

Status = Literal["passed", "failed", "skipped"]
Services = Literal["auto", "embedded", "off"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that a tool found wrong.

    Attributes:
        path: The file concerned, from the workspace's root; empty where it is none.
        line: 1-based line; 0 where there is none.
        message: What is wrong, one line.
        detail: What else matters: the lines of a failed assertion, of a traceback.
        related: Further files of the workspace that took part.
        before: It was there before the run.
        excused: And it lies in nothing that the run wrote, which does not answer for it.
    """

    path: str
    line: int
    message: str
    detail: str = ""
    related: tuple[str, ...] = ()
    before: bool = False
    excused: bool = False


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """How much of a file the tests reach.

    Attributes:
        path: The file.
        percent: How much of it was run.
        missing: The lines that were not, as ranges: `12-14, 20`.
    """

    path: str
    percent: float
    missing: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the code the tests reach.

    Attributes:
        percent: The figure.
        required: What it has to be at least.
        files: The files with the most lines not run, those first.
    """

    percent: float
    required: float
    files: tuple[FileCoverage, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One tool and what came of it.

    Attributes:
        name: `dependencies`, `lint`, `format`, `services`, `check`, `migrations` or `tests`.
        title: What it does, for a person.
        command: What was run, as a person would type it.
        status: `passed`, `failed` or `skipped`.
        seconds: How long it took.
        summary: What came of it, one line; why, for one that was skipped.
        faults: What is wrong, what matters most first.
        more: How many faults were left out.
        output: The end of what the tool said, where no fault could be read from it.
        coverage: For `tests`.
        passed: For `tests`: how many of them passed.
        before: How many of all faults were there before the run.
        excused: How many of those are none that the run answers for.
    """

    name: str
    title: str
    command: str
    status: Status
    seconds: float = 0.0
    summary: str = ""
    faults: tuple[Fault, ...] = ()
    more: int = 0
    output: str = ""
    coverage: Coverage | None = None
    passed: int = 0
    before: int = 0
    excused: int = 0

    @property
    def is_old(self) -> bool:
        """It failed before the run, and for nothing that the run answers for."""
        return self.status == "failed" and 0 < self.excused == len(self.faults) + self.more


@dataclass(frozen=True, slots=True)
class ServiceUse:
    """A server that the project's tests use.

    Attributes:
        name: `PostgreSQL` or `Redis`.
        source: `settings` (it runs already), `machine` or `embedded` (started for the run).
        detail: Where it is, or the version of one that was started.
    """

    name: str
    source: str
    detail: str


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What the real tools said of a workspace.

    Attributes:
        ok: Every step passed.
        steps: All of them, in order.
        services: The servers that were used.
        sandbox: What the project's code ran in; empty where it ran without.
        seconds: How long all of it took.
        uncompared: Why it cannot be told what failed before the run; empty where it can.
    """

    ok: bool
    steps: tuple[Step, ...]
    services: tuple[ServiceUse, ...]
    sandbox: str
    seconds: float
    uncompared: str = ""

    @property
    def nothing_new(self) -> bool:
        """Every step ran, and the run answers for nothing that failed."""
        return all(step.status == "passed" or step.is_old for step in self.steps)


@dataclass(frozen=True, slots=True)
class VerifyStarted:
    """A verification begins.

    Attributes:
        workspace: Its folder.
        sandbox: What the project's code runs in; empty where it runs without.
        steps: The names of the steps to come.
    """

    event: ClassVar[str] = "verify_started"
    workspace: str
    sandbox: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A step begins.

    Attributes:
        name: Its name.
        title: What it does, for a person.
        command: What is run.
    """

    event: ClassVar[str] = "step_started"
    name: str
    title: str
    command: str


@dataclass(frozen=True, slots=True)
class StepProgress:
    """How far the tests are.

    Attributes:
        name: The step.
        done: How many tests have ended.
        total: How many there are; 0 while that is not known.
        failed: How many of those failed.
    """

    event: ClassVar[str] = "step_progress"
    name: str
    done: int
    total: int
    failed: int


@dataclass(frozen=True, slots=True)
class StepFinished:
    """A step has ended."""

    event: ClassVar[str] = "step"
    step: Step


@dataclass(frozen=True, slots=True)
class ComparisonStarted:
    """What failed is run again on the workspace as it was before the run.

    Attributes:
        steps: The names of the steps.
    """

    event: ClassVar[str] = "comparison_started"
    steps: tuple[str, ...]


GateEvent = VerifyStarted | StepStarted | StepProgress | StepFinished | ComparisonStarted
Observer = Callable[[GateEvent], None]
