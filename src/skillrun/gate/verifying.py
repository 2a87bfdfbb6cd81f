"""A verification, start to end: the real tools on a workspace, and who is to blame."""

import os
import time
from collections.abc import Mapping
from pathlib import Path

from skillrun.gate.earlier import Earlier
from skillrun.gate.folder import own_folder
from skillrun.gate.model import Observer, Services, VerifyReport, VerifyStarted
from skillrun.gate.project import check_project, open_project
from skillrun.gate.runs import ALL, Run
from skillrun.gate.steps import cut
from skillrun.machine.signals import ended_by_signals
from skillrun.workspace.running import TIME_LIMIT
from skillrun.workspace.sandbox import Sandbox


def verify(
    root: Path,
    *,
    sandbox: Sandbox | None,
    services: Services = "auto",
    limit: float = TIME_LIMIT,
    emit: Observer = lambda _event: None,
    env: Mapping[str, str] = os.environ,
    earlier: Earlier | None = None,
) -> VerifyReport:
    """Run the real tools on a workspace.

    Nothing of the workspace is changed but what its own tests change, and a missing `uv.lock`.
    Servers and folders of the run are gone when it returns or raises, also by SIGTERM.

    Args:
        root: The workspace.
        sandbox: What the project's code runs in (`find_sandbox`); None to run it with the
            person's own rights, which only the person may decide.
        services: Where PostgreSQL and Redis come from: `auto`, `embedded` or `off`.
        limit: Seconds for the tests.
        emit: Who listens.
        env: The environment of this process.
        earlier: The workspace as it was before a run: what failed there already is marked.

    Returns:
        What the tools said. It is `ok` only where every step ran and passed.

    Raises:
        UsageError: If the workspace is no project that can be verified.
        KeyboardInterrupt: By Ctrl-C or SIGTERM.
    """
    check_project(root)
    started = time.monotonic()
    with ended_by_signals(), own_folder() as folder:
        project = open_project(root, sandbox, env, folder)
        name = "bubblewrap" if sandbox else ""
        emit(VerifyStarted(str(project.root), name, ALL))
        run = Run(project, services, limit, emit)
        run.all_steps()
        done = earlier.marked(run, folder / "e", env) if earlier else run.done
    done = tuple(map(cut, done))
    ok = all(step.status == "passed" for step in done)
    uncompared = earlier.problem if earlier else ""
    return VerifyReport(ok, done, run.uses, name, time.monotonic() - started, uncompared)
