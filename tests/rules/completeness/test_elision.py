"""CMP004: what stands for code, in every language of file, and what only sounds like it."""

import pytest

from tests.rules.completeness.support import found

ENGLISH = [
    "... rest of code",
    "... rest of the code ...",
    "... rest of the code remains the same",
    "...rest of code",
    "…rest of the code…",
    "rest of the code",
    "rest of the template",
    "... rest of the Dockerfile",
    "Rest of the file remains unchanged",
    "rest of the class stays the same",
    "the rest of your code goes here",
    "rest of the implementation...",
    "rest of the existing methods remain unchanged",
    "The rest is unchanged",
    "... the rest remains the same",
    "Everything else stays the same",
    "existing code",
    "... existing code ...",
    "... existing code",
    "existing code here",
    "existing imports unchanged",
    "... existing imports ...",
    "Existing fields remain unchanged",
    "... existing fields and methods ...",
    "... (existing methods)",
    "[existing code]",
    "<existing code>",
    "--- existing code ---",
    "Keep existing code",
    "previous code",
    "previous code remains the same",
    "original implementation here",
    "same as before",
    "Same as before.",
    "same code as before",
    "... same as before ...",
    "(same as before)",
    "as before...",
    "... unchanged ...",
    "... no changes ...",
    "other fields remain unchanged",
    "... other fields ...",
    "... other methods",
    "... other existing settings",
    "other settings omitted",
    "... remaining fields",
    "... remaining methods unchanged ...",
    "... more fields",
    "... additional views here",
    "... and so on",
    "... etc.",
    "... full implementation",
    "... implementation",
    "... implementation here ...",
    "... code ...",
    "... imports ...",
    "... (unchanged)",
    "omitted for brevity",
    "Omitted for brevity...",
    "imports omitted for brevity",
    "The other methods are omitted for brevity",
    "code omitted",
    "remaining tests omitted",
    "truncated for brevity",
    "snip",
    "implement here",
    "Implement here",
    "implement this",
    "implement me",
    "implement logic here",
    "implement your logic here",
    "Implement the business logic here",
    "implementation here",
    "implementation goes here",
    "Your implementation goes here",
    "your code here",
    "your code goes here",
    "Add your code here",
    "Add your custom logic here",
    "put your code here",
    "insert code here",
    "validation logic goes here",
    "Payment logic here",
    "Business logic goes here",
    "Create your models here.",
    "Register your models here.",
    "Add other fields as needed",
    "add more fields here as needed",
    "other settings as needed",
    "to be implemented",
    "To be implemented later",
    "not implemented yet",
    "Not yet implemented",
    "placeholder implementation",
    "In a real application, you would send the email",
    "In a real implementation this would call the gateway",
    "...",
    "…",
    "[...]",
    "... ...",
    "existing fields",
    "no changes below this line",
    "and so on for the other fields",
    "This is a placeholder",
    "stub implementation",
    "needs implementation",
    "fill in later",
    "fill this in",
    "replace with real implementation",
    "replace this with your actual logic",
    "replace with actual implementation",
    "In production, this would call Stripe",
    "for now, just return True",
    "for demonstration purposes only",
    "simplified version",
    "dummy implementation",
    "mock implementation",
    "do something",
    "do something here",
    "see previous response",
    "... (keep existing methods)",
    "Add other necessary imports",
    "Additional methods can be added here",
    "More fields can be added as needed",
    "Define other views similarly",
    "Similar implementation for other methods",
    "All other settings from the original file",
    "imports remain the same",
    "code continues",
    "This would normally call the API",
    "Here you would call the payment gateway",
    "Here you would typically send an email",
    "Here we would call the payment gateway",
    "left as an exercise for the reader",
    "code here",
    "Details omitted",
    "Same as in the previous version",
    "As in the original file",
    "Leave the rest of the file unchanged",
    "Keep the rest of the file as is",
    "Keep all other methods as they are",
    "Keep everything else the same",
    "No other changes needed in this file",
    "The remaining tests follow the same pattern",
    "Other tests follow the same pattern",
    "Follow the same pattern for other models",
    "Apply the same pattern to the other views",
    "More tests here",
    "Additional configuration here",
    "content here",
    "form fields here",
]
RUSSIAN = [
    "остальной код",
    "... остальной код",
    "... остальной код ...",
    "остальной код без изменений",
    "Остальной код остаётся без изменений",
    "остальная часть кода",
    "остальные методы",
    "... остальные поля",
    "остальные поля без изменений",
    "Остальное без изменений",
    "всё остальное без изменений",
    "без изменений",
    "... без изменений ...",
    "существующий код",
    "... существующий код ...",
    "существующие импорты",
    "предыдущий код",
    "как раньше",
    "как было",
    "то же самое",
    "реализация",
    "Реализация здесь",
    "реализация метода",
    "полная реализация",
    "реализовать",
    "здесь будет логика",
    "здесь должен быть код",
    "Ваш код здесь",
    "ваш код",
    "добавьте логику здесь",
    "доделать",
    "опущено для краткости",
    "код опущен",
    "импорты опущены для краткости",
    "и так далее",
    "и т.д.",
    "заглушка",
    "не изменилось",
    "оставить как есть",
    "здесь реализация",
    "добавьте свою логику",
    "здесь логика",
    "бизнес-логика здесь",
    "продолжение следует",
    "далее по аналогии",
    "будет реализовано позже",
    "нужно реализовать",
    "временная заглушка",
    "в реальном приложении здесь будет вызов API",
    "дальше всё то же",
    "заполнить позже",
    "не реализовано",
    "код остаётся прежним",
    "весь остальной код остаётся таким же",
    "далее аналогично",
    "ваши приложения",
    "добавьте сюда свои модели",
    "место для вашего кода",
    "тело функции",
    "код метода",
    "логика обработки здесь",
    "нужно дописать",
    "нужно доделать",
    "потом реализовать",
    "продолжение кода",
    "и другие",
]
ORDINARY = [
    "The REST API returns pages.",
    "REST framework",
    "rest",
    "Use the rest of the path as the key",
    "Read the rest of the file into memory",
    "The rest of the code relies on this being sorted",
    "existing users keep their password",
    "Update the existing record instead of making a new one",
    "Keep existing values when the form leaves them out",
    "existing = Book.objects.filter(title=title)",
    "The same as before, but for tenants: see services.py",
    "Same order as the database",
    "Must stay the same as the frontend's list",
    "Not all rows are unchanged",
    "Skip rows that are unchanged",
    "Wait...",
    "This takes a while... be patient",
    "Loads pages 1, 2, 3, ... until the last",
    "Nothing is omitted here",
    "Brevity matters",
    "Implementation details: the lock is held for the whole loop",
    "Implement the iterator protocol",
    "Implements PEP 562",
    "Here the basket is complete",
    "Add the tax here, not in the view",
    "Put the newest first",
    "Your basket is empty",
    "Code is optional for guests",
    "Fields that the admin may edit",
    "Other",
    "Imports",
    "Models",
    "See https://example.com/rest/of/code",
    "In production the key comes from the environment",
    "In a real transaction the lock would be kept",
    "Placeholders are filled in by the template",
    "The full implementation lives in apps/core",
    "type: ignore[override]",
    "noqa: N999",
    "Остальные заказы обрабатываются ночью",
    "Существующие пользователи сохраняют пароль",
    "Реализация паттерна «Наблюдатель» для заказов",
    "Код страны по ISO 3166",
    "Без изменений статуса письмо не отправляется",
    "Unchanged fields are skipped",
    "REST API settings",
    "The rest is handled by the middleware.",
    "Rest of the queryset is prefetched to avoid N+1 queries.",
    "existing users keep their tokens",
    "Skip existing rows so that the import is idempotent",
    "Use the same timeout as the gateway.",
    "Same origin policy",
    "Same as Django's default, spelled out for clarity",
    "unchanged rows are not written",
    "Returns unchanged input when nothing matches.",
    "Implementation note: the lock is taken first",
    "implements RFC 7807",
    "Other workers may hold the lock.",
    "Other settings are read from the environment.",
    "Placeholder text shown in the search box",
    "Placeholders in the SQL are filled in by the driver.",
    "Truncated to 255 characters",
    "Truncate long names",
    "Emails are omitted for privacy",
    "The field is omitted when empty.",
    "Skipped when the user is anonymous",
    "Replace spaces with dashes",
    "Code generated by protoc",
    "In production the secret comes from the vault",
    "In production, HSTS is on",
    "Production settings",
    "Keep existing connections alive",
    "Remaining attempts before lockout",
    "Remaining seconds until the token expires",
    "Existing installations migrate lazily.",
    "Остальные пользователи получают письмо.",
    "Остальное делает nginx",
    "Без изменений схемы",
    "Возвращает значение без изменений",
    "Реализация протокола OAuth2",
    "Реализация через Redis, потому что нужен TTL",
    "Логика повторов: три попытки",
    "Ваш код подтверждения отправлен",
    "Не реализовано в PostgreSQL до версии 14",
    "Полная реализация RFC 6238",
    "Same-site cookies",
    "Unchanged since 4.2",
    "Handle the remaining items in the next batch",
    "Existing fields are validated by the serializer.",
    "Other methods are not allowed",
    "Other fields are read-only.",
    "The rest of the fields come from AbstractUser.",
    "All other requests go to the application",
    "default: all other locations",
    "Compress the rest",
    "Rest of the world shipping rate",
    "Implement retries with exponential backoff",
    "Implements the strategy pattern here to keep views thin",
    "Not implemented by MySQL",
    "Rest day",
    "Existing index is reused",
    "Keep existing environment variables",
    "As needed, the worker restarts",
    "Payment gateway code",
    "Gateway response code",
    "Country code",
    "Status code",
    "HTTP status codes",
    "Postal code of the shop",
    "Here we lock the row to serialise concurrent refunds.",
    "Here the token is refreshed",
    "This would deadlock without the lock",
    "This would normally raise, but the gateway retries",
    "Would overflow otherwise",
    "You would get a redirect loop without this",
    "Other than staff, nobody sees drafts",
    "Leave the session open",
    "Leave untouched",
    "Keep the order of the stages",
    "Keep in sync with nginx.conf",
    "Keep everything in UTC",
    "Same pattern as in the orders app",
    "Follow redirects",
    "Implementation details are in ADR 4",
    "Rest framework defaults",
    "Code coverage",
    "Code style",
    "Left join keeps users without orders",
    "Omit empty values",
    "Same as `DEFAULT_FROM_EMAIL`",
    "Your domain here must match the certificate",
    "Other services connect through the internal network.",
    "Other apps import from here",
    "Existing styles are kept by the CDN",
    "Existing models keep integer keys.",
    "All existing routes are versioned",
    "Keep the rest of the session alive",
    "Остальная часть запроса не кешируется",
    "Остальные сервисы ждут базу",
    "Остальные проверяет middleware",
    "Тело письма",
    "Тело запроса",
    "Код страны",
    "Код ответа шлюза",
    "Код валюты",
    "Код состояния",
    "Логика возвратов",
    "Логика повторов",
    "Здесь хранятся файлы",
    "Здесь код валюты трёхбуквенный",
    "Пароль не меняется",
    "Сумма остаётся без изменений",
    "Место доставки",
    "Место хранения",
    "Потом отправляется письмо",
    "Продолжение запроса",
    "Реализация интерфейса PaymentGateway",
    "Нужно два подтверждения",
]
# Language of file, its path, and a text with a place for the words.
FILES = {
    "python": ("apps/a.py", "A = 1\n# {}\n"),
    "yaml": ("docker-compose.yml", "services:\n  app:\n    # {}\n"),
    "toml": ("pyproject.toml", "[project]\n# {}\n"),
    "dockerfile": ("Dockerfile", "FROM python:3.12\n# {}\n"),
    "shell": ("run.sh", "set -e\n# {}\n"),
    "nginx": ("nginx/nginx.conf", "events {{}}\n# {}\n"),
    "env": (".env.example", "A=1\n# {}\n"),
    "gitignore": (".gitignore", "*.pyc\n# {}\n"),
    "ini": ("setup.cfg", "[a]\n; {}\n"),
    "html": ("templates/a.html", "<p>\n  <!-- {} -->\n</p>\n"),
    "django": ("templates/b.html", "<p>\n  {{# {} #}}\n</p>\n"),
    "django block": ("templates/c.html", "{{% comment %}}{}{{% endcomment %}}\n"),
    "script": ("templates/d.html", "<script>\n  // {}\n</script>\n"),
    "css": ("static/a.css", "a {{}}\n/* {} */\n"),
    "javascript": ("static/a.js", "let a = 1;\n// {}\n"),
    "javascript block": ("static/b.js", "let a = 1;\n/* {} */\n"),
    "javascript doc": ("static/c.js", "/**\n * {}\n */\n"),
    "sql": ("a.sql", "SELECT 1;\n-- {}\n"),
    "markdown": ("README.md", "# Shop\n\n<!-- {} -->\n"),
}
PHRASES = ("... rest of code", "existing code", "same as before", "...", "остальной код")


