"""ASY001, ASY002 and ASY006: relations, methods and properties of models, names of a function's own."""

import pytest

from tests.validators.judging import judged, lines

MODELS = """from django.db import models
from django.utils.functional import cached_property


class Customer(models.Model):
    name = models.CharField()


class OrderQuerySet(models.QuerySet):
    def open(self) -> "OrderQuerySet":
        return self.filter(status="open")

    def worth(self) -> int:
        return self.count()


class Order(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="orders")
    status = models.CharField()
    objects = OrderQuerySet.as_manager()

    @property
    def total(self) -> int:
        return self.lines.count()

    @cached_property
    def first(self) -> "Line | None":
        return self.lines.first()

    @property
    def label(self) -> str:
        return self.status.upper()

    def cancel(self) -> None:
        self.save()

    def is_open(self) -> bool:
        return self.status == "open"


class Line(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
"""
MANAGED = MODELS + (
    "\n\nclass Known(models.Manager):\n    def get_queryset(self):\n"
    "        return super().get_queryset().select_related('order')\n\n\n"
    "class Parcel(models.Model):\n    order = models.ForeignKey(Order)\n    objects = Known()\n"
)
HEAD = (
    "from asgiref.sync import sync_to_async\nfrom django.core.cache import cache, caches\n"
    "from django.shortcuts import aget_object_or_404\n\n"
    "from apps.shop.models import Order, Parcel\n\n\n"
)


def found(code: str, body: str, models: str = MODELS, arguments: str = "request") -> list[str]:
    """The lines of an `async def` that a rule flags, as they are written."""
    indented = "".join(f"    {line}\n" for line in body.split("\n"))
    text = f"{HEAD}async def work({arguments}):\n{indented}"
    files = {"apps/shop/models.py": models, "apps/shop/views.py": text}
    files |= {"apps/__init__.py": "", "apps/shop/__init__.py": ""}
    written = text.splitlines()
    return [written[line - 1].strip() for _, line in judged(code, files)]


@pytest.mark.parametrize(
    "fetched",
    [
        "order = await Order.objects.aget(pk=1)",
        "order = await Order.objects.filter(pk=1).order_by('pk').afirst()",
        "order = await aget_object_or_404(Order, pk=1)",
        "orders = Order.objects.all()\norder = await orders.alast()",
    ],
)
def test_a_relation_of_what_was_fetched_alone_runs_a_query(fetched: str) -> None:
    assert found("ASY001", f"{fetched}\nname = order.customer.name") == [
        "name = order.customer.name"
    ]


def test_a_relation_of_each_runs_a_query() -> None:
    body = "async for order in Order.objects.filter(status='open'):\n    print(order.customer)"
    assert found("ASY001", body) == ["print(order.customer)"]
    body = "names = [order.customer.name async for order in Order.objects.all()]"
    assert found("ASY001", body) == [body]


@pytest.mark.parametrize(
    "body",
    [
        "order = await Order.objects.select_related('customer').aget(pk=1)\nreturn order.customer",
        "orders = Order.objects.all()\norders = orders.select_related('customer')\n"
        "order = await orders.afirst()\nreturn order.customer",
        "order = await Order.objects.aget(pk=1)\nreturn order.customer_id",
        "order = await Order.objects.aget(pk=1)\norder.customer = request.customer\nreturn order.customer",
        "order = await Order.objects.acreate(customer=request.customer)\nreturn order.customer",
        "order = await Order.objects.aget(pk=1)\n"
        "return await sync_to_async(lambda: order.customer.name)()",
        "order = await Order.objects.open().aget(pk=1)\nreturn order.customer",
        "parcel = await Parcel.objects.aget(pk=1)\nreturn parcel.order",
    ],
)
def test_a_relation_that_is_there_runs_none(body: str) -> None:
    assert found("ASY001", body, MANAGED) == []


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        ("for line in order.lines.all():\n    print(line)", False),
        ("return list(order.lines.all())", False),
        ("return list(order.lines.filter(pk=1))", True),
        ("order = await Order.objects.aget(pk=1)\nreturn list(order.lines.all())", True),
        (
            "order = await Order.objects.prefetch_related('lines').aget(pk=1)\n"
            "return list(order.lines.all())",
            False,
        ),
    ],
)
def test_what_the_project_prefetches_may_be_read(body: str, blocks: bool) -> None:
    models = MODELS + "\n\ndef known():\n    return Order.objects.prefetch_related('lines')\n"
    assert bool(found("ASY001", body, models, "order: Order")) is blocks
    assert found("ASY001", "return list(order.lines.all())", arguments="order: Order")


def test_a_serializer_saves_through_the_orm() -> None:
    body = "serializer = OrderSerializer(data=request.data)\n{}"
    head = "from apps.shop.serializers import OrderSerializer\n"
    assert found("ASY001", head + body.format("serializer.save()")) == ["serializer.save()"]
    assert found("ASY001", head + body.format("await serializer.asave()")) == []
    assert found("ASY001", head + body.format("await sync_to_async(serializer.save)()")) == []


