"""Processes that a test's servers have started, found by the test's own folder."""

import time
from pathlib import Path


def processes_of(folder: Path) -> list[str]:
    """The command lines of what runs in a folder, with it in its arguments or in its environment."""
    return [line for place in Path("/proc").glob("[0-9]*") if (line := _line(place, str(folder)))]


def wait_until_gone(folder: Path, seconds: float = 10) -> list[str]:
    """What is left of the processes of a folder when they are gone or the time is up."""
    late = time.monotonic() + seconds
    while (left := processes_of(folder)) and time.monotonic() < late:
        time.sleep(0.05)
    return left


def _line(place: Path, folder: str) -> str:
    try:
        line = (place / "cmdline").read_bytes()
        known = line + (place / "environ").read_bytes() + str((place / "cwd").readlink()).encode()
    except OSError:
        return ""
    return line.replace(b"\0", b" ").decode("utf-8", "replace") if folder.encode() in known else ""
