"""Running one command: no shell, no keyboard, a time limit, the output kept."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TIME_LIMIT = 600.0
_MOST_OUTPUT = 20_000
_CHUNK = 65_536
_LAST_WORDS = 2.0


@dataclass(frozen=True, slots=True)
class Finished:
    """A command that ended.

    Attributes:
        ok: It ended by itself, with exit code 0.
        output: What it said on both channels; a long text lacks its middle.
        seconds: How long it took.
    """

    ok: bool
    output: str
    seconds: float


def run(
    argv: Sequence[str],
    *,
    folder: Path,
    env: Mapping[str, str],
    limit: float = TIME_LIMIT,
    heard: Callable[[bytes], None] = lambda _chunk: None,
) -> Finished:
    """Run a command and wait for it; it and its children end with it, the limit or Ctrl-C.

    Args:
        argv: The command; `uv` means the uv that came with skillrun.
        folder: Where it runs.
        env: Its whole environment.
        limit: Seconds until it is ended.
        heard: Called with what it says while it says it, from another thread.
    """
    started = time.monotonic()
    command = [find_uv() if argv[0] == "uv" else argv[0], *argv[1:]]
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        return Finished(ok=False, output=f"{argv[0]}: {error.strerror}", seconds=0.0)
    listener = _Listener(process, heard)
    late = ""
    try:
        process.wait(limit)
    except subprocess.TimeoutExpired:
        late = f"\nended after {limit:g} seconds"
    finally:
        # What it started and left behind ends too: it would hold the channel open, and go on.
        _end(process)
        output = listener.all_of_it()
    seconds = time.monotonic() - started
    return Finished(process.returncode == 0 and not late, f"{output}{late}".strip(), seconds)


class _Listener(threading.Thread):
    """Keeps the beginning and the end of what a process says, however much it is."""

    def __init__(self, process: subprocess.Popen[bytes], heard: Callable[[bytes], None]) -> None:
        super().__init__(daemon=True)
        self._fileno = process.stdout.fileno() if process.stdout else -1
        self._process = process
        self._heard = heard
        self._head = b""
        self._tail = b""
        self._total = 0
        self.start()

    def run(self) -> None:
        """Read until the channel closes."""
        while chunk := os.read(self._fileno, _CHUNK):
            self._total += len(chunk)
            room = _MOST_OUTPUT - len(self._head)
            self._head += chunk[:room]
            self._tail = (self._tail + chunk[room:])[-_MOST_OUTPUT:]
            self._heard(chunk)

    def all_of_it(self) -> str:
        """Wait for the last words and give back the text; a long one lacks its middle."""
        self.join(_LAST_WORDS)
        if not self.is_alive() and self._process.stdout:
            self._process.stdout.close()
        if self._total <= 2 * _MOST_OUTPUT:
            return _shortened(self._head + self._tail)
        gap = f"\n[… {self._total - _MOST_OUTPUT} bytes left out …]\n"
        half = _MOST_OUTPUT // 2
        return _decoded(self._head[:half]) + gap + _decoded(self._tail[-half:])


@cache
def find_uv() -> str:
    """Return the path of uv: the one that came with skillrun, else the one on PATH."""
    try:
        from uv import find_uv_bin

        return find_uv_bin()
    except (ImportError, FileNotFoundError):
        return shutil.which("uv") or "uv"


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _decoded(output: bytes) -> str:
    return output.decode("utf-8", "replace").replace("\r\n", "\n").strip()


def _shortened(output: bytes) -> str:
    text = _decoded(output)
    if len(text) <= _MOST_OUTPUT:
        return text
    half = _MOST_OUTPUT // 2
    return f"{text[:half]}\n[… {len(text) - 2 * half} characters left out …]\n{text[-half:]}"
