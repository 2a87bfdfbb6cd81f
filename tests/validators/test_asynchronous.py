"""ASY: what does not block is left alone."""

from collections.abc import Mapping

import pytest

from skillrun.rules.registry import Catalogue
from skillrun.rules.runner import run
from tests.validators.clean import checked, clean_files, rules

CLEAN_GUNICORN = clean_files()["config/gunicorn.conf.py"]
MODELS = "from django.db import models\n\n\nclass Book(models.Model):\n    pages = models.IntegerField()\n"
HEAD = (
    "import asyncio\nimport os\nimport time\nfrom pathlib import Path\n\nimport requests\n"
    "from asgiref.sync import sync_to_async\nfrom channels.db import database_sync_to_async\n"
    "from django.core.cache import cache, caches\n\nfrom apps.shop.models import Book\n\n\n"
)


def found(code: str, files: Mapping[str, str]) -> list[tuple[str, int]]:
    """Judge files by one rule."""
    return [(v.path, v.line) for v in run(Catalogue((rules().get(code),)), checked(files))]


def lines_of(code: str, body: str) -> list[int]:
    """The lines of a body, counted in the function, at which a rule finds something."""
    text = (
        HEAD
        + "async def work(request, session):\n"
        + "".join(f"    {line}\n" for line in body.split("\n"))
    )
    first = HEAD.count("\n") + 1
    return [
        line - first
        for _, line in found(code, {"apps/shop/views.py": text, "apps/shop/models.py": MODELS})
    ]


@pytest.mark.parametrize(
    "body",
    [
        "return await Book.objects.aget(pk=1)",
        "books = Book.objects.filter(pages=1).order_by('pk')[:5]",
        "async for book in Book.objects.all():\n    print(book)",
        "return [book async for book in Book.objects.all()]",
        "return await sync_to_async(Book.objects.get)(pk=1)",
        "return await sync_to_async(list)(Book.objects.all())",
        "return await sync_to_async(lambda: list(Book.objects.all()))()",
        "@database_sync_to_async\ndef load():\n    return list(Book.objects.all())\nreturn await load()",
        "def load():\n    return Book.objects.get(pk=1)\nreturn await asyncio.to_thread(load)",
        "book = await Book.objects.aget(pk=1)\nawait book.asave()",
        "return {'a': 1}.get('a')",
        "return request.user.pk",
        "books = Book.objects.all()\ntry:\n    return await books.acount()\nexcept AttributeError:\n    return len(books)",
        "fields = request.model_fields_set\nreturn 'a' in fields and bool(fields)",
    ],
)
def test_the_orm_that_does_not_block(body: str) -> None:
    assert lines_of("ASY001", body) == []


def test_a_plain_function_may_do_as_it_likes() -> None:
    text = (
        HEAD
        + "def work():\n    time.sleep(1)\n    cache.get('a')\n    return Book.objects.get(pk=1)\n"
    )
    files = {"apps/shop/services.py": text, "apps/shop/models.py": MODELS}
    assert [found(code, files) for code in ("ASY001", "ASY003", "ASY006")] == [[], [], []]


def test_queries_are_followed_through_functions_and_methods() -> None:
    services = "from .models import Book\n\n\ndef outer():\n    return inner()\n\n\ndef inner():\n    return Book.objects.get(pk=1)\n"
    views = (
        "from .models import Book\nfrom .services import outer as load\n\n\nclass View:\n"
        "    def first(self):\n        return Book.objects.first()\n\n"
        "    def lazy(self):\n        return Book.objects.all()\n\n"
        "    async def get(self, request):\n        load()\n        self.first()\n        self.lazy()\n"
    )
    files = {
        "apps/shop/services.py": services,
        "apps/shop/views.py": views,
        "apps/shop/models.py": MODELS,
    }
    assert found("ASY001", files) == [("apps/shop/views.py", 13), ("apps/shop/views.py", 14)]


def test_another_orms_manager_is_awaited() -> None:
    text = "from shop.documents import Album\n\n\nasync def work():\n    return await Album.objects.get(pk=1)\n"
    assert found("ASY001", {"apps/shop/views.py": text}) == []


@pytest.mark.parametrize(
    "body",
    [
        "await asyncio.sleep(1)",
        "await asyncio.to_thread(requests.get, 'http://a')",
        "answer = await sync_to_async(requests.get)('http://a')",
        "async with session.get('http://a') as answer:\n    return answer",
        "return os.path.exists('a')",
        "open = session.open\nreturn open('a')",
        "path = session.path\nreturn path.read_text()",
        "requests = session\nreturn await requests.get('http://a')",
        "return Path('a') / 'b'",
    ],
)
def test_waits_that_do_not_block(body: str) -> None:
    assert lines_of("ASY003", body) == []


def test_a_wait_that_may_not_come_is_let_pass_but_one_that_comes_is_not() -> None:
    body = "def maybe(name):\n    if name:\n        return open(name)\ndef always(name):\n    return open(name)\nmaybe('')\nalways('a')"
    assert lines_of("ASY003", body) == [7]


