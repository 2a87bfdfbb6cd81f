"""Secrets in Python: literals that are given to names, keys, parameters and comparisons."""

import ast
from collections.abc import Iterator

from skillrun.rules.functions import docstrings
from skillrun.rules.model import Finding
from skillrun.rules.source import Source

from ..semantics.classes import functions_of
from ..semantics.values import literal as data_of
from .secret_calls import in_calls
from .secret_names import is_secret, kind_of, may_have_shape, shape_of

_READERS = frozenset({"get", "getenv", "setdefault", "env", "config", "str"})
_CONNECTION_KEYS = frozenset({"user", "username", "host", "hostname", "name", "engine", "login"})
_ENUMS = ("Choices", "Enum", "StrEnum", "Flag")
_EXAMPLES = frozenset({"example", "examples", "json_schema_extra", "description", "help_text"})
_SETTINGS = ("BaseSettings", "Settings")
_UNKNOWN = "XunknownX"
Found = tuple[str, Finding]


def in_code(source: Source) -> Iterator[Found]:
    """Yield the secrets of a module with what each is called."""
    compared = (
        (name, value) for node in source.of_type(ast.Compare) for name, value in _compared(node)
    )
    for name, value in (*_given(source), *compared):
        kind = kind_of(name)
        for literal in _strings(value) if kind else ():
            assert kind is not None
            if is_secret(name, kind, _text(literal)) and not _is_example(literal, source):
                yield f"The value of `{name}`", source.at_node(literal, "")
    for what, value in in_calls(source):
        for literal in _strings(value):
            if _text(literal).strip():
                yield what, source.at_node(literal, "")
    for literal, text in _connection_passwords(source):
        yield f"The password {text!r}", source.at_node(literal, "")
    yield from _wrapped(source)
    yield from _shaped(source)


