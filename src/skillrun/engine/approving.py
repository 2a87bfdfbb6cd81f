"""What goes beyond a request and may be allowed by a person, target by target."""

from collections.abc import Iterable

from skillrun.rules.model import Severity, Violation


def approval(violation: Violation) -> str:
    """Spell what would allow a violation, as `--approve` takes it."""
    return f"{violation.code}:{violation.target}"


def approvable(violations: Iterable[Violation]) -> tuple[Violation, ...]:
    """Take the violations that block writing and that a person may allow, each target once.

    What is there because of another violation names the approval of that one as its target: it goes
    with it and is no question of its own.
    """
    blocking = [v for v in violations if v.target and v.severity is Severity.ERROR]
    asked = {approval(v): v for v in reversed(blocking)}
    return tuple(v for v in reversed(asked.values()) if v.target not in asked)
