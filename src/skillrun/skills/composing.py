"""Skills together: the main one, and those whose instructions stand below its own.

The main skill decides what an answer looks like, which phrases narrow a request and which commands
may run. A skill beside it adds its text (its instructions and references, no assets), and the rules
of its own packs where they are trusted: not the built-in ones, which judge the form that is the main
skill's matter. Where two rules share a code or a name, the main skill's stays.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from skillrun.errors import UsageError
from skillrun.rules.model import Rule, Severity
from skillrun.rules.packaged import builtin_root
from skillrun.rules.registry import Catalogue, catalogue
from skillrun.skills.loading import BUILT_IN_PACKS, load_skill
from skillrun.skills.model import Skill
from skillrun.skills.trusting import PACKS_FOLDER


def load_skills(main: str | None, beside: Sequence[str], workspace: Path) -> Skill:
    """Load a skill and those that stand beside it.

    Args:
        main: The value of `--skill`.
        beside: The values of `--with`, in the order of their instructions.
        workspace: Where names are looked for first.

    Returns:
        The main skill with the others beside it; each is there once.

    Raises:
        UsageError: If one can't be loaded; untrusted packs of those beside it are left out.
    """
    first = load_skill(main, workspace=workspace)
    others = [load_skill(name, workspace=workspace, beside=True) for name in beside]
    once = {skill.root: skill for skill in others if skill.root != first.root}
    return replace(first, beside=tuple(once.values()))


def rules_of(skill: Skill) -> Catalogue:
    """Put the rules together that a skill and those beside it bring, with their severities.

    Args:
        skill: The skill; its packs are run, so loading has made sure that they are trusted.

    Raises:
        UsageError: If a pack can't be loaded, or a severity names no rule.
    """
    _write_no_bytecode(skill)
    found = _weighed(skill, catalogue(skill.packs))
    for other in skill.beside:
        own = [p for p in other.packs if p not in BUILT_IN_PACKS and p not in skill.packs]
        found = _merged(found, _weighed(other, catalogue(own), strict=False))
    return found


def _write_no_bytecode(skill: Skill) -> None:
    """Keep Python from leaving files in skills' folders: an update refuses over them."""
    ours = builtin_root() / PACKS_FOLDER
    packs = [Path(p) for s in (skill, *skill.beside) for p in s.packs if p not in BUILT_IN_PACKS]
    if any(not pack.is_relative_to(ours) for pack in packs):
        sys.dont_write_bytecode = True


def _merged(first: Catalogue, other: Catalogue) -> Catalogue:
    taken = {word for rule in first.rules for word in (rule.code, rule.name)}
    new = [rule for rule in other.rules if not {rule.code, rule.name} & taken]
    codes = {rule.code for rule in new}
    rules = sorted((*first.rules, *new), key=lambda rule: rule.code)
    fixes = {code: fix for code, fix in other.fixes.items() if code in codes}
    return Catalogue(tuple(rules), {**fixes, **first.fixes})


def _weighed(skill: Skill, rules: Catalogue, *, strict: bool = True) -> Catalogue:
    """Give the rules a skill's severities.

    Args:
        skill: The skill.
        rules: The rules of its packs.
        strict: A severity for a rule that is not there is an error.
    """
    for code in skill.severities if strict else ():
        if not any(rule.code.startswith(code) for rule in rules.rules):
            raise UsageError(
                f"The skill {skill.name} has a severity for {code}, and no such rule.",
                advice="Mend [severity] in its skill.toml.",
            )
    if not skill.severities:
        return rules
    return replace(rules, rules=tuple(_as_weighed(r, skill.severities) for r in rules.rules))


def _as_weighed(rule: Rule, severities: Mapping[str, Severity]) -> Rule:
    """The rule with the severity of the longest prefix that fits its code.

    It is a class of its own, because the prompt and the lists speak of rules as classes.
    """
    fitting = [code for code in severities if rule.code.startswith(code)]
    if not fitting:
        return rule
    kind = type(rule)
    body = {"severity": severities[max(fitting, key=len)], "__module__": kind.__module__}
    weighed: Rule = type(kind.__name__, (kind,), body)()
    return weighed
