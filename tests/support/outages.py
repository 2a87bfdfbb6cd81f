"""The power goes in a transaction, and again in its recovery: which tree is left."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from skillrun.errors import WorkspaceError
from skillrun.workspace.transaction.recovery import recover
from tests.support.kills import command, log
from tests.support.power import Disk, Picture
from tests.support.scenarios import SCENARIOS, Tree, tree_of

# Paths of descriptors, and strings whole: what the model has to know of a call.
_MANY = 50
OPTIONS = ("-y", "-s", "1000000")


def disk_of(scenario: str) -> tuple[Disk, tuple[Tree, Tree]]:
    """Run a scenario undisturbed; return the disk, and the trees before and after."""
    with _folder() as folder:
        root = folder / "project"
        SCENARIOS[scenario].lay_out(root)
        disk, old = Disk(folder), tree_of(root)
        disk.run(log(command("write", root, scenario), *OPTIONS))
        return disk, (old, tree_of(root))


def outages(disk: Disk, random: Random, tries: int) -> Iterator[tuple[int, Picture]]:
    """Cut the power after each call, in several ways; yield the call and what is on the disk."""
    for time in range(disk.time + 1):
        yield time, disk.cut(time, 0.0, random)
        for _try in range(tries):
            yield time, disk.cut(time, random.choice([0.2, 0.5, 0.8, 0.95]), random)


def verdict(picture: Picture, trees: tuple[Tree, Tree]) -> str:
    """Start again after an outage and say which tree is there: `old`, `new`, or what instead."""
    with _booted(picture) as root:
        try:
            recover(root)
        except WorkspaceError as error:
            return f"torn: {error.message}"
        tree = tree_of(root)
    if tree in trees:
        return "old" if tree == trees[0] else "new"
    return f"torn: {sorted(tree.items() ^ trees[0].items())}"


def recovery_of(picture: Picture) -> Disk:
    """Start again after an outage; return the disk with what the recovery did to it."""
    with _booted(picture) as root:
        disk = Disk(root.parent)
        disk.run(log(command("recover", root), *OPTIONS))
        return disk


def unsynced(scenario: str) -> Iterator[tuple[str, Disk, tuple[Tree, Tree]]]:
    """Run a scenario once, and leave one of its syncs after the other out of what is told."""
    with _folder() as folder:
        root = folder / "project"
        SCENARIOS[scenario].lay_out(root)
        disks, old = [Disk(folder) for _again in range(_MANY)], tree_of(root)
        lines = log(command("write", root, scenario), *OPTIONS).splitlines()
        new = tree_of(root)
    syncs = [number for number, line in enumerate(lines) if "fsync(" in line]
    for disk, left_out in zip(disks, syncs, strict=False):
        disk.run("\n".join(line for number, line in enumerate(lines) if number != left_out))
        yield lines[left_out], disk, (old, new)


@contextmanager
def _booted(picture: Picture) -> Iterator[Path]:
    with _folder() as folder:
        picture.lay_out(folder)
        yield folder / "project"


@contextmanager
def _folder() -> Iterator[Path]:
    """Have a folder in memory where there is one: the model's syncs are what counts here."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(
        prefix="power-", dir=memory if memory.is_dir() else None
    ) as folder:
        yield Path(folder)
