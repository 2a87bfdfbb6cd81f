"""Every rule's own examples: the bad one is flagged by that rule, the good one is not."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from skillrun.protocol.grammar import Grammar
from skillrun.rules.examples import judge
from skillrun.rules.model import Rule
from skillrun.rules.registry import catalogue

ROOT = Path(__file__).parents[2]
BUILT_IN = [
    name
    for name in ("response", "completeness", "scope")
    if find_spec(f"skillrun.rules.packs.{name}")
]
RULES = catalogue([*BUILT_IN, ROOT / "validators" / "senior_django"]).rules
GRAMMAR = Grammar(
    reasoning="Цепочка мыслей",
    files="Файлы",
    recommendations="⚠️ РЕКОМЕНДУЕМЫЕ ИЗМЕНЕНИЯ (ВНЕ СКОУПА)",
    language="ru",
    reasoning_parts=("Анализ", "Операции файловой системы", "Архитектурные решения"),
    operations_part="Операции файловой системы",
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_bad_example_is_flagged(rule: Rule) -> None:
    assert judge(rule, rule.bad, GRAMMAR)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_good_example_is_not_flagged(rule: Rule) -> None:
    assert judge(rule, rule.good, GRAMMAR) == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_directive_is_whole_sentences(rule: Rule) -> None:
    assert rule.directive[0].isupper()
    assert rule.directive.endswith(".")
    assert rule.name == rule.name.lower().replace(" ", "-")
