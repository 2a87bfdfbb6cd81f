"""OPS: what is right in other words is left alone, and what looks right is not believed."""

from collections.abc import Mapping

import pytest

from skillrun.rules.registry import Catalogue
from skillrun.rules.runner import run
from tests.validators.clean import checked, clean_files, edited, rules

CLEAN_DOCKERFILE = clean_files()["Dockerfile"]
CLEAN_COMPOSE = clean_files()["docker-compose.yml"]
CLEAN_NGINX = clean_files()["nginx/nginx.conf"]
CLEAN_SETTINGS = clean_files()["config/settings.py"]
CLEAN_HEALTH = clean_files()["apps/core/healthcheck.py"]
HEALTH = "apps/core/healthcheck.py"
BUILDER = "FROM python:3.12-slim AS builder"
RUNTIME = "FROM gcr.io/distroless/python3-debian12:nonroot"
GATE = "    && uv run ruff check --fix . \\\n    && uv run ruff format . \\\n"


def found(code: str, files: Mapping[str, str], *, alone: bool = False) -> list[tuple[str, int]]:
    """Judge the clean project with some files replaced, or these files alone, by one rule."""
    subject = checked(dict(files) if alone else {**clean_files(), **files})
    return [(v.path, v.line) for v in run(Catalogue((rules().get(code),)), subject)]


def replaced(text: str, *pairs: tuple[str, str]) -> str:
    """Replace texts that must be there."""
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize(
    "pairs",
    [
        (
            (
                BUILDER,
                f"FROM python:3.12-slim@sha256:{'a' * 64} AS builder",
            ),
        ),
        ((BUILDER, "FROM docker.io/library/python:3.12-slim as builder"),),
        (
            (
                BUILDER,
                "ARG PYTHON=3.12\nFROM --platform=$BUILDPLATFORM python:${PYTHON}-slim AS builder",
            ),
        ),
        ((BUILDER, "FROM python:3.12-slim AS base\nFROM base AS builder"),),
        ((RUNTIME, f"{RUNTIME}@sha256:{'b' * 64}"),),
        ((RUNTIME, "FROM gcr.io/distroless/python3-debian12"),),
        ((RUNTIME, f"{RUNTIME} AS runtime\n\nFROM runtime"),),
        ((BUILDER, f"FROM node:22 AS assets\nRUN npm ci\n\n{BUILDER}"),),
    ],
)
def test_the_same_images_in_other_words(pairs: tuple[tuple[str, str], ...]) -> None:
    dockerfile = replaced(CLEAN_DOCKERFILE, *pairs)
    for code in ("OPS002", "OPS003", "OPS004", "OPS005"):
        assert found(code, {"Dockerfile": dockerfile}) == []


@pytest.mark.parametrize(
    "pairs",
    [
        (
            (
                "RUN uv sync --frozen --no-dev\n",
                "RUN --mount=type=cache,target=/root/.cache \\\n    uv sync --quiet --no-dev --frozen\n",
            ),
        ),
        ((GATE, "    && uv run ruff check --no-fix . && uv run ruff format --check . \\\n"),),
        ((GATE, "    && (uv run ruff check --fix . || exit 1) \\\n    && uvx ruff format . \\\n"),),
        (
            (
                "RUN uv sync --frozen \\\n",
                'SHELL ["/bin/bash", "-euo", "pipefail", "-c"]\nRUN uv sync --frozen \\\n',
            ),
            (GATE, "    ; uv run ruff check --fix . | tee lint.txt ; uv run ruff format . \\\n"),
        ),
        (
            ("COPY --from=ghcr.io/astral-sh/uv:latest /uv /uvx /bin/\n", ""),
            (
                BUILDER,
                f"FROM ghcr.io/astral-sh/uv:latest AS uv\n\n{BUILDER}\nCOPY --from=uv /uv /bin/uv",
            ),
        ),
        (
            ("COPY --from=ghcr.io/astral-sh/uv:latest /uv /uvx /bin/\n", ""),
            (
                "RUN uv sync --frozen --no-dev",
                "RUN --mount=from=ghcr.io/astral-sh/uv,source=/uv,target=/bin/uv uv sync --frozen --no-dev",
            ),
        ),
    ],
)
def test_the_builder_in_other_words(pairs: tuple[tuple[str, str], ...]) -> None:
    assert found("OPS003", {"Dockerfile": replaced(CLEAN_DOCKERFILE, *pairs)}) == []


