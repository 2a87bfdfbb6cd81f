"""ASY001 sync-orm-in-async, ASY003 blocking-in-async, ASY006 sync-cache-in-async."""

import ast
from collections.abc import Iterator

from skillrun.rules.model import Example, Finding, NodeRule, Subject
from skillrun.rules.source import Source

from .blocking import blocking_of

_THREAD = "call it as `await sync_to_async({})(…)`."


class SyncOrmInAsync(NodeRule):
    """A query in the event loop."""

    code = "ASY001"
    name = "sync-orm-in-async"
    directive = (
        "In `async def`, never run the ORM synchronously: await its `a…` methods (`aget`, `acreate`, "
        "`asave`, `async for`) or wrap the call in `sync_to_async`. Building a lazy queryset is fine."
    )
    decisions = (
        "Evaluating counts: methods that run a query, `for`, `list`, `len`, `if`, an index. So do "
        "`transaction.atomic`, `get_object_or_404`, `authenticate`, `login`, `logout`, a "
        "connection's cursor, an attribute of the lazy `request.user` of Django's request, and a relation of an "
        "instance that the same function fetched without `select_related`; `order.lines.all()` does not where the "
        "project prefetches `lines`. A plain function, method or property of "
        "the project that does any of it counts where an `async def` calls it directly; a nested `def` or lambda "
        "counts only when called. Tests are judged too: Django refuses such a query there as well."
    )
    bad = Example(
        "from apps.shop.models import Book\n\n\nasync def count() -> int:\n"
        '    """Count."""\n    return Book.objects.filter(sold=True).count()\n'
    )
    good = Example(
        "from apps.shop.models import Book\n\n\nasync def count() -> int:\n"
        '    """Count."""\n    return await Book.objects.filter(sold=True).acount()\n'
    )
    nodes = (ast.AsyncFunctionDef,)

    def check(self, node: ast.AST, source: Source, subject: Subject) -> Iterator[Finding]:
        """Yield each query that an `async def` runs."""
        if not isinstance(node, ast.AsyncFunctionDef):
            return
        for block in subject.once(blocking_of).blocks(node, source, "query"):
            advice = "await the `a…` method, or wrap it in `sync_to_async`."
            yield block.finding(source, advice, _THREAD.format(block.through))
        for decorator in node.decorator_list:
            if source.qualified(decorator) == "django.db.transaction.atomic":
                advice = "write a plain function and call it through `sync_to_async`."
                yield source.at_node(
                    decorator, f"`transaction.atomic` cannot hold an `async def`: {advice}"
                )


class BlockingInAsync(NodeRule):
    """A wait in the event loop."""

    code = "ASY003"
    name = "blocking-in-async"
    directive = (
        "In `async def`, never block: no `requests`, `urllib` or synchronous `httpx`, no `time.sleep`, no file "
        "access, no subprocess. Use `httpx.AsyncClient`, `asyncio.sleep`, or `asyncio.to_thread`."
    )
    decisions = (
        "Known by their imports: the HTTP clients, their sessions, sockets, Stripe's package, synchronous Redis, "
        "SMTP and Django's mail, Django's default storage, `open` and what reads, writes, lists or removes files, `subprocess` and `os.system`. Asking whether "
        "a path exists is no file access. A plain function of the project that does any of it "
        "whenever it runs counts where an `async def` calls it directly."
    )
    bad = Example(
        "import requests\n\n\nasync def fetch(url: str) -> str:\n"
        '    """Fetch."""\n    return requests.get(url, timeout=5).text\n'
    )
    good = Example(
        "import asyncio\n\nimport requests\n\n\nasync def fetch(url: str) -> str:\n"
        '    """Fetch."""\n    answer = await asyncio.to_thread(requests.get, url, timeout=5)\n'
        "    return answer.text\n"
    )
    nodes = (ast.AsyncFunctionDef,)

    def check(self, node: ast.AST, source: Source, subject: Subject) -> Iterator[Finding]:
        """Yield each wait of an `async def`."""
        if isinstance(node, ast.AsyncFunctionDef):
            for block in subject.once(blocking_of).blocks(node, source, "io"):
                advice = "use an async client, or hand it to `asyncio.to_thread`."
                yield block.finding(
                    source, advice, f"hand it to `asyncio.to_thread({block.through}, …)`."
                )


class SyncCacheInAsync(NodeRule):
    """A synchronous call to the cache in the event loop."""

    code = "ASY006"
    name = "sync-cache-in-async"
    directive = (
        "In `async def`, use the cache's async methods: `await cache.aget(…)`, `await cache.aset(…)`, "
        "`await cache.adelete(…)`; never `cache.get` or `cache.set`."
    )
    decisions = (
        "`caches[…]`, names that hold one, `key in cache` and `get_redis_connection` count. A plain "
        "function of the project that does it whenever it runs counts where an `async def` calls it "
        "directly."
    )
    bad = Example(
        "from django.core.cache import cache\n\n\nasync def seen(key: str) -> bool:\n"
        '    """Tell."""\n    return cache.get(key) is not None\n'
    )
    good = Example(
        "from django.core.cache import cache\n\n\nasync def seen(key: str) -> bool:\n"
        '    """Tell."""\n    return await cache.aget(key) is not None\n'
    )
    nodes = (ast.AsyncFunctionDef,)

    def check(self, node: ast.AST, source: Source, subject: Subject) -> Iterator[Finding]:
        """Yield each synchronous use of the cache."""
        if isinstance(node, ast.AsyncFunctionDef):
            for block in subject.once(blocking_of).blocks(node, source, "cache"):
                advice = "await the method with an `a` before its name."
                yield block.finding(source, advice, _THREAD.format(block.through))
