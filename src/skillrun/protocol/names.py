"""The name of a file: the line above its block in every form that models write."""

import re
from typing import NamedTuple

from skillrun.protocol.answer import NameForm
from skillrun.protocol.lines import visible

_BARE_NAMES = frozenset(
    [
        "brewfile",
        "caddyfile",
        "codeowners",
        "containerfile",
        "dockerfile",
        "gemfile",
        "jenkinsfile",
        "justfile",
        "license",
        "makefile",
        "notice",
        "pipfile",
        "procfile",
        "rakefile",
        "readme",
        "vagrantfile",
    ]
)
_SEGMENT = re.compile(r"[^\s`*<>|\"?:,;!()]*[^\s`*<>|\"?:,;!()./]")
_EXTENSION = re.compile(r"[^/]+\.[A-Za-z][A-Za-z0-9_-]{0,11}")
_DOTFILE = re.compile(r"\.[A-Za-z][\w.-]*")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_ESCAPE = re.compile(r"\\([_*.\-~\[\]()#+!])")

_LABEL = (
    r"(?:new\s+|updated?\s+|modified\s+|create\s+|нов(?:ый|ого)\s+|изм[её]н[её]нный\s+|обновл[её]нный\s+)?"
    r"(?:file(?:[ _-]?(?:name|path))?|path|файл|имя\s+файла|путь(?:\s+к\s+файлу)?)\s*(?:[№#]?\s*\d{1,3})?\s*[:：]\s*"
)
_DECORATED = re.compile(
    r"(?P<quote>(?:>\s?)*+)(?P<heading>\#{1,6}\s*)?(?P<list>(?:[-*+•]|\(?\d{1,3}(?:\.\d{1,3})*+[.)])\s+)*+"
    rf"(?P<sign>(?:[\u2190-\u2bff\U0001f000-\U0001faff]\ufe0f?)+\s*)?(?P<label>{_LABEL})?(?P<rest>.+)",
    re.IGNORECASE,
)
_TICKED = re.compile(r"(?P<ticks>`+)(?P<name>[^`]+)(?P=ticks)(?P<tail>.*)")
_BARE = re.compile(r"[\"'«]?(?P<name>[^\s`\"'«»]+?)[\"'»]?(?P<tail>:?\s*(?:\([^()]*\))?:?)")
_TAIL = re.compile(r"\s*:?\s*(?:\([^()]*\)\s*:?|\[[^\]]*\]\s*:?|[—–-]+\s.*)?")
# Nothing in it to clean: the common case by far.
_PLAIN = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*/)*[A-Za-z0-9_-][A-Za-z0-9_.-]*")
_COMMENT = re.compile(
    rf"\s*(?:\#|//|--|;|/\*+|<!--|\{{\#|\"\"\")\s*(?:{_LABEL})?`?(?P<name>[^\s`]+?)`?"
    r"\s*(?:\*/|-->|\#\}|\"\"\")?\s*",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"(?:title|file(?:_?name|_?path)?|path|name)\s*[=:]\s*[\"']?(?P<name>[^\s\"'{}]+)",
    re.IGNORECASE,
)
# What a name may be wrapped in: HTML, and a link to itself.
_TAGS = re.compile(r"</?(?:details|summary|code|strong|b|h[1-6]|p)>", re.IGNORECASE)
_FILE_TAG = re.compile(
    r"<file\b[^>]*\s(?:path|name)=[\"'](?P<name>[^\"'<>]+)[\"'][^>]*>", re.IGNORECASE
)
_FRAMED = re.compile(
    r"(?://++|-{2,}+|={2,}+|<!--)\s*+(?P<rest>[^\s\-=<]\S*?)(?:\s*+(?:-{2,}+>?|={2,}+))?"
)
# A link that says one name and leads to another names none.
_LINK = re.compile(
    r"\[(?P<words>(?P<tick>`?)(?P<name>[^\[\]`]+)(?P=tick))\]\((?:\./|/)?(?P=name)\)"
)
_CODE_SPAN = re.compile(r"`([^`]+)`")


class Name(NamedTuple):
    """A file's name in an answer.

    Attributes:
        path: The name made comparable.
        spelled: The name as written.
        form: How it was written.
        line: 1-based line in the part.
    """

    path: str
    spelled: str
    form: NameForm
    line: int

    @classmethod
    def of(cls, spelled: str, form: NameForm, line: int) -> "Name":
        """Make a name of what was written."""
        return cls(clean_path(spelled), spelled.strip(), form, line)


def clean_path(spelled: str) -> str:
    """Make a name comparable: no invisible characters and escapes, forward slashes, no `./`.

    What makes a name unsafe (a leading `/`, `..`, a drive) is kept for the rules to judge.
    """
    if _PLAIN.fullmatch(spelled):
        return spelled
    path = visible(unescaped(spelled)).strip().replace("\\", "/")
    parts = path.split("/")
    kept = "/".join(part for part in parts if part not in {"", "."})
    return f"/{kept}" if path.startswith("/") else kept


