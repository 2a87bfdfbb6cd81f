"""Which process is which: a number is given out again, a number with its start time is not."""

import os
from pathlib import Path


def started(process: int) -> str:
    """Say when a process was started, in a form that only compares.

    Args:
        process: Its number.

    Returns:
        The machine's boot and the clock ticks since; empty where there is no such process, or
        the system does not say.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        status = Path(f"/proc/{process}/stat").read_bytes()
    except OSError:
        return ""
    # The name of the program, in brackets, may hold spaces and brackets itself.
    return f"{boot}:{status.rpartition(b')')[2].split()[19].decode()}"


def is_same(process: int, start: str) -> bool:
    """Tell whether a process is still the one that was written down.

    Args:
        process: Its number.
        start: From `started` at that time; empty where it could not be told.

    Returns:
        False only where it is certain that it has ended.
    """
    if start:
        return started(process) == start
    if os.name == "nt":  # a signal of any number would end it there
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
