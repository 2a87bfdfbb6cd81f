"""Whether a request narrows what may be touched."""

from skillrun.project.narrowing import holds, narrowed_by
from skillrun.skills.model import Overrides


def overrides_in(request: str, overrides: Overrides) -> tuple[bool, bool]:
    """Look for the override phrases in a request: a skill's own, and what says the same.

    Args:
        request: What was asked.
        overrides: The skill's phrases.

    Returns:
        Whether existing code stays as it is, and whether only what was asked for is touched.
    """
    frozen, minimal = narrowed_by(request)
    return frozen or holds(request, overrides.frozen), minimal or holds(request, overrides.minimal)
