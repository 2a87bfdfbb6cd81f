"""Models, fields and Meta, as Django would make them of the source."""

from tests.project.index.projects import fields, index, of


def test_model_with_its_place_arguments_and_target() -> None:
    found = index(
        shop__models="""
            from django.db import models
            from django.conf import settings

            class Order(models.Model):
                code = models.CharField("code", unique=True, max_length=20)
                owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
                parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL)

                class Meta:
                    ordering = ["-code"]
                    db_table = "orders"
        """
    )
    order = found.models_by_label["shop.Order"]
    assert (order.path, order.line, order.module) == ("shop/models.py", 5, "shop.models")
    assert order.options == {"ordering": "['-code']", "db_table": "'orders'"}
    code = order.field("code")
    assert code is not None
    assert code.kind == "django.db.models.CharField"
    assert code.arguments == ("'code'", "max_length=20", "unique=True")
    assert (code.path, code.line) == ("shop/models.py", 6)
    assert [(f.name, f.target) for f in order.fields if f.target] == [
        ("owner", "auth.User"),
        ("parent", "shop.Order"),
    ]
    assert fields(found, "shop.Order")[0] == ("id", "BigAutoField")


def test_abstract_base_of_another_module_through_a_re_export_and_an_alias() -> None:
    found = index(
        core__init="",
        core__bases="""
            from django.db import models as m

            class Dated(m.Model):
                created = m.DateTimeField(auto_now_add=True)
                note = m.TextField()

                class Meta:
                    abstract = True
                    ordering = ["created"]
                    app_label = "shop"
        """,
        core__models="from .bases import Dated as Base\nDatedModel = Base\n",
        shop__models="""
            import core.models
            from django.db import models

            class Order(core.models.DatedModel):
                note = None
                total = models.IntegerField()
        """,
    )
    assert fields(found, "shop.Order") == [
        ("id", "BigAutoField"),
        ("total", "IntegerField"),
        ("created", "DateTimeField"),
    ]
    order = found.models_by_label["shop.Order"]
    assert order.options["ordering"] == "['created']"
    assert "abstract" not in order.options
    created = order.field("created")
    assert created is not None
    assert created.path == "core/bases.py"
    assert [model.name for model in found.models if model.abstract] == ["Dated"]


def test_child_of_a_concrete_model_points_to_it_and_a_proxy_has_no_fields() -> None:
    found = index(
        shop__models="""
            from django.contrib.contenttypes.fields import GenericRelation
            from django.db import models

            class Notes(GenericRelation):
                pass

            class Place(models.Model):
                name = models.CharField(max_length=9)
                notes = GenericRelation("shop.Note")
                more_field = Notes("shop.Note")

                class Meta:
                    ordering = ["name"]

            class Bar(Place):
                beer = models.BooleanField()

            class Known(Place):
                class Meta:
                    proxy = True
        """
    )
    assert fields(found, "shop.Bar") == [
        ("place_ptr", "OneToOneField"),
        ("beer", "BooleanField"),
        ("notes", "GenericRelation"),
        ("more_field", "Notes"),
    ]
    bar, known = found.models_by_label["shop.Bar"], found.models_by_label["shop.Known"]
    assert bar.parents == ("shop.Place",)
    assert bar.options["ordering"] == "['name']"
    assert known.proxy
    assert known.fields == ()


def test_known_bases_from_outside_bring_their_fields_and_a_property_hides_one() -> None:
    found = index(
        shop__models="""
            from django.contrib.auth.models import AbstractUser

            class Customer(AbstractUser):
                email = None

                @property
                def is_superuser(self):
                    return False
        """
    )
    names = [name for name, _ in fields(found, "shop.Customer")]
    assert "username" in names
    assert not {"email", "is_superuser"} & {*names}


def test_base_from_outside_that_is_only_known_by_name_makes_a_model_by_its_fields() -> None:
    found = index(
        shop__models="""
            from django.db import models
            from django_lifecycle import LifecycleModel
            from pydantic import BaseModel

            class Order(LifecycleModel):
                total = models.IntegerField()

            class Payload(BaseModel):
                total: int = 3
        """
    )
    assert [model.label for model in found.models] == ["shop.Order"]


def test_forms_serializers_and_made_bases_are_no_models() -> None:
    found = index(
        shop__models="""
            from django.db import models

            class Order(models.Model):
                total = models.IntegerField()
        """,
        shop__forms="""
            from django import forms
            from .factory import form_from_model
            from .models import Order

            class OrderForm(forms.ModelForm):
                total = forms.IntegerField()

                class Meta:
                    model = Order

            class BulkForm(form_from_model(Order, ["total"])):
                note = forms.CharField()
        """,
    )
    assert [model.label for model in found.models] == ["shop.Order"]


