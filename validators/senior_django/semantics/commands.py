"""The shell commands that an answer lists, as argument lists."""

from dataclasses import dataclass

from skillrun.protocol.answer import Operation
from skillrun.protocol.commands import CommandSyntaxError, split_command
from skillrun.rules.model import Finding, Subject

# Options of `uv run` and `uvx` that take a word of their own, which is no program.
_WITH_VALUE = frozenset(
    {
        "--directory",
        "--env-file",
        "--extra",
        "--from",
        "--group",
        "--index",
        "--no-group",
        "--only-group",
    }
    | {
        "--package",
        "--project",
        "--python",
        "--with",
        "--with-editable",
        "--with-requirements",
        "-p",
    }
)


@dataclass(frozen=True, slots=True)
class Command:
    """One command of the reasoning.

    Attributes:
        argv: Its words.
        operation: The line that holds it; several commands may share one.
    """

    argv: tuple[str, ...]
    operation: Operation

    def finding(self, message: str) -> Finding:
        """Make a finding at the command's line in the answer."""
        return Finding(message, self.operation.line, part=self.operation.part)


def commands_of(subject: Subject) -> tuple[Command, ...]:
    """The commands of an answer in order; for `Subject.once`.

    A line that is more than plain words (a pipe, a variable) gives its words as they stand.
    """
    operations = subject.answer.operations if subject.answer else ()
    return tuple(
        Command(argv, operation) for operation in operations for argv in words(operation.command)
    )


def words(line: str) -> tuple[tuple[str, ...], ...]:
    """Split a line into argument lists; one list of its bare words where it is not plain."""
    try:
        return split_command(line)
    except CommandSyntaxError:
        return (tuple(line.split()),)


def after_runner(argv: tuple[str, ...]) -> tuple[str, ...]:
    """The words of the program itself: without `uv run`, `sudo`, `env A=b` and `python -m` before it."""
    rest = list(argv)
    while rest:
        head = rest[0].rsplit("/", 1)[-1]
        if head in {"sudo", "exec", "env", "time", "command"} or (
            "=" in head and head[0].isalpha()
        ):
            del rest[0]
        elif rest[:2] in (["uv", "run"], ["poetry", "run"], ["pipenv", "run"]):
            del rest[:2]
        elif rest[:3] == ["uv", "tool", "run"]:
            del rest[:3]
        elif head == "uvx":
            del rest[0]
        elif head.startswith("python") and rest[1:2] == ["-m"]:
            del rest[:2]
        elif rest[0].startswith("-"):
            del rest[: 2 if rest[0] in _WITH_VALUE else 1]
        else:
            return (head, *rest[1:])
    return ()
