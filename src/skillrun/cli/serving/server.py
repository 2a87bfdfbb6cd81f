"""The server: tools, resources and the prompt, each a thin coat over what the commands do."""

import inspect
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

from mcp.server.elicitation import AcceptedElicitation, ElicitationResult
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ToolError
from mcp.server.mcpserver.resolve import Elicit, Resolve
from mcp_types import ToolAnnotations
from pydantic import BaseModel, Field

from skillrun import __version__
from skillrun.cli.options import Operations
from skillrun.cli.serving.reports import LIMIT, to_text
from skillrun.cli.serving.working import Workers
from skillrun.cli.serving.workplace import Workplace
from skillrun.errors import SkillrunError

if TYPE_CHECKING:
    from collections.abc import Iterator

_INSTRUCTIONS = """\
Checks Django code against the Senior Django standard. After each change call check_paths on the files \
you wrote (check_response for an answer in the skill's form), mend what it says, and check again until \
`ok` is true. explain_rule tells what a code wants, with a bad and a good example. project_map shows \
what is there already. The prompt `standard` and the resources hold the standard itself."""

_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=True, open_world_hint=False)

Parts = Annotated[
    list[str],
    Field(description="The answer's text, one string a part; a whole answer is one.", min_length=1),
]
Request = Annotated[str, Field(description="What was asked, in the person's own words.")]
Codes = Annotated[list[str], Field(description="Rule codes or prefixes, such as SEC or CMP004.")]
Limit = Annotated[
    int, Field(description="How many violations are told, errors first.", ge=0, le=1000)
]


class Decision(BaseModel):
    """What a person decides about an answer."""

    write: bool = Field(description="Write these files into the project.")
    beyond_request: bool = Field(
        default=False, description="Also allow what goes beyond the request."
    )
    run_commands: bool = Field(default=False, description="Also run the commands that are listed.")


def make_server(place: Workplace, workers: Workers) -> MCPServer[Any]:
    """Make the server of a workspace.

    Args:
        place: The workspace, and what the person who starts the server has decided.
        workers: Do its work.
    """
    server: MCPServer[Any] = MCPServer(
        "skillrun",
        title="skillrun",
        version=__version__,
        instructions=_INSTRUCTIONS,
        log_level="WARNING",
    )
    _add_checks(server, workers)
    _add_explaining(server, place, workers)
    _add_applying(server, place, workers)
    _add_texts(server, place)
    return server


def _add(server: MCPServer[Any], tool: Callable[..., Any], annotations: ToolAnnotations) -> None:
    # Text alone: what agents do with a structured twin is in `reports`. As it stands in the file a
    # docstring is indented.
    server.add_tool(
        tool,
        description=" ".join((inspect.getdoc(tool) or "").split()),
        annotations=annotations,
        structured_output=False,
    )


def _add_checks(server: MCPServer[Any], workers: Workers) -> None:
    async def check_response(parts: Parts, request: Request = "", limit: Limit = LIMIT) -> str:
        """Check an answer in the skill's form against the standard, before it is written.

        Nothing is written. Mend what `violations` says and check the whole answer again until `ok`
        is true.
        """
        return to_text(
            await workers.do("check_response", parts=parts, request=request, limit=limit)
        )

    async def check_paths(
        paths: Annotated[
            list[str],
            Field(
                description="Files or folders, from the workspace; the whole project unless given."
            ),
        ] = [],
        select: Codes = [],
        ignore: Codes = [],
        limit: Limit = LIMIT,
    ) -> str:
        """Check Django code on disk against the standard, as a linter does: call it after each change.

        Files are judged as parts of their project. `violations` holds by path `LINE:COLUMN CODE` and
        what to write instead; mend them and check again until `ok` is true.
        """
        return to_text(
            await workers.do("check_paths", paths=paths, select=select, ignore=ignore, limit=limit)
        )

    _add(server, check_response, _READS)
    _add(server, check_paths, _READS)


def _add_explaining(server: MCPServer[Any], place: Workplace, workers: Workers) -> None:
    def explain_rule(
        code: Annotated[str, Field(description="A rule's code or name, such as SEC004.")],
    ) -> str:
        """Explain a rule that a check names: what it wants, a bad and a good example."""
        from skillrun.rules.pages import page

        with _told():
            return page(place.standard().rules.get(code))

    async def project_map() -> str:
        """Map the Django project: a line an app, with its models and fields, views and routes."""
        found: str = await workers.do("project_map")
        return found

    _add(server, explain_rule, _READS)
    _add(server, project_map, _READS)


def _add_applying(server: MCPServer[Any], place: Workplace, workers: Workers) -> None:
    async def ask(
        parts: Parts, request: Request, context: Context[Any]
    ) -> Decision | Elicit[Decision]:
        """Ask the person, through the client, where there is something to ask about."""
        if not place.yes and _can_ask(context):
            found = await workers.do("plan", parts=parts, request=request)
            if found["stands"]:
                return Elicit(found["question"], Decision)
        return Decision(write=place.yes, run_commands=place.operations is Operations.ALLOW)

    async def apply_response(
        parts: Parts,
        request: Request,
        decided: Annotated[ElicitationResult[Decision], Resolve(ask)],
        context: Context[Any],
    ) -> str:
        """Check an answer in the skill's form and write its files, all or none.

        The person is asked first. `status` is `written`, or `rejected` with what is wrong.
        """
        decision = decided.data if isinstance(decided, AcceptedElicitation) else None
        if decision is None or not decision.write:
            found = await workers.do("plan", parts=parts, request=request)
            return to_text(_not_written(found, asked=_can_ask(context)))
        approved: list[str] = []
        if decision.beyond_request:
            approved = (await workers.do("plan", parts=parts, request=request))["beyond"]
        commands = decision.run_commands
        words = {"parts": parts, "request": request, "approved": approved, "commands": commands}
        return to_text(await workers.finish("write", **words))

    _add(server, apply_response, _WRITES)


def _not_written(found: dict[str, Any], *, asked: bool) -> dict[str, Any]:
    """What is said of an answer that stays unwritten, whatever the run that wrote nothing said."""
    told: dict[str, Any] = found["told"]
    if not found["stands"]:
        why = "The answer breaks the standard, or changes nothing."
        advice = "Mend what `violations` names and send the whole answer again."
        error = told.get("error", {"message": why, "advice": advice})
    elif asked:
        error = {"message": "The person said no.", "advice": "Ask them what they want changed."}
    else:
        error = {
            "message": "Nobody could be asked: this client puts no questions to the person.",
            "advice": "Save the answer to a file and let the person run `skillrun apply FILE`, "
            "or let them start the server with --yes.",
        }
    return {**told, "status": "rejected", "error": error}


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
        with _told(ResourceError):
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
def _told(kind: type[Exception] = ToolError) -> "Iterator[None]":
    """Turn the program's own errors into what an agent is told."""
    try:
        yield
    except SkillrunError as error:
        raise kind(f"{error.message} {error.advice}".strip()) from error
