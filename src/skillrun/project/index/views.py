"""The views of a project: what is routed, and what looks like a view."""

import re
from collections.abc import Callable, Iterable, Iterator

from skillrun.project.index.facts import Assigned, ClassFacts, FunctionFacts
from skillrun.project.index.model import Action, View
from skillrun.project.index.names import Names
from skillrun.project.index.serializers import is_serializer
from skillrun.project.index.viewsets import actions, is_viewset

_METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
_VIEW = re.compile(r"(?:^|\.)\w*(?:View|ViewSet|ViewSetMixin)\Z")
_VIEW_FILES = re.compile(r"(?:^|/)(?:\w*views?\w*|api|endpoints)(?:/|\.py\Z)")
Label = Callable[[str], str]


def views_of(
    names: Names, routed: Iterable[str], label: Label, is_model: Callable[[str], bool]
) -> Iterator[View]:
    """List the views.

    Args:
        names: The names of the project.
        routed: The dotted views of its routes.
        label: The label of a model by its dotted class.
        is_model: Whether a dotted class is a model.
    """
    wanted = frozenset(routed)
    reader = _Reader(names, label, is_model)
    for path, facts in sorted(names.facts.items()):
        module = names.layout.modules[path]
        for function in facts.functions:
            if f"{module}.{function.name}" in wanted or _is_view(function, path):
                yield reader.function(function, module, path)
        for cls in facts.classes:
            dotted = f"{module}.{cls.name}"
            if names.cls(dotted) is cls and (dotted in wanted or reader.is_view(dotted)):
                yield reader.cls(cls, module, path)


class _Reader:
    """Reads views.

    Args:
        names: The names of the project.
        label: The label of a model by its dotted class.
        is_model: Whether a dotted class is a model.
    """

    def __init__(self, names: Names, label: Label, is_model: Callable[[str], bool]) -> None:
        self._names = names
        self._label = label
        self._is_model = is_model

    def is_view(self, dotted: str) -> bool:
        """Whether a class is made of a view outside the project."""
        return any(
            _VIEW.search(base) and "." in base
            for base in self._names.order(dotted)[1:]
            if self._names.cls(base) is None
        )

    def function(self, facts: FunctionFacts, module: str, path: str) -> View:
        """A view that is a function."""
        models, serializers = self._used(facts.uses, module)
        return View(
            facts.name,
            module,
            path,
            facts.line,
            facts.end_line,
            "function",
            models=models,
            serializers=serializers,
        )

    def cls(self, facts: ClassFacts, module: str, path: str) -> View:
        """A view that is a class."""
        dotted = f"{module}.{facts.name}"
        viewset = is_viewset(self._names, dotted)
        uses = [*facts.uses, *(_head(item) for item in facts.attributes)]
        models, serializers = self._used(uses, module)
        return View(
            facts.name,
            module,
            path,
            facts.line,
            facts.end_line,
            "viewset" if viewset else "class",
            self._names.bases(dotted),
            actions(self._names, dotted) if viewset else tuple(_handlers(facts, path)),
            models,
            serializers,
        )

    def _used(self, uses: Iterable[str], module: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The models and the serializers that a body names."""
        models: dict[str, None] = {}
        serializers: dict[str, None] = {}
        for name in filter(None, uses):
            dotted = self._names.written(name, module)
            if self._names.cls(dotted) is None:
                continue
            if self._is_model(dotted):
                models[self._label(dotted)] = None
            elif is_serializer(self._names, dotted):
                serializers[dotted] = None
        return tuple(models), tuple(serializers)


def _head(item: Assigned) -> str:
    """`models.Order` of `queryset = models.Order.objects.all()` and of `model = models.Order`."""
    head = item.text.partition("(")[0].split(".")
    capitals = [position for position, part in enumerate(head) if part[:1].isupper()]
    return ".".join(head[: capitals[0] + 1]) if capitals else ""


def _handlers(facts: ClassFacts, path: str) -> Iterator[Action]:
    for method in facts.methods:
        if method.name in _METHODS:
            yield Action(method.name, path, method.line, methods=(method.name,))


def _is_view(function: FunctionFacts, path: str) -> bool:
    if any("api_view" in text for text in function.decorators):
        return True
    takes = function.parameters[:1] == ("request",)
    return takes and not function.name.startswith("_") and bool(_VIEW_FILES.search(path))
