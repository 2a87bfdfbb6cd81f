"""The standard's exact blocks: the pack's one way to the skill's assets."""

from functools import cache

from skillrun.rules.packaged import builtin_root


@cache
def asset(name: str) -> str:
    """The text of one of the skill's assets.

    Args:
        name: Its file name: `layout.txt`.
    """
    return (builtin_root() / "skill" / "assets" / name).read_text(encoding="utf-8")
