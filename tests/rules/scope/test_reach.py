"""How far a request reaches: what it brings, what it only mentions, what follows from what."""

import pytest

from tests.rules.scope.shop import (
    MODELS,
    PROJECT,
    ROOT_URLS,
    SERVICES,
    URLS,
    VIEWS,
    changed,
    codes,
    found,
)

ADD_CANCEL = (
    SERVICES,
    "def apply_coupon(",
    "def cancel_order(order):\n    order.status = 'new'\n    order.save()\n    return order\n\n\ndef apply_coupon(",
)


def test_a_wish_for_a_function_opens_none_that_is_called_alike() -> None:
    """`add a service … order` names no other service of orders."""
    files = changed(ADD_CANCEL, (SERVICES, "items=[], note=None", "items=[], note=None, source=''"))
    request = "Add a service cancel_order that sets an order back to new"
    assert codes(found(files, request)) == [("SCP004", "shop.services.create_order")]


def test_the_class_that_something_is_added_to_is_only_the_place() -> None:
    files = changed(
        (VIEWS, "status=200)\n", "status=200)\n\n    def recent(self, request):\n        return Response([])\n"),
        (VIEWS, "{'status': order.status}", "{'state': order.status}"),
    )  # fmt: skip
    request = "Add a method recent() to OrderViewSet, it should give the last orders"
    assert codes(found(files, request)) == [("SCP005", "shop.views.OrderViewSet.pay")]


def test_parameters_of_a_function_that_is_asked_for_name_nothing_else() -> None:
    files = changed(ADD_CANCEL, (SERVICES, "    order.total = order.total - discount", "    order.total = discount"))  # fmt: skip
    request = "Add cancel_order(order, discount) to the services"
    assert codes(found(files, request)) == [("SCP005", "shop.services.apply_coupon")]


def test_an_entry_changed_beside_one_that_is_asked_for() -> None:
    base = {**PROJECT, URLS: PROJECT[URLS].replace("urlpatterns = router.urls", _URLS)}
    files = {URLS: base[URLS].replace("path('orders/', login(all_orders))", "path('orders/history/', login(history)), path('orders/', all_orders)")}  # fmt: skip
    request = "Add a page orders/history/ with the view history"
    assert codes(found(files, request, before=base)) == [("SCP005", "shop.urls.Routes.get_urls")]


_URLS = (
    "class Routes:\n    def get_urls(self):\n"
    "        return [path('orders/', login(all_orders)), path('carts/', login(carts))]\n"
)


def test_the_prefix_of_a_router_s_routes_is_one_finding() -> None:
    files = changed((ROOT_URLS, "api/shop/", "api/v2/shop/"))
    assert codes(found(files, "Add docstrings to project/urls.py")) == [("SCP003", "api/shop/")]


@pytest.mark.parametrize("spelled", ["api/shop/orders/", "^orders/$", "order-list"])
def test_a_route_is_approved_as_a_person_types_it(spelled: str) -> None:
    files = changed((URLS, "'orders'", "'purchases'"))
    (violation,) = found(files, "Add docstrings to shop/urls.py")
    assert violation.target == "api/shop/orders/"
    assert not found(files, "Add docstrings to shop/urls.py", approved=[f"SCP003:{spelled}"])


def test_a_model_renamed_to_a_name_of_two_words_takes_its_relations_along() -> None:
    files = changed(
        (MODELS, "class Customer(models.Model)", "class ShopCustomer(models.Model)"),
        (MODELS, "ForeignKey(Customer,", "ForeignKey(ShopCustomer,"),
    )
    assert not found(files, "Rename the model Customer to ShopCustomer")


def test_a_field_called_like_its_model_does_not_name_a_constraint() -> None:
    base = {**PROJECT, MODELS: PROJECT[MODELS] + _LABEL}
    files = {MODELS: base[MODELS].replace(_CONSTRAINT, "").replace("    color =", "    weight = models.IntegerField(default=0)\n    color =")}  # fmt: skip
    request = "Add a weight to the Label model"
    assert codes(found(files, request, before=base)) == [("SCP002", "shop.Label.Meta.constraints")]


_CONSTRAINT = (
    "        constraints = [models.UniqueConstraint(fields=['label', 'color'], name='x')]\n"
)
_LABEL = (
    "\n\nclass Label(models.Model):\n    label = models.CharField(max_length=9)\n    color = models.CharField(max_length=9)\n\n"
    f"    class Meta:\n        verbose_name = 'label'\n{_CONSTRAINT}"
)


def test_an_order_that_was_there_is_behaviour_and_a_new_one_is_none() -> None:
    request = "Add a method is_new to Order"
    other = changed((MODELS, "ordering = ['-created']", "ordering = ['created']"))
    assert codes(found(other, request)) == [("SCP005", "shop.models.Order.Meta.ordering")]
    new = changed((MODELS, "    active = models.BooleanField(default=True)\n", "    active = models.BooleanField(default=True)\n\n    class Meta:\n        ordering = ['code']\n"))  # fmt: skip
    assert not found(new, "Document the models of the shop")


def test_a_class_of_errors_is_not_what_an_error_in_a_request_is_about() -> None:
    files = changed((SERVICES, "raise ValueError('Order", "raise KeyError('Order"))
    request = "Fix the error in apply_coupon"
    assert codes(found(files, request)) == [("SCP005", "shop.services.pay_order")]


def test_statements_of_a_module_are_approved_by_its_name() -> None:
    base = {**PROJECT, SERVICES: PROJECT[SERVICES] + "\n\nsignals.connect(pay_order)\n"}
    files = {SERVICES: PROJECT[SERVICES]}
    (violation,) = found(files, "Document apply_coupon", before=base)
    assert violation.target == "shop.services"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def total(x):\n    raise NotImplementedError('later')\n", "@abc.abstractmethod\ndef total(x):\n    \"\"\"Sum.\"\"\"\n"),
        ("class A(object):\n    x = 1\n", "class A(abc.ABC):\n    x = 1\n"),
        ("class A:\n    x = 1\n", "class A(metaclass=abc.ABCMeta):\n    x = 1\n"),
        ("def f(x):\n    return [0] + list(x)\n", "def f(x):\n    return [0, *x]\n"),
    ],
)  # fmt: skip
def test_the_same_in_other_words(before: str, after: str) -> None:
    base = {**PROJECT, "shop/other.py": before}
    files = {"shop/other.py": f"import abc\n\n\n{after}"}
    assert not found(files, "Add docstrings to shop/other.py", before=base)


def test_a_message_spells_the_flag_as_a_shell_takes_it() -> None:
    files = changed((URLS, "register('orders'", "register('purchases'"))
    (violation,) = found(files, "Add docstrings to shop/urls.py")
    assert "`--approve SCP003:api/shop/orders/`" in violation.message
    profiles = {"accounts/urls.py": PROJECT["accounts/urls.py"].replace("profiles/", "people/")}
    (violation,) = found(profiles, "Add docstrings to accounts/urls.py")
    assert "`--approve 'SCP003:api/accounts/profiles/<int:pk>/'`" in violation.message


def test_a_message_says_what_differs() -> None:
    files = changed((SERVICES, "order.total - discount", "order.total + discount"))
    (violation,) = found(files, "Add docstrings to pay_order")
    shown = "(`order.total = order.total - discount` became `order.total = order.total + discount`)"
    assert shown in violation.message
