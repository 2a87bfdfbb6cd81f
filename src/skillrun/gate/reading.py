"""What the tools say, cut to what matters: from their output to faults."""

import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePath

from skillrun.gate.model import Fault

_FRAME = re.compile(r'^ *File "(?P<path>[^"]+)", line (?P<line>\d+)', re.MULTILINE)
_ISSUE = re.compile(r"^(?P<where>\S+): (?P<said>\((?P<id>[\w.]+)\) .*)$", re.MULTILINE)
_HINT = re.compile(r"^\s+HINT: (.+)$")
_MIGRATION = re.compile(r"^ {2}(?P<path>\S+\.py)$")
_ASSIGNED = "unformatted"
_FEWEST_WORDS = 40


def read_ruff(output: str, root: Path) -> tuple[Fault, ...] | None:
    """Read Ruff's JSON, which may have warnings around it.

    Args:
        output: Everything that Ruff said.
        root: The workspace.

    Returns:
        A fault each, in Ruff's order; None where there is no JSON in it.
    """
    start = re.search(r"^\[", output, re.MULTILINE)
    if start is None:
        return None
    try:
        found, _end = json.JSONDecoder().raw_decode(output, start.start())
    except ValueError:
        return None
    return tuple(_diagnostic(item, root) for item in found)


def _diagnostic(item: dict[str, object], root: Path) -> Fault:
    place = item.get("location")
    line = place.get("row", 0) if isinstance(place, dict) else 0
    code = str(item.get("code") or item.get("name") or "")
    is_format = code == _ASSIGNED
    message = (
        "is not formatted as `ruff format` would" if is_format else f"{code} {item['message']}"
    )
    return Fault(inside(str(item["filename"]), root), line, _line(message))


def read_check(output: str, root: Path) -> tuple[Fault, ...]:
    """Read the issues of `manage.py check`.

    Args:
        output: Everything that it said.
        root: The workspace.
    """
    lines = output.splitlines()
    faults = []
    for number, text in enumerate(lines):
        if found := _ISSUE.match(text):
            where = "" if found["where"] == "?" else f"{found['where']}: "
            hint = _HINT.match(lines[number + 1]) if number + 1 < len(lines) else None
            detail = f"HINT: {hint.group(1)}" if hint else ""
            faults.append(Fault("", 0, f"{where}{found['said']}", detail))
    return tuple(faults) or read_traceback(output, root)


def read_migrations(output: str, root: Path) -> tuple[Fault, ...]:
    """Read which migrations `makemigrations --check` would write.

    Args:
        output: Everything that it said.
        root: The workspace.

    Returns:
        A fault for each migration that is missing, with its name and what would be in it.
    """
    missing: dict[str, list[str]] = {}
    path = ""
    for text in output.splitlines():
        if found := _MIGRATION.match(text):
            path = inside(found["path"], root)
            missing[path] = []
        elif path and re.match(r"^ {4}\S", text):
            missing[path].append(text.strip())
        else:
            path = ""
    faults = tuple(
        Fault(
            name,
            0,
            f"this migration is missing: {'; '.join(_plain(changes))}",
            related=_sources(name, root),
        )
        for name, changes in missing.items()
    )
    return faults or read_traceback(output, root)


def _sources(migration: str, root: Path) -> tuple[str, ...]:
    """What a missing migration is written from: the models, and the migration before it."""
    folder = PurePath(migration).parent
    earlier = sorted(path.name for path in (root / folder).glob("[0-9]*.py"))[-1:]
    return (f"{folder.parent}/models.py", *(f"{folder}/{name}" for name in earlier))


def _plain(changes: list[str]) -> Iterator[str]:
    for change in changes:
        yield re.sub(r"^[+~-] ", "", change)


def read_traceback(output: str, root: Path) -> tuple[Fault, ...]:
    """Read the last traceback: where in the workspace it went through, and the error itself.

    Args:
        output: Everything that was said.
        root: The workspace.

    Returns:
        One fault, or none where there is no traceback.
    """
    start = output.rfind("Traceback (most recent call last)")
    if start < 0:
        return ()
    text = output[start:]
    frames = [(inside(f["path"], root), int(f["line"])) for f in _FRAME.finditer(text)]
    own = [frame for frame in frames if is_own(frame[0])]
    error = [t for t in text.splitlines() if t and not t.startswith((" ", "Traceback"))]
    path, line = own[-1] if own else ("", 0)
    related = tuple(dict.fromkeys(name for name, _line in own if name != path))
    return (Fault(path, line, _line(error[0] if error else "it failed"), _tail(error), related),)


def _tail(error: list[str]) -> str:
    return "\n".join(error[1:_FEWEST_WORDS])


def last_words(output: str, lines: int = 20) -> str:
    """Cut an output to its end.

    Args:
        output: Everything that was said.
        lines: How many lines matter.
    """
    kept = [text for text in output.splitlines() if text.strip()]
    return "\n".join(kept[-lines:])


def inside(path: str, root: Path) -> str:
    """Name a file from the workspace's root; the path itself where it lies outside.

    Args:
        path: The file, absolute or from the root.
        root: The workspace.
    """
    name = PurePath(path)
    if not name.is_absolute():
        return name.as_posix()
    for folder in (root, root.resolve()):
        if name.is_relative_to(folder):
            return name.relative_to(folder).as_posix()
    return path


def is_own(path: str) -> bool:
    """Tell whether a file is the project's own: inside, and not of an environment in there."""
    parts = PurePath(path).parts
    return (
        not PurePath(path).is_absolute()
        and not {".venv", "site-packages", "<frozen"} & {*parts}
        and not path.startswith("<")
    )


def _line(text: str) -> str:
    return " ".join(text.split())
