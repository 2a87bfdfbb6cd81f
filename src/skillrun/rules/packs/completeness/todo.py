"""CMP001 todo-comment."""

import ast
import re
from collections.abc import Iterator

from skillrun.rules.comments import Comment
from skillrun.rules.functions import docstrings
from skillrun.rules.model import Example, Finding, SourceRule, Subject
from skillrun.rules.source import Source

_WORDS = ("todo", "fixme", "xxx", "hack", "tbd", "to-do", "fix me", "fix-me")
_ANY_WORD = re.compile("|".join(_WORDS), re.IGNORECASE)
_URL = re.compile(r"\b\w+://\S+|\bwww\.\S+")
# In capitals the words are marks wherever they stand, unless quoted, dotted or hyphenated.
_MARK = re.compile(
    r"(?<![\w\-./`'\"])(?P<word>TODO|FIXME|HACK|TBD)(?![\w/`'\"]|-[A-Za-z]|\.\w)"
    r"|(?<![\w\-./`'\"])(?P<wild>XXX)(?=\s*[:(!])"
)
_LEAD = re.compile(r"^[\s*\-!@/]*(?P<word>TODO|FIXME|XXX|HACK|TBD)\b(?![`'\"])(?!-\w*[A-Z]{2})")
# In small letters they are words of the language too ("todo items"): only a mark's shape tells.
_SHAPED = re.compile(
    r"^[\s*\-!@/]*(?P<word>to-?do|fix[- ]?me|xxx|hack|tbd)\b"
    r"(?:(?<=@todo)|\s*(?:[:!]|\([\w@. -]*\)|[-–—]\s|$|(?:add|check|document|finish|fix|handle|implement|improve"
    r"|make|move|refactor|remove|rename|replace|rewrite|support|test|use|write)\b))",
    re.IGNORECASE,
)
# A task of the program's users, or the state of one, is no mark either.
_STATES = r"(?:IN[ _-]?PROGRESS|DOING|DONE|BACKLOG|REVIEW|STARTED)"
_BETWEEN = r"\s*(?:->|=>|→|[,/|]|or\b|and\b|to\b)\s*"
_SUBJECT = re.compile(
    rf"\bTODO{_BETWEEN}{_STATES}\b|\b{_STATES}{_BETWEEN}TODO\b"
    r"|\b(?:[Ss]tatus|[Ss]tate|[Ss]tage|[Cc]olumn)(?:\s+\w+){0,2}\s+(?:is|as|to|from|in|of|=+)\s+TODO\b(?!:)"
    r"|\b(?:[Tt]he|[Aa]n?|[Ee]ach|[Ee]very|[Tt]his|[Oo]ne|[Nn]ew)\s+TODO\s+(?:item|list|task|model|app|entry|board|column)s?\b"
    r"|\bTODO[ -](?:items?|lists?|tasks?|models?|app|application|entr(?:y|ies)|boards?|columns?|status|records?|objects?|cards?)"
    r"(?=\s*$|\s*[.,;:)]|\s+(?:is|are|was|were|of|for|with|in|by|on|that|which|and|or|has|can|must|from|as|to|when)\b)"
)
_SECTION = re.compile(r"^\s*(?:(?P<word>Todo):\s*|\.\. (?P<directive>todo)::.*)$")


class TodoComment(SourceRule):
    """A comment or docstring that postpones work."""

    code = "CMP001"
    name = "todo-comment"
    early = True
    directive = (
        "Leave nothing for later: no TODO, FIXME, XXX, HACK or TBD in any comment or docstring of "
        "any file. Do the work now, or leave it out."
    )
    decisions = (
        "In capitals the words count anywhere in a comment or docstring, unless they are quoted or "
        "part of a longer name; XXX only where it leads or is followed by a colon, because it also "
        "stands for digits. In small letters they count only in the shape of a mark "
        "(`# todo: …`, `# fixme(ann) …`, `# todo implement …`), because a to-do list is a fine "
        "subject for a program; so are `TODO` as the state of a task and `TODO items`. In Google docstrings an argument called `todo` is an argument."
    )
    bad = Example('def total() -> int:\n    """Add up."""\n    # TODO: add taxes\n    return 1\n')
    good = Example(
        'def todo_items(todo_list: list[str]) -> int:\n    """Count the items of a todo list.\n\n'
        "    Args:\n        todo_list: The todo items.\n\n    Returns:\n        Their number.\n"
        '    """\n    # see https://example.com/TODO\n    return len(todo_list)\n'
    )

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:  # noqa: ARG002
        """Yield each postponing comment and docstring line."""
        if not any(word in source.lowered for word in _WORDS):
            return
        for comment in source.comments:
            word = _in_comment(comment)
            if word:
                yield source.at_comment(comment, _message(word))
        for docstring in docstrings(source):
            yield from _in_docstring(docstring, source)


def _in_comment(comment: Comment) -> str | None:
    if not _ANY_WORD.search(comment.body):
        return None
    for line in comment.body.splitlines():
        text = _URL.sub(" ", line)
        match = _LEAD.search(text) or _SHAPED.search(text) or _MARK.search(text)
        if match and not _SUBJECT.search(text):
            return match["word"] or match["wild"]
    return None


def _in_docstring(docstring: ast.Constant, source: Source) -> Iterator[Finding]:
    for number in range(docstring.lineno, (docstring.end_lineno or docstring.lineno) + 1):
        line = source.lines[number - 1]
        text = _URL.sub(lambda url: " " * len(url[0]), line)
        match = _LEAD.search(text.replace('"""', "   ")) or _MARK.search(text)
        match = match or _SECTION.search(text)
        if match and not _SUBJECT.search(text):
            start, end = match.span(match.lastgroup or 0)
            word = match[match.lastgroup or 0]
            yield Finding(_message(word), number, start + 1, number, end + 1)


def _message(word: str) -> str:
    return f"{word} puts work off: do it here, or leave the note out."
