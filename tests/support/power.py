"""What a disk may hold after the power went: a model fed with the system calls of a real run.

The model promises no more than POSIX does. Names are on the disk once their folder was synced,
bytes and modes once their file was; until then each may be there or not, in whatever order, but
for two things that every journalling file system keeps: a rename happens whole, and of changes to
one name none is there without those before it.
"""

import codecs
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

_NEVER = 1 << 60
_LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += \d+(?:<[^>]*>)?$")
_ARGUMENT = re.compile(r'(?:\d+|AT_FDCWD)<([^>]*)>|"((?:[^"\\]|\\.)*)"|([^,\s]+)')


@dataclass(slots=True)
class Node:
    """A file or folder, whatever it is called."""

    is_folder: bool
    mode: int
    content: bytes = b""
    names: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Change:
    """One thing that was done, and since when it is certain to be on the disk."""

    time: int
    entries: tuple[tuple[int, str, int | None], ...] = ()
    content: tuple[int, bytes] | None = None
    mode: tuple[int, int] | None = None
    needs: tuple[int, ...] = ()
    durable: int = _NEVER

    def concerns(self, node: int) -> bool:
        """Tell whether a sync of a node takes this along."""
        own = {part[0] for part in (self.content, self.mode) if part is not None}
        return node in own or any(folder == node for folder, _name, _node in self.entries)


