"""A text four times as long takes about four times as long to judge, whatever it is made of."""

import time

import pytest

from skillrun.rules.registry import Catalogue
from skillrun.rules.runner import run
from skillrun.rules.subject import subject_of_files
from tests.validators.clean import rules

# Ruff has its own process and its own tests.
RULES = Catalogue(
    tuple(r for r in rules().rules if r.code not in {"STY001", "STY003", "STY006", "STY007"})
)
SHAPES = {
    "comments": ("apps/shop/a.py", "# a comment of some words\n"),
    "omissions": ("apps/shop/a.py", "# existing code\n"),
    "marks": ("apps/shop/a.py", "# TODO: changeme\n"),
    "code": ("apps/shop/a.py", "# x = call(1)\n"),
    "cyrillic": ("apps/shop/a.py", "# тест слова\n"),
    "noqa": ("apps/shop/a.py", "x = 1  # noqa\n"),
    "one line": ("apps/shop/a.py", "x = 1; "),
    "a sum": ("apps/shop/a.py", "1 + "),
    "brackets": ("apps/shop/a.py", "["),
    "strings": ("apps/shop/a.py", '"your-secret-key"\n'),
    "secrets": ("apps/shop/a.py", "PASSWORD = 'abc123!x'\n"),
    "functions": ("apps/shop/services.py", "def f(a, b):\n    return a\n"),
    "models": ("apps/shop/models.py", "class A(models.Model):\n    x = models.CharField()\n"),
    "settings": ("config/settings.py", "DEBUG = True\n"),
    "views": (
        "apps/shop/views.py",
        "class V(APIView):\n    def get(self, r):\n        return Response(str(e))\n",
    ),
    "tests": ("apps/shop/tests/test_a.py", "def test_a():\n    a = B.objects.create()\n"),
    "calls": ("apps/shop/views.py", "f(x).g(y)\n"),
    "quotes": ("apps/shop/a.py", "'"),
    "triple quotes": ("apps/shop/a.py", '"""a\n'),
    "backslashes": ("apps/shop/a.py", "\\\n"),
    "carriage returns": ("apps/shop/a.py", "# a\r"),
    "stages": ("Dockerfile", "FROM a AS b\n"),
    "stages on stages": ("Dockerfile", "FROM b AS b\n"),
    "instructions": ("Dockerfile", "RUN a \\\n"),
    "yaml": ("docker-compose.yml", "a: b\n"),
    "yaml dots": ("a.yml", "x: ...\n...\n"),
    "tables": ("pyproject.toml", '[[a]]\nb = "c"\n'),
    "blocks": ("nginx/nginx.conf", "a {\n"),
    "locations": ("nginx/nginx.conf", "location / { a b; }\n"),
    "fences": ("README.md", "```\n"),
    "markup": ("README.md", "<!--"),
    "scripts": ("a.html", "<script>"),
    "template comments": ("a.html", "{# ... #}\n"),
    "open template comments": ("a.html", "{% comment %}"),
    "script": ("a.js", "var a = 1; // b\n"),
    "shell": ("deploy.sh", "echo changeme # b\n"),
    "ignores": (".dockerignore", "a\n"),
    "ignored folders": (".gitignore", "folder@/*.b\n"),
    "ignored files": (".dockerignore", "folder@/file\n"),
    "comments on one line": ("a.html", "<b>{# c #}</b>"),
    "proxies": ("nginx/nginx.conf", "server { location / { proxy_pass http://app:80; } }\n"),
    "one long step": ("Dockerfile", "RUN uv b && \\\n    pip install c && \\\n    "),
    "foreign steps": (".github/workflows/ci.yml", "- run: black @\n"),
    "dotted keys": ("a.toml", "a."),
    "steps": ("Dockerfile", "FROM a\nRUN uv run b@\n"),
    "styles": ("a.css", "/* a */"),
}
SHORT, TIMES = 50_000, 4
# Twice the proportion and some: what grows with the square takes sixteen times as long.
MOST = 2.5 * TIMES
LEAST = 0.03  # seconds: what is quicker tells nothing of how it grows


# A megabyte of them in seconds of the processor, of which the quickest machines need a fifth.
MEGABYTE, PATIENCE = 1_000_000, 3.0
FILES = {
    ".gitignore": "folder@/file\n",
    ".dockerignore": "folder@/*.file\n",
    "docker-compose.yml": "s@:\n  image: postgres:16.11\n  environment:\n    A: b\n",
    "Dockerfile": "RUN echo @ && true\n",
    "deploy.sh": "echo @ && pip list\n",
    "a.yaml": "- a@: b\n  c: [d, 'e']\n",
    "pyproject.toml": "'a@' = ['b', 'c']\n",
    "a.html": "<b class='c'>{{ d@ }}<!-- e --></b>",
    "nginx/nginx.conf": "location /a@ { proxy_pass http://app:8000; }\n",
}


def repeated(piece: str, length: int) -> str:
    """A text of about that many characters; `@` is the number of the piece."""
    times = length // len(piece)
    return (
        piece * times
        if "@" not in piece
        else "".join(piece.replace("@", str(number)) for number in range(times))
    )


def cost(path: str, text: str) -> float:
    """The processor time of judging one file: another process takes none of it."""
    started = time.process_time()
    run(RULES, subject_of_files({path: text}))
    return time.process_time() - started


@pytest.mark.parametrize("shape", SHAPES)
def test_long_texts_take_as_much_longer_as_they_are(shape: str) -> None:
    path, piece = SHAPES[shape]
    cost(path, piece)
    for _ in range(3):
        before = max(cost(path, repeated(piece, SHORT)), LEAST)
        after = cost(path, repeated(piece, SHORT * TIMES))
        if after < MOST * before:
            return
    pytest.fail(f"{TIMES} times the length takes {after / before:.0f} times as long")


@pytest.mark.slow
def test_five_megabytes_of_comments_are_as_quick_as_two_of_code() -> None:
    path, piece = SHAPES["comments"]
    comments = cost(path, piece * (5_000_000 // len(piece)))
    assert comments < cost(path, "print(1, 2, 3, 4, 5, 6)\n" * (1_000_000 // 24)) * 2


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES)
def test_a_megabyte_of_any_file_is_judged_in_a_moment(path: str) -> None:
    text = repeated(FILES[path], MEGABYTE)
    assert any(cost(path, text) < PATIENCE for _ in range(3))
