"""PSV002: what may stand at the top of a module."""

import ast
from collections.abc import Iterator
from typing import ClassVar

from skillrun.rules.model import Example, Finding, NodeRule, Subject
from skillrun.rules.source import Source

_CHANGING = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)


class ModuleState(NodeRule):
    """Nothing at the top of a module can be changed."""

    code = "PSV002"
    name = "module-state"
    directive = "Keep no list, dict or set at the top of a module: write what can't be changed."
    nodes = (ast.Module,)
    bad: ClassVar[Example] = Example("NAMES = []\n", "service/names.py")
    good: ClassVar[Example] = Example('NAMES = ("one", "two")\n', "service/names.py")

    def check(self, node: ast.AST, source: Source, subject: Subject) -> Iterator[Finding]:
        """Yield each value at the top that can be changed."""
        assert isinstance(node, ast.Module)
        for statement in node.body:
            value = getattr(statement, "value", None)
            if isinstance(statement, ast.Assign | ast.AnnAssign) and isinstance(value, _CHANGING):
                message = "This can be changed from anywhere: write a tuple or a frozenset."
                yield Finding(message, statement.lineno, statement.col_offset + 1)
