"""Images that Dockerfiles and compose files name, with variables filled in."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from skillrun.rules.source import Source
from skillrun.rules.syntax.dockerfile import instructions

from ..semantics.scripts import is_pipeline, keyed_nodes

if TYPE_CHECKING:
    from yaml import MappingNode

_VARIABLE = re.compile(
    r"\$(?:\{(?P<braced>\w+)(?:(?P<how>:?[-+?])(?P<default>[^{}]*))?\}|(?P<bare>\w+))"
)
_COMPOSE = re.compile(r"(?:^|/)(?:docker-)?compose[\w.-]*\.ya?ml$")


@dataclass(frozen=True, slots=True)
class Image:
    """An image at the place that names it.

    Attributes:
        repository: Without the registry's own name: `postgres` for `docker.io/library/postgres`.
        tag: Empty where there is none; digests are taken off.
        line: 1-based.
        spelled: With variables filled in.
    """

    repository: str
    tag: str
    line: int
    spelled: str


def images_of(source: Source) -> Iterator[Image]:
    """Yield the images of a file; those whose name depends on a variable without a value are left out."""
    if source.language == "dockerfile":
        yield from _of_dockerfile(source.text)
    elif is_compose(source.path):
        yield from _of_compose(source.text)
    elif is_pipeline(source.path):
        yield from _of_pipeline(source.text)


def is_compose(path: str) -> bool:
    """Whether a path is a compose file's."""
    return bool(_COMPOSE.search(path))


def image(spelled: str, line: int) -> Image | None:
    """Take an image's name apart; None for one that a variable or a template still completes."""
    if not spelled or any(sign in spelled for sign in "${<"):
        return None
    name = spelled.split("@", 1)[0]
    head, _, last = name.rpartition("/")
    last, _, tag = last.partition(":")
    repository = f"{head}/{last}" if head else last
    for prefix in ("index.docker.io/", "docker.io/", "registry-1.docker.io/", "library/"):
        repository = repository.removeprefix(prefix)
    return Image(repository, tag, line, spelled)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Fill `$NAME`, `${NAME}` and `${NAME:-default}`; what has no value stays as it is."""

    def value(match: re.Match[str]) -> str:
        name = match["braced"] or match["bare"]
        default = match["default"] if (match["how"] or "").endswith("-") else None
        found = values.get(name) or default
        return match[0] if found is None else found

    return _VARIABLE.sub(value, text)


def _of_dockerfile(text: str) -> Iterator[Image]:
    values: dict[str, str] = {}
    stages: set[str] = {"scratch"}
    staged = False
    for instruction in instructions(text):
        if instruction.name == "ARG" and not staged:
            for word in instruction.value.split():
                name, _, default = word.partition("=")
                if default:
                    values[name] = fill(default.strip("\"'"), values)
        elif instruction.name == "FROM":
            staged = True
            words = [word for word in instruction.value.split() if not word.startswith("--")]
            found = image(fill(words[0], values), instruction.line) if words else None
            if found is not None and found.spelled.lower() not in stages:
                yield found
            if len(words) == 3:
                stages.add(words[2].lower())


def _of_compose(text: str) -> Iterator[Image]:
    import yaml

    from skillrun.rules.syntax.yaml import compose

    document = compose(text)
    seen: set[int] = set()
    for mapping in _service_nodes(document):
        for key, value in mapping.value:
            if getattr(key, "value", None) != "image" or not isinstance(value, yaml.ScalarNode):
                continue
            line = value.start_mark.line + 1
            found = image(fill(value.value, {}), line)
            if found is not None and line not in seen:
                seen.add(line)
                yield found


def _of_pipeline(text: str) -> Iterator[Image]:
    """The images in which the jobs of continuous integration run, and those of their services."""
    import yaml

    for key, value in keyed_nodes(text):
        scalars = value.value if isinstance(value, yaml.SequenceNode) else [value]
        for scalar in scalars if key in {"image", "container", "services"} else ():
            if isinstance(scalar, yaml.ScalarNode):
                found = image(str(scalar.value), scalar.start_mark.line + 1)
                if found is not None:
                    yield found


def _service_nodes(document: object) -> "Iterator[MappingNode]":
    """The mappings that are services or pieces of them: under `services`, `x-…`, and merged into those."""
    import yaml

    for key, value in document.value if isinstance(document, yaml.MappingNode) else ():
        name = str(getattr(key, "value", ""))
        if not isinstance(value, yaml.MappingNode):
            continue
        if name.startswith("x-"):
            yield value
        if name == "services" or name.startswith("x-"):
            for _, service in value.value:
                if isinstance(service, yaml.MappingNode):
                    yield service
