"""The change under judgement: the files before and after, what of them differs, both indexes."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from skillrun.project.comparing import (
    Change,
    ChangeKind,
    Comparison,
    Renames,
    compare,
    words_of,
)
from skillrun.project.index import Model, ProjectIndex, index_of, updated
from skillrun.protocol.answer import Answer
from skillrun.rules.model import Subject
from skillrun.rules.packs.scope.models import ModelPair, pair_models
from skillrun.rules.packs.scope.request import Request, read_request
from skillrun.rules.packs.scope.settling import grown, settle
from skillrun.rules.source import Source


@dataclass(frozen=True)
class Edit:
    """An existing file that the change alters, or takes away.

    Attributes:
        path: The file.
        before: Its text on disk.
        after: Its text after the change; None where it is gone.
    """

    path: str
    before: str
    after: str | None

    @cached_property
    def is_python(self) -> bool:
        """Whether it is Python, before and after."""
        return self.path.endswith(".py")


class ProjectChange:
    """What an answer does to a project that is there already.

    Args:
        subject: The files after the change and those on disk.
    """

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self.edits: Mapping[str, Edit] = {edit.path: edit for edit in _edits(subject)}
        self.request: Request = subject.once(asked)

    @cached_property
    def new_files(self) -> tuple[str, ...]:
        """Files that the change creates."""
        files = self._subject.files
        return tuple(path for path in files if self._subject.on_disk(path) is None)

    @cached_property
    def after(self) -> Mapping[str, str | None]:
        """The texts that the change writes, by path; None for a file that is gone."""
        written: dict[str, str | None] = {p: s.text for p, s in self._subject.files.items()}
        return written | {path: edit.after for path, edit in self.edits.items()}

    @cached_property
    def index_before(self) -> ProjectIndex:
        """The project before."""
        return index_of(
            sorted(self._subject.root_listing | self.edits.keys()), self._subject.on_disk
        )

    @cached_property
    def index_after(self) -> ProjectIndex:
        """The project after the change."""
        return updated(self.index_before, self.after)

    @cached_property
    def models(self) -> tuple[ModelPair, ...]:
        """The models, each with what it became."""
        return pair_models(self.index_before, self.index_after)

    @cached_property
    def renames(self) -> Renames:
        """What goes with the models that bear another name now."""
        words = {
            tuple(words_of(pair.before.name)): tuple(words_of(pair.after.name))
            for pair in self.models
            if pair.before and pair.after and pair.before.name != pair.after.name
        }
        return Renames(words=words)

    @cached_property
    def comparison(self) -> Comparison:
        """What the definitions of the changed files became."""
        before = {p: e.before for p, e in self.edits.items() if e.is_python}
        # A file that was given back as it was is not compared: it would seem new.
        ours = self.edits.keys() | set(self.new_files)
        written = ((path, self.after[path]) for path in ours if path.endswith(".py"))
        after = {path: text for path, text in written if text is not None}
        found = compare(before, after, self.renames, parse=grown)
        return settle(found, before, after)

    @cached_property
    def model_at(self) -> Mapping[tuple[str, str], Model]:
        """The models of before and after, by file and name."""
        both = (*self.index_before.models, *self.index_after.models)
        return {(model.path, model.name): model for model in both}

    def changes(self, *kinds: ChangeKind) -> Iterator[Change]:
        """Yield the changes of these kinds in files that are no tests."""
        for change in self.comparison.changes:
            if change.kind in kinds and not Source(change.old.path, "").is_test:
                yield change


def asked(subject: Subject) -> Request:
    """Read what was asked, in this turn and in those before."""
    return read_request("\n".join(filter(None, (subject.request, subject.earlier))))


def change_of(subject: Subject) -> ProjectChange:
    """The change under judgement; a view for `Subject.once`."""
    return ProjectChange(subject)


def _edits(subject: Subject) -> Iterator[Edit]:
    for path, source in subject.files.items():
        before = subject.on_disk(path)
        if before is not None and _plain(before) != _plain(source.text):
            yield Edit(path, before, source.text)
    for path in removed_by(subject.answer, subject):
        before = subject.on_disk(path)
        if before is not None and path not in subject.files:
            yield Edit(path, before, None)


def removed_by(answer: Answer | None, subject: Subject) -> Iterator[str]:
    """Yield the files of the workspace that the answer's commands take away."""
    from skillrun.protocol.commands import CommandSyntaxError, split_command

    for operation in answer.operations if answer else ():
        try:
            commands = split_command(operation.command)
        except CommandSyntaxError:
            continue
        for argv in commands:
            words = [w for w in argv[1:] if not w.startswith("-")]
            if argv[:1] == ("git",) and words[:1] in (["rm"], ["mv"]):
                argv, words = (words[0],), words[1:]  # noqa: PLW2901
            gone = {"rm": words, "mv": words[:-1]}.get(argv[0] if argv else "", [])
            yield from _inside(gone, subject)


def _inside(names: list[str], subject: Subject) -> Iterator[str]:
    for name in names:
        plain = name.removeprefix("./").rstrip("/")
        yield from (
            p for p in sorted(subject.root_listing) if p == plain or p.startswith(f"{plain}/")
        )


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").rstrip("\n")


def literal(source: str) -> ast.expr | None:
    """An expression from its source; None where it is none."""
    try:
        return ast.parse(source, mode="eval").body
    except SyntaxError:
        return None
