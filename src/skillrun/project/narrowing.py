"""Whether a request narrows what may be touched: "do not modify existing code", "minimal changes".

A request says it in many ways, in English and in Russian, and may say the contrary in almost the same
words. It is read sentence by sentence.
"""

import re
from functools import cached_property


class _Lazy:
    """An expression that is compiled when it is first used: a start of the program needs none of them."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self._source = pattern, flags

    @cached_property
    def of(self) -> "re.Pattern[str]":
        """The compiled expression."""
        return re.compile(*self._source)


_SENTENCE = _Lazy(r"(?<=[.!?;])\s+|\n\s*\n|\n\s*(?=[-*•]|\d+[.)])")
_FLAGS = re.IGNORECASE | re.VERBOSE
# "in this project" narrows nothing; "in apps/users" makes it a matter of that place alone.
_PLACE = _Lazy(
    r"\s*(?:in|of|inside|within|under|в|из|внутри)\s+(?!(?:this|the|our|my|a)?\s*(?:whole\s+)?(?:project|repo|repository|code|codebase|workspace)\b|(?:этом\s+)?(?:проект|репозитор|код))[`\w./]+",
    re.IGNORECASE,
)

_CODE_EN = r"(?:(?:any|of|the|my|our|your|all|other)\s+)*(?:existing|current|present|old|already\s+(?:existing|written))\s+(?:source\s+|python\s+|project\s+)?(?:code|codebase|files?|modules?|sources?|implementation|functionality|logic|things?)"
_CHANGE_EN = r"(?:modify|modif(?:ying|ied)|chang(?:e|es|ing|ed)|touch(?:ing|ed)?|edit(?:ing|ed|s)?|alter(?:ing|ed)?|rewrit(?:e|ing)|updat(?:e|ing)|refactor(?:ing)?|break(?:ing)?|mess\s+with)"
_FROZEN_EN = _Lazy(
    rf"""
    (?:do\s*not|don'?t|never|must\s*not|mustn'?t|should\s*not|shouldn'?t|may\s+not|can\s*not|can'?t|avoid|refrain\s+from|without|no\s+need\s+to|not\s+to)
    \s+(?:please\s+)?(?:(?:ever|even|be|make|making|any|to)\s+)*
    (?:{_CHANGE_EN})\s+(?:(?:to|in|into)\s+)?(?P<what>{_CODE_EN})
    | (?:keep|leave|preserve)\s+(?P<kept>{_CODE_EN})\s+(?:\w+\s+){{0,2}}?(?:as\s+(?:it\s+)?(?:is|are|they\s+are)|untouched|unchanged|unmodified|alone|intact|as-is)
    | (?P<still>{_CODE_EN})\s+(?:must|should|may|has\s+to|have\s+to|is\s+to|are\s+to|shall)\s+(?:not\s+(?:be\s+)?{_CHANGE_EN}|(?:remain|stay|be\s+left|be\s+kept)\s+(?:untouched|unchanged|as\s+(?:it\s+)?is|intact|unmodified))
    | (?:only|just)\s+(?:add|create|write)\s+new\s+files?\b
    | new\s+files?\s+only\b
    """,
    _FLAGS,
)
_CODE_RU = r"(?:(?:весь|все|всё|всего|никакой|никакие|ничего\s+в|этот|наш[а-я]*|мо[а-я]+|любо[а-я]+)\s+)*(?:существующ|текущ|имеющ|стар|уже\s+написанн)[а-я]*\s+(?:исходн[а-я]*\s+)?(?:код[а-я]*|файл[а-я]*|модул[а-я]*|реализаци[а-я]*|функционал[а-я]*|логик[а-я]*)"
_CHANGE_RU = r"(?:измен[а-я]*|меня[а-я]*|поменя[а-я]*|трога[а-я]*|тронь[а-я]*|модифицир[а-я]*|правь[а-я]*|правит[а-я]*|редактир[а-я]*|переписыва[а-я]*|затрагива[а-я]*|касай[а-я]*|вноси[а-я]*\s+(?:\w+\s+)?(?:изменени[а-я]*|правк[а-я]*)|измени[а-я]*|лома[а-я]*|рефактор[а-я]*)"
_FROZEN_RU = _Lazy(
    rf"""
    (?:(?<!\w)не|без|нельзя|избега[а-я]*|запрещ[а-я]*|воздерж[а-я]*\s+от)\s+(?:надо\s+|нужно\s+|стоит\s+|следует\s+|должен\s+|смей\s+)?{_CHANGE_RU}\s+(?:в\s+|ничего\s+в\s+|из\s+)?(?P<what>{_CODE_RU})
    | (?P<before>{_CODE_RU})\s+(?:пожалуйста\s+)?(?:(?<!\w)не|нельзя)\s+(?:надо\s+|нужно\s+|стоит\s+|должен\s+|должны\s+)?{_CHANGE_RU}
    | остав[а-я]*\s+(?P<kept>{_CODE_RU})\s+(?:без\s+изменени[а-я]*|как\s+есть|нетронут[а-я]*|прежн[а-я]*)
    | (?P<still>{_CODE_RU})\s+(?:\w+\s+){{0,2}}?(?:без\s+изменени[а-я]*|нетронут[а-я]*|как\s+есть)
    | только\s+новые\s+файлы
    """,
    _FLAGS,
)
_MINIMAL_EN = _Lazy(
    r"""
    \b(?:mak(?:e|ing)|do(?!\s+not)|apply|keep(?:ing)?|with|using|use|only|prefer|the|want|need|be)\s+(?:\w+\s+){0,3}?(?:minimal(?:ly)?|minimum|smallest(?:\s+possible)?|fewest(?:\s+possible)?|as\s+few)\s+(?:possible\s+|necessary\s+|number\s+of\s+|set\s+of\s+|code\s+)*(?:changes?|edits?|diffs?|modifications?|invasive|touch)
    | ^\W*(?:minimal|minimum)\s+(?:changes?|edits?|diff)
    | \b(?:changes?|edits?|diff|modifications?)\s+(?:\w+\s+){0,2}?(?:as\s+)?(?:minimal|small|tiny)\b(?:\s+as\s+possible)?(?!\s+\w*(?:widget|change))
    | \bchange\s+(?:only|nothing\s+but|no\s+more\s+than|as\s+little)\b
    | \b(?:change|touch|modify|edit)\s+as\s+(?:little|few)\b
    | \bonly\s+(?:change|touch|modify|edit)\s+(?:what|the\s+lines?)\b
    | \b(?:do\s*not|don'?t)\s+(?:change|touch|modify|edit)\s+(?:anything|something)\s+(?:else|beyond|other)
    | \b(?:nothing|no\s+(?:other|further|unrelated)\s+(?:change|edit)s?)\s+(?:else|beyond)?\b(?=\s*(?:should|must|may|is|are|$|[.,;!]))(?<=else)
    | \bno\s+(?:unrelated|other|further|extra)\s+(?:changes|edits|modifications|refactoring)\b
    """,
    _FLAGS,
)
_MINIMAL_RU = _Lazy(
    r"""
    минимальн[а-я]*\s+(?:возможн[а-я]*\s+|необходим[а-я]*\s+|набор[а-я]*\s+|количеств[а-я]*\s+|числ[а-я]*\s+)*(?:изменени|правк|дифф|вмешательств)[а-я]*
    | минимум(?:ом|а)?\s+(?:изменени|правок|вмешательств)[а-я]*
    | (?:изменени|правк)[а-я]*\s+(?:должн[а-я]+\s+быть\s+|сдела[а-я]*\s+|пусть\s+будут\s+)?минимальн
    | (?:меня[а-я]*|измени[а-я]*|правь|трога[а-я]*)\s+(?:только|лишь)\s+(?:то|необходимое|нужное|что)
    | (?:больше|кроме\s+этого|остальн[а-я]+|лишнего|ничего\s+лишнего|ничего\s+другого|ничего\s+больше)\s+(?:код\s+)?(?:ничего\s+)?не\s+(?:меня|трога|изменя|правь)[а-я]*
    | не\s+(?:меня|трога|изменя|правь)[а-я]*\s+(?:ничего\s+)?(?:лишнего|больше|другого|остальн[а-я]*)
    """,
    _FLAGS,
)
# What turns the phrase into its contrary, in the words before it.
_UNDONE = _Lazy(
    r"""
    (?:no\s+need|not\s+(?:necessary|need(?:ed)?|required|have|limited|restrict\w*|confine\w*|only)|n'?t\s+(?:have|need|hesitate|be\s+afraid|limit|restrict|just|only|make)|
       never\s+(?:just|mind)|hesitate|afraid|feel\s+free|rather\s+than|instead\s+of|ignore|forget|more\s+than|not\s+(?:just\s+)?(?:make|making|with|the)|beyond|do\s+not\s+(?:just\s+)?(?:make|keep|limit))\W+(?:\w+\W+){0,4}$
    | (?:do\s*not|don't|never|(?<!\w)не)\s+(?:\w+\s+)?$
    | (?:не\s+(?:ограничива|нужн|надо|обязательн|обходи|бойся|стесня|делай|вноси|только)|необязательн|вместо|больше\s+чем|можно\s+не|не\s+прос)[а-я]*\W+(?:\w+\W+){0,3}$
    """,
    _FLAGS,
)
_UNLESS = _Lazy(
    r"\s*[,(]?\s*(?:unless|except|other\s+than|besides|apart\s+from|if\s+(?:not|possible|you\s+can)|more\s+than|beyond|outside|кроме|если|без\s+необходимости|за\s+исключением|сверх|больше|вне)\b",
    re.IGNORECASE,
)


def narrowed_by(request: str) -> tuple[bool, bool]:
    """Read whether a request narrows what may be touched.

    What keeps existing code as it is but for an exception, or in one place alone, asks for minimal changes.

    Args:
        request: What was asked.

    Returns:
        Whether existing code stays as it is, and whether only what was asked for is touched.
    """
    frozen = minimal = False
    for lines in _SENTENCE.of.split(_plain(request)):
        sentence = " ".join(lines.split())
        for found in (*_FROZEN_EN.of.finditer(sentence), *_FROZEN_RU.of.finditer(sentence)):
            if _is_undone(sentence, found.start()):
                continue
            rest = sentence[found.end() :]
            if _UNLESS.of.match(rest) or _PLACE.of.match(rest):
                minimal = True
            else:
                frozen = True
        for found in (*_MINIMAL_EN.of.finditer(sentence), *_MINIMAL_RU.of.finditer(sentence)):
            minimal = minimal or not _is_undone(sentence, found.start())
    return frozen, minimal


def holds(request: str, phrases: tuple[str, ...]) -> bool:
    """Whether a request holds one of a skill's own phrases, not turned into its contrary.

    Args:
        request: What was asked.
        phrases: The phrases; case, line breaks and `ё` do not count.
    """
    said = " ".join(_plain(request).casefold().split())
    for phrase in phrases:
        wanted = " ".join(_plain(phrase).casefold().split())
        start = said.find(wanted)
        while start >= 0:
            rest = said[start + len(wanted) :]
            if (
                not _is_undone(said, start)
                and not _UNLESS.of.match(rest)
                and not _PLACE.of.match(rest)
            ):
                return True
            start = said.find(wanted, start + 1)
    return False


def _is_undone(sentence: str, start: int) -> bool:
    return bool(_UNDONE.of.search(sentence[max(0, start - 60) : start]))


def _plain(text: str) -> str:
    return text.replace("ё", "е").replace("Ё", "Е").replace("’", "'")