class Disk:
    """A folder as it was laid out, all of it on the disk, and what a run did to it.

    Args:
        folder: The folder; what the run does must lie in it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(os.path.realpath(folder))
        self.nodes: list[Node] = []
        self.changes: list[Change] = []
        self.time = 0
        self._by_inode: dict[int, int] = {}
        self._read(self.folder)
        self.start = [_copy(node) for node in self.nodes]
        self._last: dict[object, int] = {}

    def _read(self, path: Path) -> int:
        status = path.lstat()
        if status.st_ino in self._by_inode:
            return self._by_inode[status.st_ino]
        number = self._by_inode[status.st_ino] = len(self.nodes)
        node = Node(path.is_dir(), status.st_mode & 0o7777)
        self.nodes.append(node)
        if node.is_folder:
            node.names = {child.name: self._read(child) for child in sorted(path.iterdir())}
        else:
            node.content = path.read_bytes()
        return number

    def run(self, log: str) -> None:
        """Take in what strace wrote of a run."""
        for line in log.splitlines():
            match = _LINE.match(line)
            if match is None:
                continue
            name, text = match.groups()
            arguments = [_argument(one) for one in _ARGUMENT.finditer(text)]
            take = getattr(self, f"_call_{name}", None)
            if take is not None and arguments[0].startswith(str(self.folder)):
                self.time += 1
                take(*arguments)

    def _find(self, folder: str, name: str = "") -> tuple[int, str, int | None]:
        """Return the folder's node, the last name, and the node it stands for as of now."""
        parts = Path(folder, name).relative_to(self.folder).parts
        here = 0
        for part in parts[:-1]:
            here = self.nodes[here].names[part]
        last = parts[-1] if parts else ""
        return here, last, self.nodes[here].names.get(last) if parts else 0

    def _node(self, folder: str, name: str = "") -> int:
        node = self._find(folder, name)[2]
        assert node is not None, (folder, name)
        return node

    def _add(self, node: Node) -> int:
        self.nodes.append(node)
        self.start.append(_copy(node))
        return len(self.nodes) - 1

    def _note(
        self,
        *entries: tuple[int, str, int | None],
        content: tuple[int, bytes] | None = None,
        mode: tuple[int, int] | None = None,
    ) -> None:
        keys: list[object] = [(folder, name) for folder, name, _node in entries]
        keys += [("content", content[0])] if content else []
        keys += [("mode", mode[0])] if mode else []
        needs = tuple(self._last[key] for key in keys if key in self._last)
        self._last |= dict.fromkeys(keys, len(self.changes))
        self.changes.append(Change(self.time, entries, content, mode, needs))
        _apply(self.nodes, self.changes[-1])

    def _call_openat(self, folder: str, name: str, flags: str, *rest: str) -> None:
        if "O_CREAT" not in flags:
            return
        parent, last, node = self._find(folder, name)
        if node is None:
            mode = int(rest[0], 8)
            self._note((parent, last, self._add(Node(is_folder=False, mode=mode))))

    def _call_write(self, path: str, text: str, *_rest: str) -> None:
        node = self._node(path)
        content = codecs.escape_decode(text.encode())[0]
        assert isinstance(content, bytes)
        self._note(content=(node, self.nodes[node].content + content))

    def _call_ftruncate(self, path: str, *_rest: str) -> None:
        self._note(content=(self._node(path), b""))

    def _call_fchmodat(self, folder: str, name: str, mode: str, *_rest: str) -> None:
        self._note(mode=(self._node(folder, name), int(mode, 8)))

    def _call_mkdirat(self, folder: str, name: str, mode: str) -> None:
        parent, last, _node = self._find(folder, name)
        node = Node(is_folder=True, mode=int(mode, 8) & ~0o022)
        self._note((parent, last, self._add(node)))

    def _call_mkdir(self, path: str, mode: str) -> None:
        self._call_mkdirat(path, "", mode)

    def _call_renameat(self, folder: str, name: str, target_folder: str, target: str) -> None:
        parent, last, node = self._find(folder, name)
        there, new, other = self._find(target_folder, target)
        if other != node:  # two names of one file: the call does nothing
            self._note((parent, last, None), (there, new, node))

    def _call_linkat(
        self, folder: str, name: str, target_folder: str, target: str, _flags: str
    ) -> None:
        there, new, _other = self._find(target_folder, target)
        self._note((there, new, self._node(folder, name)))

    def _call_unlinkat(self, folder: str, name: str, _flags: str) -> None:
        parent, last, _node = self._find(folder, name)
        self._note((parent, last, None))

    def _call_rmdir(self, path: str) -> None:
        self._call_unlinkat(path, "", "")

    def _call_fsync(self, path: str) -> None:
        node = self._node(path)
        for number, change in enumerate(self.changes):
            if change.durable == _NEVER and change.concerns(node):
                self._settle(number)

    def _settle(self, number: int) -> None:
        change = self.changes[number]
        change.durable = min(change.durable, self.time)
        for other in change.needs:
            if self.changes[other].durable == _NEVER:
                self._settle(other)

    def cut(self, time: int, keep: float, random: Random) -> "Picture":
        """Say what the disk holds when the power goes.

        Args:
            time: After which call.
            keep: How probable it is for what was not synced to be there all the same.
            random: Where chance comes from.
        """
        done = [number for number, change in enumerate(self.changes) if change.time <= time]
        kept: set[int] = set()
        for number in done:
            if self.changes[number].durable <= time or random.random() < keep:
                self._keep(number, kept)
        nodes = [_copy(node) for node in self.start]
        for number in done:
            change = self.changes[number]
            if number in kept:
                _apply(nodes, change)
            elif change.content is not None and random.random() < 0.5:
                node, content = change.content
                nodes[node].content = content[: len(content) // 2]  # torn
        return Picture(nodes)

    def _keep(self, number: int, kept: set[int]) -> None:
        if number not in kept:
            kept.add(number)
            for other in self.changes[number].needs:
                self._keep(other, kept)


@dataclass(frozen=True, slots=True)
class Picture:
    """What a disk holds."""

    nodes: list[Node]

    def lay_out(self, folder: Path) -> None:
        """Make it so, second names of files included."""
        made: dict[int, Path] = {}
        for path, number in self._walk(folder, 0):
            node = self.nodes[number]
            if node.is_folder:
                path.mkdir()
            elif number in made:
                path.hardlink_to(made[number])
                continue
            else:
                path.write_bytes(node.content)
                made[number] = path
            path.chmod(node.mode)

    def _walk(self, folder: Path, number: int) -> Iterator[tuple[Path, int]]:
        names: Mapping[str, int] = self.nodes[number].names
        for name, child in sorted(names.items()):
            yield folder / name, child
            if self.nodes[child].is_folder:
                yield from self._walk(folder / name, child)


def _apply(nodes: list[Node], change: Change) -> None:
    for folder, name, node in change.entries:
        if node is None:
            nodes[folder].names.pop(name, None)
        else:
            nodes[folder].names[name] = node
    if change.content is not None:
        nodes[change.content[0]].content = change.content[1]
    if change.mode is not None:
        nodes[change.mode[0]].mode = change.mode[1]


def _copy(node: Node) -> Node:
    return Node(node.is_folder, node.mode, node.content, dict(node.names))


def _argument(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group is not None)
