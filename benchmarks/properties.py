"""What holds whatever a model writes: properties of the parser, the command reader and the path door.

They are functions of plain values that raise where something does not hold: `benchmarks.fuzzing`
looks for such values, the tests run those that were found.
"""

import atexit
import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import process_time

from skillrun.errors import WorkspaceError
from skillrun.protocol.answer import AnswerFile, Operation, Part
from skillrun.protocol.commands import CommandSyntaxError, refusals, split_command
from skillrun.protocol.events import ParserEvent, ReasoningText
from skillrun.protocol.grammar import Grammar
from skillrun.protocol.parser import Parser
from skillrun.protocol.paths import case_clashes, normalize, path_problem
from skillrun.workspace.commands.operations import Phase, plan_operations
from skillrun.workspace.plan import plan_changes
from skillrun.workspace.transaction.committing import commit
from skillrun.workspace.transaction.door import Door

# Seconds a character, with room for the instrumentation: what is linear needs a tenth of it.
SLOWEST = 2e-4

GRAMMAR = Grammar(
    reasoning="Цепочка мыслей",
    files="Файлы",
    recommendations="⚠️ РЕКОМЕНДУЕМЫЕ ИЗМЕНЕНИЯ (ВНЕ СКОУПА)",
    language="ru",
    reasoning_parts=("Анализ", "Операции файловой системы", "Архитектурные решения"),
    operations_part="Операции файловой системы",
)


@dataclass(frozen=True)
class Allow:
    """A command that the fuzzed skill allows."""

    argv: tuple[str, ...]
    phase: Phase


def _allowed() -> tuple[Allow, ...]:
    before = "uv init,uv add,uv run django-admin startproject,uv run python manage.py startapp"
    after = "uv sync,uv run python manage.py migrate,uv run ruff,uv run pytest,git add"
    return (
        *(Allow(tuple(line.split()), "before") for line in before.split(",")),
        *(Allow((name,), "before") for name in ("mkdir", "touch", "rm", "cp", "mv")),
        *(Allow(tuple(line.split()), "after") for line in after.split(",")),
    )


ALLOWED = _allowed()


def parser_property(text: str, sizes: list[int]) -> None:
    """An answer read whole and in chunks is the same, its files are its lines, its time is linear.

    Args:
        text: The answer.
        sizes: Lengths of the chunks, taken in turn; positive.
    """
    started = process_time()
    whole, events = _fed(text, [len(text) or 1])
    part, chunked = _fed(text, sizes)
    _check_time("parsing", started, 2 * len(text))
    assert part == whole, "the chunks changed the part"
    assert _kept(events) == _kept(chunked), "the chunks changed the events"
    assert whole.text == text
    lines = text.replace("\r\n", "\n").split("\n")
    for file in whole.files:
        _check_slice(file, lines)


def _fed(text: str, sizes: list[int]) -> tuple[Part, list[ParserEvent]]:
    parser = Parser(GRAMMAR)
    events: list[ParserEvent] = []
    position = turn = 0
    while position < len(text):
        size = sizes[turn % len(sizes)]
        events += parser.feed(text[position : position + size])
        position += size
        turn += 1
    events += parser.finish()
    return parser.part, events


def _kept(events: list[ParserEvent]) -> tuple[str, list[ParserEvent]]:
    talk = "".join(event.text for event in events if isinstance(event, ReasoningText))
    return talk, [event for event in events if not isinstance(event, ReasoningText)]


def _check_slice(file: AnswerFile, lines: list[str]) -> None:
    """Each line of a file is the end of its own line of the answer: only quotes and indents go."""
    kept = file.content.replace("\r\n", "\n").rstrip("\n\r").split("\n")
    content = [line.rstrip("\r") for line in kept]
    if not file.content:
        return
    for number, line in enumerate(content, start=file.content_line - 1):
        assert number < len(lines), f"`{file.path}` has more lines than the answer"
        there = lines[number].rstrip("\r")
        assert there.endswith(line), f"`{file.path}`, line {number + 1}: {line!r} of {there!r}"
        cut = there[: len(there) - len(line)]
        assert not cut.strip(" \t>\ufeff"), f"`{file.path}` lost {cut!r} of line {number + 1}"


