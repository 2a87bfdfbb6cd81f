"""The prompts: what a model is told, from a skill, its rules, a request and a project.

The words stand in `prompts/*.j2`; this module hands them their values. Each function returns one
message. With the same inputs `render_system` returns the same bytes, so that providers can cache it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Protocol

from skillrun.project.fencing import fence, new_boundary
from skillrun.skills.loading import builtin_root

if TYPE_CHECKING:
    from jinja2 import Environment

    from skillrun.project.context import ProjectContext, ShownFile
    from skillrun.protocol.answer import AnswerFile
    from skillrun.protocol.grammar import Grammar
    from skillrun.rules.model import Rule, Violation
    from skillrun.skills.model import Document, Skill

_LANGUAGES = {"de": "German", "en": "English", "es": "Spanish", "fr": "French", "ru": "Russian"}
CATEGORIES = {
    "RSP": "the answer itself",
    "CMP": "completeness",
    "SCP": "scope control",
    "STR": "structure and stack",
    "ARC": "layers",
    "STY": "code",
    "TST": "tests",
    "DEP": "dependencies",
    "SEC": "security",
    "ASY": "async",
    "ERR": "errors and logging",
    "OPS": "containers and baseline",
}
# A file's audit names this many rules with this many places each, and counts the rest.
_MOST_RULES = 15
_MOST_LINES = 8
_INFO = {".json": "json", ".md": "markdown", ".py": "python", ".sh": "bash", ".toml": "toml"}


def render_system(
    skill: "Skill",
    rules: Iterable[type["Rule"]],
    *,
    frozen: bool = False,
    minimal: bool = False,
) -> str:
    """Render the system message.

    Args:
        skill: The skill.
        rules: The rules in force; each brings its directive.
        frozen: "Do not modify existing code" holds for the request.
        minimal: "Make minimal changes" holds for the request.

    Returns:
        The message, ending with one newline.
    """
    return _render(
        "system.j2",
        skill=skill,
        grammar=skill.grammar,
        language=_LANGUAGES.get(skill.grammar.language, f"the language {skill.grammar.language!r}"),
        split_line=_split_line(skill.grammar),
        example=_block(skill.example.text, "markdown") if skill.example else "",
        skeleton=_block(_skeleton(skill.grammar), "markdown"),
        categories=_categories(rules),
        references=[{"name": page.name, "text": page.text.strip()} for page in skill.references],
        assets=[{"name": asset.name, "block": _asset_block(asset)} for asset in skill.assets],
        frozen=frozen,
        minimal=minimal,
    )


def render_request(
    skill: "Skill",
    request: str,
    context: "ProjectContext",
    *,
    earlier: str = "",
    broken: Sequence["Violation"] = (),
) -> str:
    """Render the first user message: the request, the listing and the files shown.

    Args:
        skill: The skill.
        request: What was asked.
        context: What of the project is shown.
        earlier: What was asked and done before in the session.
        broken: What the files shown break today, by path.

    Returns:
        The message; `skillrun.project.fencing.unfence` reads its texts back.
    """
    listing = "\n".join(context.listing if context.outline is None else context.outline)
    audit = "\n\n".join(_audit(broken))
    boundary = new_boundary(
        [
            request,
            listing,
            context.name,
            earlier,
            audit,
            context.map,
            *(t for f in context.files for t in (f.path, f.text)),
        ]
    )
    return _render(
        "context.j2",
        grammar=skill.grammar,
        boundary=boundary,
        empty=not context.listing,
        listing=fence("listing", listing, boundary, name=context.name),
        files=[fence("file", file.text, boundary, name=file.path) for file in context.files],
        request=fence("request", request, boundary),
        earlier=fence("earlier", earlier, boundary) if earlier else "",
        closed=context.outline not in (None, context.listing),
        map=fence("map", context.map.rstrip("\n"), boundary) if context.map else "",
        audit=fence("audit", audit, boundary) if audit else "",
    )


class Fault(Protocol):
    """A violation and what of an answer it concerns, as the engine locates it."""

    @property
    def violation(self) -> "Violation":
        """The violation."""

    @property
    def file(self) -> "AnswerFile | None":
        """The delivered file it lies in, if any."""

    @property
    def excerpt(self) -> str:
        """The lines of the answer it lies in, where it lies in no file."""


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
    return _render(
        "repair.j2",
        grammar=skill.grammar,
        boundary=boundary,
        request=fence("request", request, boundary),
        reasoning=fence("answer", reasoning, boundary) if reasoning else "",
        faulty=[
            {
                "path": _line(path),
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
                "path": _line(file.path),
                "fenced": fence("file", file.text, boundary, name=file.path),
                "blind": fence("answer", blind[file.path], boundary, name=file.path),
            }
            for file in on_disk
        ],
        never=[_line(path) for path, file in met.items() if file is None],
        elsewhere=_elsewhere(whole, boundary),
        kept=[_line(path) for path in delivered if path not in blind],
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

    return _render(
        "verify.j2",
        grammar=skill.grammar,
        boundary=boundary,
        request=fence("request", request, boundary),
        steps=[
            {
                "command": step.command,
                "summary": _line(step.summary),
                "faults": [{"text": _line(t), "detail": output(d)} for t, d in step.faults],
                "more": step.more,
                "output": output(step.output),
            }
            for step in steps
        ],
        files=[fence("file", text, boundary, name=path) for path, text in files],
    )


def render_continue(
    skill: "Skill",
    *,
    remaining: Sequence[str],
    delivered: Sequence[str],
    dropped: str | None,
    violations: Sequence["Violation"] = (),
) -> str:
    """Render the request for the next part, a user message.

    Args:
        skill: The skill.
        remaining: Paths promised and not delivered; empty where nothing was promised.
        delivered: Paths of the whole files that came.
        dropped: The file that the last part ended in and that is asked for again.
        violations: Why the program ended the last part, where it did.

    Returns:
        The message.
    """
    return _render(
        "continue.j2",
        grammar=skill.grammar,
        split_line=_split_line(skill.grammar, number="N"),
        remaining=[_line(path) for path in remaining],
        delivered=[_line(path) for path in delivered],
        dropped=_line(dropped) if dropped else None,
        violations=[f"{v.code} {v.name}: {_line(v.message)}" for v in violations],
    )


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(builtin_root() / "prompts", encoding="utf-8"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - the output is Markdown for a model, not HTML
    )
    environment.filters["quoted"] = lambda text: f'"{text}"'
    return environment


def _render(template: str, **values: object) -> str:
    return _environment().get_template(template).render(values).strip() + "\n"


def _categories(rules: Iterable[type["Rule"]]) -> list[Mapping[str, Any]]:
    """The rules by category, in the catalogue's order of categories."""
    order = {prefix: place for place, prefix in enumerate(CATEGORIES)}
    ranked = sorted(rules, key=lambda r: (order.get(r.code[:3], len(order)), r.code))
    return [
        {"prefix": prefix, "title": CATEGORIES.get(prefix, ""), "rules": list(group)}
        for prefix, group in groupby(ranked, key=lambda r: r.code[:3])
    ]


