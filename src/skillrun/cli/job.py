"""A job from the words of the command line."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skillrun.cli.standard import load_standard
from skillrun.errors import UsageError

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

    Raises:
        UsageError: If the workspace is somebody's home and no project.
    """
    from skillrun.engine.job import Job
    from skillrun.sessions.store import new_session

    refuse_home(workspace)
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


_OF_A_PROJECT = ("manage.py", "pyproject.toml", "skillrun.toml")


def refuse_home(workspace: Path) -> None:
    """Refuse a workspace that was hardly meant: its listing is sent, and files are written there.

    Args:
        workspace: The folder; need not exist yet.

    Raises:
        UsageError: If it is or holds the person's home and is no project, nor empty.
    """
    folder = workspace.resolve()
    if not _home().is_relative_to(folder) or any((folder / n).exists() for n in _OF_A_PROJECT):
        return
    if _is_bare(folder):
        return
    raise UsageError(
        f"`{folder}` is {'your home folder' if folder == _home() else 'no folder of one project'}: "
        "a model would be told of all that is in it.",
        advice="Go to the project's folder, or name one: --workspace shop",
    )


def _is_bare(folder: Path) -> bool:
    try:
        return all(path.name.startswith(".") for path in folder.iterdir())
    except OSError:
        return False


def _home() -> Path:
    """The account's home, wherever HOME points: a container's HOME may well be a project."""
    if sys.platform == "win32":
        return Path.home().resolve()
    import pwd

    try:
        return Path(pwd.getpwuid(os.getuid()).pw_dir).resolve()
    except KeyError:
        return Path.home().resolve()
