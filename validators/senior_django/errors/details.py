"""ERR003 internal-detail."""

import ast
import re
from collections.abc import Iterator
from functools import cached_property

from skillrun.rules.functions import Function
from skillrun.rules.model import Example, Finding, SourceRule, Subject
from skillrun.rules.source import Source

from ..semantics.classes import ClassIndex, class_index, functions_of
from ..semantics.orm import assigned
from ..semantics.production import holds
from .caught import Caught
from .responses import function_of
from .said import said, speaks

_INTERNALS = (
    "traceback.",
    "sys.exc_info",
    "sys.version",
    "sys.path",
    "os.getcwd",
    "os.environ",
    "platform.",
)
# A variable of the environment is internal when its name says so; an address of a page is not.
_INTERNAL_NAMES = re.compile(
    r"KEY|SECRET|TOKEN|PASS|CREDENTIAL|DSN|DATABASE|REDIS|BROKER|CACHE|PATH|HOME|DIR|HOST|^DB|_DB"
)
_PATHS = frozenset({"__file__", "BASE_DIR"})
_TEXTS = frozenset({"str", "repr", "format", "ascii"})
_GROWS = frozenset({"append", "extend", "update"})
_DEEPEST = 6
# What of Django's settings is internal; many others are addresses (`SITE_ROOT` too) and public keys.
_SETTING = re.compile(
    r"django\.conf\.settings\.(?:DATABASES|CACHES|\w*(?:SECRET|PASSWORD)\w*"
    r"|(?:MEDIA|STATIC|PROJECT|BASE|REPO|APPS?|DATA|FILES?|UPLOADS?|LOGS?|TEMPLATES?)_ROOT)\Z"
)
_OF_PATHS = frozenset({"os.path.abspath", "os.path.realpath", "os.path.dirname", "os.path.join"})
_MESSAGES = frozenset({"args", "message", "strerror", "filename", "__traceback__", "__cause__"})
_START = (
    "import logging\n\nfrom rest_framework.request import Request\nfrom rest_framework.response import Response\n\n"
    "from apps.shop import services\n\nlogger = logging.getLogger(__name__)\n\n\n"
    'def pay(request: Request) -> Response:\n    """Pay."""\n    try:\n        services.pay()\n'
    "    except Exception as exc:\n"
)


class InternalDetail(SourceRule):
    """Internals of the program in an answer to a client."""

    code = "ERR003"
    name = "internal-detail"
    directive = (
        "Never send internals to a client: no traceback, no `str(exc)` or `repr(exc)` of an exception "
        "that is not written for clients, no file path, no environment. Log them, and answer with a fixed text."
    )
    decisions = (
        "An answer is a response of Django or REST framework, an exception of REST framework (or of the "
        "project, made from one) that is raised, a message of Django's, what a consumer sends, and what a function of "
        "the same module returns into one. What only `settings.DEBUG` shows is for developers. The text of validation errors, of `Http404` and `PermissionDenied`, of REST "
        "framework's exceptions and of the project's own exceptions is written for clients, also after "
        "`isinstance(exc, …)`."
    )
    bad = Example(
        f'{_START}        return Response({{"detail": str(exc)}}, status=500)\n',
        "apps/shop/views.py",
    )
    good = Example(
        f'{_START}        logger.exception("Payment failed: %s", exc)\n        raise PaymentError from exc\n',
        "apps/shop/views.py",
    )
    languages = frozenset({"python"})

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:
        """Yield each internal detail among what the answers say."""
        index = subject.once(class_index)
        if source.is_test or not speaks(source, index):
            return
        reader = _Reader(source, index)
        seen: set[ast.AST] = set()
        for expression, whole in said(source, index):
            for leak, what in reader.leaks(expression, 0):
                shown = whole or not isinstance(leak, ast.Name)
                if shown and leak not in seen and not _is_for_developers(leak, source):
                    seen.add(leak)
                    message = f"{what} goes to the client: log it, and answer with a fixed text."
                    yield source.at_node(leak, message)


def _is_for_developers(node: ast.AST, source: Source) -> bool:
    """Whether a place is reached only where a test fails in production: `if settings.DEBUG`."""
    inner = node
    for ancestor in source.ancestors(node):
        if isinstance(ancestor, ast.If | ast.IfExp) and inner is not ancestor.test:
            other = ancestor.orelse if isinstance(ancestor.orelse, list) else [ancestor.orelse]
            if holds(ancestor.test) is (inner in other):
                return True
        inner = ancestor
    return False


def _is_public_variable(node: ast.expr) -> bool:
    if not (isinstance(node, ast.Call) and ast.unparse(node.func).endswith("environ.get")):
        return False
    name = node.args[0] if node.args else None
    return isinstance(name, ast.Constant) and not _INTERNAL_NAMES.search(str(name.value).upper())


