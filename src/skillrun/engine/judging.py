"""The answer held against the rules."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from skillrun.engine import events
from skillrun.project.listing import read_workspace_file
from skillrun.protocol.answer import Answer
from skillrun.protocol.grammar import Grammar
from skillrun.rules.inherited import hold_answer
from skillrun.rules.model import Severity, Violation
from skillrun.rules.registry import Catalogue
from skillrun.rules.settings import RuleSettings
from skillrun.rules.subject import subject_of_answer
from skillrun.rules.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Bench:
    """What an answer is judged with: the same for the whole run.

    Attributes:
        catalogue: The rules.
        grammar: The answer's grammar.
        root: The workspace's folder.
        request: What was asked; empty where unknown.
        shown: Paths that the model has seen; None where unknown.
        listing: All paths of the workspace before the change.
        names: How the parts are called in reports; made up where there are none.
        emit: Who listens.
        settings: The project's decisions about single rules.
        approved: What a person allowed beyond the request, each as `CODE:TARGET`.
        frozen: Existing code is to stay as it is.
        minimal: Only what was asked for is to be touched.
        earlier: The earlier requests of the session.
    """

    catalogue: Catalogue
    grammar: Grammar
    root: Path
    request: str
    shown: frozenset[str] | None
    listing: frozenset[str]
    emit: events.Observer
    names: tuple[str, ...] = ()
    settings: RuleSettings = field(default_factory=RuleSettings)
    approved: frozenset[str] = frozenset()
    frozen: bool = False
    minimal: bool = False
    earlier: str = ""

    def hold(self, answer: Answer, *, repair: bool = False) -> Verdict:
        """Hold an answer against all rules.

        Args:
            answer: The whole answer: no further part will come.
            repair: Its files may have been delivered before.

        Returns:
            What was judged and what was found, ordered by path, line and code.
        """
        subject = subject_of_answer(
            answer,
            answer_paths=self.part_names(len(answer.parts)),
            on_disk=lambda path: read_workspace_file(self.root, path),
            request=self.request,
            grammar=self.grammar,
            shown=self.shown,
            repair=repair,
            root_listing=self.listing,
            final=True,
            approved=self.approved,
            frozen=self.frozen,
            minimal=self.minimal,
            earlier=self.earlier,
        )
        return hold_answer(subject, self.catalogue, self.settings)

    def tell(self, verdict: Verdict, seconds: float) -> None:
        """Tell the observer what was found, and how long that took."""
        files, rules = len(verdict.subject.files), len(self.catalogue.rules)
        self.emit(events.Checked(files, rules, seconds, verdict.violations))

    def part_names(self, parts: int) -> tuple[str, ...]:
        """Name the parts for reports."""
        if len(self.names) == parts:
            return self.names
        if parts == 1:
            return ("answer.md",)
        return tuple(f"answer-{i:02}.md" for i in range(1, parts + 1))


def errors(violations: Iterable[Violation]) -> tuple[Violation, ...]:
    """Take the violations that block writing."""
    return tuple(v for v in violations if v.severity is Severity.ERROR)
