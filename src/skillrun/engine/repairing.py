"""What a faulty answer needs, and how what comes back is put in its place.

All of it is pure: the answer and its violations in, the files to ask for or a new answer out.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from skillrun.protocol.answer import (
    Answer,
    AnswerFile,
    NoteKind,
    Part,
    Section,
    SectionKind,
    Split,
)
from skillrun.protocol.grammar import Grammar
from skillrun.protocol.parsing import parse
from skillrun.protocol.render import render_part
from skillrun.rules.model import Violation
from skillrun.skills.repair import Fault

# Faults that leave no trace once the answer is written out again in its regular form: they stay
# until the model has brought what they miss.
_TRACELESS = {NoteKind.UNNAMED_BLOCK, NoteKind.NAME_WITHOUT_BLOCK, NoteKind.AMBIGUOUS_FENCE}


def locate(
    answer: Answer, names: Sequence[str], violations: Iterable[Violation]
) -> tuple[Fault, ...]:
    """Find the file of each violation.

    Args:
        answer: The judged answer.
        names: How its parts are called in the violations.
        violations: What was found.
    """
    latest = {file.path: file for file in answer.files}
    parts = dict(zip(names, answer.parts, strict=True))
    faults = []
    for violation in violations:
        part = parts.get(violation.path)
        file = latest.get(violation.path) if part is None else _file_at(part, violation.line)
        excerpt = _excerpt(part, violation.line) if part is not None and file is None else ""
        faults.append(Fault(violation, file, excerpt))
    return tuple(faults)


def unseen(faults: Iterable[Fault]) -> tuple[str, ...]:
    """Name the files on disk that the answer writes and that the model was not shown."""
    paths = (f.file.path for f in faults if f.file and f.violation.code == "CMP010")
    return tuple(dict.fromkeys(paths))


def can_be_rewritten(answer: Answer) -> bool:
    """Tell whether writing the answer out again in its regular form would hide no fault."""
    traceless = any(note.kind in _TRACELESS for part in answer.parts for note in part.notes)
    return not traceless and all(file.complete for file in answer.files)


def rewrite(
    answer: Answer,
    grammar: Grammar,
    *,
    replacements: Mapping[str, str] | None = None,
    reasoning: str | None = None,
    recommendations: str | None = None,
    without: Iterable[str] = (),
) -> Answer:
    """Write an answer out again in its regular form, and read it back.

    Args:
        answer: The answer.
        grammar: Its grammar.
        replacements: New contents by path; those of new paths are added to the last part, and
            promised in the parts before.
        reasoning: A new reasoning in place of the old one.
        recommendations: New recommendations in place of all old ones; they end the answer.
        without: Paths to leave out.

    Returns:
        The new answer, in as many parts as before.
    """
    new = dict(replacements or {})
    left_out = set(without)
    known = {file.path for file in answer.files}
    added = tuple(path for path in new if path not in known | left_out)
    texts = []
    for index, part in enumerate(answer.parts):
        files = [
            (file.path, new.pop(file.path, file.content))
            for file in part.files
            if file.path not in left_out
        ]
        last = index == len(answer.parts) - 1
        if last:
            files += [(path, new[path]) for path in new if path not in left_out]
        advised = _text(part, SectionKind.RECOMMENDATIONS)
        own = _text(part, SectionKind.REASONING)
        texts.append(
            render_part(
                reasoning if index == 0 and reasoning is not None else own,
                files,
                grammar,
                recommendations=advised
                if recommendations is None
                else recommendations
                if last
                else None,
                split=_promised(part, left_out, () if last else added),
            )
        )
    return parse(texts, grammar)


def merge(answer: Answer, reply: Answer, faults: Sequence[Fault], grammar: Grammar) -> Answer:
    """Put what a repair brought in place of what was faulty.

    Args:
        answer: The faulty answer.
        reply: What the model returned.
        faults: What it was asked to mend.
        grammar: The grammar of both.

    Returns:
        The mended answer; the files that were good stay as they were. A file that was written
        unseen is written anew or not at all.
    """
    replacements = {file.path: file.content for file in reply.files if file.complete}
    asked = {fault.file.path for fault in faults if fault.file}
    extra = replacements.keys() - asked
    # A file under an unsafe name cannot be asked for under that name: it comes under a new one.
    renamed = (
        {f.file.path for f in faults if f.file and f.violation.code == "RSP017"} if extra else ()
    )
    left_out = [path for path in unseen(faults) if path not in replacements]
    reasoning = reply.reasoning if any(not fault.file for fault in faults) else None
    return rewrite(
        answer,
        grammar,
        replacements=replacements,
        reasoning=reasoning or None,
        recommendations=_recommended(answer, reply, faults),
        without=(*renamed, *(left_out if _brings_files(reply) else ())),
    )


def _recommended(answer: Answer, reply: Answer, faults: Sequence[Fault]) -> str | None:
    """What the answer recommends after a repair: a change that was taken back is recommended now."""
    if not reply.recommendations:
        return None
    anew = any(fault.violation.code == "SCP009" for fault in faults)
    old = (answer.recommendations or "").strip()
    kept = "" if anew or old in reply.recommendations else old
    return "\n".join(filter(None, (kept, reply.recommendations.strip())))


def outstanding(answer: Answer, faults: Sequence[Fault], reply: Answer) -> tuple[Violation, ...]:
    """Name the faults that a repair was asked to mend, did not, and that no rule can see again.

    Args:
        answer: The answer as it was before the repair.
        faults: What the model was asked to mend.
        reply: What it returned.
    """
    brought = {file.path for file in reply.files if file.complete}
    # A block without a name is mended by a file that was not there before.
    new = len(brought - {file.path for file in answer.files})
    left = []
    for fault in faults:
        code = fault.violation.code
        if code == "RSP011" and fault.file and fault.file.path not in brought:
            left.append(fault.violation)
        elif code in {"RSP006", "RSP007"}:
            new -= 1
            if new < 0:
                left.append(fault.violation)
    return tuple(left)


def _brings_files(reply: Answer) -> bool:
    """Whether a reply has its section of files, so that what is not in it was left out on purpose."""
    return any(s.kind is SectionKind.FILES for part in reply.parts for s in part.sections)


def _promised(part: Part, left_out: Collection[str], added: Sequence[str]) -> Split | None:
    """The part's split marker; what is left out of the answer is promised no more, what is new is."""
    if part.split is None:
        return None
    promised = dict.fromkeys((*part.split.remaining, *added))
    remaining = tuple(path for path in promised if path not in left_out)
    return replace(part.split, remaining=remaining) if remaining else None


def _file_at(part: Part, line: int) -> AnswerFile | None:
    return next((f for f in part.files if f.line <= line <= f.end_line), None)


def _text(part: Part, kind: SectionKind) -> str | None:
    found: list[Section] = [s for s in part.sections if s.kind is kind]
    return "\n\n".join(s.text.strip() for s in found) if found else None


def _excerpt(part: Part, line: int) -> str:
    """Cut the block or the line out of the answer that a fault without a file lies in."""
    lines = part.text.split("\n")
    start = line - 1
    fence = lines[start].lstrip()[:3] if start < len(lines) else ""
    if fence not in {"```", "~~~"}:
        return "\n".join(lines[start : start + 1])
    ends = (i for i in range(start + 1, len(lines)) if lines[i].strip() == fence)
    return "\n".join(lines[start : next(ends, len(lines) - 1) + 1])
