"""The words of requests: stems, what a Russian word is called in code, and what asks for what."""

import re
from collections.abc import Iterable
from functools import cache

from skillrun.project.comparing import words_of
from skillrun.project.dictionary import DEEDS_AND_PARTS, THINGS
from skillrun.project.vocabulary import english_of, stem_of

_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


@cache
def stem(word: str) -> str:
    """The stem of an English or Russian word."""
    lowered = word.lower().replace("ё", "е")
    if _CYRILLIC.search(lowered):
        return stem_of(lowered)
    return _IRREGULAR.get(lowered) or stem_of(lowered, "english")


_IRREGULAR = {
    "paid": "pay", "sent": "send", "done": "do", "built": "build", "got": "get", "made": "make",
    "payment": "payment", "payments": "payment", "people": "person", "children": "child",
    "mail": "email", "mails": "email", "mailing": "email", "username": "username",
    "authentication": "auth", "authorization": "auth", "authenticate": "auth",
}  # fmt: skip


@cache
def stems_of(identifier: str) -> tuple[str, ...]:
    """The stems of the words of an identifier."""
    return tuple(stem(word) for word in words_of(identifier))


@cache
def _dictionary() -> dict[str, frozenset[str]]:
    entries = english_of(f"{THINGS};{DEEDS_AND_PARTS}")
    return {word: frozenset(map(stem, english)) for word, english in entries.items()}


@cache
def senses_of(word: str) -> frozenset[str]:
    """The stem of a word as it is said, and of a Russian one those of what it is called in code."""
    own = stem(word)
    return frozenset({own}) | _dictionary().get(own, frozenset())


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


def _begins(word: str, beginnings: Iterable[str]) -> bool:
    return any(word.startswith(beginning) for beginning in beginnings)


# What asks for what. English words stand as their stems do, Russian ones by how they begin.
_INTENTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "rename": (
        "rename renaming renamed call called retitle",
        ("переимен", "переназ", "назов", "назва", "назыв"),
    ),
    "remove": (
        "remove delete drop rid eliminate discard purge strip retire deprecate unused obsolete kill "
        "merge prune erase dispose uninstall",
        ("удал", "убер", "убра", "убир", "избав", "выпил", "снес", "выкин", "исключ", "объедин", "слей", "сотр", "стер"),
    ),
    "move": (
        "move relocate transfer extract split separate migrate divide",
        ("перенес", "перенос", "перемест", "перемещ", "вынес", "вынос", "выдел", "раздел", "разбе", "разби"),
    ),
    "change": (
        "change replace convert switch alter modify update turn make set increase decrease extend "
        "shorten allow require adjust version widen raise lower limit enforce prevent forbid ensure use "
        "should must reduce disable enable restrict swap store bump mark hide return show calculate validate "
        "let prohibit reject apply",
        ("измен", "поменя", "замен", "обнов", "сдела", "расшир", "увелич", "уменьш", "передел", "разреш",
         "преврат", "запре", "огранич", "сокра", "удлин", "должн", "долж", "поддерж", "использ", "включ", "выключ",
         "отключ", "пересчит", "считат", "возвращ", "показ", "скро", "скры", "проверя", "учит", "учес"),
    ),
    "add": (
        "add create introduce implement new include support expose provide integrate generate write "
        "insert build attach append need want develop define register connect send cache log export import",
        ("добав", "созда", "реализ", "внедр", "нов", "подключ", "напиш", "встав", "введ", "нужен", "нужн", "хочу",
         "сгенер", "разработ", "допиш", "прикруч", "отправ"),
    ),
    "repair": (
        "fix bug bugfix repair correct incorrect wrong broken broke fail failing crash error issue problem "
        "defect regression debug resolve double twice race mistake leak raises 500",
        ("исправ", "почин", "баг", "ошиб", "не работ", "пада", "невер", "неправ", "слома", "устран", "поправ", "глюч", "дефект"),
    ),
    "rework": (
        "refactor refactoring rewrite optimize optimise optimization improve simplify speed rework redesign clean "
        "restructure reorganize normalize modernize overhaul performance slow faster async asynchronous reimplement",
        ("рефактор", "оптимиз", "перепи", "улучш", "упрост", "ускор", "перераб", "реструкт", "реорганиз", "асинхрон", "медлен"),
    ),
    "style": (
        "docstring docstrings annotation annotations annotate typehint typehints hint typing typed lint linting linter "
        "ruff formatting reformat pep8 mypy tidy stylistic",
        ("докстр", "аннотац", "аннотир", "типизац", "типизир", "линт", "форматир", "отформат", "причеш", "стилист"),
    ),
    # Words that ask for form where nothing else is asked for: "document the services", "the standard".
    "manner": (
        "format style comment document documentation standard standards conform comply guideline",
        ("стил", "комментар", "оформл", "стандарт", "документир", "документац"),
    ),
}  # fmt: skip


@cache
def _intents() -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    return {name: (_stems(english), russian) for name, (english, russian) in _INTENTS.items()}


