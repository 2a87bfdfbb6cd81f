"""What the store gives back: runs, messages, and the state of files before and after a write."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from skillrun.providers.base import Usage
from skillrun.rules.model import Violation

Kind = Literal["absent", "file", "link", "folder", "other"]


class Operation(Protocol):
    """A command of an answer and what became of it."""

    @property
    def command(self) -> str:
        """As the answer has it."""

    @property
    def status(self) -> str:
        """`run`, `done`, `skipped`, `refused` or `failed`."""

    @property
    def output(self) -> str:
        """What it said, or why it was not run."""


class Outcome(Protocol):
    """How a run ended; the engine's report is one."""

    @property
    def status(self) -> str:
        """`written`, `planned`, `rejected`, `failed`, `interrupted`; `undone` for an undo."""

    @property
    def exit_code(self) -> int:
        """As in the table of exit codes."""

    @property
    def parts(self) -> int:
        """How many parts the answer came in."""

    @property
    def repairs(self) -> int:
        """How many times the model was asked to repair."""

    @property
    def violations(self) -> Sequence[Violation]:
        """What remained."""

    @property
    def operations(self) -> Sequence[Operation]:
        """The answer's commands."""

    @property
    def recommendations(self) -> str | None:
        """The recommendations section, if any."""

    @property
    def reasoning(self) -> str:
        """The reasoning of the answer."""

    @property
    def usage(self) -> Usage:
        """Totals over all requests."""

    @property
    def kept(self) -> str:
        """Where the answer is kept."""

    @property
    def error(self) -> str:
        """What went wrong."""

    @property
    def advice(self) -> str:
        """What to do about it."""


@dataclass(frozen=True, slots=True)
class Ended:
    """An outcome of a run in which no model was asked.

    Attributes:
        status: As in `Outcome`.
        exit_code: As in the table of exit codes.
        operations: The commands, if any.
        error: What went wrong.
        advice: What to do about it.
    """

    status: str
    exit_code: int
    parts: int = 0
    repairs: int = 0
    violations: tuple[Violation, ...] = ()
    operations: tuple[Operation, ...] = ()
    recommendations: str | None = None
    reasoning: str = ""
    usage: Usage = Usage()  # noqa: RUF009 - frozen
    kept: str = ""
    error: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class FileState:
    """What stands at a path.

    Attributes:
        kind: `file`, `link` (a symlink), `folder`, `absent`, or `other` (a device, a socket).
        value: A file's SHA-256 in hexadecimal, a symlink's target, else empty.
        mode: The permission bits; 0 where nothing stands.
    """

    kind: Kind
    value: str = ""
    mode: int = 0


ABSENT = FileState("absent")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One path of a write.

    Attributes:
        path: From the workspace's root.
        before: What stood there.
        after: What the run left there.
        by_command: A command of the answer changed it, not the answer itself.
        torn: Something else changed it between two writes of the run.
    """

    path: str
    before: FileState
    after: FileState
    by_command: bool = False
    torn: bool = False

    @property
    def action(self) -> str:
        """`create`, `modify` or `remove`."""
        if self.after.kind == "absent":
            return "remove"
        return "create" if self.before.kind == "absent" else "modify"


@dataclass(frozen=True, slots=True)
class Run:
    """One request and what came of it.

    Attributes:
        id: Its number in the store.
        session: The session's name.
        kind: `ask`, `apply`, `fix` or `undo`.
        workspace: The workspace's real folder.
        request: What was asked; for an undo, of which session.
        model: The provider's name; empty where none was asked.
        skill: The skill's name.
        started: When.
        ended: When; None for a run that is under way or was killed.
        status: As in `Outcome`, or `unfinished`.
        exit_code: None for an unfinished run.
        parts: How many parts the answer came in.
        repairs: How many times the model was asked to repair.
        violations: What remained, as in every JSON report.
        operations: The commands: `command`, `status`, `output`.
        recommendations: The recommendations section, if any.
        reasoning: The reasoning of the answer.
        usage: Totals over all requests.
        kept: Where the answer is kept, for a rejected one.
        error: What went wrong.
        advice: What to do about it.
        reverts: The run that an undo took back.
        wrote: It wrote or removed files.
    """

    id: int
    session: str
    kind: str
    workspace: str
    request: str
    model: str
    skill: str
    started: datetime
    ended: datetime | None
    status: str
    exit_code: int | None
    parts: int
    repairs: int
    violations: tuple[dict[str, object], ...]
    operations: tuple[dict[str, str], ...]
    recommendations: str | None
    reasoning: str
    usage: Usage
    kept: str
    error: str
    advice: str
    reverts: int | None
    wrote: bool = False


@dataclass(frozen=True, slots=True)
class KeptSession:
    """A session with its runs, oldest first.

    Attributes:
        name: The session's name.
        runs: At least one.
        files: How many files its runs wrote or removed.
        undone: Every run that wrote has been taken back.
    """

    name: str
    runs: tuple[Run, ...]
    files: int = 0
    undone: bool = False

    @property
    def usage(self) -> Usage:
        """What all runs used together."""
        return sum((run.usage for run in self.runs), Usage())


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """One message of a conversation.

    Attributes:
        run: The run it belongs to.
        role: Who speaks.
        content: The text, without secrets.
        stop_reason: Why the model stopped; None for other roles, and for an answer that was cut.
        usage: What the request used.
    """

    run: int
    role: Literal["system", "user", "assistant"]
    content: str
    stop_reason: str | None = None
    usage: Usage | None = None