@pytest.mark.parametrize("words", [*ENGLISH, *RUSSIAN])
def test_a_comment_that_stands_for_code_is_flagged(words: str) -> None:
    text = f'def total() -> int:\n    """Add up."""\n    # {words}\n    return 1\n'
    assert [(v.line, v.column) for v in found("CMP004", text)] == [(3, 5)]


@pytest.mark.parametrize("words", ORDINARY)
def test_an_ordinary_comment_is_not_flagged(words: str) -> None:
    text = f'def total() -> int:\n    """Add up."""\n    # {words}\n    return 1\n'
    assert found("CMP004", text) == ()


@pytest.mark.parametrize("words", ORDINARY)
def test_an_ordinary_comment_at_the_end_of_a_block_is_not_flagged(words: str) -> None:
    text = f'def total() -> int:\n    """Add up."""\n    return 1\n    # {words}\n'
    assert found("CMP004", text) == ()


@pytest.mark.parametrize("words", PHRASES)
@pytest.mark.parametrize("language", FILES)
def test_it_is_flagged_in_every_language_of_file(language: str, words: str) -> None:
    path, frame = FILES[language]
    assert len(found("CMP004", frame.format(words), path)) == 1


@pytest.mark.parametrize(
    "words", ["Pages of the REST API", "Keep the same order", "Читать из файла"]
)
@pytest.mark.parametrize("language", FILES)
def test_ordinary_words_are_not_flagged_in_any_language_of_file(language: str, words: str) -> None:
    path, frame = FILES[language]
    assert found("CMP004", frame.format(words), path) == ()


