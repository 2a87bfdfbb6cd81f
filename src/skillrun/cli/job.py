"""A job from the words of the command line."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skillrun.cli.configuration import rule_settings
from skillrun.cli.options import codes
from skillrun.cli.streams import write

if TYPE_CHECKING:
    from skillrun.engine.job import Job
    from skillrun.skills.model import Skill


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


def make_job(
    request: str,
    workspace: Path,
    skill: str | None,
    select: list[str],
    ignore: list[str],
    *,
    beside: Sequence[str] = (),
    **limits: Any,  # noqa: ANN401 - the fields of Job, passed on by name
) -> "Job":
    """Load the skill and its rules and begin a session.

    Args:
        request: What is asked.
        workspace: The workspace's folder.
        skill: The value of `--skill`.
        select: The values of `--select`.
        ignore: The values of `--ignore`.
        beside: The values of `--with`.
        **limits: Further fields of `Job`.
    """
    from skillrun.engine.job import Job
    from skillrun.sessions.store import new_session
    from skillrun.skills.composing import rules_of

    loaded = chosen_skill(skill, beside, workspace)
    every = rules_of(loaded)
    settings = rule_settings(workspace, every)
    rules = every.select(codes(select), codes(ignore))
    return Job(request, workspace, loaded, rules, new_session(), settings=settings, **limits)
