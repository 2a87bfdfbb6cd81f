"""The commands of a RUN: their words, and whether one that fails fails the build."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from skillrun.rules.syntax.dockerfile import Instruction

from .dockerfiles import flags, json_array

# What joins two commands; quotes and escapes hide it. A single & sends to the background.
_JOINTS = re.compile(
    r"""(?P<hidden>\\.|"(?:[^"\\]|\\.)*"|'[^']*'|\d*>&\d*|&>>?)|(?P<joint>&&|\|\|?|;|\n|&)""",
    re.DOTALL,
)
_QUOTED = re.compile(r"[\"'\\#]")
_FAILS = re.compile(r"\b(?:exit\s+[1-9]\d*|exit\s+\$\?|false|return\s+[1-9]\d*)\b")
_EXITS = re.compile(r"\bexit\s+(?:[1-9]\d*|\$\?)")
_LONGEST_BRANCH = 100
_PREFIXES = frozenset({"exec", "time", "command", "sudo", "env", "then", "do", "else", "{", "("})


@dataclass(frozen=True, slots=True)
class Command:
    """One simple command of a RUN.

    Attributes:
        words: Its program and arguments, assignments and wrappers before them left out.
        line: 1-based line of the RUN.
        fails: Whether the build fails when the command does.
    """

    words: tuple[str, ...]
    line: int
    fails: bool = True

    def has(self, *words: str) -> bool:
        """Whether these words stand in the command, in this order, others between them."""
        if words[0] not in self.words:
            return False
        rest = iter(self.words)
        return all(word in rest for word in words)


def commands(run: Instruction, shell: tuple[str, ...] = ()) -> Iterator[Command]:
    """Yield the commands of a RUN.

    Args:
        run: The instruction.
        shell: What the stage's SHELL says; empty for Docker's own.
    """
    text = flags(run.value)[1]
    exec_form = json_array(text)
    if exec_form is not None:
        yield Command(tuple(exec_form), run.line)
        return
    strict, pipefail = _options(shell)
    if run.body and re.match(r"<<-?[\"']?\w", text):
        text = run.body
    set_words = re.search(
        r"(?:^|[;&\n]\s*|\s)set\s+(-\S+(?:\s+-o\s+\w+|\s+pipefail|\s+-\S+)*)", text
    )
    if set_words:
        more = _options(tuple(set_words[1].split()))
        strict, pipefail = strict or more[0], pipefail or more[1]
    yield from _simple(text, run.line, strict=strict, pipefail=pipefail)


def simple_commands(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of each simple command of a text of shell, wrappers and assignments left out."""
    for part, _ in _parts(text):
        words = _words(part)
        if words:
            yield words


def _options(words: tuple[str, ...]) -> tuple[bool, bool]:
    """Whether a shell stops at the first failure, and whether a pipe fails with any of its parts."""
    short = [word for word in words if re.fullmatch(r"-[A-Za-z]+", word)]
    strict = any("e" in word for word in short) or "errexit" in words
    return strict, "pipefail" in words


def _simple(text: str, line: int, *, strict: bool, pipefail: bool) -> Iterator[Command]:
    parts = list(_parts(text))
    kept = _kept_failures(parts, strict=strict, pipefail=pipefail)
    for index, (part, _) in enumerate(parts):
        words = _words(part)
        if words:
            fails = _branch_fails(parts, index) if _is_tested(part) else kept[index]
            yield Command(words, line, fails=fails)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield each simple command with what joins it to the next."""
    start = 0
    for match in _JOINTS.finditer(text):
        if match["joint"]:
            yield text[start : match.start()], match["joint"]
            start = match.end()
    yield text[start:], ""


def _kept_failures(parts: list[tuple[str, str]], *, strict: bool, pipefail: bool) -> list[bool]:
    """For each of some commands whether its failure is a failure of them all."""
    kept: list[bool] = []
    # What follows decides, so the last comes first. In `a && b; c` a failure of `a` does not stop
    # even a strict shell, so that it matters how a command was come to.
    alone = joined = follows = False
    for index in range(len(parts) - 1, -1, -1):
        part, joint = parts[index]
        if joint == "&&":
            alone = joined
        elif joint in {";", "\n"}:
            alone, joined = strict or not follows, not follows
        elif joint == "||":
            # What `||` leads to decides: `exit 1` keeps the failure, all else swallows it.
            after = " ".join(text for text, _ in parts[index + 1 : index + 4])
            alone = joined = bool(_FAILS.search(after))
        elif joint == "&" or (joint == "|" and not pipefail):
            alone = joined = False
        elif not joint:
            alone = joined = True
        kept.append(alone)
        follows = follows or part.strip() not in {"", "}", ")"}
    return kept[::-1]


def _is_tested(part: str) -> bool:
    return bool(re.match(r"\s*(?:if|while|until|!)\s", part))


def _branch_fails(parts: list[tuple[str, str]], index: int) -> bool:
    """Whether what a test leads to ends the shell: `if ! a; then b; exit 1; fi`."""
    following = parts[index + 1 : index + 1 + _LONGEST_BRANCH]
    branches = takewhile(lambda part: part[0].strip() != "fi", following)
    is_if = bool(re.match(r"\s*if\s", parts[index][0]))
    return is_if and any(_EXITS.search(part) for part, _ in branches)


def _words(part: str) -> tuple[str, ...]:
    try:
        words = shlex.split(part, comments=True) if _QUOTED.search(part) else part.split()
    except ValueError:
        words = part.split()
    while words and (words[0] in _PREFIXES or re.match(r"[A-Za-z_]\w*=", words[0])):
        words = words[1:]
    bare = [word.strip("(){}") for word in words]
    # `/venv/bin/pip` is `pip`.
    return tuple(word.rsplit("/", 1)[-1] if index == 0 else word for index, word in enumerate(bare))
