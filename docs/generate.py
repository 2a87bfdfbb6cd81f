"""Write what is made from the rules: `python docs/generate.py`. A test fails when it differs from them.

The rule pages of the docs; the list of rules in SKILL.md, between its heading and the next; and the
pages `skill/references/rules/`, which an agent opens where the command is not at hand.
"""

import re
from itertools import groupby
from pathlib import Path

from skillrun.rules.model import Rule, Severity
from skillrun.rules.pages import page
from skillrun.skills.composing import rules_of
from skillrun.skills.loading import load_skill
from skillrun.skills.prompt import CATEGORIES
from skillrun.skills.validating.traps import flagged

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "rules"
SKILL = ROOT / "SKILL.md"
SKILL_FOLDER = ROOT / "skill" / "references" / "rules"
HEADING = "## The rules"
INTRODUCTION = """\
A rule is one directive with its check. An error keeps an answer from being written and makes `skillrun check` exit with 1; a
warning is told. Select rules by code or by prefix: `skillrun check --select SEC,ARC001`."""
# How an answer is written down concerns no agent that writes files itself; its page tells of it.
UNLISTED = "RSP"


def pages() -> dict[str, str]:
    """Make every rule page of the docs, by file name."""
    rules = rules_of(load_skill(None)).rules
    return {"index.md": index(), **{f"{rule.code}.md": page(rule) for rule in rules}}


def index() -> str:
    """Write the page that lists the rules of the docs, a table a category."""
    jumps = [f"[{prefix}](#{prefix.lower()}) {title(prefix)}" for prefix, _ in categories()]
    parts = [f"# Rules\n\n{INTRODUCTION}\n", " · ".join(jumps) + "\n"]
    for prefix, rules in categories():
        parts.append(f"## {prefix}: {title(prefix)} {{#{prefix.lower()}}}\n")
        rows = [f"| [{r.code}]({r.code}.md) | {r.name}{mark(r)} | {cell(r)} |" for r in rules]
        parts.append("\n".join(["| code | name | directive |", "|---|---|---|", *rows, ""]))
    return "\n".join(parts)


def title(prefix: str) -> str:
    """What the rules of a category are about."""
    return CATEGORIES.get(prefix, prefix)


def cell(rule: Rule) -> str:
    """A rule's directive, for a table."""
    return words(rule.directive).replace("|", "\\|")


def skill_pages() -> dict[str, str]:
    """Make the skill's page of every category, by file name."""
    return {f"{prefix}.md": category_page(prefix, rules) for prefix, rules in categories()}


def skill_text(text: str) -> str:
    """Put the list of rules into SKILL.md.

    Args:
        text: SKILL.md as it is.
    """
    head, rest = text.split(f"\n{HEADING}\n", 1)
    following = re.search(r"^## ", rest, re.M)
    after = f"\n{rest[following.start() :]}" if following else ""
    return f"{head}\n{HEADING}\n\n{rule_list()}{after}"


def rule_list() -> str:
    """List the rules on files, a line a rule."""
    parts = [
        "`skillrun check` holds files against these. An error makes it fail, a warning does not.\n"
    ]
    for prefix, rules in categories():
        if prefix == UNLISTED:
            continue
        lines = [f"- {rule.code}{mark(rule)}: {words(rule.directive)}" for rule in rules]
        parts.append("\n".join([f"### {prefix}: {title(prefix)}\n", *lines, ""]))
    return "\n".join(parts)


def category_page(prefix: str, rules: list[Rule]) -> str:
    """Write a category's page: what is decided where a directive leaves room, and examples."""
    parts = [f"# {prefix}: {title(prefix)}\n"]
    for rule in rules:
        whole = page(rule) if not flagged(page(rule), ".md") else without_examples(rule)
        for heading in ("Decisions", "Flagged", "Not flagged"):
            whole = whole.replace(f"\n\n## {heading}\n\n", f"\n\n### {heading}\n\n")
        parts.append(f"#{whole}")
    return "\n".join(parts)


def without_examples(rule: Rule) -> str:
    """Write of a rule whose examples a registry's scanner would take for the real thing."""
    parts = [f"# {rule.code} {rule.name}\n", words(rule.directive) + "\n", rule.decisions]
    return "\n".join([*filter(None, parts), f"\nExamples: `skillrun rules {rule.code}`.\n"])


def categories() -> list[tuple[str, list[Rule]]]:
    """The rules by category, in the order of the prompt."""
    order = {prefix: place for place, prefix in enumerate(CATEGORIES)}
    rules = sorted(
        rules_of(load_skill(None)).rules,
        key=lambda rule: (order.get(rule.code[:3], len(order)), rule.code),
    )
    return [(key, list(group)) for key, group in groupby(rules, key=lambda rule: rule.code[:3])]


def mark(rule: Rule) -> str:
    """Tell a warning from an error."""
    return " (warning)" if rule.severity is Severity.WARNING else ""


def words(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


def write(folder: Path, wanted: dict[str, str]) -> None:
    """Write pages and remove those of rules that are no more."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.md"):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8")


def main() -> None:
    """Write everything."""
    write(FOLDER, pages())
    write(SKILL_FOLDER, skill_pages())
    SKILL.write_text(skill_text(SKILL.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
