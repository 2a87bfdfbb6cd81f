"""Settings, serializers, services, tests, dependencies; what cannot be read; changes; the cache."""

import os
from pathlib import Path

import pytest

from skillrun.project.index import UNKNOWN, index_of, load_index, updated
from skillrun.project.index.facts import packed, unpacked
from tests.project.index.projects import index, of


def test_settings_of_a_package_as_far_as_literals_reach() -> None:
    found = of({
        "config/settings/base.py": (
            "import os\nAPPS = ['a']\nINSTALLED_APPS = APPS + ['b']\n"
            "KEY = os.environ['KEY']\nCACHES = {'default': {'BACKEND': 'x'}}\n"
        ),
        "config/settings/dev.py": (
            "from .base import *\nINSTALLED_APPS += ['c']\nCACHES['extra'] = 1\n"
        ),
    })  # fmt: skip
    values = {(s.module.rpartition(".")[2], s.name): s for s in found.settings}
    assert values["base", "INSTALLED_APPS"].value == ["a", "b"]
    assert values["dev", "INSTALLED_APPS"].value == ["a", "b", "c"]
    assert values["base", "KEY"].value is UNKNOWN
    assert values["dev", "CACHES.extra"].value == 1
    assert values["base", "KEY"].line == 4


def test_serializers_services_selectors_and_tests() -> None:
    found = index(
        shop__models="""
            from django.db import models

            class Order(models.Model): ...
        """,
        shop__serializers="""
            from rest_framework import serializers
            from .models import Order

            class OrderSerializer(serializers.ModelSerializer):
                total = serializers.IntegerField()

                class Meta:
                    model = Order
                    fields = ["id", "total"]
        """,
        shop__services="def create_order(*, total: int = 3, **more) -> None: ...\ndef _own(): ...\n",
        shop__selectors__orders="class Orders:\n    def all(self): ...\n",
        shop__tests__test_order="class TestOrder:\n    def test_total(self): ...\n",
    )
    (serializer,) = found.serializers
    assert (serializer.model, serializer.fields) == ("shop.Order", ("id", "total"))
    assert [(f.qualified, f.parameters) for f in found.services] == [
        ("shop.services.create_order", ("*", "total=3", "**more"))
    ]
    assert [f.qualified for f in found.selectors] == ["shop.selectors.orders.Orders.all"]
    assert [(t.name, t.line) for t in found.tests] == [("TestOrder.test_total", 2)]


def test_dependencies_of_all_kinds_of_files() -> None:
    found = of({
        "pyproject.toml": (
            '[project]\ndependencies = ["Django>=5"]\n[dependency-groups]\ndev = ["pytest"]\n'
        ),
        "requirements/base.txt": "-r other.txt\ndjango_filter==2 # why\n",
        "setup.py": "setup(\n    install_requires=[\n        'celery',\n    ],\n)\n",
        "setup.cfg": "[options]\ninstall_requires =\n    redis\n",
    })  # fmt: skip
    assert [(d.name, d.group, d.path, d.line) for d in found.dependencies] == [
        ("django", "", "pyproject.toml", 2),
        ("pytest", "dev", "pyproject.toml", 4),
        ("django-filter", "", "requirements/base.txt", 2),
        ("redis", "", "setup.cfg", 3),
        ("celery", "", "setup.py", 3),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "def broken(:",
        "x = '\0'",
        "(" * 5000,
        "x = " + "[" * 90 + "]" * 90,
        "a" + ".b" * 3000,
        "\ud800",
        "class A(A): pass\nclass B(C): pass\nclass C(B): pass\n",
        "from .models import *\nfrom shop.models import Order\nOrder = Order\n",
        "x = y\ny = x\n",
        "urlpatterns = [1]\nfor i in 'abc' 'def': urlpatterns = urlpatterns + urlpatterns\n",
        "urlpatterns = [1]\nfor i in [1] + [2] * 9 + [3, 4, 5, 6, 7, 8]: urlpatterns += urlpatterns\n",
        "X = 'a' * 10**9\nY = 10 ** 10 ** 10\nZ = '%999999999d' % 1\n",
    ],
)
def test_no_file_crashes_the_index(text: str) -> None:
    found = index(shop__models=text, config__urls=text, config__settings=text, shop__apps=text)
    assert found.tests == ()


def test_what_cannot_be_read_is_named() -> None:
    found = index_of(["a.py", "b.py"], {"b.py": "def f(:\n"}.get)
    assert [(one.path, one.line) for one in found.unread] == [("a.py", 1), ("b.py", 1)]


def test_index_after_a_change_reads_only_what_changed() -> None:
    model = "from django.db import models\n\n\nclass {}(models.Model):\n    pass\n"
    before = of({"shop/models.py": model.format("Order"), "blog/models.py": model.format("Post")})
    after = updated(before, {"shop/models.py": model.format("Sale"), "blog/models.py": None})
    assert [m.label for m in after.models] == ["shop.Sale"]
    assert after == of({"shop/models.py": model.format("Sale")})
    kept = updated(before, {"shop/models.py": model.format("Sale")})
    assert kept.facts["blog/models.py"] is before.facts["blog/models.py"]


def test_facts_come_back_from_the_cache_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "project"
    (root / "shop").mkdir(parents=True)
    (root / "shop/models.py").write_text(
        "from django.db import models\n\n\nclass Order(models.Model):\n"
        "    total = models.IntegerField(null=True)\n",
        encoding="utf-8",
    )
    (root / "shop/odd.py").write_bytes(b"\xff\xfe")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("SKILLRUN_CACHE", raising=False)
    first = load_index(root)
    kept = list((tmp_path / "cache").rglob("*.entry"))
    assert len(kept) == 1
    assert load_index(root) == first
    for one in first.facts.values():
        assert unpacked(one.path, one.text, packed(one)) == one
    kept[0].write_bytes(b"damaged")
    assert load_index(root) == first
    assert [one.path for one in first.unread] == ["shop/odd.py"]


def test_cache_off_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("SKILLRUN_CACHE", "off")
    (tmp_path / "a.py").write_text("x = 1\n", encoding="utf-8")
    assert load_index(tmp_path).facts
    assert not os.path.exists(tmp_path / "cache")  # noqa: PTH110


def test_lists_and_texts_that_double_stay_small() -> None:
    rounds = ", ".join(map(str, range(200)))
    found = index(
        config__settings=f"""
            A = [1]
            B = "ab"
            C = "ab"
            for i in [{rounds}]:
                A += A
                B = f"{{B}}{{B}}"
                C = C.replace("a", "aaaaaaaaaa")
        """
    )
    sizes = {s.name: len(s.value) for s in found.settings if isinstance(s.value, list | str)}
    assert all(size < 300_000 for size in sizes.values())
