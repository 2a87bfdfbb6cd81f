"""STY: what is seen beyond the mutations, and what must not be."""

from collections.abc import Iterator, Mapping

import pytest
import ruff  # type: ignore[import-untyped]

from skillrun.errors import UsageError
from skillrun.rules.fixing import Fixer
from skillrun.rules.model import Example, Finding, SourceRule, Subject, Violation
from skillrun.rules.registry import Catalogue
from skillrun.rules.ruff import Run
from skillrun.rules.ruff import process as process_module
from skillrun.rules.ruff.process import find_ruff
from skillrun.rules.runner import run
from skillrun.rules.source import Source
from skillrun.rules.subject import subject_of_files
from tests.validators.clean import clean_files, rules
from tests.validators.judging import judged, lines

PATH = "apps/shop/services.py"


def violations(code: str, text: str, path: str = PATH) -> tuple[Violation, ...]:
    """What one rule finds in one file."""
    return run(Catalogue((rules().get(code),)), subject_of_files({path: text}))


def fixed(code: str, files: Mapping[str, str]) -> Mapping[str, str]:
    """What a rule's own fix makes of files."""
    rule = rules().get(code)
    assert isinstance(rule, Fixer)
    subject = subject_of_files(files)
    found = run(Catalogue((rule,)), subject)
    paths = frozenset(violation.path for violation in found if violation.fixable)
    return {p: t for p, t in rule.fix(subject, paths).items() if files[p] != t} if paths else {}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("def f(a) -> None: ...", 1),
        ("def f(*args) -> None: ...", 1),
        ("async def f(*, a) -> None: ...", 1),
        ("def f(\n    a: int,\n    b=1,\n) -> None: ...", 3),
        ("class A:\n    def __init__(self): ...", 2),
        ("class A:\n    @staticmethod\n    def f(self) -> None: ...", 3),
        ("class A:\n    @classmethod\n    def f(cls, a) -> None: ...", 3),
        ("def f() -> None:\n    def g(a) -> None: ...", 2),
        ("def f() -> None:\n    async def g(): ...", 2),
        ("def f(a): ...  # noqa: ANN001, ANN201", 1),
    ],
)
def test_a_missing_annotation_is_seen(text: str, line: int) -> None:
    assert line in lines("STY001", text + "\n")


@pytest.mark.parametrize(
    "text",
    [
        "class A:\n    def f(self) -> None: ...",
        "class A:\n    @classmethod\n    def f(cls) -> None: ...",
        "f = lambda a, *b: a",
        "def f(a: Any, *args: int, **kwargs: str) -> 'A': ...",
        "def f(a) -> None:\n  x = (",
    ],
)
def test_what_needs_no_annotation(text: str) -> None:
    assert lines("STY001", text + "\n") == []


def test_a_missing_annotation_of_none_is_written() -> None:
    text = (
        '"""Имена."""\n\nclass A:\n    def __init__(self, a: int): self.a = a\n\n\n'
        "def f(): x = 'имя'; return x\n\n\nasync def g(\n    a: int,\n): pass\n"
    )
    assert fixed("STY001", {PATH: text}) == {
        PATH: text.replace("a: int): s", "a: int) -> None: s").replace("\n): p", "\n) -> None: p")
    }


def test_a_mark_of_byte_order_shifts_no_annotation() -> None:
    text = "\ufeffdef f(): print()\r\ndef g(): print()\r\n"
    assert fixed("STY001", {PATH: text}) == {PATH: text.replace("():", "() -> None:")}


