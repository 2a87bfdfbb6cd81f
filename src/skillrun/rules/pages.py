"""The page of a rule, made from the rule: what the docs show cannot drift from what is checked."""

import re
from collections.abc import Iterable

from skillrun.rules.model import Example, Rule

_INFO = {
    ".py": "python",
    ".toml": "toml",
    ".yml": "yaml",
    ".yaml": "yaml",
    ".json": "json",
    ".md": "markdown",
}


def page(rule: Rule) -> str:
    """Write the page of a rule, in Markdown.

    Args:
        rule: The rule.
    """
    parts = [f"# {rule.code} {rule.name}\n", f"{_kind(rule)}\n", f"{rule.directive}\n"]
    if rule.decisions:
        parts.append(f"## Decisions\n\n{rule.decisions}\n")
    parts += [f"## Flagged\n\n{_example(rule.bad)}\n", f"## Not flagged\n\n{_example(rule.good)}\n"]
    return "\n".join(parts)


def index(rules: Iterable[Rule]) -> str:
    """Write the page that lists all rules, in Markdown.

    Args:
        rules: Ordered by code.
    """
    rows = [
        f"| [{r.code}]({r.code}.md) | {r.name} | {r.severity} | {_cell(r.directive)} |"
        for r in rules
    ]
    head = "# Rules\n\n| code | name | severity | directive |\n|---|---|---|---|\n"
    return head + "\n".join(rows) + "\n"


def _kind(rule: Rule) -> str:
    if rule.fatal:
        return "An error that ends the model's turn as soon as it is seen."
    return (
        "An error: nothing is written." if rule.severity == "error" else "A warning: it is shown."
    )


def _example(example: Example) -> str:
    text = "\n\n".join([example.text, *example.later_parts])
    suffix = example.path[example.path.rfind(".") :] if "." in example.path else ""
    info = "markdown" if text.lstrip().startswith(("## ", "### ")) else _INFO.get(suffix, "text")
    ticks = "`" * (max(map(len, re.findall(r"`{3,}", text)), default=2) + 1)
    before = f"Request: {example.request}\n\n" if example.request else ""
    before += "".join(f"On disk: `{path}`\n\n" for path in example.workspace)
    named = "" if info == "markdown" else f"`{example.path}`\n\n"
    return f"{before}{named}{ticks}{info}\n{text.rstrip()}\n{ticks}"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
