"""Which changed lines the request needs, where it asks for minimal changes."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from skillrun.project.comparing import compare
from skillrun.rules.model import Finding, Subject
from skillrun.rules.packs.scope.change import Edit, ProjectChange, change_of
from skillrun.rules.packs.scope.needing import STRUCTURE, file_outcomes
from skillrun.rules.packs.scope.outcomes import reach_of
from skillrun.rules.packs.scope.reach import Reach
from skillrun.rules.packs.scope.settling import grown

_WORD = re.compile(r"[^\W\d]\w*|\d+")


@dataclass(frozen=True, slots=True)
class _Hunk:
    """Lines that differ.

    Attributes:
        old: The lines before.
        new: The lines after.
        line: The 1-based line at which the new ones begin.
        alone: The text before with this change alone.
    """

    old: tuple[str, ...]
    new: tuple[str, ...]
    line: int
    alone: str


def unneeded_lines(subject: Subject) -> Iterator[Finding]:
    """Yield each run of changed lines that nobody needs."""
    change: ProjectChange = subject.once(change_of)
    if not change.request.is_known:
        return
    reach = reach_of(subject, *STRUCTURE)
    unneeded = {o.departure.path for o in subject.once(file_outcomes) if not o.allowed}
    for edit in change.edits.values():
        # A file that is not needed as a whole is SCP006's.
        if edit.after is None or edit.path in unneeded:
            continue
        for hunk in _hunks(edit):
            if not _is_needed(edit, hunk, reach):
                yield _finding(edit, hunk)


def _finding(edit: Edit, hunk: _Hunk) -> Finding:
    message = (
        "These lines changed in form alone, and the request asks for minimal changes. Give them back as they were, "
        f"or have the file's form approved: `--approve SCP008:{edit.path}`."
    )
    end = hunk.line + max(len(hunk.new), 1) - 1
    return Finding(message, hunk.line, end_line=end, path=edit.path, target=edit.path)


def _hunks(edit: Edit) -> Iterator[_Hunk]:
    old, new = edit.before.splitlines(), (edit.after or "").splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal":
            alone = "\n".join([*old[:start], *new[new_start:new_end], *old[end:]]) + "\n"
            lines = tuple(new[new_start:new_end])
            yield _Hunk(tuple(old[start:end]), lines, min(new_start + 1, max(len(new), 1)), alone)


def _is_needed(edit: Edit, hunk: _Hunk, reach: Reach) -> bool:
    if not edit.is_python:
        return _says_something(hunk) and _is_linked(hunk, reach)
    if _is_import(hunk):
        return _import_is_needed(edit, hunk)
    if _is_parsable(hunk.alone) and not _is_style(edit, hunk):
        # What behaves in another way is for the other rules.
        return True
    if not _is_parsable(hunk.alone) and _changes_code(hunk):
        return True
    return _is_linked(hunk, reach) or _is_asked_form(edit, hunk, reach)


def _says_something(hunk: _Hunk) -> bool:
    return any(line.strip() for line in (*hunk.old, *hunk.new))


def _is_linked(hunk: _Hunk, reach: Reach) -> bool:
    old = set(_WORD.findall("\n".join(hunk.old)))
    new = set(_WORD.findall("\n".join(hunk.new)))
    return reach.names_any(old ^ new)


def _is_parsable(text: str) -> bool:
    return grown(text) is not None


def _is_style(edit: Edit, hunk: _Hunk) -> bool:
    """Whether the change alone makes no difference when the file runs."""
    return not compare({edit.path: edit.before}, {edit.path: hunk.alone}, parse=grown).changes


def _changes_code(hunk: _Hunk) -> bool:
    """Whether lines that belong to a change elsewhere say something else than before."""
    return _words(hunk.old) != _words(hunk.new)


def _words(lines: Sequence[str]) -> list[str]:
    return _WORD.findall("\n".join(line.partition("#")[0] for line in lines))


def _is_import(hunk: _Hunk) -> bool:
    text = [line for line in (*hunk.old, *hunk.new) if line.strip()]
    return bool(text) and all(_IMPORT.match(line) for line in text)


_IMPORT = re.compile(r"\s*(?:import\s|from\s+\S+\s+import\b|[\w.]+(?:\s+as\s+\w+)?,?\s*$|\)\s*$)")


def _import_is_needed(edit: Edit, hunk: _Hunk) -> bool:
    """Whether names were brought that are used now, or taken away that no longer are."""
    old, new = _bound(hunk.old), _bound(hunk.new)
    before, after = _used(edit.before), _used(edit.after or "")
    needed = {name for name in new - old if name in after and name not in before}
    needed |= {name for name in old - new if name in before and name not in after}
    return bool(needed)


def _bound(lines: Sequence[str]) -> set[str]:
    text = "\n".join(lines)
    found = set(_WORD.findall(re.sub(r"\w[\w.]*\s+as\s+", "", text)))
    return found - {"import", "from"}


def _used(text: str) -> set[str]:
    tree = grown(text)
    if tree is None:
        return set()
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _is_asked_form(edit: Edit, hunk: _Hunk, reach: Reach) -> bool:
    """Whether the request asks for form here."""
    styles = [clause for clause in reach.request.clauses if clause.is_style]
    if not styles:
        return False
    named = {
        node.name: (node.lineno, node.end_lineno or node.lineno)
        for node in ast.walk(grown(edit.after or "") or ast.Module([], []))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        and any(clause.names(node.name) for clause in styles)
    }
    return not named or any(start <= hunk.line <= end for start, end in named.values())
