"""What is missing from the body of an error answer."""

import ast
import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from skillrun.rules.source import Source

from ..assets import asset
from ..semantics.orm import assigned
from .responses import function_of

ALL = "all of it"
_ERRORS_OF_OTHERS = frozenset({"errors", "detail", "message_dict", "messages"})


@cache
def _keys() -> tuple[frozenset[str], frozenset[str]]:
    """The keys of the body and of each of its errors, from the standard's own example."""
    body = json.loads(asset("error-format.json"))
    return frozenset(body), frozenset(body["errors"][0])


def problem_of(body: ast.expr | None, source: Source) -> str | None:
    """What is wrong with a body, to be read after "This error answer"; None where nothing is seen to be."""
    if body is None or (isinstance(body, ast.Constant) and body.value is None):
        return "has no body"
    if isinstance(body, ast.Constant | ast.JoinedStr | ast.List | ast.Tuple | ast.ListComp):
        return "is no object with `type` and `errors`"
    if isinstance(body, ast.Attribute) and body.attr in _ERRORS_OF_OTHERS:
        return "has the form of the serializer's errors"
    if isinstance(body, ast.Name):
        return _problem_of_name(body, source)
    if isinstance(body, ast.Dict):
        return _dict_problem(body, source)
    return None


def _problem_of_name(name: ast.Name, source: Source) -> str | None:
    """What is wrong with a name's value: of several, with each of them."""
    values = list(assigned(name, source))
    if not values or not all(map(_is_plain, values)):
        return None
    problems = [problem_of(value, source) for value in values]
    return problems[0] if all(problems) and not _is_completed(name, source) else None


def _is_completed(name: ast.Name, source: Source) -> bool:
    """Whether a name is given what its value lacks, step by step: `body["errors"] = …`."""
    if not any(f"{name.id}{sign}" in source.text for sign in ("[", ".", " |=")):
        return False
    function = function_of(name, source)

    def is_same(node: ast.expr) -> bool:
        same = isinstance(node, ast.Name) and node.id == name.id
        return same and function_of(node, source) is function

    if any(is_same(node.target) for node in source.of_type(ast.AugAssign)):
        return True
    given = keys_given(source.of_type(ast.Assign), source.of_type(ast.Call), is_same)
    return not {ALL, *_keys()[0]}.isdisjoint(given)


def keys_given(
    assigns: Iterable[ast.stmt | ast.expr],
    calls: Iterable[ast.Call],
    is_meant: Callable[[ast.expr], bool],
) -> Iterator[str]:
    """Yield the keys that a dictionary is given after it was made; `ALL` where they cannot be seen.

    Args:
        assigns: The assignments that are looked at.
        calls: The calls that are looked at.
        is_meant: Whether an expression is the dictionary.
    """
    for node in assigns:
        for target in targets_of(node):
            if isinstance(target, ast.Subscript) and is_meant(target.value):
                yield _key(target.slice)
    for call in calls:
        function = call.func
        if not (isinstance(function, ast.Attribute) and is_meant(function.value)):
            continue
        if function.attr == "setdefault":
            yield from map(_key, call.args[:1])
        elif function.attr == "update":
            yield from (keyword.arg or ALL for keyword in call.keywords)
            for given in call.args[:1]:
                keys = given.keys if isinstance(given, ast.Dict) else [given]
                yield from map(_key, keys)


def _key(node: ast.expr | None) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ALL


def targets_of(node: ast.stmt | ast.expr) -> list[ast.expr]:
    """What an assignment of any kind gives a value."""
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AnnAssign | ast.NamedExpr) else []


def _is_plain(value: ast.expr) -> bool:
    return (isinstance(value, ast.Dict) and bool(value.keys)) or isinstance(
        value, ast.Constant | ast.JoinedStr
    )


def _dict_problem(body: ast.Dict, source: Source) -> str | None:
    wanted, of_each = _keys()
    entries = _entries(body)
    if entries is None:
        return None
    missing = sorted(wanted - entries.keys())
    if missing:
        return f"has no {_listed(missing)}"
    errors = entries["errors"]
    if _is_no_list(errors):
        return "has `errors` that are no list"
    for item in _items(errors, source):
        inner = _entries(item) if isinstance(item, ast.Dict) else None
        lacking = sorted(of_each - inner.keys()) if inner is not None else []
        if lacking:
            return f"has an error without {_listed(lacking)}"
    return None


def _items(errors: ast.expr, source: Source) -> Iterator[ast.expr]:
    """Yield the entries of a list as far as they are spelled out, those appended to it too."""
    if isinstance(errors, ast.List | ast.Tuple):
        yield from errors.elts
    elif isinstance(errors, ast.ListComp | ast.GeneratorExp):
        yield errors.elt
    elif isinstance(errors, ast.Name):
        for value in assigned(errors, source):
            if not isinstance(value, ast.Name):
                yield from _items(value, source)
        if f"{errors.id}.append" in source.text:
            yield from _appended(errors, source)


def _appended(name: ast.Name, source: Source) -> Iterator[ast.expr]:
    """Yield what a name's list is given by `append` in the same function."""
    function = function_of(name, source)
    for call in source.of_type(ast.Call):
        grown = call.func.value if isinstance(call.func, ast.Attribute) else None
        is_same = isinstance(grown, ast.Name) and grown.id == name.id
        if is_same and call.args and function_of(call, source) is function:
            yield call.args[0]


def _is_no_list(errors: ast.expr) -> bool:
    if isinstance(errors, ast.Dict | ast.DictComp | ast.Constant | ast.JoinedStr):
        return True
    if not (isinstance(errors, ast.Attribute) and errors.attr == "errors"):
        return False
    # An exception of the project may well keep them as a list.
    holder = ast.unparse(errors.value).rsplit(".", 1)[-1].lower()
    return holder.endswith(("serializer", "form"))


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
