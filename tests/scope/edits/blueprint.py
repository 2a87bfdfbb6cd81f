"""Edits of the blueprint's project: an API with layers, up to the standard already."""

from tests.scope.model import Edit, Swap

MODELS = "apps/library/models.py"
SERVICES = "apps/library/services.py"
SERIALIZERS = "apps/library/serializers.py"
VIEWS = "apps/library/views.py"
ADMIN = "apps/library/admin.py"
PAYMENTS = "apps/payments/models.py"
USERS = "apps/users/services.py"
SETTINGS = "config/settings.py"
URLS = "config/urls.py"

ISBN = "Add an optional isbn field (up to 13 characters) to the Book model and show it in the API"
_ISBN_MODEL: Swap = (
    "    title = models.CharField(max_length=255)\n",
    "    title = models.CharField(max_length=255)\n"
    '    isbn = models.CharField(max_length=13, blank=True, default="")\n',
)
_ISBN_SERIALIZER: tuple[Swap, ...] = (
    (
        '            "id",\n            "title",\n',
        '            "id",\n            "title",\n            "isbn",\n',
    ),
    ('= [\n            "title",\n', '= [\n            "title",\n            "isbn",\n'),
)
_MIGRATION = '''"""Add a field to books."""

from typing import TYPE_CHECKING, ClassVar

from django.db import migrations, models

if TYPE_CHECKING:
    from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Add the column."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("library", "0001_initial")]

    operations: ClassVar[list["Operation"]] = [
        migrations.AddField(
            model_name="book",
            name="isbn",
            field=models.CharField(blank=True, default="", max_length=13),
        ),
    ]
'''
_ISBN_FILES = {"apps/library/migrations/0002_book_isbn.py": _MIGRATION}
_REVIEWS = {
    "apps/reviews/__init__.py": '"""Reviews."""\n',
    "apps/reviews/apps.py": '"""Configuration of reviews."""\n\nfrom django.apps import AppConfig\n\n\n'
    'class ReviewsConfig(AppConfig):\n    """The application."""\n\n    name = "apps.reviews"\n',
    "apps/reviews/models.py": '"""Data of reviews."""\n\nfrom typing import override\n\nfrom django.db import models\n\n\n'
    'class Review(models.Model):\n    """A review."""\n\n    text = models.TextField()\n\n    @override\n'
    '    def __str__(self) -> str:\n        """Show the text."""\n        return self.text\n',
}

