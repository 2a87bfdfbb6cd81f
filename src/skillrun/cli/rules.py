"""`skillrun rules`: the catalogue, or one rule with its examples."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillrun.cli import options
from skillrun.cli.console import Console, wants_color

if TYPE_CHECKING:
    from skillrun.rules.model import Rule
    from skillrun.rules.registry import Catalogue


def rules(
    code: Annotated[
        str | None,
        typer.Argument(metavar="CODE", help="A rule's code or name, or a category: SEC."),
    ] = None,
    workspace: options.WorkspaceOption = options.HERE,
    skill: options.SkillOption = None,
    beside: options.WithOption = [],
    select: options.SelectOption = [],
    ignore: options.IgnoreOption = [],
    output: options.FormatOption = options.Format.TEXT,
    color: options.ColorOption = options.Color.AUTO,
) -> None:
    """List the rules, or explain one."""
    from skillrun.cli.jsonio import print_object
    from skillrun.cli.standard import chosen_skill
    from skillrun.skills.composing import rules_of

    chosen = rules_of(chosen_skill(skill, beside, workspace))
    console = Console(sys.stdout, color=wants_color(color, sys.stdout))
    if code is not None and not _is_category(code, chosen):
        rule = chosen.get(code)
        if output is options.Format.TEXT:
            _explain(rule, console)
        else:
            print_object({"rule": _object(rule)})
        return
    select = [*select, code.upper()] if code else select
    chosen = chosen.select(options.codes(select), options.codes(ignore))
    if output is not options.Format.TEXT:
        print_object({"rules": [_object(rule) for rule in chosen.rules]})
        return
    for rule in chosen.rules:
        warning = " (warning)" if rule.severity == "warning" else ""
        console.row(console.style(rule.code, "bold"), f"{rule.name}{warning}")
        console.beside(" " * 7, 8, rule.directive, "dim")


def _is_category(code: str, catalogue: "Catalogue") -> bool:
    """Whether a word is the beginning of codes, and not all of one."""
    codes = [rule.code for rule in catalogue.rules]
    return code.upper() not in codes and any(one.startswith(code.upper()) for one in codes)


def _object(rule: "Rule") -> dict[str, Any]:
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": str(rule.severity),
        "fatal": rule.fatal,
        "directive": rule.directive,
        "decisions": rule.decisions,
        "bad": rule.bad.text,
        "good": rule.good.text,
    }


def _explain(rule: "Rule", console: Console) -> None:
    console.row(console.style(f"{rule.code} {rule.name}", "bold"), f"({rule.severity})")
    for text in filter(None, (rule.directive, rule.decisions)):
        console.line()
        console.paragraph(text)
    for title, example, style in (("Bad", rule.bad, "red"), ("Good", rule.good, "green")):
        console.line()
        console.line(f"{title}:", "bold", style)
        for line in example.text.rstrip("\n").split("\n"):
            console.line(f"    {line}")
