"""What the pages show of a command's output is what it says.

Left out are pages whose output is a machine's or a moment's: models, doctor, verify, history, undo.
"""

import re
import shlex
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.support.command import skillrun

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = (
    *(f"commands/{name}.md" for name in ("ask", "apply", "check", "parse", "prompt", "rules")),
    "commands/skill.md",
    "commands/index.md",
    "configuration.md",
    "guides/skills.md",
)
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
# Times, sizes of the day, counts that grow with every rule, digests.
MOMENT = re.compile(r"\d+\.\d+(?: s|(?=,))|\d+ rules|sha256 [0-9a-f]{64}|\b\d+(?:,\d{3})?(?=  \S)")
REPORTS = '''\
"""Reports on payments."""

from rest_framework import serializers

from apps.payments.models import Payment


class ReportSerializer(serializers.ModelSerializer[Payment]):
    """A line of a report."""

    class Meta:
        model = Payment
        fields = "__all__"


def total(payments):
    # TODO: currencies
    print(payments)
    return sum(payment.amount for payment in payments)
'''
TIMES = '''\
"""Times."""

from datetime import datetime


def stamp() -> str:
    """Tell the time."""
    return datetime.now().isoformat()
'''
WIDER = """\
## Цепочка мыслей

### Анализ

Строки документации становятся короче.

### Операции файловой системы

```bash
uv run python manage.py makemigrations payments
```

### Архитектурные решения

Нет.

## Файлы

`apps/payments/models.py`
```python
{models}```
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of the quick start, and the files that the pages speak of."""
    root = tmp_path_factory.mktemp("docs") / "demo"
    root.mkdir()
    command = ("add payments app", "--model", "blueprint", "--operations", "never", "--yes")
    done = skillrun("ask", *command, home=root)
    assert done.code == 0, done.err
    answer = (ROOT / "skill" / "assets" / "example-answer.md").read_text(encoding="utf-8")
    models = (root / "apps" / "payments" / "models.py").read_text(encoding="utf-8")
    last = "    updated_at = models.DateTimeField(auto_now=True)\n"
    note = '    note = models.CharField(max_length=80, blank=True, default="")\n'
    assert last in models
    files = {
        "answer.md": answer,
        "faulty.md": re.sub(r"return \"\"\.join.*", "# ... rest of code", answer),
        "wider.md": WIDER.format(models=models.replace(last, last + note)),
        "apps/payments/reports.py": REPORTS,
        "clock/times.py": TIMES,
    }
    for name, text in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    shutil.copytree(DOCS / "examples" / "skill", root / "skills" / "house-style")
    return root


def runs(page: str) -> Iterator[tuple[str, list[str]]]:
    """Every command of a page's console blocks, and the lines that it is said to print."""
    for block in BLOCK.findall(page):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, *lines = part.splitlines()
            yield command, [line for line in lines if line.strip() not in {"", "…"}]


def missing(lines: Sequence[str], said: str) -> str:
    """The first line that does not come, in order, in what was said."""
    left = iter(MOMENT.sub("#", line).rstrip() for line in said.splitlines())
    for line in lines:
        wanted = ".*".join(map(re.escape, MOMENT.sub("#", line).rstrip().split("…")))
        # A sign of omission may stand in the output itself.
        if not any(re.fullmatch(wanted, one) for one in left):
            return line
    return ""


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_what_is_printed(name: str, project: Path, tmp_path: Path) -> None:
    root = tmp_path / "demo"
    shutil.copytree(project, root)
    if name == "configuration.md":
        table = "\n[tool.skillrun]\nmax-repair = 1\n"
        path = root / "pyproject.toml"
        path.write_text(path.read_text(encoding="utf-8") + table, encoding="utf-8")
    shown = list(runs((DOCS / name).read_text(encoding="utf-8")))
    assert shown
    for command, lines in shown:
        words = shlex.split(re.split(r" [<>] ", command)[0])
        assert words[0] == "skillrun", command
        done = skillrun(*words[1:], home=root)
        said = done.err + done.out
        assert not missing(lines, said), f"{command}\n{missing(lines, said)}\n--- says\n{said}"


def test_a_line_that_is_not_printed_is_seen() -> None:
    said = "Checked 2 files against 107 rules in 0.48 s: clean\nWritten.\n"
    assert not missing(["Checked 2 files against 98 rules in 1.00 s: clean"], said)
    assert not missing(["Checked … clean", "Written."], said)
    assert missing(["Checked 3 files against 98 rules in 1.00 s: clean"], said)
    assert missing(["Written.", "Checked … clean"], said)
