"""Ways to break the security baseline."""

from tests.validators.mutations.model import Mutation

SETTINGS = "config/settings.py"
VIEWS = "apps/payments/views.py"
SERIALIZERS = "apps/payments/serializers.py"
SELECTORS = "apps/payments/selectors.py"
SERVICES = "apps/payments/services.py"
COMPOSE = "docker-compose.yml"

_PERMISSIONS = "    permission_classes = (IsAuthenticated, IsOwner)\n"
_AUTHENTICATION = "    authentication_classes = (TokenAuthentication, SessionAuthentication)\n"
_CLASS = "class PaymentViewSet("
_SELECT = "    return Payment.objects.filter(user=user)\n"
_FUNCTION_VIEW = (
    '"""Reports."""\n\nfrom rest_framework.authentication import TokenAuthentication\n'
    "from rest_framework.decorators import api_view, authentication_classes, permission_classes\n"
    "from rest_framework.permissions import IsAuthenticated\nfrom rest_framework.response import Response\n\n\n"
    '@api_view(["GET"])\n{decorator}\ndef report(request):\n    """Report."""\n    return Response([])\n'
)
_BASE_VIEW = (
    '"""Base classes."""\n\nfrom rest_framework.authentication import TokenAuthentication\n'
    "from rest_framework.permissions import IsAuthenticated\nfrom rest_framework.views import APIView as View\n\n\n"
    'class BaseReportView(View):\n    """What reports share."""\n\n    {attribute}\n'
)
_CHILD_VIEW = (
    '"""Reports."""\n\nfrom apps.core.base import BaseReportView\n\n\n'
    'class ReportView(BaseReportView):\n    """A report."""\n'
)
_FIELDS = """        fields: ClassVar[list[str]] = [
            "id",
            "user",
            "amount",
            "currency",
            "status",
            "description",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields
"""
_FIELDS_OF = "class PaymentSerializer("

