"""The steps of the builder: what is there, what is missing, what cannot fail."""

from collections.abc import Iterator
from functools import lru_cache

from skillrun.rules.model import Finding
from skillrun.rules.syntax.dockerfile import Instruction

from .dockerfiles import Dockerfile, Stage, flags, json_array
from .shell import Command, commands

_UV = "ghcr.io/astral-sh/uv"
_ASKED = ("uv", "pip", "poetry", "ruff", "collectstatic")
_INSTALLS = (
    ("uv", "sync"),
    ("uv", "pip", "install"),
    ("pip", "install"),
    ("pip3", "install"),
    ("poetry", "install"),
    ("pipenv", "install"),
)


@lru_cache(maxsize=256)
def is_builder(stage: Stage) -> bool:
    """Whether a stage is the one that installs the project, with whatever tool."""
    run = stage_commands((stage,))
    return stage.name == "builder" or any(c.has(*words) for c in run for words in _INSTALLS)


def stage_commands(stages: tuple[Stage, ...]) -> tuple[Command, ...]:
    """The commands that stages run, in their order."""
    return tuple(command for stage in stages for command in _commands_of(stage))


@lru_cache(maxsize=256)
def _commands_of(stage: Stage) -> tuple[Command, ...]:
    """The commands of a stage, those of a RUN left out that names nothing that is asked for."""
    found: list[Command] = []
    shell: tuple[str, ...] = ()
    for instruction in stage.of("SHELL", "RUN"):
        if instruction.name == "SHELL":
            shell = tuple(json_array(instruction.value) or ())
        elif any(
            name in part for part in (instruction.text, instruction.body or "") for name in _ASKED
        ):
            found.extend(commands(instruction, shell))
    return tuple(found)


def builder_findings(dockerfile: Dockerfile) -> Iterator[Finding]:
    """Yield what the stages that a build runs do not do."""
    run = stage_commands(dockerfile.built)
    line = _builder_line(dockerfile)
    if not any(_brings_uv(stage, dockerfile) for stage in dockerfile.built):
        message = f"`uv` does not come from its image: `COPY --from={_UV}:latest /uv /uvx /bin/`."
        yield Finding(message, line)
    if not any(_is_sync(command) for command in run):
        advice = "the builder runs `uv sync --frozen --no-dev`."
        yield Finding(f"Dependencies are not installed from the lock file alone: {advice}", line)
    yield from _gate("check --fix", [c for c in run if c.has("ruff", "check")], line)
    yield from _gate("format", [c for c in run if c.has("ruff", "format")], line)
    if not any(command.has("collectstatic") for command in run):
        advice = "the builder runs `uv run python manage.py collectstatic --noinput`."
        yield Finding(f"Static files are not collected: {advice}", line)


def _builder_line(dockerfile: Dockerfile) -> int:
    found = [stage for stage in dockerfile.stages if is_builder(stage)]
    return (found or list(dockerfile.stages))[0].origin.line


def _gate(step: str, found: list[Command], line: int) -> Iterator[Finding]:
    name = f"`uv run ruff {step} .`"
    if not found:
        yield Finding(f"The quality gate is not whole: the builder runs {name}.", line)
    elif not any(command.fails and not _forgives(command) for command in found):
        message = f"The build goes on when {name} fails: let its exit code end the RUN."
        yield Finding(message, found[0].line)


def _forgives(command: Command) -> bool:
    return "--exit-zero" in command.words or "-e" in command.words


def _is_sync(command: Command) -> bool:
    return command.has("uv", "sync") and {"--frozen", "--no-dev"} <= set(command.words)


def _brings_uv(stage: Stage, dockerfile: Dockerfile) -> bool:
    # A stage on that image has it, unless it only lends its files.
    if dockerfile.image(stage).partition(":")[0] == _UV and any(stage.of("RUN")):
        return True
    return any(_takes_uv(i, stage, dockerfile) for i in stage.of("COPY", "RUN"))


def _takes_uv(instruction: Instruction, stage: Stage, dockerfile: Dockerfile) -> bool:
    given, rest = flags(instruction.value)
    if instruction.name == "COPY":
        sources = (json_array(rest) or rest.split())[:-1]
        taken = any(source.rstrip("/").rsplit("/", 1)[-1] in {"uv", ""} for source in sources)
        origins = given.get("from", []) if taken else []
    else:
        mounts = [dict(_pairs(mount)) for mount in given.get("mount", [])]
        origins = [mount["from"] for mount in mounts if "from" in mount]
    return any(dockerfile.origin(name, stage).partition(":")[0] == _UV for name in origins)


def _pairs(mount: str) -> Iterator[tuple[str, str]]:
    for part in mount.split(","):
        key, _, value = part.partition("=")
        yield key, value
