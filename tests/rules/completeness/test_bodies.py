"""CMP002, CMP003, CMP005: statements that stand for code."""

import pytest

from tests.rules.completeness.support import found

PASS_BAD = [
    "class A:\n    pass\n",
    'class A:\n    """A."""\n\n    pass\n',
    "def f():\n    pass\n",
    "async def f():\n    pass\n",
    "try:\n    f()\nexcept OSError:\n    pass\n",
    "if a:\n    pass\nelse:\n    f()\n",
    "for a in b: pass\n",
]
PASS_GOOD = [
    'A = "pass"\n',
    "# pass\nA = 1\n",
    "password = passed = 1\n",
    'class A(Exception):\n    """A."""\n',
    "bypass()\n",
    "a.pass_ = 1\n",
]
DOTS_BAD = [
    "def f():\n    ...\n",
    "def f(): ...\n",
    'def f():\n    """F."""\n    ...\n',
    "class A: ...\n",
    "if a:\n    ...\n",
    "def f():\n    Ellipsis\n",
    "try:\n    f()\nexcept OSError:\n    ...\n",
    "class A:\n    def f(self): ...\n",
    "from typing import Protocol\nclass P(Protocol):\n    def f(self): ...\nclass A(P):\n    def f(self): ...\n",
    "from abc import ABC\nclass A(ABC):\n    def f(self): ...\n",
    "...\n",
    'INSTALLED_APPS = [..., "apps.shop"]\n',
    'MIDDLEWARE = ("a", "b", ...)\n',
    'DATABASES = {"default": ...}\n',
    "SECRET_KEY = ...\n",
    "urlpatterns = ...\n",
    "def f() -> int:\n    return ...\n",
    "def f() -> int:\n    total = ...\n    return total\n",
]
DOTS_GOOD = [
    "from typing import Callable\nA = Callable[..., int]\n",
    "def f(a: tuple[int, ...]) -> None:\n    return None\n",
    "from pydantic import Field\nA = Field(...)\n",
    "class A:\n    a: int = ...\n",
    "a = b[..., 0]\nc = b[...]\n",
    "from typing import overload\n@overload\ndef f(a: int) -> int: ...\n",
    "import typing as t\n@t.overload\ndef f(a: int) -> int: ...\n",
    "from typing import Protocol\nclass P(Protocol):\n    def f(self): ...\n",
    "from typing import Protocol as Shape\nclass P(Shape):\n    def f(self): ...\n",
    "from typing import Protocol, TypeVar\nT = TypeVar('T')\nclass P(Protocol[T]): ...\n",
    "from abc import ABC, abstractmethod\nclass A(ABC):\n    @abstractmethod\n    def f(self): ...\n",
    "import abc\nclass A(abc.ABC):\n    @property\n    @abc.abstractmethod\n    def f(self): ...\n",
    "from typing import TYPE_CHECKING\nclass A:\n    if TYPE_CHECKING:\n        def f(self): ...\n",
    'A = "..."\n',
    "UNSET = ...\n",
    "_DEFAULT = ...\n",
    "infer = ...\n",
    "x.default = ...\n",
    'FIELDS = {"a": (int, ...)}\n',
    'f["a"] = (g(), ..., None)\n',
    "if args == [int, ...]:\n    X = 1\n",
    "Y = a[[..., 0]]\n",
    "VALUES = [None, Ellipsis]\n",
    "from typing import Protocol\nclass P(Protocol):\n    x = ...\n    def f(self) -> int:\n        return ...\n",
]
RAISE_BAD = [
    "def f():\n    raise NotImplementedError\n",
    "def f():\n    raise NotImplementedError()\n",
    'def f():\n    raise NotImplementedError("later")\n',
    "class A:\n    def f(self):\n        raise NotImplementedError\n",
    "from abc import ABC\nclass A(ABC):\n    def f(self):\n        raise NotImplementedError\n",
    "def f(a):\n    if a:\n        return 1\n    raise NotImplementedError\n",
    "def f():\n    return NotImplemented\n",
    "def f():\n    raise NotImplemented\n",
    "import builtins\ndef f():\n    raise builtins.NotImplementedError\n",
]
RAISE_GOOD = [
    "from abc import ABC, abstractmethod\nclass A(ABC):\n    @abstractmethod\n    def f(self):\n        raise NotImplementedError\n",
    "from typing import Protocol\nclass A(Protocol):\n    def f(self):\n        raise NotImplementedError\n",
    "try:\n    f()\nexcept NotImplementedError:\n    g()\n",
    "class A:\n    def __eq__(self, other):\n        return NotImplemented\n",
    "class A:\n    def __lt__(self, other):\n        if other:\n            return NotImplemented\n        return 1\n",
    'A = "raise NotImplementedError"\n',
    "from shop import NotImplementedError\ndef f():\n    raise NotImplementedError\n",
    "def f(error):\n    raise error\n",
]


@pytest.mark.parametrize("text", PASS_BAD)
def test_pass_is_flagged(text: str) -> None:
    assert len(found("CMP002", text)) == 1


@pytest.mark.parametrize("text", PASS_GOOD)
def test_the_word_pass_is_not_flagged(text: str) -> None:
    assert found("CMP002", text) == ()


@pytest.mark.parametrize("text", DOTS_BAD)
def test_dots_as_a_body_are_flagged(text: str) -> None:
    assert len(found("CMP003", text)) == 1


@pytest.mark.parametrize("text", DOTS_GOOD)
def test_dots_that_mean_something_are_not_flagged(text: str) -> None:
    assert found("CMP003", text) == ()


def test_dots_in_a_stub_file_are_not_flagged() -> None:
    assert found("CMP003", "def f(): ...\n", "apps/shop/a.pyi") == ()


@pytest.mark.parametrize("text", RAISE_BAD)
def test_a_missing_implementation_is_flagged(text: str) -> None:
    assert len(found("CMP005", text)) == 1


@pytest.mark.parametrize("text", RAISE_GOOD)
def test_abstract_members_and_operators_are_not_flagged(text: str) -> None:
    assert found("CMP005", text) == ()


def test_the_column_counts_characters() -> None:
    (violation,) = found("CMP002", 'if "цена": pass\n')
    assert (violation.column, violation.end_column) == (12, 16)
