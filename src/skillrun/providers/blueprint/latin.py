"""English names for what a Russian request names: known words in translation, others letter by letter.

Code is English, so a Cyrillic name can't stay as it is; the answer says what became of it.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache

from skillrun.rules.packaged import builtin_root

_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_PLURAL_ENDS = frozenset("ыиая")
_LETTERS = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "e",
            "zh",
            "z",
            "i",
            "i",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "-",
            "y",
            "-",
            "e",
            "yu",
            "ya",
        ],
        strict=True,
    )
)


def is_cyrillic(text: str) -> bool:
    """Whether a name holds Cyrillic letters."""
    return bool(_CYRILLIC.search(text))


def latin(text: str) -> str:
    """A name in Latin letters, words apart by underscores: `Дата рождения` → `birth_date`.

    Args:
        text: A word, or words with spaces, underscores or capitals between.
    """
    apart = re.sub(r"(?<=[а-яё])(?=[А-ЯЁ])", " ", text)
    spoken = " ".join(re.split(r"[\s_-]+", apart.lower()))
    known = _dictionary()
    if spoken in known:
        return known[spoken]
    return "_".join(known.get(word) or _of_many(word) or _spelled(word) for word in spoken.split())


def _of_many(word: str) -> str:
    """A known word in the plural: `клиенты` → `customers`; empty for others."""
    from skillrun.providers.blueprint.names import plural

    if word[-1:] not in _PLURAL_ENDS:
        return ""
    known = _dictionary()
    singles = (word[:-1] + end for end in ("", "а", "я", "о", "е", "ь", "й"))
    return next((plural(known[single]) for single in singles if single in known), "")


def _spelled(word: str) -> str:
    return "".join(_LETTERS.get(letter, letter) for letter in word).replace("-", "")


@cache
def _dictionary() -> Mapping[str, str]:
    path = builtin_root() / "skill" / "blueprint" / "russian.toml"
    return {
        spoken: english
        for english, forms in tomllib.loads(path.read_text(encoding="utf-8"))["words"].items()
        for spoken in forms
    }
