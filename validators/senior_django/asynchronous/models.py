"""Methods and properties of the project's models, and methods of its managers, by who has them."""

import ast

from skillrun.rules.functions import FUNCTIONS, Function
from skillrun.rules.model import Subject
from skillrun.rules.source import Source

from ..semantics.classes import ClassInfo, class_index
from ..semantics.instances import instances_of
from ..semantics.own_methods import own_methods

_PROPERTIES = frozenset(
    {"property", "functools.cached_property", "django.utils.functional.cached_property"}
)


def method_of_instance(
    node: ast.AST, source: Source, subject: Subject
) -> tuple[Function, Source] | None:
    """The method that an instance of a model, or a manager, is asked for: `order.cancel`.

    Args:
        node: The expression before the brackets of a call.
        source: The file that holds it.
        subject: What is judged.
    """
    if not isinstance(node, ast.Attribute):
        return None
    known = subject.once(own_methods)
    if node.attr in known.of_models:
        found = _of_model(node, source, subject)
        if found is not None:
            return found
    managers = known.of_managers.get(node.attr, ())
    if len(managers) != 1:
        return None
    if subject.once(instances_of).model_of_queryset(node.value, source) is None:
        return None
    return managers[0].node, managers[0].owner.source


def computed(
    node: ast.Attribute, source: Source, subject: Subject
) -> tuple[Function, Source] | None:
    """The property of a model that is read of an instance: `order.total`."""
    if not isinstance(node.ctx, ast.Load) or node.attr not in subject.once(own_methods).of_models:
        return None
    found = _of_model(node, source, subject)
    if found is None:
        return None
    names = {found[1].qualified(decorator) for decorator in found[0].decorator_list}
    return found if names & _PROPERTIES else None


def _of_model(
    node: ast.Attribute, source: Source, subject: Subject
) -> tuple[Function, Source] | None:
    model = subject.once(instances_of).model_of(node.value, source)
    if not isinstance(model, ClassInfo):
        return None
    said = subject.once(class_index).attribute(model, node.attr)
    if said is None or not isinstance(said.node, FUNCTIONS):
        return None
    return said.node, said.owner.source
