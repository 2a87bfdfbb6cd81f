"""STR010 pinned-version."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from skillrun.rules.model import Example, Finding, Subject, TreeRule
from skillrun.rules.source import Source
from skillrun.rules.syntax.dockerfile import instructions

from ..operations.composing import items_of
from ..semantics.commands import Command, commands_of
from ..semantics.scripts import is_pipeline, keyed_nodes, script_commands
from ..semantics.toml import get, line_of, line_of_text, read
from .images import images_of

if TYPE_CHECKING:
    from yaml import Node

_PYTHON = "3.12.12"
_MINOR = "3.12"
_UV_PYTHON = re.compile(r"\bUV_PYTHON[= ][\"']?([^\s\"']+)")
_VERSION = re.compile(r"\d+\.\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class _Pin:
    """What the standard says of one image.

    Attributes:
        name: In a message.
        tags: What is accepted; the first is what to write.
    """

    name: str
    tags: tuple[str, ...]


_PINS = {
    "python": _Pin("Python", ("3.12-slim", "3.12.12-slim")),
    "gcr.io/distroless/python3-debian12": _Pin("The runtime image", ("nonroot", "", "latest")),
    "postgres": _Pin("PostgreSQL", ("16.11",)),
    "redis": _Pin("Redis", ("7.2.7-alpine",)),
    "nginx": _Pin("Nginx", ("stable-alpine",)),
}
_DISTROLESS = re.compile(
    r"gcr\.io/distroless/(?:python3|python\d.*|python3-debian\d+)(?:-debian\d+)?$"
)


class PinnedVersion(TreeRule):
    """A version that is not the standard's."""

    code = "STR010"
    name = "pinned-version"
    directive = (
        "Python is 3.12 (image `python:3.12-slim`, runtime `gcr.io/distroless/python3-debian12`), "
        "PostgreSQL `postgres:16.11`, Redis `redis:7.2.7-alpine`, Nginx `nginx:stable-alpine`."
    )
    decisions = (
        "Read in Dockerfiles (`ARG`s filled in), compose files (anchors followed, defaults of variables "
        "filled in), `requires-python`, `.python-version`, `runtime.txt`, the interpreters that listed `uv` commands and those of Dockerfiles ask for, "
        "and the images and `python-version` of continuous integration, where a list needs the right one among others. "
        "`3.12.12-slim`, digests, and the distroless tags `nonroot` and `latest` are the same image; "
        "`debug` has a shell and is not. `requires-python` may have any upper bound that lets 3.12.12 in, and nothing "
        "older than 3.12. Other images are the business of OPS002 and OPS007. A tag that only the "
        "environment knows is not judged."
    )
    bad = Example("services:\n  db:\n    image: postgres:15\n", "docker-compose.yml")
    good = Example("services:\n  db:\n    image: postgres:16.11\n", "docker-compose.yml")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield each other version."""
        for source in subject.files.values():
            for finding in _of_source(source):
                yield replace(finding, path=source.path)
        for command in subject.once(commands_of):
            yield from _of_command(command)


def _of_source(source: Source) -> Iterator[Finding]:
    if source.name == "pyproject.toml":
        yield from _of_pyproject(source)
    elif source.name in {".python-version", "runtime.txt"}:
        yield from _of_version_file(source)
    else:
        yield from _of_images(source)
        yield from _of_scripts(source)


def _of_images(source: Source) -> Iterator[Finding]:
    for found in images_of(source):
        pin = _PINS.get(found.repository)
        if pin and found.tag not in pin.tags:
            right = f"{found.repository}:{pin.tags[0]}"
            yield Finding(
                f"{pin.name} is pinned: write `{right}` instead of `{found.spelled}`.", found.line
            )
        elif not pin and _DISTROLESS.match(found.repository):
            right = "gcr.io/distroless/python3-debian12"
            yield Finding(f"The runtime image is `{right}`, not `{found.spelled}`.", found.line)


def _of_scripts(source: Source) -> Iterator[Finding]:
    """Interpreters that a Dockerfile or a pipeline asks for."""
    if source.language == "dockerfile" and ("uv " in source.text or "UV_PYTHON" in source.text):
        for line, words in script_commands(source):
            yield from _wrong(_requests(words), source, line)
        for instruction in instructions(source.text):
            if instruction.name in {"ENV", "ARG"}:
                yield from _wrong(_UV_PYTHON.findall(instruction.text), source, instruction.line)
    elif is_pipeline(source.path) and "python-version" in source.text:
        yield from _of_pipeline(source)


def _of_pipeline(source: Source) -> Iterator[Finding]:
    keyed = list(keyed_nodes(source.text))
    # Who tests with several versions is asked for the right one among them.
    matrices = [_versions(keyed_nodes(node)) for key, node in keyed if key == "matrix"]
    inside = {id(node) for matrix in matrices for node in matrix}
    alone = [[node] for node in _versions(keyed) if id(node) not in inside]
    for nodes in (*matrices, *alone):
        asked = [(text, node) for node in nodes for text in _texts(node)]
        if asked and all(_VERSION.fullmatch(text) and not _is_pinned(text) for text, _ in asked):
            text, node = asked[0]
            yield from _wrong([text], source, node.start_mark.line + 1)


def _versions(keyed: "Iterable[tuple[str, Node]]") -> "list[Node]":
    return [node for key, node in keyed if key == "python-version"]


def _texts(node: "Node") -> list[str]:
    return [text for text, _ in items_of(node)]


def _wrong(requests: Sequence[str], source: Source, start: int) -> Iterator[Finding]:
    for request in requests:
        if "/" not in request and "$" not in request and not _is_pinned(request):
            line = line_of_text(source.text, request, start)
            yield Finding(_message(request), line)


def _message(request: str) -> str:
    return f"Python is {_MINOR}: write `{_MINOR}` instead of `{request}`."


def _of_pyproject(source: Source) -> Iterator[Finding]:
    data = read(source.text)
    for path in (("project", "requires-python"), ("tool", "poetry", "dependencies", "python")):
        wanted = get(data, path)
        if isinstance(wanted, str) and not _allows(wanted):
            message = (
                f'Python is {_MINOR}: write `requires-python = ">={_MINOR}"` instead of `{wanted}`.'
            )
            yield Finding(message, line_of(source.text, path))


def _allows(specifiers: str) -> bool:
    """Whether a range lets the pinned Python in and nothing older than its minor version."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    # Poetry's caret is no standard specifier.
    text = re.sub(r"\^\s*(\d+)\.(\d+)(?:\.\d+)?", r">=\1.\2", specifiers)
    try:
        allowed = SpecifierSet(text)
    except InvalidSpecifier:
        return True
    older = ("2.7.18", *(f"3.{minor}.{patch}" for minor in range(6, 12) for patch in (0, 9, 20)))
    return allowed.contains(_PYTHON) and not any(allowed.contains(version) for version in older)


