"""DEP003 foreign-installer."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from skillrun.rules.model import Example, Finding, Subject, TreeRule
from skillrun.rules.source import Source
from skillrun.rules.syntax.dockerfile import instructions

from ..semantics.commands import after_runner, commands_of

# Where a command may begin in a line of shell, in YAML, in a Makefile.
_START = r"(?:^|[;&|(`{]|\b(?:do|then|else|exec|sudo|RUN)\s|\$\(|[\"'\[,]\s*|-\s+|:\s+)\s*@?-?(?:sudo\s+(?:-\S+\s+)*)?"
_PYTHON = r"(?:\S*/)?python[\d.]*\s+-m\s+"
_RUNNER = (
    r"(?:docker(?:[\s-]compose)?\s+(?:-\S+\s+)*(?:exec|run)\s+(?:-\S+\s+)*\S+\s+)?"
    r"(?:uv\s+(?:-\S+\s+)*run\s+(?:-\S+\s+)*)?"
)
_COMMAND = re.compile(
    rf"{_START}{_RUNNER}(?P<command>(?:(?:{_PYTHON})?(?:\S*/)?pip[\d.]*\s+(?:-\S+\s+)*install\b(?P<what>[^;&|\n]*)"
    r"|(?:\S*/)?poetry\s+(?:add|install|update|lock)\b"
    r"|(?:\S*/)?pipenv\s+(?:install|sync|lock)\b"
    r"|(?:\S*/)?pipx\s+(?:install|run)\b(?P<pipx>[^;&|\n]*)"
    r"|(?:\S*/)?(?:conda|mamba|micromamba)\s+(?:install|create|env)\b"
    r"|(?:\S*/)?(?:pdm|rye)\s+(?:add|install|sync)\b"
    r"|(?:\S*/)?easy_install\s"
    r"|(?:\S*/)?pip-(?:sync|compile)\b))",
    re.MULTILINE,
)
_WORDS = re.compile(
    r"\b(?:pip[\d.]*|pipx|poetry|pipenv|conda|mamba|micromamba|pdm|rye|easy_install)\b"
)
_NAMES = ("pip", "poetry", "conda", "mamba", "pdm", "rye", "easy_install")
# What is told to a person is not run.
_NEAR = 500
_TELLS = re.compile(r"(?:^|[;&|(]|\bRUN\s|\s-\s|:\s)\s*@?(?:echo|printf)\s[^;&|]*$")
_LANGUAGES = frozenset({"dockerfile", "shell", "yaml"})
_CONTINUED = re.compile(r"\\\n\s*")
_UV_ALONE = re.compile(r"[\"']?uv(?:\s*[=~<>]=?\s*[\w.*]+)?[\"']?")
_FOREIGN = frozenset(
    {"pip", "pip3", "poetry", "pipenv", "conda", "mamba", "pdm", "rye", "easy_install"}
)
_VERBS = frozenset({"install", "add", "update", "sync", "create", "lock"})
_INSTEAD = "uv alone installs: write `uv add` for a dependency, `uv sync --frozen` to install them"


class ForeignInstaller(TreeRule):
    """Packages installed by something that is not uv."""

    code = "DEP003"
    name = "foreign-installer"
    directive = "Install with uv alone: no `pip install`, `poetry add`, `pipenv`, `conda`."
    decisions = (
        "Read in listed commands, Dockerfiles, compose files and other YAML, shell scripts, Makefiles, and argument lists "
        "in Python. `pip install uv`, which brings uv itself, is the one exception; `uv pip` is uv. "
        "Comments and prose (`README.md`) are not looked at."
    )
    bad = Example("FROM python:3.12-slim\nRUN pip install -r requirements.txt\n", "Dockerfile")
    good = Example("FROM python:3.12-slim\nRUN uv sync --frozen --no-dev\n", "Dockerfile")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield each command that installs, then each in the listed operations."""
        for source in subject.files.values():
            for finding in _of_source(source):
                yield replace(finding, path=source.path)
        for command in subject.once(commands_of):
            argv = after_runner(command.argv)
            if _installs(argv):
                yield command.finding(f"`{' '.join(argv[:2])}` is not allowed, {_INSTEAD}.")


def _speaks(text: str) -> bool:
    return any(name in text for name in _NAMES) and _WORDS.search(text) is not None


