"""The request language: what is understood, and how the rest is refused."""

import pytest

from skillrun.errors import UsageError
from skillrun.providers.blueprint.spec import Field, Kind, Model, Origin, Wish
from skillrun.providers.blueprint.wishes import read_wish


@pytest.mark.parametrize(
    "request_text",
    [
        "create project shop",
        "Create a new project called shop.",
        "new project called shop",
        "start a Django project named shop",
        "create the shop project",
        "create project `shop`",
        "создай проект shop",
        "Создайте новый проект под названием shop",
        "начни проект «shop»",
    ],
)
def test_a_project_is_asked_for(request_text: str) -> None:
    assert read_wish(request_text) == Wish(project="shop")


@pytest.mark.parametrize(
    "request_text",
    [
        "add payments app",
        "Add an app called payments",
        "create the payments application",
        "add app payments to the project",
        "add payments app, please.",
        "Please, add payments app",
        "добавь приложение payments",
        "Добавь приложение payments в проект.",
        "создай приложение с именем payments",
        "добавь приложение для платежей",
    ],
)
def test_an_app_is_asked_for(request_text: str) -> None:
    wish = read_wish(request_text)
    (app,) = wish.apps

    assert wish.project is None
    assert (app.name, app.origin) == ("payments", Origin.DOMAIN)
    assert [model.name for model in app.models] == ["Payment"]


@pytest.mark.parametrize(
    "request_text",
    [
        "create project shop with a widgets app",
        "create project shop and add widgets app",
        "add widgets app to project shop",
        "создай проект shop с приложением widgets",
        "добавь приложение widgets в проект shop",
    ],
)
def test_both_are_asked_for(request_text: str) -> None:
    wish = read_wish(request_text)
    (app,) = wish.apps

    assert wish.project == "shop"
    assert (app.name, app.origin) == ("widgets", Origin.GENERIC)
    assert [model.name for model in app.models] == ["Widget"]


LIBRARY = "Author(name: str, born: date) {} Book(title: str, author: fk Author, price: decimal, status: choices draft/published)"


@pytest.mark.parametrize(
    "request_text",
    [
        f"add library app with models {LIBRARY.format('and')}",
        f"add library app with {LIBRARY.format(',')}",
        f"add library app: {LIBRARY.format(';')}",
        f"добавь приложение library с моделями {LIBRARY.format('и')}",
        f"create project shop with a library app with models {LIBRARY.format('and')}",
    ],
)
def test_models_are_named(request_text: str) -> None:
    (app,) = read_wish(request_text).apps
    at = {field.name: field.at for model in app.models for field in model.fields}

    assert [(m.name, m.fields) for m in app.models] == [
        ("Author", (Field("name", Kind.STR, at["name"]), Field("born", Kind.DATE, at["born"]))),
        (
            "Book",
            (
                Field("title", Kind.STR, at["title"]),
                Field("author", Kind.FK, at["author"], target="Author"),
                Field("price", Kind.DECIMAL, at["price"]),
                Field(
                    "status",
                    Kind.CHOICES,
                    at["status"],
                    choices=("draft", "published"),
                    default="'draft'",
                ),
            ),
        ),
    ]


def only_field(text: str) -> Field:
    (app,) = read_wish(f"add zoo app with model Cage({text})").apps
    (field,) = app.models[0].fields
    return field


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a: str(120)", Field("a", Kind.STR, max_length=120)),
        ("a: string max 120 unique", Field("a", Kind.STR, max_length=120, unique=True)),
        ("a?: text", Field("a", Kind.TEXT, optional=True)),
        ("a: text optional", Field("a", Kind.TEXT, optional=True)),
        ("a: int = -5", Field("a", Kind.INT, default="-5")),
        (
            "a: decimal(8,3) = 1.250",
            Field("a", Kind.DECIMAL, digits=(8, 3), default='Decimal("1.250")'),
        ),
        ("a: bool = yes", Field("a", Kind.BOOL, default="True")),
        ("a: bool default false", Field("a", Kind.BOOL, default="False")),
        ('a: str = "two words"', Field("a", Kind.STR, default='"two words"')),
        ("a: datetime = now", Field("a", Kind.DATETIME, default="timezone.now")),
        ("a: json = []", Field("a", Kind.JSON, default="list")),
        (
            "a: choices In-Review|done = done",
            Field("a", Kind.CHOICES, choices=("in_review", "done"), default="'done'"),
        ),
        ("a: choices(x, y)?", Field("a", Kind.CHOICES, choices=("x", "y"), optional=True)),
        ("a: fk user", Field("a", Kind.FK, target="User")),
        ("a: fk to Cage?", Field("a", Kind.FK, target="Cage", optional=True)),
        ("a: fk User unique", Field("a", Kind.O2O, target="User")),
        ("a: m2m Cage", Field("a", Kind.M2M, target="Cage")),
        ("a: str? readonly", Field("a", Kind.STR, optional=True, readonly=True)),
    ],
)
def test_a_field_is_read(text: str, wanted: Field) -> None:
    found = only_field(text)

    assert found == Field(
        **{**{name: getattr(wanted, name) for name in Field.__slots__}, "at": found.at}
    )


