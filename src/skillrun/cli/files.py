"""Reading what the command line names: saved answers, standard input, files to check."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from skillrun.errors import UsageError


def read_answers(names: Sequence[str]) -> tuple[str, ...]:
    """Read saved answers, one a part.

    Args:
        names: Files; `-` is standard input.

    Raises:
        UsageError: If one cannot be read or is not UTF-8.
    """
    return tuple(read_text(name) for name in names)


def read_text(name: str) -> str:
    """Read one file, or standard input for `-`, keeping its line ends.

    Raises:
        UsageError: If it cannot be read or is not UTF-8.
    """
    try:
        if name != "-":
            _check_ordinary(name)
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"`{name}` is not UTF-8 at byte {error.start}.", advice="Save it as UTF-8."
        ) from None
    except OSError as error:
        raise UsageError(
            f"`{name}` cannot be read: {error.strerror}.", advice="Check the path."
        ) from None


def _check_ordinary(name: str) -> None:
    """Refuse what cannot be read as a file; a pipe would be waited for without end."""
    path = Path(name)
    if path.is_file():
        return
    what = "is a folder" if path.is_dir() else "is no ordinary file"
    problem = what if path.exists() else "cannot be read: there is no such file"
    raise UsageError(f"`{name}` {problem}.", advice="Check the path.")


def read_request(text: str) -> str:
    """Read the request itself, or standard input for `-`.

    Raises:
        UsageError: If it is empty.
    """
    request = (read_text("-") if text == "-" else text).strip()
    try:
        request.encode()
    except UnicodeEncodeError:
        raise UsageError(
            "The request is not UTF-8.", advice="Write it to a file in UTF-8: skillrun ask - < FILE"
        ) from None
    if not request:
        raise UsageError(
            "The request is empty.", advice='Say what to do: skillrun ask "add payments app".'
        )
    return request


# Read even where they are no text: a rule says so (CMP008), instead of nobody.
_JUDGED = frozenset({"python", "toml", "yaml", "json", "dockerfile", "nginx"})


def read_sources(paths: Sequence[Path], workspace: Path) -> dict[str, str]:
    """Read the files to check: those named, and those of folders that git does not ignore.

    Args:
        paths: Files and folders.
        workspace: Paths inside it are named from it.

    Returns:
        Content by path; images and other files that are no text are left out.

    Raises:
        UsageError: If a path does not exist or is no ordinary file.
    """
    from skillrun.project.listing import list_files

    name = _Names(workspace)
    sources: dict[str, str] = {}
    for path in paths:
        is_folder = path.is_dir()
        # Of thousands of files every step counts: text takes fewer of them than `Path`.
        start = "" if path == Path() else f"{path}/".replace("//", "/")
        inside = [start + name for name in list_files(path)] if is_folder else [str(path)]
        for file in inside:
            text = _text(file, named=not is_folder)
            if text is not None:
                sources[name.of(file)] = text
    return sources


def read_piped(name: str) -> str:
    """Read a file to check from standard input, as `read_sources` reads one from the disk.

    Args:
        name: What it is called.
    """
    return _decoded(sys.stdin.buffer.read(), name, named=True) or ""


def name_from(workspace: Path, path: Path) -> str:
    """Tell what a file is called from the workspace; it need not exist."""
    inside = path if path.is_absolute() else workspace / path
    return _Names(workspace).of(str(inside))


def _text(path: str, *, named: bool) -> str | None:
    if named:
        _check_ordinary(path)
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            data = file.read()
    except OSError as error:
        if not named:
            return None
        raise UsageError(
            f"`{path}` cannot be read: {error.strerror}.", advice="Check the path."
        ) from None
    return _decoded(data, path, named=named)


def _decoded(data: bytes, path: str, *, named: bool) -> str | None:
    from skillrun.rules.language import language_of

    language = language_of(os.path.basename(path))  # noqa: PTH119
    try:
        text = data.decode(_encoding(data, language))
    except (UnicodeDecodeError, LookupError, SyntaxError):
        judged = named or language in _JUDGED
        return data.decode("utf-8", "surrogateescape") if judged else None
    return None if "\0" in text and language not in _JUDGED and not named else text


def _encoding(data: bytes, language: str) -> str:
    """UTF-8, but for a Python file that declares another encoding (PEP 263)."""
    if language != "python" or b"coding" not in data[:200]:
        return "utf-8-sig"
    import io
    import tokenize

    return tokenize.detect_encoding(io.BytesIO(data).readline)[0]


class _Names:
    """What files are called from a workspace, links followed; the way to a folder is gone once.

    Args:
        workspace: The workspace.
    """

    def __init__(self, workspace: Path) -> None:
        self._root = os.path.join(os.path.realpath(workspace), "")  # noqa: PTH118
        self._folders: dict[str, str] = {}

    def of(self, path: str) -> str:
        """The name from the workspace; the path itself where it lies outside."""
        if os.path.islink(path):  # noqa: PTH114
            real = os.path.realpath(path)
        else:
            folder, name = os.path.split(path)
            real = os.path.join(self._folder(folder), name)  # noqa: PTH118
        known = real.removeprefix(self._root) if real.startswith(self._root) else path
        return known.replace(os.sep, "/")

    def _folder(self, folder: str) -> str:
        if folder not in self._folders:
            above, name = os.path.split(folder)
            plain = name != ".." and not os.path.islink(folder)  # noqa: PTH114
            if plain and above in self._folders:
                self._folders[folder] = os.path.join(self._folders[above], name)  # noqa: PTH118
            else:
                self._folders[folder] = os.path.realpath(folder)
        return self._folders[folder]
