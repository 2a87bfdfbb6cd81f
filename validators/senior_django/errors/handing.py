"""What the project's exception handler makes of the answer of REST framework's own."""

import ast
from collections.abc import Callable, Iterator

from skillrun.rules.functions import Function
from skillrun.rules.model import Finding
from skillrun.rules.source import Source

from .bodies import ALL, keys_given, problem_of, targets_of
from .responses import DEFAULT_HANDLER

# What looks at a response and leaves it as it is.
_LOOKS = frozenset(
    {"isinstance", "getattr", "hasattr", "len", "type", "bool", "str", "repr", "print"}
)
_LOGS = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log"})


class Handing:
    """Reads one handler.

    Args:
        function: The handler.
        source: Its module.
    """

    def __init__(self, function: Function, source: Source) -> None:
        self._function = function
        self._source = source
        nodes = list(ast.walk(function))
        self._returns = [node for node in nodes if isinstance(node, ast.Return)]
        self._calls = [node for node in nodes if isinstance(node, ast.Call)]
        self._assigns = [
            node for node in nodes if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr)
        ]
        self._answers = self._names_of(self._is_default)
        self._datas = self._names_of(self._is_data)

    def findings(self) -> Iterator[Finding]:
        """Yield each wrong body that the answer is given, and each return of it as it was."""
        whole = [node for node in self._assigns if any(map(self._is_data, targets_of(node)))]
        completed = not {"errors", ALL}.isdisjoint(self._keys())
        good = [node for node in whole if problem_of(node.value, self._source) is None]
        for node in whole:
            replaced = any(self._replaces(later, node) for later in good)
            problem = None if completed or replaced else problem_of(node.value, self._source)
            if problem:
                yield self._source.at_node(
                    node, f"What the handler answers {problem}: use `type` and `errors`."
                )
        if whole or self._is_reshaped():
            return
        for returned in self._returns:
            if returned.value is not None and self._hands_on(returned, returned.value):
                message = "REST framework's own answer is handed on: put its errors into `type` and `errors`."
                yield self._source.at_node(returned, message)

    def _replaces(self, later: ast.AST, node: ast.AST) -> bool:
        """Whether an assignment is sure to run after another one."""
        after = getattr(later, "lineno", 0) > getattr(node, "lineno", 0)
        holder = self._source.parent(later)
        return after and any(ancestor is holder for ancestor in self._source.ancestors(node))

    def _names_of(self, is_meant: Callable[[ast.expr], bool]) -> set[str]:
        return {
            target.id
            for node in self._assigns
            if node.value is not None and is_meant(node.value)
            for target in targets_of(node)
            if isinstance(target, ast.Name)
        }

    def _is_default(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Call) and self._source.qualified(node.func) == DEFAULT_HANDLER

    def _is_answer(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id in self._answers

    def _is_data(self, node: ast.expr) -> bool:
        return (
            isinstance(node, ast.Attribute) and node.attr == "data" and self._is_answer(node.value)
        )

    def _is_reshaped(self) -> bool:
        """Whether the data is given the key `errors`, or leaves for where that cannot be seen."""
        return not {"errors", ALL}.isdisjoint(self._keys()) or any(map(self._leaves, self._calls))

    def _keys(self) -> Iterator[str]:
        return keys_given(self._assigns, self._calls, self._holds_data)

    def _holds_data(self, node: ast.expr) -> bool:
        return self._is_data(node) or (isinstance(node, ast.Name) and node.id in self._datas)

    def _leaves(self, call: ast.Call) -> bool:
        """Whether a call may change the answer that it is given."""
        name = self._source.qualified(call.func) or ""
        if name in _LOOKS or name.rsplit(".", 1)[-1] in _LOGS:
            return False
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        return any(map(self._is_answer, given))

    def _hands_on(self, node: ast.Return, value: ast.expr) -> bool:
        if self._is_default(value):
            return True
        return self._is_answer(value) and not self._is_none(node, value)

    def _is_none(self, node: ast.Return, value: ast.expr) -> bool:
        """Whether a return stands where there is no answer: `if response is None: return response`."""
        holder = self._source.parent(node)
        if not isinstance(holder, ast.If) or node not in holder.body:
            return False
        test = ast.unparse(holder.test)
        name = ast.unparse(value)
        return test in {f"{name} is None", f"not {name}"}
