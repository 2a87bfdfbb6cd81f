"""The prompts that ask for a repair: of an answer, and of what tools found in it once it was written.

Each stands for itself: what is sent is the system message and this one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from skillrun.project.fencing import fence, new_boundary
from skillrun.skills.templates import on_lines, one_line, render

if TYPE_CHECKING:
    from skillrun.project.context import ShownFile
    from skillrun.protocol.answer import AnswerFile
    from skillrun.rules.model import Violation
    from skillrun.skills.model import Skill


@dataclass(frozen=True, slots=True)
class Fault:
    """A violation and what it concerns.

    Attributes:
        violation: The violation.
        file: The delivered file it lies in, if any.
        excerpt: The lines of the answer it lies in, where it lies in no file.
    """

    violation: "Violation"
    file: "AnswerFile | None" = None
    excerpt: str = ""


def render_repair(
    skill: "Skill",
    *,
    request: str,
    files: Sequence[tuple[str, str]],
    faults: Sequence[Fault],
    delivered: Sequence[str],
    reasoning: str | None = None,
    met: Mapping[str, "ShownFile | None"] | None = None,
) -> str:
    """Render the request to mend an answer.

    The message stands for itself: what is sent is the system message and this one, however many
    tries came before.

    Args:
        skill: The skill.
        request: What was asked at first.
        files: The faulty files as they are now: path and content.
        faults: What is wrong; faults without a file concern the answer as a whole.
        delivered: Paths of all files of the answer; those not among `files` are named as kept.
        reasoning: The answer's reasoning, where it is to be written anew; None where it stays.
        met: Files on disk that the answer writes unseen, as they are; None for one that no model
            is shown.

    Returns:
        The message.
    """
    whole = [fault for fault in faults if fault.file is None]
    met = met or {}
    on_disk = [file for file in met.values() if file is not None]
    texts = [request, reasoning or "", *(f.excerpt for f in whole), *(t for f in files for t in f)]
    boundary = new_boundary([*texts, *(file.text for file in on_disk)])
    blind = dict(files)
    return render(
        "repair.j2",
        grammar=skill.grammar,
        boundary=boundary,
        request=fence("request", request, boundary),
        reasoning=fence("answer", reasoning, boundary) if reasoning else "",
        faulty=[
            {
                "path": one_line(path),
                "fenced": fence("file", text, boundary, name=path),
                "violations": _violation_lines(
                    path, [f.violation for f in faults if f.file and f.file.path == path]
                ),
            }
            for path, text in files
            if path not in met
        ],
        unseen=[
            {
                "path": one_line(file.path),
                "fenced": fence("file", file.text, boundary, name=file.path),
                "blind": fence("answer", blind[file.path], boundary, name=file.path),
            }
            for file in on_disk
        ],
        never=[one_line(path) for path, file in met.items() if file is None],
        elsewhere=_elsewhere(whole, boundary),
        kept=[one_line(path) for path in delivered if path not in blind],
    )


@dataclass(frozen=True, slots=True)
class FailedStep:
    """A tool that failed on what was written, as a model is told of it.

    Attributes:
        command: What was run.
        summary: What came of it, one line.
        faults: What is wrong and, where there is more to it, what the tool said.
        more: How many faults are left out.
        output: The end of what it said, where no fault could be read from it.
    """

    command: str
    summary: str
    faults: tuple[tuple[str, str], ...]
    more: int = 0
    output: str = ""


def render_verification(
    skill: "Skill",
    *,
    request: str,
    steps: Sequence[FailedStep],
    files: Sequence[tuple[str, str]],
) -> str:
    """Render the request to mend what the project's own tools found in a written answer.

    Args:
        skill: The skill.
        request: What was asked at first.
        steps: The tools that failed.
        files: Files that took part, as they are on disk: path and content.

    Returns:
        The message; it stands for itself, like that of a repair.
    """
    said = [t for step in steps for t in (step.output, *(d for _text, d in step.faults))]
    boundary = new_boundary([request, *said, *(t for file in files for t in file)])

    def output(text: str) -> str:
        return fence("output", text, boundary) if text.strip() else ""

    return render(
        "verify.j2",
        grammar=skill.grammar,
        boundary=boundary,
        request=fence("request", request, boundary),
        steps=[
            {
                "command": step.command,
                "summary": one_line(step.summary),
                "faults": [{"text": one_line(t), "detail": output(d)} for t, d in step.faults],
                "more": step.more,
                "output": output(step.output),
            }
            for step in steps
        ],
        files=[fence("file", text, boundary, name=path) for path, text in files],
    )


def _violation_lines(path: str, violations: Iterable["Violation"]) -> list[str]:
    """One line for all places where the same rule says the same.

    A line number is told only where it counts in the file itself and not in the answer.
    """
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for violation in violations:
        key = (f"{violation.code} {violation.name}", one_line(violation.message))
        places[key] += [violation.line] if violation.path == path else []
    return [
        f"{rule}{', ' + on_lines(lines) if lines else ''}: {message}"
        for (rule, message), lines in places.items()
    ]


def _elsewhere(faults: Iterable[Fault], boundary: str) -> list[dict[str, str]]:
    """The faults that lie in no file, each told once for the same excerpt."""
    found = {}
    for fault in faults:
        violation = fault.violation
        text = f"{violation.code} {violation.name}: {one_line(violation.message)}"
        excerpt = fence("answer", fault.excerpt, boundary) if fault.excerpt.strip() else ""
        found[text, fault.excerpt] = {"text": text, "excerpt": excerpt}
    return list(found.values())