@pytest.mark.parametrize(
    "text",
    [
        "class A:\n    pass",
        "def f() -> None: ...",
        "def _f() -> None: ...",
        "async def f() -> None: ...",
        'class A:\n    """A."""\n    @override\n    def f(self) -> None: ...',
        'class A:\n    """A."""\n    class Meta(Base):\n        a = 1\n    class Status(Choices):\n        A = 1',
        'class A:\n    """A."""\n    def __init__(self) -> None: ...',
        'class A:\n    """A."""\n    @property\n    def f(self) -> int: ...',
        "def f() -> None:\n    ''",
        "def f() -> None:\n    f''",
    ],
)
def test_a_missing_docstring_is_seen(text: str) -> None:
    assert len(lines("STY002", text + "\n")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "RATE = 1",
        'class A:\n    """A."""\n    class Meta:\n        a = 1\n    class Params:\n        b = Trait()',
        'class A:\n    """A."""\n    class Names:\n        a: int = 1\n        b = 2',
        'class A:\n    """A.\n\n    Args:\n        a: B.\n    """\n    def __init__(self, a: int) -> None: ...',
        "@overload\ndef f(a: int) -> int: ...\n\n@typing.overload\ndef f(a: str) -> str: ...",
        'class A:\n    """A."""\n    @f.setter\n    def f(self, a: int) -> None: ...',
        'def f() -> None:\n    r"""F."""',
    ],
)
def test_what_needs_no_docstring(text: str) -> None:
    assert lines("STY002", text + "\n") == []


def test_migrations_need_no_docstrings_but_annotations() -> None:
    text = "class Migration(M): ...\n\ndef f(apps): ...\n"
    assert lines("STY002", text, "apps/shop/migrations/0001_initial.py") == []
    assert lines("STY001", text, "apps/shop/migrations/0001_initial.py") == [3, 3]


DOC = 'def f({signature}):\n    """Do it.{doc}\n    """\n    {body}\n'


def function(signature: str, doc: str = "", body: str = "print()") -> str:
    """A function with a docstring of more than one line."""
    told, _, returned = signature.partition(" -> ")
    text = DOC.format(signature=told, doc=doc, body=body)
    return text.replace("):", f") -> {returned}:", 1) if returned else text


@pytest.mark.parametrize(
    "text",
    [
        function("a: int -> None"),
        function(" -> int", body="return 1"),
        function("", body="raise ValueError"),
        function("a: int -> None", "\n\n    Example:\n        f(1)"),
        function("a: int -> None", "\n\n    @param a: The number."),
        function("a: int -> None", "\n\n    :param a: The number."),
        function(
            "a: int -> None", "\n\n    Parameters\n    ----------\n    a\n        The number."
        ),
        function("a: int -> None", "\n\n    Args:\n    -----\n        a: The number."),
        function("a: int -> None", "\n\n    Parameters:\n        a: The number."),
        function(" -> Iterator[int]", body="yield 1"),
        'class A:\n    """A.\n\n    :ivar a: The number.\n    """\n',
        'def f() -> None:\n    """do it"""\n',
        "def f() -> None:\n    '''Do it.'''\n",
        'def f() -> None:\n    """Do it."""  # noqa: D200\n\n    print()\n',
        'def _f() -> None:\n    """ Do it."""\n',
        'def f() -> None:\n    def g(a: int) -> None:\n        """Do it."""\n',
    ],
)
def test_another_style_is_seen(text: str) -> None:
    assert lines("STY003", text)


@pytest.mark.parametrize(
    "text",
    [
        'def f() -> None:\n    """Do it."""\n',
        'def f() -> None:\n    """Override f() to do it."""\n',
        'def f(_a: int) -> NoReturn:\n    """Do it."""\n    raise error\n',
        'class A:\n    """A."""\n\n    @property\n    def f(self) -> int:\n        """The number."""\n        return 1\n',
        'class A:\n    """A."""\n\n    @cached_property\n    def f(self) -> int:\n        """The number."""\n        return 1\n',
        'class A:\n    """A.\n\n    Args:\n        a: B.\n    """\n\n    def __init__(self, a: int) -> None:\n        """Keep it."""\n',
        'class A:\n    """A.\n\n    Attributes:\n        a: B.\n    """\n',
        '@contextmanager\ndef f() -> Iterator[None]:\n    """Do it."""\n    yield\n',
        'class A(ABC):\n    """A."""\n\n    @abstractmethod\n    def f(self) -> None:\n        """Do it."""\n        raise NotImplementedError\n',
        '"""\nmodule without style\n"""\n\n\n:param = 1\n'.replace(":param = 1\n", "RATE = 1\n"),
        'def f() -> None:\n    """See :meth:`g` and `@param`.\n\n    A note: it is short.\n    """\n',
    ],
)
def test_google_style_is_not_flagged(text: str) -> None:
    assert lines("STY003", text) == []


