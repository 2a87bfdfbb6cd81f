"""`skillrun check`: a repository, files, or a saved answer held against the standard."""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillrun.cli import options
from skillrun.cli.console import plural, wants_color
from skillrun.cli.streams import write
from skillrun.errors import UsageError

if TYPE_CHECKING:
    from skillrun.cli.recalling import Report
    from skillrun.rules.mending import Mended
    from skillrun.rules.registry import Catalogue
    from skillrun.rules.verdict import Verdict

_STDIN = Path("-")


@dataclass(frozen=True, slots=True)
class _Result:
    """What is told of a check."""

    verdict: "Verdict"
    rules: "Catalogue"
    seconds: float
    mended: "Mended | None"

    @property
    def fixed(self) -> int | None:
        """How many violations were mended; None where none was to be."""
        return None if self.mended is None else len(self.mended.gone)


def check(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH",
            help="Files or folders; the workspace unless given; `-` is a file on standard input.",
        ),
    ] = None,
    stdin_filename: Annotated[
        str,
        typer.Option(
            "--stdin-filename",
            metavar="PATH",
            envvar="SKILLRUN_STDIN_FILENAME",
            help="What the file on standard input is called in the workspace.",
        ),
    ] = "",
    response: Annotated[
        list[str],
        typer.Option(
            "--response",
            metavar="FILE",
            help="Hold a saved answer against the standard; may repeat.",
        ),
    ] = [],
    workspace: options.WorkspaceOption = options.HERE,
    request: options.RequestOption = "",
    minimal: options.MinimalOption = False,
    frozen: options.FrozenOption = False,
    approve: options.ApproveOption = [],
    skill: options.SkillOption = None,
    beside: options.WithOption = [],
    select: options.SelectOption = [],
    ignore: options.IgnoreOption = [],
    fix: options.FixOption = False,
    output: options.CheckFormatOption = options.CheckFormat.TEXT,
    color: options.ColorOption = options.Color.AUTO,
) -> None:
    """Hold files or a saved answer against the standard; exit 1 when a rule is broken."""
    from skillrun.cli.checking import check_answer, check_files
    from skillrun.cli.recalling import recalled_report
    from skillrun.cli.standard import load_standard
    from skillrun.machine.collecting import never_collect, no_collection

    started = time.perf_counter()
    if not fix:
        # Nothing that is made here is garbage before the last line; rounds of mending leave some.
        context.with_resource(no_collection())
    in_place = fix and not _is_of_answer(context, response)
    standard = load_standard(workspace, skill, beside, select, ignore)
    colored = wants_color(color, sys.stdout)

    def told(verdict: "Verdict", mended: "Mended | None" = None) -> "Report":
        seconds = time.perf_counter() - started
        return _report(output, _Result(verdict, standard.rules, seconds, mended), colored=colored)

    if response:
        names, texts = _answer(response, paths)
        report = told(
            check_answer(
                standard,
                texts,
                names,
                workspace,
                request,
                frozen=frozen,
                minimal=minimal,
                approved=options.approvals(approve),
            )
        )
    else:
        named = paths or [workspace]
        alone = _STDIN in named or not any(path.is_dir() for path in named)
        sources = _sources(named, stdin_filename, workspace, fix=in_place)
        if output is options.CheckFormat.TEXT and not (alone or in_place):
            report = recalled_report(standard, sources, request, [repr(colored)], told)
        else:
            verdict, mended = check_files(standard, sources, workspace, request, alone=alone), None
            if in_place:
                from skillrun.cli.mending import mend_in_place

                mended = mend_in_place(verdict, standard.rules, standard.settings, workspace)
                verdict = mended.verdict
            report = told(verdict, mended)
    write(sys.stdout, report.text, shapes=False)
    never_collect()
    if report.failed:
        raise typer.Exit(1)


def _is_of_answer(context: typer.Context, response: list[str]) -> bool:
    """Whether a saved answer is judged: nothing is mended in place then.

    Raises:
        UsageError: If the call itself wants that; a project's configuration speaks of files only.
    """
    source = context.get_parameter_source("fix")
    if response and (source is None or source.name != "DEFAULT_MAP"):
        raise UsageError(
            "--fix mends files in place, and --response names a saved answer.",
            advice="Use `skillrun apply`: it mends the answer before it writes it.",
        )
    return bool(response)


def _report(output: options.CheckFormat, result: _Result, *, colored: bool) -> "Report":
    from skillrun.cli.recalling import Report
    from skillrun.sessions.redacting import redact

    failed = any(v.severity == "error" for v in result.verdict.violations)
    return Report(redact(_rendered(output, result, colored=colored)), failed)


def _rendered(output: options.CheckFormat, result: _Result, *, colored: bool) -> str:
    violations, files = result.verdict.violations, result.verdict.subject.files
    match output:
        case options.CheckFormat.TEXT:
            from skillrun.rules.reports.text_report import render_text

            shown = render_text(violations, files, color=colored)
            return shown + "".join(f"{line}\n" for line in _notes(result))
        case options.CheckFormat.GITHUB:
            from skillrun.rules.reports.github_report import render_github

            return render_github(violations)
        case options.CheckFormat.SARIF:
            from skillrun.rules.reports.sarif_report import render_sarif

            return render_sarif(violations, result.rules.rules)
        case options.CheckFormat.JUNIT:
            from skillrun.rules.reports.junit_report import render_junit

            return render_junit(violations, files, seconds=result.seconds)
        case _:
            from skillrun.rules.reports import json_report

            jsonl = output is options.CheckFormat.JSONL
            render = json_report.render_jsonl if jsonl else json_report.render_json
            return render(
                violations,
                files=len(files),
                seconds=result.seconds,
                unused=result.verdict.unused,
                fixed=result.fixed,
            )


def _notes(result: _Result) -> Iterator[str]:
    """What a person is told after the violations."""
    if result.mended is not None:
        files = plural(len(result.mended.files), "file")
        back = " Take it back with: skillrun undo" if result.mended.files else ""
        yield f"Fixed {plural(len(result.mended.gone), 'violation')} in {files}.{back}"
    elif result.verdict.subject.answer is None:
        fixable = sum(violation.fixable for violation in result.verdict.violations)
        if fixable:
            yield f"{fixable} can be mended with `skillrun check --fix`."
    for line in result.verdict.unused:
        yield f"note: {line}"


def _answer(response: list[str], more: list[Path] | None) -> tuple[list[str], tuple[str, ...]]:
    """The parts of a saved answer: `--response a.md b.md` and `--response a.md --response b.md`."""
    from skillrun.cli.files import read_answers

    names = [*response, *(str(path) for path in more or [])]
    return ["answer.md" if name == "-" else name for name in names], read_answers(names)


def _sources(paths: list[Path], name: str, workspace: Path, *, fix: bool) -> dict[str, str]:
    """Read what is checked: files and folders, or the one file on standard input.

    Raises:
        UsageError: If more is named beside standard input, or nothing says what the file is.
    """
    from skillrun.cli.files import name_from, read_piped, read_sources

    if _STDIN not in paths:
        return read_sources(paths, workspace)
    if fix or len(paths) > 1:
        raise UsageError(
            "`-` is one file on standard input: nothing else is named beside it or mended in place.",
            advice="Leave --fix and the other paths out, or save the file and name it.",
        )
    if not name:
        raise UsageError(
            "A file on standard input has no name, and rules go by names.",
            advice="Say what it is called: skillrun check - --stdin-filename apps/shop/views.py",
        )
    return {name_from(workspace, Path(name)): read_piped(name)}
