"""A small project of an ordinary style, and how an edit of it is judged."""

from collections.abc import Iterable, Mapping
from functools import cache

from skillrun.protocol.answer import Answer, AnswerFile, Part
from skillrun.rules.model import Violation
from skillrun.rules.registry import Catalogue, catalogue
from skillrun.rules.runner import run
from skillrun.rules.subject import subject_of_answer

MODELS = "shop/models.py"
SERVICES = "shop/services.py"
VIEWS = "shop/views.py"
SERIALIZERS = "shop/serializers.py"
ADMIN = "shop/admin.py"
URLS = "shop/urls.py"
ROOT_URLS = "project/urls.py"
SETTINGS = "project/settings/base.py"
TESTS = "shop/tests/test_services.py"
PROFILE = "accounts/models.py"
PROFILE_SERIALIZERS = "accounts/serializers.py"
PROFILE_SERVICES = "accounts/services.py"

PROJECT: dict[str, str] = {
    "manage.py": (
        'import os\n\nif __name__ == "__main__":\n'
        '    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings.base")\n'
    ),
    "project/__init__.py": "",
    "project/settings/__init__.py": "",
    SETTINGS: (
        'ROOT_URLCONF = "project.urls"\nDEBUG = False\nPAGE_SIZE = 20\n'
        'INSTALLED_APPS = [\n    "django.contrib.auth",\n    "rest_framework",\n    "accounts",\n    "shop",\n]\n'
        'MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]\n'
    ),
    ROOT_URLS: (
        "from django.urls import include, path\n\nurlpatterns = [\n"
        '    path("api/shop/", include("shop.urls")),\n    path("api/accounts/", include("accounts.urls")),\n]\n'
    ),
    "accounts/__init__.py": "",
    "accounts/apps.py": (
        "from django.apps import AppConfig\n\n\nclass AccountsConfig(AppConfig):\n    name = 'accounts'\n"
    ),
    PROFILE: (
        "from django.conf import settings\nfrom django.db import models\n\n\n"
        "class UserProfile(models.Model):\n    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)\n"
        "    city = models.CharField(max_length=100, blank=True)\n    bio = models.TextField(blank=True)\n\n"
        "    def __str__(self):\n        return '%s (%s)' % (self.user, self.city)\n"
    ),
    PROFILE_SERIALIZERS: (
        "from rest_framework import serializers\nfrom accounts.models import UserProfile\n\n\n"
        "class UserProfileSerializer(serializers.ModelSerializer):\n    class Meta:\n        model = UserProfile\n"
        "        fields = ['id', 'city', 'bio']\n"
    ),
    PROFILE_SERVICES: (
        "from accounts.models import UserProfile\n\n\ndef update_profile(profile, city=None, bio=None):\n"
        "    if city is not None:\n        profile.city = city\n    if bio is not None:\n        profile.bio = bio\n"
        "    profile.save()\n    return profile\n\n\ndef find_by_city(city):\n"
        "    return UserProfile.objects.filter(city=city).order_by('id')\n"
    ),
    "accounts/views.py": (
        "from rest_framework import generics\nfrom accounts.models import UserProfile\n"
        "from accounts.serializers import UserProfileSerializer\n\n\n"
        "class ProfileView(generics.RetrieveUpdateAPIView):\n    queryset = UserProfile.objects.all()\n"
        "    serializer_class = UserProfileSerializer\n"
    ),
    "accounts/urls.py": (
        "from django.urls import path\nfrom accounts.views import ProfileView\n\nurlpatterns = [\n"
        "    path('profiles/<int:pk>/', ProfileView.as_view(), name='profile'),\n]\n"
    ),
    "shop/__init__.py": "",
    MODELS: (
        "from decimal import Decimal\nfrom django.conf import settings\nfrom django.db import models\n\n\n"
        "class Customer(models.Model):\n    name = models.CharField(max_length=100)\n    email = models.EmailField()\n\n\n"
        "class Order(models.Model):\n    STATUSES = [('new', 'New'), ('paid', 'Paid')]\n"
        "    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name='orders')\n"
        "    status = models.CharField(max_length=10, choices=STATUSES, default='new')\n"
        "    total = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal('0'))\n"
        "    created = models.DateTimeField(auto_now_add=True)\n\n"
        "    class Meta:\n        ordering = ['-created']\n        indexes = [models.Index(fields=['status'])]\n\n"
        "    def is_paid(self):\n        if self.status == 'paid':\n            return True\n        else:\n            return False\n\n\n"
        "class Coupon(models.Model):\n    code = models.CharField(max_length=20, unique=True)\n"
        "    percent = models.IntegerField(default=10)\n    active = models.BooleanField(default=True)\n"
    ),
    SERVICES: (
        "import os\nfrom typing import List, Optional\nfrom shop.models import Coupon, Order\n\n\n"
        "def create_order(customer, items=[], note=None):\n    total = 0\n    for item in items:\n"
        "        total = total + item['price'] * item['quantity']\n    print('new order', total)\n"
        "    order = Order.objects.create(customer=customer, total=total)\n    return order\n\n\n"
        "def pay_order(order):\n    if order.status == 'paid':\n        raise ValueError('Order %s is paid' % order.pk)\n"
        "    order.status = 'paid'\n    order.save()\n    return order\n\n\n"
        "def apply_coupon(order, code):\n    coupon = Coupon.objects.get(code=code)\n"
        "    discount = order.total * coupon.percent / 100\n    order.total = order.total - discount\n    order.save()\n    return order\n\n\n"
        "def paid_numbers(orders):\n    numbers = []\n    for order in orders:\n        if order.status == 'paid':\n"
        "            numbers.append(order.pk)\n    return numbers\n\n\ndef _export_path(name):\n    return os.path.join('exports', name)\n"
    ),
    SERIALIZERS: (
        "from rest_framework import serializers\nfrom shop.models import Order\n\n\n"
        "class OrderSerializer(serializers.ModelSerializer):\n    class Meta:\n        model = Order\n        fields = '__all__'\n\n"
        "    def validate_total(self, value):\n        if value < 0:\n            raise serializers.ValidationError('negative')\n        return value\n"
    ),
    VIEWS: (
        "from rest_framework import viewsets\nfrom rest_framework.decorators import action\n"
        "from rest_framework.response import Response\nfrom shop import services\nfrom shop.models import Order\n"
        "from shop.serializers import OrderSerializer\n\n\n"
        "class OrderViewSet(viewsets.ModelViewSet):\n    queryset = Order.objects.all()\n    serializer_class = OrderSerializer\n\n"
        "    @action(detail=True, methods=['post'])\n    def pay(self, request, pk=None):\n"
        "        order = services.pay_order(self.get_object())\n        return Response({'status': order.status}, status=200)\n"
    ),
    URLS: (
        "from django.urls import path\nfrom rest_framework.routers import DefaultRouter\nfrom shop.views import OrderViewSet\n\n"
        "router = DefaultRouter()\nrouter.register('orders', OrderViewSet)\n\nurlpatterns = router.urls\n"
    ),
    ADMIN: (
        "from django.contrib import admin\nfrom shop.models import Order\n\n\n"
        "class OrderAdmin(admin.ModelAdmin):\n    list_display = ['id', 'status']\n\n\nadmin.site.register(Order, OrderAdmin)\n"
    ),
    TESTS: (
        "from shop.services import paid_numbers\n\n\ndef test_none():\n    assert paid_numbers([]) == []\n"
    ),
    "README.md": "# The shop\n\nRun it.\n",
    "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\ndependencies = ["django"]\n',
}  # fmt: skip


