"""SEC: what is seen beyond the mutations, and what must not be."""

from pathlib import Path

import pytest

from skillrun.rules.registry import Catalogue
from skillrun.rules.runner import run
from skillrun.rules.subject import subject_of_files
from tests.validators.clean import clean_files, edited, rules
from tests.validators.judging import judged, lines


@pytest.mark.parametrize(
    "text",
    [
        'DB_PASSWORD = "hunter2"',
        'dbPassword: str = "hunter2"',
        'API_KEY, DEBUG = "9f8e7d6c5b4a", True',
        'config["client_secret"] = "9f8e7d6c5b4a"',
        'connect(user="a", password="hunter2")',
        'self.token = "ab12cd34ef56"',
        'key = os.environ.get("SECRET_KEY", "fallback")',
        'key = env("STRIPE_API_KEY", default="whatever-1")',
        'SECRET_KEY_FALLBACKS = ["old-one"]',
        'x = {"default": {"HOST": "db", "USER": "app", "PASSWORD": "password"}}',
        'x = SecretStr("s")\nfrom pydantic import SecretStr',
        'class E(BaseSettings):\n    api_token: str = Field(default="9f8e7d6c5b")',
        'if password == "hunter2":\n    x = 1',
        'def login(*, password="hunter2"): return 1',
        'TOKEN = b"9f8e7d6c5b4a"',
        'url = "amqp://guest:guest@mq:5672"',
        'PEM = """-----BEGIN RSA PRIVATE KEY-----\nabc"""',
        'secret = None or "9f8e7d6c5b4a"',
        'SECRET_KEY = "django-insecure-" + "q8w7e6r5t4"',
        'SIGNING_KEY = "q8w7e6r5t4".encode()',
        'JWT_SECRET = "supersecretkey"',
        'x = {"Authorization": "Bearer 9f8e7d6c5b4a"}',
        'url = f"postgres://app:hunter2@{host}:5432/db"',
        'import jwt\njwt.encode(payload, "my-key", algorithm="HS256")',
        'from jwt import decode\ndecode(token, key="my-key")',
        'import hmac\nhmac.new(b"my-key", body, "sha256")',
        'user.set_password("welcome")',
        'User.objects.create_superuser("admin", "admin@shop.io", "admin")',
        'User.objects.create_user("bob@shop.io", "hunter2")',
        'import requests\nrequests.get(url, auth=("svc", "hunter2"))',
        'class E(BaseSettings):\n    secret_key: str = "x"',
        'class E(BaseSettings):\n    db_password: str = "password"',
        'class E(BaseSettings):\n    db_password: str = "changeme"',
        'class E(BaseSettings):\n    api_token: str = Field(default_factory=lambda: "9f8e7d6c5b")',
        'POSTGRES_PASSWORD = "postgres"',
        'class U(Model):\n    password = CharField(max_length=9, default="hunter2")',
    ],
)
def test_a_secret_is_seen(text: str) -> None:
    assert lines("SEC001", text + "\n")


