"""`skillrun parse`: a saved answer taken apart, nothing judged but its form."""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillrun.cli import options
from skillrun.cli.console import Console, plural, size, wants_color

if TYPE_CHECKING:
    from skillrun.protocol.answer import Answer
    from skillrun.rules.model import Violation


def parse(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE", help="A saved answer, or the parts of one; `-` for standard input."
        ),
    ],
    skill: options.SkillOption = None,
    workspace: options.WorkspaceOption = options.HERE,
    output: options.FormatOption = options.Format.TEXT,
    color: options.ColorOption = options.Color.AUTO,
) -> None:
    """Take a saved answer apart: reasoning, commands, files, split."""
    from skillrun.cli.files import read_answers
    from skillrun.cli.jsonio import print_object
    from skillrun.protocol.parsing import parse as parse_answer
    from skillrun.rules.registry import catalogue
    from skillrun.rules.runner import run
    from skillrun.rules.subject import subject_of_answer
    from skillrun.skills.loading import load_skill

    grammar = load_skill(skill, workspace=workspace).grammar
    answer = parse_answer(read_answers(files), grammar)
    names = tuple("answer.md" if name == "-" else name for name in files)
    subject = subject_of_answer(answer, grammar=grammar, answer_paths=names)
    violations = run(catalogue(["response"]), subject)
    if output is options.Format.TEXT:
        _print(answer, violations, Console(sys.stdout, color=wants_color(color, sys.stdout)))
    else:
        print_object(_object(answer, violations), exact=True)


def _object(answer: "Answer", violations: Sequence["Violation"]) -> dict[str, Any]:
    from skillrun.rules.reports.json_report import to_json_dict

    keys = ("path", "language", "content", "line", "complete")
    split = answer.split
    return {
        "reasoning": answer.reasoning,
        "operations": [operation.command for operation in answer.operations],
        "files": [{key: asdict(file)[key] for key in keys} for file in answer.files],
        "recommendations": answer.recommendations,
        "split": split and {"part": split.part, "remaining": list(split.remaining)},
        "violations": [to_json_dict(v) for v in violations],
    }


def _print(answer: "Answer", violations: Sequence["Violation"], console: Console) -> None:
    lines = len(answer.reasoning.splitlines())
    console.line(f"{plural(len(answer.parts), 'part')}, {plural(lines, 'line')} of reasoning")
    console.line(_head(len(answer.operations), "operation"), "bold")
    for operation in answer.operations:
        console.line(f"  {operation.command}")
    console.line(_head(len(answer.files), "file"), "bold")
    for file in answer.files:
        state = size(len(file.content.encode())) if file.complete else "not complete"
        console.line(f"  {file.path}  {state}")
    if answer.recommendations is not None:
        console.line("Recommendations:", "bold")
        for line in answer.recommendations.splitlines():
            console.beside(" ", 2, line)
    if answer.split is not None:
        left = ", ".join(answer.split.remaining)
        console.paragraph(f"Part {answer.split.part}; still to come: {left}", "yellow")
    for v in violations:
        color = "red" if v.severity == "error" else "yellow"
        console.paragraph(f"{v.path}:{v.line}: {v.code} {v.message}", color)


def _head(count: int, noun: str) -> str:
    return f"{plural(count, noun)}{':' if count else ''}"