def test_the_form_of_docstrings_is_mended() -> None:
    text = 'def f() -> None:\n    """\n    do it.\n    """\n\n    print()\n'
    assert fixed("STY003", {PATH: text}) == {
        PATH: 'def f() -> None:\n    """Do it.\n    """\n    print()\n'
    }


ARGS = "\n\n    Args:\n        a: A."


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (function("a: int, b: int -> None", ARGS), 4),
        (function("a: int, *args: int, **kwargs: int -> None", ARGS), 4),
        (function("a: int -> int", ARGS, "return a"), 2),
        (function("a: int -> None", ARGS + "\n\n    Returns:\n        Nothing."), 7),
        (function("a: int -> NoReturn", ARGS + "\n\n    Returns:\n        Nothing."), 7),
        (function("a: int -> 'None'", ARGS + "\n\n    Returns:\n        Nothing."), 7),
        (function("a: int -> None", ARGS, "raise ValueError"), 2),
        (function("a: int -> None", ARGS, "raise errors.GatewayError('x') from None"), 2),
        (
            function(
                "a: int -> None",
                ARGS + "\n\n    Raises:\n        KeyError: If so.",
                "raise ValueError(a)",
            ),
            7,
        ),
        (function("a: int -> Iterator[int]", ARGS, "yield a"), 2),
        (function("a: int -> None", ARGS + "\n\n    Yields:\n        Nothing."), 7),
        (function("a: int", ARGS, "return a"), 2),
        (
            function(
                "a: int -> None",
                ARGS,
                "try:\n        raise ValueError\n    except KeyError:\n        raise",
            ),
            2,
        ),
        (
            function(
                "a: int -> None",
                ARGS,
                "try:\n        g()\n    except KeyError as e:\n        raise ValueError from e",
            ),
            2,
        ),
        (
            'class A:\n    """A.\n\n    Args:\n        b: B.\n    """\n\n'
            '    def __init__(self, a: int) -> None:\n        """Keep it."""\n',
            5,
        ),
    ],
)
def test_a_mismatch_is_seen(text: str, line: int) -> None:
    assert lines("STY004", text) == [line]


@pytest.mark.parametrize(
    "text",
    [
        function("self, a: int -> None", ARGS),
        function("a: int -> None", ARGS + "\n\n    Raises:\n        GatewayError: If it is down."),
        function(
            "a: int -> int",
            "\n\n    Returns:\n        One.\n\n    Args:\n        a: A.",
            "return a",
        ),
        function("a: int, **kwargs: int -> None", ARGS + "\n        **kwargs: The rest."),
        function("a: int, *args: int -> None", ARGS + "\n        args: The rest."),
        function("a: int, _b: int -> None", ARGS),
        function("a: int, **kwargs: Unpack[Options] -> None", ARGS + "\n        color: Red."),
        function(
            "a: int -> None", "\n\n    Args:\n        a (int, optional): A\n            note: more."
        ),
        function("a: int -> None", ARGS, "raise error"),
        function("a: int -> None", ARGS, "raise self.fail(a)"),
        function("a: int -> None", ARGS, "raise"),
        function("a: int -> None", ARGS, "def g() -> None:\n        raise ValueError"),
        function(
            "a: int -> None",
            ARGS,
            "try:\n        raise ValueError\n    except (KeyError, ValueError):\n        g()",
        ),
        function(
            "a: int -> None",
            ARGS,
            "try:\n        raise KeyError\n    except LookupError:\n        g()",
        ),
        function(
            "a: int -> None", ARGS, "with pytest.raises(ValueError):\n        raise ValueError"
        ),
        function(
            "a: int -> None",
            ARGS + "\n\n    Raises:\n        LookupError: If so.",
            "raise KeyError(a)",
        ),
        function(
            "a: int -> None",
            ARGS + "\n\n    Raises:\n        Book.DoesNotExist: If so.",
            "raise self.model.DoesNotExist",
        ),
        function(
            "a: int -> None",
            ARGS
            + "\n\n    Raises:\n        `ValidationError`: If so.\n        KeyError, OSError: Or so.",
            "raise Invalid\n    raise KeyError\n    raise OSError",
        )
        + "\nfrom x import ValidationError as Invalid\n",
        function("a: int -> Iterator[int]", ARGS + "\n\n    Yields:\n        Numbers.", "yield a"),
        function(
            "a: int -> Iterator[int]",
            ARGS + "\n\n    Returns:\n        Numbers.",
            "return iter([a])",
        ),
        function("a: int -> Iterator[None]", ARGS, "yield"),
        function("a: int", ARGS),
    ],
)
def test_a_true_docstring_is_not_flagged(text: str) -> None:
    assert lines("STY004", text) == []


