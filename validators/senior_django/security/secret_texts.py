"""Secrets in configuration: YAML, TOML, Dockerfiles, shell, ini and env files."""

import re
from collections.abc import Iterator

from skillrun.rules.source import Source

from .secret_code import Found
from .secret_names import is_secret, kind_of, shape_of

_READ = frozenset({"yaml", "toml", "dockerfile", "shell", "ini", "env", "nginx", "json", "html"})
_PAIRED = frozenset({"yaml", "toml", "dockerfile", "shell", "ini", "env", "json"})
# `KEY: value`, `KEY=value`, `- KEY=value`, `"key" = "value"`.
_PAIR = re.compile(
    r"""(?:^|[\s\[{,;"'-])["']?(?P<name>[A-Za-z_][\w.-]*)["']?[ \t]*(?P<sign>[:=])[ \t]*
    (?P<quote>["']?)(?P<value>(?<=["'])[^"'\n]*|[^\s"'\#,}\]]+)(?P=quote)(?=[ \t]*(?:[,}\]\#;\\"']|\s|$))""",
    re.VERBOSE | re.MULTILINE,
)
# Where a command is given a key that nothing is signed with, for `collectstatic` and the like.
_COMMANDS = frozenset({"dockerfile", "shell"})
_LOCKS = frozenset(
    {"uv.lock", "poetry.lock", "Pipfile.lock", "package-lock.json", "pnpm-lock.yaml"}
)
# `ENV SECRET_KEY value`, the old form.
_SPACED = re.compile(r"^[ \t]*ENV[ \t]+(?P<name>\w+)[ \t]+(?P<value>[^\s=]+)[ \t]*$", re.MULTILINE)
# `${SECRET_KEY:-value}`: the value is what holds where nothing is given.
_FALLBACK = re.compile(r"\$\{(?P<name>[A-Za-z_]\w*):?[-=](?P<value>[^${}\n]+)\}")
# `--requirepass value`, `["--password", "value"]`; what `--disabled-password` stands before is no value.
_FLAG = re.compile(
    r"""--(?!(?:disabled?|no|without|ask|prompt|skip|allow|require|show|hide)-)(?P<name>[a-z][\w-]*)["']?,?[ \t]+["']?(?P<value>[^\s"',\]#-][^\s"',\]]*)"""
)
# A variable of a container: its name and value stand in lines of their own.
_NAMED = re.compile(
    r"""\bname:[ \t]*["']?(?P<name>[A-Z][A-Z0-9_]+)["']?[ \t]*\n[ \t]*value:[ \t]*(?P<quote>["']?)(?P<value>[^\s"']+)(?P=quote)"""
)
# The line of a server's configuration.
_LINE = re.compile(
    r"^(?P<name>requirepass|masterauth)[ \t]+[\"']?(?P<value>[^\s\"']+)", re.MULTILINE
)
_INSTRUCTION = re.compile(r"^[ \t]*([A-Z]{3,})[ \t]", re.MULTILINE)
_MEMBER = re.compile(r'"(?P<name>\w+)"\s*:\s*"(?P<value>[^"\n]*\d[^"\n]*)"')
_HEADER = re.compile(r"^\[+(?P<name>[^\]\n]+)\]", re.MULTILINE)
# The languages in which a pattern means what it says; all that are read unless named.
_WHERE = {_SPACED: {"dockerfile"}, _NAMED: {"yaml"}, _FLAG: {*_COMMANDS, "yaml"}, _LINE: {"ini"}}
_PATTERNS = (_PAIR, _SPACED, _FALLBACK, _FLAG, _NAMED, _LINE)


def in_configuration(source: Source) -> Iterator[Found]:
    """Yield the secrets of a file that is not Python, with what each is called."""
    if source.language not in _READ or source.name in _LOCKS or _is_api_description(source):
        return
    comments = {line: c.column for c in source.comments for line in range(c.line, c.end_line + 1)}
    for what, start, end in (*_pairs(source), *_shapes(source)):
        finding = source.at_span(start, end, "")
        begins = comments.get(finding.line)
        in_comment = begins is not None and begins <= finding.column
        if not in_comment and not _is_of_tests(source, start):
            yield what, finding


def _pairs(source: Source) -> Iterator[tuple[str, int, int]]:
    if source.language not in _PAIRED:
        return
    # Without a digit a value of JSON is a text of the page: `"password": "Passwort"`.
    patterns = (_MEMBER,) if source.language == "json" else _PATTERNS
    for match in (m for pattern in patterns for m in pattern.finditer(source.text)):
        name, value = match["name"].rsplit(".", 1)[-1], match["value"]
        kind = kind_of(name)
        if kind and _is_for_one_command(kind, match, source):
            kind = "build"
        if kind and is_secret(name, kind, value) and _is_given(match, source):
            yield f"The value of `{name}`", match.start("value"), match.end("value")


def _is_for_one_command(kind: str, match: re.Match[str], source: Source) -> bool:
    """Whether a value is there so that a command runs at all: `RUN SECRET_KEY=unused … collectstatic`."""
    if source.language == "dockerfile":
        before = _INSTRUCTION.findall(source.text, 0, match.start("name"))
        return kind == "django" or before[-1:] == ["RUN"]
    return kind == "django" and source.language in _COMMANDS


def _is_given(match: re.Match[str], source: Source) -> bool:
    """Whether the sign between name and value gives a value in this language."""
    if match.re is not _PAIR:
        return source.language in _WHERE.get(match.re, _PAIRED)
    # `${PASSWORD:?it is missing}` has no value to fall back on.
    if source.text.endswith("${", 0, match.start("name")):
        return False
    if match["sign"] == ":":
        return source.language == "yaml"
    # An unquoted bracket in a command is a call, a subshell or a look-up.
    is_call = "(" in match["value"] or "[" in match["value"]
    return not is_call or bool(match["quote"]) or source.language not in _COMMANDS


def _shapes(source: Source) -> Iterator[tuple[str, int, int]]:
    for number, line in enumerate(source.lines):
        shape = shape_of(line)
        if shape is not None:
            start = source.line_starts[number]
            yield shape[0].capitalize(), start + shape[1], start + shape[2]


def _is_api_description(source: Source) -> bool:
    """Whether a file describes an interface, whose values are examples."""
    return bool(re.match(r"[\s{#]*[\"']?(?:openapi|swagger)[\"']?\s*:", source.text))


def _is_of_tests(source: Source, offset: int) -> bool:
    """Whether a place stands in the section of a test runner: `[tool.pytest.ini_options]`."""
    if source.language not in {"toml", "ini"}:
        return False
    headers = [match for match in _HEADER.finditer(source.text) if match.start() <= offset]
    return bool(headers) and "test" in headers[-1]["name"]
