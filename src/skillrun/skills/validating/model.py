"""What is wrong with a skill's folder."""

from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Whose limit it is."""

    AGENT_SKILLS = "AgentSkills"
    OPENCLAW = "OpenClaw"
    CLAWHUB = "ClawHub"


@dataclass(frozen=True, slots=True)
class Fault:
    """A place that a publisher or an agent would stumble over.

    Attributes:
        path: The file, relative to the skill's folder.
        line: 1-based; 0 where it concerns the whole file.
        message: What is wrong and what to do instead, one sentence.
        source: Whose limit it is.
        warning: It does no more than make the skill work worse.
    """

    path: str
    line: int
    message: str
    source: Source
    warning: bool = False

    def __str__(self) -> str:
        """The fault as a line for a person."""
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {'warning' if self.warning else 'error'}: {self.message} ({self.source})"
