"""The head of SKILL.md: what the specification, OpenClaw and ClawHub read from it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skillrun.skills.validating.model import Fault, Source
from skillrun.skills.validating.openclaw import openclaw_faults

if TYPE_CHECKING:
    from yaml import Node

_FILE = "SKILL.md"
_HEAD = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_KEYS = frozenset({"name", "description", "license", "compatibility", "metadata", "allowed-tools"})
_SEMVER = re.compile(r"\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?\Z")
_LISTED = 160  # characters that a list of skills shows
_LONGEST_NAME = 64
_LONGEST_DESCRIPTION = 1024


def head_faults(root: Path) -> Iterator[Fault]:
    """Judge the head of a skill's SKILL.md.

    Args:
        root: The skill's folder.
    """
    text = (root / _FILE).read_text(encoding="utf-8", errors="replace")
    head = _HEAD.match(text)
    if head is None:
        yield _spec(1, "It does not begin with a head between two `---` lines.")
        return
    if "---" in head[1]:
        line = 2 + head[1][: head[1].index("---")].count("\n")
        yield _spec(line, "`---` inside the head ends it for other readers: write another dash.")
    yield from _yaml_faults(root, head[1])


def _yaml_faults(root: Path, head: str) -> Iterator[Fault]:
    import yaml

    try:
        node = yaml.compose(head)
        data = yaml.safe_load(head)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        yield _spec(
            mark.line + 2 if mark else 1, f"It is not YAML: {' '.join(str(error).split())}."
        )
        return
    if not isinstance(data, Mapping) or not isinstance(node, yaml.MappingNode):
        yield _spec(2, "The head is not a mapping of keys to values.")
        return
    yield from _style_faults(head)
    lines = {str(key.value): key.start_mark.line + 2 for key, _ in node.value}
    yield from _key_faults(data, lines)
    yield from _name_faults(root, data, lines)
    yield from _description_faults(data, lines)
    yield from _metadata_faults(data, lines, node)


def _style_faults(head: str) -> Iterator[Fault]:
    """What StrictYAML, the specification's own reader, refuses."""
    import yaml

    for event in yaml.parse(head):
        line = event.start_mark.line + 2 if event.start_mark else 1
        if getattr(event, "flow_style", None) and not isinstance(event, yaml.ScalarEvent):
            yield _spec(line, "Lists and mappings in brackets are refused: write a line an entry.")
        if getattr(event, "anchor", None):
            yield _spec(line, "Anchors and aliases are refused: write the value again.")


def _key_faults(data: Mapping[str, Any], lines: Mapping[str, int]) -> Iterator[Fault]:
    for key in data:
        if key not in _KEYS:
            known = ", ".join(sorted(_KEYS))
            place = " under `metadata`" if key == "version" else ""
            yield _spec(
                lines.get(str(key), 1), f"The key `{key}` is not among {known}: move it{place}."
            )
    if "compatibility" in data:
        yield Fault(
            _FILE,
            lines["compatibility"],
            "OpenClaw's check refuses `compatibility`: say it in the text.",
            Source.OPENCLAW,
        )
    licensed = data.get("license")
    if licensed is not None and licensed != "MIT-0":
        yield Fault(
            _FILE,
            lines["license"],
            f"Everything on ClawHub is under MIT-0, whatever `license: {licensed}` says.",
            Source.CLAWHUB,
            warning=True,
        )


def _name_faults(root: Path, data: Mapping[str, Any], lines: Mapping[str, int]) -> Iterator[Fault]:
    name = data.get("name")
    line = lines.get("name", 1)
    if not isinstance(name, str) or not name.strip():
        yield _spec(line, "The head has no `name`.")
        return
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        yield _spec(
            line, f"The name {name!r} is not lower case letters, digits and single hyphens."
        )
    if len(name) > _LONGEST_NAME:
        yield _spec(line, f"The name is longer than {_LONGEST_NAME} characters.")
    if unicodedata.normalize("NFKC", root.name) != name:
        yield _spec(line, f"The name {name!r} is not that of the folder, `{root.name}`.")


def _description_faults(data: Mapping[str, Any], lines: Mapping[str, int]) -> Iterator[Fault]:
    description = data.get("description")
    line = lines.get("description", 1)
    if not isinstance(description, str) or not description.strip():
        yield _spec(line, "The head has no `description`.")
        return
    if len(description) > _LONGEST_DESCRIPTION:
        yield _spec(line, f"The description is longer than {_LONGEST_DESCRIPTION} characters.")
    elif len(description) > _LISTED:
        said = f"Lists of skills show {_LISTED} of the description's {len(description)} characters."
        yield Fault(_FILE, line, said, Source.OPENCLAW, warning=True)
    if "<" in description or ">" in description:
        said = "The description holds `<` or `>`, which OpenClaw's check refuses."
        yield Fault(_FILE, line, said, Source.OPENCLAW)
    if "\n" in description.strip():
        said = "The description has more than one line."
        yield Fault(_FILE, line, said, Source.OPENCLAW, warning=True)


def _metadata_faults(
    data: Mapping[str, Any], lines: Mapping[str, int], node: "Node"
) -> Iterator[Fault]:
    metadata = data.get("metadata")
    if metadata is None:
        return
    line = lines["metadata"]
    if not isinstance(metadata, Mapping):
        yield _spec(line, "`metadata` is not a mapping.")
        return
    version = metadata.get("version")
    if version is not None and not _SEMVER.match(str(version)):
        said = f"`metadata.version` is {version!r}, ClawHub takes versions such as 1.0.0 only."
        yield Fault(_FILE, line, said, Source.CLAWHUB)
    if "openclaw" in metadata:
        yield from openclaw_faults(metadata["openclaw"], _line_of(node, "metadata", "openclaw"))


def _line_of(node: "Node", *keys: str) -> int:
    """The line of a nested key."""
    line = 1
    for key in keys:
        pairs = node.value if isinstance(node.value, list) else []
        for found, value in (pair for pair in pairs if isinstance(pair, tuple)):
            if found.value == key:
                node, line = value, found.start_mark.line + 2
    return line


def _spec(line: int, message: str) -> Fault:
    return Fault(_FILE, line, message, Source.AGENT_SKILLS)
