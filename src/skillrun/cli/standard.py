"""The standard that a command holds answers and files against: the skill, its rules, what a project decided."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from skillrun.cli.configuration import rule_settings
from skillrun.cli.options import codes
from skillrun.cli.streams import write

if TYPE_CHECKING:
    from skillrun.rules.registry import Catalogue
    from skillrun.rules.settings import RuleSettings
    from skillrun.skills.model import Skill


@dataclass(frozen=True, slots=True)
class Standard:
    """What is held against files and answers.

    Attributes:
        skill: The skill, those named beside it included.
        rules: The rules that were chosen.
        settings: The project's decisions about single rules.
    """

    skill: "Skill"
    rules: "Catalogue"
    settings: "RuleSettings"


def load_standard(
    workspace: Path,
    skill: str | None = None,
    beside: Sequence[str] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> Standard:
    """Load a skill with its rules, and what the project decided about them.

    Args:
        workspace: The workspace's folder.
        skill: The value of `--skill`.
        beside: The values of `--with`.
        select: The values of `--select`.
        ignore: The values of `--ignore`.

    Raises:
        UsageError: If the skill, a code or the configuration is wrong.
    """
    from skillrun.skills.composing import rules_of

    loaded = chosen_skill(skill, beside, workspace)
    every = rules_of(loaded)
    settings = rule_settings(workspace, every)
    return Standard(loaded, every.select(codes(select), codes(ignore)), settings)


def chosen_skill(skill: str | None, beside: Sequence[str], workspace: Path) -> "Skill":
    """Load what `--skill` and `--with` name, and say which rules do not run and why.

    Args:
        skill: The value of `--skill`.
        beside: The values of `--with`.
        workspace: The workspace's folder.
    """
    from skillrun.skills.composing import load_skills

    loaded = load_skills(skill, beside, workspace)
    for other in loaded.beside:
        if other.left_out:
            write(
                sys.stderr,
                f"note: the rules of {other.name} do not run: nobody has trusted its code. "
                f"Read it, then: skillrun skill trust {other.name}\n",
            )
    return loaded