def test_a_parameter_by_another_name_is_missing_and_too_much() -> None:
    assert lines("STY004", function("b: int -> None", ARGS)) == [4, 5]


def test_a_documented_base_of_an_exception_is_enough() -> None:
    text = function(
        "a: int -> None", ARGS + "\n\n    Raises:\n        ShopError: If so.", "raise EmptyError"
    )
    files = {
        "apps/shop/errors.py": "class ShopError(Exception): ...\n\nclass EmptyError(ShopError): ...\n",
        PATH: "from apps.shop.errors import EmptyError\n\n" + text,
    }
    assert judged("STY004", files) == []
    assert judged("STY004", {PATH: text}) == [(PATH, 7)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (PATH, "x = 1  # цена\n"),
        (PATH, '"""Цены."""\n'),
        (PATH, "class A:\n    '''Цены.'''\n"),
        (PATH, 'def f():\n    "Цены."\n'),
        (PATH, "цена = 1\n"),
        (PATH, "def f(цена): return цена\n"),
        (PATH, "# Celery (фоновые задачи)\n"),
        (PATH, "# 价格列表\n"),
        (PATH, "# Команды of Django require a shell with the tools\n"),
        ("config.toml", "# Настройки\na = 1\n"),
        ("deploy.sh", "# Запуск\nls\n"),
        ("nginx/nginx.conf", "# Прокси\n"),
        (".env.example", "# Ключ\nA=1\n"),
        ("templates/a.html", "{# Шапка #}<p>Цена</p>\n"),
        ("static/js/app.js", "// Отправка формы\nsend();\n"),
        ("static/css/app.css", "/* Шапка */\na { color: red; }\n"),
    ],
)
def test_another_language_is_seen(path: str, text: str) -> None:
    assert len(judged("STY005", {path: text})) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (PATH, 'x = _("Цена")\ny = f"Цена {x}"\nraise ValueError("Нет цены")\n'),
        (PATH, 'class A:\n    """A."""\n\n    verbose_name = "Цена"\n'),
        (PATH, '# The label reads "Цена" or `цена`.\n'),
        (PATH, '"""Slugs.\n\n>>> slug("Цена")\n"""\n'),
        (PATH, "# Some names are not in Latin letters (e.g. 감자깡), and the slug is empty.\n"),
        (PATH, "# Café, naïve, Zürich, Ångström, 5 µm, Δ, π/2\n"),
        (PATH, "# ¯\\_(ツ)_/¯ — it works… “really”\n"),
        (PATH, '# ("ru", "Русский"),\n'),
        ("locale/ru/LC_MESSAGES/django.po", "# Перевод\nmsgid ''\n"),
        ("README.md", "<!-- Заметка -->\n# Магазин\n"),
        ("static/vendor/datepicker.js", "// Месяцы\n"),
        ("static/datepicker.js", "/*! Datepicker */\n// Месяцы\n"),
        ("static/datepicker.js", "// Datepicker v1.2, MIT License\n// Месяцы\n"),
        ("static/datepicker.min.js", "// Месяцы\n"),
        ("static/jquery-3.7.js", "// Месяцы\n"),
        ("static/js/bootstrap4-datetimepicker/picker.js", "// Месяцы\n"),
        ("static/js/picker/locales.js", "// Месяцы\n"),
        ("static/js/app.js", "const label = 'Цена';\n"),
        ("templates/a.html", "<p>Цена</p>\n"),
    ],
)
def test_texts_for_users_are_not_flagged(path: str, text: str) -> None:
    assert judged("STY005", {path: text}) == []


