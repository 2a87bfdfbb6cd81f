"""The command's entry point: quick for `--version`, and the last catch for every error."""

import atexit
import os
import sys
from contextlib import suppress
from typing import NoReturn


def main() -> None:
    """Run the command line and leave with its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from skillrun import __version__

        print(f"skillrun {__version__}")  # noqa: T201 - nothing else is imported yet
        return
    try:
        from skillrun.cli.app import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    leave(code)


def leave(code: int) -> NoReturn:
    """End the process, what was asked to be done at its end done.

    The interpreter would take apart all that lives, piece by piece: of many files, for a second.
    Another thread may have something to finish yet: then it goes the long way.

    Args:
        code: The exit code.
    """
    threading = sys.modules.get("threading")
    if threading is None or threading.active_count() == 1:
        atexit._run_exitfuncs()
        streams = (stream for stream in (sys.stdout, sys.stderr) if stream is not None)
        with suppress(OSError, ValueError):
            for stream in streams:
                stream.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    main()
