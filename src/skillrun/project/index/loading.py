"""The index of a project on disk, kept by content in the user's cache folder."""

import os
from pathlib import Path

from skillrun.machine.collecting import no_collection
from skillrun.project.index.building import compose, facts_of, is_useful
from skillrun.project.index.facts import FileFacts
from skillrun.project.index.keeping import Kept
from skillrun.project.index.model import ProjectIndex
from skillrun.project.listing import list_files

_LARGEST = 4_000_000  # bytes


def load_index(root: Path) -> ProjectIndex:
    """Index the project in a folder.

    What each file says is kept by content in the user's cache folder; `SKILLRUN_CACHE=off` keeps nothing.

    Args:
        root: The workspace; it need not exist.

    Returns:
        The index. No file makes this raise.
    """
    with no_collection():
        kept = Kept.of(root, os.environ)
        facts = {path: _facts(root, path, kept) for path in list_files(root) if is_useful(path)}
        kept.keep(facts)
        return compose(facts)


def _facts(root: Path, path: str, kept: Kept) -> FileFacts:
    text = _text(root / path)
    known = kept.get(path, text) if text is not None else None
    return known or facts_of(path, text)


def _text(file: Path) -> str | None:
    try:
        if file.stat().st_size > _LARGEST:
            return None
        return file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
