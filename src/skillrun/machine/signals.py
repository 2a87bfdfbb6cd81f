"""Being ended politely: by a job that is cancelled, a time limit, a terminal that is closed."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end what is under way as Ctrl-C does, with nothing left behind.

    One that is ignored (`nohup`) stays ignored, and a helper process is ended by them as ever.
    """
    if threading.current_thread() is not threading.main_thread() or sys.platform == "win32":
        yield
        return
    owner = os.getpid()

    def end(number: int, _frame: FrameType | None) -> None:
        if os.getpid() == owner:
            raise KeyboardInterrupt
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    before = {}
    for name in (signal.SIGTERM, signal.SIGHUP):
        if (handler := signal.getsignal(name)) is not signal.SIG_IGN:
            before[name] = handler
            signal.signal(name, end)
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
