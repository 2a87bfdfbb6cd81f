"""CMP006: functions that promise work and do none."""

import pytest

from skillrun.rules.registry import catalogue
from skillrun.rules.runner import run
from skillrun.rules.subject import subject_of_files
from tests.rules.completeness.support import found

BAD = [
    'class Client:\n    def __init__(self) -> None:\n        self.socket = connect()\n\n    def close(self) -> None:\n        """Close the connection."""\n',
    'class DatabaseService:\n    def update_database(self) -> None:\n        """Update the database."""\n',
    'def empty_cart(cart: Cart) -> None:\n    """Clear all items of a cart."""\n',
    'def create_order(user: User) -> None:\n    """Create an order with the default status and without notes."""\n',
    'def send_invoice(order_id: int) -> None:\n    """Send the invoice of an order."""\n',
    'def calculate_total(order: Order) -> Decimal:\n    """Calculate the total of an order."""\n    return Decimal("0")\n',
    'def process_payment(user_id: int) -> bool:\n    """Process a payment for a user."""\n    return True\n',
    'async def fetch_rates() -> dict[str, str]:\n    """Fetch the rates."""\n    return {}\n',
    'class A:\n    def save_all(self) -> None:\n        """Save all rows."""\n        return\n',
    'class A(Base):\n    def create(self, data: dict[str, str]) -> None:\n        """Create an order."""\n        return None\n',
    "def charge_card(card: str, amount: int) -> bool:\n    return True\n",
    'def list_books(author: Author) -> list[Book]:\n    """List the books of an author."""\n    return []\n',
    'def validate_isbn(value: str) -> str:\n    """Validate an ISBN.\n\n    Args:\n        value: The ISBN.\n    """\n    return ""\n',
    'def delete_payment(payment: Payment) -> None:\n    """Delete a payment.\n\n    Raises:\n        ClosedError: If it is no longer open.\n    """\n',
    'def get_payment(pk: int) -> None:\n    """Retrieve a payment by its key."""\n',
    'def get_orders(user: object) -> list[int]:\n    """Return all orders of a user."""\n    return []\n',
    'class V:\n    def get_queryset(self) -> "QuerySet[Order]":\n        """Return the orders of the user."""\n',
    'class M:\n    def __str__(self) -> str:\n        """Return the name."""\n',
    'class V:\n    @property\n    def total(self) -> int:\n        """The total."""\n',
    'from typing import override\n\n\nclass V:\n    @override\n    def perform_create(self, serializer: object) -> None:\n        """Create the order through the service."""\n',
    'def total(order: object) -> int:\n    """Total of the order."""\n    return 0\n',
    'def is_paid(order: object) -> bool:\n    """Tell whether the order is paid."""\n    return False\n',
    'def get_client_ip(request: object) -> str:\n    """Return the address of the client."""\n    return "127.0.0.1"\n',
    'class Command:\n    def handle(self, *args: object) -> None:\n        """Handle the command."""\n',
]
GOOD = [
    'def send_receipt(payment: Payment) -> None:\n    """Send a receipt.\n\n    Args:\n        payment: The payment.\n\n    Returns:\n        Nothing: receipts are deprecated.\n    """\n',
    'class Cycle:\n    def __init__(self, items: list[int]) -> None:\n        self.items = items\n\n    def close(self) -> None:\n        """Close the cycle."""\n',
    'class View:\n    def clean(self, form: Form) -> bool:\n        """Perform validation across forms.\n\n        It will be called whether or not the forms are valid.\n        """\n        return True\n',
    'class Step:\n    def create(self) -> None:\n        """Create the step."""\n\n\nclass Start(Step):\n    def create(self) -> None:\n        f()\n',
    "def find_relation(obj: Model) -> str:\n    return 'page'\n",
    "if windows:\n    def lock(file: File) -> bool:\n        return True\n",
    "class A:\n    def has_add_permission(self, request) -> bool:\n        return False\n",
    'class A:\n    def has_delete_permission(self, request) -> bool:\n        """Forbid deletion in the admin."""\n        return False\n',
    "def get_page_size() -> int:\n    return 20\n",
    'class A(Exception):\n    """An error."""\n',
    'class Config(AppConfig):\n    """The app."""\n    name = "apps.shop"\n',
    "class A:\n    class Meta:\n        ordering = ()\n",
    'from abc import ABC, abstractmethod\nclass A(ABC):\n    @abstractmethod\n    def send(self, text: str) -> None:\n        """Send a text."""\n',
    'from typing import Protocol\nclass A(Protocol):\n    def send(self, text: str) -> None:\n        """Send a text."""\n',
    'from typing import overload\n@overload\ndef parse(a: int) -> int:\n    """Parse."""\n',
    'class A:\n    def process_request(self, request) -> None:\n        """Do nothing: the response is what counts."""\n',
    "class NullCache:\n    def save(self, key: str) -> bool:\n        return True\n",
    'class A:\n    @property\n    def update_url(self) -> str:\n        """Update address."""\n        return "/u/"\n',
    'import click\n@click.group()\ndef run() -> None:\n    """Run the shop."""\n',
    'from typing import override\nclass A(B):\n    @override\n    def save(self, a: int) -> None:\n        """Save nothing."""\n',
    'def send(a: int) -> int:\n    """Send."""\n    return a\n',
    "class A:\n    def __init__(self) -> None:\n        return None\n",
    'class A:\n    def is_valid(self, value: int) -> bool:\n        """Say whether a value is valid."""\n        return True\n',
    'def get_defaults() -> list[int]:\n    """Return the defaults."""\n    return []\n',
    'class A:\n    def get_permissions(self, user: object) -> list[int]:\n        """Return the permissions."""\n        return []\n',
    'from typing import override\n\n\nclass A:\n    @override\n    def has_add_permission(self, request: object) -> bool:\n        """Forbid adding."""\n        return False\n',
    'class A:\n    def find(self, key: str) -> "int | None":\n        """The default implementation finds nothing."""\n',
    'class A:\n    @property\n    def is_anonymous(self) -> bool:\n        """Whether nobody is logged in."""\n        return False\n',
    'def show_nothing(request: object) -> bool:\n    """Never show the toolbar."""\n    return False\n',
    'from abc import ABC, abstractmethod\n\n\nclass A(ABC):\n    @abstractmethod\n    def get(self) -> int:\n        """Get."""\n',
]


