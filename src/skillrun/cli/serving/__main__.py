"""The process that does one piece of a server's work: told what on standard input, as JSON.

On its own it may use all cores, it can be stopped at any point, and what it needed is gone with it.
"""

import json
import sys
from pathlib import Path

from skillrun.__main__ import leave
from skillrun.cli.serving.abilities import ABILITIES
from skillrun.errors import SkillrunError


def main() -> None:
    """Do the work and leave, with the answer or the error on standard output."""
    from skillrun.cli.options import Operations
    from skillrun.cli.serving.workplace import Workplace

    job = json.load(sys.stdin.buffer)
    place = Workplace(
        Path(job["workspace"]),
        job["skill"],
        tuple(job["beside"]),
        yes=job["yes"],
        operations=Operations(job["operations"]),
    )
    try:
        said = {"answer": ABILITIES[job["ability"]](place, **job["words"])}
    except SkillrunError as error:
        said = {"error": f"{error.message} {error.advice}".strip()}
    sys.stdout.buffer.write(json.dumps(said).encode())
    leave(0)


if __name__ == "__main__":
    main()