@pytest.mark.parametrize(
    "text",
    [
        'PASSWORD_RESET_URL = "/password/reset"',
        'password_field = "password"',
        'error = {"password": "The password is too short."}',
        'labels = {"token": "Token"}',
        'class Grant(models.TextChoices):\n    PASSWORD = "password", "Password"\n    TOKEN = "refresh7x_token"',
        'TOKEN_URL = "https://example.com/token"',
        "SECRET_KEY = env.secret_key.get_secret_value()",
        'SECRET_KEY = os.environ["SECRET_KEY"]',
        'password = ""',
        "password = None",
        'SECRET_NAME = "DJANGO_SECRET_KEY"',
        'api_key_header = "X-Api-Key"',
        'token = "{token}"',
        'masked_password = "********"',
        'key = "name"',
        'sort_key = "created_at_2"',
        'url = f"postgres://{user}:{password}@{host}/db"',
        'url = "https://host:8080/path@2x"',
        '"""Connect to postgres://user:secret@host/db."""',
        'rates = {"reset_password": "5/m"}',
        'token_type = "Bearer"',
        'if token == "#bygroup": x = 1',
        'authtoken = "rest_framework.authtoken"',
        'csrf_token = "csrfmiddlewaretoken"',
        'widget = PasswordInput(attrs={"autocomplete": "new-password"})',
        "password = models.CharField(max_length=128)",
        'if settings.SECRET_KEY == "change-me-1": fail()',
        'help_text = "user:password@host"',
        'x = OpenApiExample("a", value={"token": "abc123xyz", "old_password": "oldpass1"})',
        'class M:\n    x = extend_schema(examples=[{"password": "oldpass1"}])',
        'body = {"example_request": {"name": "a", "password": "oldpass1"}}',
        'url: str = Field(examples=["postgres://user:password@host/db"])',
        'url = f"postgres://{user}:{password}@host/db"',
        'x = {"Authorization": f"Bearer {token}"}',
        'x = {"Authorization": "Bearer %s" % token}',
        "import jwt\njwt.encode(payload, settings.SIGNING_KEY)",
        'user.set_password(data["password"])',
        'User.objects.create_user("bob@shop.io", password, "Bob")',
        'User.objects.create_user("bob", "bob@shop.io")',
        'from django.contrib.auth.hashers import make_password\nmake_password("waste of time")',
        'class E(BaseSettings):\n    secret_key: str = ""\n    token_type: str = "bearer"',
        'class E(BaseSettings):\n    auth_token_name: str = "auth_token"',
    ],
)
def test_what_is_no_secret_is_left_alone(text: str) -> None:
    assert lines("SEC001", text + "\n") == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docker-compose.yml", "services:\n  db:\n    environment:\n      - DB_PASSWORD=hunter2\n"),
        ("docker-compose.yml", "x:\n  SECRET_KEY: ${SECRET_KEY:-9f8e7d6c5b}\n"),
        ("deploy.sh", "export API_TOKEN='9f8e7d6c5b4a'\n"),
        ("Dockerfile", "FROM a\nENV DB_PASSWORD hunter2\n"),
        ("config.toml", 'password = "hunter2"\n'),
        ("setup.cfg", "[db]\nurl = postgres://app:hunter2@db/app\n"),
        (".env.production", "SECRET_KEY=9f8e7d6c5b\n"),
        ("docker-compose.yml", "x:\n  POSTGRES_PASSWORD: postgres\n"),
        ("docker-compose.yml", "x:\n  POSTGRES_PASSWORD: password\n"),
        ("docker-compose.yml", "x:\n  MYSQL_ROOT_PASSWORD: secret\n"),
        ("docker-compose.yml", "x:\n  PGPASSWORD: hunter2\n"),
        ("docker-compose.yml", "x:\n  command: redis-server --requirepass hunter2\n"),
        ("docker-compose.yml", 'x:\n  command: ["redis-server", "--requirepass", "hunter2"]\n'),
        ("k8s/app.yaml", "env:\n  - name: DB_PASSWORD\n    value: hunter2\n"),
        ("redis/redis.conf", "bind 0.0.0.0\nrequirepass hunter2\n"),
        ("config/app.json", '{"db_password": "hunter2"}\n'),
    ],
)
def test_a_secret_in_a_configuration_is_seen(path: str, text: str) -> None:
    assert lines("SEC001", text, path)


