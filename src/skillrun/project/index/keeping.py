"""What files say, kept by content between runs. No failure of the disk is an error here."""

import json
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from skillrun.machine.folders import cache_folder
from skillrun.machine.store import Store, digest_of
from skillrun.project.index.facts import FileFacts, packed, unpacked


@dataclass
class Kept:
    """What the files of one project said when it was last indexed.

    Attributes:
        store: Where it is kept; None where nothing is.
        key: What it is kept under.
        rows: By digest of path and content.
        missed: Something was asked for that is not here.
    """

    store: Store | None
    key: str
    rows: dict[str, list[Any]] = field(default_factory=dict)
    missed: bool = False

    @classmethod
    def of(cls, root: Path, environ: Mapping[str, str]) -> "Kept":
        """Open what is kept of a project.

        Args:
            root: Its folder.
            environ: The environment: `SKILLRUN_CACHE=off` keeps nothing.
        """
        folder = cache_folder("index", environ)
        if folder is None:
            return cls(None, "")
        store, key = Store(folder), digest_of(str(root.absolute()), _version())
        rows = None
        with suppress(zlib.error, ValueError):
            rows = json.loads(zlib.decompress(store.get(key) or b""))
        return cls(store, key, rows if isinstance(rows, dict) else {})

    def get(self, path: str, text: str) -> FileFacts | None:
        """What a file said when it had this content; None where that is not known."""
        row = self.rows.get(digest_of(path, text)) if self.store is not None else None
        if row is not None:
            with suppress(ValueError, TypeError, LookupError):
                return unpacked(path, text, row)
        self.missed = True
        return None

    def keep(self, facts: Mapping[str, FileFacts]) -> None:
        """Keep what all files say, in place of what was kept; nothing where nothing is new."""
        if self.store is None or not self.missed:
            return
        rows = {digest_of(one.path, one.text): packed(one) for one in facts.values()}
        data = json.dumps(rows, separators=(",", ":")).encode("ascii")
        self.store.put(self.key, zlib.compress(data, 1))


@cache
def _version() -> str:
    """The state of the code that reads facts: what another state read is not taken over."""
    here = Path(__file__).parent
    sources = [here / name for name in ("facts.py", "reading.py", "rendering.py")]
    return digest_of(*(source.read_text(encoding="utf-8") for source in sources))
