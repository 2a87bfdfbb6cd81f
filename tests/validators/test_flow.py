"""What a name may hold where it is read: what replaced it before is what counts."""

import ast

import pytest

from skillrun.rules.source import Source
from tests.validators.judging import judged, lines
from validators.senior_django.semantics.bindings import bindings
from validators.senior_django.semantics.orm import assigned

MODELS = (
    "from django.db import models\n\n\nclass Book(models.Model):\n    title = models.CharField()\n"
)


@pytest.mark.parametrize(
    ("body", "held"),
    [
        ("a = one\na = two\nread(a)", ["two"]),
        ("a = one\nread(a)\na = two", ["one"]),
        ("a = one\nif c:\n    a = two\nread(a)", ["one", "two"]),
        ("a = one\nif c:\n    a = two\n    read(a)", ["two"]),
        ("a = one\nif c:\n    a = two\nelse:\n    read(a)", ["one", "two"]),
        ("if c:\n    a = one\nelse:\n    a = two\nread(a)", ["one", "two"]),
        ("a = one\nfor b in c:\n    read(a)\n    a = two", ["one", "two"]),
        ("for b in c:\n    a = one\n    read(a)\n    a = two", ["one"]),
        ("a = one\nwhile c:\n    a = two\nread(a)", ["one", "two"]),
        ("a = one\ntry:\n    a = two\nexcept E:\n    read(a)", ["one", "two"]),
        ("a = one\na = a.two\nread(a)", ["one", "a.two"]),
        ("a = one\na = two(read(a))", ["one"]),
        ("a = one\na = two(a)\nread(a)", ["one", "two(a)"]),
        ("a = one\na = list(a)\nread(a)", ["list(a)"]),
        ("a = one\na = Two(a, many=True)\nread(a)", ["Two(a, many=True)"]),
        ("a = one\na = Two(a).data\nread(a)", ["Two(a).data"]),
        ("a = one\na = two or a\nread(a)", ["one", "two or a"]),
        ("a = one\na = two([b for b in a])\nread(a)", ["two([b for b in a])"]),
        ("a = one\na = two\na = a.three\nread(a)", ["two", "a.three"]),
        ("if c:\n    a = one\nelse:\n    a = two\n    read(a)", ["one", "two"]),
        ("a = one\nwith two as a:\n    read(a)", ["two"]),
        ("a = one\nb = [read(a) for a in two]", ["two"]),
        ("a = one\nb = [a for a in two]\nread(a)", ["one"]),
        ("a = one\na = two\ndef inner():\n    read(a)", ["one", "two"]),
        ("a = one\nif (a := two):\n    read(a)", ["one", "two"]),
    ],
)
def test_what_was_replaced_is_forgotten(body: str, held: list[str]) -> None:
    text = "def work(c):\n" + "".join(f"    {line}\n" for line in body.split("\n"))
    source = Source("apps/shop/a.py", text)
    read = next(
        call.args[0]
        for call in source.of_type(ast.Call)
        if isinstance(call.func, ast.Name) and call.func.id == "read"
    )
    assert isinstance(read, ast.Name)
    assert sorted(ast.unparse(b.value) for b in bindings(read, source)) == sorted(held)
    if " for " not in body:
        assert sorted(ast.unparse(value) for value in assigned(read, source)) == sorted(held)


def test_what_is_no_queryset_any_more_is_asked_for_what_it_is() -> None:
    text = (
        "from apps.shop.models import Book\n\n\nasync def work() -> None:\n"
        "    books = await load()\n    first = books[0]\n    books = Book.objects.all()\n"
        "    second = books[0]\n    books = [first, second]\n    return len(books)\n"
    )
    files = {"apps/shop/models.py": MODELS, "apps/shop/services.py": text}
    assert judged("ASY001", files) == [("apps/shop/services.py", 8)]


def test_a_name_that_became_data_writes_nothing() -> None:
    text = (
        "from apps.shop.models import Book\n\n\ndef view(request):\n"
        "    data = Book.objects.all()\n    data.update(title='a')\n"
        "    data = dict(request.data)\n    data.update(title='b')\n    return data\n"
    )
    assert lines("ARC001", text, "apps/shop/views.py") == [6]


def test_of_many_assignments_few_are_followed() -> None:
    text = "def work(a):\n" + "    a = a.two\n" * 500 + "    read(a)\n"
    source = Source("apps/shop/a.py", text)
    (read,) = next(iter(source.of_type(ast.Call))).args
    assert isinstance(read, ast.Name)
    assert 1 < len(list(bindings(read, source))) < 100
