"""Which classes and functions are views and serializers of Django REST framework."""

import ast

from skillrun.rules.functions import FUNCTIONS, Function
from skillrun.rules.model import Subject
from skillrun.rules.source import Source

from .classes import ClassIndex, ClassInfo, class_index

_VIEWS = frozenset(
    {"rest_framework.views.APIView", "rest_framework.authtoken.views.ObtainAuthToken"}
    | {
        f"rest_framework.generics.{name}"
        for name in (
            "GenericAPIView",
            "CreateAPIView",
            "ListAPIView",
            "RetrieveAPIView",
            "DestroyAPIView",
            "UpdateAPIView",
            "ListCreateAPIView",
            "RetrieveUpdateAPIView",
            "RetrieveDestroyAPIView",
            "RetrieveUpdateDestroyAPIView",
        )
    }
    | {
        f"rest_framework.viewsets.{name}"
        for name in ("ViewSet", "GenericViewSet", "ReadOnlyModelViewSet", "ModelViewSet")
    }
)
_MODEL_SERIALIZERS = frozenset(
    {
        "rest_framework.serializers.ModelSerializer",
        "rest_framework.serializers.HyperlinkedModelSerializer",
    }
)
_API_VIEW = frozenset({"rest_framework.decorators.api_view", "adrf.decorators.api_view"})
_VIEW_ENDINGS = ("APIView", "ViewSet", "View")
# Packages built on REST framework whose names do not say so.
_BUILT_ON = frozenset({"djoser", "knox"})


def is_view(cls: ClassInfo, index: ClassIndex) -> bool:
    """Whether a class is a REST view or viewset; a mixin without a view above it is none."""
    return any(name in _VIEWS or _is_foreign(name, _VIEW_ENDINGS) for name in index.externals(cls))


def is_model_serializer(cls: ClassInfo, index: ClassIndex) -> bool:
    """Whether a class is a serializer made from a model."""
    return any(
        name in _MODEL_SERIALIZERS or name.endswith("ModelSerializer")
        for name in index.externals(cls)
    )


def is_view_of_rest(name: str) -> bool:
    """Whether a dotted name is one of REST framework's own views."""
    return name in _VIEWS


def is_function_view(function: Function, source: Source) -> bool:
    """Whether a function is decorated with `@api_view`, in any place."""
    return any(source.qualified(d) in _API_VIEW for d in function.decorator_list)


def holding_view(node: ast.AST, source: Source, subject: Subject) -> ClassInfo | Function | None:
    """The REST view, class or function, that holds a node; None outside of one."""
    index = subject.once(class_index)
    for ancestor in source.ancestors(node):
        if isinstance(ancestor, ast.ClassDef):
            cls = index.info(ancestor, source)
            if is_view(cls, index):
                return cls
        elif isinstance(ancestor, FUNCTIONS) and is_function_view(ancestor, source):
            return ancestor
    return None


def _is_foreign(name: str, endings: tuple[str, ...]) -> bool:
    """A class of a package built on REST framework: `drf_spectacular.views.SpectacularAPIView`."""
    package = name.partition(".")[0]
    return (
        package != "rest_framework"
        and (
            "drf" in package
            or "rest" in package.split("_")
            or package.startswith("rest_")
            or package in _BUILT_ON
        )
        and name.endswith(endings)
    )
