"""Requests as people write them, and what is understood of each: all of it, or nothing."""

import pytest

from skillrun.errors import UsageError
from skillrun.providers.blueprint.defaults import text_literal
from skillrun.providers.blueprint.spec import App, Field, Kind, Model
from skillrun.providers.blueprint.wishes import read_wish


def told(app: App) -> str:
    """An app in one line: `library: Book(title str(80) unique, author fk Author)`."""
    return f"{app.name}: {'; '.join(map(_told_model, app.models))}"


def _told_model(model: Model) -> str:
    parts = [*map(_told_field, model.fields), *(f"unique {'+'.join(g)}" for g in model.together)]
    return f"{model.name}({', '.join(parts)})"


def _told_field(field: Field) -> str:
    size = f"({field.max_length})" if field.max_length else ""
    if field.kind is Kind.DECIMAL and field.digits != (12, 2):
        size = f"({field.digits[0]},{field.digits[1]})"
    target = f"{field.target_app}.{field.target}" if field.target_app else field.target
    words = [field.name, f"{field.kind}{size}", target, "/".join(field.choices)]
    words += ["?" * field.optional, "unique" * field.unique, "readonly" * field.readonly]
    words += ["positive" * field.not_negative, field.on_delete.lower(), "guessed" * field.assumed]
    default = field.default if not field.choices else ""
    return " ".join(filter(None, [*words, f"= {default}" if default else ""]))


