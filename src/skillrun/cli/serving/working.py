"""Having work done in a process of its own: the server answers meanwhile and keeps nothing of it."""

import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
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
        self._place = {**asdict(place), "workspace": str(place.workspace)}
        self._turns = anyio.Semaphore(_AT_ONCE)
        self._running: dict[int, str] = {}

    async def do(self, ability: str, **words: object) -> Any:  # noqa: ANN401 - as JSON has it
        """Have one of `ABILITIES` done; all of its processes are gone when this returns or raises.

        Args:
            ability: Its name.
            **words: Its arguments.

        Raises:
            ToolError: With what an agent is to be told.
        """
        async with self._turns, _scratch() as scratch:
            process = await _begin(scratch)
            self._running[process.pid] = scratch
            try:
                return await _answer(process, {**self._place, "ability": ability, "words": words})
            finally:
                await _end(process)
                del self._running[process.pid]

    async def finish(self, ability: str, **words: object) -> Any:  # noqa: ANN401 - as JSON has it
        """Have one done that is not to be left in the middle, whoever goes away.

        Args:
            ability: Its name.
            **words: Its arguments.

        Raises:
            ToolError: With what an agent is to be told.
        """
        with anyio.CancelScope(shield=True):
            async with self._turns, _scratch() as scratch:
                process = await _begin(scratch)
                return await _answer(process, {**self._place, "ability": ability, "words": words})

    def stop(self) -> None:
        """End at once all that may be left in the middle, from a signal's handler."""
        for pid, scratch in self._running.items():
            _kill(pid)
            shutil.rmtree(scratch, ignore_errors=True)


@asynccontextmanager
async def _scratch() -> AsyncIterator[str]:
    """A folder for temporary files: who is ended in the middle clears nothing away."""
    folder = tempfile.mkdtemp(prefix="skillrun-mcp-")
    try:
        yield folder
    finally:
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(lambda: shutil.rmtree(folder, ignore_errors=True))


async def _begin(scratch: str) -> Process:
    environment = {**os.environ, "TMPDIR": scratch}
    return await anyio.open_process(_COMMAND, stderr=None, env=environment, start_new_session=True)


async def _answer(process: Process, job: dict[str, object]) -> Any:  # noqa: ANN401 - as JSON has it
    assert process.stdin
    assert process.stdout
    with suppress(anyio.BrokenResourceError):
        await process.stdin.send(json.dumps(job).encode())
    await process.stdin.aclose()
    output = b"".join([chunk async for chunk in process.stdout])
    if code := await process.wait():
        raise ToolError(
            f"The process that did it ended with {code}; the server's stderr has its last words."
        )
    said = json.loads(output)
    if "error" in said:
        raise ToolError(said["error"])
    return said["answer"]


async def _end(process: Process) -> None:
    with anyio.CancelScope(shield=True):
        if process.returncode is None:
            _kill(process.pid)
        await process.aclose()


def _kill(pid: int) -> None:
    # Its helpers, Ruff among them, are of its session and go with it.
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
