"""Kill a transaction at every call that writes: `python -m benchmarks.crashes [SCENARIO...]`.

Each kill is a SIGKILL that strace injects at the n-th call of its name, as the call is entered. A
new process then recovers, and the tree must be exactly the old or exactly the new one. Then the
recovery itself is killed at each of its calls, at every sixth point of a transaction, and a third
process recovers. Last, the calls of a run are told to a model of a disk, which says what may be on
it when the power goes after each of them (`tests/support/power.py`), and that too is recovered.
Takes some 10 minutes; needs strace and leave to trace.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random

from tests.support.crashes import killed, killed_twice
from tests.support.kills import calls, command, laid_out, trees, why_not
from tests.support.outages import disk_of, outages, verdict
from tests.support.scenarios import SCENARIOS

WORKERS = 2
RECOVERY_EVERY = 6
# A hundred files undo as ten do; all pairs would be 50,000 kills.
RECOVERED = ("1 file made", "1 file replaced", "1 file removed", "3 files", "10 files")
TRIES = 6


def main(names: Sequence[str]) -> int:
    """Print a table; return the number of trees that were neither."""
    if problem := why_not():
        sys.exit(problem)
    total = Counter[str]()
    print("| transaction | killed | kills | old | new | torn |\n|---|---|---|---|---|---|")
    with ThreadPoolExecutor(WORKERS) as pool:
        for name in names or SCENARIOS:
            both = trees(name)
            with laid_out(name) as root:
                points = calls(command("write", root, name))
            first = pool.map(lambda call: killed(name, call, both), points)  # noqa: B023
            total += _tell(name, "writing", list(first))
            if name in RECOVERED:
                second = pool.map(
                    lambda call: list(killed_twice(name, call, both)),  # noqa: B023
                    points[::RECOVERY_EVERY],
                )
                total += _tell(name, "recovering", [one for some in second for one in some])
            if name != "100 files":
                total += _tell(name, "power cut", list(_outages(name)))
    _tell("all", "", list(total.elements()))
    return sum(count for verdict, count in total.items() if verdict not in {"old", "new"})


def _outages(name: str) -> Iterator[str]:
    disk, both = disk_of(name)
    random = Random(0)
    for _time, picture in outages(disk, random, TRIES):
        yield verdict(picture, both)
    for _again in range(TRIES):
        found = verdict(disk.cut(disk.time, 0.0, random), both)
        yield "new" if found == "new" else f"not on disk at the end: {found}"


def _tell(name: str, what: str, verdicts: Sequence[str]) -> Counter[str]:
    found = Counter(verdicts)
    torn = len(verdicts) - found["old"] - found["new"]
    print(
        f"| {name} | {what} | {len(verdicts)} | {found['old']} | {found['new']} | {torn} |",
        flush=True,
    )
    for one in found.keys() - {"old", "new"}:
        print(one, file=sys.stderr)
    return found


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
