"""Lends the sandbox's loopback the ports of servers that are reached by Unix sockets.

    python relay.py '[["127.0.0.1", 5432, "/tmp/x/.s.PGSQL.5432"]]' COMMAND…

Listens, runs the command, and ends with its exit code.
"""

import contextlib
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable

_CHUNK = 65_536


def relay(listener: socket.socket, reach: Callable[[], socket.socket]) -> None:
    """Join every connection that comes in with a new one, until the listener is closed.

    Args:
        listener: It listens already.
        reach: Opens a connection to the other side.
    """
    while True:
        try:
            near, _address = listener.accept()
        except OSError:
            return
        try:
            far = reach()
        except OSError:
            near.close()
            continue
        threading.Thread(target=_join, args=(near, far), daemon=True).start()


def _join(near: socket.socket, far: socket.socket) -> None:
    """Pour both ways until both sides have had enough."""
    with near, far:
        back = threading.Thread(target=_pour, args=(far, near), daemon=True)
        back.start()
        _pour(near, far)
        back.join()


def _pour(source: socket.socket, target: socket.socket) -> None:
    """Copy what comes until one side has had enough; the other learns of it."""
    with contextlib.suppress(OSError):
        while chunk := source.recv(_CHUNK):
            target.sendall(chunk)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def connector(path: str) -> Callable[[], socket.socket]:
    """Make what opens connections to a Unix socket.

    Args:
        path: The socket.
    """

    def reach() -> socket.socket:
        far = socket.socket(socket.AF_UNIX)
        try:
            far.connect(path)
        except OSError:
            far.close()
            raise
        return far

    return reach


def spelled(lent: Iterable[tuple[str, int, str]]) -> str:
    """Write the ports to lend as `main` reads them.

    Args:
        lent: Address, port and the Unix socket behind them.
    """
    return json.dumps([list(one) for one in lent])


def main(ports: str, *command: str) -> int:
    """Lend the ports and run the command.

    Args:
        ports: JSON: lists of address, port and the Unix socket behind them.
        *command: The command.

    Returns:
        Its exit code.
    """
    for address, port, path in json.loads(ports):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        listener = socket.socket(family)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, port))
        except OSError:
            # A machine without IPv6 has no ::1 to lend.
            listener.close()
            continue
        listener.listen(64)
        threading.Thread(target=relay, args=(listener, connector(path)), daemon=True).start()
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
