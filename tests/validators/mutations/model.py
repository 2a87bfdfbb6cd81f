"""One way to break a clean project, as data."""

from dataclasses import dataclass
from typing import Literal

ANSWER = "answer.md"
PART = "answer-{}.md"


@dataclass(frozen=True, slots=True)
class Mutation:
    """A change of the clean project that one rule must see.

    Attributes:
        code: The rule.
        name: What is broken, in a few words; unique within the code.
        path: The file that is changed; `answer.md` for the text of the whole answer;
            `answer-1.md` and so on for a part of the same answer that comes in several.
        old: The text that goes, which occurs in the file at least once (the first one counts);
            None makes the file.
        new: The text that comes; None removes the file.
        line: Where the violation is: a 1-based line, or a text that stands on it in the changed
            file; None for the first line that differs.
        at: The file of the violation; None for `path`.
        how: `check`: the project is checked as it stands on disk. `edit`: an answer brings the
            changed files to the clean project on disk. `new`: an answer brings the whole
            project to an empty workspace.
        request: What was asked.
        shown: Paths that the model had seen of an `edit`; None where that is not known.
        target: What a person would approve; empty where the rule names nothing of the kind.
        also: Further changes that belong to it, as path, old and new.
    """

    code: str
    name: str
    path: str
    old: str | None
    new: str | None
    line: int | str | None = None
    at: str | None = None
    how: Literal["check", "edit", "new"] = "check"
    request: str = ""
    shown: tuple[str, ...] | None = None
    target: str = ""
    also: tuple[tuple[str, str | None, str | None], ...] = ()