@pytest.mark.parametrize(
    ("path", "text", "advice"),
    [
        ("config/settings.py", 'TOKEN = "9f8e7d6c5b4a"\n', "settings class"),
        ("docker-compose.yml", "x:\n  DB_PASSWORD: hunter2\n", "`.env`"),
        ("Dockerfile", "FROM a\nENV DB_PASSWORD=hunter2\n", "when it runs"),
        ("deploy.sh", "DB_PASSWORD=hunter2\n", "environment"),
    ],
)
def test_what_to_write_instead_of_a_secret_fits_the_file(path: str, text: str, advice: str) -> None:
    subject = subject_of_files({path: text})
    (found,) = run(Catalogue((rules().get("SEC001"),)), subject)
    assert advice in found.message


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docker-compose.yml", "x:\n  POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it}\n"),
        ("docker-compose.yml", "x:\n  POSTGRES_PASSWORD_FILE: /run/secrets/db\n"),
        ("docker-compose.yml", "x: 1\n# POSTGRES_PASSWORD: hunter2\n"),
        (".env.example", "SECRET_KEY=9f8e7d6c5b\n"),
        ("apps/shop/tests/test_x.py", 'PASSWORD = "hunter2"\n'),
        ("conftest.py", 'PASSWORD = "hunter2"\n'),
        (".github/workflows/ci.yml", "env:\n  POSTGRES_PASSWORD: hunter2\n"),
        ("schema.yml", "openapi: 3.0.0\nexample:\n  token: 9f8e7d6c5b\n"),
        ("deploy.sh", 'SECRET_KEY=$(openssl rand -hex 32)\nTOKEN="$TOKEN"\n'),
        ("config.toml", 'help = """\n- password: admin\n"""\n'),
        ("example.env", "TOKEN=9f8e7d6c5b4a\n"),
        ("settings.sample.toml", 'password = "hunter2"\n'),
        ("entrypoint.sh", "python -c \"connect(password=os.environ['DB_PASSWORD'])\"\n"),
        ("README.md", "postgres://user:hunter2@host/db\n"),
        (
            "pyproject.toml",
            '[tool.pytest.ini_options]\nenv = [\n    "SECRET_KEY=9f8e7d6c5b4a",\n]\n',
        ),
        ("config/settings/test.py", 'SECRET_KEY = "x"\n'),
        ("config.yml", "new_password:\n  type: string\n"),
        ("docker-compose.yml", "x:\n  command: redis --requirepass ${REDIS_PASSWORD:?missing}\n"),
        ("docker-compose.yml", 'x:\n  command: redis --requirepass "$REDIS_PASSWORD" --save\n'),
        ("frontend/i18n/de.json", '{"password": "Passwort", "token": "Zugriffstoken"}\n'),
        ("package.json", '{"dependencies": {"token": "1.2.3", "jsonwebtoken": "^9.0.0"}}\n'),
        ("redis/redis.conf", "# requirepass foobared\n"),
        ("alembic.ini", "url = driver://user:pass@localhost/name\n"),
        ("docker-compose.test.yml", "x:\n  POSTGRES_PASSWORD: hunter2\n"),
        ("compose.ci.yaml", "x:\n  POSTGRES_PASSWORD: hunter2\n"),
        ("Dockerfile", 'FROM a\nENV UWSGI_PASS="uwsgi_server"\n'),
        ("Dockerfile", "FROM a\nRUN adduser --disabled-password articles_user7\n"),
        ("deploy.sh", "createuser --no-password application1\n"),
        (
            "Dockerfile",
            "FROM a\nRUN SECRET_KEY=dummy-secret-key DB_PASSWORD=dummy manage.py collectstatic\n",
        ),
        ("install.sh", 'read -rp "URL (postgres://user:password@host:port/name): " url\n'),
    ],
)
def test_a_configuration_without_secrets_is_left_alone(path: str, text: str) -> None:
    assert lines("SEC001", text, path) == []


PROJECT = {"manage.py": "", "config/settings.py": "INSTALLED_APPS = []\n"}


@pytest.mark.parametrize(
    "line", ["\ufeff.env", ".env", "/.env", ".env*", "*.env", "**/.env", ".env*\n!.env.example"]
)
def test_an_ignore_file_may_spell_it_in_many_ways(line: str) -> None:
    files = {".gitignore": line + "\n", ".dockerignore": line + "\n"}
    assert judged("SEC002", files) == []


def test_the_line_that_uncovers_the_file_is_shown() -> None:
    files = {**PROJECT, ".gitignore": "*.pyc\n.env\n!.env\n", ".dockerignore": "./.env\n"}
    assert judged("SEC002", files) == [(".gitignore", 3)]


def test_a_line_that_is_no_pattern_is_no_crash() -> None:
    files = {**PROJECT, ".gitignore": "\\\n.env\nb\\\n", ".dockerignore": "\\\n*.pyc\n"}
    assert judged("SEC002", files) == [(".dockerignore", 1)]


def test_what_uncovers_the_file_is_found_among_many_lines() -> None:
    many = "".join(f"folder{number}/*.x\n" for number in range(20_000))
    files = {
        **PROJECT,
        ".gitignore": f".env\n{many}!.env\n{many}",
        ".dockerignore": f"{many}.env\n",
    }
    assert judged("SEC002", files) == [(".gitignore", 20_002)]


def test_a_project_needs_both_ignore_files() -> None:
    assert judged("SEC002", PROJECT) == [(".dockerignore", 1), (".gitignore", 1)]
    assert judged("SEC002", {"apps/shop/models.py": "", "config/settings.py": ""}) == []


def test_a_repository_that_is_no_django_project_is_left_alone() -> None:
    assert judged("SEC002", {"lib/__init__.py": "", ".gitignore": "*.pyc\n"}) == []


def test_the_ignore_files_of_a_repository_serve_a_project_below_it() -> None:
    inside = {f"backend/{path}": text for path, text in PROJECT.items()}
    files = {**inside, ".gitignore": ".env\n", "backend/.dockerignore": ".env\n"}
    assert judged("SEC002", files) == []


