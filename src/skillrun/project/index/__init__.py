"""The index of a Django project, from source alone: nothing is imported, no Django is set up."""

from skillrun.project.index.building import index_of, updated
from skillrun.project.index.loading import load_index
from skillrun.project.index.model import (
    Action,
    App,
    Dependency,
    Field,
    Function,
    Model,
    ProjectIndex,
    Route,
    Serializer,
    Setting,
    Test,
    Unread,
    View,
)
from skillrun.project.index.unknown import UNKNOWN

__all__ = [
    "UNKNOWN",
    "Action",
    "App",
    "Dependency",
    "Field",
    "Function",
    "Model",
    "ProjectIndex",
    "Route",
    "Serializer",
    "Setting",
    "Test",
    "Unread",
    "View",
    "index_of",
    "load_index",
    "updated",
]
