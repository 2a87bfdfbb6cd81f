"""Dockerfile: its structure, as BuildKit's parser reads it.

No well-kept parser on PyPI judges a Dockerfile (`dockerfile-parse` reads any text without a
word); this one knows lines, continuations, heredocs, instructions and their least arguments.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from skillrun.rules.syntax.problem import SyntaxProblem

_INSTRUCTIONS = {
    "ADD": 2,
    "ARG": 1,
    "CMD": 0,
    "COPY": 2,
    "ENTRYPOINT": 0,
    "ENV": 1,
    "EXPOSE": 1,
    "FROM": 1,
    "HEALTHCHECK": 1,
    "LABEL": 1,
    "MAINTAINER": 1,
    "ONBUILD": 1,
    "RUN": 1,
    "SHELL": 1,
    "STOPSIGNAL": 1,
    "USER": 1,
    "VOLUME": 1,
    "WORKDIR": 1,
}
_DIRECTIVE = re.compile(r"#\s*(?P<key>\w+)\s*=\s*(?P<value>\S+)\s*$")
_HEREDOC = re.compile(r"<<(?P<dash>-?)(?P<quote>[\"']?)(?P<word>[A-Za-z_]\w*)(?P=quote)")


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction, its continued lines joined.

    Attributes:
        line: 1-based line on which it begins.
        text: The instruction with its name, on one line.
        body: The lines of its heredocs; None where one of them never ends.
        body_line: 1-based line on which they begin.
    """

    line: int
    text: str
    body: str | None = ""
    body_line: int = 0

    @property
    def name(self) -> str:
        """`FROM`, `RUN`, …, in capitals."""
        return self.text.split(None, 1)[0].upper()

    @property
    def value(self) -> str:
        """What follows the name."""
        return self.text.split(None, 1)[1].strip() if len(self.text.split(None, 1)) > 1 else ""


def check(text: str) -> SyntaxProblem | None:
    """Read a Dockerfile and say what is wrong with it."""
    staged = False
    for instruction in instructions(text):
        unended = instruction.body is None
        problem = "unterminated heredoc" if unended else _problem(instruction.text, staged=staged)
        if problem:
            return SyntaxProblem(problem, instruction.line)
        staged = staged or instruction.name.startswith("FROM")
    end = max(len(text.splitlines()), 1)
    return None if staged else SyntaxProblem("the Dockerfile has no FROM", end)


def instructions(text: str) -> Iterator[Instruction]:
    """Yield the instructions of a Dockerfile, whether or not it is right."""
    lines = text.splitlines()
    yield from _instructions(lines, _escape(lines))


def _escape(lines: list[str]) -> str:
    for line in lines:
        match = _DIRECTIVE.match(line)
        if not match:
            break
        if match["key"].lower() == "escape":
            return match["value"]
    return "\\"


def _instructions(lines: list[str], escape: str) -> Iterator[Instruction]:
    index = 0
    while index < len(lines):
        start = index + 1
        words: list[str] = []
        while index < len(lines):
            line = lines[index].strip()
            index += 1
            if not line or line.startswith("#"):
                if not words:
                    break
                continue
            words.append(line.removesuffix(escape))
            if not line.endswith(escape):
                break
        text = " ".join(words).strip()
        if not text:
            continue
        end = _after_heredocs(lines, index, text)
        body = None if end is None else "\n".join(lines[index:end])
        yield Instruction(start, text, body, index + 1)
        index = len(lines) if end is None else end


def _after_heredocs(lines: list[str], index: int, text: str) -> int | None:
    if text.split(None, 1)[0].upper() not in {"RUN", "COPY", "ADD"}:
        return index
    for heredoc in _HEREDOC.finditer(text):
        while index < len(lines):
            line = lines[index].lstrip("\t") if heredoc["dash"] else lines[index]
            index += 1
            if line.rstrip() == heredoc["word"]:
                break
        else:
            return None
    return index


def _problem(instruction: str, *, staged: bool) -> str | None:
    name, *rest = instruction.split()
    name = name.upper()
    if name not in _INSTRUCTIONS:
        return f"unknown instruction: {name}"
    if not staged and name not in {"FROM", "ARG"}:
        return f"{name} stands before the first FROM"
    arguments = [word for word in rest if not word.startswith("--")]
    if name == "FROM" and not _is_from(arguments):
        return "FROM requires either one or three arguments"
    if len(arguments) < _INSTRUCTIONS[name] and "<<" not in instruction:
        return f"{name} requires at least {_INSTRUCTIONS[name]} argument(s)"
    if name == "ONBUILD" and arguments[0].upper() not in _INSTRUCTIONS:
        return f"unknown instruction: {arguments[0].upper()}"
    return None


def _is_from(arguments: list[str]) -> bool:
    return len(arguments) == 1 or (len(arguments) == 3 and arguments[1].upper() == "AS")