@pytest.mark.parametrize(
    ("line", "blocks"),
    [
        ("order.total", True),
        ("order.first", True),
        ("order.label", False),
        ("order.cancel()", True),
        ("order.is_open()", False),
        ("Order.objects.worth()", True),
        ("Order.objects.open().count()", True),
        ("Order.objects.open()", False),
        ("await Order.objects.open().acount()", False),
        ("await sync_to_async(order.cancel)()", False),
        ("await sync_to_async(lambda: order.total)()", False),
        ("first, *rest = Order.objects.open()", True),
    ],
)
def test_methods_and_properties_of_models_are_read(line: str, blocks: bool) -> None:
    body = f"order = await Order.objects.aget(pk=1)\n{line}"
    assert found("ASY001", body) == ([line] if blocks else [])


def test_a_message_names_what_is_called_and_what_is_computed() -> None:
    from skillrun.rules.registry import Catalogue
    from skillrun.rules.runner import run
    from skillrun.rules.subject import subject_of_files
    from tests.validators.clean import rules

    text = HEAD + "async def work(order: Order):\n    order.cancel()\n    return order.total\n"
    files = {"apps/shop/models.py": MODELS, "apps/shop/views.py": text}
    messages = [
        v.message for v in run(Catalogue((rules().get("ASY001"),)), subject_of_files(files))
    ]
    assert "await sync_to_async(order.cancel)(…)" in messages[0]
    assert "`order.total` is computed" in messages[1]


def test_a_name_of_the_functions_own_is_not_what_the_module_imports() -> None:
    assert found("ASY006", "cache.get('a')") == ["cache.get('a')"]
    assert found("ASY006", "cache.get('a')", arguments="cache: dict[str, str]") == []
    assert found("ASY006", "cache = {}\ncache.get('a')") == []
    assert found("ASY006", "cache = caches['a']\ncache.get('a')") == ["cache.get('a')"]
    view = "import requests\n\n\ndef view(request, requests):\n    return requests.get('a')\n"
    assert lines("ARC001", view, "apps/shop/views.py") == []
    assert lines("ARC001", view.replace(", requests)", ")"), "apps/shop/views.py") == [5]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("config/settings.py", "DJANGO_ALLOW_ASYNC_UNSAFE = True\n", [1]),
        ("config/settings.py", "DJANGO_ALLOW_ASYNC_UNSAFE: str = 'true'\n", [1]),
        ("config/settings.py", "DJANGO_ALLOW_ASYNC_UNSAFE = False\n", []),
        ("config/settings.py", "DJANGO_ALLOW_ASYNC_UNSAFE: bool\n", []),
        ("config/settings.py", "if DEBUG:\n    DJANGO_ALLOW_ASYNC_UNSAFE = True\n", []),
        (
            "docker-compose.yml",
            "services:\n  test:\n    environment:\n      DJANGO_ALLOW_ASYNC_UNSAFE: '1'\n",
            [],
        ),
        (
            "docker-compose.yml",
            "services:\n  test:\n    image: a\n  app:\n    environment:\n"
            "      DJANGO_ALLOW_ASYNC_UNSAFE: '1'\n",
            [6],
        ),
        ("pyproject.toml", "[tool.pytest_env]\nDJANGO_ALLOW_ASYNC_UNSAFE = '1'\n", []),
        ("pyproject.toml", "[tool.app]\nDJANGO_ALLOW_ASYNC_UNSAFE = '1'\n", [2]),
        ("tox.ini", "[testenv:py312]\nsetenv =\n    DJANGO_ALLOW_ASYNC_UNSAFE=1\n", []),
    ],
)
def test_who_may_allow_what_is_unsafe(path: str, text: str, expected: list[int]) -> None:
    assert lines("ASY002", text, path) == expected


@pytest.mark.parametrize(
    ("imports", "line", "blocks"),
    [
        ("import stripe", "stripe.PaymentIntent.create(amount=1)", True),
        ("import stripe as s", "s.checkout.Session.create()", True),
        ("from stripe import Customer", "Customer.retrieve('a')", True),
        ("import stripe", "await stripe.PaymentIntent.create_async(amount=1)", False),
        ("import stripe", "stripe.Webhook.construct_event(request.body, 'a', 'b')", False),
        ("import stripe", "await asyncio.to_thread(stripe.Customer.create, name='a')", False),
        ("import redis", "redis.from_url('redis://a').ping()", True),
        ("import redis", "client = redis.Redis()\nclient.get('a')", True),
        ("import redis.asyncio as redis", "client = redis.Redis()\nawait client.get('a')", False),
        ("from redis.asyncio import from_url", "await from_url('redis://a').ping()", False),
        ("from django.core.mail import EmailMessage", "EmailMessage('a').send()", True),
        (
            "from django.core.mail import EmailMessage",
            "await sync_to_async(EmailMessage('a').send)()",
            False,
        ),
        (
            "from django.core.files.storage import default_storage",
            "default_storage.open('a')",
            True,
        ),
        ("from django.conf import settings", "(settings.BASE_DIR / 'a').read_text()", True),
        ("import anyio", "await anyio.Path('a').read_text()", False),
        ("import anyio", "path = anyio.Path('a')\nawait path.write_bytes(b'a')", False),
    ],
)
def test_what_waits_for_services_and_files(imports: str, line: str, blocks: bool) -> None:
    body = f"{imports}\nimport asyncio\n{line}"
    assert found("ASY003", body) == ([line.rpartition("\n")[2]] if blocks else [])
