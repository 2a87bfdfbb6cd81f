"""Edits of a project: honest ones with mending pass, each overreach has its code and target."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from skillrun.protocol.answer import Answer, Operation, Part
from skillrun.rules.runner import run
from skillrun.rules.subject import subject_of_answer
from tests.rules.scope.shop import (
    ADMIN,
    MODELS,
    PROFILE,
    PROFILE_SERIALIZERS,
    PROFILE_SERVICES,
    PROJECT,
    ROOT_URLS,
    SERIALIZERS,
    SERVICES,
    SETTINGS,
    TESTS,
    URLS,
    VIEWS,
    changed,
    codes,
    found,
    rules,
)


@dataclass(frozen=True)
class Edit:
    """An answer to a request, and what is found in it."""

    name: str
    files: Mapping[str, str]
    request: str
    expected: tuple[tuple[str, str], ...] = ()
    approved: tuple[str, ...] = ()
    earlier: str = ""
    frozen: bool = False


def _purchases(text: str) -> str:
    """A text in which orders are called purchases; `ordering` is another word."""
    return re.sub(r"order(?!ing)", "purchase", text.replace("Order", "Purchase"))


_MENDED = [
    (
        SERVICES,
        "import os\nfrom typing import List, Optional\nfrom shop.models import Coupon, Order",
        '"""Services."""\n\nimport logging\nfrom pathlib import Path\n\nfrom shop.models import Coupon, Order\n\nlogger = logging.getLogger(__name__)',
    ),
    (
        SERVICES,
        "def create_order(customer, items=[], note=None):\n    total = 0",
        'def create_order(customer: Customer, items: list | None = None, note: str | None = None) -> Order:\n    """Create."""\n    if items is None:\n        items = []\n    total = 0',
    ),
    (SERVICES, "print('new order', total)", "logger.info('new order %s', total)"),
    (
        SERVICES,
        "    order = Order.objects.create(customer=customer, total=total)\n    return order",
        "    return Order.objects.create(customer=customer, total=total)",
    ),
    (
        SERVICES,
        "raise ValueError('Order %s is paid' % order.pk)",
        'message = f"Order {order.pk} is paid"\n        raise ValueError(message)',
    ),
    (
        SERVICES,
        "    numbers = []\n    for order in orders:\n        if order.status == 'paid':\n            numbers.append(order.pk)\n    return numbers",
        '    return [order.pk for order in orders if order.status == "paid"]',
    ),
    (SERVICES, "os.path.join('exports', name)", "Path('exports') / name"),
]

EDITS = (
    Edit(
        "boy scout services, docs",
        changed(*_MENDED),
        "Add docstrings and type hints to shop/services.py",
    ),
    Edit(
        "boy scout services, fix pay_order",
        changed(
            *_MENDED,
            (
                SERVICES,
                "order.status = 'paid'\n    order.save()",
                "order.status = 'paid'\n    order.save(update_fields=['status'])",
            ),
        ),
        "Fix pay_order so that it saves only the status",
    ),
    Edit(
        "phone in profile ru",
        changed(
            (
                PROFILE,
                "    bio = ",
                "    phone = models.CharField(max_length=20, blank=True)\n    bio = ",
            ),
            (PROFILE_SERIALIZERS, "'city', 'bio'", "'city', 'bio', 'phone'"),
            (PROFILE_SERVICES, "bio=None):", "bio=None, phone=None):"),
            (
                PROFILE_SERVICES,
                "    profile.save()",
                "    if phone is not None:\n        profile.phone = phone\n    profile.save()",
            ),
        ),
        "добавь поле phone в профиль",
    ),
    Edit(
        "phone ru телефон",
        changed(
            (
                PROFILE,
                "    bio = ",
                "    phone = models.CharField(max_length=20, blank=True)\n    bio = ",
            ),
            (PROFILE_SERIALIZERS, "'city', 'bio'", "'city', 'bio', 'phone'"),
        ),
        "Добавь в профиль пользователя поле «телефон»",
    ),
    Edit(
        "phone + other field",
        changed(
            (
                PROFILE,
                "    bio = ",
                "    phone = models.CharField(max_length=20, blank=True)\n    age = models.IntegerField(null=True)\n    bio = ",
            )
        ),
        "Add a phone field to the user profile",
        expected=(("SCP002", "accounts.UserProfile.age"),),
    ),
    Edit(
        "rename total",
        changed(
            (MODELS, "    total = ", "    amount = "),
            (SERVICES, "customer=customer, total=total", "customer=customer, amount=total"),
            (SERVICES, "order.total * coupon", "order.amount * coupon"),
            (SERVICES, "order.total = order.total -", "order.amount = order.amount -"),
            (SERIALIZERS, "validate_total", "validate_amount"),
        ),
        "rename Order.total to amount",
    ),
    Edit(
        "rename model",
        {p: _purchases(t) for p, t in PROJECT.items() if p.startswith("shop") and "rder" in t},
        "переименуй модель Order в Purchase",
    ),
    Edit(
        "rename model overreach",
        {p: _purchases(t) for p, t in PROJECT.items() if p.startswith("shop") and "rder" in t},
        "Add a field phone to Order",
        expected=(("SCP001", "shop.Order"),),
    ),
    Edit(
        "rename model overreach2",
        {
            p: t.replace("Coupon", "Voucher").replace("coupon", "voucher")
            for p, t in PROJECT.items()
            if p.startswith("shop") and "oupon" in t
        },
        "Add a field phone to Order",
        expected=(("SCP001", "shop.Coupon"),),
    ),
    Edit(
        "remove endpoint ru",
        changed((ROOT_URLS, '    path("api/accounts/", include("accounts.urls")),\n', "")),
        "удали эндпоинт /api/accounts/profiles/",
    ),
    Edit(
        "remove endpoint overreach",
        changed((ROOT_URLS, '    path("api/accounts/", include("accounts.urls")),\n', "")),
        "удали эндпоинт /api/shop/orders/",
        expected=(("SCP003", "api/accounts/"),),
    ),
    Edit(
        "new app",
        changed(
            (
                ROOT_URLS,
                "urlpatterns = [\n",
                'urlpatterns = [\n    path("api/reviews/", include("reviews.urls")),\n',
            ),
            (SETTINGS, '    "shop",\n', '    "shop",\n    "reviews",\n'),
        )
        | {
            "reviews/__init__.py": "",
            "reviews/models.py": "from django.db import models\n\n\nclass Review(models.Model):\n    order = models.ForeignKey('shop.Order', on_delete=models.CASCADE)\n    text = models.TextField()\n",
            "reviews/urls.py": "urlpatterns = []\n",
            "reviews/apps.py": "from django.apps import AppConfig\n\n\nclass ReviewsConfig(AppConfig):\n    name = 'reviews'\n",
        },
        "add a reviews app with a Review model",
    ),
    Edit(
        "new app + settings overreach",
        changed(
            (
                ROOT_URLS,
                "urlpatterns = [\n",
                'urlpatterns = [\n    path("api/reviews/", include("reviews.urls")),\n',
            ),
            (SETTINGS, '    "shop",\n', '    "shop",\n    "reviews",\n'),
            (SETTINGS, "PAGE_SIZE = 20", "PAGE_SIZE = 50"),
        )
        | {
            "reviews/__init__.py": "",
            "reviews/models.py": "from django.db import models\n\n\nclass Review(models.Model):\n    text = models.TextField()\n",
            "reviews/urls.py": "urlpatterns = []\n",
            "reviews/apps.py": "from django.apps import AppConfig\n\n\nclass ReviewsConfig(AppConfig):\n    name = 'reviews'\n",
        },
        "добавь приложение reviews",
        expected=(("SCP005", "project.settings.base.PAGE_SIZE"),),
    ),
    Edit(
        "bug fix total",
        changed(
            (
                SERVICES,
                "discount = order.total * coupon.percent / 100",
                "if not coupon.active:\n        raise ValueError('inactive')\n    discount = order.total * coupon.percent / 100",
            )
        ),
        "Fix the bug: inactive coupons can still be applied to an order",
    ),
    Edit(
        "bug fix ru",
        changed(
            (
                SERVICES,
                "discount = order.total * coupon.percent / 100",
                "if not coupon.active:\n        raise ValueError('inactive')\n    discount = order.total * coupon.percent / 100",
            )
        ),
        "Исправь баг: неактивный купон применяется к заказу",
    ),
    Edit(
        "cancel endpoint",
        changed(
            (
                VIEWS,
                "    @action(detail=True, methods=['post'])\n    def pay",
                "    @action(detail=True, methods=['post'])\n    def cancel(self, request, pk=None):\n        services.cancel_order(self.get_object())\n        return Response({})\n\n    @action(detail=True, methods=['post'])\n    def pay",
            ),
            (
                SERVICES,
                "def pay_order",
                "def cancel_order(order):\n    order.status = 'cancelled'\n    order.save()\n\n\ndef pay_order",
            ),
            (MODELS, "('paid', 'Paid')]", "('paid', 'Paid'), ('cancelled', 'Cancelled')]"),
        ),
        "Add an endpoint to cancel an order",
    ),
    Edit(
        "cancel + logic",
        changed(
            (
                SERVICES,
                "def pay_order",
                "def cancel_order(order):\n    order.status = 'cancelled'\n    order.save()\n\n\ndef pay_order",
            ),
            (
                SERVICES,
                "order.total = order.total - discount",
                "order.total = max(order.total - discount, 0)",
            ),
        ),
        "Add an endpoint to cancel an order",
        expected=(("SCP005", "shop.services.apply_coupon"),),
    ),
    Edit(
        "phone + logic same app",
        changed(
            (
                PROFILE,
                "    bio = ",
                "    phone = models.CharField(max_length=20, blank=True)\n    bio = ",
            ),
            (PROFILE_SERVICES, ".order_by('id')", ".order_by('-id')"),
        ),
        "Add a phone field to the user profile",
        expected=(("SCP005", "accounts.services.find_by_city"),),
    ),
    Edit(
        "email paid",
        changed(
            (
                SERVICES,
                "    order.status = 'paid'\n    order.save()",
                "    order.status = 'paid'\n    order.save()\n    send_mail('Paid', 'Thanks', None, [order.customer.email])",
            )
        ),
        "Send an email to the customer when an order is paid",
    ),
    Edit(
        "email paid ru",
        changed(
            (
                SERVICES,
                "    order.status = 'paid'\n    order.save()",
                "    order.status = 'paid'\n    order.save()\n    send_mail('Paid', 'Thanks', None, [order.customer.email])",
            )
        ),
        "Отправляй клиенту письмо после оплаты заказа",
    ),
    Edit(
        "unique email",
        changed((MODELS, "email = models.EmailField()", "email = models.EmailField(unique=True)")),
        "Make the customer's email unique",
    ),
    Edit(
        "unique email overreach",
        changed((MODELS, "email = models.EmailField()", "email = models.EmailField(unique=True)")),
        "Make the coupon's code longer",
        expected=(("SCP002", "shop.Customer.email"),),
    ),
    Edit(
        "pagination",
        changed(
            (
                VIEWS,
                "    serializer_class = OrderSerializer\n",
                "    serializer_class = OrderSerializer\n    pagination_class = PageNumberPagination\n",
            )
        ),
        "Add pagination to the orders list",
    ),
    Edit(
        "filter status",
        changed(
            (
                VIEWS,
                "    serializer_class = OrderSerializer\n",
                "    serializer_class = OrderSerializer\n    filterset_fields = ['status']\n",
            )
        ),
        "Добавь фильтрацию заказов по статусу",
    ),
    Edit(
        "orders on profile",
        changed(
            (
                "accounts/views.py",
                "    serializer_class = UserProfileSerializer\n",
                "    serializer_class = UserProfileSerializer\n\n    def get(self, request, *args, **kwargs):\n        response = super().get(request, *args, **kwargs)\n        response.data['orders'] = []\n        return response\n",
            )
        ),
        "Show orders on the user profile endpoint",
    ),
    Edit(
        "soft delete",
        changed(
            (
                MODELS,
                "    created = models",
                "    is_deleted = models.BooleanField(default=False)\n    created = models",
            )
        ),
        "Add soft delete to Order",
    ),
    Edit(
        "admin boy scout unasked",
        changed(
            (
                ADMIN,
                "class OrderAdmin(admin.ModelAdmin):\n",
                'class OrderAdmin(admin.ModelAdmin):\n    """Admin."""\n\n',
            ),
            (
                SERVICES,
                "order.status = 'paid'\n    order.save()",
                "order.status = 'paid'\n    order.save(update_fields=['status'])",
            ),
        ),
        "fix pay_order: save only the status",
        expected=(("SCP006", "shop/admin.py"),),
    ),
    Edit(
        "refactor app",
        changed((SERVICES, "order.total = order.total - discount", "order.total -= discount")),
        "Refactor the shop app",
    ),
    Edit(
        "explicit fields + perms",
        changed(
            (
                SERIALIZERS,
                "fields = '__all__'",
                "fields = ['id', 'customer', 'status', 'total', 'created']",
            ),
            (SERIALIZERS, "if value < 0", "if value < 1"),
        ),
        "Fix validate_total of OrderSerializer: zero is not allowed",
    ),
    Edit(
        "readme",
        changed(("README.md", "Run it.", "Run it well.")),
        "fix pay_order",
        expected=(("SCP006", "README.md"),),
    ),
    Edit(
        "docs style all",
        changed(
            (
                ADMIN,
                "class OrderAdmin(admin.ModelAdmin):\n",
                'class OrderAdmin(admin.ModelAdmin):\n    """Admin."""\n\n',
            ),
            (
                PROFILE,
                "        return '%s (%s)' % (self.user, self.city)",
                '        return f"{self.user} ({self.city})"',
            ),
        ),
        "Add docstrings everywhere",
    ),
    Edit(
        "style with logic",
        changed(
            (
                SERVICES,
                "        raise ValueError('Order %s is paid' % order.pk)",
                "        return order",
            )
        ),
        "Add docstrings everywhere",
        expected=(("SCP005", "shop.services.pay_order"),),
    ),
    Edit(
        "remove model in scope",
        changed(
            (MODELS, PROJECT[MODELS][PROJECT[MODELS].index("\n\nclass Coupon") :], "\n"),
            (
                SERVICES,
                "def apply_coupon(order, code):\n    coupon = Coupon.objects.get(code=code)\n    discount = order.total * coupon.percent / 100\n    order.total = order.total - discount\n    order.save()\n    return order\n\n\n",
                "",
            ),
            (SERVICES, "import Coupon, Order", "import Order"),
        ),
        "Удали модель Coupon",
    ),
    Edit(
        "no request add",
        changed(
            (
                MODELS,
                "    created = models",
                "    is_deleted = models.BooleanField(default=False)\n    created = models",
            )
        ),
        "",
    ),
    Edit(
        "no request remove",
        changed((MODELS, "    email = models.EmailField()\n", "")),
        "",
        expected=(("SCP002", "shop.Customer.email"),),
    ),
    Edit(
        "page size",
        changed((SETTINGS, "PAGE_SIZE = 20", "PAGE_SIZE = 50")),
        "Increase the page size to 50",
    ),
    Edit(
        "page size ru",
        changed((SETTINGS, "PAGE_SIZE = 20", "PAGE_SIZE = 50")),
        "Увеличь размер страницы до 50",
    ),
    Edit(
        "route move",
        changed((ROOT_URLS, '"api/shop/"', '"api/v2/shop/"')),
        "Move the shop endpoints under /api/v2/",
    ),
    Edit(
        "viewset rename",
        {
            VIEWS: PROJECT[VIEWS].replace("OrderViewSet", "OrdersViewSet"),
            URLS: PROJECT[URLS].replace("OrderViewSet", "OrdersViewSet"),
        },
        "Add phone to the profile",
        expected=(("SCP004", "shop.views.OrderViewSet"),),
    ),
    Edit(
        "param order",
        changed(
            (
                SERVICES,
                "def apply_coupon(order, code)",
                "def apply_coupon(order, code, strict=False)",
            )
        ),
        "Add phone to the profile",
        expected=(("SCP004", "shop.services.apply_coupon"),),
    ),
    Edit(
        "param asked",
        changed(
            (
                SERVICES,
                "def apply_coupon(order, code)",
                "def apply_coupon(order, code, strict=False)",
            )
        ),
        "Add a strict parameter to apply_coupon",
    ),
    Edit(
        "frozen",
        changed((SERVICES, "pay_order", "pay_orders")),
        "x",
        frozen=True,
        expected=(
            ("SCP004", "shop.services.pay_order"),
            ("SCP007", "shop/services.py"),
        ),
    ),
    Edit(
        "approved",
        changed(
            (
                MODELS,
                "    created = models",
                "    is_deleted = models.BooleanField(default=False)\n    created = models",
            )
        ),
        "fix pay_order",
        approved=("SCP002:shop.Order.is_deleted",),
    ),
    Edit(
        "earlier",
        changed(
            (
                MODELS,
                "    created = models",
                "    is_deleted = models.BooleanField(default=False)\n    created = models",
            )
        ),
        "yes, do it",
        earlier="Add a field is_deleted to Order",
    ),
    Edit(
        "minimal ok",
        changed(
            (
                SERVICES,
                "order.status = 'paid'\n    order.save()",
                "order.status = 'paid'\n    order.save(update_fields=['status'])",
            )
        ),
        "Fix pay_order so that it saves only the status. Make minimal changes.",
    ),
    Edit(
        "minimal style",
        changed(
            (
                SERVICES,
                "order.status = 'paid'\n    order.save()",
                "order.status = 'paid'\n    order.save(update_fields=['status'])",
            ),
            (
                SERVICES,
                "def apply_coupon(order, code):",
                'def apply_coupon(order: Order, code: str) -> Order:\n    """Apply."""',
            ),
        ),
        "Исправь pay_order: сохранять только status. Внеси минимальные изменения.",
        expected=(("SCP008", "shop/services.py"),),
    ),
    Edit(
        "minimal field",
        changed(
            (
                PROFILE,
                "    bio = ",
                "    phone = models.CharField(max_length=20, blank=True)\n    bio = ",
            ),
            (PROFILE_SERIALIZERS, "'city', 'bio'", "'city', 'bio', 'phone'"),
        ),
        "Add a phone field to UserProfile with minimal changes",
    ),
    Edit(
        "minimal import",
        changed(
            (SERVICES, "import os\n", "import logging\nimport os\n"),
            (
                SERVICES,
                "order.status = 'paid'\n    order.save()",
                "order.status = 'paid'\n    logging.info('paid')\n    order.save()",
            ),
        ),
        "Log payments in pay_order, minimal changes",
    ),
    Edit(
        "approved rename",
        {p: _purchases(t) for p, t in PROJECT.items() if p.startswith("shop") and "rder" in t},
        "Add a field phone to Order",
        approved=("SCP001:shop.Order",),
    ),
    Edit(
        "caller follows",
        changed(
            (SERVICES, "def pay_order(order):", "def pay_order(order, method):"),
            (
                VIEWS,
                "services.pay_order(self.get_object())",
                "services.pay_order(self.get_object(), request.data['method'])",
            ),
        ),
        "Add a parameter method to pay_order",
    ),
    Edit(
        "caller follows approved",
        changed(
            (SERVICES, "def pay_order(order):", "def pay_order(order, method):"),
            (
                VIEWS,
                "services.pay_order(self.get_object())",
                "services.pay_order(self.get_object(), request.data['method'])",
            ),
        ),
        "Add docstrings to shop",
        approved=("SCP004:shop.services.pay_order",),
    ),
    Edit(
        "meta constraint",
        changed(
            (
                MODELS,
                "ordering = ['-created']",
                "ordering = ['-created']\n        constraints = [models.CheckConstraint(check=models.Q(total__gte=0), name='x')]",
            )
        ),
        "add phone to profile",
        expected=(("SCP002", "shop.Order.Meta.constraints"),),
    ),
    Edit(
        "meta constraint asked",
        changed(
            (
                MODELS,
                "ordering = ['-created']",
                "ordering = ['-created']\n        constraints = [models.CheckConstraint(check=models.Q(total__gte=0), name='x')]",
            )
        ),
        "Добавь ограничение на Order: total не отрицательный",
    ),
    Edit(
        "index asked",
        changed((MODELS, "fields=['status']", "fields=['status', 'created']")),
        "Add a database index on created of Order",
    ),
    Edit(
        "move func",
        changed(
            (
                SERVICES,
                PROJECT[SERVICES][
                    PROJECT[SERVICES].index("def paid_numbers") : PROJECT[SERVICES].index(
                        "def _export"
                    )
                ],
                "",
            )
        )
        | {
            "shop/selectors.py": '"""Reads."""\n\n\n'
            + PROJECT[SERVICES][
                PROJECT[SERVICES].index("def paid_numbers") : PROJECT[SERVICES].index("def _export")
            ]
        },
        "Add docstrings to shop/services.py",
        expected=(("SCP004", "shop.services.paid_numbers"),),
    ),
    Edit(
        "move func asked",
        changed(
            (
                SERVICES,
                PROJECT[SERVICES][
                    PROJECT[SERVICES].index("def paid_numbers") : PROJECT[SERVICES].index(
                        "def _export"
                    )
                ],
                "",
            ),
            (TESTS, "shop.services", "shop.selectors"),
        )
        | {
            "shop/selectors.py": '"""Reads."""\n\n\n'
            + PROJECT[SERVICES][
                PROJECT[SERVICES].index("def paid_numbers") : PROJECT[SERVICES].index("def _export")
            ]
        },
        "Move paid_numbers to selectors",
    ),
    Edit(
        "split app",
        changed((MODELS, PROJECT[MODELS][PROJECT[MODELS].index("\n\nclass Coupon") :], "\n"))
        | {
            "promo/__init__.py": "",
            "promo/models.py": "from django.db import models\n"
            + PROJECT[MODELS][PROJECT[MODELS].index("\n\nclass Coupon") :],
        },
        "Move the Coupon model into a new promo app",
    ),
    Edit(
        "split app un",
        changed((MODELS, PROJECT[MODELS][PROJECT[MODELS].index("\n\nclass Coupon") :], "\n"))
        | {
            "promo/__init__.py": "",
            "promo/models.py": "from django.db import models\n"
            + PROJECT[MODELS][PROJECT[MODELS].index("\n\nclass Coupon") :],
        },
        "Add a promo app",
        expected=(("SCP001", "shop.Coupon"),),
    ),
    Edit(
        "perms changed",
        changed(
            (
                "accounts/views.py",
                "    queryset = UserProfile.objects.all()\n",
                "    queryset = UserProfile.objects.filter(user__isnull=False)\n",
            )
        ),
        "Add type hints to accounts/views.py",
        expected=(("SCP005", "accounts.views.ProfileView.queryset"),),
    ),
    Edit(
        "style accounts + shop edit",
        changed(
            (
                "accounts/views.py",
                "class ProfileView(generics.RetrieveUpdateAPIView):\n",
                'class ProfileView(generics.RetrieveUpdateAPIView):\n    """P."""\n\n',
            ),
            (
                VIEWS,
                "class OrderViewSet(viewsets.ModelViewSet):\n",
                'class OrderViewSet(viewsets.ModelViewSet):\n    """P."""\n\n',
            ),
        ),
        "Add docstrings to the accounts app",
        expected=(("SCP006", "shop/views.py"),),
    ),
    Edit(
        "add test for",
        changed(
            (
                TESTS,
                "assert paid_numbers([]) == []",
                "assert paid_numbers([]) == []\n\n\ndef test_pay():\n    assert True",
            )
        ),
        "Add tests for pay_order",
    ),
    Edit(
        "kw rename ru",
        changed(
            (MODELS, "    total = ", "    amount = "),
            (SERVICES, "customer=customer, total=total", "customer=customer, amount=total"),
            (SERVICES, "order.total * coupon", "order.amount * coupon"),
            (SERVICES, "order.total = order.total -", "order.amount = order.amount -"),
            (SERIALIZERS, "validate_total", "validate_amount"),
        ),
        "Переименуй поле total модели Order в amount",
    ),
    Edit(
        "replace total",
        changed((MODELS, "max_digits=10", "max_digits=12")),
        "Переименуй поле total модели Order в amount",
        expected=(("SCP002", "shop.Order.total"),),
    ),
)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name.replace(" ", "-"))
def test_an_edit_is_judged(edit: Edit) -> None:
    violations = found(
        edit.files,
        edit.request,
        approved=edit.approved,
        earlier=edit.earlier,
        frozen=edit.frozen,
    )
    assert sorted(set(codes(violations))) == sorted(edit.expected)


def test_a_new_project_has_no_scope() -> None:
    assert found(PROJECT, "create the project", before={}) == ()


def test_files_that_are_given_back_are_no_edit() -> None:
    assert found({SERVICES: PROJECT[SERVICES]}, "Do not modify existing code") == ()


def test_a_constant_of_a_file_that_was_given_back_is_not_new() -> None:
    limits = "MOST = 5\n"
    use = "from shop.limits import MOST\n\n\ndef few(items):\n    return len(items) < MOST\n"
    before = {**PROJECT, "shop/limits.py": limits, "shop/few.py": use}
    mended = use.replace("few(items)", "few(items: list[int]) -> bool")
    files = {"shop/limits.py": limits, "shop/few.py": mended}

    assert found(files, "Add type hints to shop", before=before) == ()


def test_a_message_says_what_where_why_and_what_to_do() -> None:
    (violation,) = found(changed((MODELS, "    email =", "    mail =")), "Add docstrings to shop")

    assert violation.message.startswith("The field `shop.Customer.email` is renamed to `mail`; ")
    assert "--approve SCP002:shop.Customer.email" in violation.message
    assert "under `## " in violation.message
    assert (violation.path, violation.line) == (MODELS, 8)


def test_a_file_that_a_command_removes_is_modified() -> None:
    part = Part(1, "", operations=(Operation("rm shop/services.py", 1),))
    subject = subject_of_answer(
        Answer((part,)),
        on_disk=PROJECT.get,
        request="Add docstrings to shop",
        root_listing=PROJECT,
    )
    targets = {target for code, target in codes(run(rules(), subject)) if code == "SCP004"}

    assert "shop.services.pay_order" in targets
