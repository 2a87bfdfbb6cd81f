"""Entries in a folder of the user's: a convenience that may fail and never says so."""

import os
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

_MOST_BYTES = 64_000_000
_SUFFIX = ".entry"
# A file that was begun and not finished: its writer was stopped, or the disk is full.
_UNFINISHED = ".new"
_LONGEST_WRITE = 3600.0  # seconds


@dataclass(frozen=True, slots=True)
class Store:
    """Bytes by key. No failure of the disk is an error here: what is not kept is worked out again.

    Attributes:
        folder: Where the entries lie; made when the first is kept, for the user's eyes alone.
        most_bytes: What all entries may weigh together; those unused longest go first.
    """

    folder: Path
    most_bytes: int = _MOST_BYTES

    def get(self, key: str) -> bytes | None:
        """What is kept under a key; None where nothing is."""
        file = self.folder / f"{key}{_SUFFIX}"
        try:
            data = file.read_bytes()
        except OSError:
            return None
        with suppress(OSError):
            os.utime(file)
        return data

    def put(self, key: str, data: bytes) -> None:
        """Keep bytes under a key, in place of what was there, whole or not at all."""
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(suffix=_UNFINISHED, dir=self.folder)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).replace(self.folder / f"{key}{_SUFFIX}")
            self._prune()

    def _prune(self) -> None:
        left = self.most_bytes
        entries = [(file.stat(), file) for file in self.folder.iterdir()]
        for stat, file in sorted(entries, key=lambda entry: -entry[0].st_mtime):
            if file.suffix == _UNFINISHED:
                if time.time() - stat.st_mtime > _LONGEST_WRITE:
                    file.unlink(missing_ok=True)
            elif file.suffix == _SUFFIX:
                left -= stat.st_size
                if left < 0:
                    file.unlink(missing_ok=True)


def digest_of(*texts: str) -> str:
    """Make a key of texts: no other texts have it, however they are cut."""
    digest = blake2b(digest_size=20)
    for text in texts:
        data = text.encode("utf-8", "surrogatepass")
        digest.update(f"{len(data)}:".encode())
        digest.update(data)
    return digest.hexdigest()