def test_a_person_s_own_env_file_is_theirs() -> None:
    assert judged("SEC002", {".env": "A=1\n"}) == []


NINE = (Path(__file__).parents[2] / "skill/assets/security_settings.py").read_text(encoding="utf-8")


def settings(text: str, **more: str) -> list[tuple[str, int]]:
    return judged("SEC003", {"config/settings.py": "INSTALLED_APPS = []\n" + text, **more})


@pytest.mark.parametrize(
    "text",
    [
        NINE,
        "if not DEBUG:\n" + "".join(f"    {line}\n" for line in NINE.splitlines()),
        "if DEBUG:\n    X_FRAME_OPTIONS = 'SAMEORIGIN'\nelse:\n"
        + "".join(f"    {line}\n" for line in NINE.splitlines()),
        NINE.replace("31536000", "2 * 31536000").replace('"DENY"', '"deny"'),
        NINE.replace("SECURE_SSL_REDIRECT = True", "SECURE_SSL_REDIRECT = not DEBUG"),
        NINE.replace("= 31536000", "= 31536000 if NINE else 0"),
        NINE.replace("= 31536000", "= YEAR") + "YEAR = 365 * 24 * 60 * 60\n",
        NINE.replace('("HTTP', '["HTTP').replace('"https")', '"https"]'),
        "SESSION_COOKIE_SECURE = False\n" + NINE,
        NINE.replace(
            "SESSION_COOKIE_SECURE = True\nCSRF_COOKIE_SECURE = True",
            "SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True",
        ),
        "from company.settings import *\n",
        "globals().update(load())\n",
    ],
)
def test_production_settings_may_be_written_in_many_ways(text: str) -> None:
    assert settings(text) == []


@pytest.mark.parametrize(
    "imports",
    [
        "from config.security import *\n",
        "from .security import *\n",
        "from config.security import (SECURE_HSTS_SECONDS, SECURE_HSTS_INCLUDE_SUBDOMAINS,\n"
        "    SECURE_HSTS_PRELOAD, SECURE_SSL_REDIRECT, SESSION_COOKIE_SECURE, CSRF_COOKIE_SECURE,\n"
        "    SECURE_CONTENT_TYPE_NOSNIFF, X_FRAME_OPTIONS, SECURE_PROXY_SSL_HEADER)\n",
        "if not DEBUG:\n    from config.security import *\n",
    ],
)
def test_settings_may_be_imported_from_another_module(imports: str) -> None:
    files = {
        "manage.py": "",
        "config/settings.py": f"{imports}INSTALLED_APPS = []\n",
        "config/security.py": NINE,
    }
    assert judged("SEC003", files) == []


@pytest.mark.parametrize(
    ("case", "found"),
    [
        ("case _", 0),
        ('case "production" | "staging"', 0),
        ("case Stage.PRODUCTION", 0),
        ('case "local" | "test"', 9),
        ("case Stage.LOCAL", 9),
    ],
)
def test_settings_may_stand_under_a_match(case: str, found: int) -> None:
    inner = "".join(f"        {line}\n" for line in NINE.splitlines())
    text = f"INSTALLED_APPS = []\nmatch env.stage:\n    {case}:\n{inner}"
    assert len(judged("SEC003", {"manage.py": "", "config/settings.py": text})) == found


@pytest.mark.parametrize(("module", "found"), [("staging", 9), ("local", 9), ("production", 0)])
def test_what_another_stage_sets_does_not_count(module: str, found: int) -> None:
    files = {
        "manage.py": "",
        "config/settings/base.py": "INSTALLED_APPS = []\n",
        f"config/settings/{module}.py": f"from .base import *\n{NINE}",
    }
    assert len(judged("SEC003", files)) == found


def test_settings_may_be_nothing_but_imports() -> None:
    files = {
        "manage.py": "",
        "config/settings.py": "from config.parts.base import *\nfrom config.parts.security import *\n",
        "config/parts/base.py": "INSTALLED_APPS = []\n",
        "config/parts/security.py": NINE.replace("31536000", "60"),
    }
    assert [path for path, _ in judged("SEC003", files)] == ["config/parts/security.py"]


def test_what_is_imported_for_development_alone_does_not_count() -> None:
    files = {
        "manage.py": "",
        "config/settings.py": "INSTALLED_APPS = []\nif DEBUG:\n    from .security import *\n",
        "config/security.py": NINE,
    }
    assert len(judged("SEC003", files)) == 9


