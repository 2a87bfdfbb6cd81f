"""PSV001: who may end the process."""

import ast
from collections.abc import Iterator
from typing import ClassVar

from skillrun.rules.model import Example, Finding, NodeRule, Subject
from skillrun.rules.source import Source

_ENDINGS = frozenset({"exit", "quit", "sys.exit", "os._exit", "os.abort"})


class ProcessEnd(NodeRule):
    """Only the entry point ends the process."""

    code = "PSV001"
    name = "process-end"
    directive = "End the process in `__main__.py` alone: everything else raises an exception."
    nodes = (ast.Call,)
    bad: ClassVar[Example] = Example(
        'import sys\n\n\ndef stop() -> None:\n    """Stop."""\n    sys.exit(1)\n', "service/work.py"
    )
    good: ClassVar[Example] = Example(
        'def stop() -> None:\n    """Stop.\n\n    Raises:\n        RuntimeError: Always.\n    """\n'
        '    raise RuntimeError("stopped")\n',
        "service/work.py",
    )

    def check(self, node: ast.AST, source: Source, subject: Subject) -> Iterator[Finding]:
        """Yield a call that ends the process."""
        assert isinstance(node, ast.Call)
        called = ast.unparse(node.func)
        if called in _ENDINGS and not source.path.endswith("__main__.py"):
            message = f"`{called}` ends the process here: raise an exception."
            yield Finding(message, node.lineno, node.col_offset + 1)
