"""Which existing files the request needs to be edited."""

import ast
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from skillrun.project.comparing import Change, ChangeKind, module_name, words_of
from skillrun.rules.model import Subject
from skillrun.rules.packs.scope.change import Edit, ProjectChange, change_of
from skillrun.rules.packs.scope.code import logic_outcomes, signature_outcomes
from skillrun.rules.packs.scope.findings import Departure
from skillrun.rules.packs.scope.outcomes import Outcome, judged, reach_of
from skillrun.rules.packs.scope.places import names_path
from skillrun.rules.packs.scope.request import Clause
from skillrun.rules.packs.scope.routing import route_outcomes
from skillrun.rules.packs.scope.schema import field_outcomes, model_outcomes
from skillrun.rules.packs.scope.settling import grown
from skillrun.rules.packs.scope.words import stems_of
from skillrun.rules.source import Source

if TYPE_CHECKING:
    from skillrun.rules.packs.scope.reach import Reach

STRUCTURE = (model_outcomes, field_outcomes, route_outcomes, signature_outcomes, logic_outcomes)
_WORD = re.compile(r"[^\W\d]\w*|\d+")
_WIRING = re.compile(
    r"(?:^|/)(?:urls\.py|settings(?:/\w+)?\.py|conftest\.py|docker-compose[\w.-]*\.ya?ml|compose[\w.-]*\.ya?ml|pyproject\.toml|"
    r"uv\.lock|\.env\.example|Dockerfile|nginx\.conf|celery\.py|asgi\.py)$"
)
# How a page looks says nothing of what it is about.
_MARKUP = re.compile(r"\b(?:class|style|type|role)=(?:\"[^\"{}]*\"|'[^'{}]*')")
_PACKAGES = re.compile(r"(?:^|/)(?:pyproject\.toml|uv\.lock|Dockerfile|requirements[\w/-]*\.txt)$")
_LAYERS = frozenset(
    {
        "admin",
        "models",
        "serializers",
        "services",
        "selectors",
        "views",
        "urls",
        "permissions",
        "forms",
        "tasks",
    }
)


def file_outcomes(subject: Subject) -> tuple[Outcome, ...]:
    """Each existing file that is edited, and whether it had to be; a view for `Subject.once`."""
    change: ProjectChange = subject.once(change_of)
    if not change.request.is_known:
        return ()
    needs = _Needs(subject, change)
    return tuple(
        judged(
            subject,
            Departure(
                "SCP006",
                edit.path,
                f"The file `{edit.path}` is edited",
                "the request neither names nor needs it",
                edit.path,
                first_change(edit),
            ),
            allowed=needs.needed(edit),
            names=(),
        )
        for edit in change.edits.values()
    )


def first_change(edit: Edit) -> int:
    """The first line of the new text that differs; 1 where the file is gone."""
    after = (edit.after or "").split("\n")
    pairs = zip(edit.before.split("\n"), after, strict=False)
    return (
        next((n for n, (old, new) in enumerate(pairs, 1) if old != new), len(after))
        if edit.after
        else 1
    )