def _of_version_file(source: Source) -> Iterator[Finding]:
    for number, line in enumerate(source.lines, 1):
        text = line.split("#", 1)[0].strip()
        if text:
            # Heroku's file is no other tool's only where it says `python-`.
            is_request = source.name == ".python-version" or text.startswith("python-")
            if is_request and not _is_pinned(text):
                yield Finding(_message(text), number)
            return


def _is_pinned(request: str) -> bool:
    """Whether a request for an interpreter (`3.12`, `cpython-3.12.12-linux`) names the pinned one."""
    match = re.search(r"\d+(?:\.\d+)*", request)
    if match is None:
        return True
    return match[0] in {_MINOR, _PYTHON}


def _of_command(command: Command) -> Iterator[Finding]:
    for request in _requests(command.argv):
        if "/" not in request and not _is_pinned(request):
            yield command.finding(_message(request))


def _requests(argv: tuple[str, ...]) -> list[str]:
    """The interpreters that a command of uv asks for."""
    if argv[:1] != ("uv",):
        return []
    requests = [b for a, b in pairwise(argv) if a in {"--python", "-p"}]
    requests += [word.split("=", 1)[1] for word in argv if word.startswith("--python=")]
    if argv[1:3] in {("python", "pin"), ("python", "install")}:
        requests += [word for word in argv[3:] if not word.startswith("-")]
    return requests