@pytest.mark.parametrize(
    ("request_text", "apps"),
    [
        (
            "I'd like an app called survey, please: models Survey(title: str), Answer(survey: fk Survey)",
            "survey: Survey(title str); Answer(survey fk Survey)",
        ),
        (
            "Create a new Django project named \"books\" with an app called catalog that has models Book (title, isbn "
            "unique, price decimal, published date) and Author (name, email).",
            "catalog: Book(title str guessed, isbn str unique guessed, price decimal, published_date date guessed); "
            "Author(name str guessed, email email guessed)",
        ),
        (
            "Create an app tasks with a Task model: title (max 200 chars), description (optional), "
            "status (todo, in progress, done), due date, assignee (FK to User)",
            "tasks: Task(title str(200) guessed, description text ? guessed, status choices todo/in_progress/done, "
            "due_date date guessed, assignee fk User)",
        ),
        (
            "Create a polls app.\n\nModels:\n1. Question\n   - text: string, max 200\n   - asked: datetime\n"
            "2. Choice\n   - question: foreign key to Question\n   - votes: integer, default 0\n",
            "polls: Question(text str(200), asked datetime); Choice(question fk Question, votes int = 0)",
        ),
        (
            "Create an app `wiki`:\n\n* **Page** — title (CharField, max_length=200), slug (SlugField, unique)\n"
            "* **Revision** — page (ForeignKey to Page), made (DateTimeField, auto_now_add) 🎉\n",
            "wiki: Page(title str(200), slug slug unique); "
            "Revision(page fk Page, made datetime readonly = timezone.now)",
        ),
        (
            "add stock app with model Item(sku: models.CharField(max_length=32, unique=True), "
            "price: DecimalField(max_digits=8, decimal_places=3), left: PositiveIntegerField(default=0), "
            'kind: CharField(max_length=9, choices=[("a", "A"), ("b", "Bee")], default="b"), '
            "owner: ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE), note: TextField(blank=True))",
            "stock: Item(sku str(32) unique, price decimal(8,3), left int positive = 0, kind choices a/b, "
            "owner fk User cascade, note text ?)",
        ),
        (
            "Add a reviews app\n\n```python\nclass Review(models.Model):\n"
            '    class Mark(models.TextChoices):\n        GOOD = "good", "Good"\n        BAD = "bad"\n\n'
            "    user = models.ForeignKey(User, on_delete=models.CASCADE)\n    text = models.TextField(blank=True)\n    title = models.CharField(max_length=5)\n"
            "    mark = models.CharField(max_length=9, choices=Mark.choices)\n\n"
            "    class Meta:\n        unique_together = ('user', 'title')\n\n"
            "    def __str__(self):\n        return self.text\n```\n",
            "reviews: Review(user fk User cascade, text text ?, title str(5), mark choices good/bad, unique user+title)",
        ),
        (
            "add hotel app with models Room(number: str unique), Stay(room: fk Room cascade, day: date, unique(room, day))",
            "hotel: Room(number str unique); Stay(room fk Room cascade, day date, unique room+day)",
        ),
        (
            "add hotel app with model Stay(room: str, day: date) unique together (room, day)",
            "hotel: Stay(room str, day date, unique room+day)",
        ),
        (
            "add shop app. Models: Item (name: string, price: decimal 10,3), Supplier (name: varchar 40). "
            "Item belongs to Supplier.",
            "shop: Item(name str, price decimal(10,3), supplier fk Supplier); Supplier(name str(40))",
        ),
        (
            "add shop app with models Maker(name: str), Item(name: str). Maker has many Items",
            "shop: Maker(name str); Item(name str, maker fk Maker)",
        ),
        (
            "Create payments app with Payment model with amount, currency and status fields",
            "payments: Payment(amount decimal guessed, currency str guessed, status str guessed)",
        ),
        (
            "add crm app with model Contact with fields first name, birth date and company FK to Company; "
            "model Company with fields name and website",
            "crm: Contact(first_name str guessed, birth_date date guessed, company fk Company); "
            "Company(name str guessed, website url guessed)",
        ),
        (
            "add shop app with model order_item(Qty: INT, tags, tag, user), Tag(name)",
            "shop: OrderItem(qty int, tags m2m Tag guessed, tag fk Tag guessed, user fk User guessed); "
            "Tag(name str guessed)",
        ),
        (
            "создай приложение для учёта задач с моделью Task (title, срок: дата, статус: новая/готово = готово)",
            "tasks: Task(title str guessed, deadline date, status choices novaya/gotovo)",
        ),
        (
            "создай приложение orders: модель Order с полями number (строка, уникальное), total (decimal 10,2), "
            "customer (внешний ключ на User), status (выбор: new, paid)",
            "orders: Order(number str unique, total decimal(10,2), customer fk User, status choices new/paid)",
        ),
        (
            "Hi! Could you please add an app for workouts? Models: Workout (user, date), Exercise (workout -> Workout, "
            "name CharField(100), sets: int, author: Author), Author(name). Thanks!",
            "workouts: Workout(user fk User guessed, date date guessed); Exercise(workout fk Workout, name str(100), "
            "sets int, author fk Author); Author(name str guessed)",
        ),
        (
            "add app money with model Coin(currency: choices USD/EUR = eur, side: M/F, owner: fk settings.AUTH_USER_MODEL)",
            "money: Coin(currency choices USD/EUR, side choices M/F, owner fk User)",
        ),
        ("Необходимо создать приложение «сделки»: Сделка(клиенты: m2m User)", "deals: Deal(clients m2m User)"),
        (
            "create an app called support, which has a Ticket model with subject and created by user",
            None,
        ),
        (
            'Add app "support" with model Ticket: subject - string, status - open/closed, created by - user',
            "support: Ticket(subject str, status choices open/closed, created_by fk User)",
        ),
        (
            "add support app with model Ticket\nfields:\n subject: str\n body text\n",
            "support: Ticket(subject str, body text)",
        ),
        (
            "add app support:\n  models:\n    Ticket:\n      subject: str\n    Reply:\n      ticket: fk Ticket\n",
            "support: Ticket(subject str); Reply(ticket fk Ticket)",
        ),
        (
            'Add app "subs" with models Plan(name unique, price decimal(8,2)) and Sub(user FK, plan FK PROTECT, '
            "active bool default true), unique together user and plan",
            "subs: Plan(name str unique guessed, price decimal(8,2)); Sub(user fk User, plan fk Plan protect, "
            "active bool = True, unique user+plan)",
        ),
        (
            "Add app polls with Question model (text max length 200, pub date datetime)",
            "polls: Question(text str(200) guessed, pub_date datetime)",
        ),
        ("new app: wallets. models: Operation(amount money, kind in/out)", "wallets: Operation(amount decimal, kind choices in/out)"),
        ("Добавь приложение «Голосования» (polls) с моделью Опрос (заголовок, голоса: число = 0)", "polls: Poll(title str guessed, votes int = 0)"),
        ("add support app (model Ticket with subject and body)", "support: Ticket(subject str guessed, body text guessed)"),
        ("Create an app for blog posts with Post(title)", "blog_posts: Post(title str guessed)"),
        ("add an app to manage gift cards: Card(code)", "gift_cards: Card(code str guessed)"),
        ("build me a blog with tests, docker and PostgreSQL", None),
        ("add payments", None),
    ],
)  # fmt: skip
def test_an_app_is_understood(request_text: str, apps: str | None) -> None:
    (app,) = read_wish(request_text).apps

    if apps is not None:
        assert told(app) == apps
    assert app.models


@pytest.mark.parametrize(
    ("request_text", "project", "apps"),
    [
        ("create a django project", None, []),
        ("Create a Django project for a pet clinic", "pet-clinic", []),
        ("create project with payments app", None, ["payments"]),
        ("Создай проект shop с приложениями catalog и orders", "shop", ["catalog", "orders"]),
        ("I need a shop backend with apps products, orders and customers", "shop", ["products", "orders", "customers"]),
        ("create project shop with catalog and orders apps", "shop", ["catalog", "orders"]),
        ("create project shop, app catalog with model A(b: str), app orders with model C(d: str)", "shop", ["catalog", "orders"]),
        ("create project shop with apps catalog with model A(b: str) and orders with model C(d: str)", "shop", ["catalog", "orders"]),
        ("Create project hotel:\n- app rooms: Room(number: str)\n- app bookings: Booking(room: fk Room)\n", "hotel", ["rooms", "bookings"]),
        ("Нужен проект «Доставка еды»: приложения places (модели Place: name; Dish: name, place FK) и orders", "delivery-edy", ["places", "orders"]),
        ("добавь в проект shop приложение reviews", "shop", ["reviews"]),
        ("Create a Django REST API project named taskboard with apps: boards (Board: title; Column: board FK), cards (Card: column FK)", "taskboard", ["boards", "cards"]),
        ("I need a Django backend for a restaurant. Apps: menu with model Dish(name); bookings with model Booking(user)", "restaurant", ["menu", "bookings"]),
        ("add reviews app to the shop project with model Review(text)", "shop", ["reviews"]),
    ],
)  # fmt: skip
def test_a_project_and_its_apps_are_understood(
    request_text: str, project: str | None, apps: list[str]
) -> None:
    wish = read_wish(request_text)

    assert (wish.project, [app.name for app in wish.apps]) == (project, apps)


