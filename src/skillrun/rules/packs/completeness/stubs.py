"""CMP006 stub-body."""

import ast
import re
from collections.abc import Iterator

from skillrun.rules.functions import (
    FUNCTIONS,
    Function,
    decorators,
    docstring_of,
    enclosing,
    is_abstract,
    statements,
)
from skillrun.rules.model import Example, Finding, NodeRule, Subject
from skillrun.rules.source import Source

# Verbs that promise an effect or a computation that no constant can be.
_WORK = re.compile(
    r"(?:accept|activate|add|aggregate|allocate|apply|approve|archive|assign|authenticate|authorize"
    r"|build|calculate|cancel|capture|charge|clean|clear|close|collect|compute|confirm|connect"
    r"|convert|copy|count|create|deactivate|debit|decode|decrypt|delete|deliver|deposit|disable"
    r"|dispatch|download|emit|enable|encode|encrypt|enqueue|ensure|estimate|evaluate|execute|expire"
    r"|export|extract|fetch|filter|find|finish|generate|handle|import|index|initiate|insert|invalidate"
    r"|invoke|issue|list|load|lock|log|look|mark|measure|merge|migrate|move|normalize|notify|open"
    r"|parse|pay|perform|persist|populate|post|prepare|process|publish|purge|push|query|read|rebuild|record"
    r"|redeem|refresh|refund|register|reject|release|remove|rename|render|renew|replace|report"
    r"|request|reserve|reset|resolve|restore|retrieve|retry|revoke|rotate|run|save|schedule|search|seed"
    r"|send|ship|sign|sort|start|stop|store|submit|subscribe|sum|summarize|sync|synchronize|track"
    r"|transfer|transform|translate|trigger|unlock|unsubscribe|update|upload|upsert|validate|verify"
    r"|withdraw|write)(?:e?s)?\b",
    re.IGNORECASE,
)
# "List of languages", "Cleanup actions": the verb is a noun here.
_NOUN = re.compile(
    r"\w+(?:\s+\w+){0,2}\s+of\b(?!\s+(?:a|an|the|all|each|every)\b)|\w+up\b|\w+ (?:actions|handler)\b"
)
_NOTHING = re.compile(
    r"no[- ]?op\b|\bnothing\b|\bhooks?\b|\boverrid|\bsubclass|\bintentional|\bdeliberate"
    r"|\b(?:do|does|did) not\b|\b(?:do|does)n't\b|\bunsupported\b|\bnot (?:supported|allowed|needed)\b"
    r"|\bunused\b|\bdeprecated\b|\bno longer\b|\bby default\b|\bdefault (?:implementation|behaviou?r)\b"
    r"|\bcallback\b|\bis disabled\b|\balways\b|\bshould\b|\b(?:is|are|be|gets?) (?:\w+ly )?(?:called|invoked)\b"
    r"|^(?:disable|discard|drop|forbid|ignore|never|no|prevent|refuse|skip|suppress)\b",
    re.IGNORECASE,
)
# What a docstring says of arguments and errors says nothing of the function itself.
_OF_OTHERS = re.compile(
    r"^\s*(?:Args|Raises):\s*$.*?(?=^\s*(?:Args|Raises|Returns|Yields|Notes?|Examples?):\s*$|\Z)",
    re.MULTILINE | re.DOTALL,
)
# Classes and modules whose members do nothing by their nature.
_HOLLOW = frozenset(
    {"abstract", "base", "dummy", "empty", "fake", "mixin", "mock", "noop", "null", "stub"}
)
_HOLLOW_FUNCTIONS = _HOLLOW - {"base", "empty"}
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_CONVERSIONS = frozenset({"Decimal", "decimal.Decimal", "int", "float", "str", "bytes"})
_EMPTY = frozenset({"dict", "list", "set", "tuple", "frozenset"})
# Frames whose empty functions carry their meaning in the decorator.
_FREE_OF_VALUE = re.compile(r"\b(?:None|Optional|NoReturn|Never|Any|object)\b")
_SIGNATURES = frozenset({"hookspec", "overload"})
_CARRIED = frozenset(
    {"group", "callback", "command", "fixture", "override", "property", "hookspec"}
)
_CARRIED_PARTS = frozenset({"setter", "getter", "deleter", "cached_property", "singledispatch"})


