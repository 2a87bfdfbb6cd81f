"""Prompt, catalogue, pages and code say the same."""

import importlib.util
import re
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from skillrun.rules.registry import catalogue
from skillrun.skills.composing import rules_of
from skillrun.skills.loading import load_skill
from skillrun.skills.prompt import render_system

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT.parent / "shared" / "design" / "rules.md"


@cache
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def on_disk(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}


def test_the_rule_pages_are_those_of_the_rules() -> None:
    wanted: dict[str, str] = generate().pages()
    assert on_disk(ROOT / "docs" / "rules") == wanted, "run: python docs/generate.py"


def test_the_skill_s_rule_pages_are_those_of_the_rules() -> None:
    wanted: dict[str, str] = generate().skill_pages()
    folder = ROOT / "skill" / "references" / "rules"
    assert on_disk(folder) == wanted, "run: python docs/generate.py"


def test_skill_md_lists_the_rules_as_they_are() -> None:
    text = (ROOT / "SKILL.md").read_text(encoding="utf-8")
    assert text == generate().skill_text(text), "run: python docs/generate.py"


def test_a_rule_that_skill_md_does_not_list_is_seen() -> None:
    text = (ROOT / "SKILL.md").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("- SEC007: "))
    assert generate().skill_text(text.replace(f"{line}\n", "")) == text


def test_skill_md_lists_every_rule_on_files() -> None:
    text = (ROOT / "SKILL.md").read_text(encoding="utf-8")
    codes = {rule.code for rule in rules_of(load_skill(None)).rules if rule.code[:3] != "RSP"}
    assert set(re.findall(r"^- ([A-Z]{3}\d{3})(?: \(warning\))?: ", text, re.M)) == codes


def test_the_prompt_tells_every_directive() -> None:
    skill = load_skill(None)
    rules = catalogue(skill.packs).rules
    prompt = " ".join(render_system(skill, [type(rule) for rule in rules]).split())
    for rule in rules:
        assert f"{rule.code}" in prompt
        assert " ".join(rule.directive.split()) in prompt


def test_the_catalogue_and_the_rules_name_the_same() -> None:
    if not CATALOGUE.is_file():
        pytest.skip("the rule catalogue is not here")
    rows = re.findall(
        r"^\| ([A-Z]{3}\d{3}) \| ([a-z-]+)( \(warning\))? \|",
        CATALOGUE.read_text(encoding="utf-8"),
        re.M,
    )
    wanted = {code: name for code, name, _ in rows}
    rules = catalogue(load_skill(None).packs).rules
    missing = wanted.keys() - {rule.code for rule in rules}
    assert not missing
    for rule in rules:
        assert wanted[rule.code] == rule.name
    warnings = {code for code, _, warning in rows if warning}
    assert {rule.code for rule in rules if rule.severity == "warning"} == warnings
