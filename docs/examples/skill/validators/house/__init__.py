"""The rules of the house."""

import ast
from collections.abc import Iterator
from typing import ClassVar

from skillrun.rules.model import Example, Finding, NodeRule, Subject
from skillrun.rules.source import Source


class NaiveTime(NodeRule):
    """Every time knows its zone."""

    code = "HSE001"
    name = "naive-time"
    directive = "Give `datetime.now()` a time zone: `datetime.now(UTC)`."
    nodes = (ast.Call,)
    bad: ClassVar[Example] = Example(
        "from datetime import datetime\n\nNOW = datetime.now()\n", "clock/times.py"
    )
    good: ClassVar[Example] = Example(
        "from datetime import UTC, datetime\n\nNOW = datetime.now(UTC)\n", "clock/times.py"
    )

    def check(self, node: ast.AST, source: Source, subject: Subject) -> Iterator[Finding]:
        """Yield each call of `now` that is given no time zone."""
        assert isinstance(node, ast.Call)
        called = ast.unparse(node.func)
        if called in {"datetime.now", "datetime.datetime.now"} and not (node.args or node.keywords):
            yield source.at_node(node, "This time has no zone: write `datetime.now(UTC)`.")


RULES = (NaiveTime,)
