"""CMP004 elision-comment."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from skillrun.rules.comments import Comment, runs
from skillrun.rules.model import Example, Finding, SourceRule, Subject
from skillrun.rules.packs.completeness.dots import bare_lines, depth, text_lines, written
from skillrun.rules.packs.completeness.phrases import alone, dotted, played, strong, weak
from skillrun.rules.source import Source

_DOTS = re.compile(r"\.{3,}|…|\. \. \.")
# `...args` spreads and `...and so` goes on: dots that omit stand apart from the words.
_LEADING = re.compile(r"(?:\.{3,}+|…|\. \. \.)(?!\w)")
_JOINED = re.compile(
    r"(?:and|but|or|nor|so|then|which|who|that|if|unless|because|as|for|with|to)\b"
)
_EDGE = " \t*-=~/|#<>[](){}:;!_+\"'`"
_LONGEST = 160
# A line of one or two words is a heading, and no sentence goes on below it.
_LONGEST_HEADING = 2
_DIRECTIVE = re.compile(
    r"#(?:!|\s*(?:-\*-|syntax=|escape=|check=|vim?:|(?:ruff|mypy|isort|fmt|type|pylint|flake8)\s*:"
    r"|noqa\b|shellcheck\b|yaml-language-server))"
)
_BLOCK = re.compile(r"\{%-? block \w+ -?%\}\s*$")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a comment.

    Attributes:
        body: The words, small, without what surrounds them.
        leads: Dots stand before the words.
        trails: Dots stand after them.
        indent: How far the words stand from the comment's sign.
        open: It reads as if the sentence went on below.
        small: It begins with a small letter.
    """

    body: str
    leads: bool
    trails: bool
    indent: int
    open: bool
    small: bool


class ElisionComment(SourceRule):
    """A comment that stands where code should be."""

    code = "CMP004"
    name = "elision-comment"
    early = True
    directive = (
        "Write every line of every file: never a comment in place of code, such as `# ... rest of "
        "code`, `# existing code`, `# same as before`, `# implement here`, `<!-- ... -->`, in any "
        "language of file and in any language."
    )
    decisions = (
        "The whole comment must be the omission; a sentence that holds its words is an ordinary "
        "comment. A phrase that could be a heading (`# Other methods`, `# Same as above`) counts only "
        "where no code follows it at its own depth. Dots in the middle of a longer comment are prose or an example. "
        "What admits that the real code is still to come stands for it too (`# In production, this "
        "would call the gateway`, and outside of tests `# Simulate the API call`). "
        "Three dots alone on a line of a configuration, style sheet or script count as well, and so do the "
        "words of an omission between dots where no comment is opened (`... existing fields ...`)."
    )
    fatal = True
    bad = Example('def total() -> int:\n    """Add up."""\n    # ... rest of code\n    return 1\n')
    good = Example(
        'def total() -> int:\n    """Add up."""\n    # The rest of the code relies on an existing basket.\n'
        "    return 1\n"
    )

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:  # noqa: ARG002
        """Yield each comment, and each line of dots, that stands for code."""
        if source.path.endswith((".po", ".pot")):
            return  # what is commented out there are translations
        for run in runs(source.comments):
            lines = [_lines(comment) for comment in run]
            for index, comment in enumerate(run):
                if _stands_for_code(lines, index, comment, source):
                    if source.language == "yaml" and comment.line in text_lines(source):
                        continue
                    shown = " ".join(comment.text.split())[:60]
                    message = f"`{shown}` stands for code: write the code itself."
                    yield source.at_comment(comment, message)
        yield from bare_lines(source)


def _lines(comment: Comment) -> list[_Line]:
    if _DIRECTIVE.match(comment.text):
        return []  # no words: what stands below begins a sentence of its own
    written = comment.body.split("\n")
    return [line for text in written if (line := _line(text, comment)) is not None]


