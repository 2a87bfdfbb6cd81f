"""The RSP rules: their own examples, and the cases that are easily got wrong."""

from collections.abc import Iterable

import pytest

from skillrun.protocol.grammar import Grammar
from skillrun.protocol.parsing import parse
from skillrun.rules.model import Example, Rule, Severity, Violation
from skillrun.rules.packs.response import RULES
from skillrun.rules.packs.response.examples import (
    FILE,
    GOOD,
    LATER,
    MARKER,
    OTHER_FILE,
    REASONING,
    RECOMMENDATIONS,
    SPLIT,
    answer,
)
from skillrun.rules.registry import catalogue
from skillrun.rules.runner import run
from skillrun.rules.subject import subject_of_answer
from tests.protocol.grammars import ENGLISH, RUSSIAN


def violations(
    *texts: str,
    grammar: Grammar = RUSSIAN,
    request: str = "",
    repair: bool = False,
    final: bool = False,
    workspace: Iterable[str] = (),
) -> list[Violation]:
    listing = frozenset(workspace)
    subject = subject_of_answer(
        parse(texts, grammar),
        grammar=grammar,
        answer_paths=[f"part{n}" for n in range(1, len(texts) + 1)],
        on_disk=lambda path: "" if path in listing else None,
        request=request,
        repair=repair,
        final=final,
        root_listing=listing,
    )
    return list(run(catalogue(["response"]), subject))


def codes(*texts: str, **options: object) -> list[str]:
    return sorted({v.code for v in violations(*texts, **options)})  # type: ignore[arg-type]


def of_example(example: Example) -> list[str]:
    return codes(
        example.text, *example.later_parts, request=example.request, workspace=example.workspace
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_bad_example_of_a_rule_is_flagged(rule: type[Rule]) -> None:
    assert rule.code in of_example(rule.bad)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_good_example_of_a_rule_is_clean(rule: type[Rule]) -> None:
    assert of_example(rule.good) == []


def test_all_codes_are_there() -> None:
    assert [rule.code for rule in RULES] == [f"RSP{number:03}" for number in range(1, 22)]
    assert [rule.code for rule in RULES if rule.fatal] == ["RSP010"]


def test_a_file_that_ends_with_the_answer_is_clean() -> None:
    assert codes(GOOD.rstrip("\n")) == []
    assert codes(GOOD.replace("\n", "\r\n")) == []
    assert codes("\ufeff" + GOOD) == []
    assert codes("<think>\nI'll write ## Файлы\n</think>\n\n" + GOOD) == []


def reasoning(analysis: str, *, operations: str = "mkdir -p apps/payments") -> str:
    text = REASONING.replace("Нужен сервис, который создаёт платёж.", analysis)
    return text.replace("mkdir -p apps/payments", operations)


def with_analysis(analysis: str) -> str:
    return answer(FILE, reasoning=reasoning(analysis))


def file(path: str, content: str, language: str = "") -> str:
    return f"`{path}`\n```{language}\n{content}```\n"


# Sections


def test_a_later_part_may_open_with_the_files() -> None:
    assert codes(SPLIT, LATER) == []
    assert "RSP001" in codes(SPLIT, OTHER_FILE)


def test_a_repair_needs_no_reasoning() -> None:
    assert codes(LATER) == ["RSP001"]
    assert codes(LATER, repair=True) == []


def test_the_missing_heading_of_files_that_came_can_be_mended() -> None:
    found = violations(GOOD.replace("## Файлы\n\n", "## Файлы\n\n"), repair=True)
    assert found == []
    found = violations(FILE, repair=True)
    assert [(v.code, v.fixable) for v in found] == [("RSP001", True)]


@pytest.mark.parametrize(
    "heading", ["# Файлы", "**Файлы**", "## файлы", "## Файлы:", "### Файлы", "##Файлы"]
)
def test_a_heading_in_another_form_is_flagged_on_its_line(heading: str) -> None:
    found = violations(GOOD.replace("## Файлы", heading))
    assert [(v.code, v.line, v.fixable) for v in found] == [("RSP001", 14, True)]


def test_a_part_that_stops_before_its_files_lacks_no_section_yet() -> None:
    assert codes(f"{REASONING}\n{MARKER}") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (answer(FILE, end=f"## Файлы\n\n{OTHER_FILE}"), ["RSP002"]),
        (f"## Файлы\n\n{FILE}\n{REASONING}", ["RSP002"]),
        (f"{REASONING}\n{RECOMMENDATIONS}\n## Файлы\n\n{FILE}", ["RSP002"]),
        (answer(FILE, end=RECOMMENDATIONS), []),
        (answer(FILE, end=f"{RECOMMENDATIONS}\n## Итог\n\nГотово.\n"), ["RSP003"]),
    ],
)
def test_sections_come_once_and_in_order(text: str, found: list[str]) -> None:
    assert codes(text) == found