HEADINGS = [
    "Other methods",
    "Same as above",
    "Additional settings",
    "Remaining fields",
    "No changes",
]


@pytest.mark.parametrize("words", HEADINGS)
def test_a_heading_of_the_code_below_it_is_not_flagged(words: str) -> None:
    text = f"class A:\n    x = 1\n\n    # {words}\n    y = 2\n"
    assert found("CMP004", text) == ()


@pytest.mark.parametrize("words", HEADINGS)
def test_a_heading_of_nothing_is_flagged(words: str) -> None:
    text = f"class A:\n    x = 1\n\n    # {words}\n\n\nclass B:\n    y = 2\n"
    assert [v.line for v in found("CMP004", text)] == [4]


@pytest.mark.parametrize("words", HEADINGS)
def test_a_heading_of_nothing_in_a_list_is_flagged(words: str) -> None:
    text = f"URLS = [\n    1,\n    # {words}\n]\n"
    assert [v.line for v in found("CMP004", text)] == [3]


@pytest.mark.parametrize(
    "text",
    [
        "# The view leaves the\n# existing code\n# of a country as it is.\nA = 1\n",
        "# It ends when ...\n# ... the queue is empty.\nA = 1\n",
        "# Example:\n#     class A:\n#         ...\n#     print(A)\nA = 1\n",
        "# Pay, and keep\n# same as before\nA = 1\n",
        "# zz bcd\n# zzz cde\n# ...\nA = 1\n",
        "# Create a new entry as needed\nA = 1\n",
        'A = "# ... rest of code"\n',
        'A = """\n# ... rest of code\n"""\n',
        "A = 1  # ...\n",
        "function (/* ...args */) {}\n",
    ],
)
def test_pieces_of_prose_examples_and_strings_are_not_flagged(text: str) -> None:
    assert found("CMP004", text) == ()


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("docker-compose.yml", "services:\n  app:\n    ...\n", 3),
        ("docker-compose.yml", "services:\n...\n  app: 1\n", 2),
        ("pyproject.toml", "[project]\n...\n", 2),
        ("Dockerfile", "FROM a\n...\n", 2),
        ("nginx/nginx.conf", "server {\n    …\n}\n", 2),
        ("static/a.css", "a {\n  ...\n}\n", 2),
        ("static/a.js", "f({\n  a,\n  ...\n});\n", 3),
        ("package.json", '{\n  "a": 1,\n  ...\n}\n', 3),
        (".gitignore", "*.pyc\n...\n", 2),
        (
            "templates/b.html",
            "{% extends 'a.html' %}\n{% block extra %}\n{# Add your fields here #}\n{% endblock %}\n",
            3,
        ),
        (".github/ci.yml", "step:\n  run: |\n    uv sync\n    ...\n", 4),
    ],
)
def test_dots_alone_on_a_line_are_flagged(path: str, text: str, line: int) -> None:
    assert [v.line for v in found("CMP004", text, path)] == [line]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.yml", "a: 1\n...\n"),
        ("a.yml", "a: 1\n...\n---\nb: 1\n"),
        ("README.md", "Wait\n\n...\n\nand see.\n\n```python\n# ...\n```\n"),
        ("templates/a.html", "<li>1</li>\n...\n<li>9</li>\n"),
        ("static/a.js", "const b = {\n  ...a,\n};\nf(...b);\n"),
        ("notes.txt", "...\n"),
        (
            "templates/a.html",
            "{% block extra %}\n  {# Add any extra fields here #}\n{% endblock %}\n",
        ),
        ("apps/a.py", "# Поле мягкого удаления\nA = 1\n"),
        ("locale/ru/django.po", '#~ "и так далее"\n'),
        (".github/bug.yml", "log:\n  placeholder: |\n    web | started\n    ...\n"),
        ("static/a.tsx", "f(\n  <span>\n    ...\n  </span>\n);\n"),
    ],
)
def test_dots_that_mean_something_are_not_flagged(path: str, text: str) -> None:
    assert found("CMP004", text, path) == ()


