"""Breaking the clean project one way at a time, and looking whether the rule saw it."""

from collections.abc import Mapping
from importlib import import_module
from itertools import zip_longest
from pathlib import Path

from skillrun.rules.model import Subject
from skillrun.rules.registry import Catalogue
from skillrun.rules.runner import run
from tests.validators.clean import (
    answer_parts,
    answer_text,
    checked,
    clean_files,
    created,
    delivered,
    edited,
    new_files,
    rules,
)
from tests.validators.mutations.model import ANSWER, Mutation

_MODULES = sorted(
    path.stem for path in (Path(__file__).parent / "mutations").glob("*.py") if path.stem != "model"
)
MUTATIONS: tuple[Mutation, ...] = tuple(
    mutation
    for name in _MODULES
    for mutation in import_module(f"tests.validators.mutations.{name}").MUTATIONS
)


def changed(files: Mapping[str, str], mutation: Mutation) -> dict[str, str]:
    """The files after a mutation."""
    result = dict(files)
    for path, old, new in ((mutation.path, mutation.old, mutation.new), *mutation.also):
        if old is None:
            assert new is not None
            result[path] = new
        elif new is None:
            del result[path]
        else:
            assert old in result[path], f"{path} holds no {old!r}"
            result[path] = result[path].replace(old, new, 1)
    assert result != dict(files)
    return result


def first_change(before: str, after: str) -> int:
    """The 1-based number of the first line that differs."""
    pairs = zip_longest(before.split("\n"), after.split("\n"))
    return next(number for number, (old, new) in enumerate(pairs, 1) if old != new)


def place(mutation: Mutation, before: Mapping[str, str], after: Mapping[str, str]) -> int:
    """The line that the violation must have."""
    if isinstance(mutation.line, int):
        return mutation.line
    if mutation.line is not None:
        lines = after[mutation.at or mutation.path].split("\n")
        return next(number for number, text in enumerate(lines, 1) if mutation.line in text)
    return first_change(before.get(mutation.path, ""), after.get(mutation.path, ""))


def subject_of(mutation: Mutation) -> tuple[Subject, int]:
    """What is judged, and the line that the violation must have."""
    for texts in ({ANSWER: answer_text()}, answer_parts()):
        if mutation.path in texts:
            after = changed(texts, mutation)
            return delivered(after, mutation.request), place(mutation, texts, after)
    base = new_files() if mutation.how == "new" else clean_files()
    files = changed(base, mutation)
    line = place(mutation, base, files)
    if mutation.how == "new":
        return created(answer_text(files), mutation.request), line
    if mutation.how == "edit":
        return edited(files, mutation.request, shown=mutation.shown), line
    return checked(files), line


def places(mutation: Mutation) -> tuple[tuple[str, int, str], list[tuple[str, int, str]]]:
    """Where the rule must see a mutation and what it would have approved; and what it sees."""
    subject, line = subject_of(mutation)
    alone = Catalogue((rules().get(mutation.code),))
    found = [(v.path, v.line, v.target) for v in run(alone, subject)]
    return (mutation.at or mutation.path, line, mutation.target), found
