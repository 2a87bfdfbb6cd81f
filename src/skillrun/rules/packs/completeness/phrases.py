"""The words of comments that stand for code, in English and Russian.

Every pattern fits a whole comment line, made small and with marks, brackets and dots at its ends
taken away: a sentence that merely holds the words `rest`, `existing` or `same` fits none.
"""

import re
from functools import cache

_DET = r"(?:(?:the|your|my|our|all|any|some|of|these|those)\s+)*"
_FILL = r"(?:[\w.'`\"/&+,-]+\s+)"
_CODE = r"(?:code|implementations?|logic|functionality)"
_THING = (
    r"(?:code|implementations?|logic|functionality|function bodies|(?:url\s+)?patterns?|urls?|files?|contents?"
    r"|class(?:es)?|functions?|methods?|fields?|imports?|views?|viewsets?|models?|routes?|settings?"
    r"|config(?:uration)?s?|tests?|cases?|endpoints?|serializers?|properties|attributes|options"
    r"|param(?:eter)?s|arguments|args|apps?|middlewares?|services?|handlers?|rules?|entries|items"
    r"|lines?|sections?|definitions?|dependencies|variables|keys|values|body|bodies|script|styles?"
    r"|markup|template|html|columns?|statements?|validations?|checks?|steps|stages|blocks?|parts?"
    r"|module|stuff|things|commands|directives|locations|volumes|environment|packages|instructions"
    r"|migrations?|admin|signals?|helpers?|queries|mixins?|constants?|decorators?|factories|fixtures?|choices)"
)
_WHOLE = (
    r"(?:file|template|page|markup|dockerfile|script|config(?:uration)?|compose file|style ?sheet)"
)
_LEFT = r"(?:rest|remainder|remaining|existing|previous|original|unchanged|omitted|other|others|current)"
_MORE = r"(?:additional|more|further|similar|same|another|extra|etc)"
_STAY = (
    r"(?:(?:(?:all|both|is|are|was|were|has|have|will|should|left|kept|stays?|remains?|goes|not|been|be|keep)\s+)*"
    r"(?:unchanged|the same(?: as (?:before|above|is))?|same as before|as before|as is|as-is|as it (?:is|was)"
    r"|as they (?:are|were)|intact|untouched|unmodified|omitted|elided|truncated|not shown|not changed|"
    r"unaltered|go(?:es)? here|comes? here|continues?(?: here)?|follows?(?: here)?|stays?|remains?|here))"
)
_BREVITY = r"(?:\s+for\s+(?:brevity|clarity|conciseness|simplicity|readability|space))?"
_CUT = (
    r"(?:omitted|elided|truncated|shortened|abbreviated|snipped|skipped|trimmed|condensed|left out)"
)
_MAKE = r"(?:implement|complete|finish|fill in|fill|add|insert|write|put|place|define|create|register|provide|include)"
_OWN = r"(?:your|logic|code|implementation|custom|more|additional|actual|real|business|missing|necessary|required|rest|other|remaining)"