def test_a_model_may_have_no_fields_or_the_usual_ones() -> None:
    (app,) = read_wish("add zoo app with models Empty() and Usual").apps

    assert [[field.name for field in model.fields] for model in app.models] == [
        [],
        ["name", "description", "is_active"],
    ]


@pytest.mark.parametrize(
    ("request_text", "where", "why"),
    [
        ("refactor the login view", "refactor", "begins with"),
        ("", "", "begins with"),
        ("create", "", '"project" or "app" was expected'),
        ("create app", "", "has no name"),
        ("add widgets", "widgets", 'neither "project" nor "app"'),
        ("add payments app tests", "tests", "complete before this"),
        ("add 日本 app", "日本", "no app name"),
        ("add class app", "class", "word of Python"),
        ("add calendar app", "calendar", "standard library"),
        ("add users app", "users", "taken"),
        ("create project django", "django", "package"),
        ("add zoo app with model cage", "cage", "no model name"),
        ("add zoo app with model Exception(a: int)", "Exception", "Python itself"),
        ("add zoo app with model QuerySet(a: int)", "QuerySet", "same modules"),
        ("add zoo app with models A(a: int), A(b: int)", "A(b", "both need the name"),
        ("add zoo app with models Cat(a: int), Cats(b: int)", "Cats", "both need the name"),
        ("add zoo app with model A(class: int)", "class", "word of Python"),
        ("add zoo app with model A(a__b: int)", "a__b", "double underscore"),
        ("add zoo app with model A(pk: uuid)", "pk", "by itself"),
        ("add zoo app with model A(objects: int)", "objects", "use themselves"),
        ("add zoo app with model A(self: int)", "self", "use themselves"),
        ("add zoo app with model A(list: int)", "list", "use themselves"),
        ("add zoo app with model A(b: int, b: str)", "b: str", "twice"),
        ("add zoo app with model A(b: fk User, b_id: int)", "b_id", "has a column"),
        ("add zoo app with model A(b: strin)", "strin", 'did you mean "string"?'),
        ("add zoo app with model A(photo: image)", "image", "uploads need"),
        ("add zoo app with model A(b: int", "", '")" is missing'),
        ("add zoo app with model A(b: int unique unknown)", "unknown", "none of"),
        ("add zoo app with model A(b: bool unique)", "unique", "can't be unique"),
        ("add zoo app with model A(b: int = x)", "x)", "no default for int"),
        ("add zoo app with model A(b: str(3) = abcd)", "abcd", "no default for str"),
        ("add zoo app with model A(b: str(0))", "(0)", "takes a length"),
        ("add zoo app with model A(b: decimal(2,5))", "(2,5)", "a decimal is"),
        ("add zoo app with model A(b: choices x/x)", "x)", "twice"),
        ("add zoo app with model A(b: choices 日/月)", "日", "a choice was expected"),
        ("add zoo app with model A(b: int readonly)", "b:", "nothing could ever set it"),
        ("add zoo app with model A(b: fk B)", "b:", 'points to "B"'),
        ("add zoo app with model A(b: fk A)", "b:", "circle"),
        ("add zoo app with models A(b: fk B), B(a: o2o A)", "b:", "circle"),
        ("add zoo app with model A(b: int) # more", "#", "no meaning"),
    ],
)
def test_the_place_that_is_not_understood_is_pointed_at(
    request_text: str, where: str, why: str
) -> None:
    with pytest.raises(UsageError) as caught:
        read_wish(request_text)

    place = request_text.rindex(where) if where else len(request_text)
    first, shown, pointer = caught.value.message.splitlines()
    assert why in first
    assert f"character {place + 1}:" in first
    assert shown[pointer.index("^") :] == request_text[place : place + 30]
    assert caught.value.advice


def test_what_it_can_do_is_shown_with_how_to_name_a_model() -> None:
    with pytest.raises(UsageError) as caught:
        read_wish("explain this project")

    assert "create project shop" in caught.value.advice
    assert "--model anthropic:" in caught.value.advice


def test_models_are_plain_data() -> None:
    (app,) = read_wish("add zoo app with model Cage()").apps
    assert app.models == (Model("Cage", (), app.models[0].at),)
