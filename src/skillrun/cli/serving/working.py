"""Having work done in a process of its own: the server answers meanwhile and keeps nothing of it."""

import json
import os
import shutil
import signal
import sys
import tempfile
from contextlib import suppress
from dataclasses import asdict
from typing import Any

import anyio
import anyio.to_thread
from anyio.abc import Process
from mcp.server.mcpserver.exceptions import ToolError

from skillrun.cli.serving.workplace import Workplace

# `-P`: the workspace may be the current folder, and nothing in it is ours to import.
_COMMAND = (sys.executable, "-P", "-m", "skillrun.cli.serving")
# A check of a big project takes all cores and half a gigabyte.
_AT_ONCE = 2


class Workers:
    """The processes that do a server's work, a few at a time; the others wait their turn.

    Args:
        place: The server's workspace.
    """

    def __init__(self, place: Workplace) -> None:
        self._place = asdict(place)
        self._turns = anyio.Semaphore(_AT_ONCE)

    async def do(self, ability: str, **words: object) -> Any:  # noqa: ANN401 - as JSON has it
        """Have one of `ABILITIES` done; all of its processes are gone when this returns or raises.

        Args:
            ability: Its name.
            **words: Its arguments.

        Raises:
            ToolError: With what an agent is to be told.
        """
        job = json.dumps(
            {
                **self._place,
                "workspace": str(self._place["workspace"]),
                "ability": ability,
                "words": words,
            }
        )
        async with self._turns:
            code, output = await _run(job.encode())
        if code:
            raise ToolError(
                f"The process that did it ended with {code}; its last words are on the server's stderr."
            )
        said = json.loads(output)
        if "error" in said:
            raise ToolError(said["error"])
        return said["answer"]


async def _run(job: bytes) -> tuple[int, bytes]:
    # Of its own, for who is ended in the middle clears nothing away.
    scratch = tempfile.mkdtemp(prefix="skillrun-mcp-")
    try:
        return await _run_in(scratch, job)
    finally:
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(lambda: shutil.rmtree(scratch, ignore_errors=True))


async def _run_in(scratch: str, job: bytes) -> tuple[int, bytes]:
    process = await anyio.open_process(
        _COMMAND, stderr=None, env={**os.environ, "TMPDIR": scratch}, start_new_session=True
    )
    try:
        assert process.stdin
        assert process.stdout
        with suppress(anyio.BrokenResourceError):
            await process.stdin.send(job)
        await process.stdin.aclose()
        output = b"".join([chunk async for chunk in process.stdout])
        return await process.wait(), output
    finally:
        await _end(process)


async def _end(process: Process) -> None:
    with anyio.CancelScope(shield=True):
        if process.returncode is None:
            # Its helpers, Ruff among them, are of its session and go with it.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        await process.aclose()
