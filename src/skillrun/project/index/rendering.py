"""Syntax trees as normalized source: what two spellings of one thing have in common."""

import ast

LONGEST = 2000


def text_of(node: ast.AST | None) -> str:
    """The normalized source of a node, as `ast.unparse` writes it; the usual ones written faster.

    A text longer than `LONGEST` characters is cut there.
    """
    if node is None:
        return ""
    text = _text(node)
    return text if len(text) <= LONGEST else text[:LONGEST]


def dotted(node: ast.AST) -> str:
    """The dotted name of an expression as written, of `Base[T]` the base; empty for any other."""
    parts: list[str] = []
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
        elif not isinstance(node, ast.Subscript):
            return ""
        node = node.value
    return ".".join([node.id, *reversed(parts)])


def arguments_of(call: ast.Call) -> tuple[str, ...]:
    """The arguments of a call: positional ones in their order, then keywords by name."""
    keywords = sorted(_keyword(keyword) for keyword in call.keywords)
    return (*(text_of(argument) for argument in call.args), *keywords)


def parameters_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[str, ...]:
    """The parameters of a function without their annotations."""
    given = node.args
    positional = [*given.posonlyargs, *given.args]
    defaults = [None] * (len(positional) - len(given.defaults)) + [*given.defaults]
    texts = [_parameter(*pair) for pair in zip(positional, defaults, strict=True)]
    if given.posonlyargs:
        texts.insert(len(given.posonlyargs), "/")
    if given.vararg:
        texts.append(f"*{given.vararg.arg}")
    elif given.kwonlyargs:
        texts.append("*")
    texts += [_parameter(*pair) for pair in zip(given.kwonlyargs, given.kw_defaults, strict=True)]
    if given.kwarg:
        texts.append(f"**{given.kwarg.arg}")
    return tuple(texts)


def _parameter(argument: ast.arg, default: ast.expr | None) -> str:
    return argument.arg if default is None else f"{argument.arg}={text_of(default)}"


def _keyword(keyword: ast.keyword) -> str:
    value = text_of(keyword.value)
    return f"{keyword.arg}={value}" if keyword.arg else f"**{value}"


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Constant) and isinstance(node.value, str | int | bool | None):
        return repr(node.value)
    if isinstance(node, ast.Attribute) and isinstance(node.value, _HEADS):
        return f"{_text(node.value)}.{node.attr}"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
        return f"{_text(node.func)}({', '.join(arguments_of(node))})"
    return _sequence(node) if isinstance(node, ast.List | ast.Tuple) else _unparsed(node)


def _unparsed(node: ast.AST) -> str:
    try:
        return ast.unparse(node)
    except (RecursionError, ValueError):
        return "<?>"


def _sequence(node: ast.List | ast.Tuple) -> str:
    inner = ", ".join(map(_text, node.elts))
    if isinstance(node, ast.List) or not inner:
        return f"[{inner}]" if isinstance(node, ast.List) else "()"
    return f"({inner},)" if len(node.elts) == 1 else f"({inner})"


_HEADS = (ast.Name, ast.Attribute, ast.Call)
