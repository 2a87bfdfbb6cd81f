"""Whether a request approves SQL written by hand: it has to ask for it, to mention it is not enough."""

import re
from functools import lru_cache

_MENTION = re.compile(
    r"raw[\s_-]*sql|[\w.]*\.(?:raw|extra)\b|cursor\.execute\w*|connection\.cursor|\b(?:database|db|sql)\s+cursor"
    r"|\b(?:сыр|прям|чист|нативн)\w*\s+sql|\bsql[\s-]*(?:запрос|query|queries|statement)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[;!?\n]|\.(?=\s|\Z)")
_BETWEEN = (
    r"(?:\W+(?:an?|the|some|one|plain|direct\w*|single|custom|hand-?written|optimi[sz]ed|parametri[sz]ed"
    r"|parameteri[sz]ed|only|just|this|your|один|этот|через|с|помощью|только))*\W*\Z"
)
# What asks for it, right before it is named.
_ASKS = re.compile(
    r"\b(?:us(?:e|es|ing)|writ(?:e|ing)|add|create|implement|make|build|execute|run|call|allow\w*|approv\w*"
    r"|permit\w*|accept\w*|prefer|need|want|(?:использ\w+|напиш\w+|пиши|добав\w+|созда\w+|реализ\w+|сдела\w+"
    r"|выполн\w+|вызов\w+|разреш\w+|одобр\w+|примен\w+|можно|нужен)(?:\s+\w+){0,2})" + _BETWEEN,
    re.IGNORECASE,
)
_BY_WAY_OF = re.compile(
    r"\b(?:use\s+of|with|via|through|in|into|to|as|by|через|на|помощью)" + _BETWEEN, re.I
)
# Right after it is named.
_IS_FINE = re.compile(
    r"\A(?:\W+\w+){0,3}\W+(?:approved|allowed|permitted|accepted|acceptable|fine|okay|ok|разреш\w+|одобр\w+|допуст\w+)\b",
    re.IGNORECASE,
)
_REFUSED_BEFORE = re.compile(
    r"(?:\bno\b|\bnot\b|n't\b|\bnever\b|\bwithout\b|\bavoid\w*|\binstead\s+of\b|\brather\s+than\b|\brid\s+of\b"
    r"|\baway\s+from\b|\bбез\b|\bне\b|\bнельзя\b|\bвместо\b|\bот\b)(?:\W+\w+){0,4}\W*\Z",
    re.IGNORECASE,
)
_REFUSED_AFTER = re.compile(
    r"\A(?:\W+(?:queries|query|calls?|statements?|code|here|запрос\w*))?[^\w,]+(?:(?:is|are|must|should|may|can|be)\W+)*"
    r"(?:not\b|never\b|\w+n't\b|forbidden|prohibited|banned|disallowed|запрещ\w*|нельзя|не\b)",
    re.IGNORECASE,
)
_TO_THE_ORM = re.compile(
    r"\b(?:with|to|into|by|in|using|via|through|на|в|через)\W+(?:the\W+)?(?:django\W+|джанго\W+)?(?:orm|querysets?)\b",
    re.IGNORECASE,
)
# Who looks for it, or does away with it, does not ask for it.
_LOOKS = re.compile(
    r"\b(?:remov|delet|eliminat|drop|find|audit|review|check|fix|refactor|list|убер|убра|удал|найд|найт|исправ|провер)\w*",
    re.IGNORECASE,
)


@lru_cache(maxsize=8)
def approves_sql(request: str) -> bool:
    """Whether a request asks for SQL written by hand, or allows it."""
    return any(
        _approves(sentence, mention)
        for sentence in _SENTENCE.split(request)
        for mention in _MENTION.finditer(sentence)
    )


def _approves(sentence: str, mention: re.Match[str]) -> bool:
    before, after = sentence[: mention.start()], sentence[mention.end() :]
    if _REFUSED_BEFORE.search(before) or _REFUSED_AFTER.search(after) or _TO_THE_ORM.search(after):
        return False
    by_way_of = _BY_WAY_OF.search(before) and not _LOOKS.search(before)
    return bool(by_way_of or _ASKS.search(before) or _IS_FINE.search(after))