def test_an_imported_setting_that_is_weak_is_shown_where_it_stands() -> None:
    files = {
        "manage.py": "",
        "config/settings.py": "from .security import *\nINSTALLED_APPS = []\n",
        "config/security.py": NINE.replace("31536000", "60"),
    }
    assert [path for path, _ in judged("SEC003", files)] == ["config/security.py"]


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("config/settings/local.py", "from .base import *\nDEBUG = True\n", 0),
        ("config/settings/production.py", "from .base import *\nX_FRAME_OPTIONS = 'ALLOW'\n", 8),
        ("config/settings/base.py", "INSTALLED_APPS = ['apps.shop']\n", 9),
        ("apps/shop/views.py", "X = 1\n", 0),
    ],
)
def test_an_answer_answers_for_what_it_brings(path: str, text: str, found: int) -> None:
    before = {
        "manage.py": "",
        "config/settings/base.py": "INSTALLED_APPS = []\nSECURE_SSL_REDIRECT = False\n",
        "config/settings/local.py": "from .base import *\n",
    }
    subject = edited({**before, path: text}, before=before)
    findings = run(Catalogue((rules().get("SEC003"),)), subject)
    assert [violation.path for violation in findings] == [path] * found


def test_a_switch_that_is_off_in_production_is_weak() -> None:
    weak = NINE.replace("SESSION_COOKIE_SECURE = True", "SESSION_COOKIE_SECURE = DEBUG")
    assert judged("SEC003", {"manage.py": "", "config/settings.py": f"INSTALLED_APPS = []\n{weak}"})


def test_a_development_module_says_nothing_of_a_switch() -> None:
    files = {
        "manage.py": "",
        "config/settings/base.py": "INSTALLED_APPS = []\nDEBUG = False\n"
        + NINE.replace("= True", "= not DEBUG"),
        "config/settings/local.py": "from .base import *\nDEBUG = True\n",
    }
    assert judged("SEC003", files) == []


def test_a_package_of_settings_counts_together() -> None:
    files = {
        "manage.py": "",
        "config/settings/__init__.py": "",
        "config/settings/base.py": "INSTALLED_APPS = []\nSESSION_COOKIE_SECURE = False\n",
        "config/settings/local.py": "from .base import *\nX_FRAME_OPTIONS = 'SAMEORIGIN'\n",
        "config/settings/production.py": "from .base import *\n" + NINE,
    }
    assert judged("SEC003", files) == []
    alone = {"config/settings/base.py": files["config/settings/base.py"]}
    # What one part of a package lacks, another may have.
    assert judged("SEC003", alone) == []
    development = {**files, "config/settings/production.py": "from .base import *\n"}
    development["config/settings/local.py"] = "from .base import *\n" + NINE
    assert len(judged("SEC003", development)) == 9


VIEW = (
    "from rest_framework.views import APIView\nfrom rest_framework import decorators\n"
    "from rest_framework.decorators import action, api_view, permission_classes\n\n\n"
)


