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
# Things that are program and nothing else: "fields are skipped" may be what the program does.
_WRITTEN = (
    r"(?:code|implementations?|logic|function bodies|class(?:es)?|functions?|methods?|imports?"
    r"|tests?|body|bodies|definitions?|markup|script)"
)
_WHOLE = r"(?:file|template|page|markup|dockerfile|readme|document(?:ation)?|schema|script|config(?:uration)?|compose file|style ?sheet)"
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

_RU_THING = (
    r"(?:код|вс[её]|весь|остальн\w+|эт\w+|сам\w*|пол[яе]|метод\w*|функци\w+|импорт\w*|класс\w*|тело|файл\w*|секци\w+"
    r"|блок\w*|настройк\w+|част[ьи]|кода|логик\w+|модел\w+|тест\w*|маршрут\w*|сервис\w*|стил\w+|здесь|тут|дальше|далее|ниже|выше)"
)

# Stand for code wherever they are.
_STRONG = "|".join(
    (
        rf"{_DET}(?:rest|remainder)\s+of\s+{_DET}{_FILL}{{0,3}}"
        rf"(?:{_CODE}|class|function|method|module|methods|functions|fields|imports|views|settings|{_WHOLE})(?:\s+{_STAY})?{_BREVITY}",
        rf"{_DET}(?:rest|remainder)\s+of\s+{_DET}{_FILL}{{0,3}}{_THING}\s+{_STAY}{_BREVITY}",
        rf"(?:(?:keep|leave|preserve|retain|insert|include)\s+)?{_DET}(?:existing|previous|remaining|original|unchanged|omitted|other)"
        rf"\s+{_FILL}?{_CODE}(?:\s+(?:above|below|{_STAY}))?{_BREVITY}",
        rf"{_DET}{_LEFT}\s+{_FILL}{{0,4}}{_THING}\s+{_STAY}{_BREVITY}",
        rf"(?:keep|leave|preserve|retain)\s+{_DET}(?:rest|remainder|everything(?:\s+else)?|{_LEFT})(?:\s+{_FILL}{{0,4}}{_THING}|\s+of\s+{_DET}{_FILL}{{0,3}}(?:{_THING}|{_WHOLE}))?\s+{_STAY}{_BREVITY}",
        rf"(?:keep|leave|preserve|retain)\s+{_DET}(?:existing|remaining|original|previous)\s+{_WRITTEN}",
        rf"{_DET}(?:imports|code|methods|class|function|module|implementation)\s+(?:remains?|stays?|continues?|is|are)\s+(?:unchanged|the same|as (?:before|is)|unmodified|untouched|here)",
        r"(?:the\s+)?code\s+continues(?:\s+(?:here|below|as before))?",
        r"no\s+(?:other\s+|further\s+)?changes?\s+(?:(?:needed|required|made)\s+)?(?:(?:below|above)(?:\s+this\s+(?:line|point))?|(?:in|to)\s+(?:this|the rest of the)\s+(?:file|section|class|function|part))",
        rf"(?:all\s+)?{_DET}{_LEFT}\s+{_FILL}{{0,3}}{_THING}\s+(?:from|in|of)\s+the\s+(?:original|previous|existing|current)\s+{_FILL}?{_THING}",
        rf"(?:same\s+)?as\s+in\s+the\s+(?:previous|original|last)\s+(?:{_FILL}{{0,2}})(?:file|version|code|answer|response|message|part|implementation)",
        r"see\s+(?:the\s+)?(?:previous|last|earlier)\s+(?:answer|response|message|part)",
        rf"(?:and\s+)?so\s+on\s+for\s+{_DET}(?:other|others|remaining|rest)\b.*",
        rf"{_DET}(?:remaining|other|rest)\s+{_FILL}{{0,4}}follows?\s+the\s+same\s+pattern",
        rf"(?:follow|apply|use|repeat)\s+the\s+same\s+(?:pattern|approach|structure|logic)\s+(?:for|to|in|with)\s+{_DET}(?:other|remaining|rest)\b.*",
        rf"(?:define|create|add|implement|write|handle)\s+{_DET}(?:other|remaining)\s+{_FILL}{{0,3}}(?:similarly|likewise|(?:in\s+)?the same way)",
        r"similar\s+(?:implementation|code|logic)\s+(?:for|as)\s+.*",
        r"(?:left\s+)?as\s+an\s+exercise(?:\s+(?:for|to)\s+the\s+reader)?",
        rf"(?:and\s+)?(?:{_DET}(?:rest|remainder)|everything else|all else|others)\s+{_STAY}{_BREVITY}",
        rf"same\s+(?:{_THING}\s+)?as\s+(?:before|previously|in the (?:previous|original|existing) {_FILL}?{_THING})",
        rf"{_FILL}{{0,4}}(?:{_THING}|details)\s+(?:{_CUT}|not shown)(?:\s+here)?{_BREVITY}",
        rf"{_FILL}{{0,4}}{_WRITTEN}\s+(?:is|are|was|were)\s+(?:{_CUT}|not shown)(?:\s+here)?{_BREVITY}",
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
        r"(?:this|it)\s+is\s+(?:just\s+|only\s+|currently\s+)?an?\s+(?:\w+\s+)?(?:placeholder|stub)(?:\s+(?:implementation|for\s+now))?",
        r"(?:needs?|awaits?|awaiting|pending|missing)\s+(?:an?\s+|the\s+)?(?:actual\s+|real\s+|proper\s+|full\s+)?implementation",
        r"(?:to\s+be\s+)?(?:fill(?:ed)?|complete|finish|handle|write|define|add)\s+(?:(?:this|it|these|me)\s+)?(?:in\s+)?later",
        r"fill\s+(?:this|it|these|me)\s+in",
        rf"(?:(?:you\s+(?:can|should|must|need to)|please)\s+)?replace\s+{_FILL}{{0,3}}(?:with|by)\s+{_DET}{_FILL}{{0,2}}(?:actual|real|own|proper|production|full|your|custom)\s+{_FILL}{{0,2}}(?:implementations?|logic|code|functionality)",
        rf"(?:this|the|it)\s+(?:is\s+)?(?:should|must|can|will|would|could)\s+be\s+replaced\s+(?:with|by)\s+{_DET}{_FILL}{{0,2}}(?:actual|real|own|proper|your)\s+{_FILL}{{0,2}}(?:implementations?|logic|code|functionality)",
        r"(?:stub|placeholder)\s+(?:implementation|logic|code|function|method|class|view|model|body)",
        r"in\s+an?\s+(?:real|actual|real-world)\s+(?:application|app|implementation|project|scenario|system|world|service),\s+.*",
        r"in\s+(?:a\s+)?production,?\s+(?:you|we|this|it|one)(?:'d|\s+would)\s+(?!be\s+served|have\b|never\b|not\b|fail|raise|cause|break).*",
        r"here,?\s+(?:you|we|one)(?:'d|\s+would)\b.*",
        r"(?:this|it|that)\s+would\s+(?:normally|typically|usually|actually)\s+(?:call|send|connect|query|fetch|integrate|invoke|trigger|use|involve|require|contain"
        r"|be\s+(?:an?|the|done|replaced|implemented|fetched|called))\b.*",
        r"(?:(?:only|just)\s+)?for\s+(?:demonstration|demo|illustration)(?:\s+purposes)?(?:\s+only)?",
        r"(?:a\s+)?(?:simplified|simplistic|naive|dummy|mock|fake|minimal)\s+(?:version|implementation|logic)(?:\s+for\s+now)?",
        r"do\s+(?:something|stuff|the\s+(?:actual\s+)?work)(?:\s+here)?",
        r"in\s+(?:a|an|the|your)\s+(?:real|actual|real-world|full|complete|production-ready)\s+(?:\w+\s+){0,2}\w+,?\s+"
        r"(?:you|we|this|it|one|that|these)(?:'d|\s+(?:would|should|could|might|can|will))\b.*",
        rf"{_MAKE}\s+{_FILL}{{0,2}}(?:your|more|additional|further|other|extra|custom)\s+{_FILL}{{0,4}}"
        r"as\s+(?:needed|required|necessary|appropriate)",
        rf"{_MAKE}\s+{_FILL}{{0,3}}{_THING}\s+(?:here\s+|below\s+)?as\s+(?:needed|required|necessary|appropriate)",
        rf"(?:{_LEFT}|{_MORE})\s+{_FILL}{{0,3}}{_THING}\s+as\s+(?:needed|required|necessary|appropriate)",
        rf"(?:additional|more|further|other)\s+{_FILL}?{_THING}\s+(?:can|could|may|should|would|will|must)\s+(?:be\s+(?:added|defined|placed|registered|configured)|go)(?:\s+(?:here|below))?(?:\s+(?:as|if|when)\s+(?:needed|required|necessary))?",
        rf"(?:additional|more|further|your)\s+{_FILL}{{0,3}}{_THING}\s+here",
        rf"add\s+(?:any\s+)?(?:other|more|additional)\s+(?:necessary|required|needed|relevant)\s+{_FILL}{{0,2}}{_THING}",
        rf"(?:(?:form|table|page|main|url|menu)\s+)?(?:{_THING}|content)\s+here",
        # Russian
        r"(?:здесь\s+|тут\s+|далее\s+|дальше\s+|весь\s+|вся\s+|все\s+|всё\s+|и\s+)*"
        r"(?:остальн|прочи|друг|существующ|предыдущ|прежн|оставш|исходн|имеющ|неизмен)\w*\s+"
        r"(?:\w+\s+){0,2}(?:код|метод|пол[яеий]|импорт|класс|функци|логик|реализаци|настро|маршрут|файл|част|содержим|тест|модел"
        r"|представлен|эндпоинт|параметр|сериализатор|атрибут|строк|правил|сервис|зависимост|приложени|конфигураци|элемент|обработчик)\w*"
        r"(?:\s+(?:\w+\s+){0,2}(?:без изменений|без изменения|как было|как раньше|как прежде|как есть|здесь|тут|ниже|прежн\w+|тем же|теми же|"
        r"оста\w+|не (?:из)?мен\w+|опущ\w+|пропущ\w+|сохран\w+|идет|идёт|идут|следу\w+))*(?:\s+для краткости)?",
        r"(?:всё\s+|все\s+)?остально[ей](?:\s+(?:\w+\s+){0,2}(?:без изменений|как (?:было|раньше|прежде|есть)|не (?:из)?мен\w+|оста\w+|опущ\w+|так\s?же|аналогично|то же самое))?",
        rf"(?:{_RU_THING}\s+){{0,3}}(?:оста\w+\s+)?(?:без\s+изменени[йя]|(?:прежн\w+|таким? же|такой же|такими же|теми же|тем же)|как\s+(?:есть|было))",
        rf"(?:{_RU_THING}\s+){{0,3}}не\s+(?:из)?мен(?:ен[оаы]?|ил(?:ось|ась|ся|ись)|ял(?:ось|ась|ся|ись)|я[ею]тся)",
        r"остав(?:ить|ляем|лено|лен[аы]?|ь|ьте)\s+(?:всё\s+|все\s+)?(?:остальное\s+)?(?:как\s+(?:есть|было)|без\s+изменений)",
        r"(?:и\s+)?(?:далее|дальше)\s+(?:всё\s+|все\s+|идёт\s+|идет\s+)*(?:по\s+аналогии|аналогично|то\s+же(?:\s+самое)?|так\s+же|без\s+изменений)|продолжение\s+(?:следует|кода)",
        r"(?:здесь|тут)\s+(?:(?:ваш\w*|основн\w+|сам\w+|вся)\s+)?(?:реализация|логика|код|бизнес-логика)",
        r"(?:основн\w+\s+|ваш\w*\s+|вся\s+|бизнес-)?(?:код|логика|реализация)\s+(?:\w+\s+)?(?:здесь|тут|ниже|опущена|опущен)",
        r"(?:добавьте|добавить|вставьте|вставить|напишите|написать|реализуйте|опишите)\s+(?:\w+\s+){0,2}(?:сво[юйи]\w*|ваш\w*|собственн\w+|недостающ\w+)\s+(?:\w+\s+){0,2}\w+",
        r"(?:\w+\s+){0,2}(?:будет|будут)\s+(?:реализован\w*|дописан\w*|доработан\w*|добавлен\w*)(?:\s+(?:позже|потом|далее|здесь))?",
        r"(?:нужно|надо|требуется|необходимо|осталось|потом|позже)\s+(?:\w+\s+)?(?:реализовать|реализация|дописать|доделать|доработать)(?:\s+\w+){0,5}",
        r"(?:ещё\s+|еще\s+|пока\s+)*не\s+реализован[оаы]?(?:\s+(?:пока|ещё|еще))?",
        r"(?:временн\w+|прост\w+|пока)\s+(?:что\s+)?заглушка(?:\s+.*)?",
        r"в\s+(?:реальн|настоящ|боев|полноценн)\w+\s+(?:приложени|проект|код|систем|сред|реализаци)\w*,?\s+(?:\w+\s+){0,3}(?:здесь|тут|вы|мы|это|нужно|следует|надо|будет|был[ао]?|должн\w+)\b.*",
        r"\w+(?:ть|йте|ите)\s+(?:\w+\s+)?(?:позже|потом)",
        r"(?:...\s+)?(?:ваши|свои|другие ваши|остальные ваши)\s+(?:приложения|модели|поля|настройки|маршруты|тесты|импорты|данные)(?:\s+(?:здесь|тут))?",
        r"место\s+для\s+(?:вашего|твоего|остального)\s+\w+|тело\s+(?:функции|метода|класса)|код\s+(?:метода|функции|класса)",
        r"и\s+другие",
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

# Stand for code where they have a line to themselves.
_ALONE = rf"{_DET}(?:existing|unchanged|omitted)\s+{_FILL}?(?:{_THING}\s+and\s+)?{_THING}"

# Admit outside of tests, where things are played on purpose, that the real code is still to come.
_PLAYED = (
    r"simulat(?:e|es|ing)\s+(?:(?:an?|the|some|real)\s+)*(?:api|payment|e-?mail|sms|network|external|http"
    r"|gateway|processing|sending|calls?|requests?|responses?|delay|work|database|sync|charging|charge)\b.*"
    r"|for\s+now,?\s+(?:we\s+)?(?:just\s+|simply\s+)?(?:return|simulate|mock|fake|pass)\b.*"
)

# Stand for code where no code follows; where some does, they may be its heading.
_WEAK = "|".join(
    (
        rf"{_DET}(?!rest\s+(?:api|framework)\b)(?:{_LEFT}|additional|more|further|same)\s+{_FILL}?(?:{_THING}\s+and\s+)?{_THING}",
        rf"{_MAKE}\b\s+{_FILL}{{0,6}}(?:here|below|as\s+(?:needed|required|necessary|appropriate))",
        rf"(?:unchanged|no changes?|(?:left |kept )?as is|as before|same as above|not implemented|{_CUT})(?:\s+here)?",
        rf"(?:the\s+)?(?:full|complete|actual|real)\s+{_CODE}",
        rf"(?:and\s+)?(?:so on|so forth)|(?:repeat|continue|do the same|same|similar|similarly|likewise)\s+(?:for|with)\s+{_DET}(?:other|others|remaining|rest)(?:\s+{_FILL}{{0,3}}\w+)?",
        r"etc|similar to above|continue here|repeat the same(?:\s+(?:for|with)\s+.*)?",
        r"аналогично предыдущему|как выше|по аналогии|добавить (?:\w+\s+){0,2}(?:логику|код|реализацию|обработку|валидацию|проверк[иу])",
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
def alone() -> re.Pattern[str]:
    """What stands for code where it has a line to itself."""
    return re.compile(_ALONE)


@cache
def played() -> re.Pattern[str]:
    """What admits, outside of tests, that the real code is still to come."""
    return re.compile(_PLAYED)


@cache
def weak() -> re.Pattern[str]:
    """What stands for code where no code follows; where some does, it may be its heading."""
    return re.compile(_WEAK)


@cache
def dotted() -> re.Pattern[str]:
    """What dots before or after it make an omission: `... other fields`, `# existing code ...`."""
    return re.compile(_DOTTED)
