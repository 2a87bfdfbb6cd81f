"""The listing of a large project, short enough to be sent with every request."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from pathlib import PurePosixPath

from skillrun.project.generated import is_migration, why_generated

_TOKEN = 4


def outline(listing: Sequence[str], shown: Collection[str], *, tokens: int) -> tuple[str, ...]:
    """Name a project's files; of a large project some folders are named in place of their files.

    Folders that hold no code go first, then the largest; a folder on the way to a file that is
    shown stays open.

    Args:
        listing: All paths, sorted.
        shown: Paths of the files shown.
        tokens: About how many tokens the outline may take.

    Returns:
        Paths and, for closed folders, `folder/ (12 files)`, sorted.
    """
    spent = sum(map(_cost, listing))
    limit = tokens * _TOKEN
    if spent <= limit:
        return tuple(listing)
    below: dict[str, list[str]] = defaultdict(list)
    for path in listing:
        for parent in PurePosixPath(path).parents[:-1]:
            below[str(parent)].append(path)
    open_ = {str(parent) for path in shown for parent in PurePosixPath(path).parents}
    closed: list[str] = []
    for folder in sorted(
        below, key=lambda f: (_holds_code(below[f]), f.count("/") < 1, -len(below[f]))
    ):
        if spent <= limit:
            break
        if folder in open_ or any(_is_in(folder, other) for other in closed):
            continue
        inside = [other for other in closed if _is_in(other, folder)]
        spent -= _now(below[folder], inside, below) - _cost(_line(folder, below))
        closed = [other for other in closed if other not in inside] + [folder]
    left = [path for path in listing if not any(_is_in(path, folder) for folder in closed)]
    return tuple(sorted([*left, *(_line(folder, below) for folder in closed)]))


def _holds_code(paths: Sequence[str]) -> bool:
    return any(
        path.endswith(".py") and not is_migration(path) and not why_generated(path)
        for path in paths
    )


def _now(paths: Sequence[str], closed: Sequence[str], below: dict[str, list[str]]) -> int:
    """What the outline spends on a folder with some of its folders closed already."""
    hidden = sum(_cost(path) for folder in closed for path in below[folder])
    return sum(map(_cost, paths)) - hidden + sum(_cost(_line(f, below)) for f in closed)


def _line(folder: str, below: dict[str, list[str]]) -> str:
    count = len(below[folder])
    return f"{folder}/ ({count} file{'s' if count > 1 else ''})"


def _is_in(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/")


def _cost(path: str) -> int:
    return len(path) + 1
