"""The serializers of a project."""

import ast
from collections.abc import Callable, Iterator

from skillrun.project.index.facts import ClassFacts
from skillrun.project.index.model import Serializer
from skillrun.project.index.names import Names

Label = Callable[[str], str]


def is_serializer(names: Names, dotted: str) -> bool:
    """Whether a class is a serializer: it is made of one outside the project."""
    return any(
        base.rpartition(".")[2].endswith("Serializer")
        for base in names.order(dotted)[1:]
        if names.cls(base) is None and "." in base
    )


def serializers_of(names: Names, label: Label) -> Iterator[Serializer]:
    """List the serializers.

    Args:
        names: The names of the project.
        label: The label of a model by its dotted class; the dotted name where it is none.
    """
    for path, facts in sorted(names.facts.items()):
        module = names.layout.modules[path]
        for cls in facts.classes:
            dotted = f"{module}.{cls.name}"
            if cls.bases and names.cls(dotted) is cls and is_serializer(names, dotted):
                yield _serializer(names, dotted, cls, module, path, label)


def _serializer(
    names: Names, dotted: str, cls: ClassFacts, module: str, path: str, label: Label
) -> Serializer:
    metas = [
        meta for base in names.order(dotted) if (meta := names.cls(f"{base}.Meta")) is not None
    ]
    return Serializer(
        cls.name,
        module,
        path,
        cls.line,
        cls.end_line,
        names.bases(dotted),
        _model(names, metas, module, label),
        _fields(names, dotted, metas),
    )


def _model(names: Names, metas: list[ClassFacts], module: str, label: Label) -> str:
    for meta in metas:
        found = meta.attribute("model")
        if found is not None:
            return label(names.written(found.dotted, module)) if found.dotted else found.text
    return ""


def _fields(names: Names, dotted: str, metas: list[ClassFacts]) -> tuple[str, ...]:
    named: dict[str, None] = {}
    for meta in metas[:1]:
        found = meta.attribute("fields")
        named.update(dict.fromkeys(_texts(found.text) if found is not None else ()))
    for base in reversed(names.order(dotted)):
        cls = names.cls(base)
        for item in cls.attributes if cls is not None else ():
            if item.callee.endswith(("Field", "Serializer")):
                named[item.name] = None
    return tuple(named)


def _texts(text: str) -> tuple[str, ...]:
    """The strings of a literal list, or the one string."""
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError):
        return ()
    items = value if isinstance(value, list | tuple) else [value]
    return tuple(item for item in items if isinstance(item, str))
