"""English names for what a Russian request names: known words in translation, others letter by letter.

Code is English, so a Cyrillic name can't stay as it is; the answer says what became of it.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache

from skillrun.rules.packaged import builtin_root

_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
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
    return "_".join(known.get(word) or _spelled(word) for word in spoken.split())


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
