"""A process that ends, without a word, at one certain call of a transaction or a recovery."""

import pickle
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from skillrun.workspace.plan import Change

_ENDED = 77

_SCRIPT = """
import errno, os, pickle, sys
from pathlib import Path
from skillrun.workspace.transaction.recovery import recover
from skillrun.workspace.transaction.committing import commit

root, call, last, links, work = pickle.load(sys.stdin.buffer)
real, calls = getattr(os, call), 0

def ending(*args, **kwargs):
    global calls
    calls += 1
    if calls == last:
        os._exit(77)
    return real(*args, **kwargs)

def no_links(*args, **kwargs):
    raise OSError(errno.EPERM, "no links")

setattr(os, call, ending)
if not links:
    os.link = no_links
if work is None:
    recover(Path(root))
else:
    commit(Path(root), *work)
"""


def crash(
    root: Path,
    work: tuple[Sequence[Change], Sequence[str]] | None,
    call: str,
    number: int,
    *,
    links: bool = True,
) -> bool:
    """Write, or recover where there is nothing to write, and end before the n-th call of a name.

    Returns:
        False where there were fewer calls and it went through.
    """
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT],
        input=pickle.dumps((str(root), call, number, links, work)),
        check=False,
    )
    assert done.returncode in {0, _ENDED}
    return done.returncode == _ENDED