# Stand for code wherever they are.
_STRONG = "|".join(
    (
        rf"{_DET}(?:rest|remainder)\s+of\s+{_DET}{_FILL}{{0,3}}"
        rf"(?:{_CODE}|class|function|method|module|methods|functions|fields|imports|views|settings|{_WHOLE})(?:\s+{_STAY})?{_BREVITY}",
        rf"{_DET}(?:rest|remainder)\s+of\s+{_DET}{_FILL}{{0,3}}{_THING}\s+{_STAY}{_BREVITY}",
        rf"(?:(?:keep|leave|preserve|retain|insert|include)\s+)?{_DET}(?:existing|previous|remaining|original|unchanged|omitted|other)"
        rf"\s+{_FILL}?{_CODE}(?:\s+(?:above|below|{_STAY}))?{_BREVITY}",
        rf"{_DET}{_LEFT}\s+{_FILL}{{0,4}}{_THING}\s+{_STAY}{_BREVITY}",
        rf"(?:and\s+)?(?:{_DET}(?:rest|remainder)|everything else|all else|others)\s+{_STAY}{_BREVITY}",
        rf"same\s+(?:{_THING}\s+)?as\s+(?:before|previously|in the (?:previous|original|existing) {_FILL}?{_THING})",
        rf"{_FILL}{{0,4}}(?:{_THING})\s+(?:is\s+|are\s+|was\s+|were\s+)?(?:{_CUT}|not shown)(?:\s+here)?{_BREVITY}",
        rf".*\b(?:{_CUT}|not shown|removed|simplified)\s+(?:here\s+)?for\s+(?:brevity|conciseness)\b.*",
        r"(?:snip|snipped|omitted|truncated|elided)",
        rf"{_MAKE}\b(?:\s+{_FILL}{{0,5}})?\s*\b{_OWN}\b\s*{_FILL}{{0,4}}(?:here|below)",
        r"(?:please\s+)?implement(?:\s+(?:this|it|me))?(?:\s+(?:here|later|this))?",
        r"(?:create|register|define|write|add|put)\s+your\s+\w+(?:\s+\w+)?\s+here",
        rf"{_FILL}{{0,2}}your\s+(?:own\s+)?{_FILL}{{0,3}}(?:{_CODE})(?:\s+(?:goes|go|comes|is|should go|will go))?(?:\s+here)?",
        rf"your\s+{_FILL}{{0,3}}{_THING}\s+(?:(?:goes|go|comes)\s+)?here",
        rf"(?:{_DET})(?!no |not |this |there |we |it )(?:\w+\s+){{0,3}}{_THING}\s+(?:will\s+|should\s+|would\s+|must\s+)?(?:go|goes|comes?)\s+here",
        rf"(?:actual|real|full|complete|custom|business|main|remaining|more|additional)\s+{_FILL}?{_CODE}\s+here",
        rf"{_FILL}{{0,2}}(?:implementation|body|logic|functionality)\s+(?:here|pending|missing|to follow|follows|later|to be (?:added|done|implemented|written))",
        r"(?:to\s+be|will\s+be|needs?\s+to\s+be|must\s+be)\s+(?:implemented|written|filled in|completed)(?:\s+(?:later|soon|here|separately|by you))?",
        r"(?:(?:still\s+)?not\s+(?:yet\s+)?implemented\s+yet|not\s+yet\s+implemented|unimplemented)",
        r"placeholder\s+(?:implementation|logic|code|function|method|class|view|model|body)",
        r"in\s+(?:a|an|the|your)\s+(?:real|actual|real-world|full|complete|production-ready)\s+(?:\w+\s+){0,2}\w+,?\s+"
        r"(?:you|we|this|it|one|that|these)(?:'d|\s+(?:would|should|could|might|can|will))\b.*",
        rf"{_MAKE}\s+{_FILL}{{0,2}}(?:your|more|additional|further|other|extra|custom)\s+{_FILL}{{0,4}}"
        r"as\s+(?:needed|required|necessary|appropriate)",
        rf"{_MAKE}\s+{_FILL}{{0,3}}{_THING}\s+(?:here\s+|below\s+)?as\s+(?:needed|required|necessary|appropriate)",
        rf"(?:{_LEFT}|{_MORE})\s+{_FILL}{{0,3}}{_THING}\s+as\s+(?:needed|required|necessary|appropriate)",
        # Russian
        r"(?:здесь\s+|тут\s+|далее\s+|дальше\s+|весь\s+|вся\s+|все\s+|всё\s+|и\s+)*"
        r"(?:остальн|прочи|друг|существующ|предыдущ|прежн|оставш|исходн|имеющ|неизмен)\w*\s+"
        r"(?:\w+\s+){0,2}(?:код|метод|пол[яеий]|импорт|класс|функци|логик|реализаци|настро|маршрут|файл|част|содержим|тест|модел"
        r"|представлен|эндпоинт|параметр|сериализатор|атрибут|строк|правил|сервис|зависимост|приложени|конфигураци|элемент|обработчик)\w*"
        r"(?:\s+(?:\w+\s+){0,2}(?:без изменений|без изменения|как было|как раньше|как прежде|как есть|здесь|тут|ниже|прежн\w+|тем же|теми же|"
        r"оста\w+|не (?:из)?мен\w+|опущ\w+|пропущ\w+|сохран\w+|идет|идёт|идут|следу\w+))*(?:\s+для краткости)?",
        r"(?:всё\s+|все\s+)?остально[ей](?:\s+(?:\w+\s+){0,2}(?:без изменений|как (?:было|раньше|прежде|есть)|не (?:из)?мен\w+|оста\w+|опущ\w+|так\s?же|аналогично|то же самое))?",
        r"(?:\w+\s+){0,3}(?:оста\w+\s+|остаётся\s+)?без\s+изменени[йя]",
        r"(?:всё\s+|все\s+)?(?:как\s+(?:и\s+)?(?:было|раньше|прежде|ранее|прежде)|то же самое|так же,? как (?:и )?(?:раньше|прежде|выше|было))",
        r"(?:и\s+)?(?:так далее|тому подобное|т\.?\s?д|т\.?\s?п)",
        r"(?:код\s+|\w+\s+){0,3}(?:опущен|пропущен|сокращ[её]н|сокращен|вырезан|удал[её]н)[аоы]?(?:\s+для\s+(?:краткости|простоты|наглядности))?",
        r".*\bдля\s+краткости\b.*",
        r"(?:полная\s+|дальнейшая\s+|сама\s+)?реализация(?:\s+(?:метода|функции|класса|логики|модели|здесь|тут|ниже|опущена|далее|позже|будет\s+\w+))*",
        r"(?:реализовать|реализуйте|доделать|дописать|допишите|доработать|дополнить|заглушка)(?:\s+(?:\w+\s+){0,4}(?:здесь|тут|сюда|позже|потом|самостоятельно))?",
        r"(?:здесь|тут|сюда|ниже)\s+(?:будет|будут|должен|должна|должно|должны|нужно|надо|следует|вставьте|вставить|добавьте|добавить|напишите|ваш\w*|реализуйте)\b.*",
        r"(?:здесь\s+|тут\s+)?(?:ваш|свой|ваша|своя|ваши|свои)\s+(?:код|логик\w|реализаци\w|настройк\w)(?:\s+(?:здесь|тут))?",
        r"(?:код|логика|реализация)\s+(?:здесь|тут|ниже|опущена|опущен)",
        r"(?:добавьте|добавить|вставьте|вставить|напишите|написать|разместите)\s+(?:\w+\s+){0,5}(?:здесь|сюда|тут|по необходимости|при необходимости)",
    )
)

