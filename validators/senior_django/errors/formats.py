"""ERR002 error-format."""

import ast
from collections.abc import Iterator

from skillrun.rules.functions import FUNCTIONS
from skillrun.rules.model import Example, Finding, SourceRule, Subject
from skillrun.rules.source import Source

from ..semantics.classes import functions_of
from ..semantics.rest import holding_view
from .bodies import problem_of
from .handing import Handing
from .responses import Reply, reply_of

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
        "(in an exception handler with any that is computed; of a parameter the default counts), and Django's plain error responses inside REST views. No body, a text, a list, "
        "`serializer.errors` and a dict without the keys are other forms; a body that is computed "
        "elsewhere is accepted. A handler must not hand on the answer of REST framework's own handler "
        "unchanged, nor with keys added or in another form. The health check has a form of its own."
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
        seen: set[tuple[int, int]] = set()
        for finding in _findings(source, subject):
            # What a handler answers is seen where it is made and where it is handled.
            if (finding.line, finding.column) not in seen:
                seen.add((finding.line, finding.column))
                yield finding


def _findings(source: Source, subject: Subject) -> Iterator[Finding]:
    for call in source.of_type(ast.Call) if "Response" in source.text else ():
        reply = reply_of(call, source)
        if reply is not None and _is_error(reply, source):
            yield from _judge(reply, source, subject)
    for function in functions_of(source):
        if function.name.endswith("exception_handler"):
            yield from Handing(function, source).findings()


def _is_error(reply: Reply, source: Source) -> bool:
    """Whether a response is an error; what an exception handler answers is one by its place."""
    holders = [a.name for a in source.ancestors(reply.call) if isinstance(a, FUNCTIONS)]
    if any("health" in name for name in holders):
        return False
    handles = any(name.endswith("exception_handler") for name in holders)
    return handles if reply.status is None else reply.status >= 400


def _judge(reply: Reply, source: Source, subject: Subject) -> Iterator[Finding]:
    if reply.kind == "plain" and holding_view(reply.call, source, subject) is None:
        return
    if (
        reply.set_by is not None
        and ".data[" in source.text
        and ast.unparse(reply.set_by.value) == "{}"
    ):
        return  # it is filled step by step
    problem = (
        "is no JSON in the error format"
        if reply.kind == "plain"
        else problem_of(reply.body, source)
    )
    if problem:
        advice = "raise an exception that the handler answers, or use `type` and `errors`."
        where = reply.set_by or reply.call
        yield source.at_node(where, f"This error answer {problem}: {advice}")