MUTATIONS: tuple[Mutation, ...] = (
    Mutation(
        "SEC001",
        "key of django",
        SETTINGS,
        "SECRET_KEY = env.secret_key.get_secret_value()",
        'SECRET_KEY = "django-insecure-q8w7e6r5t4"',
    ),
    Mutation(
        "SEC001",
        "database password",
        SETTINGS,
        '"PASSWORD": env.postgres_password.get_secret_value()',
        '"PASSWORD": "postgres"',
    ),
    Mutation(
        "SEC001",
        "default of a settings field",
        SETTINGS,
        "    postgres_password: pydantic.SecretStr\n",
        '    postgres_password: pydantic.SecretStr = pydantic.SecretStr("hunter2")\n',
    ),
    Mutation(
        "SEC001",
        "address with credentials",
        SETTINGS,
        "env.redis_url.unicode_string()",
        '"redis://default:s3cr3tpass@redis:6379/0"',
    ),
    Mutation(
        "SEC001",
        "token as a default argument",
        "apps/payments/gateway.py",
        None,
        'def charge(amount: int, api_token: str = "tok_8f3a9c2b71de4") -> None:\n    """Charge."""\n',
    ),
    Mutation(
        "SEC001",
        "access key by its shape",
        "apps/payments/gateway.py",
        None,
        'NAMES = ["AKIAQYLPMN5HFIQR7XYA"]\n',
    ),
    Mutation(
        "SEC001",
        "password in compose",
        COMPOSE,
        "POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it in .env}",
        "POSTGRES_PASSWORD: correct-horse",
    ),
    Mutation(
        "SEC001",
        "fallback in compose",
        COMPOSE,
        "POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it in .env}",
        "POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:-demo1234}",
    ),
    Mutation(
        "SEC001",
        "key in the image",
        "Dockerfile",
        "FROM ",
        "ARG SECRET_KEY=9f8e7d6c5b4a39281706\nFROM ",
    ),
    Mutation("SEC002", "gitignore without it", ".gitignore", "\n.env\n", "\n", 1),
    Mutation("SEC002", "dockerignore without it", ".dockerignore", "\n.env\n", "\n", 1),
    Mutation(
        "SEC002", "uncovered again", ".gitignore", "\nuv.lock\n", "\nuv.lock\n!.env\n", "!.env"
    ),
    Mutation("SEC002", "no dockerignore", ".dockerignore", "", None),
    Mutation("SEC002", "delivered", ".env", None, "SECRET_KEY=abc\n", 1, how="new"),
    Mutation(
        "SEC002", "delivered for production", ".env.production", None, "DEBUG=0\n", 1, how="edit"
    ),
    Mutation("SEC003", "one missing", SETTINGS, "    SECURE_HSTS_PRELOAD = True\n", "", 1),
    Mutation(
        "SEC003",
        "switched off",
        SETTINGS,
        "SESSION_COOKIE_SECURE = True",
        "SESSION_COOKIE_SECURE = False",
    ),
    Mutation(
        "SEC003",
        "shorter time",
        SETTINGS,
        "SECURE_HSTS_SECONDS = 31536000",
        "SECURE_HSTS_SECONDS = 60 * 60",
    ),
    Mutation("SEC003", "frames of the same site", SETTINGS, '"DENY"', '"SAMEORIGIN"'),
    Mutation(
        "SEC003",
        "on in local alone",
        SETTINGS,
        "if env.environment is not Stage.LOCAL:",
        "if env.environment is Stage.LOCAL:",
        "SECURE_SSL_REDIRECT = True",
    ),
    Mutation(
        "SEC003",
        "other header",
        SETTINGS,
        '("HTTP_X_FORWARDED_PROTO", "https")',
        '("HTTP_X_FORWARDED_SSL", "on")',
    ),
    Mutation(
        "SEC003",
        "turned off further down",
        SETTINGS,
        "LOG_LEVELS = {",
        "CSRF_COOKIE_SECURE: bool = False\n\nLOG_LEVELS = {",
    ),
    Mutation("SEC004", "viewset without", VIEWS, _PERMISSIONS, "", _CLASS),
    Mutation("SEC004", "none", VIEWS, _PERMISSIONS, "    permission_classes = None\n"),
    Mutation(
        "SEC004",
        "the default by name",
        VIEWS,
        _PERMISSIONS,
        "    permission_classes = api_settings.DEFAULT_PERMISSION_CLASSES\n",
        "api_settings.DEFAULT_PERMISSION_CLASSES",
        also=(
            (
                VIEWS,
                "from rest_framework.response import",
                "from rest_framework.settings import api_settings\nfrom rest_framework.response import",
            ),
        ),
    ),
    Mutation(
        "SEC004",
        "function view",
        "apps/payments/reports.py",
        None,
        _FUNCTION_VIEW.format(decorator="@authentication_classes([TokenAuthentication])"),
        "def report",
    ),
    Mutation(
        "SEC004",
        "child of a base without",
        "apps/payments/reports.py",
        None,
        _CHILD_VIEW,
        "class ReportView",
        also=(
            (
                "apps/core/base.py",
                None,
                _BASE_VIEW.format(attribute="authentication_classes = (TokenAuthentication,)"),
            ),
        ),
    ),
    Mutation(
        "SEC004",
        "getter that falls back",
        VIEWS,
        _PERMISSIONS,
        "\n    def get_permissions(self):\n        return super().get_permissions()\n\n",
        _CLASS,
    ),
    Mutation("SEC005", "viewset without", VIEWS, _AUTHENTICATION, "", _CLASS),
    Mutation(
        "SEC005",
        "bare annotation",
        VIEWS,
        _AUTHENTICATION,
        "    authentication_classes: tuple[type, ...]\n",
        _CLASS,
    ),
    Mutation(
        "SEC005",
        "function view",
        "apps/payments/reports.py",
        None,
        _FUNCTION_VIEW.format(decorator="@permission_classes([IsAuthenticated])"),
        "def report",
    ),
    Mutation(
        "SEC005",
        "child of a base without",
        "apps/payments/reports.py",
        None,
        _CHILD_VIEW,
        "class ReportView",
        also=(
            (
                "apps/core/base.py",
                None,
                _BASE_VIEW.format(attribute="permission_classes = (IsAuthenticated,)"),
            ),
        ),
    ),
    Mutation(
        "SEC005",
        "generic view under another name",
        "apps/payments/reports.py",
        None,
        "import rest_framework.generics as g\n\n\nclass ReportView(g.ListAPIView):\n"
        '    """Reports."""\n\n    permission_classes = ()\n',
        "class ReportView",
    ),
    Mutation(
        "SEC006",
        "raw on a manager",
        SELECTORS,
        _SELECT,
        '    return Payment.objects.raw("SELECT 1")\n',
    ),
    Mutation(
        "SEC006",
        "extra on a chain",
        SELECTORS,
        _SELECT,
        '    found = Payment.objects.filter(user=user)\n    return found.extra(where=["amount > 0"])\n',
        "found.extra",
    ),
    Mutation(
        "SEC006",
        "RawSQL under another name",
        SELECTORS,
        _SELECT,
        '    return Payment.objects.annotate(n=Sql("1", ()))\n',
        'Sql("1"',
        also=(
            (
                SELECTORS,
                "from apps.payments.models import Payment\n",
                "from django.db.models.expressions import RawSQL as Sql\n\nfrom apps.payments.models import Payment\n",
            ),
        ),
    ),
    Mutation(
        "SEC006",
        "cursor",
        "apps/payments/reports.py",
        None,
        'from django import db\n\n\ndef total() -> int:\n    """Add up."""\n    with db.connection.cursor() as c:\n'
        '        c.execute("SELECT 1")\n        return c.fetchone()[0]\n',
        "db.connection.cursor",
    ),
    Mutation(
        "SEC006",
        "executemany on another database",
        "apps/payments/reports.py",
        None,
        'from django.db import connections\n\n\ndef total() -> None:\n    """Add up."""\n'
        '    cur = connections["other"].cursor()\n    cur.executemany("INSERT", [])\n',
        "cur.executemany",
    ),
    Mutation(
        "SEC006",
        "probe of the health check",
        "apps/core/healthcheck.py",
        "    connection.ensure_connection()\n",
        '    with connection.cursor() as probe:\n        probe.execute("SELECT 1")\n',
    ),
    Mutation("SEC007", "all fields", SERIALIZERS, _FIELDS, '        fields = "__all__"\n'),
    Mutation(
        "SEC007",
        "all fields by name",
        SERIALIZERS,
        _FIELDS,
        "        fields = serializers.ALL_FIELDS\n",
    ),
    Mutation("SEC007", "exclude", SERIALIZERS, _FIELDS, '        exclude = ("user",)\n'),
    Mutation(
        "SEC007",
        "computed",
        SERIALIZERS,
        _FIELDS,
        "        fields = [field.name for field in Payment._meta.fields]\n",
    ),
    Mutation("SEC007", "no fields", SERIALIZERS, _FIELDS, "", "    class Meta:"),
    Mutation(
        "SEC007",
        "all fields, annotated",
        SERIALIZERS,
        _FIELDS,
        '        fields: ClassVar[str] = "__all__"\n',
    ),
    Mutation(
        "SEC008",
        "no classes",
        SETTINGS,
        """    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
""",
        "",
        "REST_FRAMEWORK = {",
    ),
    Mutation(
        "SEC008",
        "no rates",
        SETTINGS,
        """    "DEFAULT_THROTTLE_RATES": {
        "anon": "100/hour",
        "user": "1000/hour",
        # Guessing passwords: for each address, on top of the limits above.
        "login": "10/minute",
    },
""",
        "",
        "REST_FRAMEWORK = {",
    ),
    Mutation(
        "SEC008",
        "emptied in place",
        SETTINGS,
        """        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
""",
        "",
        '"DEFAULT_THROTTLE_CLASSES"',
    ),
    Mutation(
        "SEC008",
        "emptied further down",
        SETTINGS,
        "SPECTACULAR_SETTINGS = {",
        'REST_FRAMEWORK["DEFAULT_THROTTLE_CLASSES"] = []\n\nSPECTACULAR_SETTINGS = {',
    ),
    Mutation(
        "SEC008",
        "a class without a rate",
        SETTINGS,
        '        "user": "1000/hour",\n',
        "",
        '"DEFAULT_THROTTLE_RATES": {',
    ),
)
