"""Files that no person writes: of no use to a model, or to be made again by a program."""

import re
from pathlib import PurePosixPath

_LOCKS = frozenset({
    "uv.lock", "poetry.lock", "pdm.lock", "pixi.lock", "Pipfile.lock", "package-lock.json", "npm-shrinkwrap.json",
    "yarn.lock", "pnpm-lock.yaml", "bun.lock", "composer.lock", "Gemfile.lock", "Cargo.lock", "go.sum",
})  # fmt: skip
_FOLDERS = frozenset({
    "node_modules", "bower_components", "site-packages", "_vendor", "vendored", "staticfiles", "static_root",
    "collected_static", "_build",
})  # fmt: skip
# These may be apps as well: `vendors` of a marketplace.
_FOLDERS_OF_ASSETS = frozenset({"vendor", "vendors", "third_party", "dist", "snapshots", "libs"})
_WRITTEN = (".py", ".html", ".md", ".txt", ".toml", ".yml", ".yaml")
_NAMES = re.compile(
    r"(?:\.min\.(?:js|css|mjs)|[.-]bundle\.js|\.map|_pb2(?:_grpc)?\.pyi?|\.(?:po|mo|pot)|\.snap|\.ambr"
    r"|\.(?:svg|eot|ttf|woff2?|ico|pdf|csv|tsv|sqlite3?|ipynb|patch|diff|log))\Z",
    re.I,
)
_MARK = re.compile(
    r"@generated\b|(?:code|file) (?:(?:is|was) )?(?:auto-?)?generated (?:by|with|from)|auto-?generated (?:by|with|from)"
    r"|generated.{0,60}do not edit|do not edit.{0,60}generated",
    re.I,
)
_LONG_LINE = 2_000


def is_lock(path: str) -> bool:
    """Whether a file is written by a package manager."""
    return PurePosixPath(path).name in _LOCKS


def is_migration(path: str) -> bool:
    """Whether a file is a migration of Django's, which `makemigrations` writes."""
    parts = PurePosixPath(path).parts
    return path.endswith(".py") and "migrations" in parts[:-1] and parts[-1] != "__init__.py"


def why_generated(path: str, text: str = "") -> str:
    """Say why a file is one that a program makes; empty where it is not.

    Args:
        path: From the root.
        text: Its text, where it has been read.
    """
    parts = PurePosixPath(path)
    if parts.name in _LOCKS:
        return "a lock file"
    folders = _FOLDERS if path.endswith(_WRITTEN) else _FOLDERS | _FOLDERS_OF_ASSETS
    if folders.intersection(parts.parts[:-1]):
        return "built or vendored"
    if _NAMES.search(parts.name):
        return "generated, or no source"
    head = text[:600]
    if any(line.lstrip().startswith(("#", "//", "/*", "*")) and _MARK.search(line) for line in head.splitlines()[:8]):  # fmt: skip
        return "generated, as its head says"
    if not path.endswith((".py", ".html", ".md")) and len(text) > _LONG_LINE:
        longest = max(map(len, text.splitlines()), default=0)
        return "minified" if longest > _LONG_LINE else ""
    return ""
