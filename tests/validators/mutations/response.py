"""Ways to give an answer of another form than the skill's."""

import re
from functools import partial

from tests.validators.clean import answer_parts, answer_text, clean_files
from tests.validators.mutations.model import ANSWER, PART, Mutation

_REASONING = "## Цепочка мыслей\n"
_FILES = "## Файлы\n"
_ANALYSIS = "### Анализ\n"
_COMMANDS = "### Операции файловой системы\n"
_DECISIONS = "### Архитектурные решения\n"
_END = "## ⚠️ РЕКОМЕНДУЕМЫЕ ИЗМЕНЕНИЯ (ВНЕ СКОУПА)\n"
_MKDIR = "mkdir -p "
_NAME = "`manage.py`\n```python\n"
_VERSION = "`.python-version`\n```text\n3.12\n```\n"
_WSGI = "`config/wsgi.py`"
_TEXT = answer_text()
_LAST = _TEXT[-40:]
_LINES = _TEXT.count("\n")
_PROSE = _TEXT[_TEXT.index(_ANALYSIS) : _TEXT.index(_COMMANDS)]
_MANAGE = clean_files()["manage.py"]
_FIRST_PART, _SECOND_PART, _THIRD_PART = (PART.format(number) for number in (1, 2, 3))
_MARKER = "SOLUTION SPLIT: PART 1 — CONTINUE? (remaining: "
_SECOND = "SOLUTION SPLIT: PART 2 — CONTINUE? (remaining: "
_LAST_OF_FIRST = re.findall(r"\n(`[\w./]+`)\n```", answer_parts()[_FIRST_PART])[-1]
_HEALTH = "`apps/core/healthcheck.py`"

_answer = partial(Mutation, path=ANSWER)
_first = partial(Mutation, path=_FIRST_PART)
_second = partial(Mutation, path=_SECOND_PART)


def _line_of(part: str, text: str) -> str:
    """The whole line of a part that begins with a text."""
    start = answer_parts()[part].index(f"\n{text}") + 1
    return answer_parts()[part][start:].split("\n", 1)[0]


def _block(path: str, text: str = _TEXT) -> str:
    """A file of the answer: its name and its block."""
    start = text.index(f"\n`{path}`\n") + 1
    return text[start : text.index("\n```\n", start) + 5]


def _spelled(name: str, path: str, line: str | None = None) -> Mutation:
    """The answer with another name for a file."""
    return _answer("RSP017", name, old="`manage.py`\n", new=f"`{path}`\n", line=line)


def _command(name: str, command: str) -> Mutation:
    """The answer with one command more."""
    return _answer("RSP021", name, old=_MKDIR, new=f"{command}\n{_MKDIR}")


