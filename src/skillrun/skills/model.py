"""What a loaded skill is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from skillrun.protocol.grammar import Grammar
from skillrun.rules.model import Severity


@dataclass(frozen=True, slots=True)
class AllowedCommand:
    """A kind of shell command that an answer may have carried out.

    A command matches when its argument list begins with `argv`, word for word: `("uv", "add")`
    allows `uv add --dev ruff`. What else must hold of it (paths inside the workspace, no shell
    syntax) is for `skillrun.workspace` to say. A command that matches nothing is shown, never run.

    Attributes:
        argv: The leading words.
        phase: `before` the files are written (scaffolding) or `after` it.
    """

    argv: tuple[str, ...]
    phase: Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Document:
    """A text file of a skill.

    Attributes:
        name: The path as the manifest spells it, with forward slashes.
        path: Where it is.
    """

    name: str
    path: Path

    @property
    def text(self) -> str:
        """The file's text, read anew each time."""
        return self.path.read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Overrides:
    """The phrases by which a request narrows what may be touched.

    Attributes:
        frozen: Existing code stays as it is.
        minimal: Only what was asked for is touched.
    """

    frozen: tuple[str, ...] = ()
    minimal: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill, ready for use.

    Attributes:
        name: Its name, as in `--skill`.
        version: Its version; empty where none is stated.
        description: One line on what it does.
        root: The folder that holds its SKILL.md.
        instructions: The text that opens the system prompt.
        grammar: What its answers look like.
        packs: Rule packs, as `skillrun.rules.registry.catalogue` takes them: names of built-in
            packs and absolute paths.
        overrides: Its override phrases.
        references: The pages that go into the system prompt, in order.
        assets: The exact blocks that go into the system prompt, in order.
        example: A worked answer in its grammar, or None.
        commands: What an answer may have carried out.
        packaged: It came with skillrun: its packs run without being trusted.
        severities: What it weighs its rules with, by code or prefix; the longest prefix counts.
        left_out: Its own packs that do not run, because nobody has trusted them.
        beside: Skills whose instructions stand below its own, and whose rules run too.
    """

    name: str
    version: str
    description: str
    root: Path
    instructions: str
    grammar: Grammar = field(default_factory=Grammar)
    packs: tuple[str, ...] = ("response", "completeness")
    overrides: Overrides = field(default_factory=Overrides)
    references: tuple[Document, ...] = ()
    assets: tuple[Document, ...] = ()
    example: Document | None = None
    commands: tuple[AllowedCommand, ...] = ()
    packaged: bool = False
    severities: Mapping[str, Severity] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    beside: "tuple[Skill, ...]" = ()
