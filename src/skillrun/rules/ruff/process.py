"""Running Ruff: a question begun now and answered when it is asked for."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from skillrun.errors import UsageError
from skillrun.machine.environment import tool_environment
from skillrun.rules.ruff.diagnostics import Diagnostic, read_diagnostics
from skillrun.rules.ruff.staging import Stage

_QUIET = ("--no-cache", "--quiet", "--no-respect-gitignore")
# 0: nothing found, 1: something found, 2: some file could not be read as Python.
_ALIVE = range(3)
# A hundred times what Ruff takes on a busy machine.
_LEAST_PATIENCE = 10.0  # seconds
_EACH = 0.05  # seconds a file
_LONG = 5_000  # bytes of a line


@dataclass(frozen=True, slots=True)
class Question:
    """What Ruff is asked.

    Attributes:
        name: One word; the same for the same question.
        words: The subcommand and its flags: `("check", "--no-fix")`.
        config: The text of a pyproject.toml: all of the configuration that counts.
    """

    name: str
    words: tuple[str, ...]
    config: str


class Run:
    """Ruff at work on staged files, in a process of its own.

    It begins at once and works beside what the caller does until `diagnostics` is called.

    Args:
        stage: The files; it stays in place for as long as this object is kept.
        question: What is asked; the subcommand must understand `--output-format json`.

    Raises:
        UsageError: If there is no Ruff.
    """

    def __init__(self, stage: Stage, question: Question) -> None:
        self._stage = stage
        self._question = question
        self._names = tuple(stage.names)
        self._process = _start(stage, _asked(question), self._names) if self._names else None
        self._known: Mapping[str, tuple[Diagnostic, ...]] | None = None
        self._unread: list[str] = []

    def diagnostics(self) -> Mapping[str, tuple[Diagnostic, ...]]:
        """What Ruff reports, by the path of the file; waits for it the first time.

        A file that kills Ruff (its parser overruns the stack on some that no interpreter reads
        either) or never lets it end (thousands of statements on one line) is in `unread`; all
        others have their diagnostics.
        """
        if self._known is None:
            grouped: dict[str, list[Diagnostic]] = {}
            for diagnostic in self._answer():
                grouped.setdefault(diagnostic.file, []).append(diagnostic)
            paths = self._stage.paths()
            self._known = {paths[file]: tuple(found) for file, found in grouped.items()}
        return self._known

    def unread(self) -> tuple[str, ...]:
        """The paths of the files that Ruff did not come to an end with; waits for it."""
        self.diagnostics()
        return tuple(self._stage.names[name] for name in self._unread)

    def _answer(self) -> tuple[Diagnostic, ...]:
        if self._process is None:
            return ()
        found = _read(self._process)
        return self._halves(self._names) if found is None else found

    def _halves(self, names: Sequence[str]) -> tuple[Diagnostic, ...]:
        """Ask again about parts of the files, until the one that kills Ruff is alone."""
        if len(names) < 2:
            self._unread.extend(names)
            return ()
        long = [name for name in names if _has_long_line(self._stage.file(name))]
        rest = [name for name in names if name not in set(long)]
        middle = len(names) // 2
        # Nearly always it is one with a line that no person has written.
        parts = [rest, *([name] for name in long)] if long else [names[:middle], names[middle:]]
        answers: tuple[Diagnostic, ...] = ()
        for part in filter(None, parts):
            found = _read(_start(self._stage, _asked(self._question), part))
            answers += self._halves(part) if found is None else found
        return answers


def rewrite(stage: Stage, question: Question) -> Mapping[str, str]:
    """Have Ruff change staged files in place.

    Args:
        stage: The files; they are changed.
        question: What is asked: `format`, or `check --fix-only`.

    Returns:
        The content of all files afterwards, by path; as it was where Ruff could not read them.

    Raises:
        UsageError: If there is no Ruff, or it refuses the question.
    """
    if stage.names:
        _start(stage, question, tuple(stage.names)).finish()
    return {
        path: stage.file(place).read_bytes().decode("utf-8") for place, path in stage.names.items()
    }


def _asked(question: Question) -> Question:
    return Question(question.name, (*question.words, "--output-format", "json"), question.config)


def _read(process: "_Process") -> tuple[Diagnostic, ...] | None:
    output = process.finish()
    return None if output is None else read_diagnostics(output)


@dataclass(frozen=True, slots=True)
class _Process:
    process: "subprocess.Popen[bytes]"
    question: Question
    output: Path
    complaint: Path
    patience: float

    def finish(self) -> bytes | None:
        """What Ruff wrote; None where it died, or did not end."""
        try:
            code = self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return None
        output = self.output.read_bytes()
        if code == 2 and not output and (said := self.complaint.read_text("utf-8", "replace")):
            raise _refused(self.question, said)
        return output if code in _ALIVE else None


def _start(stage: Stage, question: Question, names: Sequence[str]) -> _Process:
    tree = stage.file("")
    paths = "\n".join(f"{tree}/{name}" for name in names)
    config = stage.beside(f"{question.name}/pyproject.toml", question.config)
    # A list in a file has no limit of length; each line of it is one argument.
    listed = stage.beside(f"{question.name}/files.txt", paths)
    # Files take all that Ruff has to say while nobody reads it: a pipe would stop it.
    output = stage.beside(f"{question.name}/output", "")
    complaint = stage.beside(f"{question.name}/complaint", "")
    first_party = f"lint.isort.known-first-party = {json.dumps(sorted(stage.first_party))}"
    settings = ("--config", str(config), "--config", first_party)
    command = [find_ruff(), *question.words, *_QUIET, *settings, f"@{listed}"]
    with output.open("wb") as out, complaint.open("wb") as err:
        process = subprocess.Popen(
            command,
            cwd=stage.root,
            env=tool_environment(),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
    return _Process(process, question, output, complaint, _LEAST_PATIENCE + len(names) * _EACH)


def _has_long_line(file: Path) -> bool:
    return max(map(len, file.read_bytes().split(b"\n"))) > _LONG


def _refused(question: Question, said: str) -> UsageError:
    message = f"Ruff refused to run `ruff {question.words[0]}`: {said.strip()}"
    return UsageError(message, advice="Another version of Ruff may not know the configuration.")


@cache
def find_ruff() -> str:
    """The Ruff that came with skillrun.

    Raises:
        UsageError: If there is none.
    """
    from ruff import find_ruff_bin  # type: ignore[import-untyped]

    try:
        return str(Path(find_ruff_bin()))
    except FileNotFoundError:
        raise UsageError(
            "Ruff is not installed beside skillrun.", advice="Install it: pip install ruff"
        ) from None
