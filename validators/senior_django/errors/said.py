"""What a module says to clients: in responses, exceptions, messages and over sockets."""

import ast
from collections.abc import Iterator

from skillrun.rules.source import Source

from ..semantics.classes import ClassIndex, ClassInfo
from ..semantics.orm import assigned
from .responses import DEFAULT_HANDLER, reply_of

# A file without one of these says nothing to a client.
_SPEAKERS = (
    "Response",
    "rest_framework",
    "render",
    "contrib.messages",
    "import messages",
    "channels",
    "APIException",
)
_RAISED = ("rest_framework.exceptions.", "rest_framework.serializers.ValidationError")
_PAGE = "django.shortcuts.render"
_LEVELS = frozenset({"debug", "info", "success", "warning", "error", "add_message"})


def speaks(source: Source, index: ClassIndex) -> bool:
    """Whether a module may say anything to a client: a cheap first look."""
    if any(word in source.text for word in _SPEAKERS):
        return True
    return "except " in source.text and any(
        isinstance(raised.exc, ast.Call) and _is_answered(raised.exc, source, index)
        for raised in source.of_type(ast.Raise)
    )


def said(source: Source, index: ClassIndex) -> Iterator[tuple[ast.expr, bool]]:
    """Yield every expression that reaches a client, and whether all of it does.

    Of what a template is handed, only the template tells what it shows.
    """
    for call in source.of_type(ast.Call):
        whole = source.qualified(call.func) != _PAGE
        for expression in _by_call(call, source, index):
            yield expression, whole
    if ".data" in source.text:
        for assign in source.of_type(ast.Assign):
            if any(_is_data(target, source) for target in assign.targets):
                yield assign.value, True


def _by_call(call: ast.Call, source: Source, index: ClassIndex) -> list[ast.expr]:
    """What a call says to a client; empty for a call that says nothing."""
    reply = reply_of(call, source)
    if reply is not None:
        return [reply.body] if reply.body is not None else []
    name = source.qualified(call.func) or ""
    if name == _PAGE:
        return [*call.args[2:3], *_keywords(call, "context")]
    module, _, last = name.rpartition(".")
    if module == "django.contrib.messages" and last in _LEVELS:
        place = 2 if last == "add_message" else 1
        return [*call.args[place : place + 1], *_keywords(call, "message")]
    if isinstance(source.parent(call), ast.Raise) and _is_answered(call, source, index):
        return [*call.args[:1], *_keywords(call, "detail")]
    return _sent(call, source, index)


def _keywords(call: ast.Call, *names: str) -> list[ast.expr]:
    return [keyword.value for keyword in call.keywords if keyword.arg in names]


def _is_answered(call: ast.Call, source: Source, index: ClassIndex) -> bool:
    """Whether a raised exception is one whose detail REST framework answers with."""
    if (source.qualified(call.func) or "").startswith(_RAISED):
        return True
    found = index.resolve(call.func, source)
    if not isinstance(found, ClassInfo):
        return False
    # One with an `__init__` of its own may do anything with what it is given.
    return index.attribute(found, "__init__") is None and any(
        name.startswith(_RAISED) for name in index.externals(found)
    )


def _sent(call: ast.Call, source: Source, index: ClassIndex) -> list[ast.expr]:
    """What a consumer sends over its socket."""
    function = call.func
    if not (isinstance(function, ast.Attribute) and function.attr in {"send", "send_json"}):
        return []
    if "channels" not in source.text or not isinstance(function.value, ast.Name):
        return []
    holder = next((a for a in source.ancestors(call) if isinstance(a, ast.ClassDef)), None)
    if function.value.id != "self" or holder is None:
        return []
    names = index.externals(index.info(holder, source))
    is_consumer = any(n.startswith("channels.") or n.endswith("Consumer") for n in names)
    return [*call.args[:1], *_keywords(call, "text_data", "content")] if is_consumer else []


def _is_data(target: ast.expr, source: Source) -> bool:
    """Whether an assignment changes what a response says: `response.data = …`, `response.data["x"] = …`."""
    while isinstance(target, ast.Subscript):
        target = target.value
    if not (
        isinstance(target, ast.Attribute)
        and target.attr == "data"
        and isinstance(target.value, ast.Name)
    ):
        return False
    return any(
        isinstance(value, ast.Call)
        and (source.qualified(value.func) == DEFAULT_HANDLER or reply_of(value, source) is not None)
        for value in assigned(target.value, source)
    )
