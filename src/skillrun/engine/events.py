"""What happens during a run, told while it happens.

The engine tells an observer; the command line turns events into lines, a live display or JSON
Lines. Nothing in the engine depends on who listens.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

from skillrun.gate.model import GateEvent, VerifyReport
from skillrun.providers.base import Usage
from skillrun.rules.model import Violation
from skillrun.workspace.conflicts import Conflict


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The model is chosen and the request is about to be sent.

    Attributes:
        session: The session's name.
        model: The provider's name.
        why: Why this model was taken, for a person.
        skill: The skill's name.
        workspace: The workspace's folder, as the person gave it.
        shown: Paths that are put before the model.
        guessed: The request names nothing of the project: its wiring alone is shown.
    """

    event: ClassVar[str] = "started"
    session: str
    model: str
    why: str
    skill: str
    workspace: str
    shown: tuple[str, ...] = ()
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class TurnStarted:
    """A request goes out.

    Attributes:
        purpose: `ask`, `continue` or `repair`.
        number: Counts the requests of the run from 1.
    """

    event: ClassVar[str] = "request"
    purpose: str
    number: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """The request failed and is made again after a pause of `delay` seconds."""

    event: ClassVar[str] = "retry"
    reason: str
    delay: float


@dataclass(frozen=True, slots=True)
class Reasoning:
    """One or more whole lines of the reasoning."""

    event: ClassVar[str] = "reasoning"
    text: str


@dataclass(frozen=True, slots=True)
class FileStarted:
    """A file's block was opened."""

    event: ClassVar[str] = "file_started"
    path: str


@dataclass(frozen=True, slots=True)
class FileFinished:
    """A file's block was closed.

    Attributes:
        path: The file.
        bytes: Its size in UTF-8.
    """

    event: ClassVar[str] = "file"
    path: str
    bytes: int


@dataclass(frozen=True, slots=True)
class TurnStopped:
    """A turn ended before the answer did, and why it goes on or is cut off here.

    Attributes:
        reason: `split`, `length`, `cut` or `fatal`.
        detail: What happened, for a person.
        remaining: Files that are promised for later parts.
    """

    event: ClassVar[str] = "turn_stopped"
    reason: str
    detail: str
    remaining: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mended:
    """The program mended faults of form and of files itself, with no request to the model."""

    event: ClassVar[str] = "mended"
    violations: tuple[Violation, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer was held against the rules.

    Attributes:
        files: How many files were judged.
        rules: How many rules judged them.
        seconds: How long it took.
        violations: What was found.
    """

    event: ClassVar[str] = "checked"
    files: int
    rules: int
    seconds: float
    violations: tuple[Violation, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """A person was asked about changes beyond the request, or nobody was there to be asked.

    Attributes:
        approved: What was allowed, each as `CODE:TARGET`.
        asked: All that was asked about.
    """

    event: ClassVar[str] = "decided"
    approved: tuple[str, ...]
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OperationFinished:
    """A command was carried out, or was found to have no effect left, or was left to the person."""

    event: ClassVar[str] = "operation"
    command: str
    status: str
    seconds: float = 0.0
    output: str = ""


@dataclass(frozen=True, slots=True)
class OperationStarted:
    """A command is being carried out."""

    event: ClassVar[str] = "operation_started"
    command: str


@dataclass(frozen=True, slots=True)
class FilesWritten:
    """The transaction is through."""

    event: ClassVar[str] = "written"
    files: int
    bytes: int
    seconds: float


Event = (
    RunStarted
    | TurnStarted
    | Waiting
    | Reasoning
    | FileStarted
    | FileFinished
    | TurnStopped
    | Mended
    | Checked
    | Decided
    | OperationFinished
    | OperationStarted
    | FilesWritten
    | GateEvent
)
Observer = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Report:
    """How a run ended: what `ask` and `apply` print. Field names are public (JSON).

    Attributes:
        status: `written`, `planned`, `rejected`, `failed` or `interrupted`.
        exit_code: As in the table of exit codes.
        session: The session's name.
        model: The provider's name; empty for a saved answer.
        parts: How many parts the answer came in.
        repairs: How many times the model was asked to repair.
        files: What was or would be written.
        operations: The reasoning's commands and what became of them.
        removed: What commands took away.
        violations: What remains.
        recommendations: The recommendations section, if any.
        reasoning: The reasoning of the answer.
        usage: Totals over all requests.
        verification: What the real tools said, where they were asked for.
        commit: The commit's hash, where one was asked for and made.
        kept: Where the answer is kept, for inspection.
        conflicts: Files that changed on disk since the model saw them, where that ended the run.
        error: What went wrong, for a person.
        advice: What to do about it.
    """

    status: str
    exit_code: int
    session: str = ""
    model: str = ""
    parts: int = 0
    repairs: int = 0
    files: tuple["WrittenFile", ...] = ()
    operations: tuple[OperationFinished, ...] = ()
    removed: tuple[str, ...] = ()
    violations: tuple[Violation, ...] = ()
    recommendations: str | None = None
    reasoning: str = ""
    usage: Usage = field(default_factory=Usage)
    verification: VerifyReport | None = None
    commit: str = ""
    kept: str = ""
    conflicts: tuple[Conflict, ...] = ()
    error: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """One file of a report.

    Attributes:
        path: Its path from the workspace's root.
        action: `create` or `modify`.
        bytes: Its new size.
        sha256: The hash of its new content, in hexadecimal.
        diff: What would change, for a file that would be modified and was not.
    """

    path: str
    action: str
    bytes: int
    sha256: str
    diff: str = ""
