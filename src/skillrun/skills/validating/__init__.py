"""A skill's folder held against the AgentSkills specification, OpenClaw's limits and ClawHub's."""

from pathlib import Path

from skillrun.skills.validating.body import body_faults
from skillrun.skills.validating.bundle import bundle_faults, published_files
from skillrun.skills.validating.head import head_faults
from skillrun.skills.validating.model import Fault, Source
from skillrun.skills.validating.traps import trap_faults

__all__ = ["Fault", "Source", "validate"]


def validate(folder: Path) -> tuple[Fault, ...]:
    """Find all that a publisher or an agent would stumble over.

    Args:
        folder: The skill's folder, as it would be published.

    Returns:
        The faults, ordered by file and line.
    """
    root = folder.resolve()
    if not (root / "SKILL.md").is_file():
        near = next((p.name for p in root.glob("*") if p.name.lower() == "skill.md"), "")
        said = f"The file is called {near}: call it SKILL.md." if near else "There is no SKILL.md."
        return (Fault("SKILL.md", 0, said, Source.AGENT_SKILLS),)
    files = published_files(root)
    faults = [
        *head_faults(root),
        *body_faults(root),
        *bundle_faults(root, files),
        *trap_faults(root, files),
    ]
    return tuple(sorted(set(faults), key=lambda fault: (fault.path, fault.line, fault.message)))
