"""The process that does one piece of a server's work: told what on standard input, as JSON.

On its own it may use all cores, it can be stopped at any point, and what it needed is gone with it.
"""

import json
import os
import sys
from pathlib import Path
from typing import BinaryIO

from skillrun.__main__ import leave
from skillrun.cli.serving.abilities import ABILITIES
from skillrun.errors import SkillrunError


def main() -> None:
    """Do the work and leave, with the answer or the error on standard output."""
    from skillrun.cli.options import Operations
    from skillrun.cli.serving.workplace import Workplace

    job = json.load(sys.stdin.buffer)
    answers = _own_output()
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
    answers.write(json.dumps(said).encode())
    answers.close()
    leave(0)


def _own_output() -> BinaryIO:
    """Take standard output for the answer alone: what a rule of someone's prints goes beside errors."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


if __name__ == "__main__":
    main()