@cache
def intents_of(word: str) -> frozenset[str]:
    """What a word asks for: `rename`, `remove`, `move`, `change`, `add`, `repair`, `rework`, `style`."""
    own = stem(word)
    lowered = word.lower().replace("ё", "е")
    return frozenset(
        name
        for name, (english, russian) in _intents().items()
        if own in english or _begins(lowered, russian)
    )


@cache
def kinds_of(word: str) -> frozenset[str]:
    """What kind of thing a word names: `model`, `field`, `route`, `function`, `app`, `all`."""
    lowered = word.lower().replace("ё", "е")
    own = stem(word)
    return frozenset(
        name
        for name, (english, russian) in _kinds().items()
        if own in english or _begins(lowered, russian)
    )


@cache
def _kinds() -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    return {
        "model": (_stems("model table entity schema"), ("модел", "таблиц", "сущност", "схем")),
        "field": (_stems("field column attribute property"), ("поле", "поля", "полю", "полем", "полей", "столб", "колонк", "атрибут", "свойств")),
        "route": (
            _stems("endpoint route url urls path uri api link address prefix"),
            ("эндпоинт", "эндпойнт", "ендпоинт", "маршрут", "роут", "урл", "адрес", "ссылк", "ручк", "путь", "пути", "апи", "префикс"),
        ),
        "function": (
            _stems("function method service selector task command handler helper signal"),
            ("функци", "метод", "сервис", "селектор", "команд", "обработчик", "сигнал"),
        ),
        "view": (_stems("view viewset serializer form permission admin"), ("вьюх", "вьюсет", "представлен", "сериализатор", "форм")),
        "app": (_stems("app application module package"), ("приложени", "модул", "пакет")),
        "all": (
            _stems("everywhere entire whole codebase project all repository repo"),
            ("везде", "весь", "всем", "всех", "все", "всю", "проект", "репозитор"),
        ),
        "index": (_stems("index indexes indices"), ("индекс",)),
        "unique": (_stems("unique uniqueness constraint duplicate together"), ("уникал", "ограничен", "дубл")),
        "table": (_stems("table"), ("таблиц",)),
    }  # fmt: skip


@cache
def empty_verbs() -> frozenset[str]:
    """The stems of verbs that ask for something and say nothing of what."""
    return _stems(
        "add create new implement make change update fix bug repair correct remove delete drop rename call move "
        "refactor improve optimize use set should must need want write introduce include support provide allow turn "
        "replace modify alter rework rewrite simplify issue problem wrong error need let put way able please"
    )


# Words that say nothing of what is asked for.
_FILLING = frozenset(
    [
        "a",
        "an",
        "the",
        "this",
        "that",
        "these",
        "those",
        "it",
        "its",
        "is",
        "are",
        "was",
        "be",
        "been",
        "to",
        "of",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "without",
        "and",
        "or",
        "not",
        "as",
        "into",
        "onto",
        "so",
        "if",
        "then",
        "than",
        "when",
        "where",
        "which",
        "who",
        "what",
        "how",
        "all",
        "any",
        "each",
        "every",
        "some",
        "no",
        "do",
        "does",
        "did",
        "can",
        "could",
        "will",
        "would",
        "may",
        "might",
        "i",
        "we",
        "you",
        "he",
        "she",
        "they",
        "me",
        "us",
        "them",
        "my",
        "our",
        "your",
        "please",
        "also",
        "just",
        "only",
        "there",
        "here",
        "have",
        "has",
        "had",
        "up",
        "out",
        "about",
        "via",
        "per",
        "too",
        "very",
        "more",
        "most",
        "one",
        "two",
        "list",
        "get",
        "value",
        "data",
        "object",
        "instance",
        "class",
        "code",
        "file",
        "files",
        "и",
        "в",
        "во",
        "на",
        "с",
        "со",
        "из",
        "у",
        "о",
        "об",
        "от",
        "до",
        "по",
        "за",
        "к",
        "ко",
        "не",
        "но",
        "а",
        "или",
        "же",
        "бы",
        "ли",
        "что",
        "чтобы",
        "как",
        "так",
        "это",
        "эта",
        "этот",
        "эти",
        "тот",
        "та",
        "те",
        "все",
        "при",
        "для",
        "без",
        "над",
        "под",
        "через",
        "если",
        "когда",
        "где",
        "который",
        "которая",
        "которые",
        "его",
        "её",
        "их",
        "мне",
        "нам",
        "нас",
        "пожалуйста",
        "также",
        "еще",
        "ещё",
        "только",
        "уже",
        "там",
        "тут",
        "нет",
        "да",
        "быть",
        "есть",
        "класс",
        "код",
        "файл",
        "файлы",
        "данные",
        "значение",
        "self",
        "none",
        "true",
        "false",
        "return",
        "import",
        "def",
        "request",
        "response",
        "objects",
        "model",
        "models",
        "serializer",
        "view",
        "django",
        "rest",
        "framework",
        "apps",
        "app",
        "test",
        "tests",
        "str",
        "int",
        "args",
        "kwargs",
        "pk",
        "id",
        "meta",
        "fields",
        "name",
    ]
)


@cache
def is_filling(word: str) -> bool:
    """Whether a word says nothing of what is asked for."""
    return word.lower() in _FILLING or (len(word) < 3 and not word.isdigit())
