"""What the health check answers: its keys and its status codes."""

import ast
import http
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import chain

from skillrun.rules.model import Finding, Subject
from skillrun.rules.source import Source

from ..assets import asset
from ..semantics.orm import assigned
from .probe import Probe, reach

_RESPONSES = frozenset(
    {
        "django.http.JsonResponse",
        "django.http.response.JsonResponse",
        "rest_framework.response.Response",
    }
)
_STATUS_NAME = re.compile(r"HTTP_(\d{3})_\w+")
_HEALTHY, _UNHEALTHY = 200, 503
_REFUSED = 405
_WORDS = ("healthy", "unhealthy")


@cache
def body_keys() -> frozenset[str]:
    """The keys of the body, from the skill's asset."""
    return frozenset(json.loads(asset("health-healthy.json")))


def reply_findings(probe: Probe, subject: Subject) -> Iterator[Finding]:
    """Yield bodies with other keys, status codes other than the two, and a 503 that never comes."""
    functions = reach(probe, subject)
    seen: set[int] = set()
    has_other = False
    for function, source in functions:
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and source.qualified(node.func) in _RESPONSES:
                for finding in _of_body(node, source):
                    yield replace(finding, path=source.path)
                for finding in _of_status(node, source):
                    has_other = True
                    yield replace(finding, path=source.path)
            seen.update(_codes(node, source))
    if _UNHEALTHY not in seen and not has_other:
        yield probe.at_view("The health check never answers 503: do so when a part is down.")


def _of_body(call: ast.Call, source: Source) -> Iterator[Finding]:
    body = call.args[0] if call.args else _keyword(call, "data")
    for value in _values(body, source):
        keys = _keys(value, source) if isinstance(value, ast.Dict) else None
        if not isinstance(value, ast.Dict) or keys is None or _refuses(call, source):
            continue
        if keys != body_keys():
            wanted = ", ".join(f'"{key}"' for key in sorted(body_keys(), key=_place))
            message = f"The health check's body has other keys: it holds exactly {wanted}."
            yield source.at_node(value, message)
        else:
            yield from _of_values(value, source)


def _of_values(body: ast.Dict, source: Source) -> Iterator[Finding]:
    """Yield the literals that are none of the body's own words."""
    written = zip(body.keys, body.values, strict=True)
    for key, value in chain(written, _set_later(body, source)):
        name = key.value if isinstance(key, ast.Constant) else None
        for word in _values(value, source):
            if isinstance(word, ast.Constant) and not _is_own_word(name, word.value):
                good, bad = _WORDS if name == "status" else ("ok", "error: …")
                message = f'"{name!s}" is {ast.unparse(word)}: it is "{good}" or "{bad}".'
                yield source.at_node(word, f"In the health check's body {message}")


def _is_own_word(key: object, value: object) -> bool:
    if key == "status":
        return value in _WORDS
    return value == "ok" or (isinstance(value, str) and value.startswith("error"))


def _place(key: str) -> int:
    return list(json.loads(asset("health-healthy.json"))).index(key)


def _keys(body: ast.Dict, source: Source) -> frozenset[str] | None:
    """The keys of a dictionary, those set later too; None where only running would tell."""
    keys = {key.value for key in body.keys if isinstance(key, ast.Constant)}
    if len(keys) != len(body.keys):
        return None
    names = _names_of(body, source)
    for node in _siblings(body, source) if names else ():
        if not (isinstance(node, ast.Subscript | ast.Attribute) and _is_one_of(node.value, names)):
            continue
        if isinstance(node, ast.Attribute):
            if node.attr in {"update", "setdefault", "pop"}:
                return None
        elif isinstance(node.ctx, ast.Store):
            if not isinstance(node.slice, ast.Constant):
                return None
            keys.add(node.slice.value)
    return frozenset(str(key) for key in keys)


def _names_of(body: ast.Dict, source: Source) -> set[str]:
    """The names that a dictionary is assigned to."""
    holder = source.parent(body)
    targets = (
        holder.targets
        if isinstance(holder, ast.Assign)
        else [holder.target]
        if isinstance(holder, ast.AnnAssign)
        else []
    )
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _set_later(body: ast.Dict, source: Source) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield key and value of each `body[key] = value` of the same function."""
    names = _names_of(body, source)
    for node in _siblings(body, source) if names else ():
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Subscript) and _is_one_of(target.value, names):
                    yield target.slice, node.value


def _is_one_of(node: ast.expr, names: set[str]) -> bool:
    return isinstance(node, ast.Name) and node.id in names


def _siblings(node: ast.AST, source: Source) -> Iterator[ast.AST]:
    holder = next(
        a
        for a in source.ancestors(node)
        if isinstance(a, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module)
    )
    return ast.walk(holder)


def _of_status(call: ast.Call, source: Source) -> Iterator[Finding]:
    given = _keyword(call, "status") or (
        call.args[1] if _is_rest(call, source) and len(call.args) > 1 else None
    )
    for value in _values(given, source):
        for code in _codes(value, source):
            if code not in {_HEALTHY, _UNHEALTHY, _REFUSED}:
                message = f"The health check answers {code}: it knows 200 and 503 alone."
                yield source.at_node(value, message)


def _is_rest(call: ast.Call, source: Source) -> bool:
    return source.qualified(call.func) == "rest_framework.response.Response"


def _refuses(call: ast.Call, source: Source) -> bool:
    values = _values(_keyword(call, "status"), source)
    return any(_REFUSED in _codes(value, source) for value in values)


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def _values(node: ast.expr | None, source: Source) -> Iterator[ast.expr]:
    """What an expression may be: both sides of a condition, what a name was assigned."""
    if isinstance(node, ast.IfExp):
        yield from _values(node.body, source)
        yield from _values(node.orelse, source)
    elif isinstance(node, ast.Name):
        for value in assigned(node, source):
            if not isinstance(value, ast.Name):
                yield from _values(value, source)
    elif node is not None:
        yield node


def _codes(node: ast.AST, source: Source) -> Iterator[int]:
    """The status code that an expression is: a number, `HTTP_503_…`, `HTTPStatus.…`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        if node.value in http.HTTPStatus.__members__.values():
            yield int(node.value)
    elif isinstance(node, ast.Attribute | ast.Name):
        name = (source.qualified(node) or "").removesuffix(".value")
        last = name.rsplit(".", 1)[-1]
        match = _STATUS_NAME.fullmatch(last)
        if match:
            yield int(match[1])
        elif "HTTPStatus" in name and last in http.HTTPStatus.__members__:
            yield int(http.HTTPStatus[last])