def _given(source: Source) -> Iterator[tuple[str, ast.expr]]:
    """Yield every name that is given a value, and the value."""
    yield from _assigned(source)
    for mapping in source.of_type(ast.Dict):
        for key, value in zip(mapping.keys, mapping.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, value
    for call in source.of_type(ast.Call):
        yield from _of_call(call)
    for function in functions_of(source):
        yield from _defaults(function.args)


def _assigned(source: Source) -> Iterator[tuple[str, ast.expr]]:
    for assign in source.of_type(ast.Assign):
        if not _is_member(assign, source):
            for target in assign.targets:
                yield from _targets(target, assign.value)
    for annotated in source.of_type(ast.AnnAssign):
        if annotated.value is not None and not _is_member(annotated, source):
            named = _targets(annotated.target, annotated.value)
            # A field of the settings class is a variable of the environment: its name is upper case.
            is_field = _is_field(annotated, source)
            yield from ((name.upper() if is_field else name, value) for name, value in named)


def _targets(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
        for inner, part in zip(target.elts, value.elts, strict=False):
            yield from _targets(inner, part)
    elif isinstance(target, ast.Subscript):
        if isinstance(target.slice, ast.Constant) and isinstance(target.slice.value, str):
            yield target.slice.value, value
    elif name := _name(target):
        yield name, value


def _of_call(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    for keyword in call.keywords:
        if keyword.arg:
            yield keyword.arg, keyword.value
    # `os.environ.get("SECRET_KEY", "fallback")`, `env("TOKEN", default="fallback")`
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        if _name(call.func) in _READERS and len(call.args) == 2:
            yield first.value, call.args[1]
        for keyword in call.keywords:
            if keyword.arg == "default":
                yield first.value, keyword.value


def _defaults(arguments: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    named = [*arguments.posonlyargs, *arguments.args]
    for argument, default in zip(reversed(named), reversed(arguments.defaults), strict=False):
        yield argument.arg, default
    for argument, given in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if given is not None:
            yield argument.arg, given


def _compared(comparison: ast.Compare) -> Iterator[tuple[str, ast.expr]]:
    if len(comparison.ops) == 1 and isinstance(comparison.ops[0], ast.Eq | ast.NotEq):
        for one, other in (
            (comparison.left, comparison.comparators[0]),
            (comparison.comparators[0], comparison.left),
        ):
            # What Django's own key is compared with is a stand-in that is refused.
            if (name := _name(one)) and kind_of(name) != "django":
                yield name, other


def _name(node: ast.AST) -> str | None:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def _strings(value: ast.expr) -> Iterator[ast.Constant]:
    """Yield the literals that a value may turn out to be."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str | bytes):
        yield value
    elif isinstance(value, ast.List | ast.Tuple | ast.BoolOp):
        for item in value.values if isinstance(value, ast.BoolOp) else value.elts:
            yield from _strings(item)
    elif isinstance(value, ast.IfExp):
        yield from _strings(value.body)
        yield from _strings(value.orelse)
    elif isinstance(value, ast.BinOp):
        whole = data_of(value)
        if isinstance(whole, str):
            yield ast.copy_location(ast.Constant(whole), value)
    elif isinstance(value, ast.Call):
        yield from _of_wrapper(value)


def _of_wrapper(call: ast.Call) -> Iterator[ast.Constant]:
    """Yield the literals that a call makes its value of: `Field(default="…")`, `"…".encode()`."""
    if isinstance(call.func, ast.Attribute) and call.func.attr == "encode":
        yield from _strings(call.func.value)
        return
    name = _name(call.func) or ""
    for argument in call.args[:1] if name in {"Field", "SecretStr", "SecretBytes"} else ():
        yield from _strings(argument)
    for keyword in call.keywords:
        if keyword.arg == "secret_value" or (keyword.arg == "default" and name.endswith("Field")):
            yield from _strings(keyword.value)
        elif keyword.arg == "default_factory" and isinstance(keyword.value, ast.Lambda):
            yield from _strings(keyword.value.body)


def _text(literal: ast.Constant) -> str:
    value = literal.value
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _is_member(node: ast.stmt, source: Source) -> bool:
    """Whether an assignment makes a member of an enumeration, whose value is a name."""
    holder = source.parent(node)
    return isinstance(holder, ast.ClassDef) and any(
        (source.qualified(base) or "").endswith(_ENUMS) for base in holder.bases
    )


def _is_field(node: ast.stmt, source: Source) -> bool:
    """Whether an assignment is a field of a settings class."""
    holder = source.parent(node)
    return isinstance(holder, ast.ClassDef) and any(
        (source.qualified(base) or "").endswith(_SETTINGS) for base in holder.bases
    )


def _is_example(node: ast.AST, source: Source) -> bool:
    """Whether a literal shows what a request or answer looks like: `OpenApiExample(value=…)`."""
    inner = node
    for ancestor in source.ancestors(node):
        if isinstance(ancestor, ast.Call) and (_name(ancestor.func) or "").endswith("Example"):
            return True
        if isinstance(ancestor, ast.keyword) and ancestor.arg in _EXAMPLES:
            return True
        if isinstance(ancestor, ast.Dict) and "example" in _key_of(inner, ancestor):
            return True
        inner = ancestor
    return False


def _key_of(value: ast.AST, mapping: ast.Dict) -> str:
    keys = (k for k, v in zip(mapping.keys, mapping.values, strict=True) if v is value)
    key = next(keys, None)
    return str(key.value).lower() if isinstance(key, ast.Constant) else ""


def _connection_passwords(source: Source) -> Iterator[tuple[ast.Constant, str]]:
    """Yield passwords beside a user or host: there even `password` is one."""
    for mapping in source.of_type(ast.Dict):
        keys = {
            key.value.lower(): value
            for key, value in zip(mapping.keys, mapping.values, strict=True)
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
        }
        value = keys.get("password")
        literals = sum(
            isinstance(keys[key], ast.Constant) for key in _CONNECTION_KEYS & keys.keys()
        )
        if (
            isinstance(value, ast.Constant)
            and isinstance(value.value, str)
            and value.value
            and literals
            and {"engine", "host"} & keys.keys()
        ):
            yield value, value.value


def _wrapped(source: Source) -> Iterator[Found]:
    for call in source.of_type(ast.Call):
        if (source.qualified(call.func) or "").endswith(
            ("pydantic.SecretStr", "pydantic.SecretBytes")
        ):
            for argument in call.args:
                for literal in _strings(argument):
                    if literal.value:
                        yield "A secret", source.at_node(literal, "")


def _shaped(source: Source) -> Iterator[Found]:
    if not may_have_shape(source.text):
        return
    nodes: list[ast.Constant | ast.JoinedStr] = [*source.of_type(ast.Constant)]
    for node in (*nodes, *source.of_type(ast.JoinedStr)):
        text = _whole_text(node)
        shape = shape_of(text) if text else None
        if text and shape and _is_known(text[slice(*shape[1:])]) and not _is_aside(node, source):
            yield shape[0].capitalize(), source.at_node(node, "")


def _is_aside(node: ast.expr, source: Source) -> bool:
    """Whether a text is prose or an example, or the piece of an f-string, which is read as a whole."""
    in_text = isinstance(source.parent(node), ast.JoinedStr)
    return in_text or node in set(docstrings(source)) or _is_example(node, source)


def _is_known(secret: str) -> bool:
    """Whether no value takes part in what is secret: of an address that is its password."""
    part = secret.rpartition("@")[0].rpartition(":")[2] if "://" in secret else secret
    return _UNKNOWN not in part


def _whole_text(node: ast.Constant | ast.JoinedStr) -> str | None:
    """The text of a literal; of an f-string with a stand-in for each value."""
    if isinstance(node, ast.JoinedStr):
        parts = (p.value if isinstance(p, ast.Constant) else _UNKNOWN for p in node.values)
        return "".join(map(str, parts))
    return _text(node) if isinstance(node.value, str | bytes) else None
