"""Which files a request brings before the model, in a project that is not canonical."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from skillrun.project.context import collect
from skillrun.project.imports import Modules
from skillrun.project.index import ProjectIndex, index_of
from skillrun.project.mapping import render_map
from skillrun.project.outline import outline
from skillrun.project.selection import select

FILES = {
    "backend/manage.py": "import os\n\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'core.settings.base')\n",
    "backend/core/__init__.py": "",
    "backend/core/settings/__init__.py": "",
    "backend/core/settings/base.py": (
        "ROOT_URLCONF = 'core.urls'\nAUTH_USER_MODEL = 'people.Person'\nPAGE_SIZE = 20\n"
        "INSTALLED_APPS = ['django.contrib.contenttypes', 'shop', 'people']\n"
    ),
    "backend/core/urls.py": (
        "from django.urls import include, path\n\nurlpatterns = [path('api/v1/', include('shop.urls')), path('p/', include('people.urls'))]\n"
    ),
    "backend/shop/__init__.py": "",
    "backend/shop/apps.py": (
        "from django.apps import AppConfig\n\n\nclass ShopConfig(AppConfig):\n"
        "    name = 'shop'\n    verbose_name = 'Магазинчик'\n"
    ),
    "backend/shop/models.py": (
        "from django.db import models\n\nfrom shop.money import Money\n\n\nclass Order(models.Model):\n"
        "    total_price = models.IntegerField()\n    owner = models.ForeignKey('people.Person', models.CASCADE)\n"
        "    limit = Money\n\n"
        "    class Meta:\n        verbose_name = 'накладная'\n        verbose_name_plural = 'накладные'\n\n\n"
        "class OrderItem(models.Model):\n    order = models.ForeignKey(Order, models.CASCADE)\n"
    ),
    "backend/shop/money.py": "class Money:\n    rate = 1\n",
    "backend/shop/serializers.py": (
        "from rest_framework import serializers\n\nfrom shop.models import Order\n\n\n"
        "class OrderSerializer(serializers.ModelSerializer):\n"
        "    class Meta:\n        model = Order\n        fields = ['total_price']\n"
    ),
    "backend/shop/services.py": (
        "from shop.models import Order\n\n\ndef create_order(owner):\n    return Order.objects.create(owner=owner)\n"
    ),
    "backend/shop/views.py": (
        "from rest_framework import viewsets\n\nfrom shop import services\nfrom shop.models import Order\n"
        "from shop.serializers import OrderSerializer\n\n\n"
        "class OrderViewSet(viewsets.ModelViewSet):\n    queryset = Order.objects.all()\n"
        "    serializer_class = OrderSerializer\n\n    def perform_create(self, serializer):\n"
        "        services.create_order(self.request.user)\n"
    ),
    "backend/shop/urls.py": (
        "from rest_framework.routers import DefaultRouter\n\nfrom shop.views import OrderViewSet\n\n"
        "router = DefaultRouter()\nrouter.register('orders', OrderViewSet, basename='order')\n"
        "urlpatterns = router.urls\n"
    ),
    "backend/shop/migrations/__init__.py": "",
    "backend/shop/migrations/0001_initial.py": "class Migration:\n    Order = 1\n",
    "backend/shop/unrelated.py": "VALUE = 1\n",
    "backend/people/__init__.py": "",
    "backend/people/models.py": (
        "from django.contrib.auth.models import AbstractUser\n\n\nclass Person(AbstractUser):\n    pass\n"
    ),
    "backend/people/views.py": (
        "from django.views import View\n\n\ndef index(request):\n    return None\n\n\n"
        "def checks(request):\n    return None\n\n\nclass LoginView(View):\n    pass\n\n\nclass PasswordResetConfirmView(View):\n    pass\n"
    ),
    "backend/tests/test_shop.py": (
        "from shop.services import create_order\n\n\ndef test_it(client):\n    client.get('/api/v1/orders/')\n"
    ),
    "backend/people/urls.py": (
        "from django.urls import path\n\nfrom people.views import checks, index\n\napp_name = 'people'\n"
        "urlpatterns = [path('x/', index, name='add'), path('y/', checks, name='list')]\n"
    ),
    "backend/tests/test_people.py": "from people.models import Person\n\n\ndef test_it():\n    assert Person\n",
    "backend/conftest.py": "import pytest\n",
    "backend/static/app.min.js": "x\n",
    "docker-compose.yml": "services: {}\n",
    "pyproject.toml": "[project]\nname = 'x'\n",
    "uv.lock": "x\n",
}  # fmt: skip
WIRING = {
    "backend/core/settings/base.py",
    "backend/core/urls.py",
    "backend/conftest.py",
    "docker-compose.yml",
    "pyproject.toml",
}
ORDER = {
    "backend/shop/models.py",
    "backend/shop/serializers.py",
    "backend/shop/services.py",
    "backend/shop/views.py",
}


def lay(root: Path, files: Mapping[str, str]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SKILLRUN_CACHE", "off")
    return lay(tmp_path, FILES)


def test_the_wiring_is_found_wherever_it_lies(root: Path) -> None:
    assert set(collect(root, "add invoices app").why) == WIRING


@pytest.mark.parametrize(
    "request_text",
    [
        "Add a note to the Order model",
        "add a note to orders",
        "добавь примечание к заказу",
        "у накладной нет примечания",
        "`shop.Order` needs a note",
        "change OrderSerializer",
        "OrderViewSet must be throttled",
        "change the endpoint /api/v1/orders/",
        "GET /orders/5/ fails",
        "GET http://localhost:8000/api/v1/orders/{id}/ fails",
        "route order-list must be cached",
        "rename total_price",
    ],
)
def test_a_model_is_shown_with_all_that_goes_with_it(root: Path, request_text: str) -> None:
    shown = collect(root, request_text).why
    assert shown.keys() >= ORDER, request_text
    assert not shown.keys() & {
        "backend/shop/migrations/0001_initial.py",
        "backend/people/views.py",
        "backend/tests/test_people.py",
    }


def test_each_file_says_why(root: Path) -> None:
    shown = collect(root, "GET /api/v1/orders/ is slow").why
    assert shown["backend/shop/views.py"] == "serves `api/v1/orders/`"
    assert shown["backend/shop/urls.py"] == "routes `api/v1/orders/`"
    assert shown["backend/shop/serializers.py"] == "`OrderSerializer` serializes `shop.Order`"
    assert shown["backend/shop/models.py"] == "defines the model `Order`"
    assert shown["backend/tests/test_shop.py"] == "tests `/api/v1/orders/`"


def test_one_hop_of_imports(root: Path) -> None:
    shown = collect(root, "Add a note to the Order model").why
    assert shown["backend/shop/money.py"] == "imported by backend/shop/models.py"
    assert "backend/shop/unrelated.py" not in shown


def test_tests_come_with_what_they_are_made_of(root: Path) -> None:
    lay(
        root,
        {
            "backend/shop/tests/__init__.py": "",
            "backend/shop/tests/samples.py": "VALUES = {'total_price': 1}\n",
            "backend/shop/tests/unused.py": "OTHER = 1\n",
            "backend/shop/tests/test_input.py": (
                "from shop.serializers import OrderSerializer\nfrom shop.tests.samples import VALUES\n\n\n"
                "def test_it():\n    assert OrderSerializer(data=VALUES).is_valid()\n"
            ),
        },
    )

    shown = collect(root, "Add a note to the Order model").why

    assert shown["backend/shop/tests/test_input.py"] == "tests `OrderSerializer`"
    samples = shown["backend/shop/tests/samples.py"]
    assert samples == "imported by backend/shop/tests/test_input.py"
    assert "backend/shop/tests/unused.py" not in shown


@pytest.mark.parametrize(
    "request_text",
    [
        "tidy the shop app",
        "приложение shop",
        "в приложении «Магазинчик» наведи порядок",
        "магазинчики",
        "see backend/shop/",
    ],
)
def test_an_app_is_shown_as_a_whole(root: Path, request_text: str) -> None:
    shown = collect(root, request_text).why
    assert "backend/shop/unrelated.py" in shown
    assert "backend/shop/migrations/0001_initial.py" not in shown


def test_migrations_are_shown_where_the_request_is_about_them(root: Path) -> None:
    shown = collect(root, "mend the migrations of the shop app").why
    assert "backend/shop/migrations/0001_initial.py" in shown


def test_the_user_is_the_model_that_the_settings_name(root: Path) -> None:
    shown = collect(root, "пользователю нужен телефон").why
    assert shown["backend/people/models.py"] == "defines the model `Person`"
    assert shown["backend/tests/test_people.py"] == "tests `Person`"


def test_a_function_a_setting_and_a_class_that_no_index_knows(root: Path) -> None:
    shown = collect(root, "create_order() reads PAGE_SIZE and `Money`").why
    assert shown["backend/shop/services.py"] == "defines `create_order`"
    assert shown["backend/core/settings/base.py"] == "sets `PAGE_SIZE`"
    assert shown["backend/shop/money.py"] == "defines `Money`"


@pytest.mark.parametrize(
    "request_text",
    [
        "add a test for every view",
        "sort the list by date, order by name",
        "добавь поле в список",
        "index the index",
        "and/or what is in docs/",
        "add a health check endpoint",
        "add payments app with a list page",
    ],
)
def test_words_of_every_request_name_nothing(root: Path, request_text: str) -> None:
    assert set(collect(root, request_text).why) == WIRING


def test_what_is_generated_is_left_out_and_said_so(root: Path) -> None:
    left = collect(root, "look at uv.lock and app.min.js").left_out
    assert [(one.path, one.reason) for one in left] == [
        ("uv.lock", "a lock file"),
        ("backend/static/app.min.js", "generated, or no source"),
    ]


def test_what_the_budget_leaves_out_is_told_with_its_tokens(root: Path) -> None:
    big = "# " + "x" * 8_000 + "\n"
    lay(root, {"backend/shop/models.py": big + FILES["backend/shop/models.py"]})
    context = collect(root, "Add a note to the Order model", budget=1_000)
    assert context.left_out[0].path == "backend/shop/models.py"
    assert context.left_out[0].reason == "over the budget"
    assert context.left_out[0].tokens > 2_000
    assert context.tokens + context.map_tokens <= 1_000
    assert "backend/shop/serializers.py" in context.why


def test_the_files_of_a_traceback_are_shown_and_not_those_of_packages(root: Path) -> None:
    trace = (
        'File "/usr/lib/python3.12/site-packages/rest_framework/shop/unrelated.py", line 1, in get\n'
        'File "/srv/app/backend/shop/money.py", line 3, in rate\n'
    )
    shown = collect(root, trace).why
    assert shown["backend/shop/money.py"] == "named in the request"
    assert "backend/shop/unrelated.py" not in shown


def test_a_module_is_named_by_its_dotted_name(root: Path) -> None:
    shown = collect(root, "what is shop.unrelated for?").why
    assert shown["backend/shop/unrelated.py"] == "named in the request"


def test_a_request_of_very_many_words_is_read_to_its_end() -> None:
    """Patterns that go back over a long word would not come to an end here."""
    listing = [f"apps/a{number}/models.py" for number in range(3_000)]
    words = " ".join(
        f"/srv/x/apps/a{n}/models.py a.b.c x_y_z{'a' * 50} <{n}>/" for n in range(3_000)
    )
    nothing: dict[str, str] = {}
    selection = select(listing, words + "/a" * 50_000 + "a_" * 50_000, ProjectIndex(), nothing.get)
    assert len(selection.chosen) == 3_000


def test_a_later_request_is_about_what_was_written_before(root: Path) -> None:
    earlier = (
        "Request: x\nOutcome: written: modify backend/shop/unrelated.py, create backend/gone.py"
    )
    shown = collect(root, "and now a test for it", earlier=earlier).why
    assert shown["backend/shop/unrelated.py"] == "of this session"
    assert shown.keys() == WIRING | {"backend/shop/unrelated.py"}


def test_a_route_is_named_with_its_namespace(root: Path) -> None:
    shown = collect(root, "the route people:add is slow").why
    assert shown["backend/people/views.py"] == "serves `p/x/`"


@pytest.mark.parametrize(
    "request_text",
    ["throttle the login endpoint", "страница login медленная", "the password reset mail is wrong"],
)
def test_a_view_is_named_by_what_is_left_of_its_name_in_speech(
    root: Path, request_text: str
) -> None:
    assert "defines the view" in collect(root, request_text).why["backend/people/views.py"]


def test_a_word_that_is_also_a_view_is_no_view_by_itself(root: Path) -> None:
    assert set(collect(root, "each login is logged").why) == WIRING


def test_the_map_tells_of_what_is_not_shown(root: Path) -> None:
    context = collect(root, "Person needs a phone")
    assert "backend/people/models.py" in context.why
    lines = context.map.splitlines()
    shop = next(line for line in lines if line.startswith("shop "))
    assert shop.startswith(
        "shop (backend/shop): models Order(total_price, owner→people.Person), "
        "OrderItem(order→shop.Order); views OrderViewSet; routes "
    )
    assert "api/v1/orders/ [order-list]" in shop
    assert not any("Person(" in line for line in lines)


def test_a_long_map_tells_less_of_everything() -> None:
    index = index_of(FILES, FILES.get)
    full = render_map(index)
    names = render_map(index, tokens=len(full) // 4 - 5)
    counts = render_map(index, tokens=len(names) // 4 - 5)
    assert "models Order, OrderItem" in names
    assert "2 models" in counts
    assert render_map(index, tokens=1) == ""
    assert [line.split(":")[0] for line in full.splitlines()] == [
        line.split(":")[0] for line in counts.splitlines()
    ]


def test_an_empty_project_has_no_map() -> None:
    assert render_map(index_of((), FILES.get)) == ""


def test_a_small_listing_is_sent_as_it_is() -> None:
    assert outline(sorted(FILES), (), tokens=10_000) == tuple(sorted(FILES))


def test_folders_stand_for_files_in_a_large_listing_and_code_goes_last() -> None:
    listing = sorted([*FILES, *(f"backend/static/img/{i:04}.png" for i in range(2_000))])
    told = outline(listing, ["backend/shop/models.py"], tokens=500)
    assert sum(len(path) + 1 for path in told) <= 2_000
    assert "backend/static/ (2001 files)" in told
    assert "backend/shop/views.py" in told
    tight = outline(listing, ["backend/shop/models.py"], tokens=100)
    assert "backend/shop/models.py" in tight
    assert "backend/people/ (4 files)" in tight


def test_imports_are_those_of_the_project() -> None:
    import ast

    modules = Modules([*FILES, "other/shop/models.py", "tools/json.py"])
    tree = ast.parse(
        "import json\nimport shop.models\nfrom . import services\nfrom .money import Money\n"
        "from ..people.models import Person\nfrom shop import views as v\nimport django.db\n"
    )
    assert modules.imported("backend/shop/x.py", tree) == (
        "backend/shop/models.py",
        "backend/shop/services.py",
        "backend/shop/money.py",
        "backend/people/models.py",
        "backend/shop/views.py",
    )
