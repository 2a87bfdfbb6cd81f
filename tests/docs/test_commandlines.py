"""What the pages tell a person to type is what the app takes."""

from pathlib import Path

import pytest
import typer

from tests.docs.commandlines import command_lines, refuse

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "skill" / "references").glob("*.md"),
        *(ROOT / name for name in ("README.md", "SKILL.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    ]
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_call_on_a_page_is_one(page: Path) -> None:
    for words in command_lines(page.read_text(encoding="utf-8")):
        try:
            refuse(words)
        except typer.BadParameter.__base__ as error:  # type: ignore[misc]
            pytest.fail(f"skillrun {' '.join(words)}: {error}")


def test_every_page_of_a_command_calls_it() -> None:
    for page in (ROOT / "docs" / "commands").glob("*.md"):
        calls = command_lines(page.read_text(encoding="utf-8"))
        assert page.stem == "index" or any(words[:1] == [page.stem] for words in calls), page


@pytest.mark.parametrize(
    "line",
    [
        "skillrun asks x",
        "skillrun check --selct SEC",
        "skillrun check --format xml",
        "skillrun apply",
        "skillrun skill trusts x",
        "skillrun models extra",
    ],
)
def test_what_the_app_would_refuse_is_seen(line: str) -> None:
    (words,) = command_lines(f"```bash\n{line}\n```\n")
    with pytest.raises(typer.TyperException):
        refuse(words)


def test_calls_are_found_where_they_stand() -> None:
    page = """\
Run `skillrun doctor`, not `skillrun …`.

```console
$ printf x | skillrun chat --model blueprint \\
    --yes
skillrun blueprint: named
```

```bash
report="$(mktemp)"; uv run skillrun check apps > "$report"; head -c 10 "$report"
tool add skillrun -- skillrun mcp --workspace . 2> log.txt
```

```json
{"command": "skillrun check --format github"}
```
"""
    assert command_lines(page) == [
        ["chat", "--model", "blueprint", "--yes"],
        ["check", "apps"],
        ["mcp", "--workspace", "."],
        ["check", "--format", "github"],
        ["doctor", "--help"],
    ]
