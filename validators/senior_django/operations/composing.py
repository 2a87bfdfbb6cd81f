"""A compose file as services: anchors, merges, `extends` and variables followed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from posixpath import normpath

import yaml

from skillrun.rules.model import Subject
from skillrun.rules.syntax.yaml import compose

from .dockerfiles import fill

_NAME = re.compile(r"(?:docker-)?compose(?:[._-][\w.-]+)?\.ya?ml$", re.IGNORECASE)
_MAIN = frozenset({"docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml"})
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a mapping with its value.

    Attributes:
        key: The key.
        value: The YAML node.
        line: 1-based line of the key, which in a merged mapping is where the anchor stands.
    """

    key: str
    value: yaml.Node
    line: int


@dataclass(frozen=True, slots=True)
class Service:
    """One service.

    Attributes:
        name: Its name.
        line: 1-based line of its name.
        fields: Its keys, merged and inherited ones too.
        is_whole: False where it extends a service of a file that is not at hand.
    """

    name: str
    line: int
    fields: dict[str, Field]
    is_whole: bool = True

    def text(self, key: str) -> str | None:
        """A key whose value is text, variables filled in with their defaults; None for any other."""
        found = self.fields.get(key)
        is_text = found is not None and isinstance(found.value, yaml.ScalarNode)
        return fill(str(found.value.value), {}) if found is not None and is_text else None


@dataclass(frozen=True, slots=True)
class Compose:
    """A compose file.

    Attributes:
        services: The services by name.
        line: 1-based line of `services:`; 1 where there is none.
        is_whole: False where further files are included.
    """

    services: dict[str, Service]
    line: int = 1
    is_whole: bool = True


def is_compose(path: str) -> bool:
    """Whether a path is by its name a compose file, the main one or another."""
    return bool(_NAME.match(PurePosixPath(path).name))


def is_main_compose(path: str) -> bool:
    """Whether a path is by its name the compose file that `docker compose` reads by itself."""
    return PurePosixPath(path).name in _MAIN


def read_compose(path: str, subject: Subject) -> Compose | None:
    """Read a compose file of the project; None where it is missing or is no mapping."""
    known = subject.once(_known)
    if path not in known:
        known[path] = _read(path, subject)
    return known[path]


def _known(subject: Subject) -> dict[str, Compose | None]:  # noqa: ARG001
    """The compose files that were read; for `Subject.once`."""
    return {}


def _read(path: str, subject: Subject) -> Compose | None:
    source = subject.source(path)
    root = compose(source.text) if source is not None else None
    if not isinstance(root, yaml.MappingNode):
        return None
    top = fields_of(root)
    services = top.get("services")
    named = fields_of(services.value) if services else {}
    found = {name: _service(field, named, path, subject) for name, field in named.items()}
    return Compose(found, services.line if services else 1, "include" not in top)


def fields_of(node: yaml.Node) -> dict[str, Field]:
    """The keys of a mapping, those merged in by `<<` too; empty for any other node."""
    return dict(_merged(node, {}))


def items_of(node: yaml.Node | None) -> Iterator[tuple[str, int]]:
    """Yield the texts of a list, or a text itself, each with its 1-based line."""
    if isinstance(node, yaml.ScalarNode):
        yield str(node.value), node.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            if isinstance(item, yaml.ScalarNode):
                yield str(item.value), item.start_mark.line + 1


def _merged(
    node: yaml.Node, known: dict[int, dict[str, Field]], depth: int = 0
) -> dict[str, Field]:
    """The keys of a mapping over those that are merged in; each mapping is read once."""
    if not isinstance(node, yaml.MappingNode) or depth > _DEEPEST:
        return {}
    if id(node) in known:
        return known[id(node)]
    known[id(node)] = {}  # it may merge itself
    merged: dict[str, Field] = {}
    own: dict[str, Field] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            continue
        if key.value != "<<":
            own[key.value] = Field(key.value, value, key.start_mark.line + 1)
            continue
        # Of several mappings merged in, the first that has a key wins.
        several = value.value if isinstance(value, yaml.SequenceNode) else [value]
        for part in reversed(several):
            merged |= _merged(part, known, depth + 1)
    known[id(node)] = merged | own
    return known[id(node)]


def _service(field: Field, named: dict[str, Field], path: str, subject: Subject) -> Service:
    fields, whole = _extended(field.value, named, (path, subject), 0)
    return Service(field.key, field.line, fields, whole)


def _extended(
    node: yaml.Node, named: dict[str, Field], place: tuple[str, Subject], depth: int
) -> tuple[dict[str, Field], bool]:
    own = fields_of(node)
    extends = own.get("extends")
    if extends is None:
        return own, True
    parent, parent_place = _parent(extends.value, named, place)
    if parent is None or depth > _DEEPEST:
        return own, False
    node, siblings = parent
    inherited, whole = _extended(node, siblings, parent_place, depth + 1)
    return {**inherited, **own}, whole


def _parent(
    extends: yaml.Node, named: dict[str, Field], place: tuple[str, Subject]
) -> tuple[tuple[yaml.Node, dict[str, Field]] | None, tuple[str, Subject]]:
    """The service that `extends` names, in this file or another, with its siblings."""
    path, subject = place
    keys = {key: field.value.value for key, field in fields_of(extends).items()}
    name = keys.get("service", getattr(extends, "value", ""))
    if "file" in keys:
        path = normpath((PurePosixPath(path).parent / str(keys["file"])).as_posix())
        source = subject.source(path)
        root = compose(source.text) if source is not None else None
        services = fields_of(root).get("services") if root is not None else None
        named = fields_of(services.value) if services else {}
    found = named.get(name) if isinstance(name, str) else None
    return ((found.value, named) if found else None), (path, subject)