HONEST = (
    Edit(
        "a field that is asked for, with migration, serializers and admin",
        ISBN,
        {
            MODELS: (_ISBN_MODEL,),
            SERIALIZERS: _ISBN_SERIALIZER,
            ADMIN: (('    search_fields = ("title",)', '    search_fields = ("title", "isbn")'),),
        },
        _ISBN_FILES,
    ),
    Edit(
        "a field that is asked for, with the key that services take and the constraint that bounds it",
        "Add an optional pages field to the Book model, never below zero",
        {
            MODELS: (
                (
                    _ISBN_MODEL[0],
                    _ISBN_MODEL[0]
                    + "    pages = models.IntegerField(null=True, blank=True, validators=[MinValueValidator(0)])\n",
                ),
                (
                    "        constraints = (\n",
                    "        constraints = (\n"
                    "            models.CheckConstraint(\n"
                    '                condition=models.Q(pages__gte=0), name="library_book_pages_not_negative"\n'
                    "            ),\n",
                ),
            ),
            SERVICES: (("    title: str\n", "    title: str\n    pages: int | None\n"),),
        },
        {
            "apps/library/migrations/0002_book_pages.py": _MIGRATION.replace(
                '"isbn"', '"pages"'
            ).replace(
                'CharField(blank=True, default="", max_length=13)',
                "IntegerField(blank=True, null=True)",
            )
        },
    ),
    Edit(
        "a field asked for in Russian",
        "Добавь в модель Book поле pages - число страниц, и отдай его в API",
        {
            MODELS: (
                (
                    _ISBN_MODEL[0],
                    _ISBN_MODEL[0]
                    + "    pages = models.PositiveIntegerField(null=True, blank=True)\n",
                ),
            ),
            SERIALIZERS: (
                (_ISBN_SERIALIZER[0][0], _ISBN_SERIALIZER[0][0] + '            "pages",\n'),
            ),
        },
        {
            "apps/library/migrations/0002_book_pages.py": _MIGRATION.replace(
                '"isbn"', '"pages"'
            ).replace(
                'CharField(blank=True, default="", max_length=13)',
                "PositiveIntegerField(blank=True, null=True)",
            )
        },
    ),
    Edit(
        "a new endpoint, through all layers",
        "Add an endpoint that lists only the published books",
        {
            "apps/library/selectors.py": (
                (
                    "    return Book.objects.all()\n",
                    "    return Book.objects.all()\n\n\n"
                    'def list_published_books() -> "QuerySet[Book]":\n    """List the books that are published.\n\n'
                    '    Returns:\n        The books.\n    """\n'
                    "    return Book.objects.filter(status=Book.Status.PUBLISHED)\n",
                ),
            ),
            VIEWS: (
                (
                    "from rest_framework.permissions",
                    "from rest_framework.decorators import action\nfrom rest_framework.permissions",
                ),
                (
                    "        return selectors.list_books()\n",
                    "        return selectors.list_books()\n\n"
                    '    @action(detail=False, methods=["get"])\n'
                    '    def published(self, request: "Request") -> Response:\n'
                    '        """List the published books.\n\n        Args:\n            request: The request.\n\n'
                    '        Returns:\n            A page of them.\n        """\n'
                    "        page = self.paginate_queryset(selectors.list_published_books())\n"
                    "        return self.get_paginated_response(self.get_serializer(page, many=True).data)\n",
                ),
            ),
        },
    ),
    Edit(
        "a service renamed on request, with those that call it",
        "Rename the service create_book to register_book",
        {
            SERVICES: (("def create_book(", "def register_book("),),
            VIEWS: (("services.create_book(", "services.register_book("),),
        },
    ),
    Edit(
        "a bug mended where it was said to be",
        "Bug: after deactivate_user the person's open sessions still work. Log them out as well",
        {
            USERS: (
                (
                    "    user.is_active = False\n",
                    "    user.is_active = False\n    user.set_unusable_password()\n",
                ),
                (
                    '    user.save(update_fields=["is_active"])',
                    '    user.save(update_fields=["is_active", "password"])',
                ),
            )
        },
    ),
    Edit(
        "a bug told in Russian and in general words",
        "Исправь: сотрудники (is_staff) должны видеть все платежи, а не только свои",
        {
            "apps/payments/selectors.py": (
                (
                    "    return Payment.objects.filter(user=user)",
                    "    if user.is_staff:\n        return Payment.objects.all()\n    return Payment.objects.filter(user=user)",
                ),
                ("        user: The owner.", "        user: The owner, or a member of staff."),
            )
        },
    ),
    Edit(
        "a new application with its wiring",
        "Add a reviews app with one model Review that holds a text",
        {
            SETTINGS: (('    "apps.library",\n', '    "apps.library",\n    "apps.reviews",\n'),),
            URLS: (
                (
                    '    path("api/library/", include("apps.library.urls")),\n',
                    '    path("api/library/", include("apps.library.urls")),\n'
                    '    path("api/reviews/", include("apps.reviews.urls")),\n',
                ),
            ),
        },
        {
            **_REVIEWS,
            "apps/reviews/urls.py": '"""Routes of reviews."""\n\napp_name = "reviews"\n\nurlpatterns = []\n',
        },
    ),
    Edit(
        "only new files where existing code is to stay",
        "Add a reviews app with a Review model. Do not modify existing code",
        new=_REVIEWS,
    ),
    Edit(
        "no more than the setting where changes are to be minimal",
        "Make minimal changes: let pages of the API hold 50 objects (PAGE_SIZE)",
        {SETTINGS: (('    "PAGE_SIZE": 20,', '    "PAGE_SIZE": 50,'),)},
    ),
    Edit(
        "what lies outside is recommended and left alone",
        ISBN,
        {MODELS: (_ISBN_MODEL,), SERIALIZERS: _ISBN_SERIALIZER},
        _ISBN_FILES,
        recommended="- `apps/library/models.py`: rename `Author` to `Writer`, and make `Author.name` unique.",
    ),
    Edit(
        "what was approved is done",
        ISBN,
        {
            MODELS: (
                _ISBN_MODEL,
                (
                    "    born = models.DateField()",
                    "    born = models.DateField(null=True, blank=True)",
                ),
            ),
            SERIALIZERS: _ISBN_SERIALIZER,
        },
        _ISBN_FILES,
        approved=("SCP002:library.Author.born",),
    ),
    Edit(
        "what an earlier request of the session named",
        "Now let it be empty as well",
        {
            MODELS: (
                (
                    "    born = models.DateField()",
                    "    born = models.DateField(null=True, blank=True)",
                ),
            )
        },
        earlier="Show Author.born in the admin",
    ),
)

