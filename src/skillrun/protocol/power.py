"""What an answer must not write although its file is an ordinary one: leave for the next answer.

`[tool.skillrun]` of a `pyproject.toml` says whether questions are asked, which commands are run and
which rules are held, and some keys of `[tool.uv]` where packages come from, whose code is run when
they are built: that is a person's to say, as the whole of `skillrun.toml` and `uv.toml` is.
"""

# https://docs.astral.sh/uv/reference/settings/: other places, and doing without their checks.
SOURCES_OF_PACKAGES = (
    *("index", "index-url", "extra-index-url", "find-links", "no-index", "index-strategy"),
    *("allow-insecure-host", "keyring-provider", "no-build-isolation"),
    *("no-build-isolation-package", "pip", "publish-url", "check-url"),
)


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
    was, now = _tool(before or ""), _tool(after)
    if was.get("skillrun") != now.get("skillrun"):
        return "changes `[tool.skillrun]`, in which a person says what skillrun may do"
    old, new = _table(was.get("uv")), _table(now.get("uv"))
    for key in SOURCES_OF_PACKAGES:
        # What is merely missing stays as it is on the disk.
        if key in new and new[key] != old.get(key):
            return f"changes `{key}` of `[tool.uv]`: where packages come from is a person's to say"
    return None


def _tool(text: str) -> dict[str, object]:
    import tomllib

    try:
        return _table(tomllib.loads(text.removeprefix("\ufeff")).get("tool"))
    except (ValueError, RecursionError):  # an integer of thousands of digits is no error of TOML
        return {}


def _table(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