def _violation_lines(path: str, violations: Iterable["Violation"]) -> list[str]:
    """One line for all places where the same rule says the same.

    A line number is told only where it counts in the file itself and not in the answer.
    """
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for violation in violations:
        key = (f"{violation.code} {violation.name}", _line(violation.message))
        places[key] += [violation.line] if violation.path == path else []
    return [
        f"{rule}{', ' + _lines(lines) if lines else ''}: {message}"
        for (rule, message), lines in places.items()
    ]


def _audit(violations: Iterable["Violation"]) -> Iterator[str]:
    """What each file breaks: a line a rule, with the first of its messages."""
    for path, own in groupby(sorted(violations, key=lambda v: (v.path, v.code, v.line)), _path):
        rules = [list(group) for _, group in groupby(own, lambda v: v.code)]
        rules.sort(key=lambda group: group[0].severity != "error")
        told = [_audited(group) for group in rules[:_MOST_RULES]]
        more = [f"{group[0].code} ({len(group)})" for group in rules[_MOST_RULES:]]
        yield "\n".join([f"{path}:", *told, *([f"- also {', '.join(more)}"] if more else [])])


def _audited(group: Sequence["Violation"]) -> str:
    first = group[0]
    lines = sorted({violation.line for violation in group})
    more = f" and {len(lines) - _MOST_LINES} more" if len(lines) > _MOST_LINES else ""
    text = _line(first.message)
    return f"- {first.code} {first.name}, {_lines(lines[:_MOST_LINES])}{more}: {text}"


def _path(violation: "Violation") -> str:
    return violation.path


def _elsewhere(faults: Iterable[Fault], boundary: str) -> list[dict[str, str]]:
    """The faults that lie in no file, each told once for the same excerpt."""
    found = {}
    for fault in faults:
        violation = fault.violation
        text = f"{violation.code} {violation.name}: {_line(violation.message)}"
        excerpt = fence("answer", fault.excerpt, boundary) if fault.excerpt.strip() else ""
        found[text, fault.excerpt] = {"text": text, "excerpt": excerpt}
    return list(found.values())


def _lines(lines: list[int]) -> str:
    unique = sorted(set(lines))
    return f"line{'s' if len(unique) > 1 else ''} {', '.join(map(str, unique))}"


def _line(text: str) -> str:
    """Text that an answer or a file may have shaped, kept to one line."""
    return " ".join(text.split())


def _split_line(grammar: "Grammar", number: str = "1") -> str:
    files = "path/one.py, path/two.py"
    return grammar.split_marker.replace("{number}", number).replace("{files}", files)


def _block(text: str, info: str) -> str:
    """A code block whose fence is longer than any run of backticks in it."""
    longest = max(map(len, re.findall(r"`{3,}", text)), default=2)
    ticks = "`" * (longest + 1)
    return f"{ticks}{info}\n{text.rstrip()}\n{ticks}"


def _asset_block(asset: "Document") -> str:
    return _block(asset.text, _INFO.get(asset.path.suffix, "text"))


def _skeleton(grammar: "Grammar") -> str:
    parts = [f"### {part}\n\n<{_hint(part, grammar)}>\n" for part in grammar.reasoning_parts]
    reasoning = "\n".join(parts) if parts else "<what is done, and why>\n"
    file = "`path/from/the/root.py`\n```python\n<the whole file>\n```"
    return f"## {grammar.reasoning}\n\n{reasoning}\n## {grammar.files}\n\n{file}"


def _hint(part: str, grammar: "Grammar") -> str:
    is_operations = part == grammar.operations_part
    return "a bash block with one command a line" if is_operations else f"the text of {part}"