def test_lines_with_hashes_inside_code_are_no_sections() -> None:
    text = answer(FILE.replace('"""Write', '## Итог\n"""Write'))
    assert codes(text.replace("mkdir -p", "## Папки\nmkdir -p")) == []


def test_prose_between_files_is_only_a_warning() -> None:
    found = violations(answer(FILE, "Теперь селекторы.\n", OTHER_FILE))
    assert [(v.code, v.severity, v.line) for v in found] == [("RSP003", Severity.WARNING, 21)]
    found = violations(answer(FILE, "Теперь всё.\n\nКонец.\n"))
    assert [(v.code, v.severity, v.line) for v in found] == [("RSP003", Severity.ERROR, 21)]


@pytest.mark.parametrize(
    "words",
    [
        "Изменения не требуются.",
        "Никаких изменений вносить не нужно.",
        "Код не нуждается в изменениях.",
        "Ничего менять не нужно.",
        "Запрошенное уже реализовано.",
        "Файлы не изменяются.",
        "No changes are needed.",
        "There is nothing to change.",
    ],
)
def test_an_answer_may_say_that_nothing_is_to_change(words: str) -> None:
    assert "RSP020" not in codes(answer(reasoning=reasoning(words)))
    assert codes(answer(reasoning=reasoning("Создаём сервис."))) == ["RSP020"]


def test_no_files_yet_is_no_fault_while_a_part_is_outstanding() -> None:
    text = answer(end=MARKER)
    assert codes(text) == []
    assert "RSP020" in codes(text, final=True)


# The reasoning


@pytest.mark.parametrize(
    "analysis",
    [
        "Сервис create_payment пишет в PostgreSQL через Django ORM, serializer и view остаются тонкими.",
        "Django REST Framework, drf-spectacular, pydantic-settings, gunicorn, uvicorn.",
        "`uv add stripe`, `apps/payments/services.py`, `transaction.atomic()`.",
        "Endpoint: POST /api/v1/payments/, throttling: anon/user rate limit, permission IsAuthenticated.",
        "Model, serializer, viewset, router, permission, throttle, pagination, factory, fixture, middleware.",
        "Read-only endpoint отдаёт list и detail, write идёт в service layer.",
        "Платёж.",
    ],
)
def test_terms_do_not_make_russian_prose_english(analysis: str) -> None:
    assert codes(with_analysis(analysis)) == []


def test_a_part_in_english_is_flagged_where_it_begins() -> None:
    found = violations(with_analysis("We need a service that writes to the database."))
    assert [(v.code, v.line) for v in found] == [("RSP004", 3)]


@pytest.mark.parametrize(
    "analysis",
    [
        "Wir legen einen Dienst an, der die Zahlung in der Datenbank speichert.",
        "Il faut un service qui crée le paiement et le met dans la base.",
        "我们需要一个创建付款的服务。",
        "Χρειαζόμαστε μια υπηρεσία που δημιουργεί πληρωμές και τις γράφει στη βάση.",
    ],
)
def test_other_languages_than_english_are_flagged_too(analysis: str) -> None:
    assert [(v.code, v.line) for v in violations(with_analysis(analysis))] == [("RSP004", 3)]


