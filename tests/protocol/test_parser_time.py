"""Parsing is linear: four times as much of anything takes about four times as long."""

from time import process_time

import pytest

from skillrun.protocol.parser import Parser
from tests.protocol.grammars import RUSSIAN

REASONING = "## Цепочка мыслей\n\n### Операции файловой системы\n"
FILES = "## Файлы\n\n"
MARKER = "SOLUTION SPLIT: PART 1 — CONTINUE? (remaining: a.py)\n"

# What starts an answer, and what is repeated in it.
HARD = {
    "prose": (FILES, "text\n"),
    "one long line": (FILES, "a `b` "),
    "headings": (FILES, "## x\n"),
    "headings taken back": ("", "### Файлы\n## Цепочка мыслей\n"),
    "names": (FILES, "`a.py`\n"),
    "blocks": (FILES, "`a.py`\n```\nx\n```\n"),
    "unnamed blocks": (FILES, "```\n```\n"),
    "blocks left open": (FILES, "`a/b.py`\n```python\nx\n"),
    "quoted fences": (FILES, "> ```\n"),
    "indented fences": (FILES + "`a.py`\n```python\n", "    ```\n"),
    "fences within lines": (FILES + "`a.py`\n```python\n", "x ``` y\n"),
    "nested fences": (FILES + "`a.md`\n```markdown\n", "```bash\n```\n"),
    "fences that only open": (FILES + "`a.py`\n```python\n", "```bash\n"),
    "blank lines": (FILES + "`a.py`\n```python\n", "\n"),
    "markers": (FILES, "text\n" + MARKER),
    "lists after a marker": (FILES + MARKER, "- `a.py`\n- `b.py`\n"),
    "open quotes": (REASONING + "```bash\n", "echo 'don t\n"),
    "continuations": (REASONING + "```bash\n", "a \\\n"),
    "here-documents": (REASONING + "```bash\n", "cat <<A\nx\nA\n"),
    "commands in lists": (REASONING, "- `uv add a`\n"),
    "thinking": ("<think>\n", "x\n"),
    "ends of thinking": ("", "</think>\n"),
}


def seconds(text: str, size: int) -> float:
    started = process_time()
    parser = Parser(RUSSIAN)
    for start in range(0, len(text), size):
        parser.feed(text[start : start + size])
    parser.finish()
    return process_time() - started


@pytest.mark.parametrize("size", [1_000_000, 64], ids=["whole", "in chunks"])
@pytest.mark.parametrize("name", HARD)
def test_time_grows_with_the_text_and_not_with_its_square(name: str, size: int) -> None:
    start, unit = HARD[name]
    count = 15_000 // len(unit)
    small = min(seconds(start + unit * count, size) for _ in range(3))
    large = min(seconds(start + unit * count * 8, size) for _ in range(3))
    # Eight times the text: 8 where it is linear, 64 where it is quadratic.
    assert large < 24 * small + 0.05