@pytest.mark.parametrize(
    "body",
    [
        "return await cache.aget('a')",
        "return await sync_to_async(cache.get)('a')",
        "return await caches['default'].aget_or_set('a', 1)",
        "return cache.make_key('a')",
        "cache = {}\nreturn session.cache.get('a')",
    ],
)
def test_the_cache_that_does_not_block(body: str) -> None:
    assert lines_of("ASY006", body) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "config/settings/local.py",
            'import os\n\nos.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"\n',
        ),
        ("tests/conftest.py", 'import os\n\nos.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"\n'),
        (
            "config/settings.py",
            'import os\n\nif DEBUG:\n    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"\n',
        ),
        ("config/settings.py", 'import os\n\nos.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)\n'),
        (
            "config/settings.py",
            'import os\n\nUNSAFE = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")\n',
        ),
        ("config/settings.py", '"""Never set DJANGO_ALLOW_ASYNC_UNSAFE=true."""\n'),
        (
            "docker-compose.yml",
            "services:\n  app:\n    # DJANGO_ALLOW_ASYNC_UNSAFE: '1'\n    build: .\n",
        ),
        (".env.example", "DJANGO_ALLOW_ASYNC_UNSAFE=\n"),
        (
            "docker-compose.test.yml",
            "services:\n  app:\n    environment: [DJANGO_ALLOW_ASYNC_UNSAFE=1]\n",
        ),
    ],
)
def test_the_switch_where_it_may_stand(path: str, text: str) -> None:
    assert found("ASY002", {path: text}) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Procfile", "web: gunicorn config.asgi:application -k uvicorn.workers.UvicornWorker\n"),
        ("Procfile", "worker: celery -A config worker\n"),
        ("deploy/web.service", "[Service]\nExecStart=/srv/bin/gunicorn config.asgi:application\n"),
        ("docs/deploy.sh", "# gunicorn config.wsgi\nuvicorn config.asgi:application\n"),
        (
            "Dockerfile",
            'FROM python\nRUN pip install gunicorn uwsgi\nCMD ["python", "-m", "config.wsgi"]\n',
        ),
        ("notes.txt", "Do not run gunicorn config.wsgi here.\n"),
    ],
)
def test_servers_that_run_no_wsgi(path: str, text: str) -> None:
    assert found("ASY004", {path: text}) == []


def test_a_server_over_several_lines_and_instructions() -> None:
    dockerfile = (
        'FROM python\nENTRYPOINT ["gunicorn"]\nCMD ["-b", ":8000", "config.wsgi:application"]\n'
    )
    assert found("ASY004", {"Dockerfile": dockerfile}) == [("Dockerfile", 3)]
    script = "#!/bin/sh\nexec gunicorn \\\n    --bind :8000 \\\n    config.wsgi:application\n"
    assert found("ASY004", {"start.sh": script}) == [("start.sh", 4)]


@pytest.mark.parametrize(
    "workers",
    [
        "2 * multiprocessing.cpu_count() + 1",
        "1 + multiprocessing.cpu_count() * 2",
        "(os.cpu_count() or 1) * 2 + 1",
        "CPUS * 2 + 1",
    ],
)
def test_the_same_number_of_workers(workers: str) -> None:
    text = CLEAN_GUNICORN.replace("multiprocessing.cpu_count() * 2 + 1", workers)
    text = text.replace(
        "import multiprocessing\n",
        "import multiprocessing\nimport os\n\nCPUS = multiprocessing.cpu_count()\n",
    )
    assert found("ASY005", {"config/gunicorn.conf.py": text}) == []


def test_gunicorn_finds_a_configuration_beside_it_by_itself() -> None:
    files = {
        "gunicorn.conf.py": CLEAN_GUNICORN,
        "Procfile": "web: gunicorn config.asgi:application\n",
    }
    assert found("ASY005", files) == []


@pytest.mark.parametrize(
    "text",
    [
        "class Stamp:\n    def __init__(self, get_response):\n        self.get_response = get_response\n\n    def __call__(self, request):\n        return self.get_response(request)\n",
        "from .base import Async\n\n\nclass Stamp(Async):\n    async def __call__(self, request):\n        return await self.get_response(request)\n",
        "from django.utils.decorators import sync_and_async_middleware as both\n\n\n@both\ndef stamp(get_response):\n    async def middleware(request):\n        return await get_response(request)\n\n    return middleware\n",
        "class Client:\n    async def __call__(self, url):\n        return url\n",
        "from functools import wraps\n\n\ndef handled(get_response):\n    @wraps(get_response)\n    async def inner(request):\n        return await get_response(request)\n\n    return inner\n",
    ],
)
def test_middleware_that_says_what_it_is(text: str) -> None:
    base = (
        "class Async:\n    sync_capable = False\n    async_capable = True\n\n"
        "    def __init__(self, get_response):\n        self.get_response = get_response\n"
    )
    assert found("ASY007", {"apps/core/middleware.py": text, "apps/core/base.py": base}) == []


@pytest.mark.parametrize("code", ["ASY004", "ASY005"])
def test_a_file_of_its_own_is_not_told_what_a_project_lacks(code: str) -> None:
    assert found(code, {"config/settings.py": 'ROOT_URLCONF = "config.urls"\n'}) == []


def test_a_unit_of_systemd_that_runs_wsgi() -> None:
    unit = "[Service]\nExecStart=/srv/bin/gunicorn config.wsgi:application\n"
    assert found("ASY004", {"deploy/web.service": unit}) == [("deploy/web.service", 2)]


def test_a_server_is_shown_at_the_word_that_tells() -> None:
    text = 'FROM python\nENTRYPOINT ["/app/gunicorn", \\\n    "config.wsgi:application"]\n'
    (violation,) = run(Catalogue((rules().get("ASY004"),)), checked({"Dockerfile": text}))
    assert (violation.line, violation.column, violation.end_column) == (3, 6, 29)
    sync = "web: gunicorn config.asgi:application -k sync -c config/gunicorn.conf.py\n"
    (violation,) = run(Catalogue((rules().get("ASY005"),)), checked({"Procfile": sync}))
    assert violation.column == sync.index("sync") + 1
