"""Names found in a request, in two languages and however inflected."""

import pytest

from skillrun.project.words import read_words, words_of


@pytest.mark.parametrize(
    ("request_text", "name"),
    [
        ("show the order items", "OrderItem"),
        ("show the order-items", "order_items"),
        ("Categories need a slug", "Category"),
        ("an HTTP proxy", "HTTPProxy"),
        ("добавь поле в модель заказа", "Order"),
        ("список всех заказов", "заказ"),
        ("позиции заказа", "OrderItem"),
        ("позиции заказа", "позиция заказа"),
        ("платёж", "Payment"),
        ("в аккаунтах", "Account"),
        ("модель профиля", "Profile"),
        ("инвойсы", "Invoice"),
        ("статусы", "Status"),
    ],
)
def test_a_name_is_found(request_text: str, name: str) -> None:
    assert list(read_words(request_text).places(words_of(name)))


@pytest.mark.parametrize(
    ("request_text", "name"),
    [
        ("sort the list, order by date", "Order"),
        ("the items. Order them", "ItemOrder"),
        ("order items", "ItemOrder"),
        ("ordering and ordered things", "Order"),
        ("в порядке", "Order"),
        ("count them", "Account"),
        ("аккаунт", "Count"),
        ("тег", "Toga"),
    ],
)
def test_what_is_not_the_name_is_not_found(request_text: str, name: str) -> None:
    assert not list(read_words(request_text).places(words_of(name)))


def test_what_is_written_as_code_is() -> None:
    words = read_words(
        "Make `total` and create_order() of apps.shop.services use OrderItem, MAX_SIZE"
    )
    assert words.codes == {"total", "create_order", "OrderItem", "MAX_SIZE"}
    assert words.dotted == {"apps.shop.services"}


def test_prose_is_no_code() -> None:
    assert read_words("Add an Order page. See the API").codes == set()


def test_a_long_request_is_read_in_one_pass() -> None:
    words = read_words("заказ order_item " * 5_000)
    assert len(list(words.places(words_of("OrderItem")))) >= 5_000
