"""Each fix of the pack: the violation is gone, nothing new is found, and only its lines differ."""

import ast
import difflib
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillrun.engine.judging import errors
from skillrun.rules.mending import Mended, mend
from skillrun.rules.model import Violation
from skillrun.rules.settings import RuleSettings
from skillrun.rules.source import Source
from skillrun.rules.subject import subject_of_files
from skillrun.rules.verdict import Verdict, changed, hold
from tests.validators.clean import checked, clean_files, rules

HEAD = '"""Services."""\n\n'
IMPORT = "import logging\n"
LOGGER = "logger = logging.getLogger(__name__)\n"
PATH = "apps/payments/services.py"
QUIET = RuleSettings({"apps/x/**": ("TST", "STR")})


def judged(files: Mapping[str, str], *codes: str) -> Verdict:
    return hold(subject_of_files(files), rules().select(codes), QUIET)


def fixed(files: Mapping[str, str], *codes: str) -> Mended:
    """Mend files under some rules, and see that mending them again does nothing."""
    chosen = rules().select(codes)
    verdict = judged(files, *codes)
    result = mend(chosen, verdict, lambda new: hold(changed(verdict.subject, new), chosen, QUIET))
    again = {path: result.files.get(path, text) for path, text in files.items()}
    verdict = judged(again, *codes)
    twice = mend(chosen, verdict, lambda new: hold(changed(verdict.subject, new), chosen, QUIET))
    assert twice.files == {}
    return result


def one(text: str, *codes: str, path: str = "apps/x/services.py") -> str:
    return fixed({path: text}, *codes).files.get(path, text)


def in_function(*lines: str, head: str = "") -> str:
    body = "".join(f"    {line}\n" for line in lines)
    return f'{HEAD}{head}def pay(amount: int) -> None:\n    """Pay."""\n{body}'


PRINTS = [
    ('print("paid")', 'logger.info("paid")'),
    ('print("100%")', 'logger.info("100%")'),
    ("print(amount)", "logger.info(amount)"),
    ("print(  amount ,)  # why", "logger.info(  amount ,)  # why"),
    ('print(f"paid {amount:>5}")', 'logger.info(f"paid {amount:>5}")'),
    ('print("paid", amount)', 'logger.info("paid %s", amount)'),
    ('print("100% of", amount)', 'logger.info("100%% of %s", amount)'),
    ('print(amount, "x", sep="%")', 'logger.info("%s%%x", amount)'),
    ('print("a", "b%")', 'logger.info("a b%")'),
    ("print(amount, (yield_ := 1))", 'logger.info("%s %s", amount, (yield_ := 1))'),
    ("print(amount, 'it''s \"q\"')", "logger.info('%s its \"q\"', amount)"),
    ('print(amount, "it\'s")', 'logger.info("%s it\'s", amount)'),
    ('print("a\\n", amount)', 'logger.info("a\\n %s", amount)'),
    ("print(amount, flush=True)", "logger.info(amount)"),
    ('print("a", end="\\n")', 'logger.info("a")'),
    ("print(amount, f(1, b=[2]))", 'logger.info("%s %s", amount, f(1, b=[2]))'),
]


@pytest.mark.parametrize(("before", "after"), PRINTS, ids=[before for before, _ in PRINTS])
def test_print_is_a_message_of_the_logger(before: str, after: str) -> None:
    text = in_function(before)
    wanted = text.replace(before, after).replace(HEAD, f"{HEAD}{IMPORT}\n{LOGGER}\n\n")
    assert one(text, "ERR") == wanted


@pytest.mark.parametrize(
    ("imports", "before", "after"),
    [
        ("import sys\n", "print(1, file=sys.stderr)", "logger.warning(1)"),
        ("import sys\n", "print(1, file=sys.stdout)", "logger.info(1)"),
        ("from pprint import pprint\n", "pprint(amount)", "logger.info(amount)"),
        ("import pprint as p\n", "p.pp(amount)", "logger.info(amount)"),
    ],
)
def test_where_output_went_gives_the_level(imports: str, before: str, after: str) -> None:
    found = one(in_function(before, head=f"{imports}\n\n"), "ERR")
    assert f"    {after}\n" in found
    assert IMPORT in found