def test_beside_code_it_is_flagged_too() -> None:
    text = "def total() -> int:\n    return 1  # ... rest of code\n"
    assert [(v.line, v.column) for v in found("CMP004", text)] == [(2, 15)]


def test_it_ends_the_models_turn() -> None:
    from tests.rules.completeness.support import PACK

    assert [rule.code for rule in PACK.fatal.rules] == ["CMP004"]


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("run.sh", "#!/bin/sh\n# existing code\nexec x\n", 2),
        ("Dockerfile", "# syntax=docker/dockerfile:1\n# existing stages\nFROM x\n", 2),
        ("apps/a/models.py", "# noqa: N999\n# existing code\nX = 1\n", 2),
        ("apps/a/models.py", "class A:\n    # Fields\n    # existing fields\n    x = 1\n", 3),
        ("apps/a/models.py", "class A:\n    # existing fields\n    x = 1\n", 2),
    ],
)
def test_what_stands_above_an_omission_begins_no_sentence(path: str, text: str, line: int) -> None:
    assert [v.line for v in found("CMP004", text, path)] == [line]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("apps/a/x.py", "# Each line follows...\n#   NAME  MASS\nX = 1\n"),
        ("apps/a/x.py", "# Code is from...\n# https://example.org/x\nX = 1\n"),
        ("apps/a/x.py", "# def load(self):\n#     ....from_dict(...)\nX = 1\n"),
        ("apps/a/x.py", "X = [*APPS]  # existing apps\n"),
        (
            ".github/form.yaml",
            "a:\n  placeholder: |\n    type A {\n      # Add details here\n    }\n",
        ),
        ("api.yml", "a:\n  description: Room size, special directions\n    …\n  b: 1\n"),
        ("apps/a/tests/test_x.py", "# Simulate an API call\nX = 1\n"),
        ("apps/a/x.py", "# Simulate the absence of a setting\nX = 1\n"),
        ("apps/a/urls.py", "# In production, this would be served by nginx\nX = 1\n"),
    ],
)
def test_what_leads_on_or_is_text_is_not_flagged(path: str, text: str) -> None:
    assert found("CMP004", text, path) == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [("a:\n- name: x\n  ...\n", 3), ("a:\n  - x\n  ...\n", 3), ("a:\n  b: text\n  ...\n", 3)],
)
def test_dots_in_place_of_a_key_of_yaml_are_flagged(text: str, line: int) -> None:
    assert [v.line for v in found("CMP004", text, "compose.yml")] == [line]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("static/a.js", "function f() {\n  ... rest of the code ...\n}\n"),
        ("templates/a.html", "<form>\n  ... existing fields ...\n</form>\n"),
        ("templates/a.html", "<form>\n  ...\n</form>\n"),
        ("templates/a.html", "{% block content %}\n  ...\n{% endblock %}\n"),
        ("static/a.css", "a {\n  ... existing styles ...\n}\n"),
        ("db.sql", "SELECT 1;\n... rest of the schema ...\n"),
        ("run.sh", "set -e\n... existing commands ...\n"),
        (".gitignore", "*.pyc\n... existing entries ...\n"),
        ("README.md", "# A\n... rest of the README unchanged ...\n"),
        ("README.md", "# A\n[rest of the README stays the same]\n"),
    ],
)
def test_an_omission_that_no_comment_opens_is_flagged(path: str, text: str) -> None:
    assert [v.line for v in found("CMP004", text, path)] == [2]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("static/a.js", "const a = [\n  ...items,\n  ...rest\n];\n"),
        ("templates/a.html", "<p>\n  ... and more\n</p>\n"),
        ("templates/a.html", "<span>\n  …\n</span>\n"),
        ("templates/a.html", "<td>\n...\n</td>\n"),
        ("README.md", "# A\n\n```python\n... rest of the code ...\n```\n"),
        ("README.md", "# A\n\n...\n"),
        ("apps/a/x.py", "# Previous fixtures\nX = 1\n"),
    ],
)
def test_dots_of_texts_and_excerpts_are_not_flagged(path: str, text: str) -> None:
    assert found("CMP004", text, path) == ()
