"""Lines of dots outside of comments that stand for code, for CMP004."""

import re
from collections.abc import Iterable, Iterator

from skillrun.rules.model import Finding
from skillrun.rules.packs.completeness.phrases import dotted, strong
from skillrun.rules.source import Source

_BARE_LINE = re.compile(r"^[ \t]*[\[<({]?(?:\.\.\.|…)[\])}>]?,?[ \t]*$")
# Languages in which three dots alone on a line mean nothing else.
_DOTLESS = frozenset(
    {"toml", "yaml", "json", "jsonc", "dockerfile", "shell", "nginx", "css", "scss"}
    | {"javascript", "c", "sql", "ini", "env"}
)
# Languages that no parser here reads: an omission in words is no error of theirs.
_UNREAD = frozenset({"html", "javascript", "css", "scss", "shell", "sql", "c", "env", "markdown"})
_WORDED = re.compile(
    r"^[ \t]*(?P<lead>(?:\.{3,}+|…)(?!\w)|[\[(])[ \t]*(?P<words>\w[^\n]*?)[ \t]*$", re.MULTILINE
)
_SIGNS = ("...", "…", "[rest", "(rest", "[the rest", "[existing", "[remaining", "[previous")
_EDGE = " \t*-=~/|#<>[](){}:;!_+\"'`.,…"
_LONGEST = 160
# What holds other tags and no text.
_HOLDS_TAGS = re.compile(
    r"(?:<(?:body|fieldset|form|head|html|main|nav|ol|section|select|table|tbody|thead|tr|ul)\b[^<>]*>"
    r"|\{%-?\s*block\s+\w+\s*-?%\})\s*$",
    re.IGNORECASE,
)
# So many lines up a plain text of YAML may begin.
_LONGEST_TEXT = 100
_KEY = re.compile(r"(?P<lead>\s*(?:-\s+)*)[^\s#\-][^#\n]*?:(?:\s+(?P<value>\S.*))?\s*$")
_NEXT_DOCUMENT = ("---", "%")
# `key: |` opens a text of many lines; under these keys the text is a program.
_TEXT = re.compile(
    r"(?!.*\b(?:run|script|command|entrypoint|test)\s*:).*[:-]\s+[|>][-+\d]*(?:\s+#.*)?$"
)


def bare_lines(source: Source) -> Iterator[Finding]:
    """Yield the lines outside of comments that hold nothing but dots, or an omission in words.

    Args:
        source: The file.
    """
    dotless = source.language in _DOTLESS or source.language == "html"
    unread = source.language in _UNREAD
    if not (dotless or unread) or not any(sign in source.lowered for sign in _SIGNS):
        return
    numbers = set(_worded(source)) if unread else set()
    if dotless:
        numbers |= {n for n, text in enumerate(source.lines, 1) if _BARE_LINE.match(text)}
    if not numbers:
        return
    inside = {n for c in source.comments for n in range(c.line, c.end_line + 1)}
    if source.language == "yaml":
        inside |= text_lines(source)
    for number in sorted(numbers - inside):
        text = source.lines[number - 1]
        if _BARE_LINE.match(text) and _is_content(number, source):
            continue
        start = len(text) - len(text.lstrip())
        message = "Dots stand for code: write the code itself."
        yield Finding(message, number, start + 1, number, len(text.rstrip()) + 1)


def _worded(source: Source) -> Iterator[int]:
    """Yield the lines that say what is left out, between dots or brackets."""
    for found in _WORDED.finditer(source.text):
        words = found["words"]
        if len(words) > _LONGEST:
            continue
        body = " ".join(words.strip(_EDGE).lower().split())
        trails = words.endswith(("...", "…"))
        if found["lead"] in "[(":
            fits = words.endswith(("]", ")")) and strong().fullmatch(body)
        elif source.language in {"html", "markdown"} and not trails:
            fits = strong().fullmatch(body)
        else:
            fits = strong().fullmatch(body) or (
                (trails or " " in body) and dotted().fullmatch(body) is not None
            )
        if fits and not (source.language == "markdown" and _is_fenced(source, found.start())):
            yield source.text.count("\n", 0, found.start("lead")) + 1


def _is_fenced(source: Source, offset: int) -> bool:
    """Whether a place of Markdown is in a block of code, which may be an excerpt."""
    fences = re.findall(r"^[ \t]*(?:```|~~~)", source.text[:offset], re.MULTILINE)
    return len(fences) % 2 == 1


def written(source: Source, indices: Iterable[int]) -> str:
    """The first of some lines that is not blank; empty where all are."""
    return next((source.lines[index] for index in indices if source.lines[index].strip()), "")


def depth(text: str) -> int:
    """How far a line is indented."""
    return len(text) - len(text.lstrip())


def _is_content(number: int, source: Source) -> bool:
    if source.language == "yaml":
        return _ends_document(number, source) or _goes_on_above(number, source)
    if source.language == "html":
        return not _HOLDS_TAGS.search(written(source, range(number - 2, -1, -1)))
    before = source.lines[number - 2].rstrip() if number > 1 else ""
    after = "".join(source.lines[number : number + 1]).lstrip()
    return before.endswith(">") and after.startswith("</")  # the text of an element in JSX


def _goes_on_above(number: int, source: Source) -> bool:
    """Whether a line of YAML goes on with a plain text that begins behind a key above it."""
    own = depth(source.lines[number - 1])
    for text in reversed(source.lines[max(0, number - _LONGEST_TEXT) : number - 1]):
        key = _KEY.match(text)
        if key is not None and key.end("lead") <= own:
            value = key["value"] or ""
            return key.end("lead") < own and value[:1] not in {"", "|", ">", "#"}
        if text.strip() and key is None and depth(text) < own:
            return False
    return False


def text_lines(source: Source) -> set[int]:
    """The lines of YAML that belong to a text which a key above them opens."""
    found: set[int] = set()
    above: list[tuple[int, bool]] = []  # lines that hold the next: how deep, and whether in a text
    for number, text in enumerate(source.lines, 1):
        if not text.strip():
            continue
        own = depth(text)
        while above and above[-1][0] >= own:
            above.pop()
        inside = bool(above) and above[-1][1]
        if inside:
            found.add(number)
        above.append((own, inside or _opens_text(text)))
    return found


def _opens_text(text: str) -> bool:
    return ("|" in text or ">" in text) and _TEXT.match(text) is not None


def _ends_document(number: int, source: Source) -> bool:
    """In YAML three dots at the margin end a document."""
    if source.language != "yaml" or source.lines[number - 1].rstrip() != "...":
        return False
    following = written(source, range(number, len(source.lines)))
    return not following or following.startswith(_NEXT_DOCUMENT)
