"""What the tools do, each a thin coat over what the commands do; a process of its own does it."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from skillrun.cli.serving.workplace import Workplace


def check_response(
    place: "Workplace", parts: Sequence[str], request: str, limit: int
) -> dict[str, Any]:
    """Hold an answer against the standard.

    Args:
        place: The server's workspace.
        parts: The answer, one text a part.
        request: What was asked; empty where unknown.
        limit: How many violations are told.
    """
    from skillrun.cli.checking import check_answer
    from skillrun.cli.serving.reports import verdict_object

    names = [f"part-{number}.md" for number in range(1, len(parts) + 1)]
    verdict = check_answer(place.standard(), parts, names, place.workspace, request)
    return verdict_object(verdict, limit)


def check_paths(
    place: "Workplace",
    paths: Sequence[str],
    select: Sequence[str],
    ignore: Sequence[str],
    limit: int,
) -> dict[str, Any]:
    """Hold files of the workspace against the standard.

    Args:
        place: The server's workspace.
        paths: Files and folders; empty for all.
        select: Codes or prefixes; empty for all.
        ignore: Codes or prefixes to leave out.
        limit: How many violations are told.
    """
    from skillrun.cli.checking import check_files
    from skillrun.cli.files import read_sources
    from skillrun.cli.serving.reports import verdict_object

    named = place.inside(paths)
    verdict = check_files(
        place.standard(select, ignore),
        read_sources(named, place.workspace),
        place.workspace,
        alone=not any(path.is_dir() for path in named),
    )
    return verdict_object(verdict, limit)


def project_map(place: "Workplace") -> str:
    """Map the project.

    Args:
        place: The server's workspace.
    """
    from skillrun.project.index import load_index
    from skillrun.project.mapping import render_map

    return render_map(load_index(place.workspace)) or "There is no Django app here yet."


def plan(place: "Workplace", parts: Sequence[str], request: str) -> dict[str, Any]:
    """Find out what writing an answer would do; see `applying.plan`."""
    from skillrun.cli.serving import applying

    return asdict(applying.plan(place, parts, request))


def write(
    place: "Workplace",
    parts: Sequence[str],
    request: str,
    approved: Sequence[str],
    commands: bool,
) -> dict[str, Any]:
    """Write an answer as it was decided; see `applying.write`."""
    from skillrun.cli.serving import applying

    return applying.write(place, parts, request, approved=approved, commands=commands)


ABILITIES = {
    ability.__name__: ability for ability in (check_response, check_paths, project_map, plan, write)
}
