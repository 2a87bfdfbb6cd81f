"""Ways to overreach in an edit: SCP001 to SCP009."""

from functools import partial

from tests.validators.clean import answer_text, clean_files, grammar
from tests.validators.mutations.model import ANSWER, Mutation

_MODELS = "apps/payments/models.py"
_BOOKS = "apps/library/models.py"
_SERVICES = "apps/payments/services.py"
_SELECTORS = "apps/payments/selectors.py"
_VIEWS = "apps/payments/views.py"
_URLS = "config/urls.py"
_ROUTER = "apps/payments/urls.py"
_LIBRARY = "apps/library/urls.py"
_PERMISSIONS = "apps/payments/permissions.py"
_SERIALIZERS = "apps/payments/serializers.py"
_REFUND = "Add a field refund_reason to the Payment model"
_DOCS = "Add docstrings to apps/payments"

_edit = partial(Mutation, how="edit", request=_REFUND)
_documented = partial(Mutation, how="edit", request=_DOCS)

_NEW_FIELD = '    description = models.TextField(blank=True, default="")\n'
_WITH_REASON = f'{_NEW_FIELD}    refund_reason = models.TextField(blank=True, default="")\n'
_AUTHOR = clean_files()[_BOOKS].partition("class Author")[2].partition("class Book")[0]
_WHOLE_AUTHOR = f"class Author{_AUTHOR}"

_MODEL = (
    _edit("SCP001", "renamed", _BOOKS, "class Author(", "class Writer(", target="library.Author"),
    _edit(
        "SCP001",
        "removed",
        _BOOKS,
        _WHOLE_AUTHOR,
        "",
        line=9,
        target="library.Author",
        also=(
            (
                _BOOKS,
                '    author = models.ForeignKey("Author", on_delete=models.PROTECT, related_name="books")\n',
                "",
            ),
        ),
    ),
    _edit(
        "SCP001",
        "moved to another app",
        _BOOKS,
        _WHOLE_AUTHOR,
        "",
        line="class Author(",
        at="apps/payments/writers.py",
        target="library.Author",
        also=(
            (
                "apps/payments/writers.py",
                None,
                f"from typing import override\n\nfrom django.db import models\n\n\n{_WHOLE_AUTHOR}",
            ),
        ),
    ),
    _edit(
        "SCP001",
        "renamed beside the field that was asked for",
        _MODELS,
        "class Payment(",
        "class Charge(",
        target="payments.Payment",
        also=((_MODELS, _NEW_FIELD, _WITH_REASON),),
    ),
)

_SCHEMA = (
    _edit("SCP002", "field added", _MODELS, _NEW_FIELD, f"{_WITH_REASON}    paid = models.BooleanField(default=False)\n", line="paid =", target="payments.Payment.paid"),
    _edit("SCP002", "field removed", _MODELS, _NEW_FIELD, "", line="class Payment(", target="payments.Payment.description"),
    _edit("SCP002", "field renamed", _MODELS, "    currency =", "    coin =", target="payments.Payment.currency"),
    _edit("SCP002", "length altered", _MODELS, "max_length=3", "max_length=8", target="payments.Payment.currency"),
    _edit("SCP002", "made to take null", _MODELS, 'default=""', 'null=True, default=""', target="payments.Payment.description"),
    _edit("SCP002", "another class", _BOOKS, "born = models.DateField()", "born = models.DateTimeField()", target="library.Author.born"),
    _edit("SCP002", "another deletion", _MODELS, "models.PROTECT", "models.CASCADE", line="user = models.ForeignKey", target="payments.Payment.user"),
    _edit("SCP002", "constraint removed", _MODELS, """        constraints = (
            models.CheckConstraint(
                condition=models.Q(amount__gt=0),
                name="payments_payment_amount_positive",
            ),
        )
""", "", line="class Meta:", target="payments.Payment.Meta.constraints"),
    _edit("SCP002", "table named", _MODELS, "    class Meta:\n", '    class Meta:\n        db_table = "money"\n', line="class Meta:", target="payments.Payment.Meta.db_table"),
)  # fmt: skip

_ROUTE = (
    _edit("SCP003", "path altered", _URLS, '"api/docs/"', '"docs/"', line=28, target="api/docs/"),
    _edit("SCP003", "name altered", _URLS, 'name="schema",\n    ),', 'name="openapi",\n    ),', line=20, target="api/schema/"),
    _edit("SCP003", "route removed", _URLS, '    path("api/health/", health, name="health"),\n', "", line=19, target="api/health/"),
    _edit("SCP003", "prefix of an include", _URLS, '"api/payments/"', '"api/money/"', target="api/payments/"),
    _edit("SCP003", "router prefix", _LIBRARY, 'register("books"', 'register("volumes"', target="api/library/books/"),
    _edit("SCP003", "namespace", _ROUTER, 'app_name = "payments"', 'app_name = "money"', target="payments"),
)  # fmt: skip

_SIGNATURE = (
    _edit("SCP004", "parameter added", _SERVICES, 'def create_payment(*, user: "User",', 'def create_payment(*, user: "User", notify: bool,', target="apps.payments.services.create_payment"),
    _edit("SCP004", "parameter renamed", _SELECTORS, "def list_payments(*, user", "def list_payments(*, owner", target="apps.payments.selectors.list_payments"),
    _edit("SCP004", "default given", _SERVICES, "data: PaymentData) -> Payment:\n    \"\"\"Create", "data: PaymentData = None) -> Payment:\n    \"\"\"Create", target="apps.payments.services.create_payment"),
    _edit("SCP004", "made asynchronous", _SERVICES, "def delete_payment(", "async def delete_payment(", target="apps.payments.services.delete_payment"),
    _edit("SCP004", "function renamed", _SERVICES, "def delete_payment(", "def remove_payment(", target="apps.payments.services.delete_payment"),
    _edit("SCP004", "method removed", _MODELS, clean_files()[_MODELS][clean_files()[_MODELS].index('    def belongs_to'):], "", line=62, target="apps.payments.models.Payment.belongs_to"),
)  # fmt: skip

