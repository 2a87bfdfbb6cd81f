"""The site: every command has its page, nothing is fetched from elsewhere, the example works."""

import importlib
import re
import shutil
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from skillrun.cli.configuration import KEYS
from tests.support.command import skillrun

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
MARK = re.compile(r"<!-- options: ([a-z ]+) -->")


@pytest.fixture(scope="module")
def modules() -> Iterator[SimpleNamespace]:
    """What MkDocs loads when it builds the site, from the folder that it puts on the path."""
    sys.path.insert(0, str(DOCS))
    try:
        names = ("hooks", "reference", "generate")
        yield SimpleNamespace(**{name: importlib.import_module(name) for name in names})
    finally:
        sys.path.remove(str(DOCS))


def menu() -> dict[str, list[Any]]:
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    return {title: pages for entry in settings["nav"] for title, pages in entry.items()}


def test_every_command_has_its_page_in_the_menu(modules: SimpleNamespace) -> None:
    pages = [page for page in menu()["Commands"] if page != "commands/index.md"]
    assert sorted(pages) == sorted(
        f"commands/{name}.md" for name in modules.reference.root().commands
    )


def test_every_command_has_its_options_on_its_page(modules: SimpleNamespace) -> None:
    for path in modules.reference.paths():
        text = (DOCS / "commands" / f"{path.split()[0]}.md").read_text(encoding="utf-8")
        if modules.reference.parameters(path):
            assert path in MARK.findall(text)


def test_the_table_of_a_command_names_every_option(modules: SimpleNamespace) -> None:
    for path in modules.reference.paths():
        table = modules.reference.options(path)
        for parameter in modules.reference.parameters(path):
            if parameter.param_type_name == "option":
                assert parameter.opts[0] in table
                assert parameter.help.split(":")[0].split("|")[0] in table


def test_defaults_are_told(modules: SimpleNamespace) -> None:
    table = modules.reference.options("ask")
    assert re.search(r"--max-repairs N` \| `3` \| How often", table, re.M)
    assert re.search(r"--dry-run` \|  \| Show", table, re.M)


def test_the_table_of_keys_names_every_key_and_its_variable(modules: SimpleNamespace) -> None:
    table = modules.reference.keys()
    for key in KEYS:
        assert f"| `{key}` | `SKILLRUN_{key.upper().replace('-', '_')}` |" in table


def test_every_mark_on_a_page_is_known(modules: SimpleNamespace) -> None:
    for page in DOCS.rglob("*.md"):
        made = modules.hooks.on_page_markdown(page.read_text(encoding="utf-8"))
        assert "<!-- " not in made or "rules" in page.parts, page


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ('<script src="https://elsewhere.example/a.js"></script>', 1),
        ('<link rel="stylesheet" href="//elsewhere.example/a.css">', 1),
        ('<img alt="" src="https://elsewhere.example/a.png">', 1),
        ('<a href="https://elsewhere.example/">a link</a>', 0),
        ('<script src="../assets/a.js"></script><img src="data:image/png;base64,AA">', 0),
    ],
)
def test_what_a_page_fetches_from_elsewhere_is_told(
    modules: SimpleNamespace, caplog: pytest.LogCaptureFixture, html: str, told: int
) -> None:
    page = SimpleNamespace(file=SimpleNamespace(src_uri="index.md"))
    modules.hooks.on_post_page(html, page=page)
    assert len(caplog.records) == told


def test_no_page_names_a_place_on_somebody_s_machine() -> None:
    for page in DOCS.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"/(?:root|work|home/\w+|Users/\w+)/", text), page
        assert not re.search(r"/tmp/(?!home)\w", text.replace("empty `/tmp`", "")), page


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A workspace with the skill of the docs and a file that breaks its rule."""
    shutil.copytree(DOCS / "examples" / "skill", tmp_path / "skills" / "house-style")
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock" / "times.py").write_text(
        '"""Times."""\n\nfrom datetime import datetime\n\n\ndef stamp() -> str:\n'
        '    """Tell the time."""\n    return datetime.now().isoformat()\n',
        encoding="utf-8",
    )
    return tmp_path


def test_the_skill_of_the_docs_is_valid(library: Path) -> None:
    done = skillrun("skill", "validate", "house-style", home=library)
    assert (done.code, done.out) == (0, "skills/house-style: valid\n")


def test_the_skill_of_the_docs_works_once_it_is_trusted(library: Path) -> None:
    check = ("check", "--skill", "house-style", "clock")
    done = skillrun(*check, home=library)
    assert done.code == 2
    assert "skillrun skill trust house-style" in done.err
    assert skillrun("skill", "trust", "house-style", "--yes", home=library).code == 0
    done = skillrun(*check, home=library)
    assert done.code == 1
    assert "8:12    HSE001 This time has no zone" in done.out
    times = library / "clock" / "times.py"
    times.write_text(
        times.read_text(encoding="utf-8")
        .replace("import datetime", "import UTC, datetime")
        .replace("now()", "now(UTC)"),
        encoding="utf-8",
    )
    assert skillrun(*check, home=library).code == 0


def test_the_architecture_page_tells_the_layers_that_are_held() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = [
        c for c in settings["tool"]["importlinter"]["contracts"] if c["type"] == "layers"
    ]
    wanted = " → ".join(contract["layers"]).replace("skillrun.", "")
    page = " ".join((DOCS / "architecture.md").read_text(encoding="utf-8").split())
    assert wanted in page
