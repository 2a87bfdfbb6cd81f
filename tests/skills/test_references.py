"""The pages: every fact of the standard is stated, none of its prose is taken over."""

import re
from pathlib import Path

import pytest

from skillrun.rules.packaged import builtin_root
from skillrun.skills.frontmatter import read_skill_text
from skillrun.skills.loading import load_skill

ROOT = builtin_root()
PAGES = sorted((ROOT / "skill" / "references").glob("*.md"))
STANDARD = ROOT.parent / "shared" / "standard" / "standard.md"

# What each directive turns on, in the words that must be exact.
FACTS = {
    "ground-rules.md": (
        "TODO", "3.12.12", "16.11", "7.2.7", "pydantic-settings", "drf-spectacular", "OpenAPI 3.0",
        "django-redis", "Ruff", "pytest-django", "factory-boy", "pytest-cov", "Gunicorn", "Uvicorn", "Nginx",
        "uv", "python:3.12-slim", "gcr.io/distroless/python3-debian12", "Celery",
    ),
    "answer-format.md": (
        "## Цепочка мыслей", "## Файлы", "## ⚠️ РЕКОМЕНДУЕМЫЕ ИЗМЕНЕНИЯ (ВНЕ СКОУПА)", "Анализ",
        "Операции файловой системы", "Архитектурные решения",
        "SOLUTION SPLIT: PART N — CONTINUE? (remaining: file_list)", "Russian", "backticks",
    ),
    "scope-and-boy-scout.md": (
        "entire file", "## ⚠️ РЕКОМЕНДУЕМЫЕ ИЗМЕНЕНИЯ (ВНЕ СКОУПА)", "Do not modify existing code",
        "Make minimal changes", "URL route", "schema", "business logic", "architecture", "model",
    ),
    "structure.md": (
        "AbstractUser", "AbstractBaseUser", "AUTH_USER_MODEL", "apps/core/", "apps/users/", "BaseSettings",
        'name = "apps.<app>"', "pytest_plugins", "../assets/layout.txt",
    ),
    "initialization.md": (
        "--no-package", "--python 3.12", 'uv add "psycopg[binary]"', "git add --force uv.lock",
        "uv run python manage.py makemigrations users", "rm main.py", "ClassVar", "../assets/initialization.sh",
    ),
    "layers.md": (
        "views.py", "serializers.py", "services.py", "selectors.py", "models.py", "apps/core/", "clean()",
        "15 statements", "complexity at most 5",
    ),
    "typing-and-docstrings.md": (
        "Google-style", "Args:", "Raises:", "Returns:", "X | None", "English", "ruff check --no-fix", "TCH",
        "ClassVar[list[str]]", "pydantic.SecretStr", "@override", "N999", "PLC0415", "secrets.token_urlsafe()",
        "../assets/docstring.py", "../assets/pyproject-ruff.toml",
    ),
    "testing.md": (
        "80 %", "factory-boy", "unit and integration", "integration", "slow", "conftest.py",
        "../assets/pyproject-pytest.toml", "pytest_plugins",
    ),
    "dependencies.md": (
        "uv add", "never edited by hand", "uv add --dev", "psycopg[binary]", "uv.lock",
        "django djangorestframework pydantic-settings drf-spectacular django-redis gunicorn uvicorn",
        "pytest-django factory-boy pytest-cov ruff",
    ),
    "security.md": (
        ".env.example", ".gitignore", ".dockerignore", "permission_classes", "authentication_classes", "RawSQL",
        ".raw()", ".extra()", "cursor.execute()", "__all__", "DEFAULT_THROTTLE_CLASSES", "DEFAULT_THROTTLE_RATES",
        "NUM_PROXIES = 1", "SECURE_REDIRECT_EXEMPT", "rest_framework.authtoken", "../assets/security_settings.py",
    ),
    "async.md": (
        "config/asgi.py", "config.asgi:application", "-k uvicorn.workers.UvicornWorker", "sync_to_async",
        "DJANGO_ALLOW_ASYNC_UNSAFE", "cache.aget", "aioredis", "__acall__", "control_socket_disable = True",
        "logconfig_dict", "WebSocket", "management commands", "../assets/gunicorn.conf.py",
    ),
    "errors-and-logging.md": (
        "custom_exception_handler", "apps/core/exceptions.py", "EXCEPTION_HANDLER", "print()",
        "logging.getLogger(__name__)", "JSON", "LOGGING", "DEBUG", "INFO", "WARNING", "../assets/error-format.json",
        "ELK, Datadog or CloudWatch",
    ),
    "health-check.md": (
        "/api/health/", "GET", "no authentication", "200", "503", "async def", "apps/core/healthcheck.py",
        "ensure_connection()", "is_usable()", "error: database is unavailable", "../assets/health-healthy.json",
        "../assets/health-unhealthy.json",
    ),
    "containers.md": (
        "ghcr.io/astral-sh/uv:latest", "uv sync --frozen --no-dev", "uv run ruff check --fix .",
        "uv run ruff format .", "uv run python manage.py collectstatic --noinput", "UV_ENV_FILE=.env.example",
        "python:3.12-slim", "gcr.io/distroless/python3-debian12:nonroot", "/opt/python", "postgres:16.11",
        "redis:7.2.7-alpine", "nginx:stable-alpine", "createsuperuser", "JSON array", "../assets/entrypoint.dockerfile",
        "../assets/gitignore", "../assets/dockerignore", "**/__pycache__", "X-Forwarded-Proto",
    ),
    "rest-framework.md": (
        "apps.core.pagination.StandardPagination", "custom_exception_handler", "../assets/rest_framework.py",
        "NUM_PROXIES = 1", "drf_spectacular",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FACTS)
def test_a_page_states_its_facts(name: str) -> None:
    text = (ROOT / "skill" / "references" / name).read_text(encoding="utf-8")
    assert [fact for fact in FACTS[name] if fact not in text] == []


def test_every_page_is_in_the_manifest_and_listed_in_the_skill() -> None:
    skill = load_skill()
    body = read_skill_text(ROOT / "SKILL.md").body
    in_prompt = {page.path.name for page in skill.references} | {"ground-rules.md"}
    assert {page.name for page in PAGES} == in_prompt == set(FACTS)
    assert [page.name for page in PAGES if f"skill/references/{page.name}" not in body] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_what_a_page_points_to_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assets = re.findall(r"`\.\./(assets/[^`]+)`", text)
    pages = re.findall(r"`([a-z-]+\.md)`", text)
    assert [a for a in assets if not (ROOT / "skill" / a).is_file()] == []
    assert [p for p in pages if not (page.parent / p).is_file()] == []


@pytest.mark.parametrize("page", [*PAGES, ROOT / "SKILL.md"], ids=lambda p: p.name)
def test_prose_is_our_own(page: Path) -> None:
    if not STANDARD.is_file():
        pytest.skip(f"the standard is not at {STANDARD}")
    prose = re.sub(r"^```.*?^```$", "", STANDARD.read_text(encoding="utf-8"), flags=re.M | re.S)
    theirs = _runs(prose)
    shared = [run for run in _runs(page.read_text(encoding="utf-8")) if run in theirs]
    assert shared == []


def _runs(text: str, length: int = 8) -> list[tuple[str, ...]]:
    words = re.findall(r"[^\W_][\w./:@-]*", re.sub(r"`.*?`", "", text.lower()))
    return [tuple(words[i : i + length]) for i in range(len(words) - length + 1)]


def test_skill_md_is_portable() -> None:
    text = (ROOT / "SKILL.md").read_text(encoding="utf-8")
    head = text.split("---\n")[1]
    skill = read_skill_text(ROOT / "SKILL.md")
    assert len(text.splitlines()) < 300
    assert len(skill.description) < 160
    assert not set("<>") & set(skill.description)
    assert not re.search(r":\s*[\[{]", head), "flow-style YAML is refused by some validators"
    top = set(re.findall(r"^([a-z-]+):", head, re.M))
    assert top <= {"name", "description", "license", "metadata", "allowed-tools"}


@pytest.mark.parametrize(
    "trap", ["eval(", "exec_module(", "verify=False", "system prompt:", "ignore previous", "rm -rf"]
)
def test_nothing_that_the_registry_scanner_flags(trap: str) -> None:
    texts = {p: p.read_text(encoding="utf-8").lower() for p in [*PAGES, ROOT / "SKILL.md"]}
    prompts = {p: p.read_text(encoding="utf-8").lower() for p in (ROOT / "prompts").glob("*.j2")}
    assert [p.name for p, text in {**texts, **prompts}.items() if trap in text] == []
