"""What common words mean: those of every request, which name nothing, and Russian ones in English code."""

from functools import cache
from typing import Any

from skillrun.project.dictionary import THINGS

# These are said of any project: alone and in plain words they name no model and no app.
OF_EVERY_REQUEST = frozenset(
    """
    access action add admin aggregate all annotation api app apps application async auth authentication
    authorization base basic block bug cache change check choice class code command common config
    configuration constraint core count create data database date datum decimal default delete dependency
    detail django docker docstring endpoint entry error exception field file filter fix form format function
    get header id import index info input instance integer item key layer limit line link list log logic
    main make manager media mention meta method middleware migration mixin mode model module move name new
    number object option order_by output package page pagination parameter patch path permission post
    project property put query read record relation remove rename request response rest result route router
    rule run schema script search selector serializer service set setting signal site sort source static
    status step string system table task_queue template test text throttle time timestamp tool type unit
    update url use utc util validation validator value version view viewset web worker write
    """.split()  # noqa: SIM905 - a list of this length reads better as a text
)
RUSSIAN_OF_EVERY_REQUEST = frozenset(
    {
        "верс",
        "дат",
        "действ",
        "ключ",
        "номер",
        "пол",
        "спис",
        "списк",
        "страниц",
        "файл",
        "элемент",
        "язык",
    }
)
OF_APPS = frozenset({"app", "application", "приложен", "приложенк", "модул"})
OF_ENDPOINTS = frozenset(
    {
        "endpoint",
        "handler",
        "page",
        "route",
        "url",
        "view",
        "маршрут",
        "представлен",
        "ручк",
        "страниц",
        "эндпоинт",
    }
)


@cache
def meanings() -> dict[str, frozenset[str]]:
    """What models and apps are named for: English words by the stem of the Russian one."""
    return english_of(THINGS)


def english_of(entries: str) -> dict[str, frozenset[str]]:
    """Read entries of the dictionary: English words by the stem of the Russian one."""
    found: dict[str, frozenset[str]] = {}
    for entry in entries.split(";"):
        russian, *english = entry.split()
        stem = stem_of(russian)
        found[stem] = found.get(stem, frozenset()) | frozenset(english)
    return found


def stem_of(word: str, language: str = "russian") -> str:
    """The stem of a word, the same for all its forms."""
    stemmed: str = _stemmer(language).stemWord(word.lower().replace("ё", "е"))
    return stemmed


@cache
def _stemmer(language: str) -> Any:  # noqa: ANN401 - the package has no types
    # The package imports the stemmers of all languages: only a word is worth the time.
    import snowballstemmer  # type: ignore[import-untyped]

    return snowballstemmer.stemmer(language)
