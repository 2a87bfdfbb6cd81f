"""Expressions that say the same in other words: one of each family stands for all."""

import ast
import re
import string
from collections.abc import Iterator, Sequence

_SIMPLE = re.compile(r"%(?:\((\w+)\))?[sd]|%%")
_NEGATED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Is: ast.IsNot, ast.In: ast.NotIn, ast.Eq: ast.NotEq,
    ast.IsNot: ast.Is, ast.NotIn: ast.In, ast.NotEq: ast.Eq,
}  # fmt: skip
_MIRRORED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.Eq, ast.NotEq: ast.NotEq, ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE,
}  # fmt: skip
_STATUS = re.compile(r"HTTP_(\d{3})_[A-Z_]+")
_OS_ERRORS = frozenset(
    {"IOError", "EnvironmentError", "WindowsError", "@socket.error", "@select.error"}
)
_EMPTY: dict[str, type[ast.expr]] = {"list": ast.List, "dict": ast.Dict, "tuple": ast.Tuple}
_TAKES_ANY = frozenset(
    {"any", "all", "sum", "min", "max", "sorted", "set", "list", "tuple", "frozenset"}
)
# Keywords that a linter asks for and that say what held before.
_SAFE_KEYWORDS = {
    "zip": {"strict"},
    "@subprocess.run": {"check"},
    "@hashlib.md5": {"usedforsecurity"},
    "@hashlib.sha1": {"usedforsecurity"},
    "open": {"encoding"},
}
_UTF8 = frozenset({"utf-8", "utf8"})
_REQUESTS = re.compile(r"@(?:requests|httpx)\.(?:get|post|put|patch|delete|head|options|request)")
_ENCODED = frozenset({"read_text", "write_text", "open"})
_PATHS = {
    "exists": "exists", "isfile": "is_file", "isdir": "is_dir", "abspath": "resolve",
    "realpath": "resolve", "expanduser": "expanduser", "isabs": "is_absolute", "islink": "is_symlink",
}  # fmt: skip
_PATH_VALUES = {"basename": "name", "dirname": "parent"}
_OS_CALLS = {
    "@os.remove": "unlink", "@os.unlink": "unlink", "@os.mkdir": "mkdir", "@os.rmdir": "rmdir",
    "@os.rename": "rename", "@os.replace": "replace", "@os.chmod": "chmod", "@os.stat": "stat",
    "@os.readlink": "readlink",
}  # fmt: skip


def normal_compare(node: ast.Compare) -> ast.expr:
    """`== None` is `is None`; a constant stands on the right; what is looked up in stands as a tuple."""
    if len(node.ops) != 1:
        return node
    left, op, right = node.left, node.ops[0], node.comparators[0]
    if isinstance(left, ast.Constant) and not isinstance(right, ast.Constant):
        mirrored = _MIRRORED.get(type(op))
        if mirrored:
            left, op, right = right, mirrored(), left
    if isinstance(right, ast.Constant) and right.value is None:
        op = {ast.Eq: ast.Is(), ast.NotEq: ast.IsNot()}.get(type(op), op)
    if isinstance(op, (ast.In, ast.NotIn)):
        right = _members(right)
    return ast.Compare(left, [op], [right])


def _members(node: ast.expr) -> ast.expr:
    if isinstance(node, (ast.List, ast.Set)):
        return ast.Tuple(node.elts, ast.Load())
    is_keys = (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "keys"
        and not node.args
    )
    return node.func.value if is_keys else node  # type: ignore[attr-defined]


def normal_not(node: ast.UnaryOp) -> ast.expr:
    """`not x in y` is `x not in y`."""
    inner = node.operand
    if isinstance(node.op, ast.Not) and isinstance(inner, ast.Compare) and len(inner.ops) == 1:
        negated = _NEGATED.get(type(inner.ops[0]))
        if negated:
            return ast.Compare(inner.left, [negated()], inner.comparators)
    return node


def normal_attribute(node: ast.Attribute) -> ast.expr:
    """The names of HTTP statuses are their numbers."""
    found = _STATUS.fullmatch(node.attr)
    return ast.Constant(int(found[1])) if found else node


def normal_name(name: str) -> ast.expr:
    """The aliases of OSError are OSError, and a resolved HTTP status is its number."""
    if name in _OS_ERRORS:
        return ast.Name("OSError", ast.Load())
    found = _STATUS.search(name) if name.startswith("@") else None
    return ast.Constant(int(found[1])) if found else ast.Name(name, ast.Load())


def normal_listcomp(node: ast.ListComp | ast.SetComp) -> ast.expr:
    """`[x for x in y]` is `list(y)`."""
    first = node.generators[0]
    same = isinstance(node.elt, ast.Name) and isinstance(first.target, ast.Name)
    plain = len(node.generators) == 1 and not first.ifs and not first.is_async
    if plain and same and ast.unparse(node.elt) == ast.unparse(first.target):
        name = "list" if isinstance(node, ast.ListComp) else "set"
        return ast.Call(ast.Name(name, ast.Load()), [first.iter], [])
    return node


