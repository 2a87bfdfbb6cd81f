"""OPS004 shell-entrypoint, OPS005 shell-in-distroless."""

from collections.abc import Iterator
from dataclasses import replace

from skillrun.rules.model import Example, Finding, SourceRule, Subject
from skillrun.rules.source import Source
from skillrun.rules.syntax.dockerfile import Instruction

from .dockerfiles import Stage, flags, json_array, read_dockerfile

_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh", "busybox"})
_DISTROLESS = "gcr.io/distroless/"


class ShellEntrypoint(SourceRule):
    """A command in shell form where only the exec form works."""

    code = "OPS004"
    name = "shell-entrypoint"
    directive = (
        "Write `ENTRYPOINT`, `CMD` and `HEALTHCHECK CMD` as JSON arrays, with double quotes: the "
        "runtime image has no shell that could take a line of text."
    )
    decisions = (
        "Docker takes what is no valid JSON array (single quotes, a comma at the end) as a line for "
        "the shell, without a word: so does this rule. All stages count, since the last "
        "one may be built on them."
    )
    bad = Example("FROM scratch\nENTRYPOINT gunicorn config.asgi:application\n", "Dockerfile")
    good = Example(
        'FROM scratch\nENTRYPOINT ["gunicorn", "config.asgi:application"]\n', "Dockerfile"
    )
    languages = frozenset({"dockerfile"})

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:  # noqa: ARG002
        """Yield each command in shell form."""
        for stage in read_dockerfile(source.text).stages:
            for instruction in _starting(stage):
                name, command = _command(instruction)
                if command and json_array(command) is None:
                    yield Finding(_message(name, command), instruction.line)


def _starting(stage: Stage) -> Iterator[Instruction]:
    """The instructions that name a command to start, those for images built on this one too."""
    names = {"ENTRYPOINT", "CMD", "HEALTHCHECK"}
    for written in stage.of(*names, "ONBUILD"):
        later = written.name == "ONBUILD"
        instruction = replace(written, text=written.value) if later else written
        if instruction.name in names:
            yield instruction


def _command(instruction: Instruction) -> tuple[str, str]:
    """The name and the text of a command; no text where there is none (`HEALTHCHECK NONE`)."""
    if instruction.name != "HEALTHCHECK":
        return instruction.name, instruction.value
    words = flags(instruction.value)[1].split(None, 1)
    runs = len(words) > 1 and words[0].upper() == "CMD"
    return "HEALTHCHECK CMD", words[1] if runs else ""


def _program(words: list[str]) -> str:
    """What an array starts, without its folder and without `env` before it."""
    names = [word.rsplit("/", 1)[-1] for word in words if "=" not in word]
    return next((name for name in names if name != "env"), "")


def _message(name: str, command: str) -> str:
    if command.startswith("["):
        return (
            f'{name} is no valid JSON array, so Docker hands it to a shell: quote each word with ".'
        )
    return f'{name} needs a shell: write a JSON array, {name} ["program", "argument"].'


class ShellInDistroless(SourceRule):
    """What needs a shell in a stage that has none."""

    code = "OPS005"
    name = "shell-in-distroless"
    directive = (
        "The distroless stage has no shell: no `RUN` in it. What must be run is run in the builder and "
        "copied."
    )
    decisions = (
        "A RUN in exec form is flagged too: it belongs in the builder. A shell or a `.sh` script that is named in "
        "an ENTRYPOINT, CMD or HEALTHCHECK of that stage is flagged, since the shell is not there. Any "
        "image of `gcr.io/distroless/` counts, through stages built on it too."
    )
    bad = Example("FROM gcr.io/distroless/python3-debian12\nRUN mkdir /app\n", "Dockerfile")
    good = Example("FROM gcr.io/distroless/python3-debian12\nWORKDIR /app\n", "Dockerfile")
    languages = frozenset({"dockerfile"})

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:  # noqa: ARG002
        """Yield each RUN and each shell of the distroless stages."""
        dockerfile = read_dockerfile(source.text)
        for stage in dockerfile.stages:
            if not dockerfile.image(stage).startswith(_DISTROLESS):
                continue
            for instruction in stage.of("RUN"):
                message = "RUN in the distroless stage has no shell: run it in the builder and copy the result."
                yield Finding(message, instruction.line)
            for instruction in _starting(stage):
                name, command = _command(instruction)
                program = _program(json_array(command) or [])
                if program in _SHELLS or program.endswith((".sh", ".bash")):
                    message = f"{name} calls `{program}`: the distroless image has no shell, call the program itself."
                    yield Finding(message, instruction.line)
