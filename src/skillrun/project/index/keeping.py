"""What files say, kept by content between runs. No failure of the disk is an error here."""

import json
import os
import tempfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from skillrun.project.index.facts import FileFacts, packed, unpacked

_OFF = frozenset({"off", "0", "no", "false"})
_MOST_PROJECTS = 20


@dataclass
class Kept:
    """What the files of one project said when it was last indexed.

    Attributes:
        file: Where it is kept; None where nothing is.
        rows: By digest of path and content.
        missed: Something was asked for that is not here.
    """

    file: Path | None
    rows: dict[str, list[Any]] = field(default_factory=dict)
    missed: bool = False

    @classmethod
    def of(cls, root: Path, environ: Mapping[str, str]) -> "Kept":
        """Open what is kept of a project.

        Args:
            root: Its folder.
            environ: The environment: `SKILLRUN_CACHE=off` keeps nothing.
        """
        folder = _folder(environ)
        if folder is None:
            return cls(None)
        name = _digest(str(root.absolute()), _version())
        file = folder / f"{name}.index"
        try:
            rows = json.loads(zlib.decompress(file.read_bytes()))
        except (OSError, zlib.error, ValueError):
            rows = {}
        return cls(file, rows if isinstance(rows, dict) else {})

    def get(self, path: str, text: str) -> FileFacts | None:
        """What a file said when it had this content; None where that is not known."""
        row = self.rows.get(_digest(path, text)) if self.file is not None else None
        if row is not None:
            with suppress(ValueError, TypeError, LookupError):
                return unpacked(path, text, row)
        self.missed = True
        return None

    def keep(self, facts: Mapping[str, FileFacts]) -> None:
        """Keep what all files say, in place of what was kept; nothing where nothing is new."""
        if self.file is None or not self.missed:
            return
        rows = {_digest(one.path, one.text): packed(one) for one in facts.values()}
        data = zlib.compress(json.dumps(rows, separators=(",", ":")).encode("ascii"), 1)
        with suppress(OSError):
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(suffix=".new", dir=self.file.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).replace(self.file)
            _prune(self.file.parent)


def _folder(environ: Mapping[str, str]) -> Path | None:
    if environ.get("SKILLRUN_CACHE", "").lower() in _OFF:
        return None
    from platformdirs import user_cache_path

    folder = user_cache_path("skillrun", appauthor=False) / "index"
    # Without a home `~` stands for itself: a folder of that name is not to appear anywhere.
    return folder if folder.is_absolute() else None


@cache
def _version() -> str:
    """The state of the code that reads facts: what another state read is not taken over."""
    here = Path(__file__).parent
    sources = [here / name for name in ("facts.py", "reading.py", "rendering.py")]
    return _digest(*(source.read_text(encoding="utf-8") for source in sources))


def _digest(*texts: str) -> str:
    digest = blake2b(digest_size=16)
    for text in texts:
        data = text.encode("utf-8", "surrogatepass")
        digest.update(f"{len(data)}:".encode())
        digest.update(data)
    return digest.hexdigest()


def _prune(folder: Path) -> None:
    """Leave the projects that were indexed last."""
    files = sorted(folder.iterdir(), key=lambda file: -file.stat().st_mtime)
    for file in files[_MOST_PROJECTS:]:
        file.unlink(missing_ok=True)
