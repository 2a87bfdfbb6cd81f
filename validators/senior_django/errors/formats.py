"""ERR002 error-format."""

import ast
import json
from collections.abc import Iterator
from functools import cache

from skillrun.rules.functions import FUNCTIONS, Function
from skillrun.rules.model import Example, Finding, SourceRule, Subject
from skillrun.rules.source import Source

from ..assets import asset
from ..semantics.classes import functions_of
from ..semantics.orm import assigned
from ..semantics.rest import holding_view
from .responses import DEFAULT_HANDLER, Reply, reply_of

_IMPORTS = (
    "from rest_framework import status\nfrom rest_framework.request import Request\n"
    "from rest_framework.response import Response\n\n\n"
    'def refuse(request: Request) -> Response:\n    """Refuse a request."""\n'
)


class ErrorFormat(SourceRule):
    """An error answer in a format of its own."""

    code = "ERR002"
    name = "error-format"
    directive = (
        "Every error of the API has the form of the standard: `type` and `errors`, a list whose "
        "entries have `code`, `detail` and `attr`. Views raise exceptions and leave the form to the handler."
    )
    decisions = (
        "Judged is what the code spells out: `Response` and `JsonResponse` with a status of 400 or more "
        "(in an exception handler with any that is computed), and Django's plain error responses inside REST views. No body, a text, a list, "
        "`serializer.errors` and a dict without the keys are other forms; a body that is computed "
        "elsewhere is accepted. The handler must not hand on the answer of REST framework's own handler "
        "unchanged. The health check has a form of its own."
    )
    bad = Example(
        f'{_IMPORTS}    return Response({{"error": "No."}}, status=status.HTTP_400_BAD_REQUEST)\n',
        "apps/shop/views.py",
    )
    good = Example(
        f'{_IMPORTS}    body = {{"type": "client_error", "errors": [{{"code": "no", "detail": "No.", "attr": None}}]}}\n'
        "    return Response(body, status=status.HTTP_400_BAD_REQUEST)\n",
        "apps/shop/views.py",
    )
    languages = frozenset({"python"})

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:
        """Yield each error answer in another form."""
        if source.is_test or "health" in source.name:
            return
        for call in source.of_type(ast.Call) if "Response" in source.text else ():
            reply = reply_of(call, source)
            if reply is not None and _is_error(reply, source):
                yield from _judge(reply, source, subject)
        for function in functions_of(source):
            if function.name == "custom_exception_handler":
                yield from _handed_on(function, source)


@cache
def _keys() -> tuple[frozenset[str], frozenset[str]]:
    """The keys of the body and of each of its errors, from the standard's own example."""
    body = json.loads(asset("error-format.json"))
    return frozenset(body), frozenset(body["errors"][0])


def _is_error(reply: Reply, source: Source) -> bool:
    """Whether a response is an error; what an exception handler answers is one by its place."""
    holders = [a.name for a in source.ancestors(reply.call) if isinstance(a, FUNCTIONS)]
    if any("health" in name for name in holders):
        return False
    handles = any(name.endswith("exception_handler") for name in holders)
    return handles if reply.status is None else reply.status >= 400


def _judge(reply: Reply, source: Source, subject: Subject) -> Iterator[Finding]:
    inside = holding_view(reply.call, source, subject) is not None
    if reply.kind == "plain" and not inside:
        return
    problem = (
        "is no JSON in the error format" if reply.kind == "plain" else _problem(reply.body, source)
    )
    if problem:
        advice = "raise an exception that the handler answers, or use `type` and `errors`."
        yield source.at_node(reply.call, f"This error answer {problem}: {advice}")


def _problem(body: ast.expr | None, source: Source) -> str | None:
    if body is None or (isinstance(body, ast.Constant) and body.value is None):
        return "has no body"
    if isinstance(body, ast.Constant | ast.JoinedStr | ast.List | ast.Tuple | ast.ListComp):
        return "is no object with `type` and `errors`"
    if isinstance(body, ast.Attribute) and body.attr in {"errors", "message_dict", "messages"}:
        return "has the form of the serializer's errors"
    if isinstance(body, ast.Name):
        values = list(assigned(body, source))
        # A name that is filled step by step is not judged.
        return _problem(values[0], source) if len(values) == 1 and _is_plain(values[0]) else None
    if isinstance(body, ast.Dict):
        return _dict_problem(body)
    return None


def _is_plain(value: ast.expr) -> bool:
    return (isinstance(value, ast.Dict) and bool(value.keys)) or isinstance(
        value, ast.Constant | ast.JoinedStr
    )


def _dict_problem(body: ast.Dict) -> str | None:
    wanted, of_each = _keys()
    entries = _entries(body)
    if entries is None:
        return None
    missing = sorted(wanted - entries.keys())
    if missing:
        return f"has no {_listed(missing)}"
    errors = entries["errors"]
    for item in errors.elts if isinstance(errors, ast.List | ast.Tuple) else ():
        inner = _entries(item) if isinstance(item, ast.Dict) else None
        lacking = sorted(of_each - inner.keys()) if inner is not None else []
        if lacking:
            return f"has an error without {_listed(lacking)}"
    return None


def _entries(body: ast.Dict) -> dict[str, ast.expr] | None:
    """The entries of a dict by key; None where a key is spread or computed."""
    found: dict[str, ast.expr] = {}
    for key, value in zip(body.keys, body.values, strict=True):
        if not isinstance(key, ast.Constant):
            return None
        found[str(key.value)] = value
    return found


def _listed(names: list[str]) -> str:
    return " and ".join(f"`{name}`" for name in names)


def _handed_on(function: Function, source: Source) -> Iterator[Finding]:
    """Yield each return of the default handler's answer where nothing has changed its data."""
    default = {
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and _is_default(node, source)
    }
    names = {
        target.id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and node.value in default
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    changed = any(
        isinstance(node, ast.Attribute)
        and node.attr == "data"
        and isinstance(node.ctx, ast.Store | ast.Load)
        for node in ast.walk(function)
    )
    for node in ast.walk(function):
        if not isinstance(node, ast.Return) or node.value is None:
            continue
        unchanged = isinstance(node.value, ast.Name) and node.value.id in names and not changed
        if node.value in default or unchanged:
            message = (
                "REST framework's own answer is handed on: put its errors into `type` and `errors`."
            )
            yield source.at_node(node, message)


def _is_default(call: ast.Call, source: Source) -> bool:
    return source.qualified(call.func) == DEFAULT_HANDLER
