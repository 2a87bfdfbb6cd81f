"""What an answer must not write although its file is an ordinary one: leave for the next answer.

`[tool.skillrun]` of a `pyproject.toml` says whether questions are asked, which commands are run and
which rules are held: that is a person's to say, as the whole of `skillrun.toml` is.
"""


def power_problem(path: str, before: str | None, after: str) -> str | None:
    """Say why a file's content is not an answer's to write.

    Args:
        path: The file, from the workspace's root.
        before: What stands there; None where nothing does.
        after: What is to stand there.

    Returns:
        The reason in words that follow "the file", or None.
    """
    if path.rpartition("/")[2].casefold() != "pyproject.toml" or after == before:
        return None
    if _table(before or "") == _table(after):
        return None
    return "changes `[tool.skillrun]`, in which a person says what skillrun may do"


def _table(text: str) -> object:
    import tomllib

    try:
        tool = tomllib.loads(text.removeprefix("\ufeff")).get("tool")
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    return tool.get("skillrun") if isinstance(tool, dict) else None