@pytest.mark.parametrize("text", BAD)
def test_an_empty_promise_is_flagged(text: str) -> None:
    assert len(found("CMP006", text)) == 1


@pytest.mark.parametrize("text", GOOD)
def test_real_constants_and_signatures_are_not_flagged(text: str) -> None:
    assert found("CMP006", text) == ()


def test_a_test_without_a_body_is_flagged_and_its_fakes_are_not() -> None:
    text = (
        'def test_total() -> None:\n    """The total is right."""\n\n\n'
        'class Gateway:\n    def charge(self, amount: int) -> bool:\n        """Charge."""\n        return True\n'
    )
    assert [v.line for v in found("CMP006", text, "apps/shop/tests/test_a.py")] == [1]


def test_a_function_that_a_test_makes_is_no_test() -> None:
    text = 'def test_defaults() -> None:\n    def test_action(request):\n        """Description"""\n\n    assert f(test_action)\n'
    assert found("CMP006", text, "tests/test_a.py") == ()


def test_the_place_is_the_name() -> None:
    text = 'class A:\n    async def send(self) -> None:\n        """Send."""\n'
    (violation,) = found("CMP006", text)
    assert (violation.line, violation.column, violation.end_column) == (2, 15, 19)


def test_what_another_file_overrides_is_a_hook() -> None:
    base = 'class Step:\n    def create(self) -> None:\n        """Create the step."""\n'
    child = "import steps\n\n\nclass Timer(steps.Step):\n    def create(self) -> None:\n        start()\n"
    rule = catalogue(["completeness"]).select(["CMP006"])
    assert run(rule, subject_of_files({"steps.py": base, "timers.py": child})) == ()
    assert len(run(rule, subject_of_files({"steps.py": base}))) == 1
