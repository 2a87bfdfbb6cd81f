"""The server: tools, resources and the prompt, each a thin coat over what the commands do."""

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

from mcp.server.elicitation import AcceptedElicitation, ElicitationResult
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.resolve import Elicit, Resolve
from mcp_types import ToolAnnotations
from pydantic import Field

from skillrun import __version__
from skillrun.cli.checking import check_answer, check_files
from skillrun.cli.files import read_sources
from skillrun.cli.options import Operations
from skillrun.cli.serving.applying import Decision, Plan, plan, refused, write
from skillrun.cli.serving.reports import verdict_object
from skillrun.cli.serving.workplace import Workplace
from skillrun.errors import SkillrunError

if TYPE_CHECKING:
    from collections.abc import Iterator

_INSTRUCTIONS = """\
Holds Django code against the Senior Django standard. Write, call check_paths on what you wrote (or \
check_response on an answer in the skill's form), mend what it says, and check again until `ok` is \
true. explain_rule tells what a code wants, with a bad and a good example. The prompt `standard` and \
the resources hold the standard itself."""

_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=True, open_world_hint=False)

Parts = Annotated[
    list[str],
    Field(description="The answer's text, one string a part; a whole answer is one.", min_length=1),
]
Request = Annotated[str, Field(description="What was asked, in the person's own words.")]
Codes = Annotated[list[str], Field(description="Rule codes or prefixes, such as SEC or CMP004.")]
Limit = Annotated[int, Field(description="How many violations are told at most.", ge=0, le=1000)]


def make_server(place: Workplace) -> MCPServer[Any]:
    """Make the server of a workspace.

    Args:
        place: The workspace, and what the person who starts the server has decided.
    """
    server: MCPServer[Any] = MCPServer(
        "skillrun",
        title="skillrun",
        version=__version__,
        instructions=_INSTRUCTIONS,
        log_level="WARNING",
    )
    _add_checks(server, place)
    _add_applying(server, place)
    _add_texts(server, place)
    return server


def _add_checks(server: MCPServer[Any], place: Workplace) -> None:
    @server.tool(annotations=_READS, structured_output=True)
    def check_response(parts: Parts, request: Request = "", limit: Limit = 50) -> dict[str, Any]:
        """Hold an answer in the skill's form against the standard, as the project would be with it.

        Nothing is written. `ok` is true where no error is left.
        """
        with _told():
            started = time.perf_counter()
            names = [f"part-{number}.md" for number in range(1, len(parts) + 1)]
            verdict = check_answer(place.standard(), parts, names, place.workspace, request)
            return verdict_object(verdict, time.perf_counter() - started, limit)

    @server.tool(annotations=_READS, structured_output=True)
    def check_paths(
        paths: Annotated[
            list[str],
            Field(
                description="Files or folders, from the workspace; the whole project unless given."
            ),
        ] = [],
        select: Codes = [],
        ignore: Codes = [],
        limit: Limit = 50,
    ) -> dict[str, Any]:
        """Hold files of the workspace against the standard.

        Files are judged as parts of their project; `violations` holds code, path, line and what to
        write instead.
        """
        with _told():
            started = time.perf_counter()
            named = place.inside(paths)
            verdict = check_files(
                place.standard(select, ignore),
                read_sources(named, place.workspace),
                place.workspace,
                alone=not any(path.is_dir() for path in named),
            )
            return verdict_object(verdict, time.perf_counter() - started, limit)

    @server.tool(annotations=_READS)
    def explain_rule(
        code: Annotated[str, Field(description="A rule's code or name, such as SEC004.")],
    ) -> str:
        """Explain a rule: what it wants, what was decided about it, a bad and a good example."""
        from skillrun.rules.pages import page

        with _told():
            return page(place.standard().rules.get(code))

    @server.tool(annotations=_READS)
    def project_map() -> str:
        """Map the project: a line an app, with its models and fields, views and routes."""
        from skillrun.project.index import load_index
        from skillrun.project.mapping import render_map

        with _told():
            return render_map(load_index(place.workspace)) or "There is no Django app here yet."


def _add_applying(server: MCPServer[Any], place: Workplace) -> None:
    def ask(parts: Parts, request: Request, context: Context[Any]) -> Decision | Elicit[Decision]:
        """Ask the person, through the client, where there is something to ask about."""
        with _told():
            found = plan(place, parts, request)
        if place.yes or not found.stands or not _can_ask(context):
            return Decision(write=place.yes, run_commands=place.operations is Operations.ALLOW)
        return Elicit(found.question, Decision)

    @server.tool(annotations=_WRITES, structured_output=True)
    def apply_response(
        parts: Parts,
        request: Request,
        decided: Annotated[ElicitationResult[Decision], Resolve(ask)],
        context: Context[Any],
    ) -> dict[str, Any]:
        """Check an answer in the skill's form and write it whole or not at all.

        The person is asked first. `status` is `written`, or `rejected` with what is wrong.
        """
        with _told():
            decision = decided.data if isinstance(decided, AcceptedElicitation) else None
            if decision is not None and decision.write:
                return write(place, parts, request, decision)
            return _not_written(plan(place, parts, request), asked=_can_ask(context))


def _not_written(found: Plan, *, asked: bool) -> dict[str, Any]:
    if not found.stands:
        return refused(
            found,
            found.report.error or "The answer breaks the standard, or changes nothing.",
            found.report.advice or "Mend what `violations` names and send the whole answer again.",
        )
    if asked:
        return refused(found, "The person said no.", "Ask them what they want changed.")
    return refused(
        found,
        "Nobody could be asked: this client puts no questions to the person.",
        "Let the person run `skillrun apply FILE`, or start the server with --yes.",
    )


def _can_ask(context: Context[Any]) -> bool:
    capabilities = context.client_capabilities
    return capabilities is not None and capabilities.elicitation is not None


def _add_texts(server: MCPServer[Any], place: Workplace) -> None:
    from skillrun.rules.pages import index, page

    @server.resource("skillrun://rules", mime_type="text/markdown")
    def rules() -> str:
        """Hold all rules: code, name, severity, directive."""
        return index(place.standard().rules.rules)

    @server.resource("skillrun://rules/{code}", mime_type="text/markdown")
    def rule(code: str) -> str:
        """Hold one rule with its examples."""
        return page(place.standard().rules.get(code))

    for path in sorted((place.standard().skill.root / "skill" / "references").glob("*.md")):
        _add_reference(server, path.stem, path.read_text(encoding="utf-8"))

    @server.prompt(title="The standard")
    def standard() -> str:
        """Tell a model the whole standard, as `skillrun ask` does."""
        from skillrun.engine.opening import open_conversation

        held = place.standard()
        (system,) = open_conversation(held.skill, held.rules, "", None)
        return system.content


def _add_reference(server: MCPServer[Any], name: str, text: str) -> None:
    def reference() -> str:
        return text

    title = text.partition("\n")[0].lstrip("# ")
    register = server.resource(
        f"skillrun://references/{name}", name=name, title=title, mime_type="text/markdown"
    )
    register(reference)


@contextmanager
def _told() -> "Iterator[None]":
    """Turn the program's own errors into what an agent is told."""
    try:
        yield
    except SkillrunError as error:
        raise ToolError(f"{error.message} {error.advice}".strip()) from error