def unescaped(spelled: str) -> str:
    r"""Take Markdown's escapes out of a name; a backslash that separates folders stays.

    `apps/\_\_init\_\_.py` is escaped; in `apps\__init__.py` the backslash separates.
    """
    if "\\" not in spelled or _ESCAPE.sub("", spelled).count("\\"):
        return spelled
    plain = _ESCAPE.sub(r"\1", spelled)
    whole = spelled.count("_") == spelled.count("\\_")
    separates = "/" not in spelled and not spelled.startswith("\\") and spelled.count("\\") == 1
    return plain if whole and not separates else spelled


def looks_like_file(name: str) -> bool:
    """Whether a word can be nothing but a file's name: by its extension or as a well-known one."""
    path = clean_path(name)
    if "://" in name or name.endswith(("/", "\\")) or not _is_path(path):
        return False
    last = path.rpartition("/")[2]
    return bool(
        last.lower() in _BARE_NAMES or _EXTENSION.fullmatch(last) or _DOTFILE.fullmatch(last)
    )


def _is_path(path: str) -> bool:
    return _SEGMENT.fullmatch(_DRIVE.sub("", path)) is not None


def is_standard(line: str) -> str | None:
    """Read a line that is nothing but a name in backticks; returns what is between them."""
    text = line.strip()
    if len(text) > 2 and text[0] == text[-1] == "`" and "`" not in text[1:-1]:
        return text[1:-1].strip() or None
    return None


def read_name(line: str, number: int) -> Name | None:
    """Read a line as a file's name.

    Args:
        line: The line, trimmed.
        number: Its 1-based number in the part.

    Returns:
        The name, or None where the line is something else.
    """
    standard = is_standard(line)
    if standard is not None:
        if standard.endswith(":") and looks_like_file(standard[:-1]):
            return Name.of(standard[:-1], NameForm.LABEL, number)
        # Between backticks a name may hold spaces, if nothing else speaks against it.
        plausible = " " not in standard or looks_like_file(standard.replace(" ", "_"))
        return Name.of(standard, NameForm.STANDARD, number) if plausible else None
    bare = _unwrapped(line)
    decorated = _DECORATED.fullmatch(bare)
    if decorated is None:
        return None
    name = _decorated_name(decorated, number)
    wrapped = name is not None and bare != line and name.form is NameForm.PLAIN
    return name._replace(form=NameForm.LABEL) if name and wrapped else name


def _unwrapped(line: str) -> str:
    """Take off a line what only frames it: tags of HTML, targets of links, marks of comments."""
    if line[0] in "/-=<" and (framed := _FRAMED.fullmatch(line) or _FILE_TAG.fullmatch(line)):
        return framed[1]
    bare = _TAGS.sub("", line).strip() if "</" in line else line
    return _LINK.sub(r"\g<words>", bare) if "](" in bare else bare


def _decorated_name(decorated: re.Match[str], number: int) -> Name | None:
    rest = decorated["rest"]
    form = _decoration(decorated)
    if rest.startswith("*"):
        form, rest = form or NameForm.BOLD, rest.replace("**", "").strip("*")
    label = re.match(_LABEL, rest, re.IGNORECASE)
    if label:
        form = NameForm.LABEL if form in {None, NameForm.BOLD} else form
        rest = rest[label.end() :]
    named = _core(rest.strip())
    if named is None:
        return None
    return Name.of(named[0], form or named[1], number)


def _decoration(decorated: re.Match[str]) -> NameForm | None:
    if decorated["heading"]:
        return NameForm.HEADING
    if decorated["list"]:
        return NameForm.LIST
    return NameForm.LABEL if decorated["label"] or decorated["quote"] or decorated["sign"] else None


def _core(text: str) -> tuple[str, NameForm] | None:
    ticked = _TICKED.fullmatch(text)
    if ticked:
        usable = looks_like_file(ticked["name"]) and _TAIL.fullmatch(ticked["tail"])
        return (ticked["name"], NameForm.LABEL) if usable else None
    bare = _BARE.fullmatch(text)
    if bare and looks_like_file(bare["name"]):
        return bare["name"], NameForm.PLAIN
    return None


def name_in_info(info: str, number: int) -> Name | None:
    """Read a file's name in an info string: `python title="a.py"`, `python:a.py`, `a.py`."""
    attribute = _ATTRIBUTE.search(info)
    words = [attribute["name"]] if attribute else info.split()
    for word in words:
        spelled = word if attribute or _DRIVE.match(word) else word.rpartition(":")[2]
        path_like = "/" in spelled or "." in spelled or spelled != word
        if path_like and looks_like_file(spelled):
            return Name.of(spelled, NameForm.INFO, number)
    return None


def name_in_comment(content: str, number: int) -> Name | None:
    """Read a file's name in a comment that is the first line of its content."""
    comment = _COMMENT.fullmatch(content[: content.find("\n")])
    if comment and looks_like_file(comment["name"]):
        return Name.of(comment["name"], NameForm.COMMENT, number)
    return None


def name_in_prose(line: str, number: int) -> Name | None:
    """Read the one file that a sentence right above a block speaks of."""
    spans = [span for span in _CODE_SPAN.findall(line) if looks_like_file(span)]
    return Name.of(spans[0], NameForm.LABEL, number) if len(spans) == 1 else None
