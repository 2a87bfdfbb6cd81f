"""What a transaction is about to do, written down before the first step, so that it can be undone."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

_VERSION = 1

Action = Literal["remove", "clear", "create", "modify"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is to be done; its number names its files in `new/` and `old/`.

    Attributes:
        action: `clear` removes a folder if it is empty by then.
        path: From the workspace's root.
        before: SHA-256 of the file that stands there, empty where none does or it is not known.
        after: SHA-256 of the file that comes, empty where none does.
    """

    action: Action
    path: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Journal:
    """A whole transaction.

    Attributes:
        steps: In the order in which they are taken.
        folders: The folders that will be made, each behind the one it lies in.
        above: How many folders were made for the workspace itself, it included.
    """

    steps: tuple[Step, ...]
    folders: tuple[str, ...]
    above: int

    def paths(self) -> tuple[str, ...]:
        """Name every file that it is about."""
        return tuple(sorted(step.path for step in self.steps))

    def to_bytes(self) -> bytes:
        """Write it as JSON."""
        return json.dumps({"version": _VERSION, **asdict(self)}).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Journal":
        """Read what `to_bytes` wrote.

        Raises:
            ValueError: If it is something else, or of another version.
        """
        try:
            data = json.loads(content)
            if data["version"] == _VERSION:
                steps = tuple(Step(**step) for step in data["steps"])
                return cls(steps, tuple(data["folders"]), int(data["above"]))
        except (KeyError, TypeError) as error:
            raise ValueError("not a journal") from error
        raise ValueError(f"a journal of version {data['version']}")


def digest(content: bytes | None) -> str:
    """Name a content.

    Args:
        content: A file's bytes; None where there is no file.

    Returns:
        Its SHA-256 in hex; empty for None.
    """
    return "" if content is None else hashlib.sha256(content).hexdigest()


def touched_folders(steps: Sequence[Step], folders: Sequence[str]) -> list[str]:
    """Name the folders whose names change, the root as the empty string.

    Args:
        steps: A journal's.
        folders: The folders it makes.
    """
    places = (*(step.path for step in steps), *folders)
    return sorted({path.rpartition("/")[0] for path in places})
