"""What the rules of this pack have in common: the judged change, and how a finding is worded."""

from dataclasses import dataclass
from shlex import quote

from skillrun.rules.model import Finding, Subject


@dataclass(frozen=True, slots=True)
class Departure:
    """A change that the request does not ask for.

    Attributes:
        code: The rule that forbids it.
        target: What a person would approve.
        what: What changed, as a sentence's beginning: "The model `shop.Order` is renamed to `Purchase`".
        why: Why that is outside: "the request names no such thing".
        path: The file.
        line: Where in it.
    """

    code: str
    target: str
    what: str
    why: str
    path: str
    line: int = 1
    end_line: int = 0

    def finding(self, subject: Subject) -> Finding:
        """Word it, with what is to be done."""
        return Finding(
            f"{self.what}; {self.why}. {way_out(subject, self.code, self.target)}",
            line=max(self.line, 1),
            end_line=self.end_line,
            path=self.path,
            target=self.target,
        )


def way_out(subject: Subject, code: str, target: str) -> str:
    """What is to be done with a change that nobody asked for."""
    heading = subject.grammar.recommendations
    return (
        f"Leave it as it was and list it under `## {heading}`, or have it approved: "
        f"`--approve {quote(f'{code}:{target}')}`."
    )