def normal_starred(node: ast.Starred) -> ast.expr:
    """What is made a list of to be put into another one need not be."""
    inner = node.value
    if not (isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name)):
        return node
    plain = len(inner.args) == 1 and not inner.keywords and inner.func.id in {"list", "tuple"}
    return ast.Starred(inner.args[0], node.ctx) if plain else node


def normal_add(node: ast.BinOp) -> ast.expr:
    """Texts that are joined by `+` or `%` are one formatted text."""
    if isinstance(node.op, ast.Mod) and _is_text(node.left):
        return _from_percent(node) or node
    if isinstance(node.op, ast.Add):
        left, right = _text_parts(node.left), _text_parts(node.right)
        # Without a literal text on one side it may be a sum.
        texts = any(isinstance(n, (ast.Constant, ast.JoinedStr)) for n in (node.left, node.right))
        if left is not None and right is not None and texts:
            return joined([*left, *right])
    return node


def joined(parts: Sequence[ast.expr]) -> ast.expr:
    """Make a formatted text of its parts, neighbouring literals put together."""
    merged: list[ast.expr] = []
    for part in parts:
        last = merged[-1] if merged else None
        if isinstance(part, ast.Constant) and isinstance(last, ast.Constant):
            merged[-1] = ast.Constant(str(last.value) + str(part.value))
        elif not (isinstance(part, ast.Constant) and part.value == ""):
            merged.append(_plain_value(part))
    if not merged:
        return ast.Constant("")
    if len(merged) == 1 and isinstance(merged[0], ast.Constant):
        return merged[0]
    return ast.JoinedStr(merged)


def _plain_value(part: ast.expr) -> ast.expr:
    if not isinstance(part, ast.FormattedValue):
        return part
    value, conversion = part.value, part.conversion
    if isinstance(value, ast.Call) and len(value.args) == 1 and not value.keywords:
        name = value.func.id if isinstance(value.func, ast.Name) else ""
        if name in {"str", "repr"} and conversion == -1:
            value, conversion = value.args[0], {"str": -1, "repr": ord("r")}[name]
    return ast.FormattedValue(value, -1 if conversion == ord("s") else conversion, part.format_spec)


def _value(node: ast.expr) -> ast.FormattedValue:
    return ast.FormattedValue(node, -1, None)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _text_parts(node: ast.expr) -> list[ast.expr] | None:
    if _is_text(node):
        return [node]
    if isinstance(node, ast.JoinedStr):
        return list(node.values)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str":
        return [_value(node.args[0])] if len(node.args) == 1 else None
    return None


def _from_percent(node: ast.BinOp) -> ast.expr | None:
    text = str(node.left.value)  # type: ignore[attr-defined]
    values = list(node.right.elts) if isinstance(node.right, ast.Tuple) else [node.right]
    keyed: dict[object, ast.expr] = {}
    if isinstance(node.right, ast.Dict):
        pairs = zip(node.right.keys, node.right.values, strict=True)
        keyed = {k.value: v for k, v in pairs if isinstance(k, ast.Constant)}
    if len(_SIMPLE.findall(text)) != len(re.findall(r"%(?!%)|%%", text)):
        return None
    parts: list[ast.expr] = []
    end = 0
    for found in _SIMPLE.finditer(text):
        parts.append(ast.Constant(text[end : found.start()]))
        end = found.end()
        if found.group() == "%%":
            parts.append(ast.Constant("%"))
        elif found[1] in keyed:
            parts.append(_value(keyed[found[1]]))
        elif found[1] is None and values:
            parts.append(_value(values.pop(0)))
        else:
            return None
    return joined([*parts, ast.Constant(text[end:])])


def normal_call(node: ast.Call) -> ast.expr:
    """Calls that a linter writes in another way."""
    for rewrite in (_literal, _of_collection, _super, _format, _cast, _path, _attribute, _text):
        found = rewrite(node)
        if found is not None:
            return found
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    drop = _SAFE_KEYWORDS.get(name, set()) | ({"timeout"} if _REQUESTS.fullmatch(name) else set())
    if isinstance(node.func, ast.Attribute) and node.func.attr in _ENCODED:
        drop = drop | {"encoding"}
    keywords = [k for k in node.keywords if k.arg not in drop]
    # The order of keywords says nothing.
    return ast.Call(node.func, node.args, sorted(keywords, key=lambda k: k.arg or "~"))


def _literal(node: ast.Call) -> ast.expr | None:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name == "dict" and not node.args and all(k.arg for k in node.keywords):
        keys: list[ast.expr | None] = [ast.Constant(k.arg) for k in node.keywords]
        return ast.Dict(keys, [k.value for k in node.keywords])
    if name in _EMPTY and not node.args and not node.keywords:
        return ast.List([], ast.Load()) if name == "list" else ast.Tuple([], ast.Load())
    return None


