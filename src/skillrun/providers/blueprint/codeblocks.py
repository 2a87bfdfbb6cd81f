"""Code that a request shows: models written as Python are read as models."""

import re
from dataclasses import dataclass

from skillrun.providers.blueprint.scanner import fail
from skillrun.providers.blueprint.spec import Model

_FENCED = re.compile(r"^[ \t]*```[\w+-]*[ \t]*\n(.*?)^[ \t]*```[ \t]*$", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(r"^[ \t]*```[\w+-]*[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A request without its code.

    Attributes:
        text: The words, with blanks in the place of code, so that places stay what they were.
        models: The models of the code.
        notes: What of the code is not taken over, in Russian.
        at: Where the first code stands.
    """

    text: str
    models: tuple[Model, ...]
    notes: tuple[str, ...]
    at: int = 0


def without_code(request: str) -> Spoken:
    """Take the Python models out of a request.

    Blocks that hold no classes are words like others; their fences go.

    Args:
        request: The request.

    Raises:
        UsageError: If the code holds what the blueprint can't make.
    """
    from skillrun.providers.blueprint.reading import read_models

    text = request
    models: list[Model] = []
    notes: list[str] = []
    first = 0
    for block in _FENCED.finditer(request):
        if not re.search(r"^class \w+", block[1], re.MULTILINE):
            continue
        try:
            module = read_models(block[1])
        except SyntaxError as error:
            fail(request, block.start(1), f"this code does not parse: {error.msg}")
        if module.unread:
            why = f"in this code {module.unread[0]}"
            fail(
                request,
                block.start(1),
                why,
                advice="Leave it out, or name a model: --model anthropic:NAME.",
            )
        text = _blanked(text, block.start(), block.end())
        first = first or block.start()
        models += module.models
        notes += module.notes
    for fence in _FENCE.finditer(text):
        text = _blanked(text, fence.start(), fence.end())
    return Spoken(text, tuple(models), tuple(dict.fromkeys(notes)), first)


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
