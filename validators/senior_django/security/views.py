"""SEC004 implicit-permissions, SEC005 implicit-authentication."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from skillrun.rules.functions import FUNCTIONS, Function
from skillrun.rules.model import Example, Finding, Subject, TreeRule
from skillrun.rules.source import Source

from ..semantics.classes import ClassIndex, ClassInfo, class_index, functions_of, own_attribute
from ..semantics.rest import is_function_view, is_view, is_view_of_rest

_MEANT_AS_BASE = re.compile(r"^(?:Base|Abstract)(?![a-z])|(?:Base|Mixin)$")


@dataclass(frozen=True, slots=True)
class _Declaration:
    """What a view has to declare.

    Attributes:
        name: The attribute, and the decorator of function views.
        getter: The method that answers for it.
        default: The setting that must not be leaned on.
    """

    name: str
    getter: str
    default: str


_PERMISSIONS = _Declaration("permission_classes", "get_permissions", "DEFAULT_PERMISSION_CLASSES")
_AUTHENTICATION = _Declaration(
    "authentication_classes", "get_authenticators", "DEFAULT_AUTHENTICATION_CLASSES"
)
_DECISIONS = (
    "A base class or mixin of the same project may declare them, `as_view(…)` may pass them (in all "
    "places that use the view), and a `{getter}` of the view's own that does not fall back on "
    "`super()`, or first sets `self.{name}` on every way, declares them too. A class that no route uses and "
    "that others build on, or that is called `Base…`, `Abstract…`, `…Base` or `…Mixin`, is judged by the "
    "views made of it. A view of REST framework itself that a route uses has to be passed them. Views of "
    "tests are none. An empty list is a declaration; the global default under its own name, or None, is not."
)


def _example(name: str, value: str) -> str:
    return (
        "from rest_framework.views import APIView\n\n\nclass BookView(APIView):\n"
        f'    """A book."""\n\n    {name} = {value}\n'
    )


class ImplicitPermissions(TreeRule):
    """A view that leaves its permissions to the global default."""

    code = "SEC004"
    name = "implicit-permissions"
    directive = (
        "Every APIView, ViewSet and `@api_view` function declares its own `permission_classes`; the "
        "global default is a safety net, not a declaration."
    )
    decisions = _DECISIONS.format(name="permission_classes", getter="get_permissions")
    bad = Example(_example("queryset", "None"), "apps/shop/views.py")
    good = Example(_example("permission_classes", "(IsAuthenticated,)"), "apps/shop/views.py")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield each view without the declaration."""
        yield from _implicit(_PERMISSIONS, subject)


