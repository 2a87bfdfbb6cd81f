"""RSP017 and RSP021: names and commands that are not safe."""

import re
from collections.abc import Iterator

from skillrun.protocol.answer import Answer, AnswerFile
from skillrun.protocol.commands import refusals
from skillrun.protocol.lines import visible
from skillrun.protocol.names import unescaped
from skillrun.protocol.paths import case_clashes, normalize, path_problem
from skillrun.protocol.power import power_problem
from skillrun.rules.model import AnswerRule, Example, Finding, Subject
from skillrun.rules.packs.response.examples import FILE, GOOD, REASONING, answer

# Overrides of direction: they make a name look like another one.
_TURNS = re.compile("[\u202d\u202e\u2066-\u2069]")


class UnsafePath(AnswerRule):
    """A file's name that could be written outside the workspace, or where nothing may be."""

    code = "RSP017"
    name = "unsafe-path"
    directive = (
        "Name every file by its path from the project's root, with forward slashes: no absolute "
        "path, `~`, `..`, drive or backslash, nothing inside `.git/`, no `.env`, and no two paths "
        "that differ only in case. In `pyproject.toml` leave `[tool.skillrun]` and the indexes of "
        "`[tool.uv]` as they are, and `uv.lock` to uv."
    )
    decisions = (
        "Judged by the name alone; what is on the disk (symbolic links) is looked at when writing. "
        "Escapes and invisible characters are RSP008 and are taken out before this, but what turns "
        "the direction of a name's text is there to deceive."
    )
    bad = Example(answer(FILE.replace("apps/payments/services.py", "../services.py")))
    good = Example(
        answer(
            FILE.replace("apps/payments/services.py", ".env.example").replace("python", "dotenv")
        )
    )

    def check(self, answer: Answer, subject: Subject) -> Iterator[Finding]:
        """Yield each unsafe name and each clash of names."""
        for file in answer.files:
            problem = path_problem(visible(unescaped(file.spelled))) or _turned(file.spelled)
            if problem:
                message = f"The path `{file.spelled}` {problem}."
                yield Finding(message, file.line, part=file.part)
            elif power := _power(file, subject):
                yield Finding(f"The file `{file.path}` {power}.", file.line, part=file.part)
        yield from _clashes(answer.files, subject.root_listing)


def _power(file: AnswerFile, subject: Subject) -> str | None:
    if file.path.rpartition("/")[2].casefold() == "uv.lock":
        return "says what is downloaded, and uv alone knows: list `uv add` or `uv lock`"
    return power_problem(file.path, subject.on_disk(file.path), file.content)


def _turned(spelled: str) -> str | None:
    if _TURNS.search(spelled):
        return "holds a control character that turns the text after it around"
    return None


def _clashes(files: tuple[AnswerFile, ...], on_disk: frozenset[str]) -> Iterator[Finding]:
    delivered = {normalize(file.path): file for file in files}
    for one, other in case_clashes([*sorted(on_disk), *delivered]):
        if other in delivered:
            file = delivered[other]
            message = f"The path `{file.path}` differs from `{one}` only in case."
            yield Finding(message, file.line, part=file.part)


class RefusedOperation(AnswerRule):
    """A command that must not be run, or that nobody can tell what it does."""

    code = "RSP021"
    name = "refused-operation"
    directive = (
        "List only plain shell commands that stay in the project's folder: no root rights, no "
        "download that is run, no deletion beyond named files of the project."
    )
    decisions = "A harmless command that the program doesn't run itself is shown to the person."
    bad = Example(
        answer(FILE, reasoning=REASONING.replace("mkdir -p apps/payments", "sudo rm -rf /var/lib"))
    )
    good = Example(GOOD.replace("mkdir -p apps/payments", "uv add stripe\nopenssl rand -hex 32"))

    def check(self, answer: Answer, subject: Subject) -> Iterator[Finding]:  # noqa: ARG002
        """Yield each refused command."""
        operations = answer.operations
        reasons = refusals(operation.command for operation in operations)
        for operation, reason in zip(operations, reasons, strict=True):
            if reason:
                message = f"The command `{operation.command}` is refused: {reason}."
                yield Finding(message, operation.line, part=operation.part)
