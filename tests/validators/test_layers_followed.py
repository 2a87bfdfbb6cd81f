"""What the rules on layers follow: methods of the project's own, clients, requests, lists."""

import pytest

from tests.validators.judging import judged, lines

MODELS = """from django.db import models


class Wallet(models.Model):
    amount = models.IntegerField()

    def add(self, amount: int) -> None:
        self.amount += amount
        self.save(update_fields=["amount"])


class OrderQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status="open")

    def expire(self) -> int:
        return self.update(status="expired")

    def total(self) -> int:
        return self.count()


class OrderManager(models.Manager.from_queryset(OrderQuerySet)):
    def create_draft(self) -> "Order":
        order = self.model(status="draft")
        order.save(using=self._db)
        return order


class Order(models.Model):
    wallet = models.ForeignKey(Wallet, on_delete=models.CASCADE, related_name="orders")
    status = models.CharField()
    objects = OrderManager()

    def cancel(self) -> None:
        if self.status != "cancelled":
            self.status = "cancelled"
            self.save(update_fields=["status"])

    def is_open(self) -> bool:
        return self.status == "open"

    def get_number(self) -> int:
        Counter.objects.get_or_create(name="orders")
        return 1

    def later(self):
        def store():
            self.save()
        return store

    @classmethod
    def start(cls) -> "Order":
        return cls.objects.create(status="open")
"""
SELECTORS = """from django.db.models import QuerySet

from apps.shop.models import Order, OrderQuerySet


def orders() -> OrderQuerySet:
    return Order.objects.all()


def unsaid():
    return Order.objects.all()


class Orders:
    def listed(self) -> QuerySet[Order]:
        return Order.objects.all()


def names() -> list[str]:
    return []
"""
SERVICES = "def cancel(order):\n    order.cancel()\n"
HEAD = """from django.core.mail import EmailMessage
from rest_framework import serializers, viewsets
import httpx
import requests

from apps.shop import selectors, services
from apps.shop.models import Order, Wallet
"""


def found(code: str, path: str, text: str) -> list[str]:
    """The lines of a file that a rule flags, in a project with a shop, as they are written."""
    shop = {
        "apps/__init__.py": "",
        "apps/shop/__init__.py": "",
        "apps/shop/models.py": MODELS,
        "apps/shop/selectors.py": SELECTORS,
        "apps/shop/services.py": SERVICES,
    }
    written = (HEAD + text).splitlines()
    flagged = judged(code, shop | {path: HEAD + text})
    return [written[line - 1].strip() for where, line in flagged if where == path]


def in_view(code: str, *statements: str) -> list[str]:
    body = "".join(f"        {statement}\n" for statement in statements)
    text = f"\n\nclass V(viewsets.ModelViewSet):\n    def act(self, request):\n{body}"
    return found(code, "apps/shop/views.py", text)


@pytest.mark.parametrize(
    "statement",
    [
        "self.get_object().cancel()",
        "Order.start()",
        "Order.objects.create_draft()",
        "Order.objects.open().expire()",
        "Order.objects.open().update(status='x')",
        "self.filter_queryset(self.get_queryset()).expire()",
        "request.user.groups.add(1)",
    ],
)
def test_a_view_that_has_a_model_or_manager_write_writes(statement: str) -> None:
    assert in_view("ARC001", statement) == [statement]


@pytest.mark.parametrize(
    "statement",
    [
        "self.get_object().is_open()",
        "self.get_object().get_number()",
        "self.get_object().later()",
        "self.get_object().cancel(save=False)",
        "services.cancel(self.get_object())",
        "Order.objects.open().total()",
        "self.cancel()",
        "request.resolver_match.groups.add(1)",
    ],
)
def test_a_view_that_asks_a_model_writes_nothing(statement: str) -> None:
    assert in_view("ARC001", statement) == []


def test_what_a_mixin_brings_is_the_models_own() -> None:
    mixin = "class Stored:\n    def store(self) -> None:\n        self.save()\n"
    models = (
        "from django.db import models\n\nfrom apps.core.stored import Stored\n\n\n"
        "class Cart(Stored, models.Model):\n    name = models.CharField()\n"
    )
    view = (
        "from apps.shop.models import Cart\n\n\ndef view(request):\n"
        "    Cart.objects.first().store()\n"
    )
    files = {"apps/core/stored.py": mixin, "apps/shop/models.py": models}
    files |= {"apps/shop/views.py": view, "apps/__init__.py": "", "apps/shop/__init__.py": ""}
    # What a mixin that is no model saves is not known to be one.
    assert judged("ARC001", files) == []
    files["apps/core/stored.py"] = "from django.db import models\n\n\n" + mixin.replace(
        "Stored:", "Stored(models.Model):"
    )
    assert judged("ARC001", files) == [("apps/shop/views.py", 5)]


def test_what_a_serializer_saved_is_an_instance() -> None:
    statements = ("order = services.prepare(request)", "order.wallet.save()")
    assert in_view("ARC001", *statements) == []
    saving = "order = self.get_serializer(data=request.data).save()"
    assert in_view("ARC001", saving, "order.wallet.save()") == [saving, "order.wallet.save()"]


def test_a_client_calls_where_its_method_is_called() -> None:
    posting = "    client.post('https://a.example')"
    assert in_view("ARC001", "with httpx.Client() as client:", posting) == [posting.strip()]
    made = "session = requests.Session()"
    assert in_view("ARC001", made, "session.headers.clear()", "session.get('a')") == [
        "session.get('a')"
    ]
    assert in_view("ARC001", made, "services.ask(session)") == [made]


