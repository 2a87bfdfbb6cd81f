"""What ClawHub's scanner flags, so that a skill is held back or shown with a warning."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from skillrun.skills.validating.model import Fault, Source

_CODE = frozenset(
    {".py", ".js", ".mjs", ".cjs", ".ts", ".jsx", ".tsx", ".sh", ".bash", ".zsh", ".rb", ".go"}
)
_MANIFESTS = frozenset({".json", ".yaml", ".yml", ".toml"})


@dataclass(frozen=True, slots=True)
class _Trap:
    """A pattern that is flagged.

    Attributes:
        pattern: What is looked for in a line.
        said: What is wrong and what to write instead.
        only: The suffixes in which it is an error; in other files it is a warning. Empty: all.
    """

    pattern: re.Pattern[str]
    said: str
    only: frozenset[str] = frozenset()


def _trap(pattern: str, said: str, *, only: frozenset[str] = frozenset()) -> _Trap:
    return _Trap(re.compile(pattern, re.I), said, only)


_TRAPS = (
    _trap(r"\beval\s*\(|\bnew\s+Function\s*\(", "Code made from text is flagged.", only=_CODE),
    _trap(r"\bexec_module\s*\(", "Loading a module by its path is flagged.", only=_CODE),
    _trap(r"\bchild_process\b", "Starting commands from a script is flagged.", only=_CODE),
    _trap(r"\bverify\s*=\s*False\b", "Certificates that are not verified are flagged."),
    _trap(
        r"""\b(SECRET_KEY|password|passwd|api_key|token)\b["']?\s*[:=]\s*["'](?![^"']*(?:example|your|\$|\{|<))[^"'\s]{6,}["']""",
        'A secret as a literal is flagged, also in tests: read it, or write "example" into it.',
        only=_CODE,
    ),
    _trap(r"django-insecure-", "A key of `startproject` is flagged: read it from the environment."),
    _trap(r"ignore\s+(all\s+)?previous\s+instructions", "These words are flagged as an injection."),
    _trap(r"\bsystem\s*prompt\s*[:=]", "These words are flagged as an injection: rephrase."),
    _trap(
        r"\brm\s+-(rf|fr|r\s+-f)\s+(/(?!tmp\b|work)|~|\$HOME)",
        "Removing system folders is flagged.",
    ),
    _trap(
        r"https?://(bit\.ly|tinyurl\.com|t\.co|goo\.gl|is\.gd)/",
        "Shortened addresses are flagged: write the whole one.",
    ),
    _trap(
        r"https?://\d{1,3}(\.\d{1,3}){3}\b",
        "Addresses by number are flagged: write a name.",
        only=_MANIFESTS,
    ),
    _trap(r"(curl|wget)\b[^|]*\|\s*(/bin/)?(ba|z)?sh\b", "A download run at once is flagged."),
    _trap(r"\bbase64\s+-?-?d\w*\b[^|]*\|\s*(ba|z)?sh\b", "Commands that are hidden are flagged."),
    _trap(r"[A-Za-z0-9+/]{400,}={0,2}", "A long run of encoded data is flagged."),
    _trap(r"(\\x[0-9a-f]{2}){6,}", "A run of escaped bytes is flagged.", only=_CODE),
    _trap(r"stratum\+(tcp|ssl)|coinhive|cryptonight|xmrig", "The names of miners are flagged."),
    _trap(
        r"<!--.*\b(agent|assistant|model)\b.*-->",
        "Comments to the agent are flagged: say it openly.",
    ),
)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
# An emoji may be drawn by two signs with this one between them.
_JOINED = re.compile("(?<=[\u2600-\u27bf\U0001f300-\U0001faff\ufe0f])\u200d")


def trap_faults(root: Path, files: tuple[str, ...]) -> Iterator[Fault]:
    """Find what a scanner would.

    Args:
        root: The skill's folder.
        files: Those that would be published.
    """
    for name in files:
        suffix = PurePosixPath(name).suffix.lower()
        try:
            text = (root / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            yield Fault(name, 0, "It is no text in UTF-8.", Source.CLAWHUB, warning=True)
            continue
        for number, line in enumerate(text.split("\n"), 1):
            for fault in _line_faults(suffix, line):
                yield Fault(name, number, *fault)


def flagged(text: str, suffix: str) -> bool:
    """Whether a scanner would flag a text, or only show it; docs/generate.py asks.

    Args:
        text: What would stand in a file.
        suffix: The file's suffix, such as `.md`.
    """
    return any(True for line in text.split("\n") for _ in _line_faults(suffix, line))


def _line_faults(suffix: str, line: str) -> Iterator[tuple[str, Source, bool]]:
    for trap in _TRAPS:
        found = trap.pattern.search(line)
        if found:
            shown = " ".join(found[0].split())[:40]
            warning = bool(trap.only) and suffix not in trap.only
            yield f"`{shown}`: {trap.said}", Source.CLAWHUB, warning
    if _INVISIBLE.search(_JOINED.sub("", line)):
        yield "It holds signs that nobody sees: take them out.", Source.CLAWHUB, False
