"""Writing to standard output and error, whatever has become of them.

A reader that has gone (`| head -1`), a full disk or a closed stream must not decide how a run
ends: files may be written already, and the exit code has to say so.
"""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from typing import TextIO


def prepare() -> None:
    """Make all three streams usable: UTF-8 for what is written, and none of them missing."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123
        elif mode == "w":
            # Names and reasoning are Russian: a console with another encoding must not crash us.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def write(stream: TextIO, text: str, *, exact: bool = False, shapes: bool = True) -> None:
    """Write a text and see it out; where nobody can read it any more, go on without.

    Everything that is said passes here: a key in it (a server that echoes one, a command's output,
    a file's line) is taken out.

    Args:
        stream: Where to.
        text: The text.
        exact: Leave the text as it is, for a file's content that is to be read back.
        shapes: Look for what has the shape of a key, not for known values alone; a text that was
            looked through already is not looked through twice.
    """
    from skillrun.sessions.redacting import redact

    text = text if exact else redact(text, _secrets(), shapes=shapes)
    try:
        stream.write(text)
        stream.flush()
    except OSError:
        _silence(stream)


def hide(secrets: Iterable[str]) -> None:
    """Take these values out of whatever is said from here on, beside those of the environment."""
    _HIDDEN.extend(secrets)
    _secrets.cache_clear()


_HIDDEN: list[str] = []


@cache
def _secrets() -> tuple[str, ...]:
    from skillrun.sessions.redacting import known_secrets

    return (*known_secrets(os.environ), *_HIDDEN)


def close() -> None:
    """Let the interpreter shut the streams down without a word."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            _silence(stream)


def _silence(stream: TextIO) -> None:
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
