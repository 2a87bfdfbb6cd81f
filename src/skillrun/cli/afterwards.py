"""What `--verify` and `--commit` ask for, made sure of before a model is asked."""

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import typer

from skillrun.cli import options

if TYPE_CHECKING:
    from skillrun.cli.front import Front
    from skillrun.engine.job import Verification


class Afterwards(TypedDict):
    """The fields of `Job` for what comes after the write."""

    verification: "Verification | None"
    commit: bool


def afterwards(
    context: typer.Context,
    front: "Front",
    workspace: Path,
    *,
    verify: bool,
    commit: bool,
    services: options.Services,
    sandbox: options.SandboxUse,
    time_limit: float,
    yes: bool,
    dry_run: bool,
) -> Afterwards:
    """Find what a verification and a commit need.

    Args:
        context: The command's context.
        front: Where a missing sandbox is asked about.
        workspace: The workspace's folder.
        verify: The value of `--verify`.
        commit: The value of `--commit`.
        services: The value of `--services`.
        sandbox: The value of `--sandbox`.
        time_limit: The value of `--time-limit`.
        yes: The value of `--yes`.
        dry_run: Nothing will be written: nothing comes after.

    Raises:
        UsageError: If there is no repository to commit to, a project that cannot be verified, or
            no sandbox and nobody who does without.
    """
    verification = None
    if verify and not dry_run:
        from skillrun.cli.verify import sandbox_for
        from skillrun.engine.job import Verification
        from skillrun.gate.project import check_project

        if (workspace / "manage.py").is_file():
            check_project(workspace)
        found = sandbox_for(context, workspace, front.console, sandbox, yes=yes)
        verification = Verification(found, services.value, time_limit)
    if commit and not dry_run:
        from skillrun.workspace.git import changed_files, check_repository

        check_repository(workspace)
        front.uncommitted(changed_files(workspace))
    return {"verification": verification, "commit": commit and not dry_run}
