"""Whom the engine asks: a person at a terminal, or nobody."""

from collections.abc import Sequence
from typing import Protocol

from skillrun.protocol.answer import Split
from skillrun.rules.model import Violation
from skillrun.workspace.commands.operations import PlannedOperation
from skillrun.workspace.plan import Change


class Person(Protocol):
    """Answers the questions of a run.

    Where nobody can answer, an implementation raises `UsageError` naming the flag that would have
    allowed it, or answers no where the run can go on without.
    """

    def continue_split(self, split: Split) -> bool:
        """Go on with the next part of a split answer?"""

    def approve(self, violations: Sequence[Violation]) -> frozenset[str]:
        """Which of these changes beyond the request are allowed, each as `CODE:TARGET`?"""

    def write(self, changes: Sequence[Change]) -> bool:
        """Write these changes?"""

    def run(self, operations: Sequence[PlannedOperation]) -> bool:
        """Run these commands?"""