class StubBody(NodeRule):
    """A function that promises work and does none."""

    code = "CMP006"
    name = "stub-body"
    directive = (
        "A function does what its name and docstring promise: no body that is only a docstring or "
        "that returns a made-up constant."
    )
    decisions = (
        "A body of only a docstring is a stub when its name, or the first word of its docstring, is a verb of "
        "work, or its annotation promises a value, unless the docstring says that nothing happens. A body that returns a "
        "constant is a stub when name and docstring speak of work, and in a function outside of classes that "
        "takes arguments and never looks at them. Of methods, properties, overrides, `is_…`, `has_…`, `get_…` "
        "and the like are real constants, as is all in classes called base, null, dummy or fake. A method that a class of the project "
        "overrides is a hook, and so is one whose docstring says when it is called; an object that acquires "
        "nothing has nothing to close. In test files only tests themselves count."
    )
    bad = Example(
        'def send_invoice(order_id: int) -> bool:\n    """Send the invoice of an order."""\n'
        "    return True\n"
    )
    good = Example(
        "class ShopAdmin:\n"
        "    def has_add_permission(self, request: object) -> bool:\n"
        '        """Forbid adding."""\n        return False\n'
    )
    nodes = FUNCTIONS

    def check(self, node: ast.AST, source: Source, subject: Subject) -> Iterator[Finding]:
        """Yield the function when nothing in it does what it promises."""
        if not isinstance(node, FUNCTIONS) or not _may_be_stub(node):
            return
        if _is_excused(node, source) or _is_overridden(node, source, subject):
            return
        docstring = docstring_of(node)
        words = str(docstring.value).strip() if docstring else ""
        if _NOTHING.search(_OF_OTHERS.sub("", words)) or not _promises(node, words, source):
            return
        message = f"`{node.name}` promises work and does none: write its body."
        yield source.at_name(node, message)


def _may_be_stub(function: Function) -> bool:
    body = statements(function)
    return len(body) <= 1 and (not body or _returns_constant(body[0]))


def _returns_constant(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.Return):
        return False
    return statement.value is None or _is_constant(statement.value)