def test_a_gate_in_a_heredoc_counts_only_where_it_can_fail() -> None:
    start = CLEAN_DOCKERFILE.index("RUN uv sync --frozen \\\n")
    end = CLEAN_DOCKERFILE.index(RUNTIME)
    steps = (
        "uv run ruff check --fix .\nuv run ruff format .\nuv run python manage.py collectstatic\n"
    )
    for first, expected in (
        ("set -e\n", []),
        ("", [("Dockerfile", CLEAN_DOCKERFILE[:start].count("\n") + 1)] * 2),
    ):
        run_step = f"RUN <<EOF\n{first}{steps}EOF\n\n"
        dockerfile = CLEAN_DOCKERFILE[:start] + run_step + CLEAN_DOCKERFILE[end:]
        assert found("OPS003", {"Dockerfile": dockerfile}) == expected


def test_dockerfiles_of_other_services_have_their_own_stages() -> None:
    files = {"web/Dockerfile": "FROM node:22\nRUN npm ci\n"}
    assert [found(code, files) for code in ("OPS002", "OPS003")] == [[], []]


def test_a_probe_that_is_switched_off_needs_no_array() -> None:
    assert found("OPS004", {"Dockerfile": "FROM scratch\nHEALTHCHECK NONE\n"}, alone=True) == []


@pytest.mark.parametrize(
    "pairs",
    [
        (("postgres:16.11", f"postgres:16.11@sha256:{'a' * 64}"),),
        (("postgres:16.11", "docker.io/library/postgres:16.11"),),
        (("postgres:16.11", "${DB_IMAGE:-postgres:16.11}"),),
        (("    build: .\n", "    build:\n      context: .\n    image: example/app\n"),),
        (
            (
                "  migrate:\n    <<: *manage\n",
                "  migrate:\n    extends:\n      service: collectstatic\n",
            ),
        ),
        (("  migrate:\n    <<: *manage\n", "  migrate:\n    <<: [*manage, {image: other}]\n"),),
    ],
)
def test_the_same_services_in_other_words(pairs: tuple[tuple[str, str], ...]) -> None:
    compose = replaced(CLEAN_COMPOSE, *pairs)
    for code in ("OPS006", "OPS007"):
        assert found(code, {"docker-compose.yml": compose}) == []


def test_an_override_is_no_compose_file_of_its_own() -> None:
    files = {
        "docker-compose.override.yml": "services:\n  app:\n    ports: ['8000:8000']\n  db: {}\n"
    }
    assert [found(code, files) for code in ("OPS006", "OPS007")] == [[], []]


def test_a_service_may_extend_one_of_another_file() -> None:
    base = "services:\n  base:\n    image: postgres:15\n"
    compose = replaced(
        CLEAN_COMPOSE,
        (
            "    image: postgres:16.11\n",
            "    extends:\n      file: base.yml\n      service: base\n",
        ),
    )
    line = base.split("\n").index("    image: postgres:15") + 1
    assert found("OPS007", {"docker-compose.yml": compose, "base.yml": base}) == [
        ("docker-compose.yml", line)
    ]
    assert found("OPS007", {"docker-compose.yml": compose}) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "services:\n",
        "- a\n",
        "services: [a]\n",
        "a: &a [*a]\nservices: {app: *a}\n",
        "{",
        "services: &s {app: {extends: app, build: .}}\n",
    ],
)
def test_no_compose_file_makes_a_rule_fail(text: str) -> None:
    for code in ("OPS006", "OPS007", "ASY004"):
        found(code, {"docker-compose.yml": text})


@pytest.mark.parametrize(
    ("line", "other"),
    [
        (".venv/", ".venv"),
        ("__pycache__/", "**/__pycache__/"),
        ("*.log", "  *.log  "),
        ("*.pyc", "*.py[cod]"),
        (".idea/", ".id*"),
    ],
)
def test_lines_of_gitignore_that_ignore_as_much(line: str, other: str) -> None:
    text = replaced(clean_files()[".gitignore"], (f"{line}\n", f"{other}\n"))
    assert found("OPS008", {".gitignore": text}) == []


