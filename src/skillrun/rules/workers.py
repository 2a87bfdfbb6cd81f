"""Work spread over the cores by forking: what was made before is there in every process."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, TypeVar

from skillrun.errors import SkillrunError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess

_T = TypeVar("_T")
# Each process comes to own a copy of what it touches of the trees: more cores, more memory.
_MOST = 4
_TOKEN = 2  # bytes


class WorkerError(SkillrunError):
    """A process that judged files has died: the verdict is not whole, so it is no verdict.

    Args:
        code: How it ended, as `multiprocessing` says it: below zero the signal.
    """

    def __init__(self, code: int | None) -> None:
        how = f"was ended by signal {-code}" if code and code < 0 else f"ended with {code}"
        super().__init__(
            f"A process that judged files {how}.",
            advice="If memory is short, check fewer files at a time.",
        )


def cores() -> int:
    """How many processes may share the work; 1 where forking is not to be had or not safe.

    The libraries of macOS do not survive a fork, and a lock that another thread holds stays shut.
    """
    forks = hasattr(os, "sched_getaffinity") and hasattr(os, "fork") and sys.platform != "darwin"
    if not forks or threading.active_count() > 1:
        return 1
    return min(len(os.sched_getaffinity(0)), _MOST)


def spread(
    work: Callable[[int], _T], count: int, processes: int, meanwhile: Callable[[], None]
) -> list[_T]:
    """Do pieces of work in several processes, this one among them.

    Args:
        work: Does the piece with a number. Its result is pickled; what else it changes is lost.
        count: How many pieces there are.
        processes: How many share them, at least 1.
        meanwhile: What this process does before it takes its share.

    Returns:
        The results in the order of the pieces, whoever did them.

    Raises:
        WorkerError: If a process died. All are gone when this returns or raises.
    """
    chunk = max(count // 2000, 4)
    with ExitStack() as cleanup:
        tokens = _tokens(-(-count // chunk))
        cleanup.callback(os.close, tokens)
        # Less than a chunk for each is done before another process has come to its feet.
        helping = min(processes - 1, count // chunk)
        helpers = [_helper(work, tokens, chunk, count, cleanup) for _ in range(helping)]
        meanwhile()
        done = {number: work(number) for number in _taken(tokens, chunk, count)}
        for process, inbox in helpers:
            try:
                done.update(inbox.recv())
            except EOFError:
                process.join()
                raise WorkerError(process.exitcode) from None
    return [done[number] for number in range(count)]


def _tokens(count: int) -> int:
    """A pipe with the numbers of the chunks: who reads a number has the chunk to himself."""
    inlet, outlet = os.pipe()
    os.write(outlet, b"".join(number.to_bytes(_TOKEN, "big") for number in range(count)))
    os.close(outlet)
    return inlet


def _taken(tokens: int, chunk: int, count: int) -> Iterator[int]:
    while token := os.read(tokens, _TOKEN):
        start = int.from_bytes(token, "big") * chunk
        yield from range(start, min(start + chunk, count))


def _helper(
    work: Callable[[int], _T], tokens: int, chunk: int, count: int, cleanup: ExitStack
) -> "tuple[ForkProcess, Connection[dict[int, _T], dict[int, _T]]]":
    from multiprocessing import get_context

    context = get_context("fork")
    inbox, outbox = context.Pipe(duplex=False)
    cleanup.callback(inbox.close)

    def help_out() -> None:
        # Ctrl-C reaches all of a terminal's processes: one of them tells of it.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        outbox.send({number: work(number) for number in _taken(tokens, chunk, count)})

    process = context.Process(target=help_out, daemon=True)
    process.start()
    cleanup.callback(process.join)
    cleanup.callback(process.kill)
    # The other end is the helper's alone: the inbox ends when the helper does.
    outbox.close()
    return process, inbox
