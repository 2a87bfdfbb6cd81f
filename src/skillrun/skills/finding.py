"""Where agents keep skills, and which of them are there."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from skillrun.errors import UsageError
from skillrun.skills.frontmatter import read_skill_text


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of skills.

    Attributes:
        name: What it is called in reports: `workspace`, `agents`, `openclaw`, `claude`.
        folder: Where it is; it need not exist.
    """

    name: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Found:
    """A skill that is there, whether it can be used or not.

    Attributes:
        name: What it is called on the command line: its folder's name.
        place: The name of the place it was found in, or `packaged`.
        folder: Its folder.
        version: Its version; empty where none is stated.
        description: What it does.
        hidden_by: The folder of the skill that goes before it under the same name; None where
            this one is used.
        problem: Why its SKILL.md can't be read; empty where it can.
    """

    name: str
    place: str
    folder: Path
    version: str = ""
    description: str = ""
    hidden_by: Path | None = None
    problem: str = ""


def skill_places(workspace: Path) -> tuple[Place, ...]:
    """The folders in which skills are looked for by name, first come first served.

    Args:
        workspace: The workspace of the run.
    """
    home = Path.home()
    return (
        Place("workspace", workspace / "skills"),
        Place("agents", workspace / ".agents" / "skills"),
        Place("openclaw", home / ".openclaw" / "skills"),
        Place("claude", home / ".claude" / "skills"),
    )


def find_skills(workspace: Path, packaged: Path) -> tuple[Found, ...]:
    """Find all skills, in the order in which they go before each other.

    Args:
        workspace: The workspace of the run.
        packaged: The folder of the skill that came with skillrun; it comes last.
    """
    places = [*_in_places(workspace), ("packaged", packaged, "")]
    first: dict[str, Path] = {}
    found = []
    for place, folder, name in places:
        skill = _found(place, folder, name)
        before = first.setdefault(skill.name, skill.folder)
        hidden = before if before != skill.folder else None
        found.append(
            Found(
                skill.name,
                place,
                folder,
                skill.version,
                skill.description,
                hidden,
                skill.problem,
            )
        )
    return tuple(found)


def _in_places(workspace: Path) -> Iterator[tuple[str, Path, str]]:
    for place in skill_places(workspace):
        for file in sorted(place.folder.glob("*/SKILL.md")):
            yield place.name, file.parent, file.parent.name


def _found(place: str, folder: Path, name: str) -> Found:
    """Read one skill; the packaged one has its name from its SKILL.md."""
    try:
        text = read_skill_text(folder / "SKILL.md")
    except UsageError as error:
        return Found(name, place, folder, problem=error.message)
    return Found(name or text.name, place, folder, text.version, text.description)
