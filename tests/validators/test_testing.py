"""What the rules on tests say of tests that reach their module in another way."""

import pytest

from skillrun.rules.model import Violation
from skillrun.rules.registry import Catalogue
from skillrun.rules.runner import run
from skillrun.rules.subject import subject_of_files
from tests.validators.clean import rules

MANAGE = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings')\n"
TEST = "apps/shop/tests/test_shop.py"
SHOP = {
    "manage.py": MANAGE,
    "config/settings.py": "ROOT_URLCONF = 'config.urls'\n",
    "apps/shop/__init__.py": "from .models import Order\n",
    "apps/shop/models.py": (
        "from django.db import models\n\n\nclass Order(models.Model):\n    total = models.IntegerField()\n"
    ),
    "apps/shop/services.py": "def charge(amount):\n    return amount\n",
    "apps/shop/views.py": "def show(request):\n    return request\n",
}


def found(code: str, files: dict[str, str]) -> list[Violation]:
    return list(run(Catalogue((rules().get(code),)), subject_of_files(files)))


def untested(test: str, path: str = TEST, **more: str) -> set[str]:
    """The modules of the shop that one test leaves untested."""
    files = SHOP | {path: test} | {f"apps/shop/tests/{k}.py": v for k, v in more.items()}
    return {v.path.removeprefix("apps/shop/") for v in found("TST001", files)}


ALL = {"models.py", "services.py", "views.py"}


def test_nothing_is_tested_where_no_test_is() -> None:
    assert untested("", "apps/shop/tests/__init__.py") == ALL


@pytest.mark.parametrize(
    ("test", "left"),
    [
        ("from apps.shop import services\n", ALL - {"services.py"}),
        ("import apps.shop.services as s\n", ALL - {"services.py"}),
        ("from ..services import charge\n", ALL - {"services.py"}),
        ("from apps.shop.services import *\n", ALL - {"services.py"}),
        ("from apps.shop import Order\n", ALL - {"models.py"}),
        ("model = 'shop.Order'\n", ALL - {"models.py"}),
        ("patch('apps.shop.services.charge')\n", ALL - {"services.py"}),
        ("def test_it(client):\n    client.get('/shop/')\n", ALL - {"views.py"}),
        ("def test_it(cache):\n    cache.get('/shop/')\n", ALL),
        (
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from apps.shop import services\n",
            ALL,
        ),
    ],
)
def test_a_test_reaches_a_module_in_many_ways(test: str, left: set[str]) -> None:
    assert untested(test) == left


def test_factories_reach_models_alone() -> None:
    support = "from apps.shop import services\nfrom apps.shop.models import Order\n"
    left = untested("from apps.shop.tests.factories import OrderFactory\n", factories=support)
    assert left == {"services.py", "views.py"}


@pytest.mark.parametrize("url", ["/api/shop/", "shop:order-list"])
def test_a_test_elsewhere_reaches_views_by_their_routes(url: str) -> None:
    call = f"def test_it(api_client):\n    api_client.get(reverse('{url}'))\n"
    assert untested(call, "tests/test_api.py") == ALL - {"views.py"}


def test_a_test_elsewhere_that_names_no_route_reaches_nothing() -> None:
    call = "def test_it(api_client):\n    api_client.get('/api/workshop/')\n"
    assert untested(call, "tests/test_api.py") == ALL


def test_a_handful_of_files_is_no_project() -> None:
    files = {path: text for path, text in SHOP.items() if path != "manage.py"}
    assert found("TST001", files) == []


def test_modules_without_behaviour_need_no_test() -> None:
    files = {
        "manage.py": MANAGE,
        "config/settings.py": "ROOT_URLCONF = 'config.urls'\n",
        "config/urls.py": "def root(request):\n    return request\n",
        "apps/shop/apps.py": "class Shop:\n    def ready(self):\n        return 1\n",
        "apps/shop/urls.py": "urlpatterns = []\n",
        "apps/shop/admin.py": "class OrderAdmin:\n    def act(self):\n        return 1\n",
        "apps/shop/exceptions.py": "class Gone(Exception):\n    code = 'gone'\n",
        "apps/shop/constants.py": "LIMIT = 5\n",
        "apps/shop/services.py": "",
        "apps/shop/models.py": "class Base(Model):\n    class Meta:\n        abstract = True\n",
        "apps/shop/migrations/0001_initial.py": "def forward(apps, editor):\n    return 1\n",
    }
    assert found("TST001", files) == []


