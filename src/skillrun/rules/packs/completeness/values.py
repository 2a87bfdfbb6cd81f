"""CMP007 placeholder-value."""

import ast
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from skillrun.rules.comments import line_starts
from skillrun.rules.functions import docstrings
from skillrun.rules.model import Example, Finding, SourceRule, Subject
from skillrun.rules.source import Source

_VALUE = re.compile(
    r"""(?<!\w)(?<!\w-)(?:
        your[-_ ](?:\w+[-_ ]){0,3}(?:secret|key|token|password|passwd|credentials?|dsn)\b(?![-_ ]?\w*\()
      | your[-_](?:\w+[-_]){0,4}here\b
      | your[-_](?:domain|project|app|company|username|host|database|bucket|email)\b(?:[-_.]\w+)*
      | your(?:domain|site|company|project|app|email|name|server)\.(?:com|org|net|io|dev|ru)\b
      | (?:sk|pk|rk|whsec|ghp)_(?:(?:test|live)_)?x{3,}\b
      | change[-_ ]?me\b | changeit\b | change[-_]this\b
      | replace[-_ ]?me\b | replace[-_](?:with|this)[-_]\w+
      | insert[-_](?:\w+[-_]){0,4}here\b
      | (?:secret|api)[-_]?key[-_]here\b | (?:password|token)[-_]here\b
      | lorem\ ipsum\b
      | foo@bar\b
    )
    | <\s*(?:insert|your|replace|enter|fill\ in|change|add)[\s_-][^<>\n]{1,60}>
    | \[\s*(?:insert|your|replace\ with|fill\ in)[\s_-][^\[\]\n]{1,60}\](?!\()
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OWN = ("domain.", "site.", "company.", "project.", "app.", "email.", "name.", "server.")
# One of these is in all that the expression finds outside brackets: a word, and how it may go on.
_SIGNS = {
    "your": ("-", "_", " ", *_OWN),
    "_xxx": ("",),
    "change": ("me", "-me", "_me", " me", "it", "-this", "_this"),
    "replace": ("me", "-", "_", " me"),
    "-here": ("",),
    "_here": ("",),
    "lorem ipsum": ("",),
    "foo@bar": ("",),
}
_BRACKETED = tuple(
    re.compile(rf"{bracket}\s*(?:insert|your|replace|enter|fill in|change|add)")
    for bracket in ("<", r"\[")
)
# Words that a program says to its user about placeholders are no placeholders.
_WORDED = re.compile(r"placeholder|help_text|example|sample|description|verbose_name|label")
_QUESTIONS = frozenset({"count", "endswith", "find", "index", "startswith"})
_REFUSED = re.compile(
    r"(?i)insecure|weak|forbidden|placeholder|banned|disallow|unsafe|blocked|reject|refuse|denied|invalid"
)
_CREDENTIAL = re.compile(r"key|secret|token|passw|credential|dsn", re.IGNORECASE)
_EXAMPLE_FILE = re.compile(
    r"(?:^|[._-])(?:dist|example|lorem|min|sample|stories|template|test|tests)(?:[._-]|$)"
)
# What a script tells its user; what it writes to a file is a value.
_SAID = re.compile(r"\s*(?:echo|printf)\s[^>]*$|[^=]*\busage:", re.IGNORECASE)
_LANGUAGES = frozenset(
    {"python", "toml", "yaml", "json", "jsonc", "dockerfile", "nginx", "ini", "env", "shell"}
    | {"javascript", "html"}
)


class PlaceholderValue(SourceRule):
    """A value that someone else was to fill in."""

    code = "CMP007"
    name = "placeholder-value"
    early = True
    directive = (
        "No placeholder values in shipped code: no `your-secret-key`, `changeme`, `<INSERT …>`, "
        "`lorem ipsum` or `foo@bar`. What differs per environment is read from it; examples live in "
        "`.env.example` and tests."
    )
    decisions = (
        "Names of files that say example, sample, template or test are left alone, as are the "
        "workflows of continuous integration, docs, "
        "comments and docstrings, values that are compared (code that refuses `changeme`), and "
        "what a form shows its user (`placeholder`, `help_text`, `label`). "
        "In prose the words are ordinary: `Your password` in a sentence is no value."
    )
    bad = Example('SECRET_KEY = "your-secret-key"\n', "config/settings.py")
    good = Example("SECRET_KEY=your-secret-key\n", ".env.example")
    languages = _LANGUAGES

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:  # noqa: ARG002
        """Yield each placeholder among the values."""
        if source.is_test or _EXAMPLE_FILE.search(source.name.lower()) or _runs_tests(source.path):
            return
        places = _places(source.lowered)
        if places:
            found = _in_python(source) if source.language == "python" else _in_text(source, places)
            yield from found


def _runs_tests(path: str) -> bool:
    """Whether it says how tests are run elsewhere, where any value does."""
    return path.startswith((".github/", ".gitlab", ".circleci/", "azure-pipelines"))


def _places(lowered: str) -> list[int]:
    """Where a text in small letters may hold a placeholder: a cheap look, for most hold none."""
    spots = {match.start() for pattern in _BRACKETED for match in pattern.finditer(lowered)}
    for word, endings in _SIGNS.items():
        start = lowered.find(word)
        while start >= 0:
            if lowered.startswith(endings, start + len(word)):
                spots.add(start)
            start = lowered.find(word, start + 1)
    return sorted(spots)


def _message(value: str) -> str:
    return f"{value!r} is a placeholder: read the value from the environment or write the real one."


def _in_python(source: Source) -> Iterator[Finding]:
    skipped = {id(docstring) for docstring in docstrings(source)}
    for node in source.of_type(ast.Constant):
        if isinstance(node.value, str) and id(node) not in skipped:
            match = _placeholder(node.value)
            if match and not _is_spoken_of(source, node):
                yield source.at_node(node, _message(match))


def _in_text(source: Source, places: Sequence[int]) -> Iterator[Finding]:
    # Small letters may be more or fewer than the large ones were: lines are what both count alike.
    starts = line_starts(source.lowered)
    inside = {n for c in source.comments if c.own_line for n in range(c.line, c.end_line + 1)}
    for number in sorted({bisect_right(starts, place) for place in places}):
        line = source.lines[number - 1]
        match = _placeholder(line) if source.language != "html" else _visible(line)
        if source.language == "shell" and _SAID.match(line):
            continue
        if match and not _is_compared(line, match) and number not in inside:
            start = line.lower().find(match.lower())
            yield Finding(_message(match), number, start + 1, number, start + 1 + len(match))


def _is_compared(line: str, match: str) -> bool:
    """Whether code refuses the value: `[ "$KEY" = changeme ]`, `key !== "changeme"`."""
    before = line.lower().partition(match.lower())[0]
    return re.search(r"(?:[!=]==?|=~|\[\s+[\"']?\$.*\s=)\s*[*\"'`]*$|\bgrep\b", before) is not None


def _visible(line: str) -> str | None:
    """Templates speak to their reader: there only filler is a placeholder."""
    match = re.search(r"(?i:lorem ipsum|foo@bar)|<INSERT [^<>]+>|\[INSERT [^\]]+\]", line)
    return match[0] if match and "placeholder=" not in line else None


def _placeholder(text: str) -> str | None:
    match = _VALUE.search(text)
    if match is None:
        return None
    spaced = " " in match[0] and match[0].lower().startswith(("your", "change", "replace"))
    return None if spaced and match[0].strip() != text.strip() else match[0]


def _is_spoken_of(source: Source, node: ast.AST) -> bool:
    child = node
    for parent in source.ancestors(node):
        if _frees(parent, child, node):
            return True
        if isinstance(parent, ast.stmt):
            return False
        child = parent
    return False


def _frees(parent: ast.AST, child: ast.AST, node: ast.AST) -> bool:
    """Whether what stands around a value shows that it is spoken of, not used."""
    if isinstance(parent, ast.BinOp):
        return _is_address(parent, node)
    if isinstance(parent, ast.keyword):
        return _WORDED.search(parent.arg or "") is not None
    if isinstance(parent, ast.Dict):
        return _WORDED.search(_key_of(parent, child)) is not None
    if isinstance(parent, ast.Call):
        return _asks(parent, node)
    if isinstance(parent, (ast.Assign, ast.AnnAssign)):
        return child is not node and _names_refused(parent)
    return isinstance(parent, (ast.Compare, ast.Set, ast.match_case, ast.Expr, ast.Raise))


def _asks(call: ast.Call, node: ast.AST) -> bool:
    """Whether it asks for the value: `key.startswith("change-me")`."""
    return (
        isinstance(call.func, ast.Attribute) and call.func.attr in _QUESTIONS and node in call.args
    )


def _names_refused(assignment: ast.Assign | ast.AnnAssign) -> bool:
    """Whether it lists what is not accepted: `INSECURE_KEYS = ("changeme", "secret")`."""
    if not isinstance(assignment.value, (ast.List, ast.Tuple, ast.Call)):
        return False
    targets = assignment.targets if isinstance(assignment, ast.Assign) else [assignment.target]
    names = [target.id for target in targets if isinstance(target, ast.Name)]
    return any(map(_REFUSED.search, names))


def _is_address(joined: ast.BinOp, node: ast.AST) -> bool:
    """Whether an address put together when it runs ends in an example: `BASE + "your-id-here"`."""
    value = str(getattr(node, "value", ""))
    made = joined.right is node and not isinstance(joined.left, ast.Constant)
    return made and _CREDENTIAL.search(value) is None


def _key_of(parent: ast.Dict, child: ast.AST) -> str:
    for key, value in zip(parent.keys, parent.values, strict=True):
        if value is child and isinstance(key, ast.Constant):
            return str(key.value)
    return ""
