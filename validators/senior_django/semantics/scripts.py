"""The commands that a project's files run: Dockerfiles, compose files, workflows, scripts, Makefiles."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from skillrun.rules.source import Source
from skillrun.rules.syntax.dockerfile import Instruction, instructions
from skillrun.rules.syntax.yaml import compose

from ..operations.composing import is_compose
from ..operations.dockerfiles import flags, json_array
from ..operations.shell import simple_commands

if TYPE_CHECKING:
    from yaml import Node

_PIPELINES = re.compile(
    r"(?:^|/)(?:\.github/workflows/[^/]+\.ya?ml|\.gitlab-ci\.ya?ml|\.circleci/config\.yml"
    r"|azure-pipelines\.ya?ml|bitbucket-pipelines\.ya?ml|Taskfile\.ya?ml)$"
)
_KEYS = frozenset(
    {"run", "script", "before_script", "after_script", "command", "entrypoint", "cmd", "cmds"}
)
_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh"})

# A command's words and the 1-based line on which it begins.
ScriptCommand = tuple[int, tuple[str, ...]]


def is_pipeline(path: str) -> bool:
    """Whether a path is a file of continuous integration."""
    return bool(_PIPELINES.search(path))


def script_commands(source: Source) -> Iterator[ScriptCommand]:
    """Yield the commands that a file runs; none for a file that is no script of any kind."""
    for line, text in _texts(source):
        for words in simple_commands(text):
            yield from _unwrapped(line, words)


def keyed_nodes(document: "str | Node") -> "Iterator[tuple[str, Node]]":
    """Yield every key of a YAML document, or of a node of one, with its value, from the top down."""
    import yaml

    root = compose(document) if isinstance(document, str) else document
    waiting = [] if root is None else [root]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting += reversed(node.value)
        elif isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                yield str(key.value), value
            waiting += [value for _, value in reversed(node.value)]


def _unwrapped(line: int, words: tuple[str, ...]) -> Iterator[ScriptCommand]:
    """A command, and what it hands to a shell."""
    yield line, words
    if words[0] in _SHELLS and "-c" in words[:-1]:
        for inner in simple_commands(words[words.index("-c") + 1]):
            yield line, inner


def _texts(source: Source) -> Iterator[tuple[int, str]]:
    if source.language == "dockerfile":
        for instruction in instructions(source.text):
            yield from _of_instruction(instruction)
    elif source.language == "yaml" and (is_pipeline(source.path) or is_compose(source.path)):
        yield from _of_yaml(source.text)
    elif source.language == "shell" and not source.name.startswith("requirements"):
        yield from _logical(source.lines, 1)


def _of_instruction(instruction: Instruction) -> Iterator[tuple[int, str]]:
    if instruction.name not in {"RUN", "CMD", "ENTRYPOINT"}:
        return
    text = flags(instruction.value)[1]
    yield instruction.line, _shell_text(text)
    if instruction.name == "RUN" and instruction.body:
        yield from _logical(instruction.body.split("\n"), instruction.body_line)


def _shell_text(text: str) -> str:
    words = json_array(text)
    return text if words is None else _joined(words)


def _joined(words: list[str]) -> str:
    return " ".join(f"'{word}'" if re.search(r"[\s;&|]", word) else word for word in words)


def _of_yaml(text: str) -> Iterator[tuple[int, str]]:
    import yaml

    for key, value in keyed_nodes(text):
        if key not in _KEYS:
            continue
        items = value.value if isinstance(value, yaml.SequenceNode) else [value]
        scalars = [item for item in items if isinstance(item, yaml.ScalarNode)]
        if key in {"command", "entrypoint"} and isinstance(value, yaml.SequenceNode) and scalars:
            yield scalars[0].start_mark.line + 1, _joined([item.value for item in scalars])
            continue
        for item in scalars:
            # A block begins below its sign; folded lines are one command.
            first = item.start_mark.line + (2 if item.style in {"|", ">"} else 1)
            yield from _logical(str(item.value).split("\n"), first)


def _logical(lines: "list[str] | tuple[str, ...]", first: int) -> Iterator[tuple[int, str]]:
    """Lines of shell, continued ones joined, comments and the signs of Makefiles left out."""
    pending, start = "", first
    for number, line in enumerate(lines, first):
        text = line.strip()
        if text.startswith("#"):
            continue
        start = start if pending else number
        pending += text.removesuffix("\\") + " " if text.endswith("\\") else text
        if not text.endswith("\\"):
            if pending:
                yield start, pending.lstrip("@-+ ")
            pending = ""
    if pending:
        yield start, pending.lstrip("@-+ ")