def _of_source(source: Source) -> Iterator[Finding]:
    if source.language not in {"python", *_LANGUAGES} or not _speaks(source.text):
        return
    if source.language == "python":
        yield from _of_python(source)
    elif source.language == "dockerfile":
        yield from _of_dockerfile(source)
    elif source.language in _LANGUAGES and not source.name.startswith("requirements"):
        comments = {comment.line for comment in source.comments if comment.own_line}
        for number, line in enumerate(source.lines, 1):
            if number not in comments and "://" not in line.split("install", 1)[0]:
                for command in _in_shell(line):
                    yield _at(source, number, command)


def _of_dockerfile(source: Source) -> Iterator[Finding]:
    for instruction in instructions(source.text):
        places: dict[str, Iterator[int]] = {}
        for command in _in_shell(_bare(instruction.text)):
            if command not in places:
                places[command] = _places(source, instruction.line, command)
            yield _at(source, next(places[command], instruction.line), command)
        body = instruction.body if instruction.name == "RUN" else None
        for number, line in enumerate((body or "").split("\n"), instruction.body_line):
            for command in _in_shell(line):
                yield _at(source, number, command)


def _bare(text: str) -> str:
    """An instruction as one line of shell: without `--mount=…`, and `["pip", "install"]` as `pip install`."""
    text = re.sub(r"^(\w+)(?:\s+--[\w-]+(?:=\S+)?)+", r"\1", text)
    return re.sub(r"[\[\]\",]+", " ", text) if "[" in text else text


def _in_shell(line: str) -> Iterator[str]:
    for match in _COMMAND.finditer(line):
        what = match["what"] or match["pipx"]
        start = match.start("command")
        if _TELLS.search(line[max(0, start - _NEAR) : start]):
            continue
        if what is None or not _is_uv_alone(what):
            words = match["command"].split()
            start = words.index("-m") + 1 if "-m" in words[:2] else 0
            yield " ".join((words[start].rsplit("/", 1)[-1], *words[start + 1 : start + 2]))


def _is_uv_alone(rest: str) -> bool:
    words = [
        word for word in rest.split() if not word.startswith("-") and word not in {"\\", "install"}
    ]
    return bool(words) and all(_UV_ALONE.fullmatch(word) for word in words)


def _places(source: Source, line: int, command: str) -> Iterator[int]:
    """The lines of an instruction that spell a command, one after the other."""
    spelled = _spelled(command)
    while line <= len(source.lines):
        if spelled.search(source.lines[line - 1]):
            yield line
        if not _goes_on(source, line):
            return
        line += 1


def _spelled(command: str) -> re.Pattern[str]:
    program, *verb = command.split()
    return re.compile(r"(?<![\w.-])" + r"\b.*\b".join(map(re.escape, (program, *verb))))


def _at(source: Source, line: int, command: str) -> Finding:
    """Point at a command; a continued instruction begins above the line that holds it."""
    spelled = _spelled(command)
    number = min(line, len(source.lines))
    while not spelled.search(source.lines[number - 1]) and _goes_on(source, number):
        number += 1
    found = spelled.search(source.lines[number - 1])
    column = found.start() + 1 if found else 1
    message = f"`{command}` is not allowed, {_INSTEAD}."
    return Finding(message, number, column, number, column + len(command.split(maxsplit=1)[0]))


def _goes_on(source: Source, number: int) -> bool:
    line = source.lines[number - 1].rstrip()
    return number < len(source.lines) and (
        line.endswith("\\") or not line or line.lstrip()[0] == "#"
    )


def _of_python(source: Source) -> Iterator[Finding]:
    """Argument lists such as `["pip", "install", …]`."""
    sequences: list[ast.List | ast.Tuple] = [*source.of_type(ast.List), *source.of_type(ast.Tuple)]
    for node in sequences:
        words = [
            e.value if isinstance(e, ast.Constant) and isinstance(e.value, str) else ""
            for e in node.elts
        ]
        starts = [i for i, word in enumerate(words) if word in _FOREIGN]
        if starts and _installs(tuple(words[starts[0] :])):
            command = " ".join(words[starts[0] : starts[0] + 2])
            yield source.at_node(node, f"`{command}` is not allowed, {_INSTEAD}.")


def _installs(argv: Sequence[str]) -> bool:
    program = argv[0] if argv else ""
    words = [word for word in argv[1:] if not word.startswith("-")]
    if re.fullmatch(r"pip[\d.]*", program):
        return words[:1] == ["install"] and not _is_uv_alone(" ".join(words[1:]))
    if program == "pipx":
        return words[:1] == ["install"] and not _is_uv_alone(" ".join(words[1:]))
    if program == "easy_install":
        return bool(words)
    return program in _FOREIGN and bool(words) and words[0] in _VERBS
