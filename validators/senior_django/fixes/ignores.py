"""The fixes of OPS008, OPS009, SEC002 and STR001: ignore files get the lines they lack, or are made."""

from skillrun.rules.fixes import TextFix
from skillrun.rules.model import Subject
from skillrun.rules.source import Source

from ..assets import asset
from ..operations.ignores import missing_lines

_ASSETS = {".gitignore": "gitignore", ".dockerignore": "dockerignore"}


def _gitignore(source: Source, subject: Subject) -> str | None:  # noqa: ARG001
    return _with(source, missing_lines(source)) if source.name == ".gitignore" else None


def _dockerignore(source: Source, subject: Subject) -> str | None:  # noqa: ARG001
    return _with(source, missing_lines(source)) if source.name == ".dockerignore" else None


def _env_line(source: Source, subject: Subject) -> str | None:  # noqa: ARG001
    return _with(source, [".env"]) if source.name in {".gitignore", ".dockerignore"} else None


def _nothing(source: Source, subject: Subject) -> str | None:  # noqa: ARG001
    return None


def _whole(path: str) -> str | None:
    name = _ASSETS.get(path.rsplit("/", 1)[-1])
    return asset(name) if name else None


def _with(source: Source, lines: list[str]) -> str | None:
    """The file with lines at its end; None where it takes one of them back on purpose."""
    taken_back = {line.strip()[1:].strip("/") for line in source.lines if line.startswith("!")}
    if taken_back & {line.strip("/") for line in lines}:
        return None
    end = "\r\n" if "\r\n" in source.text else "\n"
    text = source.text
    if text and not text.endswith(("\n", "\r")):
        text += end
    return text + "".join(f"{line}{end}" for line in lines)


GITIGNORE = TextFix(_gitignore)
DOCKERIGNORE = TextFix(_dockerignore)
ENV_LINE = TextFix(_env_line, new=_whole)
MISSING = TextFix(_nothing, new=_whole)
