"""Skills together: whose word counts, whose rules run."""

from pathlib import Path

import pytest

from skillrun.errors import UsageError
from skillrun.protocol.grammar import Grammar
from skillrun.rules.model import Severity
from skillrun.skills.composing import load_skills, rules_of
from skillrun.skills.loading import load_skill
from skillrun.skills.prompt import render_system
from skillrun.skills.trusting import code_of, trust
from tests.skills.folders import make_pack, make_skill


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return tmp_path / "work"


def make_trusted(
    work: Path,
    name: str,
    code: str,
    manifest: str = "",
    *,
    rule: str = "own-rule",
    word: str = "wombat",
) -> Path:
    """A skill with one rule of its own, which is trusted."""
    root = make_skill(work / "skills", name, f'packs = ["response", "own"]\n{manifest}')
    make_pack(root, "own", code, rule, word)
    trust(name, root, code_of(root))
    return root


def codes(work: Path, main: str | None, *beside: str) -> set[str]:
    return {rule.code for rule in rules_of(load_skills(main, beside, work)).rules}


def test_a_skill_s_own_rules_run_beside_the_built_in(work: Path) -> None:
    make_trusted(work, "notes", "OWN001")
    found = codes(work, "notes")
    assert "OWN001" in found
    assert "RSP001" in found
    assert "CMP001" not in found


def test_untrusted_code_is_refused_with_the_command_that_allows_it(work: Path) -> None:
    root = make_skill(work / "skills", "notes", 'packs = ["own"]\n')
    ran = work / "ran"
    pack = make_pack(root, "own", "OWN001")
    with (pack / "__init__.py").open("a", encoding="utf-8") as file:
        file.write(f"open({str(ran)!r}, 'w').close()\n")
    with pytest.raises(UsageError, match="brings code of its own") as caught:
        load_skill("notes", workspace=work)
    assert caught.value.advice == "Read it. To let it run: skillrun skill trust notes"
    beside = load_skills(None, ["notes"], work)
    rules_of(beside)
    assert beside.beside[0].left_out == ("own",)
    assert not ran.exists()


def test_a_path_is_named_as_the_person_spelled_it(work: Path) -> None:
    root = make_skill(work / "my skills", "notes", 'packs = ["own"]\n')
    make_pack(root, "own", "OWN001")
    with pytest.raises(UsageError) as caught:
        load_skill(str(root))
    assert caught.value.advice.endswith(f"skillrun skill trust '{root}'")


def test_a_pack_that_came_with_skillrun_needs_no_trust(work: Path) -> None:
    make_skill(work / "skills", "notes", 'packs = ["senior_django"]\n')
    assert "SEC007" in codes(work, "notes")


def test_a_pack_out_of_the_folder_is_none(work: Path) -> None:
    make_pack(work / "elsewhere", "own", "OWN001")
    make_skill(work / "skills", "notes", 'packs = ["../../../elsewhere/validators/own"]\n')
    with pytest.raises(UsageError, match="there is no pack"):
        load_skill("notes", workspace=work)


def test_rules_of_a_skill_beside_run_too(work: Path) -> None:
    make_trusted(work, "notes", "OWN001")
    found = codes(work, None, "notes")
    assert {"OWN001", "SEC007", "CMP001"} <= found


def test_built_in_packs_are_the_main_skill_s_matter(work: Path) -> None:
    make_skill(work / "skills", "main", 'packs = ["response"]\n')
    make_skill(work / "skills", "plain")
    assert not any(code.startswith("CMP") for code in codes(work, "main", "plain"))


def test_of_two_rules_with_one_code_the_main_skill_s_stays(work: Path) -> None:
    make_trusted(work, "main", "OWN001", word="main-word")
    make_trusted(work, "other", "OWN001", rule="other-rule", word="other-word")
    rules = rules_of(load_skills("main", ["other"], work))
    assert [r.directive for r in rules.rules if r.code == "OWN001"] == ["Never write main-word."]


def test_of_two_rules_with_one_name_the_main_skill_s_stays(work: Path) -> None:
    make_trusted(work, "main", "OWN001", word="main-word")
    make_trusted(work, "other", "TWO001", word="other-word")
    found = codes(work, "main", "other")
    assert "OWN001" in found
    assert "TWO001" not in found


def test_each_skill_is_there_once(work: Path) -> None:
    make_skill(work / "skills", "one")
    make_skill(work / "skills", "two")
    skill = load_skills("one", ["two", "one", "two"], work)
    assert [other.name for other in skill.beside] == ["two"]


def test_form_phrases_and_commands_are_the_main_skill_s(work: Path) -> None:
    manifest = '[answer]\nreasoning = "Plan"\n[overrides]\nfrozen = ["Hands off"]\n'
    make_skill(work / "skills", "other", manifest + '[commands]\nafter = ["uv run pytest"]\n')
    skill = load_skills(str(make_skill(work, "main")), ["other"], work)
    assert skill.grammar == Grammar()
    assert skill.overrides.frozen == ()
    assert skill.commands == ()


def test_instructions_stand_below_the_main_one_s_in_their_order(work: Path) -> None:
    for name in ("one", "two", "main"):
        make_skill(work / "skills", name)
    prompt = render_system(load_skills("main", ["two", "one"], work), [])
    places = [prompt.index(f"Write {name}.") for name in ("main", "two", "one")]
    assert places == sorted(places)
    assert "Wherever a text below this line conflicts with main" in prompt
    assert places[-1] < prompt.index("# The format of an answer")


def test_a_prompt_without_further_skills_says_nothing_of_them(work: Path) -> None:
    make_skill(work / "skills", "main")
    assert "Further skills" not in render_system(load_skills("main", [], work), [])


def test_severities_of_the_manifest(work: Path) -> None:
    manifest = '[severity]\nRSP = "warning"\nRSP001 = "error"\nOWN001 = "warning"\n'
    make_trusted(work, "notes", "OWN001", manifest)
    rules = {rule.code: rule for rule in rules_of(load_skills("notes", [], work)).rules}
    assert rules["RSP001"].severity is Severity.ERROR
    assert rules["RSP002"].severity is Severity.WARNING
    assert rules["OWN001"].severity is Severity.WARNING
    # The prompt and the lists speak of classes.
    assert type(rules["OWN001"]).severity is Severity.WARNING
    assert rules_of(load_skill(None)).get("RSP002").severity is Severity.ERROR


def test_severities_of_a_skill_beside_are_for_its_own_rules(work: Path) -> None:
    manifest = '[severity]\nRSP = "warning"\nOWN001 = "warning"\n'
    make_trusted(work, "notes", "OWN001", manifest)
    rules = rules_of(load_skills(None, ["notes"], work))
    assert rules.get("RSP001").severity is Severity.ERROR
    assert rules.get("OWN001").severity is Severity.WARNING


def test_a_severity_for_no_rule_is_told(work: Path) -> None:
    make_skill(work / "skills", "notes", '[severity]\nXYZ001 = "warning"\n')
    with pytest.raises(UsageError, match="has a severity for XYZ001, and no such rule"):
        rules_of(load_skills("notes", [], work))


def test_a_severity_that_is_none_is_told(work: Path) -> None:
    make_skill(work / "skills", "notes", '[severity]\nCMP001 = "off"\n')
    with pytest.raises(UsageError, match=r"severity\.CMP001"):
        load_skill("notes", workspace=work)
