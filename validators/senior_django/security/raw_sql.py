"""SEC006 raw-sql."""

import ast
import re
from collections.abc import Iterator

from skillrun.rules.model import Example, Finding, SourceRule, Subject
from skillrun.rules.source import Source

from ..semantics.classes import class_index
from ..semantics.orm import Orm, assigned, orm_of, parameter_type
from .sql_approval import approves_sql

_RAW = frozenset(
    {
        "django.db.models.expressions.RawSQL",
        "django.db.models.RawSQL",
        "django.contrib.gis.db.models.RawSQL",
    }
)
_CONNECTIONS = (
    "django.db.connection",
    "django.db.connections",
    "django.db.transaction.get_connection",
)
# The driver's connection inside of Django's.
_INNER = ("django.db.connection.connection", "django.db.connections.connection")
_DRIVERS = ("psycopg.", "psycopg2.", "sqlite3.", "MySQLdb.", "asyncpg.", "aiosqlite.", "pymysql.")
_CONNECTION_NAMES = frozenset({"connection", "conn", "db_connection", "db_conn"})
_EXECUTES = frozenset({"execute", "executemany", "callproc", "copy", "copy_expert"})
# One expression a name: each begins with it as it is written, and is quick for that.
_CALLS = {
    name: re.compile(rf"{name}(?<!\w{name})\s*{after}")
    for names, after in ((("raw", "extra"), r"\("), (("cursor", *sorted(_EXECUTES)), "[()]"))
    for name in names
}


class RawSql(SourceRule):
    """SQL written by hand."""

    code = "SEC006"
    name = "raw-sql"
    directive = (
        "Never write SQL by hand: no `RawSQL`, `.raw()`, `.extra()`, `cursor.execute()` or cursor of "
        "your own, unless the user has asked for it. A connectivity probe uses "
        "`connection.ensure_connection()`."
    )
    decisions = (
        "A call counts when it is on a manager, a queryset, a database connection or a cursor, as "
        "imports, assignments and annotations tell. Migrations and tests are code like any other. A "
        "request that asks for raw SQL or a cursor, or allows it, approves it; one that mentions it to forbid, "
        "find or replace it does not."
    )
    bad = Example(
        "from apps.shop.models import Book\n\n\ndef books() -> list[Book]:\n"
        '    """List the books."""\n    return list(Book.objects.raw("SELECT * FROM shop_book"))\n',
        "apps/shop/selectors.py",
    )
    good = Example(
        "import logging\n\nfrom apps.shop.models import Book\n\nlogger = logging.getLogger(__name__)\n\n\n"
        'def books() -> list[Book]:\n    """List the books."""\n    logger.info("Listing", extra={"a": 1})\n'
        "    return list(Book.objects.all())\n",
        "apps/shop/selectors.py",
    )
    languages = frozenset({"python"})

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:
        """Yield each call that is a door to SQL."""
        if not _speaks(source.text) or approves_sql(subject.request):
            return
        for call in source.of_type(ast.Call):
            what = _door(call, source, subject)
            if what:
                advice = "express the query through the ORM, or have the user approve it."
                yield source.at_node(call, f"`{what}` writes SQL by hand: {advice}")


def _speaks(text: str) -> bool:
    called = (name for name, call in _CALLS.items() if name in text and call.search(text))
    return "RawSQL" in text or any(called)


def _door(call: ast.Call, source: Source, subject: Subject) -> str | None:
    if source.qualified(call.func) in _RAW:
        return "RawSQL"
    function = _called(call, source)
    if not isinstance(function, ast.Attribute):
        return None
    if function.attr in {"raw", "extra"}:
        on_queryset = _is_queryset(function.value, source, subject)
        return f".{function.attr}()" if on_queryset else None
    if function.attr == "cursor":
        return "connection.cursor()" if _is_connection(function.value, source) else None
    if function.attr in _EXECUTES and _executes(function.value, source):
        return f"cursor.{function.attr}()"
    return None


def _called(call: ast.Call, source: Source) -> ast.expr:
    """What a call runs, through `sync_to_async(…)` too."""
    inner = call.func
    if isinstance(inner, ast.Call) and inner.args:
        wrapper = source.qualified(inner.func) or ""
        if wrapper.endswith(("sync_to_async", "database_sync_to_async")):
            return inner.args[0]
    return inner


def _is_queryset(node: ast.expr, source: Source, subject: Subject) -> bool:
    orm: Orm = subject.once(orm_of)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super":
        holders = (a for a in source.ancestors(node) if isinstance(a, ast.ClassDef))
        cls = next(holders, None)
        return cls is not None and orm.is_manager(subject.once(class_index).info(cls, source))
    return orm.is_queryset(node, source)


def _is_connection(node: ast.AST, source: Source) -> bool:
    node = node.value if isinstance(node, ast.Await) else node
    name = source.qualified(node) or ""
    if name.startswith(_CONNECTIONS) or name.startswith(_DRIVERS):
        return True
    if isinstance(node, ast.Name):
        values = list(assigned(node, source))
        if values:
            return any(_is_connection(v, source) for v in values if not isinstance(v, ast.Name))
    last = name.rsplit(".", 1)[-1]
    return isinstance(node, ast.Name | ast.Attribute) and last in _CONNECTION_NAMES


def _executes(node: ast.AST, source: Source) -> bool:
    """Whether an expression runs SQL: a cursor, or the connection of a driver."""
    if isinstance(node, ast.Name):
        values = [v.value if isinstance(v, ast.Await) else v for v in assigned(node, source)]
        if any((source.qualified(value) or "").startswith(_DRIVERS) for value in values):
            return True
    if (source.qualified(node) or "").startswith(_INNER):
        return True
    return _is_cursor(node, source)


def _is_cursor(node: ast.AST, source: Source) -> bool:
    node = node.value if isinstance(node, ast.Await) else node
    if isinstance(node, ast.Call):
        function = _called(node, source)
        return (
            isinstance(function, ast.Attribute)
            and function.attr in {"cursor", "chunked_cursor"}
            and _is_connection(function.value, source)
        )
    if isinstance(node, ast.Name):
        values = list(assigned(node, source))
        if values:
            return any(_is_cursor(v, source) for v in values if not isinstance(v, ast.Name))
        annotation = parameter_type(node, source)
        known = (source.qualified(annotation) or "") if annotation is not None else ""
        return known.endswith(("CursorWrapper", "Cursor")) or (not known and node.id == "cursor")
    return isinstance(node, ast.Attribute) and node.attr == "cursor"