def _line(text: str, comment: Comment) -> _Line | None:
    if not text.strip() or len(text) > _LONGEST:
        return None
    core = words = text.strip(_EDGE)
    leads = trails = None
    if "." in core or "…" in core:
        leads, trails = _LEADING.match(core), _DOTS.search(core[-5:])
        words = _DOTS.sub(" ", core)
    words = " ".join(words.strip(_EDGE + ".,?").lower().split())
    head = comment.text.lstrip("#/*<!-{;% ")
    return _Line(
        body=words,
        leads=leads is not None,
        trails=trails is not None,
        indent=len(comment.text) - len(head),
        open=bool(re.search(r"[\w,(]$", text.strip())) and words.count(" ") >= _LONGEST_HEADING,
        small=core[:1].islower(),
    )


def _stands_for_code(
    lines: Sequence[Sequence[_Line]], index: int, comment: Comment, source: Source
) -> bool:
    own = [*lines[index]]
    if _is_open_block(comment, source):
        return False
    if own and not own[0].body and index > 1:
        return False  # the dots under a series: `# zz 12`, `# zzz 123`, `# ...`
    if len(own) > 1:
        return any(_is_omission(line, comment, source) for line in _sentences(own))
    if not own:
        return False
    before = lines[index - 1][-1:] if index else []
    after = lines[index + 1][:1] if index + 1 < len(lines) else []
    if _goes_on(own[0], [*before], [*after]):
        return False
    if after and own[0].trails and not own[0].leads:
        own[0] = replace(own[0], trails=False)  # the dots lead on to the next line
    return _is_omission(own[0], comment, source)


def _is_open_block(comment: Comment, source: Source) -> bool:
    """Whether it invites other templates to fill a block that a base template leaves empty."""
    if not comment.text.startswith("{#"):
        return False
    above = written(source, range(comment.line - 2, -1, -1))
    below = written(source, range(comment.end_line, len(source.lines)))
    opened = bool(_BLOCK.search(above)) and below.lstrip().startswith("{% endblock")
    return opened and "{% extends" not in source.text


def _sentences(lines: Sequence[_Line]) -> Iterator[_Line]:
    """Yield the lines of one comment that are sentences of their own."""
    for index, line in enumerate(lines):
        before, after = lines[index - 1 : index] if index else [], lines[index + 1 : index + 2]
        if line.body and not _goes_on(line, before, after):
            yield line


def _goes_on(line: _Line, before: Sequence[_Line], after: Sequence[_Line]) -> bool:
    """Whether the line is a piece of a sentence, or of an example, that spans lines."""
    if not line.body:
        return bool(before) and (bool(after) or line.indent > before[0].indent)
    if before and before[0].open and line.small and not line.leads:
        return True
    if before and before[0].trails and line.leads:
        return True  # "first half ..." / "... second half"
    return bool(after) and line.open and after[0].small and not after[0].leads


def _is_omission(line: _Line, comment: Comment, source: Source) -> bool:
    if not line.body:
        return (line.leads or line.trails) and _can_be_bare(comment, source)
    if (line.leads or line.trails) and dotted().fullmatch(line.body):
        return line.leads or comment.own_line
    if line.leads and line.trails and len(line.body.split()) <= 5:
        return not _JOINED.match(line.body)
    if strong().fullmatch(line.body) or (comment.own_line and alone().fullmatch(line.body)):
        return True
    if line.body.startswith(("simulat", "for now")) and not source.is_test:
        return played().fullmatch(line.body) is not None
    return bool(weak().fullmatch(line.body)) and _nothing_follows(comment, source)


def _can_be_bare(comment: Comment, source: Source) -> bool:
    """Dots beside code on its line stand for code only where a block is opened."""
    if re.search(r"['\"`]", comment.text):
        return False
    before = source.lines[comment.line - 1][: comment.column - 1].rstrip()
    return not before or comment.text.startswith(("<!--", "{")) or before[-1] in ":{[("


def _nothing_follows(comment: Comment, source: Source) -> bool:
    """Whether the comment is the last thing at its depth: no code that it could head."""
    if not comment.own_line:
        return False
    text = written(source, range(comment.end_line, len(source.lines)))
    code = text.strip()
    return not code or depth(text) + 1 < comment.column or code[0] in ")]}"