def test_a_folder_alone_is_not_the_environment_file() -> None:
    text = replaced(clean_files()[".gitignore"], (".env\n", ".env/\n"))
    assert found("OPS008", {".gitignore": text}) == [(".gitignore", 1)]


def test_ignore_files_below_the_top_hold_what_they_like() -> None:
    assert found("OPS008", {"docs/.gitignore": "_build/\n"}) == []


@pytest.mark.parametrize(
    "pairs",
    [
        (('"anon": "100/hour"', '"anon": "1/min"'),),
        (
            ('"PAGE_SIZE": 20', '"PAGE_SIZE": PAGE_SIZE'),
            ("REST_FRAMEWORK = {", "PAGE_SIZE = 20\nREST_FRAMEWORK = {"),
        ),
        (
            (
                '"DEFAULT_PERMISSION_CLASSES": [\n        "rest_framework.permissions.IsAuthenticated",\n    ]',
                '"DEFAULT_PERMISSION_CLASSES": ("rest_framework.permissions.IsAuthenticated", "apps.core.permissions.IsOwner")',
            ),
        ),
        (
            (
                "SPECTACULAR_SETTINGS = {",
                'if DEBUG:\n    REST_FRAMEWORK["PAGE_SIZE"] = 5\n\nSPECTACULAR_SETTINGS = {',
            ),
        ),
        (("REST_FRAMEWORK = {", "REST_FRAMEWORK: dict[str, object] = {"),),
        (
            ('    "PAGE_SIZE": 20,\n', ""),
            (
                "SPECTACULAR_SETTINGS = {",
                'REST_FRAMEWORK |= {"PAGE_SIZE": 20}\n\nSPECTACULAR_SETTINGS = {',
            ),
        ),
        (('"PAGE_SIZE": 20', '"PAGE_SIZE": env.page_size'),),
    ],
)
def test_the_baseline_in_other_words(pairs: tuple[tuple[str, str], ...]) -> None:
    assert found("OPS010", {"config/settings.py": replaced(CLEAN_SETTINGS, *pairs)}) == []


@pytest.mark.parametrize(
    "pairs",
    [
        (("proxy_pass http://application;", "proxy_pass http://app:8000;"),),
        (
            (
                "proxy_pass http://application;",
                'set $target "app:8000";\n            proxy_pass http://$target;',
            ),
        ),
        (
            (
                "            proxy_set_header X-Forwarded-Proto $scheme;\n",
                "            include /etc/nginx/proxy_params;\n",
            ),
        ),
        (("X-Forwarded-Proto $scheme", "x-forwarded-proto $http_x_forwarded_proto"),),
    ],
)
def test_the_proxy_in_other_words(pairs: tuple[tuple[str, str], ...]) -> None:
    assert found("OPS011", {"nginx/nginx.conf": replaced(CLEAN_NGINX, *pairs)}) == []


@pytest.mark.parametrize(
    ("request_text", "count"), [("let PAGE_SIZE be 50", 0), ("add a payments app", 1)]
)
def test_who_asks_for_another_value_gets_it(request_text: str, count: int) -> None:
    changed = replaced(CLEAN_SETTINGS, ('"PAGE_SIZE": 20', '"PAGE_SIZE": 50'))
    subject = edited({**clean_files(), "config/settings.py": changed}, request_text)
    violations = run(rules().select(["OPS010"]), subject)
    assert len(violations) == count


def test_the_proxy_may_stand_in_an_included_file() -> None:
    start, end = CLEAN_NGINX.index("    upstream application"), CLEAN_NGINX.rindex("}")
    main = f"{CLEAN_NGINX[:start]}    include /etc/nginx/conf.d/*.conf;\n    server {{ listen 81; }}\n}}\n"
    files = {"nginx/nginx.conf": main, "nginx/conf.d/app.conf": CLEAN_NGINX[start:end]}
    assert found("OPS011", files) == []


