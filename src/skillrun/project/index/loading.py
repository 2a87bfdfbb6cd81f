"""The index of a project on disk, kept by content in the user's cache folder."""

from pathlib import Path

from skillrun.project.index.model import ProjectIndex


def load_index(root: Path) -> ProjectIndex:
    """Index the project in a folder.

    What each file says is kept by content in the user's cache folder; `SKILLRUN_CACHE=off` keeps nothing.

    Args:
        root: The workspace; it need not exist.

    Returns:
        The index. No file makes this raise.
    """
    raise NotImplementedError