def test_reasoning_in_english_is_flagged_at_its_heading() -> None:
    analysis = "The request asks for a new app. It will have a model and an API for the users."
    found = violations(with_analysis(analysis))
    assert [(v.code, v.line) for v in found] == [("RSP004", 1)]


def test_english_is_expected_where_the_grammar_says_so() -> None:
    english = "## Reasoning\n\nWe add a service.\n\n## Files\n\n" + FILE
    russian = "## Reasoning\n\nДобавляем сервис платежей.\n\n## Files\n\n" + FILE
    assert codes(english, grammar=ENGLISH) == []
    assert codes(russian, grammar=ENGLISH) == ["RSP004"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("### Архитектурные решения", "## Архитектурные решения"),
        ("### Архитектурные решения", "**Архитектурные решения**"),
        ("### Архитектурные решения", "**3. АРХИТЕКТУРНЫЕ РЕШЕНИЯ:**"),
        ("### Архитектурные решения", "  • Архитектурные решения:"),
        ("### Архитектурные решения\n", "- **Архитектурные решения** — "),
        ("### Архитектурные решения", "### 🏗 3) Архитектурные решения и компромиссы"),
        ("### Операции файловой системы", "2. Операции файловой системы:"),
        ("### Анализ", "#### Анализ требований"),
        ("### Анализ", "__Анализ__"),
        ("### Анализ", "* *Анализ*:"),
        ("### Анализ", "### Шаг 1. Анализ"),
        ("### Анализ", "### Этап 2: Анализ"),
    ],
)
def test_a_part_of_the_reasoning_may_be_titled_in_any_form(old: str, new: str) -> None:
    assert "RSP005" not in codes(GOOD.replace(old, new))


@pytest.mark.parametrize(
    "words", ["Анализ показал, что всё просто.", "См. анализ ниже.", "```\n### Анализ\n```"]
)
def test_a_sentence_is_no_title(words: str) -> None:
    assert "RSP005" in codes(GOOD.replace("### Анализ", words))


@pytest.mark.parametrize(
    "words", ["Готово!", "Отлично! Дальше.", "✅ Готово.", "Сделано 🎉", "**Важно!**"]
)
def test_emotion_is_a_warning(words: str) -> None:
    found = violations(with_analysis(words))
    assert [(v.code, v.severity, v.line) for v in found] == [("RSP019", Severity.WARNING, 4)]


@pytest.mark.parametrize(
    "words",
    [
        "Если `a != b`.",
        "a != b",
        "→ ✓ № ©",
        "```python\nprint('Hi!')  # 🎉\n```",
        "![схема](a.png)",
    ],
)
def test_code_and_signs_are_no_emotion(words: str) -> None:
    assert "RSP019" not in codes(
        with_analysis(f"Нужен сервис. {words}" if "`" * 3 not in words else words)
    )


# Files


def test_the_same_file_twice_is_flagged_at_the_second() -> None:
    found = violations(answer(FILE, FILE.replace("`apps", "`apps/./")))
    assert {v.code for v in found} == {"RSP009"}
    assert found[0].line == 21


def test_an_ambiguous_file_is_flagged_at_its_name() -> None:
    inner = "`apps/a.py`\n```python\nA = 1\n```\n"
    found = violations(answer(file("docs/answers.md", inner, "markdown"), FILE))
    assert [(v.code, v.line, v.fixable) for v in found] == [("RSP011", 16, False)]


def test_a_file_whose_blocks_can_be_read_in_one_way_alone_is_clean() -> None:
    inner = "Run:\n\n```bash\nls\n```\n\nThen:\n\n```sql\nSELECT 1;\n```\n\nDone.\n"
    assert codes(answer(file("README.md", inner, "markdown"), FILE)) == []
    assert codes(answer(FILE, file("README.md", inner, "markdown"))) == []
    assert "RSP011" in codes(answer(file("README.md", inner, "markdown"), "```\nls\n```\n"))