_LOGIC = (
    _edit("SCP005", "condition turned", _SERVICES, "if still_open.first() is None", "if still_open.first() is not None", target="apps.payments.services._require_open_payment"),
    _edit("SCP005", "call left out", _SERVICES, "        _require_open_payment(payment)\n        payment.delete()", "        payment.delete()", target="apps.payments.services.delete_payment"),
    _edit("SCP005", "permissions weakened", _VIEWS, "(IsAuthenticated, IsOwner)", "(IsAuthenticated,)", target="apps.payments.views.PaymentViewSet.permission_classes"),
    _documented("SCP005", "another result", _VIEWS, "status=status.HTTP_204_NO_CONTENT", "status=status.HTTP_200_OK", target="apps.payments.views.PaymentViewSet.destroy"),
    _edit("SCP005", "serializer shows less", _SERIALIZERS, '            "created_at",\n', "", line="fields: ClassVar", target="apps.payments.serializers.PaymentSerializer.Meta.fields"),
    _edit("SCP005", "hook added", _MODELS, "    def belongs_to", "    def save(self, *args: object, **kwargs: object) -> None:\n        \"\"\"Store.\"\"\"\n        self.currency = self.currency.upper()\n        super().save(*args, **kwargs)\n\n    def belongs_to", line="self.currency = self.currency.upper()", target="apps.payments.models.Payment.save"),
)  # fmt: skip

_fix = partial(
    Mutation, how="edit", request="Fix the function create_payment in apps/payments/services.py"
)

_FILE = (
    _fix("SCP006", "docstring of another app", _BOOKS, '"""Author."""', '"""Author of books."""', target=_BOOKS),
    _fix("SCP006", "annotations of a neighbour", _PERMISSIONS, '"""', '"""The ', target=_PERMISSIONS),
    _fix("SCP006", "comment in a configuration", "docker-compose.yml", "services:", "# All of them.\nservices:", target="docker-compose.yml"),
    _fix("SCP006", "format of the settings", "config/settings.py", '"""', '"""All ', target="config/settings.py"),
    _edit("SCP006", "tests of another app", "apps/library/tests/test_models.py", '"""', '"""All ', target="apps/library/tests/test_models.py"),
)  # fmt: skip

_frozen = partial(Mutation, "SCP007", how="edit")
_FROZEN = (
    _frozen("wiring", _URLS, '    path("admin/", admin.site.urls),\n', '    path("admin/", admin.site.urls),\n    path("api/refunds/", include("apps.refunds.urls")),\n', target=_URLS, request="Add a refunds app. Do not modify existing code."),
    _frozen("docstring", _SERVICES, "Create a new payment.", "Create one payment.", target=_SERVICES, request="Add a refunds app without touching any existing files"),
    _frozen("in Russian", _MODELS, _NEW_FIELD, _WITH_REASON, target=_MODELS, request="Добавь поле refund_reason в Payment, но не изменяй существующий код"),
    _frozen("no Python", "docker-compose.yml", "services:", "# All.\nservices:", target="docker-compose.yml", request="Оставь существующий код без изменений, добавь приложение refunds"),
)  # fmt: skip

_minimal = partial(
    Mutation,
    "SCP008",
    how="edit",
    request=f"{_REFUND}. Make minimal changes.",
    also=((_MODELS, _NEW_FIELD, _WITH_REASON),),
)
_MINIMAL = (
    _minimal("docstring", _MODELS, "Payment that belongs to one user.", "A payment of one user.", target=_MODELS),
    _minimal("annotation", _MODELS, 'def belongs_to(self, user: "User")', 'def belongs_to(self, user: "User | None")', "def belongs_to", target=_MODELS),
    _minimal("comment", _MODELS, "    class Meta:\n", "    # How it is stored.\n    class Meta:\n", "# How it", target=_MODELS),
    _minimal("order of imports", _MODELS, "from decimal import Decimal\nfrom typing import TYPE_CHECKING, override\n", "from typing import TYPE_CHECKING, override\nfrom decimal import Decimal\n", target=_MODELS),
)  # fmt: skip

_ADVICE = f"## {grammar().recommendations}"
_END = answer_text().rstrip("\n").rsplit("\n", 3)
_LAST = answer_text()[-200:]


def _ended(name: str, end: str, line: str) -> Mutation:
    return Mutation("SCP009", name, ANSWER, _LAST, f"{_LAST}\n{end}", line)


_RECOMMENDED = (
    _ended("English heading", "## Recommendations\n\n- Split the app.\n", "## Recommendations"),
    _ended("Russian heading", "## Рекомендации\n\n- Разделить приложение.\n", "## Рекомендации"),
    _ended("another level", "### Рекомендуемые изменения (вне скоупа)\n\n- Разделить.\n", "### Рекомендуемые"),
    _ended("in bold", "**Рекомендации:**\n\n- Разделить приложение.\n", "**Рекомендации"),
    Mutation("SCP009", "in front of the files", ANSWER, "## Файлы\n", f"{_ADVICE}\n\n- Разделить приложение.\n\n## Файлы\n", "РЕКОМЕНДУЕМЫЕ"),
)  # fmt: skip

MUTATIONS = (
    *_MODEL,
    *_SCHEMA,
    *_ROUTE,
    *_SIGNATURE,
    *_LOGIC,
    *_FILE,
    *_FROZEN,
    *_MINIMAL,
    *_RECOMMENDED,
)
