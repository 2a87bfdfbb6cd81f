"""What is to be done in a run, and within which limits."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from skillrun.gate.model import Services
from skillrun.rules.registry import Catalogue
from skillrun.rules.settings import RuleSettings
from skillrun.sessions.store import Session
from skillrun.skills.model import Skill
from skillrun.skills.overrides import overrides_in

if TYPE_CHECKING:
    from skillrun.workspace.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class Verification:
    """How the real tools are run on what was written.

    Attributes:
        sandbox: What the project's code runs in; None to run it with the person's own rights.
        services: Where PostgreSQL and Redis come from.
        limit: Seconds for the tests.
    """

    sandbox: "Sandbox | None"
    services: Services
    limit: float


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done, and within which limits.

    Attributes:
        request: What is asked; for a saved answer what was asked, or empty.
        root: The workspace's folder.
        skill: The skill to obey.
        catalogue: The rules in force.
        session: Where conversation and answer are kept.
        files: Paths that the person wants shown.
        minimal: `--minimal` was given.
        frozen: `--frozen` was given.
        max_repairs: How often the model is asked to repair.
        max_parts: How many parts an answer may come in.
        max_tokens: Ceiling in tokens.
        max_cost: Ceiling in US dollars.
        operations: The answer's commands may be run at all.
        dry_run: Show everything, write nothing.
        earlier: What was asked and done before in the session, for a chat.
        asked: The earlier requests of the session in the person's own words.
        settings: The project's decisions about single rules.
        approved: What a person allows beyond the request, each as `CODE:TARGET`.
        verification: How the real tools are run after the write; None where they are not.
        commit: The files that were written are committed.
    """

    request: str
    root: Path
    skill: Skill
    catalogue: Catalogue
    session: Session
    files: tuple[str, ...] = ()
    minimal: bool = False
    frozen: bool = False
    max_repairs: int = 3
    max_parts: int = 20
    max_tokens: int | None = None
    max_cost: float | None = None
    operations: bool = True
    dry_run: bool = False
    earlier: str = ""
    asked: tuple[str, ...] = ()
    settings: RuleSettings = field(default_factory=RuleSettings)
    approved: frozenset[str] = frozenset()
    verification: Verification | None = None
    commit: bool = False

    @property
    def overrides(self) -> tuple[bool, bool]:
        """Whether existing code stays as it is, and whether only what was asked for is touched.

        A flag says so, or the request itself.
        """
        frozen, minimal = overrides_in(self.request, self.skill.overrides)
        return self.frozen or frozen, self.minimal or minimal
