"""The flags that several commands share, each written once.

Every flag has an environment variable; a command's default is the bottom of the layers (command
line over environment over workspace over user), see `skillrun.cli.configuration`.
"""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from skillrun.cli.configuration import load_layers

HERE = Path()


class Format(StrEnum):
    """How a command prints its result."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"


class CheckFormat(StrEnum):
    """How `check` prints its result."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    GITHUB = "github"
    SARIF = "sarif"
    JUNIT = "junit"


class Color(StrEnum):
    """Whether output is coloured."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Operations(StrEnum):
    """What becomes of the answer's shell commands."""

    ASK = "ask"
    ALLOW = "allow"
    NEVER = "never"


class Services(StrEnum):
    """Where the servers of a verification come from."""

    AUTO = "auto"
    EMBEDDED = "embedded"
    OFF = "off"


class SandboxUse(StrEnum):
    """Whether a project's code runs in a sandbox."""

    AUTO = "auto"
    OFF = "off"


WorkspaceOption = Annotated[
    Path,
    typer.Option(
        "--workspace",
        metavar="DIR",
        envvar="SKILLRUN_WORKSPACE",
        is_eager=True,
        callback=load_layers,
        help="The project's folder; the first write makes it.",
    ),
]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="PROVIDER:NAME",
        envvar="SKILLRUN_MODEL",
        help="anthropic:NAME, openai:NAME, ollama:NAME, compatible:NAME, blueprint, replay:FILE.",
    ),
]
BaseUrlOption = Annotated[
    str | None,
    typer.Option(
        "--base-url",
        metavar="URL",
        envvar="SKILLRUN_BASE_URL",
        help="An OpenAI-compatible server, spoken to with Chat Completions.",
    ),
]
SkillOption = Annotated[
    str | None,
    typer.Option(
        "--skill",
        metavar="NAME|PATH",
        envvar="SKILLRUN_SKILL",
        help="The skill to obey; the packaged one unless given.",
    ),
]
WithOption = Annotated[
    list[str],
    typer.Option(
        "--with",
        metavar="SKILL",
        envvar="SKILLRUN_WITH",
        help="A further skill, whose instructions stand below the main one's; may repeat.",
    ),
]
FileOption = Annotated[
    list[str],
    typer.Option(
        "--file",
        metavar="PATH",
        envvar="SKILLRUN_FILE",
        help="Put this file before the model; may repeat.",
    ),
]
DryRunOption = Annotated[
    bool,
    typer.Option("--dry-run", envvar="SKILLRUN_DRY_RUN", help="Show everything, write nothing."),
]
MaxCostOption = Annotated[
    float | None,
    typer.Option(
        "--max-cost",
        metavar="USD",
        min=0.0,
        envvar="SKILLRUN_MAX_COST",
        help="End the run before it costs more than this.",
    ),
]
MaxTokensOption = Annotated[
    int | None,
    typer.Option(
        "--max-tokens",
        metavar="N",
        min=1,
        envvar="SKILLRUN_MAX_TOKENS",
        help="End the run before its requests use more tokens than this.",
    ),
]
YesOption = Annotated[
    bool,
    typer.Option(
        "--yes",
        "-y",
        envvar="SKILLRUN_YES",
        help="Ask nothing: write, continue a split, run allowed commands.",
    ),
]
OperationsOption = Annotated[
    Operations,
    typer.Option(
        "--operations",
        envvar="SKILLRUN_OPERATIONS",
        help="Run the answer's allowed commands: after asking, always, or never.",
    ),
]
MaxRepairsOption = Annotated[
    int,
    typer.Option(
        "--max-repairs",
        metavar="N",
        min=0,
        envvar="SKILLRUN_MAX_REPAIRS",
        help="How often the model is asked to repair.",
    ),
]
MaxPartsOption = Annotated[
    int,
    typer.Option(
        "--max-parts",
        metavar="N",
        min=1,
        envvar="SKILLRUN_MAX_PARTS",
        help="How many parts an answer may come in.",
    ),
]
TimeoutOption = Annotated[
    float,
    typer.Option(
        "--timeout",
        metavar="SECONDS",
        min=0.1,
        envvar="SKILLRUN_TIMEOUT",
        help="How long the model may stay silent.",
    ),
]
MinimalOption = Annotated[
    bool,
    typer.Option(
        "--minimal",
        envvar="SKILLRUN_MINIMAL",
        help='As if the request said "Make minimal changes".',
    ),
]
FrozenOption = Annotated[
    bool,
    typer.Option(
        "--frozen",
        envvar="SKILLRUN_FROZEN",
        help='As if the request said "Do not modify existing code".',
    ),
]
ApproveOption = Annotated[
    list[str],
    typer.Option(
        "--approve",
        metavar="CODE:TARGET",
        envvar="SKILLRUN_APPROVE",
        help="Allow a change beyond the request, such as SCP001:shop.Order; may repeat.",
    ),
]
SelectOption = Annotated[
    list[str],
    typer.Option(
        "--select",
        metavar="CODES",
        envvar="SKILLRUN_SELECT",
        help="Only these rules: codes or prefixes, separated by commas; may repeat.",
    ),
]
IgnoreOption = Annotated[
    list[str],
    typer.Option(
        "--ignore",
        metavar="CODES",
        envvar="SKILLRUN_IGNORE",
        help="Not these rules: codes or prefixes, separated by commas; may repeat.",
    ),
]
FixOption = Annotated[
    bool,
    typer.Option(
        "--fix",
        envvar="SKILLRUN_FIX",
        help="Mend in place what a program can mend, then tell what is left.",
    ),
]
VerifyOption = Annotated[
    bool,
    typer.Option(
        "--verify",
        envvar="SKILLRUN_VERIFY",
        help="Run the real tools on what was written, and have the model mend what they find.",
    ),
]
CommitOption = Annotated[
    bool,
    typer.Option(
        "--commit",
        envvar="SKILLRUN_COMMIT",
        help="Commit what was written to Git, and nothing else, with the request as the message.",
    ),
]
ServicesOption = Annotated[
    Services,
    typer.Option(
        "--services",
        envvar="SKILLRUN_SERVICES",
        help="PostgreSQL and Redis: those of the settings on this machine, else temporary ones "
        "(auto); those of the extra `embedded`; or none but those of the settings (off).",
    ),
]
SandboxOption = Annotated[
    SandboxUse,
    typer.Option(
        "--sandbox",
        envvar="SKILLRUN_SANDBOX",
        help="Run the project's code in a sandbox; where there is none, ask (auto). Or with your "
        "own rights (off).",
    ),
]
TimeLimitOption = Annotated[
    float,
    typer.Option(
        "--time-limit",
        metavar="SECONDS",
        min=1.0,
        envvar="SKILLRUN_TIME_LIMIT",
        help="How long the tests may take.",
    ),
]
FormatOption = Annotated[
    Format,
    typer.Option("--format", envvar="SKILLRUN_FORMAT", help="How the result is printed."),
]
CheckFormatOption = Annotated[
    CheckFormat,
    typer.Option("--format", envvar="SKILLRUN_FORMAT", help="How the result is printed."),
]
ColorOption = Annotated[
    Color,
    typer.Option("--color", envvar="SKILLRUN_COLOR", help="Colour the output."),
]
QuietOption = Annotated[
    bool,
    typer.Option("--quiet", "-q", envvar="SKILLRUN_QUIET", help="Say only what went wrong."),
]
VerboseOption = Annotated[
    bool,
    typer.Option("--verbose", "-v", envvar="SKILLRUN_VERBOSE", help="Say more."),
]
RequestOption = Annotated[
    str,
    typer.Option(
        "--request",
        metavar="TEXT",
        envvar="SKILLRUN_REQUEST",
        help="What was asked: the rules judge the answer against it.",
    ),
]


def codes(values: Sequence[str]) -> tuple[str, ...]:
    """Split the values of `--select` or `--ignore` at commas."""
    return tuple(code.strip() for value in values for code in value.split(",") if code.strip())


def approvals(values: Sequence[str]) -> frozenset[str]:
    """Check the values of `--approve`.

    Raises:
        UsageError: If one is not a rule's code, a colon and a target.
    """
    from skillrun.errors import UsageError

    for value in values:
        code, _, target = value.partition(":")
        if not target or not code.isalnum():
            raise UsageError(
                f"`--approve {value}` names no rule and target.",
                advice="Spell it as the violation does, such as --approve SCP001:shop.Order.",
            )
    return frozenset(values)
