"""Calls that answer a client: what they say and with which status."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from skillrun.rules.functions import FUNCTIONS
from skillrun.rules.source import Source

from ..semantics.orm import assigned

DEFAULT_HANDLER = "rest_framework.views.exception_handler"
_REST = frozenset({"rest_framework.response.Response"})
_JSON = frozenset({"django.http.JsonResponse", "django.http.response.JsonResponse"})
_PLAIN = {
    "HttpResponse": None,
    "HttpResponseBadRequest": 400,
    "HttpResponseForbidden": 403,
    "HttpResponseNotFound": 404,
    "HttpResponseNotAllowed": 405,
    "HttpResponseGone": 410,
    "HttpResponseServerError": 500,
}
_STATUS = re.compile(r"(?:HTTP_)?(?P<code>[1-5]\d\d)(?:_|\Z)")
# Names of http.HTTPStatus that are errors; the others are none.
_ERROR_NAMES = {
    "BAD_REQUEST": 400,
    "UNAUTHORIZED": 401,
    "PAYMENT_REQUIRED": 402,
    "FORBIDDEN": 403,
    "NOT_FOUND": 404,
    "METHOD_NOT_ALLOWED": 405,
    "NOT_ACCEPTABLE": 406,
    "REQUEST_TIMEOUT": 408,
    "CONFLICT": 409,
    "GONE": 410,
    "PRECONDITION_FAILED": 412,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "IM_A_TEAPOT": 418,
    "UNPROCESSABLE_ENTITY": 422,
    "UNPROCESSABLE_CONTENT": 422,
    "LOCKED": 423,
    "TOO_MANY_REQUESTS": 429,
    "INTERNAL_SERVER_ERROR": 500,
    "NOT_IMPLEMENTED": 501,
    "BAD_GATEWAY": 502,
    "SERVICE_UNAVAILABLE": 503,
    "GATEWAY_TIMEOUT": 504,
}


@dataclass(frozen=True, slots=True)
class Reply:
    """One call that makes a response.

    Attributes:
        call: The call.
        kind: `rest`, `json` or `plain`.
        body: What it says; None where it says nothing.
        status: The HTTP status; None where the code does not tell.
        set_by: The assignment that gives it its body later.
    """

    call: ast.Call
    kind: str
    body: ast.expr | None
    status: int | None
    set_by: ast.Assign | None = None


def reply_of(call: ast.Call, source: Source) -> Reply | None:
    """Read a call as a response; None for any other call."""
    name = source.qualified(call.func) or ""
    if name in _REST:
        later = _set_later(call, "data", source)
        body = _argument(call, 0, "data") if later is None else later.value
        return Reply(call, "rest", body, _status(call, 1, 200, source), later)
    if name in _JSON:
        return Reply(call, "json", _argument(call, 0, "data"), _status(call, None, 200, source))
    module, _, last = name.rpartition(".")
    if module in {"django.http", "django.http.response"} and last in _PLAIN:
        default = _PLAIN[last] or 200
        return Reply(
            call, "plain", _argument(call, 0, "content"), _status(call, 2, default, source)
        )
    return None


def _argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    if len(call.args) > place:
        return call.args[place]
    return next((k.value for k in call.keywords if k.arg == name), None)


def _status(call: ast.Call, place: int | None, default: int, source: Source) -> int | None:
    given = next((k.value for k in call.keywords if k.arg == "status"), None)
    if given is None and place is not None and len(call.args) > place:
        given = call.args[place]
    if given is None:
        spread = any(k.arg is None for k in call.keywords)
        later = _set_later(call, "status_code", source)
        known = status_of(later.value, source) if later is not None else default
        return None if spread else known
    return status_of(given, source)


def _set_later(call: ast.Call, attribute: str, source: Source) -> ast.Assign | None:
    """The assignment that gives a response something right after: `response.status_code = 400`."""
    made = source.parent(call)
    if f".{attribute} = " not in source.text or not isinstance(made, ast.Assign):
        return None
    names = {target.id for target in made.targets if isinstance(target, ast.Name)}
    for assign in _following(made, source):
        for target in assign.targets if isinstance(assign, ast.Assign) else ():
            if (
                isinstance(assign, ast.Assign)
                and isinstance(target, ast.Attribute)
                and target.attr == attribute
                and isinstance(target.value, ast.Name)
                and target.value.id in names
            ):
                return assign
    return None


def _following(node: ast.stmt, source: Source) -> list[ast.stmt]:
    """The statements after one in its own block: what a block further in does may not happen."""
    holder = source.parent(node)
    for name in ("body", "orelse", "finalbody"):
        block = getattr(holder, name, None)
        if isinstance(block, list) and node in block:
            return block[block.index(node) + 1 :]
    return []


def status_of(node: ast.expr, source: Source, depth: int = 0) -> int | None:
    """The status that an expression is: `400`, `status.HTTP_404_NOT_FOUND`, `HTTPStatus.CONFLICT`.

    Of two that it may be, the lower one; of a parameter, the default.
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return node.value
    if isinstance(node, ast.IfExp):
        sides = [status_of(side, source, depth) for side in (node.body, node.orelse)]
        return None if None in sides else min(side for side in sides if side is not None)
    if not isinstance(node, ast.Name | ast.Attribute):
        return None
    name = (source.qualified(node) or "").removesuffix(".value").rsplit(".", 1)[-1]
    match = _STATUS.match(name)
    if match or name in _ERROR_NAMES:
        return int(match["code"]) if match else _ERROR_NAMES[name]
    if not isinstance(node, ast.Name) or depth > 3:
        return None
    values = list(assigned(node, source)) or list(_default_of(node, source))
    return status_of(values[0], source, depth + 1) if len(values) == 1 else None


def _default_of(node: ast.Name, source: Source) -> Iterator[ast.expr]:
    """Yield the default of the parameter that a name is."""
    function = function_of(node, source)
    if isinstance(function, FUNCTIONS):
        arguments = function.args
        named = [*arguments.posonlyargs, *arguments.args]
        given = zip(reversed(named), reversed(arguments.defaults), strict=False)
        for argument, default in (
            *given,
            *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
        ):
            if argument.arg == node.id and default is not None:
                yield default


def function_of(node: ast.AST, source: Source) -> ast.AST | None:
    """The innermost function that holds a node; None at the top of the module."""
    return next((a for a in source.ancestors(node) if isinstance(a, FUNCTIONS)), None)
