"""The shell commands of the reasoning: out of code blocks, and out of code in list items."""

import re
from collections.abc import Iterator

SHELL_LANGUAGES = frozenset(
    {"", "bash", "sh", "shell", "console", "zsh", "shell-session", "sh-session", "terminal"}
)
_PROMPT = re.compile(r"\A\s*(?:\([\w.-]+\)\s*)?(?:[\w.-]+@[\w.-]+[^$#]*)?\$\s+(?=\S)")
_TREE = re.compile(r"^[ \t]*[├└│]", re.MULTILINE)
_GOES_ON = ("\\", "&&", "||", "|")
# A quote still open after so many lines is an apostrophe.
_LONGEST_QUOTE = 50
_HEREDOC = re.compile(r"<<-?\s*(?P<quote>[\"']?)(?P<word>\w+)(?P=quote)")
_ITEM = re.compile(r"(?:>\s*)?(?:(?:[-*+•]|\(?\d{1,3}[.)])\s+)+(?:\[[ xX]\]\s+)?")
_SPAN = re.compile(r"(`+)(.+?)\1(?!`)")
_COMMAND_WORD = re.compile(r"[a-z][a-z0-9_.-]*")
_COMMANDS = frozenset(
    [
        "bash",
        "black",
        "cat",
        "cd",
        "chmod",
        "chown",
        "cp",
        "curl",
        "django-admin",
        "docker",
        "docker-compose",
        "echo",
        "find",
        "git",
        "gunicorn",
        "ln",
        "ls",
        "make",
        "mkdir",
        "mv",
        "npm",
        "npx",
        "openssl",
        "pip",
        "pip3",
        "poetry",
        "pre-commit",
        "psql",
        "pytest",
        "python",
        "python3",
        "redis-cli",
        "rm",
        "rmdir",
        "rsync",
        "ruff",
        "sed",
        "sh",
        "source",
        "sudo",
        "tar",
        "tee",
        "touch",
        "unzip",
        "uv",
        "uvx",
        "wget",
    ]
)


def block_commands(content: str, first_line: int, language: str) -> Iterator[tuple[str, int]]:
    """Yield the commands of a code block with their lines.

    Continuations are joined, prompts and comments dropped, here-documents skipped. Where any
    line has a prompt, a line without one is output; a drawn folder tree holds no commands.

    Args:
        content: The block's content.
        first_line: The 1-based line of its first line.
        language: Its language, lower case.
    """
    if language not in SHELL_LANGUAGES or _TREE.search(content):
        return
    lines = content.split("\n")
    prompted = language in {"console", "shell-session", "sh-session"} and any(
        map(_PROMPT.match, lines)
    )
    index = 0
    while index < len(lines):
        start = index
        command, index = _logical_line(lines, index)
        if command and (not prompted or _PROMPT.match(lines[start])):
            yield command, first_line + start


def _logical_line(lines: list[str], index: int) -> tuple[str, int]:
    """Join a command that goes on over several lines; returns it and where the next starts."""
    first, quote = _bare(_PROMPT.sub("", lines[index], count=1), "")
    index += 1
    if quote:
        closed = _closing_line(lines, index, quote)
        if closed:
            return "\n".join([first, *lines[index:closed]]).strip(), closed
        first = first.rstrip()
    pieces = [first]
    while index < len(lines) and pieces[-1].endswith(_GOES_ON):
        pieces[-1] = pieces[-1].removesuffix("\\").rstrip()
        pieces.append(_bare(lines[index], "")[0].strip())
        index += 1
    command = " ".join(filter(None, pieces))
    heredoc = _HEREDOC.search(command)
    if heredoc:
        index = _after_heredoc(lines, index, heredoc["word"])
    return command.removesuffix("\\").strip(), index


def _closing_line(lines: list[str], index: int, quote: str) -> int:
    """Find the line after the one that closes a quote; 0 where it stays open."""
    for end in range(index, min(len(lines), index + _LONGEST_QUOTE)):
        quote = _bare(lines[end], quote)[1]
        if not quote:
            return end + 1
    return 0


def _after_heredoc(lines: list[str], index: int, word: str) -> int:
    for end in range(index, len(lines)):
        if lines[end].strip() == word:
            return end + 1
    return len(lines)


def _bare(line: str, quote: str) -> tuple[str, str]:
    """Drop a line's comment; returns the line and the quote that is open at its end."""
    position = 0
    while position < len(line):
        character = line[position]
        if character == "\\" and quote != "'":
            position += 1
        elif quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "#" and (position == 0 or line[position - 1].isspace()):
            return line[:position].rstrip(), ""
        position += 1
    return line if quote else line.rstrip(), quote


def inline_commands(line: str) -> Iterator[str]:
    """Yield the commands that a list item of the operations, or a line of code, holds.

    Args:
        line: A line outside code blocks, trimmed.
    """
    item = _ITEM.match(line)
    start = item.end() if item else 0
    if item is None and not line.startswith("`"):
        return
    for span in _SPAN.finditer(line, start):
        text = _PROMPT.sub("", span[2].strip(), count=1)
        if _is_command(text, leads=span.start() == start):
            yield text


def _is_command(text: str, *, leads: bool) -> bool:
    """Paths, names and terms stand in code too: a command has arguments, or is one we know."""
    words = text.split()
    first = words[0] if words else ""
    if first in _COMMANDS:
        return leads or len(words) > 1
    return leads and len(words) > 1 and _COMMAND_WORD.fullmatch(first) is not None