class ImplicitAuthentication(TreeRule):
    """A view that leaves its authentication to the global default."""

    code = "SEC005"
    name = "implicit-authentication"
    directive = (
        "Every APIView, ViewSet and `@api_view` function declares its own `authentication_classes`; "
        "a public endpoint declares them openly too."
    )
    decisions = _DECISIONS.format(name="authentication_classes", getter="get_authenticators")
    bad = Example(_example("permission_classes", "(AllowAny,)"), "apps/shop/views.py")
    good = Example(
        _example("authentication_classes", "(TokenAuthentication,)"), "apps/shop/views.py"
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield each view without the declaration."""
        yield from _implicit(_AUTHENTICATION, subject)


def _implicit(wanted: _Declaration, subject: Subject) -> Iterator[Finding]:
    for cls in subject.once(_views):
        if not _declares(cls, wanted, subject):
            yield _of_class(cls, wanted)
    for source in subject.files.values():
        if source.is_test or not ("rest_framework" in source.text or "adrf" in source.text):
            continue
        for function in functions_of(source):
            if is_function_view(function, source) and not _is_decorated(function, wanted, source):
                what = f"`{function.name}` leaves `{wanted.name}` to the global default"
                message = f"{what}: decorate it with `@{wanted.name}([…])`."
                yield replace(source.at_name(function, message), path=source.path)
        for call in source.of_type(ast.Call) if ".as_view" in source.text else ():
            if _is_bare(call, wanted, source, subject):
                what = f"`{ast.unparse(call.func)}(…)` leaves `{wanted.name}` to the global default"
                message = f"{what}: declare them in a view of your own."
                yield replace(source.at_node(call, message), path=source.path)


def _of_class(cls: ClassInfo, wanted: _Declaration) -> Finding:
    said = own_attribute(cls, wanted.name)
    what = f"`{cls.node.name}` leaves `{wanted.name}` to the global default"
    if said is not None and said.value is not None:
        message = f"{what}: list the classes here."
        return replace(cls.source.at_node(said.node, message), path=cls.source.path)
    message = f"{what}: declare them in the class."
    return replace(cls.source.at_name(cls.node, message), path=cls.source.path)


def _is_bare(call: ast.Call, wanted: _Declaration, source: Source, subject: Subject) -> bool:
    """Whether a route uses a view of REST framework itself and does not pass the declaration."""
    if _name(call.func) != "as_view" or any(k.arg in {None, wanted.name} for k in call.keywords):
        return False
    assert isinstance(call.func, ast.Attribute)
    view = subject.once(class_index).resolve(call.func.value, source)
    return isinstance(view, str) and is_view_of_rest(view)


def _views(subject: Subject) -> tuple[ClassInfo, ...]:
    """The view classes that requests reach."""
    index = subject.once(class_index)
    parents = {base for cls in index.classes for base in index.line(cls)[1:]}
    return tuple(
        cls
        for cls in index.classes
        if not cls.source.is_test
        and is_view(cls, index)
        and (
            cls in subject.once(_routed)
            or (cls not in parents and not _MEANT_AS_BASE.search(cls.node.name))
        )
    )


def _declares(cls: ClassInfo, wanted: _Declaration, subject: Subject) -> bool:
    index = subject.once(class_index)
    line = [base for base in index.line(cls) if isinstance(base, ClassInfo)]
    return any(_declares_itself(base, wanted) for base in line) or _is_passed(cls, wanted, subject)


def _declares_itself(cls: ClassInfo, wanted: _Declaration) -> bool:
    attribute = own_attribute(cls, wanted.name)
    if attribute is not None:
        if attribute.is_method:
            return True
        if attribute.value is not None and not _is_default(attribute.value, wanted, cls.source):
            return True
    getter = own_attribute(cls, wanted.getter)
    if getter is None or not isinstance(getter.node, FUNCTIONS):
        return False
    return not _falls_back(getter.node, wanted) or _always_sets(getter.node.body, cls, wanted)


def _is_default(value: ast.expr, wanted: _Declaration, source: Source) -> bool:
    if isinstance(value, ast.Constant) and value.value is None:
        return True
    name = source.qualified(value) or ""
    return name.endswith(wanted.default) or (
        name.startswith("rest_framework.") and name.endswith(f".{wanted.name}")
    )


def _falls_back(getter: ast.AST, wanted: _Declaration) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and node.attr in {wanted.getter, wanted.name}
        and (isinstance(node.value, ast.Call) or node.attr == wanted.name)
        for node in ast.walk(getter)
    )


def _always_sets(body: list[ast.stmt], cls: ClassInfo, wanted: _Declaration) -> bool:
    """Whether a getter sets the attribute, or returns classes of its own, on every way through it."""
    for node in body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(_name(target) == wanted.name for target in targets):
                return not _is_default(node.value, wanted, cls.source)
        elif isinstance(node, ast.Return | ast.Raise):
            return not _falls_back(node, wanted)
        elif (sides := _sides(node)) and all(_always_sets(side, cls, wanted) for side in sides):
            return True
    return False


def _sides(node: ast.stmt) -> list[list[ast.stmt]]:
    """The blocks of which one is certain to run; empty where none may."""
    if isinstance(node, ast.If) and node.orelse:
        return [node.body, node.orelse]
    if isinstance(node, ast.Match) and _is_exhaustive(node):
        return [case.body for case in node.cases]
    return []


def _is_exhaustive(node: ast.Match) -> bool:
    last = node.cases[-1]
    return isinstance(last.pattern, ast.MatchAs) and not last.pattern.pattern and not last.guard


def _is_decorated(function: Function, wanted: _Declaration, source: Source) -> bool:
    names = {f"rest_framework.decorators.{wanted.name}", f"adrf.decorators.{wanted.name}"}
    return any(
        isinstance(decorator, ast.Call)
        and source.qualified(decorator.func) in names
        and not any(_is_default(argument, wanted, source) for argument in decorator.args)
        for decorator in function.decorator_list
    )


def _is_passed(cls: ClassInfo, wanted: _Declaration, subject: Subject) -> bool:
    """Whether every `as_view(…)` of the view passes the declaration."""
    uses = subject.once(_routed).get(cls, [])
    return bool(uses) and all(
        _name(call.func) == "as_view"
        and any(keyword.arg in {None, wanted.name} for keyword in call.keywords)
        for call in uses
    )


def _routed(subject: Subject) -> dict[ClassInfo, list[ast.Call]]:
    """The calls that route to each view class: `X.as_view(…)`, `router.register(…, X)`."""
    index: ClassIndex = subject.once(class_index)
    found: dict[ClassInfo, list[ast.Call]] = {}
    for path in sorted(subject.paths):
        source = subject.source(path) if path.endswith(".py") else None
        if source is None or not ("as_view" in source.text or ".register" in source.text):
            continue
        for call in source.of_type(ast.Call):
            for node in _views_in(call):
                cls = index.resolve(node, source)
                if isinstance(cls, ClassInfo):
                    found.setdefault(cls, []).append(call)
    return found


def _views_in(call: ast.Call) -> tuple[ast.expr, ...]:
    if not isinstance(call.func, ast.Attribute):
        return ()
    if call.func.attr == "as_view":
        return (call.func.value,)
    if call.func.attr == "register":
        return (*call.args[1:2], *(k.value for k in call.keywords if k.arg == "viewset"))
    return ()


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else ""
