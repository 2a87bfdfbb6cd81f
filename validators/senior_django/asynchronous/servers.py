"""The commands that start a server, wherever a project writes them."""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from skillrun.rules.model import Finding, Subject
from skillrun.rules.source import Source

from ..operations.composing import Field, fields_of, is_compose, items_of, read_compose
from ..operations.dockerfiles import read_dockerfile

_PROCFILE = re.compile(r"Procfile(?:\.\w+)?$")
_UNIT = re.compile(r"^\s*(?:command|ExecStart|app)\s*=\s*(?P<command>.+)$")
# Lines that a command may take.
_LONGEST = 20
_WRAPPERS = frozenset({"uv", "run", "exec", "env", "poetry", "python", "python3", "-m", "sudo"})


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a command.

    Attributes:
        text: The word.
        line: 1-based line that it stands on.
    """

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Server:
    """One command that starts a server.

    Attributes:
        program: `gunicorn`, `uwsgi`, ….
        words: The words after it.
        line: 1-based line of the program.
    """

    program: str
    words: tuple[Word, ...]
    line: int

    def option(self, *names: str) -> Word | None:
        """The value of an option, written `-k value`, `--worker-class value` or `…=value`."""
        for index, word in enumerate(self.words):
            name, sign, value = word.text.partition("=")
            if name in names:
                following = self.words[index + 1 : index + 2]
                return Word(value, word.line) if sign else next(iter(following), None)
        return None


def finding_at(word: Word, source: Source, message: str) -> Finding:
    """Make a finding at a word: a command may go on for some lines after the one it begins on."""
    for number in range(word.line, min(word.line + _LONGEST, len(source.lines) + 1)):
        start = source.lines[number - 1].find(word.text)
        if start >= 0:
            end = start + 1 + len(word.text)
            return Finding(message, number, start + 1, number, end, path=source.path)
    return Finding(message, word.line, path=source.path)


_PROGRAMS = frozenset(
    {"gunicorn", "uwsgi", "waitress-serve", "mod_wsgi-express", "uvicorn", "hypercorn"}
)


def servers_in(source: Source, subject: Subject) -> Iterator[Server]:
    """Yield the servers that a Dockerfile, compose file, Procfile, script or unit starts."""
    if not _names_one(source.text):
        return
    for command in _commands(source, subject):
        if not any(_names_one(word.text) for word in command):
            continue
        words = [part for word in command for part in _split(word)]
        for index, word in enumerate(words):
            program = word.text.rsplit("/", 1)[-1]
            if program in _PROGRAMS and _starts(words[:index]):
                end = _end(words, index + 1)
                yield Server(program, tuple(words[index + 1 : end]), word.line)


def _names_one(text: str) -> bool:
    return any(program in text for program in _PROGRAMS)


def _commands(source: Source, subject: Subject) -> Iterator[list[Word]]:
    if source.language == "dockerfile":
        yield from _of_dockerfile(source.text)
    elif source.language == "yaml" and is_compose(source.path):
        yield from _of_compose(source.path, subject)
    elif source.language in {"shell", "ini", "text"}:
        yield from _of_lines(source)


def _of_dockerfile(text: str) -> Iterator[list[Word]]:
    """Of each stage its entry point with its command, as Docker joins them."""
    for stage in read_dockerfile(text).stages:
        last = {instruction.name: instruction for instruction in stage.of("ENTRYPOINT", "CMD")}
        found = [last[name] for name in ("ENTRYPOINT", "CMD") if name in last]
        yield [Word(part, i.line) for i in found for part in _exec(i.value)]


def _exec(value: str) -> list[str]:
    try:
        words = json.loads(value)
    except ValueError:
        return [value]
    return [str(word) for word in words] if isinstance(words, list) else [value]


def _of_compose(path: str, subject: Subject) -> Iterator[list[Word]]:
    compose = read_compose(path, subject)
    for service in compose.services.values() if compose else ():
        keys = [service.fields.get(name) for name in ("entrypoint", "command")]
        yield [Word(text, line) for key in keys if key for text, line in _texts(key)]


def _texts(field: Field) -> Iterator[tuple[str, int]]:
    yield from items_of(field.value)
    if isinstance(field.value, yaml.MappingNode):
        yield from ((key, found.line) for key, found in fields_of(field.value).items())


def _of_lines(source: Source) -> Iterator[list[Word]]:
    is_unit = source.language == "ini" or source.name.endswith(".service")
    is_procfile = bool(_PROCFILE.match(source.name))
    is_script = source.language == "shell" and not source.name.startswith(
        ("requirements", "Makefile")
    )
    pending: list[Word] = []
    for number, line in enumerate(source.lines, 1):
        if line.lstrip().startswith("#"):
            continue
        unit = _UNIT.match(line) if is_unit else None
        text = unit["command"] if unit else line
        if unit or is_procfile or is_script or pending:
            pending.append(Word(text.rstrip().removesuffix("\\"), number))
        if pending and not line.rstrip().endswith("\\"):
            yield pending
            pending = []


def _split(word: Word) -> list[Word]:
    try:
        parts = shlex.split(word.text, comments=False)
    except ValueError:
        parts = word.text.split()
    return [Word(piece, word.line) for part in parts for piece in part.split()]


def _starts(before: list[Word]) -> bool:
    """Whether what comes before a program runs it: a wrapper, a shell, the end of a command."""
    if not before:
        return True
    last = before[-1].text
    return (
        last.endswith((";", "&&", "||", "|", ":", "="))
        or last in _WRAPPERS
        or last in {"-c", "--"}
        or (last.startswith("-") or "=" in last)
    )


def _end(words: list[Word], start: int) -> int:
    for index in range(start, len(words)):
        if words[index].text in {"&&", "||", ";", "|", "&"}:
            return index
    return len(words)
