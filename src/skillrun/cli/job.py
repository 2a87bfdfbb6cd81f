"""A job from the words of the command line."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skillrun.cli.standard import load_standard

if TYPE_CHECKING:
    from skillrun.engine.job import Job


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

    standard = load_standard(workspace, skill, beside, select, ignore)
    return Job(
        request,
        workspace,
        standard.skill,
        standard.rules,
        new_session(),
        settings=standard.settings,
        **limits,
    )