@pytest.mark.parametrize(
    "line",
    [
        "print()",
        "print(*amounts)",
        'print("a", end="")',
        "print(1, file=out)",
        "print(1, sep=between, file=None)",
        "print(1, 2, sep=between)",
        "total = print(1)",
        "call(print)",
        "run(lambda: print(1))",
        "print(1, **options)",
        "print(1, 2,  # why\n          3)",
        "logger = 1; print(logger)",
    ],
)
def test_what_is_no_plain_line_of_output_is_left_and_not_promised(line: str) -> None:
    text = in_function(line)
    assert not any(v.fixable for v in judged({"apps/x/a.py": text}, "ERR").violations)
    assert one(text, "ERR") == text


@pytest.mark.parametrize(
    "text",
    [
        f'{HEAD}logging = 1\n\n\ndef f() -> None:\n    """F."""\n    print(1)\n',
        f'{HEAD}import sys\n\nsys.path = []\n\nimport logging\n\n\ndef f() -> None:\n    """F."""\n    print(1)\n',
        f"{HEAD}try:\n    import json\nexcept ImportError:\n    print(1)\n",
        f"{HEAD}from apps.x import logging\n\nprint(1)\n",
        "print(1)\nimport logging\nlogger = logging.getLogger(__name__)\n",
    ],
)
def test_names_in_the_way_are_respected(text: str) -> None:
    assert not any(v.fixable for v in judged({"apps/x/a.py": text}, "ERR004").violations)
    assert one(text, "ERR004") == text


def test_a_management_command_speaks_through_its_own_output() -> None:
    text = in_function("print(1)")
    path = "apps/x/management/commands/pay.py"
    assert one(text, "ERR", path=path) == text
    text = (
        "from django.core.management.base import BaseCommand\n\n\nclass Base(BaseCommand):\n"
        '    """B."""\n\n    def handle(self) -> None:\n        """H."""\n        print(1)\n'
    )
    assert one(text, "ERR") == text


def test_the_logger_that_is_there_is_used_by_its_name() -> None:
    head = "from logging import getLogger\n\nlog = getLogger(__name__)\n\n\n"
    text = in_function("print(1)", head=head)
    assert one(text, "ERR") == text.replace("print(1)", "log.info(1)")
    head = "import logging as lg\n\n"
    found = one(in_function("print(1)", head=head), "ERR")
    assert "\nlogger = lg.getLogger(__name__)\n" in found
    assert IMPORT not in found


LOGGERS = [
    ('log = logging.getLogger("x.services")', "log = logging.getLogger(__name__)"),
    ("log = logging.getLogger(name='x')", "log = logging.getLogger(name=__name__)"),
    ("log = logging.getLogger()", "log = logging.getLogger(__name__)"),
    ("log = logging.getLogger(None)", "log = logging.getLogger(__name__)"),
]


@pytest.mark.parametrize(("before", "after"), LOGGERS)
def test_a_logger_is_called_after_its_module(before: str, after: str) -> None:
    text = f'{HEAD}{IMPORT}\n{before}\nlog.info("a")\n'
    assert one(text, "ERR") == text.replace(before, after)


@pytest.mark.parametrize(
    "lines",
    [
        'log = logging.getLogger("django.request")\nlog.info("a")\n',
        'log = logging.getLogger("asyncio")\nlog.info("a")\n',
        'logging.getLogger("x").setLevel(1)\n',
        "log = logging.getLogger()\nlog.addHandler(h)\n",
        'log = logging.getLogger("x")\n__all__ = [log]\n',
    ],
)
def test_a_logger_that_is_meant_by_its_name_keeps_it(lines: str) -> None:
    text = f"{HEAD}{IMPORT}\n{lines}"
    assert one(text, "ERR007") == text


@pytest.mark.parametrize(
    "other",
    [
        {"config/settings.py": 'INSTALLED_APPS = ["x"]\nROOT_URLCONF = "c"\nLOGGING = {"loggers": {"shop": {"level": "INFO"}}}\n'},
        {"apps/x/tests/test_a.py": 'def test_a(self) -> None:\n    with self.assertLogs("shop.pay"):\n        f()\n'},
    ],
    ids=["settings", "test"],
)  # fmt: skip
def test_a_logger_that_others_speak_of_keeps_its_name(other: dict[str, str]) -> None:
    text = f'{HEAD}{IMPORT}\nlog = logging.getLogger("shop.pay")\nlog.info("a")\n'
    files = {"apps/x/services.py": text, "apps/x/views.py": text}
    assert set(fixed(files, "ERR007").files) == set(files)
    assert fixed({**files, **other}, "ERR007").files == {}


def test_what_is_said_of_an_exception_is_a_warning() -> None:
    head = f"{HEAD}{IMPORT}\n{LOGGER}\ntry:\n    f()\nexcept ValueError as error:\n"
    assert one(f"{head}    print(error)\n", "ERR004") == f"{head}    logger.warning(error)\n"