@pytest.mark.parametrize(
    "text",
    [
        "class V(APIView):\n    permission_classes: ClassVar[list] = [IsAuthenticated]\n",
        "class V(APIView):\n    permission_classes = ()\n",
        "from rest_framework.generics import ListAPIView as L\nurls = [L.as_view(permission_classes=())]\n",
        "from drf_spectacular.views import SpectacularAPIView as S\nurls = [S.as_view()]\n",
        "class V(APIView):\n    def get_permissions(self):\n        if x:\n"
        "            self.permission_classes = (A,)\n        else:\n            self.permission_classes = (B,)\n"
        "        return super().get_permissions()\n",
        "class V(APIView):\n    def get_permissions(self):\n        match x:\n            case 1:\n"
        "                return [A()]\n            case _:\n                self.permission_classes = (B,)\n"
        "        return super().get_permissions()\n",
        "class V(APIView):\n    def get_permissions(self):\n        return [IsAuthenticated()]\n",
        "class V(APIView):\n    @property\n    def permission_classes(self):\n        return []\n",
        "class Mine:\n    permission_classes = ()\nclass V(Mine, APIView):\n    x = 1\n",
        "class BaseV(APIView):\n    x = 1\nclass V(BaseV):\n    permission_classes = ()\n",
        "class Root(APIView):\n    x = 1\nclass V(Root):\n    permission_classes = ()\n",
        "class V(APIView):\n    x = 1\nurls = [V.as_view(permission_classes=())]\n",
        "@api_view()\n@other\n@permission_classes([A])\ndef v(request): return 1\n",
        "@other\n@decorators.permission_classes(())\n@decorators.api_view(['GET'])\nasync def v(request): return 1\n",
        "class ListMixin(ListModelMixin):\n    x = 1\n",
        "from django.views import View\nclass V(View):\n    x = 1\n",
        "from wagtail.admin.viewsets.model import ModelViewSet\nclass V(ModelViewSet):\n    x = 1\n",
        "if True:\n    class V(APIView):\n        if X:\n            permission_classes = ()\n        else:\n            permission_classes = (A,)\n",
    ],
)
def test_permissions_may_be_declared_in_many_ways(text: str) -> None:
    assert lines("SEC004", VIEW + text, "apps/shop/views.py") == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("class V(APIView):\n    permission_classes: list\n", 6),
        ("class V(APIView):\n    authentication_classes = ()\n", 6),
        ("class Mixin:\n    x = 1\nclass V(Mixin, APIView):\n    x = 1\n", 8),
        ("class R(APIView):\n    x = 1\nclass V(R):\n    x = 1\n", 8),
        (
            "class V(APIView):\n    x = 1\na = V.as_view(permission_classes=())\nb = V.as_view()\n",
            6,
        ),
        ("class V(APIView):\n    permission_classes = APIView.permission_classes\n", 7),
        ("class V(APIView):\n    x = 1\n    permission_classes = None\n", 8),
        ("class BaseballView(APIView):\n    x = 1\n", 6),
        ("class BaseView(APIView):\n    x = 1\nBaseView.as_view()\n", 6),
        ("from djoser.views import UserViewSet\nclass V(UserViewSet):\n    x = 1\n", 7),
        ("from knox.views import LoginView\nclass V(LoginView):\n    x = 1\n", 7),
        (
            "from rest_framework.authtoken.views import ObtainAuthToken as O\nclass V(O):\n    x = 1\n",
            7,
        ),
        (
            "from rest_framework.generics import ListAPIView as L\nurls = [L.as_view(queryset=q)]\n",
            7,
        ),
        (
            "class V(APIView):\n    def get_permissions(self):\n        if x:\n"
            "            self.permission_classes = (A,)\n        return super().get_permissions()\n",
            6,
        ),
        ("@permission_classes(())\ndef w(r): return 1\n@api_view()\ndef v(r): return 1\n", 9),
        ("from drf_spectacular.views import SpectacularAPIView as S\nclass V(S):\n    x = 1\n", 7),
        ("def make():\n    class V(APIView):\n        x = 1\n    return V\n", 7),
        (
            "class V(APIView):\n    x = 1\nclass W(V):\n    permission_classes = ()\nV.as_view()\n",
            6,
        ),
    ],
)
def test_permissions_left_to_the_default_are_seen(text: str, line: int) -> None:
    assert lines("SEC004", VIEW + text, "apps/shop/views.py") == [line]


SQL = (
    "import logging\nimport sqlite3\n\nimport requests\nfrom asgiref.sync import sync_to_async\nfrom django.db import connection, models\n"
    "from apps.shop.models import Book\nfrom django.contrib.auth import get_user_model\nlogger = logging.getLogger(__name__)\n\n\n"
)


