"""What goes beyond a request and may be allowed by a person, target by target."""

import re
from collections.abc import Iterable

from skillrun.rules.model import Severity, Violation

# How the messages of scope control go on after what changed and why that is outside.
_TO_THE_MODEL = re.compile(
    r"(?:\. (?:Leave it as it was|Give them back as they were)|: take the change back)\b.*",
    re.DOTALL,
)


def approval(violation: Violation) -> str:
    """Spell what would allow a violation, as `--approve` takes it."""
    return f"{violation.code}:{violation.target}"


def told(violation: Violation) -> str:
    """What a person is asked about: the message without what a model is to do."""
    return _TO_THE_MODEL.sub(".", violation.message)


def approvable(violations: Iterable[Violation]) -> tuple[Violation, ...]:
    """Take the violations that block writing and that a person may allow, each target once.

    What is there because of another violation names the approval of that one as its target: it goes
    with it and is no question of its own.
    """
    blocking = [v for v in violations if v.target and v.severity is Severity.ERROR]
    asked = {approval(v): v for v in reversed(blocking)}
    return tuple(v for v in reversed(asked.values()) if v.target not in asked)