def test_other_nginx_files_are_not_the_projects() -> None:
    files = {
        "web/nginx.conf": "server {\n    root /srv;\n}\n",
        "web-nginx/nginx.conf": "server {\n    root /srv;\n}\n",
        "nginx/mime.types": "types { text/html html; }\n",
    }
    assert found("OPS011", files) == []


@pytest.mark.parametrize(
    "pairs",
    [
        (
            ("@require_GET\n", '@require_http_methods(["GET", "HEAD"])\n'),
            ("import require_GET", "import require_http_methods"),
        ),
        (
            ("@require_GET\n", ""),
            (
                "    database = await",
                '    if _request.method != "GET":\n        return JsonResponse({"detail": "GET only"}, status=405)\n    database = await',
            ),
        ),
        (
            (
                '            "status": "healthy" if healthy else "unhealthy",\n            "db": database,\n            "cache": cached,\n',
                "            **body,\n",
            ),
        ),
        (
            (
                '    return JsonResponse(\n        {\n            "status": "healthy" if healthy else "unhealthy",\n            "db": database,\n            "cache": cached,\n        },\n',
                '    body = {"status": "healthy"}\n    body["db"] = database\n    body["cache"] = cached\n    return JsonResponse(\n        body,\n',
            ),
        ),
        (
            (
                "status=(status.HTTP_200_OK if healthy else status.HTTP_503_SERVICE_UNAVAILABLE)",
                "status=200 if healthy else HTTPStatus.SERVICE_UNAVAILABLE",
            ),
            ("import logging\n", "import logging\nfrom http import HTTPStatus\n"),
        ),
    ],
)
def test_the_health_check_in_other_words(pairs: tuple[tuple[str, str], ...]) -> None:
    assert found("OPS001", {"apps/core/healthcheck.py": replaced(CLEAN_HEALTH, *pairs)}) == []


def test_a_route_through_includes_is_followed() -> None:
    urls = replaced(
        clean_files()["config/urls.py"],
        (
            '    path("api/health/", health, name="health"),\n',
            '    path("api/", include("apps.core.urls")),\n',
        ),
    )
    core = 'from django.urls import re_path\n\nfrom apps.core import healthcheck\n\nurlpatterns = [re_path(r"^health/$", healthcheck.health)]\n'
    assert found("OPS001", {"config/urls.py": urls, "apps/core/urls.py": core}) == []


def test_a_class_based_health_check() -> None:
    view = "\n\nclass Health(View):\n    async def get(self, request):\n        return await health(request)\n"
    health = (
        replaced(
            CLEAN_HEALTH,
            ("@require_GET\n", ""),
            ("import logging\n", "import logging\n\nfrom django.views import View\n"),
        )
        + view
    )
    urls = replaced(
        clean_files()["config/urls.py"],
        ("import health\n", "import Health\n"),
        ("health, name=", "Health.as_view(), name="),
    )
    assert found("OPS001", {"apps/core/healthcheck.py": health, "config/urls.py": urls}) == []
    sync = health.replace("    async def get(", "    def get(")
    assert len(found("OPS001", {"apps/core/healthcheck.py": sync, "config/urls.py": urls})) == 1


@pytest.mark.parametrize("code", ["OPS001", "OPS006", "OPS008", "OPS009", "OPS010"])
def test_a_file_of_its_own_is_not_told_what_a_project_lacks(code: str) -> None:
    files = {"apps/shop/services.py": '"""Services."""\n', "config/urls.py": "urlpatterns = []\n"}
    assert found(code, files, alone=True) == []


