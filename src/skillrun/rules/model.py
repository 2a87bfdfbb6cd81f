"""What a rule is, what it judges and what it finds."""

import ast
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from skillrun.protocol.answer import Answer
from skillrun.protocol.grammar import Grammar

if TYPE_CHECKING:
    from skillrun.rules.source import Source


_T = TypeVar("_T")


class Severity(StrEnum):
    """An error blocks writing; a warning is shown."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Example:
    """A text that shows a rule at work; both examples of a rule are run as its tests.

    Attributes:
        text: A whole answer for a rule on answers (its first part), else a file's content.
        path: The path of that file.
        workspace: Files on disk before, by path.
        request: What was asked.
        later_parts: Further parts of a split answer.
    """

    text: str
    path: str = "apps/shop/services.py"
    workspace: Mapping[str, str] = field(default_factory=dict)
    request: str = ""
    later_parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where a rule is broken, as the rule reports it.

    Attributes:
        message: What is wrong here and what to write instead, one sentence.
        line: 1-based line: in the file, or in the part of the answer when `path` is None.
        column: 1-based column, counted in characters.
        end_line: Last line; 0 means `line`.
        end_column: 1-based column after the last character; 0 means `column`.
        path: The file concerned; None for the answer itself. Rules on sources and nodes may
            leave it None: the runner fills in the source's path.
        part: The part of the answer that `line` counts in.
        fixable: A program can mend it.
        severity: Overrides the rule's own severity at this place; None keeps it.
        target: What a person would approve, as `--approve CODE:TARGET` spells it
            (`shop.Order`); empty where nothing can be approved.
    """

    message: str
    line: int = 1
    column: int = 1
    end_line: int = 0
    end_column: int = 0
    path: str | None = None
    part: int = 1
    fixable: bool = False
    severity: Severity | None = None
    target: str = ""


@dataclass(frozen=True, slots=True)
class Violation:
    """A finding with its rule, as every report shows it. Field names are public (JSON)."""

    code: str
    name: str
    severity: Severity
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    fixable: bool = False
    target: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is judged, parsed once and shared by all rules.

    Attributes:
        files: The files under judgement, by path: those of the answer, or those of the paths checked.
        answer: The answer, where one is judged.
        answer_paths: How the parts are called in reports, one a part.
        on_disk: Reads a file of the workspace as it was before; None where there is none.
        request: What was asked; empty where unknown.
        grammar: The answer's grammar, from the skill.
        shown: Paths that the model has seen; None where that is not known (a saved answer).
        repair: The answer is a repair: it may bring again what was delivered before.
        final: No further part will come: what a split marker still promises is missing.
        root_listing: Paths of all files in the workspace before the change.
        approved: What a person allowed beyond the request, each as `CODE:TARGET`; such a finding
            is not reported.
        frozen: Existing code is to stay as it is, whatever the request itself says of that.
        minimal: Only what was asked for is to be touched, likewise.
        earlier: The earlier requests of the session: what they named is named.
        memo: What `once` and `source` have computed.
    """

    files: Mapping[str, "Source"]
    answer: Answer | None = None
    answer_paths: tuple[str, ...] = ("answer.md",)
    on_disk: Callable[[str], str | None] = lambda _path: None
    request: str = ""
    grammar: Grammar = field(default_factory=Grammar)
    shown: frozenset[str] | None = None
    repair: bool = False
    final: bool = False
    root_listing: frozenset[str] = frozenset()
    approved: frozenset[str] = frozenset()
    frozen: bool = False
    minimal: bool = False
    earlier: str = ""
    memo: dict[object, object] = field(default_factory=dict, compare=False, repr=False)

    def once(self, make: Callable[["Subject"], _T]) -> _T:
        """Compute a view of the subject the first time, and hand the same to every rule.

        Args:
            make: A function at the top of a module; it stands for its result.
        """
        if make not in self.memo:
            self.memo[make] = make(self)
        return cast("_T", self.memo[make])

    def source(self, path: str) -> "Source | None":
        """Take a file as it would be after the change: the one under judgement, or the one on disk."""
        if path in self.files:
            return self.files[path]
        if path not in self.memo:
            from skillrun.rules.source import Source

            text = self.on_disk(path)
            self.memo[path] = None if text is None else Source(path, text)
        return cast("Source | None", self.memo[path])

    @property
    def paths(self) -> frozenset[str]:
        """All paths of the project as it would be after the change."""
        return self.once(_paths)


def _paths(subject: Subject) -> frozenset[str]:
    return subject.root_listing | subject.files.keys()


class Rule(ABC):
    """One directive with its check.

    `directive` is the single source of the directive's words: the system prompt, `skillrun
    rules CODE`, the rule pages and SKILL.md's list are made from it.

    Attributes:
        code: Public and never changed.
        name: Public and never changed.
        directive: An instruction to the model, one or two sentences.
        severity: What a violation is by default.
        fatal: Seen in a stream, it ends the model's turn at once.
        decisions: Where the catalogue leaves room: what was decided and why.
        bad: An example that is flagged.
        good: An example that is not.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    directive: ClassVar[str]
    severity: ClassVar[Severity] = Severity.ERROR
    fatal: ClassVar[bool] = False
    decisions: ClassVar[str] = ""
    bad: ClassVar[Example]
    good: ClassVar[Example]


class AnswerRule(Rule):
    """Judges the answer itself; not run where there is none."""

    @abstractmethod
    def check(self, answer: Answer, subject: Subject) -> Iterator[Finding]:
        """Yield what is wrong with the answer."""


class SourceRule(Rule):
    """Judges one file's text, tokens or comments.

    Attributes:
        languages: The languages it reads (`Source.language`); empty for all.
        early: It seldom needs a syntax tree of Python and no view of the subject that does: of
            many files it is asked while their trees grow.
    """

    languages: ClassVar[frozenset[str]] = frozenset()
    early: ClassVar[bool] = False

    @abstractmethod
    def check(self, source: "Source", subject: Subject) -> Iterator[Finding]:
        """Yield what is wrong with the file."""


class NodeRule(Rule):
    """Judges nodes of Python syntax trees; one walk serves all such rules.

    Attributes:
        nodes: The node types it subscribes to.
    """

    nodes: ClassVar[tuple[type[ast.AST], ...]]

    @abstractmethod
    def check(self, node: ast.AST, source: "Source", subject: Subject) -> Iterator[Finding]:
        """Yield what is wrong with the node."""


class TreeRule(Rule):
    """Judges the files together: the project as it would be.

    Attributes:
        ahead: Views of the subject that another process works out: `Subject.once` makes them
            before any rule is run, so that the process works beside the other rules.
    """

    ahead: ClassVar[tuple[Callable[["Subject"], object], ...]] = ()

    @abstractmethod
    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield what is wrong with the files together."""
