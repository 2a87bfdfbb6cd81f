"""The methods that the project's own models and managers define, by name."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from skillrun.rules.functions import Function
from skillrun.rules.model import Subject
from skillrun.rules.source import Source

from .classes import ClassIndex, ClassInfo, class_index, methods_of
from .orm import Orm, is_queryset_type, orm_of, returned
from .relations import relations_of
from .roles import role_of

_HOLDING = frozenset({"models", "managers"})
_SELF = ("Self", "typing.Self")


@dataclass(frozen=True, slots=True)
class Method:
    """One method of a model or manager.

    Attributes:
        owner: The class.
        node: Its definition.
    """

    owner: ClassInfo
    node: Function


class OwnMethods:
    """The methods of the project's models and managers, those on disk included.

    Args:
        subject: What is judged.
    """

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._classes: ClassIndex = subject.once(class_index)
        self._orm: Orm = subject.once(orm_of)
        self._giving: dict[str, bool] = {}

    @cached_property
    def of_models(self) -> dict[str, list[Method]]:
        """The methods of models."""
        return self._by_name(self._subject.once(relations_of).models)

    @cached_property
    def of_managers(self) -> dict[str, list[Method]]:
        """The methods of managers and querysets."""
        return self._by_name(self._managers())

    def gives_queryset(self, name: str) -> bool:
        """Whether a method of that name of a manager or queryset gives a queryset back."""
        if name not in self._giving:
            self._giving[name] = False
            methods = self.of_managers.get(name, ())
            self._giving[name] = any(self._gives(m.node, m.owner.source) for m in methods)
        return self._giving[name]

    def _gives(self, function: Function, source: Source) -> bool:
        returns = function.returns
        if returns is not None:
            return is_queryset_type(returns, source) or _is_self_type(returns, source)
        return any(self._orm.is_queryset(value, source) for value in returned(function))

    def _managers(self) -> Iterator[ClassInfo]:
        for path in sorted(self._subject.paths):
            source = self._subject.source(path) if role_of(path) in _HOLDING else None
            if source is not None and ("Manager" in source.text or "QuerySet" in source.text):
                yield from (c for c in self._classes.of(source) if self._orm.is_manager(c))

    def _by_name(self, classes: Iterable[ClassInfo]) -> dict[str, list[Method]]:
        """The methods of classes, and of the mixins and other classes above them."""
        lines = (base for cls in classes for base in self._classes.line(cls))
        owners = dict.fromkeys(base for base in lines if isinstance(base, ClassInfo))
        found: dict[str, list[Method]] = {}
        for cls in owners:
            for method in methods_of(cls):
                found.setdefault(method.name, []).append(Method(cls, method))
        return found


def own_methods(subject: Subject) -> OwnMethods:
    """The methods of a project's models and managers; for `Subject.once`."""
    return OwnMethods(subject)


def _is_self_type(node: ast.expr, source: Source) -> bool:
    return (source.qualified(node) or "").endswith(_SELF)
