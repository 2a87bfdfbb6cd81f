"""`skillrun check`: a repository, files, or a saved answer held against the standard."""

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillrun.cli import options
from skillrun.cli.configuration import rule_settings
from skillrun.cli.console import plural, wants_color
from skillrun.cli.streams import write
from skillrun.errors import UsageError

if TYPE_CHECKING:
    from skillrun.rules.mending import Mended, Verdict
    from skillrun.rules.model import Subject, Violation
    from skillrun.rules.registry import Catalogue
    from skillrun.skills.model import Skill

_FEWEST_RECALLED = 50
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
            metavar="[PATH...]",
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
    from skillrun.cli.job import chosen_skill
    from skillrun.rules.collecting import no_collection
    from skillrun.rules.mending import hold
    from skillrun.skills.composing import rules_of
    from skillrun.skills.overrides import overrides_in

    started = time.perf_counter()
    if not fix:
        # Nothing that is made here is garbage before the last line; rounds of mending leave some.
        context.with_resource(no_collection())
    if fix and _STDIN in (paths or []) and not response:
        raise UsageError(
            "--fix mends files in place, and standard input has no place.",
            advice="Save the file and name it.",
        )
    in_place = fix and not _is_of_answer(context, response)
    loaded = chosen_skill(skill, beside, workspace)
    every = rules_of(loaded)
    settings = rule_settings(workspace, every)
    chosen = every.select(options.codes(select), options.codes(ignore))
    if response:
        said = overrides_in(request, loaded.overrides)
        subject = replace(
            _answer(response, paths, workspace, request, loaded),
            approved=options.approvals(approve),
            frozen=frozen or said[0],
            minimal=minimal or said[1],
        )
        verdict = hold(subject, chosen, settings)
    else:
        subject = _files(paths or [workspace], stdin_filename, workspace, request)
        verdict = _of_these(hold(subject, chosen, settings, run=_run))
    mended = None
    if in_place:
        from skillrun.cli.mending import mend_in_place

        mended = mend_in_place(verdict, chosen, settings, workspace)
        verdict = mended.verdict
    seconds = time.perf_counter() - started
    write(sys.stdout, _rendered(output, color, _Result(verdict, chosen, seconds, mended)))
    if any(v.severity == "error" for v in verdict.violations):
        raise typer.Exit(1)


def _of_these(verdict: "Verdict") -> "Verdict":
    """Leave out what is said of other files, such as one that the project lacks, where few are checked."""
    files = verdict.subject.files
    if verdict.subject.root_listing <= files.keys():
        return verdict
    return replace(verdict, violations=tuple(v for v in verdict.violations if v.path in files))


def _run(rules: "Catalogue", subject: "Subject") -> "tuple[Violation, ...]":
    """Judge files, or recall the verdict on them; a few are judged in the time that this takes."""
    from skillrun.rules.runner import run

    if len(subject.files) < _FEWEST_RECALLED:
        return run(rules, subject)
    from skillrun.rules.cache import Store, cache_folder, fingerprint, recalled
    from skillrun.skills.loading import builtin_root

    folder = cache_folder(os.environ)
    if folder is None:
        return run(rules, subject)
    state = fingerprint(rules, [builtin_root() / "skill" / "assets"])
    return recalled(rules, subject, Store(folder), state)


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


def _rendered(output: options.CheckFormat, color: options.Color, result: _Result) -> str:
    violations, files = result.verdict.violations, result.verdict.subject.files
    match output:
        case options.CheckFormat.TEXT:
            from skillrun.rules.reports.text_report import render_text

            shown = render_text(violations, files, color=wants_color(color, sys.stdout))
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
        yield f"Fixed {plural(len(result.mended.gone), 'violation')} in {files}."
    elif result.verdict.subject.answer is None:
        fixable = sum(violation.fixable for violation in result.verdict.violations)
        if fixable:
            yield f"{fixable} can be mended with `skillrun check --fix`."
    for line in result.verdict.unused:
        yield f"note: {line}"


def _answer(
    response: list[str], more: list[Path] | None, workspace: Path, request: str, skill: "Skill"
) -> "Subject":
    """The parts of a saved answer: `--response a.md b.md` and `--response a.md --response b.md`."""
    from skillrun.cli.files import read_answers
    from skillrun.engine.judging import read_workspace_file
    from skillrun.project.listing import list_files
    from skillrun.protocol.parsing import parse
    from skillrun.rules.subject import subject_of_answer

    names = [*response, *(str(path) for path in more or [])]
    return subject_of_answer(
        parse(read_answers(names), skill.grammar),
        answer_paths=["answer.md" if name == "-" else name for name in names],
        on_disk=lambda path: read_workspace_file(workspace, path),
        request=request,
        grammar=skill.grammar,
        root_listing=list_files(workspace),
    )


def _files(paths: list[Path], stdin_filename: str, workspace: Path, request: str) -> "Subject":
    """What is checked; files that are named alone are judged as parts of their project."""
    from skillrun.cli.files import read_sources
    from skillrun.engine.judging import read_workspace_file
    from skillrun.project.listing import list_files
    from skillrun.rules.subject import subject_of_files

    piped = _STDIN in paths
    sources = _piped(paths, stdin_filename, workspace) if piped else read_sources(paths, workspace)
    if not piped and any(path.is_dir() for path in paths):
        return subject_of_files(sources, request=request)
    return subject_of_files(
        sources,
        on_disk=lambda path: read_workspace_file(workspace, path),
        request=request,
        root_listing=(*list_files(workspace), *sources),
    )


def _piped(paths: list[Path], name: str, workspace: Path) -> dict[str, str]:
    """Read the one file on standard input under the name that it has in the workspace.

    Raises:
        UsageError: If more is named, or nothing says what the file is.
    """
    from skillrun.cli.files import name_from, read_piped

    if len(paths) > 1:
        raise UsageError(
            "`-` is one file on standard input, and other paths are named beside it.",
            advice="Check them in two calls.",
        )
    if not name:
        raise UsageError(
            "A file on standard input has no name, and rules go by names.",
            advice="Say what it is called: skillrun check - --stdin-filename apps/shop/views.py",
        )
    return {name_from(workspace, Path(name)): read_piped(name)}
