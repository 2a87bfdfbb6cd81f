"""Which skills may bring Python: those whose code a person has trusted, byte for byte.

An installed skill is a stranger. Its text reaches the prompt; its rule packs are run only while the
digest of all its code is one that the person has trusted under its name.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from skillrun.errors import UsageError
from skillrun.machine.folders import data_folder

PACKS_FOLDER = "validators"
# What Python can load, bytecode and native libraries among it, and what a pack may start.
_CODE = frozenset(
    {".py", ".pyc", ".pyo", ".pyw", ".pyd", ".pyz", ".so", ".dll", ".dylib", ".pth", ".sh"}
)


@dataclass(frozen=True, slots=True)
class Code:
    """All code of a skill.

    Attributes:
        files: Its files, relative to the skill's folder, sorted.
        sha256: The digest of their names and contents, in hexadecimal.
    """

    files: tuple[str, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class Trust:
    """A person's word that a skill's code may run.

    Attributes:
        name: The skill's name.
        sha256: The digest of the code that was trusted.
        folder: Where it was at that time.
        since: When, in UTC.
    """

    name: str
    sha256: str
    folder: str
    since: str


def code_of(root: Path) -> Code:
    """Collect the code of a skill: all that lies in its packs' folder, and code elsewhere in it.

    Args:
        root: The skill's folder.

    Raises:
        UsageError: If a link is among it: what it leads to could change unseen.
    """
    digest = hashlib.sha256()
    files = sorted(_code_files(root))
    for file in files:
        data = (root / file).read_bytes()
        digest.update(f"{file}\0{len(data)}\0".encode(errors="surrogateescape"))
        digest.update(data)
    return Code(tuple(files), digest.hexdigest())


def _code_files(root: Path) -> Iterator[str]:
    for parent, folders, names in os.walk(root):
        here = Path(parent)
        for name in (*folders, *names):
            path = here / name
            inside = path.relative_to(root)
            packs = inside.parts[0] == PACKS_FOLDER
            if path.is_symlink() and (packs or path.suffix in _CODE):
                raise UsageError(
                    f"{path} is a link among the code of a skill.",
                    advice="Code that is to be trusted lies in the skill's own folder.",
                )
            if path.is_file() and (packs or path.suffix in _CODE):
                yield inside.as_posix()


def is_trusted(name: str, code: Code, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a person has trusted exactly this code under this name."""
    return any((t.name, t.sha256) == (name, code.sha256) for t in trusted(environ))


def trust(name: str, root: Path, code: Code, environ: Mapping[str, str] = os.environ) -> Trust:
    """Remember that a skill's code may run.

    Args:
        name: The skill's name.
        root: Its folder.
        code: Its code, as the person has seen it.
        environ: The environment; its `XDG_DATA_HOME` says where the list is kept.

    Raises:
        UsageError: If the list can't be read or written.
    """
    from datetime import UTC, datetime

    kept = trusted(environ)
    given = Trust(name, code.sha256, str(root), f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")
    others = [t for t in kept if (t.name, t.sha256) != (name, code.sha256)]
    _write([*others, given], environ)
    return given


def forget(name: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Take back all trust in a skill.

    Returns:
        Whether there was any.
    """
    kept = trusted(environ)
    left = [t for t in kept if t.name != name]
    if len(left) < len(kept):
        _write(left, environ)
    return len(left) < len(kept)


def trusted(environ: Mapping[str, str] = os.environ) -> tuple[Trust, ...]:
    """Read the list of what is trusted.

    Raises:
        UsageError: If it can't be read.
    """
    path = trust_file(environ)
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))["skills"]
        return tuple(Trust(**entry) for entry in entries)
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise UsageError(
            f"The list of trusted skills `{path}` can't be read: {error}.",
            advice="Mend it, or remove it and trust your skills again.",
        ) from None


def trust_file(environ: Mapping[str, str] = os.environ) -> Path:
    """Tell where the list is kept: with the user's data."""
    return data_folder(environ) / "trusted.json"


def _write(entries: list[Trust], environ: Mapping[str, str]) -> None:
    """Write the list whole or not at all, for the user's eyes alone."""
    import tempfile

    path = trust_file(environ)
    text = json.dumps({"version": 1, "skills": [asdict(t) for t in entries]}, indent=2) + "\n"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix="trusted.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(name).replace(path)
        finally:
            with suppress(FileNotFoundError):
                Path(name).unlink()
    except OSError as error:
        raise UsageError(
            f"The list of trusted skills `{path}` can't be written: {error.strerror}.",
            advice="Make room there, or point XDG_DATA_HOME at another folder.",
        ) from None


def refusal(name: str, root: Path, code: Code, environ: Mapping[str, str] = os.environ) -> str:
    """Say why a skill's code is not run, in words."""
    before = [t for t in trusted(environ) if t.name == name]
    counted = f"{len(code.files)} file{'s' if len(code.files) != 1 else ''}"
    if before:
        since = before[-1].since[:10]
        return f"The code of the skill {name} ({counted} in {root}) is not what you trusted on {since}."
    return f"The skill {name} brings code of its own ({counted} in {root}), which you have not trusted."