class _Needs:
    def __init__(self, subject: Subject, change: ProjectChange) -> None:
        self._subject = subject
        self._change = change
        self._reach: Reach = reach_of(subject, *STRUCTURE)
        self._told = {o.departure.path for view in STRUCTURE for o in subject.once(view)}
        self._touched = frozenset(self._touched_apps())

    def needed(self, edit: Edit) -> bool:
        """Whether the request names or needs an edit of a file."""
        return (
            self._is_at_work(edit)
            or self._is_wiring(edit.path)
            or (Source(edit.path, "").is_test and self._is_test_of_touched(edit))
        )

    def _is_at_work(self, edit: Edit) -> bool:
        return edit.path in self._told or self._is_named(edit) or self._is_linked(edit)

    # Named

    def _is_named(self, edit: Edit) -> bool:
        return any(self._names(clause, edit) for clause in self._reach.request.clauses)

    def _names(self, clause: Clause, edit: Edit) -> bool:
        path = edit.path
        if names_path(clause, path) or self._names_app(clause, path):
            return True
        stem = path.rpartition("/")[2].partition(".")[0]
        plain = stem not in _LAYERS and stem not in {"__init__", "tests", "apps"}
        if plain and stem and clause.names(stem) and len(stem) > 3:
            return True
        shaping = clause.is_style or clause.wants("rework", "repair")
        if stem in _LAYERS and shaping and clause.names(stem) and not self._names_an_app(clause):
            return True
        everywhere = "all" in clause.kinds
        if clause.is_style and (everywhere or not self._names_place(clause)):
            return True
        if everywhere and clause.wants("rework", "repair"):
            return True
        names = _definitions(edit.before) if edit.is_python else ()
        return any(self._names_definition(clause, name) for name in names)

    def _names_definition(self, clause: Clause, name: str) -> bool:
        is_model = any(model.name == name for model in self._reach.index.models)
        if len(words_of(name)) > 1:
            return clause.names(name) or (is_model and clause.names(words_of(name)[-1]))
        return any(is_model or clause.words[at].code for at in clause.places_of(name))

    def _names_app(self, clause: Clause, path: str) -> bool:
        """Whether the app of a file is named: as an app, not as the model that bears its name."""
        app = self._reach.index.app_of(path)
        if app is None or app.folder == "." or not clause.names(app.label):
            return False
        layer = path.rpartition("/")[2].removesuffix(".py")
        layers = [name for name in _LAYERS if clause.names(name)]
        if layers:
            return layer in layers
        models = {stems_of(m.name) for m in self._reach.index.models}
        whole = clause.is_style or clause.wants("rework", "repair", "remove", "move")
        return "app" in clause.kinds or whole or stems_of(app.label) not in models

    def _names_an_app(self, clause: Clause) -> bool:
        index = self._reach.index
        return bool(clause.paths) or any(clause.names(app.label) for app in index.apps)

    def _names_place(self, clause: Clause) -> bool:
        """Whether a wish says where: then it is meant there alone."""
        index = self._reach.index
        if clause.paths or any(word.code for word in clause.words):
            return True
        names = [
            *(m.name for m in index.models),
            *(a.label for a in index.apps),
            *(v.name for v in index.views),
            *(s.name for s in index.serializers),
            *_LAYERS,
        ]
        functions = (*index.services, *index.selectors)
        return any(clause.names(n) for n in names) or any(
            clause.names(f.name) for f in functions if len(words_of(f.name)) > 1
        )

    # Linked

    def _is_linked(self, edit: Edit) -> bool:
        """Whether some change in a file has to do with what is asked for."""
        if not edit.is_python:
            return self._reach.names_any(_changed_words(edit))
        if self._reach.names_any(_changed_imports(edit)) or self._follows(edit):
            return True
        for found in self._change.comparison.changes:
            if edit.path not in {found.old.path, found.unit.path}:
                continue
            if self._reach.whole(found.unit) or any(self._reach.links(h) for h in found.hunks):
                return True
            if self._reach.names_any([found.unit.last]) or self._is_about(found):
                return True
        return False

    def _is_about(self, found: Change) -> bool:
        """Whether what behaves in another way is about what the request speaks of."""
        head = found.old.name.split(".", 1)[0]
        return found.kind is ChangeKind.BEHAVIOUR and any(
            not clause.is_style and clause.covers(head) for clause in self._reach.request.clauses
        )

    def _follows(self, edit: Edit) -> bool:
        """Whether a file had to follow what bears another name now, or changed with it."""
        names = self._change.comparison.renames.names
        called = {
            n.rpartition(".")[2] for pair in names.items() for n in pair
        } | self._reach.affected
        renamed = {
            s
            for words in self._change.renames.words.items()
            for name in words
            for s in stems_of("_".join(name))
        }
        return any(
            word in called or (renamed and renamed & set(stems_of(word)))
            for word in _changed_words(edit)
        )

    def _is_wiring(self, path: str) -> bool:
        commands = " ".join(
            o.command for o in (self._subject.answer.operations if self._subject.answer else ())
        )
        if _PACKAGES.search(path) and re.search(r"\buv\s+(?:add|remove|sync|lock)\b", commands):
            return True
        return bool(_WIRING.search(path)) and self._brings_app()

    def _brings_app(self) -> bool:
        known = {app.label for app in self._change.index_before.apps}
        return any(app.label not in known for app in self._change.index_after.apps)

    def _touched_apps(self) -> Iterator[str]:
        index = self._change.index_after
        paths = [
            *self._change.new_files,
            *(p for p, e in self._change.edits.items() if self._is_at_work(e)),
        ]
        for path in paths:
            app = index.app_of(path)
            if app is not None and not (Source(path, "").is_test and path in self._change.edits):
                yield app.folder

    def _is_test_of_touched(self, edit: Edit) -> bool:
        app = self._change.index_before.app_of(edit.path)
        if app is not None and app.folder in self._touched and app.folder != ".":
            return True
        text = edit.after or ""
        worked = [
            p
            for p, e in self._change.edits.items()
            if p != edit.path and e.is_python and self._is_at_work(e)
        ]
        return any(module_name(path) in text for path in worked) or any(
            re.search(rf"\b{re.escape(folder.rpartition('/')[2])}\b", edit.path + text)
            for folder in self._touched
        )


def _definitions(text: str) -> Iterator[str]:
    tree = grown(text)
    if tree is None:
        return
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
            if isinstance(node, ast.ClassDef):
                inner = (
                    n for n in node.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))
                )
                yield from (n.name for n in inner if len(words_of(n.name)) > 1)


def _changed_words(edit: Edit) -> set[str]:
    old, new = (_MARKUP.sub(" ", text).split("\n") for text in (edit.before, edit.after or ""))
    words: set[str] = set()
    for tag, start, end, new_start, new_end in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if tag != "equal":
            gone = set(_WORD.findall("\n".join(old[start:end])))
            words |= gone ^ set(_WORD.findall("\n".join(new[new_start:new_end])))
    return words


def _changed_imports(edit: Edit) -> set[str]:
    old, new = _imported(edit.before), _imported(edit.after or "")
    return {part for name in old ^ new for part in name.split(".")}


def _imported(text: str) -> set[str]:
    tree = grown(text)
    if tree is None:
        return set()
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names}
    return found
