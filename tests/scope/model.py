"""An edit of a project: what is asked, what the answer changes, and what is to be found in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Swap = tuple[str, str]


@dataclass(frozen=True)
class Edit:
    """An answer to a request, told as what it changes in a project.

    Of the project's own text no more stands here than is needed to find the place.

    Attributes:
        name: What it does, for people.
        request: What was asked.
        swaps: By path, texts that stand there once, and what stands there after.
        new: Texts of new files, and of files that are written anew, by path.
        cut: By path, definitions at the top of the module that are taken away.
        mended: Files that are brought up to the standard besides: docstrings, annotations,
            and all that Ruff mends.
        expected: Code and target of each overreach; none in an honest edit.
        frozen: The person said that existing code stays as it is, with a flag.
        minimal: The person asked for minimal changes, with a flag.
        approved: What the person allowed.
        earlier: Earlier requests of the session.
        recommended: What the answer recommends, under its heading.
        tail: Text that the answer ends with.
    """

    name: str
    request: str
    swaps: Mapping[str, tuple[Swap, ...]] = field(default_factory=dict)
    new: Mapping[str, str] = field(default_factory=dict)
    cut: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    mended: tuple[str, ...] = ()
    expected: tuple[tuple[str, str], ...] = ()
    frozen: bool = False
    minimal: bool = False
    approved: tuple[str, ...] = ()
    earlier: str = ""
    recommended: str | None = None
    tail: str = ""
