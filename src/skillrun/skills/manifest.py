"""The manifest of a skill, `skill.toml`: its format, and reading it.

Every fault of a manifest is reported at once, each with the path of its key.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from skillrun.errors import UsageError
from skillrun.protocol.grammar import Grammar
from skillrun.rules.model import Severity
from skillrun.skills.model import AllowedCommand, Overrides

_ONE_LINE = r"^[^\r\n]+$"
_NO_HASH = r"^[^#\r\n][^\r\n]*$"

Line = Annotated[str, StringConstraints(strip_whitespace=True, pattern=_ONE_LINE)]
Heading = Annotated[str, StringConstraints(strip_whitespace=True, pattern=_NO_HASH)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}\d{0,3}$")]

_DEFAULT = Grammar()


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AnswerTable(_Table):
    """`[answer]`: what an answer looks like; a key left out keeps the default protocol's word."""

    reasoning: Heading = _DEFAULT.reasoning
    files: Heading = _DEFAULT.files
    recommendations: Heading = _DEFAULT.recommendations
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] = _DEFAULT.language
    reasoning_parts: tuple[Line, ...] = ()
    operations_part: str = ""
    split_marker: Line = _DEFAULT.split_marker

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        titles = (self.reasoning, self.files, self.recommendations)
        if len(set(titles)) < len(titles):
            raise ValueError("the three section titles must differ")
        if self.operations_part and self.operations_part not in self.reasoning_parts:
            raise ValueError("operations_part must be one of reasoning_parts")
        if any(self.split_marker.count(field) != 1 for field in ("{number}", "{files}")):
            raise ValueError("split_marker must hold {number} and {files} once each")
        return self


class OverridesTable(_Table):
    """`[overrides]`: the phrases by which a request narrows what may be touched."""

    frozen: tuple[Line, ...] = ()
    minimal: tuple[Line, ...] = ()


class CommandsTable(_Table):
    """`[commands]`: what an answer may have carried out, as the leading words of each command."""

    before: tuple[Line, ...] = ()
    after: tuple[Line, ...] = ()


class Manifest(_Table):
    """A whole `skill.toml`. File names in it are relative to the folder it stands in.

    Attributes:
        name: The skill's name: lower case, digits and single hyphens.
        version: Its version.
        instructions: The file that opens the system prompt; SKILL.md's body where left out.
        example: A file that holds a worked answer.
        references: The pages that go into the system prompt, in order.
        assets: The exact blocks that go into the system prompt, in order.
        packs: Rule packs by name: built in, in the skill's `validators/`, or come with skillrun.
        severity: `[severity]`: `error` or `warning` by the code or prefix of rules.
    """

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
    version: Line
    instructions: Line | None = None
    example: Line | None = None
    references: tuple[Line, ...] = ()
    assets: tuple[Line, ...] = ()
    packs: tuple[Line, ...] = ("response", "completeness")
    answer: AnswerTable = Field(default_factory=AnswerTable)
    overrides: OverridesTable = Field(default_factory=OverridesTable)
    commands: CommandsTable = Field(default_factory=CommandsTable)
    severity: dict[Code, Severity] = Field(default_factory=dict)

    @property
    def grammar(self) -> Grammar:
        """What the skill's answers look like."""
        return Grammar(**self.answer.model_dump())

    @property
    def override_phrases(self) -> Overrides:
        """The skill's override phrases."""
        return Overrides(self.overrides.frozen, self.overrides.minimal)

    @property
    def allowed_commands(self) -> tuple[AllowedCommand, ...]:
        """The commands that an answer may have carried out."""
        before = (AllowedCommand(tuple(c.split()), "before") for c in self.commands.before)
        after = (AllowedCommand(tuple(c.split()), "after") for c in self.commands.after)
        return (*before, *after)


def manifest_fault(path: Path, faults: list[str]) -> UsageError:
    """Make the one error that lists every fault of a manifest.

    Args:
        path: The manifest.
        faults: Each as `key.path: what is wrong`.
    """
    listed = "".join(f"\n  {fault}" for fault in faults)
    noun = "fault" if len(faults) == 1 else "faults"
    return UsageError(
        f"{path}: {len(faults)} {noun} in the skill's manifest:{listed}",
        advice="Mend the keys named above.",
    )


def read_manifest(path: Path) -> Manifest:
    """Read and validate a `skill.toml`.

    Args:
        path: The manifest.

    Raises:
        UsageError: If it can't be read, is not TOML, or breaks the format; all faults are listed.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise manifest_fault(path, [str(error)]) from error
    try:
        return Manifest.model_validate(data)
    except ValidationError as error:
        raise manifest_fault(path, [_fault(e["loc"], e["msg"]) for e in error.errors()]) from error


def _fault(location: tuple[int | str, ...], message: str) -> str:
    key = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return f"{key.lstrip('.') or 'manifest'}: {message.removeprefix('Value error, ')}"