def test_the_root_logger_is_the_modules() -> None:
    text = in_function('logging.warn("a %s", amount)', head=f"{IMPORT}\n\n")
    wanted = text.replace("logging.warn(", "logger.warning(").replace(
        f"{IMPORT}\n", f"{IMPORT}\n{LOGGER}\n"
    )
    assert one(text, "ERR") == wanted


LISTS = [
    ('fields = ["id", "title"]', 'fields: ClassVar[list[str]] = ["id", "title"]'),
    ("REQUIRED_FIELDS = []", "REQUIRED_FIELDS: ClassVar[list[str]] = []"),
    ("LIMITS = {'a': 1}", "LIMITS: ClassVar[dict[str, int]] = {'a': 1}"),
    ("PAIRS = [('a', 1)]", "PAIRS: ClassVar[list[tuple[str, int]]] = [('a', 1)]"),
]


@pytest.mark.parametrize(("before", "after"), LISTS)
def test_a_list_of_a_class_is_a_class_variable(before: str, after: str) -> None:
    text = f'{HEAD}\nclass A:\n    """A."""\n\n    class Meta:\n        {before}  # why\n'
    found = text.replace(before, after).replace(HEAD, f"{HEAD}from typing import ClassVar\n\n")
    chosen = judged({"apps/x/a.py": text}, "STY006")
    assert [v.fixable for v in chosen.violations] == [True]
    assert one(text, "STY006").replace("\n\n\n", "\n\n") == found.replace("\n\n\n", "\n\n")


@pytest.mark.parametrize("line", ["xs = []", "xs = [1, 'a']", "xs = [f()]", "xs: list[int] = []"])
def test_a_list_whose_type_is_not_told_is_left(line: str) -> None:
    text = f'{HEAD}\nclass A:\n    """A."""\n\n    {line}\n'
    found = [v for v in judged({"a.py": text}, "STY006").violations if "RUF012" in v.message]
    assert [v.fixable for v in found] == [False]


def test_what_makemigrations_writes_passes() -> None:
    text = (
        "from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n"
        '    dependencies = [("x", "0001_initial")]\n\n    operations = [\n'
        '        migrations.RemoveField("a", "b"),\n    ]\n'
    )
    found = one(text, "STY", path="apps/x/migrations/0002_a.py")
    assert "dependencies: ClassVar[list[tuple[str, str]]] = [" in found
    assert "operations: ClassVar[list[migrations.operations.base.Operation]] = [" in found


@pytest.mark.parametrize(
    "block",
    ['class AError(Exception):\n    """A."""\n\n    pass\n', "if x:\n    pass\n    y = 1\n"],
)
def test_an_idle_pass_goes(block: str) -> None:
    text = f"x = 0\n{block}z = 1\n"
    assert one(text, "CMP002") == text.replace("\n    pass\n", "\n").replace('"""\n\nz', '"""\nz')


@pytest.mark.parametrize(
    "block",
    [
        "class A:\n    pass\n",
        'def f() -> None:\n    """F."""\n    pass\n',
        "try:\n    f()\nexcept ValueError:\n    pass\n",
        "if x: pass\n",
        'class A:\n    """A."""\n\n    pass  # why\n',
        'class A:\n    """A."""\n\n    pass; pass\n',
    ],
)
def test_a_pass_that_stands_for_code_is_left(block: str) -> None:
    violations = judged({"a.py": block}, "CMP002").violations
    assert violations
    assert not any(v.fixable for v in violations)


def test_nothing_is_returned_and_said_so() -> None:
    text = (
        'async def f(x: int):\n    """F."""\n    g(x)\n\n\ndef h(\n    x: int,  # c\n):\n'
        '    """H."""\n    return x\n'
    )
    assert one(text, "STY001") == text.replace("(x: int):", "(x: int) -> None:")


def test_ignore_files_get_the_lines_they_lack() -> None:
    files = dict(clean_files())
    lines = files[".gitignore"].splitlines(keepends=True)
    files[".gitignore"] = "".join(line for line in lines if line.strip() != "media/").rstrip("\n")
    files[".dockerignore"] = "*.md\r\n"
    result = mend_project(files, "DEP", "OPS", "SEC")
    assert result.files[".gitignore"] == files[".gitignore"] + "\nmedia/\n"
    assert result.files[".dockerignore"].startswith("*.md\r\n.git\r\n")
    assert not errors(result.verdict.violations)