class _Reader:
    """Looks for internals in what an answer says, through names and functions of the module.

    Args:
        source: The module.
        index: The classes of the project.
    """

    def __init__(self, source: Source, index: ClassIndex) -> None:
        self._source = source
        self._exception = Caught(source, index).exception

    @cached_property
    def _filled(self) -> dict[str, list[ast.expr]]:
        """What names are filled with step by step: `body["x"] = …`, `errors.append(…)`."""
        found: dict[str, list[ast.expr]] = {}
        for assign in self._source.of_type(ast.Assign):
            for target in assign.targets:
                if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
                    found.setdefault(target.value.id, []).append(assign.value)
        for call in self._source.of_type(ast.Call):
            if (name := _grown(call)) is not None:
                found.setdefault(name, []).append(call.args[0])
        return found

    def leaks(self, node: ast.expr, depth: int) -> Iterator[tuple[ast.AST, str]]:
        """Yield each part of an expression that is internal, and what it is."""
        if depth > _DEEPEST:
            return
        what = self._internal(node)
        if what is not None:
            yield node, what
        elif isinstance(node, ast.Name):
            yield from self._in_name(node, depth)
        elif isinstance(node, ast.Await):
            yield from self.leaks(node.value, depth)
        elif isinstance(node, ast.Call):
            yield from self._in_call(node, depth)
        else:
            for part in _parts(node):
                yield from self.leaks(part, depth)

    def _in_name(self, node: ast.Name, depth: int) -> Iterator[tuple[ast.AST, str]]:
        for value in assigned(node, self._source):
            if not isinstance(value, ast.Name) and value is not node:
                yield from self.leaks(value, depth + 1)
        function = function_of(node, self._source)
        for value in self._filled.get(node.id, ()):
            if function_of(value, self._source) is function:
                yield from self.leaks(value, depth + 1)

    def _in_call(self, node: ast.Call, depth: int) -> Iterator[tuple[ast.AST, str]]:
        function = self._function(node)
        if function is not None:
            for returned in _returns(function):
                yield from self.leaks(returned, depth + 1)
        for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
            # An exception handed to a function is not yet its text.
            if not _is_text(node) and self._exception(argument) is not None:
                continue
            # What a function makes of a path or a setting is rarely the same.
            keeps = _is_text(node) or self._source.qualified(node.func) in _OF_PATHS
            for leak, what in self.leaks(argument, depth + 1):
                if keeps or not what.startswith(("The path", "The setting")):
                    yield leak, what
        if isinstance(node.func, ast.Attribute) and isinstance(
            node.func.value, ast.Call | ast.JoinedStr
        ):
            yield from self.leaks(node.func.value, depth)

    def _internal(self, node: ast.expr) -> str | None:
        name = self._source.qualified(node) or ""
        if isinstance(node, ast.Call | ast.Attribute) and name.startswith(_INTERNALS):
            return None if _is_public_variable(node) else f"`{name}`"
        if isinstance(node, ast.Attribute) and _SETTING.match(name):
            return f"The setting `{node.attr}`"
        if isinstance(node, ast.Name | ast.Attribute) and name.rsplit(".", 1)[-1] in _PATHS:
            return f"The path `{name}`"
        return self._of_exception(node, name)

    def _of_exception(self, node: ast.expr, name: str) -> str | None:
        spelled = "The exception `{}`"
        inner = node
        if isinstance(node, ast.Call) and name in _TEXTS and node.args:
            inner, spelled = node.args[0], f"`{name}({{}})`"
        elif isinstance(node, ast.FormattedValue):
            inner, spelled = node.value, "The text of `{}`"
        elif isinstance(node, ast.Attribute) and node.attr in _MESSAGES:
            inner, spelled = node.value, f"`{{}}.{node.attr}`"
        text = self._exception(inner)
        return spelled.format(text) if text else None

    def _function(self, call: ast.Call) -> Function | None:
        """The module's own function that a call is of, through `sync_to_async` too."""
        name = call.func
        if isinstance(name, ast.Call) and name.args:
            name = name.args[0]
        if (
            isinstance(name, ast.Attribute)
            and isinstance(name.value, ast.Name)
            and name.value.id == "self"
        ):
            wanted = name.attr
        elif isinstance(name, ast.Name):
            wanted = name.id
        else:
            return None
        return next((f for f in functions_of(self._source) if f.name == wanted), None)


def _grown(call: ast.Call) -> str | None:
    """The name that a call adds its argument to: `errors.append(…)`."""
    function = call.func
    if not (isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)):
        return None
    return function.value.id if function.attr in _GROWS and call.args else None


def _returns(function: Function) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value is not None:
            yield node.value


def _is_text(call: ast.Call) -> bool:
    """Whether a call makes a text of what it is given: `str(x)`, `"{}".format(x)`."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr in {"format", "join"}
    return isinstance(call.func, ast.Name) and call.func.id in _TEXTS


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the expressions whose values become part of a value."""
    if isinstance(node, ast.Dict):
        yield from node.values
    elif isinstance(node, ast.List | ast.Tuple | ast.Set):
        yield from node.elts
    elif isinstance(node, ast.JoinedStr | ast.BoolOp):
        yield from node.values
    elif isinstance(node, ast.FormattedValue | ast.Starred | ast.NamedExpr | ast.Subscript):
        yield node.value
    elif isinstance(node, ast.BinOp):
        yield from (node.left, node.right)
    elif isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
