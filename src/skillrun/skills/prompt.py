"""The prompts: what a model is told, from a skill, its rules, a request and a project.

Each function returns one message. With the same inputs `render_system` returns the same bytes, so that providers can cache it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from skillrun.project.fencing import fence, new_boundary
from skillrun.skills.templates import on_lines, one_line, render, split_line

if TYPE_CHECKING:
    from skillrun.project.context import ProjectContext
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
    return render(
        "system.j2",
        skill=skill,
        grammar=skill.grammar,
        language=_LANGUAGES.get(skill.grammar.language, f"the language {skill.grammar.language!r}"),
        split_line=split_line(skill.grammar),
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
    return render(
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
    return render(
        "continue.j2",
        grammar=skill.grammar,
        split_line=split_line(skill.grammar, number="N"),
        remaining=[one_line(path) for path in remaining],
        delivered=[one_line(path) for path in delivered],
        dropped=one_line(dropped) if dropped else None,
        violations=[f"{v.code} {v.name}: {one_line(v.message)}" for v in violations],
    )


def _categories(rules: Iterable[type["Rule"]]) -> list[Mapping[str, Any]]:
    """The rules by category, in the catalogue's order of categories."""
    order = {prefix: place for place, prefix in enumerate(CATEGORIES)}
    ranked = sorted(rules, key=lambda r: (order.get(r.code[:3], len(order)), r.code))
    return [
        {"prefix": prefix, "title": CATEGORIES.get(prefix, ""), "rules": list(group)}
        for prefix, group in groupby(ranked, key=lambda r: r.code[:3])
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
    text = one_line(first.message)
    return f"- {first.code} {first.name}, {on_lines(lines[:_MOST_LINES])}{more}: {text}"


def _path(violation: "Violation") -> str:
    return violation.path


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