# Stand for code where no code follows; where some does, they may be its heading.
_WEAK = "|".join(
    (
        rf"{_DET}(?:{_LEFT}|additional|more|further|same)\s+{_FILL}?(?:{_THING}\s+and\s+)?{_THING}",
        rf"{_MAKE}\b\s+{_FILL}{{0,6}}(?:here|below|as\s+(?:needed|required|necessary|appropriate))",
        rf"(?:unchanged|no changes?|(?:left |kept )?as is|as before|same as above|not implemented|{_CUT})(?:\s+here)?",
        rf"(?:the\s+)?(?:full|complete|actual|real)\s+{_CODE}",
        rf"(?:and\s+)?(?:so on|so forth)|(?:repeat|continue|do the same|same|similar|similarly|likewise)\s+(?:for|with)\s+{_DET}(?:other|others|remaining|rest)(?:\s+{_FILL}{{0,3}}\w+)?",
        r"(?:just a |a )?(?:placeholder|stub)(?:\s+for\s+.*)?",
        r"implementation|аналогично(?:\s+(?:выше|для\s+.*))?|пример(?:ная)? реализаци[яи]",
    )
)

# What dots before or after it make an omission: `... other fields`, `# existing code ...`.
_DOTTED = "|".join(
    (
        rf"(?:and\s+)?{_DET}(?:{_LEFT}|{_MORE})(?:\s+of)?\s*{_DET}(?:{_FILL}{{0,4}}{_THING})?(?:\s+(?:{_STAY}|as needed|and so on))?{_BREVITY}",
        r"(?:and\s+)?(?:so on|so forth)",
        rf"(?:{_DET}{_FILL}{{0,3}})?{_CODE}(?:\s+{_FILL}{{0,2}}\w+)?",
        rf"(?:{_THING})(?:\s+{_STAY})?{_BREVITY}",
        rf"{_FILL}{{0,2}}(?:{_STAY}){_BREVITY}",
        r"(?:полн\w+|дальнейш\w+|остальн\w+|друг\w+|прочи\w+|ещ[её]|и)\s+(?:\w+\s+){0,3}\w+|код|логика|реализация|остальное",
    )
)


@cache
def strong() -> re.Pattern[str]:
    """What stands for code wherever it is."""
    return re.compile(_STRONG)


@cache
def weak() -> re.Pattern[str]:
    """What stands for code where no code follows; where some does, it may be its heading."""
    return re.compile(_WEAK)


@cache
def dotted() -> re.Pattern[str]:
    """What dots before or after it make an omission: `... other fields`, `# existing code ...`."""
    return re.compile(_DOTTED)
