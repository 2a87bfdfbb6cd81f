"""A person who has answered before: what was asked about a command once is not asked again."""

from collections.abc import Sequence
from dataclasses import dataclass

from skillrun.engine.events import OperationFinished
from skillrun.engine.person import Person
from skillrun.protocol.answer import Split
from skillrun.rules.model import Violation
from skillrun.workspace.commands.operations import PlannedOperation
from skillrun.workspace.plan import Change


@dataclass(frozen=True, slots=True)
class Again:
    """Answers for a person where a run comes with the same commands once more.

    Attributes:
        person: Who is asked about what is new.
        before: What became of the commands of the run so far.
    """

    person: Person
    before: Sequence[OperationFinished]

    def continue_split(self, split: Split) -> bool:
        """Ask the person."""
        return self.person.continue_split(split)

    def approve(self, violations: Sequence[Violation]) -> frozenset[str]:
        """Ask the person."""
        return self.person.approve(violations)

    def write(self, changes: Sequence[Change]) -> bool:
        """Ask the person."""
        return self.person.write(changes)

    def run(self, operations: Sequence[PlannedOperation]) -> bool:
        """Say what the person said of these commands; ask where one of them is new."""
        allowed = {o.command: o.status in {"run", "failed"} for o in self.before}
        if any(operation.command not in allowed for operation in operations):
            return self.person.run(operations)
        return all(allowed[operation.command] for operation in operations)
