"""The family of errors that reach a person.

    SkillrunError            2
    ├── UsageError           2   the call or the configuration is wrong
    ├── ModelError           3   the model could not be reached, refused, or gave nothing readable
    │   └── StreamCutError        3   the stream broke in the middle: may be asked again
    ├── WorkspaceError       4   the workspace refused; it is as it was
    └── CommandError         5   files are written, but a command on them failed

Each carries one sentence that says what and where, and the advice that says what to do.
"""

from typing import ClassVar


class SkillrunError(Exception):
    """An error with an exit code and an advice.

    Args:
        message: What went wrong and where, one sentence, for a person.
        advice: What the person can do about it; empty where nothing can be done.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice


class UsageError(SkillrunError):
    """The call, a flag, a file named in it or the configuration is wrong."""


class ModelError(SkillrunError):
    """The model could not be reached, refused, or ran out of parts, repairs or budget."""

    exit_code = 3


class StreamCutError(ModelError):
    """The connection broke, or the stream ended without a stop reason, after it had begun."""


class WorkspaceError(SkillrunError):
    """The workspace refused: unsafe path, changed meanwhile, locked, no permission, disk full."""

    exit_code = 4


class CommandError(SkillrunError):
    """Files are written, but a command on them failed."""

    exit_code = 5
