"""Making an edit's answer and holding it against the rules."""

import ast
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from skillrun.protocol.grammar import Grammar
from skillrun.protocol.parsing import parse
from skillrun.protocol.render import render_part
from skillrun.rules.inherited import hold_answer
from skillrun.rules.model import Severity, Violation
from skillrun.rules.registry import Catalogue, catalogue
from skillrun.rules.settings import RuleSettings
from skillrun.rules.subject import subject_of_answer
from skillrun.skills.loading import load_skill
from tests.scope.mending import mended
from tests.scope.model import Edit, Swap
from tests.scope.projects import files_of

Found = tuple[tuple[str, str], ...]


@cache
def scope() -> Catalogue:
    """The rules of scope control."""
    return everything().select(["SCP"])


@cache
def everything() -> Catalogue:
    """All rules of the skill."""
    return catalogue(load_skill(None).packs)


def grammar() -> Grammar:
    """How the skill's answers look."""
    return load_skill(None).grammar


def answer_files(project: str, edit: Edit) -> Mapping[str, str]:
    """The files that the answer brings, by path."""
    before = files_of(project)
    brought = {path: _swapped(before[path], swaps, path) for path, swaps in edit.swaps.items()}
    for path, names in edit.cut.items():
        brought[path] = _cut(brought.get(path, before[path]), names)
    brought |= edit.new
    for path in edit.mended:
        brought[path] = mended(brought.get(path, before.get(path, "")))
    return brought


def answer_text(project: str, edit: Edit) -> str:
    """The answer, to the letter."""
    files = list(answer_files(project, edit).items())
    text = render_part("1. Done.", files, grammar(), recommendations=edit.recommended)
    return text + edit.tail


def judged(project: str, edit: Edit, rules: Catalogue) -> tuple[Violation, ...]:
    """All that the rules find in an edit."""
    before = files_of(project)
    subject = subject_of_answer(
        parse([answer_text(project, edit)], grammar()),
        grammar=grammar(),
        on_disk=before.get,
        request=edit.request,
        shown=before,
        final=True,
        root_listing=before,
        approved=edit.approved,
        frozen=edit.frozen,
        minimal=edit.minimal,
        earlier=edit.earlier,
    )
    return hold_answer(subject, rules, RuleSettings()).violations


def overreaches(violations: tuple[Violation, ...]) -> Found:
    """Code and target of what a person would be asked about, or what goes back to the model."""
    told = (v for v in violations if v.severity is Severity.ERROR and v.code.startswith("SCP"))
    return tuple(sorted({(v.code, v.target) for v in told}))


def without(edit: Edit, *approved: str) -> Edit:
    """The same edit with more approved."""
    return replace(edit, approved=(*edit.approved, *approved))


def _cut(text: str, names: tuple[str, ...]) -> str:
    lines = text.splitlines(keepends=True)
    nodes = {getattr(node, "name", ""): node for node in ast.parse(text).body}
    for node in sorted((nodes[name] for name in names), key=lambda n: -n.lineno):
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
        del lines[first - 1 : node.end_lineno]
    return "".join(lines)


def _swapped(text: str, swaps: tuple[Swap, ...], path: str) -> str:
    for old, new in swaps:
        assert text.count(old) == 1, f"{path} has {old!r} {text.count(old)} times"
        text = text.replace(old, new)
    return text
