"""What an expression may stand for, besides the plain values of Python."""

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from skillrun.project.index.unknown import UNKNOWN

if TYPE_CHECKING:
    from skillrun.project.index.evaluation.interpreter import Interpreter


@dataclass(frozen=True, slots=True)
class Ref:
    """A class, function or module of the project, or anything from outside it.

    Attributes:
        dotted: Its resolved name.
    """

    dotted: str


@dataclass(frozen=True, slots=True)
class Made:
    """What a call that is not followed returns.

    Attributes:
        callee: The dotted name called.
        arguments: The positional arguments.
        keywords: The others.
    """

    callee: str
    arguments: tuple[object, ...] = ()
    keywords: dict[str, object] = field(default_factory=dict, hash=False)


@dataclass(eq=False, slots=True)
class Instance:
    """An object of a class: a router, an AppConfig.

    Attributes:
        cls: The dotted class.
        arguments: What it was made with.
        keywords: What it was made with by name.
        attributes: What was set on it.
        registered: Of a router: prefix, viewset, basename, and where.
    """

    cls: str
    arguments: tuple[object, ...] = ()
    keywords: dict[str, object] = field(default_factory=dict)
    attributes: dict[str, object] = field(default_factory=dict)
    registered: list["Registered"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Registered:
    """A viewset that a router was given.

    Attributes:
        prefix: Its prefix.
        viewset: The dotted class; empty where source cannot tell.
        basename: As given; empty where it was not.
        path: The file of `register(…)`.
        line: Its line.
        conditional: It stands under an unknown condition.
    """

    prefix: str
    viewset: str
    basename: str
    path: str
    line: int
    conditional: bool = False


@dataclass(frozen=True, slots=True)
class Registry:
    """What a router was given, to be taken over by another.

    Attributes:
        router: That router.
    """

    router: Instance


@dataclass(frozen=True, slots=True)
class Method:
    """A function of the project bound to its object.

    Attributes:
        owner: The object, or the class itself.
        cls: The dotted class that defines it.
        name: Its name.
    """

    owner: Instance | Ref
    cls: str
    name: str


@dataclass(frozen=True, slots=True)
class Super:
    """`super()` in a method.

    Attributes:
        owner: The object, or the class itself.
        cls: The class after which the search begins.
    """

    owner: Instance | Ref
    cls: str


@dataclass(frozen=True, slots=True)
class Local:
    """A function defined in a function.

    Attributes:
        node: Its definition.
        scope: Where it was defined.
    """

    node: ast.FunctionDef | ast.AsyncFunctionDef
    scope: "Scope"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A `path(…)`, `re_path(…)` or a router's route.

    Attributes:
        route: Its pattern; `<?>` where source cannot tell.
        target: The view, or what it includes.
        name: Its name.
        path: The file.
        line: Its line.
        conditional: It stands under an unknown condition.
        router: The prefix of the router's registration; None for a plain one.
        own: What was written there: the pattern, or the prefix.
        action: The methods of a viewset by HTTP method.
        regex: It is a regular expression.
    """

    route: str
    target: object
    name: str
    path: str
    line: int
    conditional: bool = False
    router: str | None = None
    own: str = ""
    action: str = ""
    regex: bool = False


@dataclass(frozen=True, slots=True)
class Included:
    """`include(…)`, or a tuple of patterns.

    Attributes:
        target: A list of patterns, or a reference to a module.
        app_name: The application namespace, where it was given.
        namespace: The instance namespace, where it was given.
    """

    target: object
    app_name: str = ""
    namespace: str = ""


@dataclass(eq=False, slots=True)
class Scope:
    """The names of a module or of a function's body.

    Attributes:
        module: The dotted module.
        path: Its file.
        names: Values by name.
        outer: The scope around it.
        owner: In a method, the object or the class itself.
        cls: In a method, the class that defines it.
        returned: What `return` has given so far.
    """

    module: str
    path: str
    names: dict[str, object] = field(default_factory=dict)
    outer: "Scope | None" = None
    owner: Instance | Ref | None = None
    cls: str = ""
    returned: list[object] = field(default_factory=list)

    def find(self, name: str) -> object:
        """The value of a name here or further out; `Missing` where there is none."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return MISSING


@dataclass(frozen=True, slots=True)
class Imported:
    """A name that an import binds, not yet looked at.

    Attributes:
        dotted: What it is called where it comes from, absolute.
    """

    dotted: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call of one of Django's functions.

    Attributes:
        run: The interpreter.
        name: The function, by its short name.
        path: The file of the call.
        line: Its line.
        conditional: It stands under an unknown condition.
        arguments: What it is called with.
        keywords: What it is called with by name.
    """

    run: "Interpreter"
    name: str
    path: str
    line: int
    conditional: bool
    arguments: list[object]
    keywords: dict[str, object]


MISSING = Ref("")


def truth(value: object) -> bool | None:
    """Whether a value counts as true; None where source cannot tell."""
    if isinstance(value, list | tuple) and any(item is UNKNOWN for item in value):
        return True if len(value) > 1 else None
    if isinstance(value, str | int | float | bool | list | tuple | dict | None):
        return bool(value)
    return None


def plain(value: object) -> object:
    """A value as plain data: what is not becomes `UNKNOWN`, in lists and tables too."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value)
    if isinstance(value, set):
        return {item for item in map(plain, value) if isinstance(item, str | int)}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value if isinstance(value, str | int | float | bool | bytes | None) else UNKNOWN