def _of_collection(node: ast.Call) -> ast.expr | None:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if len(node.args) != 1:
        return None
    only = node.args[0]
    if isinstance(only, (ast.ListComp, ast.GeneratorExp)):
        return _of_comprehension(node, name, only)
    if name == "set" and isinstance(only, (ast.List, ast.Tuple)) and only.elts:
        return ast.Set(only.elts)
    copies = isinstance(only, ast.Call) and isinstance(only.func, ast.Name) and len(only.args) == 1
    if copies and name in {"sorted", "set", "list", "tuple"} and only.func.id in {"list", "tuple"}:  # type: ignore[attr-defined]
        return ast.Call(node.func, only.args, node.keywords)  # type: ignore[attr-defined]
    return None


def _of_comprehension(
    node: ast.Call, name: str, only: ast.ListComp | ast.GeneratorExp
) -> ast.expr | None:
    if name == "list":
        return ast.ListComp(only.elt, only.generators)
    if name == "set":
        return ast.SetComp(only.elt, only.generators)
    if name == "dict" and isinstance(only.elt, ast.Tuple) and len(only.elt.elts) == 2:
        return ast.DictComp(only.elt.elts[0], only.elt.elts[1], only.generators)
    joins = isinstance(node.func, ast.Attribute) and node.func.attr == "join"
    if isinstance(only, ast.ListComp) and (name in _TAKES_ANY or joins):
        return ast.Call(node.func, [ast.GeneratorExp(only.elt, only.generators)], node.keywords)
    return None


def _super(node: ast.Call) -> ast.expr | None:
    if isinstance(node.func, ast.Name) and node.func.id == "super" and len(node.args) == 2:
        return ast.Call(node.func, [], [])
    return None


def _format(node: ast.Call) -> ast.expr | None:
    func = node.func
    if not (isinstance(func, ast.Attribute) and func.attr == "format" and _is_text(func.value)):
        return None
    try:
        parts = list(_formatted(str(func.value.value), node))  # type: ignore[attr-defined]
    except (ValueError, LookupError):
        return None
    return joined(parts)


def _formatted(text: str, node: ast.Call) -> Iterator[ast.expr]:
    keyed = {k.arg: k.value for k in node.keywords}
    following = 0
    for literal, name, spec, conversion in string.Formatter().parse(text):
        yield ast.Constant(literal)
        if name is None:
            continue
        if name == "" or name.isdigit():
            value = node.args[int(name) if name else following]
            following += 1
        elif name.isidentifier():
            value = keyed[name]
        else:
            raise LookupError(name)
        shape = ast.JoinedStr([ast.Constant(spec)]) if spec else None
        yield ast.FormattedValue(value, ord(conversion) if conversion else -1, shape)


def _cast(node: ast.Call) -> ast.expr | None:
    if isinstance(node.func, ast.Name) and len(node.args) == 2:
        return node.args[1] if node.func.id == "@typing.cast" else None
    return None


def _path(node: ast.Call) -> ast.expr | None:
    """The functions of `os` and `os.path` as what `pathlib` has for them."""
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name in {"@pathlib.Path", "@pathlib.PurePath"} and node.args:
        return _divided(node.args)
    if name == "@os.path.join" and node.args:
        return _divided(node.args)
    if name == "@os.getcwd":
        return ast.Call(ast.Name("@pathlib.Path.cwd", ast.Load()), [], [])
    last = name.removeprefix("@os.path.") if name.startswith("@os.path.") else ""
    if last in _PATH_VALUES and len(node.args) == 1:
        return ast.Attribute(node.args[0], _PATH_VALUES[last], ast.Load())
    method = _PATHS.get(last) or _OS_CALLS.get(name)
    if method and node.args:
        return ast.Call(ast.Attribute(node.args[0], method, ast.Load()), node.args[1:], [])
    return None


def _divided(parts: Sequence[ast.expr]) -> ast.expr:
    result = parts[0]
    for part in parts[1:]:
        result = ast.BinOp(result, ast.Div(), part)
    return result


def _attribute(node: ast.Call) -> ast.expr | None:
    """`getattr(x, "y")` is `x.y`."""
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name == "getattr" and len(node.args) == 2 and _is_text(node.args[1]):
        attribute = str(node.args[1].value)  # type: ignore[attr-defined]
        return ast.Attribute(node.args[0], attribute, ast.Load())
    return None


def _text(node: ast.Call) -> ast.expr | None:
    """`x.encode("utf-8")` is `x.encode()`, `Path(x).open()` is `open(x)`, `open(x, "r")` too."""
    func = node.func
    first = node.args[0] if node.args else None
    coded = isinstance(func, ast.Attribute) and func.attr in {"encode", "decode"}
    if coded and isinstance(first, ast.Constant) and str(first.value).lower() in _UTF8:
        return ast.Call(func, node.args[1:], node.keywords)
    named = isinstance(func, ast.Name) and func.id in {"open", "@io.open"}
    if isinstance(func, ast.Name) and named and node.args:
        rest = node.args[1:]
        if rest and isinstance(rest[0], ast.Constant) and rest[0].value in {"r", "rt"}:
            rest = rest[1:]
        elif rest and isinstance(rest[0], ast.Constant):
            rest = [ast.Constant(str(rest[0].value).replace("t", "")), *rest[1:]]
        kept = [k for k in node.keywords if k.arg != "encoding"]
        return ast.Call(ast.Attribute(node.args[0], "open", ast.Load()), rest, kept)
    return None