def test_a_relation_finds_the_app_of_its_target() -> None:
    request = "create project crm with apps people with model Person(name: str) and deals with model Deal({})"
    for field in ("who: fk people.Person", "who: fk Person", 'who: ForeignKey("people.Person")'):
        _, deals = read_wish(request.format(field)).apps

        assert told(deals) == "deals: Deal(who fk people.Person)"


@pytest.mark.parametrize(
    "request_text",
    [
        "add library app with model Book(title: str), using MongoDB and GraphQL",
        "add library app with model Book(title: str) without tests",
        "add library app with model Book(title: str). Use UUID primary keys.",
        "create project shop using Django 5 and celery",
        "add library app with models Book(title: str), Celery and GraphQL",
        "add library app with model Book(title: str). Deploy it to Heroku.",
        "add library app with model Book(title: str), Author(name: Strin)",
        "create project gym with apps members, trainers and classes; Lesson(name: str)",
        "create a new project without tests",
        "project documentation",
        "create project на Flask",
        "add an app to the project",
        "add library app to Heroku",
        "add library app with model Book with pagination and search",
        "add library app with model Book(title strng, pages integr)",
        "add library app, Heroku",
        "create project shop with MySQL",
        "create project shop. create project blog.",
        "Create a REST API for a music service with artists, albums and tracks",
        "add validation to Order",
        "add docstrings to the Order model",
        "add tests for payments",
        "rename model Customer to Client",
        "Add a blog application with posts and comments",
        "add library app with model Book(status: choices new, paid, shipped)",
        "add library app with model Book(pages: int >= 1)",
        "add library app with model Book(pages: int min 1 max 5)",
        "add library app with model Book(authors: m2m through Authorship)",
        "add library app with model Book(code: CharField(max_length=9, validators=[check]))",
        "add library app with model Book(id: uuid)",
        "add library app with model Book(cover: ImageField())",
        "add library app with model Book(title: str) unique together (title, number)",
        "add library app with model Book(title: str?, day: date, unique(title, day))",
        "add library app with model Book(user: fk User, kind: choices a/b, unique(user, kind))",
        "add library app\n```python\nclass Book(models.Model):\n    cover = models.ImageField()\n```",
        "add library app\n```python\nclass Book(models.Model:\n```",
        "create project x with apps a with model A(b: fk B) and b with model B(a: fk A?)",
        "create project x with apps bags with model A(c: str) and bags with model B(d: str)",
        "hello",
    ],
)
def test_what_it_can_not_do_is_refused_and_not_passed_over(request_text: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_wish(request_text)

    assert caught.value.advice


def test_what_is_understood_in_another_way_is_noted() -> None:
    wish = read_wish(
        "создай проект «Аптека» с приложением Sales с моделью Чек(номер: строка, created_at: datetime), order_line(a: int)"
    )

    noted = "\n".join(wish.notes)
    for said in (
        "«Аптека»",
        "`Sales` → `apps.sales`",
        "`Чек` → `Chek`",
        "`номер` → `number`",
        "`created_at`",
        "`order_line`",
    ):
        assert said in noted
    receipt = wish.apps[0].models[0]
    assert (receipt.label, receipt.fields[0].label) == ("чек", "номер")


def test_code_that_is_not_taken_over_is_noted() -> None:
    wish = read_wish(
        "add reviews app\n```python\nclass Review(models.Model):\n"
        "    text = models.TextField(help_text='x')\n\n    class Meta:\n        db_table = 'r'\n\n"
        "    def shout(self):\n        return self.text.upper()\n```"
    )

    noted = "\n".join(wish.notes)
    assert "`Review.shout`" in noted
    assert "`Review.Meta.db_table`" in noted
    assert "`help_text`" in noted


def test_private_is_what_leads_to_a_user_over_several_apps() -> None:
    *_, notes = read_wish(
        "create project uni with apps people with model Teacher(user: o2o User), courses with models "
        "Course(teacher: fk Teacher), Lesson(course: fk Course) and notes with model Note(lesson: fk Lesson)"
    ).apps

    (lesson,) = notes.outside
    assert (lesson.app, lesson.way) == ("courses", ("course", "teacher", "user"))


def test_a_label_that_looks_latin_is_escaped() -> None:
    assert text_literal('с "сроком" от с') == '"\\u0441 \\"сроком\\" от \\u0441"'
    assert text_literal("с") == ascii("с").replace("'", '"')