_SECTIONS = (
    _answer("RSP001", "no reasoning", old=_REASONING, new="", line=1),
    _answer("RSP001", "no files", old=_FILES, new="", line=1),
    _answer("RSP001", "another level", old=_FILES, new="# Файлы\n"),
    _answer("RSP001", "bold", old=_FILES, new="**Файлы**\n"),
    _answer("RSP001", "in capitals", old=_REASONING, new="## ЦЕПОЧКА МЫСЛЕЙ\n"),
    _answer("RSP001", "with a colon", old=_FILES, new="## Файлы:\n"),
    _answer("RSP001", "in English", old=_REASONING, new="## Chain of thought\n"),
    _answer("RSP001", "another word", old=_FILES, new="## Код\n"),
    _second("RSP001", "no files in a later part", old=_FILES, new="", line=1),
    _answer(
        "RSP002",
        "reasoning last",
        old=_TEXT,
        new=_TEXT[_TEXT.index(_FILES) :] + "\n" + _TEXT[: _TEXT.index(_FILES)],
        line=_REASONING.strip(),
    ),
    _answer(
        "RSP002",
        "files twice",
        old=_VERSION,
        new=f"{_VERSION}\n{_FILES}\n",
        line=_TEXT[: _TEXT.index(_VERSION)].count("\n") + 6,
    ),
    _answer(
        "RSP002",
        "recommendations first",
        old=_FILES,
        new=f"{_END}\nКэш.\n\n{_FILES}",
        line=_FILES.strip(),
    ),
    _answer(
        "RSP002",
        "reasoning twice",
        old=_DECISIONS,
        new=f"{_REASONING}\n{_DECISIONS}",
    ),
    _answer("RSP003", "a greeting", old=_REASONING, new=f"Конечно, вот ответ:\n\n{_REASONING}"),
    _answer(
        "RSP003", "a summary", old=_LAST, new=f"{_LAST}\nГотово, проект создан.\n", line="Готово"
    ),
    _answer("RSP003", "a section", old=_LAST, new=f"{_LAST}\n## Итог\n\nВсё.\n", line="## Итог"),
    _answer("RSP003", "a title", old=_REASONING, new=f"# Проект demo\n\n{_REASONING}"),
    _answer("RSP003", "a fence around all", old=_TEXT, new=f"````markdown\n{_TEXT}````\n"),
    _answer("RSP003", "between", old=_FILES, new=f"## Структура\n\nДва слоя.\n\n{_FILES}"),
    _answer("RSP003", "prose between files", old=_NAME, new=f"Теперь точка входа.\n\n{_NAME}"),
    _second("RSP003", "a remark in a later part", old=_FILES, new=f"Продолжаю.\n\n{_FILES}"),
)
_ENGLISH = (
    "We create a new project and add the payments application to it, as the request says.\n\n"
)
_LANGUAGE = (
    _answer(
        "RSP004",
        "one part in English",
        old=_PROSE,
        new=f"{_ANALYSIS}\n{_ENGLISH}",
        line=_ANALYSIS.strip(),
    ),
    _answer(
        "RSP004",
        "the last part in English",
        old=_TEXT[_TEXT.index(_DECISIONS) : _TEXT.index(_FILES)],
        new=f"{_DECISIONS}\n- Writes go through the services, and reads go through the selectors.\n"
        "- The user model is set before the first migration is made.\n\n",
        line=_DECISIONS.strip(),
    ),
    _answer(
        "RSP004",
        "all in English",
        old=_TEXT[: _TEXT.index(_FILES)],
        new=f"{_REASONING}\n{_ANALYSIS}\n{_ENGLISH}{_COMMANDS}\n```bash\nmkdir -p apps\n```\n\n"
        f"{_DECISIONS}\nThe services write and the selectors read.\n\n",
        line=1,
    ),
    _answer(
        "RSP004",
        "in German",
        old=_PROSE,
        new=f"{_ANALYSIS}\nWir legen ein neues Projekt an und fügen die Anwendung hinzu, wie verlangt.\n\n",
        line=_ANALYSIS.strip(),
    ),
    _answer(
        "RSP004",
        "in Chinese",
        old=_PROSE,
        new=f"{_ANALYSIS}\n我们 创建 一个 新 项目 并 添加 支付 应用 以及 它的 测试 文件\n\n",
        line=_ANALYSIS.strip(),
    ),
    _answer("RSP005", "no analysis", old=_ANALYSIS, new="", line=1),
    _answer("RSP005", "no decisions", old=_DECISIONS, new="", line=1),
    _answer("RSP005", "other words", old=_COMMANDS, new="### Команды\n", line=1),
    _answer("RSP005", "in English", old=_ANALYSIS, new="### Analysis\n", line=1),
    _answer("RSP005", "half of the words", old=_DECISIONS, new="### Решения\n", line=1),
)
_NAMES = (
    _answer("RSP006", "no name", old=_NAME, new="```python\n"),
    _answer("RSP006", "an example more", old=_NAME, new=f"```bash\nuv sync\n```\n\n{_NAME}"),
    _answer(
        "RSP006", "at the end", old=_LAST, new=f"{_LAST}\n```\nuv sync\n```\n", line=_LINES + 2
    ),
    _answer(
        "RSP006",
        "a sentence for a name",
        old=_NAME,
        new="Точка входа проекта:\n```python\n",
        line=_TEXT[: _TEXT.index(_NAME)].count("\n") + 2,
    ),
    _second("RSP006", "in a later part", old="`apps/core/pagination.py`\n", new=""),
    _answer("RSP007", "no block", old=_NAME, new=f"`apps/payments/tasks.py`\n\n{_NAME}"),
    _answer(
        "RSP007",
        "the block is gone",
        old=_VERSION,
        new="`.python-version`\n",
        line="`.python-version`",
    ),
    _answer("RSP007", "at the end", old=_LAST, new=f"{_LAST}\n`README.md`\n", line="`README.md`"),
    _answer(
        "RSP007",
        "said to be unchanged",
        old=_VERSION,
        new="`.python-version`\n(без изменений)\n",
        line="`.python-version`",
    ),
    _second("RSP007", "in a later part", old=f"{_FILES}\n", new=f"{_FILES}\n`conftest.py`\n\n"),
    _answer("RSP008", "a heading", old="`manage.py`\n", new="### manage.py\n"),
    _answer("RSP008", "a heading with backticks", old="`manage.py`\n", new="### `manage.py`\n"),
    _answer("RSP008", "bold", old="`manage.py`\n", new="**manage.py**\n"),
    _answer("RSP008", "a label", old="`manage.py`\n", new="Файл: `manage.py`\n"),
    _answer("RSP008", "an item", old="`manage.py`\n", new="1. `manage.py`\n"),
    _answer("RSP008", "bare", old="`manage.py`\n", new="manage.py\n"),
    _answer(
        "RSP008", "a blank line", old="`manage.py`\n", new="`manage.py`\n\n", line="`manage.py`"
    ),
    _answer("RSP008", "in the fence", old=_NAME, new="```python:manage.py\n"),
    _answer(
        "RSP008", "in the first line", old=_NAME, new="```python\n# manage.py\n", line="# manage.py"
    ),
    _answer("RSP008", "a note behind", old="`manage.py`\n", new="`manage.py` (новый)\n"),
    _answer("RSP008", "an invisible sign", old="`manage.py`\n", new="`manage\u200b.py`\n"),
    _answer("RSP008", "an escape", old=_WSGI, new="`config/\\_wsgi.py`"),
)
_TWICE = (
    _answer("RSP009", "the same", old=_WSGI, new=f"{_VERSION}\n{_WSGI}"),
    _answer(
        "RSP009",
        "another content",
        old=_WSGI,
        new=f'`manage.py`\n```python\n"""Entry."""\n```\n\n{_WSGI}',
    ),
    _answer("RSP009", "with a dot", old=_WSGI, new="`./manage.py`"),
    _answer("RSP009", "with two slashes", old="`config/asgi.py`", new="`config//__init__.py`"),
    _answer("RSP009", "through a dot", old="`config/asgi.py`", new="`config/./__init__.py`"),
    _answer("RSP009", "at the end", old=_LAST, new=f"{_LAST}\n{_VERSION}", line=_LINES + 2),
)


