"""What tells of a model's instance where its kind is not written: how it is saved and what is done to it."""

import ast

from skillrun.rules.functions import FUNCTIONS
from skillrun.rules.model import Subject
from skillrun.rules.source import Source

from .bindings import bindings
from .classes import ClassInfo, class_index
from .modules import modules_of
from .orm import parameter_type
from .touched import attributes_of

# What only the `save` of a model takes.
_OF_MODELS = frozenset({"update_fields", "force_insert", "force_update"})
# What only an instance of a model, an account among them, is asked for.
_ASKED = frozenset({"set_password", "set_unusable_password", "refresh_from_db", "full_clean"})
# Attributes that hold what is saved and is no model: `request.session`.
_NO_MODELS = frozenset({"session", "form", "formset", "client", "storage"})
_NARROWS = frozenset({"filter", "exclude", "all"})
_ENDS = frozenset({"delete", "update", "adelete", "aupdate"})


def is_saved_as_model(call: ast.Call, source: Source, subject: Subject) -> bool:
    """Whether `….save(…)` is a model's: by its arguments, or by what the function does to the name.

    Args:
        call: A call of a method `save` or `asave`.
        source: The file.
        subject: What is judged.
    """
    given = {keyword.arg for keyword in call.keywords}
    if given & _OF_MODELS:
        return True
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    if isinstance(owner, ast.Name) and _is_model_form(owner, source, subject):
        return not any(k.arg == "commit" and _is_false(k.value) for k in call.keywords)
    if call.args or given or not isinstance(owner, ast.Name) or owner.id == "self":
        return False
    return _is_changed(owner, source) and not _is_known(owner, source, subject)


def is_narrowed(function: ast.Attribute) -> bool:
    """Whether what is deleted or updated was chosen like a query: `team.members.all().delete()`."""
    before = function.value
    return (
        function.attr in _ENDS
        and isinstance(before, ast.Call)
        and isinstance(before.func, ast.Attribute)
        and before.func.attr in _NARROWS
        and not before.args
        and all(keyword.arg for keyword in before.keywords)
    )


def _is_model_form(owner: ast.Name, source: Source, subject: Subject) -> bool:
    """Whether a name holds a form of the project that is made from a model."""
    index = subject.once(class_index)
    for binding in bindings(owner, source):
        value = binding.value
        found = index.resolve(value.func, source) if isinstance(value, ast.Call) else None
        if isinstance(found, ClassInfo):
            return any(name.endswith(".ModelForm") for name in index.externals(found))
    return False


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _is_changed(owner: ast.Name, source: Source) -> bool:
    """Whether the function sets attributes of what a name holds, or asks it what models are asked."""
    holder = next((a for a in source.ancestors(owner) if isinstance(a, FUNCTIONS)), None)
    touched = attributes_of(owner.id, holder) if holder is not None else ()
    return any(name.endswith("=") or name in _ASKED for name in touched)


def _is_known(owner: ast.Name, source: Source, subject: Subject) -> bool:
    """Whether the code tells of what kind a name is: of a class, or made by a library."""
    if parameter_type(owner, source) is not None:
        return True
    modules = subject.once(modules_of)
    for binding in bindings(owner, source):
        value = binding.value.value if isinstance(binding.value, ast.Await) else binding.value
        if isinstance(value, ast.Attribute) and value.attr in _NO_MODELS:
            return True
        if not isinstance(value, ast.Call):
            continue
        if isinstance(subject.once(class_index).resolve(value.func, source), ClassInfo):
            return True
        root: ast.AST = value.func
        while isinstance(root, ast.Attribute | ast.Call | ast.Subscript):
            root = root.func if isinstance(root, ast.Call) else root.value
        imported = source.imports.names.get(root.id) if isinstance(root, ast.Name) else None
        if imported is not None and modules.split(imported) is None:
            return True
    return False
