"""STY005 not-english."""

import ast
import re
import tokenize
import unicodedata
from collections.abc import Iterator
from functools import cache

from skillrun.rules.comments import runs
from skillrun.rules.functions import docstrings
from skillrun.rules.model import Example, Finding, SourceRule, Subject
from skillrun.rules.source import Source

_WORD = re.compile(r"[^\W\d_]+")
# What a sentence quotes is data: `the button "Оплатить"`.
_QUOTED = re.compile(
    r"`[^`\n]*`|\"[^\"\n]*\"|(?<!\w)'[^'\n]*'(?!\w)|“[^”\n]*”|«[^»\n]*»|^\s*>>> .*$", re.M
)
# The quotes of a docstring enclose prose: they quote nothing.
_TRIPLE = re.compile(r"\"{3}|'{3}")
# Every letter of another script is here; most files with an accent or a dash are not looked at further.
_SUSPECT = re.compile(
    "[\u0370-\u1dff\u1f00-\u1fff\u2c00-\ud7ff\uf900-\ufdff\ufe70-\ufefe\uff66-\uffdc\U00010000-\U0001d3ff\U0001e000-\U0001efff\U00020000-\U0003ffff]"
)
# Words that only a sentence in English has.
_ENGLISH = re.compile(
    r"\b(?:the|an|of|is|are|was|be|to|with|in|and|or|for|from|by|not|no|must|this|that|as|on|it|has"
    r"|have|when|if|which|would|should|will|e\.g)\b",
    re.IGNORECASE,
)
_OF_BROWSERS = frozenset({"javascript", "css", "scss"})
_VENDORS = frozenset(
    {"vendor", "vendors", "lib", "libs", "node_modules", "third_party", "third-party", "thirdparty"}
    | {"plugins", "dist", "build", "bower_components", "ckeditor", "tinymce", "ueditor"}
    | {"adminlte", "layui", "locale", "locales", "i18n", "lang", "langs"}
)
# `bootstrap4-datetimepicker`, `jquery-ui`, `codemirror-5.65`.
_LIBRARIES = (
    *("bootstrap", "jquery", "select2", "font-awesome", "fontawesome", "codemirror", "leaflet"),
    *("moment", "flatpickr", "highlight", "datatables", "swagger-ui", "redoc", "summernote"),
)
_BUILT = re.compile(
    r"(?:[.-](?:min|bundle|pack|slim)\b|^(?:locales?|i18n|lang(?:uage)?s?)\."
    r"|^(?:jquery|bootstrap|select2|vue|react|moment|chart)[.\-])"
)
_LICENCE = re.compile(
    r"/\*!|licen[sc]e|copyright|\(c\)|@author|@version|\bv\d+\.\d+", re.IGNORECASE
)
_HEAD = 1_000
# Notes to translators are in the translators' language.
_TRANSLATIONS = (".po", ".pot")


class NotEnglish(SourceRule):
    """Words of another script in a comment, a docstring or a name."""

    code = "STY005"
    name = "not-english"
    early = True
    directive = (
        "Write comments, docstrings and names in English, in files of every kind. Texts for users may be in "
        "any language."
    )
    decisions = (
        "The script decides: two letters of Cyrillic or any other script than Latin make a word foreign; "
        "single letters are symbols. What is quoted (in quotes, backticks or after `>>>`) is data, and so is a "
        "foreign word or two in a sentence that is English otherwise (`a name such as 감자깡`). Strings that "
        "are no docstring are never looked at. One violation a block of comments, a docstring, and a name in "
        "a file. Free are translation files, texts for readers, and scripts and styles of the browser that "
        "are other people's: minified, with a licence at their head, or in a folder such as `vendor`."
    )
    bad = Example(
        'def pay(amount: int) -> None:\n    """Оплатить сумму.\n\n    Args:\n        amount: Сумма.\n    """\n'
    )
    good = Example(
        'from django.db import models\n\nLABEL = models.CharField("Сумма")  # The label reads "Сумма".\n'
    )

    languages = frozenset(
        {"python", "toml", "yaml", "dockerfile", "nginx", "shell", "ini", "env", "sql", "html"}
        | _OF_BROWSERS
    )

    def check(self, source: Source, subject: Subject) -> Iterator[Finding]:  # noqa: ARG002
        """Yield foreign comments in any language of file, and docstrings and names of Python."""
        text = source.text
        if text.isascii() or not _SUSPECT.search(text) or _is_free(source):
            return
        for run in runs(source.comments):
            comment = next((c for c in run if _foreign_prose(c.body)), None)
            if comment is not None:
                message = (
                    f"The comment is not in English ({_shown(comment.body)}): write it in English."
                )
                yield source.at_comment(comment, message)
        for docstring in docstrings(source):
            yield from _of_docstring(docstring, source)
        yield from _of_names(source)


