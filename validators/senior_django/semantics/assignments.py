"""What one settings module gives its upper-case names, and under which tests."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from skillrun.rules.functions import FUNCTIONS
from skillrun.rules.source import Source


@dataclass(frozen=True, slots=True)
class Condition:
    """A test under which a statement runs.

    Attributes:
        test: The expression of the `if`.
        holds: False for the `else` side.
    """

    test: ast.expr
    holds: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """One place that gives a setting its value, or a part of it.

    Attributes:
        name: `SECURE_SSL_REDIRECT`.
        value: The expression assigned; of `REST_FRAMEWORK.update(…)` the argument.
        node: The statement.
        source: The module.
        conditions: The tests it stands under, outermost first; `try` blocks do not count.
        key: Of `REST_FRAMEWORK["PAGE_SIZE"] = 20` the key `PAGE_SIZE`; None for the whole value.
        adds: It adds to the value (`+=`, `|=`, `.update`, `.append`) and does not replace it.
    """

    name: str
    value: ast.expr
    node: ast.stmt
    source: Source
    conditions: tuple[Condition, ...] = ()
    key: str | None = None
    adds: bool = False


def settings_in(source: Source) -> Iterator[Setting]:
    """Yield what one module gives its upper-case names, in source order."""
    if source.tree is not None:
        yield from _of_block(source.tree.body, (), source)


def _of_block(
    body: list[ast.stmt], conditions: tuple[Condition, ...], source: Source
) -> Iterator[Setting]:
    for node in body:
        if isinstance(node, ast.If):
            yield from _of_block(node.body, (*conditions, Condition(node.test, holds=True)), source)
            yield from _of_block(
                node.orelse, (*conditions, Condition(node.test, holds=False)), source
            )
        elif isinstance(node, ast.Match):
            for case in node.cases:
                yield from _of_block(case.body, (*conditions, *_of_case(case, node)), source)
        elif isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            continue
        else:
            yield from _of_statement(node, conditions, source)
            for block in ("body", "orelse", "finalbody"):
                inner = getattr(node, block, None)
                if isinstance(inner, list):
                    yield from _of_block(inner, conditions, source)
            for handler in getattr(node, "handlers", ()):
                yield from _of_block(handler.body, conditions, source)


def _of_case(case: ast.match_case, node: ast.Match) -> tuple[Condition, ...]:
    """The test that a case stands for: of `case "local" | "test"` whether the subject is one of them."""
    patterns = case.pattern.patterns if isinstance(case.pattern, ast.MatchOr) else [case.pattern]
    values = [pattern.value for pattern in patterns if isinstance(pattern, ast.MatchValue)]
    if len(values) != len(patterns):
        return ()
    test = ast.Compare(node.subject, [ast.In()], [ast.Tuple(values, ast.Load())])
    return (Condition(ast.copy_location(test, node.subject), holds=True),)


def _of_statement(
    node: ast.stmt, conditions: tuple[Condition, ...], source: Source
) -> Iterator[Setting]:
    if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            for name, key, value in _bound(target, node.value):
                yield Setting(name, value, node, source, conditions, key)
            yield from _nested(target, node, conditions, source)
    elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        if node.target.id.isupper():
            yield Setting(node.target.id, node.value, node, source, conditions, adds=True)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield from _of_call(node, node.value, conditions, source)


def _bound(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, str | None, ast.expr]]:
    if isinstance(target, ast.Name) and target.id.isupper():
        yield target.id, None, value
    elif isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
        key = target.slice.value if isinstance(target.slice, ast.Constant) else None
        if target.value.id.isupper() and isinstance(key, str):
            yield target.value.id, key, value
    elif isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
        for inner, part in zip(target.elts, value.elts, strict=False):
            yield from _bound(inner, part)


def _nested(
    target: ast.expr,
    node: ast.Assign | ast.AnnAssign,
    conditions: tuple[Condition, ...],
    source: Source,
) -> Iterator[Setting]:
    """Read `LOGGING["formatters"]["json"] = …` as what it adds to the key `formatters`."""
    value, keys = node.value, list[ast.expr]()
    while isinstance(target, ast.Subscript):
        keys.append(target.slice)
        target = target.value
    if value is None or len(keys) < 2 or not (isinstance(target, ast.Name) and target.id.isupper()):
        return
    *inner, key = keys
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        for depth, part in enumerate(inner, 2):
            # What else stands beside a key further inside is not known here.
            others = [] if depth > len(inner) else [ast.Name("_", ast.Load())]
            nothing: list[ast.expr | None] = [None] * len(others)
            value = ast.copy_location(ast.Dict([*nothing, part], [*others, value]), node)
        yield Setting(target.id, value, node, source, conditions, key.value, adds=True)


def _of_call(
    node: ast.Expr, call: ast.Call, conditions: tuple[Condition, ...], source: Source
) -> Iterator[Setting]:
    function = call.func
    if not (isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)):
        return
    name = function.value.id
    if name.isupper() and function.attr in {"update", "extend", "append", "insert", "setdefault"}:
        if function.attr == "update" and call.keywords:
            for keyword in call.keywords:
                if keyword.arg:
                    yield Setting(name, keyword.value, node, source, conditions, keyword.arg)
        if call.args:
            yield Setting(name, call.args[-1], node, source, conditions, adds=True)
