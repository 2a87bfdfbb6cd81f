"""CMP011 blanket-suppression."""

import re
from collections.abc import Iterator

from skillrun.rules.model import Example, Finding, Severity, SourceRule, Subject
from skillrun.rules.source import Source

_HINT = re.compile(r"noqa|type\s*:|pragma|mypy|pyright|pylint|nosec", re.IGNORECASE)
_BLANKET = re.compile(
    r"(?:ruff|flake8)\s*:\s*noqa\b"
    r"|noqa\b(?!\s*:\s*[A-Za-z]+\d)"
    r"|type\s*:\s*ignore\b(?!\s*\[\s*\w)"
    r"|mypy\s*:\s*(?:ignore-errors\b|disable-error-code\b)"
    r"|pyright\s*:\s*(?:ignore\b(?!\s*\[\s*\w)|basic\b)"
    r"|pylint\s*:\s*(?:skip-file\b|disable\s*=\s*all\b)"
    r"|pragma\s*:\s*no\s*cover\b"
    r"|nosec\b(?!\s*:?\s*B\d)",
    re.IGNORECASE,
)
_SPECIFIC = re.compile(
    r"noqa\s*:\s*[A-Za-z]+\d|type\s*:\s*ignore\s*\[|pyright\s*:\s*ignore\s*\["
    r"|pylint\s*:\s*disable\s*=|nosec\s*:?\s*B\d",
    re.IGNORECASE,
)
_OF_NAME = re.compile(r"noqa\s*:\s*N999", re.IGNORECASE)


class BlanketSuppression(SourceRule):
    """A comment that turns a tool off."""

    code = "CMP011"
    name = "blanket-suppression"
    early = True
    directive = (
        "Never turn a checker off for a whole line or file: no bare `# noqa` or `# type: ignore`, no "
        "`# ruff: noqa`, no `# pragma: no cover`. Mend what it reports."
    )
    decisions = (
        "A suppression that names its codes on its line is a warning: the person sees it, writing "
        "goes on. `# pragma: no cover` has no codes and is always blanket. The comment must be the "
        "suppression; one that talks about `noqa` in a sentence is not. `# noqa: N999` says nothing where "
        "the file's name is given and is no module name (`gunicorn.conf.py`): nothing could be mended."
    )
    bad = Example("import os  # noqa\n")
    good = Example("import os\n\n# The parser knows what a noqa comment is.\nprint(os.name)\n")
    languages = frozenset({"python"})

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:  # noqa: ARG002
        """Yield blanket suppressions as errors and specific ones as warnings."""
        for comment in source.comments:
            if not _HINT.search(comment.text):
                continue
            pieces = [piece.strip() for piece in comment.text.split("#") if piece.strip()]
            blanket = next((p for p in pieces if _BLANKET.match(p)), None)
            specific = next((p for p in pieces if _SPECIFIC.match(p)), None)
            if blanket:
                message = f"`# {blanket}` silences every finding here: mend what is reported."
                yield source.at_comment(comment, message)
            elif specific and not _is_of_name(specific, source):
                message = f"`# {specific}` silences a finding: mend it if that can be done."
                yield source.at_comment(comment, message, severity=Severity.WARNING)


def _is_of_name(suppression: str, source: Source) -> bool:
    """Whether it is about the file's own name, which is that of some tool's configuration."""
    stem = source.name.removesuffix(".py")
    return _OF_NAME.fullmatch(suppression) is not None and not stem.isidentifier()
