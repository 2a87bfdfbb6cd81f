"""The environment of every child of this process: what tools need, and nothing that is secret."""

import os
import re
from collections.abc import Mapping

_KEPT = re.compile(
    r"PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TEMP|TMP|XDG_\w+|UV_\w+|PYENV_ROOT"
    r"|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE"
    r"|PIP_(CERT|PROXY|INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS|TRUSTED_HOST)"
    r"|(HTTP|HTTPS|ALL|NO)_PROXY"
    r"|SYSTEMROOT|SYSTEMDRIVE|COMSPEC|PATHEXT|APPDATA|LOCALAPPDATA|USERPROFILE|HOMEDRIVE|HOMEPATH"
    r"|PROGRAMDATA|WINDIR",
    re.IGNORECASE,
)
_SECRET = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL", re.IGNORECASE)

_NETWORK = re.compile(r"PROXY|INDEX|FIND_LINKS|^PIP_|_MIRROR|^UV_PUBLISH", re.IGNORECASE)

# Where an interpreter finds its library, its packages and what they are linked to.
_OF_PYTHON = frozenset({"PYTHONHOME", "PYTHONPATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"})
# They say how skillrun itself was started, or turn off what a project's command needs.
_OURS = frozenset(
    {
        "UV",
        "UV_ENV_FILE",
        "UV_FROZEN",
        "UV_ISOLATED",
        "UV_LOCKED",
        "UV_NO_ENV_FILE",
        "UV_NO_PROJECT",
        "UV_NO_SYNC",
        "UV_PROJECT",
        "UV_PROJECT_ENVIRONMENT",
        "UV_RUN_RECURSION_DEPTH",
        "UV_WORKING_DIR",
        "UV_WORKING_DIRECTORY",
    }
)


def clean_environment(env: Mapping[str, str], **more: str) -> dict[str, str]:
    """Reduce an environment to what the commands of a project need.

    Args:
        env: The environment that skillrun runs in.
        **more: Variables to add.

    Returns:
        Variables of paths, language, proxies, certificates and uv; none whose name speaks of a
        key, token, secret, password or credential. Output is asked to be plain.
    """
    kept = {
        name: value
        for name, value in env.items()
        if _KEPT.fullmatch(name) and not _SECRET.search(name) and name not in _OURS
    }
    return kept | {"NO_COLOR": "1", "UV_NO_PROGRESS": "1", "PYTHONUTF8": "1"} | more


def tool_environment() -> dict[str, str]:
    """What skillrun's own tools get, which read and write files: no key, no proxy, no index."""
    return without_network(clean_environment(os.environ))


def python_environment() -> dict[str, str]:
    """What a tool gets that is run by this very interpreter: it has to find the same packages."""
    return tool_environment() | {k: v for k, v in os.environ.items() if k in _OF_PYTHON}


def for_git(env: Mapping[str, str]) -> dict[str, str]:
    """Have git take no folder for a repository that merely looks like one.

    Plain files named `HEAD`, `config`, `objects/x` and `refs/x`, which an answer may hold, make a
    bare repository; git would start the programs that its `config` names.

    Args:
        env: A clean environment.
    """
    setting = {"KEY_0": "safe.bareRepository", "VALUE_0": "explicit", "COUNT": "1"}
    return {**env, **{f"GIT_CONFIG_{name}": value for name, value in setting.items()}}


def without_network(env: Mapping[str, str]) -> dict[str, str]:
    """Leave out what is only of use on the network: proxies and indexes may name a password.

    Args:
        env: A clean environment.

    Returns:
        What the code of a project needs.
    """
    return {name: value for name, value in env.items() if not _NETWORK.search(name)}