@pytest.mark.parametrize(
    "text",
    [
        'logger.info("x", extra={"a": 1})',
        "response = requests.get(u, stream=True)\nresponse.raw.read()\nresponse.raw(1)",
        "token.raw()\nself.extra(1)",
        "connection.ensure_connection()",
        "executor.execute(job)\nclient.execute(query)\nself.command.execute()",
        "page.cursor()\ncursor = paginator.cursor(1)\ncursor.execute_next()",
        'class V:\n    def get(self):\n        return self.raw("x")',
        "def f(cursor: Pointer):\n    cursor.execute(1)",
        "Book.objects.filter(a=1).values('raw').annotate(extra=1)",
    ],
)
def test_what_is_no_sql_is_left_alone(text: str) -> None:
    assert lines("SEC006", SQL + text + "\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "Book.objects.raw('x')",
        "Book._default_manager.using('b').raw('x')",
        "get_user_model().objects.extra(where=[])",
        "qs = Book.objects.all()\nqs = qs.filter()\nqs.extra(a=1)",
        "class M(models.Manager):\n    def top(self):\n        return self.raw('x')",
        "class V:\n    def get(self):\n        return self.get_queryset().extra(a=1)",
        "def f(books: models.QuerySet[Book]):\n    return books.extra(a=1)",
        "author.book_set.extra(a=1)",
        "def f(cursor):\n    cursor.execute('x')",
        "connection.cursor().execute('x')",
        "c = sqlite3.connect('x').cursor()",
        "def f(apps, schema_editor):\n    schema_editor.connection.cursor()",
        "async def f():\n    c = await sync_to_async(connection.cursor)()",
        "connection.connection.execute('x')",
        "class B(models.Manager.from_queryset(Q)):\n    def top(self):\n        return self.raw('x')",
        "from django_lifecycle import LifecycleModel\nclass T(LifecycleModel):\n    x = 1\nT.objects.raw('x')",
        "async def f(cursor):\n    await sync_to_async(cursor.execute)('x')",
        "with sqlite3.connect('x') as c:\n    c.execute('x')",
        "class Q(models.QuerySet):\n    def top(self):\n        return super().extra(where=['x'])",
    ],
)
def test_sql_by_hand_is_seen(text: str) -> None:
    assert lines("SEC006", SQL + text + "\n")


@pytest.mark.parametrize(
    ("request_text", "allowed"),
    [
        ("Use a raw SQL query for the report, the ORM is too slow", True),
        ("сделай сырым SQL запросом", True),
        ("add a report with cursor.execute", True),
        ("add a report", False),
        ("add a report without raw SQL", False),
        ("replace the raw SQL in selectors by the ORM", False),
        ("добавь отчёт, не используй сырой SQL", False),
        ("Add cursor pagination to the payments", False),
        ("добавь cursor-пагинацию", False),
        ("Rewrite the raw SQL in selectors with the ORM", False),
        ("Convert raw SQL queries to querysets", False),
        ("Use the ORM instead of raw SQL", False),
        ("Find the files with raw SQL and fix them", False),
        ("Add a report. Raw SQL is forbidden here", False),
        ("explain the raw SQL in selectors", False),
        ("перепиши сырой SQL на ORM", False),
        ("оптимизируй количество SQL-запросов", False),
        ("Replace the ORM query with raw SQL", True),
        ("Optimise the report, you may use raw SQL", True),
        ("Raw SQL is approved for the report", True),
        ("Use raw SQL, not the ORM, for this", True),
        ("Use Book.objects.raw() for the search", True),
        ("разрешаю использовать raw SQL в отчёте", True),
    ],
)
def test_the_user_may_approve_sql(request_text: str, *, allowed: bool) -> None:
    files = {"apps/shop/selectors.py": SQL + "Book.objects.raw('x')\n"}
    assert (judged("SEC006", files, request=request_text) == []) is allowed


SERIALIZER = (
    "from rest_framework import serializers\nfrom rest_framework.serializers import ModelSerializer as MS\n"
    "from apps.core.fields import COMMON\nOWN = ('a', 'b')\n\n\n"
)
FIELDS = {"apps/core/fields.py": "COMMON = ['id']\nOPEN = '__all__'\n"}


@pytest.mark.parametrize(
    "text",
    [
        "class S(MS):\n    class Meta:\n        model = B\n        fields = ['id']\n",
        "class S(MS):\n    class Meta:\n        fields: ClassVar[tuple[str, ...]] = ('id', 'b')\n",
        "class S(MS):\n    class Meta:\n        fields = [*COMMON, 'x', *OWN]\n",
        "class S(MS):\n    class Meta:\n        fields = COMMON + ['x']\n",
        "class A(MS):\n    class Meta:\n        fields = ['id']\nclass S(A):\n    class Meta(A.Meta):\n        fields = A.Meta.fields + ['b']\n",
        "class A(MS):\n    class Meta:\n        model = B\n        fields = ['id']\nclass S(A):\n    x = 1\n",
        "class BaseS(MS):\n    x = 1\n",
        "class A(MS):\n    x = 1\nclass S(A):\n    class Meta:\n        fields = ['id']\n",
        "class S(serializers.Serializer):\n    class Meta:\n        fields = '__all__'\n",
        "from django.forms import ModelForm\nclass F(ModelForm):\n    class Meta:\n        fields = '__all__'\n",
        "from django.contrib import admin\nclass A(admin.ModelAdmin):\n    exclude = ['x']\n    fields = '__all__'\n",
        "from djoser.serializers import UserSerializer\nclass S(UserSerializer):\n    x = 1\n",
    ],
)
def test_listed_fields_are_left_alone(text: str) -> None:
    files = {**FIELDS, "apps/shop/serializers.py": SERIALIZER + text}
    assert judged("SEC007", files) == []


