"""An index from files, and an index after a change of files."""

import ast
from collections.abc import Callable, Iterable, Mapping

from skillrun.project.index.model import ProjectIndex

Read = Callable[[str], str | None]
Trees = Callable[[str], ast.Module | None]


def index_of(paths: Iterable[str], read: Read, *, trees: Trees | None = None) -> ProjectIndex:
    """Index a project.

    Args:
        paths: All its files, from the root, with forward slashes; what is of no use is not read.
        read: The text of a file; None where it is not to be had or not text.
        trees: Syntax trees that were parsed before; None where a file's is not to be had.

    Returns:
        The index. No file makes this raise: what cannot be read is in `unread`.
    """
    raise NotImplementedError


def updated(
    index: ProjectIndex, changed: Mapping[str, str | None], *, trees: Trees | None = None
) -> ProjectIndex:
    """Index a project after a change: only the changed files are read again.

    Args:
        index: The index before.
        changed: New texts by path; None for a file that is gone.
        trees: As for `index_of`.

    Returns:
        What `index_of` would return for the files after the change.
    """
    raise NotImplementedError