def test_a_repository_that_is_no_django_project_has_its_own_ignore_files() -> None:
    library = {"src/lib/core.py": "", "examples/shop/manage.py": "", ".gitignore": "dist/\n"}
    other = {f"src/{number}.ts": "" for number in range(20)} | {"nginx/nginx.conf": "server {}\n"}
    assert found("OPS008", library, alone=True) == []
    assert found("OPS011", other, alone=True) == []
    assert found("OPS008", {".gitignore": "dist/\n"}, alone=True) == [(".gitignore", 1)]


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [
        ('"healthy" if healthy else "unhealthy"', '"ok" if healthy else "error"', 2),
        ('"healthy" if healthy else "unhealthy"', "word_of(healthy)", 0),
        ('"db": database', '"db": "connected"', 1),
        ('"db": database', '"db": "ok" if healthy else None', 1),
    ],
)
def test_words_of_the_health_checks_body(old: str, new: str, count: int) -> None:
    text = replaced(CLEAN_HEALTH, (old, new))
    line = text.split(new, 1)[0].count("\n") + 1
    assert found("OPS001", {HEALTH: text}) == [(HEALTH, line)] * count


def test_words_that_are_set_later_are_judged_too() -> None:
    body = (
        '    body = {"status": "healthy", "db": database, "cache": cached}\n'
        '    if not healthy:\n        body["status"] = "down"\n        return JsonResponse(body, status=503)\n'
        "    return JsonResponse(body)\n"
    )
    start, end = (
        CLEAN_HEALTH.index("    return JsonResponse("),
        CLEAN_HEALTH.index("async def check_database"),
    )
    text = f"{CLEAN_HEALTH[:start]}{body}\n\n{CLEAN_HEALTH[end:]}"
    line = text.split('"down"', 1)[0].count("\n") + 1
    assert set(found("OPS001", {HEALTH: text})) == {(HEALTH, line)}


def test_another_status_is_said_once() -> None:
    text = CLEAN_HEALTH.replace("HTTP_503_SERVICE_UNAVAILABLE", "HTTP_500_INTERNAL_SERVER_ERROR")
    assert len(found("OPS001", {HEALTH: text})) == 1


def test_the_health_check_has_a_place_of_its_own() -> None:
    files = {
        HEALTH: '"""Nothing."""\n',
        "apps/core/views.py": CLEAN_HEALTH,
        "config/urls.py": replaced(
            clean_files()["config/urls.py"],
            ("from apps.core.healthcheck import", "from apps.core.views import"),
        ),
    }
    line = CLEAN_HEALTH.split("async def health", 1)[0].count("\n") + 1
    assert found("OPS001", files) == [("apps/core/views.py", line)]
    subject = edited({**clean_files(), **files}, before={**clean_files(), **files})
    assert run(Catalogue((rules().get("OPS001"),)), subject) == ()


def test_a_test_of_the_gate_counts_where_it_ends_the_build() -> None:
    step = "RUN if ! uv run ruff check --fix .; then echo found; {}fi; uv run ruff format .\n"
    clean = replaced(CLEAN_DOCKERFILE, (GATE, ""), (RUNTIME, f"{step}\n{RUNTIME}"))
    assert found("OPS003", {"Dockerfile": clean.format("exit 1; ")}) == []
    line = clean.split("RUN if", 1)[0].count("\n") + 1
    assert found("OPS003", {"Dockerfile": clean.format("")}) == [("Dockerfile", line)]


def test_what_needs_a_shell_by_other_ways() -> None:
    entry = next(line for line in CLEAN_DOCKERFILE.split("\n") if line.startswith("ENTRYPOINT"))
    line = CLEAN_DOCKERFILE.split("ENTRYPOINT", 1)[0].count("\n") + 1
    script = replaced(CLEAN_DOCKERFILE, (entry, 'ENTRYPOINT ["/app/entrypoint.sh"]'))
    assert found("OPS005", {"Dockerfile": script}) == [("Dockerfile", line)]
    wrapped = replaced(
        CLEAN_DOCKERFILE, (entry, 'ENTRYPOINT ["/usr/bin/env", "A=b", "sh", "-c", "c"]')
    )
    assert found("OPS005", {"Dockerfile": wrapped}) == [("Dockerfile", line)]
    later = replaced(CLEAN_DOCKERFILE, (entry, "ONBUILD CMD gunicorn config.asgi:application"))
    assert found("OPS004", {"Dockerfile": later}) == [("Dockerfile", line)]


def test_a_mark_of_the_byte_order_hides_no_line() -> None:
    text = clean_files()[".dockerignore"]
    assert found("OPS009", {".dockerignore": f"\ufeff{text}"}) == []