def test_ignore_files_that_are_missing_are_made() -> None:
    files = dict(clean_files())
    del files[".gitignore"], files[".dockerignore"]
    result = mend_project(files, "DEP", "OPS", "SEC", "STR")
    assert set(result.files) == {".gitignore", ".dockerignore"}
    assert not errors(result.verdict.violations)


def test_other_files_of_the_layout_are_not_made_up() -> None:
    files = dict(clean_files())
    del files["Dockerfile"]
    (missing,) = mend_project(files, "STR001").verdict.violations
    assert (missing.path, missing.fixable) == ("Dockerfile", False)


PYPROJECTS = [
    ("line-length = 88", "line-length = 100  # wide"),
    ('    "DJ",   # flake8-django\n', ""),
    ("unsafe-fixes = false\n", "unsafe-fixes = false\npreview = true\n"),
    ('[tool.ruff.lint.isort]\n', "[tool.ruff.lint.pyupgrade]\nkeep-runtime-typing = true\n\n[tool.ruff.lint.isort]\n"),
    ("--cov-fail-under=80", "--cov-fail-under=8"),
    ('    "slow: ', '    "mine: own",\n    "sloth: '),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), PYPROJECTS)
def test_a_tools_block_is_the_standards_again(old: str, new: str) -> None:
    files = dict(clean_files())
    before = files["pyproject.toml"]
    assert old in before
    files["pyproject.toml"] = before.replace(old, new, 1)
    result = mend_project(files, "DEP", "OPS", "SEC")
    assert not errors(result.verdict.violations)
    after = result.files["pyproject.toml"]
    assert after.partition("[tool.ruff]")[0] == before.partition("[tool.ruff]")[0]
    assert '"mine: own"' in after or "mine" not in new


@pytest.mark.parametrize("table", ["[tool.ruff]", "[tool.pytest.ini_options]"])
def test_a_missing_block_is_added(table: str) -> None:
    files = dict(clean_files())
    text = files["pyproject.toml"]
    head = text.partition(table)[0]
    files["pyproject.toml"] = f"{head}\n[tool.other]\nkept = 1  # so\n"
    result = mend_project(files, "DEP", "OPS", "SEC")
    assert not errors(result.verdict.violations)
    assert result.files["pyproject.toml"].startswith(files["pyproject.toml"].rstrip())


def test_a_clean_project_is_left_alone() -> None:
    assert mend_project(dict(clean_files())).files == {}


def mend_project(files: Mapping[str, str], *codes: str) -> Mended:
    every, none = rules().select(codes), RuleSettings()
    verdict = hold(checked(files), every, none)
    return mend(every, verdict, lambda new: hold(checked({**files, **new}), every, none))


STATEMENTS = st.sampled_from(
    [
        'print("a", 1)',
        "print(f'{1:>3}')",
        "print('100%', [1, 2], sep=', ')",
        'logging.getLogger("x")',
        "x = 1",
        "if x:\n        pass\n        y = 2",
        "# a note",
        "z = [print(1)]",
        'logging.error("b")',
    ]
)


@settings(max_examples=25, deadline=None)
@given(st.lists(STATEMENTS, min_size=1, max_size=6), st.booleans())
def test_any_mix_of_faults_ends_with_fewer_and_none_that_is_new(
    lines: list[str], imported: bool
) -> None:
    before = in_function(*lines, head=f"{IMPORT}\n\n" if imported else "")
    files = {"apps/x/services.py": before}
    verdict = judged(files, "ERR", "CMP")
    result = fixed(files, "ERR", "CMP")
    after = result.files.get("apps/x/services.py", before)
    assert ast.parse(after)
    assert not any(v.fixable for v in result.verdict.violations)
    assert len(result.gone) == sum(v.fixable for v in verdict.violations)
    assert comments(after) == comments(before)
    touched = {line for v in verdict.violations if v.fixable for line in span(v)}
    assert removed(before, after) <= touched


def span(violation: Violation) -> range:
    return range(violation.line, violation.end_line + 1)


def comments(text: str) -> list[str]:
    return [comment.text for comment in Source("a.py", text).comments]


def removed(before: str, after: str) -> set[int]:
    """The lines of a text that are not in the other as they were."""
    found: set[int] = set()
    matcher = difflib.SequenceMatcher(None, before.split("\n"), after.split("\n"), autojunk=False)
    for tag, start, end, _, _ in matcher.get_opcodes():
        if tag in {"replace", "delete"}:
            found.update(range(start + 1, end + 1))
    return found