def test_the_tone_of_stray_prose_counts_once_a_line() -> None:
    greeting = violations("Sure! Here it is.\n\n" + GOOD)
    assert [(v.code, v.line) for v in greeting] == [("RSP003", 1), ("RSP019", 1)]
    between = violations(answer(FILE, "Готово! 🚀\n\n", OTHER_FILE))
    assert [v.code for v in between] == ["RSP003", "RSP019"]
    after = violations(GOOD + "\n## Итог\n\nГотово!\n")
    assert [v.code for v in after if v.code == "RSP019"] == ["RSP019"]


def test_a_marker_that_lists_nothing_breaks_no_promise() -> None:
    first = answer(FILE, end="SOLUTION SPLIT: PART 1 — CONTINUE?\n")
    assert codes(first, f"## Файлы\n\n{OTHER_FILE}") == ["RSP012"]


def test_a_promise_may_end_a_sentence() -> None:
    marker = MARKER.strip()
    for odd in (f"{marker}.", "Часть 1 из 2, осталось: `apps/payments/selectors.py`. Продолжать?"):
        assert codes(answer(FILE, end=f"{odd}\n"), LATER) == ["RSP012"]


def test_a_further_section_is_told_of_once() -> None:
    found = violations(GOOD + "\n## Итог\n\nСервис готов.\n\nТесты есть.\n")
    assert [(v.code, v.message.count("Итог")) for v in found] == [("RSP003", 1)]


def test_a_name_that_turns_its_text_around_is_unsafe() -> None:
    assert "RSP017" in codes(answer(FILE.replace("services.py", "ser\u202eyp.vices.py")))
    assert "RSP017" not in codes(answer(FILE.replace("services.py", "services\u200b.py")))


def test_a_marker_in_a_block_is_told_to_leave_it() -> None:
    first = answer(FILE, end=f"```text\n{MARKER}```\n")
    (found,) = [v for v in violations(first, LATER) if v.code == "RSP012"]
    assert "outside of any code block" in found.message


DIFF = "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("apps/a.py", DIFF),
        ("apps/a.py", "import os\n\n<<<<<<< SEARCH\na = 1\n=======\na = 2\n>>>>>>> REPLACE\n"),
        ("apps/a.py", "<<<<<<< HEAD\na = 1\n=======\na = 2\n>>>>>>> main\n"),
        ("apps/a.py", " import os\n-a = 1\n+a = (\n"),
        ("apps/a.py", "-import os\n import sys\n"),
        ("config/a.yaml", "+a: 1\n+b: 2\n"),
        ("config/a.yaml", " services:\n-  db: 1\n+  db: 2\n"),
        ("templates/a.html", "<p>\n<<<<<<< HEAD\n</p>\n=======\n>>>>>>> x\n"),
        ("README.md", "# Shop\n<<<<<<< SEARCH\n"),
        ("Dockerfile", "diff --git a/Dockerfile b/Dockerfile\nFROM x\n"),
        ("a.toml", "*** Begin Patch\n*** Update File: a.toml\n"),
    ],
)
def test_a_diff_is_no_file(path: str, content: str) -> None:
    assert codes(answer(file(path, content))) == ["RSP010"]
    assert codes(answer(file(path, content)), request="show me the diff") == []


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("apps/a.py", f'TEXT = """\n{DIFF}<<<<<<< HEAD\n"""\n'),
        ("apps/a.py", "-1\n"),
        ("apps/a.py", "+1\n-2\n"),
        (".pre-commit.yaml", "- repo: a\n  rev: b\n- repo: c\n"),
        ("docs/a.md", "# Change\n\n~~~diff\n" + DIFF + "~~~\n\n- one\n+ two\n"),
        ("docs/a.md", "- a\n+ b\n"),
        ("docs/a.rst", "Title\n=======\n"),
        ("phones.csv", "+7900\n+7901\n"),
        ("fix.patch", DIFF),
        ("a.html", "  <p>\n  - a\n  </p>\n"),
        ("a.sh", "cat <<<<<<<x\n"),
    ],
)
def test_a_file_is_no_diff(path: str, content: str) -> None:
    assert codes(answer(file(path, content))) == []


