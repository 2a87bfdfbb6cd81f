"""The methods of strings, lists and tables, and the builtins, that modules of URLs and settings use."""

import re
from collections.abc import Callable

from skillrun.project.index.evaluation.values import Included
from skillrun.project.index.unknown import UNKNOWN

_STRING = frozenset({
    "strip", "lstrip", "rstrip", "lower", "upper", "replace", "removeprefix", "removesuffix", "title",
    "capitalize", "startswith", "endswith", "split",
})  # fmt: skip
# A width in a template that would fill the memory.
WIDE = re.compile(r"\d{4}")
_LONGEST = 20_000
_Marked = Callable[[list[object]], list[object]]


def grow(items: list[object], name: str, arguments: list[object], marked: _Marked) -> None:
    """`append`, `extend` and `insert` of a list.

    Args:
        items: The list.
        name: The method.
        arguments: What it is called with.
        marked: Says of patterns that an unknown condition adds them.
    """
    given = arguments[-1] if arguments else UNKNOWN
    if isinstance(given, Included):
        given = given.target
    more = [*given] if name == "extend" and isinstance(given, list | tuple) else [given]
    at = arguments[0] if name == "insert" and isinstance(arguments[0], int) else len(items)
    if len(items) + len(more) < _LONGEST:
        items[at:at] = marked(more)


def method(
    owner: str | dict[object, object] | list[object] | tuple[object, ...],
    name: str,
    arguments: list[object],
    keywords: dict[str, object],
) -> object:
    """What a method of a plain value returns; UNKNOWN where source cannot tell."""
    if isinstance(owner, str):
        return _of_text(owner, name, arguments, keywords)
    if isinstance(owner, dict):
        return _of_table(owner, name, arguments, keywords)
    if name == "copy" and isinstance(owner, list):
        return [*owner]
    if name == "remove" and isinstance(owner, list) and arguments[:1] and arguments[0] in owner:
        owner.remove(arguments[0])
    return UNKNOWN


def _of_text(text: str, name: str, arguments: list[object], keywords: dict[str, object]) -> object:
    if name == "join" and arguments and isinstance(arguments[0], list | tuple):
        return _joined(text, arguments[0])
    given = [*arguments, *keywords.values()]
    small = all(isinstance(item, str | int) and len(str(item)) < 200 for item in given)
    if not small or len(text) > _LONGEST or WIDE.search(text):
        return UNKNOWN
    try:
        if name == "format":
            return text.format(*arguments, **keywords)
        result: object = getattr(text, name)(*arguments) if name in _STRING else UNKNOWN
    except (TypeError, ValueError, LookupError, AttributeError):
        return UNKNOWN
    return result


def _joined(text: str, items: list[object] | tuple[object, ...]) -> object:
    parts = [part for part in items if isinstance(part, str)]
    fits = sum(len(part) + len(text) for part in parts) < _LONGEST
    return text.join(parts) if fits and len(parts) == len(items) else UNKNOWN


def _of_table(
    table: dict[object, object], name: str, arguments: list[object], keywords: dict[str, object]
) -> object:
    if name == "update":
        table.update(arguments[0] if arguments and isinstance(arguments[0], dict) else {})
        table.update(keywords)
        return None
    if name == "get" and arguments and isinstance(arguments[0], str | int):
        return table.get(arguments[0], arguments[1] if len(arguments) > 1 else None)
    views: dict[str, object] = {
        "items": [*table.items()],
        "keys": [*table],
        "values": [*table.values()],
        "copy": {**table},
    }
    return views.get(name, UNKNOWN)


def _listed(arguments: list[object]) -> object:
    given = arguments[0] if arguments else []
    return [*given] if isinstance(given, list | tuple | dict) else UNKNOWN


def _tupled(arguments: list[object]) -> object:
    given = _listed(arguments)
    return tuple(given) if isinstance(given, list) else UNKNOWN


def _text(arguments: list[object]) -> object:
    given = arguments[0] if arguments else ""
    return str(given) if isinstance(given, str | int) else UNKNOWN


def _numbered(arguments: list[object]) -> object:
    given = _listed(arguments)
    return [*enumerate(given)] if isinstance(given, list) else UNKNOWN


def _reversed(arguments: list[object]) -> object:
    given = _listed(arguments)
    return given[::-1] if isinstance(given, list) else UNKNOWN


def _length(arguments: list[object]) -> object:
    given = arguments[0] if arguments else UNKNOWN
    return len(given) if isinstance(given, str | list | tuple | dict) else UNKNOWN


BUILTINS: dict[str, Callable[[list[object]], object]] = {
    "list": _listed,
    "tuple": _tupled,
    "set": _listed,
    "sorted": _listed,
    "str": _text,
    "enumerate": _numbered,
    "reversed": _reversed,
    "len": _length,
}