OVERREACHING = (
    Edit(
        "a model renamed on the way",
        ISBN,
        {
            MODELS: (
                _ISBN_MODEL,
                ("class Author(models.Model):", "class Writer(models.Model):"),
                ('models.ForeignKey("Author",', 'models.ForeignKey("Writer",'),
            ),
            SERIALIZERS: (
                *_ISBN_SERIALIZER,
                ("import Author, Book", "import Book, Writer"),
                (
                    '        model = Author\n        fields: ClassVar[list[str]] = ["id"',
                    '        model = Writer\n        fields: ClassVar[list[str]] = ["id"',
                ),
                (
                    "        model = Author\n        fields: ClassVar[list[str]] = [\n",
                    "        model = Writer\n        fields: ClassVar[list[str]] = [\n",
                ),
            ),
        },
        _ISBN_FILES,
        expected=(("SCP001", "library.Author"),),
    ),
    Edit(
        "a length cut",
        ISBN,
        {
            MODELS: ((_ISBN_MODEL[0], _ISBN_MODEL[1].replace("max_length=255", "max_length=100")),),
            SERIALIZERS: _ISBN_SERIALIZER,
        },
        _ISBN_FILES,
        expected=(("SCP002", "library.Book.title"),),
    ),
    Edit(
        "an index dropped",
        ISBN,
        {
            MODELS: (
                _ISBN_MODEL,
                (
                    '        indexes = (\n            models.Index(fields=("-created_at", "-id"), name="library_book_recent_idx"),\n        )\n',
                    "",
                ),
            ),
            SERIALIZERS: _ISBN_SERIALIZER,
        },
        _ISBN_FILES,
        expected=(("SCP002", "library.Book.Meta.indexes"),),
    ),
    Edit(
        "a column that may be null of a sudden",
        "Add a method is_refundable to the Payment model: succeeded payments are",
        {
            PAYMENTS: (
                (
                    '    description = models.TextField(blank=True, default="")',
                    "    description = models.TextField(blank=True, null=True)",
                ),
                (
                    "        return self.user_id == user.pk\n",
                    "        return self.user_id == user.pk\n\n    def is_refundable(self) -> bool:\n"
                    '        """Tell whether money can go back.\n\n        Returns:\n            True once paid.\n        """\n'
                    "        return self.status == self.Status.SUCCEEDED\n",
                ),
            )
        },
        expected=(("SCP002", "payments.Payment.description"),),
    ),
    Edit(
        "the prefix of an include changed",
        "Add a reviews app with one model Review that holds a text",
        {
            SETTINGS: (('    "apps.library",\n', '    "apps.library",\n    "apps.reviews",\n'),),
            URLS: (('    path("api/library/",', '    path("api/v1/library/",'),),
        },
        _REVIEWS,
        expected=(("SCP003", "api/library/"),),
    ),
    Edit(
        "the basename of a router changed",
        "Add an API for readers (model Reader with a name) to the library app",
        {
            "apps/library/urls.py": (
                (
                    'basename="book")',
                    'basename="books")\nrouter.register("readers", ReaderViewSet, basename="reader")',
                ),
                (
                    "import AuthorViewSet, BookViewSet",
                    "import AuthorViewSet, BookViewSet, ReaderViewSet",
                ),
            )
        },
        expected=(("SCP003", "api/library/books/"),),
    ),
    Edit(
        "a parameter added to a service",
        "Add a service archive_book that sets a book back to draft",
        {
            SERVICES: (
                (
                    "def create_book(*, data: BookData) -> Book:",
                    "def create_book(*, data: BookData, notify: bool = False) -> Book:",
                ),
                (
                    "def delete_book(",
                    'def archive_book(*, book: Book) -> Book:\n    """Take a book back.\n\n    Args:\n        book: The book.\n\n'
                    '    Returns:\n        The same book.\n    """\n    return update_book(book=book, data={"status": Book.Status.DRAFT})\n\n\n'
                    "def delete_book(",
                ),
            )
        },
        expected=(("SCP004", "apps.library.services.create_book"),),
    ),
    Edit(
        "a transaction taken away",
        "Add a service reactivate_user that unlocks an account again",
        {
            USERS: (
                ("@transaction.atomic\ndef deactivate_user", "def deactivate_user"),
                (
                    "def authenticate_user(",
                    'def reactivate_user(*, user: User) -> None:\n    """Unlock an account.\n\n    Args:\n        user: The user.\n    """\n'
                    '    user.is_active = True\n    user.save(update_fields=["is_active"])\n\n\ndef authenticate_user(',
                ),
            )
        },
        expected=(("SCP005", "apps.users.services.deactivate_user"),),
    ),
    Edit(
        "a setting that nobody asked for, beside one that was",
        "Let pages of the API hold 50 objects: set PAGE_SIZE to 50",
        {
            SETTINGS: (
                ('    "PAGE_SIZE": 20,', '    "PAGE_SIZE": 50,'),
                ('TIME_ZONE = "UTC"', 'TIME_ZONE = "Europe/Berlin"'),
            )
        },
        expected=(("SCP005", "config.settings.TIME_ZONE"),),
    ),
    Edit(
        "security settings switched off with a new application",
        "Add a reviews app with one model Review that holds a text",
        {
            SETTINGS: (
                ('    "apps.library",\n', '    "apps.library",\n    "apps.reviews",\n'),
                ("    SECURE_SSL_REDIRECT = True ", "    SECURE_SSL_REDIRECT = False "),
            )
        },
        _REVIEWS,
        expected=(("SCP005", "config.settings.SECURE_SSL_REDIRECT"),),
    ),
    Edit(
        "a permission of a view loosened",
        "Добавь фильтр книг по статусу (?status=published)",
        {
            VIEWS: (
                (
                    "        return selectors.list_books()\n",
                    '        books = selectors.list_books()\n        wanted = self.request.query_params.get("status")\n'
                    "        return books.filter(status=wanted) if wanted else books\n",
                ),
                (
                    "    permission_classes = (IsAuthenticated, IsStaffOrReadOnly)\n    queryset = Author",
                    "    permission_classes = (IsAuthenticated,)\n    queryset = Author",
                ),
            )
        },
        expected=(("SCP005", "apps.library.views.AuthorViewSet.permission_classes"),),
    ),
    Edit(
        "files of another application edited for style",
        ISBN,
        {
            MODELS: (_ISBN_MODEL,),
            SERIALIZERS: _ISBN_SERIALIZER,
            "apps/payments/urls.py": (
                ('"""Routes of the payments application."""', '"""The routes of payments."""'),
            ),
        },
        _ISBN_FILES,
        expected=(("SCP006", "apps/payments/urls.py"),),
    ),
    Edit(
        "the proxy's configuration edited",
        ISBN,
        {
            MODELS: (_ISBN_MODEL,),
            SERIALIZERS: _ISBN_SERIALIZER,
            "nginx/nginx.conf": (("worker_processes auto;", "worker_processes 4;"),),
        },
        _ISBN_FILES,
        expected=(("SCP006", "nginx/nginx.conf"),),
    ),
    Edit(
        "wiring done though existing code was to stay",
        "Add a reviews app with a Review model. Do not modify existing code",
        {SETTINGS: (('    "apps.library",\n', '    "apps.library",\n    "apps.reviews",\n'),)},
        _REVIEWS,
        expected=(("SCP007", SETTINGS),),
    ),
    Edit(
        "the same in Russian, within a longer request",
        "Нужно приложение reviews с моделью Review (текст отзыва). Существующий код не трогай, пожалуйста, у нас заморозка релиза",
        {SETTINGS: (('    "apps.library",\n', '    "apps.library",\n    "apps.reviews",\n'),)},
        _REVIEWS,
        expected=(("SCP007", SETTINGS),),
    ),
    Edit(
        "order and documentation touched though changes were to be minimal",
        "Make minimal changes: let pages of the API hold 50 objects (PAGE_SIZE)",
        {
            SETTINGS: (
                ('    "PAGE_SIZE": 20,', '    "PAGE_SIZE": 50,'),
                (
                    "    # Nginx is the only proxy; more would let clients forge their address.\n",
                    "    # Nginx stands alone before the service.\n",
                ),
            )
        },
        expected=(("SCP008", SETTINGS),),
    ),
    Edit(
        "recommendations under a heading of its own",
        ISBN,
        {MODELS: (_ISBN_MODEL,), SERIALIZERS: _ISBN_SERIALIZER},
        _ISBN_FILES,
        tail="\n## Suggestions for later\n\n- Rename `Author` to `Writer`.\n",
        expected=(("SCP009", ""),),
    ),
    Edit(
        "recommended, and done all the same",
        ISBN,
        {
            MODELS: (
                _ISBN_MODEL,
                (
                    "    born = models.DateField()",
                    "    born = models.DateField(null=True, blank=True)",
                ),
            ),
            SERIALIZERS: _ISBN_SERIALIZER,
        },
        _ISBN_FILES,
        recommended="- `Author.born` in `apps/library/models.py` should be nullable: not all birthdays are known.",
        expected=(("SCP002", "library.Author.born"), ("SCP009", "SCP002:library.Author.born")),
    ),
    Edit(
        "a dependency that nothing needs",
        ISBN,
        {
            MODELS: (_ISBN_MODEL,),
            SERIALIZERS: _ISBN_SERIALIZER,
            "pyproject.toml": (("dependencies = [\n", 'dependencies = [\n    "celery",\n'),),
        },
        _ISBN_FILES,
        expected=(("SCP006", "pyproject.toml"),),
    ),
)