FACTORY = (
    "import factory\n\n\nclass OrderFactory(factory.django.DjangoModelFactory):\n"
    "    class Meta:\n        model = 'shop.Order'\n"
)
MADE = "from apps.shop.models import Order\n\n\ndef test_it():\n    assert Order.objects.create()\n"


def test_where_tests_belong_is_said() -> None:
    command = "class Command:\n    def handle(self):\n        return act()\n"
    for path, wanted in (
        ("apps/shop/management/commands/seed.py", "apps/shop/tests/test_seed.py"),
        ("apps/shop/templatetags/money.py", "apps/shop/tests/test_money.py"),
        ("apps/shop/services/pay.py", "apps/shop/tests/test_pay.py"),
    ):
        files = SHOP | {path: command, TEST: "def test_it():\n    assert act()\n"}
        messages = [v.message for v in found("TST001", files) if v.path == path]
        assert [f"`{wanted}`" in message for message in messages] == [True]


def test_what_an_exception_keeps_needs_no_test() -> None:
    text = "class Declined(Exception):\n    def __init__(self, code):\n        self.code = code\n{}"
    more = "\n    def retry(self):\n        return self.code > 1\n"
    for exceptions, judged in ((text.format(""), False), (text.format(more), True)):
        files = SHOP | {"apps/shop/exceptions.py": exceptions, TEST: "from apps.shop import *\n"}
        paths = {v.path for v in found("TST001", files)}
        assert ("apps/shop/exceptions.py" in paths) is judged


def test_a_fixture_by_hand_is_an_error_without_a_factory() -> None:
    assert [v.severity for v in found("TST002", SHOP | {TEST: MADE})] == ["error"]


def test_a_fixture_by_hand_is_a_warning_beside_a_factory() -> None:
    files = SHOP | {TEST: MADE, "apps/shop/tests/factories.py": FACTORY}
    assert [v.severity for v in found("TST002", files)] == ["warning"]


@pytest.mark.parametrize(
    ("body", "beside"),
    [
        ("order, made = Order.objects.get_or_create(total=5)", ["warning"]),
        ("Order.objects.update_or_create(total=5)", ["warning"]),
        ("order = Order(total=5)\n    order.save()", []),
        ("Order(total=5).save()", []),
    ],
)
def test_a_fixture_is_made_by_hand_in_other_ways(body: str, beside: list[str]) -> None:
    text = f"from apps.shop.models import Order\n\n\ndef test_it():\n    {body}\n"
    files = SHOP | {TEST: text}
    assert [v.severity for v in found("TST002", files)] == ["error"]
    assert "`OrderFactory`" in found("TST002", files)[0].message
    files["apps/shop/tests/factories.py"] = FACTORY
    assert [v.severity for v in found("TST002", files)] == beside


def test_a_relation_makes_a_fixture_too() -> None:
    models = SHOP["apps/shop/models.py"] + (
        "\n\nclass Line(models.Model):\n"
        "    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name='lines')\n"
    )
    text = "from apps.shop.models import Order\n\n\ndef test_it(order: Order):\n    order.{}.create()\n"
    files = SHOP | {"apps/shop/models.py": models, TEST: text.format("lines")}
    (violation,) = found("TST002", files)
    assert "`order.lines.create`" in violation.message
    assert "`LineFactory`" in violation.message
    assert found("TST002", files | {TEST: text.format("names")}) == []


@pytest.mark.parametrize(
    "body",
    [
        "form = Form()\n    form.save()",
        "order = client.order()\n    order.save()",
        "with pytest.raises(ValueError):\n        Order().save()",
        "with pytest.raises(ValueError):\n        Order.objects.create()",
        "assert client.objects.create()",
        "assert Order.objects.get()",
        "assert Stripe.Charge.create()",
    ],
)
def test_what_makes_no_fixture_is_clean(body: str) -> None:
    text = (
        f"import pytest\nfrom apps.shop.models import Order\n\n\ndef test_it(client):\n    {body}\n"
    )
    assert found("TST002", SHOP | {TEST: text}) == []


def test_a_manager_is_tested_by_its_own_methods() -> None:
    user = (
        "from django.contrib.auth import get_user_model\nfrom apps.users.tests.factories import UserFactory\n"
        "\n\ndef test_it():\n    assert get_user_model().objects.create_user('ann@example.com')\n"
    )
    assert found("TST002", SHOP | {TEST: user}) == []


def test_a_user_model_that_a_test_asks_for_has_a_name() -> None:
    make = (
        "from django.contrib.auth import get_user_model\n\n\ndef test_it():\n"
        "    User = get_user_model()\n    assert User.objects.create_user('ann')\n"
    )
    subject = subject_of_files(SHOP | {TEST: make})
    (violation,) = run(Catalogue((rules().get("TST002"),)), subject)
    assert "UserFactory" in violation.message