def test_field_classes_of_the_project_count_by_what_they_are_made_of() -> None:
    found = index(
        shop__fields="""
            from django.db.models import DecimalField

            class Money(DecimalField):
                pass

            class PriceField(Money):
                pass
        """,
        shop__models="""
            from django.db import models
            from .fields import Money, PriceField

            class Order(models.Model):
                total = Money()
                price = PriceField()
                objects = models.Manager()
        """,
    )
    assert fields(found, "shop.Order")[1:] == [("total", "Money"), ("price", "PriceField")]


def test_models_under_an_if_and_fields_added_from_outside() -> None:
    found = index(
        shop__models="""
            from django.db import models
            from .loading import is_registered

            if not is_registered("shop", "Order"):
                class Order(models.Model):
                    pass

            Order.add_to_class("note", models.TextField())
        """
    )
    assert fields(found, "shop.Order") == [("id", "BigAutoField"), ("note", "TextField")]


def test_tags_on_a_generic_relation_add_one_field_more() -> None:
    found = index(
        shop__models="""
            from django.db import models
            from taggit.managers import TaggableManager
            from taggit.models import TaggedItemBase

            class OrderTag(TaggedItemBase):
                content_object = models.ForeignKey("Order", on_delete=models.CASCADE)

            class Order(models.Model):
                tags = TaggableManager(through=OrderTag)

            class Note(models.Model):
                tags = TaggableManager()
        """
    )
    assert ("tagged_items", "GenericRelation") in fields(found, "shop.Note")
    assert ("tagged_items", "GenericRelation") not in fields(found, "shop.Order")


def test_swappable_explicit_label_and_order_with_respect_to() -> None:
    found = index(
        lib__init="",
        lib__things="""
            from django.db import models

            class Person(models.Model):
                class Meta:
                    app_label = "blog"
                    swappable = "PERSON_MODEL"
                    order_with_respect_to = "self"
        """,
    )
    person = found.models_by_label["blog.Person"]
    assert person.swappable == "PERSON_MODEL"
    assert person.fields[-1].name == "_order"


def test_apps_by_label_folder_and_settings_in_a_package_of_sources() -> None:
    found = of({
        "backend/manage.py": "",
        "backend/apps/shop/apps.py": (
            "from django.apps import AppConfig as Base\n\n\n"
            "class ShopConfig(Base):\n    name = 'apps.shop'\n    label = 'store'\n"
            "    default_auto_field = 'django.db.models.UUIDField'\n"
        ),
        "backend/apps/shop/models/__init__.py": "from .order import Order\n",
        "backend/apps/shop/models/order.py": (
            "from django.db.models import Model\n\n\nclass Order(Model):\n    pass\n"
        ),
        "backend/apps/shop/tests/test_apps.py": (
            "from django.apps import AppConfig\n\n\n"
            "class Odd(AppConfig):\n    name = 'apps.shop'\n    label = 'odd'\n"
        ),
        "backend/settings/__init__.py": "from .base import *\n",
        "backend/settings/base.py": "INSTALLED_APPS = ['apps.shop.apps.ShopConfig']\n",
    })  # fmt: skip
    (app,) = found.apps
    assert (app.label, app.name, app.folder) == ("store", "apps.shop", "backend/apps/shop")
    assert (app.path, app.line, app.installed) == ("backend/apps/shop/apps.py", 4, True)
    assert fields(found, "store.Order") == [("id", "UUIDField")]


def test_module_of_the_project_is_not_taken_for_one_of_django_that_ends_alike() -> None:
    found = of({
        "manage.py": "",
        "models.py": "class Model: ...\n",
        "auth/models.py": (
            "import django.db.models\nfrom django.contrib.auth.models import AbstractUser\n\n\n"
            "class AbstractToken(django.db.models.Model): ...\n\n\nclass Member(AbstractUser): ...\n"
        ),
    })  # fmt: skip
    assert [model.label for model in found.models] == ["auth.AbstractToken", "auth.Member"]
    assert "username" in dict(fields(found, "auth.Member"))


def test_import_spelled_from_the_folder_above_the_project_is_found() -> None:
    model = (
        "from django.db import models\n\n\nclass Base(models.Model):\n    x = models.TextField()\n"
    )
    found = of({
        "backend/manage.py": "",
        "backend/core/models.py": model + "    class Meta:\n        abstract = True\n",
        "backend/shop/models.py": (
            "from backend.core.models import Base\n\n\nclass Order(Base): ...\n"
        ),
    })  # fmt: skip
    assert ("x", "TextField") in fields(found, "shop.Order")
