"""Finding the comments of a text without parsing it: one regular expression a language.

Each expression names what can hold a comment's sign without being one (strings, URLs, fenced
code) beside the comments themselves, and is run once over the text. A text that does not
parse, or that has only half arrived, still gives its comments.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment.

    Attributes:
        text: As written, signs included.
        body: What stands between the signs, trimmed.
        line: 1-based line of its first character.
        column: 1-based column of its first character, counted in characters.
        end_line: 1-based line of its last character.
        end_column: 1-based column after its last character.
        own_line: Nothing but blanks stands before it on its line.
    """

    text: str
    body: str
    line: int
    column: int
    end_line: int
    end_column: int
    own_line: bool


# Each begins with a sign as it is written: where all that an expression looks for do so, it runs
# over the rest of the text many times faster. The group only tells which of them was found.
_HASH = r"\#(?P<hash>)[^\n]*"
_SPACED_HASH = r"\#(?<!\S\#)(?P<hash>)[^\n]*"
# One a line: what stands before it tells whether it is a comment.
_LINE_HASH = r"\#(?P<line>)[^\n]*"
_SLASHES = r"//(?P<slashes>)[^\n]*"
_STARS = r"/\*(?P<stars>).*?(?:\*/|\Z)"
_MARKUP = r"<!--(?P<markup>).*?(?:-->|\Z)"
_DASHES = r"--(?P<dashes>)[^\n]*"
_BRACES = r"\{\#(?P<braces>).*?(?:\#\}|\Z)"
_TAG = r"\{%-?\s*comment\b(?P<tag>)[^%]*%\}.*?(?:\{%-?\s*endcomment\s*-?%\}|\Z)"
_TRIPLE = (
    r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*(?:"""|\Z)'
    r"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*(?:'''|\Z)"
)
_DOUBLE = r'"[^"\\\n]*(?:\\.[^"\\\n]*)*(?:"|$)'
_SINGLE = r"'[^'\\\n]*(?:\\.[^'\\\n]*)*(?:'|$)"
_LONG_DOUBLE = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_LONG_SINGLE = r"'[^']*'"
_TEMPLATE = r"`[^`\\]*(?:\\.[^`\\]*)*(?:`|\Z)"
_FENCED = r"^(?P<fence>[`~]{3,})[^\n]*\n.*?(?:^(?P=fence)[`~]*[ \t]*$|\Z)"
_SCHEME = r"\b[a-z]{2,12}://\S*"
# In YAML a quote opens a string only where a value may begin: `don't` holds none.
_YAML_DOUBLE = r'"(?<=[:\-\[,{] ")[^"\\]*(?:\\.[^"\\]*)*"'
_YAML_SINGLE = r"'(?<=[:\-\[,{] ')[^']*'"

_PATTERNS = {
    "python": (_TRIPLE, _DOUBLE, _SINGLE, _HASH),
    "toml": (_TRIPLE, _DOUBLE, r"'[^'\n]*(?:'|$)", _HASH),
    "yaml": (_YAML_DOUBLE, _YAML_SINGLE, _SPACED_HASH),
    "dockerfile": (_LINE_HASH,),
    "shell": (r"\\.", _LONG_DOUBLE, _LONG_SINGLE, _SPACED_HASH),
    "nginx": (_DOUBLE, _SINGLE, _SPACED_HASH),
    "ini": (r"(?P<hash>^[ \t]*[\#;][^\n]*)",),
    "env": (_LINE_HASH,),
    "javascript": (_DOUBLE, _SINGLE, _TEMPLATE, _SCHEME, _STARS, _SLASHES),
    "jsonc": (_DOUBLE, _STARS, _SLASHES),
    "c": (_DOUBLE, _SINGLE, _STARS, _SLASHES),
    "css": (_DOUBLE, _SINGLE, _STARS),
    "scss": (_DOUBLE, _SINGLE, _SCHEME, _STARS, _SLASHES),
    "sql": (_LONG_DOUBLE, r"'[^']*'", _STARS, _DASHES),
    "html": (_MARKUP, _BRACES, _TAG),
    "xml": (_MARKUP,),
    "markdown": (_FENCED, r"`[^`\n]+`", _MARKUP),
}
_COMPILED = {
    language: re.compile("|".join(parts), re.DOTALL | re.MULTILINE)
    for language, parts in _PATTERNS.items()
}
# Without one of these signs a text of that language holds no comment: most files end here.
_SIGNS = {
    "python": ("#",),
    "toml": ("#",),
    "yaml": ("#",),
    "dockerfile": ("#",),
    "shell": ("#",),
    "nginx": ("#",),
    "ini": ("#", ";"),
    "env": ("#",),
    "sql": ("--", "/*"),
    "html": ("<!--", "{#", "{%"),
    "xml": ("<!--",),
    "markdown": ("<!--",),
    "css": ("/*",),
}
_STRIP = {
    "hash": ("#;!", ""),
    "line": ("#;!", ""),
    "slashes": ("/!", ""),
    "stars": ("/*!", "*/"),
    "markup": ("<!-", "->"),
    "dashes": ("-", ""),
    "braces": ("{#-", "-#}"),
}
_TAG_ENDS = re.compile(r"\{%-?\s*(?:end)?comment\b[^%]*%\}")
_ELEMENT = re.compile(
    r"<(?P<name>script|style)\b[^>]*>(?P<content>.*?)</(?P=name)\s*>", re.DOTALL | re.IGNORECASE
)


def line_starts(text: str) -> list[int]:
    """Offsets at which the lines of a text start, as Python's parser counts lines."""
    if "\r" in text:
        return [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]
    return [0, *(accumulate(len(line) + 1 for line in text.split("\n")[:-1]))]


def find_comments(text: str, language: str, starts: Sequence[int]) -> tuple[Comment, ...]:
    """Find the comments of a text.

    Args:
        text: The text.
        language: As `skillrun.rules.language.language_of` names it.
        starts: What `line_starts` gives for the text.

    Returns:
        The comments in their order; none for a language without comments.
    """
    spans = sorted(_spans(text, language))
    return tuple(_comment(text, span, starts) for span in spans)


def _spans(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    signs = _SIGNS.get(language, ("",))
    if language in _COMPILED and any(sign in text for sign in signs):
        yield from _scan(text, _COMPILED[language], 0)
    if language == "html" and "</" in text:
        yield from _embedded(text)


def _scan(text: str, pattern: re.Pattern[str], offset: int) -> Iterator[tuple[int, int, str]]:
    for match in pattern.finditer(text):
        kind = match.lastgroup
        if kind and kind != "fence":
            start, end = match.span()
            if kind == "line" and text[text.rfind("\n", 0, start) + 1 : start].strip(" \t"):
                continue
            lead = end - start - len(match[0].lstrip())
            yield offset + start + lead, offset + end, kind


def _embedded(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _ELEMENT.finditer(text):
        inner = "javascript" if match["name"].lower() == "script" else "css"
        yield from _scan(match["content"], _COMPILED[inner], match.start("content"))


def _comment(text: str, span: tuple[int, int, str], starts: Sequence[int]) -> Comment:
    start, end, kind = span
    written = text[start:end].rstrip()
    end = start + len(written)
    line, end_line = bisect_right(starts, start), bisect_right(starts, max(start, end - 1))
    begin = starts[line - 1]
    return Comment(
        text=written,
        body=_body(written, kind),
        line=line,
        column=start - begin + 1,
        end_line=end_line,
        end_column=end - starts[end_line - 1] + 1,
        own_line=_is_first(text, begin, start),
    )


def _is_first(text: str, begin: int, start: int) -> bool:
    """Whether nothing but blanks stands between two places: a piece at a time, for lines may be long."""
    while start > begin:
        piece = max(begin, start - 100)
        if text[piece:start].strip():
            return False
        start = piece
    return True


def _body(written: str, kind: str) -> str:
    if kind == "tag":
        return _TAG_ENDS.sub("", written).strip()
    left, right = _STRIP[kind]
    return written.lstrip(left).rstrip(right + " \t\r\n" if right else None).strip()


def runs(comments: Sequence[Comment]) -> Iterator[tuple[Comment, ...]]:
    """Group comments that stand on lines of their own, one below another in one column.

    Args:
        comments: In their order.

    Yields:
        The groups in their order, a trailing comment being a group of its own.
    """
    group: list[Comment] = list(comments[:1])
    for before, comment in pairwise(comments):
        if not (_below(before, comment)):
            yield tuple(group)
            group = []
        group.append(comment)
    if group:
        yield tuple(group)


def _below(before: Comment, comment: Comment) -> bool:
    return (
        before.own_line
        and comment.own_line
        and comment.line == before.end_line + 1
        and comment.column == before.column
    )
