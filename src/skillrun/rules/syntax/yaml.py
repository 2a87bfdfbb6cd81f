"""YAML: PyYAML's events, from libyaml where it is there.

Events are enough to know that a text parses, need no recursion, and leave tags alone:
Compose, GitHub and CloudFormation have tags of their own.
"""

from functools import lru_cache
from typing import Any, Protocol

import yaml

from skillrun.rules.syntax.problem import SyntaxProblem


class _Mark(Protocol):
    line: int
    column: int


_DEEPEST = 500
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


# Check and rules read the same file one after the other.
@lru_cache(maxsize=16)
def check(text: str) -> SyntaxProblem | None:
    """Parse YAML, one document or several, and say what is wrong with it."""
    try:
        return _check_events(text)
    except yaml.MarkedYAMLError as error:
        words = ", ".join(filter(None, (error.context, error.problem)))
        return _problem(words, error.problem_mark or error.context_mark)
    except (yaml.YAMLError, ValueError) as error:  # characters that YAML does not allow
        return SyntaxProblem(str(error).splitlines()[0])


@lru_cache(maxsize=16)
def compose(text: str) -> yaml.Node | None:
    """The first document of a YAML text as nodes with their places; None where it does not parse.

    libyaml makes nodes by recursion that nothing stops: a text that `check` has not found shallow
    would end the process.
    """
    if check(text) is not None:
        return None
    try:
        return next(iter(yaml.compose_all(text, Loader=_LOADER)), None)
    except (yaml.YAMLError, ValueError, RecursionError):  # an anchor that is given twice
        return None


def _check_events(text: str) -> SyntaxProblem | None:
    anchors: set[str] = set()
    depth = 0
    event: Any
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.DocumentStartEvent):
            anchors.clear()
        elif isinstance(event, yaml.AliasEvent) and event.anchor not in anchors:
            return _problem(f"found undefined alias {event.anchor!r}", event.start_mark)
        elif getattr(event, "anchor", None):
            anchors.add(event.anchor)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:  # beyond, libyaml's time grows with the square of the depth
            return _problem("it is nested too deeply to be read", event.start_mark)
    return None


def _problem(message: str, mark: _Mark | None) -> SyntaxProblem:
    if mark is None:
        return SyntaxProblem(message)
    return SyntaxProblem(message, mark.line + 1, mark.column + 1)