def commands_property(lines: list[str]) -> None:
    """Any lines are judged, split or refused; what is to be run stays within what is allowed.

    Args:
        lines: Logical lines of an answer.
    """
    started = process_time()
    assert len(refusals(lines)) == len(lines)
    for line in lines:
        with suppress(CommandSyntaxError):
            for argv in split_command(line):
                assert argv, "a command of no words"
                assert not any("\0" in word for word in argv), "a NUL in a word"
    _check_time("reading commands", started, sum(map(len, lines)))
    operations = [Operation(line, number) for number, line in enumerate(lines, 1)]
    for planned in plan_operations(
        operations, delivered=frozenset(), allowed=ALLOWED, root=Path("/nonexistent")
    ):
        if planned.status == "run":
            _check_run(planned.argv, planned.folder)


def _check_run(argv: tuple[str, ...], folder: str) -> None:
    assert any(argv[: len(allow.argv)] == allow.argv for allow in ALLOWED), argv
    assert not folder or path_problem(folder) is None, f"runs in `{folder}`"
    for word in argv[1:]:
        attached = word[2:] if word.startswith("-") else word
        for value in (word, attached, *word.split("=")):
            assert not value.startswith(("/", "~", "@")), word
            assert value.split("/").count("..") <= folder.count("/") + value.count("/"), word
        assert "://" not in word or argv[1] in {"init", "add"}, word
        if not word.startswith("-") and argv[0] in {"mkdir", "touch", "rm", "cp", "mv"}:
            assert path_problem(f"x/{normalize(word)}") is None or ".." in word, word


def paths_property(names: list[str]) -> None:
    """What passes is written below the workspace and nowhere else; nothing crashes on the rest.

    Args:
        names: Paths as a model spells them.
    """
    started = process_time()
    for name in names:
        if path_problem(name) is None:
            path = normalize(name)
            assert path == normalize(path), "two normal forms"
            assert path_problem(path) is None, "the normal form is unsafe"
            assert not {"", ".", ".."} & set(path.split("/"))
            path.encode("utf-8")
    case_clashes(names)
    _check_time("judging paths", started, sum(map(len, names)))
    _write_all(names)


def _write_all(names: list[str]) -> None:
    place = _place()
    root = place / "workspace"
    before = _outside(place)
    try:
        with Door(root) as door:
            for name in names:
                with suppress(WorkspaceError, OSError), door.place(name) as spot:
                    assert path_problem(name) is None, f"the door let {name!r} in"
                    spot.status()
        changes = plan_changes(root, dict.fromkeys(names, b"fuzzed\n"))
        commit(root, changes)
        for change in changes:
            file = root / change.path
            assert file.read_bytes() == b"fuzzed\n"
            assert os.path.realpath(file) == str(file), "written through a symlink"
    except WorkspaceError:
        pass
    else:
        _restore.cache_clear()
        _restore(place)
    assert _outside(place) == before, "something outside, or forbidden inside, was touched"


def _outside(place: Path) -> list[tuple[str, bytes]]:
    kept = [place / "outside", *(place / "workspace" / name for name in (".git", ".env"))]
    files = [path for base in kept for path in [base, *sorted(base.rglob("*"))]]
    return [(str(path), path.read_bytes()) for path in files if path.is_file()]


@cache
def _place() -> Path:
    base = "/dev/shm" if Path("/dev/shm").is_dir() else None
    place = Path(tempfile.mkdtemp(prefix="fuzzing-", dir=base))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    _restore(place)
    return place


@cache
def _restore(place: Path) -> None:
    """Lay out a workspace full of traps."""
    root, outside = place / "workspace", place / "outside"
    for folder in (root, outside):
        shutil.rmtree(folder, ignore_errors=True)
    (root / ".git").mkdir(parents=True)
    outside.mkdir()
    (outside / "kept").write_text("kept", encoding="utf-8")
    (root / ".git/config").write_text("kept", encoding="utf-8")
    (root / ".env").write_text("kept", encoding="utf-8")
    (root / "a").mkdir()
    (root / "out").symlink_to(outside)
    (root / "file").symlink_to(outside / "kept")
    (root / "in").symlink_to("a")
    (root / "gone").symlink_to(outside / "new")
    (root / "loop").symlink_to("loop")
    (root / "g").symlink_to(".git")
    (root / "e").symlink_to(".env")
    os.link(outside / "kept", root / "hard")
    os.mkfifo(root / "pipe")


def _check_time(what: str, started: float, size: int) -> None:
    seconds = process_time() - started
    assert seconds < 0.5 + SLOWEST * size, f"{what}: {seconds:.2f} s for {size} characters"
