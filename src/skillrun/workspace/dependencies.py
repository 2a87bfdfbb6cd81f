"""`pyproject.toml` of an answer joined with the one on disk: the dependency lists belong to uv."""

from collections.abc import Iterator, MutableMapping
from typing import Any

from skillrun.errors import WorkspaceError
from skillrun.protocol.power import SOURCES_OF_PACKAGES

# A build system is one thing: a backend without its requirements could not be loaded.
_OWNED_BY_UV = (
    ("project", "dependencies"),
    ("project", "optional-dependencies"),
    ("dependency-groups",),
    ("build-system",),
    ("tool", "uv", "sources"),
    ("tool", "uv", "dev-dependencies"),
    ("tool", "uv", "constraint-dependencies"),
    ("tool", "uv", "override-dependencies"),
    *(("tool", "uv", key) for key in SOURCES_OF_PACKAGES),
    ("tool", "uv", "workspace"),
)
# What skillrun may do is for the person to say, not for an answer.
_OWNED_BY_THE_PERSON = ("tool", "skillrun")


def merge_pyproject(answer: str, on_disk: str | None) -> str:
    """Take everything from the answer but the dependency lists, which stay as they are.

    Args:
        answer: The `pyproject.toml` of the answer.
        on_disk: What stands on disk, or what scaffolding made; None where there is nothing.

    Returns:
        The text to write, comments and formatting kept. The answer's as is where nothing differs
        or nothing is on disk.

    Raises:
        WorkspaceError: If one of the two is not TOML.
    """
    if on_disk is None and "skillrun" not in answer:
        return answer
    import tomlkit

    merged = _parse(answer, "The answer's `pyproject.toml`")
    disk = _parse(on_disk or "", "`pyproject.toml` on disk")
    owned = _OWNED_BY_UV if on_disk is not None else ()
    changed = [_keep(merged, disk, path) for path in (*owned, _OWNED_BY_THE_PERSON)]
    return tomlkit.dumps(merged) if any(changed) else answer


def identity(text: str) -> tuple[object, ...]:
    """What of a `pyproject.toml` a lock file repeats and uv compares.

    Args:
        text: The file's text.

    Returns:
        Name, version and Python's range, comparable.
    """
    document = _parse(text, "`pyproject.toml`").unwrap()
    paths = (("project", "name"), ("project", "version"), ("project", "requires-python"))
    return tuple(_get(document, path) for path in paths)


def requirement_lists(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each dependency list of a `pyproject.toml` with the uv flags that name it.

    Args:
        text: The file's text.

    Yields:
        `""` for the main list, `--optional NAME` or `--group NAME` for another, and its entries.
    """
    document = _parse(text, "`pyproject.toml`").unwrap()
    yield "", _strings(_get(document, ("project", "dependencies")))
    for name, entries in _tables(document, ("project", "optional-dependencies")):
        yield f"--optional {name}", _strings(entries)
    for name, entries in _tables(document, ("dependency-groups",)):
        yield f"--group {name}", _strings(entries)


def _parse(text: str, what: str) -> Any:  # noqa: ANN401 - tomlkit's document is a mapping of anything
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise WorkspaceError(f"{what} is not TOML: {error}.", advice="Mend the file.") from error


def _get(document: Any, path: tuple[str, ...]) -> Any:  # noqa: ANN401
    for key in path:
        if not isinstance(document, MutableMapping) or key not in document:
            return None
        document = document[key]
    return document


def _plain(item: Any) -> object:  # noqa: ANN401
    return item.unwrap() if hasattr(item, "unwrap") else item


def _keep(merged: Any, disk: Any, path: tuple[str, ...]) -> bool:  # noqa: ANN401
    """Make one key of `merged` what it is on disk; tell whether that changed anything."""
    kept = _get(disk, path)
    if _plain(_get(merged, path)) == _plain(kept):
        return False
    parent = merged
    for key in path[:-1]:
        if key not in parent:
            import tomlkit

            parent[key] = tomlkit.table(is_super_table=True)
        parent = parent[key]
    if kept is None:
        del parent[path[-1]]
    else:
        parent[path[-1]] = kept
    return True


def _tables(document: Any, path: tuple[str, ...]) -> list[tuple[str, object]]:  # noqa: ANN401
    tables = _get(document, path)
    return list(tables.items()) if isinstance(tables, dict) else []


def _strings(entries: object) -> list[str]:
    return (
        [entry for entry in entries if isinstance(entry, str)] if isinstance(entries, list) else []
    )
