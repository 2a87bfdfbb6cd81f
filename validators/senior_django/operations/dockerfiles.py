"""A Dockerfile as stages: what each is built on, what it runs, which reach the last one."""

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from skillrun.rules.syntax.dockerfile import Instruction, instructions

_FLAG = re.compile(r"--(?P<name>[\w.-]+)(?:=(?P<value>\S+))?\s*")
_VARIABLE = re.compile(
    r"\$(?:(?P<plain>\w+)|\{(?P<name>\w+)(?:(?P<sign>:?[-+])(?P<word>[^}]*))?\})"
)
_HUB = re.compile(r"^(?:(?:index\.|registry-1\.)?docker\.io/)?(?:library/)?(?=[^/]+$)")


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """One stage, from its FROM to the next; one object a stage, so identity is equality.

    Attributes:
        origin: The FROM.
        base: What it names, variables filled in with their defaults: an image or an earlier stage.
        name: What comes after AS, in small letters; empty where nothing does.
        body: The instructions below FROM.
    """

    origin: Instruction
    base: str
    name: str
    body: tuple[Instruction, ...]

    def of(self, *names: str) -> Iterator[Instruction]:
        """Yield the instructions of these names."""
        return (instruction for instruction in self.body if instruction.name in names)


@dataclass(frozen=True, eq=False)
class Dockerfile:
    """The stages, in their order."""

    stages: tuple[Stage, ...]

    def parent(self, stage: Stage) -> Stage | None:
        """The earlier stage that a stage is built on; None where that is an image."""
        return self._before(stage.base, stage)

    def image(self, stage: Stage) -> str:
        """The image that a stage is built on in the end, through the stages between."""
        return plain_image(self._lowest[stage].base)

    def line(self, stage: Stage) -> tuple[Stage, ...]:
        """A stage and those it is built on, the lowest first."""
        found = [stage]
        while (above := self.parent(found[-1])) is not None:
            found.append(above)
        return tuple(reversed(found))

    @cached_property
    def built(self) -> tuple[Stage, ...]:
        """The stages that a build of the last one runs; BuildKit leaves the others out."""
        waiting = list(self.stages[-1:])
        wanted = set(waiting)
        while waiting:
            stage = waiting.pop()
            found = (self._before(name, stage) for name in (stage.base, *_sources(stage)))
            new = {above for above in found if above is not None} - wanted
            wanted |= new
            waiting += new
        return tuple(stage for stage in self.stages if stage in wanted)

    def origin(self, name: str, stage: Stage) -> str:
        """The image that `--from=name` takes from, whether it names one or a stage."""
        source = self._before(name, stage)
        return plain_image(name) if source is None else self.image(source)

    def _before(self, name: str, stage: Stage) -> Stage | None:
        index = self._places[stage]
        if name.isdigit():
            return self.stages[int(name)] if int(name) < index else None
        places = self._named.get(name.lower(), [])
        before = bisect_left(places, index)
        return self.stages[places[before - 1]] if before and name else None

    @cached_property
    def _places(self) -> dict[Stage, int]:
        return {stage: place for place, stage in enumerate(self.stages)}

    @cached_property
    def _named(self) -> dict[str, list[int]]:
        """Where the stages of each name are."""
        found: dict[str, list[int]] = {}
        for place, stage in enumerate(self.stages):
            found.setdefault(stage.name, []).append(place)
        return found

    @cached_property
    def _lowest(self) -> dict[Stage, Stage]:
        """For each stage the one that it is built on in the end: the one on an image."""
        found: dict[Stage, Stage] = {}
        for stage in self.stages:
            above = self.parent(stage)
            found[stage] = stage if above is None else found[above]
        return found


@lru_cache(maxsize=64)
def read_dockerfile(text: str) -> Dockerfile:
    """Take a Dockerfile apart."""
    arguments: dict[str, str] = {}
    starts: list[Instruction] = []
    bodies: list[list[Instruction]] = []
    for instruction in instructions(text):
        if instruction.name == "FROM":
            starts.append(instruction)
            bodies.append([])
        elif bodies:
            bodies[-1].append(instruction)
        elif instruction.name == "ARG":
            arguments.update(_defaults(instruction.value, arguments))
    return Dockerfile(
        tuple(
            _stage(start, tuple(body), arguments)
            for start, body in zip(starts, bodies, strict=True)
        )
    )


def flags(value: str) -> tuple[dict[str, list[str]], str]:
    """Take the `--name=value` flags off an instruction's value."""
    found: dict[str, list[str]] = {}
    while match := _FLAG.match(value):
        found.setdefault(match["name"], []).append(match["value"] or "")
        value = value[match.end() :]
    return found, value


def json_array(value: str) -> list[str] | None:
    """The exec form of a command; None for the shell form, as Docker tells them apart."""
    try:
        words = json.loads(value)
    except ValueError:
        return None
    is_array = isinstance(words, list) and all(isinstance(word, str) for word in words)
    return words if is_array else None


def plain_image(image: str) -> str:
    """An image without its digest and without the spellings of Docker's own registry."""
    return _HUB.sub("", image.partition("@")[0])


def fill(text: str, values: Mapping[str, str]) -> str:
    """Fill variables in as Docker does, with their defaults; those without a value stay."""

    def value_of(match: re.Match[str]) -> str:
        name = match["plain"] or match["name"]
        value, word = values.get(name), match["word"] or ""
        if match["sign"] and match["sign"].endswith("+"):
            return word if value else ""
        if match["sign"]:
            return value or word
        return match[0] if value is None else value

    return _VARIABLE.sub(value_of, text)


def _stage(start: Instruction, body: tuple[Instruction, ...], values: Mapping[str, str]) -> Stage:
    base, *rest = flags(start.value)[1].split() or [""]
    name = rest[1].lower() if len(rest) > 1 and rest[0].upper() == "AS" else ""
    return Stage(start, fill(base.strip("\"'"), values), name, body)


def _defaults(value: str, known: Mapping[str, str]) -> dict[str, str]:
    pairs = (word.partition("=") for word in value.split())
    return {name: fill(text.strip("\"'"), known) for name, sign, text in pairs if sign}


def _sources(stage: Stage) -> Iterator[str]:
    """The stages and images that a stage takes files from."""
    for instruction in stage.of("COPY", "ADD", "RUN"):
        given, _ = flags(instruction.value)
        yield from given.get("from", ())
        for mount in given.get("mount", ()):
            yield from (part[5:] for part in mount.split(",") if part.startswith("from="))
