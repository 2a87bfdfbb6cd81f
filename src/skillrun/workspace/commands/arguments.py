"""The arguments of a command that a skill allows, held against what may be carried out."""

import re
from collections.abc import Iterator

from skillrun.protocol.paths import normalize, path_problem
from skillrun.workspace.commands.accepting import Accepted, accepted

_FILE_COMMANDS = frozenset({"mkdir", "touch", "rm", "cp", "mv"})
_FLAGS = {
    "mkdir": re.compile(r"-p|-v|-pv|-vp|--parents|--verbose"),
    "touch": re.compile(r"(?!)"),
    "rm": re.compile(r"-[rRfv]+|--recursive|--force|--verbose"),
    "cp": re.compile(r"-[fvp]+|--force|--verbose"),
    "mv": re.compile(r"-[fv]+|--force|--verbose"),
}
_REQUIREMENT = re.compile(
    r"[A-Za-z0-9][\w.-]*(\[[\w., -]+\])?\s*((===|[<>=!~]=|[<>])\s*[\w.*+!-]+\s*,?\s*)*(;.*)?",
    re.ASCII,
)
_PROJECT = re.compile(r"[A-Za-z0-9]([\w.-]*[A-Za-z0-9])?", re.ASCII)
_LABEL = re.compile(r"\w[\w.]*", re.ASCII)
# uv takes such a name for a package that lies on the disk, and builds it.
_ARCHIVE = re.compile(r".*\.(whl|zip|tar|tgz|tbz|txz|gz|bz2|xz|lzma|zst)", re.IGNORECASE)
_JOINTS = re.compile(r"[=,:;@]")


def resolve(folder: str, path: str) -> str | None:
    """Name a path of a command from the workspace's root.

    Args:
        folder: Where the command is carried out, from the root.
        path: The path as given to it.

    Returns:
        The path in its normal form, empty for the root; None where it leads out.
    """
    parts = folder.split("/") if folder else []
    if path.startswith(("/", "~")):
        return None
    for part in normalize(path).split("/"):
        if part == ".." and not parts:
            return None
        if part == "..":
            parts.pop()
        elif part:
            parts.append(part)
    return "/".join(parts)


def positionals(argv: tuple[str, ...]) -> list[str]:
    """Return the arguments that are neither options nor their values.

    Args:
        argv: A command; what an option takes is known for `uv init` and `uv add`.
    """
    return [word for word, is_option in _told_apart(argv) if not is_option]


def options(argv: tuple[str, ...]) -> list[str]:
    """Return the options with their values: what `positionals` leaves out.

    Args:
        argv: A command.
    """
    return [word for word, is_option in _told_apart(argv) if is_option]


def _told_apart(argv: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    is_uv = argv[:2] in {("uv", "init"), ("uv", "add")}
    entry = accepted(argv) if is_uv else None
    values = entry.values if entry else {}
    takes_value = False
    for word in argv[2 if argv[0] == "uv" else 1 :]:
        is_option = takes_value or (word.startswith("-") and word != "-")
        takes_value = not takes_value and word in values
        yield word, is_option


def argument_problem(argv: tuple[str, ...], folder: str) -> str | None:
    """Say why a command, although its kind is allowed, is not carried out.

    Args:
        argv: Its words.
        folder: Where it is carried out, from the root.

    Returns:
        The reason, or None.
    """
    if argv[0] in _FILE_COMMANDS:
        return _file_problem(argv, folder)
    if entry := accepted(argv):
        return _accepted_problem(argv, folder, entry)
    return _other_problem(argv, folder)


def _accepted_problem(argv: tuple[str, ...], folder: str, entry: Accepted) -> str | None:
    """Judge a command of a tool that is known."""
    given: list[str] = []
    option = ""
    for word in argv[len(entry.head) :]:
        name, joint, value = word.partition("=") if word.startswith("-") else ("", "", word)
        if not option and (name in entry.values or name in entry.paths) and not joint:
            option = "" if name in entry.flags else name
            continue
        if option or joint:
            if problem := _value_problem(option or name, value if joint else word, folder, entry):
                return problem
            option = ""
        elif not name:
            given.append(word)
        elif name not in entry.flags:
            return f"the option `{word}` is left to you"
    return _positional_problem(argv, given, folder, entry)


def _value_problem(option: str, value: str, folder: str, entry: Accepted) -> str | None:
    if option in entry.paths:
        return _path_problem(value, folder)
    pattern = entry.values.get(option)
    if pattern is None or not pattern.fullmatch(value):
        return f"the option `{option}` with `{value}` is left to you"
    return None


def _positional_problem(
    argv: tuple[str, ...], given: list[str], folder: str, entry: Accepted
) -> str | None:
    if entry.positional == "project":
        return _init_problem(argv)
    if entry.positional == "requirement":
        return _add_problem(argv)
    if entry.positional == "path":
        return next(filter(None, (_place_problem(word, folder) for word in given)), None)
    allowed = given if entry.positional == "word" else []
    return next(
        (f"`{w}` is left to you" for w in given if w not in allowed or not _LABEL.fullmatch(w)),
        None,
    )


def _place_problem(word: str, folder: str) -> str | None:
    """Judge a file, a folder (the workspace itself too) or a test in a file."""
    if word.startswith("@"):
        return f"`{word}` may name a file of options"
    path = word.partition("::")[0]
    return None if resolve(folder, path) == "" else _path_problem(path, folder)


def _init_problem(argv: tuple[str, ...]) -> str | None:
    names = positionals(argv)
    if len(names) > 1 or not all(n == "." or _PROJECT.fullmatch(normalize(n)) for n in names):
        return "it names no single project"
    return None


def _add_problem(argv: tuple[str, ...]) -> str | None:
    names = positionals(argv)
    if not names:
        return "it names no package"
    return next(
        (
            f"`{name}` is no plain package"
            for name in names
            if not _REQUIREMENT.fullmatch(name) or _ARCHIVE.fullmatch(name)
        ),
        None,
    )


def _file_problem(argv: tuple[str, ...], folder: str) -> str | None:
    for word in argv[1:]:
        if word.startswith("-") and not _FLAGS[argv[0]].fullmatch(word):
            return f"the option `{word}` is left to you"
    paths = positionals(argv)
    if not paths or (argv[0] in {"cp", "mv"} and len(paths) != 2):
        return "it names no single source and target" if paths else "it names no file"
    return next(filter(None, (_path_problem(path, folder) for path in paths)), None)


def _path_problem(path: str, folder: str) -> str | None:
    resolved = resolve(folder, path)
    if resolved is None:
        problem: str | None = "is outside of the workspace"
    else:
        problem = "holds a backslash" if "\\" in path else path_problem(resolved)
    return f"the path `{path}` {problem}" if problem else None


def _other_problem(argv: tuple[str, ...], folder: str) -> str | None:
    """Judge the words of a tool that is not known: what looks like a path must stay inside."""
    for word in argv[1:]:
        # A short option may hold its value: `-o/etc/x`.
        pieces = [word, *_JOINTS.split(word), *([word[2:]] if word.startswith("-") else [])]
        if "://" in word or any(resolve(folder, piece) is None for piece in pieces):
            return f"`{word}` is outside of the workspace"
    return None
