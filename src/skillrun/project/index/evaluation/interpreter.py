"""Runs the statements of modules and functions as far as source tells."""

import ast
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from skillrun.project.index.evaluation.calls import Calls
from skillrun.project.index.evaluation.expressions import Expressions
from skillrun.project.index.evaluation.values import (
    MISSING,
    Imported,
    Instance,
    Local,
    Pattern,
    Ref,
    Scope,
    truth,
)
from skillrun.project.index.facts import ClassFacts, FunctionFacts
from skillrun.project.index.names import Names
from skillrun.project.index.reading import parsed_again
from skillrun.project.index.unknown import UNKNOWN

_MOST_STEPS = 40_000  # of one module
_MOST_ROUNDS = 500
_MOST_NESTED = 90
_MOST_ITEMS = 20_000  # of a list
_DEEPEST = 24
_MOST_TIMES = 3  # that a function calls itself
_Def = ast.FunctionDef | ast.AsyncFunctionDef


class Interpreter:
    """Works out what modules say.

    Args:
        names: The names of the project.
        settings: Values of settings on which the project's settings agree.
        configs: The dotted AppConfig by label.
    """

    def __init__(
        self,
        names: Names,
        settings: Mapping[str, object] | None = None,
        configs: Mapping[str, str] | None = None,
    ) -> None:
        self.names = names
        self.settings = settings
        self.configs = configs or {}
        self.conditional = 0
        self._scopes: dict[str, Scope] = {}
        self._classes: dict[str, dict[str, ast.ClassDef]] = {}
        self._looking: set[str] = set()
        self._steps = 0
        self._nested = 0
        self._running: list[_Def] = []
        self._expressions = Expressions(self)
        self.calls = Calls(self)
        self._instances: dict[str, Instance] = {}

    def module(self, module: str) -> Scope:
        """The names of a module after it has run; what is running is shown as far as it came."""
        if module not in self._scopes:
            path = self.names.layout.paths.get(module, "")
            scope = self._scopes[module] = Scope(module, path)
            facts = self.names.facts.get(path)
            tree = parsed_again(facts.text) if facts is not None else None
            if tree is not None:
                kept = self.conditional, self._steps
                self.conditional = self._steps = 0
                with suppress(RecursionError):  # as far as it came
                    self.run(tree.body, scope)
                self.conditional, self._steps = kept
        return self._scopes[module]

    def value_of(self, dotted: str) -> object:
        """What a dotted name stands for, wherever in the project it is made."""
        target = self.names.resolve(dotted)
        thing = self.names.things.get(target)
        if isinstance(thing, ClassFacts | FunctionFacts):
            return Ref(target)
        if target.startswith("django.conf.settings."):
            return self.setting(target.removeprefix("django.conf.settings."))
        module, _ = self.names.place(target)
        if not module or target in self.names.layout.paths or target in self._looking:
            return Ref(target)
        self._looking.add(target)
        value: object = Ref(module)
        for name in target[len(module) + 1 :].split("."):
            value = self._member(value, name)
        self._looking.discard(target)
        return Ref(target) if value is MISSING or value is UNKNOWN else value

    def setting(self, name: str) -> object:
        """The value of a setting; UNKNOWN where the project's settings differ or do not say."""
        return (self.settings or {}).get(name, UNKNOWN)

    def value(self, node: ast.expr | None, scope: Scope) -> object:
        """Work out an expression; UNKNOWN where source cannot tell."""
        self._steps += 1
        if node is None or self._steps > _MOST_STEPS or self._nested > _MOST_NESTED:
            return UNKNOWN
        self._nested += 1
        value = self._expressions.value(node, scope)
        self._nested -= 1
        return value

    def run(self, body: list[ast.stmt], scope: Scope) -> bool:
        """Run statements.

        Returns:
            Whether a `return` was met that is always met.
        """
        for node in body:
            self._steps += 1
            if self._steps > _MOST_STEPS or self._statement(node, scope):
                return True
        return False

    def call(
        self, node: _Def, scope: Scope, arguments: list[object], keywords: Mapping[str, object]
    ) -> object:
        """Run a function of the project.

        Args:
            node: Its definition.
            scope: The scope of its body, with `outer` set.
            arguments: What it is called with.
            keywords: What it is called with by name.
        """
        if len(self._running) > _DEEPEST or self._running.count(node) > _MOST_TIMES:
            return UNKNOWN
        self._bind(node, scope, arguments, keywords)
        self._running.append(node)
        self.run(node.body, scope)
        self._running.pop()
        known = [value for value in scope.returned if value is not UNKNOWN]
        return known[-1] if known else UNKNOWN

    def class_node(self, dotted: str) -> ast.ClassDef | None:
        """The definition of a class of the project."""
        module, path = self.names.place(dotted)
        if module not in self._classes:
            facts = self.names.facts.get(path)
            tree = parsed_again(facts.text) if facts is not None else None
            self._classes[module] = dict(_class_nodes(tree, "")) if tree is not None else {}
        return self._classes[module].get(dotted[len(module) + 1 :])

    def app_config(self, label: str) -> Instance | None:
        """The AppConfig of an app, one object for each."""
        cls = self.configs.get(label)
        if cls is None:
            return None
        if cls not in self._instances:
            self._instances[cls] = made = Instance(cls)
            ready = self.calls.find_method(cls, "ready")
            if ready is not None:
                self.calls.method(made, *ready, [], {})
        return self._instances[cls]

    def function_node(self, dotted: str) -> _Def | None:
        """The definition of a function at the top of a module of the project."""
        module, path = self.names.place(dotted)
        facts = self.names.facts.get(path)
        thing = self.names.things.get(dotted)
        tree = parsed_again(facts.text) if facts and isinstance(thing, FunctionFacts) else None
        name = dotted[len(module) + 1 :]
        found = [
            node
            for node in ast.walk(tree or ast.Module([], []))
            if isinstance(node, _Def)
            and node.name == name
            and node.lineno == getattr(thing, "line", 0)
        ]
        return found[0] if found else None

    def attribute(self, owner: object, name: str) -> object:
        """What an attribute of a value is."""
        return self._expressions.attribute(owner, name)

    def _member(self, value: object, name: str) -> object:
        if isinstance(value, Ref) and value.dotted in self.names.layout.paths:
            scope = self.module(value.dotted)
            found = scope.names.get(name, MISSING)
            if found is MISSING and "__getattr__" in scope.names and name != "__path__":
                node = self.function_node(f"{value.dotted}.__getattr__")
                inner = Scope(scope.module, scope.path, outer=scope)
                return self.call(node, inner, [name], {}) if node is not None else UNKNOWN
            return self.value_of(found.dotted) if isinstance(found, Imported) else found
        return UNKNOWN if value is MISSING else self._expressions.attribute(value, name)

    def _statement(self, node: ast.stmt, scope: Scope) -> bool:  # noqa: C901
        if isinstance(node, ast.Assign):
            value = self.value(node.value, scope)
            for target in node.targets:
                self.assign(target, value, scope)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            self.assign(node.target, self.value(node.value, scope), scope)
        elif isinstance(node, ast.AugAssign):
            self._augment(node, scope)
        elif isinstance(node, ast.Expr):
            self.value(node.value, scope)
        elif isinstance(node, ast.If):
            return self._if(node, scope)
        elif isinstance(node, ast.For):
            self._for(node, scope)
        elif isinstance(node, ast.Try):
            return self._try(node, scope)
        elif isinstance(node, ast.With):
            return self.run(node.body, scope)
        elif isinstance(node, ast.Return):
            scope.returned.append(self.value(node.value, scope))
            return True
        elif isinstance(node, ast.Import | ast.ImportFrom):
            self._import(node, scope)
        elif isinstance(node, _Def | ast.ClassDef):
            self._define(node, scope)
        return isinstance(node, ast.Raise)

    def _define(self, node: _Def | ast.ClassDef, scope: Scope) -> None:
        if scope.outer is None:
            scope.names[node.name] = Ref(f"{scope.module}.{node.name}")
        elif not isinstance(node, ast.ClassDef):
            scope.names[node.name] = Local(node, scope)

    def assign(self, target: ast.expr, value: object, scope: Scope) -> None:
        """Give a name, a key or an attribute a value."""
        if isinstance(target, ast.Name):
            known = scope.names.get(target.id, MISSING)
            if known is MISSING or not self.conditional or _holds(value, known):
                scope.names[target.id] = value
        elif isinstance(target, ast.Tuple | ast.List):
            values = value if isinstance(value, list | tuple) else ()
            for position, item in enumerate(target.elts):
                self.assign(item, values[position] if position < len(values) else UNKNOWN, scope)
        elif isinstance(target, ast.Subscript):
            holder, key = self.value(target.value, scope), self.value(target.slice, scope)
            if isinstance(holder, dict) and isinstance(key, str | int):
                holder[key] = value
        elif isinstance(target, ast.Attribute):
            holder = self.value(target.value, scope)
            if isinstance(holder, Instance):
                holder.attributes[target.attr] = value

    def _augment(self, node: ast.AugAssign, scope: Scope) -> None:
        before = self.value(node.target, scope)
        more = self.value(node.value, scope)
        if isinstance(node.op, ast.Add) and isinstance(before, list | tuple):
            added = [*more] if isinstance(more, list | tuple) else [UNKNOWN]
            joined = [*before, *self.marked(added)][:_MOST_ITEMS]
            if isinstance(before, list):
                before[:] = joined
            else:
                self.assign(node.target, tuple(joined), scope)
            return
        joined_text = self._expressions.added(before, more)
        self.assign(node.target, joined_text, scope)

    def marked(self, items: list[object]) -> list[object]:
        """Patterns that an unknown condition adds say so."""
        if not self.conditional:
            return items
        return [
            replace(item, conditional=True) if isinstance(item, Pattern) else item for item in items
        ]

    def _if(self, node: ast.If, scope: Scope) -> bool:
        known = truth(self.value(node.test, scope))
        if known is not None:
            return self.run(node.body if known else node.orelse, scope)
        self.conditional += 1
        self.run(node.body, scope)
        kept = dict(scope.names)
        self.run(node.orelse, scope)
        self.conditional -= 1
        if node.orelse:  # what both ways set is as the first says
            scope.names.update(
                {
                    name: value
                    for name, value in kept.items()
                    if value is not UNKNOWN and not isinstance(value, Imported)
                }
            )
        return False

    def _for(self, node: ast.For, scope: Scope) -> None:
        items = self.value(node.iter, scope)
        if isinstance(items, dict):
            items = list(items)
        if not isinstance(items, list | tuple):
            self.conditional += 1
            self.assign(node.target, UNKNOWN, scope)
            self.run(node.body, scope)
            self.conditional -= 1
            return
        for item in list(items)[:_MOST_ROUNDS]:
            self.assign(node.target, item, scope)
            self.run(node.body, scope)

    def _try(self, node: ast.Try, scope: Scope) -> bool:
        if self.run([*node.body, *node.orelse], scope):
            return True
        kept = dict(scope.names)
        for handler in node.handlers:
            self.conditional += 1
            self.run(handler.body, scope)
            self.conditional -= 1
        scope.names.update(kept)
        return self.run(node.finalbody, scope)

    def _import(self, node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name if alias.asname else alias.name.split(".", 1)[0]
                scope.names[alias.asname or top] = Imported(top)
            return
        module = self.names.absolute("." * node.level + (node.module or ""), scope.module)
        for alias in node.names:
            if alias.name == "*":
                self._star(module, scope)
            else:
                scope.names[alias.asname or alias.name] = Imported(f"{module}.{alias.name}")

    def _star(self, module: str, scope: Scope) -> None:
        found = self.names.layout.find(module)
        if found is None or found == scope.module:
            return
        for name, value in self.module(found).names.items():
            if not name.startswith("_"):
                scope.names[name] = [*value] if isinstance(value, list) else value

    def _bind(
        self, node: _Def, scope: Scope, arguments: list[object], keywords: Mapping[str, object]
    ) -> None:
        given = node.args
        positional = [*given.posonlyargs, *given.args]
        defaults = [None] * (len(positional) - len(given.defaults)) + [*given.defaults]
        pairs = [*zip(positional, defaults, strict=True)]
        pairs += [*zip(given.kwonlyargs, given.kw_defaults, strict=True)]
        for argument, default in pairs:
            outer = scope.outer or scope
            scope.names[argument.arg] = self.value(default, outer) if default else UNKNOWN
        names = [argument.arg for argument in positional]
        scope.names.update(zip(names, arguments, strict=False))
        scope.names.update(keywords)
        if given.vararg:
            scope.names[given.vararg.arg] = tuple(arguments[len(names) :])
        if given.kwarg:
            known = {*names, *(argument.arg for argument in given.kwonlyargs)}
            rest = {name: value for name, value in keywords.items() if name not in known}
            scope.names[given.kwarg.arg] = rest


def _holds(value: object, before: object) -> bool:
    """Under an unknown condition a name keeps its value, but for a list that grows."""
    if isinstance(before, list) and isinstance(value, list):
        return all(any(item is one for one in value) for item in before)
    return before is UNKNOWN


def _class_nodes(node: ast.AST, owner: str) -> list[tuple[str, ast.ClassDef]]:
    found: list[tuple[str, ast.ClassDef]] = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            name = f"{owner}.{child.name}" if owner else child.name
            found += [(name, child), *_class_nodes(child, name)]
        elif isinstance(child, ast.If | ast.Try | ast.With):
            found += _class_nodes(child, owner)
    return found