@cache
def rules() -> Catalogue:
    """The rules of scope control."""
    return catalogue(["scope"])


def changed(*edits: tuple[str, str, str]) -> dict[str, str]:
    """The files that some replacements change, each as path, old and new."""
    texts: dict[str, str] = {}
    for path, old, new in edits:
        text = texts.get(path, PROJECT.get(path, ""))
        assert old in text, (path, old)
        texts[path] = text.replace(old, new, 1) if old else new
    return texts


def found(
    files: Mapping[str, str],
    request: str,
    *,
    approved: Iterable[str] = (),
    before: Mapping[str, str] | None = None,
    frozen: bool = False,
    minimal: bool = False,
    earlier: str = "",
) -> tuple[Violation, ...]:
    """What the rules find in an answer that brings some files to the project."""
    base = PROJECT if before is None else before
    brought = tuple(AnswerFile(path, path, "python", text, 1, 1) for path, text in files.items())
    subject = subject_of_answer(
        Answer((Part(1, "", files=brought),)),
        on_disk=base.get,
        request=request,
        root_listing=base,
        approved=approved,
        frozen=frozen,
        minimal=minimal,
        earlier=earlier,
        final=True,
    )
    return run(rules(), subject)


def codes(violations: Iterable[Violation]) -> list[tuple[str, str]]:
    """Code and target of violations."""
    return [(v.code, v.target) for v in violations]
