"""`skillrun mcp`: the same abilities for other agents, over the Model Context Protocol."""

import os
import signal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from skillrun.cli import options
from skillrun.cli.options import Operations

if TYPE_CHECKING:
    from types import FrameType

    from skillrun.cli.serving.working import Workers


class Transport(StrEnum):
    """How an agent reaches the server."""

    STDIO = "stdio"
    HTTP = "http"


def mcp(
    context: typer.Context,
    workspace: options.WorkspaceOption = options.HERE,
    skill: options.SkillOption = None,
    beside: options.WithOption = [],
    yes: Annotated[
        bool,
        typer.Option("--yes", "-y", help="Let agents write with no question to a person."),
    ] = False,
    operations: options.OperationsOption = Operations.ASK,
    transport: Annotated[
        Transport,
        typer.Option("--transport", help="Standard input and output, or HTTP on loopback."),
    ] = Transport.STDIO,
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=1, max=65535, help="The port for HTTP.")
    ] = 8765,
) -> None:
    """Serve checks, rules and the project's map to agents."""
    from skillrun.cli.serving.server import make_server
    from skillrun.cli.serving.working import Workers
    from skillrun.cli.serving.workplace import Workplace
    from skillrun.cli.verify import is_own

    # The agent can write the workspace's own configuration: that frees nothing here.
    yes = yes and is_own(context, "yes", workspace)
    if not is_own(context, "operations", workspace):
        operations = Operations.ASK
    place = Workplace(workspace, skill, tuple(beside), yes=yes, operations=operations)
    workers = Workers(place)
    server = make_server(place, workers)
    if transport is Transport.STDIO:
        _end_on_signals(workers)
        server.run("stdio")
    else:
        # Loopback alone: there is no login. The SDK refuses foreign Host and Origin headers there.
        server.run("streamable-http", host="127.0.0.1", port=port)


def _end_on_signals(workers: "Workers") -> None:
    """Let Ctrl-C and a polite kill end the server at once, with what it has begun.

    The thread that reads standard input could not be told to: it would wait for the client.
    """

    def end(number: int, _frame: "FrameType | None") -> NoReturn:
        workers.stop()
        os._exit(128 + number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
