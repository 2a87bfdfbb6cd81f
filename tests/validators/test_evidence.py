"""What tells of a model's instance, a query or a task where the kind of a name is not written."""

import pytest

from tests.validators.judging import judged, lines

HEAD = (
    "import openpyxl\nfrom django.shortcuts import get_object_or_404\nfrom elsewhere.models import App\n"
    "from elsewhere import Thing\n\nfrom apps.shop import services\n"
    "from apps.shop.services import Store\n\n\nclass Plain:\n    def save(self): ...\n\n\n"
)
SERVICES = "class Store:\n    def save(self):\n        return 1\n\n\ndef find():\n    return 1\n"


def flagged(code: str, body: str, path: str = "apps/shop/views.py") -> list[str]:
    """The lines of a function that a rule flags, as they are written."""
    indented = "".join(f"    {line}\n" for line in body.split("\n"))
    text = f"{HEAD}def act(request, one, store: Store):\n{indented}"
    files = {"apps/__init__.py": "", "apps/shop/__init__.py": "", path: text}
    files |= {"apps/shop/services.py": SERVICES}
    written = text.splitlines()
    return [written[line - 1].strip() for where, line in judged(code, files) if where == path]


@pytest.mark.parametrize(
    "body",
    [
        "one.save(update_fields=['name'])",
        "one.save(force_insert=True)",
        "one.name = 'a'\none.save()",
        "found = services.find()\nfound.name = 'a'\nfound.save()",
        "for two in one:\n    two.name = 'a'\n    two.save()",
        "two = one['user']\ntwo.set_password('a')\ntwo.save()",
        "two = one.user\ntwo.full_clean()\ntwo.save()",
        "app = get_object_or_404(App, pk=1)\napp.delete()",
        "one.members.all().delete()",
        "one.members.filter(pk=1).update(name='a')",
    ],
)
def test_what_is_done_to_it_tells_of_an_instance(body: str) -> None:
    assert flagged("ARC001", body) == [body.rpartition("\n")[2].strip()]


@pytest.mark.parametrize(
    "body",
    [
        "one.save()",
        "one.save('a.pdf')",
        "one.name = 'a'\none.save('a.pdf')",
        "store.name = 'a'\nstore.save()",
        "plain = Plain()\nplain.name = 'a'\nplain.save()",
        "book = openpyxl.Workbook()\nbook.title = 'a'\nbook.save()",
        "thing = Thing.find()\nthing.name = 'a'\nthing.save()",
        "two = one.user\nthree = one.other\nthree.name = 'a'\ntwo.save()",
        "request.session.name = 'a'\nrequest.session.save()",
        "session = request.session\nsession.modified = True\nsession.save()",
        "form = one.form\nform.instance.name = 'a'\nform.save()",
        "one.filter('a').update({})",
        "one.members.delete()",
    ],
)
def test_what_may_be_anything_is_left_alone(body: str) -> None:
    assert flagged("ARC001", body) == []


def test_a_save_with_fields_blocks_an_event_loop() -> None:
    text = "async def act(one):\n    one.save(update_fields=['name'])\n    one.save()\n"
    assert lines("ASY001", text) == [2]
    assert lines("ASY001", text.replace("one.save(u", "await one.asave(u")) == []


def test_a_variable_is_what_it_is_declared_to_be() -> None:
    models = "from django.db import models\n\n\nclass Book(models.Model):\n    title = models.CharField()\n"
    text = (
        "from apps.shop.models import Book\n\n\ndef act(request):\n    book: Book = request.book\n"
        "    other: dict[str, str] = request.other\n    other.delete()\n    book.delete()\n"
    )
    files = {"apps/shop/models.py": models, "apps/shop/views.py": text}
    assert judged("ARC001", files) == [("apps/shop/views.py", 8)]


def test_what_another_decorator_made_a_task_is_dispatched() -> None:
    tasks = (
        "from apps.core.tasks import retried_task\n\n\n@retried_task(retries=3)\n"
        "def send(pk):\n    return pk\n\n\ndef plain(pk):\n    return pk\n"
    )
    text = (
        "from apps.shop.tasks import plain, send\n\n\ndef act(request):\n"
        "    send.apply_async((1,))\n    plain.delay(1)\n"
    )
    files = {"apps/shop/tasks.py": tasks, "apps/shop/views.py": text}
    files |= {"apps/__init__.py": "", "apps/shop/__init__.py": ""}
    assert judged("ARC001", files) == [("apps/shop/views.py", 5)]


def test_a_model_is_known_by_its_fields() -> None:
    models = (
        "from django.db import models\nfrom treebeard.mp_tree import MP_Node\n\n\n"
        "class Shelf(MP_Node):\n    name = models.CharField()\n"
    )
    text = "from apps.shop.models import Shelf\n\n\ndef act(request, shelf: Shelf):\n    shelf.delete()\n"
    files = {"apps/shop/models.py": models, "apps/shop/views.py": text}
    assert judged("ARC001", files) == [("apps/shop/views.py", 5)]
    files["apps/shop/models.py"] = models.replace("models.CharField()", "'a'")
    assert judged("ARC001", files) == []


def test_a_form_of_a_model_that_is_saved_writes() -> None:
    forms = (
        "from django import forms\n\n\nclass OrderForm(forms.ModelForm):\n    class Meta:\n"
        "        model = 'shop.Order'\n\n\nclass SearchForm(forms.Form):\n    name = forms.CharField()\n"
    )
    text = (
        "from apps.shop.forms import OrderForm, SearchForm\n\n\ndef act(request):\n"
        "    form = OrderForm(request.POST)\n    order = form.save(commit=False)\n    form.save()\n"
        "    other = SearchForm(request.POST)\n    other.save()\n"
    )
    files = {"apps/shop/forms.py": forms, "apps/shop/views.py": text}
    files |= {"apps/__init__.py": "", "apps/shop/__init__.py": ""}
    assert judged("ARC001", files) == [("apps/shop/views.py", 7)]
