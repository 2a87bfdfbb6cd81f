"""Requests on a project that is there: fields for its models, apps that point to them."""

import ast
from collections.abc import Sequence
from pathlib import Path

import pytest

from skillrun.errors import UsageError
from skillrun.providers.blueprint.answers import Whole, make_answer
from skillrun.providers.blueprint.project import Asked

LIBRARY = (
    "create project shop with apps library with models Author(name: str, books?: int positive), Book(title: str(80), "
    "author: fk Author, price: decimal, status: choices draft/published readonly, tags: m2m Tag, unique(title, author)), "
    "Tag(name: str unique) and loans with model Loan(user: fk User, book: fk Book, due: date)"
)


def ask(root: Path, request: str, *, hidden: Sequence[str] = ()) -> Whole:
    """Ask in a folder, of which all but some is shown, and write the answer."""
    paths = sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())
    files = {path: (root / path).read_text(encoding="utf-8") for path in paths}
    shown = {path: text for path, text in files.items() if path not in hidden}
    answer = make_answer(Asked(request, "demo", frozenset(paths), shown, part=1))
    for path, text in answer.files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return answer


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project with two apps."""
    ask(tmp_path, LIBRARY)
    return tmp_path


@pytest.mark.parametrize(
    ("request_text", "column"),
    [
        ("add field isbn: str(13)? to Book", "isbn = models.CharField(max_length=13, blank=True"),
        ("Add an isbn field to the Book model.", "isbn = models.CharField("),
        ("add isbn: str(13)? unique field to library.Book", "isbn = models.CharField("),
        ("добавь поле isbn: строка в модель Book", "isbn = models.CharField("),
        ("add field pages: int positive to book", "pages = models.IntegerField("),
        (
            "add fields pages: int = 1 and isbn: str? to Book, please",
            "pages = models.IntegerField(",
        ),
        ("add field editor: fk User? to Book", "editor = models.ForeignKey("),
        ("add field language: choices en/ru to Book", "class Language(models.TextChoices)"),
        ("add field to Book: isbn string", "isbn = models.CharField("),
        (
            "add two fields to Book: isbn (str, unique) and pages (integer)",
            "pages = models.IntegerField(",
        ),
        ("Please extend the Book model with a field isbn: str?", "isbn = models.CharField("),
        (
            "Add a nullable `sold_at` datetime field to the Book model in the library app",
            "sold_at = models.DateTimeField(null",
        ),
        ("add isbn: str? to Book", "isbn = models.CharField("),
        ("добавь в Book поле isbn (строка, необязательное)", "isbn = models.CharField("),
        (
            "добавь поле isbn типа строка в модель Book приложения library",
            "isbn = models.CharField(",
        ),
    ],
)
def test_a_field_goes_through_all_layers(shop: Path, request_text: str, column: str) -> None:
    answer = ask(shop, request_text)

    name = column.removeprefix("class ").split("(")[0].split(" ")[0].lower()
    assert column in answer.files["apps/library/models.py"]
    assert f'"{name}"' in answer.files["apps/library/serializers.py"]
    assert f"    {name}: " in answer.files["apps/library/services.py"]
    (migration,) = [path for path in answer.files if "/migrations/" in path]
    assert migration.startswith("apps/library/migrations/0002_book_")
    assert '("library", "0001_initial")' in answer.files[migration]
    assert name in answer.reasoning
    for text in answer.files.values():
        ast.parse(text)


def test_nothing_else_of_the_app_changes(shop: Path) -> None:
    before = (shop / "apps/library/models.py").read_text(encoding="utf-8").splitlines()

    after = ask(shop, "add field isbn: str? to Book").files["apps/library/models.py"].splitlines()

    assert [line for line in after if "isbn" not in line] == before


def test_a_second_field_follows_the_first(shop: Path) -> None:
    ask(shop, "add field isbn: str? to Book")
    answer = ask(shop, "add field born: date? to Author")

    assert (
        '("library", "0002_book_isbn")'
        in answer.files["apps/library/migrations/0003_author_born.py"]
    )


def test_a_required_field_becomes_optional_and_is_said_to(shop: Path) -> None:
    answer = ask(shop, "add field isbn: str to Book")

    assert 'blank=True, default=""' in answer.files["apps/library/models.py"]
    assert "`isbn` сделано необязательным" in answer.reasoning


def test_a_field_of_a_model_that_points_into_an_app_that_is_not_shown(shop: Path) -> None:
    answer = ask(shop, "add field note: text? to Loan", hidden=["apps/library/models.py"])

    assert "note = models.TextField" in answer.files["apps/loans/models.py"]


@pytest.mark.parametrize(
    ("request_text", "why"),
    [
        ("add field isbn: str? to Shelf", 'has a model "Shelf"'),
        ("add field title: str? to Book", 'has a field "title" already'),
        ("add field phone: str? to User", "log-in and rights"),
        ("add field isbn: str?", "the model that the field goes to"),
        ("add field objects: int? to Book", "use themselves"),
        ("add field shelf: fk Shelf? to Book", 'points to "Shelf"'),
    ],
)
def test_a_field_that_can_not_be_is_refused(shop: Path, request_text: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        ask(shop, request_text)


@pytest.mark.parametrize(
    "request_text",
    [
        "add model Shelf(room: str, books: m2m Book, keeper: fk User?) to library app",
        "add a Shelf model (room: str, books: m2m Book, keeper: fk User?) to the library app",
        "добавь модель Shelf(room: str, books: m2m Book, keeper: fk User?) в приложение library",
    ],
)
def test_a_model_joins_an_app(shop: Path, request_text: str) -> None:
    before = (shop / "apps/library/models.py").read_text(encoding="utf-8")

    answer = ask(shop, request_text)

    after = answer.files["apps/library/models.py"]
    there, new = after.split("class Shelf(models.Model)")
    assert there.rstrip().endswith(before.split("\n\n\n", 1)[1].rstrip())
    assert "room = models.CharField" in new
    assert 'router.register("shelves", ShelfViewSet' in answer.files["apps/library/urls.py"]
    migration = answer.files["apps/library/migrations/0002_shelf.py"]
    assert '("library", "0001_initial")' in migration
    assert migration.count("migrations.CreateModel") == 1
    assert "initial = True" not in migration
    assert "config/urls.py" not in answer.files


def test_a_model_without_an_app_is_refused(shop: Path) -> None:
    with pytest.raises(UsageError, match="no app is named for these models"):
        ask(shop, "add model Shelf(room: str)")
    with pytest.raises(UsageError, match='there is no app "films"'):
        ask(shop, "add model Shelf(room: str) to films app")


def test_code_that_somebody_changed_is_left_alone(shop: Path) -> None:
    path = shop / "apps/library/services.py"
    path.write_text(path.read_text(encoding="utf-8") + "\n\nLIMIT = 5\n", encoding="utf-8")

    with pytest.raises(
        UsageError, match=r"isn't as the blueprint writes it any more: apps/library/services\.py"
    ):
        ask(shop, "add field isbn: str? to Book")


def test_a_file_that_was_not_shown_is_asked_for(shop: Path) -> None:
    with pytest.raises(UsageError, match="was not shown") as caught:
        ask(shop, "add field isbn: str? to Book", hidden=["apps/library/services.py"])

    assert caught.value.advice == "Add --file apps/library/services.py."


def test_a_field_needs_a_project(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no Django project"):
        ask(tmp_path, "add field isbn: str? to Book")


def test_a_field_needs_a_project_of_the_canonical_layout(tmp_path: Path) -> None:
    (tmp_path / "manage.py").write_text("print(1)\n", encoding="utf-8")

    with pytest.raises(UsageError, match=r"lacks config/settings\.py"):
        ask(tmp_path, "add field isbn: str? to Book")


def test_a_new_app_points_to_a_model_that_is_there(shop: Path) -> None:
    ask(shop, "add field isbn: str? to Book")
    answer = ask(shop, "add reviews app with a link to Book")

    assert 'models.ForeignKey(\n        "library.Book"' in answer.files["apps/reviews/models.py"]
    assert (
        '("library", "0002_book_isbn")' in answer.files["apps/reviews/migrations/0001_initial.py"]
    )
    assert (
        "from apps.library.tests.factories import BookFactory"
        in answer.files["apps/reviews/tests/factories.py"]
    )
    assert '"apps.reviews",' in answer.files["config/settings.py"]


def test_what_points_to_a_private_object_is_private_too(shop: Path) -> None:
    answer = ask(shop, "add notes app with model Note(loan: fk Loan, text)")

    assert "Note.objects.filter(loan__user=user)" in answer.files["apps/notes/selectors.py"]
    assert "def list_own_loans(" in answer.files["apps/notes/selectors.py"]
    assert "loan = OwnLoanField()" in answer.files["apps/notes/serializers.py"]


def test_a_model_that_was_not_shown_is_asked_for(shop: Path) -> None:
    with pytest.raises(UsageError, match='points to "Book"') as caught:
        ask(
            shop,
            "add reviews app with model Review(book: fk Book)",
            hidden=["apps/library/models.py"],
        )

    assert "--file apps/library/models.py" in caught.value.advice


def test_a_name_that_two_apps_have_needs_its_app(shop: Path) -> None:
    ask(shop, "add films app with model Tag(name: str)")

    with pytest.raises(UsageError, match="films and library have one each"):
        ask(shop, "add reviews app with model Review(tag: fk Tag)")
    answer = ask(shop, "add reviews app with model Review(tag: fk films.Tag)")
    assert '"films.Tag"' in answer.files["apps/reviews/models.py"]


def test_another_project_than_the_one_that_is_named_is_left_alone(shop: Path) -> None:
    for request in (
        "add notes app to project blog",
        "add field isbn: str? to Book in project blog",
    ):
        with pytest.raises(
            UsageError, match='holds the project "shop", and the request names "blog"'
        ):
            ask(shop, request)

    assert "apps/notes/models.py" in ask(shop, "add notes app to project Shop").files
    assert "apps/tips/models.py" in ask(shop, "add tips app to the demo project").files
