"""What viewsets answer: the actions they define, and those of the bases outside the project."""

import ast
from collections.abc import Iterator, Mapping

from skillrun.project.index.facts import FunctionFacts
from skillrun.project.index.model import Action
from skillrun.project.index.names import Names

# The actions of Django REST framework by the HTTP method that a router gives them.
LIST: Mapping[str, str] = {"get": "list", "post": "create"}
DETAIL: Mapping[str, str] = {
    "get": "retrieve", "put": "update", "patch": "partial_update", "delete": "destroy",
}  # fmt: skip
STANDARD = {**{action: method for method, action in LIST.items()},
            **{action: method for method, action in DETAIL.items()}}  # fmt: skip
_READ = ("list", "retrieve")
_BRINGS: Mapping[str, tuple[str, ...]] = {
    "CreateModelMixin": ("create",),
    "ListModelMixin": ("list",),
    "RetrieveModelMixin": ("retrieve",),
    "UpdateModelMixin": ("update", "partial_update"),
    "DestroyModelMixin": ("destroy",),
    "ReadOnlyModelViewSet": _READ,
    "ModelViewSet": tuple(STANDARD),
}


def is_viewset(names: Names, dotted: str) -> bool:
    """Whether a class is a viewset: one of the classes it is made of is one outside the project."""
    return any(
        base.endswith("ViewSet") or base.endswith("ViewSetMixin")
        for base in names.order(dotted)
        if names.cls(base) is None
    )


def actions(names: Names, dotted: str) -> tuple[Action, ...]:
    """The actions of a viewset, those a base outside the project has among them.

    Args:
        names: The names of the project.
        dotted: The viewset.
    """
    found: dict[str, Action] = {}
    hidden: set[str] = set()
    for base in names.order(dotted):
        for action in _own(names, base):
            if action.name not in hidden:
                found.setdefault(action.name, action)
        facts = names.cls(base)
        if facts is not None:
            hidden |= {item.name for item in facts.attributes if item.text == "None"}
            hidden |= {item.name for item in facts.methods}
    return tuple(found.values())


def _own(names: Names, dotted: str) -> Iterator[Action]:
    facts = names.cls(dotted)
    if facts is None:
        for name in _BRINGS.get(dotted.rpartition(".")[2], ()):
            yield Action(name, "", 0, name in DETAIL.values(), (STANDARD[name],))
        return
    path = names.place(dotted)[1]
    for method in facts.methods:
        custom = _custom(method, path)
        if custom is not None:
            yield custom
        elif method.name in STANDARD:
            detail = method.name in DETAIL.values()
            yield Action(method.name, path, method.line, detail, (STANDARD[method.name],))


def _custom(method: FunctionFacts, path: str) -> Action | None:
    """The action that `@action(…)` makes of a method."""
    for text in method.decorators:
        name = text.partition("(")[0].rpartition(".")[2]
        if name not in {"action", "detail_route", "list_route"} or "(" not in text:
            continue
        given = keywords_of(text)
        detail = given.get("detail", name == "detail_route")
        url_path = given.get("url_path") or method.name
        url_name = given.get("url_name") or method.name.replace("_", "-")
        methods = given.get("methods")
        return Action(
            method.name,
            path,
            method.line,
            bool(detail),
            tuple(str(m).lower() for m in methods)
            if isinstance(methods, list | tuple)
            else ("get",),
            str(url_path),
            str(url_name),
            custom=True,
        )
    return None


def keywords_of(text: str) -> dict[str, object]:
    """The literal arguments of a call by name, from its normalized source; others are left out."""
    try:
        call = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return {}
    found: dict[str, object] = {}
    if isinstance(call, ast.Call):
        if call.args and isinstance(call.args[0], ast.List | ast.Tuple):
            found["methods"] = literal(call.args[0])
        for keyword in call.keywords:
            if keyword.arg:
                found[keyword.arg] = literal(keyword.value)
    return found


def literal(node: ast.expr) -> object:
    """The value of a literal; None for anything else."""
    try:
        value: object = ast.literal_eval(node)
    except (ValueError, TypeError, RecursionError, MemoryError):
        return None
    return value
