"""What expressions stand for, as far as source tells."""

import ast
import operator
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from skillrun.project.index.evaluation.native import WIDE
from skillrun.project.index.evaluation.values import (
    MISSING,
    Imported,
    Included,
    Instance,
    Made,
    Method,
    Ref,
    Registry,
    Scope,
    Super,
    truth,
)
from skillrun.project.index.facts import ClassFacts
from skillrun.project.index.unknown import UNKNOWN

if TYPE_CHECKING:
    from skillrun.project.index.evaluation.interpreter import Interpreter

_LONGEST = 100_000
_COMPARISONS: dict[type[ast.cmpop], Callable[[object, object], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}


class Expressions:
    """Works out expressions.

    Args:
        interpreter: Runs what they call.
    """

    def __init__(self, interpreter: "Interpreter") -> None:
        self._run = interpreter

    def value(self, node: ast.expr, scope: Scope) -> object:
        """What an expression stands for; UNKNOWN where source cannot tell."""
        handler = _HANDLERS.get(type(node))
        return UNKNOWN if handler is None else handler(self, node, scope)

    def attribute(self, owner: object, name: str) -> object:
        """What an attribute of a value is."""
        if isinstance(owner, Ref):
            return self._of_reference(owner, name)
        if isinstance(owner, Instance):
            return self._of_instance(owner, name)
        if isinstance(owner, Super):
            made = owner.owner
            start = made.cls if isinstance(made, Instance) else made.dotted
            found = self._run.calls.find_method(start, name, after=owner.cls)
            return Method(owner.owner, *found) if found else Made(f"super.{name}")
        if isinstance(owner, Made):
            return Made(f"{owner.callee}().{name}", owner.arguments, owner.keywords)
        return UNKNOWN

    def added(self, left: object, right: object) -> object:
        """The sum of two values."""
        if isinstance(left, str) and isinstance(right, str):
            return left + right if len(left) + len(right) < _LONGEST else UNKNOWN
        if isinstance(left, list | tuple) or isinstance(right, list | tuple):
            both = [*_items(left), *_items(right)][:_LONGEST]
            return tuple(both) if isinstance(left, tuple) else both
        if isinstance(left, int | float) and isinstance(right, int | float):
            return left + right
        return UNKNOWN

    def _of_reference(self, owner: Ref, name: str) -> object:
        things = self._run.names
        if things.cls(owner.dotted) is not None:
            method = self._run.calls.find_method(owner.dotted, name)
            if method is not None and self._run.calls.is_of_class(*method):
                return Method(owner, *method)
            found = self.class_attribute(owner.dotted, name)
            return Ref(f"{owner.dotted}.{name}") if found is MISSING else found
        return self._run.value_of(f"{owner.dotted}.{name}")

    def _of_instance(self, owner: Instance, name: str) -> object:
        if name in owner.attributes:
            return owner.attributes[name]
        if name == "urls" and self._run.calls.is_router(owner.cls):
            return self._run.calls.urls_of(owner)
        if name == "registry" and self._run.calls.is_router(owner.cls):
            return Registry(owner)
        method = self._run.calls.find_method(owner.cls, name)
        value = self.class_attribute(owner.cls, name)
        if method is None:
            return value if value is not MISSING else self._outside(owner, name)
        if self._run.calls.is_property(*method):
            return self._run.calls.method(owner, *method, [], {})
        return Method(owner, *method)

    def _outside(self, owner: Instance, name: str) -> object:
        """An attribute that a base outside the project has: `urls` is a tree of its own."""
        if name == "urls" and (own := self._run.calls.find_method(owner.cls, "get_urls")):
            return Included(self._run.calls.method(owner, *own, [], {}))
        return Ref(f"{owner.cls}.{name}")

    def class_attribute(self, cls: str, name: str) -> object:
        """What the body of a class, or of one it is made of, gives a name."""
        for dotted in self._run.names.order(cls):
            facts = self._run.names.cls(dotted)
            node = self._run.class_node(dotted) if _has(facts, name) else None
            if node is not None:
                module, path = self._run.names.place(dotted)
                scope = Scope(module, path, outer=self._run.module(module))
                self._run.run([item for item in node.body if _sets(item, name)], scope)
                return scope.names.get(name, UNKNOWN)
        return MISSING

    def _name(self, node: ast.expr, scope: Scope) -> object:
        assert isinstance(node, ast.Name)
        found = scope.find(node.id)
        if isinstance(found, Imported):
            return self._run.value_of(found.dotted)
        return Ref(node.id) if found is MISSING else found

    def _attribute(self, node: ast.expr, scope: Scope) -> object:
        assert isinstance(node, ast.Attribute)
        return self.attribute(self._run.value(node.value, scope), node.attr)

    def _constant(self, node: ast.expr, _scope: Scope) -> object:
        return node.value if isinstance(node, ast.Constant) else UNKNOWN

    def _sequence(self, node: ast.expr, scope: Scope) -> object:
        assert isinstance(node, ast.List | ast.Tuple | ast.Set)
        items: list[object] = []
        for item in node.elts:
            if isinstance(item, ast.Starred):
                items.extend(_items(self._run.value(item.value, scope)))
            else:
                items.append(self._run.value(item, scope))
        return tuple(items) if isinstance(node, ast.Tuple) else items

    def _table(self, node: ast.expr, scope: Scope) -> object:
        assert isinstance(node, ast.Dict)
        table: dict[object, object] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            worked = self._run.value(value, scope)
            if key is None:
                table.update(worked if isinstance(worked, dict) else {})
            elif isinstance(known := self._run.value(key, scope), str | int | bool | None):
                table[known] = worked
        return table

    def _binary(self, node: ast.expr, scope: Scope) -> object:
        assert isinstance(node, ast.BinOp)
        left, right = self._run.value(node.left, scope), self._run.value(node.right, scope)
        if isinstance(node.op, ast.Add):
            return self.added(left, right)
        if isinstance(node.op, ast.Mod) and isinstance(left, str):
            return _formatted(left, right)
        if isinstance(node.op, ast.Mult) and isinstance(left, int) and isinstance(right, int):
            return left * right if abs(left) < _LONGEST and abs(right) < _LONGEST else UNKNOWN
        return UNKNOWN

    def _joined(self, node: ast.expr, scope: Scope) -> object:
        assert isinstance(node, ast.JoinedStr)
        parts: list[str] = []
        for part in node.values:
            inner = part.value if isinstance(part, ast.FormattedValue) else part
            value = self._run.value(inner, scope)
            parts.append(str(value) if isinstance(value, str | int) else "<?>")
        text = "".join(parts)
        return text if len(text) < _LONGEST else UNKNOWN

    def _choice(self, node: ast.expr, scope: Scope) -> object:
        assert isinstance(node, ast.IfExp)
        known = truth(self._run.value(node.test, scope))
        if known is not None:
            return self._run.value(node.body if known else node.orelse, scope)
        self._run.conditional += 1
        first = self._run.value(node.body, scope)
        second = self._run.value(node.orelse, scope)
        self._run.conditional -= 1
        if isinstance(first, list) and isinstance(second, list):
            return first or second
        return UNKNOWN

    def _boolean(self, node: ast.expr, scope: Scope) -> object:
        assert isinstance(node, ast.BoolOp)
        stop = isinstance(node.op, ast.Or)
        value: object = UNKNOWN
        unknown = False
        for item in node.values:
            value = self._run.value(item, scope)
            known = truth(value)
            if known is stop and not unknown:
                return value
            unknown = unknown or known is None
            if known is stop:
                return stop if not stop else UNKNOWN
        return UNKNOWN if unknown else value

    def _not(self, node: ast.expr, scope: Scope) -> object:
        assert isinstance(node, ast.UnaryOp)
        value = self._run.value(node.operand, scope)
        if isinstance(node.op, ast.Not):
            known = truth(value)
            return UNKNOWN if known is None else not known
        if isinstance(node.op, ast.USub) and isinstance(value, int | float):
            return -value
        return UNKNOWN

    def _compare(self, node: ast.expr, scope: Scope) -> object:
        assert isinstance(node, ast.Compare)
        left, right = (
            self._run.value(node.left, scope),
            self._run.value(node.comparators[0], scope),
        )
        if len(node.ops) != 1 or not _known(left) or not _known(right):
            return UNKNOWN
        op = node.ops[0]
        if isinstance(op, ast.In | ast.NotIn) and isinstance(right, list | tuple | dict | str):
            return _contained(left, right, op)
        compare = _COMPARISONS.get(type(op))
        return UNKNOWN if compare is None else compare(left, right)

    def _subscript(self, node: ast.expr, scope: Scope) -> object:
        assert isinstance(node, ast.Subscript)
        owner = self._run.value(node.value, scope)
        key = self._run.value(node.slice, scope)
        if isinstance(owner, dict):
            return owner.get(key, UNKNOWN) if isinstance(key, str | int) else UNKNOWN
        if isinstance(owner, Included) and key == 0:
            return owner.target
        if isinstance(owner, list | tuple) and isinstance(node.slice, ast.Slice):
            return self._sliced(owner, node.slice, scope)
        if isinstance(owner, list | tuple | str) and isinstance(key, int):
            return owner[key] if -len(owner) <= key < len(owner) else UNKNOWN
        # `urls[0]` of what is not followed is that same tree.
        return owner if isinstance(owner, Ref) and key == 0 else UNKNOWN

    def _sliced(
        self, owner: list[object] | tuple[object, ...], node: ast.Slice, scope: Scope
    ) -> object:
        bounds = [
            None if bound is None else self._run.value(bound, scope)
            for bound in (node.lower, node.upper)
        ]
        if node.step or not all(bound is None or isinstance(bound, int) for bound in bounds):
            return UNKNOWN
        first, last = (bound if isinstance(bound, int) else None for bound in bounds)
        return owner[first:last]

    def _comprehension(self, node: ast.expr, scope: Scope) -> object:
        assert isinstance(node, ast.ListComp | ast.GeneratorExp | ast.SetComp)
        inner = Scope(scope.module, scope.path, outer=scope, owner=scope.owner, cls=scope.cls)
        return [self._run.value(node.elt, inner) for _ in self._rounds(node.generators, inner)]

    def _rounds(self, generators: list[ast.comprehension], scope: Scope) -> Iterator[None]:
        if not generators:
            yield None
            return
        first, *rest = generators
        items = self._run.value(first.iter, scope)
        for item in [*items][:500] if isinstance(items, list | tuple | dict) else []:
            self._run.assign(first.target, item, scope)
            if all(truth(self._run.value(test, scope)) is not False for test in first.ifs):
                yield from self._rounds(rest, scope)

    def _named(self, node: ast.expr, scope: Scope) -> object:
        assert isinstance(node, ast.NamedExpr)
        value = self._run.value(node.value, scope)
        self._run.assign(node.target, value, scope)
        return value

    def _call(self, node: ast.expr, scope: Scope) -> object:
        assert isinstance(node, ast.Call)
        return self._run.calls.value(node, scope)

    def _lambda(self, node: ast.expr, scope: Scope) -> object:
        return Ref(f"{scope.module}.<lambda>") if isinstance(node, ast.Lambda) else UNKNOWN


def _sets(node: ast.stmt, name: str) -> bool:
    """Whether a statement of a class's body gives a name its value."""
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
    target = node.target if isinstance(node, ast.AnnAssign) else None
    return isinstance(target, ast.Name) and target.id == name


def _has(facts: ClassFacts | None, name: str) -> bool:
    return facts is not None and facts.attribute(name) is not None


def _items(value: object) -> list[object]:
    if isinstance(value, list | tuple | dict):
        return [*value]
    return [UNKNOWN]


def _known(value: object) -> bool:
    return isinstance(value, str | int | float | bool | list | tuple | dict | None)


def _contained(left: object, right: object, op: ast.cmpop) -> object:
    if isinstance(right, str):
        if not isinstance(left, str):
            return UNKNOWN
        found = left in right
    else:
        items = [*right] if isinstance(right, list | tuple | dict) else []
        found = left in items
        if not found and any(not _known(item) for item in items):
            return UNKNOWN
    return found if isinstance(op, ast.In) else not found


def _formatted(template: str, value: object) -> object:
    values = value if isinstance(value, tuple | dict) else (value,)
    known = values.values() if isinstance(values, dict) else values
    if not all(isinstance(item, str | int) for item in known) or WIDE.search(template):
        return UNKNOWN
    try:
        return template % values
    except (TypeError, ValueError, KeyError):
        return UNKNOWN


_Handler = Callable[[Expressions, ast.expr, Scope], object]
_HANDLERS: dict[type[ast.expr], _Handler] = {
    ast.Name: Expressions._name,
    ast.Attribute: Expressions._attribute,
    ast.Constant: Expressions._constant,
    ast.List: Expressions._sequence,
    ast.Tuple: Expressions._sequence,
    ast.Set: Expressions._sequence,
    ast.Dict: Expressions._table,
    ast.BinOp: Expressions._binary,
    ast.JoinedStr: Expressions._joined,
    ast.IfExp: Expressions._choice,
    ast.BoolOp: Expressions._boolean,
    ast.UnaryOp: Expressions._not,
    ast.Compare: Expressions._compare,
    ast.Subscript: Expressions._subscript,
    ast.ListComp: Expressions._comprehension,
    ast.SetComp: Expressions._comprehension,
    ast.GeneratorExp: Expressions._comprehension,
    ast.NamedExpr: Expressions._named,
    ast.Call: Expressions._call,
    ast.Lambda: Expressions._lambda,
}