def test_a_block_of_comments_is_one_violation() -> None:
    assert lines("STY005", "# First.\n# Второй.\n# Третий.\n\n# Ещё один.\n") == [2, 5]


def test_ruff_s_code_and_advice_are_in_the_message() -> None:
    (violation,) = violations("STY006", '"""M."""\n\nimport os\n')
    assert violation.message == "Ruff F401: `os` imported but unused: remove unused import: `os`."
    assert (violation.line, violation.column, violation.fixable) == (3, 8, True)


def test_ruff_speaks_of_no_file_that_does_not_parse() -> None:
    assert lines("STY006", "import os\nx = (\n") == []
    assert lines("STY007", "x  = (\n") == []


def test_a_file_that_ruff_does_not_end_with_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    # Ruff's formatter takes an hour for a megabyte of this.
    monkeypatch.setattr(process_module, "_LEAST_PATIENCE", 2.0)
    (violation,) = violations("STY007", "x = 1; " * 150_000)
    assert violation.message.startswith("Ruff does not come to an end with this file")
    assert not violation.fixable


def test_the_standard_s_exceptions_hold_where_they_stand() -> None:
    text = '"""M."""\n\n\ndef f(a: int) -> None:\n    """F."""\n    print()\n'
    assert lines("STY006", text, "tests/test_a.py") == []
    assert lines("STY006", text, "apps/shop/tests/test_a.py") == [4]
    assert lines("STY006", "import os\n", "apps/__init__.py") == []


def test_ruff_mends_what_is_safe() -> None:
    files = {
        PATH: '"""M."""\n\nimport os\nimport re\n\nP = re.compile("a")\n\n\nclass A:\n    x = []\n'
    }
    assert fixed("STY006", files) == {PATH: files[PATH].replace("import os\n", "")}
    assert [v.fixable for v in violations("STY006", fixed("STY006", files)[PATH])] == [False]


def test_a_file_is_formatted_once() -> None:
    text = "x  = 'a'\ny  = 'b'\n"
    (violation,) = violations("STY007", text)
    assert (violation.line, violation.fixable) == (1, True)
    assert fixed("STY007", {PATH: text}) == {PATH: 'x = "a"\ny = "b"\n'}


def test_a_missing_ruff_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> str:
        raise FileNotFoundError

    monkeypatch.setattr(ruff, "find_ruff_bin", missing)
    find_ruff.cache_clear()
    with pytest.raises(UsageError, match="Ruff is not installed"):
        violations("STY006", "X = 1\n")


def test_ruff_works_beside_the_other_rules() -> None:
    subject = subject_of_files({PATH: "X = 1\n"})
    memo: list[int] = []

    class First(SourceRule):
        """Looks at what has been begun when the first file is judged."""

        code, name, directive = "AAA001", "first", "Be first."
        bad = good = Example("")

        def check(self, source: Source, subject: Subject) -> Iterator[Finding]:
            memo.append(sum(isinstance(view, Run) for view in subject.memo.values()))
            yield from ()

    run(
        Catalogue((First(), *(rules().get(code) for code in ("STY003", "STY006", "STY007")))),
        subject,
    )

    assert memo == [3]


def test_mending_leaves_clean_files_alone() -> None:
    files = clean_files()
    for code in ("STY001", "STY003", "STY006", "STY007"):
        assert fixed(code, files) == {}
