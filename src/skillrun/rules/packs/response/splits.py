"""RSP012 to RSP016: an answer in several parts."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from skillrun.protocol.answer import Answer, Part, Split
from skillrun.protocol.commands import CommandSyntaxError, split_command
from skillrun.protocol.fences import opening_fence
from skillrun.protocol.paths import normalize, path_problem
from skillrun.protocol.places import Place
from skillrun.rules.model import AnswerRule, Example, Finding, Subject
from skillrun.rules.packs.response.examples import (
    FILE,
    LATER,
    MARKER,
    OTHER_FILE,
    REASONING,
    SPLIT,
    answer,
)

_NEVER_DELIVERED = frozenset({"__init__.py", "py.typed", ".gitkeep", ".keep"})
_FOLLOWED = re.compile(r"\b(?:touch|rm|cd|pushd|init)\b")
_WORDS = "SOLUTION SPLIT: PART N — CONTINUE? (remaining: file_list)"


def _whole(answer: Answer, subject: Subject) -> bool:
    """No further part is to come."""
    return answer.split is None or subject.final


def _splits(answer: Answer) -> list[tuple[Part, Split]]:
    return [(part, part.split) for part in answer.parts if part.split is not None]


def _covers(promise: str, path: str) -> bool:
    """Whether a promise (a path, a folder, a pattern) stands for a path."""
    wanted, name = normalize(promise), normalize(path)
    if promise.endswith("/"):
        return name.startswith(f"{wanted}/")
    return wanted == name or ("*" in wanted and fnmatchcase(name, wanted))


class MalformedSplit(AnswerRule):
    """A split marker that is not to the letter, not last, or lists no file."""

    code = "RSP012"
    name = "malformed-split"
    directive = (
        "If an answer has to be split, end the part with exactly the prescribed split line: the "
        "part's number, and every file that is still to come, separated by commas. Nothing follows."
    )
    decisions = (
        "Bold, backticks and any dash are accepted. The list of files may also stand in lines of "
        "its own under the marker."
    )
    bad = Example(
        answer(FILE, end="Продолжение в части 2 (осталось: apps/payments/selectors.py).\n")
    )
    good = Example(answer(FILE, end=f"**{MARKER.strip().replace('—', '-')}**\n"))

    def check(self, answer: Answer, subject: Subject) -> Iterator[Finding]:
        """Yield what is wrong with each marker."""
        marker = subject.grammar.split_marker
        words = marker.replace("{number}", "N").replace("{files}", "file_list") or _WORDS
        for part, split in _splits(answer):
            where = ""
            if not split.canonical and _is_fenced(part, split):
                where = ", outside of any code block"
            if not split.remaining:
                message = f"The split marker lists no files: write `{words}`."
                yield Finding(message, split.line, part=part.number)
            elif not split.canonical:
                message = f"The split marker is not to the letter: write `{words}`{where}."
                yield Finding(message, split.line, part=part.number, fixable=split.part > 0)
            if not split.last:
                message = "Something follows the split marker: let it be the last line of its part."
                yield Finding(message, split.line, part=part.number, fixable=True)


def _is_fenced(part: Part, split: Split) -> bool:
    """Whether the marker stands alone in a code block."""
    above = part.text.split("\n", split.line)[split.line - 2 : split.line - 1]
    return any(opening_fence(line) is not None for line in above)


class SplitNumbering(AnswerRule):
    """The parts are not numbered 1, 2, 3."""

    code = "RSP013"
    name = "split-numbering"
    directive = "Number the parts of a split answer 1, 2, 3 and so on."
    decisions = (
        "A part that ended at the output limit has no marker: the next marker may count it or not."
    )
    bad = Example(SPLIT.replace("PART 1", "PART 2"))
    good = Example(SPLIT, later_parts=(LATER,))

    def check(self, answer: Answer, subject: Subject) -> Iterator[Finding]:  # noqa: ARG002
        """Yield each marker with another number."""
        for position, (part, split) in enumerate(_splits(answer), 1):
            # Words of its own that state no number are 0; RSP012 asks for the regular marker.
            stated = split.canonical or split.part
            if stated and split.part not in {position, part.number}:
                message = (
                    f"The split marker says part {split.part}, and this is part {part.number}."
                )
                yield Finding(message, split.line, part=part.number)


class SplitRemaining(AnswerRule):
    """The list of remaining files does not fit what was and is delivered."""

    code = "RSP014"
    name = "split-remaining"
    directive = (
        "List in the split line exactly the files that are still to come: none that has been "
        "delivered; and bring no other file later."
    )
    decisions = "Judged once the answer is whole. A folder or a pattern stands for what is in it."
    bad = Example(
        SPLIT.replace("(remaining: ", "(remaining: apps/payments/services.py, "),
        later_parts=(LATER,),
    )
    good = Example(SPLIT, later_parts=(LATER,))

    def check(self, answer: Answer, subject: Subject) -> Iterator[Finding]:
        """Yield each promise of a delivered file, and each file that was not promised."""
        if not _whole(answer, subject):
            return
        delivered: set[str] = set()
        promised: tuple[str, ...] | None = None
        for part in answer.parts:
            yield from _not_promised(part, promised, delivered)
            delivered |= {normalize(file.path) for file in part.files if file.complete}
            # A marker that lists nothing promises nothing that could be broken: RSP012 asks for it.
            promised = (part.split.remaining or None) if part.split else None
            if part.split is not None:
                for path in part.split.remaining:
                    if normalize(path) in delivered:
                        message = f"`{path}` is listed as remaining and has been delivered already."
                        yield Finding(message, part.split.line, part=part.number)


def _not_promised(
    part: Part, promised: tuple[str, ...] | None, delivered: set[str]
) -> Iterator[Finding]:
    if promised is None:
        return
    for file in part.files:
        # What was delivered before is redelivered (RSP016), whether promised or not.
        if normalize(file.path) not in delivered and not any(
            _covers(p, file.path) for p in promised
        ):
            message = f"`{file.path}` was not listed as remaining in the part before."
            yield Finding(message, file.line, part=part.number)


class UndeliveredFile(AnswerRule):
    """A file that was promised or made by `touch`, and never delivered."""

    code = "RSP015"
    name = "undelivered-file"
    directive = (
        "Deliver every file that a split line promises or that a `touch` of the reasoning creates."
    )
    decisions = (
        "Judged once the answer is whole. A file that is in the workspace already needs no "
        "delivery after a `touch`; files that are empty by their nature need none."
    )
    bad = Example(
        answer(
            FILE,
            reasoning=REASONING.replace("mkdir -p apps/payments", "touch apps/payments/urls.py"),
        )
    )
    good = Example(
        answer(
            FILE,
            reasoning=REASONING.replace(
                "mkdir -p apps/payments",
                "cd apps/payments\ntouch __init__.py services.py",
            ),
        )
    )

    def check(self, answer: Answer, subject: Subject) -> Iterator[Finding]:
        """Yield each such file, at the marker or the command."""
        if not _whole(answer, subject):
            return
        delivered = {normalize(file.path) for file in answer.files}
        for path, (line, part, source) in _expected(answer).items():
            if path.rpartition("/")[2] in _NEVER_DELIVERED:
                continue
            if any(_covers(path, name) for name in delivered):
                continue
            if source == "created" and subject.on_disk(path) is not None:
                continue
            message = f"`{path}` is {source} here and never delivered: deliver it in full."
            yield Finding(message, line, part=part)


def _expected(answer: Answer) -> dict[str, tuple[int, int, str]]:
    """Files that must come, with the place that says so."""
    expected = {
        path: (split.line, part.number, "promised")
        for part, split in _splits(answer)
        for path in split.remaining
    }
    place = Place()
    for operation in answer.operations:
        for path in _touched(operation.command, place, expected):
            expected.setdefault(path, (operation.line, operation.part, "created"))
    return expected


def _touched(command: str, place: Place, expected: dict[str, tuple[int, int, str]]) -> list[str]:
    """The files that a command creates; what a later `rm` removes is not expected any more."""
    if not _FOLLOWED.search(command):
        return []
    try:
        argvs = split_command(command)
    except CommandSyntaxError:
        return []
    touched: list[str] = []
    for argv in argvs:
        place.follow(list(argv))
        names = [place.resolve(word) for word in argv[1:] if not word.startswith("-")]
        paths = ["/".join(parts) for parts in names if parts]
        # What must not be delivered is not asked for: `touch .env` is the person's own.
        paths = [path for path in paths if path_problem(path) is None]
        if argv[0] == "touch":
            touched += paths
        elif argv[0] == "rm":
            for path in paths:
                if expected.get(path, (0, 0, ""))[2] == "created":
                    del expected[path]
    return touched


class RedeliveredFile(AnswerRule):
    """A file that comes again in a later part, or that is spread over two parts."""

    code = "RSP016"
    name = "redelivered-file"
    directive = (
        "Deliver no file again in a later part and never spread a file over two parts: each part "
        "holds whole files."
    )
    decisions = "In a repair files come again by intention. Twice in one part is RSP009."
    bad = Example(SPLIT, later_parts=(f"## Файлы\n\n{FILE}\n{OTHER_FILE}",))
    good = Example(SPLIT, later_parts=(LATER,))

    def check(self, answer: Answer, subject: Subject) -> Iterator[Finding]:
        """Yield each file that comes again, and each that is cut."""
        first: dict[str, int] = {}
        for part in answer.parts:
            for file in part.files:
                before = first.setdefault(normalize(file.path), part.number)
                if before != part.number and not subject.repair:
                    message = f"`{file.path}` was delivered in part {before}: deliver it once."
                    yield Finding(message, file.line, part=part.number)
                if not file.complete and part is not answer.parts[-1]:
                    message = f"`{file.path}` is cut at the end of part {part.number}: keep a file in one part."
                    yield Finding(message, file.line, part=part.number)
