"""ASY002 async-unsafe."""

import ast
import re
from collections.abc import Iterator

from skillrun.rules.model import Example, Finding, SourceRule, Subject
from skillrun.rules.source import Source

from ..semantics.production import holds
from ..semantics.values import literal, module_lookup

_NAME = "DJANGO_ALLOW_ASYNC_UNSAFE"
_SET = re.compile(_NAME + r"""["']?(?:\s*[=:]\s*|\s+)["']?(?P<value>[^\s"']+)""")
_WORD = re.compile(r"[^a-z]+")
_ALLOWED_FILES = frozenset(
    {"local", "dev", "develop", "development", "test", "tests", "testing", "debug", "conftest"}
)
_SETTERS = frozenset({"setdefault", "__setitem__", "putenv", "setenv"})
_TEXTS = frozenset({"dockerfile", "yaml", "env", "shell", "ini", "toml", "text"})


class AsyncUnsafe(SourceRule):
    """The switch that lets the ORM run in the event loop."""

    code = "ASY002"
    name = "async-unsafe"
    directive = (
        "Never set `DJANGO_ALLOW_ASYNC_UNSAFE` outside tests and local settings: it lets queries run in "
        "the event loop, where they can corrupt data."
    )
    decisions = (
        "Python, Dockerfiles, compose files, environment files, scripts and ini files are read; comments "
        "and reading the variable do not count; a setting of that name that is on does. Files whose name or "
        "folder says local, dev or test, services, jobs and tables that are called so, and places under such a "
        "condition, may set it. Any value counts but the empty one, since Django takes `false` for true."
    )
    bad = Example('import os\n\nos.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"\n', "manage.py")
    good = Example('import os\n\nos.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"\n', "conftest.py")

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:  # noqa: ARG002
        """Yield each place that sets it."""
        if _NAME not in source.text or source.is_test or _is_allowed(source.path):
            return
        if source.language == "python":
            yield from _in_python(source)
        elif source.language in _TEXTS:
            yield from _in_text(source)


def _message() -> str:
    return f"`{_NAME}` lets queries run in the event loop: take it out and use `sync_to_async`."


def _is_allowed(path: str) -> bool:
    return bool(_ALLOWED_FILES.intersection(_WORD.split(path.lower())))


def _in_text(source: Source) -> Iterator[Finding]:
    comments = {
        line for c in source.comments if c.own_line for line in range(c.line, c.end_line + 1)
    }
    for number, line in enumerate(source.lines, 1):
        match = _SET.search(line)
        if match and _is_for_tests(source, number):
            continue
        if match and number not in comments and not line.lstrip().startswith("#"):
            yield Finding(_message(), number, match.start() + 1, number, match.end() + 1)


def _is_for_tests(source: Source, number: int) -> bool:
    """Whether a line stands in a part for development: a service `test`, a table `[tool.pytest…]`."""
    if source.language not in {"yaml", "toml", "ini"}:
        return False
    return any(_is_allowed(head) or "pytest" in head for head in _heads(source, number))


def _heads(source: Source, number: int) -> Iterator[str]:
    """The headings of the parts that hold a line, innermost first: keys of YAML, tables of the others."""
    indent = _indent(source.lines[number - 1])
    for line in reversed(source.lines[: number - 1]):
        if source.language != "yaml":
            if line.startswith("["):
                yield line.replace("testenv", "test")
                return
        elif line.strip() and not line.lstrip().startswith("#") and _indent(line) < indent:
            indent = _indent(line)
            yield line.partition(":")[0]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _in_python(source: Source) -> Iterator[Finding]:
    lookup = module_lookup(source)
    for node in (
        *source.of_type(ast.Constant),
        *source.of_type(ast.Name),
        *source.of_type(ast.keyword),
    ):
        is_name = (
            node.arg == _NAME if isinstance(node, ast.keyword) else literal(node, lookup) == _NAME
        )
        place = node.value if isinstance(node, ast.keyword) else node
        is_set = is_name and _sets(node, source) and not _is_guarded(node, source)
        if is_set or _is_pair(node, source) or _is_switch(node, source):
            yield source.at_node(place, _message())


def _sets(node: ast.AST, source: Source) -> bool:
    """Whether the name, where it stands, is given a value in the environment."""
    parent = source.parent(node)
    if isinstance(parent, ast.Subscript) and parent.slice is node:
        target = source.parent(parent)
        return (
            isinstance(target, ast.Assign)
            and parent in target.targets
            and not _is_empty(target.value)
        )
    if isinstance(parent, ast.Call) and parent.args[:1] == [node]:
        name = parent.func.attr if isinstance(parent.func, ast.Attribute) else ""
        return name in _SETTERS and len(parent.args) > 1 and not _is_empty(parent.args[1])
    if isinstance(parent, ast.Dict):
        pairs = zip(parent.keys, parent.values, strict=True)
        return any(key is node and not _is_empty(value) for key, value in pairs)
    if isinstance(node, ast.keyword):
        return not _is_empty(node.value)
    return False


def _is_switch(node: ast.AST, source: Source) -> bool:
    """Whether a setting is called so and turned on, which somebody passes on or believes to act."""
    parent = source.parent(node)
    if not (isinstance(node, ast.Name) and node.id == _NAME and isinstance(node.ctx, ast.Store)):
        return False
    if not isinstance(parent, ast.Assign | ast.AnnAssign):
        return False
    value = literal(parent.value) if parent.value is not None else None
    is_on = isinstance(value, str | int) and bool(value) and value != _NAME
    return is_on and not _is_guarded(node, source)


def _is_pair(node: ast.AST, source: Source) -> bool:
    """Whether a text is a setting of Gunicorn's `raw_env`: `NAME=value` in a list."""
    text = node.value if isinstance(node, ast.Constant) else None
    listed = isinstance(source.parent(node), ast.List | ast.Tuple)
    return isinstance(text, str) and listed and text.startswith(f"{_NAME}=") and text != f"{_NAME}="


def _is_empty(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value in {"", None}


def _is_guarded(node: ast.AST, source: Source) -> bool:
    """Whether a place is reached in development alone."""
    child = node
    for holder in source.ancestors(node):
        if isinstance(holder, ast.If):
            known = holds(holder.test)
            if known is not None and known is not (child in holder.body):
                return True
        child = holder
    return False
