"""What `check` holds against the standard: a saved answer, or files as parts of their project."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from skillrun.cli.standard import Standard

if TYPE_CHECKING:
    from skillrun.rules.verdict import Verdict


def check_answer(
    standard: Standard,
    texts: Sequence[str],
    names: Sequence[str],
    workspace: Path,
    request: str,
    *,
    frozen: bool = False,
    minimal: bool = False,
    approved: Collection[str] = (),
) -> "Verdict":
    """Hold a saved answer against the standard.

    Args:
        standard: The standard.
        texts: The answer, one text a part.
        names: What the parts are called in reports.
        workspace: The project that it would change.
        request: What was asked; empty where unknown.
        frozen: Existing code is to stay as it is; the request's own words count too.
        minimal: Only what was asked for is to be touched; likewise.
        approved: What a person allows beyond the request, each as `CODE:TARGET`.
    """
    from skillrun.project.listing import list_files, read_workspace_file
    from skillrun.protocol.parsing import parse
    from skillrun.rules.inherited import hold_answer
    from skillrun.rules.subject import subject_of_answer
    from skillrun.skills.overrides import overrides_in

    said_frozen, said_minimal = overrides_in(request, standard.skill.overrides)
    subject = subject_of_answer(
        parse(texts, standard.skill.grammar),
        answer_paths=names,
        on_disk=lambda path: read_workspace_file(workspace, path),
        request=request,
        grammar=standard.skill.grammar,
        root_listing=list_files(workspace),
        approved=approved,
        frozen=frozen or said_frozen,
        minimal=minimal or said_minimal,
    )
    return hold_answer(subject, standard.rules, standard.settings)


def check_files(
    standard: Standard,
    sources: Mapping[str, str],
    workspace: Path,
    request: str = "",
    *,
    alone: bool,
) -> "Verdict":
    """Hold files against the standard.

    Args:
        standard: The standard.
        sources: Content by path.
        workspace: The project that they belong to.
        request: What was asked; empty where nothing was.
        alone: Single files were named: they are judged as parts of the project that is on disk,
            and only what is said of them is told.
    """
    from skillrun.cli.recalling import recalled_run
    from skillrun.rules.subject import subject_of_files
    from skillrun.rules.verdict import hold

    if not alone:
        subject = subject_of_files(sources, request=request)
        return hold(subject, standard.rules, standard.settings, run=recalled_run)
    from skillrun.project.listing import list_files, read_workspace_file

    subject = subject_of_files(
        sources,
        # What an editor hands over is how the file is: nobody asked for a change of it.
        on_disk=lambda path: (
            sources[path] if path in sources else read_workspace_file(workspace, path)
        ),
        request=request,
        root_listing=(*list_files(workspace), *sources),
    )
    verdict = hold(subject, standard.rules, standard.settings)
    told = tuple(violation for violation in verdict.violations if violation.path in sources)
    return replace(verdict, violations=told)