def test_a_model_that_is_looked_up_is_called_as_it_is_written() -> None:
    make = (
        "from django.apps import apps\n\n\ndef test_it():\n    {0} = apps.get_model('shop', 'Order')\n"
        "    assert {0}.objects.create()\n"
    )
    for written, name in (("Looked", "factory, `LookedFactory`, in"), ("found", "factory in")):
        (violation,) = found("TST002", SHOP | {TEST: make.format(written)})
        assert name in violation.message
        assert f"`{written}.objects.create`" in violation.message


def test_an_app_that_exists_for_tests_may_create() -> None:
    make = (
        "from apps.shop.models import Order\n\n\ndef make():\n    return Order.objects.create()\n"
    )
    files = SHOP | {"tests/sample/models.py": "", "tests/sample/consumers.py": make}
    assert found("TST002", files) == []
    assert found("TST002", SHOP | {"tests/helpers.py": make})


def test_services_may_create() -> None:
    services = (
        "from apps.shop.models import Order\n\n\ndef make():\n    return Order.objects.create()\n"
    )
    assert found("TST002", SHOP | {"apps/shop/services.py": services}) == []


ASSERTING = (
    "def test_it():\n    assert act()\n",
    "def test_it(httpx_mock):\n    act(httpx_mock)\n",
    "import pytest\n\n\n@pytest.mark.xfail(raises=ValueError)\ndef test_it():\n    act()\n",
    "from django.core.management import call_command\n\n\n"
    "def test_it():\n    call_command('makemigrations', '--check', '--dry-run')\n",
    "from django.core import management\n\n\n"
    "def test_it():\n    management.call_command('makemigrations', check=True)\n",
    "from django.core.management import call_command\n\n\n"
    "def test_it():\n    call_command('check', deploy=True)\n",
    "import pytest\n\n\ndef test_it():\n    with pytest.raises(ValueError):\n        int('a')\n",
    "def test_it(django_assert_num_queries):\n    with django_assert_num_queries(1):\n        act()\n",
    "def test_it(mocker):\n    mocker.stub().assert_called_once()\n",
    "def holds(value):\n    assert value\n\n\ndef test_it():\n    holds(1)\n",
    "class TestIt:\n    def look(self):\n        assert self.found\n\n    def test_it(self):\n        self.look()\n",
    "class TestIt(TestCase):\n    def test_it(self):\n        self.assertEqual(1, 1)\n",
    "from elsewhere import Base\n\n\nclass TestIt(Base):\n    def test_it(self):\n        self.run_all()\n",
    "import pytest\n\n\n@pytest.fixture\ndef test_data():\n    return 1\n",
    "import pytest\n\n\n@pytest.mark.skip\ndef test_it():\n    act()\n",
    "def test_hook():\n    return 1\n\n\nregister(test_hook)\n",
    "def test_hook(user, size=5):\n    return 1\n\n\nHOOK = 'apps.shop.tests.test_shop.test_hook'\n",
    "class Access:\n    def test_func(self):\n        return True\n",
)


@pytest.mark.parametrize(
    "body",
    [
        "assert True",
        "assert 1",
        "assert (act(), 'it acts')",
        "call_command('makemigrations')",
        "call_command('seed', check=True)",
        "call('check')",
        "act()",
    ],
)
def test_what_holds_whatever_happens_asserts_nothing(body: str) -> None:
    head = "from django.core.management import call_command\n\n\n"
    assert found("TST003", {TEST: f"{head}def test_it():\n    {body}\n"})


def test_a_test_that_is_expected_to_fail_somehow_asserts_nothing() -> None:
    text = "import pytest\n\n\n@pytest.mark.xfail\ndef test_it():\n    act()\n"
    assert found("TST003", {TEST: text})


@pytest.mark.parametrize("text", ASSERTING)
def test_what_asserts_or_is_no_test_is_clean(text: str) -> None:
    assert found("TST003", {TEST: text}) == []


def test_a_helper_of_another_module_is_read() -> None:
    helper = {"apps/shop/tests/helpers.py": "def holds(value):\n    assert value\n"}
    text = "from apps.shop.tests.helpers import holds\n\n\ndef test_it():\n    holds(1)\n"

    assert found("TST003", helper | {TEST: text}) == []
    assert found(
        "TST003",
        {"apps/shop/tests/helpers.py": "def holds(value):\n    return value\n", TEST: text},
    )
