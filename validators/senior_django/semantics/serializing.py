"""Which expressions are serializers of REST framework."""

import ast

from skillrun.rules.functions import FUNCTIONS
from skillrun.rules.model import Subject
from skillrun.rules.source import Source

from .annotations import annotated_class
from .bindings import bindings, parameter_names
from .classes import ClassIndex, ClassInfo, class_index
from .orm import parameter_type, scopes

_GIVEN = frozenset({"perform_create", "perform_update", "perform_acreate", "perform_aupdate"})
_DEEPEST = 8


def is_serializer_class(cls: ClassInfo, index: ClassIndex) -> bool:
    """Whether a class of the project is a serializer; a field is none."""
    return any(is_serializer_name(name) for name in index.externals(cls))


def is_serializer_name(name: str) -> bool:
    """Whether a dotted name from outside the project is a serializer by all conventions."""
    last = name.rsplit(".", 1)[-1]
    if name.startswith(("django.", "itsdangerous.")):
        return False
    return last.endswith("Serializer") and "." in name


class Serializers:
    """Questions about expressions of the project's code.

    Args:
        subject: What is judged.
    """

    def __init__(self, subject: Subject) -> None:
        self._classes: ClassIndex = subject.once(class_index)

    def is_serializer(self, node: ast.AST, source: Source, depth: int = 0) -> bool:
        """Whether an expression is a serializer's instance.

        What a serializer class is called into, `self.get_serializer(…)`, names that were
        assigned one, parameters annotated as one or handed to `perform_create`, and `self`
        and `super()` in a serializer class.
        """
        if depth > _DEEPEST:
            return False
        if isinstance(node, ast.Call):
            return self._call(node, source)
        if isinstance(node, ast.Name):
            return self._name(node, source, depth)
        return False

    def holds(self, node: ast.AST, source: Source) -> ClassInfo | None:
        """The serializer class that holds a node; None outside of one."""
        for ancestor in source.ancestors(node):
            if isinstance(ancestor, ast.ClassDef):
                cls = self._classes.info(ancestor, source)
                return cls if is_serializer_class(cls, self._classes) else None
        return None

    def _call(self, node: ast.Call, source: Source) -> bool:
        function = node.func
        if isinstance(function, ast.Name) and function.id == "super":
            return self.holds(node, source) is not None
        if isinstance(function, ast.Attribute) and function.attr in {
            "get_serializer",
            "serializer_class",
        }:
            return True
        if isinstance(function, ast.Call):
            inner = function.func
            return isinstance(inner, ast.Attribute) and inner.attr == "get_serializer_class"
        return self._is_class(function, source)

    def _is_class(self, node: ast.AST, source: Source) -> bool:
        found = self._classes.resolve(node, source)
        if isinstance(found, ClassInfo):
            return is_serializer_class(found, self._classes)
        return found is not None and is_serializer_name(found)

    def _name(self, node: ast.Name, source: Source, depth: int) -> bool:
        if node.id == "self":
            return self.holds(node, source) is not None
        annotation = annotated_class(parameter_type(node, source))
        if annotation is not None and self._is_class(annotation, source):
            return True
        return _is_given(node, source) or any(
            self.is_serializer(binding.value, source, depth + 1)
            for binding in bindings(node, source)
            if binding.part == "whole"
        )


def serializers_of(subject: Subject) -> Serializers:
    """The view of the project's serializers; for `Subject.once`."""
    return Serializers(subject)


def _is_given(node: ast.Name, source: Source) -> bool:
    for scope in scopes(node, source):
        if isinstance(scope, FUNCTIONS) and node.id in parameter_names(scope):
            return scope.name in _GIVEN and node.id == "serializer"
    return False
