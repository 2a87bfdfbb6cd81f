"""The folders that the platform has for what a program keeps of a user's."""

import os
from collections.abc import Mapping
from pathlib import Path

_NAME = "skillrun"
_OFF = frozenset({"off", "0", "no", "false"})


def data_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Tell where a user's data is kept: sessions, and which skills are trusted.

    Args:
        environ: The environment; its `XDG_DATA_HOME` counts on every platform.
    """
    if base := environ.get("XDG_DATA_HOME"):
        return Path(base) / _NAME
    from platformdirs import user_data_path

    return user_data_path(_NAME, appauthor=False)


def config_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Tell where a user's own configuration is.

    Args:
        environ: The environment; its `XDG_CONFIG_HOME` counts on every platform.
    """
    if base := environ.get("XDG_CONFIG_HOME"):
        return Path(base) / _NAME
    from platformdirs import user_config_path

    return user_config_path(_NAME, appauthor=False)


def cache_folder(kind: str, environ: Mapping[str, str] = os.environ) -> Path | None:
    """Tell where what can be worked out again is kept; None where nothing is to be.

    Args:
        kind: What is kept there, the folder's name.
        environ: The environment: `SKILLRUN_CACHE=off` keeps nothing.
    """
    if environ.get("SKILLRUN_CACHE", "").lower() in _OFF:
        return None
    from platformdirs import user_cache_path

    folder = user_cache_path(_NAME, appauthor=False) / kind
    # Without a home `~` stands for itself: a folder of that name is not to appear anywhere.
    return folder if folder.is_absolute() else None
