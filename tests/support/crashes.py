"""A transaction killed at a call, and its recovery killed at each of its own: which tree is left."""

from collections.abc import Iterator
from pathlib import Path

from tests.support.kills import (
    Call,
    calls,
    command,
    copied,
    kill,
    laid_out,
    next_start,
)
from tests.support.scenarios import Tree, tree_of


def verdict(root: Path, trees: tuple[Tree, Tree]) -> str:
    """Start again and say which tree is there: `old`, `new`, or what it is instead."""
    next_start(root)
    tree = tree_of(root)
    if tree in trees:
        return "old" if tree == trees[0] else "new"
    return f"torn: {sorted(tree.items() ^ trees[0].items())}"


def killed(scenario: str, call: Call, trees: tuple[Tree, Tree]) -> str:
    """Kill a transaction at a call, start again, and say which tree is there."""
    with laid_out(scenario) as root:
        kill(command("write", root, scenario), call)
        return verdict(root, trees)


def killed_twice(scenario: str, call: Call, trees: tuple[Tree, Tree]) -> Iterator[str]:
    """Kill a transaction at a call and the recovery at each of its calls, and start once more."""
    with laid_out(scenario) as crashed:
        kill(command("write", crashed, scenario), call)
        with copied(crashed) as root:
            recovering = calls(command("recover", root))
        for second in recovering:
            with copied(crashed) as root:
                kill(command("recover", root), second)
                yield verdict(root, trees)