def test_mail_is_sent_where_it_is_sent() -> None:
    made = "message = EmailMessage('a', 'b')"
    assert in_view("ARC001", made, "message.attach('c')", "message.send()") == ["message.send()"]
    assert in_view("ARC001", made, "services.send(message)") == [made]
    assert in_view("ARC001", "EmailMessage('a').send()") == ["EmailMessage('a').send()"]


@pytest.mark.parametrize(
    "statement",
    [
        "return Order.objects.open()",
        "return selectors.orders().filter(pk=1)",
        "return selectors.unsaid().filter(pk=1)",
        "return selectors.Orders().listed().order_by('pk')",
        "return self.filter_queryset(self.get_queryset()).count()",
    ],
)
def test_a_view_that_chains_on_makes_a_query(statement: str) -> None:
    assert in_view("ARC002", statement) == [statement]


@pytest.mark.parametrize(
    "statement",
    [
        "return selectors.orders()",
        "return selectors.Orders().listed()",
        "return self.filter_queryset(self.get_queryset())",
        "return selectors.names().count('a')",
        "return self.backend().filter_queryset(request, 1, self).count(1)",
    ],
)
def test_a_view_that_hands_a_selector_on_makes_none(statement: str) -> None:
    assert in_view("ARC002", statement) == []


def in_serializer(code: str, body: str, base: str = "serializers.ModelSerializer") -> list[str]:
    meta = "    class Meta:\n        model = Wallet\n        fields = ('id',)\n\n"
    text = f"\n\nclass S({base}):\n{meta}{body}"
    return found(code, "apps/shop/serializers.py", text)


@pytest.mark.parametrize(
    "user",
    [
        'self.context["request"].user',
        'self.context.get("request").user',
        "request.user",
    ],
)
def test_a_serializer_that_saves_the_user_of_its_request_writes(user: str) -> None:
    body = (
        "    def save(self, **kwargs):\n        request = self.context['request']\n"
        f"        user = {user}\n        user.save()\n"
    )
    assert in_serializer("ARC004", body) == ["user.save()"]


def test_a_login_keeps_its_user() -> None:
    body = "    def validate(self, attrs):\n        self.user.save()\n        return attrs\n"
    base = "rest_framework_simplejwt.serializers.TokenObtainPairSerializer"
    text = "import rest_framework_simplejwt.serializers\n\n\n"
    text += f"class S({base}):\n{body}"
    assert found("ARC004", "apps/shop/serializers.py", text) == ["self.user.save()"]
    assert in_serializer("ARC004", body, "serializers.Serializer") == []


def test_a_computed_field_of_a_models_serializer_is_given_the_model() -> None:
    body = "    def get_number(self, obj):\n        return obj.orders.count()\n"
    assert in_serializer("ARC005", body) == ["return obj.orders.count()"]
    assert in_serializer("ARC005", body, "serializers.Serializer") == []
    other = body.replace("orders", "names")
    assert in_serializer("ARC005", other) == []


def test_instances_come_out_of_lists() -> None:
    text = "from apps.shop.models import Order\n\n\ndef touch({}) -> None:\n    for one in {}:\n        one.save()\n"
    path = "apps/shop/selectors.py"
    orders = {"apps/__init__.py": "", "apps/shop/__init__.py": "", "apps/shop/models.py": MODELS}
    for kind in ("list[Order]", "Iterable[Order]", "'Sequence[Order]'", "tuple[Order, ...]"):
        files = orders | {path: text.format(f"orders: {kind}", "orders")}
        assert judged("ARC006", files) == [(path, 6)], kind
    for kind in ("list[str]", "dict[str, Order]", "list"):
        files = orders | {path: text.format(f"orders: {kind}", "orders")}
        assert judged("ARC006", files) == [], kind


def test_a_model_that_has_another_write_writes_another() -> None:
    text = MODELS + (
        "\n    def pay(self) -> None:\n        self.cancel()\n        self.wallet.add(3)\n"
    )
    assert lines("ARC007", text, "apps/shop/models.py") == [len(text.splitlines())]


def test_a_queryset_that_is_narrowed_again_and_again_is_read_once() -> None:
    again = [f"orders = orders.filter(pk={n})" for n in range(40)]
    statements = ("orders = self.get_queryset()", *again, "orders.update(status='x')")
    assert in_view("ARC001", *statements) == ["orders.update(status='x')"]


def test_a_service_is_asked_by_its_own_package() -> None:
    asked = "import stripe; stripe.PaymentIntent.create(amount=1)"
    assert in_view("ARC001", asked) == [asked]
    assert in_view("ARC001", "import stripe; stripe.Webhook.construct_event('a', 'b', 'c')") == []
    assert in_view("ARC001", "import stripe; stripe.api_key = services.key()") == []


def test_a_manager_from_elsewhere_has_no_methods_of_the_projects() -> None:
    statement = "return ContentType.objects.{}(1)"
    imported = "from django.contrib.contenttypes.models import ContentType"
    for name, code in (("open", "ARC002"), ("expire", "ARC001")):
        assert in_view(code, imported, statement.format(name)) == []
        own = statement.format(name).replace("ContentType", "Order")
        assert in_view(code, own) == [own]