def _diff(name: str, content: str, line: str | None = None) -> Mutation:
    """The answer with a content of its own for a file."""
    return _answer("RSP010", name, old=_MANAGE, new=content, line=line)


_DIFFS = (
    _diff(
        "unified",
        "--- a/manage.py\n+++ b/manage.py\n@@ -1,2 +1,2 @@\n import os\n-A = 1\n+A = 2\n",
        "--- a/manage.py",
    ),
    _diff("a hunk", "@@ -1,2 +1,2 @@\n import os\n-A = 1\n+A = 2\n", "@@ -1,2"),
    _diff("of Git", "diff --git a/manage.py b/manage.py\nindex 1..2 100644\n", "diff --git"),
    _diff(
        "search and replace",
        "<<<<<<< SEARCH\nimport os\n=======\nimport sys\n>>>>>>> REPLACE\n",
        "<<<<<<< SEARCH",
    ),
    _diff(
        "a conflict",
        "import os\n<<<<<<< HEAD\nA = 1\n=======\nA = 2\n>>>>>>> feature\n",
        "<<<<<<< HEAD",
    ),
    _diff("signs", " import os\n-import re\n+import sys\n", " import os"),
    _diff("all of it added", "+import os\n+import sys\n", "+import os"),
    _diff(
        "a patch",
        "*** Begin Patch\n*** Update File: manage.py\n@@\n-import os\n+import sys\n*** End Patch\n",
        "*** Begin Patch",
    ),
    _answer(
        "RSP010",
        "in YAML",
        old="name: demo\n",
        new="@@ -1,3 +1,3 @@\n name: demo\n",
        line="@@ -1,3",
    ),
)
_TRUNCATED = (
    _answer(
        "RSP011", "no end", old=_LAST, new=_LAST.removesuffix("```\n"), line="`nginx/nginx.conf`"
    ),
    _answer(
        "RSP011",
        "in the middle",
        old=_TEXT,
        new=_TEXT[: _TEXT.index("def main()") + 20],
        line="`manage.py`",
    ),
    _answer(
        "RSP011",
        "in the middle of a word",
        old=_TEXT,
        new=_TEXT[: _TEXT.index("DEFAULT_THROTTLE_RATES") + 9],
        line="`config/settings.py`",
    ),
    _answer(
        "RSP011",
        "a fence inside",
        old=_VERSION,
        new="`README.md`\n```markdown\n# Demo\n\n```\nuv sync\n```\n\nГотово.\n```\n",
    ),
    _second(
        "RSP011",
        "in a later part",
        old=answer_parts()[_SECOND_PART],
        new=answer_parts()[_SECOND_PART][
            : answer_parts()[_SECOND_PART].index("class StandardPagin")
        ],
        line="`apps/core/pagination.py`",
    ),
    _answer(
        "RSP011",
        "the commands",
        old=_TEXT[: _TEXT.index(_FILES)],
        new=_TEXT[: _TEXT.index(_FILES)].replace("\n```\n", "\n", 1),
        line="```bash",
    ),
)
_SPLITS = (
    _first("RSP012", "in Russian", old=_MARKER, new="Продолжение в части 2 (осталось: "),
    _first("RSP012", "no files", old=_line_of(_FIRST_PART, _MARKER), new=_MARKER + ")"),
    _first(
        "RSP012",
        "not last",
        old=_line_of(_FIRST_PART, _MARKER),
        new=f"{_line_of(_FIRST_PART, _MARKER)}\n\nНапишите «продолжай».",
        line=_MARKER,
    ),
    _first("RSP012", "in small letters", old=_MARKER, new=_MARKER.lower()),
    _first("RSP012", "no question", old=_MARKER, new="SOLUTION SPLIT: PART 1 (remaining: "),
    _second("RSP012", "in a later part", old=_SECOND, new="PART 2, CONTINUE? (remaining: "),
    _first(
        "RSP012",
        "no list",
        old=_line_of(_FIRST_PART, _MARKER),
        new="SOLUTION SPLIT: PART 1 — CONTINUE?",
    ),
    _first("RSP013", "begins with 2", old="SPLIT: PART 1 ", new="SPLIT: PART 2 "),
    _first("RSP013", "begins with 0", old="SPLIT: PART 1 ", new="SPLIT: PART 0 "),
    _second("RSP013", "1 again", old="SPLIT: PART 2 ", new="SPLIT: PART 1 "),
    _second("RSP013", "leaves one out", old="SPLIT: PART 2 ", new="SPLIT: PART 3 "),
    _first("RSP013", "the number of all", old="SPLIT: PART 1 ", new="SPLIT: PART 4 "),
    _first("RSP014", "a delivered file", old=_MARKER, new=f"{_MARKER}manage.py, "),
    _first(
        "RSP014", "a delivered file, other spelling", old=_MARKER, new=f"{_MARKER}./manage.py, "
    ),
    _second("RSP014", "a file of the part before", old=_SECOND, new=f"{_SECOND}manage.py, "),
    _first(
        "RSP014",
        "one left out",
        old="apps/core/pagination.py, ",
        new="",
        line="`apps/core/pagination.py`",
        at=_SECOND_PART,
    ),
    _second(
        "RSP014",
        "one that nobody announced",
        old=f"{_FILES}\n",
        new=f'{_FILES}\n`apps/core/tasks.py`\n```python\n"""Tasks."""\n```\n\n',
        line="`apps/core/tasks.py`",
    ),
    _second(
        "RSP014",
        "the file that is in the part itself",
        old=_SECOND,
        new=f"{_SECOND}apps/core/pagination.py, ",
    ),
    _first("RSP015", "promised", old=_MARKER, new=f"{_MARKER}README.md, "),
    _second("RSP015", "promised later", old=_SECOND, new=f"{_SECOND}README.md, "),
    _second(
        "RSP015",
        "left out",
        old=_block("apps/core/pagination.py"),
        new="",
        line=_MARKER,
        at=_FIRST_PART,
    ),
    _answer("RSP015", "touched", old=_MKDIR, new=f"touch apps/payments/tasks.py\n{_MKDIR}"),
    _answer(
        "RSP015",
        "touched in a folder",
        old=_MKDIR,
        new=f"cd apps && touch tasks.py && cd ..\n{_MKDIR}",
    ),
    _answer(
        "RSP015",
        "touched in braces",
        old=_MKDIR,
        new=f"touch apps/payments/{{models,tasks}}.py\n{_MKDIR}",
    ),
    _answer(
        "RSP015",
        "touched among commands",
        old=_MKDIR,
        new=f"mkdir -p docs && touch docs/usage.md\n{_MKDIR}",
    ),
    _second(
        "RSP016",
        "again",
        old=f"{_FILES}\n",
        new=f"{_FILES}\n{_VERSION}\n",
        line="`.python-version`",
    ),
    _second(
        "RSP016",
        "again in another spelling",
        old=f"{_FILES}\n",
        new=f"{_FILES}\n{_VERSION.replace('`.p', '`./.p')}\n",
        line="`./.python-version`",
    ),
    Mutation(
        "RSP016",
        "in the third part",
        _THIRD_PART,
        f"{_FILES}\n",
        f"{_FILES}\n{_VERSION}\n",
        "`.python-version`",
    ),
    _second(
        "RSP016",
        "again and other",
        old=f"{_FILES}\n",
        new=f'{_FILES}\n`manage.py`\n```python\n"""Entry."""\n```\n\n',
        line="`manage.py`",
    ),
    _first(
        "RSP016",
        "cut",
        old="\n```\n\n" + _line_of(_FIRST_PART, _MARKER),
        new="\n",
        line=_LAST_OF_FIRST,
    ),
    _first(
        "RSP016",
        "cut in the middle and gone on with",
        old=answer_parts()[_FIRST_PART],
        new=answer_parts()[_FIRST_PART][
            : answer_parts()[_FIRST_PART].index("async def check_cache")
        ],
        line=_HEALTH,
    ),
)
_PATHS = (
    _spelled("absolute", "/etc/manage.py"),
    _spelled("above", "../manage.py"),
    _spelled("above from below", "config/../../manage.py"),
    _spelled("home", "~/manage.py"),
    _spelled("a drive", "C:/demo/manage.py"),
    _spelled("a backslash", "config\\manage.py"),
    _spelled("Git", ".git/hooks/pre-commit"),
    _spelled("secrets", ".env"),
    _spelled("secrets of a stage", ".env.production"),
    _spelled("a device", "config/aux.py"),
    _spelled("only another case", "config/Settings.py", "`config/settings.py`"),
    _spelled("another case of a folder", "Config/manage.py", "`config/__init__.py`"),
    _spelled("a control character", "manage\x07.py"),
    _spelled("an environment", ".venv/bin/manage.py"),
    _spelled("letters that look alike", "m\u0430nage.py"),
)
_EMPTY = (
    _answer("RSP018", "nothing", old=f"{_NAME}{_MANAGE}", new=_NAME, line="`manage.py`"),
    _answer(
        "RSP018", "a blank line", old=f"{_NAME}{_MANAGE}", new=f"{_NAME}\n", line="`manage.py`"
    ),
    _answer(
        "RSP018", "spaces", old=f"{_NAME}{_MANAGE}", new=f"{_NAME}   \n\t\n", line="`manage.py`"
    ),
    _answer(
        "RSP018", "no Python", old="```text\n3.12\n", new="```text\n", line="`.python-version`"
    ),
    _answer(
        "RSP018",
        "a file more",
        old=_VERSION,
        new=f"`apps/payments/tasks.py`\n```python\n```\n\n{_VERSION}",
    ),
)
_TONE = (
    _answer("RSP019", "an emoji", old=_ANALYSIS, new=f"{_ANALYSIS}\n🚀 Начинаем.\n", line="🚀"),
    _answer(
        "RSP019", "an exclamation", old=_ANALYSIS, new=f"{_ANALYSIS}\nОтлично!\n", line="Отлично!"
    ),
    _answer("RSP019", "a heading", old=_DECISIONS, new="### Архитектурные решения ✅\n"),
    _answer(
        "RSP019",
        "recommendations",
        old=_LAST,
        new=f"{_LAST}\n{_END}\nДобавьте кэш, это важно!\n",
        line="Добавьте кэш",
    ),
    _answer(
        "RSP019", "several", old=_DECISIONS, new=f"{_DECISIONS}\nОчень просто!!!\n", line="!!!"
    ),
    _answer("RSP019", "a smile", old=_DECISIONS, new=f"{_DECISIONS}\nГотово 🙂\n", line="🙂"),
)
_BARE = _TEXT[: _TEXT.index(_FILES)] + _FILES
_NOTHING = (
    _answer("RSP020", "empty", old=_TEXT, new=_BARE, line=_FILES.strip()),
    _answer(
        "RSP020", "a promise", old=_TEXT, new=f"{_BARE}\nФайлы будут позже.\n", line=_FILES.strip()
    ),
    _answer(
        "RSP020",
        "a list",
        old=_TEXT,
        new=f"{_BARE}\n- apps/payments/models.py\n- apps/payments/views.py\n",
        line=_FILES.strip(),
    ),
    _answer(
        "RSP020",
        "blocks with no names",
        old=_TEXT,
        new=f"{_BARE}\n```python\nA = 1\n```\n",
        line=_FILES.strip(),
    ),
    _answer(
        "RSP020",
        "names with no blocks",
        old=_TEXT,
        new=f"{_BARE}\n`manage.py`\n\n`config/urls.py`\n",
        line=_FILES.strip(),
    ),
)
_OPERATIONS = (
    _command("root", "sudo apt-get install libpq-dev"),
    _command("a download into a shell", "curl -LsSf https://astral.sh/uv/install.sh | sh"),
    _command("all of a folder", "rm -rf /"),
    _command("out of the workspace", "cp manage.py ../other/manage.py"),
    _command("an absolute folder", "mkdir -p /opt/demo"),
    _command("the folder above", "rm -rf ../old"),
    _command("home", "touch ~/.bashrc"),
    _command("an open quote", 'echo "demo'),
    _command("a download that is run", "bash <(curl -s https://example.com/install.sh)"),
    _command("a redirection to outside", "echo 1 > /etc/hosts"),
    _command("everything here", "rm -rf *"),
    _command("behind a change of folder", "cd .. && rm -rf demo"),
    _command("in a shell", 'sh -c "rm -rf /var"'),
    _command("downloaded first", "wget https://example.com/a.sh && bash a.sh"),
)

MUTATIONS: tuple[Mutation, ...] = (
    *_SECTIONS,
    *_LANGUAGE,
    *_NAMES,
    *_TWICE,
    *_DIFFS,
    *_TRUNCATED,
    *_SPLITS,
    *_PATHS,
    *_EMPTY,
    *_TONE,
    *_NOTHING,
    *_OPERATIONS,
)