def test_asking_for_a_patch_endpoint_is_not_asking_for_a_diff() -> None:
    text = answer(file("apps/a.py", DIFF))
    assert codes(text, request="add a PATCH endpoint and patch the bug") == ["RSP010"]


@pytest.mark.parametrize("name", ["__init__.py", "py.typed", ".gitkeep"])
def test_files_that_are_empty_by_nature_may_be(name: str) -> None:
    assert codes(answer(file(f"apps/{name}", ""))) == []
    assert codes(answer(file("apps/a.py", "\n\n"))) == ["RSP018"]


def test_a_path_clashes_with_the_workspace_too() -> None:
    assert codes(GOOD, workspace=["apps/payments/services.py", "A.py", "a.py"]) == []
    assert codes(GOOD, workspace=["Apps/payments/views.py"]) == ["RSP017"]


def test_escapes_are_a_fault_of_form_and_backslashes_one_of_safety() -> None:
    assert codes(answer(file(r"apps/\_\_init\_\_.py", ""))) == ["RSP008"]
    assert codes(answer(file(r"apps\a.py", "A = 1\n"))) == ["RSP017"]


@pytest.mark.parametrize("name", ["apps/a\u200b.py", "\u2060apps/a.py", "apps/a.py\u200d"])
def test_what_cannot_be_seen_in_a_name_is_a_fault_of_form(name: str) -> None:
    assert codes(answer(file(name, "A = 1\n"))) == ["RSP008"]


def test_a_byte_order_mark_before_a_name_is_none() -> None:
    assert codes(SPLIT, "\ufeff" + LATER) == []


# Splits

SECOND = "SOLUTION SPLIT: PART 2 — CONTINUE? (remaining: Dockerfile)\n"
DOCKERFILE = file("Dockerfile", "FROM scratch\n", "dockerfile")


def test_three_parts_that_fit_are_clean() -> None:
    first = SPLIT.replace("selectors.py)", "selectors.py, Dockerfile)")
    assert codes(first, LATER + "\n" + SECOND, f"## Файлы\n\n{DOCKERFILE}") == []


def test_while_a_part_is_outstanding_promises_are_not_judged() -> None:
    first = SPLIT.replace("remaining: ", "remaining: apps/payments/services.py, ")
    assert codes(first) == []
    assert codes(first, final=True) == ["RSP014", "RSP015"]


def test_later_parts_bring_what_was_promised_and_nothing_else() -> None:
    found = violations(SPLIT, f"{LATER}\n{DOCKERFILE}")
    assert [(v.code, v.path, v.line) for v in found] == [("RSP014", "part2", 8)]
    found = violations(SPLIT, f"## Файлы\n\n{DOCKERFILE}")
    assert [(v.code, v.path) for v in found] == [("RSP015", "part1"), ("RSP014", "part2")]


@pytest.mark.parametrize(
    "promise", ["apps/payments/", "apps/payments/*.py", "./apps/payments/selectors.py"]
)
def test_a_promise_may_be_a_folder_or_a_pattern(promise: str) -> None:
    assert codes(SPLIT.replace("apps/payments/selectors.py)", f"{promise})"), LATER) == []


def test_an_init_file_needs_no_delivery() -> None:
    first = SPLIT.replace("selectors.py)", "selectors.py, apps/payments/__init__.py)")
    assert codes(first, LATER) == []


def test_a_part_that_ended_at_the_limit_promises_nothing() -> None:
    assert codes(GOOD, LATER) == []
    assert codes(GOOD, LATER + "\n" + SECOND.replace("2", "1"), f"## Файлы\n\n{DOCKERFILE}") == []