def _is_free(source: Source) -> bool:
    if source.language in _OF_BROWSERS and _is_vendored(source):
        return True
    is_page = source.language == "html" and "templates" not in source.path.split("/")
    return is_page or source.path.endswith(_TRANSLATIONS)


def _is_vendored(source: Source) -> bool:
    """Whether a script or a style sheet comes from other people."""
    *folders, name = source.path.lower().split("/")
    if not _VENDORS.isdisjoint(folders) or _BUILT.search(name):
        return True
    if any(folder.startswith(_LIBRARIES) for folder in folders):
        return True
    return _LICENCE.search(source.text, 0, _HEAD) is not None


def _of_docstring(docstring: ast.Constant, source: Source) -> Iterator[Finding]:
    last = docstring.end_lineno or docstring.lineno
    for line in range(docstring.lineno, last + 1):
        text = source.lines[line - 1]
        said = str(docstring.value) if last == docstring.lineno else text
        if _foreign_prose(said):
            start = len(text) - len(text.lstrip()) + 1
            message = f"The docstring is not in English ({_shown(said)}): write it in English."
            yield Finding(message, line, start, line, len(text) + 1)
            return


def _of_names(source: Source) -> Iterator[Finding]:
    if source.language != "python":
        return
    seen: set[str] = set()
    for token in source.tokens:
        if token.type != tokenize.NAME or token.string.isascii() or token.string in seen:
            continue
        if any(map(_is_foreign, token.string)):
            seen.add(token.string)
            message = (
                f"The name `{token.string}` is not English: write it in Latin letters, in English."
            )
            (line, column), (end_line, end_column) = token.start, token.end
            yield Finding(message, line, column + 1, end_line, end_column + 1)


def _foreign_prose(text: str) -> bool:
    """Whether a line of prose holds foreign words that it neither quotes nor merely mentions."""
    if not _SUSPECT.search(text):
        return False
    plain = _QUOTED.sub(" ", _TRIPLE.sub("", text))
    foreign = _foreign_words(plain)
    first = _WORD.search(plain)
    if not foreign or first is None:
        return False
    english = len(_ENGLISH.findall(plain))
    return first[0] == foreign[0] or english < 2 or len(foreign) > english


def _foreign_words(text: str) -> list[str]:
    words = (word for word in _WORD.findall(text) if not word.isascii())
    return [word for word in words if sum(map(_is_foreign, word)) > 1]


def _is_foreign(letter: str) -> bool:
    if letter.isascii():
        return False
    return letter.isalpha() and not _script(letter).startswith(_LATIN)


@cache
def _script(letter: str) -> str:
    return unicodedata.name(letter, "")


# Letters that belong to Latin text, to mathematics and to units.
_LATIN = (
    "LATIN",
    "FULLWIDTH LATIN",
    "MATHEMATICAL",
    "DOUBLE-STRUCK",
    "SCRIPT",
    "BLACK-LETTER",
    "MICRO SIGN",
    "OHM SIGN",
    "KELVIN SIGN",
    "ANGSTROM SIGN",
    "FEMININE ORDINAL",
    "MASCULINE ORDINAL",
    "MODIFIER LETTER",
    "SUPERSCRIPT",
    "SUBSCRIPT",
    "PLANCK",
    "INFORMATION SOURCE",
    "ALEF SYMBOL",
)


def _shown(text: str) -> str:
    """The first foreign word, for a message."""
    words = _foreign_words(_QUOTED.sub(" ", text)) or _foreign_words(text)
    return f"`{words[0]}`" if words else "another script"