def _is_constant(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return node.value is not ...
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return all(_is_constant(item) for item in node.elts[:20])
    if isinstance(node, ast.Dict):
        return all(_is_constant(item) for item in node.values[:20])
    if isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
        name = ast.unparse(node.func)
        if name in _EMPTY:
            return not node.args and not node.keywords
        return name in _CONVERSIONS and all(isinstance(a, ast.Constant) for a in node.args)
    return False


def _is_excused(function: Function, source: Source) -> bool:
    owes = _owes_value(function)
    if source.is_stub or source.is_migration or (function.name.startswith("__") and not owes):
        return True
    if source.is_test and not _is_test(function, source):
        return True
    last = {name.rsplit(".", 1)[-1] for name in decorators(function, source)}
    if is_abstract(source, function) or last & _SIGNATURES:
        return True
    if last & (_CARRIED | _CARRIED_PARTS) and not owes and not _is_hollow_override(function, last):
        return True
    return _is_hollow(function, source) or _has_nothing_to_close(function, source)


def _owes_value(function: Function) -> bool:
    """Whether it has no statement, and its annotation says that it returns a value all the same."""
    if statements(function) or function.returns is None:
        return False
    return _FREE_OF_VALUE.search(ast.unparse(function.returns)) is None


def _is_hollow_override(function: Function, decorators_of_it: set[str]) -> bool:
    """Whether an override has no statement, though name and docstring both speak of work."""
    docstring = docstring_of(function)
    words = str(docstring.value).strip() if docstring else ""
    return (
        decorators_of_it & _CARRIED == {"override"}
        and not statements(function)
        and _WORK.match(function.name.lstrip("_").replace("_", " ")) is not None
        and _WORK.match(words) is not None
    )


def _is_test(function: Function, source: Source) -> bool:
    """Whether it is a test itself, and not a function that a test makes for its own use."""
    made = isinstance(enclosing(source, function), FUNCTIONS)
    return function.name.startswith("test_") and not made


def _is_hollow(function: Function, source: Source) -> bool:
    holder = enclosing(source, function)
    holders = [*source.path.removesuffix(".py").split("/")[-2:]]
    if isinstance(holder, ast.ClassDef):
        holders.append(holder.name)
    words = {word.lower() for name in holders for word in _WORDS.findall(name)}
    own = {word.lower() for word in _WORDS.findall(function.name)}
    return bool(words & _HOLLOW or own & _HOLLOW_FUNCTIONS)


def _has_nothing_to_close(function: Function, source: Source) -> bool:
    """Whether it closes an object that never opened, made or called anything to keep."""
    holder = enclosing(source, function)
    if function.name not in {"close", "aclose"} or not isinstance(holder, ast.ClassDef):
        return False
    return not holder.bases and not any(
        isinstance(node, (ast.Assign, ast.AnnAssign)) and _keeps_result(node)
        for node in ast.walk(holder)
    )


def _keeps_result(node: ast.Assign | ast.AnnAssign) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    kept = any(isinstance(part, ast.Attribute) for target in targets for part in ast.walk(target))
    return kept and node.value is not None and any(_is_call(part) for part in ast.walk(node.value))


def _is_call(node: ast.AST) -> bool:
    return isinstance(node, (ast.Call, ast.Await))


def _is_overridden(function: Function, source: Source, subject: Subject) -> bool:
    """Whether a class of the project that inherits from its own has the function too."""
    holder = enclosing(source, function)
    if not isinstance(holder, ast.ClassDef):
        return False
    return (holder.name, function.name) in subject.once(_overrides)


def _overrides(subject: Subject) -> frozenset[tuple[str, str]]:
    """Name of the parent and of the method, for each method of each class that has a parent."""
    return frozenset(
        (base, method)
        for source in subject.files.values()
        for child in source.of_type(ast.ClassDef)
        for base in _bases(child)
        for method in _members(child)
    )


def _bases(child: ast.ClassDef) -> Iterator[str]:
    for base in child.bases:
        named = base.value if isinstance(base, ast.Subscript) else base
        if isinstance(named, (ast.Name, ast.Attribute)):
            yield named.id if isinstance(named, ast.Name) else named.attr


def _members(node: ast.ClassDef) -> set[str]:
    return {member.name for member in node.body if isinstance(member, FUNCTIONS)}


def _promises(function: Function, words: str, source: Source) -> bool:
    named = bool(_WORK.match(function.name.lstrip("_").replace("_", " ")))
    told = bool(_WORK.match(words)) and not _NOUN.match(words)
    if not statements(function):
        return named or told or _owes_value(function) or function.name.startswith("test_")
    value = statements(function)[0]
    if words:
        if isinstance(source.parent(function), ast.Module) and _has_arguments(function):
            return True
        hollow = isinstance(value, ast.Return) and value.value is None
        return (named or told) if hollow else (named and told)
    alone = isinstance(source.parent(function), ast.Module)
    return named and alone and _has_arguments(function) and _is_made_up(value)


def _is_made_up(statement: ast.stmt) -> bool:
    """Success, zero or emptiness: what a stub returns. Any other constant says something."""
    value = statement.value if isinstance(statement, ast.Return) else None
    if isinstance(value, ast.Constant):
        return value.value is True or value.value in {0, ""}
    return value is not None and not list(ast.iter_child_nodes(value))[1:]


def _has_arguments(function: Function) -> bool:
    arguments = function.args
    names = [a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return any(name not in {"self", "cls"} and not name.startswith("_") for name in names)