def test_a_wrong_number_is_flagged_at_the_marker() -> None:
    found = violations(SPLIT, LATER + "\n" + SECOND.replace("2", "3"), f"## Файлы\n\n{DOCKERFILE}")
    assert [(v.code, v.path) for v in found if v.code == "RSP013"] == [("RSP013", "part2")]


def test_zero_is_a_number_too() -> None:
    found = violations(SPLIT.replace("PART 1", "PART 0"), LATER)
    assert [(v.code, v.path) for v in found] == [("RSP013", "part1")]


def test_a_file_comes_again_only_in_a_repair() -> None:
    again = f"## Файлы\n\n{FILE}"
    assert codes(GOOD, again) == ["RSP016"]
    assert codes(GOOD, again, repair=True) == []


def test_a_file_that_touch_makes_is_delivered() -> None:
    def touching(operations: str, **options: object) -> list[str]:
        return codes(
            answer(FILE, reasoning=reasoning("Нужен сервис.", operations=operations)), **options
        )

    assert touching("touch apps/payments/urls.py") == ["RSP015"]
    assert touching("touch apps/payments/{services,urls}.py") == ["RSP015"]
    assert touching("touch apps/payments/services.py apps/payments/__init__.py") == []
    assert touching("cd apps && touch payments/services.py") == []
    assert touching("uv init shop\ncd shop\ntouch apps/payments/services.py") == []
    assert touching("touch apps/payments/urls.py", workspace=["apps/payments/urls.py"]) == []
    assert touching("touch a.txt\nrm a.txt") == []
    assert touching("touch $NAME") != ["RSP015"]


@pytest.mark.parametrize(
    ("marker", "fixable"),
    [
        ("solution split: part 1 — continue? (remaining: a.py)", [True]),
        ("SOLUTION SPLIT: PART 1 (remaining: a.py)", [True]),
        ("SOLUTION SPLIT: PART 1 — CONTINUE? (remaining: )", [False]),
        ("SOLUTION SPLIT: PART 1 — CONTINUE?", [False]),
        ("Продолжение следует.", [False]),
        ("Продолжить?", [False]),
        ("To be continued in the next message.", [False]),
        ("SOLUTION SPLIT: PART 1 — CONTINUE? (remaining: a.py)\n\nЖду подтверждения.", [True]),
    ],
)
def test_a_marker_that_is_not_to_the_letter(marker: str, fixable: list[bool]) -> None:
    found = violations(answer(FILE, end=marker))
    assert [v.code for v in found] == ["RSP012"] * len(fixable)
    assert [v.fixable for v in found] == fixable


@pytest.mark.parametrize(
    "marker",
    [
        MARKER,
        f"**{MARKER.strip()}**",
        f"`{MARKER.strip()}`",
        MARKER.replace("—", "-"),
        MARKER.replace("—", "–"),
        MARKER.replace("apps/payments/selectors.py", "`apps/payments/selectors.py`"),
    ],
)
def test_markers_that_are_to_the_letter(marker: str) -> None:
    assert codes(answer(FILE, end=marker)) == []


# Operations


def test_the_standards_own_sequence_is_not_refused() -> None:
    sequence = """\
uv init shop --no-readme --no-package --python 3.12
cd shop
uv add django djangorestframework \\
    django-redis gunicorn uvicorn
uv add "psycopg[binary]"
uv add --dev pytest-django ruff
uv run django-admin startproject config .
mkdir -p apps/core/tests nginx
uv run python manage.py startapp core apps/core
rm apps/core/tests.py main.py
git add --force uv.lock
docker compose up -d"""
    assert codes(answer(FILE, reasoning=reasoning("Нужен проект.", operations=sequence))) == []


def test_a_refused_command_is_flagged_on_its_line() -> None:
    found = violations(answer(FILE, reasoning=reasoning("Нужен сервис.", operations="ls\nsudo ls")))
    assert [(v.code, v.line) for v in found] == [("RSP021", 9)]
