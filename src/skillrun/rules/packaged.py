"""Where what is packaged lies: the skill as data, prompts, the Django rules."""

from pathlib import Path

import skillrun


def builtin_root() -> Path:
    """The folder that holds the packaged SKILL.md, skill/, prompts/ and validators/.

    In a wheel it is `builtin` inside the package, in the repository its top folder.
    """
    package = Path(skillrun.__file__).resolve().parent
    inside = package / "builtin"
    return inside if inside.is_dir() else package.parents[1]