@pytest.mark.parametrize(
    "text",
    [
        "class S(MS):\n    class Meta:\n        fields = '__all__'\n",
        "from apps.core.fields import OPEN\nclass S(MS):\n    class Meta:\n        fields = OPEN\n",
        "class S(serializers.HyperlinkedModelSerializer):\n    class Meta:\n        exclude = ['x']\n",
        "class S(MS):\n    class Meta:\n        fields = [f.name for f in B._meta.fields]\n",
        "class S(MS):\n    class Meta:\n        fields = ('id', *names())\n",
        "class S(MS):\n    class Meta:\n        fields = {'id'}\n",
        "class S(MS):\n    class Meta:\n        fields = ['__all__']\n",
        "class S(MS):\n    class Meta:\n        model = B\n",
        "class S(MS):\n    x = 1\n",
        "class Open:\n    fields = '__all__'\nclass S(MS):\n    class Meta(Open):\n        model = B\n",
        "class Open:\n    exclude = ('x',)\nclass S(MS):\n    class Meta(Open):\n        model = B\n",
        "from django_restql.mixins import EagerModelSerializer as E\nclass S(E):\n    class Meta:\n        fields = '__all__'\n",
        "class A(MS):\n    class Meta:\n        model = B\n        fields = ['id']\nclass S(A):\n    class Meta(A.Meta):\n        fields = '__all__'\n",
    ],
)
def test_fields_that_nobody_listed_are_seen(text: str) -> None:
    files = {**FIELDS, "apps/shop/serializers.py": SERIALIZER + text}
    assert len(judged("SEC007", files)) == 1


THROTTLED = """INSTALLED_APPS = ["rest_framework"]
BASE = {"DEFAULT_THROTTLE_CLASSES": ("apps.core.throttles.Burst",)}
REST_FRAMEWORK = {**BASE}
REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] = dict(burst="1/s")
if DEBUG:
    REST_FRAMEWORK["DEFAULT_THROTTLE_CLASSES"] = []
"""


def test_limits_may_be_spread_and_off_in_development() -> None:
    assert judged("SEC008", {"config/settings.py": THROTTLED}) == []
    assert judged("SEC008", {"config/settings.py": THROTTLED.replace("if DEBUG", "if not DEBUG")})


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('scope = "burst"', 0),
        ('scope = "sustained"', 1),
        ('scope = "sustained"\n    rate = "5/min"', 0),
        ("scope = scope_of()", 0),
    ],
)
def test_a_throttle_of_the_project_asks_for_the_rate_of_its_scope(body: str, found: int) -> None:
    files = {
        "manage.py": "",
        "config/settings.py": "INSTALLED_APPS = []\nREST_FRAMEWORK = {\n"
        '    "DEFAULT_THROTTLE_CLASSES": ["apps.core.throttling.Burst"],\n'
        '    "DEFAULT_THROTTLE_RATES": {"burst": "9/min"},\n}\n',
        "apps/core/throttling.py": "from rest_framework.throttling import UserRateThrottle\n\n\n"
        f"class Burst(UserRateThrottle):\n    {body}\n",
    }
    assert len(judged("SEC008", files)) == found


def test_a_limit_of_none_is_no_limit() -> None:
    text = THROTTLED.replace(
        "apps.core.throttles.Burst", "rest_framework.throttling.AnonRateThrottle"
    )
    rates = text.replace('burst="1/s"', "anon=None")
    assert judged("SEC008", {"config/settings.py": rates}) == [("config/settings.py", 4)]


def test_a_handful_of_files_is_not_told_about_the_project() -> None:
    files = {"apps/shop/views.py": "x = 1\n", "apps/shop/settings.py": "PAGE_SIZE = 1\n"}
    chosen = Catalogue(tuple(r for r in rules().rules if r.code.startswith(("SEC", "ERR"))))
    assert run(chosen, subject_of_files(files)) == ()


@pytest.mark.parametrize("path", sorted(clean_files()))
def test_each_file_of_the_clean_project_is_clean_alone(path: str) -> None:
    chosen = Catalogue(tuple(r for r in rules().rules if r.code.startswith(("SEC", "ERR"))))
    assert run(chosen, subject_of_files({path: clean_files()[path]})) == ()
